import type { AccountState } from '../state.ts';
import {
  ADMIN,
  allow,
  attach,
  attachOwn,
  boundary,
  deny,
  detach,
  ENGINEER,
  inline,
  managed,
  noInline,
  roleArn,
  statesOf,
  TRAINER,
  version,
  type Json,
} from './account.ts';

const state = statesOf('engineer-permissions');
const more = (...statements: readonly Json[]) => inline(ENGINEER, 'more', statements);
const EC2 = 'arn:aws:ec2:{{region}}:{{acct}}';
const S3 = 'arn:aws:s3:::{{bucket}}';

const TYPES = ['g4dn.xlarge', 'g5.xlarge', 'g6.xlarge', 'g6.2xlarge'];
const PARTS = ['subnet', 'security-group', 'network-interface', 'volume'].map((part) => `${EC2}:${part}/*`);
const TAGS = allow('ec2:CreateTags', [`${EC2}:instance/*`, `${EC2}:volume/*`], {
  StringEquals: { 'ec2:CreateAction': 'RunInstances' },
});
const END = allow('ec2:TerminateInstances', `${EC2}:instance/*`, {
  StringEquals: { 'ec2:ResourceTag/Project': '{{project}}' },
});
const START = [
  allow('ec2:RunInstances', `${EC2}:instance/*`, { StringEquals: { 'ec2:InstanceType': TYPES } }),
  allow('ec2:RunInstances', ['arn:aws:ec2:{{region}}::image/*', ...PARTS]),
];
const instances = (...statements: readonly Json[]) => inline(ENGINEER, 'instances', statements);

const LIST = allow('s3:ListBucket', S3);
const READ = allow('s3:GetObject', [`${S3}/{{data_prefix}}*`, `${S3}/{{model_prefix}}*`]);
const WRITE = allow('s3:PutObject', `${S3}/{{model_prefix}}*`);
const data = (...statements: readonly Json[]) => inline(ENGINEER, 'data', statements);

const JOBS = 'arn:aws:sagemaker:{{region}}:{{acct}}:training-job/*';
const TRAIN = allow(
  ['sagemaker:CreateTrainingJob', 'sagemaker:DescribeTrainingJob', 'sagemaker:StopTrainingJob'],
  JOBS,
);
const TO_SAGEMAKER = { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } };
const pass = (Resource: unknown, Condition?: Json) => allow('iam:PassRole', Resource, Condition);
const training = (...statements: readonly Json[]) => inline(ENGINEER, 'training', statements);

export const engineerPermissions: readonly AccountState[] = [
  // Instances.
  state(
    'one statement whose condition counts if the key exists',
    [
      instances(
        allow('ec2:RunInstances', '*', { StringEqualsIfExists: { 'ec2:InstanceType': TYPES } }),
        TAGS,
        END,
      ),
    ],
    'pass',
  ),
  state(
    'types by a pattern',
    [
      instances(
        allow('ec2:RunInstances', `${EC2}:instance/*`, {
          StringLike: { 'ec2:InstanceType': ['g?.xlarge', 'g4dn.*', 'g6.*'] },
        }),
        START[1] ?? {},
        TAGS,
        END,
      ),
    ],
    'pass',
  ),
  state(
    'one statement for all, with the type',
    [instances(allow('ec2:RunInstances', '*', { StringEquals: { 'ec2:InstanceType': TYPES } }), TAGS, END)],
    'fail/wanted-denied',
  ),
  state(
    'no image',
    [instances(START[0] ?? {}, allow('ec2:RunInstances', PARTS), TAGS, END)],
    'fail/wanted-denied',
  ),
  state(
    'an image of the own account only',
    [instances(START[0] ?? {}, allow('ec2:RunInstances', [...PARTS, `${EC2}:image/*`]), TAGS, END)],
    'fail/wanted-denied',
  ),
  state(
    'other types',
    [
      instances(
        allow('ec2:RunInstances', `${EC2}:instance/*`, {
          StringEquals: { 'ec2:InstanceType': ['t3.medium'] },
        }),
        START[1] ?? {},
        TAGS,
        END,
      ),
    ],
    'fail/wanted-denied',
  ),
  state('tags without a condition', [instances(...START, allow('ec2:CreateTags'), END)], 'pass'),
  state(
    'tags at the launch of volumes only',
    [
      instances(
        ...START,
        allow('ec2:CreateTags', '*', { StringEquals: { 'ec2:CreateAction': 'CreateVolume' } }),
        END,
      ),
    ],
    'fail/wanted-denied',
  ),
  state('no tags', [instances(...START, END)], 'fail/wanted-denied'),
  state('any type', [instances(allow('ec2:RunInstances'), TAGS, END)], 'fail/big-instance-allowed'),
  state(
    'any type, with a Deny for the big one',
    [
      instances(allow('ec2:RunInstances'), TAGS, END),
      more(deny('ec2:RunInstances', '*', { StringLike: { 'ec2:InstanceType': 'p5.*' } })),
    ],
    'pass',
  ),
  state('EC2 in full', [attach(ENGINEER, 'AmazonEC2FullAccess')], 'fail/big-instance-allowed'),
  state('no reading of EC2', [detach(ENGINEER, 'AmazonEC2ReadOnlyAccess')], 'fail/wanted-denied'),
  state(
    'reading of EC2 by an inline policy',
    [detach(ENGINEER, 'AmazonEC2ReadOnlyAccess'), more(allow('ec2:Describe*'))],
    'pass',
  ),
  state(
    'the tag by its global key',
    [
      instances(
        ...START,
        TAGS,
        allow('ec2:TerminateInstances', '*', { StringEquals: { 'aws:ResourceTag/Project': '{{project}}' } }),
      ),
    ],
    'pass',
  ),
  state(
    'ends whatever it likes',
    [instances(...START, TAGS, allow('ec2:TerminateInstances'))],
    'fail/terminate-anything',
  ),
  state(
    'ends what has the tag or none',
    [
      instances(
        ...START,
        TAGS,
        allow('ec2:TerminateInstances', '*', {
          StringEqualsIfExists: { 'ec2:ResourceTag/Project': '{{project}}' },
        }),
      ),
    ],
    'fail/terminate-anything',
  ),
  state(
    'ends what has some project',
    [
      instances(
        ...START,
        TAGS,
        allow('ec2:TerminateInstances', '*', { Null: { 'ec2:ResourceTag/Project': 'false' } }),
      ),
    ],
    'fail/terminate-anything',
  ),
  state(
    'ends all but one other project',
    [
      instances(
        ...START,
        TAGS,
        allow('ec2:TerminateInstances', '*', { StringNotEquals: { 'ec2:ResourceTag/Project': 'payroll' } }),
      ),
    ],
    'fail/terminate-anything',
  ),
  // Data.
  state('lists without a condition', [data(LIST, READ, WRITE)], 'pass'),
  state(
    'lists exactly the prefix',
    [data(allow('s3:ListBucket', S3, { StringEquals: { 's3:prefix': '{{data_prefix}}' } }), READ, WRITE)],
    'pass',
  ),
  state('lists on the objects', [data(allow('s3:ListBucket', `${S3}/*`), READ, WRITE)], 'fail/wanted-denied'),
  state(
    'lists another prefix',
    [data(allow('s3:ListBucket', S3, { StringEquals: { 's3:prefix': 'raw/' } }), READ, WRITE)],
    'fail/wanted-denied',
  ),
  state(
    'reads in other letters',
    [data(LIST, allow('s3:GetObject', [`${S3}/DATASETS/*`, `${S3}/MODELS/*`]), WRITE)],
    'fail/wanted-denied',
  ),
  state(
    'actions in other letters',
    [data(LIST, allow('S3:getobject', [`${S3}/{{data_prefix}}*`, `${S3}/{{model_prefix}}*`]), WRITE)],
    'pass',
  ),
  state('reads the whole bucket', [data(LIST, allow('s3:GetObject', `${S3}/*`), WRITE)], 'fail/foreign-data'),
  state(
    'reads the whole bucket but the payroll',
    [data(LIST, allow('s3:GetObject', `${S3}/*`), WRITE), more(deny('s3:*', `${S3}/payroll/*`))],
    'pass',
  ),
  state('reads every bucket', [data(LIST, allow('s3:GetObject'), WRITE)], 'fail/foreign-data'),
  state(
    'reads whatever is not the payroll',
    [data(LIST, WRITE, { Effect: 'Allow', Action: 's3:GetObject', NotResource: `${S3}/payroll/*` })],
    'fail/foreign-data',
  ),
  state('S3 read only', [attach(ENGINEER, 'AmazonS3ReadOnlyAccess')], 'fail/foreign-data'),
  state('everything on the bucket itself', [data(allow('s3:*', S3), READ, WRITE)], 'fail/foreign-data'),
  state('no writing', [data(LIST, READ)], 'fail/wanted-denied'),
  // Training and what is passed.
  state('any job of any type', [training(TRAIN, pass(roleArn(TRAINER), TO_SAGEMAKER))], 'pass'),
  state(
    'a smaller type only',
    [
      training(
        allow('sagemaker:CreateTrainingJob', JOBS, {
          'ForAllValues:StringEquals': { 'sagemaker:InstanceTypes': ['ml.g4dn.xlarge'] },
        }),
        allow(['sagemaker:DescribeTrainingJob', 'sagemaker:StopTrainingJob'], JOBS),
        pass(roleArn(TRAINER), TO_SAGEMAKER),
      ),
    ],
    'fail/wanted-denied',
  ),
  state(
    'jobs of another name',
    [
      training(
        allow('sagemaker:*TrainingJob', 'arn:aws:sagemaker:{{region}}:{{acct}}:training-job/prod-*'),
        pass(roleArn(TRAINER), TO_SAGEMAKER),
      ),
    ],
    'fail/wanted-denied',
  ),
  state(
    'passes by a pattern of services',
    [training(TRAIN, pass(roleArn(TRAINER), { StringLike: { 'iam:PassedToService': 'sagemaker*' } }))],
    'pass',
  ),
  state('passes to any service', [training(TRAIN, pass(roleArn(TRAINER)))], 'fail/passrole-too-wide'),
  state(
    'passes to any service of AWS',
    [training(TRAIN, pass(roleArn(TRAINER), { StringLike: { 'iam:PassedToService': '*.amazonaws.com' } }))],
    'fail/passrole-too-wide',
  ),
  state(
    'passes if no service is named',
    [
      training(
        TRAIN,
        pass(roleArn(TRAINER), {
          StringEqualsIfExists: { 'iam:PassedToService': 'sagemaker.amazonaws.com' },
        }),
      ),
    ],
    'fail/passrole-too-wide',
  ),
  state(
    'passes to all but EC2',
    [
      training(
        TRAIN,
        pass(roleArn(TRAINER), { StringNotEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } }),
      ),
    ],
    'fail/passrole-too-wide',
  ),
  state(
    'passes any role to SageMaker AI',
    [training(TRAIN, pass('*', TO_SAGEMAKER))],
    'fail/passrole-too-wide',
  ),
  state(
    'passes roles of the prefix',
    [training(TRAIN, pass(roleArn('{{prefix}}-*'), TO_SAGEMAKER))],
    'fail/passrole-too-wide',
  ),
  state(
    'passes roles of the prefix but the admin',
    [
      training(TRAIN, pass(roleArn('{{prefix}}-*'), TO_SAGEMAKER)),
      more(deny('iam:PassRole', roleArn(ADMIN))),
    ],
    'pass',
  ),
  state('passes nothing', [training(TRAIN)], 'fail/wanted-denied'),
  state(
    'passes to another service',
    [
      training(
        TRAIN,
        pass(roleArn(TRAINER), { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } }),
      ),
    ],
    'fail/wanted-denied',
  ),
  // Rights about rights.
  state('looks at IAM', [attach(ENGINEER, 'IAMReadOnlyAccess')], 'pass'),
  state('administrator', [attach(ENGINEER, 'AdministratorAccess')], 'fail/iam-escalation'),
  state('power user', [attach(ENGINEER, 'PowerUserAccess')], 'fail/big-instance-allowed'),
  state(
    'creates users',
    [more(allow('iam:CreateUser', 'arn:aws:iam::{{acct}}:user/*'))],
    'fail/iam-escalation',
  ),
  state(
    'keys of its namesakes',
    [more(allow('iam:CreateAccessKey', 'arn:aws:iam::{{acct}}:user/{{prefix}}-*'))],
    'fail/iam-escalation',
  ),
  state(
    'writes its own policy',
    [more(allow('iam:PutRolePolicy', roleArn(ENGINEER)))],
    'fail/iam-escalation',
  ),
  state('trusts whom it likes', [more(allow('iam:Update*', roleArn('*')))], 'fail/iam-escalation'),
  state('versions of policies', [more(allow('iam:CreatePolicyVersion'))], 'fail/iam-escalation'),
  state(
    'all of IAM but users',
    [more({ Effect: 'Allow', NotAction: ['iam:*User*', 'ec2:*', 's3:*'], Resource: '*' })],
    'fail/iam-escalation',
  ),
  // Where permissions come from.
  state('a boundary for readers', [boundary(ENGINEER, 'ReadOnlyAccess')], 'fail/wanted-denied'),
  state('a boundary that allows everything', [boundary(ENGINEER, 'AdministratorAccess')], 'pass'),
  state(
    'a managed policy whose other version is wide',
    [managed('state', [READ]), version('state', [allow('s3:*')], false), attachOwn(ENGINEER, 'state')],
    'pass',
  ),
  state(
    'a managed policy whose default version is wide',
    [managed('state', [READ]), version('state', [allow('s3:*')], true), attachOwn(ENGINEER, 'state')],
    'fail/foreign-data',
  ),
  state(
    'all in one managed policy',
    [
      ...['instances', 'data', 'training'].map((name) => noInline(ENGINEER, name)),
      managed('state', [...START, TAGS, END, LIST, READ, WRITE, TRAIN, pass(roleArn(TRAINER), TO_SAGEMAKER)]),
      attachOwn(ENGINEER, 'state'),
    ],
    'pass',
  ),
  state('a Deny beside it', [more(deny('s3:GetObject', `${S3}/{{model_prefix}}*`))], 'fail/wanted-denied'),
];
