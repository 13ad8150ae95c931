import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify from 'fastify';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { JobQueue, NotYet, type JobKind } from '../../server/grading/job-queue.ts';
import { Precedence } from '../../server/grading/precedence.ts';
import { openDatabase, type Db, type Lane } from '../../server/store/index.ts';

let folder: string;
let db: Db;
const queues: JobQueue[] = [];
const { log } = Fastify({ logger: { level: 'silent' } });

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'groundschool-jobs-'));
  db = await openDatabase(join(folder, 'jobs.sqlite'));
});
afterEach(async () => {
  await Promise.all(queues.splice(0).map((queue) => queue.close()));
  await db.destroy();
  rmSync(folder, { recursive: true, force: true });
});

async function start(
  kind: Partial<JobKind>,
  more: { workers?: number; leaseMs?: number; maxTries?: number } = {},
): Promise<JobQueue> {
  const kinds = { work: { run: () => Promise.resolve(), giveUp: () => Promise.resolve(), ...kind } };
  const queue = new JobQueue({ db, log, now: () => Date.now(), kinds, workers: 2, retryMs: 5, ...more });
  queues.push(queue);
  await queue.start();
  return queue;
}
async function add(queue: JobQueue, subjects: string[], lane: Lane = 'interactive'): Promise<void> {
  for (const subject of subjects) await queue.add(db, 'work', subject, lane);
  queue.wake();
}
async function until(look: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 10_000;
  while (!(await look())) {
    if (Date.now() > end) throw new Error('Waited in vain.');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
const statuses = async (): Promise<Record<string, string>> =>
  Object.fromEntries(
    (await db.selectFrom('jobs').select(['subject', 'status']).execute()).map((row) => [
      row.subject,
      row.status,
    ]),
  );

test('every job runs once, also with several workers', async () => {
  const runs: string[] = [];
  const queue = await start({ run: async (subject) => void runs.push(subject) }, { workers: 5 });
  const subjects = Array.from({ length: 60 }, (_, index) => `s${index}`);
  await add(queue, subjects);
  await until(async () => Object.values(await statuses()).every((status) => status === 'done'));
  expect(runs.toSorted()).toEqual(subjects.toSorted());
});

test('a bulk job stands aside while an interactive one runs, and no longer', async () => {
  const order: string[] = [];
  let release: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const queue = await start({
    run: async (subject, { standAside }) => {
      if (subject === 'learner') await gate;
      else for (const step of [1, 2]) await standAside().then(() => order.push(`${subject} ${step}`));
      order.push(`${subject} ended`);
    },
  });
  await add(queue, ['learner']);
  await until(async () => (await statuses())['learner'] === 'running');
  await add(queue, ['bulk'], 'bulk');
  await until(async () => (await statuses())['bulk'] === 'running');
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(order).toEqual([]);
  release();
  await until(() => order.length === 4);
  expect(order).toEqual(['learner ended', 'bulk 1', 'bulk 2', 'bulk ended']);
});

test('a bulk job stands aside for so long in all, however many steps it has and however busy the others are', async () => {
  const precedence = new Precedence({ mostMs: 40 });
  const end = precedence.begin();
  const standAside = precedence.patience();
  const began = performance.now();
  await Promise.all([standAside(), standAside(), standAside()]);
  const first = performance.now() - began;
  expect(first).toBeGreaterThan(30);
  await standAside();
  await standAside();
  expect(performance.now() - began - first).toBeLessThan(30);
  end();
  await precedence.patience()();
});

test('interactive goes ahead of bulk, and one worker is kept free for it', async () => {
  const order: string[] = [];
  let release: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const queue = await start({
    run: async (subject) => {
      order.push(subject);
      if (subject.startsWith('bulk')) await gate;
    },
  });
  await add(queue, ['bulk-1', 'bulk-2', 'bulk-3'], 'bulk');
  await until(() => order.length > 0);
  await add(queue, ['learner-1', 'learner-2']);
  await until(() => order.includes('learner-2'));
  expect(order).toEqual(['bulk-1', 'learner-1', 'learner-2']);
  release();
  await until(() => order.length === 5);
});

test('a subject that is waiting or running is not added again; a done one is', async () => {
  let runs = 0;
  const queue = await start({ run: async () => void (runs += 1) });
  await queue.add(db, 'work', 'same', 'interactive');
  await queue.add(db, 'work', 'same', 'interactive');
  queue.wake();
  await until(async () => (await statuses())['same'] === 'done');
  expect(runs).toBe(1);
  await add(queue, ['same']);
  await until(() => runs === 2);
});

test('a job that throws is tried again up to the limit, then given up with its error', async () => {
  const tries: number[] = [];
  let gaveUp = '';
  const queue = await start(
    {
      run: (_subject, context) => {
        tries.push(context.tries);
        return Promise.reject(new Error(`broken ${context.tries}`));
      },
      giveUp: async (subject, error) => void (gaveUp = `${subject}: ${(error as Error).message}`),
    },
    { maxTries: 3 },
  );
  await add(queue, ['x']);
  await until(async () => (await statuses())['x'] === 'failed');
  expect(tries).toEqual([1, 2, 3]);
  expect(gaveUp).toBe('x: broken 3');
  expect((await db.selectFrom('jobs').select('error').executeTakeFirstOrThrow()).error).toBe('broken 3');
});

test('NotYet brings a job back without counting the try', async () => {
  let asked = 0;
  const queue = await start(
    {
      run: (_subject, { tries }) => {
        asked += 1;
        expect(tries).toBe(1);
        return asked < 5 ? Promise.reject(new NotYet('later', 1)) : Promise.resolve();
      },
    },
    { maxTries: 2 },
  );
  await add(queue, ['x']);
  await until(async () => {
    queue.wake();
    return (await statuses())['x'] === 'done';
  });
  expect(asked).toBe(5);
});

test('closing aborts what runs and gives it back; the next process does it', async () => {
  const queue = await start({
    run: (_subject, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('aborted')));
      }),
  });
  await add(queue, ['x']);
  await until(async () => (await statuses())['x'] === 'running');
  await queue.close();
  expect(await statuses()).toEqual({ x: 'waiting' });
  let tries = 0;
  await start({ run: async (_subject, context) => void (tries = context.tries) });
  await until(() => tries === 1);
});

test('a lease that ran out is taken by another worker, and the first one stores nothing', async () => {
  let stored = 0;
  const first = await start({ run: () => Promise.resolve() });
  await first.close();
  await first.add(db, 'work', 'x', 'interactive');
  // A process that took the job and died, its lease a second ago.
  await db
    .updateTable('jobs')
    .set({ status: 'running', worker: 'dead:1', leased_until: Date.now() - 1_000, tries: 1 })
    .execute();
  const second = new JobQueue({
    db,
    log,
    now: () => Date.now(),
    workers: 1,
    kinds: { work: { run: async () => void (stored += 1), giveUp: () => Promise.resolve() } },
  });
  queues.push(second);
  // Not start(): that takes everything back, as the only process may. Here only the lease says so.
  const { claimJob } = await import('../../server/store/index.ts');
  const job = await claimJob(db, { worker: 'alive:2', leaseMs: 1_000, lanes: ['interactive'] }, Date.now());
  expect(job).toMatchObject({ subject: 'x', worker: 'alive:2', tries: 2 });
  expect(
    await claimJob(db, { worker: 'third:3', leaseMs: 1_000, lanes: ['interactive'] }, Date.now()),
  ).toBeUndefined();
  expect(stored).toBe(0);
});

test('the end of a job can be part of the transaction of its result', async () => {
  const queue = await start(
    {
      run: (_subject, { finish }) =>
        db.transaction().execute(async (tx) => {
          await finish(tx);
          throw new Error('the result could not be stored');
        }),
    },
    { maxTries: 1 },
  );
  await add(queue, ['x']);
  await until(async () => (await statuses())['x'] === 'failed');
  expect(await statuses()).toEqual({ x: 'failed' });
});
