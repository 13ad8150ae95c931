/** Amazon EKS through the whole sandbox: clusters, their updates, identities and add-ons as the real client sees them. */
import {
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  DescribeSecurityGroupsCommand,
} from '@aws-sdk/client-ec2';
import {
  AssociateAccessPolicyCommand,
  CreateAccessEntryCommand,
  CreateAddonCommand,
  CreateClusterCommand,
  CreatePodIdentityAssociationCommand,
  DeleteAccessEntryCommand,
  DeleteAddonCommand,
  DeleteClusterCommand,
  DeletePodIdentityAssociationCommand,
  DescribeAccessEntryCommand,
  DescribeAddonCommand,
  DescribeAddonVersionsCommand,
  DescribeClusterCommand,
  DescribeClusterVersionsCommand,
  DescribePodIdentityAssociationCommand,
  DescribeUpdateCommand,
  DisassociateAccessPolicyCommand,
  EKSClient,
  ListAccessEntriesCommand,
  ListAccessPoliciesCommand,
  ListAddonsCommand,
  ListAssociatedAccessPoliciesCommand,
  ListClustersCommand,
  ListFargateProfilesCommand,
  ListPodIdentityAssociationsCommand,
  ListTagsForResourceCommand,
  ListUpdatesCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateAccessEntryCommand,
  UpdateAddonCommand,
  UpdateClusterConfigCommand,
  UpdateClusterVersionCommand,
  UpdatePodIdentityAssociationCommand,
  type CreateClusterCommandInput,
  type UpdateClusterConfigCommandInput,
} from '@aws-sdk/client-eks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientOf, freshSandbox } from '../../helpers/sandbox.ts';
import type { Sandbox } from '../../../server/sandbox/index.ts';
import { clock, eksGround, onSandboxTime, type EksGround } from './eks-harness.ts';

let sandbox: Sandbox;
let ground: EksGround;
let eks: EKSClient;

beforeAll(async () => {
  sandbox = await freshSandbox({ now: clock.now });
  ground = await eksGround(sandbox, 'eks');
  ({ eks } = ground);
}, 300_000);
afterAll(async () => {
  ground.end();
  await sandbox.close();
});

const asked = (
  name: string,
  { resourcesVpcConfig, ...rest }: Partial<CreateClusterCommandInput> = {},
): CreateClusterCommandInput => ({
  name,
  roleArn: ground.clusterRole,
  resourcesVpcConfig: { subnetIds: ground.subnets, ...resourcesVpcConfig },
  ...rest,
});
const create = async (name: string, rest: Partial<CreateClusterCommandInput> = {}) =>
  (await eks.send(new CreateClusterCommand(asked(name, rest)))).cluster;
const cluster = async (name: string) => (await eks.send(new DescribeClusterCommand({ name }))).cluster;
const config = (name: string, rest: Omit<UpdateClusterConfigCommandInput, 'name'>) =>
  eks.send(new UpdateClusterConfigCommand({ name, ...rest }));
const refused = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'accepted',
    (error: unknown) => error,
  );

describe('cluster versions', () => {
  it('stand in the calendar, newest first, one of them the default', async () => {
    const { clusterVersions = [] } = await eks.send(new DescribeClusterVersionsCommand({}));
    const defaults = clusterVersions.filter(({ defaultVersion }) => defaultVersion === true);
    expect(defaults).toHaveLength(1);
    expect(defaults[0]).toBe(clusterVersions[0]);
    expect(clusterVersions.some(({ versionStatus }) => versionStatus === 'UNSUPPORTED')).toBe(false);
    const of = clusterVersions.find(({ clusterVersion }) => clusterVersion === '1.34');
    expect(of?.endOfStandardSupportDate?.toISOString()).toBe('2026-12-02T00:00:00.000Z');
    expect(of?.releaseDate?.toISOString()).toBe('2025-10-02T00:00:00.000Z');
  });

  it('are filtered and paged', async () => {
    const some = await eks.send(
      new DescribeClusterVersionsCommand({ clusterVersions: ['1.28', '1.35', '9.99'] }),
    );
    expect(some.clusterVersions?.map(({ clusterVersion }) => clusterVersion)).toEqual(['1.35', '1.28']);
    const all = await eks.send(new DescribeClusterVersionsCommand({ includeAll: true }));
    const one = await eks.send(new DescribeClusterVersionsCommand({ includeAll: true, maxResults: 1 }));
    expect(one.clusterVersions).toEqual(all.clusterVersions?.slice(0, 1));
    const { nextToken } = one;
    const two = await eks.send(
      new DescribeClusterVersionsCommand({ includeAll: true, maxResults: 100, nextToken }),
    );
    expect(two.clusterVersions).toEqual(all.clusterVersions?.slice(1));
    expect(two.nextToken).toBeUndefined();
    const only = await eks.send(new DescribeClusterVersionsCommand({ defaultOnly: true }));
    expect(only.clusterVersions).toHaveLength(1);
    const gone = await eks.send(new DescribeClusterVersionsCommand({ versionStatus: 'UNSUPPORTED' }));
    expect(gone.clusterVersions?.map(({ clusterVersion }) => clusterVersion)).toContain('1.28');
    expect(await refused(eks.send(new DescribeClusterVersionsCommand({ nextToken: 'x' })))).toMatchObject({
      name: 'InvalidParameterException',
    });
  });
});

describe('a cluster', () => {
  it('has the defaults of AWS, a security group of its own, and an issuer', async () => {
    const made = await create('plain', { tags: { Project: 'birdsong' } });
    expect(made).toMatchObject({ name: 'plain', status: 'CREATING' });
    const found = await cluster('plain');
    expect(found).toMatchObject({
      arn: `arn:aws:eks:us-east-1:${ground.account.account}:cluster/plain`,
      status: 'ACTIVE',
      roleArn: ground.clusterRole,
      resourcesVpcConfig: {
        subnetIds: ground.subnets,
        securityGroupIds: [],
        vpcId: ground.vpc,
        endpointPublicAccess: true,
        endpointPrivateAccess: false,
        publicAccessCidrs: ['0.0.0.0/0'],
      },
      kubernetesNetworkConfig: { serviceIpv4Cidr: '10.100.0.0/16', ipFamily: 'ipv4' },
      accessConfig: { authenticationMode: 'CONFIG_MAP' },
      upgradePolicy: { supportType: 'EXTENDED' },
      tags: { Project: 'birdsong' },
      deletionProtection: false,
    });
    expect(found?.logging?.clusterLogging).toEqual([
      { enabled: false, types: ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'] },
    ]);
    const { clusterVersions = [] } = await eks.send(
      new DescribeClusterVersionsCommand({ defaultOnly: true }),
    );
    expect(found?.version).toBe(clusterVersions[0]?.clusterVersion);
    expect(found?.platformVersion).toMatch(/^eks\.\d+$/);
    expect(found?.identity?.oidc?.issuer).toMatch(
      /^https:\/\/oidc\.eks\.us-east-1\.amazonaws\.com\/id\/[0-9A-F]{32}$/,
    );
    expect(found?.endpoint).toMatch(/^https:\/\/[0-9A-F]{32}\.gr7\.us-east-1\.eks\.amazonaws\.com$/);
    expect(found?.createdAt).toBeInstanceOf(Date);
    const group = found?.resourcesVpcConfig?.clusterSecurityGroupId ?? '';
    const { SecurityGroups = [] } = await ground.ec2.send(
      new DescribeSecurityGroupsCommand({ GroupIds: [group] }),
    );
    expect(SecurityGroups[0]).toMatchObject({ VpcId: ground.vpc });
    expect(SecurityGroups[0]?.IpPermissions?.[0]?.UserIdGroupPairs?.[0]?.GroupId).toBe(group);
  });

  it('keeps what it was asked for', async () => {
    await create('asked', {
      version: '1.35',
      upgradePolicy: { supportType: 'STANDARD' },
      accessConfig: { authenticationMode: 'API' },
      logging: { clusterLogging: [{ types: ['audit', 'api'], enabled: true }] },
      deletionProtection: true,
      resourcesVpcConfig: {
        endpointPublicAccess: true,
        endpointPrivateAccess: true,
        publicAccessCidrs: ['203.0.113.0/24'],
      },
    });
    const found = await cluster('asked');
    expect(found).toMatchObject({
      version: '1.35',
      upgradePolicy: { supportType: 'STANDARD' },
      accessConfig: { authenticationMode: 'API', bootstrapClusterCreatorAdminPermissions: true },
      deletionProtection: true,
      resourcesVpcConfig: { endpointPrivateAccess: true, publicAccessCidrs: ['203.0.113.0/24'] },
    });
    expect(found?.logging?.clusterLogging).toEqual([
      { enabled: true, types: ['api', 'audit'] },
      { enabled: false, types: ['authenticator', 'controllerManager', 'scheduler'] },
    ]);
  });

  it('is the same one when the request is repeated', async () => {
    const again = asked('repeated', { clientRequestToken: 'token-1' });
    const first = await eks.send(new CreateClusterCommand(again));
    const second = await eks.send(new CreateClusterCommand(again));
    expect(second.cluster?.createdAt).toEqual(first.cluster?.createdAt);
    expect(await refused(create('repeated'))).toMatchObject({ name: 'ResourceInUseException' });
  });

  it.each<[string, () => Promise<Partial<CreateClusterCommandInput>>, RegExp]>([
    ['an old version', async () => ({ version: '1.28' }), /^unsupported Kubernetes version$/],
    ['an unknown version', async () => ({ version: '9.99' }), /^unsupported Kubernetes version$/],
    [
      'a role that is not there',
      async () => ({ roleArn: `${ground.clusterRole}x` }),
      /could not be assumed because/,
    ],
    ['a role of instances', async () => ({ roleArn: ground.nodeRole }), /could not be assumed because/],
    [
      'one zone',
      async () => ({ resourcesVpcConfig: { subnetIds: [ground.subnets[0]] } }),
      /at least two different AZs/,
    ],
    ['no subnet', async () => ({ resourcesVpcConfig: { subnetIds: [] } }), /at least two different AZs/],
    [
      'a subnet that is not there',
      async () => ({ resourcesVpcConfig: { subnetIds: [ground.subnets[0], 'subnet-0'] } }),
      /subnet ID 'subnet-0' does not exist/,
    ],
    [
      'no endpoint',
      async () => ({ resourcesVpcConfig: { endpointPublicAccess: false } }),
      /Private and public endpoint access cannot be false/,
    ],
    [
      'a private block',
      async () => ({ resourcesVpcConfig: { publicAccessCidrs: ['10.1.0.0/16', '203.0.113.0/24'] } }),
      /not allowed in publicAccessCidrs: \[10\.1\.0\.0\/16\]/,
    ],
    [
      'no block at all',
      async () => ({ resourcesVpcConfig: { publicAccessCidrs: ['203.0.113.0'] } }),
      /invalid in publicAccessCidrs/,
    ],
    [
      'an unknown support type',
      async () => ({ upgradePolicy: { supportType: 'FOREVER' as 'EXTENDED' } }),
      /enum value set: \[STANDARD, EXTENDED\]/,
    ],
    [
      'a group elsewhere',
      async () => {
        const made = await ground.ec2.send(
          new CreateSecurityGroupCommand({ GroupName: 'elsewhere', Description: 'in the default VPC' }),
        );
        return { resourcesVpcConfig: { securityGroupIds: [made.GroupId ?? ''] } };
      },
      /not in the same VPC as the subnets/,
    ],
  ])('%s is refused', async (_what, rest, words) => {
    const error = await refused(create('wrong', await rest()));
    expect(error).toMatchObject({ name: 'InvalidParameterException' });
    expect((error as Error).message).toMatch(words);
    expect(await refused(cluster('wrong'))).toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'No cluster found for name: wrong.',
    });
  });

  it('is listed by pages and ends with its group', async () => {
    for (const name of ['page-a', 'page-b', 'page-c']) await create(name);
    const all = (await eks.send(new ListClustersCommand({}))).clusters ?? [];
    const pages: string[] = [];
    let nextToken: string | undefined;
    do {
      const page = await eks.send(new ListClustersCommand({ maxResults: 2, nextToken }));
      expect(page.clusters?.length).toBeLessThanOrEqual(2);
      pages.push(...(page.clusters ?? []));
      ({ nextToken } = page);
    } while (nextToken !== undefined);
    expect(pages).toEqual(all);
    const group = (await cluster('page-b'))?.resourcesVpcConfig?.clusterSecurityGroupId ?? '';
    const gone = await eks.send(new DeleteClusterCommand({ name: 'page-b' }));
    expect(gone.cluster).toMatchObject({ name: 'page-b', status: 'DELETING' });
    expect((await eks.send(new ListClustersCommand({}))).clusters).toEqual(
      all.filter((name) => name !== 'page-b'),
    );
    expect(await refused(eks.send(new DeleteClusterCommand({ name: 'page-b' })))).toMatchObject({
      name: 'ResourceNotFoundException',
    });
    const left = ground.ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [group] }));
    expect(await refused(left)).toMatchObject({ name: 'InvalidGroup.NotFound' });
    expect(await refused(eks.send(new DeleteClusterCommand({ name: 'asked' })))).toMatchObject({
      name: 'InvalidRequestException',
    });
  });
});

describe('updates of a cluster', () => {
  const done = async (name: string, updateId: string | undefined) =>
    (await eks.send(new DescribeUpdateCommand({ name, updateId: updateId ?? '' }))).update;

  it('go one minor version at a time', async () => {
    await create('old', { version: '1.33' });
    const jump = await refused(eks.send(new UpdateClusterVersionCommand({ name: 'old', version: '1.35' })));
    expect(jump).toMatchObject({
      name: 'InvalidParameterException',
      message: 'Unsupported Kubernetes minor version update from 1.33 to 1.35',
    });
    for (const version of ['1.33', '1.32'])
      expect(
        await refused(eks.send(new UpdateClusterVersionCommand({ name: 'old', version }))),
      ).toMatchObject({ name: 'InvalidParameterException' });
    expect(
      await refused(eks.send(new UpdateClusterVersionCommand({ name: 'old', version: '1.99' }))),
    ).toMatchObject({ message: 'unsupported Kubernetes version' });
    const ids: (string | undefined)[] = [];
    for (const version of ['1.34', '1.35']) {
      const { update } = await eks.send(new UpdateClusterVersionCommand({ name: 'old', version }));
      expect(update).toMatchObject({ status: 'InProgress', type: 'VersionUpdate', errors: [] });
      expect(update?.params).toContainEqual({ type: 'Version', value: version });
      expect(await done('old', update?.id)).toMatchObject({ status: 'Successful' });
      ids.push(update?.id);
    }
    expect(await cluster('old')).toMatchObject({ version: '1.35', status: 'ACTIVE' });
    const { updateIds = [] } = await eks.send(new ListUpdatesCommand({ name: 'old' }));
    expect(new Set(updateIds)).toEqual(new Set(ids));
    expect(await refused(done('old', 'no-such'))).toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('change the support policy only while the version is in standard support', async () => {
    await create('late', { version: '1.33' });
    const change = { upgradePolicy: { supportType: 'STANDARD' as const } };
    expect(await refused(config('late', change))).toMatchObject({ name: 'InvalidRequestException' });
    for (const version of ['1.34', '1.35'])
      await eks.send(new UpdateClusterVersionCommand({ name: 'late', version }));
    const { update } = await config('late', change);
    expect(update).toMatchObject({ type: 'UpgradePolicyUpdate' });
    expect(await cluster('late')).toMatchObject({ upgradePolicy: { supportType: 'STANDARD' } });
    expect(await refused(config('late', change))).toMatchObject({ name: 'InvalidParameterException' });
  });

  it('leave alone what they do not name', async () => {
    await create('tuned');
    const before = await cluster('tuned');
    await config('tuned', {
      resourcesVpcConfig: { publicAccessCidrs: ['203.0.113.0/25', '203.0.113.128/25'] },
    });
    await config('tuned', { resourcesVpcConfig: { endpointPrivateAccess: true } });
    await config('tuned', {
      logging: { clusterLogging: [{ types: ['api', 'audit'], enabled: true }] },
    });
    await config('tuned', { logging: { clusterLogging: [{ types: ['api'], enabled: false }] } });
    const after = await cluster('tuned');
    expect(after?.resourcesVpcConfig).toEqual({
      ...before?.resourcesVpcConfig,
      endpointPrivateAccess: true,
      publicAccessCidrs: ['203.0.113.0/25', '203.0.113.128/25'],
    });
    expect(after?.logging?.clusterLogging?.[0]).toEqual({ enabled: true, types: ['audit'] });
    await config('tuned', { resourcesVpcConfig: { endpointPublicAccess: false } });
    expect(await cluster('tuned')).toMatchObject({
      resourcesVpcConfig: { endpointPublicAccess: false, endpointPrivateAccess: true },
    });
    await config('tuned', { deletionProtection: true });
    await config('tuned', { accessConfig: { authenticationMode: 'API_AND_CONFIG_MAP' } });
    await config('tuned', { resourcesVpcConfig: { subnetIds: ground.subnets.toReversed() } });
    expect(await cluster('tuned')).toMatchObject({
      deletionProtection: true,
      accessConfig: { authenticationMode: 'API_AND_CONFIG_MAP' },
      resourcesVpcConfig: { subnetIds: ground.subnets.toReversed(), vpcId: ground.vpc },
    });
  });

  it.each<[string, Omit<UpdateClusterConfigCommandInput, 'name'>, RegExp]>([
    ['nothing', {}, /No changes needed/],
    [
      'two types at once',
      { resourcesVpcConfig: { endpointPrivateAccess: true }, upgradePolicy: { supportType: 'STANDARD' } },
      /^Only one type of update can be allowed\.$/,
    ],
    [
      'the same endpoint',
      { resourcesVpcConfig: { endpointPublicAccess: true } },
      /already at the desired configuration with endpointPrivateAccess: false , endpointPublicAccess: true, and Public Endpoint Restrictions: \[0\.0\.0\.0\/0\]/,
    ],
    [
      'the same logs',
      { logging: { clusterLogging: [{ types: ['api'], enabled: false }] } },
      /No changes needed for the logging config provided/,
    ],
    [
      'an unknown log',
      { logging: { clusterLogging: [{ types: ['kubelet' as 'api'], enabled: true }] } },
      /enum value set/,
    ],
    ['no endpoint', { resourcesVpcConfig: { endpointPublicAccess: false } }, /cannot be false/],
    ['two modes at once', { accessConfig: { authenticationMode: 'API' } }, /Unsupported authentication mode/],
    ['one zone', { resourcesVpcConfig: { subnetIds: [] } }, /two different AZs/],
  ])('%s is refused', async (_what, change, words) => {
    if (!(await eks.send(new ListClustersCommand({}))).clusters?.includes('still')) await create('still');
    const error = await refused(config('still', change));
    expect(error).toMatchObject({ name: 'InvalidParameterException' });
    expect((error as Error).message).toMatch(words);
  });

  it('of what the sandbox does not keep are not implemented', async () => {
    await create('more');
    expect(await refused(config('more', { zonalShiftConfig: { enabled: true } }))).toMatchObject({
      name: 'NotImplemented',
      $metadata: { httpStatusCode: 501 },
    });
    expect(await refused(eks.send(new ListFargateProfilesCommand({ clusterName: 'more' })))).toMatchObject({
      $metadata: { httpStatusCode: 501 },
    });
  });
});

describe('pod identity', () => {
  const base = { clusterName: 'pods', namespace: 'serving', serviceAccount: 'model-server' };
  beforeAll(() => create('pods'));

  it('ties one role to a service account', async () => {
    const { association } = await eks.send(
      new CreatePodIdentityAssociationCommand({ ...base, roleArn: ground.podRole, tags: { a: 'b' } }),
    );
    const associationId = association?.associationId ?? '';
    expect(associationId).toMatch(/^a-[a-z0-9]{17}$/);
    const shown = {
      ...base,
      associationId,
      associationArn: `arn:aws:eks:us-east-1:${ground.account.account}:podidentityassociation/pods/${associationId}`,
    };
    expect(association).toMatchObject({ ...shown, roleArn: ground.podRole, tags: { a: 'b' } });
    const again = eks.send(new CreatePodIdentityAssociationCommand({ ...base, roleArn: ground.nodeRole }));
    expect(await refused(again)).toMatchObject({
      name: 'ResourceInUseException',
      message: `Association already exists: ${associationId}`,
      $metadata: { httpStatusCode: 409 },
    });
    const named = { clusterName: 'pods', associationId };
    // EKS does not ask whether the role trusts the pods.
    await eks.send(new UpdatePodIdentityAssociationCommand({ ...named, roleArn: ground.nodeRole }));
    const found = await eks.send(new DescribePodIdentityAssociationCommand(named));
    expect(found.association).toMatchObject({
      ...shown,
      roleArn: ground.nodeRole,
      disableSessionTags: false,
    });
    for (const namespace of ['a', 'b'])
      await eks.send(
        new CreatePodIdentityAssociationCommand({ ...base, namespace, roleArn: ground.podRole }),
      );
    const list = (more: object) =>
      eks.send(new ListPodIdentityAssociationsCommand({ clusterName: 'pods', ...more }));
    expect((await list({})).associations).toHaveLength(3);
    expect((await list({ namespace: 'serving' })).associations).toEqual([shown]);
    expect((await list({ serviceAccount: 'nobody' })).associations).toEqual([]);
    const page = await list({ maxResults: 2 });
    expect(page.associations).toHaveLength(2);
    expect((await list({ nextToken: page.nextToken })).associations).toHaveLength(1);
    const gone = await eks.send(new DeletePodIdentityAssociationCommand(named));
    expect(gone.association).toMatchObject(shown);
    expect(await refused(eks.send(new DescribePodIdentityAssociationCommand(named)))).toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it.each([
    [
      'a role that is not there',
      { roleArn: 'arn:aws:iam::123456789012:role/none' },
      'InvalidParameterException',
    ],
    ['a cluster that is not there', { clusterName: 'none' }, 'ResourceNotFoundException'],
    ['a name that is none', { namespace: 'Serving!' }, 'InvalidParameterException'],
  ])('%s is refused', async (_what, change, name) => {
    const call = { ...base, serviceAccount: 'other', roleArn: ground.podRole, ...change };
    expect(await refused(eks.send(new CreatePodIdentityAssociationCommand(call)))).toMatchObject({ name });
  });

  it('takes a second role and gives it back', async () => {
    const call = { ...base, serviceAccount: 'far', roleArn: ground.podRole, targetRoleArn: ground.nodeRole };
    const { association } = await eks.send(new CreatePodIdentityAssociationCommand(call));
    expect(association?.externalId).toMatch(/^[0-9a-f-]{36}$/);
    const { associationId = '' } = association ?? {};
    const named = { clusterName: 'pods', associationId };
    const next = await eks.send(new UpdatePodIdentityAssociationCommand({ ...named, targetRoleArn: '' }));
    expect(next.association?.targetRoleArn).toBeUndefined();
    expect(next.association?.externalId).toBeUndefined();
  });
});

describe('add-ons', () => {
  beforeAll(() => create('addons', { version: '1.34' }));
  const named = { clusterName: 'addons', addonName: 'eks-pod-identity-agent' };

  it('come, change and go', async () => {
    expect((await eks.send(new ListAddonsCommand({ clusterName: 'addons' }))).addons).toEqual([]);
    const { addon } = await eks.send(new CreateAddonCommand(named));
    expect(addon).toMatchObject({ ...named, status: 'CREATING' });
    const found = await eks.send(new DescribeAddonCommand(named));
    expect(found.addon).toMatchObject({ status: 'ACTIVE', health: { issues: [] } });
    expect(found.addon?.addonVersion).toMatch(/^v\d+\.\d+\.\d+-eksbuild\.\d+$/);
    expect(await refused(eks.send(new CreateAddonCommand(named)))).toMatchObject({
      name: 'ResourceInUseException',
    });
    const { update } = await eks.send(new UpdateAddonCommand({ ...named, configurationValues: '{"x":1}' }));
    const of = { name: 'addons', addonName: named.addonName };
    expect((await eks.send(new ListUpdatesCommand(of))).updateIds).toEqual([update?.id]);
    expect((await eks.send(new ListUpdatesCommand({ name: 'addons' }))).updateIds).toEqual([]);
    expect((await eks.send(new DescribeAddonCommand(named))).addon?.configurationValues).toBe('{"x":1}');
    await eks.send(new DeleteAddonCommand(named));
    expect(await refused(eks.send(new DescribeAddonCommand(named)))).toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('have versions for each version of Kubernetes', async () => {
    const { addons = [] } = await eks.send(
      new DescribeAddonVersionsCommand({ addonName: 'kube-proxy', kubernetesVersion: '1.34' }),
    );
    expect(addons[0]?.addonVersions?.[0]?.addonVersion).toBe('v1.34.0-eksbuild.2');
    const wrong = eks.send(new CreateAddonCommand({ ...named, addonVersion: 'v0.0.1-eksbuild.1' }));
    expect(await refused(wrong)).toMatchObject({ name: 'InvalidParameterException' });
    const unknown = eks.send(new CreateAddonCommand({ ...named, addonName: 'no-such' }));
    expect(await refused(unknown)).toMatchObject({ name: 'InvalidParameterException' });
  });
});

describe('access entries', () => {
  const admin = 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy';
  beforeAll(async () => {
    await create('entries', { accessConfig: { authenticationMode: 'API' } });
    await create('mapped');
  });

  it('begin with whoever made the cluster', async () => {
    const { accessEntries = [] } = await eks.send(new ListAccessEntriesCommand({ clusterName: 'entries' }));
    expect(accessEntries).toHaveLength(1);
    const named = { clusterName: 'entries', principalArn: accessEntries[0] ?? '' };
    const { associatedAccessPolicies = [] } = await eks.send(new ListAssociatedAccessPoliciesCommand(named));
    expect(associatedAccessPolicies.map(({ policyArn }) => policyArn)).toEqual([admin]);
  });

  it('come with policies, change and go', async () => {
    const named = { clusterName: 'entries', principalArn: ground.podRole };
    await eks.send(new CreateAccessEntryCommand({ ...named, kubernetesGroups: ['viewers'] }));
    expect(await refused(eks.send(new CreateAccessEntryCommand(named)))).toMatchObject({
      name: 'ResourceInUseException',
    });
    await eks.send(new UpdateAccessEntryCommand({ ...named, kubernetesGroups: ['editors'] }));
    const found = await eks.send(new DescribeAccessEntryCommand(named));
    expect(found.accessEntry).toMatchObject({ type: 'STANDARD', kubernetesGroups: ['editors'] });
    const view = 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy';
    const accessScope = { type: 'namespace' as const, namespaces: ['serving'] };
    await eks.send(new AssociateAccessPolicyCommand({ ...named, policyArn: view, accessScope }));
    const { accessEntries } = await eks.send(
      new ListAccessEntriesCommand({ clusterName: 'entries', associatedPolicyArn: view }),
    );
    expect(accessEntries).toEqual([ground.podRole]);
    await eks.send(new DisassociateAccessPolicyCommand({ ...named, policyArn: view }));
    const unknown = { ...named, policyArn: `${view}2`, accessScope };
    expect(await refused(eks.send(new AssociateAccessPolicyCommand(unknown)))).toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await eks.send(new DeleteAccessEntryCommand(named));
    expect(await refused(eks.send(new DescribeAccessEntryCommand(named)))).toMatchObject({
      name: 'ResourceNotFoundException',
    });
    expect((await eks.send(new ListAccessPoliciesCommand({}))).accessPolicies?.length).toBeGreaterThan(3);
  });

  it('do not count where the ConfigMap rules', async () => {
    const call = eks.send(new ListAccessEntriesCommand({ clusterName: 'mapped' }));
    expect(await refused(call)).toMatchObject({ name: 'InvalidRequestException' });
  });
});

describe('tags', () => {
  it('are put on and taken off by ARN', async () => {
    await create('tagged', { tags: { a: '1' } });
    const resourceArn = (await cluster('tagged'))?.arn ?? '';
    await eks.send(new TagResourceCommand({ resourceArn, tags: { b: '2', c: '3' } }));
    await eks.send(new UntagResourceCommand({ resourceArn, tagKeys: ['a', 'c'] }));
    expect((await eks.send(new ListTagsForResourceCommand({ resourceArn }))).tags).toEqual({ b: '2' });
    expect((await cluster('tagged'))?.tags).toEqual({ b: '2' });
    const reader = new EKSClient({ ...clientOf(sandbox, ground.account, 'reader'), maxAttempts: 1 });
    onSandboxTime(reader);
    expect((await reader.send(new ListTagsForResourceCommand({ resourceArn }))).tags).toEqual({ b: '2' });
    expect(
      await refused(reader.send(new TagResourceCommand({ resourceArn, tags: { c: '4' } }))),
    ).toMatchObject({ name: 'AccessDeniedException' });
    await eks.send(new TagResourceCommand({ resourceArn, tags: { c: '3' } }));
    const versions = await reader.send(
      new DescribeClusterVersionsCommand({ clusterVersions: ['1.34', '1.35'] }),
    );
    expect(versions.clusterVersions).toHaveLength(2);
    const updates = reader.send(new ListUpdatesCommand({ name: 'tagged', nodegroupName: 'none' }));
    expect(await refused(updates)).toMatchObject({ name: 'ResourceNotFoundException' });
    await eks.send(new UntagResourceCommand({ resourceArn, tagKeys: ['c', 'd'] }));
    reader.destroy();
    const nowhere = eks.send(new ListTagsForResourceCommand({ resourceArn: `${resourceArn}x` }));
    expect(await refused(nowhere)).toMatchObject({ name: 'NotFoundException' });
  });
});

it('leaves subnets to the lab: another VPC is another VPC', async () => {
  const { Vpc } = await import('@aws-sdk/client-ec2').then(({ CreateVpcCommand }) =>
    ground.ec2.send(new CreateVpcCommand({ CidrBlock: '10.41.0.0/16' })),
  );
  const made = await ground.ec2.send(
    new CreateSubnetCommand({
      VpcId: Vpc?.VpcId,
      CidrBlock: '10.41.0.0/24',
      AvailabilityZone: 'us-east-1b',
    }),
  );
  const subnetIds = [ground.subnets[0], made.Subnet?.SubnetId ?? ''];
  expect(await refused(create('wide', { resourcesVpcConfig: { subnetIds } }))).toMatchObject({
    name: 'InvalidParameterException',
    message: 'Subnets specified must be in the same VPC',
  });
});
