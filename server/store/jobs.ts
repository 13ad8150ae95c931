import { sql } from 'kysely';
import type { Executor } from './database.ts';
import { newId } from './ids.ts';
import type { Job } from './schema.ts';

/** A learner who waits goes ahead of a class that is graded over night. */
export const LANES = { interactive: 0, bulk: 1 } as const;
export type Lane = keyof typeof LANES;

/** Adds a job; while one of the same kind and subject is not done, that one is enough. */
export async function addJob(
  db: Executor,
  job: { kind: string; subject: string; lane: Lane },
  now: number,
): Promise<void> {
  await db
    .insertInto('jobs')
    .values({
      id: newId(),
      kind: job.kind,
      subject: job.subject,
      lane: LANES[job.lane],
      status: 'waiting',
      tries: 0,
      run_after: now,
      leased_until: null,
      worker: null,
      error: null,
      created_at: now,
      finished_at: null,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['kind', 'subject'])
        .where(sql.ref('status'), 'in', sql`('waiting', 'running')`)
        .doNothing(),
    )
    .execute();
}

/**
 * Takes the next job: waiting and due, or running under a lease that has run out (its worker died). One statement, so
 * that two workers never take the same one; on PostgreSQL the inner query also locks with `for update skip locked`.
 */
export async function claimJob(
  db: Executor,
  { worker, leaseMs, lanes }: { worker: string; leaseMs: number; lanes: readonly Lane[] },
  now: number,
): Promise<Job | undefined> {
  return await db
    .updateTable('jobs')
    .set(({ eb }) => ({
      status: 'running',
      worker,
      leased_until: now + leaseMs,
      tries: eb('tries', '+', 1),
    }))
    .where('id', '=', ({ selectFrom }) =>
      selectFrom('jobs')
        .select('id')
        .where(
          'lane',
          'in',
          lanes.map((lane) => LANES[lane]),
        )
        .where(({ eb, or, and }) =>
          or([
            and([eb('status', '=', 'waiting'), eb('run_after', '<=', now)]),
            and([eb('status', '=', 'running'), eb('leased_until', '<', now)]),
          ]),
        )
        .orderBy('lane')
        .orderBy('created_at')
        .orderBy('id')
        .limit(1),
    )
    .returningAll()
    .executeTakeFirst();
}

/** Keeps a job for longer; false when another worker has taken it meanwhile. */
export async function renewLease(db: Executor, job: Job, leaseMs: number, now: number): Promise<boolean> {
  const result = await db
    .updateTable('jobs')
    .set({ leased_until: now + leaseMs })
    .where('id', '=', job.id)
    .where('worker', '=', job.worker)
    .where('status', '=', 'running')
    .executeTakeFirst();
  return Number(result.numUpdatedRows) > 0;
}

export async function finishJob(
  db: Executor,
  id: string,
  end: { status: 'done' } | { status: 'failed'; error: string },
  now: number,
): Promise<void> {
  await db
    .updateTable('jobs')
    .set({
      status: end.status,
      finished_at: now,
      leased_until: null,
      error: end.status === 'failed' ? end.error : null,
    })
    .where('id', '=', id)
    .execute();
}

/** Gives a job back: at once (the server is closing) or later (it broke and may work next time). */
export async function returnJob(
  db: Executor,
  id: string,
  { runAfter, error, forgive }: { runAfter: number; error: string | null; forgive: boolean },
): Promise<void> {
  await db
    .updateTable('jobs')
    .set(({ eb }) => ({
      status: 'waiting',
      run_after: runAfter,
      leased_until: null,
      worker: null,
      error,
      ...(forgive ? { tries: eb('tries', '-', 1) } : {}),
    }))
    .where('id', '=', id)
    .where('status', '=', 'running')
    .execute();
}

/** After a start of the only process: whatever was running died with the one before. */
export async function returnAllJobs(db: Executor, now: number): Promise<void> {
  await db
    .updateTable('jobs')
    .set({ status: 'waiting', run_after: now, leased_until: null, worker: null })
    .where('status', '=', 'running')
    .execute();
}

export async function countJobs(db: Executor): Promise<{ waiting: number; running: number }> {
  const rows = await db
    .selectFrom('jobs')
    .select(({ fn }) => ['status', fn.countAll().as('count')])
    .where('status', 'in', ['waiting', 'running'])
    .groupBy('status')
    .execute();
  const count = (status: string): number => Number(rows.find((row) => row.status === status)?.count ?? 0);
  return { waiting: count('waiting'), running: count('running') };
}

/** Done jobs tell nobody anything after a while. */
export async function dropOldJobs(db: Executor, before: number): Promise<void> {
  await db.deleteFrom('jobs').where('status', '=', 'done').where('finished_at', '<', before).execute();
}
