import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { TaskResult } from '../../../graders/contract/index.ts';
import * as store from '../../../server/store/index.ts';

/** The contract of the store: what every dialect has to do. PostgreSQL joins the list with its dialect. */
let folder: string;
let db: store.Db;
let learner: store.Learner;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'groundschool-store-'));
  db = await store.openDatabase(join(folder, 'store.sqlite'));
  learner = await store.localLearner(db, 1_000);
});
afterEach(async () => {
  await db.destroy();
  rmSync(folder, { recursive: true, force: true });
});

const session = (id: string, lab = 'tiny-bucket'): store.NewLabSession => ({
  id,
  learner: learner.id,
  lab,
  seed: 's',
  variables: '{}',
  target_kind: 'sandbox',
  endpoint: null,
  region: 'us-east-1',
  account: null,
  generation: 1,
  status: 'preparing',
  problem: null,
  created_at: 1,
  updated_at: 1,
});
const attempt = (id: string, key: string, of = 'session-1') => ({
  id,
  session: of,
  key,
  tasks: null,
  generation: 1,
});
const result = (id: string, status: TaskResult['status'], points: number): TaskResult => ({
  id,
  title: id,
  status,
  points,
  maxPoints: 10,
  reason: 'r',
  message: 'm',
  checks: [],
});

test('the local learner is made once and keeps seed and id', async () => {
  const again = await store.localLearner(db, 2_000);
  expect(again).toEqual(learner);
  expect(learner.seed).toMatch(/^[0-9a-f]{32}$/);
});

test('lesson progress changes what is given and keeps the rest', async () => {
  const save = (change: { done?: boolean; position?: string }) =>
    store.saveLessonProgress(db, learner.id, 's3', change, 5);
  expect(await save({ position: 'prices' })).toMatchObject({ done: 0, position: 'prices' });
  expect(await save({ done: true })).toMatchObject({ done: 1, position: 'prices' });
  expect(await save({ position: 'end' })).toMatchObject({ done: 1, position: 'end' });
  expect(await save({ done: false })).toMatchObject({ done: 0, position: 'end' });
  expect([...(await store.lessonProgress(db, learner.id)).keys()]).toEqual(['s3']);
});

describe('quiz attempts', () => {
  test('one is open per learner and part; closing it makes room for the next', async () => {
    const first = await store.openQuizAttempt(db, learner.id, 's3', 'd', 1);
    expect(first.created).toBe(true);
    const again = await store.openQuizAttempt(db, learner.id, 's3', 'd', 2);
    expect(again).toEqual({ attempt: first.attempt, created: false });
    await store.closeQuizAttempt(db, first.attempt.id, 0.5, 3);
    await store.closeQuizAttempt(db, first.attempt.id, 1, 4);
    const second = await store.openQuizAttempt(db, learner.id, 's3', 'd', 5);
    expect(second.attempt.id).not.toBe(first.attempt.id);
    await store.closeQuizAttempt(db, second.attempt.id, 0.25, 6);
    expect(await store.bestQuizScores(db, learner.id)).toEqual(new Map([['s3', 0.5]]));
    expect(await store.findQuizAttempt(db, 'somebody-else', first.attempt.id)).toBeUndefined();
  });
  test('the first answer to an item stays', async () => {
    const { attempt: open } = await store.openQuizAttempt(db, learner.id, 's3', 'd', 1);
    const add = (answer: string) =>
      store.addQuizAnswer(db, { attempt: open.id, item: 'i', answer, correct: true, credit: 1 }, 1);
    expect([await add('a'), await add('b')]).toEqual([true, false]);
    expect((await store.quizAnswers(db, open.id)).map(({ answer }) => answer)).toEqual(['"a"']);
  });
});

describe('lab sessions', () => {
  test('one per learner and lab', async () => {
    expect(await store.insertLabSession(db, session('session-1'))).toBe(true);
    expect(await store.insertLabSession(db, session('session-2'))).toBe(false);
    expect(await store.insertLabSession(db, session('session-3', 'other'))).toBe(true);
    expect((await store.labSessionOf(db, learner.id, 'tiny-bucket'))?.id).toBe('session-1');
    expect((await store.labSessionsOf(db, learner.id)).map(({ id }) => id).toSorted()).toEqual([
      'session-1',
      'session-3',
    ]);
    expect(await store.findLabSession(db, 'somebody-else', 'session-1')).toBeUndefined();
  });
  test('a change belongs to a generation and a state', async () => {
    await store.insertLabSession(db, session('session-1'));
    const change = (generation: number, status: string[]) =>
      store.changeLabSession(db, 'session-1', { generation, status }, { status: 'ready', account: 'a' }, 9);
    expect(await change(2, ['preparing'])).toBe(false);
    expect(await change(1, ['failed', 'lost'])).toBe(false);
    expect(await change(1, ['preparing'])).toBe(true);
    expect(await store.getLabSession(db, 'session-1')).toMatchObject({
      status: 'ready',
      account: 'a',
      updated_at: 9,
    });
  });
});

describe('attempts', () => {
  beforeEach(async () => {
    await store.insertLabSession(db, session('session-1'));
  });
  const insert = (id: string, key: string) =>
    store.inTransaction(db, (tx) => store.insertAttempt(tx, attempt(id, key), 5));

  test('number themselves; the same key or number cannot be stored twice', async () => {
    expect((await insert('attempt-1', 'key-1')).number).toBe(1);
    expect((await insert('attempt-2', 'key-2')).number).toBe(2);
    await expect(insert('attempt-3', 'key-2')).rejects.toThrow(/UNIQUE/);
    expect((await store.attemptByKey(db, 'session-1', 'key-1'))?.id).toBe('attempt-1');
    expect((await store.attemptsOf(db, 'session-1')).map(({ number }) => number)).toEqual([2, 1]);
    expect(await store.findAttempt(db, 'somebody-else', 'attempt-1')).toBeUndefined();
  });
  test('end once', async () => {
    await insert('attempt-1', 'key-1');
    expect(await store.startAttempt(db, 'attempt-1', 6)).toBe(true);
    expect(await store.startAttempt(db, 'attempt-1', 7)).toBe(true);
    const end = (score: number) =>
      store.finishAttempt(db, 'attempt-1', { status: 'done', score, checkable: 100, report: {} }, 8);
    expect([await end(50), await end(90)]).toEqual([true, false]);
    expect(await store.startAttempt(db, 'attempt-1', 9)).toBe(false);
    expect(await store.getAttempt(db, 'attempt-1')).toMatchObject({
      status: 'done',
      score: 50,
      finished_at: 8,
    });
    expect(await store.unfinishedAttempts(db, 'session-1')).toEqual([]);
  });
  test('a transaction that fails leaves nothing of attempt, results, evidence and job', async () => {
    await expect(
      store.inTransaction(db, async (tx) => {
        await store.insertAttempt(tx, attempt('attempt-1', 'key-1'), 5);
        await store.addJob(tx, { kind: 'grade', subject: 'attempt-1', lane: 'interactive' }, 5);
        await store.insertTaskResults(tx, 'attempt-1', 'session-1', [result('a', 'pass', 10)]);
        throw new Error('power cut');
      }),
    ).rejects.toThrow('power cut');
    for (const table of ['attempts', 'jobs', 'task_results'] as const) {
      expect(await db.selectFrom(table).selectAll().execute()).toEqual([]);
    }
  });
  test('best and last results, with and without those that could not be checked', async () => {
    const judge = async (id: string, results: TaskResult[]): Promise<void> => {
      await insert(id, `key-${id}`);
      await store.insertTaskResults(db, id, 'session-1', results);
    };
    await judge('attempt-1', [result('a', 'pass', 10), result('b', 'partial', 5)]);
    await judge('attempt-2', [result('a', 'fail', 0), result('b', 'blocked', 0)]);
    await judge('attempt-3', [result('b', 'blocked', 0)]);
    expect(await store.bestPoints(db, 'session-1')).toEqual(
      new Map([
        ['a', 10],
        ['b', 5],
      ]),
    );
    const of = async (which: 'any' | 'judged') =>
      Object.fromEntries(
        [...(await store.lastResults(db, 'session-1', which))].map(([task, { attempt: id, status }]) => [
          task,
          `${id} ${status}`,
        ]),
      );
    expect(await of('any')).toEqual({ a: 'attempt-2 fail', b: 'attempt-3 blocked' });
    expect(await of('judged')).toEqual({ a: 'attempt-2 fail', b: 'attempt-1 partial' });
    expect((await store.resultsOfAttempt(db, 'attempt-1')).map(({ id }) => id)).toEqual(['a', 'b']);
  });
  test('evidence comes back as it went in, whatever is in it', async () => {
    await insert('attempt-1', 'key-1');
    const evidence = {
      text: 'é✓\u0000\uD83D\uDE80',
      list: [1.5, null, true],
      deep: { a: { b: 'x'.repeat(20_000) } },
    };
    const packed = await store.packEvidence(evidence);
    expect(packed.body.length).toBeLessThan(2_000);
    await store.insertEvidence(db, 'attempt-1', packed, 5);
    expect(await store.evidenceOf(db, 'attempt-1')).toEqual(evidence);
    expect(await store.evidenceOf(db, 'attempt-2')).toBeUndefined();
    await expect(store.insertEvidence(db, 'attempt-1', packed, 6)).rejects.toThrow(/UNIQUE/);
  });
});

test('artifacts: the last of a name counts', async () => {
  await store.insertLabSession(db, session('session-1'));
  const save = (name: string, text: string) =>
    store.saveArtifact(db, { session: 'session-1', task: 't', name, text }, 5);
  await save('b.txt', 'old');
  await save('a.txt', 'other');
  expect(await save('b.txt', 'nêw')).toMatchObject({
    bytes: 4,
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect((await store.artifactsOf(db, 'session-1')).map(({ name, body }) => [name, body])).toEqual([
    ['a.txt', 'other'],
    ['b.txt', 'nêw'],
  ]);
});

test('drafts: the last of a name counts, and they outlive the process', async () => {
  await store.insertLabSession(db, session('session-1'));
  const draft = { session: 'session-1', task: 't', name: 'a.txt' };
  await store.saveDraft(db, { ...draft, text: 'old' }, 5);
  await store.saveDraft(db, { ...draft, name: 'b.txt', text: 'other' }, 5);
  await store.saveDraft(db, { ...draft, text: 'nêw\n' }, 6);
  await db.destroy();
  db = await store.openDatabase(join(folder, 'store.sqlite'));
  expect(
    (await store.draftsOf(db, 'session-1')).map(({ name, body, saved_at }) => [name, body, saved_at]),
  ).toEqual([
    ['a.txt', 'nêw\n', 6],
    ['b.txt', 'other', 5],
  ]);
  await store.deleteDraft(db, draft);
  expect((await store.draftsOf(db, 'session-1')).map(({ name }) => name)).toEqual(['b.txt']);
  expect(await store.draftsOf(db, 'session-2')).toEqual([]);
});

test('graded files: those of the newest attempt that judged the task', async () => {
  await store.insertLabSession(db, session('session-1'));
  await store.insertAttempt(db, attempt('attempt-1', 'key-1'), 5);
  await store.insertAttempt(db, attempt('attempt-2', 'key-2'), 6);
  const save = (of: string, texts: Record<string, string>) =>
    store.saveGradedFiles(
      db,
      { session: 'session-1', attempt: of },
      Object.entries(texts).map(([task, text]) => ({ task, name: 'a.txt', text })),
      7,
    );
  await save('attempt-1', { s: 'one', t: 'two' });
  await save('attempt-2', { t: 'three' });
  expect(
    (await store.gradedFilesOf(db, 'session-1')).map(({ task, body, number }) => [task, body, number]),
  ).toEqual([
    ['s', 'one', 1],
    ['t', 'three', 2],
  ]);
});

test('hints are charged once, at the price of the day they were opened', async () => {
  await store.insertLabSession(db, session('session-1'));
  await store.openHints(db, 'session-1', 't', [{ level: 1, costPercent: 0 }], 5);
  await store.openHints(
    db,
    'session-1',
    't',
    [
      { level: 1, costPercent: 50 },
      { level: 2, costPercent: 10 },
    ],
    6,
  );
  expect(
    (await store.hintOpenings(db, 'session-1')).map(({ level, cost_percent, opened_at }) => [
      level,
      cost_percent,
      opened_at,
    ]),
  ).toEqual([
    [1, 0, 5],
    [2, 10, 6],
  ]);
});

test('two hundred claims by many workers at once take every job once', async () => {
  for (let index = 0; index < 200; index += 1)
    await store.addJob(db, { kind: 'k', subject: `s${index}`, lane: 'bulk' }, 1);
  const taken: string[] = [];
  await Promise.all(
    Array.from({ length: 8 }, async (_, worker) => {
      for (;;) {
        const job = await store.claimJob(
          db,
          { worker: `w${worker}`, leaseMs: 60_000, lanes: ['interactive', 'bulk'] },
          10,
        );
        if (!job) return;
        taken.push(job.subject);
        await store.finishJob(db, job.id, { status: 'done' }, 11);
      }
    }),
  );
  expect(taken).toHaveLength(200);
  expect(new Set(taken).size).toBe(200);
  expect(await store.countJobs(db)).toEqual({ waiting: 0, running: 0 });
  await store.dropOldJobs(db, 12);
  expect(await db.selectFrom('jobs').selectAll().execute()).toEqual([]);
});

test('a lease can be renewed by its owner alone', async () => {
  await store.addJob(db, { kind: 'k', subject: 's', lane: 'interactive' }, 1);
  const claim = (worker: string, now: number) =>
    store.claimJob(db, { worker, leaseMs: 100, lanes: ['interactive'] }, now);
  const job = await claim('one', 10);
  if (!job) throw new Error('no job');
  expect(await store.renewLease(db, job, 100, 50)).toBe(true);
  expect(await claim('two', 149)).toBeUndefined();
  expect(await claim('two', 151)).toMatchObject({ worker: 'two', tries: 2 });
  expect(await store.renewLease(db, job, 100, 160)).toBe(false);
});

test('the version of a cohort’s matrix changes with a regrade that another cohort of the same learners applied', async () => {
  const cohorts = ['one-class', 'other-class'];
  for (const id of cohorts) await store.insertCohort(db, { id, title: id, timeZone: 'Etc/UTC' }, 1);
  await store.insertRegrade(
    db,
    { id: 'regrade-of-other', cohort: 'other-class', lab: 'tiny-bucket', version: '1', by: learner.id },
    1,
  );
  const before = await store.matrixVersion(db, 'one-class');
  expect(await store.matrixVersion(db, 'one-class')).toBe(before);
  await store.changeRegrade(db, 'regrade-of-other', 'running', { status: 'applied', decided_at: 2 });
  expect(await store.matrixVersion(db, 'one-class')).not.toBe(before);
});
