// Updates of endpoints as phases in time: a table by strategy, what a failure does at each moment, and laws that always hold.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  failureAt,
  phaseAt,
  planOf,
  shareAt,
  timesOut,
  type DeploymentSettings,
} from '../../../graders/semantics/deployment/index.ts';

const START = 240;
const blueGreen = (
  Type: string,
  sizes: object = {},
  { wait = 300, retire = 0, timeout }: { wait?: number; retire?: number; timeout?: number } = {},
): DeploymentSettings => ({
  BlueGreenUpdatePolicy: {
    TrafficRoutingConfiguration: { Type, WaitIntervalInSeconds: wait, ...sizes },
    TerminationWaitInSeconds: retire,
    ...(timeout === undefined ? {} : { MaximumExecutionTimeoutInSeconds: timeout }),
  },
});
const rolling = (Value: number, Type = 'INSTANCE_COUNT', wait = 300): DeploymentSettings => ({
  RollingUpdatePolicy: { MaximumBatchSize: { Type, Value }, WaitIntervalInSeconds: wait },
});
const count = (Value: number) => ({ Type: 'INSTANCE_COUNT', Value });
const percent = (Value: number) => ({ Type: 'CAPACITY_PERCENT', Value });
/** kind, from, to, share in percent, old and new instances. */
const rows = (settings: DeploymentSettings | null, instances = 4) =>
  planOf(settings, instances, START).phases.map(({ kind, from, to, share, old, fresh }) => [
    kind,
    from,
    to,
    Math.round(share * 100),
    old,
    fresh,
  ]);

describe('phases', () => {
  test.each<[string, DeploymentSettings | null, unknown[][]]>([
    ['nothing said: the new fleet starts, and that is all', null, [['start', 0, 240, 0, 4, 4]]],
    ['an empty configuration', {}, [['start', 0, 240, 0, 4, 4]]],
    [
      'all at once bakes all of it',
      blueGreen('ALL_AT_ONCE', {}, { retire: 600 }),
      [
        ['start', 0, 240, 0, 4, 4],
        ['bake', 240, 540, 100, 4, 4],
        ['retire', 540, 1140, 100, 4, 4],
      ],
    ],
    [
      'a canary of one instance, then the rest, each with its bake',
      blueGreen('CANARY', { CanarySize: count(1) }, { retire: 60 }),
      [
        ['start', 0, 240, 0, 4, 4],
        ['bake', 240, 540, 25, 4, 4],
        ['bake', 540, 840, 100, 4, 4],
        ['retire', 840, 900, 100, 4, 4],
      ],
    ],
    [
      'a canary in percent is at least one instance',
      blueGreen('CANARY', { CanarySize: percent(5) }),
      [
        ['start', 0, 240, 0, 4, 4],
        ['bake', 240, 540, 25, 4, 4],
        ['bake', 540, 840, 100, 4, 4],
      ],
    ],
    [
      'linear by half',
      blueGreen('LINEAR', { LinearStepSize: percent(50) }),
      [
        ['start', 0, 240, 0, 4, 4],
        ['bake', 240, 540, 50, 4, 4],
        ['bake', 540, 840, 100, 4, 4],
      ],
    ],
    [
      'linear by three of four: the last step is what is left',
      blueGreen('LINEAR', { LinearStepSize: count(3) }, { wait: 60 }),
      [
        ['start', 0, 240, 0, 4, 4],
        ['bake', 240, 300, 75, 4, 4],
        ['bake', 300, 360, 100, 4, 4],
      ],
    ],
    [
      'rolling starts a batch, bakes it, and ends as many old ones',
      rolling(2),
      [
        ['start', 0, 240, 0, 4, 2],
        ['bake', 240, 540, 50, 4, 2],
        ['start', 540, 780, 50, 2, 4],
        ['bake', 780, 1080, 100, 2, 4],
      ],
    ],
  ])('%s', (_title, settings, expected) => expect(rows(settings)).toEqual(expected));

  test('a canary of a fleet of one is the whole fleet', () => {
    const plan = planOf(blueGreen('CANARY', { CanarySize: percent(10) }), 1, START);
    expect([plan.strategy, plan.steps, plan.seconds]).toEqual(['canary', 1, 540]);
  });
  test.each<[string, DeploymentSettings | null, string, number[]]>([
    ['nothing said', null, 'all-at-once', [1]],
    [
      'a traffic configuration of null',
      { BlueGreenUpdatePolicy: { TrafficRoutingConfiguration: null } },
      'all-at-once',
      [1],
    ],
    [
      'all at once, whatever step it names',
      blueGreen('ALL_AT_ONCE', { LinearStepSize: count(1) }),
      'all-at-once',
      [1, 1],
    ],
    ['a canary', blueGreen('CANARY', { CanarySize: count(1) }, { retire: 60 }), 'canary', [1, 1, 2, 2]],
    ['linear', blueGreen('LINEAR', { LinearStepSize: count(2) }, { retire: 60 }), 'linear', [1, 1, 2, 2]],
    ['rolling', rolling(3), 'rolling', [1, 1, 2, 2]],
  ])('%s: the strategy, and the step of each phase', (_title, settings, strategy, steps) => {
    const plan = planOf(settings, 4, START);
    expect(plan.strategy).toBe(strategy);
    expect(plan.phases.map(({ step }) => step)).toEqual(steps);
    expect(plan.steps).toBe(steps.at(-1));
  });
  test.each<[string, DeploymentSettings]>([
    ['a canary without a size', blueGreen('CANARY')],
    ['linear without a size', blueGreen('LINEAR')],
    ['a canary whose size is null', blueGreen('CANARY', { CanarySize: null })],
    ['a size without a value', blueGreen('LINEAR', { LinearStepSize: { Type: 'INSTANCE_COUNT' } })],
    ['a size that is no number', blueGreen('CANARY', { CanarySize: count(Number.NaN) })],
    ['a batch that is not said', { RollingUpdatePolicy: { WaitIntervalInSeconds: 300 } }],
    ['a batch larger than the fleet', rolling(9)],
  ])('%s is the whole fleet in one step', (_title, settings) => {
    expect(planOf(settings, 4, START)).toMatchObject({ steps: 1, instances: 4, seconds: 540 });
  });
  test('half an instance is none: sizes and fleets round down, to one at least', () => {
    expect(planOf(rolling(2.9), 4, START).steps).toBe(2);
    expect(planOf(rolling(70, 'CAPACITY_PERCENT'), 4, START).steps).toBe(2);
    expect(planOf(null, 2.9, START).instances).toBe(2);
    expect(planOf(null, 0, START).instances).toBe(1);
  });
  test('before it begins there is no phase, and all traffic is on the old version', () => {
    const plan = planOf(rolling(2), 4, START);
    expect(phaseAt(plan, -1)).toBe(null);
    expect(shareAt(plan, -1)).toBe(0);
  });
  test('instances at one time: all of both fleets, or a batch more', () => {
    expect(planOf(blueGreen('ALL_AT_ONCE'), 6, START).peak).toBe(12);
    expect(planOf(rolling(2), 6, START).peak).toBe(8);
  });
  test('a time limit that its own waits do not fit into', () => {
    expect(timesOut(planOf(blueGreen('CANARY', { CanarySize: count(1) }, { timeout: 600 }), 4, START))).toBe(
      true,
    );
    expect(timesOut(planOf(blueGreen('CANARY', { CanarySize: count(1) }, { timeout: 840 }), 4, START))).toBe(
      false,
    );
    expect(timesOut(planOf(null, 4, START))).toBe(false);
  });
});

describe('a failure', () => {
  const canary = () => planOf(blueGreen('CANARY', { CanarySize: count(1) }, { retire: 600 }), 4, START);
  test.each<[string, number, number | null, object]>([
    ['before it has traffic harms nobody', 100, 60, { kind: 'not-serving', exposure: 0, worst: 0 }],
    [
      'of the canary meets a quarter for a minute',
      240,
      60,
      { kind: 'rolled-back', backAt: 300, exposure: 15, worst: 0.25 },
    ],
    [
      'that is noticed after the canary’s bake has met all',
      240,
      301,
      { kind: 'rolled-back', backAt: 541, worst: 1 },
    ],
    [
      'that is noticed when the last bake is over',
      240,
      601,
      { kind: 'too-late', noticedAt: 841, backAt: null, worst: 1 },
    ],
    ['that is noticed at the very end of the last bake', 240, 600, { kind: 'too-late', noticedAt: 840 }],
    [
      'that is noticed at once, as the traffic goes over, meets nobody',
      540,
      0,
      { kind: 'rolled-back', backAt: 540, exposure: 0, worst: 0 },
    ],
    ['while the old fleet waits', 900, 60, { kind: 'too-late', noticedAt: 960, backAt: null }],
    ['after the end', 2000, 60, { kind: 'too-late', phase: null, exposure: 60, worst: 1 }],
    [
      'without an alarm',
      240,
      null,
      { kind: 'unwatched', noticedAt: null, exposure: 75 + 300 + 600, worst: 1 },
    ],
  ])('%s', (_title, at, notice, expected) => expect(failureAt(canary(), at, notice)).toMatchObject(expected));

  test('of an update without a configuration is met by all, and no alarm helps', () => {
    const plan = planOf(null, 2, START);
    expect(failureAt(plan, 240, 60)).toMatchObject({ kind: 'too-late', worst: 1, exposure: 60 });
    expect(failureAt(plan, 240, null)).toMatchObject({ kind: 'unwatched', worst: 1 });
  });
  test('of batches without a bake is never turned back: at the end all traffic meets it', () => {
    const plan = planOf(rolling(2, 'INSTANCE_COUNT', 0), 4, START);
    expect(failureAt(plan, 300, 300)).toMatchObject({
      kind: 'too-late',
      exposure: 0.5 * 180 + 120,
      worst: 1,
    });
    expect(failureAt(plan, 300, 180)).toMatchObject({ kind: 'too-late', exposure: 0.5 * 180, worst: 0.5 });
  });
  test('noticed while the next batch starts is turned back when that is baked', () => {
    const plan = planOf(rolling(2), 4, START);
    expect(failureAt(plan, 500, 60)).toMatchObject({
      kind: 'rolled-back',
      noticedAt: 560,
      backAt: 780,
      worst: 0.5,
    });
  });
});

describe('laws', () => {
  const sizes = fc.record({
    Type: fc.constantFrom('INSTANCE_COUNT', 'CAPACITY_PERCENT'),
    Value: fc.integer({ min: 1, max: 50 }),
  });
  const settings: fc.Arbitrary<DeploymentSettings | null> = fc.oneof(
    fc.constant(null),
    fc.record({
      BlueGreenUpdatePolicy: fc.record({
        TrafficRoutingConfiguration: fc.record({
          Type: fc.constantFrom('ALL_AT_ONCE', 'CANARY', 'LINEAR'),
          WaitIntervalInSeconds: fc.integer({ min: 0, max: 3600 }),
          CanarySize: sizes,
          LinearStepSize: sizes,
        }),
        TerminationWaitInSeconds: fc.integer({ min: 0, max: 3600 }),
      }),
    }),
    fc.record({
      RollingUpdatePolicy: fc.record({
        MaximumBatchSize: sizes,
        WaitIntervalInSeconds: fc.integer({ min: 0, max: 3600 }),
      }),
    }),
  );
  const fleets = fc.integer({ min: 1, max: 40 });

  test('phases follow each other, traffic never goes back, and there is always room for it', () => {
    fc.assert(
      fc.property(settings, fleets, (config, fleet) => {
        const plan = planOf(config, fleet, START);
        let at = 0;
        let share = 0;
        for (const phase of plan.phases) {
          expect(phase.from).toBe(at);
          expect(phase.to).toBeGreaterThan(phase.from);
          expect(phase.share).toBeGreaterThanOrEqual(share);
          expect(phase.old + phase.fresh).toBeGreaterThanOrEqual(fleet);
          expect(phaseAt(plan, phase.from)).toBe(phase);
          expect(shareAt(plan, phase.from)).toBe(phase.share);
          at = phase.to;
          share = phase.share;
        }
        expect(plan.seconds).toBe(at);
        expect(shareAt(plan, at)).toBe(1);
      }),
    );
  });
  test('a slower alarm never helps, and no alarm is worst', () => {
    fc.assert(
      fc.property(
        settings,
        fleets,
        fc.nat(8000),
        fc.nat(900),
        fc.nat(900),
        (config, fleet, at, fast, more) => {
          const plan = planOf(config, fleet, START);
          const [quick, slow] = [failureAt(plan, at, fast), failureAt(plan, at, fast + more)];
          expect(quick.exposure).toBeLessThanOrEqual(slow.exposure + 1e-6);
          expect(quick.worst).toBeLessThanOrEqual(slow.worst);
          if (slow.kind === 'rolled-back') expect(['rolled-back', 'not-serving']).toContain(quick.kind);
        },
      ),
    );
  });
});
