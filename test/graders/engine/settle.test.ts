import { describe, expect, it } from 'vitest';
import { checks as allChecks } from '../../../graders/checks/index.ts';
import {
  grade,
  rejudge,
  type GradeInput,
  type GradeOutcome,
  type Wait,
} from '../../../graders/engine/index.ts';
import type { AnyCheck, AnyRead, ReadSlot } from '../../../graders/kit/index.ts';
import { TEST_KEYS } from '../../helpers/session.ts';
import { toyChecks, toyLab, type World } from '../../helpers/toy-lab.ts';

const WINDOW_SECONDS = 1;
const LAB = toyLab([['one', 100, [], ['toy/size', { name: 'a', least: 3 }]]]);

/** Grades the toy lab at AWS with a read that may show the past for a second. */
async function run(
  world: World,
  more: Partial<GradeInput> = {},
): Promise<GradeOutcome & { asked: string[]; waits: Wait[] }> {
  const { checks, identity, asked } = toyChecks(world);
  const check = (await checks['toy/size']?.())?.default as AnyCheck;
  Object.assign(check.reads['thing'] as object, { source: 'aws', consistencySeconds: WINDOW_SECONDS });
  const waits: Wait[] = [];
  const outcome = await grade({
    lab: LAB,
    version: 'test',
    variables: {},
    target: { kind: 'aws', endpoint: null, region: 'us-east-1', credentials: TEST_KEYS },
    checks,
    identity,
    limits: { absenceMs: 100, labMs: 5_000 },
    onWait: (wait) => waits.push(wait),
    ...more,
  });
  const again = await rejudge({ evidence: outcome.evidence, lab: LAB, checks });
  expect(again.tasks, 'the evidence is what was judged').toEqual(outcome.report.tasks);
  return { ...outcome, asked: asked.filter((name) => name !== 'identity'), waits };
}

describe('what AWS does not show within the window of its read', () => {
  it('is looked for again, with a countdown, and counts once it is there', async () => {
    const world: World = new Map();
    setTimeout(() => world.set('a', { size: 3 }), 400);
    const { report, waits, asked } = await run(world);
    expect(report.tasks[0]).toMatchObject({ status: 'pass', reason: 'big' });
    expect(asked.length).toBeGreaterThan(2);
    expect(waits.length).toBeGreaterThan(0);
    for (const { read, secondsLeft } of waits) {
      expect(read).toBe('toy:GetThing');
      expect(secondsLeft).toBeLessThanOrEqual(WINDOW_SECONDS);
    }
  });

  it('is missing when the window is over', async () => {
    const started = performance.now();
    const { report } = await run(new Map());
    expect(report.tasks[0]).toMatchObject({ status: 'fail', reason: 'thing-missing' });
    expect(performance.now() - started).toBeGreaterThanOrEqual(WINDOW_SECONDS * 1000 - 200);
  });

  it('is not visible yet, blocked and no failure, when the time of the lab is up before', async () => {
    const { report } = await run(new Map(), { limits: { absenceMs: 50, labMs: 500 } });
    expect(report.tasks[0]).toMatchObject({ status: 'blocked', reason: 'timeout', points: 0 });
    expect(report.tasks[0]?.message).toMatch(/not visible yet.*grade again in half a minute/);
  });

  it('is not waited for again by a later run that knows since when it is missed', async () => {
    const missedSince = new Map<string, number>();
    await run(new Map(), { missedSince });
    expect(missedSince.size).toBe(1);
    const { report, waits } = await run(new Map(), { missedSince });
    expect(report.tasks[0]).toMatchObject({ status: 'fail', reason: 'thing-missing' });
    expect(waits).toEqual([]);
    await run(new Map([['a', { size: 3 }]]), { missedSince });
    expect(missedSince.size).toBe(0);
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
