/** Bucket policies that S3 refuses, and such as it takes. */
import { describe, expect, it } from 'vitest';
import { checkPolicy } from '../../../server/sandbox/overlay/s3/policy-document.ts';
import { AwsError } from '../../../server/sandbox/types.ts';

const base = {
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::bm-data/*',
};

function faultOf(document: string): string {
  try {
    checkPolicy(document, 'bm-data');
    return 'accepted';
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return `${error.code}: ${error.message}`;
  }
}

function withStatement(change: object): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ ...base, ...change }] });
}

describe('accepted', () => {
  it.each<[string, object]>([
    ['a plain statement', {}],
    ['both ARNs and s3:*', { Action: 's3:*', Resource: ['arn:aws:s3:::bm-data', 'arn:aws:s3:::bm-data/*'] }],
    ['a pattern over the bucket name', { Resource: 'arn:aws:s3:::bm-*/*' }],
    ['an account', { Effect: 'Allow', Principal: { AWS: '123456789012' } }],
    ['a service', { Principal: { Service: 'cloudtrail.amazonaws.com' } }],
    [
      'NotPrincipal and NotAction',
      {
        Principal: undefined,
        NotPrincipal: { AWS: 'arn:aws:iam::123456789012:root' },
        Action: undefined,
        NotAction: ['s3:GetObject'],
      },
    ],
    [
      'conditions, if-exists and set operators',
      {
        Condition: {
          Bool: { 'aws:SecureTransport': 'false' },
          'ForAnyValue:StringLikeIfExists': { 'aws:PrincipalTag/team': ['a*'] },
        },
      },
    ],
    ['bucket and object actions side by side', { Action: ['s3:GetObject', 's3:ListBucket'] }],
  ])('%s', (_name, change) => {
    expect(faultOf(withStatement(change))).toBe('accepted');
  });

  it('one statement without a list', () => {
    expect(faultOf(JSON.stringify({ Version: '2012-10-17', Statement: base }))).toBe('accepted');
  });
});

describe('MalformedPolicy', () => {
  it.each<[string, object, RegExp]>([
    ['no principal', { Principal: undefined }, /Missing required field Principal/],
    ['no action', { Action: undefined }, /Missing required field Action/],
    ['no resource', { Resource: undefined }, /Missing required field Resource/],
    ['no effect', { Effect: undefined }, /Missing required field Effect/],
    ['effect in lower case', { Effect: 'deny' }, /Invalid effect: deny/],
    ['an unknown field', { Resources: [] }, /Unknown field Resources/],
    ['a principal of text', { Principal: 'me' }, /Invalid policy syntax/],
    ['an unknown kind of principal', { Principal: { Robot: 'me' } }, /Invalid principal in policy/],
    [
      'a pattern of principals',
      { Principal: { AWS: 'arn:aws:iam::123456789012:user/*' } },
      /Invalid principal in policy/,
    ],
    ["another service's action", { Action: 'ec2:RunInstances' }, /Policy has invalid action/],
    ['an action of numbers', { Action: [1] }, /Policy has invalid action/],
    ['no actions at all', { Action: [] }, /Policy has invalid action/],
    ["another bucket's resource", { Resource: 'arn:aws:s3:::other/*' }, /Policy has invalid resource/],
    ['a name for an ARN', { Resource: 'bm-data/*' }, /Policy has invalid resource/],
    [
      'an object action on the bucket',
      { Resource: 'arn:aws:s3:::bm-data' },
      /Action does not apply to any resource/,
    ],
    ['a bucket action on objects', { Action: 's3:ListBucket' }, /Action does not apply to any resource/],
    [
      'an unknown operator',
      { Condition: { Boolean: { 'aws:SecureTransport': 'false' } } },
      /Invalid Condition type : Boolean/,
    ],
  ])('%s', (_name, change, fault) => {
    expect(faultOf(withStatement(change))).toMatch(fault);
    expect(faultOf(withStatement(change))).toMatch(/^MalformedPolicy: /);
  });

  it.each<[string, RegExp]>([
    ['', /first byte must be '\{'/],
    ['[]', /first byte must be '\{'/],
    ['{"Statement": [}', /first byte must be '\{'/],
    ['{"Version": "2012-10-17"}', /Missing required field Statement/],
    ['{"Version": "2012-10-17", "Statement": []}', /Statement is empty/],
    ['{"Version": "2012-10-17", "Statement": ["x"]}', /Could not parse/],
    [`{"Version": "2020-01-01", "Statement": ${JSON.stringify(base)}}`, /2020-01-01/],
    [`{"Statment": 1, "Statement": ${JSON.stringify(base)}}`, /Unknown field Statment/],
  ])('%s', (document, fault) => {
    expect(faultOf(document)).toMatch(fault);
  });

  it('one Sid twice', () => {
    const document = JSON.stringify({
      Statement: [
        { ...base, Sid: 'A' },
        { ...base, Sid: 'A' },
      ],
    });
    expect(faultOf(document)).toMatch(/SID.*unique/);
  });
});

it('is too large beyond 20 KB', () => {
  const sids = Array.from({ length: 200 }, (_, index) => ({ ...base, Sid: `Statement${index}` }));
  expect(faultOf(JSON.stringify({ Version: '2012-10-17', Statement: sids }))).toMatch(/^PolicyTooLarge: /);
});
