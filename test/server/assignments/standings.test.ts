import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { assignmentStandings, standingOf, type Override } from '../../../server/assignments/index.ts';
import type { AssignmentPolicy, AssignmentStanding } from '../../../server/contract/index.ts';
import {
  findCohort,
  insertAssignment,
  openHints,
  saveExtension,
  type Assignment,
  type Cohort,
  type Extension,
} from '../../../server/store/index.ts';
import { COHORT, startClassroom, type Caller, type Classroom } from '../../helpers/server/classroom.ts';
import { addLabWork } from '../../helpers/server/work.ts';

const HOUR = 3_600_000;
/** 18:00 in Berlin. */
const DUE = Date.parse('2026-12-04T17:00:00Z');
const NOW = DUE + 100 * HOUR;
const POLICY: AssignmentPolicy = {
  late: [{ afterHours: 0, percent: 50 }],
  attemptLimit: null,
  cooldownMinutes: 0,
  counting: 'per-task-best',
  hiddenUntilReleased: false,
};

let t: Classroom;
let ada: Caller;
let ben: Caller;
let cohort: Cohort;
beforeAll(async () => {
  t = await startClassroom();
  ada = await t.user('ada');
  ben = await t.user('ben');
  for (const one of [ada, ben]) await t.enrol(one, 'student');
  const teacher = await t.user('teacher');
  await t.enrol(teacher, 'instructor');
  const found = await findCohort(t.db, COHORT);
  if (!found) throw new Error('The test has no cohort.');
  cohort = found;
});
afterAll(() => t.close());
beforeEach(async () => {
  await t.db.deleteFrom('extensions').execute();
  await t.db.deleteFrom('assignments').execute();
  await t.clear();
});

async function assign(
  change: Partial<Assignment> = {},
  policy: Partial<AssignmentPolicy> = {},
): Promise<Assignment> {
  const assignment = {
    id: 'assignment-1',
    cohort: COHORT,
    kind: 'lab',
    item: 'tiny-bucket',
    title: 'Tiny bucket',
    release_at: null,
    due_at: '2026-12-04T18:00',
    close_at: '2026-12-06T18:00',
    policy: JSON.stringify({ ...POLICY, ...policy }),
    released_at: null,
    answers_at: null,
    created_at: 1,
    updated_at: 1,
    ...change,
  };
  await insertAssignment(t.db, assignment);
  return assignment;
}
const extend = (change: Partial<Extension>): Promise<void> =>
  saveExtension(t.db, {
    assignment: 'assignment-1',
    learner: ada.id,
    due_at: null,
    extra_minutes: 0,
    extra_percent: 0,
    excused: 0,
    reason: 'ill',
    by: null,
    at: 1,
    ...change,
  });
async function of(person: Caller, now = NOW): Promise<AssignmentStanding> {
  const rows = await assignmentStandings(t.db, t.catalog, cohort, { now });
  const row = rows.find(({ learner }) => learner === person.id);
  if (!row) throw new Error('No row.');
  return row;
}
const all = { 'make-bucket': 50, 'hand-in': 30, 'tidy-up': 20 };

test('one row per student, staff is not in it; absent is not zero', async () => {
  await assign();
  const rows = await assignmentStandings(t.db, t.catalog, cohort, { now: DUE - 1 });
  expect(rows.map(({ learner, score, status }) => [learner, score, status])).toEqual([
    [ada.id, null, 'none'],
    [ben.id, null, 'none'],
  ]);
  expect((await of(ada)).status).toBe('missing');
});

test('on time, late with its percent, and lost after the close', async () => {
  const assignment = await assign();
  await addLabWork(t.db, {
    learner: ada.id,
    attempts: [
      { at: DUE, points: { 'make-bucket': 50 } },
      { at: DUE + HOUR, points: { 'hand-in': 30 } },
      { at: DUE + 48 * HOUR, points: { 'tidy-up': 20 } },
    ],
  });
  const row = await of(ada);
  expect(row).toMatchObject({
    score: 65,
    scoreBeforeLate: 80,
    latePercent: 81.25,
    status: 'late',
    attemptsUsed: 3,
    maxPoints: 100,
  });
  const alone = await standingOf(t.db, t.catalog, cohort, { assignment, learner: ada.id, now: NOW });
  expect(alone).toEqual(row);
});

test('an extension recomputes what was handed in, extra time too, and excused does not count', async () => {
  await assign({ release_at: '2026-12-03T18:00' });
  await addLabWork(t.db, { learner: ada.id, attempts: [{ at: DUE + 20 * HOUR, points: all }] });
  expect((await of(ada)).score).toBe(50);
  await extend({ due_at: '2026-12-05T18:00' });
  expect(await of(ada)).toMatchObject({
    score: 100,
    status: 'submitted',
    due: '2026-12-05T17:00:00.000Z',
    close: '2026-12-07T17:00:00.000Z',
  });
  await extend({ due_at: null, extra_percent: 50 });
  expect((await of(ada)).score).toBe(50);
  await extend({ due_at: null, extra_percent: 100 });
  expect((await of(ada)).score).toBe(100);
  await extend({ excused: 1 });
  expect((await of(ada)).status).toBe('excused');
});

test('an extension never lowers: a worse attempt after the close does not begin to count', async () => {
  await assign({}, { counting: 'last' });
  await addLabWork(t.db, {
    learner: ada.id,
    attempts: [
      { at: DUE - HOUR, points: all },
      { at: DUE + 60 * HOUR, points: { 'make-bucket': 0, 'hand-in': 0, 'tidy-up': 0 } },
    ],
  });
  expect((await of(ada)).score).toBe(100);
  await extend({ extra_minutes: 60 * 24 * 7 });
  expect((await of(ada)).score).toBe(100);
});

test('attempts beyond the limit bring nothing; blocked, failed and bulk ones use up none', async () => {
  await assign({}, { attemptLimit: 2 });
  await addLabWork(t.db, {
    learner: ada.id,
    attempts: [
      { at: DUE - 9 * HOUR, points: {}, checkable: 0 },
      { at: DUE - 8 * HOUR, points: {}, status: 'failed' },
      { at: DUE - 7 * HOUR, points: { 'make-bucket': 50 } },
      { at: DUE - 6 * HOUR, points: { 'hand-in': 30 }, source: 'bulk' },
      { at: DUE - 5 * HOUR, points: { 'hand-in': 10 } },
      { at: DUE - 4 * HOUR, points: all },
    ],
  });
  expect(await of(ada)).toMatchObject({ score: 80, attemptsUsed: 3 });
});

test('a bulk run counts where it brings more, and takes nothing away, not even under the rule of the last attempt', async () => {
  await assign({}, { counting: 'last' });
  await addLabWork(t.db, {
    learner: ada.id,
    attempts: [
      { at: DUE - 9 * HOUR, points: { 'make-bucket': 50, 'hand-in': 10 } },
      { at: DUE - 8 * HOUR, points: { 'make-bucket': 0, 'hand-in': 30 }, source: 'bulk' },
    ],
  });
  expect((await of(ada)).score).toBe(80);
  await addLabWork(t.db, {
    learner: ben.id,
    attempts: [
      { at: DUE - 9 * HOUR, points: { 'make-bucket': 50 } },
      { at: DUE - 8 * HOUR, points: { 'make-bucket': 20 }, source: 'bulk' },
      { at: DUE - 7 * HOUR, points: { 'make-bucket': 20 } },
    ],
  });
  // Their own last one is their last one.
  expect((await of(ben)).score).toBe(20);
});

test('what was handed in before the release does not count', async () => {
  await assign({ release_at: '2026-12-01T08:00' });
  await addLabWork(t.db, { learner: ada.id, attempts: [{ at: DUE - 200 * HOUR, points: all }] });
  expect(await of(ada)).toMatchObject({ score: null, attemptsUsed: 0, status: 'missing' });
});

test('hints come off before the late percent, at most the whole task', async () => {
  await assign();
  const session = await addLabWork(t.db, {
    learner: ada.id,
    attempts: [{ at: DUE + HOUR, points: { 'make-bucket': 40, 'hand-in': 40, 'tidy-up': 20 } }],
  });
  await openHints(
    t.db,
    session,
    'make-bucket',
    [
      { level: 1, costPercent: 10 },
      { level: 2, costPercent: 30 },
    ],
    1,
  );
  await openHints(
    t.db,
    session,
    'tidy-up',
    [
      { level: 1, costPercent: 80 },
      { level: 2, costPercent: 80 },
    ],
    1,
  );
  const row = await of(ada);
  const [bucket, , tidy] = row.tasks;
  expect(bucket).toMatchObject({ automatic: 40, hintCost: 16, counted: 12 });
  expect(tidy).toMatchObject({ hintCost: 20, counted: 0 });
  expect(row).toMatchObject({ score: 32, scoreBeforeLate: 64, latePercent: 50 });
});

test('points that a person gave count as they are, with and without an attempt', async () => {
  const assignment = await assign();
  await addLabWork(t.db, { learner: ada.id, attempts: [{ at: DUE + HOUR, points: all }] });
  const given: Override[] = [ada, ben].map(({ id }) => ({
    assignment: 'assignment-1',
    learner: id,
    task: 'hand-in',
    points: 25,
  }));
  const overrides = () => Promise.resolve(given);
  const row = await standingOf(t.db, t.catalog, cohort, { assignment, learner: ada.id, now: NOW, overrides });
  expect(row?.score).toBe(60);
  expect(row?.tasks[1]).toMatchObject({ automatic: 30, override: 25, counted: 25, latePercent: 50 });
  const other = await standingOf(t.db, t.catalog, cohort, {
    assignment,
    learner: ben.id,
    now: NOW,
    overrides,
  });
  expect(other).toMatchObject({ score: 25, status: 'submitted' });
});

test('a quiz counts by when it was finished', async () => {
  await assign({ kind: 'quiz', item: 'storage' });
  const quiz = { learner: ada.id, part: 'storage', seed: 's', digest: 'd', open: null };
  await t.db
    .insertInto('quiz_attempts')
    .values([
      { ...quiz, id: 'quiz-one', started_at: DUE - HOUR, finished_at: DUE - 1, score: 0.4 },
      { ...quiz, id: 'quiz-two', started_at: DUE - HOUR, finished_at: DUE + 1, score: 1 },
      { ...quiz, id: 'given-up', started_at: DUE - HOUR, finished_at: DUE - 1, score: null },
      { ...quiz, id: 'open-one', started_at: DUE, finished_at: null, score: null, open: 1 },
    ])
    .execute();
  expect(await of(ada)).toMatchObject({ score: 50, scoreBeforeLate: 100, status: 'late', attemptsUsed: 3 });
});

test('who left the cohort and what left the course have no rows and no points', async () => {
  await assign({ item: 'lab-that-is-gone' });
  expect(await of(ada)).toMatchObject({ score: null, maxPoints: 0, tasks: [] });
  await t.enrol(ben, null);
  const rows = await assignmentStandings(t.db, t.catalog, cohort, { now: NOW });
  expect(rows.map(({ learner }) => learner)).toEqual([ada.id]);
  await t.enrol(ben, 'student');
});
