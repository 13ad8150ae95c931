import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type {
  AssignmentPolicy,
  AttemptReply,
  LabSessionReply,
  QuizAttemptReply,
} from '../../../server/contract/index.ts';
import { insertAssignment, saveExtension, type Assignment } from '../../../server/store/index.ts';
import { rightAnswer } from '../../helpers/server/quiz-answers.ts';
import { COHORT, startClassroom, type Caller, type Classroom } from '../../helpers/server/classroom.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOON = Date.parse('2026-12-04T11:00:00Z');

let t: Classroom;
let ada: Caller;
let now = NOON;
beforeAll(async () => {
  t = await startClassroom({ now: () => now, requestsPerMinute: 10_000 });
  ada = await t.user('ada');
  await t.enrol(ada, 'student');
});
afterAll(() => t.close());
beforeEach(async () => {
  await t.db.deleteFrom('extensions').execute();
  await t.db.deleteFrom('assignments').execute();
  // Only then is the clock put back: jobs of the test before would not be due any more.
  await t.clear();
  now = NOON;
});

async function assign(change: Partial<Assignment>, policy: Partial<AssignmentPolicy> = {}): Promise<void> {
  const rules: AssignmentPolicy = {
    late: [],
    attemptLimit: null,
    cooldownMinutes: 0,
    counting: 'per-task-best',
    hiddenUntilReleased: false,
    ...policy,
  };
  await insertAssignment(t.db, {
    id: 'assignment-1',
    cohort: COHORT,
    kind: 'lab',
    item: 'tiny-bucket',
    title: 'Tiny bucket',
    release_at: null,
    due_at: null,
    close_at: null,
    policy: JSON.stringify(rules),
    released_at: null,
    created_at: 1,
    updated_at: 1,
    ...change,
  });
}
async function session(who: Caller = ada): Promise<string> {
  const { body } = await who.call<LabSessionReply>('POST', '/api/lab-sessions', { lab: 'tiny-bucket' });
  await t.until(async () => {
    const reply = await who.call<LabSessionReply>('GET', `/api/lab-sessions/${body.id}`);
    return reply.body.status === 'ready';
  }, 'a ready session');
  return body.id;
}
let keys = 0;
const press = (id: string, who: Caller = ada) =>
  who.call<AttemptReply>('POST', `/api/lab-sessions/${id}/attempts`, { key: `key-number-${(keys += 1)}` });
async function pressed(id: string): Promise<AttemptReply> {
  const { body, status, text } = await press(id);
  if (status !== 202) throw new Error(text);
  return await t.until(async () => {
    const reply = await ada.call<AttemptReply>('GET', `/api/attempts/${body.attempt.id}`);
    return ['done', 'failed'].includes(reply.body.attempt.status) && reply.body;
  }, 'the end of the attempt');
}

test('of a hundred presses at once over HTTP exactly as many get through as the limit says', async () => {
  await assign({}, { attemptLimit: 3 });
  const id = await session();
  const { cookie } = ada;
  const token = (await ada.call<{ csrfToken: string }>('GET', '/api/session')).body.csrfToken;
  const url = await t.app.listen({ host: '127.0.0.1', port: 0 });
  const replies = await Promise.all(
    Array.from({ length: 100 }, async (_, index) => {
      const reply = await fetch(`${url}/api/lab-sessions/${id}/attempts`, {
        method: 'POST',
        headers: { cookie, 'x-csrf-token': token, 'content-type': 'application/json' },
        body: JSON.stringify({ key: `racing-${index}-${index}` }),
      });
      return { status: reply.status, code: ((await reply.json()) as { code?: string }).code };
    }),
  );
  expect(replies.filter(({ status }) => status === 202)).toHaveLength(3);
  const refused = replies.filter(({ status }) => status !== 202);
  expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(['ATTEMPT_LIMIT_REACHED']));
  expect(await t.db.selectFrom('attempts').select('id').where('session', '=', id).execute()).toHaveLength(3);
});

test('a press that arrives twice is the same attempt and uses up one', async () => {
  await assign({}, { attemptLimit: 1 });
  const id = await session();
  const url = `/api/lab-sessions/${id}/attempts`;
  expect((await ada.call('POST', url, { key: 'the-same-key' })).status).toBe(202);
  expect((await ada.call('POST', url, { key: 'the-same-key' })).status).toBe(200);
  expect((await ada.call('POST', url, { key: 'another-key' })).code).toBe('ATTEMPT_LIMIT_REACHED');
});

test('an attempt that could not be checked uses up none', async () => {
  await assign({}, { attemptLimit: 1, cooldownMinutes: 30 });
  const id = await session();
  const first = await pressed(id);
  await t.db.updateTable('attempts').set({ checkable: 0 }).where('id', '=', first.attempt.id).execute();
  const second = await pressed(id);
  await t.db.updateTable('attempts').set({ status: 'failed' }).where('id', '=', second.attempt.id).execute();
  await pressed(id);
  expect((await press(id)).code).toBe('ATTEMPT_LIMIT_REACHED');
});

test('the pause between two attempts', async () => {
  await assign({}, { cooldownMinutes: 30 });
  const id = await session();
  await pressed(id);
  now += 30 * MINUTE - 1;
  const { code, text } = await press(id);
  expect(code).toBe('ATTEMPT_TOO_SOON');
  expect(text).toContain('2026-12-04 12:30 (Europe/Berlin)');
  now += 1;
  expect((await press(id)).status).toBe(202);
});

test('not before the release, not from the close on; dates of one’s own move both', async () => {
  await assign({ release_at: '2026-12-04T12:01', due_at: '2026-12-04T13:00', close_at: '2026-12-04T14:00' });
  const id = await session();
  expect((await press(id)).code).toBe('ASSIGNMENT_NOT_OPEN');
  now = NOON + MINUTE;
  await pressed(id);
  now = NOON + 2 * HOUR;
  expect((await press(id)).code).toBe('ASSIGNMENT_CLOSED');
  await saveExtension(t.db, {
    assignment: 'assignment-1',
    learner: ada.id,
    due_at: null,
    extra_minutes: 1,
    extra_percent: 0,
    excused: 0,
    reason: 'ill',
    by: null,
    at: 1,
  });
  expect((await press(id)).status).toBe(202);
});

test('hidden until released by hand', async () => {
  await assign({}, { hiddenUntilReleased: true });
  const id = await session();
  expect((await press(id)).code).toBe('ASSIGNMENT_NOT_OPEN');
  await t.db.updateTable('assignments').set({ released_at: NOON }).execute();
  expect((await press(id)).status).toBe(202);
});

test('who is no student of the cohort is not held back', async () => {
  await assign({ close_at: '2026-12-04T11:00' });
  const eve = await t.user('eve');
  expect((await press(await session(eve), eve)).status).toBe(202);
});

test('a quiz: the limit holds, the open attempt can be gone on with', async () => {
  await assign({ kind: 'quiz', item: 'storage' }, { attemptLimit: 1 });
  const start = () => ada.call<QuizAttemptReply>('POST', '/api/quizzes/storage/attempts');
  const first = await start();
  expect(first.status).toBe(201);
  expect((await start()).status).toBe(200);
  await t.db.updateTable('quiz_attempts').set({ open: null, finished_at: NOON, score: 1 }).execute();
  expect((await start()).code).toBe('ATTEMPT_LIMIT_REACHED');
});

test('a quiz that is open at its close takes no more answers; what was answered is kept; own dates move it', async () => {
  await assign({ kind: 'quiz', item: 'storage', due_at: '2026-12-04T12:30', close_at: '2026-12-04T13:00' });
  const { body } = await ada.call<QuizAttemptReply>('POST', '/api/quizzes/storage/attempts');
  expect(body.closesAt).toBe('2026-12-04T12:00:00.000Z');
  const [one = '', two = ''] = body.items.map(({ id }) => id);
  const answer = (item: string) =>
    ada.call('POST', `/api/quiz-attempts/${body.id}/answers`, {
      item,
      answer: rightAnswer(t.catalog, 'storage', item),
    });
  now = NOON + HOUR - 1;
  expect((await answer(one)).status).toBe(200);
  now = NOON + HOUR;
  const late = await answer(two);
  expect(late).toMatchObject({ status: 409, code: 'QUIZ_CLOSED' });
  expect(late.text).toContain('2026-12-04 13:00 (Europe/Berlin)');
  const look = () => ada.call<QuizAttemptReply>('GET', `/api/quiz-attempts/${body.id}`);
  expect((await look()).body.feedback.map(({ item }) => item)).toEqual([one]);
  await saveExtension(t.db, {
    assignment: 'assignment-1',
    learner: ada.id,
    due_at: null,
    extra_minutes: 10,
    extra_percent: 0,
    excused: 0,
    reason: 'ill',
    by: null,
    at: 1,
  });
  expect((await look()).body.closesAt).toBe('2026-12-04T12:10:00.000Z');
  expect((await answer(two)).status).toBe(200);
});

test('a quiz that nobody has assigned, or that never closes, is never refused', async () => {
  const eve = await t.user('eve-of-quiz');
  await assign({ kind: 'quiz', item: 'storage', close_at: '2026-12-04T13:00' });
  now = NOON + 2 * HOUR;
  const { body } = await eve.call<QuizAttemptReply>('POST', '/api/quizzes/storage/attempts');
  expect(body.closesAt).toBeUndefined();
  const item = body.items[0]?.id ?? '';
  const answer = rightAnswer(t.catalog, 'storage', item);
  expect((await eve.call('POST', `/api/quiz-attempts/${body.id}/answers`, { item, answer })).status).toBe(
    200,
  );
});
