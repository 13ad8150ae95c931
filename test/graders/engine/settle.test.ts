import { describe, expect, it } from 'vitest';
import { checks as allChecks } from '../../../graders/checks/index.ts';
import {
  grade,
  rejudge,
  type GradeEvent,
  type GradeInput,
  type GradeOutcome,
  type Wait,
} from '../../../graders/engine/index.ts';
import { Type } from 'typebox';
import {
  defineCheck,
  fail,
  pass,
  type AnyCheck,
  type AnyRead,
  type Read,
  type ReadSlot,
} from '../../../graders/kit/index.ts';
import { TEST_KEYS } from '../../helpers/session.ts';
import { toyChecks, toyLab, type World } from '../../helpers/toy-lab.ts';

const WINDOW_SECONDS = 1;
const labOf = (use: string) => toyLab([['one', 100, [], [use, { name: 'a', least: 3 }]]]);

/** Passes when the list that the read gives holds something of the size. */
function listed(size: AnyCheck): AnyCheck {
  return defineCheck({
    id: 'toy/listed',
    title: 'Something in the list is big enough',
    params: Type.Object({ name: Type.String(), least: Type.Number() }),
    reads: { thing: size.reads['thing'] as Read<{ name: string }, { size: number }[]> },
    bind: ({ name }) => ({ thing: { name } }),
    reasons: { big: pass('There it is.'), 'item-missing': fail('Nothing is big enough.') },
    judge: ({ thing }, { least }) => ({
      reason: (thing() ?? []).some((one) => one.size >= least) ? 'big' : 'item-missing',
      data: {},
      evidence: [thing.at('', least, thing() ?? null)],
    }),
  });
}

/** Grades the toy lab at AWS with a read that may show the past for a second. */
async function run(
  world: World,
  more: Partial<GradeInput> = {},
  use: 'toy/size' | 'toy/listed' = 'toy/size',
): Promise<GradeOutcome & { asked: string[]; waits: Wait[] }> {
  const { checks: toys, identity, asked } = toyChecks(world);
  const check = (await toys['toy/size']?.())?.default as AnyCheck;
  const lab = labOf(use);
  Object.assign(check.reads['thing'] as object, { source: 'aws', consistencySeconds: WINDOW_SECONDS });
  const checks = { ...toys, 'toy/listed': () => Promise.resolve({ default: listed(check) }) };
  const waits: Wait[] = [];
  const outcome = await grade({
    lab,
    version: 'test',
    variables: {},
    target: { kind: 'aws', endpoint: null, region: 'us-east-1', credentials: TEST_KEYS },
    checks,
    identity,
    limits: { absenceMs: 100, labMs: 5_000 },
    onWait: (wait) => waits.push(wait),
    ...more,
  });
  const again = await rejudge({ evidence: outcome.evidence, lab, checks });
  expect(again.tasks, 'the evidence is what was judged').toEqual(outcome.report.tasks);
  return { ...outcome, asked: asked.filter((name) => name !== 'identity'), waits };
}

describe('what AWS does not show within the window of its read', () => {
  it('is looked for again, with a countdown, and counts once it is there', async () => {
    const world: World = new Map();
    setTimeout(() => world.set('a', { size: 3 }), 400);
    const told: GradeEvent[] = [];
    const { report, waits, asked } = await run(world, { onEvent: (event) => told.push(event) });
    expect(report.tasks[0]).toMatchObject({ status: 'pass', reason: 'big' });
    // Nobody is told of a failure that was none.
    expect(told.map((event) => (event.type === 'task-result' ? event.result.status : event.type))).toEqual([
      'task-started',
      'pass',
    ]);
    expect(asked.length).toBeGreaterThan(2);
    expect(waits.length).toBeGreaterThan(0);
    for (const { read, secondsLeft } of waits) {
      expect(read).toBe('toy:GetThing');
      expect(secondsLeft).toBeLessThanOrEqual(WINDOW_SECONDS);
    }
  });

  it('is missing when the window is over', async () => {
    const started = performance.now();
    const told: GradeEvent[] = [];
    const { report } = await run(new Map(), { onEvent: (event) => told.push(event) });
    expect(report.tasks[0]).toMatchObject({ status: 'fail', reason: 'thing-missing' });
    expect(told.filter(({ type }) => type === 'task-result')).toEqual([
      { type: 'task-result', result: report.tasks[0] },
    ]);
    expect(performance.now() - started).toBeGreaterThanOrEqual(WINDOW_SECONDS * 1000 - 200);
  });

  it('is not visible yet, blocked and no failure, when the time of the lab is up before', async () => {
    const { report } = await run(new Map(), { limits: { absenceMs: 50, labMs: 500 } });
    expect(report.tasks[0]).toMatchObject({ status: 'blocked', reason: 'timeout', points: 0 });
    expect(report.tasks[0]?.message).toMatch(/not visible yet.*grade again in half a minute/);
  });

  it('may be the newest of a list: one with others in it is looked at again where something is missing', async () => {
    const world: World = new Map([['a', [{ size: 1 }]]]);
    setTimeout(() => world.set('a', [{ size: 1 }, { size: 3 }]), 300);
    const { report, waits } = await run(world, {}, 'toy/listed');
    expect(report.tasks[0]).toMatchObject({ status: 'pass' });
    expect(waits.length).toBeGreaterThan(0);
    const never = await run(new Map([['a', [{ size: 1 }]]]), {}, 'toy/listed');
    expect(never.report.tasks[0]).toMatchObject({ status: 'fail', reason: 'item-missing' });
  });

  it('is not waited for where nothing fails, nor at an emulator', async () => {
    const seen = await run(new Map([['a', { size: 3 }]]));
    expect([seen.report.tasks[0]?.status, seen.waits]).toEqual(['pass', []]);
    const target = {
      kind: 'endpoint',
      endpoint: 'http://127.0.0.1:1',
      region: 'us-east-1',
      credentials: TEST_KEYS,
    } as const;
    const emulator = await run(new Map(), { target });
    expect([emulator.report.tasks[0]?.status, emulator.waits]).toEqual(['fail', []]);
  });
});

describe('the windows that reads declare', () => {
  it('are those of IAM and EC2, whose pages say that answers may be old; S3 is strong', async () => {
    const windows = new Map<string, Set<number>>();
    for (const load of Object.values(allChecks)) {
      const reads = Object.values((await load()).default.reads as Record<string, ReadSlot>);
      for (const slot of reads) {
        const read: AnyRead = 'each' in slot ? slot.each : slot;
        const service = read.id.split(':')[0] ?? '';
        if (read.source === 'aws')
          windows.set(service, (windows.get(service) ?? new Set()).add(read.consistencySeconds));
      }
    }
    expect(windows.get('iam')).toEqual(new Set([15]));
    // Catalogues of AWS's own, such as types and prices, do not change by what a learner does.
    expect(windows.get('ec2')).toEqual(new Set([15, 0]));
    expect(windows.get('s3')).toEqual(new Set([0]));
  });
});
