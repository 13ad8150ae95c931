import type { Executor } from './database.ts';
import type { WatchMark } from './schema-insight.ts';

type Of = Pick<WatchMark, 'assignment' | 'learner' | 'rule' | 'task'>;

/** Marks a finding, in the place of what it was marked with. */
export async function saveWatchMark(tx: Executor, mark: WatchMark): Promise<void> {
  const { kind, until, by, at } = mark;
  await tx
    .insertInto('watch_marks')
    .values(mark)
    .onConflict((conflict) =>
      conflict.columns(['assignment', 'learner', 'rule', 'task']).doUpdateSet({ kind, until, by, at }),
    )
    .execute();
}

/** False when there was none. */
export async function deleteWatchMark(
  tx: Executor,
  { assignment, learner, rule, task }: Of,
): Promise<boolean> {
  const result = await tx
    .deleteFrom('watch_marks')
    .where('assignment', '=', assignment)
    .where('learner', '=', learner)
    .where('rule', '=', rule)
    .where('task', '=', task)
    .executeTakeFirst();
  return Number(result.numDeletedRows) > 0;
}

/** All of a cohort, with the name of who set them. */
export async function watchMarksOf(
  db: Executor,
  cohort: string,
): Promise<(WatchMark & { by_name: string | null })[]> {
  return await db
    .selectFrom('watch_marks')
    .innerJoin('assignments', 'assignments.id', 'watch_marks.assignment')
    .leftJoin('learners', 'learners.id', 'watch_marks.by')
    .selectAll('watch_marks')
    .select('learners.name as by_name')
    .where('assignments.cohort', '=', cohort)
    .execute();
}

/** Stored results of a task in some attempts, as JSON. */
export async function storedResults(
  db: Executor,
  task: string,
  attempts: readonly string[],
): Promise<{ attempt: string; result: string }[]> {
  const rows: { attempt: string; result: string }[] = [];
  // No more values than a statement may have.
  for (let from = 0; from < attempts.length; from += 10_000) {
    rows.push(
      ...(await db
        .selectFrom('task_results')
        .select(['attempt', 'result'])
        .where('task', '=', task)
        .where('attempt', 'in', attempts.slice(from, from + 10_000))
        .execute()),
    );
  }
  return rows;
}
