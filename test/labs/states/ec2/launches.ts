/** States of `launch-template` and `trainer-instance`: templates and machines of their own beside the reference's. */
import type { Step } from '../../../../server/scripts/index.ts';
import { call, type AccountState, type Expected } from '../state.ts';

export type Json = Record<string, unknown>;

const PARAMETER =
  'resolve:ssm:/aws/service/deeplearning/ami/x86_64/oss-nvidia-driver-gpu-pytorch-2.9-ubuntu-24.04/latest/ami-id';
const IMAGE = {
  base: 'ami-0b8d3e71c46f2a95d',
  deprecated: 'ami-01d94b6e8a3f7c250',
  stranger: 'ami-0e60d5f92b7c4a18f',
  ubuntu: 'ami-0c57ad20f98be1634',
};
/** The reference's template, profile, role and group all bear this name. */
const REFERENCE = '{{prefix}}-trainer';
const find = (what: string, as: string, name: string, value: string): Step =>
  call(`ec2:Describe${what}`, { Filters: [{ Name: name, Values: [value] }] }, as);
/** What the network holds, by name. */
export const FIND: readonly Step[] = [
  find('Vpcs', 'network', 'tag:Name', '{{vpc_name}}'),
  find('SecurityGroups', 'closed', 'group-name', REFERENCE),
  find('Subnets', 'privateA', 'tag:Name', '{{vpc_name}}-private-a'),
  find('Subnets', 'privateB', 'tag:Name', '{{vpc_name}}-private-b'),
  find('Subnets', 'publicA', 'tag:Name', '{{vpc_name}}-public-a'),
];
export const SUBNET = {
  a: '{{privateA.Subnets.0.SubnetId}}',
  b: '{{privateB.Subnets.0.SubnetId}}',
  public: '{{publicA.Subnets.0.SubnetId}}',
};
const CLOSED = '{{closed.SecurityGroups.0.GroupId}}';
const VPC = '{{network.Vpcs.0.VpcId}}';

const disk = (Ebs: Json = {}, DeviceName = '/dev/sda1'): Json => ({
  DeviceName,
  Ebs: {
    VolumeType: 'gp3',
    VolumeSize: '{{volume_gib}}',
    Encrypted: true,
    DeleteOnTermination: true,
    ...Ebs,
  },
});
const tags = (ResourceType: string, Tags: Json): Json => ({
  ResourceType,
  Tags: Object.entries(Tags).map(([Key, Value]) => ({ Key, Value })),
});
const TAGS = { Project: '{{project}}', Owner: 'amelia' };
const data = (changes: Json = {}): Json =>
  Object.fromEntries(
    Object.entries({
      ImageId: PARAMETER,
      InstanceType: 'g6.xlarge',
      IamInstanceProfile: { Name: REFERENCE },
      MetadataOptions: { HttpTokens: 'required', HttpEndpoint: 'enabled' },
      SecurityGroupIds: [CLOSED],
      BlockDeviceMappings: [disk()],
      TagSpecifications: [tags('instance', TAGS), tags('volume', TAGS)],
      ...changes,
    }).filter(([, value]) => value !== null),
  );
const template = (changes: Json = {}): Step =>
  call('ec2:CreateLaunchTemplate', { LaunchTemplateName: '{{template}}', LaunchTemplateData: data(changes) });

let templates = 0;
const state = (
  name: string,
  calls: readonly Step[],
  expected: Expected,
  more: Partial<AccountState> = {},
): AccountState => ({
  name: `launch-template: ${name}`,
  calls: [...FIND, ...calls],
  variables: { template: `st-template-${++templates}` },
  expect: { 'launch-template': expected },
  ...more,
});
const one = (name: string, changes: Json, expected: Expected): AccountState =>
  state(name, [template(changes)], expected);
/** A role with a profile of the template's name. */
const role = (trusted: string, statements: readonly Json[], ...managed: string[]): Step[] => [
  call('iam:CreateRole', {
    RoleName: '{{template}}',
    AssumeRolePolicyDocument: {
      $json: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: trusted }, Action: 'sts:AssumeRole' }],
      },
    },
  }),
  call('iam:PutRolePolicy', {
    RoleName: '{{template}}',
    PolicyName: 'work',
    PolicyDocument: { $json: { Version: '2012-10-17', Statement: statements } },
  }),
  ...managed.map((name) =>
    call('iam:AttachRolePolicy', { RoleName: '{{template}}', PolicyArn: `arn:aws:iam::aws:policy/${name}` }),
  ),
  call('iam:CreateInstanceProfile', { InstanceProfileName: '{{template}}' }),
  call('iam:AddRoleToInstanceProfile', { InstanceProfileName: '{{template}}', RoleName: '{{template}}' }),
  template({ IamInstanceProfile: { Name: '{{template}}' } }),
];
const allow = (Action: unknown, Resource: unknown = '*'): Json => ({ Effect: 'Allow', Action, Resource });
const BUCKET = 'arn:aws:s3:::{{bucket}}';
const SAVE = allow('s3:PutObject', `${BUCKET}/checkpoints/*`);
const SSM = 'AmazonSSMManagedInstanceCore';
const EC2 = 'ec2.amazonaws.com';
const group = (...rules: readonly Json[]): Step[] => [
  call('ec2:CreateSecurityGroup', { GroupName: '{{template}}', Description: 'state', VpcId: VPC }, 'own'),
  ...rules.map((rule) =>
    call('ec2:AuthorizeSecurityGroupIngress', { GroupId: '{{own.GroupId}}', IpPermissions: [rule] }),
  ),
  template({ SecurityGroupIds: ['{{own.GroupId}}'] }),
];
const tcp = (port: number, source: Json): Json => ({
  IpProtocol: 'tcp',
  FromPort: port,
  ToPort: port,
  ...source,
});
const version = (changes: Json): Step =>
  call('ec2:CreateLaunchTemplateVersion', {
    LaunchTemplateName: '{{template}}',
    LaunchTemplateData: data(changes),
  });
const defaults = (number: string): Step =>
  call('ec2:ModifyLaunchTemplate', { LaunchTemplateName: '{{template}}', DefaultVersion: number });

export const launchTemplate: readonly AccountState[] = [
  state('none', [], 'fail/template-missing'),
  one('as the reference', {}, 'pass'),
  one('an image by its id', { ImageId: IMAGE.base }, 'pass'),
  one(
    'a larger disk and a second one',
    { BlockDeviceMappings: [disk({ VolumeSize: 400 }), disk({}, '/dev/sdf')] },
    'pass',
  ),
  one('Spot in the template', { InstanceMarketOptions: { MarketType: 'spot' } }, 'pass'),
  one(
    'groups on the interface',
    { SecurityGroupIds: null, NetworkInterfaces: [{ DeviceIndex: 0, Groups: [CLOSED] }] },
    'pass',
  ),
  one(
    'attributes in place of a type',
    {
      InstanceType: null,
      InstanceRequirements: {
        VCpuCount: { Min: 4 },
        MemoryMiB: { Min: 1 },
        AcceleratorCount: { Min: 1, Max: 1 },
        AcceleratorManufacturers: ['nvidia'],
      },
    },
    'pass',
  ),
  one(
    'more tags',
    {
      TagSpecifications: [tags('instance', { ...TAGS, Name: 'x' }), tags('volume', { ...TAGS, Keep: 'no' })],
    },
    'pass',
  ),
  state(
    'a good second version that is the default',
    [template({ KeyName: 'ada' }), version({}), defaults('2')],
    'pass',
  ),
  state('a bad second version that nobody uses', [template(), version({ KeyName: 'ada' })], 'pass'),
  state(
    'a good second version that is not the default',
    [template({ MetadataOptions: { HttpTokens: 'optional' } }), version({})],
    'fail/imds-v1',
  ),
  state(
    'a role that does it by itself',
    role(EC2, [SAVE, allow(['ssm:UpdateInstanceInformation', 'ssmmessages:*'])]),
    'pass',
  ),
  state(
    'a group that lets itself in',
    group(tcp(29500, { UserIdGroupPairs: [{ GroupId: '{{own.GroupId}}' }] })),
    'pass',
  ),
  one('four GPUs', { InstanceType: 'g6.12xlarge' }, 'fail/wrong-image-or-type'),
  one('no GPU', { InstanceType: 'm7i.xlarge' }, 'fail/wrong-image-or-type'),
  one('a GPU of AMD', { InstanceType: 'g4ad.xlarge' }, 'fail/wrong-image-or-type'),
  one('Inferentia', { InstanceType: 'inf2.xlarge' }, 'fail/wrong-image-or-type'),
  one('a type of old guides', { InstanceType: 'p3.2xlarge' }, 'fail/wrong-image-or-type'),
  one('a deprecated image', { ImageId: IMAGE.deprecated }, 'fail/wrong-image-or-type'),
  one('a look-alike', { ImageId: IMAGE.stranger }, 'fail/wrong-image-or-type'),
  one('plain Ubuntu', { ImageId: IMAGE.ubuntu }, 'fail/wrong-image-or-type'),
  one('no image', { ImageId: null }, 'fail/wrong-image-or-type'),
  one(
    'the parameter of another image',
    { ImageId: 'resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64' },
    'fail/wrong-image-or-type',
  ),
  one('gp2', { BlockDeviceMappings: [disk({ VolumeType: 'gp2' })] }, 'fail/volume-unsafe'),
  one('a plain disk', { BlockDeviceMappings: [disk({ Encrypted: false })] }, 'fail/volume-unsafe'),
  one('a small disk', { BlockDeviceMappings: [disk({ VolumeSize: 50 })] }, 'fail/volume-unsafe'),
  one(
    'a disk that stays',
    { BlockDeviceMappings: [disk({ DeleteOnTermination: false })] },
    'fail/volume-unsafe',
  ),
  one('no disk', { BlockDeviceMappings: null }, 'fail/volume-unsafe'),
  one('a root of another name', { BlockDeviceMappings: [disk({}, '/dev/xvda')] }, 'fail/volume-unsafe'),
  one(
    'tokens optional',
    { MetadataOptions: { HttpTokens: 'optional', HttpEndpoint: 'enabled' } },
    'fail/imds-v1',
  ),
  one('nothing about metadata', { MetadataOptions: null }, 'fail/imds-v1'),
  one(
    'metadata off',
    { MetadataOptions: { HttpTokens: 'required', HttpEndpoint: 'disabled' } },
    'fail/imds-v1',
  ),
  one('no profile', { IamInstanceProfile: null }, 'fail/profile-wrong'),
  one('a profile that is not there', { IamInstanceProfile: { Name: 'nobody' } }, 'fail/profile-wrong'),
  state('a role for Lambda', role('lambda.amazonaws.com', [SAVE], SSM), 'fail/profile-wrong'),
  state('a role without Session Manager', role(EC2, [SAVE]), 'fail/profile-wrong'),
  state(
    'a role that cannot save',
    role(EC2, [allow('s3:GetObject', `${BUCKET}/*`)], SSM),
    'fail/profile-wrong',
  ),
  state('a role that may do everything with S3', role(EC2, [allow('s3:*')], SSM), 'fail/profile-wrong'),
  state(
    'a role that may delete its bucket',
    role(EC2, [allow('s3:*', [BUCKET, `${BUCKET}/*`])], SSM),
    'fail/profile-wrong',
  ),
  state('an administrator', role(EC2, [SAVE], SSM, 'AdministratorAccess'), 'fail/profile-wrong'),
  one('a key pair', { KeyName: 'ada' }, 'fail/exposed'),
  one(
    'a public address',
    {
      SecurityGroupIds: null,
      NetworkInterfaces: [{ DeviceIndex: 0, Groups: [CLOSED], AssociatePublicIpAddress: true }],
    },
    'fail/exposed',
  ),
  one('no group', { SecurityGroupIds: null }, 'fail/exposed'),
  state('SSH from the office', group(tcp(22, { IpRanges: [{ CidrIp: '203.0.113.7/32' }] })), 'fail/exposed'),
  state('notebooks by IPv6', group(tcp(8888, { Ipv6Ranges: [{ CidrIpv6: '::/0' }] })), 'fail/exposed'),
  one('volumes without tags', { TagSpecifications: [tags('instance', TAGS)] }, 'fail/untagged'),
  one(
    'an owner that is empty',
    { TagSpecifications: [tags('instance', TAGS), tags('volume', { ...TAGS, Owner: '' })] },
    'fail/untagged',
  ),
  one(
    'another project',
    { TagSpecifications: [tags('instance', { ...TAGS, Project: 'migration-2' }), tags('volume', TAGS)] },
    'fail/untagged',
  ),
  state('templates cannot be read', [template()], 'blocked/denied', {
    broken: { 'ec2:DescribeLaunchTemplateVersions': 'deny' },
  }),
];

let machines = 0;
const trainer = (
  name: string,
  calls: readonly Step[],
  expected: Expected,
  more: Partial<AccountState> = {},
): AccountState => ({
  name: `trainer-instance: ${name}`,
  calls: [...FIND, ...calls],
  variables: { instance_name: `st-trainer-${++machines}` },
  expect: { 'trainer-instance': expected },
  ...more,
});
const SPOT = { InstanceMarketOptions: { MarketType: 'spot' } };
const run = (changes: Json = {}): Step =>
  call(
    'ec2:RunInstances',
    Object.fromEntries(
      Object.entries({
        MinCount: 1,
        MaxCount: 1,
        LaunchTemplate: { LaunchTemplateName: REFERENCE },
        SubnetId: SUBNET.a,
        ...SPOT,
        TagSpecifications: [tags('instance', { Name: '{{instance_name}}' })],
        ...changes,
      }).filter(([, value]) => value !== null),
    ),
    'machine',
  );
const MACHINE = '{{machine.Instances.0.InstanceId}}';
const launched = (name: string, changes: Json, expected: Expected): AccountState =>
  trainer(name, [run(changes)], expected);

export const trainerInstance: readonly AccountState[] = [
  trainer('none', [], 'fail/instance-missing'),
  launched('as the reference', {}, 'pass'),
  launched('in the other zone', { SubnetId: SUBNET.b }, 'pass'),
  launched('another type that fits', { InstanceType: 'g5.xlarge' }, 'pass'),
  trainer('two', [run(), run({ SubnetId: SUBNET.b })], 'pass'),
  trainer(
    'a bad one terminated before',
    [run({ InstanceMarketOptions: null }), call('ec2:TerminateInstances', { InstanceIds: [MACHINE] }), run()],
    'pass',
  ),
  trainer('stopped', [run(), call('ec2:StopInstances', { InstanceIds: [MACHINE] })], 'fail/not-running'),
  trainer(
    'terminated',
    [run(), call('ec2:TerminateInstances', { InstanceIds: [MACHINE] })],
    'fail/instance-missing',
  ),
  launched(
    'another name',
    { TagSpecifications: [tags('instance', { Name: 'somebody' })] },
    'fail/instance-missing',
  ),
  launched('on demand', { InstanceMarketOptions: null }, 'fail/not-spot'),
  trainer('one of two on demand', [run(), run({ InstanceMarketOptions: null })], 'fail/not-spot'),
  launched('in a public subnet', { SubnetId: SUBNET.public }, 'fail/public'),
  trainer(
    'with an address of its own',
    [
      run(),
      call('ec2:AllocateAddress', { Domain: 'vpc' }, 'address'),
      call('ec2:AssociateAddress', { AllocationId: '{{address.AllocationId}}', InstanceId: MACHINE }),
    ],
    'fail/public',
  ),
  launched(
    'metadata loosened at launch',
    { MetadataOptions: { HttpTokens: 'optional', HttpEndpoint: 'enabled' } },
    'fail/unsafe',
  ),
  trainer(
    'metadata loosened later',
    [
      run(),
      call('ec2:ModifyInstanceMetadataOptions', {
        InstanceId: MACHINE,
        HttpTokens: 'optional',
        HttpEndpoint: 'enabled',
      }),
    ],
    'fail/unsafe',
  ),
  launched(
    'a plain disk at launch',
    { BlockDeviceMappings: [disk({ Encrypted: false })] },
    'fail/volume-unsafe',
  ),
  launched('gp2 at launch', { BlockDeviceMappings: [disk({ VolumeType: 'gp2' })] }, 'fail/volume-unsafe'),
  launched(
    'a second disk that is plain',
    { BlockDeviceMappings: [disk({ Encrypted: false }, '/dev/sdf')] },
    'fail/volume-unsafe',
  ),
  launched('four GPUs at launch', { InstanceType: 'g6.12xlarge' }, 'fail/wrong-image-or-type'),
  launched('another image at launch', { ImageId: IMAGE.ubuntu }, 'fail/wrong-image-or-type'),
  trainer('volumes cannot be read', [run()], 'blocked/denied', { broken: { 'ec2:DescribeVolumes': 'deny' } }),
];
