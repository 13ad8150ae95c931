/** Managed node groups through the whole sandbox, and the states that a cluster and its groups pass through. */
import { CreateLaunchTemplateCommand, type RequestLaunchTemplateData } from '@aws-sdk/client-ec2';
import {
  CreateClusterCommand,
  CreateNodegroupCommand,
  DeleteClusterCommand,
  DeleteNodegroupCommand,
  DescribeClusterCommand,
  DescribeNodegroupCommand,
  DescribeUpdateCommand,
  ListAccessEntriesCommand,
  ListNodegroupsCommand,
  ListUpdatesCommand,
  TagResourceCommand,
  UpdateClusterConfigCommand,
  UpdateClusterVersionCommand,
  UpdateNodegroupConfigCommand,
  UpdateNodegroupVersionCommand,
  type CreateNodegroupCommandInput,
  type EKSClient,
  type UpdateNodegroupConfigCommandInput,
} from '@aws-sdk/client-eks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../../server/sandbox/index.ts';
import { freshSandbox } from '../../helpers/sandbox.ts';
import { clock, eksGround, type EksGround } from './eks-harness.ts';

let sandbox: Sandbox;
let ground: EksGround;
let eks: EKSClient;

beforeAll(async () => {
  sandbox = await freshSandbox({ now: clock.now });
  ground = await eksGround(sandbox, 'nodes');
  ({ eks } = ground);
  await cluster('main');
}, 300_000);
afterAll(async () => {
  ground.end();
  await sandbox.close();
});

const cluster = (name: string, version = '1.35') =>
  eks.send(
    new CreateClusterCommand({
      name,
      version,
      roleArn: ground.clusterRole,
      resourcesVpcConfig: { subnetIds: ground.subnets },
      accessConfig: { authenticationMode: 'API_AND_CONFIG_MAP' },
    }),
  );
const group = (nodegroupName: string, rest: Partial<CreateNodegroupCommandInput> = {}) =>
  eks.send(
    new CreateNodegroupCommand({
      clusterName: 'main',
      nodegroupName,
      subnets: ground.subnets,
      nodeRole: ground.nodeRole,
      ...rest,
    }),
  );
const shown = async (nodegroupName: string, clusterName = 'main') =>
  (await eks.send(new DescribeNodegroupCommand({ clusterName, nodegroupName }))).nodegroup;
const change = (nodegroupName: string, rest: Partial<UpdateNodegroupConfigCommandInput>) =>
  eks.send(new UpdateNodegroupConfigCommand({ clusterName: 'main', nodegroupName, ...rest }));
const template = async (LaunchTemplateName: string, LaunchTemplateData: RequestLaunchTemplateData) => {
  const made = await ground.ec2.send(
    new CreateLaunchTemplateCommand({ LaunchTemplateName, LaunchTemplateData }),
  );
  return made.LaunchTemplate?.LaunchTemplateId ?? '';
};
const refused = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'accepted',
    (error: unknown) => error,
  );

describe('a node group', () => {
  it('has the defaults of AWS, and no remote access that nobody asked for', async () => {
    const made = await group('plain');
    expect(made.nodegroup).toMatchObject({ status: 'CREATING' });
    const found = await shown('plain');
    expect(found).toMatchObject({
      nodegroupName: 'plain',
      clusterName: 'main',
      version: '1.35',
      status: 'ACTIVE',
      capacityType: 'ON_DEMAND',
      scalingConfig: { minSize: 2, maxSize: 2, desiredSize: 2 },
      instanceTypes: ['t3.medium'],
      amiType: 'AL2023_x86_64_STANDARD',
      diskSize: 20,
      nodeRole: ground.nodeRole,
      updateConfig: { maxUnavailable: 1 },
      health: { issues: [] },
    });
    expect(found?.nodegroupArn).toMatch(/:nodegroup\/main\/plain\/[0-9a-f-]{36}$/);
    expect(found?.releaseVersion).toMatch(/^1\.35\.\d+-\d{8}$/);
    expect(found?.remoteAccess).toBeUndefined();
    expect(found?.launchTemplate).toBeUndefined();
    expect(found?.resources?.remoteAccessSecurityGroup).toBeUndefined();
    expect(found?.resources?.autoScalingGroups).toHaveLength(1);
    const { accessEntries } = await eks.send(new ListAccessEntriesCommand({ clusterName: 'main' }));
    expect(accessEntries).toContain(ground.nodeRole);
  });

  it('gives back what it was asked for', async () => {
    const gpu = {
      amiType: 'AL2023_x86_64_NVIDIA',
      instanceTypes: ['g6.xlarge'],
      capacityType: 'SPOT',
      diskSize: 100,
      scalingConfig: { minSize: 0, maxSize: 3, desiredSize: 1 },
      labels: { workload: 'gpu' },
      taints: [{ key: 'nvidia.com/gpu', value: 'true', effect: 'NO_SCHEDULE' }],
      remoteAccess: { ec2SshKey: 'key', sourceSecurityGroups: ['sg-1'] },
      tags: { Project: 'birdsong' },
    } satisfies Partial<CreateNodegroupCommandInput>;
    await group('gpu', gpu);
    const found = await shown('gpu');
    expect(found).toMatchObject(gpu);
    expect(found?.resources?.remoteAccessSecurityGroup).toMatch(/^sg-/);
    // A GPU without the image for it is accepted; its drivers are missing.
    await group('no-driver', { instanceTypes: ['g6.xlarge'] });
    expect(await shown('no-driver')).toMatchObject({ amiType: 'AL2023_x86_64_STANDARD' });
  });

  it('takes a launch template, and shows what is the template’s nowhere else', async () => {
    const id = await template('typed', { InstanceType: 'g6.xlarge' });
    await group('by-template', { launchTemplate: { id }, amiType: 'AL2023_x86_64_NVIDIA' });
    const found = await shown('by-template');
    expect(found).toMatchObject({
      launchTemplate: { id, name: 'typed', version: '1' },
      amiType: 'AL2023_x86_64_NVIDIA',
    });
    expect(found?.instanceTypes).toBeUndefined();
    expect(found?.diskSize).toBeUndefined();
    await template('own-image', { ImageId: 'ami-0123456789abcdef0' });
    await group('custom', { launchTemplate: { name: 'own-image', version: '1' } });
    expect(await shown('custom')).toMatchObject({ amiType: 'CUSTOM', instanceTypes: ['t3.medium'] });
  });

  it.each<[string, Partial<CreateNodegroupCommandInput>, RegExp]>([
    [
      'more than there may be',
      { scalingConfig: { minSize: 0, maxSize: 1, desiredSize: 2 } },
      /greater than max/,
    ],
    [
      'less than there must be',
      { scalingConfig: { minSize: 3, maxSize: 4, desiredSize: 2 } },
      /Minimum capacity 3/,
    ],
    ['no room at all', { scalingConfig: { minSize: 0, maxSize: 0, desiredSize: 0 } }, /at least/],
    [
      'an ARM instance with an x86 image',
      { instanceTypes: ['m5.large', 't4g.medium'] },
      /^\[t4g\.medium\] is not a valid instance type for requested amiType AL2023_x86_64_STANDARD$/,
    ],
    ['a type that is none', { instanceTypes: ['z9.huge'] }, /z9\.huge/],
    ['an image type that is none', { amiType: 'AL2099' as 'CUSTOM' }, /enum value set/],
    ['Amazon Linux 2', { amiType: 'AL2_x86_64' }, /only supported for kubernetes versions 1\.32 or earlier/],
    ['a custom image without a template', { amiType: 'CUSTOM' }, /launch template/],
    ['another version', { version: '1.34' }, /Allowed Kubernetes version is 1\.35/],
    ['a reserved label', { labels: { 'node.kubernetes.io/x': 'y' } }, /reserved prefixes/],
    ['a broken label', { labels: { workload: 'not valid' } }, /not valid/],
    [
      'a taint of Kubernetes',
      { taints: [{ key: 'a', effect: 'NoSchedule' as 'NO_SCHEDULE' }] },
      /enum value set: \[NO_SCHEDULE/,
    ],
    ['no subnet', { subnets: [] }, /Subnets cannot be empty/],
    ['a subnet that is not there', { subnets: ['subnet-0'] }, /does not exist/],
    ['a role that is not there', { nodeRole: 'arn:aws:iam::123456789012:role/none' }, /role with name none/],
  ])('%s is refused', async (_what, rest, words) => {
    const error = await refused(group('wrong', rest));
    expect(error).toMatchObject({ name: 'InvalidParameterException' });
    expect((error as Error).message).toMatch(words);
    expect(await refused(shown('wrong'))).toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'No node group found for name: wrong.',
    });
  });

  it('refuses the cluster’s role, a second group of its name, and what the template says already', async () => {
    expect(String(await refused(group('wrong', { nodeRole: ground.clusterRole })))).toMatch(
      /required service principals \[ec2\.amazonaws\.com\] were not found/,
    );
    expect(await refused(group('plain'))).toMatchObject({ name: 'ResourceInUseException' });
    const id = await template('twice', { InstanceType: 'm5.large', ImageId: 'ami-0123456789abcdef0' });
    const profiled = await template('profiled', { IamInstanceProfile: { Name: 'p' } });
    const cases: [Partial<CreateNodegroupCommandInput>, RegExp][] = [
      [{ diskSize: 30 }, /Disk size must be specified within the launch template/],
      [{ remoteAccess: { ec2SshKey: 'k' } }, /Remote access/],
      [{ instanceTypes: ['m5.large'] }, /both/],
      [{ amiType: 'AL2023_x86_64_STANDARD' }, /other than CUSTOM/],
      [{ version: '1.35' }, /kubernetesVersion/],
      [{ launchTemplate: { id: profiled } }, /instance profile/],
      [{ launchTemplate: { name: 'none' } }, /none/],
      [{ launchTemplate: {} }, /ID or name/],
    ];
    for (const [rest, words] of cases)
      expect(String(await refused(group('wrong', { launchTemplate: { id }, ...rest })))).toMatch(words);
    expect(await refused(group('x', { clusterName: 'none' }))).toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('is listed by pages, tagged by ARN, and keeps its cluster', async () => {
    const names = (await eks.send(new ListNodegroupsCommand({ clusterName: 'main' }))).nodegroups ?? [];
    const first = await eks.send(new ListNodegroupsCommand({ clusterName: 'main', maxResults: 2 }));
    const rest = await eks.send(
      new ListNodegroupsCommand({ clusterName: 'main', nextToken: first.nextToken }),
    );
    expect([...(first.nodegroups ?? []), ...(rest.nodegroups ?? [])]).toEqual(names);
    const resourceArn = (await shown('plain'))?.nodegroupArn ?? '';
    await eks.send(new TagResourceCommand({ resourceArn, tags: { a: 'b' } }));
    expect((await shown('plain'))?.tags).toEqual({ a: 'b' });
    expect(await refused(eks.send(new DeleteClusterCommand({ name: 'main' })))).toMatchObject({
      name: 'ResourceInUseException',
      message: 'Cluster has nodegroups attached',
    });
    await group('short');
    await eks.send(new DeleteNodegroupCommand({ clusterName: 'main', nodegroupName: 'short' }));
    expect(await refused(shown('short'))).toMatchObject({ name: 'ResourceNotFoundException' });
  });
});

describe('updates of a node group', () => {
  it('change sizes, labels and taints one by one', async () => {
    await group('tuned', {
      labels: { a: '1', b: '2' },
      taints: [
        { key: 'x', value: '1', effect: 'NO_SCHEDULE' },
        { key: 'x', effect: 'NO_EXECUTE' },
      ],
      scalingConfig: { minSize: 1, maxSize: 3, desiredSize: 2 },
    });
    const { update } = await change('tuned', {
      scalingConfig: { maxSize: 5 },
      labels: { addOrUpdateLabels: { b: '3', c: '4' }, removeLabels: ['a'] },
      taints: {
        addOrUpdateTaints: [{ key: 'x', value: '2', effect: 'NO_SCHEDULE' }],
        removeTaints: [{ key: 'x', effect: 'NO_EXECUTE' }],
      },
    });
    expect(update).toMatchObject({ type: 'ConfigUpdate' });
    expect(update?.params).toContainEqual({ type: 'MaxSize', value: '5' });
    expect(await shown('tuned')).toMatchObject({
      scalingConfig: { minSize: 1, maxSize: 5, desiredSize: 2 },
      taints: [{ key: 'x', value: '2', effect: 'NO_SCHEDULE' }],
    });
    expect((await shown('tuned'))?.labels).toEqual({ b: '3', c: '4' });
    const of = { name: 'main', nodegroupName: 'tuned' };
    const { updateIds } = await eks.send(new ListUpdatesCommand(of));
    expect(updateIds).toEqual([update?.id]);
    const told = await eks.send(new DescribeUpdateCommand({ ...of, updateId: update?.id ?? '' }));
    expect(told.update).toMatchObject({ status: 'Successful', type: 'ConfigUpdate' });
    for (const wrong of [
      {},
      { scalingConfig: { maxSize: 1 } },
      { labels: { addOrUpdateLabels: { 'k8s.io/x': 'y' } } },
      { taints: { addOrUpdateTaints: [{ key: '', effect: 'NO_SCHEDULE' as const }] } },
    ])
      expect(await refused(change('tuned', wrong))).toMatchObject({ name: 'InvalidParameterException' });
  });

  it('follow the version of the cluster', async () => {
    await cluster('moving', '1.34');
    const named = { clusterName: 'moving', nodegroupName: 'n' };
    await group('n', named);
    await eks.send(new UpdateClusterVersionCommand({ name: 'moving', version: '1.35' }));
    expect(await shown('n', 'moving')).toMatchObject({ version: '1.34' });
    const version = (more: object) => eks.send(new UpdateNodegroupVersionCommand({ ...named, ...more }));
    expect(await refused(version({ version: '1.36' }))).toMatchObject({ name: 'InvalidParameterException' });
    expect(await refused(version({ releaseVersion: '1.34.0-20260101' }))).toMatchObject({
      name: 'InvalidParameterException',
    });
    expect(await refused(version({ launchTemplate: { name: 'typed' } }))).toMatchObject({
      name: 'InvalidRequestException',
    });
    const { update } = await version({});
    expect(update).toMatchObject({ type: 'VersionUpdate' });
    expect(await shown('n', 'moving')).toMatchObject({ version: '1.35' });
  });

  it('of a template keep to that template', async () => {
    const named = { clusterName: 'main', nodegroupName: 'by-template' };
    const other = await template('other', { InstanceType: 'g6.xlarge' });
    const wrong = eks.send(new UpdateNodegroupVersionCommand({ ...named, launchTemplate: { id: other } }));
    expect(await refused(wrong)).toMatchObject({ name: 'InvalidParameterException' });
    await eks.send(
      new UpdateNodegroupVersionCommand({ ...named, launchTemplate: { name: 'typed', version: '1' } }),
    );
    expect((await shown('by-template'))?.launchTemplate).toMatchObject({ name: 'typed', version: '1' });
  });
});

it('at a gradual pace all of them take their time', async () => {
  const after = (seconds: number): void => void (clock.ms += seconds * 1000);
  sandbox.setPace(ground.account.account, 'gradual');
  const state = async () => (await eks.send(new DescribeClusterCommand({ name: 'slow' }))).cluster?.status;
  await cluster('slow', '1.34');
  expect(await state()).toBe('CREATING');
  const making = (await eks.send(new DescribeClusterCommand({ name: 'slow' }))).cluster;
  expect([making?.endpoint, making?.identity]).toEqual([undefined, undefined]);
  expect(await refused(group('early', { clusterName: 'slow' }))).toMatchObject({
    name: 'InvalidRequestException',
    message: "Cluster 'slow' is not in ACTIVE status",
  });
  const change = () =>
    eks.send(
      new UpdateClusterConfigCommand({ name: 'slow', resourcesVpcConfig: { endpointPrivateAccess: true } }),
    );
  expect(await refused(change())).toMatchObject({ name: 'ResourceInUseException' });
  after(541);
  expect(await state()).toBe('ACTIVE');
  const { update } = await change();
  expect(await state()).toBe('UPDATING');
  const version = eks.send(new UpdateClusterVersionCommand({ name: 'slow', version: '1.35' }));
  expect(await refused(version)).toMatchObject({
    name: 'ResourceInUseException',
    message: `Cannot VersionUpdate because cluster slow currently has update ${update?.id} in progress`,
  });
  const told = async () =>
    (await eks.send(new DescribeUpdateCommand({ name: 'slow', updateId: update?.id ?? '' }))).update?.status;
  expect(await told()).toBe('InProgress');
  await group('n', { clusterName: 'slow' });
  expect((await shown('n', 'slow'))?.status).toBe('CREATING');
  after(151);
  expect([await told(), await state()]).toEqual(['Successful', 'ACTIVE']);
  expect((await shown('n', 'slow'))?.status).toBe('ACTIVE');
  const named = { clusterName: 'slow', nodegroupName: 'n' };
  await eks.send(
    new UpdateNodegroupConfigCommand({ ...named, scalingConfig: { desiredSize: 2, maxSize: 4 } }),
  );
  expect(await shown('n', 'slow')).toMatchObject({ status: 'UPDATING', scalingConfig: { maxSize: 2 } });
  after(61);
  expect(await shown('n', 'slow')).toMatchObject({ status: 'ACTIVE', scalingConfig: { maxSize: 4 } });
  await eks.send(new DeleteNodegroupCommand(named));
  expect((await shown('n', 'slow'))?.status).toBe('DELETING');
});
