import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ArtifactsReply, AttemptReply, LabSessionReply } from '../../server/contract/index.ts';
import { openDatabase } from '../../server/store/index.ts';
import { SMALL_COURSE } from '../helpers/server/app.ts';
import { bundleEntry } from '../helpers/server/bundle.ts';

const KILLS = 50;
let folder: string;
let bundle: Awaited<ReturnType<typeof bundleEntry>>;
let server: { child: ChildProcess; url: string; token: string } | undefined;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'groundschool-kill-'));
  bundle = await bundleEntry('test/helpers/server/killable-server.ts', 'killable-server');
});
afterAll(async () => {
  if (server) await kill();
  (await standby)?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
  bundle.remove();
});

/** A process that has loaded everything and waits: restarts then cost the start alone, not Node's reading of files. */
let standby: Promise<ChildProcess> | undefined;
function prepare(): Promise<ChildProcess> {
  const child = spawn(process.execPath, [bundle.file], {
    env: {
      PATH: process.env['PATH'],
      GROUNDSCHOOL_DATA_DIR: folder,
      GROUNDSCHOOL_CONTENT_DIR: SMALL_COURSE,
      GROUNDSCHOOL_PORT: '0',
      GROUNDSCHOOL_LOG_LEVEL: 'silent',
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  return nextLine(child).then(() => child);
}
function nextLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.stdout?.setEncoding('utf8').once('data', resolve);
    child.once('exit', (code) => reject(new Error(`The server ended with ${code}.`)));
  });
}

async function start(): Promise<void> {
  const child = await (standby ?? prepare());
  standby = prepare();
  const line = nextLine(child);
  child.stdin?.end('go\n');
  const { url } = JSON.parse(await line) as { url: string };
  const { token } = JSON.parse(readFileSync(join(folder, 'server.json'), 'utf8')) as { token: string };
  server = { child, url, token };
}

async function kill(): Promise<void> {
  const { child } = server ?? {};
  server = undefined;
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

async function call<T>(method: string, path: string, body?: unknown): Promise<{ status: number; body: T }> {
  if (!server) throw new Error('no server');
  const reply = await fetch(`${server.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(10_000),
  });
  return { status: reply.status, body: (await reply.json()) as T };
}

test(
  `after ${KILLS} kills at random moments every accepted attempt has exactly one result`,
  { timeout: 900_000 },
  async () => {
    await start();
    const { body: session } = await call<LabSessionReply>('POST', '/api/lab-sessions', {
      lab: 'tiny-bucket',
    });
    const attempts = `/api/lab-sessions/${session.id}/attempts`;
    const accepted = new Map<string, string>();
    let unanswered = 0;
    let press = 0;
    for (let round = 0; round < KILLS; round += 1) {
      if (!server) await start();
      // The moment is drawn over everything that happens: accepting, queueing, judging (about 12 ms), storing, idling.
      const moment = Math.random() * 60;
      const pressing = (async () => {
        for (;;) {
          press += 1;
          const key = `press-number-${press}`;
          // The page does the same when a reply never came: it sends the same key again after the restart.
          try {
            const { status, body } = await call<AttemptReply>('POST', attempts, { key });
            if (status === 202) accepted.set(key, body.attempt.id);
          } catch {
            unanswered += 1;
            return key;
          }
        }
      })();
      await new Promise((resolve) => setTimeout(resolve, moment));
      await kill();
      const lost = await pressing;
      await start();
      // The page does the same when a reply never came: it sends the same key again after the restart.
      for (;;) {
        const again = await call<AttemptReply & { code?: string }>('POST', attempts, { key: lost });
        if (again.status === 200 || again.status === 202) {
          accepted.set(lost, again.body.attempt.id);
          break;
        }
        expect(again).toMatchObject({ status: 409, body: { code: 'ATTEMPT_RUNNING' } });
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    }

    for (const id of accepted.values()) {
      const end = Date.now() + 20_000;
      for (;;) {
        const { body } = await call<AttemptReply>('GET', `/api/attempts/${id}`);
        if (body.attempt.status === 'done') break;
        expect(body.attempt.status).not.toBe('failed');
        if (Date.now() > end) throw new Error(`Attempt ${id} is still ${body.attempt.status}.`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
    await kill();

    const db = await openDatabase(join(folder, 'groundschool.sqlite'));
    const rows = await db.selectFrom('attempts').selectAll().execute();
    const results = await db.selectFrom('task_results').selectAll().execute();
    const evidence = await db.selectFrom('evidence').select('attempt').execute();
    const receipts = await db.selectFrom('receipts').select(['attempt', 'body']).execute();
    const open = await db
      .selectFrom('jobs')
      .selectAll()
      .where('status', 'in', ['waiting', 'running'])
      .execute();
    await db.destroy();

    const runs = readFileSync(join(folder, 'runs.log'), 'utf8').split('\n');
    const started = runs.filter((line) => line.startsWith('start')).length;
    // The test is worth something only if kills hit running attempts, and if attempts were run again.
    expect(unanswered).toBe(KILLS);
    expect(accepted.size).toBeGreaterThanOrEqual(KILLS);
    expect(started).toBeGreaterThan(rows.length);

    expect(new Set(accepted.values()).size).toBe(accepted.size);
    const stored = new Set(rows.map(({ id }) => id));
    for (const [key, id] of accepted) expect(stored.has(id), key).toBe(true);
    expect(rows.map(({ number }) => number).toSorted((a, b) => a - b)).toEqual(
      rows.map((_, index) => index + 1),
    );
    for (const { id, status, score } of rows) {
      expect({ id, status, score }).toEqual({ id, status: 'done', score: 100 });
      expect(
        results
          .filter(({ attempt }) => attempt === id)
          .map(({ task }) => task)
          .toSorted(),
      ).toEqual(['hand-in', 'make-bucket', 'tidy-up']);
      expect(evidence.filter(({ attempt }) => attempt === id)).toHaveLength(1);
      // Its receipt says the same: neither is there without the other.
      const own = receipts.filter(({ attempt }) => attempt === id);
      expect(own.map(({ body }) => (JSON.parse(body) as { score: number }).score)).toEqual([100]);
    }
    expect(open).toEqual([]);
  },
);

test('after kills at random moments every draft that was kept is there', { timeout: 300_000 }, async () => {
  await start();
  const { body: session } = await call<LabSessionReply>('POST', '/api/lab-sessions', { lab: 'tiny-bucket' });
  const draft = `/api/lab-sessions/${session.id}/drafts/hand-in/answer.txt`;
  let typed = 0;
  let kept = 0;
  for (let round = 0; round < 4; round += 1) {
    let first = (): void => {};
    const begun = new Promise<void>((resolve) => (first = resolve));
    const typing = (async () => {
      for (;;) {
        typed += 1;
        try {
          const { status } = await call('PUT', draft, { text: `line ${typed}\n` });
          expect(status).toBe(200);
          kept = typed;
          first();
        } catch {
          return;
        }
      }
    })();
    await begun;
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 60));
    await kill();
    await typing;
    await start();
    const { body } = await call<ArtifactsReply>('GET', `/api/lab-sessions/${session.id}/artifacts`);
    const found = Number(/^line (\d+)\n$/.exec(body.drafts[0]?.text ?? '')?.[1]);
    // The one whose answer never came may be there or not.
    expect([kept, typed]).toContain(found);
  }
});
