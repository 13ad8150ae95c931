// The map's data from a real account: what setup and solution of the VPC lab leave, read as the graders read it.
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { resolveVariables } from '../../graders/engine/index.ts';
import { readNetwork, tierOf } from '../../graders/semantics/network/index.ts';
import { loadLabForGrading } from '../../server/catalog/lab-manifest.ts';
import { networkPicture } from '../../server/grading/network-picture.ts';
import type { PictureJob } from '../../server/grading/ports.ts';
import type { Sandbox, SandboxAccount } from '../../server/sandbox/index.ts';
import { loadScripts, runScript } from '../../server/scripts/index.ts';
import { sharedSandbox } from '../helpers/sandbox.ts';

const root = join(import.meta.dirname, '../..');
const region = 'us-east-1';
const lab = loadLabForGrading(root, 'vpc-two-az');
const variables = resolveVariables({ lab: lab.manifest, common: lab.common, overrides: { region } });

let sandbox: Sandbox;
let account: SandboxAccount;
let job: PictureJob;

beforeAll(async () => {
  sandbox = await sharedSandbox();
  account = await sandbox.createAccount('map');
  const { endpoint } = sandbox;
  const of = (accessKeyId: string, secretAccessKey: string) =>
    ({
      kind: 'sandbox',
      endpoint,
      region,
      account: account.account,
      credentials: { accessKeyId, secretAccessKey },
    }) as const;
  const scripts = loadScripts(root, 'vpc-two-az');
  for (const name of ['setup', 'solution']) {
    const script = scripts.get(name);
    if (!script) throw new Error(`vpc-two-az has no script ${name}`);
    const target = of(account.accessKeyId, account.secretAccessKey);
    await runScript(script, { scripts, labFolder: lab.folder, variables, target });
  }
  const reader = of(account.readerAccessKeyId, account.readerSecretAccessKey);
  job = { lab: lab.manifest, variables, target: reader, today: '2026-11-26' };
}, 240_000);

test('the VPCs of the tasks come first, the default VPC last; subnets are what their routes make them', async () => {
  const reply = await networkPicture(job);
  if (!reply) throw new Error('no picture');
  expect(reply.unread).toEqual([]);
  expect(reply.vpcs.map(({ name, role }) => [name, role])).toEqual([
    [variables['vpc_name'], 'task'],
    [variables['broken_vpc'], 'task'],
    [null, 'default'],
  ]);
  const network = readNetwork(reply.description);
  expect([...network.notRead]).toEqual(['NetworkInterfaces']);
  const tiers = (index: number) =>
    [...network.subnets.values()]
      .filter(({ vpcId }) => vpcId === reply.vpcs[index]?.id)
      .map(({ id, name }) => [name?.replace(`${variables['vpc_name']}-`, ''), tierOf(network, id)])
      .sort(([a], [b]) => ((a ?? '') < (b ?? '') ? -1 : 1));
  expect(tiers(0)).toEqual([
    ['private-a', 'private'],
    ['private-b', 'private'],
    ['public-a', 'public'],
    ['public-b', 'public'],
  ]);
  expect(tiers(1)).toEqual([
    ['half-private-a', 'private'],
    ['half-private-b', 'private'],
    ['half-public-a', 'public'],
    ['half-public-b', 'public'],
  ]);
});

test('what could not be read is left out and said', async () => {
  sandbox.faults.add(account.account, {
    operation: 'ec2:DescribeNatGateways',
    kind: 'deny',
    who: 'reader',
  });
  try {
    const reply = await networkPicture(job);
    expect(reply?.unread.map(({ collection }) => collection)).toEqual(['NatGateways']);
    expect(reply?.unread[0]?.message).toMatch(/^ec2:DescribeNatGateways could not be read: .+\.$/);
    expect(reply?.description).not.toHaveProperty('NatGateways');
  } finally {
    sandbox.faults.clear(account.account);
  }
});

test('a lab without VPC checks has no map', async () => {
  const s3 = loadLabForGrading(root, 's3-lifecycle');
  expect(await networkPicture({ ...job, lab: s3.manifest, variables: {} })).toBeNull();
});
