import type { Executor } from './database.ts';
import type { LabSession } from './schema.ts';
import type { Run, RunItem } from './schema-runs.ts';

const CHUNK = 100;

/** Stores a run with one waiting item per learner, in the given order. Call it inside a transaction. */
export async function insertRun(
  tx: Executor,
  run: Pick<Run, 'id' | 'cohort' | 'lab' | 'started_by'>,
  learners: readonly string[],
  now: number,
): Promise<void> {
  await tx
    .insertInto('runs')
    .values({ ...run, status: 'running', created_at: now, finished_at: null })
    .execute();
  const rows = learners.map((learner, position) => ({
    run: run.id,
    learner,
    position,
    status: 'waiting',
    tries: 0,
    attempt: null,
    problem: null,
  }));
  for (let from = 0; from < rows.length; from += CHUNK) {
    await tx
      .insertInto('run_items')
      .values(rows.slice(from, from + CHUNK))
      .execute();
  }
}

/** A run with the name of who started it. */
export type NamedRun = Run & { starter: string | null };

function named(db: Executor) {
  return db
    .selectFrom('runs')
    .leftJoin('learners', 'learners.id', 'runs.started_by')
    .selectAll('runs')
    .select('learners.name as starter');
}

export async function findRun(db: Executor, cohort: string, id: string): Promise<NamedRun | undefined> {
  return await named(db).where('runs.cohort', '=', cohort).where('runs.id', '=', id).executeTakeFirst();
}

export async function findRunById(db: Executor, id: string): Promise<NamedRun | undefined> {
  return await named(db).where('runs.id', '=', id).executeTakeFirst();
}

/** Newest first. */
export async function runsOf(db: Executor, cohort: string, limit = 100): Promise<NamedRun[]> {
  return await named(db)
    .where('runs.cohort', '=', cohort)
    .orderBy('runs.created_at', 'desc')
    .orderBy('runs.id')
    .limit(limit)
    .execute();
}

/** The run of a lab over a cohort that has not ended. */
export async function activeRun(db: Executor, cohort: string, lab: string): Promise<Run | undefined> {
  return await db
    .selectFrom('runs')
    .selectAll()
    .where('cohort', '=', cohort)
    .where('lab', '=', lab)
    .where('status', 'in', ['running', 'paused'])
    .executeTakeFirst();
}

export async function setRunStatus(
  tx: Executor,
  id: string,
  status: string,
  finishedAt: number | null,
): Promise<void> {
  await tx.updateTable('runs').set({ status, finished_at: finishedAt }).where('id', '=', id).execute();
}

/** How many items of each run are in each state. */
export async function runCounts(
  db: Executor,
  runs: readonly string[],
): Promise<{ run: string; status: string; count: number }[]> {
  if (runs.length === 0) return [];
  const rows = await db
    .selectFrom('run_items')
    .select(({ fn }) => ['run', 'status', fn.countAll().as('count')])
    .where('run', 'in', [...runs])
    .groupBy(['run', 'status'])
    .execute();
  return rows.map((row) => ({ ...row, count: Number(row.count) }));
}

/** Items of a run as they are shown, in order; all, or those of some learners. */
export async function runItems(db: Executor, run: string, learners?: readonly string[]) {
  let query = db
    .selectFrom('run_items')
    .innerJoin('runs', 'runs.id', 'run_items.run')
    .innerJoin('learners', 'learners.id', 'run_items.learner')
    .leftJoin('enrolments', (join) =>
      join
        .onRef('enrolments.learner', '=', 'run_items.learner')
        .onRef('enrolments.cohort', '=', 'runs.cohort'),
    )
    .leftJoin('attempts', 'attempts.id', 'run_items.attempt')
    .selectAll('run_items')
    .select(['learners.name', 'enrolments.student_number', 'enrolments.group_name'])
    .select(['attempts.score', 'attempts.checkable'])
    .where('run_items.run', '=', run)
    .orderBy('run_items.position');
  if (learners) query = query.where('run_items.learner', 'in', [...learners]);
  return await query.execute();
}

/** Items in the queue whose attempt has ended. */
export async function endedItems(db: Executor) {
  return await db
    .selectFrom('run_items')
    .innerJoin('attempts', 'attempts.id', 'run_items.attempt')
    .select(['run_items.run', 'run_items.learner', 'attempts.status', 'attempts.problem'])
    .select(['attempts.checkable', 'attempts.report'])
    .where('run_items.status', '=', 'queued')
    .where('attempts.status', 'in', ['done', 'failed'])
    .execute();
}

export async function queuedItemCount(db: Executor): Promise<number> {
  const { count } = await db
    .selectFrom('run_items')
    .select(({ fn }) => fn.countAll().as('count'))
    .where('status', '=', 'queued')
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Running runs, oldest first, and whether somebody still waits or is in the queue there. */
export async function runningRuns(db: Executor): Promise<(Run & { waits: boolean; queued: boolean })[]> {
  const rows = await db
    .selectFrom('runs')
    .selectAll()
    .select(({ exists, selectFrom, ref }) => {
      const has = (status: string) =>
        exists(
          selectFrom('run_items')
            .select('run_items.run')
            .where('run_items.status', '=', status)
            .where('run_items.run', '=', ref('runs.id')),
        );
      return [has('waiting').as('waits'), has('queued').as('queued')];
    })
    .where('status', '=', 'running')
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({ ...row, waits: Boolean(row.waits), queued: Boolean(row.queued) }));
}

/** The next learner of a run, with the session of its lab if there is one. */
export async function nextItem(
  db: Executor,
  run: Pick<Run, 'id' | 'lab'>,
): Promise<{ item: RunItem; session: LabSession | undefined } | undefined> {
  const item = await db
    .selectFrom('run_items')
    .selectAll()
    .where('status', '=', 'waiting')
    .where('run', '=', run.id)
    .orderBy('position')
    .limit(1)
    .executeTakeFirst();
  if (!item) return undefined;
  const session = await db
    .selectFrom('lab_sessions')
    .selectAll()
    .where('learner', '=', item.learner)
    .where('lab', '=', run.lab)
    .executeTakeFirst();
  return { item, session };
}

export async function changeItem(
  tx: Executor,
  { run, learner }: Pick<RunItem, 'run' | 'learner'>,
  change: Partial<Pick<RunItem, 'status' | 'tries' | 'attempt' | 'problem'>>,
): Promise<void> {
  await tx
    .updateTable('run_items')
    .set(change)
    .where('run', '=', run)
    .where('learner', '=', learner)
    .execute();
}

/** Moves all items of a run that are in one of some states. */
export async function moveItems(
  tx: Executor,
  run: string,
  from: readonly string[],
  to: string,
): Promise<void> {
  await tx
    .updateTable('run_items')
    .set({ status: to, problem: null })
    .where('run', '=', run)
    .where('status', 'in', [...from])
    .execute();
}
