import type { KyselyPlugin } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { AnalysisReply } from '../../../server/contract/index.ts';
import { createInsight } from '../../../server/insight/index.ts';
import { newId, type Cohort } from '../../../server/store/index.ts';
import { COHORT, startClassroom, type Caller, type Classroom } from '../../helpers/server/classroom.ts';
import { addAssignment, addStudent } from '../../helpers/server/cohort-work.ts';
import { rightAnswer } from '../../helpers/server/quiz-answers.ts';
import { addLabWork } from '../../helpers/server/work.ts';

const URL_OF = `/api/cohorts/${COHORT}/analysis`;
const NOW = Date.parse('2026-12-01T12:00:00Z');
let t: Classroom;
let teacher: Caller;
let designer: Caller;
const students: string[] = [];
beforeAll(async () => {
  t = await startClassroom({ requestsPerMinute: 1_000_000, now: () => NOW });
  teacher = await t.user('teacher');
  await t.enrol(teacher, 'instructor');
  designer = await t.user('designer');
  await t.enrol(designer, 'designer');
  for (let index = 0; index < 12; index += 1) students.push(await addStudent(t.db, `student-${index}`));
  await addAssignment(t.db, { id: 'assignment-1', kind: 'lab', item: 'tiny-bucket' });
  await addAssignment(t.db, { id: 'assignment-2', kind: 'quiz', item: 'storage' });
});
beforeEach(() => t.clear());
afterAll(() => t.close());

const look = async (who: Caller, query = ''): Promise<AnalysisReply> =>
  (await who.call<AnalysisReply>('GET', `${URL_OF}${query}`)).body;
const at = NOW - 1_000;

async function eightAndFour(): Promise<void> {
  for (const [index, learner] of students.entries()) {
    const good = index < 8;
    await addLabWork(t.db, {
      learner,
      attempts: [
        {
          at,
          points: { 'make-bucket': good ? 40 : 0, 'hand-in': 0 },
          reasons: { 'make-bucket': 'off', 'hand-in': 'no' },
        },
        { at, points: { 'make-bucket': 40 } },
      ],
    });
  }
}

test('an instructor sees who failed how: shares, tries, reasons in words', async () => {
  await eightAndFour();
  const { learners, suppressed, assignments } = await look(teacher);
  expect(learners).toBe(12);
  expect(suppressed).toBe(false);
  expect(assignments.map(({ id, title }) => [id, title])).toEqual([
    ['assignment-1', 'Title of tiny-bucket'],
    ['assignment-2', 'Title of storage'],
  ]);
  const [make, handIn, tidy] = assignments[0]?.items ?? [];
  expect(make).toMatchObject({
    title: 'Make it',
    learners: 12,
    facility: 1,
    firstTry: 8 / 12,
    medianTries: 1,
  });
  expect(make?.reasons).toEqual([{ reason: 'off', words: '… is off.', learners: 4, share: 4 / 12 }]);
  expect(make?.notes.map(({ key }) => key)).toEqual(['few']);
  expect(handIn).toMatchObject({ facility: 0, solved: 0, discrimination: null });
  expect(handIn?.notes.map(({ key }) => key)).toEqual(['hard', 'few']);
  expect(tidy).toMatchObject({ learners: 0, facility: null, reasons: [] });
});

test('a designer gets no cell below five, no name, and is told that something is withheld', async () => {
  await eightAndFour();
  const reply = await designer.call<AnalysisReply>('GET', URL_OF);
  const [make, handIn] = reply.body.assignments[0]?.items ?? [];
  expect(reply.body).toMatchObject({ learners: 12, suppressed: true });
  // Four failed at first: neither they nor the share that tells them may be read off.
  expect(make).toMatchObject({
    suppressed: true,
    learners: 12,
    firstTry: 1 - 5 / 12,
    solved: null,
    reasons: [],
  });
  expect(handIn?.reasons).toEqual([{ reason: 'no', words: 'It says no.', learners: 12, share: 1 }]);
  expect(reply.text).not.toMatch(/student-|Name of/);
});

test('four learners are nobody to a designer', async () => {
  for (const learner of students.slice(0, 4)) {
    await addLabWork(t.db, { learner, attempts: [{ at, points: { 'make-bucket': 0 } }] });
  }
  const [make] = (await look(designer)).assignments[0]?.items ?? [];
  expect(make).toMatchObject({
    suppressed: true,
    learners: null,
    facility: null,
    firstTry: null,
    solved: null,
    blocked: null,
    reasons: [],
    notes: [],
  });
  expect((await look(teacher)).assignments[0]?.items[0]).toMatchObject({ learners: 4, facility: 0 });
});

test('who left, staff, and work from before the release do not count; neither does another cohort', async () => {
  const gone = await addStudent(t.db, 'student-gone', 'dropped');
  await addLabWork(t.db, { learner: gone, attempts: [{ at, points: { 'make-bucket': 40 } }] });
  await addLabWork(t.db, { learner: teacher.id, attempts: [{ at, points: { 'make-bucket': 40 } }] });
  await t.db
    .updateTable('assignments')
    .set({ release_at: '2026-12-01T12:00', updated_at: 2 })
    .where('id', '=', 'assignment-1')
    .execute();
  // 12:00 in Berlin is 11:00 UTC.
  const release = Date.parse('2026-12-01T11:00:00Z');
  await addLabWork(t.db, {
    learner: students[0] ?? '',
    attempts: [
      { at: release - 1, points: { 'make-bucket': 0 } },
      { at: release, points: { 'make-bucket': 40 } },
    ],
  });
  const [make] = (await look(teacher)).assignments[0]?.items ?? [];
  await t.db
    .updateTable('assignments')
    .set({ release_at: null, updated_at: 3 })
    .where('id', '=', 'assignment-1')
    .execute();
  expect(make).toMatchObject({ learners: 1, firstTry: 1 });
});

test('questions: the first finished attempt counts, with what was chosen and the key', async () => {
  const right = rightAnswer(t.catalog, 'storage', 'who-shares-names');
  const wrong = { type: 'single', option: 'region' };
  for (const [index, learner] of students.entries()) {
    await answered(learner, at, index < 9 ? right : wrong);
    await answered(learner, at + 500, right);
  }
  const reply = await look(teacher, '?assignment=assignment-2');
  expect(reply.assignments).toHaveLength(1);
  const [question] = reply.assignments[0]?.items ?? [];
  expect(question).toMatchObject({ learners: 12, facility: 0.75, firstTry: 0.75 });
  expect(question?.choices.map(({ learners, correct }) => [learners, correct])).toEqual([
    [9, true],
    [0, false],
    [3, false],
  ]);
  const [hidden] = (await look(designer)).assignments[1]?.items ?? [];
  expect(hidden?.choices.map(({ learners }) => learners)).toEqual([0]);
});

async function answered(learner: string, when: number, answer: unknown): Promise<void> {
  const id = newId();
  await t.db
    .insertInto('quiz_attempts')
    .values({
      id,
      learner,
      part: 'storage',
      seed: 's',
      digest: 'd',
      open: null,
      started_at: when,
      finished_at: when,
      score: 0.5,
    })
    .execute();
  await t.db
    .insertInto('quiz_answers')
    .values({
      attempt: id,
      item: 'who-shares-names',
      answer: JSON.stringify(answer),
      correct: Number(JSON.stringify(answer).includes('everyone')),
      credit: 0,
      answered_at: when,
    })
    .execute();
}

test('an assignment that is not there is not found', async () => {
  expect(await teacher.call('GET', `${URL_OF}?assignment=nosuchid12345678`)).toMatchObject({
    status: 404,
    code: 'ASSIGNMENT_NOT_FOUND',
  });
});

test('the number of queries does not grow with the learners, and nothing new is one query', async () => {
  let queries = 0;
  const counter: KyselyPlugin = {
    transformQuery: ({ node }) => {
      queries += 1;
      return node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  };
  const cohort: Cohort = await t.db
    .selectFrom('cohorts')
    .selectAll()
    .where('id', '=', COHORT)
    .executeTakeFirstOrThrow();
  const counted = async (work: () => Promise<unknown>): Promise<number> => {
    queries = 0;
    await work();
    return queries;
  };
  const { analysis } = createInsight({
    ...t,
    db: t.db.withPlugin(counter),
    checks: { known: [], used: new Map() },
    now: () => NOW,
  });
  const see = () => analysis.of(cohort, { seesLearners: true });
  await addLabWork(t.db, { learner: students[0] ?? '', attempts: [{ at, points: { 'make-bucket': 40 } }] });
  const one = await counted(see);
  await t.clear();
  await eightAndFour();
  expect(await counted(see)).toBe(one);
  expect(await counted(see)).toBe(1);
});
