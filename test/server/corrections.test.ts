import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type {
  AttemptReply,
  AuditReply,
  OverridesReply,
  RegradeReply,
  RequestsReply,
} from '../../server/contract/index.ts';
import { assignmentStandings } from '../../server/assignments/index.ts';
import { findCohort, insertAssignment } from '../../server/store/index.ts';
import { COHORT, startClassroom, type Caller, type Classroom } from '../helpers/server/classroom.ts';

let t: Classroom;
let teacher: Caller;
let ada: Caller;
let bob: Caller;
const ASSIGNMENT = 'assignment-tiny-1';
const base = `/api/cohorts/${COHORT}`;

beforeAll(async () => {
  t = await startClassroom();
  [teacher, ada, bob] = [await t.user('teacher'), await t.user('ada'), await t.user('bob')];
  await t.enrol(teacher, 'instructor');
  await t.enrol(ada, 'student');
  await t.enrol(bob, 'student');
  const policy = {
    lateSteps: [],
    attemptLimit: null,
    cooldownMinutes: 0,
    counting: 'per-task-best',
    hidden: false,
  };
  await insertAssignment(t.db, {
    id: ASSIGNMENT,
    cohort: COHORT,
    kind: 'lab',
    item: 'tiny-bucket',
    title: 'A tiny bucket',
    release_at: null,
    due_at: null,
    close_at: null,
    policy: JSON.stringify(policy),
    released_at: null,
    created_at: 0,
    updated_at: 0,
  });
});
afterAll(() => t.close());
beforeEach(() => t.grader.clear());

/** A learner's check, to its end. */
async function check(learner: Caller, key: string): Promise<AttemptReply> {
  const { body: session } = await learner.call<{ id: string }>('POST', '/api/lab-sessions', {
    lab: 'tiny-bucket',
  });
  const url = `/api/lab-sessions/${session.id}`;
  await t.until(async () => (await learner.call(`GET`, url)).body['status'] === 'ready', 'a ready session');
  const { body } = await learner.call<AttemptReply>('POST', `${url}/attempts`, { key });
  return await t.until(async () => {
    const { body: now } = await learner.call<AttemptReply>('GET', `/api/attempts/${body.attempt.id}`);
    return now.attempt.status === 'done' && now;
  }, 'a result');
}
async function regrade(): Promise<RegradeReply> {
  const started = await teacher.call<RegradeReply>('POST', `${base}/regrades`, { lab: 'tiny-bucket' });
  expect(started.status).toBe(202);
  return await t.until(async () => {
    const { body } = await teacher.call<RegradeReply>('GET', `${base}/regrades/${started.body.id}`);
    return body.status !== 'running' && body;
  }, 'the end of the regrade');
}
const decide = (id: string, how: string, body: object = {}) =>
  teacher.call<RegradeReply>('POST', `${base}/regrades/${id}/${how}`, body);
async function scoreOf(learner: Caller): Promise<number | null | undefined> {
  const cohort = await findCohort(t.db, COHORT);
  if (!cohort) throw new Error('no cohort');
  const rows = await assignmentStandings(t.db, t.catalog, cohort, { now: Date.now(), learner: learner.id });
  return rows[0]?.score;
}

describe('regrade from evidence', () => {
  test('a corrected grader is looked at before it counts: who gains, and what lowers stays', async () => {
    t.grader.outcomes = { 'make-bucket': 'fail' };
    const wrong = await check(ada, 'ada-press-1');
    t.grader.outcomes = {};
    const right = await check(bob, 'bob-press-1');
    expect([wrong.report?.score, right.report?.score]).toEqual([60, 100]);

    expect(await regrade()).toMatchObject({ status: 'ready', done: 2, total: 2, changes: [] });

    t.grader.corrected = {
      'make-bucket': { status: 'pass', points: 40, reason: 'on', message: 'right after all' },
      'tidy-up': { status: 'fail', points: 0, reason: 'off', message: 'wrong after all' },
    };
    const preview = await regrade();
    expect(
      preview.changes.map(({ name, task, before, after }) => [name, task, before.points, after.points]),
    ).toEqual([
      ['ada', 'make-bucket', 0, 40],
      ['ada', 'tidy-up', 20, 0],
      ['bob', 'tidy-up', 20, 0],
    ]);
    // Nothing has happened yet.
    expect([await scoreOf(ada), await scoreOf(bob)]).toEqual([60, 100]);

    const applied = await decide(preview.id, 'apply');
    expect(applied.body).toMatchObject({ status: 'applied' });
    expect(applied.body.changes.map((change) => change.applied)).toEqual([true, false, false]);
    expect([await scoreOf(ada), await scoreOf(bob)]).toEqual([100, 100]);
    const attempt = await ada.call<AttemptReply>('GET', `/api/attempts/${wrong.attempt.id}`);
    expect(attempt.body.report).toMatchObject({ score: 100, version: preview.version });
    expect(attempt.body.report?.tasks[0]).toMatchObject({ status: 'pass', message: 'right after all' });
    expect((await decide(preview.id, 'apply')).body).toMatchObject({ code: 'REGRADE_NOT_READY' });
    const audit = await teacher.call<AuditReply>('GET', `${base}/audit`);
    expect(audit.body.entries.find(({ action }) => action === 'regrade.applied')?.detail).toMatchObject({
      applied: 1,
      of: 3,
      allowLower: false,
    });

    // Only when somebody says so does it take anything away.
    t.grader.corrected = {
      'make-bucket': { status: 'pass', points: 40, reason: 'on' },
      'tidy-up': { status: 'fail', points: 0, reason: 'off' },
    };
    await decide((await regrade()).id, 'apply', { allowLower: true });
    expect([await scoreOf(ada), await scoreOf(bob)]).toEqual([80, 80]);
    // And a grader that is right again gives it back.
    t.grader.corrected = { 'make-bucket': { status: 'pass', points: 40, reason: 'on' } };
    await decide((await regrade()).id, 'apply');
    expect([await scoreOf(ada), await scoreOf(bob)]).toEqual([100, 100]);
  });

  test('of two that were looked at, the second does not undo what the first has changed', async () => {
    t.grader.corrected = { 'make-bucket': { status: 'partial', points: 30, reason: 'half' } };
    const first = await regrade();
    t.grader.corrected = { 'make-bucket': { status: 'partial', points: 20, reason: 'half' } };
    const second = await regrade();
    const lower = { allowLower: true };
    await decide(first.id, 'apply', lower);
    const late = await decide(second.id, 'apply', lower);
    const ofTask = late.body.changes.filter(({ task }) => task === 'make-bucket');
    expect(ofTask.map(({ applied }) => applied)).toEqual([false, false]);
    expect([await scoreOf(ada), await scoreOf(bob)]).toEqual([90, 90]);
    t.grader.corrected = { 'make-bucket': { status: 'pass', points: 40, reason: 'on' } };
    await decide((await regrade()).id, 'apply');
    expect([await scoreOf(ada), await scoreOf(bob)]).toEqual([100, 100]);
  });

  test('what the new grader cannot judge from what was read is no change', async () => {
    t.grader.corrected = { 'make-bucket': { status: 'blocked', points: 0, reason: 'unsupported-by-target' } };
    expect((await regrade()).changes).toEqual([]);
  });

  test('thrown away it leaves nothing', async () => {
    t.grader.corrected = { 'make-bucket': { status: 'partial', points: 20, reason: 'half' } };
    const before = await t.db.selectFrom('task_results').selectAll().execute();
    const { id, changes } = await regrade();
    expect(changes).toHaveLength(2);
    expect((await decide(id, 'discard')).body).toMatchObject({ status: 'discarded' });
    expect((await decide(id, 'apply')).body).toMatchObject({ code: 'REGRADE_NOT_READY' });
    expect(await t.db.selectFrom('task_results').selectAll().execute()).toEqual(before);
  });

  test('of a cohort that is not theirs nobody sees or decides one', async () => {
    const { id } = await regrade();
    await t.local.call('POST', '/api/cohorts', { id: 'other-class', title: 'Other', timeZone: 'UTC' });
    const url = `/api/cohorts/other-class/regrades/${id}`;
    expect((await t.local.call('GET', url)).code).toBe('REGRADE_NOT_FOUND');
    expect((await t.local.call('POST', `${url}/apply`, {})).code).toBe('REGRADE_NOT_FOUND');
  });

  test('work at what only another cohort has assigned is left out; what is assigned here too is looked at', async () => {
    const other = '/api/cohorts/other-class';
    await t.enrol(ada, 'student', 'other-class');
    const total = async (): Promise<number> => {
      const { body } = await t.local.call<RegradeReply>('POST', `${other}/regrades`, { lab: 'tiny-bucket' });
      return body.total;
    };
    expect(await total()).toBe(0);
    const policy = { late: [], attemptLimit: null, cooldownMinutes: 0, counting: 'best' };
    const made = await t.local.call('POST', `${other}/assignments`, {
      kind: 'lab',
      item: 'tiny-bucket',
      title: 'Here too',
      releaseAt: null,
      dueAt: null,
      closeAt: null,
      policy: { ...policy, hiddenUntilReleased: false },
    });
    expect(made.status).toBe(201);
    expect(await total()).toBeGreaterThan(0);
    await t.enrol(ada, null, 'other-class');
  });

  test('a crash in the middle goes on where it was', async () => {
    t.grader.corrected = { 'make-bucket': { status: 'partial', points: 20, reason: 'half' } };
    const { id } = await regrade();
    // As after a kill between two batches: some attempts noted, the job waiting again.
    const [first] = await t.db.selectFrom('attempts').select('id').orderBy('id').execute();
    await t.db
      .deleteFrom('regrade_changes')
      .where('regrade', '=', id)
      .where('attempt', '>', first?.id ?? '')
      .execute();
    await t.db
      .updateTable('regrades')
      .set({ status: 'running', cursor: first?.id ?? '', done: 1 })
      .where('id', '=', id)
      .execute();
    await t.db
      .updateTable('jobs')
      .set({ status: 'waiting', finished_at: null })
      .where('subject', '=', id)
      .execute();
    const end = await t.until(async () => {
      const { body } = await teacher.call<RegradeReply>('GET', `${base}/regrades/${id}`);
      return body.status === 'ready' && body;
    }, 'the rest');
    expect(end).toMatchObject({ done: 2, total: 2 });
    expect(new Set(end.changes.map(({ attempt }) => attempt)).size).toBe(2);
  });
});

describe('points set by hand', () => {
  const set = (learner: Caller, points: number, task = 'make-bucket') =>
    teacher.call<OverridesReply>('PUT', `${base}/learners/${learner.id}/points`, {
      assignment: ASSIGNMENT,
      task,
      points,
      reason: 'The bucket was right; our check was not.',
    });

  test('count, survive a new check, and are flagged when the grader says something else', async () => {
    t.grader.outcomes = { 'make-bucket': 'fail', 'hand-in': 'fail', 'tidy-up': 'fail' };
    const carl = await t.user('carl');
    await t.enrol(carl, 'student');
    await check(carl, 'carl-press-1');
    expect(await scoreOf(carl)).toBe(0);
    expect((await set(carl, 33)).body.overrides).toMatchObject([
      { name: 'carl', points: 33, by: 'teacher', automatic: { then: 0, now: 0 }, changed: false },
    ]);
    expect(await scoreOf(carl)).toBe(33);
    t.grader.outcomes = {};
    await check(carl, 'carl-press-2');
    expect(await scoreOf(carl)).toBe(93);
    const list = await teacher.call<OverridesReply>('GET', `${base}/overrides`);
    expect(list.body.overrides[0]).toMatchObject({ automatic: { then: 0, now: 40 }, changed: true });
    const back = await teacher.call('DELETE', `${base}/learners/${carl.id}/points`, {
      assignment: ASSIGNMENT,
      task: 'make-bucket',
    });
    expect(back.body).toEqual({ overrides: [] });
    expect(await scoreOf(carl)).toBe(100);
    expect((await t.db.selectFrom('overrides').selectAll().execute())[0]?.removed_at).not.toBeNull();
  });

  test('more than the task is worth, an unknown task and a stranger are refused', async () => {
    expect((await set(ada, 41)).body).toMatchObject({ code: 'POINTS_OUT_OF_RANGE' });
    expect((await set(ada, 1, 'no-such-task')).body).toMatchObject({ code: 'REGRADE_TASK_UNKNOWN' });
    expect((await set({ ...ada, id: 'nosuchid12345678' }, 1)).body).toMatchObject({
      code: 'LEARNER_NOT_FOUND',
    });
    expect((await set(ada, -1)).status).toBe(400);
  });
});

describe('requests', () => {
  test('a student asks, staff answer in a thread and close; others see nothing of it', async () => {
    t.grader.outcomes = { 'make-bucket': 'fail' };
    const { attempt } = await check(bob, 'bob-press-9');
    const ask = (who: Caller, text: string) =>
      who.call<RequestsReply>('POST', '/api/requests', { attempt: attempt.id, task: 'make-bucket', text });
    expect((await ask(ada, 'mine?')).code).toBe('ATTEMPT_NOT_FOUND');
    expect((await ask(bob, 'The bucket is there.')).status).toBe(201);
    const again = await ask(bob, 'And private.');
    expect(again.body.requests).toHaveLength(1);
    expect(again.body.requests[0]).toMatchObject({
      status: 'open',
      messages: [{ own: true }, { own: true }],
    });
    expect((await ada.call<RequestsReply>('GET', '/api/requests')).body.requests).toEqual([]);
    const [request] = (await teacher.call<RequestsReply>('GET', `${base}/requests`)).body.requests;
    const answer = (body: object) =>
      teacher.call<RequestsReply>('POST', `${base}/requests/${request?.id}/messages`, body);
    expect((await answer({ text: 'I look.' })).body.requests[0]).toMatchObject({ status: 'answered' });
    expect((await answer({ text: 'Corrected.', close: true })).body.requests[0]).toMatchObject({
      status: 'closed',
      messages: [{ own: true }, { own: true }, { author: 'teacher', own: false }, { text: 'Corrected.' }],
    });
    expect((await bob.call<RequestsReply>('GET', '/api/requests')).body.requests[0]?.status).toBe('closed');
  });

  test('without anybody who teaches it a request is refused', async () => {
    const loner = await t.user('loner');
    const { attempt } = await check(loner, 'loner-press-1');
    const body = { attempt: attempt.id, task: 'make-bucket', text: 'Hello?' };
    expect((await loner.call('POST', '/api/requests', body)).code).toBe('REQUEST_WITHOUT_COHORT');
  });
});
