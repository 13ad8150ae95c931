import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunReply } from '../../../server/contract/index.ts';
import { openDatabase } from '../../../server/store/index.ts';
import { SMALL_COURSE } from '../../helpers/server/app.ts';
import { bundleEntry } from '../../helpers/server/bundle.ts';
import { addLabWork } from '../../helpers/server/work.ts';

const LEARNERS = 60;
const KILLS = 8;
const COHORT = 'spring-class';
let folder: string;
let bundle: Awaited<ReturnType<typeof bundleEntry>>;
let server: { child: ChildProcess; url: string; token: string } | undefined;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'groundschool-run-kill-'));
  bundle = await bundleEntry('test/helpers/server/killable-server.ts', 'killable-server');
  const db = await openDatabase(join(folder, 'groundschool.sqlite'));
  await db
    .insertInto('cohorts')
    .values({ id: COHORT, title: 'Spring', time_zone: 'UTC', created_at: 1, archived_at: null })
    .execute();
  const accounts = [];
  for (let index = 0; index < LEARNERS; index += 1) {
    const learner = `learner-${String(index).padStart(4, '0')}`;
    const account = String(100000000001 + index);
    await db
      .insertInto('learners')
      .values({ id: learner, name: learner, seed: learner, created_at: 1 })
      .execute();
    await db
      .insertInto('enrolments')
      .values({
        cohort: COHORT,
        learner,
        role: 'student',
        student_number: null,
        group_name: null,
        email: null,
        status: 'active',
        created_at: 1,
      })
      .execute();
    const session = await addLabWork(db, { learner, attempts: [] });
    await db.updateTable('lab_sessions').set({ account }).where('id', '=', session).execute();
    const keys = {
      account,
      accessKeyId: `AKIALEARNER${account.slice(-9)}`,
      secretAccessKey: 'learner-secret',
      readerAccessKeyId: `AKIAREADERXX${account.slice(-8)}`,
      readerSecretAccessKey: 'reader-secret',
    };
    accounts.push([account, { keys, state: 'alive' }]);
  }
  await db.destroy();
  writeFileSync(join(folder, 'accounts.json'), JSON.stringify(accounts));
}, 60_000);
afterAll(async () => {
  await kill();
  rmSync(folder, { recursive: true, force: true });
  bundle.remove();
});

function nextLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.stdout?.setEncoding('utf8').once('data', resolve);
    child.once('exit', (code) => reject(new Error(`The server ended with ${code}.`)));
  });
}

async function start(): Promise<void> {
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
  await nextLine(child);
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

async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  if (!server) throw new Error('no server');
  const reply = await fetch(`${server.url}/api/cohorts/${COHORT}${path}`, {
    method,
    headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(10_000),
  });
  return (await reply.json()) as T;
}

test(
  'a run whose server is killed again and again grades everybody exactly once',
  { timeout: 120_000 },
  async () => {
    await start();
    const { run } = await call<RunReply>('POST', '/runs', { lab: 'tiny-bucket' });
    let kills = 0;
    const end = Date.now() + 60_000;
    for (;;) {
      // Grading one takes about 12 ms, so each life of the server ends in the middle of some; then one lives on.
      await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 80));
      const now = await call<RunReply>('GET', `/runs/${run.id}`);
      if (now.run.status === 'done') break;
      expect(Date.now(), JSON.stringify(now.run.counts)).toBeLessThan(end);
      if (kills === KILLS) continue;
      await kill();
      kills += 1;
      await start();
    }
    await kill();
    expect(kills).toBeGreaterThan(1);

    const db = await openDatabase(join(folder, 'groundschool.sqlite'));
    const items = await db.selectFrom('run_items').select(['status', 'tries', 'attempt']).execute();
    const attempts = await db.selectFrom('attempts').select(['id', 'session', 'status', 'score']).execute();
    const results = await db.selectFrom('task_results').select('attempt').execute();
    await db.destroy();
    expect(items).toHaveLength(LEARNERS);
    for (const item of items) expect(item).toMatchObject({ status: 'graded', tries: 1 });
    expect(attempts).toHaveLength(LEARNERS);
    expect(new Set(attempts.map(({ session }) => session)).size).toBe(LEARNERS);
    for (const { id, status, score } of attempts) {
      expect({ status, score }).toEqual({ status: 'done', score: 100 });
      expect(results.filter(({ attempt }) => attempt === id)).toHaveLength(3);
    }
  },
);
