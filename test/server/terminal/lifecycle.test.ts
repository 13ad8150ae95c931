import { spawn, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { findRuntime } from '../../../server/terminal/runtime.ts';
import { startTestApp, type TestApp } from '../../helpers/server/app.ts';
import { typist } from '../../helpers/server/terminals.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

describe('where a box cannot be closed there is no shell', () => {
  const empty = mkdtempSync(join(tmpdir(), 'groundschool-empty-'));
  afterAll(() => rmSync(empty, { recursive: true }));

  test.each([
    ['no bubblewrap', { searchPath: empty }, 'bwrap is not installed'],
    [
      'no pseudoterminals',
      { loadPty: () => Promise.reject(new Error('Cannot find package')) },
      '@lydell/node-pty cannot be loaded',
    ],
  ])('%s', async (_what, options, problem) => {
    const error: unknown = await findRuntime(options).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'TERMINAL_UNAVAILABLE', statusCode: 503 });
    expect((error as Error).message).toContain(problem);
    expect((error as { cure: string }).cure).toMatch(/start Groundschool again/);
  });

  test('bubblewrap that may make no namespaces', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'groundschool-refused-'));
    const { writeFileSync } = await import('node:fs');
    writeFileSync(
      join(folder, 'bwrap'),
      '#!/bin/sh\necho "bwrap: No permissions to create a new namespace" >&2\nexit 1\n',
    );
    chmodSync(join(folder, 'bwrap'), 0o755);
    const error: unknown = await findRuntime({ searchPath: `${folder}:/usr/bin:/bin` }).catch(
      (reason: unknown) => reason,
    );
    expect((error as Error).message).toContain('No permissions to create a new namespace');
    rmSync(folder, { recursive: true });
  });

  test.each([
    ['not installed', { runtime: { searchPath: empty } }],
    ['switched off', { limit: 0 }],
  ])('the API says so: %s', async (_what, terminals) => {
    const t = await startTestApp({ terminals });
    const { body } = await t.call<{ id: string }>('POST', '/api/lab-sessions', { lab: 'tiny-bucket' });
    const url = `/api/lab-sessions/${body.id}/terminals`;
    const { body: list } = await t.call<{ available: boolean; problem: { code: string; cure: string } }>(
      'GET',
      url,
    );
    expect(list).toMatchObject({ available: false, problem: { code: 'TERMINAL_UNAVAILABLE' } });
    expect(list.problem.cure).not.toBe('');
    const { status } = await t.call('POST', url, { cols: 80, rows: 24 });
    expect(status).toBe(503);
    await t.close();
  });
});

describe('the end of a terminal', () => {
  let t: TestApp;
  let clock = 0;
  let session: string;
  beforeAll(async () => {
    t = await startTestApp({ terminals: { now: () => Date.now() + clock, limits: { watchMs: 20 } } });
    ({ id: session } = (
      await t.call<{ id: string }>('POST', '/api/lab-sessions', { lab: 'tiny-bucket' })
    ).body);
    const ready = async (): Promise<boolean> =>
      (await t.call('GET', `/api/lab-sessions/${session}`)).body['status'] === 'ready';
    await t.until(ready, 'a ready session');
  });
  afterAll(() => t.close());
  const url = (): string => `/api/lab-sessions/${session}/terminals`;
  const start = async (): Promise<string> =>
    (await t.call<{ id: string }>('POST', url(), { cols: 80, rows: 24 })).body.id;
  const isAlive = async (id: string): Promise<boolean | undefined> => {
    const { body } = await t.call<{ terminals: { id: string; alive: boolean }[] }>('GET', url());
    return body.terminals.find((one) => one.id === id)?.alive;
  };

  test('comes half an hour after the last page left, and four hours after the last key', async () => {
    const learner = await t.db.selectFrom('learners').select('id').executeTakeFirstOrThrow();
    const [unwatched, watched] = [await start(), await start()];
    const page = typist(await t.terminals.find(learner.id, session, watched));
    clock += 31 * 60_000;
    await t.until(async () => (await isAlive(unwatched)) === false, 'the end of the one that nobody watches');
    expect(await isAlive(watched)).toBe(true);
    clock += 211 * 60_000;
    expect(await page.ended).toEqual({ type: 'exit', code: null, why: 'idle' });
  });

  test('takes the door and the programs of the session with it, and the home stays', async () => {
    const id = await start();
    const doors = (): string[] =>
      readdirSync(tmpdir())
        .filter((name) => name.startsWith(`groundschool-terminal-${process.pid}-`))
        .flatMap((name) => readdirSync(join(tmpdir(), name)).map((room) => join(tmpdir(), name, room)));
    await t.until(async () => doors().length === 1, 'the room');
    expect((await t.call('DELETE', `${url()}/${id}`)).status).toBe(204);
    await t.until(async () => doors().length === 0, 'the end of the room');
    expect(existsSync(join(t.folder, 'terminals', session))).toBe(true);
  });
});

/** A process of its own that opens one terminal, says what runs in it, and waits to be killed. */
const PROGRAM = `
  import { createServer } from 'node:net';
  import { Terminals } from './server/terminal/terminals.ts';
  import { usageOf } from './graders/box/index.ts';
  const [dataDir, labFolder] = process.argv.slice(2);
  const keys = { accessKeyId: 'AKIA', secretAccessKey: 'secret', readerAccessKeyId: 'R', readerSecretAccessKey: 'r', account: '1' };
  const openDoor = (_account, path) => new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy()).listen(path, () => resolve({ close: async () => server.close() }));
  });
  const sandbox = { endpoint: 'http://127.0.0.1:4566', credentials: () => keys, isAlive: () => true, openDoor };
  const session = { id: 'session1', status: 'ready', account: '1', lab: 'tiny', region: 'us-east-1' };
  const terminals = new Terminals({
    dataDir, limit: 4, hidden: [], log: console, now: Date.now,
    sessions: { find: async () => session, labOf: () => ({ folder: labFolder }) },
    events: { subscribe: () => () => undefined }, host: { sandbox: () => sandbox, state: () => ({ status: 'ready' }) },
    runtime: JSON.parse(process.argv[4] ?? '{}'),
  });
  const { id } = await terminals.start('me', 'session1', { cols: 80, rows: 24 });
  const terminal = await terminals.find('me', 'session1', id);
  let text = '';
  const viewer = { output: (piece) => { text += piece; }, ended: () => undefined, unread: () => 0, leaveBehind: () => undefined };
  terminal.attach(viewer, viewer.output);
  const bomb = 'import os, time\\nn = 0\\ntry:\\n  while n < 999:\\n    if os.fork() == 0: time.sleep(9); os._exit(0)\\n    n += 1\\nexcept OSError: print("forks", n < 64)\\nos._exit(0)';
  const typed = 'echo ' + Buffer.from(bomb).toString('base64') + ' | base64 -d | python3 -';
  terminal.input('sleep 321 & id -u; unshare -Ur true || echo refused-$((1+1)); ' + typed + '; echo ready-$((1+1))\\n');
  const timer = setInterval(() => {
    if (!/ready-2\\r/.test(text)) return;
    clearInterval(timer);
    console.log(JSON.stringify({ pid: terminal.pid, usage: usageOf(terminal.pid), text }));
  }, 20);
`;

describe('a process that dies', () => {
  const folder = mkdtempSync(join(tmpdir(), 'groundschool-killed-'));
  const file = join(folder, 'main.mjs');
  beforeAll(async () => {
    chmodSync(folder, 0o755);
    // The launcher is looked for in the repository; another user sees only this copy of what it needs.
    mkdirSync(join(folder, 'server', 'terminal'), { recursive: true });
    mkdirSync(join(folder, 'lessons'));
    cpSync('package.json', join(folder, 'package.json'));
    cpSync('server/terminal/launch.py', join(folder, 'server/terminal/launch.py'));
    mkdirSync(join(folder, 'server/sandbox/engine'), { recursive: true });
    cpSync('server/sandbox/engine/launcher.py', join(folder, 'server/sandbox/engine/launcher.py'));
    const packages = dirname(
      dirname(createRequire(import.meta.url).resolve('@lydell/node-pty/package.json')),
    );
    cpSync(packages, join(folder, 'node_modules/@lydell'), { recursive: true, dereference: true });
    await build({
      stdin: { contents: PROGRAM, resolveDir: process.cwd(), loader: 'ts' },
      bundle: true,
      platform: 'node',
      format: 'esm',
      external: ['@lydell/node-pty'],
      banner: {
        js: "import { createRequire as __make } from 'node:module'; const require = __make(import.meta.url); const __filename = ''; const __dirname = '';",
      },
      outfile: file,
      logLevel: 'error',
    });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function run(user: { uid?: number; gid?: number }): Promise<{
    child: ChildProcess;
    said: { pid: number; usage: { processes: number }; text: string };
  }> {
    const dataDir = mkdtempSync(join(folder, 'data-'));
    chmodSync(dataDir, 0o777);
    const node = user.uid === undefined ? process.execPath : 'node';
    const child = spawn(
      node,
      [file, dataDir, folder, JSON.stringify(user.uid === undefined ? {} : { searchPath: '/usr/bin:/bin' })],
      {
        ...user,
        cwd: folder,
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { PATH: process.env['PATH'], TMPDIR: tmpdir() },
      },
    );
    const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
    const line = await new Promise<string>((resolve, reject) => {
      lines.once('line', resolve);
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`ended with ${String(code)}`)));
    });
    return { child, said: JSON.parse(line) };
  }

  /** Processes whose command line has this. */
  const running = (mark: string): string[] =>
    readdirSync('/proc').filter((pid) => {
      try {
        return (
          /^\d+$/.test(pid) &&
          readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').includes(mark)
        );
      } catch {
        return false; // Ended while we looked.
      }
    });

  test('leaves no process and no mount behind, however it dies', async () => {
    const { child, said } = await run({});
    expect(said.usage.processes).toBeGreaterThan(4);
    expect(running('sleep 321')).not.toEqual([]);
    child.kill('SIGKILL');
    const end = Date.now() + 10_000;
    while (running('sleep 321').length > 0 || existsSync(`/proc/${said.pid}`)) {
      if (Date.now() > end) throw new Error('Something of the terminal is still running.');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(readFileSync('/proc/self/mounts', 'utf8')).not.toMatch(/groundschool-terminal|\/home\/learner/);
  });

  // Everything else ran as whoever runs the tests; a learner's own machine is not root.
  test.runIf(process.getuid?.() === 0 && existsSync('/usr/bin/python3'))(
    'an ordinary user has the same box',
    async () => {
      const { child, said } = await run({ uid: 61_234, gid: 61_234 });
      child.kill('SIGKILL');
      expect(said.text).toContain('refused-2');
      expect(said.text).toMatch(/\r\n6[0-3]\d{3}\r\n/);
      expect(said.text).toContain('forks True');
    },
  );
});
