import type { LabHistory } from '../store/index.ts';
import type { Try } from './items.ts';

/** A result, and the place of its attempt among the learner's. */
export interface PlacedTry extends Try {
  place: number;
}

/**
 * The results of a learner at a lab by task, in the order of the attempts. A cohort has a million of them: each goes straight
 * to its place, without sorting.
 */
export function triesByTask({ attempts, results }: LabHistory): Map<string, PlacedTry[]> {
  const places = new Map<string, number>();
  attempts.forEach(([id], index) => places.set(id, index));
  const byTask = new Map<string, (PlacedTry | undefined)[]>();
  for (const [attempt, task, status, points, reason] of results) {
    const place = places.get(attempt);
    if (place === undefined) continue;
    let tries = byTask.get(task);
    if (!tries) {
      tries = [];
      byTask.set(task, tries);
    }
    const own = attempts[place]?.[3] === 'learner';
    tries[place] = { status: status as Try['status'], points, reason, own, place };
  }
  // Attempts may have checked other tasks only.
  return new Map([...byTask].map(([task, tries]) => [task, tries.filter((one) => one !== undefined)]));
}
