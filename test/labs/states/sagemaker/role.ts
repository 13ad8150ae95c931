/** States of `exec-role`: each a role of its own beside the reference's. */
import type { Step } from '../../../../server/scripts/index.ts';
import { call, type AccountState, type Expected } from '../state.ts';

type Json = Record<string, unknown>;

const ROLE = '{{exec_role}}';
const BUCKET = 'arn:aws:s3:::{{bucket}}';
const OTHER = '210987654321';

const allow = (Action: unknown, Resource: unknown = '*', Condition?: Json): Json => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition === undefined ? {} : { Condition }),
});
const deny = (Action: unknown, Resource: unknown = '*', Condition?: Json): Json => ({
  ...allow(Action, Resource, Condition),
  Effect: 'Deny',
});
const document = (statements: readonly Json[]): Json => ({
  $json: { Version: '2012-10-17', Statement: statements },
});
const admits = (Principal: unknown, Condition?: Json): Json => ({
  Effect: 'Allow',
  Principal,
  Action: 'sts:AssumeRole',
  ...(Condition === undefined ? {} : { Condition }),
});
const SAGEMAKER = { Service: 'sagemaker.amazonaws.com' };

const BASE = {
  list: allow('s3:ListBucket', BUCKET),
  read: allow(
    's3:GetObject',
    ['datasets', 'models', 'checkpoints'].map((folder) => `${BUCKET}/${folder}/*`),
  ),
  write: allow('s3:PutObject', [`${BUCKET}/models/*`, `${BUCKET}/checkpoints/*`]),
  logs: allow(
    ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
    'arn:aws:logs:{{region}}:{{acct}}:log-group:/aws/sagemaker/*',
  ),
  signIn: allow('ecr:GetAuthorizationToken'),
  pull: allow(
    ['ecr:BatchCheckLayerAvailability', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchGetImage'],
    'arn:aws:ecr:{{region}}:763104351884:repository/*',
  ),
};
const S3_DONE = allow(['s3:ListBucket', 's3:GetObject', 's3:PutObject'], [BUCKET, `${BUCKET}/models/*`]);

const role = (...trust: readonly Json[]): Step =>
  call('iam:CreateRole', { RoleName: ROLE, AssumeRolePolicyDocument: document(trust) });
const inline = (statements: readonly Json[], PolicyName = 'work'): Step =>
  call('iam:PutRolePolicy', { RoleName: ROLE, PolicyName, PolicyDocument: document(statements) });
const attach = (PolicyArn: string): Step => call('iam:AttachRolePolicy', { RoleName: ROLE, PolicyArn });
const managed = (name: string): string => `arn:aws:iam::aws:policy/${name}`;
const work = (changes: Partial<Record<keyof typeof BASE, Json | null>> = {}, ...more: Json[]): Step =>
  inline([...Object.values({ ...BASE, ...changes }).filter((one) => one !== null), ...more]);

let number = 0;
const state = (
  name: string,
  calls: readonly Step[],
  expected: Expected,
  more: Partial<AccountState> = {},
): AccountState => ({
  name: `exec-role: ${name}`,
  calls,
  variables: { exec_role: `states-exec-${++number}` },
  expect: { 'exec-role': expected },
  ...more,
});
/** A role that the service may assume, with these permissions. */
const permits = (name: string, steps: Step | readonly Step[], expected: Expected): AccountState =>
  state(name, [role(admits(SAGEMAKER)), ...[steps].flat()], expected);
/** A role with the reference's permissions. */
const trusts = (name: string, trust: Json | readonly Json[], expected: Expected): AccountState =>
  state(name, [role(...[trust].flat()), work()], expected);

export const execRole: readonly AccountState[] = [
  state('no such role', [], 'fail/role-missing'),
  // Trust.
  trusts('the service alone', admits(SAGEMAKER), 'pass'),
  trusts(
    'the service for this account',
    admits(SAGEMAKER, { StringEquals: { 'aws:SourceAccount': '{{acct}}' } }),
    'pass',
  ),
  trusts(
    'the service for jobs and endpoints of this account',
    admits(SAGEMAKER, { ArnLike: { 'aws:SourceArn': 'arn:aws:sagemaker:*:{{acct}}:*' } }),
    'pass',
  ),
  trusts('the service, said twice', [admits(SAGEMAKER), admits(SAGEMAKER)], 'pass'),
  trusts(
    'the service and sts:TagSession',
    { ...admits(SAGEMAKER), Action: ['sts:AssumeRole', 'sts:TagSession'] },
    'pass',
  ),
  trusts(
    'a Deny that stops nobody who is asked',
    [admits(SAGEMAKER), { ...admits({ AWS: OTHER }), Effect: 'Deny' }],
    'pass',
  ),
  trusts('Lambda alone', admits({ Service: 'lambda.amazonaws.com' }), 'fail/trust-wrong'),
  trusts(
    'Lambda as well',
    admits({ Service: ['sagemaker.amazonaws.com', 'lambda.amazonaws.com'] }),
    'fail/trust-wrong',
  ),
  trusts('EC2 as well', [admits(SAGEMAKER), admits({ Service: 'ec2.amazonaws.com' })], 'fail/trust-wrong'),
  trusts('this account as well', [admits(SAGEMAKER), admits({ AWS: '{{acct}}' })], 'fail/trust-wrong'),
  trusts(
    'people of this account with MFA as well',
    [admits(SAGEMAKER), admits({ AWS: '{{acct}}' }, { Bool: { 'aws:MultiFactorAuthPresent': 'true' } })],
    'fail/trust-wrong',
  ),
  trusts('another account as well', [admits(SAGEMAKER), admits({ AWS: OTHER })], 'fail/trust-wrong'),
  trusts(
    'a role of another account as well',
    [admits(SAGEMAKER), admits({ AWS: `arn:aws:iam::${OTHER}:role/ci/deploy` })],
    'fail/trust-wrong',
  ),
  trusts(
    'Glue as well',
    admits({ Service: ['sagemaker.amazonaws.com', 'glue.amazonaws.com'] }),
    'fail/trust-wrong',
  ),
  trusts(
    'an identity provider as well',
    [
      admits(SAGEMAKER),
      {
        ...admits({ Federated: 'arn:aws:iam::{{acct}}:oidc-provider/token.actions.githubusercontent.com' }),
        Action: 'sts:AssumeRoleWithWebIdentity',
      },
    ],
    'fail/trust-wrong',
  ),
  trusts('everybody', admits('*'), 'fail/trust-wrong'),
  trusts('everybody of AWS', [admits(SAGEMAKER), admits({ AWS: '*' })], 'fail/trust-wrong'),
  trusts(
    'the service for another account',
    admits(SAGEMAKER, { StringEquals: { 'aws:SourceAccount': OTHER } }),
    'fail/trust-wrong',
  ),
  trusts(
    'the service denied',
    [admits(SAGEMAKER), { ...admits(SAGEMAKER), Effect: 'Deny' }],
    'fail/trust-wrong',
  ),
  trusts('another action', { ...admits(SAGEMAKER), Action: 'sts:TagSession' }, 'fail/trust-wrong'),
  // Permissions that are right.
  permits(
    'wildcards for what may be read',
    work({
      read: allow('s3:Get*', [`${BUCKET}/datasets/*`, `${BUCKET}/models/*`, `${BUCKET}/checkpoints/*`]),
    }),
    'pass',
  ),
  permits(
    'two policies',
    [inline([BASE.list, BASE.read, BASE.write]), inline([BASE.logs, BASE.signIn, BASE.pull], 'more')],
    'pass',
  ),
  permits(
    'a managed policy of its own',
    [
      call('iam:CreatePolicy', { PolicyName: ROLE, PolicyDocument: document(Object.values(BASE)) }),
      attach('arn:aws:iam::{{acct}}:policy/{{exec_role}}'),
    ],
    'pass',
  ),
  permits(
    'logs and images everywhere',
    work({ logs: allow('logs:*'), pull: allow('ecr:BatchGetImage'), signIn: allow('ecr:Get*') }),
    'pass',
  ),
  permits('metrics as well', work({}, allow('cloudwatch:PutMetricData')), 'pass'),
  permits(
    'everything in the bucket but a Deny for what is not asked',
    work(
      { write: allow('s3:*', [BUCKET, `${BUCKET}/*`]) },
      deny(['s3:PutObject', 's3:DeleteObject'], `${BUCKET}/datasets/*`),
      deny('s3:DeleteBucket'),
    ),
    'pass',
  ),
  permits(
    'the full policy, with everything else denied beside it',
    [
      attach(managed('AmazonSageMakerFullAccess')),
      work(
        {},
        deny(['sagemaker:*', 'ec2:*', 'iam:PassRole', 's3:DeleteBucket']),
        {
          Effect: 'Deny',
          Action: 's3:*',
          NotResource: [BUCKET, `${BUCKET}/*`],
        },
        deny('s3:PutObject', `${BUCKET}/datasets/*`),
      ),
    ],
    'pass',
  ),
  // Something is missing.
  permits('no policy', [], 'fail/data-denied'),
  permits('no ListBucket', work({ list: null }), 'fail/data-denied'),
  permits(
    'ListBucket on the objects',
    work({ list: allow('s3:ListBucket', `${BUCKET}/*`) }),
    'fail/data-denied',
  ),
  permits('GetObject on the bucket', work({ read: allow('s3:GetObject', BUCKET) }), 'fail/data-denied'),
  permits(
    'data and models, no checkpoints',
    work({ read: allow('s3:GetObject', [`${BUCKET}/datasets/*`, `${BUCKET}/models/*`]) }),
    'fail/data-denied',
  ),
  permits(
    'no way to save a checkpoint',
    work({ write: allow('s3:PutObject', `${BUCKET}/models/*`) }),
    'fail/data-denied',
  ),
  permits(
    'the logs of jobs only',
    work({
      logs: allow('logs:*', 'arn:aws:logs:{{region}}:{{acct}}:log-group:/aws/sagemaker/TrainingJobs*'),
    }),
    'fail/data-denied',
  ),
  permits('no log streams', work({ logs: allow('logs:PutLogEvents') }), 'fail/data-denied'),
  permits(
    'images of its own account',
    work({ pull: allow('ecr:BatchGetImage', 'arn:aws:ecr:{{region}}:{{acct}}:repository/*') }),
    'fail/data-denied',
  ),
  permits('no sign-in to the registry', work({ signIn: null }), 'fail/data-denied'),
  permits(
    'a sign-in on a repository',
    work({ signIn: allow('ecr:GetAuthorizationToken', 'arn:aws:ecr:{{region}}:763104351884:repository/*') }),
    'fail/data-denied',
  ),
  permits(
    'another bucket',
    work({ read: allow('s3:GetObject', 'arn:aws:s3:::another-bucket/*') }),
    'fail/data-denied',
  ),
  permits(
    'a Deny without MFA',
    work({}, deny('s3:*', '*', { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } })),
    'fail/data-denied',
  ),
  permits(
    'a Deny in the same policy',
    work({}, deny('s3:GetObject', `${BUCKET}/models/*`)),
    'fail/data-denied',
  ),
  permits(
    'a boundary without S3',
    [
      call('iam:CreatePolicy', {
        PolicyName: '{{exec_role}}-limit',
        PolicyDocument: document([allow(['logs:*', 'ecr:*'])]),
      }),
      work(),
      call('iam:PutRolePermissionsBoundary', {
        RoleName: ROLE,
        PermissionsBoundary: 'arn:aws:iam::{{acct}}:policy/{{exec_role}}-limit',
      }),
    ],
    'fail/data-denied',
  ),
  // It reaches too far.
  permits(
    'the full policy as it was',
    [attach(managed('AmazonSageMakerFullAccess')), work()],
    'fail/full-access',
  ),
  permits('an administrator', attach(managed('AdministratorAccess')), 'fail/full-access'),
  permits('a power user', [attach(managed('PowerUserAccess')), work()], 'fail/full-access'),
  permits('reads every bucket', work({ read: allow('s3:GetObject') }), 'fail/full-access'),
  permits(
    'reads buckets called sagemaker',
    work({}, allow('s3:GetObject', 'arn:aws:s3:::*sagemaker*/*')),
    'fail/full-access',
  ),
  permits(
    'writes everywhere in its bucket',
    work({ write: allow('s3:PutObject', `${BUCKET}/*`) }),
    'fail/full-access',
  ),
  permits('everything in its bucket', work({}, allow('s3:*', [BUCKET, `${BUCKET}/*`])), 'fail/full-access'),
  permits('may delete the bucket', work({}, allow('s3:DeleteBucket', BUCKET)), 'fail/full-access'),
  permits('passes every role', work({}, allow('iam:PassRole')), 'fail/full-access'),
  permits(
    'passes every role to SageMaker AI',
    work(
      {},
      allow('iam:PassRole', '*', { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } }),
    ),
    'fail/full-access',
  ),
  permits('creates endpoints', work({}, allow('sagemaker:Create*')), 'fail/full-access'),
  permits('starts instances', work({}, allow('ec2:RunInstances')), 'fail/full-access'),
  permits(
    'everything but IAM',
    work({}, { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }),
    'fail/full-access',
  ),
  permits(
    'passes itself only',
    work({}, allow('iam:PassRole', 'arn:aws:iam::{{acct}}:role/{{exec_role}}')),
    'pass',
  ),
  permits('data denied and too much at once', inline([S3_DONE, allow('ec2:*')]), 'fail/data-denied'),
  // What cannot be read is nobody's failure.
  state('reads of IAM denied', [role(admits(SAGEMAKER)), work()], 'blocked/denied', {
    broken: { 'iam:GetAccountAuthorizationDetails': 'deny' },
  }),
];
