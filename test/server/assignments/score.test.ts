import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { datesFor, percentAt, plannedDates, policyProblems } from '../../../server/assignments/dates.ts';
import { countScore, type JudgedResult } from '../../../server/assignments/score.ts';
import type { AssignmentPolicy } from '../../../server/contract/index.ts';
import type { Assignment, Extension } from '../../../server/store/index.ts';

const HOUR = 3_600_000;
const DUE = 1_000 * HOUR;
const TASKS = [
  { id: 'a', points: 50, final: false },
  { id: 'b', points: 30, final: false },
  { id: 'c', points: 20, final: false },
];
const LATE = [
  { afterHours: 0, percent: 80 },
  { afterHours: 24, percent: 50 },
];
const dates = { release: null, due: DUE, close: DUE + 48 * HOUR };
const none = new Map<string, number>();
type Counting = AssignmentPolicy['counting'];

const result = (task: string, points: number, hour: number, attempt = `at-${hour}`): JudgedResult => ({
  task,
  points,
  attempt,
  at: hour * HOUR,
});
const score = (counting: Counting, results: JudgedResult[], late = LATE, hints = none): number | null =>
  countScore(TASKS, results, hints, { counting, late }, dates).score;

test.each([
  [DUE, 100],
  [DUE + 1, 80],
  [DUE + 24 * HOUR - 1, 80],
  [DUE + 24 * HOUR, 50],
  [DUE + 48 * HOUR - 1, 50],
  [DUE + 48 * HOUR, 0],
])('handed in at %i brings %i percent', (at, percent) => {
  expect(percentAt(at, dates, LATE)).toBe(percent);
});

test('the three rules of counting', () => {
  const results = [
    result('a', 50, 1),
    result('b', 0, 1),
    result('a', 0, 2),
    result('b', 30, 2),
    result('c', 20, 2),
    result('c', 0, 3),
  ];
  expect(score('per-task-best', results)).toBe(100);
  expect(score('best', results)).toBe(50);
  expect(score('last', results)).toBe(30);
});

test('an attempt that checks one task leaves the others as they were', () => {
  const results = [result('a', 50, 1), result('b', 30, 2)];
  for (const counting of ['best', 'last', 'per-task-best'] as const)
    expect(score(counting, results)).toBe(80);
});

test('late work is worth its percent, hints come off before, and an earlier result that is worth more stays', () => {
  const hints = new Map([['a', 10]]);
  const {
    tasks,
    score: counted,
    scoreBeforeLate,
    late,
  } = countScore(
    TASKS,
    [result('a', 50, 1_001), result('b', 20, 999), result('b', 22, 1_030)],
    hints,
    { counting: 'per-task-best', late: LATE },
    dates,
  );
  expect(tasks[0]).toMatchObject({
    automatic: 50,
    hintCost: 10,
    latePercent: 80,
    counted: 32,
    attempt: 'at-1001',
  });
  expect(tasks[1]).toMatchObject({ automatic: 20, latePercent: 100, counted: 20, attempt: 'at-999' });
  expect(tasks[2]).toMatchObject({ automatic: null, counted: 0, attempt: null });
  expect({ counted, scoreBeforeLate, late }).toEqual({ counted: 52, scoreBeforeLate: 60, late: true });
});

test('pressing Check again after the due time with the same result costs nothing', () => {
  for (const counting of ['best', 'last', 'per-task-best'] as const) {
    expect(score(counting, [result('a', 50, 1), result('a', 50, 1_030)])).toBe(50);
  }
});

test('what a run of staff finds never takes the place of something that is worth more', () => {
  const run = (points: number, hour: number): JudgedResult => ({ ...result('a', points, hour), bulk: true });
  for (const counting of ['best', 'last', 'per-task-best'] as const) {
    // After the due time 50 points are worth 40: less than the 45 in time, more than 30.
    expect(score(counting, [result('a', 45, 1), run(50, 1_001)])).toBe(45);
    expect(score(counting, [result('a', 30, 1), run(50, 1_001)])).toBe(40);
    expect(score(counting, [run(20, 1)])).toBe(20);
  }
});

test('nothing judged is no score, and zero points are one', () => {
  expect(score('best', [])).toBeNull();
  expect(score('best', [result('a', 0, 1)])).toBe(0);
});

test('a final task counts from the last attempt whatever the rule', () => {
  const tasks = [{ id: 'a', points: 100, final: true }];
  for (const counting of ['best', 'last', 'per-task-best'] as const) {
    const counted = countScore(
      tasks,
      [result('a', 100, 1), result('a', 40, 2)],
      none,
      { counting, late: [] },
      dates,
    );
    expect(counted.score).toBe(40);
  }
});

/** Attempts in order, each judging some tasks. */
const attempts = fc
  .array(
    fc.record({
      pause: fc.integer({ min: 0, max: 200 }),
      points: fc.record(
        {
          a: fc.integer({ min: 0, max: 50 }),
          b: fc.integer({ min: 0, max: 30 }),
          c: fc.integer({ min: 0, max: 20 }),
        },
        { requiredKeys: [] },
      ),
    }),
    { maxLength: 12 },
  )
  .map((list) => {
    let hour = 700;
    return list.flatMap(({ pause, points }, index) => {
      hour += pause;
      return Object.entries(points).map(([task, got]) => result(task, got, hour, `n${index}`));
    });
  });
const lateSteps = fc
  .array(
    fc.record({ afterHours: fc.integer({ min: 0, max: 100 }), percent: fc.integer({ min: 0, max: 100 }) }),
    { maxLength: 4 },
  )
  .map((steps) => {
    let percent = 100;
    let hours = -1;
    return steps.map((step) => {
      percent = Math.min(percent, step.percent);
      hours += 1 + step.afterHours;
      return { afterHours: hours, percent };
    });
  });
const hintCosts = fc
  .record({ a: fc.integer({ min: 0, max: 50 }), b: fc.integer({ min: 0, max: 30 }) })
  .map((costs) => new Map(Object.entries(costs)));
const anyCounting = fc.constantFrom<Counting>('best', 'last', 'per-task-best');

test('never below zero, never above the points there are; per-task-best ≥ best ≥ last', () => {
  fc.assert(
    fc.property(attempts, lateSteps, hintCosts, (results, late, hints) => {
      const by = (counting: Counting): number => score(counting, results, late, hints) ?? 0;
      expect(by('last')).toBeGreaterThanOrEqual(0);
      expect(by('best')).toBeGreaterThanOrEqual(by('last'));
      expect(by('per-task-best')).toBeGreaterThanOrEqual(by('best'));
      expect(by('per-task-best')).toBeLessThanOrEqual(100);
    }),
  );
});

test('a late rule never raises a score, and a hint never does', () => {
  fc.assert(
    fc.property(attempts, lateSteps, hintCosts, anyCounting, (results, late, hints, counting) => {
      const full =
        countScore(TASKS, results, none, { counting, late: [] }, { ...dates, close: null }).score ?? 0;
      expect(score(counting, results, late, none) ?? 0).toBeLessThanOrEqual(full);
      expect(score(counting, results, late, hints) ?? 0).toBeLessThanOrEqual(
        score(counting, results, late, none) ?? 0,
      );
    }),
  );
});

test('another attempt never lowers best and per-task-best', () => {
  fc.assert(
    fc.property(
      attempts,
      lateSteps,
      fc.constantFrom<Counting>('best', 'per-task-best'),
      (results, late, counting) => {
        const last = results.at(-1)?.attempt;
        const earlier = results.filter(({ attempt }) => attempt !== last);
        expect(score(counting, results, late) ?? 0).toBeGreaterThanOrEqual(
          score(counting, earlier, late) ?? 0,
        );
      },
    ),
  );
});

test('a later due time never brings less while the same attempts count', () => {
  fc.assert(
    fc.property(
      attempts,
      lateSteps,
      anyCounting,
      fc.integer({ min: 0, max: 500 }),
      (results, late, counting, hours) => {
        const open = { release: null, due: DUE, close: null };
        const under = (due: number): number =>
          countScore(TASKS, results, none, { counting, late }, { ...open, due }).score ?? 0;
        expect(under(DUE + hours * HOUR)).toBeGreaterThanOrEqual(under(DUE));
      },
    ),
  );
});

const policy: AssignmentPolicy = {
  late: [],
  attemptLimit: null,
  cooldownMinutes: 0,
  counting: 'per-task-best',
  hiddenUntilReleased: false,
};
const assignment = (change: Partial<Assignment> = {}): Assignment => ({
  id: 'x',
  cohort: 'c',
  kind: 'lab',
  item: 'tiny-bucket',
  title: 'T',
  release_at: '2026-10-20T08:00',
  due_at: '2026-10-30T18:00',
  close_at: '2026-11-01T18:00',
  policy: JSON.stringify(policy),
  released_at: null,
  answers_at: null,
  created_at: 0,
  updated_at: 0,
  ...change,
});
const extension = (change: Partial<Extension> = {}): Extension => ({
  assignment: 'x',
  learner: 'l',
  due_at: null,
  extra_minutes: 0,
  extra_percent: 0,
  extra_attempts: 0,
  excused: 0,
  reason: 'r',
  by: null,
  at: 0,
  ...change,
});
const zone = 'Europe/Berlin';

test('extra time is a percent of the time from release to due, and the close moves along', () => {
  const planned = plannedDates(assignment(), zone);
  const length = (planned.due ?? 0) - (planned.release ?? 0);
  // Ten days and ten hours on the wall are an hour more on the watch: clocks went back in between.
  expect(length).toBe((10 * 24 + 10 + 1) * HOUR);
  const own = datesFor(planned, extension({ extra_percent: 25, extra_minutes: 30 }), { zone, begun: 0 });
  expect(own.due).toBe((planned.due ?? 0) + length / 4 + HOUR / 2);
  expect((own.close ?? 0) - (own.due ?? 0)).toBe((planned.close ?? 0) - (planned.due ?? 0));
});

test('a due time of one’s own that is earlier than the cohort’s changes nothing', () => {
  const planned = plannedDates(assignment(), zone);
  expect(datesFor(planned, extension({ due_at: '2026-10-21T00:00' }), { zone, begun: 0 })).toEqual(planned);
});

test('released by hand counts from then on, and never later than planned', () => {
  const early = Date.parse('2026-10-19T00:00:00Z');
  expect(plannedDates(assignment({ released_at: early }), zone).release).toBe(early);
  const late = Date.parse('2026-10-29T00:00:00Z');
  expect(plannedDates(assignment({ released_at: late }), zone).release).toBe(
    Date.parse('2026-10-20T06:00:00Z'),
  );
  expect(plannedDates(assignment({ release_at: null, released_at: late }), zone).release).toBe(late);
});

test('dates out of order, dates of no calendar and steps that rise are named', () => {
  const given = {
    releaseAt: '2026-10-20T08:00',
    dueAt: '2026-10-19T08:00',
    closeAt: '2026-02-30T08:00',
    policy,
  };
  expect(policyProblems(given, zone)).toHaveLength(2);
  const steps = [
    { afterHours: 24, percent: 50 },
    { afterHours: 12, percent: 60 },
  ];
  expect(
    policyProblems({ ...given, dueAt: null, closeAt: null, policy: { ...policy, late: steps } }, zone),
  ).toHaveLength(3);
  expect(policyProblems({ ...given, dueAt: '2026-10-21T08:00', closeAt: null }, zone)).toEqual([]);
});
