import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Try } from '../../../server/insight/items.ts';
import {
  findingsIn,
  isQuiet,
  trailing,
  type Finding,
  type WatchCase,
} from '../../../server/insight/watch-rules.ts';

const DAY = 86_400_000;
const NOW = 100 * DAY;
const TASKS = [
  { id: 'a', points: 60, final: false },
  { id: 'b', points: 40, final: false },
];

/** One check: what came of task a (and of b), how many days ago. */
interface Press {
  daysAgo: number;
  a?: string;
  b?: string;
  own?: boolean;
  generation?: number;
  failed?: boolean;
}

/** `60` points, `off` a failure with a reason, `off/20` partial, `!denied` blocked, `-` skipped. */
function result(text: string, points: number): Omit<Try, 'own'> {
  if (text === '-') return { status: 'skipped', points: 0, reason: 'a' };
  if (text.startsWith('!')) return { status: 'blocked', points: 0, reason: text.slice(1) };
  if (text === 'pass') return { status: 'pass', points, reason: 'on' };
  const [reason = '', got] = text.split('/');
  return { status: got === undefined ? 'fail' : 'partial', points: Number(got ?? 0), reason };
}

/** Evidence is what `read` says per check of task a; the same for all without it. */
function caseOf(
  presses: readonly Press[],
  more: Partial<WatchCase> & { read?: readonly string[] } = {},
): WatchCase {
  const { read, ...rest } = more;
  const attempts = presses.map(({ daysAgo, own = true, generation = 1, failed = false }, index) => ({
    id: `attempt-${index + 1}`,
    at: NOW - daysAgo * DAY,
    own,
    generation,
    failed,
  }));
  const tries = new Map(
    TASKS.map(({ id, points }) => [
      id,
      presses.flatMap((press, place) => {
        const text = press[id as 'a' | 'b'];
        return text === undefined ? [] : [{ ...result(text, points), own: press.own ?? true, place }];
      }),
    ]),
  );
  return {
    kind: 'lab',
    tasks: TASKS,
    countsLast: false,
    due: null,
    close: null,
    excused: false,
    released: true,
    attempts,
    tries,
    now: NOW,
    evidenceOf: (attempt) => read?.[Number(attempt.split('-')[1]) - 1] ?? 'what was read',
    ...rest,
  };
}
const rulesOf = (one: WatchCase): string[] =>
  findingsIn(one).map(({ rule, task }) => `${rule} ${task ?? ''}`.trim());
const off = (count: number): Press[] =>
  Array.from({ length: count }, (_, index) => ({ daysAgo: count - index, a: 'off' }));

describe('the same failure', () => {
  test.each([
    ['three times', off(3), {}, ['same-failure a']],
    ['twice', off(2), {}, []],
    ['with other evidence the last time', off(3), { read: ['x', 'x', 'y'] }, []],
    ['with other evidence long ago', off(4), { read: ['y', 'x', 'x', 'x'] }, ['same-failure a']],
    ['for another reason in between', [...off(2), { daysAgo: 0, a: 'gone' }], {}, []],
    ['then passed', [...off(3), { daysAgo: 0, a: 'pass' }], {}, []],
    [
      'a part each time',
      Array.from({ length: 3 }, () => ({ daysAgo: 1, a: 'half/30' })),
      {},
      ['same-failure a'],
    ],
    [
      'blocked in between: that is no change',
      [...off(2), { daysAgo: 1, a: '!denied' }, { daysAgo: 0, a: 'off' }],
      {},
      ['same-failure a'],
    ],
    ['two of them found by staff', off(3).map((press, index) => ({ ...press, own: index === 0 })), {}, []],
    [
      'at two tasks',
      off(3).map((press) => ({ ...press, b: 'off' })),
      {},
      ['same-failure a', 'same-failure b'],
    ],
  ] satisfies [string, Press[], object, string[]][])('%s', (_name, presses, more, expected) => {
    expect(rulesOf(caseOf(presses, more))).toEqual(expected);
  });

  test('says since when, in which attempts, and grows with the row', () => {
    const [three] = findingsIn(caseOf(off(3)));
    const [five] = findingsIn(caseOf(off(5)));
    expect(three).toMatchObject({ reason: 'off', since: NOW - 3 * DAY });
    expect(three?.attempts.map(({ id }) => id)).toEqual(['attempt-1', 'attempt-2', 'attempt-3']);
    expect(five?.urgency).toBeGreaterThan(three?.urgency ?? 0);
  });

  test('without known evidence nothing is claimed', () => {
    expect(rulesOf(caseOf(off(3), { evidenceOf: () => undefined }))).toEqual([]);
  });
});

describe('a regression', () => {
  const lost: Press[] = [
    { daysAgo: 3, a: 'pass' },
    { daysAgo: 1, a: 'off' },
  ];
  test.each([
    ['passed, fails now', lost, ['regression a']],
    ['never passed', [{ daysAgo: 1, a: 'off' }], []],
    ['passed again', [...lost, { daysAgo: 0, a: 'pass' }], []],
    [
      'had a part only',
      [
        { daysAgo: 3, a: 'half/59' },
        { daysAgo: 1, a: 'off' },
      ],
      [],
    ],
    [
      'in a new account',
      [
        { daysAgo: 3, a: 'pass' },
        { daysAgo: 1, a: 'off', generation: 2 },
      ],
      [],
    ],
    [
      'could not be checked now',
      [
        { daysAgo: 3, a: 'pass' },
        { daysAgo: 1, a: '!denied' },
      ],
      [],
    ],
    [
      'waits for another task now',
      [
        { daysAgo: 3, b: 'pass' },
        { daysAgo: 1, b: '-' },
      ],
      [],
    ],
    [
      'staff found it',
      [
        { daysAgo: 3, a: 'pass' },
        { daysAgo: 1, a: 'off', own: false },
      ],
      ['regression a'],
    ],
    ['and the same three times is said once', [{ daysAgo: 9, a: 'pass' }, ...off(3)], ['same-failure a']],
  ] satisfies [string, Press[], string[]][])('%s', (_name, presses, expected) => {
    expect(rulesOf(caseOf(presses))).toEqual(expected);
  });

  test('begins with the check that still passed; matters more where the end counts', () => {
    const [finding] = findingsIn(caseOf(lost));
    const [counts] = findingsIn(caseOf(lost, { countsLast: true }));
    expect(finding).toMatchObject({ since: NOW - DAY, attempts: [{ id: 'attempt-1' }, { id: 'attempt-2' }] });
    expect(counts?.urgency).toBeGreaterThan(finding?.urgency ?? 100);
  });
});

describe('silence after a near miss', () => {
  const near = (daysAgo: number): Press[] => [{ daysAgo, a: 'pass', b: 'off' }];
  const due = (days: number) => ({ due: NOW + days * DAY });
  test.each([
    ['60 %, three days, due in a week', near(3), due(7), ['near-miss b']],
    ['due later', near(3), due(7.1), []],
    ['due now', near(3), due(0), ['near-miss b']],
    ['over', near(3), due(-0.1), []],
    ['no due time', near(3), {}, []],
    ['checked since', near(2.9), due(5), []],
    ['59 %', [{ daysAgo: 3, a: 'half/59' }], due(5), []],
    ['everything', [{ daysAgo: 3, a: 'pass', b: 'pass' }], due(5), []],
    ['the points were lost again since', [...near(9), { daysAgo: 4, a: 'gone' }], due(5), ['regression a']],
  ] satisfies [string, Press[], object, string[]][])('%s', (_name, presses, more, expected) => {
    expect(rulesOf(caseOf(presses, more))).toEqual(expected);
  });
});

describe('not begun', () => {
  test.each([
    ['due in three days', [], { due: NOW + 3 * DAY }, ['not-begun']],
    ['due later', [], { due: NOW + 3.1 * DAY }, []],
    ['due now', [], { due: NOW }, ['not-begun']],
    ['over', [], { due: NOW - 1 }, []],
    ['checked once', [{ daysAgo: 1, a: 'off' }], { due: NOW + DAY }, []],
    ['only staff looked', [{ daysAgo: 1, a: 'off', own: false }], { due: NOW + DAY }, ['not-begun']],
    ['a quiz', [], { kind: 'quiz', due: NOW + DAY }, ['not-begun']],
    ['a quiz that is open', [{ daysAgo: 1 }], { kind: 'quiz', due: NOW + DAY }, []],
  ] satisfies [string, Press[], Partial<WatchCase>, string[]][])('%s', (_name, presses, more, expected) => {
    expect(rulesOf(caseOf(presses, more))).toEqual(expected);
  });
});

describe('blocked over and over', () => {
  const blocked = (count: number): Press[] =>
    Array.from({ length: count }, () => ({ daysAgo: 1, a: '!denied' }));
  test.each([
    ['three times', blocked(3), ['blocked a']],
    ['twice', blocked(2), []],
    ['and then judged', [...blocked(3), { daysAgo: 0, a: 'pass' }], []],
    ['by runs of staff', blocked(3).map((press) => ({ ...press, own: false })), []],
    ['never finished', Array.from({ length: 3 }, () => ({ daysAgo: 1, failed: true })), ['blocked']],
    [
      'the longest row of several tasks',
      [{ daysAgo: 3, a: '!denied' }, ...blocked(2).map((press) => ({ ...press, b: '!timeout' }))],
      ['blocked a'],
    ],
    [
      'comes before what the learner does wrong',
      off(3).map((press) => ({ ...press, b: '!denied' })),
      ['blocked b'],
    ],
  ] satisfies [string, Press[], string[]][])('%s', (_name, presses, expected) => {
    expect(rulesOf(caseOf(presses))).toEqual(expected);
  });

  test('names what stood in the way', () => {
    expect(findingsIn(caseOf(blocked(3)))[0]).toMatchObject({ reason: 'denied', task: 'a' });
  });
});

test.each([
  ['excused', { excused: true }],
  ['not released', { released: false }],
  ['closed', { close: NOW }],
  ['two weeks after the due time', { due: NOW - 14 * DAY }],
])('an assignment that is %s is nobody’s trouble', (_name, more) => {
  expect(rulesOf(caseOf(off(3)))).toEqual(['same-failure a']);
  expect(rulesOf(caseOf(off(3), more))).toEqual([]);
});

test('the nearer the due time the more urgent, until it is over', () => {
  const urgencies = [30, 3, 1, -1].map(
    (days) => findingsIn(caseOf(off(3), { due: NOW + days * DAY }))[0]?.urgency,
  );
  expect(urgencies).toEqual([60, 68, 75, 50]);
});

describe('off the list', () => {
  const finding = (rule: Finding['rule'], daysAgo: readonly number[]): Finding => ({
    rule,
    task: 'a',
    reason: null,
    since: 0,
    urgency: 0,
    attempts: daysAgo.map((days) => ({ id: `at-${days}`, at: NOW - days * DAY })),
  });
  const spoken = { kind: 'spoken', at: NOW - 5 * DAY, until: NOW - 3 * DAY } as const;
  test.each([
    ['nobody said anything', finding('same-failure', [9, 8, 7]), undefined, false],
    ['spoken to, nothing since', finding('same-failure', [9, 8, 7]), spoken, true],
    ['spoken to, twice more', finding('same-failure', [9, 8, 7, 4, 3]), spoken, true],
    ['spoken to, three times more', finding('same-failure', [9, 8, 7, 4, 3, 2]), spoken, false],
    ['spoken to, lost once more', finding('regression', [9, 4]), spoken, false],
    ['spoken to, and still not begun after its time', finding('not-begun', []), spoken, false],
    ['spoken to, not begun, within its time', finding('not-begun', []), { ...spoken, until: NOW + 1 }, true],
    [
      'put off',
      finding('same-failure', [4, 3, 2]),
      { kind: 'snoozed', at: NOW - 5 * DAY, until: NOW + 1 },
      true,
    ],
    [
      'put off until now',
      finding('same-failure', [4, 3, 2]),
      { kind: 'snoozed', at: NOW - 5 * DAY, until: NOW },
      false,
    ],
  ] as const)('%s', (_name, one, mark, quiet) => {
    expect(isQuiet(one, mark, NOW)).toBe(quiet);
  });
});

test('whatever somebody does, a finding has its evidence and at most one a task', () => {
  const text = fc.constantFrom('pass', 'off', 'gone', 'half/30', '!denied', '-', undefined);
  const press = fc.record({
    daysAgo: fc.integer({ min: 0, max: 20 }),
    a: text,
    b: text,
    own: fc.boolean(),
    failed: fc.boolean(),
  });
  const presses = fc.array(press, { maxLength: 12 });
  fc.assert(
    fc.property(presses, fc.integer({ min: -20, max: 20 }), (list, days) => {
      const clean = list.map(({ a, b, ...rest }) => ({
        ...rest,
        ...(a === undefined ? {} : { a }),
        ...(b === undefined ? {} : { b }),
      }));
      const found = findingsIn(caseOf(clean, { due: NOW + days * DAY }));
      expect(new Set(found.map(({ task }) => task)).size).toBe(found.length);
      for (const { rule, attempts, urgency } of found) {
        expect(attempts.length >= (rule === 'not-begun' ? 0 : 1)).toBe(true);
        expect(urgency >= 0 && urgency <= 100).toBe(true);
      }
    }),
  );
});

test('the end of a list', () => {
  expect(trailing([1, 2, -1, 3, 4], (value) => value > 0)).toEqual([3, 4]);
  expect(trailing([1], (value) => value > 0)).toEqual([1]);
  expect(trailing([], () => true)).toEqual([]);
});
