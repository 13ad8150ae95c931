import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StorageClass, StorageSpan } from '../../../graders/semantics/lifecycle/index.ts';
import { STORAGE_CLASSES, lifetime } from '../../../graders/semantics/lifecycle/index.ts';
import prices from '../../../graders/semantics/data/s3-prices.json' with { type: 'json' };
import {
  costOnDay,
  lifetimeCost,
  monthlyRate,
  type S3Prices,
} from '../../../graders/semantics/s3-cost/index.ts';

const data: S3Prices = prices;
const GB = 1_073_741_824;
const MONTH = 730 / 24;

/** Spans from [fromDay, class] pairs; the last one is open unless `end` says when the bytes go. */
function spans(list: [number, StorageClass][], end: number | null = null): StorageSpan[] {
  return list.map(([fromDay, storageClass], index) => ({
    fromDay,
    toDay: list[index + 1]?.[0] ?? end,
    storageClass,
    noncurrent: false,
    by: null,
  }));
}

describe('s3-cost: monthly rate', () => {
  it.each([
    ['STANDARD', 0.023],
    ['STANDARD_IA', 0.0125],
    ['ONEZONE_IA', 0.01],
    ['GLACIER_IR', 0.004],
  ] as const)('a gigabyte in %s costs %d a month', (storageClass, usd) => {
    expect(monthlyRate(GB, storageClass, 0, data)).toEqual({ usdPerMonth: usd, tier: null, missing: [] });
  });

  it.each(['STANDARD_IA', 'ONEZONE_IA', 'GLACIER_IR'] as const)(
    'bills a small object in %s as 128 KB',
    (name) => {
      const rate = (bytes: number): number => monthlyRate(bytes, name, 0, data).usdPerMonth;
      expect(rate(1)).toBe(rate(131_072));
      expect(rate(131_073)).toBeGreaterThan(rate(131_072));
    },
  );

  it('bills what STANDARD stores', () => {
    expect(monthlyRate(0, 'STANDARD', 0, data).usdPerMonth).toBe(0);
    expect(monthlyRate(GB / 2, 'STANDARD', 0, data).usdPerMonth).toBe(0.0115);
  });

  it.each([
    ['GLACIER', 0.0036],
    ['DEEP_ARCHIVE', 0.00099],
  ] as const)('adds 32 KB at the rate of %s and 8 KB at S3 Standard to every object', (name, usd) => {
    const expected = ((GB + 32_768) * usd + 8192 * 0.023) / GB;
    expect(monthlyRate(GB, name, 0, data).usdPerMonth).toBeCloseTo(expected, 15);
    expect(monthlyRate(0, name, 0, data).usdPerMonth).toBeGreaterThan(0);
  });

  it('moves an unread object through the tiers of Intelligent-Tiering, monitoring included', () => {
    const rate = (days: number): unknown[] => {
      const { tier, usdPerMonth } = monthlyRate(GB, 'INTELLIGENT_TIERING', days, data);
      return [tier, Number((usdPerMonth - 0.0000025).toFixed(6))];
    };
    expect(monthlyRate(GB, 'INTELLIGENT_TIERING', 0, data).usdPerMonth).toBeCloseTo(0.0230025, 12);
    expect(rate(0)).toEqual(['frequent access', 0.023]);
    expect(rate(29)).toEqual(['frequent access', 0.023]);
    expect(rate(30)).toEqual(['infrequent access', 0.0125]);
    expect(rate(89)).toEqual(['infrequent access', 0.0125]);
    expect(rate(90)).toEqual(['archive instant access', 0.004]);
  });

  it('keeps objects under 128 KB in the frequent tier, unmonitored', () => {
    const small = monthlyRate(131_071, 'INTELLIGENT_TIERING', 400, data);
    expect(small.tier).toBe('frequent access');
    expect(small.usdPerMonth).toBeCloseTo((131_071 / GB) * 0.023, 15);
    expect(monthlyRate(131_072, 'INTELLIGENT_TIERING', 400, data).tier).toBe('archive instant access');
  });

  it('names a missing price', () => {
    const { STANDARD: _, GLACIER: __, ...classes } = data.classes;
    const poor: S3Prices = { ...data, classes, intelligentTiering: undefined };
    expect(monthlyRate(GB, 'STANDARD', 0, poor)).toEqual({
      usdPerMonth: 0,
      tier: null,
      missing: ['STANDARD.storagePerGbMonth'],
    });
    expect(monthlyRate(GB, 'INTELLIGENT_TIERING', 0, poor)).toMatchObject({ usdPerMonth: 0, tier: null });
    expect(monthlyRate(GB, 'DEEP_ARCHIVE', 0, poor).missing).toEqual(['STANDARD.storagePerGbMonth']);
    expect(monthlyRate(GB, 'INTELLIGENT_TIERING', 0, poor).missing).toEqual([
      'INTELLIGENT_TIERING.storagePerGbMonth',
    ]);
    expect(monthlyRate(GB, 'STANDARD_IA', 0, poor).missing).toEqual([]);
    const noTiers = { ...data, intelligentTiering: { ...prices.intelligentTiering, tiers: [] } };
    expect(monthlyRate(GB, 'INTELLIGENT_TIERING', 0, noTiers).missing).toHaveLength(1);
  });
});

describe('s3-cost: a lifetime', () => {
  it('adds up storage and transition requests', () => {
    const cost = lifetimeCost(
      spans([
        [0, 'STANDARD'],
        [30, 'STANDARD_IA'],
        [90, 'GLACIER_IR'],
      ]),
      { bytes: GB, untilDay: 365 },
      data,
    );
    expect(cost.segments.map((one) => [one.fromDay, one.toDay, one.storageClass, one.usdPerMonth])).toEqual([
      [0, 30, 'STANDARD', 0.023],
      [30, 90, 'STANDARD_IA', 0.0125],
      [90, 365, 'GLACIER_IR', 0.004],
    ]);
    expect(cost.charges).toEqual([
      { day: 30, kind: 'transition', storageClass: 'STANDARD_IA', usd: 0.00001, days: 0 },
      { day: 90, kind: 'transition', storageClass: 'GLACIER_IR', usd: 0.00002, days: 0 },
    ]);
    const expected = (30 * 0.023 + 60 * 0.0125 + 275 * 0.004) / MONTH + 0.00003;
    expect(cost.totalUsd).toBeCloseTo(expected, 12);
    expect(cost.missing).toEqual([]);
  });

  it.each([
    ['STANDARD_IA', 30],
    ['ONEZONE_IA', 30],
    ['GLACIER_IR', 90],
    ['GLACIER', 90],
    ['DEEP_ARCHIVE', 180],
  ] as const)('bills the rest of the minimum duration of %s (%i days)', (storageClass, minimum) => {
    const leave = (after: number): unknown =>
      lifetimeCost(spans([[0, storageClass]], after), { bytes: GB, untilDay: 365 }, data).charges;
    const rate = monthlyRate(GB, storageClass, 0, data).usdPerMonth;
    expect(leave(10)).toEqual([
      {
        day: 10,
        kind: 'early-delete',
        storageClass,
        usd: (rate * (minimum - 10)) / MONTH,
        days: minimum - 10,
      },
    ]);
    expect(leave(minimum - 1)).toMatchObject([{ days: 1 }]);
    expect(leave(minimum)).toEqual([]);
  });

  it('bills early leaving for a move as for a removal, never for staying', () => {
    const list: [number, StorageClass][] = [
      [0, 'STANDARD_IA'],
      [10, 'GLACIER'],
    ];
    const charges = lifetimeCost(spans(list), { bytes: GB, untilDay: 20 }, data).charges;
    expect(charges.map((one) => [one.day, one.kind, one.days])).toEqual([
      [10, 'early-delete', 20],
      [10, 'transition', 0],
    ]);
  });

  it('has no minimum in STANDARD and Intelligent-Tiering', () => {
    for (const name of ['STANDARD', 'INTELLIGENT_TIERING'] as const) {
      expect(lifetimeCost(spans([[0, name]], 1), { bytes: GB, untilDay: 365 }, data).charges).toEqual([]);
    }
  });

  it('counts nothing after untilDay', () => {
    const list: [number, StorageClass][] = [
      [0, 'STANDARD_IA'],
      [10, 'GLACIER'],
    ];
    const at = (untilDay: number): unknown => {
      const cost = lifetimeCost(spans(list, 20), { bytes: GB, untilDay }, data);
      return [cost.segments.at(-1)?.toDay ?? null, cost.charges.length];
    };
    // On day 10 the move and the early leave are billed, on day 20 the early removal.
    expect([at(0), at(5), at(10), at(11), at(20), at(21), at(400)]).toEqual([
      [null, 0],
      [5, 0],
      [10, 0],
      [11, 2],
      [20, 2],
      [20, 3],
      [20, 3],
    ]);
  });

  it('lets a hidden noncurrent version go on in its class without a new start', () => {
    const shown = spans([
      [0, 'STANDARD_IA'],
      [20, 'STANDARD_IA'],
    ]);
    const cost = lifetimeCost(
      shown.map((one, index) => ({ ...one, noncurrent: index === 1, toDay: index === 1 ? 35 : one.toDay })),
      { bytes: GB, untilDay: 400 },
      data,
    );
    expect(cost.segments.map((one) => [one.fromDay, one.toDay])).toEqual([[0, 35]]);
    expect(cost.charges).toEqual([]);
  });

  it('bills the transition of an object that moves on the day of its upload', () => {
    const rule = { Status: 'Enabled', Filter: {}, Transitions: [{ Days: 0, StorageClass: 'GLACIER' }] };
    const line = lifetime(
      { Rules: [rule] },
      { kind: 'current', key: 'x' },
      { today: '2026-11-25', untilDay: 9 },
    );
    const cost = lifetimeCost(line.spans, { bytes: GB, untilDay: 9 }, data);
    expect(cost.charges).toMatchObject([
      { day: 0, kind: 'transition', storageClass: 'GLACIER', usd: expect.closeTo(0.00003, 12) },
    ]);
    const uploaded = lifetimeCost(spans([[0, 'GLACIER']]), { bytes: GB, untilDay: 9 }, data);
    expect(uploaded.charges).toEqual([]);
  });

  it('splits a stay in Intelligent-Tiering by tier, from the day it was entered', () => {
    const cost = lifetimeCost(
      spans([
        [0, 'STANDARD'],
        [50, 'INTELLIGENT_TIERING'],
      ]),
      { bytes: GB, untilDay: 365 },
      data,
    );
    expect(cost.segments.map((one) => [one.fromDay, one.toDay, one.tier])).toEqual([
      [0, 50, null],
      [50, 80, 'frequent access'],
      [80, 140, 'infrequent access'],
      [140, 365, 'archive instant access'],
    ]);
    const small = lifetimeCost(spans([[0, 'INTELLIGENT_TIERING']]), { bytes: 1000, untilDay: 365 }, data);
    expect(small.segments.map((one) => [one.fromDay, one.toDay, one.tier])).toEqual([
      [0, 365, 'frequent access'],
    ]);
    expect(small.totalUsd).toBeCloseTo(((1000 / GB) * 0.023 * 365) / MONTH, 15);
  });

  it('gives no total where a price is missing', () => {
    const { GLACIER: _, ...classes } = data.classes;
    const list: [number, StorageClass][] = [
      [0, 'STANDARD'],
      [10, 'GLACIER'],
    ];
    const cost = lifetimeCost(spans(list), { bytes: GB, untilDay: 30 }, { ...data, classes });
    expect(cost.totalUsd).toBeNull();
    expect(cost.missing).toEqual(['GLACIER.storagePerGbMonth', 'GLACIER.transitionPer1000']);
    expect(costOnDay(cost, 5)).toEqual({ usdPerMonth: 0.023, usdSoFar: null });
    expect(cost.charges).toMatchObject([{ kind: 'transition', usd: 0 }]);
    const { STANDARD: __, ...withoutStandard } = data.classes;
    const overhead = lifetimeCost(
      spans([[0, 'DEEP_ARCHIVE']]),
      { bytes: GB, untilDay: 30 },
      { ...data, classes: withoutStandard },
    );
    expect([overhead.totalUsd, overhead.missing]).toEqual([null, ['STANDARD.storagePerGbMonth']]);
    const gone = lifetimeCost(spans([[0, 'GLACIER']], 3), { bytes: GB, untilDay: 30 }, { ...data, classes });
    expect(gone.charges).toEqual([]);
  });

  it('tells the rate of a day and the sum up to its end', () => {
    const cost = lifetimeCost(
      spans(
        [
          [0, 'STANDARD'],
          [30, 'STANDARD_IA'],
        ],
        45,
      ),
      { bytes: GB, untilDay: 400 },
      data,
    );
    expect(costOnDay(cost, 0)).toEqual({ usdPerMonth: 0.023, usdSoFar: expect.closeTo(0.023 / MONTH, 12) });
    expect(costOnDay(cost, 29).usdSoFar).toBeCloseTo((30 * 0.023) / MONTH, 12);
    expect(costOnDay(cost, 30)).toEqual({
      usdPerMonth: 0.0125,
      usdSoFar: expect.closeTo((30 * 0.023 + 0.0125) / MONTH + 0.00001, 12),
    });
    expect(costOnDay(cost, 45).usdPerMonth).toBe(0);
    expect(costOnDay(cost, 44).usdPerMonth).toBe(0.0125);
    expect(costOnDay(cost, 399).usdSoFar).toBeCloseTo(cost.totalUsd ?? NaN, 12);
    expect(costOnDay(cost, 44).usdSoFar).toBeLessThan(costOnDay(cost, 45).usdSoFar ?? 0);
  });

  it('only ever adds up, and ends at the total', () => {
    const descent = fc
      .subarray([...STORAGE_CLASSES], { minLength: 1 })
      .chain((names) =>
        fc.tuple(...names.map((name) => fc.tuple(fc.integer({ min: 1, max: 90 }), fc.constant(name)))),
      );
    fc.assert(
      fc.property(descent, fc.nat(3 * GB), fc.boolean(), (list, bytes, ends) => {
        let day = 0;
        const starts = list.map(([days, name]): [number, StorageClass] => {
          const start: [number, StorageClass] = [day, name];
          day += days;
          return start;
        });
        const cost = lifetimeCost(spans(starts, ends ? day : null), { bytes, untilDay: 700 }, data);
        let before = 0;
        for (let d = 0; d < 700; d += 7) {
          const { usdSoFar } = costOnDay(cost, d);
          expect(usdSoFar).toBeGreaterThanOrEqual(before - 1e-12);
          before = usdSoFar ?? NaN;
        }
        expect(costOnDay(cost, 699).usdSoFar).toBeCloseTo(cost.totalUsd ?? NaN, 9);
        expect(cost.segments[0]?.fromDay).toBe(0);
        expect(cost.segments.at(-1)?.toDay).toBe(ends ? day : 700);
      }),
      { numRuns: 60 },
    );
  });
});

describe('s3-cost: the data', () => {
  /** Every object of the file that holds a price. */
  function pricesIn(value: unknown, path = ''): [string, { usd: number; source: string; date: string }][] {
    if (typeof value !== 'object' || value === null) return [];
    if ('usd' in value) return [[path, value as { usd: number; source: string; date: string }]];
    return Object.entries(value).flatMap(([name, one]) => pricesIn(one, `${path}.${name}`));
  }

  it('gives every price a source and a date', () => {
    const found = pricesIn(prices);
    expect(found.length).toBeGreaterThan(40);
    const sources = Object.keys(prices.sources);
    const unfit = found.filter(
      ([, { usd, source, date }]) =>
        !(usd >= 0 && sources.includes(source) && /^20\d\d-\d\d(-\d\d)?$/.test(date)),
    );
    expect(unfit).toEqual([]);
  });

  it('prices every class of the lifecycle model, and a transition into all but STANDARD', () => {
    expect(Object.keys(prices.classes)).toEqual(STORAGE_CLASSES);
    for (const name of STORAGE_CLASSES) {
      expect(data.classes[name]?.storagePerGbMonth?.usd).toBeGreaterThan(0);
      expect(data.classes[name]?.transitionPer1000 !== undefined).toBe(name !== 'STANDARD');
    }
  });

  it('says what the prices shown in the lessons say', () => {
    const lessons = JSON.parse(readFileSync('lessons/data/prices.json', 'utf8')) as {
      hoursPerMonth: number;
      prices: { s3: Record<string, { usd: number }> };
    };
    const s3 = lessons.prices.s3;
    const { classes, intelligentTiering } = prices;
    const shared: [string, number | undefined][] = [
      ['standard', classes.STANDARD.storagePerGbMonth.usd],
      ['standard-ia', classes.STANDARD_IA.storagePerGbMonth.usd],
      ['one-zone-ia', classes.ONEZONE_IA.storagePerGbMonth.usd],
      ['glacier-instant', classes.GLACIER_IR.storagePerGbMonth.usd],
      ['glacier-flexible', classes.GLACIER.storagePerGbMonth.usd],
      ['deep-archive', classes.DEEP_ARCHIVE.storagePerGbMonth.usd],
      ['intelligent-frequent', intelligentTiering.tiers[0]?.storagePerGbMonth.usd],
      ['intelligent-infrequent', intelligentTiering.tiers[1]?.storagePerGbMonth.usd],
      ['intelligent-archive-instant', intelligentTiering.tiers[2]?.storagePerGbMonth.usd],
      ['intelligent-monitoring', intelligentTiering.monitoringPer1000Month.usd],
      ['transition-standard-ia', classes.STANDARD_IA.transitionPer1000.usd],
      ['transition-intelligent', classes.INTELLIGENT_TIERING.transitionPer1000.usd],
      ['transition-glacier-instant', classes.GLACIER_IR.transitionPer1000.usd],
      ['transition-flexible', classes.GLACIER.transitionPer1000.usd],
      ['transition-deep-archive', classes.DEEP_ARCHIVE.transitionPer1000.usd],
      ['put-standard', classes.STANDARD.putPer1000.usd],
      ['get-standard', classes.STANDARD.getPer1000.usd],
    ];
    expect(Object.fromEntries(shared)).toEqual(
      Object.fromEntries(shared.map(([name]) => [name, s3[name]?.usd])),
    );
    expect(lessons.hoursPerMonth).toBe(prices.hoursPerMonth);
  });
});
