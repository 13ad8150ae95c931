import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { coarseShare, largeCells, largeCount, SMALLEST_CELL } from '../../../server/insight/suppress.ts';

const cells = (...learners: number[]): { learners: number }[] =>
  learners.map((count) => ({ learners: count }));
const people = (shown: readonly { learners: number }[]): number[] => shown.map(({ learners }) => learners);

test.each([
  { name: 'nothing small', all: [20, 5, 0], shown: [20, 5, 0] },
  // The 3 could be worked out of the others: the next smallest goes with them.
  { name: 'one small cell takes the next along', all: [20, 9, 3], shown: [20] },
  { name: 'two small cells hide each other', all: [20, 3, 4], shown: [20] },
  { name: 'cells of nobody hide nobody', all: [20, 2, 0], shown: [0] },
  { name: 'only small ones', all: [1, 2], shown: [] },
])('$name', ({ all, shown }) => {
  expect(people(largeCells(cells(...all)))).toEqual(shown);
});

test('no cell is about one to four, and what is hidden is nobody, everybody, or at least five', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 12 }), (counts) => {
      const all = cells(...counts);
      const shown = largeCells(all);
      for (const { learners } of shown) expect(learners === 0 || learners >= SMALLEST_CELL).toBe(true);
      const hidden = all.filter((cell) => !shown.includes(cell));
      const sum = hidden.reduce((total, { learners }) => total + learners, 0);
      const nobodyIsLeft = shown.every(({ learners }) => learners === 0);
      expect(sum === 0 || sum >= SMALLEST_CELL || nobodyIsLeft).toBe(true);
      expect(all.filter((cell) => shown.includes(cell))).toEqual(shown);
    }),
  );
});

test('a share says no more than that five are on either side', () => {
  expect(coarseShare(1, 20)).toBe(0.75);
  expect(coarseShare(0, 20)).toBe(0.25);
  expect(coarseShare(0.5, 20)).toBe(0.5);
  expect(coarseShare(0.98, 100)).toBe(0.95);
  expect(coarseShare(0.5, 9)).toBeNull();
  expect(coarseShare(null, 100)).toBeNull();
  expect([0, 1, 4, 5, null].map(largeCount)).toEqual([0, null, null, 5, null]);
});
