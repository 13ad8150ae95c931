import type { Kysely, Migration } from 'kysely';

/** Reviews of due quiz items, receipts of what was accepted, and certificates. */
export const progress: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('review_sessions')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('learner', 'text', (c) => c.notNull().references('learners.id'))
      .addColumn('seed', 'text', (c) => c.notNull())
      .addColumn('items', 'text', (c) => c.notNull())
      .addColumn('open', 'integer')
      .addColumn('started_at', 'bigint', (c) => c.notNull())
      .addColumn('finished_at', 'bigint')
      .addUniqueConstraint('review_sessions_open', ['learner', 'open'])
      .execute();
    await db.schema
      .createTable('review_answers')
      .addColumn('session', 'text', (c) => c.notNull().references('review_sessions.id'))
      .addColumn('part', 'text', (c) => c.notNull())
      .addColumn('item', 'text', (c) => c.notNull())
      .addColumn('answer', 'text', (c) => c.notNull())
      .addColumn('correct', 'integer', (c) => c.notNull())
      .addColumn('credit', 'real', (c) => c.notNull())
      .addColumn('answered_at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('review_answers_key', ['session', 'part', 'item'])
      .execute();
    await db.schema
      .createTable('receipts')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('learner', 'text', (c) => c.notNull().references('learners.id'))
      .addColumn('session', 'text', (c) => c.notNull().references('lab_sessions.id'))
      .addColumn('attempt', 'text', (c) => c.unique().references('attempts.id'))
      .addColumn('issued_at', 'bigint', (c) => c.notNull())
      .addColumn('body', 'text', (c) => c.notNull())
      .execute();
    await db.schema
      .createIndex('receipts_learner')
      .on('receipts')
      .columns(['learner', 'issued_at'])
      .execute();
    await db.schema
      .createTable('certificates')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('learner', 'text', (c) => c.notNull().references('learners.id'))
      .addColumn('scope', 'text', (c) => c.notNull())
      .addColumn('issued_at', 'bigint', (c) => c.notNull())
      .addColumn('body', 'text', (c) => c.notNull())
      .execute();
  },
};
