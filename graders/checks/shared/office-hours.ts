/** When schedules stop and start an instance, held against office hours. */
import { cannotEvaluate } from '../../kit/index.ts';
import { schedule, type Schedule } from '../../reads/scheduler.ts';
import {
  expand,
  firstDifference,
  instantOf,
  isZone,
  wallNumber,
  wallTime,
} from '../../semantics/schedules/index.ts';
import { callOf, type Call, type Deed } from './schedule-calls.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const DAYS = 28;
/** Minutes that a schedule may be late by its flexible window. */
const MOST_MINUTES = 15;

/** The hours that the task wants, and the four weeks in which they are looked at. */
export interface Hours {
  tz: string;
  start: number;
  stop: number;
  /** Midnights of the days, as if the clocks of the time zone showed UTC. */
  days: readonly number[];
  from: number;
  to: number;
}

/**
 * The four weeks from tomorrow on: what was made at noon has not failed this morning.
 * @throws Blocked when there is no such time zone
 */
export function hoursOf(tz: string, start: number, stop: number, today: string): Hours {
  if (!isZone(tz)) cannotEvaluate(schedule.id, `there is no time zone ${tz}`);
  const first = Date.parse(`${today}T00:00:00Z`) + DAY;
  const midnight = (wall: number): number => instantOf(wall, tz) ?? wall;
  return {
    tz,
    start,
    stop,
    days: Array.from({ length: DAYS }, (_, index) => first + index * DAY),
    from: midnight(first),
    to: midnight(first + DAYS * DAY),
  };
}

/** A schedule that is on, is meant for the instance and fires in the four weeks. */
export interface Entry {
  of: Schedule;
  name: string;
  call: Exclude<Call, null | { unsupported: string }>;
  fires: readonly number[];
}

/**
 * What a schedule is to one instance: undefined when it has nothing to do with it, `refused` when AWS would not take it.
 *
 * @param others ids of other instances, also of those that are gone: a schedule of theirs is somebody else's
 * @param alive ids of all that are there: EC2 does nothing for any of a list in which one is not
 * @throws Blocked for what the models do not know
 */
export function entryOf(
  one: Schedule | undefined,
  box: string,
  others: ReadonlySet<string>,
  alive: ReadonlySet<string>,
  hours: Hours,
): Entry | { refused: string } | undefined {
  const call = one && one.State !== 'DISABLED' ? callOf(one) : null;
  if (!one || !call) return undefined;
  const name = `${one.GroupName}/${one.Name}`;
  if ('unsupported' in call) return cannotEvaluate(schedule.id, `${name}: ${call.unsupported}`);
  const named = 'by' in call ? call.ids : (call.for ?? []);
  const isOwn = 'by' in call && named.includes(box);
  if (!named.includes(box) && named.some((id) => others.has(id))) return undefined;
  const expansion = expand(
    {
      expression: one.ScheduleExpression ?? '',
      zone: one.ScheduleExpressionTimezone,
      start: one.StartDate,
      end: one.EndDate,
      created: one.CreationDate,
    },
    hours.from,
    hours.to,
  );
  if ('unsupported' in expansion) return cannotEvaluate(schedule.id, `${name}: ${expansion.unsupported}`);
  if ('invalid' in expansion) return { refused: `AWS refuses ${name}: ${expansion.invalid}` };
  if (expansion.fires.length === 0) return undefined;
  const entry = { of: one, name, fires: expansion.fires };
  if (!('by' in call)) return { ...entry, call };
  const { deed, ids } = call;
  if (!isOwn) return { ...entry, call: { deed, wrong: `its input names ${ids.join(', ')}, not ${box}` } };
  const gone = ids.find((id) => id !== box && !alive.has(id));
  if (gone === undefined) return { ...entry, call };
  return { ...entry, call: { deed, wrong: `its input names ${gone} too, which is not there` } };
}

/** A wall time in words: `2026-12-01 (Tue) 19:00`. */
export function clock(at: number, tz: string): string {
  const wall = new Date(wallNumber(wallTime(at, tz)));
  const weekday = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][wall.getUTCDay()] ?? '';
  return `${wall.toISOString().slice(0, 10)} (${weekday}) ${wall.toISOString().slice(11, 16)}`;
}

const isWeekendDay = (wall: number): boolean => [0, 6].includes(new Date(wall).getUTCDay());
const isWeekend = (at: number, tz: string): boolean => isWeekendDay(wallNumber(wallTime(at, tz)));

/** Is the instance to run at this moment? At the hour at which it stops no more. */
function shouldRun(at: number, { tz, start, stop }: Hours): boolean {
  const { hour } = wallTime(at, tz);
  return !isWeekend(at, tz) && hour >= start && hour < stop;
}

/** https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-flexible-time-windows.html */
const latenessOf = ({ FlexibleTimeWindow: { Mode, MaximumWindowInMinutes } }: Schedule): number =>
  Mode === 'FLEXIBLE' ? (MaximumWindowInMinutes ?? 0) : 0;

/**
 * The first time in the coming year at which a cron schedule is off because the clocks of its zone are not those of the
 * task: right in winter is not right. Null for one that follows the same clocks.
 */
function driftOf(one: Schedule, { tz, from }: Hours): number | null {
  const expression = one.ScheduleExpression?.trim() ?? '';
  if (!expression.startsWith('cron')) return null;
  const zone = one.ScheduleExpressionTimezone ?? 'UTC';
  const day = firstDifference(zone, tz, from, from + 366 * DAY);
  if (day === null) return null;
  const later = expand({ expression, zone, start: null, end: null, created: null }, day, day + 8 * DAY);
  return 'fires' in later ? (later.fires[0] ?? day) : day;
}

export interface Miss {
  entry: Entry;
  finding: string;
  expected: string;
}

/** The first weekday on which none of the schedules does the deed in time. */
export function firstMiss(entries: readonly Entry[], deed: Deed, hours: Hours): Miss | undefined {
  const { tz } = hours;
  const [example] = entries;
  if (!example) return undefined;
  const drifts = new Map(entries.map((entry) => [entry, driftOf(entry.of, hours)]));
  const punctual = entries.filter((one) => drifts.get(one) === null && latenessOf(one.of) <= MOST_MINUTES);
  for (const day of hours.days) {
    const due = isWeekendDay(day) ? null : instantOf(day + hours[deed] * HOUR, tz);
    if (due === null || punctual.some(({ fires }) => fires.includes(due))) continue;
    const when = clock(due, tz);
    const expected = `${deed} at ${when} ${tz}`;
    const entry = entries.find(({ fires }) => fires.includes(due));
    if (!entry) {
      const other = entries
        .flatMap(({ fires }) => fires.map((fire) => clock(fire, tz)))
        .find((time) => time.startsWith(when.slice(0, 10)));
      const instead = other === undefined ? 'there is none on that day' : `it comes at ${other.slice(-5)}`;
      return { entry: example, expected, finding: `no ${deed} at ${when}, ${instead}` };
    }
    const drift = drifts.get(entry) ?? null;
    const finding =
      drift === null
        ? `the ${deed} at ${when} may be ${latenessOf(entry.of)} minutes late`
        : `the ${deed} follows the clocks of ${entry.of.ScheduleExpressionTimezone ?? 'UTC'}, it comes at ${clock(drift, tz)}`;
    return { entry, expected, finding };
  }
  return undefined;
}

/** A time at which a schedule does harm, in words: it stops what is to run, or starts what is to rest. */
export function firstHarm(entry: Entry, hours: Hours, atWeekend: boolean): string | undefined {
  const { tz } = hours;
  const late = latenessOf(entry.of) * 60_000;
  const runs = entry.call.deed === 'start';
  const harm = entry.fires.find(
    (fire) =>
      (runs && isWeekend(fire, tz)) === atWeekend &&
      [fire, fire + late].some((moment) => shouldRun(moment, hours) !== runs),
  );
  return harm === undefined ? undefined : clock(harm, tz);
}
