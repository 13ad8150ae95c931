/** Fewer learners than this are recognisable: whoever may not see learners gets no number that is about so few. */
export const SMALLEST_CELL = 5;

/**
 * Takes away the cells that are about too few, and as many of the next ones as it needs that what is missing cannot be worked
 * out by subtraction: all that is hidden together is nobody, or enough.
 */
export function largeCells<T extends { learners: number }>(cells: readonly T[]): T[] {
  const byPeople = cells.toSorted((a, b) => a.learners - b.learners);
  const hidden = new Set<T>();
  let people = 0;
  for (const cell of byPeople) {
    const small = cell.learners > 0 && cell.learners < SMALLEST_CELL;
    const leaves = people > 0 && people < SMALLEST_CELL;
    if (!small && (!leaves || cell.learners === 0)) continue;
    hidden.add(cell);
    people += cell.learners;
  }
  return cells.filter((cell) => !hidden.has(cell));
}

/**
 * A share of learners in which no group is too small: at the ends it says only "at most" or "at least" (top and bottom coding).
 * Whether nobody or four failed then looks the same.
 *
 * @returns null where no share of so few can be told
 */
export function coarseShare(share: number | null, learners: number): number | null {
  if (share === null || learners < 2 * SMALLEST_CELL) return null;
  const edge = SMALLEST_CELL / learners;
  return Math.max(edge, Math.min(1 - edge, share));
}

/** A number of learners, unless it is so small that it points at them. */
export function largeCount(count: number | null): number | null {
  return count !== null && count > 0 && count < SMALLEST_CELL ? null : count;
}
