import { describe, expect, it } from 'vitest';
import {
  expand,
  firstDifference,
  instantOf,
  isZone,
  wallNumber,
  wallTime,
} from '../../../graders/semantics/schedules/index.ts';
import { PROBLEM_CASES, SCHEDULE_CASES, WORD_CASES } from './schedules-cases.ts';

const FROM = '2026-12-01';
const TO = '2026-12-08';

describe('a schedule fires', () => {
  it.each(SCHEDULE_CASES)('$rule: $expression', (one) => {
    const spec = {
      expression: one.expression,
      zone: one.zone ?? null,
      start: one.start ?? null,
      end: one.end ?? null,
      created: one.created ?? null,
    };
    const found = expand(spec, Date.parse(one.from ?? FROM), Date.parse(one.to ?? TO));
    expect(
      'fires' in found ? found.fires.map((at) => new Date(at).toISOString().slice(0, 16)) : found,
    ).toEqual(one.fires);
  });

  it.each(PROBLEM_CASES)('%s is %s %s', (expression, kind, zone) => {
    const spec = { expression, zone: zone ?? null, start: null, end: null, created: null };
    expect(Object.keys(expand(spec, Date.parse(FROM), Date.parse(TO)))).toEqual([kind]);
  });

  it.each(WORD_CASES)('%s says what is wrong', (expression, words) => {
    const spec = { expression, zone: null, start: null, end: null, created: null };
    expect(Object.values(expand(spec, Date.parse(FROM), Date.parse(TO))).join(' ')).toMatch(words);
  });

  it('names the zone that it does not know', () => {
    const spec = {
      expression: 'cron(0 19 ? * * *)',
      zone: 'Mars/Olympus',
      start: null,
      end: null,
      created: null,
    };
    expect(expand(spec, Date.parse(FROM), Date.parse(TO))).toEqual({
      invalid: expect.stringContaining('Mars/Olympus') as string,
    });
  });

  it('by a rate to the millisecond', () => {
    const spec = {
      expression: 'rate(1 day)',
      zone: null,
      start: null,
      end: null,
      created: '2026-11-20T03:17:05.250Z',
    };
    expect(expand(spec, Date.parse('2026-12-01'), Date.parse('2026-12-03'))).toEqual({
      fires: [Date.parse('2026-12-01T03:17:05.250Z'), Date.parse('2026-12-02T03:17:05.250Z')],
    });
  });

  it('never in a window that is none', () => {
    const spec = { expression: 'cron(0 * ? * * *)', zone: null, start: null, end: null, created: null };
    const at = Date.parse(FROM);
    for (const [from, to] of [
      [at, at],
      [at, at - 1],
      [Number.NaN, at],
      [at, Number.NaN],
      [Number.POSITIVE_INFINITY, at],
    ] as const)
      expect(expand(spec, from, to)).toEqual({ fires: [] });
  });

  it('looks no further than 400 days', () => {
    const spec = { expression: 'cron(0 0 1 * ? *)', zone: null, start: null, end: null, created: null };
    const from = Date.parse(FROM);
    expect(expand(spec, from, from + 400 * 86_400_000)).toMatchObject({
      fires: expect.any(Array) as number[],
    });
    expect(expand(spec, from, from + 401 * 86_400_000)).toEqual({
      unsupported: expect.stringContaining('400') as string,
    });
  });

  it('lists nothing before the first instant and nothing at the last', () => {
    const spec = { expression: 'cron(0 * ? * * *)', zone: null, start: null, end: null, created: null };
    const found = expand(spec, Date.parse('2026-12-01T10:00:00Z'), Date.parse('2026-12-01T12:00:00Z'));
    expect(found).toEqual({
      fires: [Date.parse('2026-12-01T10:00:00Z'), Date.parse('2026-12-01T11:00:00Z')],
    });
  });
});

describe('time zones', () => {
  it('are those of the IANA database', () => {
    for (const zone of ['UTC', 'Europe/Dublin', 'America/New_York', 'Etc/GMT+5'])
      expect(isZone(zone)).toBe(true);
    for (const zone of ['', '+01:00', 'Mars/Olympus', 'Europe']) expect(isZone(zone)).toBe(false);
  });

  it('show another hour in summer', () => {
    expect(wallTime(Date.parse('2026-12-01T08:00:30Z'), 'Europe/Dublin')).toEqual({
      year: 2026,
      month: 12,
      day: 1,
      hour: 8,
      minute: 0,
      second: 30,
    });
    expect(wallTime(Date.parse('2026-07-01T23:30:00Z'), 'Europe/Dublin')).toMatchObject({ day: 2, hour: 0 });
    expect(() => wallTime(0, 'Mars/Olympus')).toThrow(/Mars/);
  });

  it('are told apart by the first day on which their clocks differ', () => {
    const from = Date.parse('2026-11-27T12:00:00Z');
    const year = from + 366 * 86_400_000;
    const day = (one: string, other: string): string | null => {
      const found = firstDifference(one, other, from, year);
      return found === null ? null : new Date(found).toISOString().slice(0, 10);
    };
    expect(day('UTC', 'Europe/Dublin')).toBe('2027-03-28');
    expect(day('Europe/London', 'Europe/Dublin')).toBe(null);
    const summer = Date.parse('2027-03-28T12:00:00Z');
    expect(firstDifference('UTC', 'Europe/Dublin', summer, summer)).toBe(summer);
    expect(firstDifference('UTC', 'Europe/Dublin', summer, summer - 1)).toBe(null);
    expect(day('Etc/UTC', 'UTC')).toBe(null);
    expect(day('Europe/Paris', 'Europe/Dublin')).toBe('2026-11-27');
    expect(day('America/Toronto', 'America/New_York')).toBe(null);
  });

  it('know no instant for a time that their clocks skip, and the first of two', () => {
    const wall = (text: string): number => Date.parse(`${text}Z`);
    expect(instantOf(wall('2027-03-28T01:30:00'), 'Europe/Dublin')).toBe(null);
    expect(instantOf(wall('2027-10-31T01:30:00'), 'Europe/Dublin')).toBe(Date.parse('2027-10-31T00:30:00Z'));
    expect(wallNumber(wallTime(Date.parse('2027-10-31T00:30:00Z'), 'Europe/Dublin'))).toBe(
      wall('2027-10-31T01:30:00'),
    );
  });
});
