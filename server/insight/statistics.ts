/** Two numbers of one learner: their share at an item, and at the rest of the test. */
export interface ItemAndRest {
  item: number;
  rest: number;
}

/** A correlation with the ends of its 95 % interval. */
export interface Correlation {
  value: number;
  low: number;
  high: number;
}

/**
 * Learners below which no discrimination is told. A correlation r of n learners has a standard error of about 1/√(n − 3)
 * (Fisher's z); with fewer than 30 that is over 0.19, as wide as the whole range between a poor item and a good one.
 */
export const DISCRIMINATION_LEARNERS = 30;

export function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle];
  if (upper === undefined) return null;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/**
 * How well an item tells apart who does well elsewhere: the correlation of its points with those of all *other* items of
 * the test (corrected item–total correlation; S. Henrysson, "Correction of item-total correlations in item analysis",
 * Psychometrika 28 (1963) 211–218). Left in, an item would correlate with itself. Chosen over the upper–lower index, which
 * throws the middle half of a class away.
 *
 * @returns null where it would say nothing: too few learners, or nobody differs at the item or at the rest
 */
export function discrimination(pairs: readonly ItemAndRest[]): Correlation | null {
  const n = pairs.length;
  if (n < DISCRIMINATION_LEARNERS) return null;
  const value = correlation(pairs);
  if (value === null) return null;
  // Fisher's z: the interval is symmetric there. A perfect correlation has no width.
  const z = Math.atanh(Math.max(-1 + 1e-12, Math.min(1 - 1e-12, value)));
  const half = 1.96 / Math.sqrt(n - 3);
  return { value, low: Math.tanh(z - half), high: Math.tanh(z + half) };
}

/** Pearson's correlation; null where one side does not vary. */
function correlation(pairs: readonly ItemAndRest[]): number | null {
  const [item, rest] = [mean(pairs.map((one) => one.item)), mean(pairs.map((one) => one.rest))];
  if (item === null || rest === null) return null;
  let [both, items, rests] = [0, 0, 0];
  for (const one of pairs) {
    const [a, b] = [one.item - item, one.rest - rest];
    both += a * b;
    items += a * a;
    rests += b * b;
  }
  // Sums of squares of binary fractions are not exactly zero where nothing varies.
  if (items < 1e-9 || rests < 1e-9) return null;
  return Math.max(-1, Math.min(1, both / Math.sqrt(items * rests)));
}
