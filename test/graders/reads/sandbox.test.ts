import {
  AbortMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketOwnershipControlsCommand,
  DeletePublicAccessBlockCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { CreateAliasCommand, CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BlockedReason } from '../../../graders/contract/index.ts';
import type { AnyRead, Observation } from '../../../graders/kit/index.ts';
import { describeKey, listAliases } from '../../../graders/reads/kms.ts';
import {
  bucketAcl,
  bucketEncryption,
  bucketLifecycle,
  bucketPolicy,
  bucketVersioning,
  headBucket,
  headObject,
  listBuckets,
  listMultipartUploads,
  listObjects,
  ownershipControls,
  publicAccessBlock,
} from '../../../graders/reads/s3.ts';
import { callerIdentity } from '../../../graders/reads/sts.ts';
import type { FaultKind, Sandbox, SandboxAccount } from '../../../server/sandbox/index.ts';
import { clientOf, sharedSandbox } from '../../helpers/sandbox.ts';
import { testSession, TEST_RUN } from '../../helpers/session.ts';

const BUCKET = 'bm-ml-data-000000';
const EMPTY = 'bm-empty-000000';
const RULE = {
  ID: 'archive',
  Status: 'Enabled' as const,
  Filter: { Prefix: 'experiments/' },
  Transitions: [{ Days: 60, StorageClass: 'DEEP_ARCHIVE' as const }],
};
const POLICY = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: `arn:aws:s3:::${BUCKET}`,
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
  ],
};

let sandbox: Sandbox;
let account: SandboxAccount;
let keyId: string;
beforeAll(async () => {
  sandbox = await sharedSandbox();
  account = await sandbox.createAccount('reads');
  const config = clientOf(sandbox, account);
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  const kms = new KMSClient(config);
  keyId = (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.KeyId ?? '';
  await kms.send(new CreateAliasCommand({ AliasName: 'alias/bm-data', TargetKeyId: keyId }));
  for (const Bucket of [BUCKET, EMPTY]) await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new DeletePublicAccessBlockCommand({ Bucket: EMPTY }));
  await s3.send(new DeleteBucketOwnershipControlsCommand({ Bucket: EMPTY }));
  const flags = {
    BlockPublicAcls: true,
    IgnorePublicAcls: true,
    BlockPublicPolicy: true,
    RestrictPublicBuckets: false,
  };
  await s3.send(new PutPublicAccessBlockCommand({ Bucket: BUCKET, PublicAccessBlockConfiguration: flags }));
  const encryption = {
    Rules: [
      {
        ApplyServerSideEncryptionByDefault: {
          SSEAlgorithm: 'aws:kms' as const,
          KMSMasterKeyID: 'alias/bm-data',
        },
        BucketKeyEnabled: true,
      },
    ],
  };
  await s3.send(
    new PutBucketEncryptionCommand({ Bucket: BUCKET, ServerSideEncryptionConfiguration: encryption }),
  );
  await s3.send(
    new PutBucketVersioningCommand({ Bucket: BUCKET, VersioningConfiguration: { Status: 'Enabled' } }),
  );
  await s3.send(new PutBucketPolicyCommand({ Bucket: BUCKET, Policy: JSON.stringify(POLICY) }));
  await s3.send(
    new PutBucketLifecycleConfigurationCommand({ Bucket: BUCKET, LifecycleConfiguration: { Rules: [RULE] } }),
  );
  for (const key of ['datasets/a b+c.wav', 'datasets/b.wav', 'models/m.pth'])
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: key }));
  const gone = await s3.send(new CreateMultipartUploadCommand({ Bucket: BUCKET, Key: 'gone' }));
  await s3.send(new CreateMultipartUploadCommand({ Bucket: BUCKET, Key: 'open' }));
  await s3.send(new AbortMultipartUploadCommand({ Bucket: BUCKET, Key: 'gone', UploadId: gone.UploadId }));
}, 300_000);
afterAll(() => sandbox.faults.clear(account.account));

async function ask(read: AnyRead, args: unknown, callMs = 10_000): Promise<Observation<unknown>> {
  const errors: unknown[] = [];
  const { credentials, endpoint, region } = clientOf(sandbox, account, 'reader');
  const target = { kind: 'sandbox' as const, endpoint, region, credentials };
  const run = { ...TEST_RUN, account: account.account, target };
  const session = testSession({ target, reads: [read], limits: { callMs }, run, errors });
  const observation = await session.ask(read, args);
  session.close();
  expect(errors).toEqual([]);
  return observation;
}

const bucket = { bucket: BUCKET };
const empty = { bucket: EMPTY };
const CASES: [
  read: AnyRead,
  args: unknown,
  value: () => unknown,
  absent: [args: unknown, code: string] | null,
][] = [
  [
    callerIdentity,
    {},
    () => ({ account: account.account, arn: expect.stringContaining(account.account) as string }),
    null,
  ],
  [
    listBuckets,
    {},
    () => [
      { Name: BUCKET, BucketRegion: null },
      { Name: EMPTY, BucketRegion: null },
    ],
    null,
  ],
  [headBucket, bucket, () => ({ region: 'us-east-1', owned: true }), [{ bucket: 'bm-none' }, 'NotFound']],
  [
    publicAccessBlock,
    bucket,
    () => ({
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: false,
    }),
    [empty, 'NoSuchPublicAccessBlockConfiguration'],
  ],
  [
    ownershipControls,
    bucket,
    () => ({ Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] }),
    [empty, 'OwnershipControlsNotFoundError'],
  ],
  [
    bucketEncryption,
    bucket,
    () => ({ Rules: [{ SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'alias/bm-data', BucketKeyEnabled: true }] }),
    [{ bucket: 'bm-none' }, 'NoSuchBucket'],
  ],
  [bucketVersioning, bucket, () => ({ Status: 'Enabled' }), [{ bucket: 'bm-none' }, 'NoSuchBucket']],
  [bucketPolicy, bucket, () => ({ Policy: POLICY }), [empty, 'NoSuchBucketPolicy']],
  [
    bucketLifecycle,
    bucket,
    () => ({ Rules: [RULE], TransitionDefaultMinimumObjectSize: 'all_storage_classes_128K' }),
    [empty, 'NoSuchLifecycleConfiguration'],
  ],
  [
    bucketAcl,
    bucket,
    () => ({
      Owner: expect.any(String) as string,
      Grants: [expect.objectContaining({ Permission: 'FULL_CONTROL', URI: null }) as unknown],
    }),
    [{ bucket: 'bm-none' }, 'NoSuchBucket'],
  ],
  [
    listObjects,
    { ...bucket, prefix: 'datasets/' },
    () => [
      { Key: 'datasets/a b+c.wav', Size: 18 },
      { Key: 'datasets/b.wav', Size: 14 },
    ],
    [{ bucket: 'bm-none', prefix: '' }, 'NoSuchBucket'],
  ],
  [
    listMultipartUploads,
    bucket,
    () => [
      {
        Key: 'open',
        UploadId: expect.any(String) as string,
        Initiated: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
      },
    ],
    [{ bucket: 'bm-none' }, 'NoSuchBucket'],
  ],
  [
    headObject,
    { ...bucket, key: 'models/m.pth' },
    () => ({
      ContentLength: 12,
      StorageClass: 'STANDARD',
      LastModified: expect.stringMatching(/^20\d\d-/) as string,
      ArchiveStatus: null,
    }),
    [{ ...bucket, key: 'none' }, 'NotFound'],
  ],
  [
    describeKey,
    { keyId: 'alias/bm-data' },
    () => ({
      KeyId: keyId,
      Arn: expect.stringMatching(/^arn:aws:kms:us-east-1:/) as string,
      Enabled: true,
      KeyState: 'Enabled',
      KeyManager: 'CUSTOMER',
    }),
    [{ keyId: 'alias/none' }, 'NotFoundException'],
  ],
  [
    listAliases,
    {},
    () =>
      expect.arrayContaining([
        { AliasName: 'alias/bm-data', AliasArn: expect.any(String) as string, TargetKeyId: keyId },
      ]) as unknown,
    null,
  ],
];
const FAULTS: [FaultKind, BlockedReason][] = [
  ['deny', 'denied'],
  ['throttle', 'throttled'],
  ['timeout', 'timeout'],
  ['error', 'timeout'],
  ['malformed', 'unsupported-by-target'],
  ['unsupported', 'unsupported-by-target'],
];

describe.each(CASES)('$id on the sandbox', (read, args, value, absent) => {
  it('is read as it is', async () => {
    expect(await ask(read, args)).toEqual({ state: 'present', value: value() });
  });

  it.runIf(absent)('is absent where there is none', async () => {
    const [other, code] = absent as [unknown, string];
    expect(await ask(read, other)).toEqual({ state: 'absent', code });
  });
});

describe('under the fault', () => {
  // All reads at once: each has a session, and so a client, of its own.
  it.each(FAULTS)('%s every read is blocked, never absent or empty', async (kind, reason) => {
    for (const [read] of CASES) sandbox.faults.add(account.account, { operation: read.id, kind });
    const seen = await Promise.all(
      CASES.map(async ([read, args]) => {
        const observation = await ask(read, args, kind === 'timeout' ? 500 : 10_000);
        return [read.id, observation.state === 'blocked' ? observation.reason : observation] as const;
      }),
    );
    sandbox.faults.clear(account.account);
    expect(Object.fromEntries(seen)).toEqual(Object.fromEntries(CASES.map(([read]) => [read.id, reason])));
  });
});

describe('a bucket of another account', () => {
  it('is not there', async () => {
    const other = await sandbox.createAccount('stranger');
    const s3 = new S3Client({ ...clientOf(sandbox, other), forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: 'strangers-bucket' }));
    expect(await ask(headBucket, { bucket: 'strangers-bucket' })).toEqual({
      state: 'absent',
      code: 'NotFound',
    });
  });
});
