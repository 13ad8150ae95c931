// The Spot picture's data from real accounts: what the GPU lab begins with, what its reference leaves, and choices that do not stand.
import { join } from 'node:path';
import { Value } from 'typebox/value';
import { beforeAll, expect, test } from 'vitest';
import { resolveVariables } from '../../graders/engine/index.ts';
import { loadLabForGrading } from '../../server/catalog/lab-manifest.ts';
import { SpotPricesReply } from '../../server/contract/index.ts';
import type { PictureJob } from '../../server/grading/ports.ts';
import { spotPicture } from '../../server/grading/spot-picture.ts';
import type { Sandbox } from '../../server/sandbox/index.ts';
import { sharedSandbox } from '../helpers/sandbox.ts';
import { pictureAccount, type PictureAccount } from '../helpers/server/picture-account.ts';

const root = join(import.meta.dirname, '../..');
const region = 'us-east-1';
const lab = loadLabForGrading(root, 'ec2-gpu-spot');
const variables = resolveVariables({
  lab: lab.manifest,
  common: lab.common,
  overrides: { region, cards: 'a' },
});

let sandbox: Sandbox;
const made = new Map<string, PictureAccount>();

async function make(name: string, scripts: readonly string[]): Promise<void> {
  made.set(name, await pictureAccount(sandbox, lab, variables, name, scripts));
}

const jobOf = (name: string): PictureJob => {
  const job = made.get(name)?.job;
  if (!job) throw new Error(name);
  return job;
};
const drawn = async (job: PictureJob): Promise<SpotPricesReply> => {
  const reply = await spotPicture(job);
  if (!reply) throw new Error('no picture');
  expect(Value.Check(SpotPricesReply, reply)).toBe(true);
  return reply;
};
const handedIn = (text: string): PictureJob => ({
  ...jobOf('solved'),
  artifacts: { 'gpu-choice': [{ name: 'choice.json', bytes: Buffer.from(text) }] },
});

beforeAll(async () => {
  sandbox = await sharedSandbox();
  await make('begun', ['setup']);
  await make('solved', ['setup', 'solution']);
}, 240_000);

test('at the beginning: no choice, the old box on demand, and every type that is enough for the job', async () => {
  const reply = await drawn(jobOf('begun'));
  expect(reply.unread).toEqual([]);
  expect(reply.choice).toMatchObject({ state: 'none', type: null, zoneStands: null });
  const box = { kind: 'instance', types: ['g4dn.xlarge'], zones: ['us-east-1a'], note: '' };
  expect(reply.uses).toEqual([
    { ...box, name: `${variables['prefix']}-oldbox`, market: 'on-demand' },
    // What the persistent request keeps starting has no name.
    { ...box, name: expect.stringMatching(/^i-/) as string, market: 'spot' },
  ]);
  expect(reply.types.map(({ type }) => type)).toEqual([
    'g4dn.xlarge',
    'g5.xlarge',
    'g6.xlarge',
    'g6.2xlarge',
    'g6e.xlarge',
    'g7e.2xlarge',
    'p5.4xlarge',
  ]);
  expect(reply.types.every(({ fits, onDemand }) => fits && onDemand !== null)).toBe(true);
});

test('prices go back a month, oldest first, below what is paid on demand', async () => {
  const reply = await drawn(jobOf('begun'));
  const [since, now] = [reply.since, reply.now].map((one) => Date.parse(one) / 1000);
  if (since === undefined || now === undefined) throw new Error('no time');
  expect(now - since).toBe(30 * 86_400);
  expect(new Set(reply.series.map(({ type }) => type)).size).toBe(reply.types.length);
  for (const { type, points } of reply.series) {
    expect(points[0]?.[0]).toBeLessThanOrEqual(since);
    expect(points.at(-1)?.[0]).toBeLessThanOrEqual(now);
    expect(points.map(([at]) => at)).toEqual(points.map(([at]) => at).toSorted((a, b) => a - b));
    const onDemand = reply.types.find((one) => one.type === type)?.onDemand ?? 0;
    expect(points.every(([, usd]) => usd > 0 && usd < onDemand)).toBe(true);
  }
});

test('with the reference the choice stands, and template, group and trainer are known with their zones', async () => {
  const reply = await drawn(jobOf('solved'));
  expect(reply.choice).toMatchObject({
    state: 'read',
    type: 'g4dn.xlarge',
    zoneStands: true,
    priceStands: true,
  });
  expect(reply.types.slice(0, 3).map(({ type, chosenFor, fits }) => [type, chosenFor, fits])).toEqual([
    ['g4dn.xlarge', ['dev'], true],
    ['g6e.xlarge', ['tune'], true],
    ['p4d.24xlarge', ['scale'], true],
  ]);
  expect(reply.uses.map(({ kind, market, types, zones }) => [kind, market, types, zones])).toEqual([
    ['template', 'either', ['g6.xlarge'], []],
    ['group', 'spot', ['g5.xlarge', 'g6.2xlarge', 'g6.xlarge'], ['us-east-1a', 'us-east-1b']],
    ['instance', 'on-demand', ['g4dn.xlarge'], ['us-east-1a']],
    ['instance', 'spot', ['g4dn.xlarge'], ['us-east-1a']],
    ['instance', 'spot', ['g6.xlarge'], ['us-east-1a']],
  ]);
});

test('a dear zone, an old price, a zone without a price and a file that is none are told apart', async () => {
  const { series } = await drawn(jobOf('solved'));
  const ends = series
    .filter(({ type }) => type === 'g4dn.xlarge')
    .map(({ zone, points }) => ({ zone, usd: points.at(-1)?.[1] ?? 0 }))
    .toSorted((a, b) => a.usd - b.usd);
  const text = (zone: string, price: number) =>
    JSON.stringify({
      dev: { type: 'g4dn.xlarge', hourly: 0.526 },
      tune: { type: 'nothing.such', hourly: 1 },
      scale: { type: 'p4d.24xlarge', hourly: 21.957642 },
      spot: { zone, price },
    });
  const [first, last] = [ends[0], ends.at(-1)];
  if (!first || !last) throw new Error('no zones');
  const choice = async (body: string) => (await drawn(handedIn(body))).choice;
  expect(await choice(text(first.zone, first.usd * 2))).toMatchObject({
    zoneStands: true,
    priceStands: false,
  });
  if (last.usd > first.usd * 1.02)
    expect(await choice(text(last.zone, last.usd))).toMatchObject({ zoneStands: false, priceStands: true });
  expect(await choice(text('us-east-1z', 1))).toMatchObject({ zoneStands: false, priceStands: null });
  expect(await choice('{')).toMatchObject({ state: 'unreadable', type: null });
  expect((await drawn(handedIn(text(first.zone, 1)))).types.map(({ type }) => type)).not.toContain(
    'nothing.such',
  );
});

test('what could not be read is said, and the rest is drawn', async () => {
  const account = made.get('solved')?.account.account ?? '';
  const deny = async (operation: string) => {
    sandbox.faults.add(account, { operation, kind: 'deny', who: 'reader' });
    try {
      return await drawn(jobOf('solved'));
    } finally {
      sandbox.faults.clear(account);
    }
  };
  const prices = await deny('ec2:DescribeSpotPriceHistory');
  expect(prices.series).toEqual([]);
  expect(prices.choice).toMatchObject({ state: 'read', zoneStands: null, priceStands: null });
  expect(prices.unread[0]?.message).toMatch(/^ec2:DescribeSpotPriceHistory could not be read: /);
  const group = await deny('autoscaling:DescribeAutoScalingGroups');
  expect(group.unread.map(({ what }) => what)).toEqual(['the Auto Scaling group']);
  expect(group.uses.map(({ kind }) => kind)).toEqual(['template', 'instance', 'instance', 'instance']);
});

test('a lab without Spot has no such picture', async () => {
  const s3 = loadLabForGrading(root, 's3-lifecycle');
  expect(await spotPicture({ ...jobOf('begun'), lab: s3.manifest, variables: {} })).toBeNull();
});
