import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { secretBox } from '../../../server/secret-box.ts';
import { insertWebhook, inTransaction, openDatabase } from '../../../server/store/index.ts';
import { tellWebhooks } from '../../../server/webhooks/outbox.ts';
import { SMALL_COURSE } from '../../helpers/server/app.ts';
import { bundleEntry } from '../../helpers/server/bundle.ts';
import { startReceiver, verifies, type Receiver } from '../../helpers/server/receiver.ts';

const EVENTS = 120;
const KILLS = 4;
/** Of one webhook on their way at a time: so many may be sent twice by a kill. */
const IN_FLIGHT = 2;
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=';
const cohort = 'spring-class';
let folder: string;
let bundle: Awaited<ReturnType<typeof bundleEntry>>;
let receiver: Receiver;
let child: ChildProcess | undefined;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'groundschool-hook-kill-'));
  bundle = await bundleEntry('test/helpers/server/killable-server.ts', 'killable-server-hooks');
  receiver = await startReceiver();
  receiver.answer = (response) => void setTimeout(() => response.writeHead(204).end(), 15);
  const db = await openDatabase(join(folder, 'groundschool.sqlite'));
  await db
    .insertInto('cohorts')
    .values({ id: cohort, title: 'Spring', time_zone: 'UTC', created_at: 1, archived_at: null })
    .execute();
  const id = 'webhook-00000001';
  const secret = secretBox(join(folder, 'webhooks.key')).seal(SECRET, id).toString('base64');
  const events = JSON.stringify(['run.ended']);
  const idle = { problem: null, failing_since: null, last_delivered_at: null, created_at: 1 };
  await insertWebhook(db, {
    id,
    cohort,
    url: receiver.url,
    secret,
    events,
    with_names: 0,
    status: 'active',
    ...idle,
  });
  for (let index = 0; index < EVENTS; index += 1) {
    await inTransaction(db, (tx) =>
      tellWebhooks(tx, { cohort, type: 'run.ended', learner: null, data: { index } }, Date.now()),
    );
  }
  await db.destroy();
}, 60_000);
afterAll(async () => {
  await kill();
  await receiver.close();
  rmSync(folder, { recursive: true, force: true });
  bundle.remove();
});

function nextLine(from: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    from.stdout?.setEncoding('utf8').once('data', resolve);
    from.once('exit', (code) => reject(new Error(`The server ended with ${code}.`)));
  });
}

async function start(): Promise<void> {
  child = spawn(process.execPath, [bundle.file], {
    env: {
      PATH: process.env['PATH'],
      GROUNDSCHOOL_DATA_DIR: folder,
      GROUNDSCHOOL_CONTENT_DIR: SMALL_COURSE,
      GROUNDSCHOOL_PORT: '0',
      GROUNDSCHOOL_LOG_LEVEL: 'silent',
      GROUNDSCHOOL_WEBHOOK_LOOPBACK: 'true',
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await nextLine(child);
  const line = nextLine(child);
  child.stdin?.end('go\n');
  await line;
}

async function kill(): Promise<void> {
  const victim = child;
  child = undefined;
  if (!victim || victim.exitCode !== null || victim.signalCode !== null) return;
  const gone = new Promise((resolve) => victim.once('exit', resolve));
  victim.kill('SIGKILL');
  await gone;
}

async function arrived(count: number): Promise<void> {
  const end = Date.now() + 60_000;
  while (receiver.received.length < count) {
    if (Date.now() > end) throw new Error(`${receiver.received.length} of ${count} arrived.`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
const ids = () => receiver.received.map(({ headers }) => String(headers['webhook-id']));

test(
  'what was to be told arrives although the server is killed again and again, and nothing twice but what was on its way',
  { timeout: 180_000 },
  async () => {
    for (let kills = 0; kills < KILLS; kills += 1) {
      await start();
      await arrived(receiver.received.length + EVENTS / (KILLS + 2));
      await kill();
    }
    expect(new Set(ids()).size).toBeLessThan(EVENTS);
    await start();
    const end = Date.now() + 60_000;
    while (new Set(ids()).size < EVENTS && Date.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(new Set(ids()).size).toBe(EVENTS);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(ids().length - EVENTS).toBeLessThanOrEqual(KILLS * IN_FLIGHT);
    expect(receiver.received.every((got) => verifies(SECRET, got, Date.now()))).toBe(true);
  },
);
