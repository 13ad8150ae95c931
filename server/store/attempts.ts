import type { Executor } from './database.ts';
import type { Attempt } from './schema.ts';

export async function findAttempt(db: Executor, learner: string, id: string): Promise<Attempt | undefined> {
  return await db
    .selectFrom('attempts')
    .innerJoin('lab_sessions', 'lab_sessions.id', 'attempts.session')
    .selectAll('attempts')
    .where('attempts.id', '=', id)
    .where('lab_sessions.learner', '=', learner)
    .executeTakeFirst();
}

export async function getAttempt(db: Executor, id: string): Promise<Attempt | undefined> {
  return await db.selectFrom('attempts').selectAll().where('id', '=', id).executeTakeFirst();
}

export async function attemptByKey(db: Executor, session: string, key: string): Promise<Attempt | undefined> {
  return await db
    .selectFrom('attempts')
    .selectAll()
    .where('session', '=', session)
    .where('idempotency_key', '=', key)
    .executeTakeFirst();
}

/** Newest first. */
export async function attemptsOf(db: Executor, session: string, limit = 100): Promise<Attempt[]> {
  return await db
    .selectFrom('attempts')
    .selectAll()
    .where('session', '=', session)
    .orderBy('number', 'desc')
    .limit(limit)
    .execute();
}

/** The attempt of the same session that was last judged before this one. */
export async function attemptBefore(
  db: Executor,
  { session, number }: Pick<Attempt, 'session' | 'number'>,
): Promise<Attempt | undefined> {
  return await db
    .selectFrom('attempts')
    .selectAll()
    .where('session', '=', session)
    .where('status', '=', 'done')
    .where('number', '<', number)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** The attempts that have not ended, oldest first. */
export async function unfinishedAttempts(db: Executor, session: string): Promise<Attempt[]> {
  return await db
    .selectFrom('attempts')
    .selectAll()
    .where('session', '=', session)
    .where('status', 'in', ['queued', 'running'])
    .orderBy('number')
    .execute();
}

/** Stores an accepted attempt under the next number of its session. Call it inside a transaction. */
export async function insertAttempt(
  tx: Executor,
  attempt: {
    id: string;
    session: string;
    key: string;
    tasks: readonly string[] | null;
    generation: number;
    source?: 'learner' | 'bulk';
  },
  now: number,
): Promise<Attempt> {
  const { last } = await tx
    .selectFrom('attempts')
    .select(({ fn }) => fn.max('number').as('last'))
    .where('session', '=', attempt.session)
    .executeTakeFirstOrThrow();
  return await tx
    .insertInto('attempts')
    .values({
      id: attempt.id,
      session: attempt.session,
      number: (last ?? 0) + 1,
      idempotency_key: attempt.key,
      source: attempt.source ?? 'learner',
      tasks: attempt.tasks === null ? null : JSON.stringify(attempt.tasks),
      generation: attempt.generation,
      status: 'queued',
      created_at: now,
      started_at: null,
      finished_at: null,
      score: null,
      checkable: null,
      report: null,
      problem: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** queued (or running, after a crash) → running. False when it has ended. */
export async function startAttempt(db: Executor, id: string, now: number): Promise<boolean> {
  const result = await db
    .updateTable('attempts')
    .set({ status: 'running', started_at: now })
    .where('id', '=', id)
    .where('status', 'in', ['queued', 'running'])
    .executeTakeFirst();
  return Number(result.numUpdatedRows) > 0;
}

/** Ends an attempt once: false when it has ended before, and then nothing may be stored for it. */
export async function finishAttempt(
  tx: Executor,
  id: string,
  end:
    | { status: 'done'; score: number; checkable: number; report: unknown }
    | { status: 'failed'; problem: string },
  now: number,
): Promise<boolean> {
  const change =
    end.status === 'done'
      ? { score: end.score, checkable: end.checkable, report: JSON.stringify(end.report) }
      : { problem: end.problem };
  const result = await tx
    .updateTable('attempts')
    .set({ status: end.status, finished_at: now, ...change })
    .where('id', '=', id)
    .where('status', 'in', ['queued', 'running'])
    .executeTakeFirst();
  return Number(result.numUpdatedRows) > 0;
}
