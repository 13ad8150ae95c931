import type { TaskResult } from '../../graders/contract/index.ts';
import type { Executor } from './database.ts';
import type { StoredTaskResult } from './schema.ts';

/** Stores the results of an attempt. Call it in the transaction that ends the attempt. */
export async function insertTaskResults(
  tx: Executor,
  attempt: string,
  session: string,
  results: readonly TaskResult[],
): Promise<void> {
  if (results.length === 0) return;
  await tx
    .insertInto('task_results')
    .values(
      results.map((result, position) => ({
        attempt,
        session,
        task: result.id,
        position,
        status: result.status,
        points: result.points,
        max_points: result.maxPoints,
        reason: result.reason,
        result: JSON.stringify(result),
      })),
    )
    .execute();
}

export async function resultsOfAttempt(db: Executor, attempt: string): Promise<TaskResult[]> {
  const rows = await db
    .selectFrom('task_results')
    .select('result')
    .where('attempt', '=', attempt)
    .orderBy('position')
    .execute();
  return rows.map(({ result }) => JSON.parse(result) as TaskResult);
}

/** The best points of each task in a session, over all its attempts. */
export async function bestPoints(db: Executor, session: string): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('task_results')
    .select(({ fn }) => ['task', fn.max('points').as('points')])
    .where('session', '=', session)
    .groupBy('task')
    .execute();
  return new Map(rows.map(({ task, points }) => [task, points]));
}

/** Tasks that passed with all their points in some attempt of a session. */
export async function passedTasks(db: Executor, session: string): Promise<Set<string>> {
  const rows = await db
    .selectFrom('task_results')
    .select('task')
    .distinct()
    .where('session', '=', session)
    .where('status', '=', 'pass')
    .whereRef('points', '>=', 'max_points')
    .execute();
  return new Set(rows.map(({ task }) => task));
}

/**
 * The result of each task in the last attempt that has one; `judged` leaves out those that could not be checked, and attempts that
 * staff made: what a learner left behind at their own last check is what counts as their end.
 */
export async function lastResults(
  db: Executor,
  session: string,
  which: 'any' | 'judged',
): Promise<Map<string, StoredTaskResult>> {
  const statuses = ['pass', 'partial', 'fail', 'skipped', ...(which === 'any' ? ['blocked'] : [])];
  const sources = which === 'any' ? ['learner', 'bulk'] : ['learner'];
  const rows = await db
    .selectFrom('task_results')
    .innerJoin('attempts', 'attempts.id', 'task_results.attempt')
    .selectAll('task_results')
    .where('task_results.session', '=', session)
    .where('task_results.status', 'in', statuses)
    .where('attempts.source', 'in', sources)
    .where('attempts.number', '=', ({ selectFrom, ref }) =>
      selectFrom('task_results as other')
        .innerJoin('attempts as theirs', 'theirs.id', 'other.attempt')
        .select(({ fn }) => fn.max('theirs.number').as('last'))
        .where('other.session', '=', session)
        .where('other.status', 'in', statuses)
        .where('theirs.source', 'in', sources)
        .where('other.task', '=', ref('task_results.task')),
    )
    .execute();
  return new Map(rows.map((row) => [row.task, row]));
}

/** Where a task's result stands. */
export interface ResultPlace {
  attempt: string;
  number: number;
  status: string;
  reason: string;
}

/** Every result of a session by task, oldest first, without what was read. */
export async function resultPlaces(db: Executor, session: string): Promise<Map<string, ResultPlace[]>> {
  const rows = await db
    .selectFrom('task_results')
    .innerJoin('attempts', 'attempts.id', 'task_results.attempt')
    .select([
      'task_results.task',
      'task_results.attempt',
      'task_results.status',
      'task_results.reason',
      'attempts.number',
    ])
    .where('task_results.session', '=', session)
    .orderBy('attempts.number')
    .execute();
  const places = new Map<string, ResultPlace[]>();
  for (const { task, ...place } of rows) {
    const known = places.get(task);
    if (known) known.push(place);
    else places.set(task, [place]);
  }
  return places;
}

/**
 * The last result of each task and the one to compare it with: the last before it that could be judged, else the last at all.
 * Tasks with one result are left out.
 */
export async function lastTwoResults(
  db: Executor,
  session: string,
): Promise<Map<string, [before: ResultPlace, after: ResultPlace]>> {
  const pairs = new Map<string, [ResultPlace, ResultPlace]>();
  for (const [task, places] of await resultPlaces(db, session)) {
    const after = places.at(-1);
    const earlier = places.slice(0, -1);
    const before = earlier.findLast(({ status }) => status !== 'blocked') ?? earlier.at(-1);
    if (after && before) pairs.set(task, [before, after]);
  }
  return pairs;
}

/** Every judged result of a session with its points, oldest first. */
export async function pointsByAttempt(
  db: Executor,
  session: string,
): Promise<{ task: string; points: number; attempt: string; number: number }[]> {
  return await db
    .selectFrom('task_results')
    .innerJoin('attempts', 'attempts.id', 'task_results.attempt')
    .select(['task_results.task', 'task_results.points', 'task_results.attempt', 'attempts.number'])
    .where('task_results.session', '=', session)
    .where('task_results.status', 'in', ['pass', 'partial', 'fail', 'skipped'])
    .orderBy('attempts.number')
    .execute();
}
