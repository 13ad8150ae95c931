import { expect, it } from 'vitest';
import { json, prices } from './read-content.ts';

interface ModelClass {
  storagePerGbMonth: { usd: number };
  transitionPer1000?: { usd: number };
  putPer1000: { usd: number };
  getPer1000?: { usd: number };
  retrieval: { perGb: { usd: number } }[];
}

const every = Object.entries(prices.prices).flatMap(([service, items]) =>
  Object.entries(items).map(([item, price]) => ({ name: `${service} ${item}`, ...price })),
);
const s3 = (item: string): number | undefined => prices.prices.s3?.[item]?.usd;

it('every price has an amount, a unit, a known source and a date', () => {
  expect(every.length).toBeGreaterThan(70);
  const odd = every.filter(
    ({ usd, unit, source, date }) =>
      !(usd >= 0) || !unit || !(source in prices.sources) || !/^20\d\d-\d\d(?:-\d\d)?$/.test(date),
  );
  expect(odd).toEqual([]);
  expect(Object.keys(prices.sources).sort()).toEqual([...new Set(every.map(({ source }) => source))].sort());
});

// The time machine prices objects from a file of its own, because graders may not read lessons. Both must say the same.
it.each([
  ['STANDARD', 'standard', 'standard', []],
  ['STANDARD_IA', 'standard-ia', 'standard-ia', ['retrieval-standard-ia']],
  ['ONEZONE_IA', 'one-zone-ia', 'standard-ia', ['retrieval-one-zone-ia']],
  ['INTELLIGENT_TIERING', 'intelligent-frequent', 'intelligent', []],
  ['GLACIER_IR', 'glacier-instant', 'glacier-instant', ['retrieval-glacier-instant']],
  [
    'GLACIER',
    'glacier-flexible',
    'flexible',
    ['retrieval-flexible-expedited', 'retrieval-flexible-standard', 'retrieval-flexible-bulk'],
  ],
  ['DEEP_ARCHIVE', 'deep-archive', 'deep-archive', ['retrieval-deep-standard', 'retrieval-deep-bulk']],
] as const)('the page and the time machine agree on %s', (name, storage, moves, retrieval) => {
  const { classes } = json<{ classes: Record<string, ModelClass> }>('graders/semantics/data/s3-prices.json');
  const model = classes[name];
  expect(model).toBeDefined();
  expect(s3(storage)).toBe(model?.storagePerGbMonth.usd);
  const sorted = (values: (number | undefined)[]) => [...values].sort((a, b) => Number(a) - Number(b));
  expect(sorted(retrieval.map(s3))).toEqual(sorted(model?.retrieval.map(({ perGb }) => perGb.usd) ?? []));
  // Standard is where objects start; nothing transitions into it.
  const transition = name === 'STANDARD' ? undefined : s3(`transition-${moves}`);
  expect(transition).toBe(model?.transitionPer1000?.usd);
});

it('the page and the time machine agree on requests and monitoring', () => {
  const model = json<{
    classes: Record<string, ModelClass>;
    intelligentTiering: { monitoringPer1000Month: { usd: number } };
  }>('graders/semantics/data/s3-prices.json');
  const { STANDARD, STANDARD_IA, GLACIER_IR } = model.classes;
  expect([s3('put-standard'), s3('get-standard')]).toEqual([
    STANDARD?.putPer1000.usd,
    STANDARD?.getPer1000?.usd,
  ]);
  expect(s3('get-standard-ia')).toBe(STANDARD_IA?.getPer1000?.usd);
  expect(s3('get-glacier-instant')).toBe(GLACIER_IR?.getPer1000?.usd);
  expect(s3('intelligent-monitoring')).toBe(model.intelligentTiering.monitoringPer1000Month.usd);
});

it('the page and the checks agree on instances', () => {
  const { types } = json<{ types: Record<string, { usd: number }> }>('graders/semantics/data/ec2-types.json');
  const shown = Object.entries(prices.prices['ec2'] ?? {}).map(([type, { usd }]) => [type, usd]);
  expect(Object.entries(types).map(([type, { usd }]) => [type, usd])).toEqual(shown);
});
