import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeImagesCommand, DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { CreateUserCommand, IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Sandbox, SandboxAccount } from '../../../server/sandbox/index.ts';
import { awsEnv, clientOf, runVenv, sharedSandbox } from '../../helpers/sandbox.ts';

vi.setConfig({ testTimeout: 120_000 });

let sandbox: Sandbox;
let account: SandboxAccount;
let folder: string;

beforeAll(async () => {
  sandbox = await sharedSandbox();
  account = await sandbox.createAccount('clients');
  folder = await mkdtemp(join(tmpdir(), 'groundschool-clients-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const s3 = (who: SandboxAccount = account): S3Client =>
  new S3Client({ ...clientOf(sandbox, who), forcePathStyle: true, maxAttempts: 1 });

/** Not every resolver knows that names under .localhost are this machine. */
const localhostNames = new Agent({
  lookup: (_name, options, done) =>
    options.all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4),
});

const ODD_KEYS = [
  'plain.txt',
  'with space.txt',
  'plus+sign.txt',
  'ünïcödé/日本語.txt',
  'a/../b.txt',
  './dot/./key',
  'double//slash',
  '/leading-slash',
  'trailing/',
  "quote'(and)*star!.txt",
  'percent%2Fliteral%20.txt',
  'equals=and&amp;?query#hash',
  'tilde~under_score',
  'back\\slash:colon@at,comma;semi',
];

describe('the JavaScript SDK', () => {
  it.each(ODD_KEYS)('stores and returns an object under the key %j', async (Key) => {
    const Bucket = 'odd-keys';
    const client = s3();
    await client.send(new CreateBucketCommand({ Bucket }));
    await client.send(new PutObjectCommand({ Bucket, Key, Body: `content of ${Key}` }));
    const got = await client.send(new GetObjectCommand({ Bucket, Key }));
    expect(await got.Body?.transformToString()).toBe(`content of ${Key}`);
    const listed = await client.send(new ListObjectsV2Command({ Bucket, Prefix: Key }));
    expect(listed.Contents?.map((object) => object.Key)).toEqual([Key]);
  });

  it('finds the bucket in the host name', async () => {
    const Bucket = 'virtual-hosted';
    await s3().send(new CreateBucketCommand({ Bucket }));
    const endpoint = sandbox.endpoint.replace('127.0.0.1', 'localhost');
    const client = new S3Client({
      ...clientOf(sandbox, account),
      endpoint,
      requestHandler: { httpAgent: localhostNames },
    });
    await client.send(
      new PutObjectCommand({ Bucket, Key: '_groundschool/health', Body: 'not the admin API' }),
    );
    const got = await client.send(new GetObjectCommand({ Bucket, Key: '_groundschool/health' }));
    expect(await got.Body?.transformToString()).toBe('not the admin API');
    expect(await s3().send(new HeadObjectCommand({ Bucket, Key: '_groundschool/health' }))).toMatchObject({
      ContentLength: 17,
    });
  });

  it('uploads in parts', async () => {
    const Bucket = 'multipart';
    const Key = 'whole.bin';
    const client = s3();
    await client.send(new CreateBucketCommand({ Bucket }));
    const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    const parts = [Buffer.alloc(5 * 1024 * 1024, 'a'), Buffer.from('the end')];
    const Parts = [];
    for (const [index, Body] of parts.entries()) {
      const PartNumber = index + 1;
      const { ETag, ChecksumCRC32 } = await client.send(
        new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }),
      );
      Parts.push({ ETag, PartNumber, ChecksumCRC32 });
    }
    await client.send(
      new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }),
    );
    const got = await client.send(new GetObjectCommand({ Bucket, Key }));
    const hash = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');
    expect(hash((await got.Body?.transformToByteArray()) ?? new Uint8Array())).toBe(
      hash(Buffer.concat(parts)),
    );
  });

  it('speaks the query, EC2 and JSON protocols', async () => {
    const iam = new IAMClient(clientOf(sandbox, account));
    await iam.send(new CreateUserCommand({ UserName: 'ana' }));
    expect((await iam.send(new ListUsersCommand())).Users?.map((user) => user.UserName)).toEqual(['ana']);
    const ec2 = new EC2Client(clientOf(sandbox, account));
    expect((await ec2.send(new DescribeVpcsCommand())).Vpcs).toHaveLength(1);
    const sts = new STSClient(clientOf(sandbox, account));
    expect((await sts.send(new GetCallerIdentityCommand())).Account).toBe(account.account);
    const { Images = [] } = await ec2.send(
      new DescribeImagesCommand({
        Owners: ['amazon'],
        Filters: [{ Name: 'name', Values: ['Deep Learning*'] }],
      }),
    );
    expect(new Set(Images.map((image) => image.Name?.replace(/ \d{8}$/, '')))).toEqual(
      new Set([
        'Deep Learning AMI (Ubuntu 18.04) Version 61.0',
        'Deep Learning Base OSS Nvidia Driver GPU AMI (Ubuntu 22.04)',
        'Deep Learning OSS Nvidia Driver AMI GPU PyTorch 2.9 (Ubuntu 24.04)',
      ]),
    );
    expect(Images.filter((image) => (image.DeprecationTime ?? '') < '2026')).toHaveLength(1);
  });

  it('keeps two accounts apart, also when both use one bucket name', async () => {
    const other = await sandbox.createAccount('other');
    const Bucket = 'same-name';
    for (const who of [account, other]) {
      await s3(who).send(new CreateBucketCommand({ Bucket }));
      await s3(who).send(new PutObjectCommand({ Bucket, Key: 'mine', Body: who.account }));
    }
    for (const who of [account, other]) {
      const got = await s3(who).send(new GetObjectCommand({ Bucket, Key: 'mine' }));
      expect(await got.Body?.transformToString()).toBe(who.account);
    }
    await s3(other).send(new CreateBucketCommand({ Bucket: 'only-theirs' }));
    await expect(s3().send(new ListObjectsV2Command({ Bucket: 'only-theirs' }))).rejects.toMatchObject({
      name: 'NoSuchBucket',
    });
  });
});

describe('the AWS CLI', () => {
  const aws = (...args: string[]): ReturnType<typeof runVenv> =>
    runVenv('aws', args, awsEnv(sandbox, account), folder);

  it('copies files up and down, in parts when they are large', async () => {
    const big = Buffer.alloc(9 * 1024 * 1024, 'groundschool ');
    await writeFile(join(folder, 'big.bin'), big);
    await writeFile(join(folder, 'odd +name ü.txt'), 'odd');
    expect((await aws('s3', 'mb', 's3://cli-bucket')).stderr).toBe('');
    expect((await aws('s3', 'cp', 'big.bin', 's3://cli-bucket/in/big.bin', '--no-progress')).stderr).toBe('');
    expect((await aws('s3', 'cp', 'odd +name ü.txt', 's3://cli-bucket/in/')).stderr).toBe('');
    const listed = await aws(
      's3api',
      'list-objects-v2',
      '--bucket',
      'cli-bucket',
      '--query',
      'Contents[].[Key,Size]',
      '--output',
      'json',
    );
    expect(JSON.parse(listed.stdout)).toEqual([
      ['in/big.bin', big.length],
      ['in/odd +name ü.txt', 3],
    ]);
    expect((await aws('s3', 'cp', 's3://cli-bucket/in/big.bin', 'back.bin', '--no-progress')).stderr).toBe(
      '',
    );
    expect((await readFile(join(folder, 'back.bin'))).equals(big)).toBe(true);
    const operations = sandbox.journal(account.account, { limit: 1000 }).map((entry) => entry.operation);
    expect(operations).toContain('UploadPart');
  });

  it('shows AWS errors as from AWS', async () => {
    const missing = await aws('s3api', 'get-object', '--bucket', 'nobody-has-this', '--key', 'k', 'out');
    expect(missing.stderr).toContain('(NoSuchBucket)');
    const gap = await aws('service-quotas', 'list-aws-default-service-quotas', '--service-code', 'nonsense');
    expect(gap.code).not.toBe(0);
    const none = await aws('cloudformation', 'list-stacks');
    expect(none.stderr).toContain('(NotImplemented)');
    expect(none.stderr).toContain('cloudformation:ListStacks');
  });
});

describe('boto3', () => {
  it('works with path and virtual addressing, presigned links, and JSON and query services', async () => {
    const script = `
import boto3, json, socket, urllib.request
from botocore.config import Config
resolve = socket.getaddrinfo
socket.getaddrinfo = lambda host, *rest, **more: resolve("127.0.0.1" if host.endswith("localhost") else host, *rest, **more)
out = {}
for style, version in (("path", None), ("virtual", None), ("virtual", "s3v4"), ("path", "s3v4")):
    s3 = boto3.client("s3", config=Config(signature_version=version, s3={"addressing_style": style}), endpoint_url="${sandbox.endpoint.replace('127.0.0.1', 'localhost')}")
    s3.create_bucket(Bucket="boto-" + style)
    s3.put_object(Bucket="boto-" + style, Key="a b+c", Body=b"x" * 100000, Metadata={"who": "boto"})
    head = s3.head_object(Bucket="boto-" + style, Key="a b+c")
    out[style] = [head["ContentLength"], head["Metadata"]["who"]]
    url = s3.generate_presigned_url("get_object", Params={"Bucket": "boto-" + style, "Key": "a b+c"}, ExpiresIn=60)
    out[style].append(len(urllib.request.urlopen(url).read()))
    put = s3.generate_presigned_url("put_object", Params={"Bucket": "boto-" + style, "Key": "put"}, ExpiresIn=60)
    urllib.request.urlopen(urllib.request.Request(put, data=b"by link", method="PUT", headers={"Content-Type": ""}))
    out[style].append(s3.get_object(Bucket="boto-" + style, Key="put")["Body"].read().decode())
out["identity"] = boto3.client("sts").get_caller_identity()["Account"]
boto3.client("ssm").put_parameter(Name="/x", Value="1", Type="String")
out["ssm"] = boto3.client("ssm").get_parameter(Name="/x")["Parameter"]["Value"]
out["alarms"] = boto3.client("cloudwatch").describe_alarms()["MetricAlarms"]
out["clusters"] = boto3.client("eks").list_clusters()["clusters"]
print(json.dumps(out))
`;
    const ran = await runVenv('python', ['-c', script], awsEnv(sandbox, account));
    expect(ran.stderr).toBe('');
    expect(JSON.parse(ran.stdout)).toEqual({
      path: [100000, 'boto', 100000, 'by link'],
      virtual: [100000, 'boto', 100000, 'by link'],
      identity: account.account,
      ssm: '1',
      alarms: [],
      clusters: [],
    });
  });
});
