import type { Executor } from './database.ts';
import type { LabSession, NewLabSession } from './schema.ts';

export async function findLabSession(
  db: Executor,
  learner: string,
  id: string,
): Promise<LabSession | undefined> {
  return await db
    .selectFrom('lab_sessions')
    .selectAll()
    .where('id', '=', id)
    .where('learner', '=', learner)
    .executeTakeFirst();
}

/** For jobs, which act for whoever owns the session. */
export async function getLabSession(db: Executor, id: string): Promise<LabSession | undefined> {
  return await db.selectFrom('lab_sessions').selectAll().where('id', '=', id).executeTakeFirst();
}

export async function labSessionOf(
  db: Executor,
  learner: string,
  lab: string,
): Promise<LabSession | undefined> {
  return await db
    .selectFrom('lab_sessions')
    .selectAll()
    .where('learner', '=', learner)
    .where('lab', '=', lab)
    .executeTakeFirst();
}

export async function labSessionsOf(db: Executor, learner: string): Promise<LabSession[]> {
  return await db.selectFrom('lab_sessions').selectAll().where('learner', '=', learner).execute();
}

export async function sandboxSessions(db: Executor): Promise<LabSession[]> {
  return await db.selectFrom('lab_sessions').selectAll().where('target_kind', '=', 'sandbox').execute();
}

/** One session per learner and lab: a second insert at the same moment changes nothing and answers false. */
export async function insertLabSession(db: Executor, session: NewLabSession): Promise<boolean> {
  const result = await db
    .insertInto('lab_sessions')
    .values(session)
    .onConflict((conflict) => conflict.columns(['learner', 'lab']).doNothing())
    .executeTakeFirstOrThrow();
  return Number(result.numInsertedOrUpdatedRows ?? 0) > 0;
}

/**
 * Changes a session, but only while it is in the given generation and one of the given states: what a slow preparation
 * of an older generation finds out must not overwrite a newer one. False when it was not.
 */
export async function changeLabSession(
  db: Executor,
  id: string,
  when: { generation: number; status: readonly string[] },
  change: Partial<
    Pick<LabSession, 'status' | 'problem' | 'target_kind' | 'account' | 'endpoint' | 'region' | 'generation'>
  >,
  now: number,
): Promise<boolean> {
  const result = await db
    .updateTable('lab_sessions')
    .set({ ...change, updated_at: now })
    .where('id', '=', id)
    .where('generation', '=', when.generation)
    .where('status', 'in', [...when.status])
    .executeTakeFirst();
  return Number(result.numUpdatedRows) > 0;
}
