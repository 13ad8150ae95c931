import type { AssignmentPolicy, LateStep } from '../contract/index.ts';
import type { Assignment, Extension } from '../store/index.ts';
import { instantOf } from './local-time.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** Instants in epoch milliseconds; null: there is none. */
export interface Dates {
  /** From when on attempts count. Null: always did, or (see `released`) not yet. */
  release: number | null;
  due: number | null;
  close: number | null;
}

/**
 * The dates of an assignment for the whole cohort. Where a wall-clock time comes twice, the learner has the benefit: the
 * release is the earlier one, due and close are the later ones.
 */
export function plannedDates(assignment: Assignment, zone: string): Dates {
  const { release_at, due_at, close_at, released_at } = assignment;
  const at = (local: string | null, twice: 'earlier' | 'later'): number | null =>
    local === null ? null : instantOf(local, zone, twice);
  const planned = at(release_at, 'earlier');
  return {
    // Released by hand before its time: from then on.
    release: released_at === null ? planned : Math.min(planned ?? released_at, released_at),
    due: at(due_at, 'later'),
    close: at(close_at, 'later'),
  };
}

/**
 * The dates for one learner. A due time of their own, then extra percent of the time from release to due, then extra
 * minutes; never earlier than the cohort's. The close keeps its distance to the due time.
 *
 * @param begun when the assignment was made: what extra percent count from when there is no release
 */
export function datesFor(
  planned: Dates,
  extension: Extension | undefined,
  { zone, begun }: { zone: string; begun: number },
): Dates {
  if (!extension || planned.due === null) return planned;
  const own = extension.due_at === null ? null : instantOf(extension.due_at, zone, 'later');
  const base = Math.max(planned.due, own ?? 0);
  const length = Math.max(0, planned.due - (planned.release ?? begun));
  const due = base + (length * extension.extra_percent) / 100 + extension.extra_minutes * MINUTE_MS;
  const close = planned.close === null ? null : planned.close + (due - planned.due);
  return { release: planned.release, due, close };
}

/** Attempts that one learner has; null: as many as they like. */
export function limitFor(
  { attemptLimit }: Pick<AssignmentPolicy, 'attemptLimit'>,
  extension: Pick<Extension, 'extra_attempts'> | undefined,
): number | null {
  return attemptLimit === null ? null : attemptLimit + (extension?.extra_attempts ?? 0);
}

/** Is it there for students? By hand, by its time, or because it was never held back. */
export function isReleased(
  { release }: Pick<Dates, 'release'>,
  { hiddenUntilReleased }: Pick<AssignmentPolicy, 'hiddenUntilReleased'>,
  now: number,
): boolean {
  return release === null ? !hiddenUntilReleased : now >= release;
}

/** Are students not to know of it yet? */
export function isHidden(assignment: Assignment, zone: string, now: number): boolean {
  const policy = JSON.parse(assignment.policy) as AssignmentPolicy;
  return policy.hiddenUntilReleased && !isReleased(plannedDates(assignment, zone), policy, now);
}

/**
 * Percent of its points that work handed in at an instant brings: 100 until the due time, then the last step that was
 * reached, and 0 from the close on.
 */
export function percentAt(
  at: number,
  { due, close }: Pick<Dates, 'due' | 'close'>,
  late: readonly LateStep[],
): number {
  if (close !== null && at >= close) return 0;
  if (due === null || at <= due) return 100;
  let percent = 100;
  for (const step of late) {
    if (at >= due + step.afterHours * HOUR_MS) percent = Math.min(percent, step.percent);
  }
  return percent;
}

/** What is wrong with an assignment's dates and steps, in words; empty when nothing is. */
export function policyProblems(
  body: { releaseAt: string | null; dueAt: string | null; closeAt: string | null; policy: AssignmentPolicy },
  zone: string,
): string[] {
  const problems: string[] = [];
  const { releaseAt, dueAt, closeAt, policy } = body;
  const instants = [
    { name: 'release', local: releaseAt, twice: 'earlier' },
    { name: 'due', local: dueAt, twice: 'later' },
    { name: 'close', local: closeAt, twice: 'later' },
  ] as const;
  let before: { name: string; at: number } | undefined;
  for (const { name, local, twice } of instants) {
    if (local === null) continue;
    const at = instantOf(local, zone, twice);
    if (at === null) problems.push(`${name}: the calendar has no ${local}`);
    else {
      if (before && at < before.at) problems.push(`${name}: it lies before the ${before.name} time`);
      before = { name, at };
    }
  }
  if (policy.late.length > 0 && dueAt === null) problems.push('late: late steps need a due time');
  policy.late.forEach((step, index) => {
    const earlier = policy.late[index - 1];
    if (!earlier) return;
    if (step.afterHours <= earlier.afterHours)
      problems.push(`late step ${index + 1}: its hours must be more than the step before`);
    if (step.percent > earlier.percent)
      problems.push(`late step ${index + 1}: later work must not bring more than earlier work`);
  });
  return problems;
}
