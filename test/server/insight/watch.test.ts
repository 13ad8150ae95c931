import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { WatchItem, WatchReply } from '../../../server/contract/index.ts';
import { saveExtension } from '../../../server/store/index.ts';
import { COHORT, startClassroom, type Caller, type Classroom } from '../../helpers/server/classroom.ts';
import { addAssignment, addStudent } from '../../helpers/server/cohort-work.ts';
import { addLabWork, type DoneAttempt } from '../../helpers/server/work.ts';

const WATCH = `/api/cohorts/${COHORT}/watch`;
const DAY = 86_400_000;
const START = Date.parse('2026-12-01T11:00:00Z');
let clock = START;
let t: Classroom;
let teacher: Caller;
let auditor: Caller;
const ADA = 'student-ada';
const BEN = 'student-ben';
beforeAll(async () => {
  t = await startClassroom({ requestsPerMinute: 1_000_000, now: () => clock });
  teacher = await t.user('teacher', { name: 'The teacher' });
  await t.enrol(teacher, 'assistant');
  auditor = await t.user('auditor');
  await t.enrol(auditor, 'auditor');
  await addStudent(t.db, ADA);
  await addStudent(t.db, BEN);
  await addStudent(t.db, 'student-gone', 'dropped');
  // 12:00 in Berlin on the third is two days after START.
  await addAssignment(t.db, {
    id: 'assignment-1',
    kind: 'lab',
    item: 'tiny-bucket',
    due_at: '2026-12-03T12:00',
  });
  await addAssignment(t.db, {
    id: 'assignment-2',
    kind: 'quiz',
    item: 'storage',
    due_at: '2026-12-20T12:00',
  });
});
beforeEach(async () => {
  clock = START;
  await t.clear();
  await t.db.deleteFrom('watch_marks').execute();
  await t.db.deleteFrom('extensions').execute();
});
afterAll(() => t.close());

const failing = (actual: string, at: number): DoneAttempt => ({
  at,
  points: { 'make-bucket': 0 },
  reasons: { 'make-bucket': 'off' },
  evidence: { 'make-bucket': [{ read: 's3:GetBucketVersioning', path: '', expected: 'Enabled', actual }] },
});
const look = async (): Promise<WatchItem[]> => (await t.local.call<WatchReply>('GET', WATCH)).body.items;
const mark = async (kind: string, more: object = {}): Promise<{ status: number; code: string | undefined }> =>
  await teacher.call('PUT', `${WATCH}/marks`, {
    learner: ADA,
    assignment: 'assignment-1',
    rule: 'same-failure',
    task: 'make-bucket',
    kind,
    ...more,
  });

test('who repeats the same failure stands before who has not begun; with evidence and a next word', async () => {
  const at = START - DAY;
  await addLabWork(t.db, {
    learner: ADA,
    attempts: [failing('Off', at), failing('Off', at), failing('Off', at)],
  });
  const [ada, ben, ...rest] = await look();
  expect(rest).toEqual([]);
  expect(ada).toMatchObject({
    learner: ADA,
    name: `Name of ${ADA}`,
    rule: 'same-failure',
    task: 'make-bucket',
    taskTitle: 'Make it',
    reason: 'off',
    due: '2026-12-03T11:00:00.000Z',
    quiet: false,
    mark: null,
  });
  expect(ada?.attempts).toHaveLength(3);
  expect(ada?.words).toContain('… is off.');
  expect(ada?.nextWord.from).toBe('reason');
  expect(ben).toMatchObject({ learner: BEN, rule: 'not-begun', attempts: [], nextWord: { from: 'us' } });
});

test('a failure with other evidence is work, not being stuck', async () => {
  const at = START - DAY;
  await addLabWork(t.db, {
    learner: ADA,
    attempts: [failing('Off', at), failing('Off', at), failing('Suspended', at)],
  });
  expect((await look()).map(({ learner }) => learner)).toEqual([BEN]);
});

test('an extension moves what is soon, and who is excused is left alone', async () => {
  const extension = {
    assignment: 'assignment-1',
    due_at: null,
    extra_minutes: 60 * 24 * 5,
    extra_percent: 0,
    excused: 0,
    reason: 'ill',
    by: null,
    at: 1,
  };
  await saveExtension(t.db, { ...extension, learner: ADA });
  await saveExtension(t.db, { ...extension, learner: BEN, extra_minutes: 0, excused: 1 });
  expect(await look()).toEqual([]);
});

test('spoken to: off the list and on record, until it goes on all the same; taken back: on it again', async () => {
  const at = START - DAY;
  await addLabWork(t.db, {
    learner: ADA,
    attempts: [failing('Off', at), failing('Off', at), failing('Off', at)],
  });
  expect((await mark('spoken')).status).toBe(200);
  const ofAda = async (): Promise<WatchItem | undefined> =>
    (await look()).find(({ learner }) => learner === ADA);
  expect(await ofAda()).toMatchObject({ quiet: true, mark: { kind: 'spoken', by: 'The teacher' } });
  const audit = await t.db.selectFrom('audit').selectAll().where('action', '=', 'watch.spoken').execute();
  expect(audit).toMatchObject([{ actor: teacher.id, cohort: COHORT, subject: ADA }]);

  await teacher.call('DELETE', `${WATCH}/marks`, {
    learner: ADA,
    assignment: 'assignment-1',
    rule: 'same-failure',
    task: 'make-bucket',
  });
  expect(await ofAda()).toMatchObject({ quiet: false, mark: null });
  const back = await t.db.selectFrom('audit').select('subject').where('action', '=', 'watch.back').execute();
  expect(back).toEqual([{ subject: ADA }]);

  // Spoken to before these three: they went on all the same.
  await mark('spoken');
  await t.db
    .updateTable('watch_marks')
    .set({ at: at - 1 })
    .execute();
  expect(await ofAda()).toMatchObject({ quiet: false, mark: { kind: 'spoken' } });
});

test('put off for a day: back on the list the day after', async () => {
  const at = START - DAY;
  await addLabWork(t.db, {
    learner: ADA,
    attempts: [failing('Off', at), failing('Off', at), failing('Off', at)],
  });
  await mark('snoozed', { days: 1 });
  const quiet = async (): Promise<boolean | undefined> =>
    (await look()).find(({ learner }) => learner === ADA)?.quiet;
  expect(await quiet()).toBe(true);
  clock = START + DAY;
  expect(await quiet()).toBe(false);
});

test('marks are about this cohort’s learners and assignments, and not an auditor’s to set', async () => {
  expect(await mark('spoken', { learner: 'nosuchid12345678' })).toMatchObject({
    status: 404,
    code: 'LEARNER_NOT_FOUND',
  });
  expect(await mark('spoken', { assignment: 'nosuchid12345678' })).toMatchObject({
    status: 404,
    code: 'ASSIGNMENT_NOT_FOUND',
  });
  expect(await mark('forgotten')).toMatchObject({ status: 400 });
  expect((await auditor.call('GET', WATCH)).status).toBe(200);
  expect(await auditor.call('PUT', `${WATCH}/marks`, { kind: 'spoken' })).toMatchObject({
    code: 'ROLE_FORBIDS',
  });
});

test('an assignment that is taken away takes its marks along', async () => {
  await addAssignment(t.db, { id: 'assignment-3', kind: 'quiz', item: 'intro' });
  await t.db
    .insertInto('watch_marks')
    .values({
      assignment: 'assignment-3',
      learner: ADA,
      rule: 'not-begun',
      task: '',
      kind: 'spoken',
      until: 1,
      by: 'x',
      at: 1,
    })
    .execute();
  const owner = await t.local.call('DELETE', `/api/cohorts/${COHORT}/assignments/assignment-3`);
  expect(owner.status).toBe(204);
  expect(await t.db.selectFrom('watch_marks').select('rule').execute()).toEqual([]);
});
