import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { AttemptReply, EvidenceReply, LabSessionReply } from '../../server/contract/index.ts';
import { startTestApp, type TestApp } from '../helpers/server/app.ts';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
});
afterEach(() => t.clear());
afterAll(() => t.close());

async function ready(): Promise<string> {
  const { body } = await t.call<LabSessionReply>('POST', '/api/lab-sessions', { lab: 'tiny-bucket' });
  await t.until(async () => {
    const session = (await t.call<LabSessionReply>('GET', `/api/lab-sessions/${body.id}`)).body;
    return session.status === 'ready';
  }, 'a ready session');
  return body.id;
}
const press = (session: string, key: string, tasks?: string[]) =>
  t.call<AttemptReply>('POST', `/api/lab-sessions/${session}/attempts`, { key, ...(tasks ? { tasks } : {}) });
const ended = (id: string): Promise<AttemptReply> =>
  t.until(async () => {
    const { body } = await t.call<AttemptReply>('GET', `/api/attempts/${id}`);
    return ['done', 'failed'].includes(body.attempt.status) && body;
  }, 'the end of the attempt');

test('an attempt is accepted, judged and kept with its report and its evidence', async () => {
  const session = await ready();
  const { status, body } = await press(session, 'first-press');
  expect(status).toBe(202);
  expect(body).toMatchObject({
    lab: 'tiny-bucket',
    session,
    report: null,
    attempt: { number: 1, tasks: null },
  });
  const reply = await ended(body.attempt.id);
  expect(reply.attempt).toMatchObject({ status: 'done', score: 100, checkable: 100 });
  expect(reply.report?.tasks.map(({ id, status: result }) => [id, result])).toEqual([
    ['make-bucket', 'pass'],
    ['hand-in', 'pass'],
    ['tidy-up', 'pass'],
  ]);
  expect(reply.report?.version).toMatch(/^0\.0\.0\+[0-9a-f]{12}$/);
  const evidence = (await t.call<EvidenceReply>('GET', `/api/attempts/${body.attempt.id}/evidence`)).body;
  const [read] = evidence.reads;
  expect(read).toMatchObject({ read: 's3:GetBucketVersioning', args: { bucket: 'b' }, state: 'present' });
  const observation = { state: read?.state, value: read?.value };
  expect(read?.digest).toBe(createHash('sha256').update(JSON.stringify(observation)).digest('hex'));
  const stored = await t.db.selectFrom('evidence').select(['body', 'bytes']).executeTakeFirstOrThrow();
  expect(stored.body.length).toBeLessThan(stored.bytes / 2);
  expect(stored.body).not.toContain('GetBucketVersioning');
});

test('the grader gets the reader’s key, the account and the learner’s variables', async () => {
  const session = await ready();
  const { body } = await press(session, 'first-press', ['tidy-up', 'make-bucket']);
  await ended(body.attempt.id);
  const [job] = t.grader.jobs;
  expect(job?.target.credentials).toMatchObject({
    accessKeyId: expect.stringMatching(/^AKIAREADER/) as string,
  });
  expect(job?.target.account).toMatch(/^\d{12}$/);
  expect(job?.variables['bucket']).toMatch(/^bm-tiny-/);
  expect(job?.tasks).toEqual(['make-bucket', 'tidy-up']);
});

test('the same key is the same attempt, however often and however fast it arrives', async () => {
  const session = await ready();
  const replies = await Promise.all(Array.from({ length: 12 }, () => press(session, 'nervous-finger')));
  expect(new Set(replies.map(({ body }) => body.attempt.id)).size).toBe(1);
  expect(replies.filter(({ status }) => status === 202)).toHaveLength(1);
  await ended(replies[0]?.body.attempt.id ?? '');
  const late = await press(session, 'nervous-finger');
  expect(late.status).toBe(200);
  expect(late.body.attempt.status).toBe('done');
  expect(t.grader.jobs).toHaveLength(1);
  const other = await press(session, 'nervous-finger', ['tidy-up']);
  expect(other.body).toMatchObject({ code: 'ATTEMPT_KEY_REUSED' });
});

test('numbers count without gaps under parallel presses, and too many at once are refused', async () => {
  const session = await ready();
  t.grader.taskMs = 30;
  const replies = await Promise.all(
    Array.from({ length: 8 }, (_, index) => press(session, `press-number-${index}`)),
  );
  const accepted = replies.filter(({ status }) => status === 202);
  expect(accepted.length).toBeGreaterThanOrEqual(4);
  expect(accepted.map(({ body }) => body.attempt.number).toSorted((a, b) => a - b)).toEqual(
    accepted.map((_, index) => index + 1),
  );
  for (const { status, body } of replies.filter((reply) => reply.status !== 202)) {
    expect([status, body]).toMatchObject([409, { code: 'ATTEMPT_RUNNING' }]);
  }
  for (const { body } of accepted) expect((await ended(body.attempt.id)).attempt.status).toBe('done');
});

test('an engine that breaks is asked again; only one result is kept', async () => {
  const session = await ready();
  t.grader.failures = 2;
  const { body } = await press(session, 'first-press');
  expect((await ended(body.attempt.id)).attempt.status).toBe('done');
  expect(t.grader.jobs).toHaveLength(3);
  expect(await t.db.selectFrom('task_results').selectAll().execute()).toHaveLength(3);
});

test('an engine that keeps breaking ends the attempt without a result, and costs nothing', async () => {
  const session = await ready();
  const first = await press(session, 'good-press');
  await ended(first.body.attempt.id);
  t.grader.failures = 4;
  const { body } = await press(session, 'first-press');
  const reply = await ended(body.attempt.id);
  expect(reply).toMatchObject({ report: null, attempt: { status: 'failed', score: null } });
  expect(reply.attempt.problem).toMatch(/Nothing was counted; check again/);
  expect((await t.call<EvidenceReply>('GET', `/api/attempts/${body.attempt.id}/evidence`)).body).toEqual({
    reads: [],
  });
  expect((await t.call<LabSessionReply>('GET', `/api/lab-sessions/${session}`)).body.score).toBe(100);
});

test('unknown tasks, sessions and attempts, unusable keys', async () => {
  const session = await ready();
  expect((await press(session, 'first-press', ['nope'])).body).toMatchObject({
    code: 'TASK_NOT_FOUND',
    cure: 'Its tasks: make-bucket, hand-in, tidy-up.',
  });
  expect((await press('nosuchsession1', 'first-press')).body).toMatchObject({
    code: 'LAB_SESSION_NOT_FOUND',
  });
  expect((await t.call('GET', '/api/attempts/nosuchattempt1')).body).toMatchObject({
    code: 'ATTEMPT_NOT_FOUND',
  });
  expect((await press(session, 'short')).status).toBe(400);
  expect((await press(session, 'first-press', [])).status).toBe(400);
});

test('evidence of an attempt that is not finished is refused with a code', async () => {
  const session = await ready();
  t.grader.taskMs = 200;
  const { body } = await press(session, 'first-press');
  const early = await t.call('GET', `/api/attempts/${body.attempt.id}/evidence`);
  expect([early.status, early.body]).toMatchObject([409, { code: 'ATTEMPT_UNFINISHED' }]);
  await ended(body.attempt.id);
});

test('while the engine restarts an attempt waits, and waiting is no try', async () => {
  const session = await ready();
  t.sandbox.change({ status: 'starting', message: 'Restarting.' });
  const { body } = await press(session, 'first-press');
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect((await t.call<AttemptReply>('GET', `/api/attempts/${body.attempt.id}`)).body.attempt.status).toBe(
    'queued',
  );
  t.sandbox.change({ status: 'ready', message: '' });
  expect((await ended(body.attempt.id)).attempt.status).toBe('done');
  expect(
    (await t.db.selectFrom('jobs').select('tries').where('kind', '=', 'grade').executeTakeFirstOrThrow())
      .tries,
  ).toBe(1);
});
