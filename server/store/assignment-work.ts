import { sql } from 'kysely';
import type { Executor } from './database.ts';

/** Whose work at which item: all active students of a cohort, or one person. */
export interface WorkOf {
  cohort: string;
  item: string;
  /** Work from before does not count; epoch ms. */
  from: number;
  learner?: string;
}

/** An attempt as far as rules count it. */
export interface CountedAttempt {
  learner: string;
  attempt: string;
  at: number;
}

function students(db: Executor, { cohort, learner }: Pick<WorkOf, 'cohort' | 'learner'>) {
  let query = db
    .selectFrom('enrolments')
    .select('enrolments.learner')
    .where('enrolments.cohort', '=', cohort)
    .where('enrolments.role', '=', 'student')
    .where('enrolments.status', '=', 'active');
  if (learner !== undefined) query = query.where('enrolments.learner', '=', learner);
  return query;
}

/** Students with a session of a lab. */
export async function learnersAtLab(db: Executor, of: Omit<WorkOf, 'from'>): Promise<Set<string>> {
  const rows = await db
    .selectFrom('lab_sessions')
    .select('learner')
    .where('lab', '=', of.item)
    .where('learner', 'in', students(db, of))
    .execute();
  return new Set(rows.map(({ learner }) => learner));
}

/**
 * The attempts at a lab that use up a limit, oldest first. One that our side could not judge at all (failed, or nothing
 * was checkable) is not among them, nor is a bulk run of staff; one that still runs is.
 */
export async function countedLabAttempts(db: Executor, of: WorkOf): Promise<CountedAttempt[]> {
  return await labAttempts(db, of).where('lab_sessions.learner', 'in', students(db, of)).execute();
}

/** The same of one learner, whether a student or not: for the decision inside the inserting transaction. */
export async function countedLabAttemptsOf(
  db: Executor,
  of: { learner: string; item: string; from: number },
): Promise<CountedAttempt[]> {
  return await labAttempts(db, of).where('lab_sessions.learner', '=', of.learner).execute();
}

function labAttempts(db: Executor, { item, from }: Pick<WorkOf, 'item' | 'from'>) {
  return db
    .selectFrom('attempts')
    .innerJoin('lab_sessions', 'lab_sessions.id', 'attempts.session')
    .select(['lab_sessions.learner', 'attempts.id as attempt', 'attempts.created_at as at'])
    .where('lab_sessions.lab', '=', item)
    .where('attempts.created_at', '>=', from)
    .where('attempts.source', '=', 'learner')
    .where('attempts.status', '!=', 'failed')
    .where((eb) => eb.or([eb('attempts.checkable', 'is', null), eb('attempts.checkable', '>', 0)]))
    .orderBy('attempts.created_at')
    .orderBy('attempts.number');
}

/**
 * Judged results of a lab, oldest first, without those that repeat the points the task had before. A bulk run of staff
 * counts where it brings no less than the learner ever had: nobody loses by what somebody else started.
 */
export async function labResults(
  db: Executor,
  of: WorkOf,
): Promise<(CountedAttempt & { task: string; points: number; bulk: boolean })[]> {
  const rows = await db
    .with('found', (qb) =>
      qb
        .selectFrom('task_results')
        .innerJoin('attempts', 'attempts.id', 'task_results.attempt')
        .innerJoin('lab_sessions', 'lab_sessions.id', 'attempts.session')
        .select([
          'lab_sessions.learner',
          'task_results.attempt',
          'task_results.task',
          'task_results.points',
          'attempts.created_at as at',
          'attempts.number',
          'attempts.source',
          sql<number | null>`max(task_results.points) over (
            partition by task_results.session, task_results.task order by attempts.number
            rows between unbounded preceding and 1 preceding)`.as('best'),
        ])
        .where('lab_sessions.lab', '=', of.item)
        .where('lab_sessions.learner', 'in', students(db, of))
        .where('attempts.created_at', '>=', of.from)
        .where('task_results.status', 'in', ['pass', 'partial', 'fail', 'skipped']),
    )
    .with('judged', (qb) =>
      qb
        .selectFrom('found')
        .select(['learner', 'attempt', 'task', 'points', 'at', 'number', 'source'])
        .select(
          sql<number | null>`lag(points) over (partition by learner, task order by number)`.as('before'),
        )
        .where((eb) =>
          eb.or([eb('source', '=', 'learner'), eb('best', 'is', null), eb('points', '>=', eb.ref('best'))]),
        ),
    )
    .selectFrom('judged')
    .select(['learner', 'attempt', 'task', 'points', 'at', 'source'])
    .where((eb) => eb.or([eb('before', 'is', null), eb('before', '!=', eb.ref('points'))]))
    .orderBy('at')
    .orderBy('number')
    .execute();
  return rows.map(({ source, ...row }) => ({ ...row, bulk: source === 'bulk' }));
}

/** Percent that opened hints cost, by learner and task. */
export async function hintPercents(
  db: Executor,
  of: Omit<WorkOf, 'from'>,
): Promise<{ learner: string; task: string; percent: number }[]> {
  const rows = await db
    .selectFrom('hint_openings')
    .innerJoin('lab_sessions', 'lab_sessions.id', 'hint_openings.session')
    .select(({ fn }) => [
      'lab_sessions.learner',
      'hint_openings.task',
      fn.sum('hint_openings.cost_percent').as('percent'),
    ])
    .where('lab_sessions.lab', '=', of.item)
    .where('lab_sessions.learner', 'in', students(db, of))
    .groupBy(['lab_sessions.learner', 'hint_openings.task'])
    .execute();
  return rows.map((row) => ({ ...row, percent: Math.min(100, Number(row.percent)) }));
}

/** Quiz attempts, oldest first: open ones, and finished ones with a score of 0 to 1. One that was given up is none. */
export interface CountedQuiz extends CountedAttempt {
  finishedAt: number | null;
  score: number | null;
}

export async function countedQuizzes(db: Executor, of: WorkOf): Promise<CountedQuiz[]> {
  return await quizzes(db, of).where('learner', 'in', students(db, of)).execute();
}

export async function countedQuizzesOf(
  db: Executor,
  of: { learner: string; item: string; from: number },
): Promise<CountedQuiz[]> {
  return await quizzes(db, of).where('learner', '=', of.learner).execute();
}

function quizzes(db: Executor, { item, from }: Pick<WorkOf, 'item' | 'from'>) {
  return db
    .selectFrom('quiz_attempts')
    .select(['learner', 'id as attempt', 'started_at as at', 'finished_at as finishedAt', 'score'])
    .where('part', '=', item)
    .where('started_at', '>=', from)
    .where((eb) => eb.or([eb('open', '=', 1), eb('score', 'is not', null)]))
    .orderBy('started_at')
    .orderBy('id');
}
