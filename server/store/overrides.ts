import type { Executor } from './database.ts';
import { newId } from './ids.ts';
import type { StoredOverride } from './schema-corrections.ts';

export type NewOverride = Pick<
  StoredOverride,
  'assignment' | 'learner' | 'task' | 'points' | 'reason' | 'given_by' | 'automatic_points'
>;

/** Sets points by hand; the ones that held before stay on record. */
export async function saveOverride(tx: Executor, override: NewOverride, now: number): Promise<void> {
  await endOverride(tx, override, now);
  await tx
    .insertInto('overrides')
    .values({ id: newId(), ...override, given_at: now, removed_at: null, holds: 1 })
    .execute();
}

/** Takes points set by hand back: the grader's count again. False when there were none. */
export async function endOverride(
  tx: Executor,
  { assignment, learner, task }: Pick<StoredOverride, 'assignment' | 'learner' | 'task'>,
  now: number,
): Promise<boolean> {
  const result = await tx
    .updateTable('overrides')
    .set({ removed_at: now, holds: null })
    .where('assignment', '=', assignment)
    .where('learner', '=', learner)
    .where('task', '=', task)
    .where('holds', '=', 1)
    .executeTakeFirst();
  return Number(result.numUpdatedRows) > 0;
}

/** Those that hold in a cohort, or for one of its learners. */
export async function overridesOf(
  db: Executor,
  cohort: string,
  learner?: string,
): Promise<(StoredOverride & { name: string; title: string; given_by_name: string | null })[]> {
  let query = db
    .selectFrom('overrides')
    .innerJoin('assignments', 'assignments.id', 'overrides.assignment')
    .innerJoin('learners', 'learners.id', 'overrides.learner')
    .leftJoin('learners as givers', 'givers.id', 'overrides.given_by')
    .selectAll('overrides')
    .select(['learners.name', 'assignments.title', 'givers.name as given_by_name'])
    .where('assignments.cohort', '=', cohort)
    .where('overrides.holds', '=', 1)
    .orderBy('overrides.given_at', 'desc');
  if (learner !== undefined) query = query.where('overrides.learner', '=', learner);
  return await query.execute();
}
