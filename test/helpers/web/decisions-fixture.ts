/** What GET …/decisions answers: an engineer whose policy gives too much away, a user who is gone, a role nobody may read. */
import type { DecisionsReply } from '../../../server/contract/index.ts';

type Subject = DecisionsReply['subjects'][number];
type Request = Subject['groups'][number]['requests'][number];

const ACCOUNT = '111122223333';
const ARN = `arn:aws:iam::${ACCOUNT}:role/bm-ml-engineer`;
const principal = {
  type: 'aws',
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/bm-ml-engineer/probe`,
  roleArn: ARN,
};
const base = {
  'aws:RequestedRegion': 'us-east-1',
  'aws:SecureTransport': 'true',
  'aws:PrincipalArn': ARN,
  'aws:PrincipalAccount': ACCOUNT,
};
const request = (
  wanted: Request['wanted'],
  action: string,
  resource: string,
  given: Record<string, unknown> = {},
): Request => ({
  wanted,
  who: null,
  action,
  resource,
  given,
  tries: [{ principal, context: { ...base, ...given } }],
});
const asked = (who: string, wanted: Request['wanted'], given: Record<string, unknown>): Request => ({
  wanted,
  who,
  action: 'sts:AssumeRole',
  resource: ARN,
  given,
  tries: [
    {
      principal: { type: 'aws', arn: `arn:aws:iam::${ACCOUNT}:user/anybody` },
      context: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:user/anybody`, ...given },
    },
  ],
});

const engineer: Subject = {
  task: 'engineer-permissions',
  title: 'Least privilege by probes',
  name: 'bm-ml-engineer',
  kind: 'role',
  state: 'read',
  message: '',
  arn: ARN,
  own: { principal, context: base },
  identity: [
    {
      name: 'data (inline)',
      document: {
        Version: '2012-10-17',
        Statement: [
          { Sid: 'ReadBucket', Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::bm-data/*' },
          {
            Sid: 'ListData',
            Effect: 'Allow',
            Action: 's3:ListBucket',
            Resource: 'arn:aws:s3:::bm-data',
            Condition: { StringLike: { 's3:prefix': 'raw/*' } },
          },
          { Sid: 'NoPayroll', Effect: 'Deny', Action: 's3:*', Resource: 'arn:aws:s3:::bm-data/payroll/*' },
        ],
      },
    },
  ],
  boundary: null,
  trust: {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
        Action: 'sts:AssumeRole',
        Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
      },
    ],
  },
  unread: [],
  groups: [
    {
      title: 'Who may assume it',
      layer: 'trust',
      requests: [
        asked('Somebody of this account, with MFA', 'allow', { 'aws:MultiFactorAuthPresent': 'true' }),
        asked('Somebody of this account, without MFA', 'deny', { 'aws:MultiFactorAuthPresent': 'false' }),
      ],
    },
    {
      title: 'What the work needs',
      layer: 'all',
      requests: [
        request('allow', 's3:ListBucket', 'arn:aws:s3:::bm-data', { 's3:prefix': 'datasets/' }),
        request('allow', 's3:GetObject', 'arn:aws:s3:::bm-data/datasets/x'),
      ],
    },
    {
      title: 'Data beyond its prefixes',
      layer: 'all',
      requests: [
        request('deny', 's3:GetObject', 'arn:aws:s3:::bm-data/payroll/x'),
        request('deny', 's3:GetObject', 'arn:aws:s3:::bm-data/secrets/x'),
      ],
    },
  ],
};
const bare = (task: string, title: string, name: string, more: Partial<Subject>): Subject => ({
  ...engineer,
  task,
  title,
  name,
  arn: null,
  own: null,
  identity: [],
  trust: null,
  groups: [],
  ...more,
});

export const decisionsReply = (): DecisionsReply => ({
  account: ACCOUNT,
  region: 'us-east-1',
  subjects: [
    structuredClone(engineer),
    bare('retire-user', 'Retire the shared user', 'ml-engineer', {
      kind: 'user',
      state: 'missing',
      message: 'There is no user ml-engineer in your account.',
    }),
    bare('admin-trust', 'Close the admin role', 'bm-admin', {
      state: 'blocked',
      message: 'iam:GetAccountAuthorizationDetails could not be read: access denied.',
    }),
  ],
});
