import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { repositoryRoot } from '../../../server/root.ts';
import type { Sandbox, SandboxAccount } from '../../../server/sandbox/index.ts';
import { trimHome } from '../../../server/terminal/home.ts';
import { sharedSandbox } from '../../helpers/sandbox.ts';
import { terminalBench, type TerminalBench, type Typist } from '../../helpers/server/terminals.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const MIB = 1024 ** 2;
const LAB = join(repositoryRoot(), 'labs', 's3-lifecycle');
const [ANN, BOB] = ['session-of-ann', 'session-of-bob'];
/** Smaller than the real ones, so that a bomb is short. */
const limits = {
  processes: 24,
  memoryBytes: 512 * MIB,
  totalMemoryBytes: 160 * MIB,
  fileBytes: 4 * MIB,
  homeBytes: 8 * MIB,
  homeEntries: 300,
  temporaryBytes: 4 * MIB,
  watchMs: 100,
};

let sandbox: Sandbox;
let bench: TerminalBench;
let ann: Typist;
let annAccount: SandboxAccount;
let bobAccount: SandboxAccount;

beforeAll(async () => {
  sandbox = await sharedSandbox();
  bench = await terminalBench(sandbox, LAB, { limits });
  annAccount = await bench.session('ann', ANN);
  bobAccount = await bench.session('bob', BOB);
  ann = await bench.open('ann', ANN);
});
afterEach(() => bench.end(BOB));
afterAll(() => bench.close());

/** Runs Python in a terminal; the program is typed as one line of base64. */
async function python(who: Typist, program: string, waitMs?: number): Promise<string> {
  const code = Buffer.from(program).toString('base64');
  return await who.run(`echo ${code} | base64 -d >/tmp/p.py; python3 /tmp/p.py`, waitMs);
}

describe('what is in the box works', () => {
  test('aws, python3 with boto3, jq, an editor, git, the lab’s files, the account', async () => {
    expect(await ann.run('aws sts get-caller-identity --query Account --output text')).toBe(
      annAccount.account,
    );
    const buckets =
      'import boto3\ns = boto3.client("s3")\ns.create_bucket(Bucket="mine")\nprint(s.list_buckets()["Buckets"][0]["Name"])';
    expect(await python(ann, buckets)).toBe('mine');
    expect(await ann.run('echo \'{"a":7}\' | jq .a; type -t "${EDITOR:-jq}"')).toBe('7\nfile');
    expect(await ann.run('ls ~/lab; echo mine >> ~/lab/inventory.py; tail -n 1 ~/lab/inventory.py')).toBe(
      'dataset  inventory.py\nmine',
    );
    expect(await ann.run('whoami; hostname; pwd; stty size; echo $AWS_REGION')).toBe(
      'learner\nlab\n/home/learner\n50 200\nus-east-1',
    );
  });
  test('jobs, Ctrl-C, /dev/stderr, resizing', async () => {
    ann.type('sleep 100\n');
    await ann.until(/sleep 100\r\n/);
    ann.type('\u0003');
    ann.terminal.resize(100, 30);
    expect(await ann.run('set -o | grep -c "monitor.*on"; stty size; echo seen >/dev/stderr')).toBe(
      '1\n30 100\nseen',
    );
  });
});

describe('what is on this machine is not in the box', () => {
  test('neither the course’s answers nor the server’s files nor other homes', async () => {
    await (await bench.open('bob', BOB)).run('echo secret-of-bob >~/secret');
    const bobsHome = join(bench.dataDir, 'terminals', BOB);
    expect(existsSync(join(bobsHome, 'secret'))).toBe(true);
    writeFileSync(join(bench.dataDir, 'server.json'), '{}');
    const root = repositoryRoot();
    const secret = [
      bobsHome,
      join(bobsHome, 'secret'),
      join(bench.dataDir, 'server.json'),
      bench.dataDir,
      ...[
        'labs/s3-lifecycle/solution.yaml',
        'labs',
        'graders',
        'lessons',
        'server',
        'package.json',
        '.git',
      ].map((path) => join(root, path)),
      '/etc/shadow',
      '/etc/ssh',
      join(homedir(), '.ssh'),
      join(homedir(), '.bashrc'),
      '/var',
      '/sys',
      '/boot',
      '/mnt',
      '/dev/sda',
      '/dev/vda',
      '/dev/mem',
    ];
    for (const path of secret.slice(0, 11)) expect(existsSync(path), path).toBe(true);
    expect(
      await python(
        ann,
        `import os\nfor p in ${JSON.stringify(secret)}:\n  if os.path.lexists(p): print(p)\nprint("end")`,
      ),
    ).toBe('end');
    // What is shown of the host's disks is exactly this.
    const shown = await ann.run('awk \'$5 !~ "^/(proc|dev|etc)" {print $5}\' /proc/self/mountinfo');
    const allowed =
      /^\/(?:|tmp|usr|bin|sbin|lib\d*|opt\/lab|opt\/lab\/files|opt\/lab\/lib\/python3\.\d+\/site-packages|run\/groundschool\.sock|home\/learner|.*\/python3?[\d.]*|.*\/versions\/[\d.]+)$/;
    for (const path of shown.split('\n')) expect(path).toMatch(allowed);
  });
  test('not the network, not this server, not the metadata of a cloud machine', async () => {
    const server = createServer((_request, response) => response.end('reached'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const program = `import socket
for address in [("127.0.0.1", ${port}), ("169.254.169.254", 80), ("10.0.0.1", 80), ("18.0.0.10", 443)]:
  s = socket.socket(); s.settimeout(3)
  try: s.connect(address); print("reached", address)
  except OSError as e: print(type(e).__name__)
try: socket.getaddrinfo("amazonaws.com", 80); print("resolved")
except OSError: print("no names")
print(sorted(name for _, name in socket.if_nameindex()))`;
    const answer = await python(ann, program);
    await new Promise((resolve) => server.close(resolve));
    expect(answer).toBe("ConnectionRefusedError\nOSError\nOSError\nOSError\nno names\n['lo']");
  });
  test('not its processes, and none can be ended from inside', async () => {
    const program = `import os, signal
pids = [int(p) for p in os.listdir("/proc") if p.isdigit()]
print(len(pids) < 12, max(pids) < 100000)
names = [open(f"/proc/{p}/cmdline").read().split("\\0")[0].split("/")[-1] for p in pids]
print(sorted(set(names) - {"bwrap", "bash", "python3", "prlimit"} - {n for n in names if n.startswith("python3.")}))
for pid in (${process.pid}, ${process.ppid}):
  try: os.kill(pid, 0); print("there", pid)
  except ProcessLookupError: print("not there")
print("NODE" in open("/proc/1/environ").read() if os.access("/proc/1/environ", os.R_OK) else "closed")`;
    expect((await python(ann, program)).replace('False', 'closed')).toBe(
      'True True\n[]\nnot there\nnot there\nclosed',
    );
  });
  test('no other file of this process is open in it', async () => {
    await bench.open('ann', ANN);
    const program =
      'import os\nfor p in os.listdir("/proc"):\n  if not p.isdigit(): continue\n  try: fds = os.listdir(f"/proc/{p}/fd")\n  except OSError: continue\n' +
      '  for fd in fds:\n    try: t = os.readlink(f"/proc/{p}/fd/{fd}")\n    except OSError: continue\n    if not t.startswith(("/dev/pts/", "/dev/null", "/dev/tty", "pipe:", "socket:", "anon_inode:[eventpoll]", "/proc/", "/tmp/p.py")): print(p, fd, t)\nprint("end")';
    expect(await python(ann, program)).toBe('end');
    expect(await ann.run('ls -l /proc/$$/fd | grep -c ptmx')).toBe('0');
  });
});

describe('nobody gets more rights', () => {
  test('no user namespaces, mounts, set-user-id programs, writable system', async () => {
    const lines = [
      'unshare -Ur true 2>/dev/null && echo namespace',
      'mount -t tmpfs none /tmp 2>/dev/null && echo mounted',
      'cp /bin/bash ~/b; chmod 4755 ~/b; ~/b -p -c "id -u" | grep -qx 0 && echo root; rm ~/b',
      'for f in /x /usr/x /etc/x /opt/lab/x /opt/lab/files/x /dev/x /run/x /proc/sys/kernel/hostname; do { : >$f; } 2>/dev/null && echo wrote $f; done',
      'mknod ~/dev b 8 0 2>/dev/null && echo device',
      'grep -cE "^(Cap(Prm|Eff|Bnd|Amb|Inh):.0+|NoNewPrivs:.1)$" /proc/self/status',
    ];
    expect(await ann.run(lines.join('; '))).toBe('6');
  });
  test('links out of the home lead to nothing, and none is followed when we clean up', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'groundschool-outside-'));
    writeFileSync(join(outside, 'kept'), 'x'.repeat(100_000));
    expect(
      await ann.run(`ln -s ${outside} ~/out; cat ~/out/kept 2>/dev/null; ls ~/out/ 2>/dev/null; rm ~/out`),
    ).toBe('');
    const home = mkdtempSync(join(tmpdir(), 'groundschool-home-'));
    symlinkSync(outside, join(home, 'folder'));
    symlinkSync(join(outside, 'kept'), join(home, 'file'));
    mkdirSync(join(home, 'a/b/c/d'), { recursive: true });
    symlinkSync(outside, join(home, 'a/b/c/d/out'));
    for (let i = 0; i < 5; i += 1) writeFileSync(join(home, `f${i}`), 'x'.repeat(100_000));
    await trimHome(home, { homeBytes: 250_000, homeEntries: 100, homeDepth: 3 });
    expect(readdirSync(outside)).toEqual(['kept']);
    expect(statSync(join(outside, 'kept')).size).toBe(100_000);
    expect(existsSync(join(home, 'a'))).toBe(false);
    expect(readdirSync(home).filter((name) => name.startsWith('f')).length).toBeLessThan(5);
    rmSync(outside, { recursive: true });
    rmSync(home, { recursive: true });
  });
});

describe('the door carries one account', () => {
  test('keys of another learner and the admin API are refused', async () => {
    const program = `import boto3, urllib.request, os
c = boto3.client("sts", aws_access_key_id=${JSON.stringify(bobAccount.accessKeyId)}, aws_secret_access_key=${JSON.stringify(bobAccount.secretAccessKey)})
try: print(c.get_caller_identity()["Account"])
except c.exceptions.ClientError as e: print(e.response["Error"]["Code"])
for path in ("/_groundschool/health", "/_groundschool/accounts"):
  r = urllib.request.Request(os.environ["AWS_ENDPOINT_URL"] + path, headers={"authorization": ${JSON.stringify(`Bearer ${sandbox.adminToken}`)}})
  try: print(urllib.request.urlopen(r).status)
  except urllib.error.HTTPError as e: print(e.code)`;
    expect(await python(ann, program)).toBe('InvalidClientTokenId\n403\n403');
  });
});

describe('bombs', () => {
  test('a fork bomb meets its limit, and others go on', async () => {
    const bomb = await bench.open('bob', BOB);
    const program =
      'import os, time\nn = 0\ntry:\n  while n < 1000:\n    if os.fork() == 0: time.sleep(60); os._exit(0)\n    n += 1\nexcept OSError: print(n)\n';
    expect(Number(await python(bomb, program))).toBeLessThan(limits.processes);
    expect(await ann.run('echo fine | cat')).toBe('fine');
    bomb.terminal.kill('killed');
    expect(await bomb.ended).toEqual({ type: 'exit', code: null, why: 'killed' });
  });
  test('one process has its memory limit, all together have theirs', async () => {
    const bomb = await bench.open('bob', BOB);
    expect(
      await python(
        bomb,
        'try: x = bytearray(600 * 1024 ** 2); print("got it")\nexcept MemoryError: print("no")',
      ),
    ).toBe('no');
    // Children of a thread are children too.
    bomb.type(
      `python3 -c '\nimport os, threading, time\ndef eat():\n  for _ in range(4):\n    if os.fork() == 0: x = bytearray(os.urandom(1)) * (60 * 1024 ** 2); time.sleep(60)\nt = threading.Thread(target=eat); t.start(); t.join(); time.sleep(60)'\n`,
    );
    expect(await bomb.ended).toEqual({ type: 'exit', code: null, why: 'limit' });
  });
  test.each([
    ['files that are written', 'for i in $(seq 50); do head -c 3000000 /dev/zero >bomb$i; done'],
    ['files that are reserved', 'for i in $(seq 200); do fallocate -l 3M bomb$i; done; sleep 60'],
    ['many files', 'mkdir bombs; for i in $(seq 3000); do : >bombs/$i; done; sleep 60'],
    ['folders in folders', 'for i in $(seq 3000); do mkdir d; cd d; done; sleep 60'],
  ])('the disk: %s', async (_what, line) => {
    const bomb = await bench.open('bob', BOB);
    const other = await bench.open('bob', BOB);
    await bomb.run(
      'head -c 5000000 /dev/zero >big 2>/dev/null; stat -c %s big; rm big; echo kept >old; sync',
    );
    bomb.type(`${line}\n`);
    expect(await bomb.ended).toEqual({ type: 'exit', code: null, why: 'limit' });
    expect(await other.ended).toMatchObject({ why: 'limit' });
    const after = await bench.open('bob', BOB);
    expect(await after.run('cat secret old')).toBe('secret-of-bob\nkept');
    const used = Number(await after.run('du -s --block-size=1 ~ | cut -f 1'));
    expect(used).toBeLessThanOrEqual(limits.homeBytes + MIB);
    expect(Number(await after.run('find ~ | wc -l'))).toBeLessThanOrEqual(limits.homeEntries + 1);
    await after.run('rm -rf ~/bomb* ~/d');
    after.terminal.kill('killed');
    await after.ended;
  });
  test('a file has its size limit, /tmp and /dev/shm have theirs', async () => {
    const sizes =
      'head -c 9000000 /dev/zero >f 2>/dev/null; stat -c %s f; rm f; for d in /tmp /dev/shm; do for i in 1 2 3; do head -c 3000000 /dev/zero >$d/f$i 2>/dev/null; done; du -s --block-size=1 $d | cut -f 1; rm $d/f*; done';
    const [file, ...temporary] = (await ann.run(sizes)).split('\n').map(Number);
    expect(file).toBe(limits.fileBytes);
    for (const bytes of temporary) expect(bytes).toBeLessThanOrEqual(limits.temporaryBytes);
  });
  test('output without end is slowed down, and the server answers meanwhile', async () => {
    const noisy = await bench.open('bob', BOB);
    await noisy.run('true');
    const before = noisy.output().length;
    let worst = 0;
    let last = performance.now();
    const timer = setInterval(() => {
      worst = Math.max(worst, performance.now() - last - 5);
      last = performance.now();
    }, 5);
    noisy.type('yes\n');
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    clearInterval(timer);
    const printed = noisy.output().length - before;
    // 2 MiB a second, a quarter of it at once, and what the kernel had in hand.
    expect(printed).toBeLessThan(4 * MIB);
    expect(printed).toBeGreaterThan(100_000);
    expect(worst).toBeLessThan(500);
    noisy.type('\u0003');
    expect(await noisy.run('echo still here')).toBe('still here');
    noisy.terminal.kill('killed');
    await noisy.ended;
  });
  test('what a program prints cannot reach the clipboard or type into the shell', async () => {
    await ann.run(String.raw`printf 'a\e]52;c;cm0=\a\eP$qm\e\\\e[21t\e[>0qb\n'`);
    expect(ann.output()).toMatch(/\nab\r\n/);
  });
});
