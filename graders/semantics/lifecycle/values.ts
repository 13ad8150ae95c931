import type { ProbeState, StorageClass } from './types.ts';

/**
 * Classes from warmest to coldest. Lifecycle moves objects down this list and never up, and of several targets the
 * coldest one wins. AWS ranks INTELLIGENT_TIERING and forbids one move differently; the README tells where.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-conflicts.html
 */
export const STORAGE_CLASSES: readonly StorageClass[] = [
  'STANDARD',
  'STANDARD_IA',
  'INTELLIGENT_TIERING',
  'ONEZONE_IA',
  'GLACIER_IR',
  'GLACIER',
  'DEEP_ARCHIVE',
];

/**
 * 128 KB. Smaller objects stay where they are unless the rule carries a size filter of its own.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
 */
export const TRANSITION_FLOOR_BYTES = 131_072;

/** Size of a probe that names none: 5 MiB, well above every floor. */
export const DEFAULT_PROBE_SIZE = 5 * 1024 * 1024;

/** True for the name of a class that this model knows. */
export function isStorageClass(value: unknown): value is StorageClass {
  return STORAGE_CLASSES.includes(value as StorageClass);
}

/** True for expired, removed and aborted: states without a way back. */
export function isGone(state: ProbeState): boolean {
  return state === 'expired' || state === 'removed' || state === 'aborted';
}

/** Place of a state on the one-way street: kept, then the classes by coldness, then gone. */
export function rank(state: ProbeState): number {
  return isGone(state) ? STORAGE_CLASSES.length : STORAGE_CLASSES.indexOf(state as StorageClass);
}

/** True for a JSON object; arrays and null are not. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** True for a whole number of at least `min`. */
export function isCount(value: unknown, min: number): value is number {
  return Number.isInteger(value) && (value as number) >= min;
}

const DAY_MS = 86_400_000;

/** UTC day number of an ISO date or date-time; NaN when it is none. Lifecycle dates are always midnight UTC. */
export function dayNumber(date: unknown): number {
  const iso = typeof date === 'string' ? /^(\d{4}-\d\d-\d\d)(T.+)?$/.exec(date) : null;
  if (!iso) return NaN;
  const calendarDay = Date.parse(`${iso[1]}T00:00:00Z`);
  // Engines read 31 February as 3 March; a day that does not survive the round trip does not exist.
  if (Number.isNaN(calendarDay) || isoDay(calendarDay / DAY_MS) !== iso[1]) return NaN;
  return Math.floor(Date.parse(iso[0]) / DAY_MS);
}

/** The ISO date of a UTC day number. */
export function isoDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}
