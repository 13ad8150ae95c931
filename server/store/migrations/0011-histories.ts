import type { Kysely, Migration } from 'kysely';

/**
 * What everybody did at a task, without its stored report: item analysis and watch list read a whole cohort from this index
 * alone. It begins as the one that was there before, which goes.
 */
export const histories: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createIndex('task_results_history')
      .on('task_results')
      .columns(['session', 'task', 'attempt', 'status', 'points', 'reason'])
      .execute();
    await db.schema.dropIndex('task_results_by_session').execute();
  },
};
