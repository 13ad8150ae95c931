import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Check, Errors } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GradeReport, type TaskResult } from '../../graders/contract/index.ts';
import { resolveVariables } from '../../graders/engine/index.ts';
import { loadLabForGrading } from '../../server/catalog/lab-manifest.ts';
import { junit } from '../../server/cli/junit.ts';
import type { Sandbox, SandboxAccount } from '../../server/sandbox/index.ts';
import { loadScripts, runScript } from '../../server/scripts/index.ts';
import { cliProgram, runCli, type CliRun } from '../helpers/cli.ts';
import { awsEnv, runVenv, sharedSandbox } from '../helpers/sandbox.ts';

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'grade-'));
const answers = join(folder, 'answers');
const lab = loadLabForGrading(root, 's3-lifecycle');
let sandbox: Sandbox;
/** A solved account of a learner whose seed is `someone`. */
let account: SandboxAccount;

beforeAll(async () => {
  await cliProgram();
  sandbox = await sharedSandbox();
  account = await sandbox.createAccount('grade');
  const variables = resolveVariables({ lab: lab.manifest, common: lab.common, seed: 'someone' });
  const scripts = loadScripts(root, 's3-lifecycle');
  for (const name of ['setup', 'solution']) {
    const script = scripts.get(name);
    if (!script) throw new Error(name);
    const { artifacts } = await runScript(script, {
      scripts,
      labFolder: lab.folder,
      variables,
      target: {
        endpoint: sandbox.endpoint,
        region: 'us-east-1',
        account: account.account,
        credentials: { accessKeyId: account.accessKeyId, secretAccessKey: account.secretAccessKey },
      },
    });
    for (const [task, files] of artifacts) {
      mkdirSync(join(answers, task), { recursive: true });
      for (const { name: file, bytes } of files) writeFileSync(join(answers, task, file), bytes);
    }
  }
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const readerKeys = (): Record<string, string> => ({
  AWS_ACCESS_KEY_ID: account.readerAccessKeyId,
  AWS_SECRET_ACCESS_KEY: account.readerSecretAccessKey,
});

/** Grades the solved account; nothing secret may be in what it says. */
async function grade(args: string[], env: Record<string, string> = readerKeys()): Promise<CliRun> {
  const target = ['--endpoint-url', sandbox.endpoint, '--seed', 'someone'];
  const run = await runCli(['grade', 's3-lifecycle', ...target, ...args], { env, cwd: folder });
  for (const secret of [account.secretAccessKey, account.readerSecretAccessKey, ...Object.values(env)]) {
    if (secret.length > 25) expect(run.stdout + run.stderr).not.toContain(secret);
  }
  return run;
}

async function report(
  args: string[],
  env?: Record<string, string>,
): Promise<{ report: GradeReport; run: CliRun }> {
  const run = await grade([...args, '--format', 'json'], env);
  expect(run.stderr).toBe('');
  const value = JSON.parse(run.stdout) as GradeReport;
  expect(Check(GradeReport, value) ? [] : Errors(GradeReport, value)).toEqual([]);
  return { report: value, run };
}
const taskOf = (value: GradeReport, id: string): TaskResult | undefined =>
  value.tasks.find((task) => task.id === id);

describe('a solved account', () => {
  test('scores 100 as JSON, with everything that the contract names', { timeout: 120_000 }, async () => {
    const { report: value, run } = await report(['--artifacts-from', answers, '--min-score', '100']);
    expect(run.code).toBe(0);
    expect(value).toMatchObject({
      lab: 's3-lifecycle',
      target: { kind: 'endpoint', endpoint: sandbox.endpoint, account: account.account, region: 'us-east-1' },
      score: 100,
      checkable: 100,
      maxScore: 100,
    });
    expect(value.version).toMatch(/^\d+\.\d+\.\d+\+[0-9a-f]{12}$/);
    expect(value.version.endsWith(lab.digest)).toBe(true);
    expect(Math.abs(Date.parse(value.startedAt) - Date.now())).toBeLessThan(120_000);
    expect(value.awsCalls).toBeGreaterThan(10);
    expect(value.tasks.map(({ id }) => id)).toEqual(lab.manifest.tasks.map(({ id }) => id));
    expect(value.tasks.reduce((sum, { points }) => sum + points, 0)).toBe(100);
  });

  test('is text for people, and JUnit for CI', { timeout: 120_000 }, async () => {
    const text = await grade(['--artifacts-from', answers]);
    expect(text.stdout).toMatch(/^s3-lifecycle \d/);
    expect(text.stdout).toMatch(/^passed +secure-bucket +16\/16 {2}Private, owned, encrypted$/m);
    expect(text.stdout).toMatch(/^Score 100 of 100; 100 of 100 decided\.$/m);
    expect([text.code, text.stderr]).toEqual([0, '']);

    const xml = await grade(['--format', 'junit', '--task', 'presigned-link']);
    const suite = await parseXml(xml.stdout);
    expect(suite).toMatchObject({ tests: '2', failures: '1', errors: '0', skipped: '0' });
    expect(suite.cases).toEqual([
      { name: 'secure-bucket', outcome: null },
      { name: 'presigned-link', outcome: 'failure', type: 'artifact-missing' },
    ]);
  });

  test('with other values of the variables is another account state', { timeout: 120_000 }, async () => {
    const variables = resolveVariables({ lab: lab.manifest, common: lab.common, seed: 'someone' });
    const { report: other } = await report(['--task', 'secure-bucket', '--var', 'bucket=not-there']);
    expect(taskOf(other, 'secure-bucket')).toMatchObject({ status: 'fail', reason: 'bucket-missing' });
    expect(JSON.stringify(taskOf(other, 'secure-bucket'))).toContain('not-there');

    const days = Number(variables['ia_days']) + 1;
    const { report: later } = await report(['--task', 'tiering', '--var', `ia_days=${days}`]);
    expect(taskOf(later, 'tiering')?.status).toBe('fail');
    const { report: default_ } = await report(['--seed', 'someone-else', '--task', 'attic-fix']);
    expect(taskOf(default_, 'attic-fix')?.status).toBe('fail');
  });

  test('--today is the day of the check', { timeout: 120_000 }, async () => {
    const { report: value } = await report(['--task', 'tiering', '--today', '2031-01-01']);
    expect(taskOf(value, 'tiering')?.status).toBe('pass');
  });

  test(
    'below --min-score is exit 1, also when blocked tasks are the reason',
    { timeout: 120_000 },
    async () => {
      const { code, stdout } = await grade(['--min-score', '100']);
      expect(code).toBe(1);
      expect(stdout).toMatch(/^Score 84 of 100; 100 of 100 decided\.$/m);
      expect((await grade(['--min-score', '84'])).code).toBe(0);
    },
  );

  test('a slow reader gets everything', { timeout: 120_000 }, async () => {
    const { promisify } = await import('node:util');
    const { execFile } = await import('node:child_process');
    const command = `"${process.execPath}" "${await cliProgram()}" grade s3-lifecycle --format json --endpoint-url ${sandbox.endpoint} | (sleep 1; cat)`;
    const env = { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', ...readerKeys() };
    const { stdout } = await promisify(execFile)('bash', ['-c', command], { env });
    expect(Check(GradeReport, JSON.parse(stdout))).toBe(true);
  });

  test('a shell with the sandbox’s exports needs no address', { timeout: 120_000 }, async () => {
    const env = awsEnv(sandbox, account);
    const { code, stdout } = await runCli(
      ['grade', 's3-lifecycle', '--seed', 'someone', '--task', 'tls-only'],
      { env },
    );
    expect(stdout).toContain(`account ${account.account} in us-east-1 on ${sandbox.endpoint}`);
    expect(code).toBe(0);
  });
});

describe('artifacts', () => {
  const link = async (args: string[]): Promise<TaskResult | undefined> =>
    taskOf((await report(['--task', 'presigned-link', ...args])).report, 'presigned-link');
  const script = async (args: string[]): Promise<TaskResult | undefined> =>
    taskOf((await report(['--task', 'inventory-script', ...args])).report, 'inventory-script');
  const file = (name: string, content: string | Buffer): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };

  test('a single wanted file may have any name', { timeout: 120_000 }, async () => {
    expect(
      (await link(['--artifact', `presigned-link=${join(answers, 'presigned-link', 'url.generated.txt')}`]))
        ?.status,
    ).toBe('pass');
  });

  test(
    '--artifact takes the place of what --artifacts-from found for its task only',
    { timeout: 120_000 },
    async () => {
      const other = file('other.txt', 'http://127.0.0.1/no-link\n');
      const all = await report(['--artifacts-from', answers, '--artifact', `presigned-link=${other}`]);
      expect(taskOf(all.report, 'presigned-link')?.status).toBe('fail');
      expect(taskOf(all.report, 'inventory-script')?.status).toBe('pass');
    },
  );

  test('of several files for a task that wants one the last one counts', { timeout: 120_000 }, async () => {
    const right = join(answers, 'inventory-script', 'inventory.py');
    const wrong = file('notes.py', 'print("nothing")\n');
    const handIn = (...paths: string[]): Promise<TaskResult | undefined> =>
      script(paths.flatMap((path) => ['--artifact', `inventory-script=${path}`]));
    expect((await handIn(wrong, right))?.status).toBe('pass');
    expect(await handIn(right, wrong)).toMatchObject({ status: 'fail', reason: 'script-error' });
    const renamed = file('count.py', readFileSync(right));
    expect((await handIn(wrong, renamed))?.status).toBe('pass');
  });

  test.each<[string, () => string, RegExp]>([
    ['larger than 256 KiB', () => file('large.py', Buffer.alloc(256 * 1024 + 1, '#')), /262145 bytes/],
    ['much larger', () => file('huge.py', Buffer.alloc(20 * 1024 * 1024, '#')), /20971520 bytes/],
    ['without end', () => '/dev/zero', /262145 bytes/],
    ['binary', () => file('binary.py', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0xff])), /not UTF-8|binary/],
    ['text with a null in it', () => file('null.py', 'a\0b'), /binary/],
  ])('%s: artifact-unreadable', { timeout: 120_000 }, async (_what, make, expected) => {
    const result = await script(['--artifact', `inventory-script=${make()}`]);
    expect(result).toMatchObject({ status: 'fail', reason: 'artifact-unreadable' });
    expect(JSON.stringify(result)).toMatch(expected);
  });

  test(
    'an unreadable one is reported by itself; folders and hidden files are no artifacts',
    { timeout: 120_000 },
    async () => {
      const from = join(folder, 'mixed');
      mkdirSync(join(from, 'inventory-script', 'old'), { recursive: true });
      mkdirSync(join(from, 'no-such-task'), { recursive: true });
      writeFileSync(join(from, 'inventory-script', '.DS_Store'), 'x');
      symlinkSync(
        join(answers, 'inventory-script', 'inventory.py'),
        join(from, 'inventory-script', 'inventory.py'),
      );
      expect((await script(['--artifacts-from', from]))?.status).toBe('pass');
    },
  );
});

describe('credentials and permissions', () => {
  const blocked = async (
    env: Record<string, string>,
  ): Promise<{ code: number | null; tasks: TaskResult[] }> => {
    const { report: value, run } = await report(['--task', 'secure-bucket'], env);
    return { code: run.code, tasks: value.tasks };
  };

  test.each<[string, () => Record<string, string>, string]>([
    [
      'an unknown key',
      () => ({ AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'a'.repeat(40) }),
      'InvalidClientTokenId',
    ],
    [
      'a forged secret',
      () => ({ AWS_ACCESS_KEY_ID: account.readerAccessKeyId, AWS_SECRET_ACCESS_KEY: 'b'.repeat(40) }),
      'SignatureDoesNotMatch',
    ],
  ])('%s: exit 3, blocked, the AWS code and the cure', { timeout: 120_000 }, async (_what, env, awsCode) => {
    const { code, tasks } = await blocked(env());
    expect(code).toBe(3);
    expect(tasks).toMatchObject([{ status: 'blocked', reason: 'credentials-expired', points: 0 }]);
    expect(tasks[0]?.message).toContain(awsCode);
    expect(tasks[0]?.message).toContain('Your move: set AWS_ACCESS_KEY_ID');
  });

  test('the key of an account that was reset', { timeout: 120_000 }, async () => {
    const gone = await sandbox.createAccount('gone');
    await sandbox.revokeAccount(gone.account);
    const { code, tasks } = await blocked({
      AWS_ACCESS_KEY_ID: gone.readerAccessKeyId,
      AWS_SECRET_ACCESS_KEY: gone.readerSecretAccessKey,
    });
    expect(code).toBe(3);
    expect(tasks).toMatchObject([{ status: 'blocked', reason: 'credentials-expired' }]);
  });

  test('one denied read blocks its tasks, the others are decided', { timeout: 120_000 }, async () => {
    sandbox.faults.add(account.account, { operation: 's3:GetBucketPolicy', kind: 'deny', who: 'reader' });
    const { report: value, run } = await report(['--artifacts-from', answers]);
    const xml = await parseXml((await grade(['--format', 'junit', '--artifacts-from', answers])).stdout);
    sandbox.faults.clear(account.account);
    expect(run.code).toBe(0);
    const tls = taskOf(value, 'tls-only');
    expect(tls).toMatchObject({ status: 'blocked', reason: 'denied', points: 0 });
    expect(tls?.message).toContain('allow s3:GetBucketPolicy');
    expect(value.checkable).toBeLessThan(100);
    expect(value.score).toBe(value.checkable);
    expect(xml.cases.find(({ name }) => name === 'tls-only')).toMatchObject({
      outcome: 'error',
      type: 'denied',
    });
  });
});

interface Suite {
  tests: string;
  failures: string;
  errors: string;
  skipped: string;
  cases: { name: string; outcome: string | null; type?: string; message?: string }[];
}

/** Parses JUnit XML with Python's parser, which refuses what is not well-formed. */
async function parseXml(text: string): Promise<Suite> {
  const program = `
import json, sys, xml.etree.ElementTree as ET
suite = ET.fromstring(sys.argv[1].encode()).find('testsuite')
cases = []
for case in suite:
    inner = list(case)
    entry = {'name': case.get('name'), 'outcome': inner[0].tag if inner else None}
    if inner: entry.update({k: v for k, v in inner[0].attrib.items() if k in sys.argv[2].split(',')})
    cases.append(entry)
print(json.dumps({**suite.attrib, 'cases': cases}))
`;
  const { stdout, stderr } = await runVenv('python', ['-c', program, text, 'type'], {
    PATH: process.env['PATH'] ?? '',
  });
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Suite;
}

test('JUnit is well-formed whatever the account holds', async () => {
  const nasty = `<a href="x">&amp; ]]> \u0000\u0007\u001b\uFFFE \uD800 ' " 雲`;
  const task = (status: TaskResult['status']): TaskResult => ({
    id: nasty,
    title: nasty,
    status,
    points: 0,
    maxPoints: 10,
    reason: 'some-reason',
    message: nasty,
    checks: [
      {
        use: 'a/b',
        status: 'fail',
        reason: 'some-reason',
        message: nasty,
        data: {},
        evidence: [{ read: 's3:GetBucketPolicy', path: nasty, expected: nasty, actual: undefined }],
      },
    ],
  });
  const suite = await parseXml(
    junit({
      lab: nasty,
      version: '1',
      target: { kind: 'aws', endpoint: null, account: null, region: 'us-east-1' },
      startedAt: '2026-11-25T00:00:00.000Z',
      durationMs: 1500,
      awsCalls: 0,
      score: 0,
      checkable: 0,
      maxScore: 100,
      tasks: (['pass', 'partial', 'fail', 'blocked', 'skipped'] as const).map(task),
    }),
  );
  expect(suite).toMatchObject({ tests: '5', failures: '2', errors: '1', skipped: '1', time: '1.500' });
  expect(suite.cases.map(({ outcome }) => outcome)).toEqual([null, 'failure', 'failure', 'error', 'skipped']);
});
