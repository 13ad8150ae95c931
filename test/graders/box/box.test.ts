import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { createBox } from '../../../graders/box/index.ts';
import { Blocked } from '../../../graders/kit/index.ts';

const box = createBox();
const python = (script: string, limits: { cpuSeconds?: number; wallSeconds?: number } = {}) =>
  box.run({ files: { 'main.py': script }, argv: ['/box/main.py'], ...limits });

describe('a script in the box', () => {
  it('runs, reads its files, reports on its own channel, and has a writable home', async () => {
    const result = await box.run({
      files: {
        'main.py':
          'import os, sys; print(open("/box/deep/in/a.txt").read()); print(sys.stdin.read(), file=sys.stderr); open("x", "w").write("y"); os.write(3, b"report")',
        'deep/in/a.txt': 'hello',
      },
      argv: ['/box/main.py'],
      stdin: 'from outside',
    });
    expect(result).toEqual({
      exitCode: 0,
      signal: null,
      stdout: 'hello\n',
      stderr: 'from outside\n',
      report: 'report',
      limit: null,
    });
  });

  it('is an ordinary user without capabilities and without namespaces of its own', async () => {
    const { stdout } = await python(
      'import os, subprocess\n' +
        'print(os.getuid() > 1000, open("/proc/self/status").read().count("0000000000000000\\n") >= 5)\n' +
        'print(subprocess.run(["unshare", "-Ur", "true"], capture_output=True).returncode)\n' +
        'print(sorted(os.environ))',
    );
    expect(stdout).toBe("True True\n1\n['HOME', 'LANG', 'PATH', 'PWD', 'TMPDIR', 'TZ']\n");
  });

  it('yields the processor to others where it is told to', async () => {
    const script = { files: { 'main.py': 'import os; print(os.nice(0))' }, argv: ['/box/main.py'] };
    const own = await box.run(script);
    const patient = await createBox({ niceness: 5 }).run(script);
    expect(Number(patient.stdout) - Number(own.stdout)).toBe(5);
    // A third of the processor at worst, so three times the clock; the limit of processor time is the same.
    const slow = {
      files: { 'main.py': 'import time; time.sleep(2)' },
      argv: ['/box/main.py'],
      wallSeconds: 1,
    };
    expect((await box.run(slow)).limit).toBe('wall');
    expect((await createBox({ niceness: 5 }).run(slow)).limit).toBe(null);
  });

  it('imports the standard library only', async () => {
    const { stdout, stderr, exitCode } = await python(
      'import json, ctypes, sqlite3\nprint("fine")\nimport boto3',
    );
    expect({ stdout, exitCode }).toEqual({ stdout: 'fine\n', exitCode: 1 });
    expect(stderr).toContain("No module named 'boto3'");
  });

  it('cannot reach the network or this machine', async () => {
    const server = createServer((_request, response) => response.end('reached'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const { stdout } = await python(
      `import socket\nfor address in [("127.0.0.1", ${port}), ("18.0.0.10", 80)]:\n` +
        '  s = socket.socket(); s.settimeout(2)\n  try:\n    s.connect(address); print("reached")\n  except OSError as e: print(type(e).__name__)',
    );
    await new Promise((resolve) => server.close(resolve));
    expect(stdout).toBe('ConnectionRefusedError\nOSError\n');
  });

  it('does not see the home of the host, its processes or its files', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'groundschool-secret-'));
    writeFileSync(join(folder, 'secret.txt'), 'secret');
    const { stdout } = await python(
      `import os\nfor path in ["${folder}/secret.txt", "${homedir()}/.bashrc", "/etc/passwd", "/etc/shadow"]:\n` +
        '  print(os.path.exists(path))\nprint(len([p for p in os.listdir("/proc") if p.isdigit()]) < 10)',
    );
    rmSync(folder, { recursive: true });
    expect(stdout).toBe('False\nFalse\nFalse\nFalse\nTrue\n');
  });

  it('cannot leave through a symlink or write outside its two folders', async () => {
    const target = join(tmpdir(), `groundschool-escape-${process.pid}`);
    const { stdout } = await python(
      `import os\nos.symlink("${target}", "out")\nopen("out", "w").write("here")\n` +
        'for path in ["/x", "/box/x", "/usr/x", "/dev/shm/x", "/etc/x", "/proc/sys/kernel/hostname"]:\n' +
        '  try: open(path, "w"); print(path)\n  except OSError: pass\nprint("done")',
    );
    expect(stdout).toBe('done\n');
    expect(existsSync(target)).toBe(false);
  });
});

describe('a script that misbehaves ends in a clear result', () => {
  it('fork bomb', async () => {
    const { stdout, exitCode } = await python(
      'import os, time\nn = 0\ntry:\n  while n < 1000:\n    if os.fork() == 0: time.sleep(60); os._exit(0)\n    n += 1\n' +
        'except OSError: print(n, flush=True)\nos._exit(0)',
    );
    expect(exitCode).toBe(0);
    expect(Number(stdout)).toBeGreaterThan(0);
    expect(Number(stdout)).toBeLessThan(16);
  });

  it('processes left behind die with it', async () => {
    const mark = `left-behind-${process.pid}`;
    const result = await python(
      `import subprocess\nsubprocess.Popen(["python3", "-c", "import time; time.sleep(300)", "${mark}"])`,
    );
    expect(result).toMatchObject({ exitCode: 0, limit: null });
    const commands = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((pid) => {
        try {
          return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        } catch {
          return '';
        }
      });
    expect(commands.length).toBeGreaterThan(1);
    expect(commands.filter((command) => command.includes(mark))).toEqual([]);
  });

  it('endless output', async () => {
    const result = await python('while True: print("x" * 1000)');
    expect(result.limit).toBe('output');
    expect(result.stdout.length).toBe(256 * 1024);
  });

  it('endless report', async () => {
    expect((await python('import os\nwhile True: os.write(3, b"x" * 4096)')).limit).toBe('output');
  });

  it('sleeping for ever', async () => {
    const result = await python('import time\nprint("a", flush=True)\ntime.sleep(1000)', { wallSeconds: 1 });
    expect(result).toMatchObject({ limit: 'wall', stdout: 'a\n' });
  });

  it('computing for ever', async () => {
    expect(await python('while True: pass', { cpuSeconds: 1 })).toMatchObject({
      limit: 'cpu',
      signal: 'SIGXCPU',
    });
  });

  it('ignoring SIGXCPU', async () => {
    const script = 'import signal\nsignal.signal(signal.SIGXCPU, signal.SIG_IGN)\nwhile True: pass';
    const result = await python(script, { cpuSeconds: 1, wallSeconds: 20 });
    expect(result.exitCode).toBeNull();
    expect(result.signal).toBe('SIGKILL');
  });

  it('a huge file', async () => {
    const { stdout } = await python(
      'import os\ntotal = 0\nfor name in range(10):\n  try:\n    with open(str(name), "wb") as f:\n      while True: total += f.write(b"x" * 1000000)\n' +
        '  except OSError: pass\nprint(total < 40_000_000)',
    );
    expect(stdout).toBe('True\n');
  });

  it('a memory hog', async () => {
    expect(await python('x = []\nwhile True: x.append(bytearray(50_000_000))')).toMatchObject({
      exitCode: 1,
      limit: 'memory',
    });
  });

  it('many memory hogs', async () => {
    const result = await python(
      'import os, time\nfor _ in range(4): os.fork()\nx = [b"x" * 1_000_000 * (i + 1) for i in range(30)]\ntime.sleep(30)',
      { wallSeconds: 20 },
    );
    expect(result.limit).toBe('memory');
  });

  it('killing everything it can', async () => {
    const result = await python(
      'import os, signal\nos.kill(-1, signal.SIGKILL)\nos.kill(os.getpid(), signal.SIGKILL)',
    );
    expect(result).toMatchObject({ exitCode: null, signal: 'SIGKILL', limit: null });
  });

  it('ends when it is given up', async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 300);
    const started = Date.now();
    const job = { files: {}, argv: ['-c', 'import time; time.sleep(1000)'] };
    expect(await box.run(job, stop.signal)).toMatchObject({ limit: 'wall' });
    expect(Date.now() - started).toBeLessThan(10_000);
  });
});

describe('a machine', () => {
  it.each([
    ['the PATH of this process', process.env['PATH'] ?? ''],
    ["Debian's own Python", '/usr/bin:/bin'],
  ])('has a box with %s', async (_name, searchPath) => {
    const status = await createBox({ searchPath }).status();
    expect(status).toMatchObject({
      ready: true,
      python: expect.stringMatching(/^3\.(1[0-9]|[2-9][0-9])\./) as string,
    });
  });

  it('refuses files outside the box', async () => {
    await expect(box.run({ files: { '../x.py': '' }, argv: [] })).rejects.toThrow(/no file outside/);
  });
});

describe('an ordinary user', () => {
  // Everything above ran as whoever runs the tests; a learner's own machine is not root.
  it.runIf(process.getuid?.() === 0)('has the same box', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'groundschool-user-'));
    chmodSync(folder, 0o755);
    const main = `
      import { createBox } from './graders/box/index.ts';
      const box = createBox({ searchPath: '/usr/bin:/bin' });
      const status = await box.status();
      const bomb = 'import os, time\\nn = 0\\ntry:\\n  while n < 1000:\\n    if os.fork() == 0: time.sleep(60); os._exit(0)\\n    n += 1\\nexcept OSError: print(n < 16, flush=True)\\nos._exit(0)';
      const { stdout, exitCode } = await box.run({ files: { 'main.py': bomb }, argv: ['/box/main.py'] });
      console.log(JSON.stringify({ status, stdout, exitCode }));
    `;
    const file = join(folder, 'main.mjs');
    await build({
      stdin: { contents: main, resolveDir: process.cwd(), loader: 'ts' },
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile: file,
      logLevel: 'warning',
    });
    const user = { uid: 61_900, gid: 61_900, cwd: '/', env: { PATH: '/usr/bin:/bin' } };
    const { stdout } = await promisify(execFile)(process.execPath, [file], user);
    rmSync(folder, { recursive: true });
    expect(JSON.parse(stdout)).toEqual({
      status: { ready: true, python: expect.any(String) as string, confinement: 'user' },
      stdout: 'True\n',
      exitCode: 0,
    });
  });
});

describe('without a runtime', () => {
  const withFolder = async (files: Record<string, string>): Promise<unknown> => {
    const folder = mkdtempSync(join(tmpdir(), 'groundschool-path-'));
    for (const [name, text] of Object.entries(files))
      writeFileSync(join(folder, name), text, { mode: 0o755 });
    try {
      await createBox({ searchPath: folder }).run({ files: {}, argv: ['-c', ''] });
      return 'ran';
    } catch (error) {
      expect(error).toBeInstanceOf(Blocked);
      return (error as Blocked).observation;
    } finally {
      rmSync(folder, { recursive: true });
    }
  };
  const says = (version: string) =>
    `#!/bin/sh\necho '{"version": [${version}], "prefix": "/usr", "executable": "/usr/bin/true"}'\n`;

  it.each([
    ['no Python', {}, /no python3 on the PATH/],
    ['an old Python', { python3: says('3, 9, 1') }, /3\.9\.1 is older than 3\.10/],
    ['a Python that does not answer', { python3: '#!/bin/sh\nexit 1\n' }, /does not answer/],
    ['no bubblewrap', { python3: says('3, 11, 1') }, /bubblewrap \(bwrap\) is not installed/],
    ['no prlimit', { python3: says('3, 11, 1'), bwrap: '#!/bin/sh\n' }, /prlimit/],
    [
      'a bubblewrap that may not make namespaces',
      {
        python3: says('3, 11, 1'),
        bwrap: '#!/bin/sh\necho "bwrap: No permissions to create a new namespace" >&2\nexit 1\n',
        prlimit: '#!/bin/sh\n',
        setpriv: '#!/bin/sh\n',
      },
      /cannot close a box on this machine \(bwrap: No permissions/,
    ],
  ])('is blocked and says what is missing: %s', async (_name, files, detail) => {
    expect(await withFolder(files)).toMatchObject({
      state: 'blocked',
      reason: 'no-runtime',
      operation: 'box',
      detail: expect.stringMatching(detail) as string,
    });
  });
});
