import { GetAccountSummaryCommand, IAMClient } from '@aws-sdk/client-iam';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cliProgram, runCli, startCli, type CliRun } from '../helpers/cli.ts';
import { awsEnv, clientOf, runVenv, sharedSandbox } from '../helpers/sandbox.ts';
import type { Sandbox, SandboxAccount } from '../../server/sandbox/index.ts';

/** Processes that descend from this one, by /proc; empty where there is none. */
function descendants(pid: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
      children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
    } catch (error) {
      // It ended while we were looking.
      if (!['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
  }
  const found: number[] = [];
  for (const queue = [pid]; queue.length > 0;) {
    const next = children.get(queue.pop() ?? 0) ?? [];
    found.push(...next);
    queue.push(...next);
  }
  return found;
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe('sandbox serve', () => {
  interface Served {
    child: ChildProcess;
    line: string;
    rest: () => string;
    ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  }

  async function serve(): Promise<Served> {
    const child = await startCli(['sandbox', 'serve', '--json', '--port', '0'], {
      env: { GROUNDSCHOOL_MOTO: '' },
    });
    const lines: string[] = [];
    child.stderr?.resume();
    const ended: Served['ended'] = new Promise((resolve) => {
      child.once('exit', (code, signal) => resolve({ code, signal }));
    });
    const line = await new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (text) => {
        lines.push(text);
        resolve(text);
      });
      void ended.then(({ code }) => reject(new Error(`ended with ${code} before it was ready`)));
    });
    return { child, line, rest: () => lines.slice(1).join('\n'), ended };
  }

  test(
    'one JSON line, accounts that the real CLI can use, and a clean end',
    { timeout: 180_000 },
    async () => {
      const { child, line, rest, ended } = await serve();
      const told = JSON.parse(line) as { endpoint: string; adminToken: string };
      expect(Object.keys(told)).toEqual(['endpoint', 'adminToken']);
      expect(told.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);

      const admin = async (method: string, path: string, body?: object): Promise<unknown> => {
        const reply = await fetch(`${told.endpoint}/_groundschool/accounts${path}`, {
          method,
          headers: { authorization: `Bearer ${told.adminToken}`, 'content-type': 'application/json' },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        expect(reply.status).toBeLessThan(300);
        return reply.json();
      };
      const account = (await admin('POST', '', {})) as SandboxAccount;
      expect(Object.keys(account)).toEqual(
        expect.arrayContaining([
          'account',
          'accessKeyId',
          'secretAccessKey',
          'readerAccessKeyId',
          'readerSecretAccessKey',
        ]),
      );
      const aws = await runVenv(
        'aws',
        ['sts', 'get-caller-identity', '--query', 'Account', '--output', 'text'],
        awsEnv(told, account),
      );
      expect(aws.stdout.trim()).toBe(account.account);

      const engine = descendants(child.pid ?? 0);
      expect(engine.length).toBeGreaterThan(0);
      child.kill('SIGTERM');
      expect(await ended).toEqual({ code: 0, signal: null });
      for (const pid of engine) expect(isAlive(pid)).toBe(false);
      expect(rest()).toBe('');
    },
  );

  test('a signal while it starts leaves nothing behind', { timeout: 180_000 }, async () => {
    const child = await startCli(['sandbox', 'serve', '--json', '--port', '0'], {
      env: { GROUNDSCHOOL_MOTO: '' },
    });
    child.stderr?.resume();
    child.stdout?.resume();
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    let engine: number[] = [];
    for (const until = Date.now() + 60_000; engine.length === 0 && Date.now() < until;) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      engine = descendants(child.pid ?? 0);
    }
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(engine.length).toBeGreaterThan(0);
    for (const pid of engine) expect(isAlive(pid)).toBe(false);
  });

  test('a port in use is named', { timeout: 120_000 }, async () => {
    const port = new URL((await sharedSandbox()).endpoint).port;
    const { code, stdout, stderr } = await runCli(['sandbox', 'serve', '--port', port]);
    expect(stderr).toMatch(new RegExp(`^SANDBOX_PORT_IN_USE: Port ${port} on 127\\.0\\.0\\.1 is in use`));
    expect([code, stdout]).toEqual([2, '']);
  });
});

describe('what only a console can do', () => {
  let sandbox: Sandbox;
  let account: SandboxAccount;
  beforeAll(async () => {
    await cliProgram();
    sandbox = await sharedSandbox();
    account = await sandbox.createAccount('root');
  }, 180_000);
  afterAll(async () => sandbox.revokeAccount(account.account));

  const run = async (args: string[], more: Record<string, string> = {}): Promise<CliRun> => {
    const env = { ...awsEnv(sandbox, account), GROUNDSCHOOL_ADMIN_TOKEN: sandbox.adminToken, ...more };
    const result = await runCli(['sandbox', ...args], { env });
    expect(result.stdout + result.stderr).not.toContain(sandbox.adminToken);
    return result;
  };
  const summary = async (): Promise<Record<string, number>> => {
    const client = new IAMClient(clientOf(sandbox, account));
    const { SummaryMap } = await client.send(new GetAccountSummaryCommand({}));
    client.destroy();
    return SummaryMap ?? {};
  };

  test('root gets its device and loses its keys, one by one', { timeout: 120_000 }, async () => {
    sandbox.setRootUser(account.account, { hasAccessKeys: true, hasMfa: false } as never);
    const before = await summary();
    const first = await run(['root', '--assign-mfa']);
    expect([first.code, first.stderr]).toEqual([0, '']);
    expect(first.stdout).toContain(`account ${account.account} now has an MFA device`);
    expect(await summary()).toMatchObject({
      AccountMFAEnabled: 1,
      AccountAccessKeysPresent: before['AccountAccessKeysPresent'],
    });
    const second = await run(['root', '--delete-keys', '--account', account.account]);
    expect(second.stdout).toContain('has no access keys');
    expect(await summary()).toMatchObject({ AccountMFAEnabled: 1, AccountAccessKeysPresent: 0 });
  });

  test('an MFA device is read off', { timeout: 120_000 }, async () => {
    const aws = (...args: string[]): ReturnType<typeof runVenv> =>
      runVenv('aws', args, awsEnv(sandbox, account));
    expect((await run(['mfa-code'])).stderr).toMatch(
      /^SANDBOX_BAD_REQUEST: The account has no virtual MFA device/,
    );
    const trust = {
      Effect: 'Allow',
      Principal: { AWS: account.account },
      Action: 'sts:AssumeRole',
      Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
    };
    const document = JSON.stringify({ Version: '2012-10-17', Statement: trust });
    await aws('iam', 'create-role', '--role-name', 'careful', '--assume-role-policy-document', document);
    const folder = mkdtempSync(join(tmpdir(), 'groundschool-mfa-'));
    const seed = ['--bootstrap-method', 'Base32StringSeed', '--outfile', join(folder, 'seed')];
    const made = await aws('iam', 'create-virtual-mfa-device', '--virtual-mfa-device-name', 'me', ...seed);
    expect(made.code).toBe(0);
    rmSync(folder, { recursive: true });
    const { code, stdout, stderr } = await run(['mfa-code']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^\d{6}\n$/);
    const serial = `arn:aws:iam::${account.account}:mfa/me`;
    const shown = ['--serial-number', serial, '--token-code', stdout.trim()];
    const role = ['--role-arn', `arn:aws:iam::${account.account}:role/careful`, '--role-session-name', 'ada'];
    expect((await aws('sts', 'assume-role', ...role)).stderr).toContain('(AccessDenied)');
    expect((await aws('sts', 'assume-role', ...role, ...shown)).code).toBe(0);
    expect((await run(['mfa-code', serial])).stdout).toMatch(/^\d{6}\n$/);
    expect((await run(['mfa-code', `${serial}-not`])).stderr).toMatch(/^SANDBOX_BAD_REQUEST: Name one/);
  });

  test('an image is pushed to a repository that is there', { timeout: 120_000 }, async () => {
    const aws = (...args: string[]): ReturnType<typeof runVenv> =>
      runVenv('aws', ['ecr', ...args], awsEnv(sandbox, account));
    const missing = await run(['push-image', 'team/serve:v1']);
    expect(missing.stderr).toMatch(/^[A-Z_]+: \S/);
    expect(missing.code).toBe(2);
    expect((await aws('create-repository', '--repository-name', 'team/serve')).code).toBe(0);
    const pushed = await run(['push-image', 'team/serve:v1']);
    expect([pushed.code, pushed.stderr]).toEqual([0, '']);
    const listed = await aws(
      'describe-images',
      '--repository-name',
      'team/serve',
      '--query',
      'imageDetails[].imageTags[]',
      '--output',
      'text',
    );
    expect(listed.stdout.trim()).toBe('v1');
    const elsewhere = await run(['push-image', 'team/serve:v2', '--region', 'eu-west-1']);
    expect(elsewhere.stderr).toContain("'team/serve' does not exist");
  });

  test(
    'a profile becomes a role; policies hold it, are switched off and on',
    { timeout: 120_000 },
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'groundschool-profile-'));
      const config = join(folder, 'config');
      const role = `arn:aws:iam::${account.account}:role/visitor`;
      writeFileSync(
        config,
        `[profile visitor]\nrole_arn = ${role}\ncredential_source = Environment\nrole_session_name = ada\n`,
      );
      const env = awsEnv(sandbox, account, { AWS_CONFIG_FILE: config });
      const aws = (...args: string[]): ReturnType<typeof runVenv> => runVenv('aws', args, env);
      const trust = { Effect: 'Allow', Principal: { AWS: account.account }, Action: 'sts:AssumeRole' };
      const document = JSON.stringify({ Version: '2012-10-17', Statement: trust });
      const made = await aws(
        'iam',
        'create-role',
        '--role-name',
        'visitor',
        '--assume-role-policy-document',
        document,
      );
      expect(made.code).toBe(0);
      const who = await aws(
        '--profile',
        'visitor',
        'sts',
        'get-caller-identity',
        '--query',
        'Arn',
        '--output',
        'text',
      );
      expect(who.stdout.trim()).toBe(`arn:aws:sts::${account.account}:assumed-role/visitor/ada`);
      const list = (): ReturnType<typeof runVenv> => aws('--profile', 'visitor', 's3api', 'list-buckets');
      expect((await list()).stderr).toContain(
        '(AccessDenied) when calling the ListBuckets operation: User: arn:aws:sts::',
      );
      expect((await aws('s3api', 'create-bucket', '--bucket', 'profile-links')).code).toBe(0);
      expect((await aws('s3', 'cp', config, 's3://profile-links/config')).code).toBe(0);
      // Signature Version 2, with the session's token in the link.
      const link = (
        await aws('--profile', 'visitor', 's3', 'presign', 's3://profile-links/config')
      ).stdout.trim();
      expect(link).toContain('security-token=');
      expect((await fetch(link)).status).toBe(403);
      const off = await run(['iam', '--enforce', 'off']);
      expect(await (await fetch(link)).text()).toBe(readFileSync(config, 'utf8'));
      expect([off.code, off.stderr]).toEqual([0, '']);
      expect(off.stdout).toContain('may do everything');
      expect((await list()).code).toBe(0);
      expect((await run(['iam', '--enforce', 'on'])).stdout).toContain('are held to their policies');
      expect((await list()).code).not.toBe(0);
      expect((await run(['iam'])).stdout).toContain('are held to their policies');
      expect((await run(['iam', '--enforce', 'maybe'])).stderr).toMatch(/^USAGE: --enforce is on or off/);
      rmSync(folder, { recursive: true });
      expect((await run(['pace'])).stdout).toContain('are ready at once');
      expect((await run(['pace', 'gradual'])).stdout).toContain('take their time, as at AWS');
      expect(sandbox.pace(account.account)).toBe('gradual');
      expect((await run(['pace', 'instant'])).stdout).toContain('are ready at once');
      expect((await run(['pace', 'slow'])).stderr).toMatch(
        /^USAGE: The pace is instant or gradual; got "slow"/,
      );
    },
  );

  test.each<[string, string[], Record<string, string>, RegExp]>([
    ['another token', ['root', '--assign-mfa'], { GROUNDSCHOOL_ADMIN_TOKEN: 'wrong' }, /^[A-Z_]+: \S/],
    [
      'an account that is not there',
      ['root', '--assign-mfa', '--account', '000000000001'],
      {},
      /^SANDBOX_ACCOUNT_NOT_FOUND: /,
    ],
    [
      'keys of nobody',
      ['root', '--assign-mfa'],
      { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE' },
      /^ACCOUNT_UNKNOWN: .*Export the sandbox's keys/,
    ],
    [
      'an address where nobody answers',
      ['root', '--assign-mfa', '--account', '000000000001', '--endpoint-url', 'http://127.0.0.1:1'],
      {},
      /^SANDBOX_NOT_FOUND: The sandbox at http:\/\/127\.0\.0\.1:1 does not answer/,
    ],
  ])('%s is refused', { timeout: 120_000 }, async (_what, args, env, expected) => {
    const { code, stdout, stderr } = await run(args, env);
    expect(stderr).toMatch(expected);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect([code, stdout]).toEqual([2, '']);
  });

  test('an address that is no sandbox is named', { timeout: 120_000 }, async () => {
    const { createServer } = await import('node:http');
    const server = createServer((_request, reply) => reply.writeHead(404).end('<html>not here</html>'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const { code, stderr } = await run([
      'root',
      '--assign-mfa',
      '--account',
      account.account,
      '--endpoint-url',
      `http://127.0.0.1:${port}`,
    ]);
    server.close();
    expect(stderr).toMatch(
      /^NOT_GROUNDSCHOOL: http:\/\/127\.0\.0\.1:\d+ answers 404 with something that is no JSON/,
    );
    expect(code).toBe(2);
  });
});
