import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { instantOf, localOf } from '../../../server/assignments/local-time.ts';

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/St_Johns',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Pacific/Kiritimati',
  'Africa/Casablanca',
  'America/Sao_Paulo',
];
const iso = (instant: number | null): string | null =>
  instant === null ? null : new Date(instant).toISOString();

test.each([
  ['2026-12-04T18:00', 'Europe/Berlin', '2026-12-04T17:00:00.000Z'],
  ['2026-07-04T18:00', 'Europe/Berlin', '2026-07-04T16:00:00.000Z'],
  ['2026-07-04T18:00', 'America/New_York', '2026-07-04T22:00:00.000Z'],
  ['2026-07-04T18:00', 'Asia/Kolkata', '2026-07-04T12:30:00.000Z'],
  ['2026-01-01T00:00', 'Pacific/Kiritimati', '2025-12-31T10:00:00.000Z'],
])('%s in %s is %s', (local, zone, expected) => {
  expect(iso(instantOf(local, zone, 'earlier'))).toBe(expected);
  expect(iso(instantOf(local, zone, 'later'))).toBe(expected);
});

test('a time that comes twice is the earlier or the later one, as asked', () => {
  expect(iso(instantOf('2026-10-25T02:30', 'Europe/Berlin', 'earlier'))).toBe('2026-10-25T00:30:00.000Z');
  expect(iso(instantOf('2026-10-25T02:30', 'Europe/Berlin', 'later'))).toBe('2026-10-25T01:30:00.000Z');
  // Clocks of this island go back by half an hour.
  expect(iso(instantOf('2026-04-05T01:45', 'Australia/Lord_Howe', 'earlier'))).toBe(
    '2026-04-04T14:45:00.000Z',
  );
  expect(iso(instantOf('2026-04-05T01:45', 'Australia/Lord_Howe', 'later'))).toBe('2026-04-04T15:15:00.000Z');
});

test('a time that never comes moves forward by the gap', () => {
  expect(iso(instantOf('2026-03-29T02:30', 'Europe/Berlin', 'earlier'))).toBe('2026-03-29T01:30:00.000Z');
  expect(localOf(Date.parse('2026-03-29T01:30:00Z'), 'Europe/Berlin')).toBe('2026-03-29T03:30');
  // Samoa left out a whole day when it went to the other side of the date line.
  expect(localOf(instantOf('2011-12-30T12:00', 'Pacific/Apia', 'later') ?? 0, 'Pacific/Apia')).toBe(
    '2011-12-31T12:00',
  );
});

test('what no calendar has is no instant', () => {
  expect(instantOf('2026-02-30T12:00', 'UTC', 'earlier')).toBeNull();
  expect(instantOf('2026-13-01T12:00', 'UTC', 'earlier')).toBeNull();
  expect(instantOf('2026-01-01T24:30', 'UTC', 'earlier')).toBeNull();
});

const minutes = fc.integer({ min: Date.UTC(2005, 0, 1) / 60_000, max: Date.UTC(2040, 0, 1) / 60_000 });

test('every instant comes back from what the clock shows, save in the hour that comes twice', () => {
  fc.assert(
    fc.property(minutes, fc.constantFrom(...ZONES), (minute, zone) => {
      const instant = minute * 60_000;
      const local = localOf(instant, zone);
      const both = [instantOf(local, zone, 'earlier'), instantOf(local, zone, 'later')];
      expect(both).toContain(instant);
      expect(both.map((one) => localOf(one ?? 0, zone))).toEqual([local, local]);
    }),
    { numRuns: 300 },
  );
});

test('a later clock is never an earlier instant', () => {
  fc.assert(
    fc.property(
      minutes,
      fc.integer({ min: 0, max: 100_000 }),
      fc.constantFrom(...ZONES),
      (minute, more, zone) => {
        const [a, b] = [minute, minute + more].map((one) =>
          new Date(one * 60_000).toISOString().slice(0, 16),
        );
        // The gap moves forward, so two different clocks may be the same hour; with steps of a day they never cross.
        const first = instantOf(a ?? '', zone, 'earlier') ?? 0;
        const second = instantOf(b ?? '', zone, 'later') ?? 0;
        expect(second - first).toBeGreaterThanOrEqual(more >= 1_440 ? 0 : -3_600_000);
      },
    ),
    { numRuns: 200 },
  );
});
