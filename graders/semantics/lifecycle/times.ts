import type { Effect, Finding, FindingCode } from './types.ts';
import { dayNumber, isCount, isoDay } from './values.ts';

/** Something that cannot be evaluated, before it is known when it would matter. */
export interface Doubt {
  code: FindingCode;
  path: string;
  value: unknown;
}

/** First day of a probe's age on which an action holds, or why that cannot be told. */
export type When = { day: number; date?: string } | { doubt: Doubt };

/** Writes a doubt down with the first day, and the state, for which it could matter. Values are plain JSON. */
export function finding(doubt: Doubt, day: number, to: Effect['to'] | null): Finding {
  const text = JSON.stringify(doubt.value) ?? 'undefined';
  return { code: doubt.code, path: doubt.path, value: text.slice(0, 80), day, to };
}

/**
 * Reads `Days: N`, which holds from age N on, or a `Date`, which holds on that day and on every later one while the
 * rule stays Enabled; an object uploaded afterwards is met at age 0. Days 0 is meant as it stands, also where S3 would have
 * refused it: an emulator that took it has a rule that acts at once.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
 * @param one the action as it stands in the rule
 * @param place the action's path and the name of its field for days
 * @param uploaded ISO date on which the probe was uploaded; null where actions know no Date
 */
export function readTime(
  one: Record<string, unknown>,
  place: { path: string; field: string },
  uploaded: string | null,
): When {
  const { path, field } = place;
  const { [field]: days, Date: date } = one;
  if (days != null && date != null) return { doubt: { code: 'days-and-date', path, value: one } };
  if (days != null) {
    return isCount(days, 0)
      ? { day: days }
      : { doubt: { code: 'days-invalid', path: `${path}.${field}`, value: days } };
  }
  if (date == null || uploaded === null) return { doubt: { code: 'time-missing', path, value: one } };
  const start = dayNumber(uploaded);
  if (Number.isNaN(start))
    return { doubt: { code: 'date-invalid', path: 'probe.uploadedOn', value: uploaded } };
  const day = dayNumber(date) - start;
  if (Number.isNaN(day)) return { doubt: { code: 'date-invalid', path: `${path}.Date`, value: date } };
  return {
    day: Math.max(0, day),
    date: typeof date === 'string' ? date.slice(0, 10) : isoDay(dayNumber(date)),
  };
}
