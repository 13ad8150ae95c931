import http from 'node:http';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateBucketCommand,
  DeletePublicAccessBlockCommand,
  GetObjectCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { AssumeRoleCommand, GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Door, Sandbox, SandboxAccount } from '../../../server/sandbox/index.ts';
import { clientOf, sharedSandbox } from '../../helpers/sandbox.ts';
import { signHeaders } from '../../helpers/signed-request.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const folder = mkdtempSync(join(tmpdir(), 'groundschool-door-'));
const path = join(folder, 's');
let sandbox: Sandbox;
let own: SandboxAccount;
let other: SandboxAccount;
let door: Door;
const s3 = (account: SandboxAccount): S3Client =>
  new S3Client({ ...clientOf(sandbox, account), forcePathStyle: true });

beforeAll(async () => {
  sandbox = await sharedSandbox();
  own = await sandbox.createAccount('own');
  other = await sandbox.createAccount('other');
  door = await sandbox.openDoor(own.account, path);
  for (const account of [own, other]) {
    const bucket = `data-${account.account}`;
    await s3(account).send(new CreateBucketCommand({ Bucket: bucket }));
    await s3(account).send(new PutObjectCommand({ Bucket: bucket, Key: 'k', Body: `of ${account.account}` }));
    await s3(account).send(new DeletePublicAccessBlockCommand({ Bucket: bucket }));
    const everybody = {
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: `arn:aws:s3:::${bucket}/*`,
    };
    const policy = JSON.stringify({ Version: '2012-10-17', Statement: [everybody] });
    await s3(account).send(new PutBucketPolicyCommand({ Bucket: bucket, Policy: policy }));
  }
});
afterAll(async () => {
  await door.close();
  rmSync(folder, { recursive: true });
});

function ask(
  target: string,
  {
    method = 'GET',
    headers = {},
    body = '',
  }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const request = http.request({ socketPath: path, path: target, method, headers }, (reply) => {
      let text = '';
      reply.setEncoding('utf8').on('data', (piece: string) => (text += piece));
      reply.on('end', () => resolve({ status: reply.statusCode ?? 0, text }));
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** GetCallerIdentity with some keys, through the door. */
async function whoAmI(
  keys: { accessKeyId: string; secretAccessKey: string },
  more: Record<string, string> = {},
) {
  const body = 'Action=GetCallerIdentity&Version=2011-06-15';
  const signed = { endpoint: sandbox.endpoint, ...keys, service: 'sts', method: 'POST', body };
  const type = { 'content-type': 'application/x-www-form-urlencoded', ...more };
  const { headers } = signHeaders({ ...signed, headers: type });
  return await ask('/', { method: 'POST', headers, body });
}

test('carries the account it was opened for', async () => {
  const { status, text } = await whoAmI(own);
  expect(status).toBe(200);
  expect(text).toContain(`<Account>${own.account}</Account>`);
  // Its folder is private; the socket itself must be open to the box's user.
  expect(statSync(path).mode & 0o777).toBe(0o666);
});

test('does not know the keys of another account, and says nothing of them in its journal', async () => {
  const before = sandbox.journal(other.account).length;
  const { status, text } = await whoAmI(other);
  expect(status).toBe(403);
  expect(text).toContain('<Code>InvalidClientTokenId</Code>');
  expect(sandbox.journal(other.account)).toHaveLength(before);
});

test('nor the sessions of another account', async () => {
  const sts = new STSClient(clientOf(sandbox, other));
  const { Credentials: session } = await sts.send(new GetSessionTokenCommand());
  const keys = { accessKeyId: session?.AccessKeyId ?? '', secretAccessKey: session?.SecretAccessKey ?? '' };
  const { status } = await whoAmI(keys, { 'x-amz-security-token': session?.SessionToken ?? '' });
  expect(status).toBe(403);
  const role = { RoleArn: `arn:aws:iam::${other.account}:role/any`, RoleSessionName: 'x' };
  await expect(new STSClient(clientOf(sandbox, own)).send(new AssumeRoleCommand(role))).rejects.toThrow(
    /not authorized|AccessDenied|denied/i,
  );
});

test.each(['own', 'other'])('a presigned link of the account: %s', async (whose) => {
  const account = whose === 'own' ? own : other;
  const read = new GetObjectCommand({ Bucket: `data-${account.account}`, Key: 'k' });
  const link = new URL(await getSignedUrl(s3(account), read, { expiresIn: 60 }));
  const { status, text } = await ask(link.pathname + link.search, { headers: { host: link.host } });
  if (whose === 'own') expect({ status, text }).toEqual({ status: 200, text: `of ${own.account}` });
  else
    expect({ status, code: /<Code>(\w+)/.exec(text)?.[1] }).toEqual({
      status: 403,
      code: 'InvalidAccessKeyId',
    });
});

test('public buckets of others are not there, one’s own are, under every spelling of the name', async () => {
  const port = new URL(sandbox.endpoint).port;
  for (const account of [own, other]) {
    const bucket = `data-${account.account}`;
    const seen = [
      await ask(`/${bucket}/k`, { headers: { host: `127.0.0.1:${port}` } }),
      await ask('/k', { headers: { host: `${bucket}.localhost:${port}` } }),
      await ask('/k', { headers: { host: `${bucket}.s3.us-east-1.amazonaws.com` } }),
      await ask(`http://elsewhere.example/${bucket}/k`, { headers: { host: `127.0.0.1:${port}` } }),
    ];
    expect(seen.map(({ status }) => status)).toEqual(
      account === own ? [200, 200, 200, 200] : [403, 403, 403, 403],
    );
  }
});

test.each([
  '/_groundschool/health',
  '/_groundschool',
  '/_groundschool/accounts',
  'http://127.0.0.1/_groundschool/accounts',
])('the admin API is not there, even with its token: %s', async (target) => {
  const authorization = `Bearer ${sandbox.adminToken}`;
  const { status, text } = await ask(target, { headers: { authorization } });
  expect(status).toBe(403);
  expect(JSON.parse(text)).toMatchObject({ error: { code: 'FORBIDDEN' } });
});

test('a bucket name does not lead to the admin API either', async () => {
  const { status, text } = await ask('/_groundschool/accounts', { headers: { host: 'x12.localhost' } });
  expect(status).toBe(403);
  expect(text).not.toContain(own.account);
});

test('ends when it is closed, and takes its socket with it', async () => {
  const second = join(folder, 't');
  const opened = await sandbox.openDoor(own.account, second);
  await opened.close();
  expect(() => statSync(second)).toThrow('ENOENT');
  await expect(sandbox.openDoor('000000000000', second)).rejects.toMatchObject({
    code: 'SANDBOX_ACCOUNT_NOT_FOUND',
  });
});
