import type { AccountState } from '../state.ts';
import {
  allow,
  attach,
  boundary,
  deny,
  detach,
  inline,
  noInline,
  OWN_ACCOUNT,
  ownBoundary,
  statesOf,
  TRAINER,
  trust,
  type Json,
} from './account.ts';
import { call } from '../state.ts';

const state = statesOf('trainer-role');
const S3 = 'arn:aws:s3:::{{bucket}}';
const LOGS = 'arn:aws:logs:{{region}}:{{acct}}:log-group:/aws/sagemaker/TrainingJobs:*';
const BASE = {
  list: allow('s3:ListBucket', S3),
  read: allow('s3:GetObject', `${S3}/{{data_prefix}}*`),
  write: allow('s3:PutObject', `${S3}/{{model_prefix}}*`),
  logs: allow(['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], LOGS),
  metrics: allow('cloudwatch:PutMetricData'),
};
type Part = keyof typeof BASE;
/** The permissions with some of them replaced; null leaves one out. */
const training = (changes: Partial<Record<Part, Json | null>> = {}) =>
  inline(
    TRAINER,
    'training',
    Object.values({ ...BASE, ...changes }).filter((one) => one !== null),
  );
const more = (...statements: readonly Json[]) => inline(TRAINER, 'more', statements);
const service = (name: string, Condition?: Json): Json => ({
  Effect: 'Allow',
  Principal: { Service: name },
  Action: 'sts:AssumeRole',
  ...(Condition === undefined ? {} : { Condition }),
});
const SAGEMAKER = 'sagemaker.amazonaws.com';
const OWN_DATA = allow(['s3:ListBucket', 's3:GetObject', 's3:PutObject'], [S3, `${S3}/*`]);

export const trainerRole: readonly AccountState[] = [
  // Trust.
  state('the service alone', [trust(TRAINER, [service(SAGEMAKER)])], 'pass'),
  state(
    'the service for training jobs of this account',
    [
      trust(TRAINER, [
        service(SAGEMAKER, { ArnLike: { 'aws:SourceArn': 'arn:aws:sagemaker:*:{{acct}}:training-job/*' } }),
      ]),
    ],
    'pass',
  ),
  state(
    'the service for this account',
    [trust(TRAINER, [service(SAGEMAKER, { StringEquals: { 'aws:SourceAccount': '{{acct}}' } })])],
    'pass',
  ),
  state(
    'the service for another account',
    [trust(TRAINER, [service(SAGEMAKER, { StringEquals: { 'aws:SourceAccount': '999988887777' } })])],
    'fail/trust-wrong',
  ),
  state(
    'the service for notebooks',
    [
      trust(TRAINER, [
        service(SAGEMAKER, {
          ArnLike: { 'aws:SourceArn': 'arn:aws:sagemaker:*:{{acct}}:notebook-instance/*' },
        }),
      ]),
    ],
    'fail/trust-wrong',
  ),
  state('EC2 instead', [trust(TRAINER, [service('ec2.amazonaws.com')])], 'fail/trust-wrong'),
  state('EC2 too', [trust(TRAINER, [service(SAGEMAKER), service('ec2.amazonaws.com')])], 'fail/trust-wrong'),
  state(
    'everybody',
    [trust(TRAINER, [{ Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' }])],
    'fail/trust-wrong',
  ),
  state(
    'another account too',
    [
      trust(TRAINER, [
        service(SAGEMAKER),
        { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::999988887777:root' }, Action: 'sts:AssumeRole' },
      ]),
    ],
    'fail/trust-wrong',
  ),
  state(
    'people of the account only',
    [trust(TRAINER, [{ Effect: 'Allow', Principal: OWN_ACCOUNT, Action: 'sts:AssumeRole' }])],
    'fail/trust-wrong',
  ),
  // Permissions.
  state('metrics in any namespace, listing without a prefix', [training()], 'pass'),
  state(
    'writes logs by the full policy',
    [training({ logs: null }), attach(TRAINER, 'CloudWatchLogsFullAccess')],
    'pass',
    {
      because: 'the boundary lets logs through, and no request about logs is forbidden',
    },
  ),
  state('no logs', [training({ logs: null })], 'fail/wanted-denied'),
  state(
    'logs on the group, not on its streams',
    [
      training({
        logs: allow(
          ['logs:CreateLogStream', 'logs:PutLogEvents'],
          'arn:aws:logs:{{region}}:{{acct}}:log-group:/aws/sagemaker/TrainingJobs',
        ),
      }),
    ],
    'fail/wanted-denied',
  ),
  state(
    'metrics of another namespace',
    [
      training({
        metrics: allow('cloudwatch:PutMetricData', '*', {
          StringEquals: { 'cloudwatch:namespace': 'Training' },
        }),
      }),
    ],
    'fail/wanted-denied',
  ),
  state('no token for images', [detach(TRAINER, 'AmazonEC2ContainerRegistryPullOnly')], 'fail/wanted-denied'),
  state(
    'the token by an inline policy',
    [detach(TRAINER, 'AmazonEC2ContainerRegistryPullOnly'), more(allow('ecr:GetAuthorizationToken'))],
    'pass',
  ),
  state(
    'reads by a list of prefixes',
    [training({ read: allow('s3:GetObject', [`${S3}/{{data_prefix}}*`, `${S3}/shared/*`]) })],
    'pass',
  ),
  state(
    'lists on the objects',
    [training({ list: allow('s3:ListBucket', `${S3}/*`) })],
    'fail/wanted-denied',
  ),
  state(
    'writes anywhere in the bucket',
    [training({ write: allow('s3:PutObject', `${S3}/*`) })],
    'fail/too-wide',
  ),
  state(
    'deletes its models',
    [training({ write: allow('s3:*Object', `${S3}/{{model_prefix}}*`) })],
    'fail/too-wide',
  ),
  state('reads everywhere', [training({ read: allow('s3:GetObject') })], 'fail/too-wide'),
  state(
    'reads buckets with sagemaker in the name, as the AWS policy does',
    [more(allow('s3:GetObject', ['arn:aws:s3:::*SageMaker*', 'arn:aws:s3:::*sagemaker*']))],
    'fail/too-wide',
  ),
  state('SageMaker AI in full', [attach(TRAINER, 'AmazonSageMakerFullAccess')], 'fail/too-wide'),
  state('passes roles', [more(allow('iam:PassRole'))], 'fail/too-wide'),
  state('starts instances', [more(allow('ec2:*'))], 'fail/too-wide'),
  state('makes endpoints', [more(allow('sagemaker:Create*'))], 'fail/too-wide'),
  state(
    'administrator, held by the boundary alone',
    [attach(TRAINER, 'AdministratorAccess')],
    'fail/too-wide',
  ),
  // Boundary.
  state(
    'no boundary',
    [call('iam:DeleteRolePermissionsBoundary', { RoleName: TRAINER })],
    'fail/no-boundary',
  ),
  state(
    'the boundary of an administrator',
    [boundary(TRAINER, 'AdministratorAccess')],
    'fail/boundary-hollow',
  ),
  state('the boundary of a power user', [boundary(TRAINER, 'PowerUserAccess')], 'fail/boundary-hollow'),
  state(
    'a boundary without IAM only',
    [...ownBoundary(TRAINER, [allow('*'), deny('iam:*')])],
    'fail/boundary-hollow',
  ),
  state(
    'a boundary with all of S3',
    [...ownBoundary(TRAINER, [allow(['s3:*', 'logs:*', 'ecr:*', 'cloudwatch:*'])])],
    'fail/boundary-hollow',
  ),
  state(
    'a boundary of Denies beside everything',
    [
      ...ownBoundary(TRAINER, [
        allow('*'),
        deny(['iam:*', 'ec2:*', 'sagemaker:*']),
        { Effect: 'Deny', Action: 's3:*', NotResource: [S3, `${S3}/*`] },
      ]),
    ],
    'pass',
  ),
  state(
    'a boundary of all but some',
    [
      ...ownBoundary(TRAINER, [
        { Effect: 'Allow', NotAction: ['iam:*', 'ec2:*', 'sagemaker:*', 's3:*'], Resource: '*' },
        OWN_DATA,
      ]),
    ],
    'pass',
  ),
  state(
    'a boundary that may be taken off',
    [
      ...ownBoundary(TRAINER, [
        OWN_DATA,
        allow(['logs:*', 'ecr:*', 'cloudwatch:PutMetricData']),
        allow('iam:DeleteRolePermissionsBoundary'),
      ]),
    ],
    'fail/boundary-hollow',
  ),
  state(
    'a boundary without logs',
    [...ownBoundary(TRAINER, [OWN_DATA, allow(['ecr:*', 'cloudwatch:*'])])],
    'fail/wanted-denied',
  ),
  state('a boundary of Denies alone', [...ownBoundary(TRAINER, [deny('iam:*')])], 'fail/wanted-denied'),
  state(
    'no role of that name',
    [
      detach(TRAINER, 'AmazonEC2ContainerRegistryPullOnly'),
      noInline(TRAINER, 'training'),
      call('iam:DeleteRole', { RoleName: TRAINER }),
    ],
    'fail/role-missing',
  ),
];
