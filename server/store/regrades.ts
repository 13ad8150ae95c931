import type { TaskResult } from '../../graders/contract/index.ts';
import type { Executor } from './database.ts';
import type { Regrade, RegradeChange } from './schema-corrections.ts';

/**
 * Attempts that a regrade looks at: ended ones of a lab by the students of a cohort. As with runs, work at a lab that is another
 * cohort's assignment, and not one here, is none of this cohort's business (`taughtElsewhere`).
 */
function attempts(db: Executor, { cohort, lab }: Pick<Regrade, 'cohort' | 'lab'>) {
  return db
    .selectFrom('attempts')
    .innerJoin('lab_sessions', 'lab_sessions.id', 'attempts.session')
    .innerJoin('enrolments', 'enrolments.learner', 'lab_sessions.learner')
    .where('enrolments.cohort', '=', cohort)
    .where('enrolments.role', '=', 'student')
    .where('lab_sessions.lab', '=', lab)
    .where('attempts.status', '=', 'done')
    .where(({ or, not, exists, selectFrom }) =>
      or([
        exists(
          selectFrom('assignments')
            .select('assignments.id')
            .where('assignments.cohort', '=', cohort)
            .where('assignments.kind', '=', 'lab')
            .where('assignments.item', '=', lab),
        ),
        not(
          exists(
            selectFrom('assignments as theirs')
              .innerJoin('cohorts', 'cohorts.id', 'theirs.cohort')
              .innerJoin('enrolments as elsewhere', 'elsewhere.cohort', 'theirs.cohort')
              .select('theirs.id')
              .whereRef('elsewhere.learner', '=', 'lab_sessions.learner')
              .where('theirs.kind', '=', 'lab')
              .where('theirs.item', '=', lab)
              .where('theirs.cohort', '!=', cohort)
              .where('cohorts.archived_at', 'is', null)
              .where('elsewhere.role', '=', 'student')
              .where('elsewhere.status', '=', 'active'),
          ),
        ),
      ]),
    );
}

export async function insertRegrade(
  tx: Executor,
  regrade: { id: string; cohort: string; lab: string; version: string; by: string },
  now: number,
): Promise<void> {
  const { id, cohort, lab, version, by } = regrade;
  const { total } = await attempts(tx, regrade)
    .select(({ fn }) => fn.countAll().as('total'))
    .executeTakeFirstOrThrow();
  await tx
    .insertInto('regrades')
    .values({
      id,
      cohort,
      lab,
      version,
      status: 'running',
      problem: null,
      cursor: '',
      total: Number(total),
      done: 0,
      without_evidence: 0,
      created_by: by,
      created_at: now,
      finished_at: null,
      decided_by: null,
      decided_at: null,
    })
    .execute();
}

/** The next attempts after the cursor with their evidence as it is stored. */
export async function attemptsToRegrade(db: Executor, regrade: Regrade, limit: number) {
  return await attempts(db, regrade)
    .leftJoin('evidence', 'evidence.attempt', 'attempts.id')
    .select(['attempts.id', 'lab_sessions.learner', 'evidence.body'])
    .where('attempts.id', '>', regrade.cursor)
    .orderBy('attempts.id')
    .limit(limit)
    .execute();
}

/** Results of some attempts, in one query. */
export async function resultsOfAttempts(
  db: Executor,
  ids: readonly string[],
): Promise<Map<string, TaskResult[]>> {
  const rows = await db
    .selectFrom('task_results')
    .select(['attempt', 'result'])
    .where('attempt', 'in', [...ids])
    .orderBy('attempt')
    .orderBy('position')
    .execute();
  const results = new Map<string, TaskResult[]>();
  for (const { attempt, result } of rows) {
    results.set(attempt, [...(results.get(attempt) ?? []), JSON.parse(result) as TaskResult]);
  }
  return results;
}

export async function findRegrade(db: Executor, id: string): Promise<Regrade | undefined> {
  return await db.selectFrom('regrades').selectAll().where('id', '=', id).executeTakeFirst();
}

export async function regradesOf(db: Executor, cohort: string): Promise<Regrade[]> {
  return await db
    .selectFrom('regrades')
    .selectAll()
    .where('cohort', '=', cohort)
    .orderBy('created_at', 'desc')
    .limit(50)
    .execute();
}

/** Changes a regrade that is still in this state; false when somebody else was first. */
export async function changeRegrade(
  db: Executor,
  id: string,
  when: 'running' | 'ready',
  change: Partial<Omit<Regrade, 'id' | 'cohort' | 'lab' | 'total' | 'created_by' | 'created_at'>>,
): Promise<boolean> {
  const result = await db
    .updateTable('regrades')
    .set(change)
    .where('id', '=', id)
    .where('status', '=', when)
    .executeTakeFirst();
  return Number(result.numUpdatedRows) > 0;
}

export async function insertRegradeChanges(
  tx: Executor,
  changes: readonly Omit<RegradeChange, 'applied'>[],
): Promise<void> {
  if (changes.length === 0) return;
  await tx
    .insertInto('regrade_changes')
    .values(changes.map((change) => ({ ...change, applied: 0 })))
    .execute();
}

export async function regradeChanges(
  db: Executor,
  regrade: string,
): Promise<(RegradeChange & { name: string; number: number })[]> {
  return await db
    .selectFrom('regrade_changes')
    .innerJoin('learners', 'learners.id', 'regrade_changes.learner')
    .innerJoin('attempts', 'attempts.id', 'regrade_changes.attempt')
    .selectAll('regrade_changes')
    .select(['learners.name', 'attempts.number'])
    .where('regrade', '=', regrade)
    .orderBy('learners.name')
    .orderBy('attempts.number')
    .execute();
}

/**
 * Puts one changed result in the place of the stored one. What it was stays in the regrade. False where the result is not the one any
 * more that was looked at: another regrade was applied in between, and nobody has compared with that.
 */
export async function applyChange(tx: Executor, change: RegradeChange): Promise<boolean> {
  const after = JSON.parse(change.after) as TaskResult;
  const replaced = await tx
    .updateTable('task_results')
    .set({
      status: after.status,
      points: after.points,
      reason: after.reason,
      result: change.after,
    })
    .where('attempt', '=', change.attempt)
    .where('task', '=', change.task)
    .where('result', '=', change.before)
    .executeTakeFirst();
  if (Number(replaced.numUpdatedRows) === 0) return false;
  await tx
    .updateTable('regrade_changes')
    .set({ applied: 1 })
    .where('regrade', '=', change.regrade)
    .where('attempt', '=', change.attempt)
    .where('task', '=', change.task)
    .execute();
  return true;
}

/** Works an attempt's sums out again from its results. */
export async function sumAttempt(tx: Executor, attempt: string, version: string): Promise<void> {
  const rows = await tx
    .selectFrom('task_results')
    .select(['status', 'points', 'max_points'])
    .where('attempt', '=', attempt)
    .execute();
  const { report } = await tx
    .selectFrom('attempts')
    .select('report')
    .where('id', '=', attempt)
    .executeTakeFirstOrThrow();
  const cents = (value: number): number => Math.round(value * 100) / 100;
  const score = cents(rows.reduce((sum, { points }) => sum + points, 0));
  const checkable = cents(
    rows.reduce((sum, { status, max_points }) => sum + (status === 'blocked' ? 0 : max_points), 0),
  );
  const summary = JSON.parse(report ?? '{}') as object;
  await tx
    .updateTable('attempts')
    .set({ score, checkable, report: JSON.stringify({ ...summary, score, checkable, version }) })
    .where('id', '=', attempt)
    .execute();
}
