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
import { datesFor, isReleased, plannedDates, type Dates } from './dates.ts';
import { localOf } from './local-time.ts';

const MINUTE_MS = 60_000;

/** An assignment as it holds for one student, with the attempts that count. */
export interface OwnAssignment {
  assignment: StudentAssignment;
  policy: AssignmentPolicy;
  dates: Dates;
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
  for (const assignment of await assignmentsForStudent(db, learner, item)) {
    const extensions = await extensionsOf(db, assignment.cohort, learner);
    const extension = extensions.find((one) => one.assignment === assignment.id);
    const zone = assignment.time_zone;
    const dates = datesFor(plannedDates(assignment, zone), extension, { zone, begun: assignment.created_at });
    const of = { learner, item: assignment.item, from: dates.release ?? 0 };
    own.push({
      assignment,
      policy: JSON.parse(assignment.policy) as AssignmentPolicy,
      dates,
      excused: extension?.excused === 1,
      attempts: await (assignment.kind === 'quiz' ? countedQuizzesOf(db, of) : countedLabAttemptsOf(db, of)),
    });
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
  const { assignment, policy, dates, attempts } = own;
  const { title, time_zone: zone } = assignment;
  const clock = (at: number): string => `${localOf(at, zone).replace('T', ' ')} (${zone})`;
  if (!isReleased(dates, policy, now)) {
    const when = dates.release === null ? 'when your instructor releases it' : `at ${clock(dates.release)}`;
    return new CodedError('ASSIGNMENT_NOT_OPEN', { title, when });
  }
  if (dates.close !== null && now >= dates.close) {
    return new CodedError('ASSIGNMENT_CLOSED', { title, at: clock(dates.close) });
  }
  const { attemptLimit: limit } = policy;
  if (limit !== null && attempts.length >= limit) {
    return new CodedError('ATTEMPT_LIMIT_REACHED', { title, limit });
  }
  const pause = pauseEnd(own, now);
  if (pause !== null) {
    return new CodedError('ATTEMPT_TOO_SOON', { title, minutes: policy.cooldownMinutes, at: clock(pause) });
  }
  return undefined;
}
