// Wall clocks of time zones. The rules come with the runtime (IANA data of Intl), nothing is read and no clock is asked.

export interface WallTime {
  year: number;
  /** 1 to 12. */
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

export const MINUTE = 60_000;
export const DAY = 86_400_000;

const formats = new Map<string, Intl.DateTimeFormat>();

/** Names of the IANA database only: Intl knows offsets such as `+01:00` too, EventBridge Scheduler does not. */
export function isZone(zone: string): boolean {
  return /^[A-Za-z]/.test(zone) && formatOf(zone) !== null;
}

function formatOf(zone: string): Intl.DateTimeFormat | null {
  const known = formats.get(zone);
  if (known) return known;
  try {
    const made = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(zone, made);
    return made;
  } catch {
    // RangeError: no such zone.
    return null;
  }
}

/** What the clocks of a zone show at an instant. @throws when there is no such zone: ask `isZone` first */
export function wallTime(instant: number, zone: string): WallTime {
  const format = formatOf(zone);
  if (!format) throw new Error(`schedules: no time zone ${zone}`);
  const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
  const of = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  return {
    year: of('year'),
    month: of('month'),
    day: of('day'),
    hour: of('hour'),
    minute: of('minute'),
    second: of('second'),
  };
}

/** The same wall time as if it were UTC, in milliseconds: wall times can be compared and counted with it. */
export const wallNumber = ({ year, month, day, hour, minute, second }: WallTime): number =>
  Date.UTC(year, month - 1, day, hour, minute, second);

/** How far the clocks of a zone are ahead of UTC at an instant, in milliseconds. */
export function offsetAt(instant: number, zone: string): number {
  const whole = Math.floor(instant / 1000) * 1000;
  return wallNumber(wallTime(whole, zone)) - whole;
}

/**
 * The instant at which the clocks of a zone show this: null when they skip it in spring, the first of two in autumn.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#daylist-savings-time
 *
 * @param offsets those that hold on that day, when they are known
 */
export function instantOf(wall: number, zone: string, offsets = offsetsAround(wall, zone)): number | null {
  if (offsets.length === 1) return wall - (offsets[0] ?? 0);
  const found = offsets.map((offset) => wall - offset).filter((at) => at + offsetAt(at, zone) === wall);
  return found.length === 0 ? null : Math.min(...found);
}

/** The offsets in force from a day before to a day after: one, or two where the clocks change. */
export function offsetsAround(wall: number, zone: string): number[] {
  return [...new Set([offsetAt(wall - DAY, zone), offsetAt(wall + DAY, zone)])];
}

/** The first of the days from one instant to another on which the clocks of two zones differ; null when none is. */
export function firstDifference(one: string, other: string, from: number, to: number): number | null {
  // The usual case, and looking at a year of days takes longer than the rest of the verdict.
  if (one === other) return null;
  for (let at = from; at <= to; at += DAY) if (offsetAt(at, one) !== offsetAt(at, other)) return at;
  return null;
}
