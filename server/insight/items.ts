import { discrimination, mean, median, type Correlation, type ItemAndRest } from './statistics.ts';

/** One result of a learner at a task, in the order of their attempts. */
export interface Try {
  status: 'pass' | 'partial' | 'fail' | 'skipped' | 'blocked';
  points: number;
  reason: string;
  /** The learner pressed Check; else staff graded the cohort. */
  own: boolean;
}

/** An item of a test: a task with its points, or a question. */
export interface Item {
  id: string;
  points: number;
}

/** What is known of an item over all learners, before anything is hidden or put into words. */
export interface ItemFacts {
  id: string;
  /** Who was judged at it at least once; all shares are of these. */
  learners: number;
  /** Mean share of the points. */
  facility: number | null;
  discrimination: Correlation | null;
  /** Share that had all points at the first own check that judged the item. */
  firstTry: number | null;
  /** Own checks up to the one that brought all points, in the middle of those who got there. */
  medianTries: number | null;
  solved: number;
  /** Began the lab, and only ever met something else that had to come first. */
  notReached: number;
  /** Checks that could not be judged, of all own checks of the item. */
  blocked: { checks: number; of: number; learners: number };
  /** Why it was not passed, by the number of learners who met that reason. */
  reasons: { reason: string; learners: number }[];
}

/** The rest of a test is told by two items at least. */
const ITEMS_OF_A_TEST = 3;

/**
 * Statistics of the tasks of a lab.
 *
 * The score of a learner at a task is the best that any check found, before hints, time and points set by hand: it is the task
 * that is looked at. What could not be judged, and a task whose prerequisite failed, is no result: neither counts as difficulty.
 *
 * @param work by learner and task, in the order of attempts
 */
export function taskFacts(
  items: readonly Item[],
  work: readonly ReadonlyMap<string, readonly Try[]>[],
): ItemFacts[] {
  const learners = work.map(
    (tries) => new Map(items.map((item) => [item.id, atTask(item, tries.get(item.id) ?? [])])),
  );
  return items.map(({ id }) => {
    const all = learners.flatMap((one) => one.get(id) ?? []);
    const judged = all.filter(({ share }) => share !== null);
    const tries = judged.flatMap((one) => one.tries ?? []);
    const firsts = judged.flatMap(({ first }) => (first === null ? [] : [Number(first)]));
    return {
      id,
      learners: judged.length,
      facility: mean(judged.map(({ share }) => share ?? 0)),
      discrimination: discriminationOf(items, learners, id),
      firstTry: mean(firsts),
      medianTries: median(tries),
      solved: judged.filter(({ share }) => share === 1).length,
      notReached: all.filter(({ share, skipped }) => share === null && skipped).length,
      blocked: {
        checks: all.reduce((sum, { blocked }) => sum + blocked, 0),
        of: all.reduce((sum, { checks }) => sum + checks, 0),
        learners: all.filter(({ blocked }) => blocked > 0).length,
      },
      reasons: countReasons(all.map(({ reasons }) => reasons)),
    };
  });
}

interface AtTask {
  /** Of the points, 0 to 1; null: never judged. */
  share: number | null;
  first: boolean | null;
  tries: number | null;
  skipped: boolean;
  blocked: number;
  checks: number;
  reasons: ReadonlySet<string>;
}

function atTask({ points }: Item, tries: readonly Try[]): AtTask {
  let share: number | null = null;
  let first: boolean | null = null;
  let solvedAfter: number | null = null;
  let [judged, blocked] = [0, 0];
  let skipped = false;
  const reasons = new Set<string>();
  for (const one of tries) {
    if (one.status === 'skipped') skipped = true;
    else if (one.status === 'blocked') blocked += Number(one.own);
    else {
      const got = points > 0 ? Math.min(1, one.points / points) : 0;
      share = Math.max(share ?? 0, got);
      if (!one.own) continue;
      judged += 1;
      first ??= got === 1;
      if (got === 1) solvedAfter ??= judged;
      else reasons.add(one.reason);
    }
  }
  return { share, first, tries: solvedAfter, skipped, blocked, checks: judged + blocked, reasons };
}

/**
 * Statistics of the questions of a quiz, by the first finished attempt of each learner: after an answer its reasons are shown,
 * and what comes later measures memory.
 *
 * @param answers by learner and question: right?
 */
export function questionFacts(
  items: readonly Item[],
  answers: readonly ReadonlyMap<string, boolean>[],
): ItemFacts[] {
  const learners = answers.map(
    (own) =>
      new Map(
        items.flatMap(({ id }) => {
          const right = own.get(id);
          return right === undefined ? [] : [[id, { share: Number(right) }] as const];
        }),
      ),
  );
  return items.map(({ id }) => {
    const shares = learners.flatMap((one) => one.get(id)?.share ?? []);
    return {
      id,
      learners: shares.length,
      facility: mean(shares),
      discrimination: discriminationOf(items, learners, id),
      firstTry: mean(shares),
      medianTries: null,
      solved: shares.filter((share) => share === 1).length,
      notReached: 0,
      blocked: { checks: 0, of: 0, learners: 0 },
      reasons: [],
    };
  });
}

function discriminationOf(
  items: readonly Item[],
  learners: readonly ReadonlyMap<string, { share: number | null }>[],
  id: string,
): Correlation | null {
  const others = items.filter((one) => one.id !== id);
  if (items.length < ITEMS_OF_A_TEST) return null;
  const pairs = learners.flatMap((one): ItemAndRest[] => {
    const item = one.get(id)?.share ?? null;
    let [got, of, judged] = [0, 0, 0];
    for (const other of others) {
      const share = one.get(other.id)?.share ?? null;
      if (share === null) continue;
      got += share * other.points;
      of += other.points;
      judged += 1;
    }
    return item === null || judged < ITEMS_OF_A_TEST - 1 || of === 0 ? [] : [{ item, rest: got / of }];
  });
  return discrimination(pairs);
}

function countReasons(sets: readonly ReadonlySet<string>[]): ItemFacts['reasons'] {
  const counts = new Map<string, number>();
  for (const reasons of sets) {
    for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts]
    .map(([reason, learners]) => ({ reason, learners }))
    .toSorted((a, b) => b.learners - a.learners || a.reason.localeCompare(b.reason));
}
