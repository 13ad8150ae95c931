import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type {
  AttemptReply,
  ConnectionReply,
  EvidenceReply,
  JournalReply,
  LabSessionReply,
  LifecycleReply,
  SessionReply,
} from '../../server/contract/index.ts';
import { repositoryRoot } from '../../server/root.ts';
import { loadScripts, runScript } from '../../server/scripts/index.ts';
import { bundleEntry } from '../helpers/server/bundle.ts';

const root = repositoryRoot();
let folder: string;
let bundle: Awaited<ReturnType<typeof bundleEntry>>;
let server: { child: ChildProcess; url: string; token: string } | undefined;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'groundschool-real-'));
  bundle = await bundleEntry('test/helpers/server/real-server.ts', 'real-server');
});
afterAll(async () => {
  // With grace this time: it takes its engine along.
  await end('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
  bundle.remove();
});

async function start(): Promise<void> {
  const child = spawn(process.execPath, [bundle.file], {
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      GROUNDSCHOOL_DATA_DIR: folder,
      GROUNDSCHOOL_PORT: '0',
      GROUNDSCHOOL_SANDBOX_PORT: '0',
      GROUNDSCHOOL_LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').once('data', resolve);
    child.once('exit', (code) => reject(new Error(`The server ended with ${code}.`)));
  });
  const { token } = JSON.parse(readFileSync(join(folder, 'server.json'), 'utf8')) as { token: string };
  server = { child, url: (JSON.parse(line) as { url: string }).url, token };
}

async function end(signal: NodeJS.Signals): Promise<void> {
  const { child } = server ?? {};
  server = undefined;
  if (!child || child.exitCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await gone;
}

async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const reply = await fetch(`${server?.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${server?.token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return (await reply.json()) as T;
}

async function until<T>(what: string, look: () => Promise<T | false>): Promise<T> {
  const stop = Date.now() + 180_000;
  for (;;) {
    const found = await look();
    if (found !== false) return found;
    if (Date.now() > stop) throw new Error(`Waited in vain for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
const engineReady = () =>
  until('the engine', async () => {
    const { engine } = await call<SessionReply>('GET', '/api/session');
    if (engine.status === 'unavailable') throw new Error(engine.message);
    return engine.status === 'ready';
  });
const finished = (id: string) =>
  until('the attempt', async () => {
    const reply = await call<AttemptReply>('GET', `/api/attempts/${id}`);
    return ['done', 'failed'].includes(reply.attempt.status) && reply;
  });

test(
  'the S3 lab on the real sandbox: a check that was cut off by kill -9 ends after the restart, and the solution scores 100',
  { timeout: 600_000 },
  async () => {
    await start();
    await engineReady();
    const opened = await call<LabSessionReply>('POST', '/api/lab-sessions', { lab: 's3-lifecycle' });
    const url = `/api/lab-sessions/${opened.id}`;
    const session = await until('the account', async () => {
      const now = await call<LabSessionReply>('GET', url);
      if (now.status === 'failed') throw new Error(now.problem ?? '');
      return now.status === 'ready' && now;
    });

    // The inherited state is there, as the picture reads it and the journal tells it.
    const picture = await call<LifecycleReply>('GET', `${url}/lifecycle`);
    expect(picture.buckets.map(({ name, state }) => [name, state])).toEqual([
      [session.variables['bucket'], 'no-bucket'],
      [session.variables['attic'], 'read'],
    ]);
    expect(picture.buckets[0]?.probes.length).toBeGreaterThan(5);
    const journal = await call<JournalReply>('GET', `${url}/journal`);
    expect(journal.entries.map(({ operation }) => operation)).toContain('PutBucketLifecycleConfiguration');
    expect(journal.entries.some(({ who }) => who === 'reader')).toBe(true);

    const press = await call<AttemptReply>('POST', `${url}/attempts`, { key: 'cut-off-press' });
    await end('SIGKILL');
    await start();
    const again = await call<AttemptReply>('POST', `${url}/attempts`, { key: 'cut-off-press' });
    expect(again.attempt.id).toBe(press.attempt.id);
    const cut = await finished(press.attempt.id);
    expect(cut.attempt.status).toBe('done');
    expect(cut.report?.tasks).toHaveLength(8);
    expect(cut.report?.checkable).toBe(100);
    expect(cut.report?.score).toBe(0);

    await engineReady();
    const connection = await call<ConnectionReply>('GET', `${url}/connection`);
    const scripts = loadScripts(root, 's3-lifecycle');
    const solution = scripts.get('solution');
    if (!solution) throw new Error('no solution');
    const { artifacts } = await runScript(solution, {
      scripts,
      labFolder: join(root, 'labs', 's3-lifecycle'),
      variables: session.variables,
      target: {
        endpoint: connection.endpoint,
        region: connection.region,
        account: connection.account,
        credentials: { accessKeyId: connection.accessKeyId, secretAccessKey: connection.secretAccessKey },
      },
    });
    for (const [task, files] of artifacts) {
      for (const { name, bytes } of files) {
        await call('PUT', `${url}/artifacts/${task}/${name}`, { text: Buffer.from(bytes).toString('utf8') });
      }
    }
    const solved = await finished(
      (await call<AttemptReply>('POST', `${url}/attempts`, { key: 'solved-press' })).attempt.id,
    );
    const verdicts = solved.report?.tasks.map(({ id, status, reason }) => `${id} ${status} ${reason}`);
    // The script judge needs Python and a box; where the machine has none it says so and costs nothing.
    const blocked = solved.report?.tasks.filter(({ status }) => status === 'blocked') ?? [];
    expect(blocked.every(({ reason }) => reason === 'no-runtime')).toBe(true);
    expect(solved.report?.score, verdicts?.join('\n')).toBe(solved.report?.checkable);
    const evidence = await call<EvidenceReply>('GET', `/api/attempts/${solved.attempt.id}/evidence`);
    expect(new Set(evidence.reads.map(({ read }) => read))).toContain('s3:GetBucketLifecycleConfiguration');
    const now = await call<LabSessionReply>('GET', url);
    expect(now.attempts).toHaveLength(2);
  },
);
