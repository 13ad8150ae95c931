import type { Catalog } from '../catalog/index.ts';
import type { MyAssignment, MyAssignmentsReply } from '../contract/index.ts';
import { findCohort, type Db } from '../store/index.ts';
import { iso } from './assignments.ts';
import { isReleased, percentAt } from './dates.ts';
import { ownAssignments, pauseEnd, type OwnAssignment } from './limits.ts';
import { storedOverrides, type OverrideSource } from './overrides.ts';
import { standingOf } from './standings.ts';

/**
 * What a student has to do and by when, soonest first: for the course map and the workbench. What is hidden until it is
 * released is not in it.
 */
export async function myAssignments(
  db: Db,
  catalog: Catalog,
  learner: string,
  { now, overrides = storedOverrides }: { now: number; overrides?: OverrideSource },
): Promise<MyAssignmentsReply> {
  const assignments: MyAssignment[] = [];
  for (const own of await ownAssignments(db, learner)) {
    const { assignment, policy, dates, limit, attempts } = own;
    if (policy.hiddenUntilReleased && !isReleased(dates, policy, now)) continue;
    const cohort = await findCohort(db, assignment.cohort);
    const standing =
      cohort && (await standingOf(db, catalog, cohort, { learner, assignment, now, overrides }));
    if (!standing) continue;
    assignments.push({
      id: assignment.id,
      cohort: assignment.cohort,
      cohortTitle: assignment.cohort_title,
      timeZone: assignment.time_zone,
      kind: assignment.kind as MyAssignment['kind'],
      item: assignment.item,
      title: assignment.title,
      dates: { release: iso(dates.release), due: iso(dates.due), close: iso(dates.close) },
      state: stateOf(own, now),
      percentNow: percentAt(now, dates, policy.late),
      late: policy.late,
      counting: policy.counting,
      attemptsUsed: attempts.length,
      attemptsLeft: limit === null ? null : Math.max(0, limit - attempts.length),
      nextAttemptAt: iso(pauseEnd(own, now)),
      score: standing.score,
      maxPoints: standing.maxPoints,
      status: standing.status,
    });
  }
  const soon = ({ dates }: MyAssignment): string => dates.due ?? dates.close ?? '~';
  return { assignments: assignments.toSorted((a, b) => soon(a).localeCompare(soon(b))) };
}

function stateOf({ dates, policy, excused }: OwnAssignment, now: number): MyAssignment['state'] {
  if (excused) return 'excused';
  if (!isReleased(dates, policy, now)) return 'upcoming';
  if (dates.close !== null && now >= dates.close) return 'closed';
  return dates.due !== null && now > dates.due ? 'late' : 'open';
}
