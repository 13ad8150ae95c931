import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expand, instantOf, wallNumber, wallTime } from '../../../graders/semantics/schedules/index.ts';

const DAY = 86_400_000;
const BASE = Date.parse('2026-11-27T00:00:00Z');
const zone = fc.constantFrom(
  'UTC',
  'Europe/Dublin',
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'America/St_Johns',
);
const number = (least: number, most: number) => fc.integer({ min: least, max: most });
const list = (least: number, most: number) =>
  fc.oneof(
    fc.constant('*'),
    number(least, most).map(String),
    fc
      .tuple(number(least, most), number(least, most))
      .map((pair) => pair.toSorted((a, b) => a - b).join('-')),
    fc.tuple(number(least, most), number(1, 9)).map((pair) => pair.join('/')),
    fc.array(number(least, most), { minLength: 1, maxLength: 4 }).map((values) => values.join(',')),
  );
const days = fc.oneof(
  fc
    .oneof(
      list(1, 31),
      fc.constant('L'),
      number(1, 31).map((day) => `${day}W`),
    )
    .map((text) => [text, '?']),
  fc
    .oneof(
      list(1, 7),
      fc.tuple(number(1, 7), number(1, 5)).map((pair) => pair.join('#')),
      number(1, 7).map((day) => `${day}L`),
    )
    .filter((text) => !text.includes('/'))
    .map((text) => ['?', text]),
);
/** Minutes are few, so that a year is quick. */
const cron = fc
  .tuple(number(0, 59), list(0, 23), days, list(1, 12))
  .map(
    ([minute, hours, [ofMonth = '?', ofWeek = '?'], months]) =>
      `cron(${minute} ${hours} ${ofMonth} ${months} ${ofWeek} *)`,
  );
const expression = fc.oneof(
  cron,
  fc.tuple(number(1, 40), fc.constantFrom('hours', 'days')).map(([value, unit]) => `rate(${value} ${unit})`),
);
const from = number(0, 330).map((day) => BASE + day * DAY);
const spec = (text: string, where: string) => ({
  expression: text,
  zone: where,
  start: null,
  end: null,
  created: '2026-11-20T03:17:00Z',
});
const firesOf = (text: string, where: string, begin: number, end: number): readonly number[] => {
  const found = expand(spec(text, where), begin, end);
  if (!('fires' in found)) throw new Error(`${text}: ${JSON.stringify(found)}`);
  return found.fires;
};

describe('whatever the schedule', () => {
  it('fires in order, each instant once, inside the window', () => {
    fc.assert(
      fc.property(expression, zone, from, (text, where, begin) => {
        const fires = firesOf(text, where, begin, begin + 14 * DAY);
        expect(fires).toEqual([...new Set(fires)].toSorted((a, b) => a - b));
        expect(fires.every((at) => at >= begin && at < begin + 14 * DAY)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('does not depend on how the window is cut', () => {
    fc.assert(
      fc.property(expression, zone, from, number(1, 13 * 24), (text, where, begin, hours) => {
        const middle = begin + hours * 3_600_000;
        const end = begin + 14 * DAY;
        expect([...firesOf(text, where, begin, middle), ...firesOf(text, where, middle, end)]).toEqual(
          firesOf(text, where, begin, end),
        );
      }),
      { numRuns: 150 },
    );
  });

  it('shows on the clocks of its zone what the expression says', () => {
    fc.assert(
      fc.property(number(0, 23), number(0, 59), zone, from, (hour, minute, where, begin) => {
        const fires = firesOf(`cron(${minute} ${hour} ? * MON-FRI *)`, where, begin, begin + 28 * DAY);
        // Twenty weekdays, one of which may have lost the hour, or begin on the other side of midnight.
        expect(fires.length).toBeGreaterThanOrEqual(19);
        expect(fires.length).toBeLessThanOrEqual(21);
        for (const at of fires) {
          const wall = wallTime(at, where);
          expect([wall.hour, wall.minute, wall.second]).toEqual([hour, minute, 0]);
          expect([1, 2, 3, 4, 5]).toContain(new Date(wallNumber(wall)).getUTCDay());
        }
      }),
      { numRuns: 100 },
    );
  });

  it('is within its start and its end', () => {
    fc.assert(
      fc.property(cron, zone, number(0, 20), number(0, 20), (text, where, begin, length) => {
        const start = BASE + begin * DAY;
        const end = start + length * DAY;
        const all = firesOf(text, where, BASE, BASE + 60 * DAY);
        const limited = expand(
          { ...spec(text, where), start: new Date(start).toISOString(), end: new Date(end).toISOString() },
          BASE,
          BASE + 60 * DAY,
        );
        expect(limited).toEqual({ fires: all.filter((at) => at >= start && at <= end) });
      }),
      { numRuns: 100 },
    );
  });

  it('answers any text without a throw', () => {
    const piece = fc.constantFrom(
      'cron(',
      'rate(',
      'at(',
      ')',
      ' ',
      '*',
      '?',
      'L',
      'W',
      '#',
      '/',
      '-',
      ',',
      '0',
      '7',
      'MON',
      '2026',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 16 }), fc.string(), (pieces, where) => {
        for (const text of [pieces.join(''), `cron(${pieces.join('')})`])
          for (const name of ['UTC', where])
            expect(Object.keys(expand(spec(text, name), BASE, BASE + DAY))).toHaveLength(1);
      }),
      { numRuns: 300 },
    );
  });
});

describe('wall times', () => {
  it('lead back to their instant, or to the earlier of two', () => {
    fc.assert(
      fc.property(number(0, 366 * 1440), zone, (minutes, where) => {
        const at = BASE + minutes * 60_000;
        const back = instantOf(wallNumber(wallTime(at, where)), where);
        expect(back).not.toBe(null);
        expect(wallTime(back ?? 0, where)).toEqual(wallTime(at, where));
        expect(back).toBeLessThanOrEqual(at);
      }),
      { numRuns: 500 },
    );
  });
});
