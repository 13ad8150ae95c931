import { sql } from 'kysely';
import type { Executor } from './database.ts';

/** An attempt of a session, and a result in it, as rows of short columns. */
export type HistoryAttempt = [
  id: string,
  number: number,
  at: number,
  source: string,
  generation: number,
  status: string,
  checkable: number | null,
];
export type HistoryResult = [attempt: string, task: string, status: string, points: number, reason: string];

/** All that a student of a cohort did at a lab. */
export interface LabHistory {
  learner: string;
  session: string;
  /** JSON of the variables' values. */
  variables: string;
  attempts: HistoryAttempt[];
  results: HistoryResult[];
}

/**
 * What the active students of a cohort did at a lab, from a time on: one query, one row per learner. The database packs
 * attempts and results of a learner into JSON (from an index that holds all of it): as rows of their own they take five
 * times as long to read.
 *
 * @param from epoch ms; attempts from before are left out
 */
export async function labHistories(
  db: Executor,
  { cohort, lab, from }: { cohort: string; lab: string; from: number },
): Promise<LabHistory[]> {
  const rows = await db
    .selectFrom('lab_sessions')
    .innerJoin('enrolments', 'enrolments.learner', 'lab_sessions.learner')
    .select([
      'lab_sessions.learner',
      'lab_sessions.id as session',
      'lab_sessions.variables',
      sql<string>`(select json_group_array(json_array(
        a.id, a.number, a.created_at, a.source, a.generation, a.status, a.checkable))
        from attempts a where a.session = lab_sessions.id and a.created_at >= ${from})`.as('attempts'),
      sql<string>`(select json_group_array(json_array(t.attempt, t.task, t.status, t.points, t.reason))
        from task_results t where t.session = lab_sessions.id)`.as('results'),
    ])
    .where('enrolments.cohort', '=', cohort)
    .where('enrolments.role', '=', 'student')
    .where('enrolments.status', '=', 'active')
    .where('lab_sessions.lab', '=', lab)
    .orderBy('lab_sessions.learner')
    .execute();
  return rows.map(({ attempts, results, ...row }) => ({
    ...row,
    attempts: (JSON.parse(attempts) as HistoryAttempt[]).toSorted(([, a], [, b]) => a - b),
    results: JSON.parse(results) as HistoryResult[],
  }));
}

/** What a student answered in the first attempt at a quiz that they finished. */
export interface FirstAnswers {
  learner: string;
  answers: [item: string, answer: string, correct: number][];
}

/** First finished attempts of the active students of a cohort at a quiz, one row per learner. */
export async function firstAnswers(
  db: Executor,
  { cohort, part, from }: { cohort: string; part: string; from: number },
): Promise<FirstAnswers[]> {
  const rows = await db
    .selectFrom('quiz_attempts')
    .innerJoin('enrolments', 'enrolments.learner', 'quiz_attempts.learner')
    .select([
      'quiz_attempts.learner',
      sql<string>`(select json_group_array(json_array(q.item, q.answer, q.correct))
        from quiz_answers q where q.attempt = quiz_attempts.id)`.as('answers'),
    ])
    .where('enrolments.cohort', '=', cohort)
    .where('enrolments.role', '=', 'student')
    .where('enrolments.status', '=', 'active')
    .where('quiz_attempts.part', '=', part)
    .where('quiz_attempts.score', 'is not', null)
    .where('quiz_attempts.started_at', '>=', from)
    .orderBy('quiz_attempts.started_at')
    .orderBy('quiz_attempts.id')
    .execute();
  const first = new Map<string, FirstAnswers>();
  for (const { learner, answers } of rows) {
    if (first.has(learner)) continue;
    first.set(learner, { learner, answers: JSON.parse(answers) as FirstAnswers['answers'] });
  }
  return [...first.values()];
}
