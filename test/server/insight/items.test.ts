import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { questionFacts, taskFacts, type Try } from '../../../server/insight/items.ts';
import { notesOn } from '../../../server/insight/notes.ts';

const ITEMS = [
  { id: 'a', points: 40 },
  { id: 'b', points: 40 },
  { id: 'c', points: 20 },
];
const pass = (points: number, own = true): Try => ({ status: 'pass', points, reason: 'on', own });
const fail = (reason: string, points = 0, own = true): Try => ({
  status: points > 0 ? 'partial' : 'fail',
  points,
  reason,
  own,
});
const blocked = (own = true): Try => ({ status: 'blocked', points: 0, reason: 'denied', own });
const skipped: Try = { status: 'skipped', points: 0, reason: 'a', own: true };
const work = (tries: Record<string, Try[]>): Map<string, Try[]> => new Map(Object.entries(tries));
const factsOf = (tries: Try[][]) =>
  taskFacts(
    ITEMS,
    tries.map((own) => work({ a: own })),
  )[0];

describe('a task, by hand', () => {
  test('four learners: at once, at the third check, half, never', () => {
    const facts = factsOf([
      [pass(40)],
      [fail('off'), fail('off'), pass(40)],
      [fail('half', 20)],
      [fail('off'), fail('gone')],
    ]);
    // (1 + 1 + 0.5 + 0) / 4; one of four at once; 1 and 3 checks: 2 in the middle.
    expect(facts).toMatchObject({ learners: 4, facility: 0.625, firstTry: 0.25, medianTries: 2, solved: 2 });
    // By learners, not by checks: "off" twice in a row is one learner.
    expect(facts?.reasons).toEqual([
      { reason: 'off', learners: 2 },
      { reason: 'gone', learners: 1 },
      { reason: 'half', learners: 1 },
    ]);
  });

  test('what was blocked is no difficulty: it neither spoils the first try nor counts as one', () => {
    const facts = factsOf([[blocked(), blocked(), pass(40)], [blocked()]]);
    expect(facts).toMatchObject({ learners: 1, facility: 1, firstTry: 1, medianTries: 1 });
    expect(facts?.blocked).toEqual({ checks: 3, of: 4, learners: 2 });
    expect(facts?.reasons).toEqual([]);
  });

  test('a task that waits for another was not reached, which is no zero', () => {
    expect(factsOf([[skipped], [skipped, fail('off')], []])).toMatchObject({
      learners: 1,
      notReached: 1,
      facility: 0,
    });
  });

  test('tearing down later takes nothing away', () => {
    expect(factsOf([[pass(40), fail('gone')]])).toMatchObject({ facility: 1, firstTry: 1, medianTries: 1 });
  });

  test('a run of staff can find points, and is nobody’s try', () => {
    const facts = factsOf([[fail('off', 0, false), fail('off'), pass(40, false)]]);
    expect(facts).toMatchObject({ facility: 1, firstTry: 0, medianTries: null, solved: 1 });
    expect(facts?.reasons).toEqual([{ reason: 'off', learners: 1 }]);
  });

  test('nobody: nothing is known', () => {
    expect(factsOf([])).toMatchObject({ learners: 0, facility: null, firstTry: null, medianTries: null });
  });
});

/** Whoever has `a` has nothing else, and the other way round. */
const contrary = Array.from({ length: 40 }, (_, index) => {
  const good = index % 2 === 0;
  return work({
    a: [good ? fail('off') : pass(40)],
    b: [good ? pass(40) : fail('off')],
    c: [good ? pass(20) : fail('off')],
  });
});

test('an item that those fail who do well elsewhere has a negative discrimination, and words', () => {
  const [a, b] = taskFacts(ITEMS, contrary);
  expect(a?.discrimination?.value).toBeCloseTo(-1, 6);
  expect(b?.discrimination?.value).toBeLessThan(0.5);
  const seen = {
    ...a,
    learners: 40,
    blocked: null,
    facility: 0.5,
    firstTry: 0.5,
    discrimination: a?.discrimination ?? null,
  };
  expect(notesOn(seen).map(({ key }) => key)).toEqual(['negative']);
});

test('a test of two items has no rest to compare with', () => {
  const two = taskFacts(ITEMS.slice(0, 2), contrary);
  expect(two.map(({ discrimination }) => discrimination)).toEqual([null, null]);
});

const none = { learners: 100, facility: 0.5, firstTry: 0.5, discrimination: null, blocked: 0 };
const r = (value: number, high = value) => ({ value, low: value, high });
test.each([
  ['nothing to say', { discrimination: r(0.1) }, []],
  ['flat', { discrimination: r(0.09) }, ['flat']],
  ['negative', { discrimination: r(-0.01) }, ['negative']],
  ['hard', { facility: 0.25 }, ['hard']],
  ['not hard', { facility: 0.26 }, []],
  ['easy', { firstTry: 0.95 }, ['easy']],
  ['not easy', { firstTry: 0.94 }, []],
  ['blocked', { blocked: 0.1 }, ['blocked']],
  ['not blocked', { blocked: 0.09 }, []],
  ['few', { learners: 29 }, ['few']],
  ['too few to call it hard', { learners: 9, facility: 0 }, ['few']],
  ['hidden numbers', { learners: null, facility: null, firstTry: null, blocked: null }, []],
])('notes: %s', (_name, change, keys) => {
  expect(notesOn({ ...none, ...change }).map(({ key }) => key)).toEqual(keys);
});

test('a discrimination that may be chance says so', () => {
  const [certain] = notesOn({ ...none, discrimination: r(-0.3, -0.1) });
  const [doubtful] = notesOn({ ...none, discrimination: r(-0.05, 0.2) });
  expect(certain?.key).toBe('negative');
  expect(doubtful?.words).not.toBe(certain?.words);
});

test('questions count by the first answer', () => {
  const facts = questionFacts(
    [{ id: 'q', points: 1 }],
    [new Map([['q', true]]), new Map([['q', false]]), new Map([['q', false]]), new Map()],
  );
  expect(facts[0]).toMatchObject({
    learners: 3,
    solved: 1,
    firstTry: 1 / 3,
    facility: 1 / 3,
    medianTries: null,
  });
});

test('whatever learners do: shares are shares, counts fit together, and order of learners is no matter', () => {
  const one = fc.record<Try>({
    status: fc.constantFrom('pass', 'partial', 'fail', 'skipped', 'blocked'),
    points: fc.integer({ min: 0, max: 40 }),
    reason: fc.constantFrom('x', 'y', 'z'),
    own: fc.boolean(),
  });
  const tries = fc.array(one, { maxLength: 6 });
  const class_ = fc.array(
    fc.record({ a: tries, b: tries, c: tries }).map((all) => work(all)),
    { maxLength: 40 },
  );
  fc.assert(
    fc.property(class_, (learners) => {
      const facts = taskFacts(ITEMS, learners);
      for (const item of facts) {
        for (const share of [item.facility, item.firstTry]) {
          if (share !== null) expect(share >= 0 && share <= 1).toBe(true);
        }
        expect(item.learners).toBeLessThanOrEqual(learners.length);
        expect(item.solved).toBeLessThanOrEqual(item.learners);
        expect(item.learners + item.notReached).toBeLessThanOrEqual(learners.length);
        expect(item.blocked.checks).toBeLessThanOrEqual(item.blocked.of);
        expect(item.facility === null).toBe(item.learners === 0);
        for (const reason of item.reasons) expect(reason.learners).toBeLessThanOrEqual(item.learners);
      }
      const turned = taskFacts(ITEMS, learners.toReversed());
      expect(turned.map(({ reasons, solved }) => ({ reasons, solved }))).toEqual(
        facts.map(({ reasons, solved }) => ({ reasons, solved })),
      );
    }),
  );
});
