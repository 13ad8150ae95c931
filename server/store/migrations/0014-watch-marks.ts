import type { Kysely, Migration } from 'kysely';

/** What was done about somebody on the watch list: spoken to, or put off. */
export const watchMarks: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('watch_marks')
      .addColumn('assignment', 'text', (c) => c.notNull().references('assignments.id').onDelete('cascade'))
      .addColumn('learner', 'text', (c) => c.notNull().references('learners.id').onDelete('cascade'))
      .addColumn('rule', 'text', (c) => c.notNull())
      .addColumn('task', 'text', (c) => c.notNull())
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('until', 'bigint', (c) => c.notNull())
      .addColumn('by', 'text', (c) => c.notNull())
      .addColumn('at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('watch_marks_key', ['assignment', 'learner', 'rule', 'task'])
      .execute();
  },
};
