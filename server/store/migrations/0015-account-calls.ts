import type { Kysely, Migration } from 'kysely';

/** Every call that was made in an account of a learner's own, for its owner to see. */
export const accountCalls: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('account_calls')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('learner', 'text', (c) => c.notNull().references('learners.id'))
      .addColumn('account', 'text', (c) => c.notNull())
      .addColumn('lab', 'text', (c) => c.notNull())
      .addColumn('run', 'text', (c) => c.notNull())
      .addColumn('session_name', 'text', (c) => c.notNull())
      .addColumn('version', 'text', (c) => c.notNull())
      .addColumn('at', 'bigint', (c) => c.notNull())
      .addColumn('operation', 'text', (c) => c.notNull())
      .addColumn('region', 'text')
      .addColumn('resource', 'text', (c) => c.notNull())
      .addColumn('status', 'integer', (c) => c.notNull())
      .addColumn('error', 'text')
      .addColumn('request_id', 'text')
      .addColumn('duration_ms', 'integer', (c) => c.notNull())
      .execute();
    await db.schema
      .createIndex('account_calls_learner')
      .on('account_calls')
      .columns(['learner', 'at', 'id'])
      .execute();
  },
};
