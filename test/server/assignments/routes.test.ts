import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type {
  AssignmentBody,
  AssignmentPolicy,
  AssignmentRow,
  AssignmentsReply,
  ExtensionsReply,
  MyAssignmentsReply,
  WhatIfReply,
} from '../../../server/contract/index.ts';
import { COHORT, startClassroom, type Caller, type Classroom } from '../../helpers/server/classroom.ts';
import { addLabWork } from '../../helpers/server/work.ts';

const HOUR = 3_600_000;
const DUE = Date.parse('2026-12-04T17:00:00Z');
const URL = `/api/cohorts/${COHORT}/assignments`;
const POLICY: AssignmentPolicy = {
  late: [{ afterHours: 0, percent: 50 }],
  attemptLimit: 5,
  cooldownMinutes: 10,
  counting: 'per-task-best',
  hiddenUntilReleased: false,
};
const BODY: AssignmentBody = {
  title: 'Tiny bucket',
  releaseAt: null,
  dueAt: '2026-12-04T18:00',
  closeAt: '2026-12-06T18:00',
  policy: POLICY,
};

let t: Classroom;
let teacher: Caller;
let designer: Caller;
let ada: Caller;
let ben: Caller;
let now = DUE;
beforeAll(async () => {
  t = await startClassroom({ now: () => now });
  teacher = await t.user('teacher');
  designer = await t.user('designer');
  ada = await t.user('ada', { name: 'Ada' });
  ben = await t.user('ben', { name: 'Ben' });
});
afterAll(() => t.close());
beforeEach(async () => {
  // Days pass within a test; a login that nobody used would end.
  await t.db
    .updateTable('logins')
    .set({ expires_at: DUE + 160 * HOUR })
    .execute();
  await t.db.deleteFrom('extensions').execute();
  await t.db.deleteFrom('assignments').execute();
  // Only then is the clock put back: jobs of the test before would not be due any more.
  await t.clear();
  now = DUE - 2 * HOUR;
  await t.enrol(teacher, 'instructor');
  await t.enrol(designer, 'designer');
  for (const one of [ada, ben]) await t.enrol(one, 'student');
});

const create = (body: object = {}) =>
  teacher.call<AssignmentRow>('POST', URL, { kind: 'lab', item: 'tiny-bucket', ...BODY, ...body });
const mine = async (who = ada) =>
  (await who.call<MyAssignmentsReply>('GET', '/api/assignments')).body.assignments;

test('made, listed, changed, taken away, each on record', async () => {
  const made = await create();
  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({
    maxPoints: 100,
    released: true,
    instants: { due: '2026-12-04T17:00:00.000Z' },
  });
  const one = `${URL}/${made.body.id}`;
  const changed = await teacher.call<AssignmentRow>('PUT', one, {
    ...BODY,
    dueAt: '2026-07-04T18:00',
    title: ' New ',
  });
  expect(changed.body).toMatchObject({ title: 'New', instants: { due: '2026-07-04T16:00:00.000Z' } });
  const listed = await designer.call<AssignmentsReply>('GET', URL);
  expect(listed.body).toMatchObject({ timeZone: 'Europe/Berlin', assignments: [{ title: 'New' }] });
  expect((await teacher.call('DELETE', one)).status).toBe(204);
  expect((await teacher.call('PUT', one, BODY)).code).toBe('ASSIGNMENT_NOT_FOUND');
  const audit = await t.db.selectFrom('audit').select('action').where('subject', '=', made.body.id).execute();
  expect(audit.map(({ action }) => action).toSorted()).toEqual([
    'assignment.changed',
    'assignment.created',
    'assignment.deleted',
  ]);
});

test.each([
  ['an item twice', {}, 'ASSIGNMENT_EXISTS'],
  ['a lab that is not there', { item: 'no-lab' }, 'ASSIGNMENT_ITEM_UNKNOWN'],
  ['a quiz that is a lab', { kind: 'quiz' }, 'ASSIGNMENT_ITEM_UNKNOWN'],
  ['a date of no calendar', { dueAt: '2026-02-30T10:00' }, 'ASSIGNMENT_REFUSED'],
  ['a close before the due time', { closeAt: '2026-12-01T10:00' }, 'ASSIGNMENT_REFUSED'],
  ['a percent above 100', { policy: { ...POLICY, late: [{ afterHours: 0, percent: 101 }] } }, 'BAD_REQUEST'],
  ['a limit of nothing', { policy: { ...POLICY, attemptLimit: 0 } }, 'BAD_REQUEST'],
  ['a time with a zone', { dueAt: '2026-12-04T18:00Z' }, 'BAD_REQUEST'],
])('%s is refused', async (_name, body, code) => {
  await create();
  expect((await create(body)).code).toBe(code);
});

test('what if: who gains and who loses, by how much, and nothing is saved', async () => {
  const { body: made } = await create();
  await addLabWork(t.db, { learner: ada.id, attempts: [{ at: DUE + HOUR, points: { 'make-bucket': 40 } }] });
  await addLabWork(t.db, {
    learner: ben.id,
    attempts: [
      { at: DUE - 2 * HOUR, points: { 'make-bucket': 40 } },
      { at: DUE - HOUR, points: { 'make-bucket': 0 } },
    ],
  });
  now = DUE + 90 * HOUR;
  const whatIf = (body: object) =>
    teacher.call<WhatIfReply>('POST', `${URL}/${made.id}/what-if`, { ...BODY, ...body });
  expect((await whatIf({})).body).toMatchObject({ learners: 2, gain: 0, lose: 0, changes: [] });
  const { body } = await whatIf({ policy: { ...POLICY, late: [], counting: 'last' } });
  expect(body).toMatchObject({ gain: 1, lose: 1, averageBefore: 30, averageAfter: 20 });
  expect(body.changes).toEqual([
    {
      learner: ben.id,
      name: 'Ben',
      before: 40,
      after: 0,
      statusBefore: 'submitted',
      statusAfter: 'submitted',
    },
    { learner: ada.id, name: 'Ada', before: 20, after: 40, statusBefore: 'late', statusAfter: 'late' },
  ]);
  expect((await mine())[0]?.score).toBe(20);
});

test('an extension for one, for a group, replaced and taken away', async () => {
  const { body: made } = await create();
  const url = `${URL}/${made.id}/extensions`;
  const give = (body: object) => teacher.call<ExtensionsReply>('PUT', url, { reason: 'ill', ...body });
  const first = await give({ learners: [ada.id], dueAt: '2026-12-05T18:00' });
  expect(first.body.extensions).toMatchObject([
    { name: 'Ada', due: '2026-12-05T17:00:00.000Z', close: '2026-12-07T17:00:00.000Z', by: 'teacher' },
  ]);
  await t.db.updateTable('enrolments').set({ group_name: 'Blue' }).where('role', '=', 'student').execute();
  const group = await give({ group: 'Blue', extraMinutes: 60 });
  expect(group.body.extensions.map(({ dueAt, extraMinutes }) => [dueAt, extraMinutes])).toEqual([
    [null, 60],
    [null, 60],
  ]);
  expect((await mine())[0]).toMatchObject({ dates: { due: '2026-12-04T18:00:00.000Z' } });
  expect((await teacher.call<ExtensionsReply>('DELETE', `${url}/${ben.id}`)).body.extensions).toHaveLength(1);
  expect((await teacher.call('DELETE', `${url}/${ben.id}`)).code).toBe('EXTENSION_NOT_FOUND');
});

test.each<[string, { learners?: string[]; [field: string]: unknown }, string]>([
  ['that changes nothing', { learners: ['ada'] }, 'EXTENSION_REFUSED'],
  ['that is earlier', { learners: ['ada'], dueAt: '2026-12-01T18:00' }, 'EXTENSION_REFUSED'],
  ['for nobody', { extraMinutes: 5 }, 'EXTENSION_REFUSED'],
  ['for a group that is empty', { group: 'None', extraMinutes: 5 }, 'EXTENSION_REFUSED'],
  ['for staff', { learners: ['teacher'], extraMinutes: 5 }, 'LEARNER_NOT_FOUND'],
  ['without a reason', { learners: ['ada'], extraMinutes: 5, reason: '' }, 'BAD_REQUEST'],
])('an extension %s is refused and leaves nothing', async (_name, { learners, ...body }, code) => {
  const { body: made } = await create();
  const url = `${URL}/${made.id}/extensions`;
  const ids = learners?.map((login) => (login === 'ada' ? ada.id : teacher.id));
  const given = { reason: 'ill', ...(ids ? { learners: ids } : {}), ...body };
  expect((await teacher.call('PUT', url, given)).code).toBe(code);
  expect((await teacher.call<ExtensionsReply>('GET', url)).body.extensions).toEqual([]);
});

test('a student sees what is due, what is left, and not what is hidden until released', async () => {
  const hidden = await create({ policy: { ...POLICY, hiddenUntilReleased: true } });
  expect(await mine()).toEqual([]);
  expect((await teacher.call('POST', `${URL}/${hidden.body.id}/release`)).status).toBe(200);
  now += 1;
  await addLabWork(t.db, { learner: ada.id, attempts: [{ at: now, points: { 'make-bucket': 40 } }] });
  expect((await mine())[0]).toMatchObject({
    cohort: COHORT,
    item: 'tiny-bucket',
    state: 'open',
    percentNow: 100,
    attemptsUsed: 1,
    attemptsLeft: 4,
    nextAttemptAt: new Date(now + 10 * 60_000).toISOString(),
    score: 40,
    status: 'submitted',
  });
  now = DUE + HOUR;
  expect((await mine())[0]).toMatchObject({ state: 'late', percentNow: 50, nextAttemptAt: null });
  now = DUE + 48 * HOUR;
  expect((await mine())[0]).toMatchObject({ state: 'closed', percentNow: 0 });
  expect(await mine(teacher)).toEqual([]);
});

test('another cohort’s assignment is not there', async () => {
  const { body: made } = await create();
  const other = await t.local.call('POST', '/api/cohorts', {
    id: 'other-class',
    title: 'O',
    timeZone: 'UTC',
  });
  expect(other.status).toBe(201);
  await t.enrol(teacher, 'instructor', 'other-class');
  const url = `/api/cohorts/other-class/assignments/${made.id}`;
  for (const [method, path, body] of [
    ['PUT', url, BODY],
    ['DELETE', url, undefined],
    ['POST', `${url}/release`, undefined],
    ['POST', `${url}/what-if`, BODY],
    ['GET', `${url}/extensions`, undefined],
    ['PUT', `${url}/extensions`, { learners: [ada.id], extraMinutes: 5, reason: 'r' }],
  ] as const) {
    expect((await teacher.call(method, path, body)).code).toBe('ASSIGNMENT_NOT_FOUND');
  }
});

test('attempts beyond the limit for one: let in, counted, and only where there is a limit', async () => {
  const { body: made } = await create({ policy: { ...POLICY, attemptLimit: 1, cooldownMinutes: 0 } });
  await addLabWork(t.db, {
    learner: ada.id,
    attempts: [
      { at: DUE - 3 * HOUR, points: { 'make-bucket': 0 } },
      { at: DUE - 2.5 * HOUR, points: { 'make-bucket': 40 } },
    ],
  });
  expect((await mine())[0]).toMatchObject({ score: 0, attemptsLeft: 0 });
  const give = { learners: [ada.id], extraAttempts: 2, reason: 'the network was away' };
  const url = `${URL}/${made.id}/extensions`;
  const given = await teacher.call<ExtensionsReply>('PUT', url, give);
  expect(given.body.extensions).toMatchObject([{ extraAttempts: 2, extraMinutes: 0 }]);
  expect((await mine())[0]).toMatchObject({ score: 40, attemptsLeft: 1 });
  expect((await mine(ben))[0]).toMatchObject({ attemptsLeft: 1 });
  await teacher.call('PUT', `${URL}/${made.id}`, { ...BODY, policy: { ...POLICY, attemptLimit: null } });
  expect((await teacher.call('PUT', url, give)).code).toBe('EXTENSION_REFUSED');
});

test('an assignment with work goes only when its lab is typed, points by hand with it, and that is on record', async () => {
  const { body: made } = await create();
  const one = `${URL}/${made.id}`;
  await addLabWork(t.db, { learner: ada.id, attempts: [{ at: now, points: { 'make-bucket': 40 } }] });
  const points = { assignment: made.id, task: 'tidy-up', points: 5, reason: 'seen' };
  await teacher.call('PUT', `/api/cohorts/${COHORT}/learners/${ben.id}/points`, points);
  expect((await teacher.call('DELETE', one)).code).toBe('ASSIGNMENT_HAS_WORK');
  expect((await teacher.call('DELETE', `${one}?confirm=tiny`)).code).toBe('ASSIGNMENT_HAS_WORK');
  expect((await teacher.call('DELETE', `${one}?confirm=tiny-bucket`)).status).toBe(204);
  const { detail } = await t.db
    .selectFrom('audit')
    .select('detail')
    .where('subject', '=', made.id)
    .where('action', '=', 'assignment.deleted')
    .executeTakeFirstOrThrow();
  expect(JSON.parse(detail)).toMatchObject({ item: 'tiny-bucket', learners: 2, overrides: 1 });
  // What was done is there for the next one.
  await create();
  expect((await mine())[0]).toMatchObject({ score: 40, attemptsUsed: 1 });
});

test('the reference answers: by hand, or once it has closed for the last of the cohort', async () => {
  const { body: made } = await create();
  const session = await ada.call<{ id: string }>('POST', '/api/lab-sessions', { lab: 'tiny-bucket' });
  const look = async () =>
    (await ada.call('GET', `/api/lab-sessions/${session.body.id}/solution/make-bucket`)).code ?? 'open';
  const open = (yes: boolean) =>
    teacher.call<AssignmentRow>('POST', `${URL}/${made.id}/answers`, { open: yes });
  expect(await look()).toBe('SOLUTION_LOCKED');
  expect((await open(true)).body.answersOpen).toBe(true);
  expect(await look()).not.toBe('SOLUTION_LOCKED');
  expect((await open(false)).body.answersOpen).toBe(false);
  expect(await look()).toBe('SOLUTION_LOCKED');

  const policy = { ...POLICY, answersAtClose: true };
  await teacher.call('PUT', `${URL}/${made.id}`, { ...BODY, policy });
  const give = { learners: [ben.id], extraMinutes: 60, reason: 'ill' };
  await teacher.call('PUT', `${URL}/${made.id}/extensions`, give);
  now = DUE + 48 * HOUR;
  expect(await look()).toBe('SOLUTION_LOCKED');
  now = DUE + 49 * HOUR;
  expect(await look()).not.toBe('SOLUTION_LOCKED');

  // Another class that works at the same lab keeps them shut for who is in both.
  await t.local.call('POST', '/api/cohorts', { id: 'autumn-class', title: 'Autumn', timeZone: 'UTC' });
  await t.enrol(ada, 'student', 'autumn-class');
  const other = { kind: 'lab', item: 'tiny-bucket', ...BODY, closeAt: null };
  await t.local.call('POST', '/api/cohorts/autumn-class/assignments', other);
  expect(await look()).toBe('SOLUTION_LOCKED');
  await t.enrol(ada, null, 'autumn-class');
  expect(await look()).not.toBe('SOLUTION_LOCKED');
});
