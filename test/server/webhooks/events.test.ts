// What happens in a cohort, through the routes that make it happen, and what a receiver hears of it.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AttemptReply, RegradeReply, RequestsReply, RunReply } from '../../../server/contract/index.ts';
import { insertAssignment } from '../../../server/store/index.ts';
import { COHORT, startClassroom, type Caller, type Classroom } from '../../helpers/server/classroom.ts';
import { startReceiver, type Receiver } from '../../helpers/server/receiver.ts';

const ASSIGNMENT = 'assignment-tiny-1';
const base = `/api/cohorts/${COHORT}`;
let t: Classroom;
let receiver: Receiver;
let teacher: Caller;
let ada: Caller;
let attempt: string;
beforeAll(async () => {
  t = await startClassroom({
    env: { GROUNDSCHOOL_WEBHOOK_LOOPBACK: 'true' },
    webhooks: { lookMs: 10 },
  });
  receiver = await startReceiver();
  [teacher, ada] = [await t.user('teacher'), await t.user('ada')];
  await t.enrol(teacher, 'instructor');
  await t.enrol(ada, 'student');
  const policy = {
    late: [],
    attemptLimit: null,
    cooldownMinutes: 0,
    counting: 'best',
    hiddenUntilReleased: false,
  };
  const dates = { release_at: null, due_at: null, close_at: null, released_at: null };
  await insertAssignment(t.db, {
    id: ASSIGNMENT,
    cohort: COHORT,
    kind: 'lab',
    item: 'tiny-bucket',
    title: 'A tiny bucket',
    ...dates,
    policy: JSON.stringify(policy),
    created_at: 0,
    updated_at: 0,
  });
  const events = [
    'attempt.graded',
    'run.ended',
    'regrade.applied',
    'override.set',
    'override.removed',
    'request.opened',
  ];
  const made = await teacher.call('POST', `${base}/webhooks`, {
    url: receiver.url,
    events,
    withNames: false,
  });
  expect(made.status).toBe(201);
  await t.webhooks.start();
  t.runs.start();
}, 60_000);
afterAll(async () => {
  await t.close();
  await receiver.close();
});

/** The events of a type that have arrived, once there are so many. */
async function heard(type: string, count = 1): Promise<Record<string, unknown>[]> {
  return await t.until(async () => {
    const all = receiver.received.map(
      ({ body }) => JSON.parse(body) as { type: string; data: Record<string, unknown> },
    );
    const those = all.filter((one) => one.type === type).map(({ data }) => data);
    return those.length >= count && those;
  }, `${count} of ${type}`);
}

test('a check of a student', async () => {
  const { body: session } = await ada.call<{ id: string }>('POST', '/api/lab-sessions', {
    lab: 'tiny-bucket',
  });
  const url = `/api/lab-sessions/${session.id}`;
  await t.until(async () => (await ada.call('GET', url)).body['status'] === 'ready', 'a ready session');
  const { body } = await ada.call<AttemptReply>('POST', `${url}/attempts`, { key: 'ada-press-1' });
  attempt = body.attempt.id;
  expect(await heard('attempt.graded')).toEqual([
    {
      cohort: COHORT,
      learner: ada.id,
      lab: 'tiny-bucket',
      attempt,
      number: 1,
      source: 'learner',
      score: 100,
      checkable: 100,
    },
  ]);
});

test('nothing of a learner who is in no cohort with that assignment', async () => {
  const bob = await t.user('bob');
  const { body: session } = await bob.call<{ id: string }>('POST', '/api/lab-sessions', {
    lab: 'tiny-bucket',
  });
  const url = `/api/lab-sessions/${session.id}`;
  await t.until(async () => (await bob.call('GET', url)).body['status'] === 'ready', 'a ready session');
  const { body } = await bob.call<AttemptReply>('POST', `${url}/attempts`, { key: 'bob-press-1' });
  await t.until(async () => {
    const { body: now } = await bob.call<AttemptReply>('GET', `/api/attempts/${body.attempt.id}`);
    return now.attempt.status === 'done';
  }, 'a result');
  const stored = await t.db.selectFrom('webhook_deliveries').select('learner').execute();
  expect(stored.map(({ learner }) => learner)).not.toContain(bob.id);
});

test('a request, once until it is answered', async () => {
  const ask = () =>
    ada.call<RequestsReply>('POST', '/api/requests', {
      attempt,
      task: 'make-bucket',
      text: 'Private words.',
    });
  await ask();
  await ask();
  const [first] = await heard('request.opened');
  expect(first).toMatchObject({ learner: ada.id, lab: 'tiny-bucket', attempt, task: 'make-bucket' });
  const answer = { text: 'Looked.', close: false };
  await teacher.call('POST', `${base}/requests/${String(first?.['request'])}/messages`, answer);
  await ask();
  expect(await heard('request.opened', 2)).toHaveLength(2);
  expect(receiver.received.map(({ body }) => body).join('')).not.toContain('Private');
});

test('points set by hand and taken back', async () => {
  const url = `${base}/learners/${ada.id}/points`;
  const task = { assignment: ASSIGNMENT, task: 'make-bucket' };
  const set = await teacher.call('PUT', url, { ...task, points: 7, reason: 'Private words.' });
  expect(set.status).toBe(200);
  expect(await heard('override.set')).toMatchObject([{ ...task, learner: ada.id, points: 7, automatic: 40 }]);
  await teacher.call('DELETE', url, task);
  expect(await heard('override.removed')).toMatchObject([{ ...task, learner: ada.id }]);
});

test('a run that ends', async () => {
  const { body } = await teacher.call<RunReply>('POST', `${base}/runs`, { lab: 'tiny-bucket' });
  expect(await heard('run.ended')).toEqual([
    { cohort: COHORT, run: body.run.id, lab: 'tiny-bucket', status: 'done', counts: { graded: 1 } },
  ]);
  expect(await heard('attempt.graded', 2)).toMatchObject([{ source: 'learner' }, { source: 'bulk' }]);
});

test('a regrade that is applied', async () => {
  const started = await teacher.call<RegradeReply>('POST', `${base}/regrades`, { lab: 'tiny-bucket' });
  const url = `${base}/regrades/${started.body.id}`;
  await t.until(
    async () => (await teacher.call<RegradeReply>('GET', url)).body.status === 'ready',
    'a ready regrade',
  );
  await teacher.call('POST', `${url}/apply`, {});
  expect(await heard('regrade.applied')).toEqual([
    { cohort: COHORT, regrade: started.body.id, lab: 'tiny-bucket', applied: 0 },
  ]);
});
