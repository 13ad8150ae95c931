import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type {
  AttemptChangesReply,
  AttemptReply,
  BillReply,
  EvidenceReply,
  LearnerLabReply,
  LearnerReply,
  QuizAttemptReply,
  RunReply,
} from '../../server/contract/index.ts';
import { COHORT, startClassroom, type Caller, type Classroom } from '../helpers/server/classroom.ts';
import { billReply } from '../helpers/web/bill-fixture.ts';
import { rightAnswer } from '../helpers/server/quiz-answers.ts';

let t: Classroom;
let teacher: Caller;
let ada: Caller;
let session: string;
let labAssignment: string;
let quizAssignment: string;
const attempts: string[] = [];
let quiz: string;
const policy = {
  late: [],
  attemptLimit: 5,
  cooldownMinutes: 0,
  counting: 'per-task-best',
  hiddenUntilReleased: false,
};
const rules = { releaseAt: null, dueAt: '2036-12-04T18:00', closeAt: null, policy };
const of = (learner: string, rest = '', cohort = COHORT): string =>
  `/api/cohorts/${cohort}/learners/${learner}${rest}`;

async function check(): Promise<string> {
  const { body } = await ada.call<AttemptReply>('POST', `/api/lab-sessions/${session}/attempts`, {
    key: `press-${attempts.length}-of-ada`,
  });
  await t.until(async () => {
    const { body: now } = await ada.call<AttemptReply>('GET', `/api/attempts/${body.attempt.id}`);
    return now.attempt.status === 'done';
  }, 'a result');
  attempts.push(body.attempt.id);
  return body.attempt.id;
}
async function assign(kind: string, item: string, cohort = COHORT): Promise<string> {
  const url = `/api/cohorts/${cohort}/assignments`;
  const { body, text, status } = await t.local.call<{ id: string }>('POST', url, {
    kind,
    item,
    title: item,
    ...rules,
  });
  if (status !== 201) throw new Error(text);
  return body.id;
}

beforeAll(async () => {
  t = await startClassroom({ requestsPerMinute: 10_000 });
  [teacher, ada] = [await t.user('teacher'), await t.user('ada', { name: 'Ada' })];
  await t.enrol(teacher, 'instructor');
  await t.enrol(ada, 'student');
  labAssignment = await assign('lab', 'tiny-bucket');
  quizAssignment = await assign('quiz', 'storage');
  const opened = await ada.call<{ id: string }>('POST', '/api/lab-sessions', { lab: 'tiny-bucket' });
  session = opened.body.id;
  const url = `/api/lab-sessions/${session}`;
  await t.until(async () => (await ada.call('GET', url)).body['status'] === 'ready', 'a ready session');
  await ada.call('POST', `${url}/hints`, { task: 'make-bucket', level: 2 });
  await ada.call('PUT', `${url}/artifacts/hand-in/answer.txt`, { text: 'my answer' });
  await ada.call('PUT', `${url}/drafts/hand-in/answer.txt`, { text: 'a thought of my own' });
  t.grader.outcomes = { 'make-bucket': 'fail' };
  await check();
  t.grader.outcomes = {};
  await check();
  quiz = (await ada.call<QuizAttemptReply>('POST', '/api/quizzes/storage/attempts')).body.id;
  const item = 'who-shares-names';
  await ada.call('POST', `/api/quiz-attempts/${quiz}/answers`, {
    item,
    answer: rightAnswer(t.catalog, 'storage', item),
  });
});
afterAll(() => t.close());

describe('what staff see of a student', () => {
  test('where they stand, with the dates that hold for them, points by hand and requests', async () => {
    const extension = { learners: [ada.id], extraMinutes: 60, reason: 'ill' };
    const url = `/api/cohorts/${COHORT}/assignments/${labAssignment}/extensions`;
    expect((await teacher.call('PUT', url, extension)).status).toBe(200);
    const given = { assignment: labAssignment, task: 'tidy-up', points: 3, reason: 'seen in the lab' };
    expect((await teacher.call('PUT', of(ada.id, '/points'), given)).status).toBe(200);
    const ask = { attempt: attempts[0], task: 'make-bucket', text: 'Why?' };
    expect((await ada.call('POST', '/api/requests', ask)).status).toBe(201);

    const { body } = await teacher.call<LearnerReply>('GET', of(ada.id));
    expect(body.learner).toEqual({ id: ada.id, name: 'Ada', login: 'ada', studentNumber: null, group: null });
    const lab = body.assignments.find(({ kind }) => kind === 'lab');
    expect(lab).toMatchObject({
      id: labAssignment,
      attemptLimit: 5,
      planned: { due: '2036-12-04T17:00:00.000Z' },
      dates: { due: '2036-12-04T18:00:00.000Z' },
      extension: { extraMinutes: 60, reason: 'ill', by: 'teacher' },
      standing: { attemptsUsed: 2, latePercent: 100 },
      titles: { 'make-bucket': 'Make it' },
      quizAttempts: [],
    });
    const task = lab?.standing.tasks.find((one) => one.task === 'make-bucket');
    expect(task).toMatchObject({ automatic: 40, hintCost: 4, override: null, counted: 36 });
    expect(body.overrides).toMatchObject([{ task: 'tidy-up', points: 3, reason: 'seen in the lab' }]);
    expect(body.requests).toMatchObject([{ task: 'make-bucket', messages: [{ text: 'Why?' }] }]);
    const asked = body.assignments.find(({ kind }) => kind === 'quiz');
    expect(asked?.quizAttempts).toMatchObject([{ id: quiz, finishedAt: null, score: null }]);
  });

  test('attempts newest first with the calls before them, hints and files; never what is not handed in', async () => {
    const reply = await teacher.call<LearnerLabReply>('GET', of(ada.id, `/assignments/${labAssignment}`));
    const { timeline, hints, files, graded, byStaff } = reply.body;
    expect(timeline?.attempts.map(({ attempt }) => attempt.number)).toEqual([2, 1]);
    expect(timeline?.attempts[0]).toMatchObject({
      moved: [{ task: 'make-bucket', before: 'fail', after: 'pass' }],
    });
    expect(timeline?.attempts[0]?.calls).not.toBeNull();
    expect(hints.map(({ task, level }) => [task, level])).toEqual([
      ['make-bucket', 1],
      ['make-bucket', 2],
    ]);
    expect(files).toMatchObject([{ name: 'answer.txt', text: 'my answer' }]);
    expect(graded).toMatchObject([{ name: 'answer.txt', attempt: 2 }]);
    expect(byStaff).toEqual([]);
    expect(reply.text).not.toContain('a thought of my own');
    const none = await teacher.call<LearnerLabReply>('GET', of(ada.id, `/assignments/${quizAssignment}`));
    expect(none.body.timeline).toBeNull();
  });

  test('an attempt is word for word what the student sees, with its evidence and what changed', async () => {
    const [, second = ''] = attempts;
    for (const rest of ['', '/evidence', '/changes']) {
      const own = await ada.call('GET', `/api/attempts/${second}${rest}`);
      const seen = await teacher.call('GET', of(ada.id, `/attempts/${second}${rest}`));
      expect([rest, seen.status, seen.text]).toEqual([rest, 200, own.text]);
    }
    const { body } = await teacher.call<AttemptReply>('GET', of(ada.id, `/attempts/${second}`));
    expect(body.report?.tasks[0]).toMatchObject({ id: 'make-bucket', status: 'pass' });
    const evidence = await teacher.call<EvidenceReply>('GET', of(ada.id, `/attempts/${second}/evidence`));
    expect(evidence.body.reads.length).toBeGreaterThan(0);
    const changes = await teacher.call<AttemptChangesReply>(
      'GET',
      of(ada.id, `/attempts/${second}/changes?since=${attempts[0]}`),
    );
    expect(changes.body.tasks[0]).toMatchObject({ task: 'make-bucket', before: { status: 'fail' } });
  });

  test('what the account still costs is read when it is asked for, and only of a lab that was opened', async () => {
    const bill = billReply();
    const picture = vi.spyOn(t.grader, 'picture').mockResolvedValue(bill as never);
    const url = (assignment: string) => of(ada.id, `/assignments/${assignment}/bill`);
    const { body, status } = await teacher.call<BillReply>('GET', url(labAssignment));
    expect([status, body.now, body.resources.length]).toEqual([200, bill.now, bill.resources.length]);
    picture.mockRestore();
    expect((await teacher.call('GET', url(quizAssignment))).code).toBe('LAB_SESSION_NOT_FOUND');
    expect((await teacher.call('GET', url('nosuchid12345678'))).code).toBe('ASSIGNMENT_NOT_FOUND');
  });

  test('a quiz attempt with its answers', async () => {
    const { body } = await teacher.call<QuizAttemptReply>('GET', of(ada.id, `/quiz-attempts/${quiz}`));
    expect(body.feedback).toMatchObject([{ item: 'who-shares-names', correct: true }]);
    expect(body.items.length).toBeGreaterThan(1);
  });

  test('an auditor may look, a designer and other students may not', async () => {
    for (const [role, status] of [
      ['auditor', 200],
      ['assistant', 200],
      ['designer', 403],
      ['student', 403],
    ] as const) {
      const person = await t.user(`some-${role}`);
      await t.enrol(person, role);
      expect([role, (await person.call('GET', of(ada.id))).status]).toEqual([role, status]);
    }
  });
});

describe('the border of a cohort', () => {
  const OTHER = 'autumn-class';
  const paths = () => [
    `/attempts/${attempts[1]}`,
    `/attempts/${attempts[1]}/evidence`,
    `/attempts/${attempts[1]}/changes`,
    `/quiz-attempts/${quiz}`,
  ];
  let stranger: Caller;
  beforeAll(async () => {
    stranger = await t.user('stranger');
    await t.local.call('POST', '/api/cohorts', { id: OTHER, title: 'Autumn', timeZone: 'UTC' });
    await t.enrol(stranger, 'instructor', OTHER);
  });

  test('staff of another cohort find nothing, neither there nor by way of their own', async () => {
    for (const path of [
      '',
      `/assignments/${labAssignment}`,
      `/assignments/${labAssignment}/bill`,
      ...paths(),
    ]) {
      expect((await stranger.call('GET', of(ada.id, path))).code).toBe('COHORT_NOT_FOUND');
      expect((await stranger.call('GET', of(ada.id, path, OTHER))).code).toBe('LEARNER_NOT_FOUND');
    }
  });

  test('who is in both shows each only what is assigned there', async () => {
    await t.enrol(ada, 'student', OTHER);
    const refused = async (path: string) => (await stranger.call('GET', of(ada.id, path, OTHER))).code;
    const overview = await stranger.call<LearnerReply>('GET', of(ada.id, '', OTHER));
    expect(overview.body).toMatchObject({ assignments: [], overrides: [], requests: [] });
    expect(await Promise.all(paths().map(refused))).toEqual([
      'ATTEMPT_NOT_FOUND',
      'ATTEMPT_NOT_FOUND',
      'ATTEMPT_NOT_FOUND',
      'QUIZ_ATTEMPT_NOT_FOUND',
    ]);
    expect(await refused(`/assignments/${labAssignment}`)).toBe('ASSIGNMENT_NOT_FOUND');
    // Nor by a grading run over a lab that is none of theirs.
    const run = await stranger.call<RunReply>('POST', `/api/cohorts/${OTHER}/runs`, { lab: 'tiny-bucket' });
    expect([run.status, run.body.items]).toEqual([201, []]);
    await assign('lab', 'tiny-bucket', OTHER);
    expect(await Promise.all(paths().map(refused))).toEqual([
      undefined,
      undefined,
      undefined,
      'QUIZ_ATTEMPT_NOT_FOUND',
    ]);
  });

  test('an attempt is looked for among those of the learner who is named', async () => {
    const bob = await t.user('bob');
    await t.enrol(bob, 'student');
    expect((await teacher.call('GET', of(bob.id, `/attempts/${attempts[1]}`))).code).toBe(
      'ATTEMPT_NOT_FOUND',
    );
  });

  test('who has left is not shown any more, nor is staff', async () => {
    await t.enrol(ada, null, OTHER);
    for (const path of ['', ...paths()]) {
      expect((await stranger.call('GET', of(ada.id, path, OTHER))).code).toBe('LEARNER_NOT_FOUND');
    }
    expect((await teacher.call('GET', of(teacher.id))).code).toBe('LEARNER_NOT_FOUND');
  });
});
