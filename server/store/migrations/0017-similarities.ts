import type { Kysely, Migration } from 'kysely';

/** Values of other learners that were found in somebody's evidence. One item per pair, lab and value. */
export const similarities: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('similarities')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('lab', 'text', (c) => c.notNull())
      .addColumn('learner', 'text', (c) => c.notNull().references('learners.id').onDelete('cascade'))
      .addColumn('owner', 'text', (c) => c.notNull().references('learners.id').onDelete('cascade'))
      .addColumn('variable', 'text', (c) => c.notNull())
      .addColumn('value', 'text', (c) => c.notNull())
      .addColumn('place', 'text', (c) => c.notNull())
      .addColumn('attempt', 'text', (c) => c.notNull().references('attempts.id').onDelete('cascade'))
      .addColumn('found_at', 'bigint', (c) => c.notNull())
      .addColumn('last_attempt', 'text', (c) => c.notNull())
      .addColumn('last_at', 'bigint', (c) => c.notNull())
      .addColumn('times', 'integer', (c) => c.notNull())
      .addColumn('dismissed_by', 'text')
      .addColumn('dismissed_at', 'bigint')
      .addColumn('dismissed_reason', 'text')
      .addUniqueConstraint('similarities_one', ['lab', 'learner', 'owner', 'value'])
      .execute();
  },
};
