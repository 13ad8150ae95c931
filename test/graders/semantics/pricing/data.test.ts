import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import calendar from '../../../../graders/semantics/data/eks-calendar.json' with { type: 'json' };
import services from '../../../../graders/semantics/data/service-prices.json' with { type: 'json' };
import { eksSupport, priceBook, standardVersions } from '../../../../graders/semantics/pricing/index.ts';
import { files } from './kit.ts';

interface Price {
  usd: number;
  unit: string;
  source: string;
  date: string;
}
const lessons = JSON.parse(
  readFileSync(new URL('../../../../lessons/data/prices.json', import.meta.url), 'utf8'),
) as { prices: Record<string, Record<string, Price>> };

// Lessons are a folder of their own that any course can bring; what both say must be the same.
it.each(Object.entries(lessons.prices).filter(([service]) => service !== 'ec2' && service !== 's3'))(
  'the page and the bill agree on %s',
  (service, shown) => {
    const listed = (services.prices as Record<string, Record<string, Price>>)[service] ?? {};
    const facts = ({ usd, unit, source, date }: Price): Price => ({ usd, unit, source, date });
    for (const [item, price] of Object.entries(shown))
      expect(listed[item] && facts(listed[item]), `${service} ${item}`).toEqual(facts(price));
  },
);

it('every price has a source of the file and a date, and no source is unused', () => {
  const all: Price[] = Object.values(services.prices).flatMap((items) => Object.values<Price>(items));
  for (const price of all) expect(price.date).toMatch(/^20\d\d-\d\d(-\d\d)?$/);
  expect([...new Set(all.map(({ source }) => source))].toSorted()).toEqual(
    Object.keys(services.sources).toSorted(),
  );
});

it('a price without its source is a mistake in the data', () => {
  const broken = { ...files.services, sources: {} };
  expect(() => priceBook({ ...files, services: broken })).toThrow(/no source/);
});

it.each([
  ['1.34', '2026-12-02', 'standard'],
  ['1.34', '2026-12-03', 'extended'],
  ['1.34', '2026-12-03T23:59:59Z', 'extended'],
  ['1.34', '2027-12-02', 'extended'],
  ['1.34', '2027-12-03', 'ended'],
  ['1.31', '2026-11-26', 'extended'],
  ['1.31', '2026-11-27', 'ended'],
  ['1.36', '2026-11-23', 'standard'],
  ['1.99', '2026-11-23', 'unknown'],
  ['toString', '2026-11-23', 'unknown'],
  ['1.34', 'tomorrow', 'unknown'],
] as const)('version %s on %s has support: %s', (version, today, support) => {
  expect(eksSupport(version, today, calendar)).toBe(support);
});

it('the versions in standard support move with the day', () => {
  expect(standardVersions('2026-11-23', calendar)).toEqual(['1.34', '1.35', '1.36']);
  expect(standardVersions('2026-12-03', calendar)).toEqual(['1.35', '1.36']);
  expect(standardVersions('2026-11-23', { ...calendar, versions: {} })).toEqual([]);
});

it('every version has extended support after its standard support, a year of it', () => {
  for (const { standardEnd, extendedEnd } of Object.values(calendar.versions)) {
    const [year = '', ...rest] = standardEnd.split('-');
    expect(extendedEnd).toBe([Number(year) + 1, ...rest].join('-'));
  }
});
