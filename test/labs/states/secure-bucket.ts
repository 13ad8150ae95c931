import { BUCKET, call, encryption, flags, policy, type AccountState, type Expected } from './state.ts';

const state = (
  name: string,
  calls: AccountState['calls'],
  expected: Expected,
  more: Partial<AccountState> = {},
): AccountState => ({
  name: `secure-bucket: ${name}`,
  ...(calls === undefined ? {} : { calls }),
  expect: { 'secure-bucket': expected },
  ...more,
});
const kms = (
  KMSMasterKeyID: string,
  SSEAlgorithm = 'aws:kms',
  BucketKeyEnabled: boolean | 'not said' = true,
) =>
  encryption(
    { SSEAlgorithm, KMSMasterKeyID },
    BucketKeyEnabled === 'not said' ? undefined : BucketKeyEnabled,
  );
const THE_KEY = call('kms:DescribeKey', { KeyId: '{{key_alias}}' }, 'theKey');
const OTHER_KEY = call('kms:CreateKey', { Description: 'another key' }, 'other');
const ownership = (ObjectOwnership: string) =>
  call('s3:PutBucketOwnershipControls', {
    Bucket: BUCKET,
    OwnershipControls: { Rules: [{ ObjectOwnership }] },
  });
const ID = '{{theKey.KeyMetadata.KeyId}}';
const DEPENDENTS = ['tls-only', 'tiering', 'version-hygiene', 'dataset-sync', 'presigned-link'] as const;
const skipped = Object.fromEntries(DEPENDENTS.map((id) => [id, 'skipped' as const]));

export const secureBucket: readonly AccountState[] = [
  // The same key by every name.
  state('key by id', [THE_KEY, kms(ID)], 'pass'),
  state('key by alias', [kms('{{key_alias}}')], 'pass'),
  state('key by the ARN of its alias', [kms('arn:aws:kms:{{region}}:{{acct}}:{{key_alias}}')], 'pass'),
  state('double encryption', [THE_KEY, kms('{{theKey.KeyMetadata.Arn}}', 'aws:kms:dsse')], 'pass'),
  state(
    'key by a second alias',
    [THE_KEY, call('kms:CreateAlias', { AliasName: 'alias/second', TargetKeyId: ID }), kms('alias/second')],
    'pass',
  ),
  // Other keys.
  state('SSE-S3', [encryption({ SSEAlgorithm: 'AES256' }, true)], 'fail/not-kms'),
  state('the key of Amazon S3', [encryption({ SSEAlgorithm: 'aws:kms' }, true)], 'fail/not-kms'),
  state('the key of Amazon S3 by its alias', [kms('alias/aws/s3')], 'fail/not-kms'),
  state('another key of the account', [OTHER_KEY, kms('{{other.KeyMetadata.Arn}}')], 'fail/not-kms'),
  state('a key that does not exist', [kms('1f2e3d4c-0000-4000-8000-00000000abcd')], 'fail/not-kms'),
  state('an alias that does not exist', [kms('alias/nobody')], 'fail/not-kms'),
  state(
    'the id of the key under another account',
    [THE_KEY, kms(`arn:aws:kms:{{region}}:999988887777:key/${ID}`)],
    'fail/not-kms',
  ),
  state(
    'the id of the key in another Region',
    [THE_KEY, kms(`arn:aws:kms:eu-west-1:{{acct}}:key/${ID}`)],
    'fail/not-kms',
  ),
  state(
    'the alias of another account',
    [kms('arn:aws:kms:{{region}}:999988887777:{{key_alias}}')],
    'fail/not-kms',
  ),
  state(
    'default encryption deleted',
    [call('s3:DeleteBucketEncryption', { Bucket: BUCKET })],
    'fail/not-kms',
  ),
  state(
    'the alias has moved on to another key',
    [
      THE_KEY,
      OTHER_KEY,
      call('kms:UpdateAlias', { AliasName: '{{key_alias}}', TargetKeyId: '{{other.KeyMetadata.KeyId}}' }),
    ],
    'fail/not-kms',
    { alone: true },
  ),
  state(
    'the alias has moved on, and the bucket with it',
    [
      OTHER_KEY,
      call('kms:UpdateAlias', { AliasName: '{{key_alias}}', TargetKeyId: '{{other.KeyMetadata.KeyId}}' }),
      kms('{{key_alias}}'),
    ],
    'pass',
    { alone: true },
  ),
  state('the alias is gone', [call('kms:DeleteAlias', { AliasName: '{{key_alias}}' })], 'fail/not-kms', {
    alone: true,
  }),
  // State of the key, and the Bucket Key.
  state('key disabled', [THE_KEY, call('kms:DisableKey', { KeyId: ID })], 'fail/key-unusable', {
    undo: [THE_KEY, call('kms:EnableKey', { KeyId: ID })],
  }),
  state(
    'key waits for its deletion',
    [THE_KEY, call('kms:ScheduleKeyDeletion', { KeyId: ID, PendingWindowInDays: 7 })],
    'fail/key-unusable',
    {
      undo: [THE_KEY, call('kms:CancelKeyDeletion', { KeyId: ID }), call('kms:EnableKey', { KeyId: ID })],
    },
  ),
  state(
    'another key, and that disabled',
    [
      OTHER_KEY,
      call('kms:DisableKey', { KeyId: '{{other.KeyMetadata.KeyId}}' }),
      kms('{{other.KeyMetadata.Arn}}'),
    ],
    'fail/not-kms',
  ),
  state('bucket key off', [THE_KEY, kms(ID, 'aws:kms', false)], 'fail/no-bucket-key'),
  state('bucket key not said', [THE_KEY, kms(ID, 'aws:kms', 'not said')], 'fail/no-bucket-key'),
  state(
    'key disabled and bucket key off',
    [THE_KEY, kms(ID, 'aws:kms', false), call('kms:DisableKey', { KeyId: ID })],
    'fail/key-unusable',
    { undo: [THE_KEY, call('kms:EnableKey', { KeyId: ID })] },
  ),
  // Flags and ACLs.
  ...['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'].map((flag) =>
    state(`${flag} off`, [flags([flag])], 'fail/public-block-off'),
  ),
  state(
    'no public access block',
    [call('s3:DeletePublicAccessBlock', { Bucket: BUCKET })],
    'fail/public-block-off',
  ),
  state('BucketOwnerPreferred', [ownership('BucketOwnerPreferred')], 'fail/acls-on'),
  state('ObjectWriter', [ownership('ObjectWriter')], 'fail/acls-on'),
  state(
    'no ownership controls',
    [call('s3:DeleteBucketOwnershipControls', { Bucket: BUCKET })],
    'fail/acls-on',
  ),
  // Two faults.
  state(
    'a flag off and SSE-S3',
    [flags(['IgnorePublicAcls']), encryption({ SSEAlgorithm: 'AES256' })],
    'fail/public-block-off',
  ),
  state(
    'ACLs and SSE-S3',
    [ownership('ObjectWriter'), encryption({ SSEAlgorithm: 'AES256' })],
    'fail/acls-on',
  ),
  state(
    'a flag off and ACLs',
    [flags(['BlockPublicPolicy']), ownership('ObjectWriter')],
    'fail/public-block-off',
  ),
  // The bucket itself, and what comes after.
  state('another name', undefined, 'fail/bucket-missing', {
    variables: { bucket: 'bm-ml-data-nobody' },
    expect: {
      'secure-bucket': 'fail/bucket-missing',
      ...skipped,
      'attic-fix': 'pass',
      'inventory-script': 'pass',
    },
  }),
  state(
    'a bare bucket by the name of a variable',
    [call('s3:CreateBucket', { Bucket: 'my-own-bucket' })],
    'fail/not-kms',
    {
      variables: { bucket: 'my-own-bucket' },
      expect: { 'secure-bucket': 'fail/not-kms', ...skipped },
    },
  ),
  state(
    'in another Region',
    [
      call('s3:CreateBucket', {
        Bucket: 'my-bucket-in-ireland',
        CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' },
      }),
    ],
    'fail/bucket-missing',
    { variables: { bucket: 'my-bucket-in-ireland' } },
  ),
  state('all in Ireland', undefined, 'pass', {
    region: 'eu-west-1',
    expect: {
      'secure-bucket': 'pass',
      'tls-only': 'pass',
      tiering: 'pass',
      'version-hygiene': 'pass',
      'dataset-sync': 'pass',
      'presigned-link': 'pass',
      'inventory-script': 'pass',
      'attic-fix': 'pass',
    },
  }),
  state(
    'skips what comes after',
    [
      encryption({ SSEAlgorithm: 'AES256' }),
      policy([
        {
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: 'arn:aws:s3:::{{bucket}}/*',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ]),
    ],
    'fail/not-kms',
    {
      expect: { 'secure-bucket': 'fail/not-kms', ...skipped },
    },
  ),
  ...['', 'No Such Bucket', 'bm/attic', 'UPPER', '..', 'arn:aws:s3:::bm-ml-data-000000', 'x'.repeat(300)].map(
    (bucket) =>
      state(
        `a bucket that cannot be: ${JSON.stringify(bucket.slice(0, 30))}`,
        undefined,
        'fail/bucket-missing',
        { variables: { bucket } },
      ),
  ),
  ...['', 'alias/', 'alias/no body', 'nonsense', 'arn:aws:kms:us-east-1:000000000000:key/none'].map(
    (key_alias) =>
      state(`an alias that cannot be: ${JSON.stringify(key_alias)}`, undefined, 'fail/not-kms', {
        variables: { key_alias },
      }),
  ),
  {
    name: 'whole lab: nothing done',
    start: 'setup',
    files: { 'presigned-link': [], 'inventory-script': [] },
    expect: {
      'secure-bucket': 'fail/bucket-missing',
      ...skipped,
      'inventory-script': 'fail/artifact-missing',
      'attic-fix': 'fail/still-public',
    },
  },
  {
    name: 'whole lab: the reference',
    expect: {
      'secure-bucket': 'pass',
      'tls-only': 'pass',
      tiering: 'pass',
      'version-hygiene': 'pass',
      'dataset-sync': 'pass',
      'presigned-link': 'pass',
      'inventory-script': 'pass',
      'attic-fix': 'pass',
    },
  },
  // Reads that break.
  state('flags unknown, SSE-S3', [encryption({ SSEAlgorithm: 'AES256' })], 'fail/not-kms', {
    broken: { 's3:GetPublicAccessBlock': 'deny' },
  }),
  state('bucket unknown, a flag off', [flags(['BlockPublicAcls'])], 'fail/public-block-off', {
    broken: { 's3:HeadBucket': 'timeout' },
  }),
  state('key unknown', undefined, 'blocked/denied', {
    broken: { 'kms:DescribeKey': 'deny' },
    expect: { 'secure-bucket': 'blocked/denied', 'tls-only': 'pass', tiering: 'pass' },
  }),
  state('key unknown, bucket key off', [THE_KEY, kms(ID, 'aws:kms', false)], 'fail/no-bucket-key', {
    broken: { 'kms:DescribeKey': 'deny' },
  }),
  state('key unknown, SSE-S3', [encryption({ SSEAlgorithm: 'AES256' })], 'fail/not-kms', {
    broken: { 'kms:DescribeKey': 'deny' },
  }),
  state('aliases unknown', undefined, 'blocked/throttled', { broken: { 'kms:ListAliases': 'throttle' } }),
  state('aliases unknown, another key', [OTHER_KEY, kms('{{other.KeyMetadata.Arn}}')], 'fail/not-kms', {
    broken: { 'kms:ListAliases': 'deny' },
  }),
  state('the bucket of another name, reads break', undefined, 'fail/bucket-missing', {
    variables: { bucket: 'bm-ml-data-nobody' },
    broken: { 's3:GetPublicAccessBlock': 'deny', 's3:GetBucketEncryption': 'error' },
  }),
  state('no such bucket, and HeadBucket denied', undefined, 'fail/bucket-missing', {
    variables: { bucket: 'bm-ml-data-nobody' },
    broken: { 's3:HeadBucket': 'deny' },
    because: 'the other reads say NoSuchBucket, so no answer to HeadBucket could change the outcome',
  }),
];
