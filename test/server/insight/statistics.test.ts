import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { discrimination, mean, median, type ItemAndRest } from '../../../server/insight/statistics.ts';

test('mean and median, by hand', () => {
  expect(mean([])).toBeNull();
  expect(mean([1, 0, 0.5])).toBe(0.5);
  expect(median([])).toBeNull();
  expect(median([3])).toBe(3);
  expect(median([5, 1, 3])).toBe(3);
  expect(median([4, 1, 3, 2])).toBe(2.5);
});

/** The pattern as often as it takes to make a class of it: repeating it changes no correlation. */
const repeated = (pattern: readonly ItemAndRest[], times: number): ItemAndRest[] =>
  Array.from({ length: times }, () => pattern).flat();

describe('discrimination', () => {
  // Items 1 1 0 0 (mean 1/2), rests 1.0 0.6 0.4 0.0 (mean 1/2): deviations ½ ½ −½ −½ and 0.5 0.1 −0.1 −0.5.
  // Their products add up to 0.6; the squares to 1 and 0.52: r = 0.6 / √0.52 = 0.8321.
  const pattern = [
    { item: 1, rest: 1 },
    { item: 1, rest: 0.6 },
    { item: 0, rest: 0.4 },
    { item: 0, rest: 0 },
  ];

  test('is Pearson’s correlation with the rest, worked out by hand', () => {
    const found = discrimination(repeated(pattern, 10));
    expect(found?.value).toBeCloseTo(0.832_05, 5);
    // z = atanh 0.83205 = 1.19476; ± 1.96 / √37 = 0.32222; tanh 0.87254 = 0.70277 and tanh 1.51698 = 0.90816.
    expect(found?.low).toBeCloseTo(0.7028, 3);
    expect(found?.high).toBeCloseTo(0.9082, 3);
  });

  test('the other way round it is negative', () => {
    const turned = pattern.map(({ item, rest }) => ({ item: 1 - item, rest }));
    expect(discrimination(repeated(turned, 10))?.value).toBeCloseTo(-0.832_05, 5);
  });

  test.each([
    ['29 learners', repeated(pattern, 8).slice(0, 29)],
    ['nobody', []],
    [
      'an item that everybody has',
      repeated(
        [
          { item: 1, rest: 0.2 },
          { item: 1, rest: 0.9 },
        ],
        20,
      ),
    ],
    [
      'a rest in which nobody differs',
      repeated(
        [
          { item: 1, rest: 0.3 },
          { item: 0, rest: 0.3 },
        ],
        20,
      ),
    ],
  ])('says nothing about %s', (_name, pairs) => {
    expect(discrimination(pairs)).toBeNull();
  });

  test('30 learners are enough', () => {
    expect(discrimination(repeated(pattern, 8).slice(0, 30))).not.toBeNull();
  });

  test('always between −1 and 1, inside its interval, whatever the scale and the order', () => {
    const share = fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100);
    const pairs = fc.array(fc.record({ item: share, rest: share }), { minLength: 30, maxLength: 60 });
    fc.assert(
      fc.property(pairs, fc.integer({ min: 1, max: 50 }), (class_, scale) => {
        const found = discrimination(class_);
        if (!found) return;
        expect(found.value).toBeGreaterThanOrEqual(-1);
        expect(found.value).toBeLessThanOrEqual(1);
        expect(found.low).toBeLessThanOrEqual(found.value + 1e-9);
        expect(found.high).toBeGreaterThanOrEqual(found.value - 1e-9);
        const other = discrimination(
          class_.toReversed().map(({ item, rest }) => ({ item: item * scale, rest })),
        );
        expect(other?.value).toBeCloseTo(found.value, 6);
      }),
    );
  });
});
