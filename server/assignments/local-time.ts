const DAY_MS = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** A minute on a wall clock, as `YYYY-MM-DDTHH:mm`. */
type LocalTime = string;

/**
 * The instant of a wall-clock time in a zone.
 *
 * Twice a year a clock jumps. A time that comes twice (clocks go back) is the earlier or the later one as asked. A time
 * that never comes (clocks go forward) moves forward by the length of the gap, as Temporal's "compatible" does.
 *
 * @param zone IANA name
 * @returns epoch milliseconds, or null for a date that no calendar has (30 February)
 */
export function instantOf(local: LocalTime, zone: string, twice: 'earlier' | 'later'): number | null {
  const plain = asIfUtc(local);
  if (plain === null) return null;
  // A zone is at most 14 hours from UTC: a day before and after stand on both sides of any jump that matters.
  const offsets = [plain - DAY_MS, plain + DAY_MS].map((at) => offsetAt(at, zone));
  const [before = 0, after = 0] = offsets;
  const real = [before, after]
    .map((offset) => ({ instant: plain - offset, offset }))
    .filter(({ instant, offset }) => offsetAt(instant, zone) === offset)
    .map(({ instant }) => instant);
  if (real.length === 0) return plain - before;
  return twice === 'earlier' ? Math.min(...real) : Math.max(...real);
}

/** What a wall clock in a zone shows at an instant. */
export function localOf(instant: number, zone: string): LocalTime {
  return new Date(instant + offsetAt(instant, zone)).toISOString().slice(0, 16);
}

function asIfUtc(local: LocalTime): number | null {
  const instant = Date.parse(`${local}:00Z`);
  if (Number.isNaN(instant)) return null;
  // Date.parse turns 30 February into 2 March.
  return new Date(instant).toISOString().startsWith(local) ? instant : null;
}

/** Milliseconds that a zone's clocks are ahead of UTC at an instant. */
function offsetAt(instant: number, zone: string): number {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(zone, format);
  }
  const part: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
  for (const { type, value } of format.formatToParts(instant)) part[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  const shown = Date.UTC(year, month - 1, day, hour, minute, second);
  return shown - Math.floor(instant / 1_000) * 1_000;
}
