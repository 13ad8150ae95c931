import type { Executor } from './database.ts';
import type { Cohort } from './schema-classroom.ts';

/** False when there is a cohort of this id. */
export async function insertCohort(
  db: Executor,
  { id, title, timeZone }: { id: string; title: string; timeZone: string },
  now: number,
): Promise<boolean> {
  const result = await db
    .insertInto('cohorts')
    .values({ id, title, time_zone: timeZone, created_at: now, archived_at: null })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirstOrThrow();
  return Number(result.numInsertedOrUpdatedRows ?? 0) > 0;
}

export async function findCohort(db: Executor, id: string): Promise<Cohort | undefined> {
  return await db.selectFrom('cohorts').selectAll().where('id', '=', id).executeTakeFirst();
}

export async function allCohorts(db: Executor): Promise<Cohort[]> {
  return await db.selectFrom('cohorts').selectAll().orderBy('created_at', 'desc').orderBy('id').execute();
}

export async function changeCohort(
  db: Executor,
  id: string,
  change: Partial<Pick<Cohort, 'title' | 'time_zone' | 'archived_at'>>,
): Promise<void> {
  await db.updateTable('cohorts').set(change).where('id', '=', id).execute();
}
