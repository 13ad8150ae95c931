import type { Kysely, Migration } from 'kysely';

/** Bulk grading: runs over a cohort, with a row per learner that says how far it is. */
export const runs: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const { schema } = db;
    await schema
      .createTable('runs')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('cohort', 'text', (c) => c.notNull().references('cohorts.id'))
      .addColumn('lab', 'text', (c) => c.notNull())
      .addColumn('status', 'text', (c) => c.notNull())
      .addColumn('started_by', 'text')
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addColumn('finished_at', 'bigint')
      .execute();
    await schema.createIndex('runs_by_cohort').on('runs').columns(['cohort', 'created_at']).execute();

    await schema
      .createTable('run_items')
      .addColumn('run', 'text', (c) => c.notNull().references('runs.id'))
      .addColumn('learner', 'text', (c) => c.notNull().references('learners.id'))
      .addColumn('position', 'integer', (c) => c.notNull())
      .addColumn('status', 'text', (c) => c.notNull())
      .addColumn('tries', 'integer', (c) => c.notNull())
      .addColumn('attempt', 'text', (c) => c.references('attempts.id'))
      .addColumn('problem', 'text')
      .addPrimaryKeyConstraint('run_items_key', ['run', 'learner'])
      .execute();
    // The next learner of a run, and everything that is in the queue now.
    await schema
      .createIndex('run_items_by_status')
      .on('run_items')
      .columns(['status', 'run', 'position'])
      .execute();
  },
};
