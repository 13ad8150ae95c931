import type { Kysely, Migration } from 'kysely';

/**
 * What happened in an account up to an attempt, in short: the journal belongs to the sandbox and may forget. A row without an
 * attempt marks where the learner's own calls begin, after setup.
 */
export const attemptCalls: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('attempt_calls')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('session', 'text', (c) => c.notNull().references('lab_sessions.id'))
      .addColumn('attempt', 'text', (c) => c.unique().references('attempts.id'))
      .addColumn('account', 'text', (c) => c.notNull())
      .addColumn('last_seq', 'integer', (c) => c.notNull())
      .addColumn('body', 'text', (c) => c.notNull())
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .execute();
    await db.schema
      .createIndex('attempt_calls_session')
      .on('attempt_calls')
      .columns(['session', 'account'])
      .execute();
  },
};
