import { DEFAULT_HINT_COSTS, type LabManifest } from '../../graders/contract/index.ts';

type Task = LabManifest['tasks'][number];

/** Percent of a task for hint 1, 2, 3. */
export function hintCosts(lab: LabManifest): readonly [number, number, number] {
  return lab.hintCosts ?? [...DEFAULT_HINT_COSTS];
}

export interface TaskStanding {
  /** Points that count: the best (or, of a final task, the last), hint costs taken off. */
  best: number;
  /** Points lost to opened hints. */
  hintCost: number;
}

/**
 * What a task counts (design §6): the best result over all attempts, so that tearing down never lowers a grade; a `final`
 * task counts from the last attempt that judged it. Opened hints cost their percent of the task's points, together at
 * most all of them; they never push a task below zero.
 *
 * @param points best and last points that were earned; undefined before the first result
 * @param opened cost in percent of each opened hint
 */
export function taskStanding(
  task: Task,
  points: { best: number | undefined; last: number | undefined },
  opened: readonly number[],
): TaskStanding {
  const earned = (task.final === true ? points.last : points.best) ?? 0;
  const percent = Math.min(
    100,
    opened.reduce((sum, cost) => sum + cost, 0),
  );
  const hintCost = round((task.points * percent) / 100);
  return { best: round(Math.max(0, earned - hintCost)), hintCost };
}

/** Points to the hundredth, so that sums of thirds read well. */
export function round(points: number): number {
  return Math.round(points * 100) / 100;
}
