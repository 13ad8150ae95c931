import { describe, expect, it } from 'vitest';
import { checks } from '../../../graders/checks/index.ts';
import data from '../../../graders/engine/call-rates.json' with { type: 'json' };
import { Pacer, rateOf, type Call, type Clock } from '../../../graders/engine/pace.ts';
import type { AnyRead, ReadSlot } from '../../../graders/kit/index.ts';
import { vpcs } from '../../../graders/reads/ec2-vpc.ts';
import { bucketVersioning } from '../../../graders/reads/s3-bucket.ts';
import { startDouble } from '../../helpers/http-double.ts';
import { endpointTarget, testSession } from '../../helpers/session.ts';

/** Time that passes only when everybody waits. */
function fakeClock(): Clock & { run(until: Promise<unknown>): Promise<void> } {
  let time = 0;
  const sleepers: { at: number; wake: () => void }[] = [];
  return {
    now: () => time,
    sleep: (milliseconds) => new Promise((wake) => sleepers.push({ at: time + milliseconds, wake })),
    run: async (until) => {
      const state = { done: false };
      void until.then(() => (state.done = true));
      for (;;) {
        await new Promise((resolve) => setImmediate(resolve));
        if (state.done) return;
        const next = sleepers.toSorted((a, b) => a.at - b.at)[0];
        if (!next) continue;
        time = Math.max(time, next.at);
        for (const one of sleepers.filter(({ at }) => at <= time)) {
          sleepers.splice(sleepers.indexOf(one), 1);
          one.wake();
        }
      }
    },
  };
}

async function awsReads(): Promise<AnyRead[]> {
  const found = new Map<string, AnyRead>();
  for (const load of Object.values(checks))
    for (const slot of Object.values((await load()).default.reads as Record<string, ReadSlot>)) {
      const read = 'each' in slot ? slot.each : slot;
      if (read.source === 'aws') found.set(read.id, read);
    }
  return [...found.values()];
}

/** Most calls that fall into any window of this length. */
function peak(times: readonly number[], windowMs: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  let first = 0;
  return sorted.reduce((most, time, last) => {
    while (time - (sorted[first] ?? 0) >= windowMs) first += 1;
    return Math.max(most, last - first + 1);
  }, 0);
}

describe('the pace of calls', () => {
  it('stays within the rates for each of 300 accounts, each graded three times at once with every read', async () => {
    const clock = fakeClock();
    const pacer = new Pacer(clock);
    const sent = new Map<string, number[]>();
    const call = async (one: Call): Promise<void> => {
      await pacer.take(one);
      const key = `${one.account} ${one.operation}`;
      sent.set(key, [...(sent.get(key) ?? []), clock.now()]);
      pacer.heard(one, false);
    };
    const operations = ['sts:GetCallerIdentity', ...(await awsReads()).map(({ id }) => id)];
    const accounts = Array.from({ length: 300 }, (_, index) => String(index).padStart(12, '0'));
    const all = accounts.flatMap((account) =>
      // One that lists 40 clusters or objects makes as many calls of one kind.
      Array.from({ length: 3 }, () => operations).flatMap((list, round) =>
        list.flatMap((operation) =>
          Array.from({ length: round === 0 && account === accounts[0] ? 40 : 1 }, () =>
            call({ account, region: 'us-east-1', operation }),
          ),
        ),
      ),
    );
    // Roles of the cohort are assumed with our own keys: one account's limit for all of them.
    const roles = accounts.map(() =>
      call({ account: 'ours', region: 'us-east-1', operation: 'sts:AssumeRole' }),
    );
    await clock.run(Promise.all([...all, ...roles]));
    expect([...sent.values()].flat()).toHaveLength(all.length + roles.length);
    for (const [key, times] of sent) {
      const { burst, perSecond } = rateOf(key.split(' ')[1] ?? '');
      for (const seconds of [1, 5, 20])
        expect(peak(times, seconds * 1000), key).toBeLessThanOrEqual(burst + perSecond * seconds);
    }
    const assumed = sent.get('ours sts:AssumeRole') ?? [];
    expect(Math.max(...assumed), '300 roles are spread over half a minute').toBeCloseTo(29_000, -3);
  }, 60_000);

  it('halves when AWS throttles, and comes back', async () => {
    const clock = fakeClock();
    const pacer = new Pacer(clock);
    const one: Call = { account: '1', region: 'us-east-1', operation: 'ec2:DescribeVpcs' };
    const timeOf = async (calls: number): Promise<number> => {
      const started = clock.now();
      await clock.run(Promise.all(Array.from({ length: calls }, () => pacer.take(one))));
      return clock.now() - started;
    };
    expect(await timeOf(50)).toBe(0);
    expect(await timeOf(10)).toBeCloseTo(1_000, 0);
    pacer.heard(one, true);
    expect(await timeOf(10)).toBeCloseTo(2_000, 0);
    for (let answers = 0; answers < 10; answers += 1) pacer.heard(one, false);
    expect(await timeOf(10)).toBeCloseTo(1_000, 0);
  });

  it('is kept at AWS only, and a throttled start loses no check there', { timeout: 30_000 }, async () => {
    let ends = Infinity;
    const double = await startDouble(({ method, body }) => {
      const isS3 = method === 'GET';
      if (Date.now() < ends) {
        const error = (code: string): string => `<Error><Code>${code}</Code></Error>`;
        const ofEc2 = `<Response><Errors>${error('RequestLimitExceeded')}</Errors></Response>`;
        return { status: 503, body: isS3 ? error('SlowDown') : ofEc2 };
      }
      return {
        status: 200,
        body: body.includes('DescribeVpcs')
          ? '<DescribeVpcsResponse><vpcSet/></DescribeVpcsResponse>'
          : '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>',
      };
    });
    const ask = (kind: 'aws' | 'endpoint') => {
      const session = testSession({
        target: endpointTarget(double.endpoint, kind),
        reads: [vpcs, bucketVersioning],
      });
      return Promise.all([session.ask(vpcs, {}), session.ask(bucketVersioning, { bucket: 'b' })]).finally(
        () => session.close(),
      );
    };
    // Three attempts are over by then; at an emulator nobody waits longer.
    const atEmulator = await ask('endpoint');
    ends = Date.now() + 4_000;
    const atAws = await ask('aws');
    await double.close();
    expect(atAws).toEqual([
      { state: 'present', value: [] },
      { state: 'present', value: { Status: 'Enabled' } },
    ]);
    expect(atEmulator.map((one) => one.state === 'blocked' && one.reason)).toEqual([
      'throttled',
      'throttled',
    ]);
  });
});

describe('the rates', () => {
  it('are dated, and a published one names its page', () => {
    expect(data.reviewed).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    for (const [key, { published, source }] of Object.entries(data.rates))
      expect(source === null, key).toBe(!published);
    expect(rateOf('ec2:DescribeVpcs')).toMatchObject({ perSecond: 10 });
    expect(rateOf('sts:AssumeRole')).toMatchObject({ perSecond: 10 });
    expect(rateOf('iam:GetRole')).toMatchObject({ perSecond: 5 });
  });
});
