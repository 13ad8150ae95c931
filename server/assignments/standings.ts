import type { AssignmentPolicy, AssignmentStanding, StandingStatus } from '../contract/index.ts';
import type { Catalog } from '../catalog/index.ts';
import {
  assignmentsOf,
  enrolmentsOf,
  extensionsOf,
  type Assignment,
  type Cohort,
  type Executor,
  type Extension,
} from '../store/index.ts';
import { datesFor, isReleased, limitFor, plannedDates, type Dates } from './dates.ts';
import { storedOverrides, type Override, type OverrideSource } from './overrides.ts';
import { cents, countScore, type CountedScore, type ScoredTask } from './score.ts';
import { scoredTasks, workOf, type Work } from './work.ts';

export interface StandingsOptions {
  /** Epoch ms. */
  now: number;
  /** Default all active students. */
  learner?: string;
  /** Default all assignments of the cohort; an entry may differ from what is stored, to see what would be. */
  assignments?: readonly Assignment[];
  overrides?: OverrideSource;
}

/**
 * Where everybody of a cohort stands with every assignment: the one score of matrix, gradebook and student. It is worked
 * out from stored attempts at every call, so a changed date, rule or extension holds at once for what was handed in.
 *
 * @returns one row per active student and assignment, assignments by due time, students by name
 */
export async function assignmentStandings(
  db: Executor,
  catalog: Catalog,
  cohort: Cohort,
  { now, learner, assignments, overrides = storedOverrides }: StandingsOptions,
): Promise<AssignmentStanding[]> {
  const enrolled = await enrolmentsOf(db, cohort.id);
  const students = enrolled.filter(
    (one) =>
      one.role === 'student' && one.status === 'active' && (learner === undefined || one.learner === learner),
  );
  const extensions = byPair(await extensionsOf(db, cohort.id, learner));
  const given = new Map<string, Override[]>();
  for (const one of await overrides(db, cohort.id, learner)) {
    given.set(pairOf(one), [...(given.get(pairOf(one)) ?? []), one]);
  }
  const rows: AssignmentStanding[] = [];
  for (const assignment of assignments ?? (await assignmentsOf(db, cohort.id))) {
    const tasks = scoredTasks(catalog, assignment);
    const policy = JSON.parse(assignment.policy) as AssignmentPolicy;
    const planned = plannedDates(assignment, cohort.time_zone);
    const work = await workOf(db, assignment, tasks, { from: planned.release ?? 0, learner });
    for (const student of students) {
      const pair = pairOf({ assignment: assignment.id, learner: student.learner });
      rows.push(
        standing({
          assignment,
          learner: student.learner,
          tasks,
          policy,
          planned,
          extension: extensions.get(pair),
          overrides: given.get(pair) ?? [],
          work: work(student.learner),
          zone: cohort.time_zone,
          now,
        }),
      );
    }
  }
  return rows;
}

/** Where one student stands with one assignment; undefined for somebody who is no active student of the cohort. */
export async function standingOf(
  db: Executor,
  catalog: Catalog,
  cohort: Cohort,
  { assignment, ...options }: StandingsOptions & { learner: string; assignment: Assignment },
): Promise<AssignmentStanding | undefined> {
  const rows = await assignmentStandings(db, catalog, cohort, { ...options, assignments: [assignment] });
  return rows[0];
}

const pairOf = ({ assignment, learner }: { assignment: string; learner: string }): string =>
  `${assignment} ${learner}`;

function byPair(extensions: readonly Extension[]): Map<string, Extension> {
  return new Map(extensions.map((one) => [pairOf(one), one]));
}

interface Case {
  assignment: Assignment;
  learner: string;
  tasks: readonly ScoredTask[];
  policy: AssignmentPolicy;
  planned: Dates;
  extension: Extension | undefined;
  overrides: readonly Override[];
  work: Work;
  zone: string;
  now: number;
}

function standing(one: Case): AssignmentStanding {
  const { assignment, learner, policy, planned, extension, work, now } = one;
  const dates = datesFor(planned, extension, { zone: one.zone, begun: assignment.created_at });
  const own = countUnder(dates, limitFor(policy, extension), one);
  const common = extension ? countUnder(planned, policy.attemptLimit, one) : own;
  // Longer dates let a later, worse attempt count under "last". An extension is a favour: it takes nothing away.
  const counted = (own.score ?? -1) >= (common.score ?? -1) ? own : common;
  const overrides = new Map(one.overrides.map(({ task, points }) => [task, points]));
  const tasks = counted.tasks.map((task) => {
    const override = overrides.get(task.task) ?? null;
    return { ...task, override, counted: override ?? task.counted };
  });
  const { scoreBeforeLate } = counted;
  const scored = counted.score !== null || overrides.size > 0;
  const lost = counted.score !== null && scoreBeforeLate !== null && scoreBeforeLate > 0;
  return {
    learner,
    assignment: assignment.id,
    tasks,
    maxPoints: cents(one.tasks.reduce((sum, { points }) => sum + points, 0)),
    score: scored ? cents(tasks.reduce((sum, task) => sum + task.counted, 0)) : null,
    scoreBeforeLate,
    latePercent: lost ? cents(((counted.score ?? 0) / scoreBeforeLate) * 100) : 100,
    attemptsUsed: work.attempts.length,
    status: statusOf({ counted, dates, work, policy, excused: extension?.excused === 1, scored, now }),
    lastAt: iso(work.attempts.at(-1)?.at ?? null),
    due: iso(dates.due),
    close: iso(dates.close),
  };
}

/** Only attempts before the close, and only as many as the limit allows, bring points. */
function countUnder(dates: Dates, limit: number | null, { tasks, work, policy }: Case): CountedScore {
  const beyond = new Set(limit === null ? [] : work.attempts.slice(limit).map(({ attempt }) => attempt));
  const results = work.results.filter(
    ({ at, attempt }) => (dates.close === null || at < dates.close) && !beyond.has(attempt),
  );
  return countScore(tasks, results, work.hints, policy, dates);
}

function statusOf(one: {
  counted: CountedScore;
  dates: Dates;
  work: Work;
  policy: AssignmentPolicy;
  excused: boolean;
  scored: boolean;
  now: number;
}): StandingStatus {
  const { counted, dates, work, now } = one;
  if (one.excused) return 'excused';
  if (counted.score !== null) return counted.late ? 'late' : 'submitted';
  if (one.scored) return 'submitted';
  const end = dates.due ?? dates.close;
  if (end !== null && now > end && isReleased(dates, one.policy, now)) return 'missing';
  return work.begun || work.attempts.length > 0 ? 'started' : 'none';
}

function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
