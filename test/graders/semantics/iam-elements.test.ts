/** Action, Resource, Principal, their negations and variables in resources, case by case as AWS documents them. */
import { describe, expect, test } from 'vitest';
import {
  allowsAnonymous,
  evaluate,
  principalFrom,
  type RequestContext,
} from '../../../graders/semantics/iam/index.ts';
import {
  ACCOUNT,
  allow,
  decide,
  named,
  OTHER,
  policy,
  ROLE,
  ROOT,
  SESSION,
  STRANGER,
  USER,
} from './iam-kit.ts';

describe('Action', () => {
  const page = 'reference_policies_elements_action';
  test.each([
    [page, 'iam:ListAccessKeys', 'IAM:listaccesskeys', true],
    [page, 'iam:*AccessKey*', 'iam:UpdateAccessKey', true],
    [page, 'iam:*AccessKey*', 'iam:UpdateUser', false],
    [page, 's3:*', 's3:GetObject', true],
    [page, 's3:*', 'sqs:SendMessage', false],
    [page, '*', 'anything:AtAll', true],
    ['reference_policies_grammar', 's3:Get*', 's3:GetObject', true],
    ['reference_policies_grammar', 's3:Get*', 's3:ListBucket', false],
    ['reference_policies_grammar', 'ec2:Describe?mages', 'ec2:DescribeImages', true],
    ['reference_policies_grammar', '*:*', 's3:GetObject', true],
    ['reference_policies_grammar', 's?:Get*', 's3:GetObject', true],
    ['reference_policies_grammar', 's3:GetObject', 's3:GetObjectAcl', false],
  ])('%s: %s covers %s: %s', (_page, pattern, action, holds) => {
    expect(decide({ identity: [named('p', allow(pattern))] }, { action }).allowed).toBe(holds);
  });

  test.each([
    ['reference_policies_elements_notaction', 's3:DeleteBucket', 's3:DeleteObject', true],
    ['reference_policies_elements_notaction', 's3:DeleteBucket', 's3:deletebucket', false],
    ['reference_policies_elements_notaction', 'iam:*', 'ec2:RunInstances', true],
    ['reference_policies_elements_notaction', 'iam:*', 'iam:CreateUser', false],
  ])('%s: NotAction %s covers %s: %s', (_page, pattern, action, holds) => {
    const identity = [named('p', { Effect: 'Allow', NotAction: pattern, Resource: '*' })];
    expect(decide({ identity }, { action }).allowed).toBe(holds);
  });
});

describe('Resource', () => {
  const page = 'reference_policies_elements_resource';
  const bucket = 'arn:aws:s3:::DOC-EXAMPLE-BUCKET';
  const rows: [string, string, string, boolean, RequestContext?][] = [
    // The page's list of what DOC-EXAMPLE-BUCKET/*/test/* matches and what it does not.
    [page, `${bucket}/*/test/*`, `${bucket}/1/test/object.jpg`, true],
    [page, `${bucket}/*/test/*`, `${bucket}/1/2/test/3/object.jpg`, true],
    [page, `${bucket}/*/test/*`, `${bucket}/1///test///object.jpg`, true],
    [page, `${bucket}/*/test/*`, `${bucket}//test/object.jpg`, true],
    [page, `${bucket}/*/test/*`, `${bucket}/1/test/`, true],
    [page, `${bucket}/*/test/*`, `${bucket}/1-test/object.jpg`, false],
    [page, `${bucket}/*/test/*`, `${bucket}/test/object.jpg`, false],
    [page, `${bucket}/*/test/*`, `${bucket}/1/2/test.jpg`, false],
    [page, `${bucket}/*`, bucket, false],
    [page, `${bucket}/Key`, `${bucket}/key`, false],
    [page, `${bucket}/k?y`, `${bucket}/key`, true],
    [page, `${bucket}/k?y`, `${bucket}/ky`, false],
    [page, 'arn:aws:s3:::*', `${bucket}/a:b`, true],
    [
      page,
      'arn:aws:iam::111122223333:user/accounting/*',
      'arn:aws:iam::111122223333:user/accounting/bob',
      true,
    ],
    [
      'reference_policies_variables#policy-vars-resourceelement',
      'arn:aws:s3:::b/${aws:username}/*',
      'arn:aws:s3:::b/ann/x',
      true,
      { 'aws:username': 'ann' },
    ],
    [
      'reference_policies_variables#policy-vars-resourceelement',
      'arn:aws:s3:::b/${aws:username}/*',
      'arn:aws:s3:::b/bob/x',
      false,
      { 'aws:username': 'ann' },
    ],
    [
      'reference_policies_variables#policy-vars-tags',
      'arn:aws:s3:::b/${aws:PrincipalTag/department}',
      'arn:aws:s3:::b/hr',
      true,
      { 'aws:PrincipalTag/department': 'hr' },
    ],
    [
      'reference_policies_variables#policy-vars-no-value',
      'arn:aws:s3:::b/${aws:username}*',
      'arn:aws:s3:::b/x',
      false,
    ],
    [
      'reference_policies_variables#policy-vars-default-values',
      "arn:aws:s3:::b-${aws:PrincipalTag/team, 'company-wide'}",
      'arn:aws:s3:::b-company-wide',
      true,
    ],
    [
      'reference_policies_variables#policy-vars-default-values',
      "arn:aws:s3:::b-${aws:PrincipalTag/team, 'company-wide'}",
      'arn:aws:s3:::b-yellow',
      true,
      { 'aws:PrincipalTag/team': 'yellow' },
    ],
    [
      'reference_policies_variables#policy-vars-specialchars',
      'arn:aws:s3:::b/${*}',
      'arn:aws:s3:::b/x',
      false,
    ],
    [
      'reference_policies_variables#policy-vars-specialchars',
      'arn:aws:s3:::b/${*}',
      'arn:aws:s3:::b/*',
      true,
    ],
  ];
  test.each(rows)('%s: %s covers %s: %s', (_page, pattern, resource, holds, context = {}) => {
    expect(decide({ identity: [named('p', allow('*', pattern))] }, { resource, context }).allowed).toBe(
      holds,
    );
  });

  test('a wildcard in a variable value stays a character', () => {
    const identity = [named('p', allow('*', 'arn:aws:s3:::b/${aws:PrincipalTag/t}'))];
    expect(
      decide({ identity }, { resource: 'arn:aws:s3:::b/x', context: { 'aws:PrincipalTag/t': '*' } }).allowed,
    ).toBe(false);
    expect(
      decide({ identity }, { resource: 'arn:aws:s3:::b/*', context: { 'aws:PrincipalTag/t': '*' } }).allowed,
    ).toBe(true);
  });

  test.each(['2008-10-17', undefined])(
    'reference_policies_elements_version: under %s a variable is literal text',
    (Version) => {
      const document = { Version, Statement: allow('*', 'arn:aws:s3:::b/${aws:username}') };
      const identity = [
        { name: 'old', policy: policy(Version === undefined ? { Statement: document.Statement } : document) },
      ];
      const context = { 'aws:username': 'ann' };
      expect(decide({ identity }, { resource: 'arn:aws:s3:::b/ann', context }).allowed).toBe(false);
      expect(decide({ identity }, { resource: 'arn:aws:s3:::b/${aws:username}', context }).allowed).toBe(
        true,
      );
    },
  );

  test('reference_policies_elements_notresource: everything except the listed', () => {
    const identity = [
      named('p', { Effect: 'Allow', Action: 's3:*', NotResource: ['arn:aws:s3:::hr', 'arn:aws:s3:::hr/*'] }),
    ];
    expect(decide({ identity }, { resource: 'arn:aws:s3:::hr/x' }).allowed).toBe(false);
    expect(decide({ identity }, { resource: 'arn:aws:s3:::hrx/x' }).allowed).toBe(true);
  });
});

describe('Principal', () => {
  const page = 'reference_policies_elements_principal';
  const rows: [string, unknown, string, boolean][] = [
    [`${page}#principal-accounts`, { AWS: ROOT }, SESSION, true],
    [`${page}#principal-accounts`, { AWS: ACCOUNT }, USER, true],
    [`${page}#principal-accounts`, { AWS: [OTHER, ACCOUNT] }, USER, true],
    [`${page}#principal-accounts`, { AWS: ROOT }, STRANGER, false],
    [`${page}#principal-accounts`, { AWS: ROOT }, 'anonymous', false],
    [`${page}#principal-users`, { AWS: USER }, USER, true],
    [`${page}#principal-users`, { AWS: USER.replace('alice', 'Alice') }, USER, false],
    [`${page}#principal-roles`, { AWS: ROLE }, SESSION, true],
    [`${page}#principal-roles`, { AWS: `arn:aws:iam::${ACCOUNT}:role/team/trainer` }, SESSION, true],
    [`${page}#principal-roles`, { AWS: `arn:aws:iam::${ACCOUNT}:role/other` }, SESSION, false],
    [`${page}#principal-role-session`, { AWS: SESSION }, SESSION, true],
    [`${page}#principal-role-session`, { AWS: `${SESSION}x` }, SESSION, false],
    [
      `${page}#principal-services`,
      { Service: ['ecs.amazonaws.com', 'ec2.amazonaws.com'] },
      'ec2.amazonaws.com',
      true,
    ],
    [`${page}#principal-services`, { Service: 'ec2.amazonaws.com' }, 'lambda.amazonaws.com', false],
    [`${page}#principal-services`, { Service: 'ec2.amazonaws.com' }, USER, false],
    [`${page}#principal-anonymous`, '*', 'anonymous', true],
    [`${page}#principal-anonymous`, { AWS: '*' }, 'anonymous', true],
    [`${page}#principal-anonymous`, { AWS: '*' }, STRANGER, true],
    [`${page}#principal-anonymous`, '*', 'ec2.amazonaws.com', true],
    [
      `${page}#principal-saml`,
      { Federated: `arn:aws:iam::${ACCOUNT}:saml-provider/idp` },
      `arn:aws:iam::${ACCOUNT}:saml-provider/idp`,
      true,
    ],
    [`${page}#principal-saml`, { Federated: 'accounts.google.com' }, USER, false],
  ];
  test.each(rows)('%s: %j means %s: %s', (_page, Principal, who, holds) => {
    const resource = [
      named('q', { ...allow('sqs:*'), Principal }),
      named('q2', { ...allow('sqs:None'), Principal: '*' }),
    ];
    const decision = decide(
      { resource },
      { who, action: 'sqs:SendMessage', resource: `arn:aws:sqs:us-east-1:${ACCOUNT}:q` },
    );
    expect(decision.statements[0]?.applies).toBe(holds);
  });

  test('CanonicalUser names one canonical user', () => {
    const resource = [named('b', { ...allow('s3:GetObject'), Principal: { CanonicalUser: '79a5' } })];
    const ask = (id: string) =>
      evaluate(
        {
          principal: { type: 'canonical', id },
          action: 's3:GetObject',
          resource: 'arn:aws:s3:::b/k',
          context: {},
        },
        { resource },
      );
    expect(ask('79a5').allowed).toBe(true);
    expect(ask('79a6').allowed).toBe(false);
  });

  test('a session with a known role path is matched by that path', () => {
    const roleArn = `arn:aws:iam::${ACCOUNT}:role/team/trainer`;
    const resource = [named('b', { ...allow('s3:GetObject'), Principal: { AWS: ROLE } })];
    const principal = { type: 'aws', arn: SESSION, roleArn } as const;
    const request = { principal, action: 's3:GetObject', resource: 'arn:aws:s3:::b/k', context: {} };
    expect(evaluate(request, { resource }).allowed).toBe(false);
    expect(
      evaluate(request, { resource: [named('b', { ...allow('*'), Principal: { AWS: roleArn } })] }).allowed,
    ).toBe(true);
  });

  // reference_policies_elements_notprincipal, first example: everyone except Bob and his account.
  test.each([
    [`arn:aws:iam::${OTHER}:user/Bob`, false],
    [`arn:aws:iam::${ACCOUNT}:user/Eve`, true],
    ['anonymous', true],
  ])('NotPrincipal with Deny: %s is denied: %s', (who, denied) => {
    const NotPrincipal = { AWS: [`arn:aws:iam::${OTHER}:user/Bob`, `arn:aws:iam::${OTHER}:root`] };
    const resource = [
      named(
        'b',
        { Effect: 'Deny', NotPrincipal, Action: 's3:*', Resource: '*' },
        { ...allow('*'), Principal: '*' },
      ),
    ];
    expect(decide({ resource, identity: [named('p', allow('*'))] }, { who }).effect === 'explicit-deny').toBe(
      denied,
    );
  });

  test('reference_policies_elements_notprincipal: NotPrincipal with Allow admits anonymous callers', () => {
    const policies = [
      named('b', { Effect: 'Allow', NotPrincipal: { AWS: USER }, Action: 's3:GetObject', Resource: '*' }),
    ];
    expect(
      allowsAnonymous(policies, { action: 's3:GetObject', resource: 'arn:aws:s3:::b/k', context: {} })
        .allowed,
    ).toBe(true);
    expect(decide({ resource: policies }).allowed).toBe(false);
  });

  test('a resource policy statement without Principal speaks of nobody', () => {
    expect(decide({ resource: [named('b', allow('*'))] }).statements[0]?.mismatches[0]?.element).toBe(
      'Principal',
    );
  });

  test('principals are read from their usual spelling', () => {
    expect(principalFrom(ACCOUNT)).toEqual({ type: 'aws', arn: ROOT });
    expect(principalFrom('*')).toEqual({ type: 'anonymous' });
    expect(principalFrom('eks.amazonaws.com')).toEqual({ type: 'service', name: 'eks.amazonaws.com' });
  });
});
