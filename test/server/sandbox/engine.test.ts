import { chmod, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { CreateBucketCommand, ListBucketsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { repositoryRoot, venvBin } from '../../../server/sandbox/engine/paths.ts';
import { isRunning } from '../../../server/sandbox/engine/venv.ts';
import type { Sandbox, SandboxAccount, SandboxEvent } from '../../../server/sandbox/index.ts';
import { clientOf, freshSandbox } from '../../helpers/sandbox.ts';
import {
  bundleSandboxProgram,
  startSandboxProcess,
  type SandboxProcess,
} from '../../helpers/sandbox-process.ts';

// Starting an engine takes a second, on a busy machine ten; some tests start three.
vi.setConfig({ testTimeout: 120_000 });

let folder: string;
let events: SandboxEvent[];
const undo: (() => unknown)[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'groundschool-engine-'));
  events = [];
});
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
  await rm(folder, { recursive: true, force: true });
});

const client = (sandbox: Pick<Sandbox, 'endpoint'>, account: SandboxAccount): S3Client =>
  new S3Client({ ...clientOf(sandbox, account), forcePathStyle: true, maxAttempts: 1 });
const types = (): string[] => events.map((event) => event.type);
const started = async (options: Parameters<typeof freshSandbox>[0] = {}): Promise<Sandbox> => {
  const sandbox = await freshSandbox({ ...options, onEvent: (event) => events.push(event) });
  undo.push(() => sandbox.close());
  return sandbox;
};
async function gone(pid: number): Promise<void> {
  await expect.poll(() => isRunning(pid), { timeout: 10_000 }).toBe(false);
}

describe('an engine that crashes', () => {
  it('is restarted; its accounts are lost, said so, and usable again after a reset', async () => {
    const sandbox = await started();
    const account = await sandbox.createAccount();
    const call = (): Promise<unknown> => client(sandbox, account).send(new ListBucketsCommand());
    await client(sandbox, account).send(new CreateBucketCommand({ Bucket: 'before' }));
    const { pid } = sandbox.health().engine;
    process.kill(pid ?? 0, 'SIGKILL');
    await expect.poll(() => sandbox.health().status, { interval: 2 }).toBe('degraded');
    await expect(call()).rejects.toMatchObject({
      name: 'ServiceUnavailable',
      $metadata: { httpStatusCode: 503 },
    });
    await expect(sandbox.createAccount()).rejects.toMatchObject({ code: 'ENGINE_UNAVAILABLE' });
    await expect.poll(() => sandbox.health().status, { timeout: 20_000 }).toBe('ok');
    expect(types()).toEqual(['engine-started', 'engine-crashed', 'accounts-lost', 'engine-restarted']);
    expect(sandbox.health().engine.pid).not.toBe(pid);
    expect(sandbox.isAlive(account.account)).toBe(false);
    await expect(call()).rejects.toMatchObject({
      name: 'AccountProblem',
      message: expect.stringContaining('Reset it'),
    });
    const fresh = await sandbox.resetAccount(account.account);
    expect(fresh.accessKeyId).toBe(account.accessKeyId);
    expect((await client(sandbox, account).send(new ListBucketsCommand())).Buckets ?? []).toEqual([]);
  });
});

describe('a sandbox that is killed', () => {
  let program: Awaited<ReturnType<typeof bundleSandboxProgram>>;
  const running: SandboxProcess[] = [];
  beforeAll(async () => {
    program = await bundleSandboxProgram();
  });
  afterAll(() => program.remove());
  const start = async (dataDir: string | null): Promise<SandboxProcess> => {
    const process_ = await startSandboxProcess(program.file, dataDir);
    running.push(process_);
    undo.push(() => process_.stop());
    return process_;
  };
  const create = async ({ endpoint, adminToken }: SandboxProcess): Promise<SandboxAccount> => {
    const headers = { authorization: `Bearer ${adminToken}` };
    const reply = await fetch(`${endpoint}/_groundschool/accounts`, { method: 'POST', headers });
    return (await reply.json()) as SandboxAccount;
  };

  it('finds its engine and every account again', async () => {
    const first = await start(folder);
    const account = await create(first);
    await client(first, account).send(new CreateBucketCommand({ Bucket: 'kept' }));
    await client(first, account).send(new PutObjectCommand({ Bucket: 'kept', Key: 'k', Body: 'v' }));
    await first.kill();
    expect(isRunning(first.enginePid)).toBe(true);

    const second = await start(folder);
    expect(second.enginePid).toBe(first.enginePid);
    expect(second.events.map((event) => event.type)).toEqual(['engine-adopted']);
    const { Buckets } = await client(second, account).send(new ListBucketsCommand());
    expect(Buckets?.map((bucket) => bucket.Name)).toEqual(['kept']);

    await second.stop();
    await gone(first.enginePid);
    expect(await readdir(folder)).not.toContain('engine.json');
  });

  it('knows the keys of users and the sessions of roles again, and holds them to their policies', async () => {
    const first = await start(folder);
    const account = await create(first);
    const admin = clientOf(first, account);
    const iam = new IAMClient(admin);
    await iam.send(new CreateUserCommand({ UserName: 'ana' }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'ana' }));
    const trust = { Effect: 'Allow', Principal: { AWS: account.account }, Action: 'sts:AssumeRole' };
    const may = { Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*' };
    const document = (Statement: object): string => JSON.stringify({ Version: '2012-10-17', Statement });
    const AssumeRolePolicyDocument = document(trust);
    const { Role } = await iam.send(new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument }));
    const own = { RoleName: 'r', PolicyName: 'own', PolicyDocument: document(may) };
    await iam.send(new PutRolePolicyCommand(own));
    const sts = new STSClient(admin);
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: 'ada' }),
    );
    await first.kill();

    const second = await start(folder);
    const as = (keys: { AccessKeyId?: string; SecretAccessKey?: string; SessionToken?: string } = {}) => ({
      ...clientOf(second, account),
      maxAttempts: 1,
      credentials: {
        accessKeyId: keys.AccessKeyId ?? '',
        secretAccessKey: keys.SecretAccessKey ?? '',
        ...(keys.SessionToken === undefined ? {} : { sessionToken: keys.SessionToken }),
      },
    });
    await new S3Client(as(Credentials)).send(new ListBucketsCommand());
    const { Arn } = await new STSClient(as(AccessKey)).send(new GetCallerIdentityCommand());
    expect(Arn).toBe(`arn:aws:iam::${account.account}:user/ana`);
    await expect(new S3Client(as(AccessKey)).send(new ListBucketsCommand())).rejects.toMatchObject({
      name: 'AccessDenied',
    });
    const disk = await Promise.all(
      (await readdir(folder)).map((name) => readFile(join(folder, name), 'latin1')),
    );
    expect(disk.join()).not.toContain(AccessKey?.SecretAccessKey ?? '?');
  });

  it('says which accounts are lost when the engine went too', async () => {
    const first = await start(folder);
    const account = await create(first);
    await first.kill();
    process.kill(first.enginePid, 'SIGKILL');
    await gone(first.enginePid);
    const second = await start(folder);
    expect(second.events.map((event) => event.type)).toEqual(['engine-started', 'accounts-lost']);
    expect(second.events.at(-1)?.data).toEqual({ accounts: [account.account] });
  });

  it('never adopts a stranger under the recorded process id', async () => {
    const record = { kind: 'process', url: 'http://127.0.0.1:1', pid: process.ppid, nonce: 'n' };
    await writeFile(join(folder, 'engine.json'), JSON.stringify(record));
    const sandbox = await started({ dataDir: folder });
    expect(types()).toEqual(['engine-started']);
    expect(sandbox.health().engine.pid).not.toBe(process.ppid);
  });

  it('takes its engine along when nothing is to be kept', async () => {
    const first = await start(null);
    expect(isRunning(first.enginePid)).toBe(true);
    await first.kill();
    await gone(first.enginePid);
  });
});

describe('the engine itself', () => {
  it('answers nobody but its sandbox, so that no web page can reset it', async () => {
    await started({ dataDir: folder });
    const { url, nonce } = JSON.parse(await readFile(join(folder, 'engine.json'), 'utf8')) as {
      url: string;
      nonce: string;
    };
    const ask = async (path: string, headers: Record<string, string> = {}): Promise<number> =>
      (await fetch(url + path, { method: 'POST', headers })).status;
    expect(await ask('/moto-api/reset')).toBe(403);
    expect(await ask('/', { 'x-groundschool-nonce': `${nonce}0` })).toBe(403);
    expect(await ask('/_groundschool/engine', { 'x-groundschool-nonce': nonce })).toBe(200);
    expect((await stat(join(folder, 'engine.json'))).mode & 0o777).toBe(0o600);
  });
});

describe('a port or data folder that is taken', () => {
  it('is named, with the cure', async () => {
    const sandbox = await started({ dataDir: folder });
    const port = Number(new URL(sandbox.endpoint).port);
    await expect(freshSandbox({ port })).rejects.toMatchObject({
      code: 'SANDBOX_PORT_IN_USE',
      message: expect.stringContaining(`Port ${port}`),
    });
    await writeFile(join(folder, 'sandbox.pid'), `${process.ppid}\n`);
    await expect(freshSandbox({ dataDir: folder })).rejects.toMatchObject({ code: 'SANDBOX_DATA_IN_USE' });
  });
});

describe('the discovery of the engine', () => {
  it('says what is missing on a machine without Python, and keeps nothing running', async () => {
    const venv = join(folder, '.venv');
    const starting = started({ dataDir: join(folder, 'data'), engine: { venv, searchPath: folder } });
    await expect(starting).rejects.toMatchObject({
      code: 'ENGINE_UNAVAILABLE',
      message: expect.stringMatching(
        /needs Python 3\.10 or newer .* no python3 is on the PATH\. Install it \(Debian and Ubuntu: apt install python3 python3-venv/,
      ),
    });
    expect(await readdir(join(folder, 'data'))).not.toContain('sandbox.pid');
  });

  it('names a Python that is too old', async () => {
    await script('python3', 'echo 3.8.18');
    const engine = { venv: join(folder, '.venv'), searchPath: folder };
    await expect(started({ engine })).rejects.toThrow(`${join(folder, 'python3')} is 3.8.18`);
  });

  it('uses a moto_server on the PATH only when the environment cannot be made', async () => {
    await writeFile(join(folder, 'moto_server'), `#!${venvBin('python')}\n`, { mode: 0o755 });
    const sandbox = await started({ engine: { venv: join(folder, '.venv'), searchPath: folder } });
    expect(sandbox.health().engine.origin).toBe(join(folder, 'moto_server'));
    expect(types()).toEqual(['engine-progress', 'engine-started']);
    const preferred = await started({ engine: { searchPath: folder } });
    expect(preferred.health().engine.origin).toBe(join(repositoryRoot(), '.venv'));
  });

  it('runs the moto_server that GROUNDSCHOOL_MOTO names, or says why it cannot', async () => {
    const sandbox = await started({ engine: { moto: venvBin('moto_server') } });
    expect(sandbox.health().engine.origin).toContain('GROUNDSCHOOL_MOTO');
    await writeFile(join(folder, 'moto_server'), '#!/bin/sh\n', { mode: 0o755 });
    await expect(started({ engine: { moto: join(folder, 'moto_server') } })).rejects.toMatchObject({
      code: 'ENGINE_UNAVAILABLE',
      message: expect.stringContaining('no Python belongs to it'),
    });
    await expect(started({ engine: { moto: 'http://127.0.0.1:1' } })).rejects.toMatchObject({
      code: 'ENGINE_UNAVAILABLE',
      message: expect.stringContaining('nothing answers there'),
    });
  });

  it('uses a moto that somebody else runs, and frees the bucket names of a reset account there', async () => {
    const port = await freePort();
    const { spawn } = await import('node:child_process');
    const moto = spawn(venvBin('moto_server'), ['-p', String(port)], { stdio: 'ignore' });
    undo.push(() => moto.kill('SIGKILL'));
    const url = `http://127.0.0.1:${port}`;
    await expect
      .poll(
        () =>
          fetch(url).then(
            (r) => r.status,
            () => 0,
          ),
        { timeout: 20_000 },
      )
      .not.toBe(0);
    const sandbox = await started({ engine: { moto: url } });
    const account = await sandbox.createAccount();
    await client(sandbox, account).send(new CreateBucketCommand({ Bucket: 'global-name' }));
    await client(sandbox, account).send(new PutObjectCommand({ Bucket: 'global-name', Key: 'k', Body: 'v' }));
    await sandbox.resetAccount(account.account);
    await client(sandbox, account).send(new CreateBucketCommand({ Bucket: 'global-name' }));
    expect(sandbox.health().engine).toMatchObject({ state: 'running', pid: null });
  });
});

async function script(name: string, body: string): Promise<void> {
  await writeFile(join(folder, name), `#!/bin/sh\n${body}\n`);
  await chmod(join(folder, name), 0o755);
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
