import { createHmac, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { assignmentsOf, enrolmentsOf, type Cohort, type Executor } from '../store/index.ts';

const README = [
  'What the students of one cohort did, for research: verdicts, points, hints and quiz answers with their times.',
  'Each student has a pseudonym made with a key that is drawn for this export and then thrown away: the same within it, another in the next one, and nobody can compute it from an id.',
  'Left out: names, logins, addresses, student numbers, groups, comments, reasons and other words of people, files, evidence, account numbers and the values of labs, which differ from student to student.',
  'Times are in minutes since the first event of the cohort: the day is not told.',
  'This is not anonymous: who knows when somebody worked, or a score, may find them. In a cohort of fewer than about twenty nearly everybody can be found. Share it as personal data.',
];

interface Work {
  student: string;
  minute: number;
}
/** GET /api/cohorts/:cohort/pseudonymous.json */
export interface PseudonymousExport {
  format: 'groundschool-pseudonymous-1';
  readme: readonly string[];
  assignments: { kind: string; item: string }[];
  students: string[];
  verdicts: (Work & {
    lab: string;
    attempt: number;
    source: string;
    task: string;
    status: string;
    reason: string;
    points: number;
    maxPoints: number;
  })[];
  hints: (Work & { lab: string; task: string; level: number })[];
  quizAnswers: (Work & { part: string; item: string; credit: number })[];
}

/** Work of the active students of a cohort at what is assigned there. Only what is named here leaves: a new column does not. */
export async function pseudonymousExport(db: Executor, cohort: Cohort): Promise<PseudonymousExport> {
  const key = randomBytes(32);
  const pseudonym = (learner: string): string =>
    `s-${createHmac('sha256', key).update(learner).digest('base64url').slice(0, 12)}`;
  const students = (await enrolmentsOf(db, cohort.id))
    .filter(({ role, status }) => role === 'student' && status === 'active')
    .map(({ learner }) => learner);
  const assignments = (await assignmentsOf(db, cohort.id)).map(({ kind, item }) => ({ kind, item }));
  const items = (kind: string) =>
    sql.join([...assignments.filter((one) => one.kind === kind).map(({ item }) => item), '']);
  const people = sql.join([...students, '']);
  const { rows: verdicts } = await sql<{
    learner: string;
    at: number;
    lab: string;
    attempt: number;
    source: string;
    task: string;
    status: string;
    reason: string;
    points: number;
    maxPoints: number;
  }>`select lab_sessions.learner, attempts.created_at as at, lab, number as attempt, source, task, task_results.status, reason, points,
      max_points as maxPoints
    from task_results join attempts on attempts.id = task_results.attempt join lab_sessions on lab_sessions.id = attempts.session
    where lab_sessions.learner in (${people}) and lab in (${items('lab')})`.execute(db);
  const { rows: hints } = await sql<{
    learner: string;
    at: number;
    lab: string;
    task: string;
    level: number;
  }>`select
      learner, opened_at as at, lab, task, level
    from hint_openings join lab_sessions on lab_sessions.id = hint_openings.session
    where learner in (${people}) and lab in (${items('lab')})`.execute(db);
  const { rows: answers } = await sql<{
    learner: string;
    at: number;
    part: string;
    item: string;
    credit: number;
  }>`select
      learner, answered_at as at, part, item, credit
    from quiz_answers join quiz_attempts on quiz_attempts.id = quiz_answers.attempt
    where learner in (${people}) and part in (${items('quiz')})`.execute(db);
  const first = [...verdicts, ...hints, ...answers].reduce((least, { at }) => Math.min(least, at), Infinity);
  const work = <T extends { learner: string; at: number }>({ learner, at, ...rest }: T) => ({
    student: pseudonym(learner),
    minute: Math.round((at - first) / 60_000),
    ...rest,
  });
  const order = (a: Work, b: Work): number => a.student.localeCompare(b.student) || a.minute - b.minute;
  return {
    format: 'groundschool-pseudonymous-1',
    readme: README,
    assignments,
    // By pseudonym: the order of the roster would give everybody away.
    students: students.map(pseudonym).toSorted((a, b) => a.localeCompare(b)),
    verdicts: verdicts.map(work).toSorted(order),
    hints: hints.map(work).toSorted(order),
    quizAnswers: answers.map(work).toSorted(order),
  };
}
