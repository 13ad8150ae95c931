import type { Kysely, Migration } from 'kysely';

/** Labs and quizzes given to a cohort with dates and rules, dates of single learners, and addresses for the roster. */
export const assignments: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const { schema } = db;
    await schema
      .createTable('assignments')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('cohort', 'text', (c) => c.notNull().references('cohorts.id'))
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('item', 'text', (c) => c.notNull())
      .addColumn('title', 'text', (c) => c.notNull())
      .addColumn('release_at', 'text')
      .addColumn('due_at', 'text')
      .addColumn('close_at', 'text')
      .addColumn('policy', 'text', (c) => c.notNull())
      .addColumn('released_at', 'bigint')
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addColumn('updated_at', 'bigint', (c) => c.notNull())
      // One item once per cohort: a matrix has one column for it, and an attempt belongs to one assignment there.
      .addUniqueConstraint('assignments_item', ['cohort', 'kind', 'item'])
      .execute();

    await schema
      .createTable('extensions')
      .addColumn('assignment', 'text', (c) => c.notNull().references('assignments.id'))
      .addColumn('learner', 'text', (c) => c.notNull().references('learners.id'))
      .addColumn('due_at', 'text')
      .addColumn('extra_minutes', 'integer', (c) => c.notNull())
      .addColumn('extra_percent', 'integer', (c) => c.notNull())
      .addColumn('excused', 'integer', (c) => c.notNull())
      .addColumn('reason', 'text', (c) => c.notNull())
      .addColumn('by', 'text')
      .addColumn('at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('extensions_key', ['assignment', 'learner'])
      .execute();

    // Who asked for an attempt: bulk runs of staff do not use up a learner's attempts.
    await schema
      .alterTable('attempts')
      .addColumn('source', 'text', (c) => c.notNull().defaultTo('learner'))
      .execute();

    await schema.alterTable('enrolments').addColumn('email', 'text').execute();
  },
};
