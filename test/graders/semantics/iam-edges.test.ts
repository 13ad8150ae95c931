/** Cases at the edges of the IAM model: each of them is a change of the code that no other test noticed (docs/mutation-score.md). */
import { describe, expect, test } from 'vitest';
import {
  anonymousGetObject,
  anonymousListBucket,
  counterExample,
  defaultContext,
  explain,
  isPublicAcl,
  isPublicPolicy,
  parsePolicy,
  principalFrom,
  trustAdmits,
  type Principal,
  type RequestContext,
} from '../../../graders/semantics/iam/index.ts';
import { evaluate } from '../../../graders/semantics/iam/index.ts';
import { ACCOUNT, allow, decide, deny, named, OTHER, policy, ROLE, ROOT, SESSION, USER } from './iam-kit.ts';

/** Whether a condition lets alice read, given the request's context. */
function holds(condition: object, context: RequestContext = {}): boolean {
  return decide({ identity: [named('p', allow('s3:GetObject', '*', { Condition: condition }))] }, { context })
    .allowed;
}

describe('numbers', () => {
  test.each<[string, string, boolean]>([
    ['5', '5', true],
    ['5', '+5', true],
    ['-5', '-5', true],
    ['5', '-5', false],
    ['0.25', '.25', true],
    ['2', '2.', true],
    ['1500', '1.5e3', true],
    ['1500', '1.5E+3', true],
    ['0.0015', '1.5e-3', true],
    ['10000000000', '1e10', true],
    ['12', ' 12 ', true],
    ['12', 'x12', false],
    ['12', '12x', false],
    ['12', '*12', false],
    ['12', 'twelve', false],
  ])('NumericEquals %s meets %s: %s', (wanted, actual, expected) => {
    expect(holds({ NumericEquals: { 's3:max-keys': wanted } }, { 's3:max-keys': actual })).toBe(expected);
  });

  test('a request value that is no number is not at most anything, nor at least', () => {
    for (const operator of ['NumericLessThan', 'NumericGreaterThanEquals', 'NumericEquals'])
      expect(holds({ [operator]: { 's3:max-keys': '0' } }, { 's3:max-keys': 'many' }), operator).toBe(false);
  });

  test('GreaterThanEquals includes the number and nothing below', () => {
    const at = (actual: string): boolean =>
      holds({ NumericGreaterThanEquals: { 's3:max-keys': '10' } }, { 's3:max-keys': actual });
    expect([at('9'), at('10'), at('11')]).toEqual([false, true, true]);
  });
});

describe('instants', () => {
  const KEY = 'aws:CurrentTime';
  test.each<[string, string, boolean]>([
    ['2026-11-26T10:00:00Z', '2026-11-26T10:00:00z', true],
    ['2026-11-26T10:00:00Z', '2026-11-26T12:00:00+0200', true],
    ['2026-11-26T10:00:00Z', '2026-11-26T12:00:00+02:00', true],
    ['2026-11-26T10:00:00Z', '2026-11-26T08:30:00-0130', true],
    ['2026-11-26T10:00:00Z', '2026-11-26T12:00:00Z', false],
    ['2026-11-26T10:00Z', '2026-11-26T10:00:00.000Z', true],
    ['2026-11-26T10:00:00.5Z', '2026-11-26T10:00:00.500Z', true],
    ['2026-11-26T10:00:00.05Z', '2026-11-26T10:00:00.050Z', true],
    ['2026-11-26T10:00:00.5Z', '2026-11-26T10:00:00Z', false],
    ['2026-11-26', '2026-11-26T00:00:00Z', true],
    ['2026-11', '2026-11-01T00:00:00Z', true],
    ['2026', '2026-01-01T00:00:00Z', true],
    ['2026-01-01T00:00:00Z', '1767225600', true],
    ['1970-01-01T00:00:01.5Z', '1.5', true],
    ['1969-12-31T23:59:50Z', '-10', true],
    ['2026-01-01T00:00:00Z', 'at 1767225600', false],
    ['2026-01-01T00:00:00Z', '1767225600s', false],
    ['2026-01-01T00:00:00Z', 'x2026-01-01T00:00:00Z', false],
    ['2026-01-01T00:00:00Z', '2026-01-01T00:00:00Zx', false],
    ['1970-01-01T00:00:01.25Z', '1.25', true],
  ])('DateEquals %s meets %s: %s', (wanted, actual, expected) => {
    expect(holds({ DateEquals: { [KEY]: wanted } }, { [KEY]: actual })).toBe(expected);
  });

  test('a date that does not exist is a problem of the policy, as is text with one inside', () => {
    for (const wanted of [
      '2026-13-01',
      '2026-11-26T25:00:00Z',
      'on 2026-11-26',
      '2026-11-26 or so',
      'ab12345',
    ]) {
      const parsed = parsePolicy({
        Version: '2012-10-17',
        Statement: allow('*', '*', { Condition: { DateEquals: { [KEY]: wanted } } }),
      });
      expect(parsed.ok, wanted).toBe(false);
    }
  });
});

describe('addresses', () => {
  const at = (range: string, address: string): boolean =>
    holds({ IpAddress: { 'aws:SourceIp': range } }, { 'aws:SourceIp': address });
  test.each<[string, string, boolean]>([
    ['10.0.0.0/8', '10.255.255.255', true],
    ['10.0.0.0/8', '11.0.0.0', false],
    ['0.0.0.0/0', '2001:db8::1', false],
    ['::/0', '10.0.0.1', false],
    ['::/0', '2001:db8::1', true],
    ['10.0.0.0/24', '10.0.0.0/16', false],
    ['10.0.0.0/16', '10.0.9.0/24', true],
    ['10.0.0.0/16', '10.0.0.0/16', true],
    ['2001:db8::/32', '2001:db8:ffff::1', true],
    ['2001:db8::/32', '2001:db9::1', false],
    ['::ffff:10.0.0.1', '::ffff:a00:1', true],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0', true],
    ['::2:3:4:5:6:7:8', '0:2:3:4:5:6:7:8', true],
  ])('%s has %s: %s', (range, address, expected) => {
    expect(at(range, address)).toBe(expected);
  });

  test.each([
    '10.0.0.0/33',
    '2001:db8::/129',
    '10.0.0/8',
    '10.0.0.0/1x',
    '10.0.0.0/x1',
    '10.0.0.1x',
    '10.0.0.x1',
    '10.0.0.256',
    '10.0.0.0/',
    '/8',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '::10.0.0.256',
    '1:2:3:4:5:6:7:8::',
    'g::1',
    '12345::1',
    '',
  ])('%j is no range', (text) => {
    const parsed = parsePolicy({
      Version: '2012-10-17',
      Statement: allow('*', '*', { Condition: { IpAddress: { 'aws:SourceIp': text } } }),
    });
    expect(parsed.ok).toBe(false);
  });

  test('a caller whose address is no address meets no range', () => {
    expect(at('0.0.0.0/0', 'somewhere')).toBe(false);
    expect(holds({ NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }, { 'aws:SourceIp': 'somewhere' })).toBe(
      true,
    );
  });
});

describe('ARN operators', () => {
  const at = (wanted: string, actual: string): boolean =>
    holds({ ArnLike: { 'aws:SourceArn': wanted } }, { 'aws:SourceArn': actual });
  test.each<[string, string, boolean]>([
    ['arn:aws:sns:*:*:topic', 'arn:aws:sns:us-east-1:111122223333:topic', true],
    ['arn:aws:s3:::b/a:*', 'arn:aws:s3:::b/a:x:y', true],
    ['arn:aws:s3:::b/a:?', 'arn:aws:s3:::b/a:x', true],
    ['arn:aws:*:topic', 'arn:aws:sns:us-east-1:111122223333:topic', false],
    ['arn:aws:*', 'arn:aws:sns:us-east-1:111122223333:topic', false],
    ['arn:aws:sns:*:*:*', 'arn:aws:sns', false],
    ['arn:aws:sns:*:*:*', 'topic', false],
    ['arn:aws:sns:${aws:none}:*:*', 'arn:aws:sns:us-east-1:111122223333:topic', false],
  ])('%s takes %s: %s', (wanted, actual, expected) => {
    expect(at(wanted, actual)).toBe(expected);
  });
});

describe('a key with several values', () => {
  const KEY = 'aws:TagKeys';
  const both = { [KEY]: ['Project', 'Owner'] };
  test('without a set operator: one value is enough, under a negated operator all must differ', () => {
    expect(holds({ StringEquals: { [KEY]: 'Owner' } }, both)).toBe(true);
    expect(holds({ StringNotEquals: { [KEY]: 'Owner' } }, both)).toBe(false);
    expect(holds({ StringNotEquals: { [KEY]: 'Team' } }, both)).toBe(true);
  });

  test('ForAnyValue with a negated operator asks for one that differs', () => {
    expect(holds({ 'ForAnyValue:StringNotEquals': { [KEY]: 'Owner' } }, both)).toBe(true);
    expect(holds({ 'ForAnyValue:StringNotEquals': { [KEY]: 'Owner' } }, { [KEY]: ['Owner'] })).toBe(false);
  });

  test('one empty text among values is data, only empty texts are none', () => {
    expect(holds({ Null: { [KEY]: 'false' } }, { [KEY]: ['', 'Owner'] })).toBe(true);
    expect(holds({ Null: { [KEY]: 'true' } }, { [KEY]: ['', ''] })).toBe(true);
    expect(holds({ Null: { [KEY]: ['true', 'false'] } }, { [KEY]: ['Owner'] })).toBe(true);
    expect(holds({ Null: { [KEY]: 'true' } }, { [KEY]: [] })).toBe(true);
  });
});

describe('variables in a pattern', () => {
  const reads = (resource: string, key: string, context: RequestContext = {}): boolean =>
    decide(
      { identity: [named('p', allow('s3:GetObject', resource))] },
      { resource: `arn:aws:s3:::${key}`, context },
    ).allowed;
  test('text before, between and after a variable counts', () => {
    const context = { 'aws:username': 'alice', 'aws:PrincipalTag/team': 'birds' };
    const pattern = 'arn:aws:s3:::b/${aws:PrincipalTag/team}/x-${aws:username}/*';
    expect(reads(pattern, 'b/birds/x-alice/1', context)).toBe(true);
    expect(reads(pattern, 'b/birds/x-alice', context)).toBe(false);
    expect(reads(pattern, 'b/birds/alice/1', context)).toBe(false);
    expect(reads('arn:aws:s3:::b/${aws:username}', 'b/alice2', context)).toBe(false);
    expect(reads('arn:aws:s3:::b/${aws:username}', 'b/alice', context)).toBe(true);
  });

  test('an escaped character is itself, with a variable beside it or not', () => {
    expect(reads('arn:aws:s3:::b/${*}', 'b/*')).toBe(true);
    expect(reads('arn:aws:s3:::b/${*}', 'b/x')).toBe(false);
    expect(reads('arn:aws:s3:::b/${?}.txt', 'b/?.txt')).toBe(true);
    expect(reads('arn:aws:s3:::b/${?}.txt', 'b/a.txt')).toBe(false);
    expect(reads('arn:aws:s3:::b/${$}{x}', 'b/${x}')).toBe(true);
    const context = { 'aws:username': 'a*' };
    expect(reads('arn:aws:s3:::b/${aws:username}${*}', 'b/a**', context)).toBe(true);
    expect(reads('arn:aws:s3:::b/${aws:username}${*}', 'b/axx', context)).toBe(false);
  });

  test('an escaped character as a condition value is that character', () => {
    const at = (wanted: string, actual: string): boolean =>
      holds({ StringEquals: { 's3:prefix': wanted } }, { 's3:prefix': actual });
    expect(at('home/${*}', 'home/*')).toBe(true);
    expect(at('home/${*}', 'home/')).toBe(false);
    expect(at('${$}', '$')).toBe(true);
  });

  test('a default stands for a key that is absent or has several values, spaces around do not count', () => {
    const pattern = "arn:aws:s3:::b/${aws:PrincipalTag/team , 'all'}/x";
    expect(reads(pattern, 'b/all/x')).toBe(true);
    expect(reads(pattern, 'b/birds/x', { 'aws:PrincipalTag/team': 'birds' })).toBe(true);
    expect(reads(pattern, 'b/all/x', { 'aws:PrincipalTag/team': ['a', 'b'] })).toBe(true);
    expect(reads("arn:aws:s3:::b/${aws:PrincipalTag/team,'all'}/x", 'b/all/x')).toBe(true);
    expect(reads("arn:aws:s3:::b/${aws:PrincipalTag/team,   'all'}/x", 'b/all/x')).toBe(true);
    expect(reads('arn:aws:s3:::b/${ aws:username }', 'b/alice', { 'aws:username': 'alice' })).toBe(true);
  });

  test('ignoring case, a variable without a value equals nothing', () => {
    const condition = { StringEqualsIgnoreCase: { 's3:prefix': '${aws:username}' } };
    expect(holds(condition, { 's3:prefix': 'undefined' })).toBe(false);
    expect(holds(condition, { 's3:prefix': 'ALICE', 'aws:username': 'alice' })).toBe(true);
    expect(holds({ StringLike: { 's3:prefix': '${aws:username}*' } }, { 's3:prefix': '' })).toBe(false);
  });
});

describe('who a Principal element means', () => {
  const reads = (principal: unknown, who: string | Principal, owner = ACCOUNT): string =>
    evaluate(
      {
        principal: typeof who === 'string' ? principalFrom(who) : who,
        action: 's3:GetObject',
        resource: 'arn:aws:s3:::data/key',
        resourceAccount: owner,
        context: {},
      },
      { resource: [named('r', { ...allow('s3:GetObject'), Principal: principal })] },
    ).effect;

  const oidc = `arn:aws:iam::${ACCOUNT}:oidc-provider/token.example.com`;
  test.each<[string, unknown, string | Principal, string]>([
    ['the service itself', { Service: 'ec2.amazonaws.com' }, 'ec2.amazonaws.com', 'allow'],
    ['another service', { Service: 'ec2.amazonaws.com' }, 'eks.amazonaws.com', 'implicit-deny'],
    ['any service', { Service: '*' }, 'eks.amazonaws.com', 'allow'],
    ['any service is no user', { Service: '*' }, USER, 'implicit-deny'],
    ['a user whose name is that of a service', { Service: USER }, USER, 'implicit-deny'],
    ['the provider', { Federated: oidc }, oidc, 'allow'],
    ['another provider', { Federated: oidc }, `${oidc}2`, 'implicit-deny'],
    ['any provider', { Federated: '*' }, oidc, 'allow'],
    ['any provider is no user', { Federated: '*' }, USER, 'implicit-deny'],
    ['the canonical user', { CanonicalUser: '79a5' }, { type: 'canonical', id: '79a5' }, 'allow'],
    ['another canonical user', { CanonicalUser: '79a5' }, { type: 'canonical', id: '79a6' }, 'implicit-deny'],
    ['an account is no service', { AWS: ACCOUNT }, 'ec2.amazonaws.com', 'implicit-deny'],
    ['everyone, a service too', { AWS: '*' }, 'ec2.amazonaws.com', 'allow'],
    [
      'a role of that name elsewhere',
      { AWS: `arn:aws:iam::${OTHER}:role/trainer` },
      SESSION,
      'implicit-deny',
    ],
    [
      'a role in another partition',
      { AWS: `arn:aws-cn:iam::${ACCOUNT}:role/trainer` },
      SESSION,
      'implicit-deny',
    ],
    [
      'a role whose name only ends so',
      { AWS: `arn:aws:iam::${ACCOUNT}:role/x-trainer` },
      SESSION,
      'implicit-deny',
    ],
    ['a role with a path', { AWS: `arn:aws:iam::${ACCOUNT}:role/ml/trainer` }, SESSION, 'allow'],
    ['a user of that name', { AWS: `arn:aws:iam::${ACCOUNT}:user/trainer` }, SESSION, 'implicit-deny'],
    ['thirteen digits', { AWS: `1${ACCOUNT}` }, USER, 'implicit-deny'],
    ['text around an account', { AWS: `x${ACCOUNT}` }, USER, 'implicit-deny'],
  ])('%s', (_title, principal, who, effect) => {
    expect(reads(principal, who)).toBe(effect);
  });

  test('of several entries the closest counts: naming the user needs no identity policy', () => {
    expect(reads({ AWS: [ACCOUNT, USER] }, USER)).toBe('allow');
    expect(reads({ AWS: [USER, ACCOUNT] }, USER)).toBe('allow');
    expect(reads({ AWS: [ROLE, SESSION] }, SESSION)).toBe('allow');
    expect(reads({ AWS: [ACCOUNT] }, USER)).toBe('implicit-deny');
    expect(reads({ AWS: ['*', ACCOUNT] }, USER)).toBe('allow');
  });

  test('a role named beside the account still needs its boundary, the session itself does not', () => {
    const bounded = (principal: unknown): string =>
      evaluate(
        {
          principal: principalFrom(SESSION),
          action: 's3:GetObject',
          resource: 'arn:aws:s3:::data/key',
          resourceAccount: ACCOUNT,
          context: {},
        },
        {
          resource: [named('r', { ...allow('s3:GetObject'), Principal: principal })],
          boundary: [named('b', allow('ec2:*'))],
        },
      ).effect;
    expect(bounded({ AWS: [ACCOUNT, ROLE] })).toBe('implicit-deny');
    expect(bounded({ AWS: [ROLE, SESSION] })).toBe('allow');
    expect(bounded({ AWS: [SESSION, ROLE] })).toBe('allow');
  });

  test('spellings', () => {
    expect(principalFrom(ACCOUNT)).toEqual({ type: 'aws', arn: ROOT });
    expect(principalFrom(`${ACCOUNT}0`)).toEqual({ type: 'service', name: `${ACCOUNT}0` });
    expect(principalFrom(`x${ACCOUNT}`)).toEqual({ type: 'service', name: `x${ACCOUNT}` });
    expect(principalFrom(oidc)).toEqual({ type: 'federated', provider: oidc });
    expect(principalFrom(`urn:${oidc}`)).toEqual({ type: 'service', name: `urn:${oidc}` });
  });

  test('only the root user itself has an account’s full access', () => {
    const at = (who: string): string => decide({}, { who }).effect;
    expect(at(ROOT)).toBe('allow');
    expect(at(`${ROOT}-like`)).toBe('implicit-deny');
    expect(at(`arn:aws:iam::${ACCOUNT}:user/root`)).toBe('implicit-deny');
  });

  test('a Deny with NotPrincipal reaches the listed user only where a boundary is attached', () => {
    const set = { identity: [named('p', allow('s3:*'))] };
    const resource = [named('r', { ...deny('s3:*'), NotPrincipal: { AWS: USER } })];
    const boundary = [named('b', allow('s3:*'))];
    expect(decide({ ...set, resource }).effect).toBe('allow');
    expect(decide({ ...set, resource, boundary }).effect).toBe('explicit-deny');
    const listed = [named('r', { ...deny('s3:*'), Principal: { AWS: `${USER}2` } })];
    expect(decide({ ...set, resource: listed, boundary }).effect).toBe('allow');
    const granted = [named('r', { ...allow('s3:*'), NotPrincipal: { AWS: USER } })];
    expect(decide({ resource: granted, boundary }).effect).toBe('implicit-deny');
  });
});

describe('whose resource it is', () => {
  const identity = [named('p', allow('*'))];
  test('an account in the ARN is asked when the request names no owner', () => {
    const at = (resource: string): boolean =>
      evaluate({ principal: principalFrom(USER), action: 'sns:Publish', resource, context: {} }, { identity })
        .allowed;
    expect(at(`arn:aws:sns:us-east-1:${ACCOUNT}:t`)).toBe(true);
    expect(at(`arn:aws:sns:us-east-1:${OTHER}:t`)).toBe(false);
    expect(at('arn:aws:s3:::bucket')).toBe(true);
    expect(at('*')).toBe(true);
    expect(at('arn:aws:iam::aws:policy/AdministratorAccess')).toBe(true);
    expect(at(`arn:aws:x:y:${OTHER}1:t`)).toBe(true);
    expect(at(`arn:aws:x:y:1${OTHER}:t`)).toBe(true);
    expect(at('arn:aws:x:y:5:t')).toBe(true);
  });

  test('only AssumeRole and KMS need the resource’s own yes inside one account', () => {
    const resource = [named('r', { ...allow('s3:ListBucket'), Principal: { AWS: OTHER } })];
    expect(decide({ identity, resource }, { action: 'sts:AssumeRole' }).withheldBy).toBe('resource');
    expect(decide({ identity, resource }, { action: 'kms:Decrypt' }).withheldBy).toBe('resource');
    expect(decide({ identity, resource }, { action: 'x-kms:Decrypt' }).allowed).toBe(true);
    expect(decide({ identity }, { action: 'kms:Decrypt' }).allowed).toBe(true);
  });

  test('nobody in particular has only the resource policy', () => {
    const decision = decide(
      { resource: [named('r', { ...allow('s3:GetObject'), Principal: '*' })] },
      { who: 'anonymous' },
    );
    expect(decision).toMatchObject({ effect: 'allow', deciding: { layer: 'resource', index: 0 } });
    expect(decide({}, { who: 'anonymous' })).toMatchObject({
      effect: 'implicit-deny',
      withheldBy: 'resource',
    });
    const others = [named('r', { ...deny('s3:PutObject'), Principal: '*' })];
    expect(decide({ resource: others }, { who: 'anonymous' }).effect).toBe('implicit-deny');
  });
});

describe('the trust policy alone', () => {
  const trust = (...statements: object[]) => policy({ Version: '2012-10-17', Statement: statements });
  const ask = (document: ReturnType<typeof trust>, who = USER) =>
    trustAdmits(document, { principal: principalFrom(who), roleArn: ROLE, context: {} });
  test('an account entry admits every principal of it; nothing else does', () => {
    const account = trust({ Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'sts:AssumeRole' });
    expect(ask(account)).toMatchObject({
      effect: 'allow',
      allowed: true,
      deciding: { policy: 'trust policy' },
    });
    expect(ask(account, `arn:aws:iam::${OTHER}:user/x`)).toMatchObject({
      effect: 'implicit-deny',
      allowed: false,
      withheldBy: 'resource',
    });
    expect(ask(account)).not.toHaveProperty('withheldBy');
    expect(ask(account, 'ec2.amazonaws.com')).not.toHaveProperty('deciding');
    const tagging = trust({ Effect: 'Allow', Principal: { AWS: USER }, Action: 'sts:TagSession' });
    expect(ask(tagging).effect).toBe('implicit-deny');
    const denied = trust(
      { Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'sts:AssumeRole' },
      { Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRole' },
    );
    expect(ask(denied)).toMatchObject({ effect: 'explicit-deny', allowed: false });
  });
});

describe('public access to a bucket', () => {
  const open = policy({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: '*', Action: ['s3:GetObject', 's3:ListBucket'], Resource: '*' },
    ],
  });
  const someone = policy({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 's3:GetObject', Resource: '*' }],
  });
  const world = [
    { granteeUri: 'http://acs.amazonaws.com/groups/global/AllUsers', permission: 'READ' as const },
  ];

  test('listing is a question to the bucket, reading to its object', () => {
    const listing = policy({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:ListBucket', Resource: 'arn:aws:s3:::b' }],
    });
    expect(anonymousListBucket({ bucket: 'b', policy: listing }, {})).toMatchObject({
      allowed: true,
      via: 'policy',
    });
    expect(anonymousListBucket({ bucket: 'c', policy: listing }, {}).allowed).toBe(false);
    expect(anonymousGetObject({ bucket: 'b', policy: listing }, 'k', {}).allowed).toBe(false);
    expect(anonymousListBucket({ bucket: 'b' }, {})).toEqual({ allowed: false });
    expect(anonymousListBucket({ bucket: 'b', bucketAcl: world }, {})).toEqual({ allowed: true, via: 'acl' });
  });

  test('what the policy says by itself is kept', () => {
    expect(anonymousGetObject({ bucket: 'b', policy: open }, 'k', {}).policyDecision?.effect).toBe('allow');
    expect(anonymousGetObject({ bucket: 'b', policy: open }, 'k', {}).policyDecision?.deciding?.policy).toBe(
      'bucket policy',
    );
    expect(anonymousGetObject({ bucket: 'b' }, 'k', {})).not.toHaveProperty('policyDecision');
  });

  test('RestrictPublicBuckets is named only where it is what stops', () => {
    const block = { RestrictPublicBuckets: true };
    expect(
      anonymousGetObject({ bucket: 'b', policy: open, publicAccessBlock: block }, 'k', {}),
    ).toMatchObject({
      allowed: false,
      stoppedBy: 'RestrictPublicBuckets',
    });
    const putting = policy({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:PutObject', Resource: '*' }],
    });
    const nothing = anonymousGetObject({ bucket: 'b', policy: putting, publicAccessBlock: block }, 'k', {});
    expect(nothing.allowed).toBe(false);
    expect(nothing).not.toHaveProperty('stoppedBy');
    expect(
      anonymousGetObject({ bucket: 'b', publicAccessBlock: block, objectAcl: world }, 'k', {}).allowed,
    ).toBe(true);
    expect(
      anonymousGetObject(
        { bucket: 'b', policy: someone, publicAccessBlock: block, objectAcl: world },
        'k',
        {},
      ).allowed,
    ).toBe(true);
  });

  test('a setting is named only where a grant would have let somebody in', () => {
    const enforced = { bucket: 'b', objectOwnership: 'BucketOwnerEnforced' as const };
    expect(anonymousGetObject(enforced, 'k', {})).toEqual({ allowed: false });
    expect(anonymousGetObject({ ...enforced, objectAcl: world }, 'k', {})).toEqual({
      allowed: false,
      stoppedBy: 'BucketOwnerEnforced',
    });
    const owners = [
      { granteeUri: 'http://acs.amazonaws.com/groups/s3/LogDelivery', permission: 'READ' as const },
    ];
    expect(anonymousGetObject({ bucket: 'b', objectAcl: owners }, 'k', {})).toEqual({ allowed: false });
  });

  test('one public grant among others makes an ACL public', () => {
    expect(isPublicAcl([{ permission: 'READ' }, ...world])).toBe(true);
    expect(isPublicAcl([{ permission: 'READ' }])).toBe(false);
  });

  test.each<[string, object, boolean]>([
    ...[
      'aws:PrincipalArn',
      'aws:PrincipalAccount',
      'aws:PrincipalOrgPaths',
      'aws:SourceOwner',
      'aws:SourceAccount',
      'aws:UserId',
      's3:x-amz-server-side-encryption-aws-kms-key-id',
      's3:DataAccessPointAccount',
    ].map((key): [string, object, boolean] => [`a fixed ${key}`, { StringEquals: { [key]: 'one' } }, false]),
    ['one of two values open', { StringLike: { 'aws:PrincipalAccount': ['1111', '*'] } }, true],
    ['one of two values a variable', { StringLike: { 'aws:PrincipalAccount': ['1111', '${aws:x}'] } }, true],
    ['no value at all', { StringEquals: { 'aws:PrincipalAccount': [] } }, true],
    ['a number', { NumericEquals: { 'aws:PrincipalAccount': '111122223333' } }, true],
    [
      'text before an access point',
      { ArnLike: { 's3:DataAccessPointArn': 'x-arn:aws:s3:us-east-1:111122223333:accesspoint/*' } },
      true,
    ],
    [
      'access points of one account',
      { ArnLike: { 's3:DataAccessPointArn': 'arn:aws:s3:us-east-1:111122223333:accesspoint/*' } },
      false,
    ],
    [
      'a star where no access point is',
      { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:us-east-1:111122223333:accesspoint/*' } },
      true,
    ],
    ['an address range of no address', { StringEquals: { 'aws:SourceIp': 'all' } }, true],
  ])('%s: public %s', (_title, condition, expected) => {
    const document = policy({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*', Condition: condition },
      ],
    });
    expect(isPublicPolicy(document).public).toBe(expected);
  });

  test('one open entry among fixed principals is enough', () => {
    const of = (principal: unknown) =>
      isPublicPolicy(
        policy({ Version: '2012-10-17', Statement: [{ ...allow('s3:GetObject'), Principal: principal }] }),
      ).public;
    expect(of({ AWS: ACCOUNT, Service: '*' })).toBe(true);
    expect(of({ AWS: ACCOUNT, Federated: 'graph.facebook.com' })).toBe(true);
    expect(of({ AWS: ACCOUNT, Service: 'logs.amazonaws.com' })).toBe(false);
  });
});

describe('problems of a policy are said', () => {
  const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };
  const whole = (Statement: unknown): unknown => ({ Version: '2012-10-17', Statement });
  test.each<[string, unknown, path: string, words: RegExp]>([
    ['no JSON', '{"Version": ', '$', /^The policy is not valid JSON: .+/],
    ['no object', '"all"', '$', /JSON object with a Statement/],
    [
      'an unknown element',
      { ...(whole(statement) as object), Staement: [] },
      '$.Staement',
      /"Staement" is no element/,
    ],
    ['no statement', { Version: '2012-10-17' }, '$.Statement', /no Statement/],
    ['a statement that is text', whole('all'), '$.Statement', /JSON object/],
    [
      'an unknown word in a statement',
      whole({ ...statement, Resources: '*' }),
      '$.Statement.Resources',
      /"Resources" is no element/,
    ],
    ['a number as Sid', whole({ ...statement, Sid: 5 }), '$.Statement.Sid', /Sid is text/],
    [
      'an effect in small letters',
      whole({ ...statement, Effect: 'allow' }),
      '$.Statement.Effect',
      /spelt exactly so/,
    ],
    ['no action', whole({ Effect: 'Allow', Resource: '*' }), '$.Statement', /neither Action nor NotAction/],
    [
      'both actions',
      whole({ ...statement, NotAction: 's3:*' }),
      '$.Statement.NotAction',
      /Action and NotAction exclude each other/,
    ],
    [
      'a number as action',
      whole({ ...statement, Action: 5 }),
      '$.Statement.Action',
      /Action is text or a list of texts/,
    ],
    [
      'an action without its service',
      whole({ ...statement, Action: 'GetObject' }),
      '$.Statement.Action',
      /"GetObject" is not of the form/,
    ],
    [
      'an action with a blank before',
      whole({ ...statement, Action: 'my s3:Get' }),
      '$.Statement.Action',
      /not of the form/,
    ],
    [
      'an action with a blank after',
      whole({ ...statement, Action: 's3:Get Object' }),
      '$.Statement.Action',
      /not of the form/,
    ],
    [
      'a resource of three parts',
      whole({ ...statement, Resource: 'arn:aws:s3' }),
      '$.Statement.Resource',
      /has 3 of the six parts/,
    ],
    [
      'a variable for the region',
      whole({ ...statement, Resource: 'arn:aws:sns:${aws:x}:1:t' }),
      '$.Statement.Resource',
      /before its fifth colon/,
    ],
    [
      'a principal that is text',
      whole({ ...statement, Principal: ACCOUNT }),
      '$.Statement.Principal',
      /Principal is "\*" or an object/,
    ],
    [
      'a kind of principal that is none',
      whole({ ...statement, Principal: { Aws: ACCOUNT } }),
      '$.Statement.Principal.Aws',
      /"Aws" is no kind of principal/,
    ],
    [
      'a pattern as principal',
      whole({ ...statement, Principal: { AWS: `${ROLE}*` } }),
      '$.Statement.Principal.AWS',
      /wildcard inside/,
    ],
    [
      'a condition that is text',
      whole({ ...statement, Condition: 'x' }),
      '$.Statement.Condition',
      /object of operators/,
    ],
    [
      'an operator that holds text',
      whole({ ...statement, Condition: { Bool: 'x' } }),
      '$.Statement.Condition.Bool',
      /Bool holds an object/,
    ],
    [
      'a condition value that is null',
      whole({ ...statement, Condition: { Bool: { k: null } } }),
      '$.Statement.Condition.Bool.k',
      /text, a number or true\/false/,
    ],
    [
      'no number',
      whole({ ...statement, Condition: { NumericEquals: { k: 'x1' } } }),
      '$.Statement.Condition.NumericEquals.k',
      /"x1" is not a number/,
    ],
    [
      'no date',
      whole({ ...statement, Condition: { DateEquals: { k: 'soon' } } }),
      '$.Statement.Condition.DateEquals.k',
      /ISO 8601 date or epoch/,
    ],
    [
      'no address',
      whole({ ...statement, Condition: { IpAddress: { k: 'here' } } }),
      '$.Statement.Condition.IpAddress.k',
      /IP address or a CIDR range/,
    ],
    [
      'no truth',
      whole({ ...statement, Condition: { Bool: { k: 'yes' } } }),
      '$.Statement.Condition.Bool.k',
      /true or false/,
    ],
    [
      'more than a truth',
      whole({ ...statement, Condition: { Bool: { k: 'untrue' } } }),
      '$.Statement.Condition.Bool.k',
      /true or false/,
    ],
    [
      'less than a truth',
      whole({ ...statement, Condition: { Bool: { k: 'true?' } } }),
      '$.Statement.Condition.Bool.k',
      /true or false/,
    ],
    [
      'no truth under Null',
      whole({ ...statement, Condition: { Null: { k: 'truest' } } }),
      '$.Statement.Condition.Null.k',
      /true or false/,
    ],
    [
      'nor under Null',
      whole({ ...statement, Condition: { Null: { k: 'untrue' } } }),
      '$.Statement.Condition.Null.k',
      /true or false/,
    ],
    [
      'no base64',
      whole({ ...statement, Condition: { BinaryEquals: { k: '*' } } }),
      '$.Statement.Condition.BinaryEquals.k',
      /base64 text/,
    ],
    [
      'an operator spelt otherwise',
      whole({ ...statement, Condition: { 'ForAnyValue:stringlikeIfExists': { k: 'x' } } }),
      '$.Statement.Condition.ForAnyValue:stringlikeIfExists',
      /no condition operator; it is spelt StringLike\.$/,
    ],
    [
      'an operator that is none',
      whole({ ...statement, Condition: { StringMatches: { k: 'x' } } }),
      '$.Statement.Condition.StringMatches',
      /"StringMatches" is no condition operator\.$/,
    ],
  ])('%s', (_title, document, path, words) => {
    const parsed = parsePolicy(document);
    expect(parsed.ok).toBe(false);
    const problems = parsed.ok ? [] : parsed.problems;
    expect(problems.map((problem) => problem.path.replace(/^\$?\.?/, '$.').replace(/\.$/, ''))).toContain(
      path,
    );
    expect(problems.map(({ message }) => message).join('\n')).toMatch(new RegExp(words.source, 'm'));
  });
});

describe('words', () => {
  test('a policy that bears the name of its layer is not named twice', () => {
    const decision = decide({
      identity: [
        { name: 'identity policy', policy: policy({ Version: '2012-10-17', Statement: allow('s3:*') }) },
      ],
    });
    expect(explain(decision).summary).toBe(
      `${USER} calling s3:GetObject on arn:aws:s3:::data/key is allowed: statement 1 of the identity policy allows it.`,
    );
    expect(explain(decision).statements).toEqual(['statement 1 of the identity policy (Allow) applies.']);
  });

  test('the layer that withholds is named', () => {
    const identity = [named('p', allow('s3:*'))];
    const other = [named('l', allow('ec2:*'))];
    expect(explain(decide({ identity, boundary: other })).summary).toMatch(
      /the permissions boundary does not allow it\.$/,
    );
    expect(explain(decide({ identity, session: other })).summary).toMatch(
      /the session policy does not allow it\.$/,
    );
    expect(explain(decide({}, { who: 'anonymous' })).summary).toMatch(
      /^An anonymous caller .* no statement of a resource policy allows it\.$/,
    );
    expect(explain(decide({ identity: other })).nearest).toMatch(
      /^Closest: statement 1 of identity policy l \(Allow\) does not apply/,
    );
    expect(explain(decide({ identity }))).not.toHaveProperty('nearest');
  });

  test('the closest is an Allow of the layer that withheld, never a Deny or another layer’s', () => {
    const decision = decide({
      identity: [named('p', deny('s3:Get*', 'arn:aws:s3:::other/*'), allow('ec2:*'))],
      boundary: [named('b', allow('s3:GetObject', 'arn:aws:s3:::other/*'))],
    });
    expect(explain(decision).nearest).toMatch(/^Closest: statement 2 of identity policy p/);
  });

  test('a long list is cut after four, an empty value can be seen', () => {
    const five = ['a', 'b', 'c', 'd', 'e'];
    const words = (values: string[], context: RequestContext = {}): string =>
      explain(
        decide(
          {
            identity: [
              named('p', allow('s3:*', '*', { Condition: { StringEquals: { 's3:prefix': values } } })),
            ],
          },
          { context },
        ),
      ).nearest ?? '';
    expect(words(five)).toContain('wants a, b, c, d and 1 more; the request does not have that key');
    expect(words(five.slice(0, 4))).toContain('wants a or b or c or d;');
    expect(words([])).toContain('wants nothing;');
    expect(words(['a'], { 's3:prefix': '' })).toContain('the request has ""');
    expect(words(['a'], { 's3:prefix': 'z' })).toContain('the request has z');
  });

  test('a counter-example keeps what matters and says it', () => {
    const identity = [
      named(
        'p',
        allow('s3:GetObject', '*', {
          Condition: { StringEquals: { 's3:prefix': ['x', 'y'] }, Bool: { 'aws:SecureTransport': 'true' } },
        }),
      ),
    ];
    const request = {
      principal: principalFrom(USER),
      action: 's3:GetObject',
      resource: 'arn:aws:s3:::data/key',
      resourceAccount: ACCOUNT,
      context: {
        's3:prefix': ['x', 'z'],
        'aws:SecureTransport': 'true',
        'aws:username': 'alice',
        'aws:none': undefined,
      },
    };
    const found = counterExample(request, { identity }, 'deny');
    expect(found?.words).toBe(
      `${USER} calling s3:GetObject on arn:aws:s3:::data/key with s3:prefix [x, z], aws:SecureTransport true is allowed: statement 1 of identity policy p allows it.`,
    );
    const denied = counterExample(
      {
        ...request,
        resource: 'arn:aws:s3:::data/other',
        context: { 's3:prefix': 'q', 'aws:SecureTransport': 'false' },
      },
      { identity },
      'allow',
    );
    expect(denied?.words).toMatch(/Closest is statement 1 of identity policy p, but .+, and .+\.$/);
  });

  test('where anybody may, the counter-example is anybody, without what describes a caller', () => {
    const resource = [
      named('r', {
        ...allow('s3:GetObject', '*', { Condition: { StringEquals: { 's3:prefix': 'x' } } }),
        Principal: '*',
      }),
    ];
    const found = counterExample(
      {
        principal: principalFrom(USER),
        action: 's3:GetObject',
        resource: 'arn:aws:s3:::data/key',
        resourceAccount: ACCOUNT,
        context: { 's3:prefix': 'x', 'aws:username': 'alice', 'aws:PrincipalArn': USER },
      },
      { resource },
      'deny',
    );
    expect(found?.request.principal).toEqual({ type: 'anonymous' });
    expect(found?.request.context).toEqual({ 's3:prefix': 'x' });
  });
});

describe('context', () => {
  test('what a probe starts from depends on the caller', () => {
    const environment = { region: 'eu-west-1', now: '2026-11-26T10:00:00Z' };
    expect(defaultContext(principalFrom(SESSION), environment)).toEqual({
      'aws:RequestedRegion': 'eu-west-1',
      'aws:SecureTransport': 'true',
      'aws:CurrentTime': '2026-11-26T10:00:00Z',
      'aws:PrincipalAccount': ACCOUNT,
      'aws:PrincipalArn': ROLE,
    });
    expect(defaultContext(principalFrom('ec2.amazonaws.com'), environment)).not.toHaveProperty(
      'aws:PrincipalAccount',
    );
    expect(defaultContext(principalFrom('ec2.amazonaws.com'), environment)).not.toHaveProperty(
      'aws:PrincipalArn',
    );
  });
});
