import Database from 'better-sqlite3';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cliProgram, runCli, startCli, type CliRun } from '../helpers/cli.ts';
import { runVenv } from '../helpers/sandbox.ts';

const folder = mkdtempSync(join(tmpdir(), 'cli-server-'));
beforeAll(async () => {
  await cliProgram();
}, 180_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('backup', () => {
  const data = join(folder, 'data');
  const backup = (file: string): Promise<CliRun> =>
    runCli(['backup', file], { env: { GROUNDSCHOOL_DATA_DIR: data } });
  let writer: ChildProcess;

  /** Writes a row after the other, as fast as it can, in pairs that belong together. */
  const WRITER = `
    const db = new (require('better-sqlite3'))(process.argv[1]);
    db.pragma('journal_mode = WAL');
    db.exec('create table pairs (id integer primary key, half text, content text)');
    const insert = db.prepare('insert into pairs (half, content) values (?, ?)');
    const pair = db.transaction(() => { insert.run('first', 'x'.repeat(2000)); insert.run('second', 'x'.repeat(2000)); });
    let told = 0;
    const step = () => { pair(); if (++told === 2000) console.log('busy'); setImmediate(step); };
    step();
  `;

  beforeAll(async () => {
    mkdirSync(data);
    writer = spawn(process.execPath, ['-e', WRITER, join(data, 'groundschool.sqlite')], {
      cwd: join(import.meta.dirname, '../..'),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((resolve, reject) => {
      createInterface({ input: writer.stdout as NodeJS.ReadableStream }).once('line', resolve);
      writer.once('exit', (code) => reject(new Error(`the writer ended with ${code}`)));
    });
  }, 120_000);
  afterAll(() => writer.kill('SIGKILL'));

  test('is whole and consistent while another process writes', { timeout: 120_000 }, async () => {
    const file = join(folder, 'copy.sqlite');
    const { code, stdout, stderr } = await backup(file);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^Copied the database to .*copy\.sqlite \(\d+ pages\)\.$/m);
    expect(writer.exitCode).toBeNull();
    const db = new Database(file, { readonly: true });
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    const { rows, last, halves } = db
      .prepare("select count(*) as rows, max(id) as last, sum(half = 'first') * 2 as halves from pairs")
      .get() as Record<'rows' | 'last' | 'halves', number>;
    db.close();
    expect(rows).toBeGreaterThanOrEqual(4000);
    expect([last, halves]).toEqual([rows, rows]);
    // It holds what learners wrote: nobody else on this machine may read it.
    expect(statSync(file).mode & 0o077).toBe(0);
  });

  test('never overwrites, and leaves nothing behind when it cannot write', { timeout: 120_000 }, async () => {
    const there = join(folder, 'there.sqlite');
    writeFileSync(there, 'mine');
    expect(await backup(there)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^FILE_EXISTS: .*was left alone/) as unknown,
    });
    expect(readFileSync(there, 'utf8')).toBe('mine');
    const nowhere = await backup(join(folder, 'none', 'copy.sqlite'));
    expect(nowhere).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^FOLDER_NOT_FOUND: /) as unknown,
    });
  });

  test('a file that is no database is named', { timeout: 120_000 }, async () => {
    const other = join(folder, 'other');
    mkdirSync(other);
    writeFileSync(join(other, 'groundschool.sqlite'), 'this is no database, it only has the name of one');
    const target = join(folder, 'broken.sqlite');
    const run = await runCli(['backup', target], { env: { GROUNDSCHOOL_DATA_DIR: other } });
    expect(run).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^BACKUP_FAILED: .*file is not a database/) as unknown,
    });
    expect(existsSync(target)).toBe(false);
  });
});

describe('beside a running server', () => {
  const data = join(folder, 'server');
  const env = {
    GROUNDSCHOOL_DATA_DIR: data,
    GROUNDSCHOOL_PORT: '0',
    GROUNDSCHOOL_SANDBOX_PORT: '0',
    GROUNDSCHOOL_MOTO: '',
  };
  const cli = (args: string[], more: Record<string, string> = {}): Promise<CliRun> =>
    runCli(args, { env: { ...env, ...more }, cwd: folder });
  let server: ChildProcess;
  let said = '';
  const token = (): string =>
    (JSON.parse(readFileSync(join(data, 'server.json'), 'utf8')) as { token: string }).token;

  beforeAll(async () => {
    server = await startCli(['start'], { env });
    server.stderr?.on('data', (text: Buffer) => (said += text.toString()));
    await new Promise((resolve, reject) => {
      createInterface({ input: server.stdout as NodeJS.ReadableStream }).on('line', (line) => {
        said += `${line}\n`;
        if (/ready at http/.test(line)) resolve(line);
      });
      server.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${said}`)));
    });
    // The sandbox comes up behind the page.
    for (const until = Date.now() + 120_000; Date.now() < until;) {
      if ((JSON.parse(readFileSync(join(data, 'server.json'), 'utf8')) as { sandbox?: object }).sandbox)
        return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`the sandbox of the server did not start: ${said}`);
  }, 240_000);
  afterAll(async () => {
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGTERM');
    await ended;
    expect(existsSync(join(data, 'server.json'))).toBe(false);
  }, 60_000);

  test('submit hands files in, a second time too, and says what arrived', { timeout: 120_000 }, async () => {
    writeFileSync(join(folder, 'inventory.py'), 'print("Zürich")\n');
    for (const _time of [1, 2]) {
      const { code, stdout, stderr } = await cli([
        'submit',
        's3-lifecycle',
        'inventory-script',
        'inventory.py',
      ]);
      expect(stderr).toBe('');
      expect(stdout).toMatch(
        /^Handed in inventory\.py for inventory-script: 17 bytes, sha256 [0-9a-f]{64}$/m,
      );
      expect(code).toBe(0);
    }
  });

  test.each<[string, string[], RegExp]>([
    ['an unknown lab', ['submit', 'none', 'inventory-script', 'inventory.py'], /^LAB_NOT_FOUND: .*none/],
    ['an unknown task', ['submit', 's3-lifecycle', 'none', 'inventory.py'], /^[A-Z]+(_[A-Z]+)+: .*none/],
    [
      'a task that wants no file',
      ['submit', 's3-lifecycle', 'tiering', 'inventory.py'],
      /^[A-Z]+(_[A-Z]+)+: .*tiering/,
    ],
  ])('%s is refused in the server’s own words', { timeout: 120_000 }, async (_what, args, expected) => {
    const { code, stdout, stderr } = await cli(args);
    expect(stderr).toMatch(expected);
    expect(stderr).not.toMatch(/^\s+at |INTERNAL/m);
    expect(stderr).not.toContain(token());
    expect([code, stdout]).toEqual([2, '']);
  });

  test('sandbox env prints exports that the real CLI works with', { timeout: 120_000 }, async () => {
    const { code, stdout, stderr } = await cli(['sandbox', 'env', 's3-lifecycle']);
    expect([code, stderr]).toEqual([0, '']);
    const variables = Object.fromEntries(
      [...stdout.matchAll(/^export (\w+)='?([^'\n]*)'?$/gm)].map(([, name = '', value = '']) => [
        name,
        value,
      ]),
    );
    expect(Object.keys(variables)).toEqual(
      expect.arrayContaining(['AWS_ENDPOINT_URL', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']),
    );
    const aws = await runVenv('aws', ['s3', 'ls'], {
      PATH: process.env['PATH'] ?? '',
      HOME: '/nonexistent',
      ...variables,
    });
    expect(aws.stderr).toBe('');
    expect(aws.stdout).toMatch(/-attic-/);
    const graded = await cli(['grade', 's3-lifecycle', '--task', 'secure-bucket'], variables);
    expect(graded.code).toBe(0);
    expect(graded.stdout).toMatch(/failed +secure-bucket/);

    for (const [shell, form] of [
      ['fish', /^set -gx AWS_ENDPOINT_URL /m],
      ['powershell', /^\$env:AWS_ENDPOINT_URL/m],
    ] as const)
      expect((await cli(['sandbox', 'env', '--shell', shell])).stdout).toMatch(form);
    const none = await cli(['sandbox', 'env', 'vpc-two-az']);
    expect(none.stderr).toMatch(/^SESSION_NOT_FOUND: No lab vpc-two-az has been started/);
  });

  test(
    'the console’s work needs no token: it is the running server’s own sandbox',
    { timeout: 120_000 },
    async () => {
      const { stdout: exports } = await cli(['sandbox', 'env', 's3-lifecycle']);
      const keys = Object.fromEntries(
        [...exports.matchAll(/^export (\w+)='?([^'\n]*)'?$/gm)].map(([, name = '', value = '']) => [
          name,
          value,
        ]),
      );
      const { code, stdout, stderr } = await cli(['sandbox', 'root', '--assign-mfa'], keys);
      expect(stderr).toBe('');
      expect(stdout).toMatch(/^The root user of sandbox account \d{12} now has an MFA device\.$/m);
      expect(code).toBe(0);
      // Its token goes to no other address.
      const elsewhere = await cli([
        'sandbox',
        'root',
        '--assign-mfa',
        '--account',
        '000000000001',
        '--endpoint-url',
        'http://127.0.0.1:1',
      ]);
      expect(elsewhere.stderr).toMatch(
        /^SANDBOX_NOT_FOUND: No sandbox of this folder is at http:\/\/127\.0\.0\.1:1/,
      );
    },
  );

  test('backup copies the database under the server', { timeout: 120_000 }, async () => {
    const file = join(folder, 'server-copy.sqlite');
    expect((await cli(['backup', file])).code).toBe(0);
    const db = new Database(file, { readonly: true });
    expect(db.pragma('quick_check', { simple: true })).toBe('ok');
    const { sessions } = db.prepare('select count(*) as sessions from lab_sessions').get() as {
      sessions: number;
    };
    db.close();
    expect(sessions).toBe(1);
  });
});
