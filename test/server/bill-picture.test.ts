// The bill's data from real accounts: an empty one, what the GPU lab leaves, one with a little of everything, reads denied.
import { CloudWatchClient, PutDashboardCommand, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  AllocateAddressCommand,
  CreateVolumeCommand,
  DescribeInstancesCommand,
  DescribeSpotPriceHistoryCommand,
  DescribeSubnetsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { CreateClusterCommand, CreateNodegroupCommand, EKSClient } from '@aws-sdk/client-eks';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { CreateBucketCommand, PutBucketTaggingCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateNotebookInstanceCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { join } from 'node:path';
import { Value } from 'typebox/value';
import { beforeAll, expect, test } from 'vitest';
import { resolveVariables } from '../../graders/engine/index.ts';
import {
  cents,
  explainMissing,
  hourlyBurn,
  monthlyBill,
  priceBook,
  type Resource,
} from '../../graders/semantics/pricing/index.ts';
import { loadLabForGrading } from '../../server/catalog/lab-manifest.ts';
import { BillReply } from '../../server/contract/index.ts';
import { billPicture } from '../../server/grading/bill-picture.ts';
import type { SandboxTarget } from '../../server/grading/ports.ts';
import type { Sandbox, SandboxAccount } from '../../server/sandbox/index.ts';
import { loadScripts, runScript } from '../../server/scripts/index.ts';
import { eksCalendar, files } from '../graders/semantics/pricing/kit.ts';
import { clientOf, sharedSandbox } from '../helpers/sandbox.ts';

const root = join(import.meta.dirname, '../..');
const LAB = 'ec2-gpu-spot';
const region = 'us-east-1';
const lab = loadLabForGrading(root, LAB);
const variables = resolveVariables({ lab: lab.manifest, common: lab.common, overrides: { region } });

let sandbox: Sandbox;
const targetOf = (account: SandboxAccount, who: 'learner' | 'reader') => ({
  kind: 'sandbox' as const,
  ...clientOf(sandbox, account, who),
  account: account.account,
});
const draw = async (account: SandboxAccount, more: Partial<SandboxTarget> = {}): Promise<BillReply> => {
  const target = { ...targetOf(account, 'reader'), ...more };
  const reply = await billPicture({ lab: lab.manifest, variables, target, today: '2026-11-27' });
  if (!reply) throw new Error('no bill');
  expect(Value.Check(BillReply, reply)).toBe(true);
  return reply;
};
const settings = { today: '2026-11-27', calendar: eksCalendar };
const billOf = ({ resources, quotes }: BillReply) =>
  monthlyBill(resources as Resource[], priceBook(files, quotes), settings);
const found = (reply: BillReply, kind: string) =>
  (reply.resources as (Resource & Record<string, unknown>)[]).filter((one) => one.kind === kind);

/** The types of Spot machines that run in a zone with a Spot price, as a learner would find out: by asking EC2. */
async function spotTypesWherePriced(account: SandboxAccount): Promise<Set<string>> {
  const ec2 = new EC2Client(targetOf(account, 'learner'));
  const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({}));
  const machines = Reservations.flatMap(({ Instances = [] }) => Instances).filter(
    ({ InstanceLifecycle }) => InstanceLifecycle === 'spot',
  );
  const { SpotPriceHistory = [] } = await ec2.send(
    new DescribeSpotPriceHistoryCommand({ ProductDescriptions: ['Linux/UNIX'], StartTime: new Date() }),
  );
  const pools = new Set(SpotPriceHistory.map((one) => `${one.InstanceType} ${one.AvailabilityZone}`));
  return new Set(
    machines
      .filter((one) => pools.has(`${one.InstanceType} ${one.Placement?.AvailabilityZone}`))
      .map(({ InstanceType = '' }) => InstanceType),
  );
}

let empty: SandboxAccount;
let mixed: SandboxAccount;
let solved: SandboxAccount;

beforeAll(async () => {
  sandbox = await sharedSandbox();
  [empty, mixed, solved] = await Promise.all([
    sandbox.createAccount('empty'),
    sandbox.createAccount('mixed'),
    sandbox.createAccount('solved'),
  ]);
  const known = loadScripts(root, LAB);
  for (const name of ['setup', 'solution']) {
    const script = known.get(name);
    if (!script) throw new Error(name);
    const target = targetOf(solved, 'learner');
    await runScript(script, { scripts: known, labFolder: lab.folder, variables, target });
  }
  const config = clientOf(sandbox, mixed);
  const Tags = [{ Key: 'Project', Value: 'birdsong' }];
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: 'bm-bill' }));
  await s3.send(new PutBucketTaggingCommand({ Bucket: 'bm-bill', Tagging: { TagSet: Tags } }));
  for (const [Key, StorageClass] of [
    ['a', undefined],
    ['b', undefined],
    ['c', 'GLACIER_IR'],
  ] as const)
    await s3.send(new PutObjectCommand({ Bucket: 'bm-bill', Key, Body: 'x'.repeat(1000), StorageClass }));
  const ec2 = new EC2Client(config);
  await ec2.send(
    new CreateVolumeCommand({
      AvailabilityZone: 'us-east-1a',
      Size: 100,
      VolumeType: 'gp2',
      TagSpecifications: [{ ResourceType: 'volume', Tags }],
    }),
  );
  await ec2.send(new AllocateAddressCommand({ Domain: 'vpc' }));
  await new KMSClient(config).send(new CreateKeyCommand({ Tags: [{ TagKey: 'Owner', TagValue: 'amelia' }] }));
  await new CloudWatchLogsClient(config).send(
    new CreateLogGroupCommand({ logGroupName: '/bm/api', tags: { Project: 'birdsong' } }),
  );
  const cloudwatch = new CloudWatchClient(config);
  await cloudwatch.send(
    new PutMetricAlarmCommand({
      AlarmName: 'slow',
      Namespace: 'AWS/EC2',
      MetricName: 'CPUUtilization',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      Statistic: 'Average',
      ComparisonOperator: 'GreaterThanThreshold',
      Tags,
    }),
  );
  await cloudwatch.send(new PutDashboardCommand({ DashboardName: 'bm', DashboardBody: '{"widgets":[]}' }));
  await new SageMakerClient(config).send(
    new CreateNotebookInstanceCommand({
      NotebookInstanceName: 'desk',
      InstanceType: 'ml.t3.medium',
      RoleArn: `arn:aws:iam::${mixed.account}:role/x`,
      Tags,
    }),
  );
  const eks = new EKSClient(config);
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({}));
  const subnetIds = Subnets.slice(0, 2).flatMap(({ SubnetId }) => SubnetId ?? []);
  const [clusterRole = '', nodeRole = ''] = await Promise.all(
    ['eks', 'ec2'].map(async (service) => {
      const { Role } = await new IAMClient(config).send(
        new CreateRoleCommand({
          RoleName: service,
          AssumeRolePolicyDocument: JSON.stringify({
            Version: '2012-10-17',
            Statement: {
              Effect: 'Allow',
              Principal: { Service: `${service}.amazonaws.com` },
              Action: 'sts:AssumeRole',
            },
          }),
        }),
      );
      return Role?.Arn ?? '';
    }),
  );
  await eks.send(
    new CreateClusterCommand({
      name: 'bm',
      version: '1.34',
      roleArn: clusterRole,
      resourcesVpcConfig: { subnetIds },
      tags: { Project: 'birdsong' },
    }),
  );
  await eks.send(
    new CreateNodegroupCommand({
      clusterName: 'bm',
      nodegroupName: 'general',
      subnets: subnetIds,
      nodeRole,
      instanceTypes: ['m5.large'],
      scalingConfig: { minSize: 1, desiredSize: 2, maxSize: 3 },
      tags: { Owner: 'amelia' },
    }),
  );
}, 240_000);

test('an empty account costs nothing, and everything of it could be read', async () => {
  const reply = await draw(empty);
  expect(reply).toMatchObject({ resources: [], unseen: [], quotes: [], unread: [], region });
});

test('a little of everything, with the tags that each service shows in its own way', async () => {
  const reply = await draw(mixed);
  expect(reply.unread).toEqual([]);
  const tags = { Project: 'birdsong' };
  expect(found(reply, 'volume')).toMatchObject([{ volumeType: 'gp2', gb: 100, tags }]);
  expect(found(reply, 'public-ipv4')).toHaveLength(1);
  expect(found(reply, 's3-storage')).toMatchObject([
    { id: 'bm-bill STANDARD', objects: 2, tags },
    { id: 'bm-bill GLACIER_IR', objects: 1, tags },
  ]);
  expect(found(reply, 'kms-key')).toMatchObject([{ tags: { Owner: 'amelia' } }]);
  expect(found(reply, 'logs')).toMatchObject([{ id: '/bm/api', tags }]);
  expect(found(reply, 'alarm')).toMatchObject([{ id: 'slow', count: 1, highResolution: false, tags }]);
  expect(found(reply, 'dashboard')).toMatchObject([{ id: 'bm' }]);
  expect(found(reply, 'notebook')).toMatchObject([{ id: 'desk', running: true, tags }]);
  expect(found(reply, 'eks-cluster')).toMatchObject([{ id: 'bm', version: '1.34', tags }]);
  expect(found(reply, 'instance')).toMatchObject([
    { id: 'bm/general', instanceType: 'm5.large', count: 2, tags: { Owner: 'amelia' } },
  ]);
  const bill = billOf(reply);
  expect(bill.total).toBeNull();
  expect(bill.missing.map(explainMissing)).toEqual([
    'bm/general disks: resources of kind disks of 2 nodes cannot be priced.',
  ]);
});

test('what the GPU lab leaves: the machines on Spot at the price of their zone, their disks, the gateway', async () => {
  const reply = await draw(solved);
  expect(reply.unread).toEqual([]);
  const spot = found(reply, 'instance').filter(({ purchase }) => purchase === 'spot');
  expect(spot.length).toBeGreaterThan(0);
  // Which zones have a type on Spot differs from account to account: what runs where it is not for sale has no price.
  const offered = await spotTypesWherePriced(solved);
  const types = [...new Set(spot.map(({ instanceType }) => String(instanceType)))].sort();
  expect(reply.quotes.map(({ price }) => price)).toEqual(
    types.filter((type) => offered.has(type)).map((type) => `ec2-spot ${type}`),
  );
  for (const { unit, source } of reply.quotes)
    expect({ unit, date: source.date }).toEqual({ unit: 'hour', date: '2026-11-27' });
  expect(found(reply, 'volume').length).toBeGreaterThan(0);
  expect(billOf(reply).missing).toMatchObject(
    spot
      .filter(({ instanceType }) => !offered.has(String(instanceType)))
      .map(({ instanceType }) => ({ why: 'price-unknown', price: `ec2-spot ${String(instanceType)}` })),
  );
  const burn = hourlyBurn(reply.resources as Resource[], priceBook(files, reply.quotes), settings);
  expect(burn.total === null).toBe(billOf(reply).missing.length > 0);
  expect(Number(cents(burn.known))).toBeGreaterThan(0);
});

test('what cannot be read is said, and the rest is there', async () => {
  for (const operation of ['ec2:DescribeVolumes', 'kms:ListResourceTags', 's3:ListObjectsV2'])
    sandbox.faults.add(mixed.account, { operation, kind: 'deny', who: 'reader' });
  try {
    const reply = await draw(mixed);
    expect(reply.unread.map(({ what }) => what).sort()).toEqual([
      'objects of buckets',
      'tags of keys',
      'volumes',
    ]);
    expect(reply.unread.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/^ec2:DescribeVolumes could not be read: /),
    );
    expect(found(reply, 'volume')).toEqual([]);
    expect(found(reply, 'kms-key')).toMatchObject([{ tags: {} }]);
    expect(billOf(reply).missing.map(explainMissing)).toContain(
      'bm-bill more: resources of kind objects that were not counted cannot be priced.',
    );
  } finally {
    sandbox.faults.clear(mixed.account);
  }
});

test('there are no prices of another Region', async () => {
  const target = { ...targetOf(empty, 'reader'), region: 'eu-west-1' };
  expect(await billPicture({ lab: lab.manifest, variables, target, today: null })).toBeNull();
});
