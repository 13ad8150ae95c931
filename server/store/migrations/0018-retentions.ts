import type { Kysely, Migration } from 'kysely';

/** How long a cohort keeps evidence after an assignment has closed. No row: as the server is configured. */
export const retentions: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('retentions')
      .addColumn('cohort', 'text', (c) => c.primaryKey().references('cohorts.id'))
      // NULL: for ever, whatever the server is configured to.
      .addColumn('days', 'integer')
      .execute();
  },
};
