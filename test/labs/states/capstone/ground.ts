/** States of the capstone’s first three steps: buckets and machines of their own. */
import type { Step } from '../../../../server/scripts/index.ts';
import {
  aborts,
  call,
  expires,
  flags,
  lifecycle,
  moves,
  oldVersions,
  policy,
  rule,
  type AccountState,
  type Expected,
} from '../state.ts';

type Json = Record<string, unknown>;
let number = 0;
const BUCKET = '{{bucket}}';
const ARNS = [`arn:aws:s3:::${BUCKET}`, `arn:aws:s3:::${BUCKET}/*`];
const TLS = {
  Sid: 'TlsOnly',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: ARNS,
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};
const LEFTOVERS = rule('', { ...aborts(7), ...oldVersions(90, 3) });
const versions = (Status: string): Step =>
  call('s3:PutBucketVersioning', { Bucket: BUCKET, VersioningConfiguration: { Status } });
const CREATE = call('s3:CreateBucket', { Bucket: BUCKET });
const home = (name: string, calls: readonly Step[], expected: Expected): AccountState => ({
  name: `data-bucket: ${name}`,
  variables: { bucket: `st-cap-bucket-${++number}` },
  calls,
  expect: { 'data-bucket': expected },
});
const READY = [CREATE, versions('Enabled'), policy([TLS]), lifecycle([LEFTOVERS])];
const also = (name: string, expected: Expected, ...calls: readonly Step[]) =>
  home(name, [...READY, ...calls], expected);

export const dataBucket: readonly AccountState[] = [
  home('as the reference', READY, 'pass'),
  also(
    'a bucket for each project, one bucket by KMS',
    'pass',
    call('s3:PutBucketEncryption', {
      Bucket: BUCKET,
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }],
      },
    }),
  ),
  also(
    'old models to a cold class',
    'pass',
    lifecycle([LEFTOVERS, rule('models/', moves([180, 'GLACIER_IR']))]),
  ),
  also('scratch expires', 'pass', lifecycle([LEFTOVERS, rule('scratch/', expires(30))])),
  also('a rule for each', 'pass', lifecycle([rule('', aborts(1)), rule('', oldVersions(30))])),
  also(
    'a rule that is switched off',
    'pass',
    lifecycle([LEFTOVERS, { ...rule('', expires(365)), Status: 'Disabled' }]),
  ),
  also(
    'TLS of 1.2 at least',
    'fail/http-allowed',
    policy([{ ...TLS, Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } } }]),
  ),
  also(
    'TLS and its version',
    'pass',
    policy([TLS, { ...TLS, Sid: 'Version', Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } } }]),
  ),
  home('no bucket', [], 'fail/bucket-missing'),
  home('deleted', [CREATE, call('s3:DeleteBucket', { Bucket: BUCKET })], 'fail/bucket-missing'),
  also('one flag off', 'fail/public-block-off', flags(['RestrictPublicBuckets'])),
  also(
    'no settings of publicity',
    'fail/public-block-off',
    call('s3:DeletePublicAccessBlock', { Bucket: BUCKET }),
  ),
  also('suspended', 'fail/not-versioned', versions('Suspended')),
  home('never versioned', [CREATE, policy([TLS]), lifecycle([LEFTOVERS])], 'fail/not-versioned'),
  also('no policy', 'fail/http-allowed', call('s3:DeleteBucketPolicy', { Bucket: BUCKET })),
  also('the objects only', 'fail/http-allowed', policy([{ ...TLS, Resource: ARNS[1] }])),
  also('reading only', 'fail/http-allowed', policy([{ ...TLS, Action: 's3:Get*' }])),
  also(
    'users of this account only',
    'fail/http-allowed',
    policy([{ ...TLS, Principal: { AWS: 'arn:aws:iam::{{acct}}:root' } }]),
  ),
  also(
    'the wrong way round',
    'fail/http-allowed',
    policy([{ ...TLS, Condition: { Bool: { 'aws:SecureTransport': 'true' } } }]),
  ),
  also('everything after a year', 'fail/data-lost', lifecycle([LEFTOVERS, rule('', expires(365))])),
  also('models after five years', 'fail/data-lost', lifecycle([LEFTOVERS, rule('models/', expires(1825))])),
  also(
    'data sets on a day',
    'fail/data-lost',
    lifecycle([LEFTOVERS, rule('datasets/', { Expiration: { Date: '2030-01-01T00:00:00.000Z' } })]),
  ),
  also(
    'after six years: later than anybody asks',
    'pass',
    lifecycle([LEFTOVERS, rule('models/', expires(2001))]),
  ),
  also('no rules', 'fail/hygiene', call('s3:DeleteBucketLifecycle', { Bucket: BUCKET })),
  also(
    'uploads of eight days and more',
    'pass',
    lifecycle([rule('', { ...aborts(8), ...oldVersions(90, 3) })]),
  ),
  also(
    'uploads of nine days',
    'fail/hygiene',
    lifecycle([rule('', { ...aborts(9), ...oldVersions(90, 3) })]),
  ),
  also('four newer ones', 'fail/hygiene', lifecycle([rule('', { ...aborts(7), ...oldVersions(90, 4) })])),
  also(
    'old versions after 92 days',
    'fail/hygiene',
    lifecycle([rule('', { ...aborts(7), ...oldVersions(92) })]),
  ),
  also(
    'old models only',
    'fail/hygiene',
    lifecycle([rule('', aborts(7)), rule('models/', oldVersions(90, 3))]),
  ),
  also(
    'old versions only moved',
    'fail/hygiene',
    lifecycle([
      rule('', {
        ...aborts(7),
        NoncurrentVersionTransitions: [{ NoncurrentDays: 30, StorageClass: 'GLACIER' }],
      }),
    ]),
  ),
];

const find = (
  Operation: 'DescribeSubnets' | 'DescribeSecurityGroups',
  tag: string,
  value: string,
  as: string,
): Step => call(`ec2:${Operation}`, { Filters: [{ Name: tag, Values: [value] }] }, as);
const PLACES = [
  find('DescribeSubnets', 'tag:Name', '{{prefix}}-cap-private-a', 'inA'),
  find('DescribeSubnets', 'tag:Name', '{{prefix}}-cap-public-a', 'outA'),
  find('DescribeSecurityGroups', 'group-name', '{{prefix}}-cap-trainer', 'shut'),
  call(
    'ssm:GetParameter',
    {
      Name: '/aws/service/deeplearning/ami/x86_64/oss-nvidia-driver-gpu-pytorch-2.9-ubuntu-24.04/latest/ami-id',
    },
    'deep',
  ),
];
const disk = (Ebs: Json, DeviceName = '/dev/sda1'): Json => ({
  DeviceName,
  Ebs: { VolumeType: 'gp3', VolumeSize: 100, Encrypted: true, ...Ebs },
});
const launch = (changes: Json = {}): Step =>
  call(
    'ec2:RunInstances',
    {
      ImageId: '{{deep.Parameter.Value}}',
      InstanceType: 'g6.xlarge',
      MinCount: 1,
      MaxCount: 1,
      SubnetId: '{{inA.Subnets.0.SubnetId}}',
      SecurityGroupIds: ['{{shut.SecurityGroups.0.GroupId}}'],
      IamInstanceProfile: { Name: '{{prefix}}-cap-trainer' },
      MetadataOptions: { HttpTokens: 'required', HttpEndpoint: 'enabled' },
      BlockDeviceMappings: [disk({})],
      TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: '{{instance_name}}' }] }],
      ...changes,
    },
    'box',
  );
const ID = '{{box.Instances.0.InstanceId}}';
const trainer = (name: string, calls: readonly Step[], expected: Expected): AccountState => ({
  name: `gpu-instance: ${name}`,
  variables: { instance_name: `st-cap-box-${++number}` },
  calls: [...PLACES, ...calls],
  expect: { 'gpu-instance': expected },
});
const runs = (name: string, changes: Json, expected: Expected, ...more: readonly Step[]) =>
  trainer(name, [launch(changes), ...more], expected);
const allow = (Action: unknown, Resource: unknown): Json => ({ Effect: 'Allow', Action, Resource });
const MODEL = `arn:aws:s3:::${BUCKET}/{{model_key}}`;
/** With a role of its own. */
const role = (name: string, statements: readonly Json[], expected: Expected, service = 'ec2.amazonaws.com') =>
  trainer(
    name,
    [
      call('iam:CreateRole', {
        RoleName: '{{instance_name}}',
        AssumeRolePolicyDocument: {
          $json: {
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
          },
        },
      }),
      call('iam:PutRolePolicy', {
        RoleName: '{{instance_name}}',
        PolicyName: 'p',
        PolicyDocument: { $json: { Version: '2012-10-17', Statement: statements } },
      }),
      call('iam:CreateInstanceProfile', { InstanceProfileName: '{{instance_name}}' }),
      call('iam:AddRoleToInstanceProfile', {
        InstanceProfileName: '{{instance_name}}',
        RoleName: '{{instance_name}}',
      }),
      launch({ IamInstanceProfile: { Name: '{{instance_name}}' } }),
    ],
    expected,
  );
const open = (rule: Json): Step[] => [
  call(
    'ec2:CreateSecurityGroup',
    { GroupName: '{{instance_name}}', Description: 'x', VpcId: '{{inA.Subnets.0.VpcId}}' },
    'group',
  ),
  call('ec2:AuthorizeSecurityGroupIngress', {
    GroupId: '{{group.GroupId}}',
    IpPermissions: [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, ...rule }],
  }),
  launch({ SecurityGroupIds: ['{{group.GroupId}}'] }),
];
const DENY = { Effect: 'Deny', Action: 's3:PutObject', NotResource: `arn:aws:s3:::${BUCKET}/*` };

export const gpuInstance: readonly AccountState[] = [
  runs('plain Ubuntu', { ImageId: 'ami-0c57ad20f98be1634' }, 'fail/wrong-image'),
  runs('a Deep Learning image of a stranger', { ImageId: 'ami-0e60d5f92b7c4a18f' }, 'fail/wrong-image'),
  runs('a deprecated one', { ImageId: 'ami-01d94b6e8a3f7c250' }, 'fail/wrong-image'),
  runs('the base image with the driver', { ImageId: 'ami-0b8d3e71c46f2a95d' }, 'pass'),
  runs('as the reference', {}, 'pass'),
  runs('stopped', {}, 'pass', call('ec2:StopInstances', { InstanceIds: [ID] })),
  runs('four GPUs', { InstanceType: 'g6.12xlarge' }, 'pass'),
  runs('in the public subnet, shut', { SubnetId: '{{outA.Subnets.0.SubnetId}}' }, 'pass'),
  runs('two disks', { BlockDeviceMappings: [disk({}), disk({ VolumeSize: 10 }, '/dev/sdf')] }, 'pass'),
  trainer('SSH for the office', open({ IpRanges: [{ CidrIp: '203.0.113.0/24' }] }), 'pass'),
  trainer(
    'an old one that is gone',
    [launch({ InstanceType: 'm5.large' }), call('ec2:TerminateInstances', { InstanceIds: [ID] }), launch()],
    'pass',
  ),
  trainer('none', [], 'fail/instance-missing'),
  runs('terminated', {}, 'fail/instance-missing', call('ec2:TerminateInstances', { InstanceIds: [ID] })),
  runs('a GPU of AMD', { InstanceType: 'g4ad.xlarge' }, 'fail/no-gpu'),
  runs('a chip of AWS', { InstanceType: 'inf2.xlarge' }, 'fail/no-gpu'),
  runs('no GPU', { InstanceType: 'm7i.large' }, 'fail/no-gpu'),
  trainer('a second one without a GPU', [launch(), launch({ InstanceType: 'm7i.large' })], 'fail/no-gpu'),
  runs('metadata without tokens', { MetadataOptions: { HttpTokens: 'optional' } }, 'fail/unsafe'),
  runs('a plain disk', { BlockDeviceMappings: [disk({ Encrypted: false })] }, 'fail/unsafe'),
  runs(
    'a plain second disk',
    { BlockDeviceMappings: [disk({}), disk({ Encrypted: false }, '/dev/sdf')] },
    'fail/unsafe',
  ),
  trainer('SSH for everybody', open({ IpRanges: [{ CidrIp: '0.0.0.0/0' }] }), 'fail/unsafe'),
  trainer(
    'a port for everybody by IPv6',
    open({ FromPort: 6006, ToPort: 6006, Ipv6Ranges: [{ CidrIpv6: '::/0' }] }),
    'fail/unsafe',
  ),
  trainer(
    'everything for everybody in two halves',
    open({ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/1' }, { CidrIp: '128.0.0.0/1' }] }),
    'fail/unsafe',
  ),
  runs('no profile', { IamInstanceProfile: undefined }, 'fail/cannot-save'),
  role('all models', [allow('s3:PutObject', `arn:aws:s3:::${BUCKET}/models/*`)], 'pass'),
  role('everything, and a Deny of other buckets', [allow('s3:*', '*'), DENY], 'pass'),
  role('the bucket without its objects', [allow('s3:*', `arn:aws:s3:::${BUCKET}`)], 'fail/cannot-save'),
  role('reading only', [allow('s3:Get*', `arn:aws:s3:::${BUCKET}/*`)], 'fail/cannot-save'),
  role('a role for functions', [allow('s3:PutObject', MODEL)], 'fail/cannot-save', 'lambda.amazonaws.com'),
  role('every bucket', [allow('s3:PutObject', '*')], 'fail/too-wide'),
  role('buckets that begin like it', [allow('s3:PutObject', `arn:aws:s3:::${BUCKET}*/*`)], 'fail/too-wide'),
];

const object = (changes: Json): Step =>
  call('s3:PutObject', {
    Bucket: BUCKET,
    Key: '{{model_key}}',
    Body: { $file: 'files/model.tar.gz' },
    ...changes,
  });
const model = (
  name: string,
  calls: readonly Step[],
  expected: Expected,
  more: Partial<AccountState> = {},
): AccountState => ({
  name: `model-artifact: ${name}`,
  calls,
  undo: [object({})],
  expect: { 'model-artifact': expected },
  ...more,
});
const remove = call('s3:DeleteObject', { Bucket: BUCKET, Key: '{{model_key}}' });

export const modelArtifact: readonly AccountState[] = [
  // Before anything else puts the model again: instants count in seconds.
  model('of before the machine', [...PLACES, launch()], 'fail/older-than-instance', {
    variables: { instance_name: 'st-cap-later' },
  }),
  model('as the reference', [], 'pass'),
  ...['STANDARD_IA', 'INTELLIGENT_TIERING', 'GLACIER_IR'].map((StorageClass) =>
    model(`in ${StorageClass}`, [object({ StorageClass })], 'pass'),
  ),
  model('deleted and put again', [remove, object({})], 'pass'),
  model('an archive of another type', [object({ ContentType: 'application/octet-stream' })], 'pass'),
  model('deleted', [remove], 'fail/model-missing'),
  model('no bytes', [object({ Body: { $zeros: 0 } })], 'fail/model-empty'),
  model('zeros', [object({ Body: { $zeros: 4096 } })], 'fail/not-an-archive'),
  model('one byte', [object({ Body: { $zeros: 1 } })], 'fail/not-an-archive'),
  model('a text of that name', [object({ Body: { $text: 'PK model' } })], 'fail/not-an-archive'),
  model(
    'a good version under a bad one',
    [object({}), object({ Body: { $text: 'oops' } })],
    'fail/not-an-archive',
  ),
  ...['GLACIER', 'DEEP_ARCHIVE'].map((StorageClass) =>
    model(`in ${StorageClass}`, [object({ StorageClass })], 'fail/not-readable-now'),
  ),
  model('of before the bucket’s repair: the bucket is said first', [flags(['BlockPublicAcls'])], 'skipped', {
    undo: [flags([])],
  }),
  model('the object denied', [], 'blocked/denied', { broken: { 's3:HeadObject': 'deny' } }),
];
