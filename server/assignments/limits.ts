import type { AssignmentPolicy } from '../contract/index.ts';
import { CodedError } from '../errors.ts';
import {
  assignmentsForStudent,
  countedLabAttemptsOf,
  countedQuizzesOf,
  extensionsOf,
  type Assignment,
  type CountedAttempt,
  type Executor,
  type StudentAssignment,
} from '../store/index.ts';
import { datesFor, isHidden, isReleased, limitFor, plannedDates, type Dates } from './dates.ts';
import { localOf } from './local-time.ts';

const MINUTE_MS = 60_000;

/** An assignment as it holds for one student, with the attempts that count. */
export interface OwnAssignment {
  assignment: StudentAssignment;
  policy: AssignmentPolicy;
  dates: Dates;
  /** Attempts that this student has; null: as many as they like. */
  limit: number | null;
  excused: boolean;
  attempts: CountedAttempt[];
}

/** The assignments of a student, of one item or of all, with their own dates. */
export async function ownAssignments(
  db: Executor,
  learner: string,
  item?: { kind: Assignment['kind']; id: string },
): Promise<OwnAssignment[]> {
  const own: OwnAssignment[] = [];
  for (const held of await heldAssignments(db, learner, item)) {
    const { assignment, dates } = held;
    const of = { learner, item: assignment.item, from: dates.release ?? 0 };
    const attempts = await (assignment.kind === 'quiz'
      ? countedQuizzesOf(db, of)
      : countedLabAttemptsOf(db, of));
    own.push({ ...held, attempts });
  }
  return own;
}

/** The same without attempts. */
async function heldAssignments(
  db: Executor,
  learner: string,
  item?: { kind: Assignment['kind']; id: string },
): Promise<Omit<OwnAssignment, 'attempts'>[]> {
  const own: Omit<OwnAssignment, 'attempts'>[] = [];
  for (const assignment of await assignmentsForStudent(db, learner, item)) {
    const extensions = await extensionsOf(db, assignment.cohort, learner);
    const extension = extensions.find((one) => one.assignment === assignment.id);
    const zone = assignment.time_zone;
    const dates = datesFor(plannedDates(assignment, zone), extension, { zone, begun: assignment.created_at });
    const policy = JSON.parse(assignment.policy) as AssignmentPolicy;
    const limit = limitFor(policy, extension);
    own.push({ assignment, policy, dates, limit, excused: extension?.excused === 1 });
  }
  return own;
}

/** When the pause after the last attempt ends; null when there is none. */
export function pauseEnd(
  { policy, attempts }: Pick<OwnAssignment, 'policy' | 'attempts'>,
  now: number,
): number | null {
  const last = attempts.at(-1);
  if (!last || policy.cooldownMinutes === 0) return null;
  const end = last.at + policy.cooldownMinutes * MINUTE_MS;
  return end > now ? end : null;
}

/**
 * May this student begin an attempt now? Called inside the transaction that inserts it, so that of a hundred presses at
 * once exactly as many get through as the limit says. Who is no student of a running cohort with this item may always;
 * where it is given in two cohorts, one that allows it is enough.
 *
 * @throws CodedError ASSIGNMENT_NOT_OPEN, ASSIGNMENT_CLOSED, ATTEMPT_LIMIT_REACHED, ATTEMPT_TOO_SOON
 */
export async function checkAttemptAllowed(
  tx: Executor,
  { learner, kind, item }: { learner: string; kind: 'lab' | 'quiz'; item: string },
  now: number,
): Promise<void> {
  let refusal: CodedError | undefined;
  for (const own of await ownAssignments(tx, learner, { kind, id: item })) {
    const found = refusalOf(own, now);
    if (!found) return;
    refusal ??= found;
  }
  if (refusal) throw refusal;
}

function refusalOf(own: OwnAssignment, now: number): CodedError | undefined {
  const { assignment, policy, dates, limit, attempts } = own;
  const { title, time_zone: zone } = assignment;
  const clock = (at: number): string => clockIn(at, zone);
  if (!isReleased(dates, policy, now)) {
    // Neither its title nor its dates: a hidden assignment is one that the student does not know of.
    if (policy.hiddenUntilReleased) {
      return new CodedError('ASSIGNMENT_NOT_OPEN', {
        title: assignment.item,
        when: 'when your instructor releases it',
      });
    }
    const when = dates.release === null ? 'when your instructor releases it' : `at ${clock(dates.release)}`;
    return new CodedError('ASSIGNMENT_NOT_OPEN', { title, when });
  }
  if (dates.close !== null && now >= dates.close) {
    return new CodedError('ASSIGNMENT_CLOSED', { title, at: clock(dates.close) });
  }
  if (limit !== null && attempts.length >= limit) {
    return new CodedError('ATTEMPT_LIMIT_REACHED', { title, limit });
  }
  const pause = pauseEnd(own, now);
  if (pause !== null) {
    return new CodedError('ATTEMPT_TOO_SOON', { title, minutes: policy.cooldownMinutes, at: clock(pause) });
  }
  return undefined;
}

/** The newest cohort in which a student has this lab and knows of it. */
export async function cohortTeaching(
  db: Executor,
  { learner, lab }: { learner: string; lab: string },
  now: number,
): Promise<string | undefined> {
  const own = await assignmentsForStudent(db, learner, { kind: 'lab', id: lab });
  return own.findLast((one) => !isHidden(one, one.time_zone, now))?.cohort;
}

/**
 * When a quiz stops taking answers of a student, also in an attempt that is open: the last close of those that hold for
 * them. Null where it never closes for them, or nobody has given it to them.
 */
export async function quizCloseFor(
  db: Executor,
  { learner, part }: { learner: string; part: string },
): Promise<{ at: number; clock: string } | null> {
  let last: { at: number; clock: string } | null = null;
  for (const { dates, assignment } of await heldAssignments(db, learner, { kind: 'quiz', id: part })) {
    if (dates.close === null) return null;
    if (last === null || dates.close > last.at) {
      last = { at: dates.close, clock: clockIn(dates.close, assignment.time_zone) };
    }
  }
  return last;
}

const clockIn = (at: number, zone: string): string => `${localOf(at, zone).replace('T', ' ')} (${zone})`;
