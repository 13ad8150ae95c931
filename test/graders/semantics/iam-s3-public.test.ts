/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html, "The meaning of public". */
import { describe, expect, test } from 'vitest';
import {
  anonymousGetObject,
  anonymousListBucket,
  type BucketExposure,
  isPublicAcl,
  isPublicPolicy,
} from '../../../graders/semantics/iam/index.ts';
import { ACCOUNT, policy } from './iam-kit.ts';

const put = { Resource: '*', Action: 's3:PutObject', Effect: 'Allow' };
const bucketPolicy = (...Statement: object[]) => policy({ Version: '2012-10-17', Statement });
const everyone = { ...put, Principal: '*' };
const when = (Condition: object) => ({ ...everyone, Condition });

describe('a public bucket policy', () => {
  test.each<[string, object[], boolean]>([
    // The page's four examples.
    ['a web identity provider', [{ ...put, Principal: { Federated: 'graph.facebook.com' } }], true],
    ['everyone', [everyone], true],
    ['everyone from some VPC', [when({ StringLike: { 'aws:SourceVpc': 'vpc-*' } })], true],
    ['everyone from one VPC', [when({ StringEquals: { 'aws:SourceVpc': 'vpc-91237329' } })], false],
    // The page's worked example: one public statement makes the policy public.
    [
      'CloudTrail, an account',
      [
        { ...put, Principal: { Service: 'cloudtrail.amazonaws.com' } },
        { ...put, Principal: { AWS: ACCOUNT } },
      ],
      false,
    ],
    [
      'CloudTrail, an account and everyone',
      [
        { ...put, Principal: { Service: 'cloudtrail.amazonaws.com' } },
        { ...put, Principal: { AWS: ACCOUNT } },
        everyone,
      ],
      true,
    ],
    // Address ranges.
    ['0.0.0.0/1', [when({ IpAddress: { 'aws:SourceIp': '0.0.0.0/1' } })], true],
    ['a /8', [when({ IpAddress: { 'aws:SourceIp': '54.0.0.0/8' } })], false],
    ['a /7', [when({ IpAddress: { 'aws:SourceIp': '54.0.0.0/7' } })], true],
    [
      'one wide range among narrow ones',
      [when({ IpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '0.0.0.0/1'] } })],
      true,
    ],
    ['a private range', [when({ IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } })], false],
    ['IPv6 /31', [when({ IpAddress: { 'aws:SourceIp': '2001:db8::/31' } })], true],
    ['IPv6 /32', [when({ IpAddress: { 'aws:SourceIp': '2001:db8::/32' } })], false],
    ['all but a range', [when({ NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } })], true],
    ['an address as text', [when({ StringEquals: { 'aws:SourceIp': '203.0.113.7' } })], true],
    // Fixed values under the other keys.
    ['an organisation', [when({ StringEquals: { 'aws:PrincipalOrgID': 'o-abc' } })], false],
    ['any organisation', [when({ StringLike: { 'aws:PrincipalOrgID': 'o-*' } })], true],
    [
      'a star that is literal under StringEquals',
      [when({ StringEquals: { 'aws:PrincipalOrgID': 'o-*' } })],
      false,
    ],
    ['a variable', [when({ StringEquals: { 'aws:PrincipalOrgID': '${aws:ResourceOrgID}' } })], true],
    ['a source ARN', [when({ ArnLike: { 'aws:SourceArn': 'arn:aws:sns:us-east-1:111122223333:t' } })], false],
    [
      'a source ARN with a wildcard',
      [when({ ArnLike: { 'aws:SourceArn': 'arn:aws:sns:us-east-1:111122223333:*' } })],
      true,
    ],
    [
      'any access point of one account',
      [when({ StringLike: { 's3:DataAccessPointArn': 'arn:aws:s3:us-west-2:123456789012:accesspoint/*' } })],
      false,
    ],
    [
      'any access point',
      [when({ StringLike: { 's3:DataAccessPointArn': 'arn:aws:s3:us-west-2:*:accesspoint/*' } })],
      true,
    ],
    ['a key that fixes nobody', [when({ StringEquals: { 'aws:Referer': 'example.com' } })], true],
    ['TLS only', [when({ Bool: { 'aws:SecureTransport': 'true' } })], true],
    ['an absent key passes', [when({ StringEqualsIfExists: { 'aws:SourceVpc': 'vpc-1' } })], true],
    ['an empty set passes', [when({ 'ForAllValues:StringEquals': { 'aws:SourceVpc': 'vpc-1' } })], true],
    ['a negation', [when({ StringNotEquals: { 'aws:SourceVpc': 'vpc-1' } })], true],
    [
      'one fixing key beside another',
      [when({ StringEquals: { 'aws:Referer': 'x', 'aws:SourceVpce': 'vpce-1' } })],
      false,
    ],
    ['everyone except one', [{ ...put, NotPrincipal: { AWS: ACCOUNT } }], true],
    ['only a Deny', [{ ...everyone, Effect: 'Deny' }], false],
  ])('%s: public %s', (_what, statements, isPublic) => {
    expect(isPublicPolicy(bucketPolicy(...statements)).public).toBe(isPublic);
  });

  test('the statement that makes it public is named', () => {
    const found = isPublicPolicy(
      bucketPolicy({ ...put, Principal: { AWS: ACCOUNT } }, { ...everyone, Sid: 'Open' }),
    );
    expect(found.statement).toMatchObject({ index: 1, sid: 'Open' });
  });
});

describe('an unsigned request', () => {
  const open = bucketPolicy({
    Effect: 'Allow',
    Principal: '*',
    Action: 's3:GetObject',
    Resource: 'arn:aws:s3:::attic/models/*',
  });
  const all = [
    { granteeUri: 'http://acs.amazonaws.com/groups/global/AllUsers', permission: 'READ' as const },
  ];
  const signed = [
    { granteeUri: 'http://acs.amazonaws.com/groups/global/AuthenticatedUsers', permission: 'READ' as const },
  ];
  const get = (exposure: Omit<BucketExposure, 'bucket'>, key = 'models/x', context = {}) =>
    anonymousGetObject({ bucket: 'attic', ...exposure }, key, { 'aws:SecureTransport': true, ...context });

  test('nothing set: denied', () => {
    expect(get({})).toEqual({ allowed: false });
  });
  test('the policy opens exactly its prefix', () => {
    expect(get({ policy: open })).toMatchObject({ allowed: true, via: 'policy' });
    expect(get({ policy: open }, 'notes.txt').allowed).toBe(false);
  });
  test('RestrictPublicBuckets closes a public policy, BlockPublicPolicy alone does not', () => {
    expect(get({ policy: open, publicAccessBlock: { RestrictPublicBuckets: true } })).toMatchObject({
      allowed: false,
      stoppedBy: 'RestrictPublicBuckets',
    });
    expect(
      get({
        policy: open,
        publicAccessBlock: { BlockPublicPolicy: true, BlockPublicAcls: true, IgnorePublicAcls: true },
      }).allowed,
    ).toBe(true);
  });
  test('RestrictPublicBuckets leaves a policy that AWS does not call public', () => {
    const fromOffice = bucketPolicy({
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::attic/*',
      Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
    });
    const exposure = { policy: fromOffice, publicAccessBlock: { RestrictPublicBuckets: true } };
    expect(get(exposure, 'models/x', { 'aws:SourceIp': '203.0.113.9' }).allowed).toBe(true);
    expect(get(exposure, 'models/x', { 'aws:SourceIp': '198.51.100.9' }).allowed).toBe(false);
    expect(get(exposure).allowed).toBe(false);
  });
  test('a Deny beats policy and ACL', () => {
    const shut = bucketPolicy(
      { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: 'arn:aws:s3:::attic/*' },
      { ...everyone, Action: 's3:GetObject' },
    );
    expect(get({ policy: shut, objectAcl: all })).toMatchObject({ allowed: false, stoppedBy: 'policy-deny' });
  });
  test('an object ACL opens, unless ACLs are off or ignored', () => {
    expect(get({ objectAcl: all })).toMatchObject({ allowed: true, via: 'acl' });
    expect(get({ objectAcl: all, objectOwnership: 'BucketOwnerEnforced' })).toMatchObject({
      allowed: false,
      stoppedBy: 'BucketOwnerEnforced',
    });
    expect(get({ objectAcl: all, publicAccessBlock: { IgnorePublicAcls: true } })).toMatchObject({
      allowed: false,
      stoppedBy: 'IgnorePublicAcls',
    });
    expect(
      get({ objectAcl: all, objectOwnership: 'ObjectWriter', publicAccessBlock: { BlockPublicAcls: true } })
        .allowed,
    ).toBe(true);
    expect(get({ objectAcl: [{ granteeUri: all[0]?.granteeUri, permission: 'WRITE_ACP' }] }).allowed).toBe(
      false,
    );
    expect(get({ objectAcl: [{ granteeUri: all[0]?.granteeUri, permission: 'FULL_CONTROL' }] }).allowed).toBe(
      true,
    );
  });
  test('AuthenticatedUsers is public, but not anonymous', () => {
    expect(get({ objectAcl: signed }).allowed).toBe(false);
    expect([isPublicAcl(signed), isPublicAcl(all), isPublicAcl([{ permission: 'READ' }])]).toEqual([
      true,
      true,
      false,
    ]);
  });
  test('a bucket ACL lists, it does not read objects', () => {
    expect(get({ bucketAcl: all }).allowed).toBe(false);
    expect(anonymousListBucket({ bucket: 'attic', bucketAcl: all }, {}).allowed).toBe(true);
    expect(anonymousListBucket({ bucket: 'attic', objectAcl: all }, {}).allowed).toBe(false);
  });
});
