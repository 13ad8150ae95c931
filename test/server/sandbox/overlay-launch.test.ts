/** Launching through the whole sandbox: templates, parameters for images, Spot prices and requests, quotas. */
import {
  CreateLaunchTemplateCommand,
  CreateLaunchTemplateVersionCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DescribeInstancesCommand,
  DescribeLaunchTemplateVersionsCommand,
  DescribeSpotInstanceRequestsCommand,
  DescribeSpotPriceHistoryCommand,
  DescribeVolumesCommand,
  EC2Client,
  EnableEbsEncryptionByDefaultCommand,
  RequestSpotInstancesCommand,
  RunInstancesCommand,
  type DescribeSpotPriceHistoryCommandInput,
  type RunInstancesCommandInput,
} from '@aws-sdk/client-ec2';
import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  IAMClient,
} from '@aws-sdk/client-iam';
import {
  GetAWSDefaultServiceQuotaCommand,
  GetRequestedServiceQuotaChangeCommand,
  GetServiceQuotaCommand,
  ListRequestedServiceQuotaChangeHistoryByQuotaCommand,
  ListRequestedServiceQuotaChangeHistoryCommand,
  ListServiceQuotasCommand,
  RequestServiceQuotaIncreaseCommand,
  ServiceQuotasClient,
} from '@aws-sdk/client-service-quotas';
import {
  GetParameterCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import prices from '../../../graders/semantics/data/ec2-types.json' with { type: 'json' };
import type { Sandbox, SandboxAccount } from '../../../server/sandbox/index.ts';
import { clientOf, sharedSandbox } from '../../helpers/sandbox.ts';

const PYTORCH = 'ami-04f7c02ae9d5b8316';
const PARAMETER =
  '/aws/service/deeplearning/ami/x86_64/oss-nvidia-driver-gpu-pytorch-2.9-ubuntu-24.04/latest/ami-id';
let sandbox: Sandbox;
let account: SandboxAccount;
let ec2: EC2Client;
let subnet = '';
let group = '';

beforeAll(async () => {
  sandbox = await sharedSandbox();
  account = await sandbox.createAccount('launch');
  ec2 = new EC2Client({ ...clientOf(sandbox, account), maxAttempts: 1 });
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.9.0.0/16' }));
  const VpcId = Vpc?.VpcId ?? '';
  const made = await ec2.send(
    new CreateSubnetCommand({ VpcId, CidrBlock: '10.9.1.0/24', AvailabilityZone: 'us-east-1b' }),
  );
  subnet = made.Subnet?.SubnetId ?? '';
  const guarded = await ec2.send(
    new CreateSecurityGroupCommand({ VpcId, GroupName: 'trainers', Description: 'no port' }),
  );
  group = guarded.GroupId ?? '';
  const iam = new IAMClient(clientOf(sandbox, account));
  const Statement = [
    { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
  ];
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  await iam.send(new CreateRoleCommand({ RoleName: 'trainer', AssumeRolePolicyDocument }));
  await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: 'trainer' }));
  await iam.send(
    new AddRoleToInstanceProfileCommand({ InstanceProfileName: 'trainer', RoleName: 'trainer' }),
  );
  iam.destroy();
});
afterAll(() => ec2.destroy());

describe('launch templates', () => {
  const launch = async (input: Partial<RunInstancesCommandInput>) => {
    const { Instances = [] } = await ec2.send(
      new RunInstancesCommand({ MinCount: 1, MaxCount: 1, ...input }),
    );
    const ids = Instances.map(({ InstanceId }) => InstanceId ?? '');
    const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: ids }));
    const [instance] = Reservations.flatMap((one) => one.Instances ?? []);
    const { Volumes = [] } = await ec2.send(
      new DescribeVolumesCommand({ Filters: [{ Name: 'attachment.instance-id', Values: ids }] }),
    );
    return { instance, volumes: Volumes };
  };
  const tagsOf = (tags: readonly { Key?: string; Value?: string }[] = []) =>
    Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));

  beforeAll(async () => {
    await ec2.send(
      new CreateLaunchTemplateCommand({
        LaunchTemplateName: 'trainer',
        LaunchTemplateData: {
          ImageId: `resolve:ssm:${PARAMETER}`,
          InstanceType: 'g6.xlarge',
          IamInstanceProfile: { Name: 'trainer' },
          MetadataOptions: { HttpTokens: 'required', HttpEndpoint: 'enabled' },
          SecurityGroupIds: [group],
          InstanceMarketOptions: { MarketType: 'spot' },
          BlockDeviceMappings: [
            { DeviceName: '/dev/sda1', Ebs: { VolumeSize: 120, VolumeType: 'gp3', Encrypted: true } },
          ],
          TagSpecifications: [
            { ResourceType: 'instance', Tags: [{ Key: 'Project', Value: 'birdsong' }] },
            { ResourceType: 'volume', Tags: [{ Key: 'Project', Value: 'birdsong' }] },
          ],
        },
      }),
    );
  });

  it('are put into a launch whole: image by parameter, metadata, profile, market, encryption, tags', async () => {
    const { instance, volumes } = await launch({
      LaunchTemplate: { LaunchTemplateName: 'trainer' },
      SubnetId: subnet,
      TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: 'one' }] }],
    });
    expect(instance).toMatchObject({
      ImageId: PYTORCH,
      InstanceType: 'g6.xlarge',
      InstanceLifecycle: 'spot',
      SubnetId: subnet,
      MetadataOptions: { HttpTokens: 'required' },
      SecurityGroups: [{ GroupId: group }],
      IamInstanceProfile: { Arn: `arn:aws:iam::${account.account}:instance-profile/trainer` },
    });
    expect(tagsOf(instance?.Tags)).toMatchObject({
      Name: 'one',
      Project: 'birdsong',
      'aws:ec2launchtemplate:version': '1',
    });
    expect(volumes.map(({ Size, VolumeType, Encrypted }) => [Size, VolumeType, Encrypted])).toEqual([
      [120, 'gp3', true],
    ]);
    expect(tagsOf(volumes[0]?.Tags)).toEqual({ Project: 'birdsong' });
  });

  it('give way to what the request says', async () => {
    const { instance, volumes } = await launch({
      LaunchTemplate: { LaunchTemplateName: 'trainer', Version: '$Latest' },
      SubnetId: subnet,
      InstanceType: 'g5.xlarge',
      BlockDeviceMappings: [{ DeviceName: '/dev/sda1', Ebs: { VolumeSize: 90, VolumeType: 'gp3' } }],
    });
    expect(instance?.InstanceType).toBe('g5.xlarge');
    expect(volumes.map(({ Size, Encrypted }) => [Size, Encrypted])).toEqual([[90, false]]);
  });

  it('have versions that begin with their source, and defaults that decide', async () => {
    await ec2.send(
      new CreateLaunchTemplateVersionCommand({
        LaunchTemplateName: 'trainer',
        SourceVersion: '1',
        LaunchTemplateData: { InstanceType: 'g6.2xlarge' },
      }),
    );
    const { LaunchTemplateVersions = [] } = await ec2.send(
      new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateName: 'trainer', Versions: ['2'] }),
    );
    expect(LaunchTemplateVersions[0]?.LaunchTemplateData).toMatchObject({
      InstanceType: 'g6.2xlarge',
      MetadataOptions: { HttpTokens: 'required' },
      SecurityGroupIds: [group],
    });
    const { instance } = await launch({
      LaunchTemplate: { LaunchTemplateName: 'trainer' },
      SubnetId: subnet,
    });
    expect(instance?.InstanceType).toBe('g6.xlarge');
  });

  it('and a subnet of the request do not go together with interfaces', async () => {
    await ec2.send(
      new CreateLaunchTemplateCommand({
        LaunchTemplateName: 'with-interface',
        LaunchTemplateData: {
          ImageId: PYTORCH,
          InstanceType: 'g6.xlarge',
          NetworkInterfaces: [{ DeviceIndex: 0, SubnetId: subnet, Groups: [group] }],
        },
      }),
    );
    const LaunchTemplate = { LaunchTemplateName: 'with-interface' };
    await expect(launch({ LaunchTemplate, SubnetId: subnet })).rejects.toMatchObject({
      name: 'InvalidParameterCombination',
    });
    const { instance } = await launch({ LaunchTemplate });
    expect(instance).toMatchObject({ SubnetId: subnet, SecurityGroups: [{ GroupId: group }] });
    await expect(
      launch({ LaunchTemplate: { LaunchTemplateName: 'with-interface', Version: '7' } }),
    ).rejects.toThrow(/version/i);
    await expect(
      launch({ ImageId: 'resolve:ssm:/aws/service/no/such', InstanceType: 'g6.xlarge' }),
    ).rejects.toMatchObject({ name: 'ParameterNotFound' });
  });

  it('where the account encrypts by default, volumes are encrypted unasked', async () => {
    const own = await sandbox.createAccount('encrypting');
    const client = new EC2Client(clientOf(sandbox, own));
    await client.send(new EnableEbsEncryptionByDefaultCommand({}));
    await client.send(
      new RunInstancesCommand({
        MinCount: 1,
        MaxCount: 1,
        ImageId: PYTORCH,
        InstanceType: 'g6.xlarge',
        BlockDeviceMappings: [{ DeviceName: '/dev/sda1', Ebs: { VolumeSize: 100, VolumeType: 'gp3' } }],
      }),
    );
    const { Volumes = [] } = await client.send(new DescribeVolumesCommand({}));
    expect(Volumes.map(({ Encrypted }) => Encrypted)).toEqual([true]);
    client.destroy();
  });
});

it('a Spot request of the old kind keeps its groups, by id and by interface', async () => {
  const specification = { ImageId: PYTORCH, InstanceType: 'g4dn.xlarge' as const };
  for (const LaunchSpecification of [
    { ...specification, SecurityGroupIds: [group], SubnetId: subnet },
    { ...specification, NetworkInterfaces: [{ DeviceIndex: 0, SubnetId: subnet, Groups: [group] }] },
  ])
    await ec2.send(
      new RequestSpotInstancesCommand({ SpotPrice: '0.50', Type: 'persistent', LaunchSpecification }),
    );
  const { SpotInstanceRequests = [] } = await ec2.send(new DescribeSpotInstanceRequestsCommand({}));
  expect(SpotInstanceRequests).toHaveLength(2);
  for (const { LaunchSpecification, Type, InstanceId } of SpotInstanceRequests) {
    expect(Type).toBe('persistent');
    expect(LaunchSpecification).toMatchObject({
      SecurityGroups: [{ GroupId: group }],
      SubnetId: subnet,
    });
    const { Reservations = [] } = await ec2.send(
      new DescribeInstancesCommand({ InstanceIds: [InstanceId ?? ''] }),
    );
    expect(Reservations[0]?.Instances?.[0]?.SecurityGroups).toMatchObject([{ GroupId: group }]);
  }
});

describe('Spot prices', () => {
  const history = async (input: DescribeSpotPriceHistoryCommandInput, client = ec2) =>
    (await client.send(new DescribeSpotPriceHistoryCommand(input))).SpotPriceHistory ?? [];
  const now = new Date();
  const current = { InstanceTypes: ['g6.xlarge' as const], StartTime: now };

  it('are one for each zone now, below the on-demand price, and the same when asked again', async () => {
    const first = await history(current);
    expect(first.length).toBeGreaterThan(1);
    expect(new Set(first.map(({ AvailabilityZone }) => AvailabilityZone)).size).toBe(first.length);
    for (const { SpotPrice, Timestamp, ProductDescription } of first) {
      expect(Number(SpotPrice)).toBeGreaterThan(prices.types['g6.xlarge'].usd * 0.1);
      expect(Number(SpotPrice)).toBeLessThan(prices.types['g6.xlarge'].usd);
      expect(Timestamp?.getTime()).toBeLessThanOrEqual(now.getTime());
      expect(ProductDescription).toBe('Linux/UNIX');
    }
    expect(await history(current)).toEqual(first);
    expect(new Set(first.map(({ SpotPrice }) => SpotPrice)).size).toBeGreaterThan(1);
  });

  it('have 90 days of history, newest first, page by page', async () => {
    const all = [];
    let NextToken: string | undefined;
    do {
      const page = await ec2.send(
        new DescribeSpotPriceHistoryCommand({
          InstanceTypes: ['g6.xlarge'],
          ...(NextToken ? { NextToken } : {}),
          MaxResults: 500,
        }),
      );
      expect(page.SpotPriceHistory?.length).toBeLessThanOrEqual(500);
      all.push(...(page.SpotPriceHistory ?? []));
      NextToken = page.NextToken;
    } while (NextToken);
    const times = all.map(({ Timestamp }) => Timestamp?.getTime() ?? 0);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    const days = ((times[0] ?? 0) - (times.at(-1) ?? 0)) / 86_400_000;
    expect(days).toBeGreaterThan(89);
    expect(days).toBeLessThan(91);
    const values = all.map(({ SpotPrice }) => Number(SpotPrice));
    expect(Math.max(...values) / Math.min(...values)).toBeGreaterThan(1.1);
  });

  it('differ between accounts and follow every way of asking', async () => {
    const other = await sandbox.createAccount('elsewhere');
    const client = new EC2Client(clientOf(sandbox, other));
    expect(await history(current, client)).not.toEqual(await history(current));
    client.destroy();
    const [one] = await history(current);
    const zone = one?.AvailabilityZone ?? '';
    expect(await history({ ...current, AvailabilityZone: zone })).toEqual([one]);
    const filtered = { Filters: [{ Name: 'availability-zone', Values: [`${zone.slice(0, -1)}*`] }] };
    expect(await history({ ...current, ...filtered })).toEqual(await history(current));
    expect(await history({ ...current, ProductDescriptions: ['Windows'] })).toEqual([]);
    expect(await history({ ...current, ProductDescriptions: ['Linux/UNIX'] })).toEqual(
      await history(current),
    );
    expect(await history({ InstanceTypes: ['p3.2xlarge'], StartTime: now })).toEqual([]);
    await expect(history({ Filters: [{ Name: 'colour', Values: ['red'] }] })).rejects.toMatchObject({
      name: 'InvalidParameterValue',
    });
    await expect(history({ ...current, NextToken: 'x' })).rejects.toMatchObject({
      name: 'InvalidParameterValue',
    });
  });
});

describe('parameters for images', () => {
  let ssm: SSMClient;
  beforeAll(() => {
    ssm = new SSMClient({ ...clientOf(sandbox, account), maxAttempts: 1 });
  });
  afterAll(() => ssm.destroy());

  it('name the images that the sandbox has', async () => {
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: PARAMETER }));
    expect(Parameter).toMatchObject({ Name: PARAMETER, Value: PYTORCH, Type: 'String' });
    const byArn = await ssm.send(
      new GetParameterCommand({ Name: `arn:aws:ssm:us-east-1::parameter${PARAMETER}` }),
    );
    expect(byArn.Parameter?.Value).toBe(PYTORCH);
    const { Parameters = [] } = await ssm.send(
      new GetParametersByPathCommand({ Path: '/aws/service/deeplearning', Recursive: true }),
    );
    expect(Parameters.map(({ Name }) => Name)).toContain(PARAMETER);
    const flat = await ssm.send(new GetParametersByPathCommand({ Path: '/aws/service/deeplearning' }));
    expect(flat.Parameters).toEqual([]);
  });

  it('stand beside those of the learner', async () => {
    await ssm.send(new PutParameterCommand({ Name: '/team/image', Value: 'ami-1', Type: 'String' }));
    const { Parameters = [], InvalidParameters } = await ssm.send(
      new GetParametersCommand({ Names: [PARAMETER, '/team/image', '/team/nothing'] }),
    );
    expect(Parameters.map(({ Value }) => Value)).toEqual([PYTORCH, 'ami-1']);
    expect(InvalidParameters).toEqual(['/team/nothing']);
    const own = await ssm.send(new GetParametersByPathCommand({ Path: '/team' }));
    expect(own.Parameters?.map(({ Name }) => Name)).toEqual(['/team/image']);
    await expect(ssm.send(new GetParameterCommand({ Name: '/team/nothing' }))).rejects.toMatchObject({
      name: 'ParameterNotFound',
    });
  });
});

describe('quotas', () => {
  const ON_DEMAND = { ServiceCode: 'ec2', QuotaCode: 'L-DB2E81BA' };
  const SPOT = { ServiceCode: 'ec2', QuotaCode: 'L-3819A6DF' };
  let own: SandboxAccount;
  let quotas: ServiceQuotasClient;
  beforeAll(async () => {
    own = await sandbox.createAccount('quotas');
    quotas = new ServiceQuotasClient({ ...clientOf(sandbox, own), maxAttempts: 1 });
  });
  afterAll(() => quotas.destroy());
  const value = async (quota: typeof ON_DEMAND) =>
    (await quotas.send(new GetServiceQuotaCommand(quota))).Quota?.Value;
  const raise = (quota: typeof ON_DEMAND, DesiredValue: number) =>
    quotas.send(new RequestServiceQuotaIncreaseCommand({ ...quota, DesiredValue }));

  it('of a new account allow no GPU, and are raised each by itself', async () => {
    expect([await value(ON_DEMAND), await value(SPOT)]).toEqual([0, 0]);
    const { RequestedQuota } = await raise(ON_DEMAND, 8);
    expect(RequestedQuota).toMatchObject({ Status: 'PENDING', DesiredValue: 8 });
    expect([await value(ON_DEMAND), await value(SPOT)]).toEqual([8, 0]);
    const found = await quotas.send(
      new GetRequestedServiceQuotaChangeCommand({ RequestId: RequestedQuota?.Id }),
    );
    expect(found.RequestedQuota?.Status).toBe('APPROVED');
    const { Quota } = await quotas.send(new GetAWSDefaultServiceQuotaCommand(ON_DEMAND));
    expect(Quota?.Value).toBe(0);
    const { Quotas = [] } = await quotas.send(new ListServiceQuotasCommand({ ServiceCode: 'ec2' }));
    expect(Quotas.find(({ QuotaCode }) => QuotaCode === ON_DEMAND.QuotaCode)?.Value).toBe(8);
  });

  it('are decided later where the account takes its time, one request at a time', async () => {
    sandbox.setPace(own.account, 'gradual');
    await raise(SPOT, 16);
    const { RequestedQuotas } = await quotas.send(
      new ListRequestedServiceQuotaChangeHistoryByQuotaCommand(SPOT),
    );
    expect(RequestedQuotas).toMatchObject([{ Status: 'PENDING', DesiredValue: 16 }]);
    expect(await value(SPOT)).toBe(0);
    await expect(raise(SPOT, 32)).rejects.toMatchObject({ name: 'ResourceAlreadyExistsException' });
    const approved = await quotas.send(
      new ListRequestedServiceQuotaChangeHistoryCommand({ ServiceCode: 'ec2', Status: 'APPROVED' }),
    );
    expect(approved.RequestedQuotas).toHaveLength(1);
  });

  it('leave a large request to people, and nobody here decides it', async () => {
    sandbox.setPace(own.account, 'instant');
    const P = { ServiceCode: 'ec2', QuotaCode: 'L-417A185B' };
    await raise(P, 192);
    expect(await value(P)).toBe(0);
    const { RequestedQuotas } = await quotas.send(
      new ListRequestedServiceQuotaChangeHistoryByQuotaCommand(P),
    );
    expect(RequestedQuotas).toMatchObject([{ Status: 'CASE_OPENED', DesiredValue: 192 }]);
    await expect(raise(P, 200)).rejects.toMatchObject({ name: 'ResourceAlreadyExistsException' });
  });

  it('refuse what is no raise, and what is no quota', async () => {
    await expect(raise(ON_DEMAND, 8)).rejects.toMatchObject({ name: 'IllegalArgumentException' });
    await expect(value({ ServiceCode: 'ec2', QuotaCode: 'L-00000000' })).rejects.toMatchObject({
      name: 'NoSuchResourceException',
    });
    await expect(
      quotas.send(new GetRequestedServiceQuotaChangeCommand({ RequestId: 'x' })),
    ).rejects.toMatchObject({ name: 'NoSuchResourceException' });
  });
});
