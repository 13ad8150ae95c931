import { describe, expect, test } from 'vitest';
import {
  INTERVAL_DAYS,
  mastery,
  masteryWord,
  recall,
  remember,
  type Answered,
} from '../../server/grading/memory.ts';

const DAY = 86_400_000;
const right = (day: number): Answered => ({ correct: true, at: day * DAY });
const wrong = (day: number): Answered => ({ correct: false, at: day * DAY });
const known = (answers: Answered[]) => {
  const memory = remember(answers);
  if (!memory) throw new Error('nothing is remembered');
  return memory;
};

test('nothing is remembered of what was never asked', () => {
  expect(remember([])).toBeUndefined();
  expect(recall(undefined, 0)).toBe(0);
});

describe('when an item comes back', () => {
  test('a first right answer waits three days, a missed item ten minutes', () => {
    expect(known([right(0)])).toMatchObject({ box: 2, dueAt: 3 * DAY, right: true });
    expect(known([wrong(0)])).toMatchObject({ box: 0, dueAt: DAY / 144, right: false });
  });

  test('a missed item that is got right each time it is due comes back after 1, 3, 7, 16, 35 and again 35 days', () => {
    const answers = [wrong(0)];
    const waits: number[] = [];
    for (let index = 0; index < 6; index += 1) {
      const { dueAt } = known(answers);
      answers.push({ correct: true, at: dueAt });
      waits.push((known(answers).dueAt - dueAt) / DAY);
    }
    expect(waits).toEqual([1, 3, 7, 16, 35, 35]);
  });

  test('a right answer before it is due moves nothing, however often', () => {
    const once = known([right(0)]);
    expect(known([right(0), right(1), right(2)])).toEqual(once);
    expect(known([wrong(0), { correct: true, at: 60_000 }])).toMatchObject({ box: 0, right: true });
  });

  test('a wrong answer starts again, also before it is due', () => {
    const answers = [right(0), right(3), right(10), wrong(11)];
    expect(known(answers)).toMatchObject({ box: 0, since: 11 * DAY });
    expect(known([...answers, right(12)])).toMatchObject({ box: 1, dueAt: 13 * DAY });
  });

  test('intervals grow', () => {
    expect([...INTERVAL_DAYS].toSorted((a, b) => a - b)).toEqual([...INTERVAL_DAYS]);
  });
});

describe('how well it is known', () => {
  test.each([1, 2, 3, 4, 5])('box %d: recall is 1 at the answer, 0.9 when due, and falls on', (box) => {
    const answers = box === 1 ? [wrong(-1), right(0)] : [right(0)];
    for (let reached = 2; reached < box; reached += 1)
      answers.push({ correct: true, at: known(answers).dueAt });
    const memory = known(answers);
    expect(memory.box).toBe(box);
    expect(recall(memory, memory.since)).toBe(1);
    expect(recall(memory, memory.dueAt)).toBeCloseTo(0.9, 10);
    expect(recall(memory, memory.dueAt + 100 * DAY)).toBeLessThan(0.9);
  });

  test('a missed item counts nothing until it is got right when due', () => {
    expect(recall(known([right(0), wrong(1)]), DAY)).toBe(0);
  });

  test('mastery looks two weeks ahead: fresh is not known, and items never asked count', () => {
    const fresh = known([right(0)]);
    const old = known([right(0), right(3), right(10), right(26)]);
    expect(mastery([fresh], 0)).toBe(0.612);
    expect(mastery([old], 26 * DAY)).toBe(0.959);
    expect(mastery([fresh, undefined], 0)).toBe(0.306);
    expect(mastery([], 0)).toBe(0);
  });

  test.each([
    [0, 0, 'not-asked'],
    [0, 2, 'learning'],
    [0.399, 1, 'learning'],
    [0.4, 1, 'growing'],
    [0.75, 1, 'secure'],
  ])('a mastery of %d with %d asked is %s', (share, asked, word) => {
    expect(masteryWord(share, asked)).toBe(word);
  });
});
