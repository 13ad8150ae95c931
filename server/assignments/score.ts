import type { AssignmentPolicy, TaskScore } from '../contract/index.ts';
import { percentAt, type Dates } from './dates.ts';

/** A task of a lab, or the whole of a quiz. */
export interface ScoredTask {
  id: string;
  points: number;
  /** Counts from the last attempt that judged it, whatever the rule: it asks for a state that must hold at the end. */
  final: boolean;
}

/** What a task got in one attempt. Unjudged (blocked) results are no results. */
export interface JudgedResult {
  task: string;
  points: number;
  attempt: string;
  /** When the attempt was handed in, epoch ms. */
  at: number;
  /** Staff made the attempt: it counts where it brings more, and never in the place of something better. */
  bulk?: boolean;
}

interface Candidate {
  automatic: number;
  latePercent: number;
  attempt: string;
  /** After hints and time. */
  value: number;
}

export interface CountedScore {
  tasks: Omit<TaskScore, 'override'>[];
  /** Null: nothing was judged. */
  score: number | null;
  scoreBeforeLate: number | null;
  /** Some task counts from work that came after the due time. */
  late: boolean;
}

/**
 * What a learner's attempts bring under a rule.
 *
 * Each result is worth its points, less the hints of its task, times the percent that its time leaves. An attempt that
 * checked only some tasks leaves the others as they were, so after each attempt there is a standing over all tasks:
 * - `per-task-best`: of each task its best worth;
 * - `best`: the best standing that there was after any attempt;
 * - `last`: the standing after the last attempt.
 *
 * A task that gets the same points again counts from when it first got them: pressing Check once more costs nothing.
 *
 * @param results judged results, oldest first, only those of attempts that count
 * @param hints points that opened hints cost, by task
 */
export function countScore(
  tasks: readonly ScoredTask[],
  results: readonly JudgedResult[],
  hints: ReadonlyMap<string, number>,
  { counting, late }: Pick<AssignmentPolicy, 'counting' | 'late'>,
  dates: Dates,
): CountedScore {
  const known = new Map(tasks.map((task) => [task.id, task]));
  const standing = new Map<string, Candidate>();
  const best = new Map<string, Candidate>();
  let bestStanding: Map<string, Candidate> | undefined;
  let bestSum = -1;
  const settle = (): void => {
    let sum = 0;
    for (const [id, { value }] of standing) if (known.get(id)?.final !== true) sum += value;
    if (sum > bestSum) {
      bestSum = sum;
      bestStanding = new Map(standing);
    }
  };
  results.forEach((result, index) => {
    const task = known.get(result.task);
    if (task) {
      const before = standing.get(task.id);
      if (before?.automatic !== result.points) {
        const latePercent = percentAt(result.at, dates, late);
        const earned = Math.max(0, result.points - (hints.get(task.id) ?? 0));
        const one = {
          automatic: result.points,
          latePercent,
          attempt: result.attempt,
          value: (earned * latePercent) / 100,
        };
        if (result.bulk !== true || one.value > (before?.value ?? -1)) standing.set(task.id, one);
        if (one.value > (best.get(task.id)?.value ?? -1)) best.set(task.id, one);
      }
    }
    if (counting === 'best' && results[index + 1]?.attempt !== result.attempt) settle();
  });
  const chosen = counting === 'best' ? (bestStanding ?? standing) : counting === 'last' ? standing : best;
  const rows = tasks.map(({ id, points, final }) => {
    const one = final ? standing.get(id) : chosen.get(id);
    return {
      task: id,
      maxPoints: points,
      automatic: one?.automatic ?? null,
      hintCost: hints.get(id) ?? 0,
      latePercent: one?.latePercent ?? 100,
      counted: cents(one?.value ?? 0),
      attempt: one?.attempt ?? null,
    };
  });
  const judged = rows.some(({ automatic }) => automatic !== null);
  return {
    tasks: rows,
    score: judged ? cents(rows.reduce((sum, { counted }) => sum + counted, 0)) : null,
    scoreBeforeLate: judged
      ? cents(rows.reduce((sum, row) => sum + Math.max(0, (row.automatic ?? 0) - row.hintCost), 0))
      : null,
    late:
      dates.due !== null &&
      results.some(({ attempt, at }) => at > (dates.due ?? 0) && rows.some((row) => row.attempt === attempt)),
  };
}

/** Points to the hundredth. */
export function cents(points: number): number {
  return Math.round(points * 100) / 100;
}
