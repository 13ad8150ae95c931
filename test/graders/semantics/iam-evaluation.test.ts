/** How layers combine: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html and its neighbours. */
import { describe, expect, test } from 'vitest';
import {
  explicitlyDenies,
  principalFrom,
  trustAdmits,
  type PolicySet,
} from '../../../graders/semantics/iam/index.ts';
import {
  ACCOUNT,
  allow,
  type Ask,
  decide,
  deny,
  named,
  OTHER,
  policy,
  ROLE,
  ROOT,
  SESSION,
  STRANGER,
  USER,
} from './iam-kit.ts';

const yes = named('yes', allow('*'));
const sqsOnly = named('sqs only', allow('sqs:*'));
const grant = (Principal: unknown) => named('bucket policy', { ...allow('s3:*'), Principal });
const refuse = (Principal: unknown) => named('bucket policy', { ...deny('s3:*'), Principal });

type Row = [page: string, what: string, policies: PolicySet, ask: Ask, effect: string];
const LOGIC = 'reference_policies_evaluation-logic';
const CROSS = 'reference_policies_evaluation-logic-cross-account';
const BOUNDS = 'access_policies_boundaries';

const ROWS: Row[] = [
  [LOGIC, 'nothing allows', {}, {}, 'implicit-deny'],
  [LOGIC, 'identity allows', { identity: [yes] }, {}, 'allow'],
  [
    LOGIC,
    'a Deny in a second policy wins',
    { identity: [yes, named('no', deny('s3:Get*'))] },
    {},
    'explicit-deny',
  ],
  [LOGIC, 'the resource policy alone allows the user', { resource: [grant({ AWS: USER })] }, {}, 'allow'],
  [
    LOGIC,
    'the identity policy alone allows',
    { identity: [yes], resource: [grant({ AWS: STRANGER })] },
    {},
    'allow',
  ],
  [
    LOGIC,
    'a Deny in the resource policy wins',
    { identity: [yes], resource: [refuse('*')] },
    {},
    'explicit-deny',
  ],
  [
    LOGIC,
    'a Deny for the account reaches its users',
    { identity: [yes], resource: [refuse({ AWS: ROOT })] },
    {},
    'explicit-deny',
  ],
  [
    LOGIC,
    'a Deny for the role reaches its sessions',
    { identity: [yes], resource: [refuse({ AWS: ROLE })] },
    { who: SESSION },
    'explicit-deny',
  ],
  [
    LOGIC,
    'naming the account delegates, it does not grant',
    { resource: [grant({ AWS: ROOT })] },
    {},
    'implicit-deny',
  ],
  [
    LOGIC,
    'naming the account plus identity grants',
    { identity: [yes], resource: [grant({ AWS: ROOT })] },
    {},
    'allow',
  ],
  [LOGIC, 'a star reaches users of the account', { resource: [grant('*')] }, {}, 'allow'],
  [LOGIC, 'the root user needs no policy', {}, { who: ROOT }, 'allow'],
  [
    LOGIC,
    'the root user is held by a Deny in a resource policy',
    { resource: [refuse({ AWS: ROOT })] },
    { who: ROOT },
    'explicit-deny',
  ],
  [
    BOUNDS,
    'the boundary limits identity policies',
    { identity: [yes], boundary: [sqsOnly] },
    {},
    'implicit-deny',
  ],
  [BOUNDS, 'a boundary alone grants nothing', { boundary: [yes] }, {}, 'implicit-deny'],
  [BOUNDS, 'an intersection allows', { identity: [yes], boundary: [named('b', allow('s3:*'))] }, {}, 'allow'],
  [
    BOUNDS,
    'a Deny in the boundary wins',
    { identity: [yes], resource: [grant({ AWS: USER })], boundary: [named('b', deny('s3:*'))] },
    {},
    'explicit-deny',
  ],
  [
    BOUNDS,
    'the boundary does not limit a resource policy naming the user',
    { resource: [grant({ AWS: USER })], boundary: [sqsOnly] },
    {},
    'allow',
  ],
  [
    BOUNDS,
    'the boundary limits a resource policy naming the role',
    { resource: [grant({ AWS: ROLE })], boundary: [sqsOnly] },
    { who: SESSION },
    'implicit-deny',
  ],
  [
    BOUNDS,
    'nor one naming the session',
    { resource: [grant({ AWS: SESSION })], boundary: [sqsOnly] },
    { who: SESSION },
    'allow',
  ],
  [
    BOUNDS,
    'the boundary limits what an account entry delegates',
    { identity: [yes], resource: [grant({ AWS: ROOT })], boundary: [sqsOnly] },
    {},
    'implicit-deny',
  ],
  [
    BOUNDS,
    'NotPrincipal with Deny hits whoever has a boundary',
    {
      identity: [yes],
      boundary: [yes],
      resource: [
        named('b', { Effect: 'Deny', NotPrincipal: { AWS: [USER, ROOT] }, Action: 's3:*', Resource: '*' }),
      ],
    },
    {},
    'explicit-deny',
  ],
  [
    BOUNDS,
    'without a boundary it leaves out the listed',
    {
      identity: [yes],
      resource: [
        named('b', { Effect: 'Deny', NotPrincipal: { AWS: [USER, ROOT] }, Action: 's3:*', Resource: '*' }),
      ],
    },
    {},
    'allow',
  ],
  [
    LOGIC,
    'a session policy limits the role',
    { identity: [yes], session: [sqsOnly] },
    { who: SESSION },
    'implicit-deny',
  ],
  [
    LOGIC,
    'an intersection with the session policy allows',
    { identity: [yes], session: [named('s', allow('s3:GetObject'))] },
    { who: SESSION },
    'allow',
  ],
  [
    LOGIC,
    'boundary, session and identity must all allow',
    { identity: [yes], boundary: [yes], session: [sqsOnly] },
    { who: SESSION },
    'implicit-deny',
  ],
  [
    LOGIC,
    'a resource policy naming the role is limited by the session policy',
    { resource: [grant({ AWS: ROLE })], session: [sqsOnly] },
    { who: SESSION },
    'implicit-deny',
  ],
  [
    LOGIC,
    'one naming the session is not',
    { resource: [grant({ AWS: SESSION })], session: [sqsOnly] },
    { who: SESSION },
    'allow',
  ],
  [
    LOGIC,
    'a resource policy naming the role grants without identity policy',
    { resource: [grant({ AWS: ROLE })] },
    { who: SESSION },
    'allow',
  ],
  [CROSS, 'identity alone is not enough', { identity: [yes] }, { who: STRANGER }, 'implicit-deny'],
  [
    CROSS,
    'the resource policy alone is not enough',
    { resource: [grant({ AWS: STRANGER })] },
    { who: STRANGER },
    'implicit-deny',
  ],
  [
    CROSS,
    'both sides allow',
    { identity: [yes], resource: [grant({ AWS: STRANGER })] },
    { who: STRANGER },
    'allow',
  ],
  [
    CROSS,
    'both sides allow, by account',
    { identity: [yes], resource: [grant({ AWS: OTHER })] },
    { who: STRANGER },
    'allow',
  ],
  [
    CROSS,
    'both sides allow, by star',
    { identity: [yes], resource: [grant('*')] },
    { who: STRANGER },
    'allow',
  ],
  [
    CROSS,
    'their boundary limits',
    { identity: [yes], boundary: [sqsOnly], resource: [grant({ AWS: STRANGER })] },
    { who: STRANGER },
    'implicit-deny',
  ],
  [
    CROSS,
    'a Deny on either side wins',
    { identity: [yes, named('no', deny('s3:*', '*'))], resource: [grant('*')] },
    { who: STRANGER },
    'explicit-deny',
  ],
  [
    'reference_policies_elements_principal#principal-services',
    'a service needs only the resource policy',
    { resource: [grant({ Service: 'cloudtrail.amazonaws.com' })] },
    { who: 'cloudtrail.amazonaws.com' },
    'allow',
  ],
  [
    'reference_policies_elements_principal#principal-anonymous',
    'anonymous with a star',
    { resource: [grant('*')] },
    { who: 'anonymous' },
    'allow',
  ],
  [
    'reference_policies_elements_principal#principal-anonymous',
    'identity policies never speak for anonymous',
    { identity: [yes] },
    { who: 'anonymous' },
    'implicit-deny',
  ],
];

describe('layers', () => {
  test.each(ROWS)('%s: %s', (_page, _what, policies, ask, effect) => {
    expect(decide(policies, ask).effect).toBe(effect);
  });

  test('nor does a Deny in an identity policy hold an anonymous caller', () => {
    const decision = decide(
      { identity: [named('p', deny('*'))], resource: [grant('*')] },
      { who: 'anonymous' },
    );
    expect(decision.effect).toBe('allow');
    expect(decision.statements.map(({ layer }) => layer)).toEqual(['resource']);
  });

  test('the account of the resource is read from its ARN when nobody says', () => {
    const ask = { who: STRANGER, action: 'sqs:SendMessage', resource: `arn:aws:sqs:us-east-1:${ACCOUNT}:q` };
    const decision = decide({ identity: [yes] }, { ...ask, owner: undefined });
    expect(decision.crossAccount).toBe(true);
  });
});

describe("the logic page's examples", () => {
  // reference_policies_evaluation-logic#policies_evaluation_example
  const carlos = named(
    'carlossalazar',
    allow(['s3:GetBucketLocation', 's3:ListAllMyBuckets'], 'arn:aws:s3:::*', { Sid: 'AllowS3ListRead' }),
    allow('s3:*', ['arn:aws:s3:::carlossalazar/*', 'arn:aws:s3:::carlossalazar'], { Sid: 'AllowS3Self' }),
    deny('s3:*', 'arn:aws:s3:::*log*', { Sid: 'DenyS3Logs' }),
  );
  test('saving to the logs bucket is denied by DenyS3Logs, to his own bucket allowed by AllowS3Self', () => {
    const put = (bucket: string) =>
      decide({ identity: [carlos] }, { action: 's3:PutObject', resource: `arn:aws:s3:::${bucket}/f` });
    expect(put('carlossalazar-logs').deciding?.sid).toBe('DenyS3Logs');
    expect(put('carlossalazar').deciding?.sid).toBe('AllowS3Self');
    expect(put('other')).toMatchObject({ effect: 'implicit-deny', withheldBy: 'identity' });
  });

  // reference_policies_evaluation-logic#AccessPolicyLanguage_Interplay
  test.each([
    ['iam:GetUser', 'allow'],
    ['iam:CreatePolicy', 'implicit-deny'],
    ['iam:GetOrganizationsAccessReport', 'explicit-deny'],
    ['iam:GenerateCredentialReport', 'explicit-deny'],
  ])('%s is %s', (action, effect) => {
    const identity = [named('p', allow(['iam:Get*', 'iam:List*']), deny('iam:*Report'))];
    expect(decide({ identity }, { action, resource: '*' }).effect).toBe(effect);
  });

  // reference_policies_examples_aws_deny-requested-region
  test.each([
    ['ec2:RunInstances', 'eu-west-1', 'allow'],
    ['ec2:RunInstances', 'us-east-1', 'explicit-deny'],
    ['iam:ListRoles', 'us-east-1', 'allow'],
  ])('%s requested in %s: %s', (action, region, effect) => {
    const guard = {
      Effect: 'Deny',
      NotAction: ['iam:*', 'cloudfront:*', 'route53:*', 'support:*', 'budgets:*'],
      Resource: '*',
      Condition: { StringNotEquals: { 'aws:RequestedRegion': ['eu-central-1', 'eu-west-1'] } },
    };
    expect(
      decide(
        { identity: [yes, named('guard', guard)] },
        { action, resource: '*', context: { 'aws:RequestedRegion': region } },
      ).effect,
    ).toBe(effect);
  });

  // reference_policies_examples_iam-passrole-service
  test.each([
    ['cloudwatch.amazonaws.com', 'allow'],
    ['ec2.amazonaws.com', 'implicit-deny'],
    [undefined, 'implicit-deny'],
  ])('iam:PassRole to %s: %s', (service, effect) => {
    const identity = [
      named(
        'p',
        allow('iam:PassRole', '*', {
          Condition: { StringEquals: { 'iam:PassedToService': 'cloudwatch.amazonaws.com' } },
        }),
      ),
    ];
    expect(
      decide(
        { identity },
        { action: 'iam:PassRole', resource: ROLE, context: { 'iam:PassedToService': service } },
      ).effect,
    ).toBe(effect);
  });
});

describe('trust policies', () => {
  const trust = (Principal: unknown, Condition?: unknown) =>
    policy({
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Principal,
        Action: 'sts:AssumeRole',
        ...(Condition ? { Condition } : {}),
      },
    });
  const admits = (document: ReturnType<typeof policy>, who: string, context = {}) =>
    trustAdmits(document, { principal: principalFrom(who), roleArn: ROLE, context }).allowed;

  test('the account entry counts for every principal of the account and nobody else', () => {
    for (const entry of [ROOT, ACCOUNT]) {
      expect([USER, SESSION, ROLE].map((who) => admits(trust({ AWS: entry }), who))).toEqual([
        true,
        true,
        true,
      ]);
      expect(
        [STRANGER, 'anonymous', 'ec2.amazonaws.com'].map((who) => admits(trust({ AWS: entry }), who)),
      ).toEqual([false, false, false]);
    }
  });

  test('MFA by Bool, by age and by BoolIfExists differ when the key is absent', () => {
    const by = (Condition: unknown, context: object) =>
      admits(trust({ AWS: ROOT }, Condition), USER, context);
    expect(
      by({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } }, { 'aws:MultiFactorAuthPresent': true }),
    ).toBe(true);
    expect(by({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } }, {})).toBe(false);
    expect(by({ NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } }, {})).toBe(false);
    expect(by({ BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' } }, {})).toBe(true);
  });

  test('a star admits foreign accounts and services', () => {
    expect([STRANGER, 'ec2.amazonaws.com', 'anonymous'].map((who) => admits(trust('*'), who))).toEqual([
      true,
      true,
      true,
    ]);
  });

  test('a Deny shuts out, another action does not open', () => {
    const document = policy({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { AWS: ROOT }, Action: ['sts:AssumeRole', 'sts:TagSession'] },
        {
          Effect: 'Deny',
          Principal: '*',
          Action: 'sts:AssumeRole',
          Condition: { Null: { 'aws:MultiFactorAuthPresent': true } },
        },
      ],
    });
    expect(admits(document, USER)).toBe(false);
    expect(
      trustAdmits(document, {
        principal: principalFrom(USER),
        roleArn: ROLE,
        context: {},
        action: 'sts:TagSession',
      }).allowed,
    ).toBe(true);
  });

  // reference_policies_evaluation-logic: trust and key policies must allow explicitly, even in the same account.
  test.each<[string, PolicySet, string]>([
    [
      'identity alone',
      { identity: [yes], resource: [{ name: 'trust', policy: trust({ AWS: STRANGER }) }] },
      'implicit-deny',
    ],
    [
      'trust by account without identity',
      { resource: [{ name: 'trust', policy: trust({ AWS: ROOT }) }] },
      'implicit-deny',
    ],
    [
      'trust by account with identity',
      { identity: [yes], resource: [{ name: 'trust', policy: trust({ AWS: ROOT }) }] },
      'allow',
    ],
    [
      'trust by name without identity',
      { resource: [{ name: 'trust', policy: trust({ AWS: USER }) }] },
      'allow',
    ],
  ])('assuming a role of the same account: %s', (_what, policies, effect) => {
    expect(decide(policies, { action: 'sts:AssumeRole', resource: ROLE }).effect).toBe(effect);
  });
});

describe('explicitlyDenies', () => {
  const tlsOnly = policy({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'Read',
        Effect: 'Allow',
        Principal: '*',
        Action: 's3:GetObject',
        Resource: 'arn:aws:s3:::data/*',
      },
      {
        Sid: 'TlsOnly',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: ['arn:aws:s3:::data', 'arn:aws:s3:::data/*'],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ],
  });
  test.each(['anonymous', USER, ROOT])('for %s: the Deny without TLS, nothing with it', (who) => {
    const request = {
      principal: principalFrom(who),
      action: 's3:PutObject',
      resource: 'arn:aws:s3:::data/x',
    };
    expect(explicitlyDenies(tlsOnly, { ...request, context: { 'aws:SecureTransport': false } })?.sid).toBe(
      'TlsOnly',
    );
    expect(
      explicitlyDenies(tlsOnly, { ...request, context: { 'aws:SecureTransport': true } }),
    ).toBeUndefined();
    expect(
      explicitlyDenies(tlsOnly, {
        ...request,
        resource: 'arn:aws:s3:::data2',
        context: { 'aws:SecureTransport': false },
      }),
    ).toBeUndefined();
  });
});
