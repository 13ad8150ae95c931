/**
 * The requests that the IAM tasks try (lab-catalogue §3), as plain data: the checks judge them, the decision matrix draws them.
 */
import type { RequestContext } from '../../semantics/iam/index.ts';

export interface Probe {
  /** What a wrong answer means; the checks map it to their reasons. */
  topic: string;
  wanted: 'allow' | 'deny';
  action: string;
  resource: string;
  /** Only what this request carries besides the default context. */
  context: RequestContext;
}

/** Where the requests go: the account that is graded and the Region worked in. */
export interface Place {
  account: string;
  region: string;
}

/** One request in words: `iam:PassRole on arn:… with iam:PassedToService ec2.amazonaws.com`. */
export function probeInWords({ action, resource, context }: Probe): string {
  const facts = Object.entries(context).map(
    ([key, value]) => `${key} ${Array.isArray(value) ? `[${value.join(', ')}]` : String(value)}`,
  );
  const on = resource === '*' ? action : `${action} on ${resource}`;
  return facts.length === 0 ? on : `${on} with ${facts.join(', ')}`;
}

type Draft = [action: string, resource: string, context?: RequestContext];

const probes = (topic: string, wanted: Probe['wanted'], drafts: readonly Draft[]): Probe[] =>
  drafts.map(([action, resource, context = {}]) => ({ topic, wanted, action, resource, context }));

const ec2 = ({ account, region }: Place, resource: string): string =>
  `arn:aws:ec2:${region}:${account}:${resource}`;
const sagemaker = ({ account, region }: Place, resource: string): string =>
  `arn:aws:sagemaker:${region}:${account}:${resource}`;
/** RunInstances is authorised on instances that do not exist yet, hence the asterisk in the request. */
const newInstance = (place: Place): string => ec2(place, 'instance/*');

export interface EngineerParams {
  prefix: string;
  project: string;
  bucket: string;
  otherBucket: string;
  dataPrefix: string;
  modelPrefix: string;
  /** Comma-separated instance types. */
  gpuTypes: string;
  /** Name of the engineer's own role. */
  role: string;
  /** ARNs. */
  trainerRole: string;
  adminRole: string;
}

/** `engineer-permissions`: what the work needs, then what would break something, in the order of the task's reasons. */
export function engineerProbes(params: EngineerParams, place: Place): Probe[] {
  const { prefix, project, bucket, dataPrefix, modelPrefix, trainerRole, adminRole } = params;
  const { account, region } = place;
  const objects = `arn:aws:s3:::${bucket}`;
  const job = sagemaker(place, `training-job/${prefix}-1`);
  const instance = ec2(place, 'instance/i-0a1b2c3d4e5f67890');
  const tagged = (value: string): RequestContext => ({
    'ec2:ResourceTag/Project': value,
    'aws:ResourceTag/Project': value,
  });
  const creates = { 'ec2:CreateAction': 'RunInstances' };
  const toSageMaker = { 'iam:PassedToService': 'sagemaker.amazonaws.com' };
  const names = ['x', `${prefix}-x`, params.role];
  return [
    ...probes('needed', 'allow', [
      ['ec2:DescribeInstances', '*'],
      ['ec2:DescribeImages', '*'],
      ...gpuTypesOf(params.gpuTypes).map((type): Draft => [
        'ec2:RunInstances',
        newInstance(place),
        { 'ec2:InstanceType': type },
      ]),
      ['ec2:RunInstances', `arn:aws:ec2:${region}::image/ami-0a1b2c3d4e5f67890`],
      ['ec2:RunInstances', ec2(place, 'subnet/subnet-0a1b2c3d4e5f67890')],
      ['ec2:RunInstances', ec2(place, 'security-group/sg-0a1b2c3d4e5f67890')],
      ['ec2:RunInstances', ec2(place, 'network-interface/*')],
      ['ec2:RunInstances', ec2(place, 'volume/*')],
      ['ec2:CreateTags', newInstance(place), creates],
      ['ec2:CreateTags', ec2(place, 'volume/*'), creates],
      ['ec2:TerminateInstances', instance, tagged(project)],
      ['s3:ListBucket', objects, { 's3:prefix': dataPrefix }],
      ['s3:GetObject', `${objects}/${dataPrefix}x`],
      ['s3:PutObject', `${objects}/${modelPrefix}x`],
      ['s3:GetObject', `${objects}/${modelPrefix}x`],
      ['sagemaker:CreateTrainingJob', job, { 'sagemaker:InstanceTypes': ['ml.g5.xlarge'] }],
      ['sagemaker:DescribeTrainingJob', job],
      ['sagemaker:StopTrainingJob', job],
      ['iam:PassRole', trainerRole, toSageMaker],
    ]),
    ...probes(
      'escalation',
      'deny',
      names.flatMap((name): Draft[] => [
        ...each(['CreateUser', 'CreateAccessKey'], `arn:aws:iam::${account}:user/${name}`),
        ...each(
          ['AttachRolePolicy', 'PutRolePolicy', 'UpdateAssumeRolePolicy'],
          `arn:aws:iam::${account}:role/${name}`,
        ),
        ...each(['CreatePolicyVersion'], `arn:aws:iam::${account}:policy/${name}`),
      ]),
    ),
    ...probes('pass-role', 'deny', [
      ['iam:PassRole', trainerRole, { 'iam:PassedToService': 'ec2.amazonaws.com' }],
      ['iam:PassRole', trainerRole],
      ['iam:PassRole', adminRole, toSageMaker],
    ]),
    ...probes('big-instance', 'deny', [
      ['ec2:RunInstances', newInstance(place), { 'ec2:InstanceType': 'p5.48xlarge' }],
    ]),
    ...probes('terminate', 'deny', [
      ['ec2:TerminateInstances', instance],
      // The reason speaks of other projects' instances, which carry a tag too.
      ['ec2:TerminateInstances', instance, tagged('another-project')],
    ]),
    ...probes('foreign-data', 'deny', [
      ['s3:GetObject', `arn:aws:s3:::${params.otherBucket}/x`],
      ['s3:GetObject', `${objects}/payroll/x`],
      ['s3:DeleteBucket', objects],
    ]),
  ];
}

const each = (operations: readonly string[], resource: string): Draft[] =>
  operations.map((operation): Draft => [`iam:${operation}`, resource]);

const gpuTypesOf = (list: string): string[] =>
  list
    .split(',')
    .map((type) => type.trim())
    .filter((type) => type !== '');

export interface GuardParams {
  prefix: string;
  guardRegion: string;
}
/** Global services answer here (catalogue; course fact F1.10). */
const GLOBAL_REGION = 'us-east-1';
/** Regions in which the freelancer must be able to do nothing. */
const OTHER_REGIONS = ['us-east-1', 'ap-south-1'];

/** `region-guard`: the same work in the Region, in others, and the services that have no Region. */
export function guardProbes({ prefix, guardRegion }: GuardParams, account: string): Probe[] {
  const work = (region: string): Draft[] => [
    ['ec2:RunInstances', newInstance({ account, region }), { 'aws:RequestedRegion': region }],
    [
      'sagemaker:CreateTrainingJob',
      sagemaker({ account, region }, `training-job/${prefix}-1`),
      { 'aws:RequestedRegion': region },
    ],
    ['s3:CreateBucket', `arn:aws:s3:::${prefix}-x`, { 'aws:RequestedRegion': region }],
  ];
  const global = { 'aws:RequestedRegion': GLOBAL_REGION };
  return [
    ...probes('leak', 'deny', OTHER_REGIONS.filter((region) => region !== guardRegion).flatMap(work)),
    ...probes('global', 'allow', [
      ['iam:ListRoles', '*', global],
      ['budgets:ViewBudget', `arn:aws:budgets::${account}:budget/x`, global],
      ['route53:ListHostedZones', '*', global],
      ['cloudfront:ListDistributions', '*', global],
      ['support:DescribeCases', '*', global],
    ]),
    ...probes('home', 'allow', work(guardRegion)),
  ];
}

/** No Deny may match it: AWS answers it without any permission. */
export const whoAmI: Probe = {
  topic: 'global',
  wanted: 'allow',
  action: 'sts:GetCallerIdentity',
  resource: '*',
  context: { 'aws:RequestedRegion': GLOBAL_REGION },
};

export interface TrainerParams {
  prefix: string;
  bucket: string;
  dataPrefix: string;
  modelPrefix: string;
  /** ARN of the trainer role itself. */
  roleArn: string;
  /** ARNs of roles that it must not pass on, its own among them. */
  passable: readonly string[];
}

/** `trainer-role`: what a training job does, and what it must not. */
export function trainerProbes(params: TrainerParams, place: Place): Probe[] {
  const { prefix, bucket, dataPrefix, modelPrefix, passable } = params;
  const objects = `arn:aws:s3:::${bucket}`;
  const stream = `arn:aws:logs:${place.region}:${place.account}:log-group:/aws/sagemaker/TrainingJobs:log-stream:x`;
  return [
    ...probes('needed', 'allow', [
      ['s3:ListBucket', objects, { 's3:prefix': dataPrefix }],
      ['s3:GetObject', `${objects}/${dataPrefix}x`],
      ['s3:PutObject', `${objects}/${modelPrefix}x`],
      ['logs:CreateLogStream', stream],
      ['logs:PutLogEvents', stream],
      ['ecr:GetAuthorizationToken', '*'],
      ['cloudwatch:PutMetricData', '*', { 'cloudwatch:namespace': '/aws/sagemaker/TrainingJobs' }],
    ]),
    ...probes('too-wide', 'deny', [
      ['s3:PutObject', `${objects}/${dataPrefix}x`],
      ['s3:DeleteObject', `${objects}/${modelPrefix}x`],
      ['s3:GetObject', 'arn:aws:s3:::my-sagemaker-x/y'],
      ...passable.flatMap((arn): Draft[] => [
        ['iam:PassRole', arn],
        ['iam:PassRole', arn, { 'iam:PassedToService': 'sagemaker.amazonaws.com' }],
        ['iam:PassRole', arn, { 'iam:PassedToService': 'ec2.amazonaws.com' }],
      ]),
      ['ec2:RunInstances', newInstance(place)],
      ['sagemaker:CreateEndpoint', sagemaker(place, `endpoint/${prefix}-1`)],
    ]),
  ];
}

/** What the boundary alone has to stop, whatever identity policies say. */
export function boundaryProbes(
  { prefix, roleArn }: Pick<TrainerParams, 'prefix' | 'roleArn'>,
  place: Place,
): Probe[] {
  return probes('boundary', 'deny', [
    ['iam:CreateUser', `arn:aws:iam::${place.account}:user/x`],
    ['iam:DeleteRolePermissionsBoundary', roleArn],
    ['ec2:RunInstances', newInstance(place)],
    ['sagemaker:CreateEndpoint', sagemaker(place, `endpoint/${prefix}-1`)],
    ['s3:GetObject', 'arn:aws:s3:::my-sagemaker-x/y'],
  ]);
}

/** `retire-user`: everything that the shared user did, and the two roles it could still reach. */
export function retiredProbes(
  { bucket, roleArns }: { bucket: string; roleArns: readonly string[] },
  place: Place,
): Probe[] {
  return probes('retired', 'deny', [
    ['s3:ListAllMyBuckets', '*'],
    ['s3:GetObject', `arn:aws:s3:::${bucket}/x`],
    ['ec2:DescribeInstances', '*'],
    ['ec2:RunInstances', newInstance(place)],
    ['sagemaker:ListEndpoints', '*'],
    ['iam:ListUsers', '*'],
    ...roleArns.map((arn): Draft => ['sts:AssumeRole', arn]),
  ]);
}

/** `admin-trust`: a break-glass role without power breaks nothing. */
export function adminProbes(place: Place): Probe[] {
  return probes('power', 'allow', [
    ['iam:CreateUser', `arn:aws:iam::${place.account}:user/x`],
    ['ec2:TerminateInstances', ec2(place, 'instance/i-0a1b2c3d4e5f67890')],
  ]);
}
