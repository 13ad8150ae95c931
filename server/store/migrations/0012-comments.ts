import type { Kysely, Migration } from 'kysely';

/** What staff write beside an attempt, or one task of it, for the student to read. */
export const comments: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('comments')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('cohort', 'text', (c) => c.notNull().references('cohorts.id'))
      .addColumn('learner', 'text', (c) => c.notNull().references('learners.id'))
      .addColumn('attempt', 'text', (c) => c.notNull().references('attempts.id'))
      .addColumn('task', 'text')
      .addColumn('author', 'text', (c) => c.notNull().references('learners.id'))
      .addColumn('body', 'text', (c) => c.notNull())
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addColumn('edited_at', 'bigint')
      .addColumn('seen_at', 'bigint')
      .execute();
    await db.schema.createIndex('comments_learner').on('comments').columns(['learner', 'cohort']).execute();
    await db.schema.createIndex('comments_attempt').on('comments').column('attempt').execute();
  },
};
