import type { AccountState, Expected } from '../state.ts';
import {
  ADMIN,
  attach,
  boundary,
  detach,
  ENGINEER,
  FREELANCER,
  inline,
  allow,
  deny,
  noInline,
  OWN_ACCOUNT,
  roleArn,
  statesOf,
  trust,
  USER,
  type Json,
} from './account.ts';
import { call } from '../state.ts';

const MFA = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
const may = (Principal: unknown, Condition?: Json, Action: unknown = 'sts:AssumeRole'): Json => ({
  Effect: 'Allow',
  Principal,
  Action,
  ...(Condition === undefined ? {} : { Condition }),
});
const mayNot = (Condition: Json): Json => ({ ...may('*', Condition), Effect: 'Deny' });
const STRANGER = { AWS: 'arn:aws:iam::210987654321:root' };

type Judged = 'pass' | 'foreign' | 'no-mfa' | 'nobody';
const ENGINEER_SAYS: Record<Judged, Expected> = {
  pass: 'pass',
  foreign: 'fail/trust-foreign',
  'no-mfa': 'fail/trust-no-mfa',
  nobody: 'fail/nobody-can-assume',
};
const ADMIN_SAYS: Record<Judged, Expected> = {
  pass: 'pass',
  foreign: 'fail/trust-open-world',
  'no-mfa': 'fail/trust-no-mfa',
  nobody: 'fail/locked-out',
};

/** Trust policies of both roles that people assume; the two tasks ask the same of them. */
const TRUSTS: readonly (readonly [name: string, statements: readonly Json[], judged: Judged])[] = [
  ['the number of the account as principal', [may({ AWS: '{{acct}}' }, MFA)], 'pass'],
  [
    'a recent MFA sign-in',
    [may(OWN_ACCOUNT, { NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } })],
    'pass',
  ],
  [
    'MFA, and a recent one',
    [may(OWN_ACCOUNT, { ...MFA, NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } })],
    'pass',
  ],
  ['MFA as a JSON boolean', [may(OWN_ACCOUNT, { Bool: { 'aws:MultiFactorAuthPresent': true } })], 'pass'],
  ['MFA as text', [may(OWN_ACCOUNT, { StringEquals: { 'aws:MultiFactorAuthPresent': 'true' } })], 'pass'],
  [
    'MFA by ForAnyValue',
    [may(OWN_ACCOUNT, { 'ForAnyValue:Bool': { 'aws:MultiFactorAuthPresent': 'true' } })],
    'pass',
  ],
  [
    'everybody of the own account',
    [may({ AWS: '*' }, { ...MFA, StringEquals: { 'aws:PrincipalAccount': '{{acct}}' } })],
    'pass',
  ],
  ['one user by name', [may({ AWS: `arn:aws:iam::{{acct}}:user/${USER}` }, MFA)], 'pass'],
  ['with TagSession', [may(OWN_ACCOUNT, MFA, ['sts:AssumeRole', 'sts:TagSession'])], 'pass'],
  [
    'open, with a Deny for whoever has no MFA',
    [may(OWN_ACCOUNT), mayNot({ BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } })],
    'pass',
  ],
  [
    'open, with a Deny for each of the two ways of having none',
    [
      may(OWN_ACCOUNT),
      mayNot({ Bool: { 'aws:MultiFactorAuthPresent': 'false' } }),
      mayNot({ Null: { 'aws:MultiFactorAuthPresent': 'true' } }),
    ],
    'pass',
  ],
  ['no condition', [may(OWN_ACCOUNT)], 'no-mfa'],
  [
    'MFA if the key exists',
    [may(OWN_ACCOUNT, { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' } })],
    'no-mfa',
  ],
  [
    'MFA by ForAllValues, which no key satisfies too',
    [may(OWN_ACCOUNT, { 'ForAllValues:Bool': { 'aws:MultiFactorAuthPresent': 'true' } })],
    'no-mfa',
  ],
  [
    'a Deny for the console without MFA only',
    [may(OWN_ACCOUNT), mayNot({ Bool: { 'aws:MultiFactorAuthPresent': 'false' } })],
    'no-mfa',
  ],
  ['MFA or not', [may(OWN_ACCOUNT, { Bool: { 'aws:MultiFactorAuthPresent': ['true', 'false'] } })], 'no-mfa'],
  [
    'a second statement for one role without MFA',
    [may(OWN_ACCOUNT, MFA), may({ AWS: roleArn(FREELANCER) })],
    'no-mfa',
  ],
  ['the whole world with MFA', [may('*', MFA)], 'foreign'],
  [
    'the whole world with MFA and a secret word',
    [may({ AWS: '*' }, { ...MFA, StringEquals: { 'sts:ExternalId': 'waxwing' } })],
    'foreign',
  ],
  ['another account beside the own one', [may({ AWS: [OWN_ACCOUNT.AWS, STRANGER.AWS] }, MFA)], 'foreign'],
  ['another account alone', [may(STRANGER, MFA)], 'foreign'],
  [
    'one user of another account',
    [may(OWN_ACCOUNT, MFA), may({ AWS: 'arn:aws:iam::210987654321:user/ada' }, MFA)],
    'foreign',
  ],
  [
    'one role of another account',
    [may(OWN_ACCOUNT, MFA), may({ AWS: 'arn:aws:iam::210987654321:role/ci/deploy' })],
    'foreign',
  ],
  [
    'everybody whose account is another one',
    [may(OWN_ACCOUNT, MFA), may('*', { StringEquals: { 'aws:PrincipalAccount': '210987654321' } })],
    'foreign',
  ],
  [
    'everybody whose role has a name, in any account',
    [may(OWN_ACCOUNT, MFA), may('*', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/deploy' } })],
    'foreign',
  ],
  [
    'everybody of an organization',
    [may('*', { ...MFA, StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } })],
    'foreign',
  ],
  [
    'everybody with a tag, which others can give themselves',
    [may('*', { ...MFA, StringEquals: { 'aws:PrincipalTag/team': 'ml' } })],
    'foreign',
  ],
  [
    'everybody of the account, said by condition',
    [may('*', { ...MFA, StringEquals: { 'aws:PrincipalAccount': '{{acct}}' } })],
    'pass',
  ],
  ['Glue beside the people', [may(OWN_ACCOUNT, MFA), may({ Service: 'glue.amazonaws.com' })], 'foreign'],
  [
    'an identity provider beside the people',
    [
      may(OWN_ACCOUNT, MFA),
      may(
        { Federated: 'arn:aws:iam::{{acct}}:oidc-provider/token.actions.githubusercontent.com' },
        { StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:ada/*' } },
        'sts:AssumeRoleWithWebIdentity',
      ),
    ],
    'foreign',
  ],
  ['EC2 beside the people', [may(OWN_ACCOUNT, MFA), may({ Service: 'ec2.amazonaws.com' })], 'foreign'],
  ['Lambda beside the people', [may(OWN_ACCOUNT, MFA), may({ Service: 'lambda.amazonaws.com' })], 'foreign'],
  [
    'MFA written True and compared as text',
    [may(OWN_ACCOUNT, { StringEquals: { 'aws:MultiFactorAuthPresent': 'True' } })],
    'nobody',
  ],
  ['a Deny for everybody beside it', [may(OWN_ACCOUNT, MFA), { ...may('*'), Effect: 'Deny' }], 'nobody'],
  ['only tagging sessions', [may(OWN_ACCOUNT, MFA, 'sts:TagSession')], 'nobody'],
];

const engineer = statesOf('engineer-trust');
const admin = statesOf('admin-trust');
const session = (seconds: number) =>
  call('iam:UpdateRole', { RoleName: ENGINEER, MaxSessionDuration: seconds });

export const engineerTrust: readonly AccountState[] = [
  ...TRUSTS.map(([name, statements, judged]) =>
    engineer(name, [trust(ENGINEER, statements)], ENGINEER_SAYS[judged]),
  ),
  engineer('exactly the longest session', [session(14_400)], 'pass', { variables: { session_hours: 4 } }),
  engineer('a minute longer', [session(14_460)], 'fail/session-too-long', {
    variables: { session_hours: 4 },
  }),
  engineer('twelve hours', [session(43_200)], 'fail/session-too-long'),
  engineer('eight hours where eight are allowed', [session(28_800)], 'pass', {
    variables: { session_hours: 8 },
  }),
  engineer(
    'no role of that name',
    [
      detach(ENGINEER, 'AmazonEC2ReadOnlyAccess'),
      ...['instances', 'data', 'training'].map((name) => noInline(ENGINEER, name)),
      call('iam:DeleteRole', { RoleName: ENGINEER }),
    ],
    'fail/role-missing',
  ),
];

export const adminTrust: readonly AccountState[] = [
  ...TRUSTS.map(([name, statements, judged]) => admin(name, [trust(ADMIN, statements)], ADMIN_SAYS[judged])),
  admin('as it was found', [trust(ADMIN, [may({ AWS: '*' })])], 'fail/trust-open-world'),
  admin('no permissions left', [detach(ADMIN, 'AdministratorAccess')], 'fail/admin-powerless'),
  admin(
    'a power user, who may not touch IAM',
    [detach(ADMIN, 'AdministratorAccess'), attach(ADMIN, 'PowerUserAccess')],
    'fail/admin-powerless',
  ),
  admin('behind the boundary of a power user', [boundary(ADMIN, 'PowerUserAccess')], 'fail/admin-powerless'),
  admin('with an explicit Deny', [inline(ADMIN, 'no-users', [deny('iam:*')])], 'fail/admin-powerless'),
  admin(
    'everything by an inline policy',
    [detach(ADMIN, 'AdministratorAccess'), inline(ADMIN, 'all', [allow('*')])],
    'pass',
  ),
  admin(
    'IAM and EC2 in full by two policies',
    [
      detach(ADMIN, 'AdministratorAccess'),
      attach(ADMIN, 'IAMFullAccess'),
      attach(ADMIN, 'AmazonEC2FullAccess'),
    ],
    'pass',
  ),
  admin('a boundary that allows everything', [boundary(ADMIN, 'AdministratorAccess')], 'pass'),
  admin(
    'no role of that name',
    [detach(ADMIN, 'AdministratorAccess'), call('iam:DeleteRole', { RoleName: ADMIN })],
    'fail/admin-missing',
  ),
];
