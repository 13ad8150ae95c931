import { CreateBucketCommand, HeadBucketCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { JournalEntry, Sandbox, SandboxAccount } from '../../../server/sandbox/index.ts';
import { awsEnv, clientOf, runVenv, sharedSandbox } from '../../helpers/sandbox.ts';

vi.setConfig({ testTimeout: 120_000 });

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await sharedSandbox();
});

interface Reply {
  status: number;
  // The admin API's replies are plain JSON; each test looks at the members it expects.
  body: Record<string, unknown> & { error?: { code: string; message: string } };
}

async function admin(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = { authorization: `Bearer ${sandbox.adminToken}` },
): Promise<Reply> {
  const reply = await fetch(`${sandbox.endpoint}/_groundschool/${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: reply.status, body: (await reply.json()) as Reply['body'] };
}

async function create(): Promise<SandboxAccount> {
  return (await admin('POST', 'accounts', { label: 'admin test' })).body as unknown as SandboxAccount;
}
const client = (account: SandboxAccount): S3Client =>
  new S3Client({ ...clientOf(sandbox, account), forcePathStyle: true, maxAttempts: 1 });

describe('accounts over the admin API', () => {
  it('come with two working key pairs', async () => {
    const { status, body } = await admin('POST', 'accounts');
    expect(status).toBe(201);
    expect(body).toEqual({
      account: expect.stringMatching(/^[1-9]\d{11}$/),
      accessKeyId: expect.stringMatching(/^AKIA[A-Z2-7]{16}$/),
      secretAccessKey: expect.stringMatching(/^[A-Za-z0-9+/]{40}$/),
      readerAccessKeyId: expect.stringMatching(/^AKIA[A-Z2-7]{16}$/),
      readerSecretAccessKey: expect.stringMatching(/^[A-Za-z0-9+/]{40}$/),
    });
    await client(body as unknown as SandboxAccount).send(new ListBucketsCommand());
    expect((await admin('GET', 'accounts')).body['accounts']).toContainEqual({
      account: body['account'],
      label: null,
      state: 'alive',
      createdAt: expect.any(String),
    });
  });

  it('are emptied by a fresh id under the same keys', async () => {
    const account = await create();
    await client(account).send(new CreateBucketCommand({ Bucket: 'before' }));
    await admin('POST', `accounts/${account.account}/faults`, { operation: 's3:ListBuckets', kind: 'deny' });
    const { body } = await admin('POST', `accounts/${account.account}/reset`);
    expect(body).toEqual({ ...account, account: expect.not.stringMatching(account.account) });
    const fresh = client(body as unknown as SandboxAccount);
    expect((await fresh.send(new ListBucketsCommand())).Buckets ?? []).toEqual([]);
    await fresh.send(new CreateBucketCommand({ Bucket: 'before' }));
    const again = await admin('POST', `accounts/${account.account}/reset`);
    expect(again).toMatchObject({ status: 404, body: { error: { code: 'SANDBOX_ACCOUNT_NOT_FOUND' } } });
    expect(sandbox.isAlive(account.account)).toBe(false);
  });

  it('get new keys on request, and the old ones are unknown', async () => {
    const account = await create();
    const { body } = await admin('POST', `accounts/${account.account}/reset`, { freshKeys: true });
    expect(body['accessKeyId']).not.toBe(account.accessKeyId);
    await client(body as unknown as SandboxAccount).send(new ListBucketsCommand());
    await expect(client(account).send(new ListBucketsCommand())).rejects.toMatchObject({
      name: 'InvalidAccessKeyId',
    });
  });

  it('can be revoked', async () => {
    const account = await create();
    expect((await admin('DELETE', `accounts/${account.account}`)).status).toBe(200);
    await expect(client(account).send(new ListBucketsCommand())).rejects.toMatchObject({
      name: 'InvalidAccessKeyId',
    });
  });

  it('take faults and give them back', async () => {
    const { account } = await create();
    const fault = { operation: 's3:GetBucketLifecycleConfiguration', kind: 'throttle', times: 2 };
    expect(await admin('POST', `accounts/${account}/faults`, fault)).toEqual({ status: 201, body: fault });
    expect((await admin('GET', `accounts/${account}/faults`)).body).toEqual({ faults: [fault] });
    expect((await admin('DELETE', `accounts/${account}/faults`)).status).toBe(200);
    expect((await admin('GET', `accounts/${account}/faults`)).body).toEqual({ faults: [] });
    const wrong = await admin('POST', `accounts/${account}/faults`, { ...fault, kind: 'explode' });
    expect(wrong).toMatchObject({ status: 400, body: { error: { code: 'SANDBOX_BAD_REQUEST' } } });
  });

  it('let the root user do what only the console can', async () => {
    const { account } = await create();
    const path = `accounts/${account}/root`;
    expect((await admin('GET', path)).body).toEqual({ mfaEnabled: false, accessKeysPresent: true });
    expect((await admin('POST', path, { assignMfa: true })).body).toEqual({
      mfaEnabled: true,
      accessKeysPresent: true,
    });
    expect((await admin('POST', path, { deleteKeys: true })).body).toEqual({
      mfaEnabled: true,
      accessKeysPresent: false,
    });
    expect((await admin('POST', path, { deleteKeys: 'yes' })).status).toBe(400);
  });

  it('take an image into their registry', async () => {
    const account = await create();
    const path = `accounts/${account.account}/images`;
    const image = { repository: 'bm/server', tag: 'v1' };
    const early = await admin('POST', path, image);
    expect(early.status).toBe(400);
    expect(early.body.error?.message).toContain('bm/server');
    const env = awsEnv(sandbox, account);
    await runVenv('aws', ['ecr', 'create-repository', '--repository-name', 'bm/server'], env);
    const pushed = await admin('POST', path, image);
    expect(pushed).toMatchObject({
      status: 201,
      body: { digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) },
    });
    const list = [
      'ecr',
      'describe-images',
      '--repository-name',
      'bm/server',
      '--query',
      'imageDetails[].[imageDigest,imageTags]',
    ];
    const shown = await runVenv('aws', [...list, '--output', 'json'], env);
    expect(JSON.parse(shown.stdout)).toEqual([[pushed.body['digest'], ['v1']]]);
  });
});

describe('the admin API', () => {
  it('tells its health to everybody on this machine', async () => {
    const { status, body } = await admin('GET', 'health', undefined, {});
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'ok', engine: { state: 'running', version: '5.2.1' } });
  });

  it.each([
    ['no token', {}],
    ['a wrong token', { authorization: 'Bearer nonsense' }],
    ['another scheme', { authorization: 'Basic nonsense' }],
  ])('refuses %s', async (_name, headers) => {
    const { status, body } = await admin('POST', 'accounts', {}, headers);
    expect([status, body.error?.code]).toEqual([401, 'UNAUTHORIZED']);
  });

  it('refuses browsers and foreign host names, even with the token', async () => {
    const authorization = `Bearer ${sandbox.adminToken}`;
    const page = await admin('GET', 'accounts', undefined, {
      authorization,
      origin: 'http://127.0.0.1:3000',
    });
    expect([page.status, page.body.error?.code]).toEqual([403, 'FORBIDDEN_ORIGIN']);
    const { sendRaw } = await import('../../helpers/signed-request.ts');
    const rebound = await sendRaw(sandbox.endpoint, 'GET', '/_groundschool/health', {
      host: 'evil.example:4566',
    });
    expect([rebound.status, rebound.body]).toEqual([403, expect.stringContaining('FORBIDDEN_HOST')]);
  });

  it.each([
    ['GET', 'nothing', 404, 'NOT_FOUND'],
    ['GET', 'accounts/123456789012/journal', 404, 'SANDBOX_ACCOUNT_NOT_FOUND'],
    ['PUT', 'accounts', 404, 'NOT_FOUND'],
  ])('answers %s %s with %s %s', async (method, path, status, code) => {
    const reply = await admin(method, path);
    expect([reply.status, reply.body.error?.code]).toEqual([status, code]);
  });

  it.each([['not json'], ['[]'], ['{"label": 3}']])('refuses the body %s', async (body) => {
    const reply = await admin('POST', 'accounts', body);
    expect([reply.status, reply.body.error?.code]).toEqual([400, 'SANDBOX_BAD_REQUEST']);
  });
});

describe('the journal', () => {
  const read = async (account: string, query = ''): Promise<JournalEntry[]> =>
    (await admin('GET', `accounts/${account}/journal${query}`)).body['entries'] as JournalEntry[];

  it('tells who called what, and who answered', async () => {
    const account = await create();
    const heard: [string, number][] = [];
    const stop = sandbox.onJournal((id, entry) => heard.push([id, entry.seq]));
    const started = Date.now();
    await client(account).send(new CreateBucketCommand({ Bucket: 'journal' }));
    const reader = new S3Client({ ...clientOf(sandbox, account, 'reader'), forcePathStyle: true });
    await reader.send(new HeadBucketCommand({ Bucket: 'journal' }));
    await expect(reader.send(new CreateBucketCommand({ Bucket: 'not-mine' }))).rejects.toMatchObject({
      name: 'AccessDenied',
      message: `User: arn:aws:sts::${account.account}:assumed-role/groundschool-reader/grader is not authorized to perform: s3:CreateBucket on resource: "arn:aws:s3:::not-mine" because the graders' key may only read`,
    });
    stop();
    const entries = await read(account.account);
    expect(
      entries.map(({ seq, who, operation, status, errorCode, source }) => [
        seq,
        who,
        operation,
        status,
        errorCode,
        source,
      ]),
    ).toEqual([
      [1, 'learner', 'CreateBucket', 200, null, 'overlay'],
      [2, 'reader', 'HeadBucket', 200, null, 'engine'],
      [3, 'reader', 'CreateBucket', 403, 'AccessDenied', 'gateway'],
    ]);
    expect(heard).toEqual([1, 2, 3].map((seq) => [account.account, seq]));
    // A name that no bucket can have is none, not a request that the gateway cannot tell.
    await expect(reader.send(new HeadBucketCommand({ Bucket: 'No Such Bucket' }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 404 },
    });
    for (const entry of entries) {
      expect(entry).toMatchObject({
        service: 's3',
        region: 'us-east-1',
        parameters: { bucket: expect.any(String) },
      });
      expect(Date.parse(entry.at)).toBeGreaterThanOrEqual(started);
      expect(entry.durationMs).toBeGreaterThan(0);
    }
    expect((await read(account.account, '?after=1&limit=1')).map((entry) => entry.seq)).toEqual([2]);
    expect((await admin('GET', `accounts/${account.account}/journal?after=x`)).status).toBe(400);
  });

  it('never shows secrets, content or endless values', async () => {
    const account = await create();
    const env = awsEnv(sandbox, account);
    const secret = 'correct-horse-battery-staple';
    const run = (...args: string[]): ReturnType<typeof runVenv> => runVenv('aws', args, env);
    await run('iam', 'create-user', '--user-name', 'ana');
    await run('iam', 'create-login-profile', '--user-name', 'ana', '--password', secret);
    await run('ssm', 'put-parameter', '--name', '/long', '--type', 'String', '--value', 'v'.repeat(3_000));
    await run('secretsmanager', 'create-secret', '--name', 'db', '--secret-string', secret);
    await run('s3api', 'create-bucket', '--bucket', 'texts');
    await run(
      's3api',
      'put-object',
      '--bucket',
      'texts',
      '--key',
      'k',
      '--body',
      '/etc/hostname',
      '--metadata',
      `a=${secret}`,
    );
    const entries = await read(account.account);
    expect(entries.map((entry) => entry.operation)).toEqual([
      'CreateUser',
      'CreateLoginProfile',
      'PutParameter',
      'CreateSecret',
      'CreateBucket',
      'PutObject',
    ]);
    const text = JSON.stringify(entries);
    for (const hidden of [secret, account.accessKeyId, account.secretAccessKey])
      expect(text).not.toContain(hidden);
    expect(entries[1]?.parameters).toEqual({ UserName: 'ana', Password: '[redacted]' });
    expect(entries[2]?.parameters['Value']).toHaveLength(257);
  });
});
