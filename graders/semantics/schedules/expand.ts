// When a schedule fires. https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
import { isProblem, parseCron, type Cron, type DayRule, type Problem } from './cron.ts';
import { DAY, instantOf, isZone, MINUTE, offsetsAround, wallTime } from './zone.ts';

/** A schedule as GetSchedule shows it. */
export interface ScheduleSpec {
  /** `cron(0 19 ? * MON-FRI *)`, `rate(1 day)` or `at(2026-12-01T19:00:00)`. */
  expression: string;
  /** Null for UTC. */
  zone: string | null;
  /** ISO instants; a one-time schedule does not listen to start and end. */
  start: string | null;
  end: string | null;
  created: string | null;
}

/** Instants in milliseconds, ascending; or why there are none that can be known. */
export type Expansion = { fires: readonly number[] } | Problem;

/** More than one a minute is not possible, and no judge looks further ahead than this. */
const MOST_DAYS = 400;
const UNITS: Readonly<Record<string, number>> = { minute: MINUTE, hour: 60 * MINUTE, day: DAY };

/**
 * The instants at which a schedule fires, from one instant until before another. With a flexible window it may call its
 * target that much later.
 */
export function expand(spec: ScheduleSpec, from: number, to: number): Expansion {
  if (to - from > MOST_DAYS * DAY) return { unsupported: `more than ${MOST_DAYS} days` };
  const zone = spec.zone ?? 'UTC';
  if (!isZone(zone)) return { invalid: `${zone} is no time zone` };
  const [, kind = '', inner = ''] = /^(cron|rate|at)\((.*)\)$/.exec(spec.expression.trim()) ?? [];
  const start = instant(spec.start) ?? -Infinity;
  const end = instant(spec.end) ?? Infinity;
  const within = (fires: readonly number[]): Expansion => ({
    fires: fires.filter((at) => at >= from && at < to && at >= start && at <= end),
  });
  if (kind === 'cron') {
    const cron = parseCron(inner);
    return isProblem(cron) ? cron : within(cronFires(cron, zone, Math.max(from, start), Math.min(to, end)));
  }
  if (kind === 'rate') {
    const fires = rateFires(inner, instant(spec.start) ?? instant(spec.created), from, to);
    return isProblem(fires) ? fires : within(fires);
  }
  if (kind === 'at') {
    const at = onceAt(inner, zone);
    if (isProblem(at)) return at;
    return { fires: at !== null && at >= from && at < to ? [at] : [] };
  }
  return { invalid: `${spec.expression} is no cron, rate or at expression` };
}

function instant(text: string | null): number | null {
  const at = text === null ? Number.NaN : Date.parse(text);
  return Number.isNaN(at) ? null : at;
}

/** From the first time on, always the same time apart, whatever the clocks do. */
function rateFires(text: string, first: number | null, from: number, to: number): number[] | Problem {
  const [, count = '', unit = ''] = /^\s*(\d+)\s+(minute|hour|day)s?\s*$/.exec(text) ?? [];
  const every = Number(count) * (UNITS[unit] ?? 0);
  if (!(every > 0)) return { invalid: `rate(${text}) is no rate` };
  if (first === null) return { unsupported: 'a rate whose first time is not known' };
  const skipped = Math.max(0, Math.ceil((from - first) / every));
  const fires: number[] = [];
  for (let at = first + skipped * every; at < to; at += every) fires.push(at);
  return fires;
}

function onceAt(text: string, zone: string): number | null | Problem {
  const parts = /^\s*(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})\s*$/.exec(text)?.[1] ?? '';
  const wall = Date.parse(`${parts}Z`);
  // The 30th of February is read as a day in March.
  const isDate = !Number.isNaN(wall) && new Date(wall).toISOString().startsWith(parts);
  return isDate ? instantOf(wall, zone) : { invalid: `at(${text}) is no date and time` };
}

function cronFires(cron: Cron, zone: string, from: number, to: number): number[] {
  const fires: number[] = [];
  // Past its end, or a window that is no time at all.
  if (!(from < to)) return fires;
  const { year, month, day } = wallTime(from, zone);
  // A day more at each end: the clocks of the zone may be on another date than UTC.
  const first = Date.UTC(year, month - 1, day) - DAY;
  for (let midnight = first; midnight <= to + 2 * DAY; midnight += DAY) {
    if (!isDay(cron, new Date(midnight))) continue;
    const offsets = offsetsAround(midnight + DAY / 2, zone);
    for (const hour of cron.hours ?? all(24)) {
      for (const minute of cron.minutes ?? all(60)) {
        const at = instantOf(midnight + (hour * 60 + minute) * MINUTE, zone, offsets);
        if (at !== null) fires.push(at);
      }
    }
  }
  return fires.sort((a, b) => a - b);
}

const all = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** @param date a day of the zone's calendar, as a UTC date */
function isDay({ months, years, day }: Cron, date: Date): boolean {
  const holds = (values: readonly number[] | null, value: number): boolean =>
    values === null || values.includes(value);
  return (
    holds(months, date.getUTCMonth() + 1) && holds(years, date.getUTCFullYear()) && matches(day, date, holds)
  );
}

function matches(
  rule: DayRule,
  date: Date,
  holds: (values: readonly number[] | null, value: number) => boolean,
): boolean {
  const day = date.getUTCDate();
  const weekday = date.getUTCDay() + 1;
  const length = lengthOf(date);
  switch (rule.of) {
    case 'month':
      return holds(rule.days, day);
    case 'month-end':
      return day === length;
    case 'nearest-weekday':
      return rule.day <= length && day === nearestWeekday(date, rule.day, length);
    case 'week':
      return holds(rule.days, weekday);
    case 'last-weekday':
      return weekday === rule.weekday && day + 7 > length;
    case 'nth-weekday':
      return weekday === rule.weekday && Math.ceil(day / 7) === rule.nth;
  }
}

/** Saturday goes back to Friday and Sunday on to Monday, but never into another month. */
function nearestWeekday(date: Date, wanted: number, length: number): number {
  const weekday = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), wanted)).getUTCDay();
  if (weekday === 6) return wanted === 1 ? 3 : wanted - 1;
  if (weekday === 0) return wanted === length ? wanted - 2 : wanted + 1;
  return wanted;
}

const lengthOf = (date: Date): number =>
  new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
