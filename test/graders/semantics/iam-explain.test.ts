/** Words of a decision, and smallest counter-examples. */
import { describe, expect, test } from 'vitest';
import {
  counterExample,
  explain,
  principalFrom,
  type AccessRequest,
} from '../../../graders/semantics/iam/index.ts';
import { ACCOUNT, allow, decide, deny, named, OTHER, STRANGER, USER } from './iam-kit.ts';

describe('explain', () => {
  test('a Deny names its statement', () => {
    const decision = decide({
      identity: [named('trainer', allow('*'), deny('s3:Get*', '*', { Sid: 'NoReading' }))],
    });
    expect(explain(decision).summary).toBe(
      `${USER} calling s3:GetObject on arn:aws:s3:::data/key is denied: statement "NoReading" of identity policy trainer denies it.`,
    );
    expect(explain(decision).nearest).toBeUndefined();
  });

  test('every other statement says why it does not apply', () => {
    const decision = decide(
      {
        identity: [
          named(
            'p',
            allow('s3:Put*'),
            allow('s3:Get*', 'arn:aws:s3:::other/*'),
            allow('s3:Get*', '*', {
              Condition: { StringEquals: { 'aws:PrincipalTag/team': ['red', 'blue'] } },
            }),
            allow('s3:Get*', '*', { Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } } }),
            { Effect: 'Allow', NotAction: 's3:*', NotResource: 'arn:aws:s3:::data/*' },
          ),
        ],
      },
      { context: { 'aws:SourceIp': '198.51.100.1' } },
    );
    const { summary, statements, nearest } = explain(decision);
    expect(summary).toMatch(/is denied: no statement of an identity policy allows it\.$/);
    expect(statements).toEqual([
      'statement 1 of identity policy p (Allow) does not apply: Action s3:Put* does not cover s3:GetObject.',
      'statement 2 of identity policy p (Allow) does not apply: Resource arn:aws:s3:::other/* does not cover arn:aws:s3:::data/key.',
      'statement 3 of identity policy p (Allow) does not apply: StringEquals aws:PrincipalTag/team wants red or blue; the request does not have that key.',
      'statement 4 of identity policy p (Allow) does not apply: IpAddress aws:SourceIp wants 203.0.113.0/24; the request has 198.51.100.1.',
      'statement 5 of identity policy p (Allow) does not apply: NotAction s3:* leaves out s3:GetObject, and NotResource arn:aws:s3:::data/* leaves out arn:aws:s3:::data/key.',
    ]);
    expect(nearest).toMatch(/^Closest: statement 3 /);
  });

  test('the withholding layer is named', () => {
    const identity = [named('p', allow('*'))];
    const boundary = [named('limit', allow('sqs:*'))];
    expect(explain(decide({ identity, boundary })).summary).toMatch(
      /the permissions boundary does not allow it\.$/,
    );
    expect(explain(decide({ identity, boundary })).nearest).toMatch(
      /statement 1 of permissions boundary limit/,
    );
    expect(explain(decide({ identity }, { who: STRANGER })).summary).toMatch(
      /no statement of a resource policy allows it, and access across accounts needs both sides\.$/,
    );
    expect(explain(decide({}, { who: `arn:aws:iam::${ACCOUNT}:root` })).summary).toMatch(
      /is allowed: the root user of the account has full access to it\.$/,
    );
  });

  test('principal mismatches and anonymous callers', () => {
    const resource = [
      named(
        'bucket policy',
        { ...allow('*'), Principal: { AWS: OTHER } },
        { ...allow('*'), NotPrincipal: '*' },
        allow('*'),
      ),
    ];
    const { summary, statements } = explain(decide({ resource }, { who: 'anonymous' }));
    expect(summary).toMatch(/^An anonymous caller calling s3:GetObject/);
    expect(statements[0]).toContain(`Principal ${OTHER} does not mean anonymous`);
    expect(statements[1]).toContain('NotPrincipal * leaves out anonymous');
    expect(statements[2]).toContain('it names no Principal');
  });

  test('long lists are cut', () => {
    const decision = decide({ identity: [named('p', allow(['a:1', 'a:2', 'a:3', 'a:4', 'a:5', 'a:6']))] });
    expect(explain(decision).statements[0]).toContain('Action a:1, a:2, a:3, a:4 and 2 more does not cover');
  });
});

describe('counterExample', () => {
  const request: AccessRequest = {
    principal: principalFrom(USER),
    action: 's3:GetObject',
    resource: 'arn:aws:s3:::data/hr',
    resourceAccount: ACCOUNT,
    context: { 'aws:RequestedRegion': 'us-east-1', 'aws:SecureTransport': true, 'aws:PrincipalArn': USER },
  };

  test('none when the answer is the wanted one', () => {
    expect(counterExample(request, {}, 'deny')).toBeUndefined();
    expect(counterExample(request, { identity: [named('p', allow('*'))] }, 'allow')).toBeUndefined();
  });

  test('keys that do not matter are dropped, keys that matter stay', () => {
    const tls = { Condition: { Bool: { 'aws:SecureTransport': 'true' } } };
    const found = counterExample(
      request,
      { identity: [named('p', allow('s3:*', '*', { Sid: 'Wide', ...tls }))] },
      'deny',
    );
    expect(found?.request.context).toEqual({ 'aws:SecureTransport': true });
    expect(found?.words).toBe(
      `${USER} calling s3:GetObject on arn:aws:s3:::data/hr with aws:SecureTransport true is allowed: statement "Wide" of identity policy p allows it.`,
    );
  });

  test('anyone will do when the resource policy is open', () => {
    const resource = [named('bucket policy', { ...allow('s3:GetObject'), Principal: '*', Sid: 'Open' })];
    const found = counterExample(request, { resource }, 'deny');
    expect(found?.request.principal).toEqual({ type: 'anonymous' });
    expect(found?.words).toContain('An anonymous caller calling s3:GetObject');
  });

  test('a wanted request that is denied names the closest statement and its gap', () => {
    const identity = [
      named(
        'p',
        allow('s3:ListBucket', '*'),
        allow('s3:GetObject', 'arn:aws:s3:::data/pub*', { Sid: 'Read' }),
      ),
    ];
    expect(counterExample(request, { identity }, 'allow')?.words).toBe(
      `${USER} calling s3:GetObject on arn:aws:s3:::data/hr is denied: no statement of an identity policy allows it. ` +
        'Closest is statement "Read" of identity policy p, but Resource arn:aws:s3:::data/pub* does not cover arn:aws:s3:::data/hr.',
    );
  });

  test('an explicit deny stays an explicit deny while shrinking', () => {
    const identity = [
      named(
        'p',
        allow('*'),
        deny('*', '*', { Condition: { StringNotEquals: { 'aws:RequestedRegion': 'eu-west-1' } } }),
      ),
    ];
    const found = counterExample(request, { identity }, 'allow');
    expect(found?.decision.effect).toBe('explicit-deny');
    expect(found?.request.context).toEqual({});
  });
});
