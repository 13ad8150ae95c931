import { DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { EKSClient, ListClustersCommand } from '@aws-sdk/client-eks';
import { IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';
import { ListAliasesCommand, KMSClient } from '@aws-sdk/client-kms';
import * as s3 from '@aws-sdk/client-s3';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FAULT_KINDS, Faults } from '../../../server/sandbox/faults.ts';
import type { Sandbox, SandboxAccount } from '../../../server/sandbox/index.ts';
import { clientOf, sharedSandbox } from '../../helpers/sandbox.ts';

let sandbox: Sandbox;
let account: SandboxAccount;
let learner: s3.S3Client;
let reader: s3.S3Client;
const Bucket = 'faulty';

beforeAll(async () => {
  sandbox = await sharedSandbox();
  account = await sandbox.createAccount('faults');
  const options = { forcePathStyle: true, maxAttempts: 1 };
  learner = new s3.S3Client({ ...clientOf(sandbox, account), ...options });
  reader = new s3.S3Client({ ...clientOf(sandbox, account, 'reader'), ...options });
  await learner.send(new s3.CreateBucketCommand({ Bucket }));
  await learner.send(new s3.PutObjectCommand({ Bucket, Key: 'key', Body: 'content' }));
});
beforeEach(() => sandbox.faults.clear(account.account));

/** What a promise was rejected with, as SDK errors have it. */
async function failure(
  work: Promise<unknown>,
): Promise<{ name: string; message: string; status: number | undefined }> {
  try {
    await work;
  } catch (error) {
    const { name, message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
    return { name, message, status: $metadata?.httpStatusCode };
  }
  throw new Error('it did not fail');
}

const ec2 = (): EC2Client => new EC2Client({ ...clientOf(sandbox, account), maxAttempts: 1 });
const iam = (): IAMClient => new IAMClient({ ...clientOf(sandbox, account), maxAttempts: 1 });
const kms = (): KMSClient => new KMSClient({ ...clientOf(sandbox, account), maxAttempts: 1 });
const eks = (): EKSClient => new EKSClient({ ...clientOf(sandbox, account), maxAttempts: 1 });

const CALLS: [string, () => Promise<unknown>][] = [
  ['s3:GetBucketVersioning', () => learner.send(new s3.GetBucketVersioningCommand({ Bucket }))],
  ['ec2:DescribeVpcs', () => ec2().send(new DescribeVpcsCommand())],
  ['iam:ListUsers', () => iam().send(new ListUsersCommand())],
  ['kms:ListAliases', () => kms().send(new ListAliasesCommand())],
  ['eks:ListClusters', () => eks().send(new ListClustersCommand())],
];

const CODES: Record<string, Record<string, [string, number]>> = {
  deny: {
    s3: ['AccessDenied', 403],
    ec2: ['UnauthorizedOperation', 403],
    iam: ['AccessDenied', 403],
    kms: ['AccessDeniedException', 400],
    eks: ['AccessDeniedException', 403],
  },
  throttle: {
    s3: ['SlowDown', 503],
    ec2: ['RequestLimitExceeded', 503],
    iam: ['Throttling', 400],
    kms: ['ThrottlingException', 400],
    eks: ['ThrottlingException', 429],
  },
};

describe('a fault', () => {
  const cases = CALLS.flatMap(([operation, call]) =>
    ['deny', 'throttle', 'error', 'unsupported'].map((kind) => ({ operation, call, kind })),
  );

  it.each(cases)(
    '$kind strikes $operation with the code of its protocol',
    async ({ operation, call, kind }) => {
      const [service = ''] = operation.split(':');
      const expected =
        CODES[kind]?.[service] ?? (kind === 'error' ? ['InternalError', 500] : ['NotImplemented', 501]);
      sandbox.faults.add(account.account, { operation, kind, times: 1 });
      const { name, status, message } = await failure(call());
      expect([name, status]).toEqual(expected);
      if (kind === 'deny') {
        expect(message).toContain(
          `User: arn:aws:iam::${account.account}:user/learner is not authorized to perform: ${operation}`,
        );
      }
      await expect(call()).resolves.toBeDefined();
      const entries = sandbox.journal(account.account, { limit: 1000 }).slice(-2);
      expect(entries.map(({ source, errorCode }) => [source, errorCode])).toEqual([
        ['fault', expected[0]],
        // EKS is answered by ourselves.
        [operation.startsWith('eks:') ? 'overlay' : 'engine', null],
      ]);
    },
  );

  it.each(CALLS)('malformed makes the answer to %s unreadable, not empty', async (operation, call) => {
    sandbox.faults.add(account.account, { operation, kind: 'malformed' });
    await expect(call()).rejects.toThrow(/./);
  });

  it.each([
    ['HeadBucket', () => reader.send(new s3.HeadBucketCommand({ Bucket }))],
    ['HeadObject', () => reader.send(new s3.HeadObjectCommand({ Bucket, Key: 'key' }))],
    ['ListBuckets', () => reader.send(new s3.ListBucketsCommand())],
    ['ListObjectsV2', () => reader.send(new s3.ListObjectsV2Command({ Bucket }))],
    ['GetPublicAccessBlock', () => reader.send(new s3.GetPublicAccessBlockCommand({ Bucket }))],
    ['GetBucketOwnershipControls', () => reader.send(new s3.GetBucketOwnershipControlsCommand({ Bucket }))],
    ['GetBucketEncryption', () => reader.send(new s3.GetBucketEncryptionCommand({ Bucket }))],
    ['GetBucketAcl', () => reader.send(new s3.GetBucketAclCommand({ Bucket }))],
    ['ListMultipartUploads', () => reader.send(new s3.ListMultipartUploadsCommand({ Bucket }))],
    [
      'GetBucketLifecycleConfiguration',
      () => reader.send(new s3.GetBucketLifecycleConfigurationCommand({ Bucket })),
    ],
  ])('no kind lets s3:%s pass', async (name, call) => {
    for (const kind of FAULT_KINDS.filter((one) => one !== 'timeout')) {
      sandbox.faults.add(account.account, { operation: `s3:${name}`, kind, times: 1 });
      await expect(call(), kind).rejects.toThrow(/./);
    }
  });

  it('timeout never answers, and frees everything when the client gives up', async () => {
    const impatient = new s3.S3Client({
      ...clientOf(sandbox, account),
      forcePathStyle: true,
      maxAttempts: 1,
      requestHandler: { requestTimeout: 150, throwOnRequestTimeout: true },
    });
    sandbox.faults.add(account.account, { operation: 's3:GetBucketVersioning', kind: 'timeout', times: 1 });
    const { name } = await failure(impatient.send(new s3.GetBucketVersioningCommand({ Bucket })));
    expect(name).toBe('TimeoutError');
    await expect
      .poll(() => sandbox.journal(account.account, { limit: 1000 }).at(-1))
      .toMatchObject({
        operation: 'GetBucketVersioning',
        status: 0,
        errorCode: 'timeout',
        source: 'fault',
      });
    await expect(impatient.send(new s3.GetBucketVersioningCommand({ Bucket }))).resolves.toBeDefined();
  });

  it('may strike one of the two keys only, or a whole service', async () => {
    const read = (client: s3.S3Client): Promise<unknown> =>
      client.send(new s3.GetBucketVersioningCommand({ Bucket }));
    sandbox.faults.add(account.account, { operation: 's3:*', kind: 'deny', who: 'reader' });
    expect((await failure(read(reader))).message).toContain('assumed-role/groundschool-reader/grader');
    await expect(read(learner)).resolves.toBeDefined();
    sandbox.faults.clear(account.account);
    sandbox.faults.add(account.account, { operation: 's3:*', kind: 'throttle' });
    expect((await failure(read(learner))).name).toBe('SlowDown');
    await expect(ec2().send(new DescribeVpcsCommand())).resolves.toBeDefined();
  });

  it('does not strike other accounts', async () => {
    const other = await sandbox.createAccount('bystander');
    const client = new s3.S3Client({ ...clientOf(sandbox, other), forcePathStyle: true });
    sandbox.faults.add(account.account, { operation: 's3:ListBuckets', kind: 'deny' });
    await expect(client.send(new s3.ListBucketsCommand())).resolves.toBeDefined();
  });
});

describe('the list of faults', () => {
  it('counts down, prefers the exact operation and the newest', () => {
    const faults = new Faults();
    const call = { service: 's3', operation: 'GetObject' };
    faults.add('1', { operation: 's3:*', kind: 'error' });
    faults.add('1', { operation: 's3:GetObject', kind: 'deny', times: 2 });
    faults.add('1', { operation: 's3:GetObject', kind: 'throttle', times: 1 });
    const struck = [1, 2, 3, 4].map(() => faults.strike('1', 'learner', call));
    expect(struck).toEqual(['throttle', 'deny', 'deny', 'error']);
    expect(faults.strike('2', 'learner', call)).toBeNull();
    expect(faults.list('1')).toEqual([{ operation: 's3:*', kind: 'error' }]);
  });

  it.each([
    [{ operation: 'GetObject', kind: 'deny' }, '"operation"'],
    [{ operation: 's3:Get*', kind: 'deny' }, '"operation"'],
    [{ operation: 's3:GetObject', kind: 'explode' }, '"kind" must be one of deny, throttle'],
    [{ operation: 's3:GetObject', kind: 'deny', times: 0 }, '"times"'],
    [{ operation: 's3:GetObject', kind: 'deny', who: 'root' }, '"who"'],
    [null, 'must be an object'],
  ])('refuses %j', (fault, words) => {
    expect(() => new Faults().add('1', fault)).toThrow(words);
  });
});
