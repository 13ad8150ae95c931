import type { Kysely, Migration } from 'kysely';

/** When the reference answers of an assignment were opened by hand, and attempts beyond the limit for single learners. */
export const answers: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable('assignments').addColumn('answers_at', 'bigint').execute();
    await db.schema
      .alterTable('extensions')
      .addColumn('extra_attempts', 'integer', (c) => c.notNull().defaultTo(0))
      .execute();
  },
};
