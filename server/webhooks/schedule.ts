const FIRST_MS = 5_000;
const LONGEST_MS = 6 * 3_600_000;
/** Of one delivery: with the waits in between they span about a day. */
export const MOST_TRIES = 11;

/**
 * How long to wait after so many tries, in milliseconds: 5 s, then four times as long each time, at most six hours; up to a
 * fifth more or less, so that what failed together does not come back together.
 *
 * @param random from 0 to 1
 */
export function waitAfter(tries: number, random: number): number {
  const plain = Math.min(LONGEST_MS, FIRST_MS * 4 ** (tries - 1));
  return Math.round(plain * (0.8 + 0.4 * random));
}
