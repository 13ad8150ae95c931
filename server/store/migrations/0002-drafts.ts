import type { Kysely, Migration } from 'kysely';

/** Texts that are typed and not handed in, and the files as the last check of their task judged them. */
export const drafts: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('drafts')
      .addColumn('session', 'text', (c) => c.notNull().references('lab_sessions.id'))
      .addColumn('task', 'text', (c) => c.notNull())
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('body', 'text', (c) => c.notNull())
      .addColumn('saved_at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('drafts_key', ['session', 'task', 'name'])
      .execute();

    await db.schema
      .createTable('graded_files')
      .addColumn('session', 'text', (c) => c.notNull().references('lab_sessions.id'))
      .addColumn('task', 'text', (c) => c.notNull())
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('body', 'text', (c) => c.notNull())
      .addColumn('attempt', 'text', (c) => c.notNull().references('attempts.id'))
      .addColumn('graded_at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('graded_files_key', ['session', 'task', 'name'])
      .execute();
  },
};
