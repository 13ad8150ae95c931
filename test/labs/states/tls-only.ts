import { BUCKET, call, policy, type AccountState, type Expected } from './state.ts';

type Json = Record<string, unknown>;

const says = (
  name: string,
  statements: readonly Json[],
  expected: Expected,
  more: Partial<AccountState> = {},
): AccountState => ({
  name: `tls-only: ${name}`,
  calls: [policy(statements)],
  expect: { 'tls-only': expected },
  ...more,
});
const ARN = 'arn:aws:s3:::{{bucket}}';
const BOTH = [ARN, `${ARN}/*`];
const HTTP = { Bool: { 'aws:SecureTransport': 'false' } };
const deny = (more: Json = {}): Json => ({
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: BOTH,
  Condition: HTTP,
  ...more,
});
const when = (Condition: Json): Json[] => [deny({ Condition })];
const without = (name: string): Json => {
  const { [name]: _left, ...rest } = deny();
  return rest;
};
const OWN = { AWS: 'arn:aws:iam::{{acct}}:root' };
const PEOPLE = { Effect: 'Allow', Principal: OWN, Action: 's3:GetObject', Resource: `${ARN}/*` };

export const tlsOnly: readonly AccountState[] = [
  // Ways to say "without TLS".
  says('Bool false as a JSON boolean', when({ Bool: { 'aws:SecureTransport': false } }), 'pass'),
  says('Bool False', when({ Bool: { 'aws:SecureTransport': 'False' } }), 'pass'),
  says('key in small letters', when({ Bool: { 'aws:securetransport': 'false' } }), 'pass'),
  says('BoolIfExists', when({ BoolIfExists: { 'aws:SecureTransport': 'false' } }), 'pass'),
  says('StringEquals false', when({ StringEquals: { 'aws:SecureTransport': 'false' } }), 'pass'),
  says(
    'StringEquals False, which differs',
    when({ StringEquals: { 'aws:SecureTransport': 'False' } }),
    'fail/http-allowed',
  ),
  says(
    'StringEqualsIgnoreCase FALSE',
    when({ StringEqualsIgnoreCase: { 'aws:SecureTransport': 'FALSE' } }),
    'pass',
  ),
  says('StringNotEquals true', when({ StringNotEquals: { 'aws:SecureTransport': 'true' } }), 'pass'),
  says('StringLike f*', when({ StringLike: { 'aws:SecureTransport': 'f*' } }), 'pass'),
  says('ForAnyValue:Bool', when({ 'ForAnyValue:Bool': { 'aws:SecureTransport': 'false' } }), 'pass'),
  says('ForAllValues:Bool', when({ 'ForAllValues:Bool': { 'aws:SecureTransport': 'false' } }), 'pass'),
  says('Bool true', when({ Bool: { 'aws:SecureTransport': 'true' } }), 'fail/http-allowed'),
  says(
    'Bool true or false',
    when({ Bool: { 'aws:SecureTransport': ['true', 'false'] } }),
    'fail/https-blocked',
  ),
  says(
    'Null false: the key is always there',
    when({ Null: { 'aws:SecureTransport': 'false' } }),
    'fail/https-blocked',
  ),
  says(
    'Null true: the key is never missing',
    when({ Null: { 'aws:SecureTransport': 'true' } }),
    'fail/http-allowed',
  ),
  says('an old TLS version only', when({ NumericLessThan: { 's3:TlsVersion': '1.2' } }), 'fail/http-allowed'),
  says(
    'TLS, and a TLS version',
    [deny(), deny({ Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } } })],
    'pass',
  ),
  says(
    'no TLS and from one address',
    when({ ...HTTP, IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }),
    'fail/http-allowed',
  ),
  says(
    'no TLS and from elsewhere',
    when({ ...HTTP, NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }),
    'pass',
  ),
  says(
    'no TLS, since last year',
    when({ ...HTTP, DateGreaterThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } }),
    'pass',
  ),
  says(
    'no TLS, until last year',
    when({ ...HTTP, DateLessThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } }),
    'fail/http-allowed',
  ),
  says(
    'no TLS in this Region',
    when({ ...HTTP, StringEquals: { 'aws:RequestedRegion': '{{region}}' } }),
    'pass',
  ),
  says('the older policy language', [deny()], 'pass', { calls: [policy([deny()], BUCKET, '2008-10-17')] }),
  // Who.
  says('Principal {AWS: *}', [deny({ Principal: { AWS: '*' } })], 'pass'),
  says('own account only', [deny({ Principal: OWN })], 'fail/http-allowed'),
  says('own account by number, and everyone', [deny({ Principal: { AWS: ['{{acct}}', '*'] } })], 'pass'),
  says('a service only', [deny({ Principal: { Service: 'logging.s3.amazonaws.com' } })], 'fail/http-allowed'),
  says(
    'everyone but another account',
    [{ ...without('Principal'), NotPrincipal: { AWS: 'arn:aws:iam::999988887777:root' } }],
    'pass',
  ),
  says('everyone but the own account', [{ ...without('Principal'), NotPrincipal: OWN }], 'fail/http-allowed'),
  says(
    'everyone but a named administrator',
    when({ ...HTTP, ArnNotEquals: { 'aws:PrincipalArn': 'arn:aws:iam::{{acct}}:role/administrator' } }),
    'pass',
    {
      because: 'the probes are any principal of the account, not this one',
    },
  ),
  says(
    'everyone but roles',
    when({ ...HTTP, ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::{{acct}}:role/*' } }),
    'fail/http-allowed',
  ),
  says(
    'everyone but the root user',
    when({ ...HTTP, ArnNotEquals: { 'aws:PrincipalArn': 'arn:aws:iam::{{acct}}:root' } }),
    'fail/http-allowed',
    {
      because: 'the root user is a principal of the account, too',
    },
  ),
  says(
    'strangers only',
    when({ ...HTTP, StringNotEquals: { 'aws:PrincipalAccount': '{{acct}}' } }),
    'fail/http-allowed',
  ),
  // What.
  says('every action there is', [deny({ Action: '*' })], 'pass'),
  says('actions with wildcards', [deny({ Action: ['s3:*Object', 's3:List*', 's3:GetBucket*'] })], 'pass'),
  says(
    'actions in any case',
    [
      deny({
        Action: ['S3:getobject', 's3:PUTOBJECT', 's3:deleteObject', 's3:listbucket', 's3:getbucketlocation'],
      }),
    ],
    'pass',
  ),
  says(
    'everything but one harmless action',
    [{ ...without('Action'), NotAction: 's3:GetBucketTagging' }],
    'pass',
  ),
  says('everything but reading', [{ ...without('Action'), NotAction: 's3:GetObject' }], 'fail/http-allowed'),
  says('everything but listing', [{ ...without('Action'), NotAction: 's3:ListBucket' }], 'fail/http-allowed'),
  says('reading only', [deny({ Action: 's3:GetObject' })], 'fail/http-allowed'),
  says(
    'no deleting',
    [deny({ Action: ['s3:GetObject', 's3:PutObject', 's3:ListBucket', 's3:GetBucketLocation'] })],
    'fail/http-allowed',
  ),
  says(
    'objects and listing, location forgotten',
    [deny({ Action: ['s3:*Object', 's3:ListBucket'] })],
    'fail/http-allowed',
  ),
  // Where.
  says('every resource', [deny({ Resource: '*' })], 'pass'),
  says('one pattern for both', [deny({ Resource: `${ARN}*` })], 'pass'),
  says('all buckets', [deny({ Resource: ['arn:aws:s3:::*'] })], 'pass'),
  says('objects only', [deny({ Resource: `${ARN}/*` })], 'fail/bucket-not-covered'),
  says('the bucket only', [deny({ Resource: ARN })], 'fail/objects-not-covered'),
  says(
    'the bucket and its models',
    [deny({ Resource: [ARN, `${ARN}/models/*`] })],
    'fail/objects-not-covered',
  ),
  says(
    'everything but a public folder',
    [{ ...without('Resource'), NotResource: `${ARN}/public/*` }],
    'pass',
  ),
  says(
    'everything but objects',
    [{ ...without('Resource'), NotResource: `${ARN}/*` }],
    'fail/objects-not-covered',
  ),
  says(
    'one statement for objects, one for the bucket',
    [
      deny({ Resource: `${ARN}/*`, Action: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'] }),
      deny({ Resource: ARN, Action: ['s3:ListBucket', 's3:GetBucketLocation'] }),
    ],
    'pass',
  ),
  says(
    'five statements',
    ['GetObject', 'PutObject', 'DeleteObject']
      .map((name) => deny({ Action: `s3:${name}`, Resource: `${ARN}/*` }))
      .concat(
        ['ListBucket', 'GetBucketLocation'].map((name) => deny({ Action: `s3:${name}`, Resource: ARN })),
      ),
    'pass',
  ),
  // Effect, and denials of another kind.
  says(
    'an Allow with TLS, no Deny',
    [{ ...PEOPLE, Condition: { Bool: { 'aws:SecureTransport': 'true' } } }],
    'fail/http-allowed',
  ),
  says('the Deny beside an Allow', [PEOPLE, deny()], 'pass'),
  says('a Deny without a condition', [without('Condition')], 'fail/https-blocked'),
  says(
    'a Deny of unencrypted uploads',
    [
      deny(),
      deny({
        Action: 's3:PutObject',
        Resource: `${ARN}/*`,
        Condition: { StringNotEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' } },
      }),
    ],
    'fail/https-blocked',
    {
      because:
        'a probe carries the default context only, so the header is absent and a negated operator holds',
    },
  ),
  says(
    'a Deny of uploads with another encryption',
    [
      deny(),
      deny({
        Action: 's3:PutObject',
        Resource: `${ARN}/*`,
        Condition: { StringEquals: { 's3:x-amz-server-side-encryption': 'AES256' } },
      }),
    ],
    'pass',
  ),
  says(
    'a Deny of deleting the bucket',
    [deny(), { ...without('Condition'), Action: 's3:DeleteBucket', Resource: ARN }],
    'pass',
  ),
  says(
    'gaps on both sides',
    [deny({ Action: 's3:GetObject' }), { ...without('Condition'), Action: 's3:PutObject' }],
    'fail/http-allowed',
  ),
  says(
    'objects denied always, bucket never',
    [{ ...without('Condition'), Resource: `${ARN}/*` }],
    'fail/bucket-not-covered',
  ),
  says('no policy', [], 'fail/no-policy', { calls: [call('s3:DeleteBucketPolicy', { Bucket: BUCKET })] }),
  says('policy unknown', [deny()], 'blocked/timeout', { broken: { 's3:GetBucketPolicy': 'error' } }),
];
