/** Scores in the JSON that an endpoint answers with, and whether they are those of the trained model. */

/** Rounded to four decimals an answer is still the same. */
const NEAR = 1e-4;

/**
 * The scores of one request in an answer: `[[a, b, c]]`, `[a, b, c]`, or either as the only list in an object.
 * Undefined when it is no JSON, or holds none or several such lists.
 */
export function servedScores(answer: string): number[] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(answer);
  } catch {
    return undefined;
  }
  const lists = listsOf(value);
  return lists.length === 1 ? lists[0] : undefined;
}

function listsOf(value: unknown): number[][] {
  if (Array.isArray(value)) {
    const items: unknown[] = value;
    const numbers = items.filter((item): item is number => typeof item === 'number');
    if (items.length > 0 && numbers.length === items.length) return [numbers];
    return items.flatMap(listsOf);
  }
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(listsOf);
  return [];
}

/** Whether an answer gives the model's scores: as they are, or as probabilities (softmax of them). */
export function sameScores(served: readonly number[] | undefined, scores: readonly number[]): boolean {
  if (served?.length !== scores.length) return false;
  return [scores, softmax(scores)].some((wanted) =>
    wanted.every(
      (score, index) =>
        Math.abs(score - (served[index] ?? Number.NaN)) <= NEAR * Math.max(1, Math.abs(score)),
    ),
  );
}

function softmax(scores: readonly number[]): number[] {
  const highest = Math.max(...scores);
  const weights = scores.map((score) => Math.exp(score - highest));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}
