import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type {
  AttemptReply,
  LabSessionReply,
  RunAction,
  RunReply,
  RunsReply,
} from '../../../server/contract/index.ts';
import { COHORT, startClassroom, type Caller, type Classroom } from '../../helpers/server/classroom.ts';

const RUNS = `/api/cohorts/${COHORT}/runs`;
const OTHER = 'autumn-class';
let t: Classroom;
let teacher: Caller;
let students: Caller[];
beforeAll(async () => {
  t = await startClassroom({ requestsPerMinute: 1_000_000 });
  teacher = await t.user('teacher');
  await t.enrol(teacher, 'instructor');
  students = [];
  for (let index = 0; index < 6; index += 1) {
    const student = await t.user(`student-${index}`);
    await t.enrol(student, 'student');
    students.push(student);
  }
  await t.local.call('POST', '/api/cohorts', { id: OTHER, title: 'Autumn', timeZone: 'UTC' });
  for (const student of students.slice(4)) await t.enrol(student, 'student', OTHER);
});
beforeEach(() => t.clear());
afterAll(() => t.close());

async function ready(student: Caller): Promise<string> {
  const { body } = await student.call<LabSessionReply>('POST', '/api/lab-sessions', { lab: 'tiny-bucket' });
  await t.until(async () => {
    const session = await student.call<LabSessionReply>('GET', `/api/lab-sessions/${body.id}`);
    return session.body.status === 'ready';
  }, 'a ready session');
  return body.id;
}
async function begin(url = RUNS, caller = teacher): Promise<RunReply> {
  const reply = await caller.call<RunReply>('POST', url, { lab: 'tiny-bucket' });
  expect(reply.status).toBe(201);
  return reply.body;
}
const read = async (id: string): Promise<RunReply> =>
  (await teacher.call<RunReply>('GET', `${RUNS}/${id}`)).body;
const act = (id: string, action: RunAction) =>
  teacher.call<RunReply>('POST', `${RUNS}/${id}/actions`, { action });
const ended = (id: string): Promise<RunReply> =>
  t.until(async () => {
    const reply = await read(id);
    return reply.run.status === 'done' && reply;
  }, 'the end of the run');
/** Holds the grader until it is let go. */
function gate(): () => void {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  t.grader.beforeTask = () => opened;
  return open;
}

test('a run grades everybody with a session once and says who has not started', async () => {
  for (const student of students.slice(0, 4)) await ready(student);
  const { run } = await begin();
  const { run: done, items } = await ended(run.id);
  expect(done).toMatchObject({
    total: 6,
    counts: { graded: 4, 'not-started': 2 },
    title: expect.any(String),
  });
  expect(done.startedBy).toBe('teacher');
  expect(items.filter(({ status }) => status === 'graded').map(({ score }) => score)).toEqual([
    100, 100, 100, 100,
  ]);
  expect(t.grader.jobs).toHaveLength(4);
  const attempts = await t.db.selectFrom('attempts').select('source').execute();
  expect(attempts.map(({ source }) => source)).toEqual(['bulk', 'bulk', 'bulk', 'bulk']);
  const { body } = await teacher.call<RunsReply>('GET', RUNS);
  expect(body.runs.map(({ id }) => id)).toEqual([run.id]);
});

test('a run may be paused, goes on, and can be cancelled; what cannot be is refused', async () => {
  for (const student of students) await ready(student);
  const open = gate();
  const { run } = await begin();
  await t.until(async () => (await read(run.id)).run.counts.queued === 2, 'a full queue');
  expect(await teacher.call('POST', RUNS, { lab: 'tiny-bucket' })).toMatchObject({ code: 'RUN_ACTIVE' });
  expect((await act(run.id, 'pause')).body.run.status).toBe('paused');
  expect(await act(run.id, 'pause')).toMatchObject({ status: 409, code: 'RUN_STATE' });
  open();
  await t.until(async () => (await read(run.id)).run.counts.graded === 2, 'the end of what was queued');
  expect((await read(run.id)).run).toMatchObject({ status: 'paused', counts: { waiting: 4 } });
  expect((await act(run.id, 'resume')).body.run.status).toBe('running');
  await ended(run.id);
  expect(t.grader.jobs).toHaveLength(6);

  const held = gate();
  const second = (await begin()).run.id;
  await t.until(async () => (await read(second)).run.counts.queued === 2, 'a full queue');
  const cancelled = await act(second, 'cancel');
  expect(cancelled.body.run).toMatchObject({ status: 'cancelled', counts: { cancelled: 4, queued: 2 } });
  held();
  await t.until(async () => (await read(second)).run.counts.graded === 2, 'the end of what was queued');
  expect((await read(second)).run.status).toBe('cancelled');
});

test('retry takes the blocked, the failed and late beginners once more, and leaves the graded alone', async () => {
  for (const student of students.slice(0, 3)) await ready(student);
  await t.db
    .updateTable('lab_sessions')
    .set({ status: 'failed', problem: 'The account is lost.' })
    .where('learner', '=', students[0]?.id ?? '')
    .execute();
  t.grader.outcomes = { 'make-bucket': 'blocked' };
  const { run } = await begin();
  const first = await ended(run.id);
  expect(first.run.counts).toEqual({ blocked: 3, 'not-started': 3 });
  expect(first.items.find(({ learner }) => learner === students[0]?.id)?.problem).toBe(
    'The account is lost.',
  );
  t.grader.outcomes = {};
  await ready(students[3] as Caller);
  await act(run.id, 'retry');
  const second = await ended(run.id);
  expect(second.run.counts).toEqual({ graded: 3, blocked: 1, 'not-started': 2 });
  expect(t.grader.jobs).toHaveLength(5);
});

test('cohorts take turns: a small run that came later ends before a big one', async () => {
  for (const student of students) await ready(student);
  const open = gate();
  const big = (await begin()).run.id;
  await t.until(async () => (await read(big)).run.counts.queued === 2, 'a full queue');
  const small = (await begin(`/api/cohorts/${OTHER}/runs`, t.local)).run.id;
  open();
  await ended(big);
  const finished = await t.db.selectFrom('runs').select(['id', 'finished_at']).execute();
  const at = (id: string): number => finished.find((run) => run.id === id)?.finished_at ?? Infinity;
  expect(at(small)).toBeLessThanOrEqual(at(big));
  const order = await t.db
    .selectFrom('attempts')
    .innerJoin('run_items', 'run_items.attempt', 'attempts.id')
    .select('run')
    .orderBy('attempts.created_at')
    .orderBy('attempts.started_at')
    .execute();
  // Two of the big one were in the queue; from then on they alternate.
  const turns = order.slice(2, 6).map((row) => row.run);
  expect(turns.filter((run) => run === small)).toHaveLength(2);
});

test('a learner’s own check goes ahead of the class', async () => {
  const sessions: string[] = [];
  for (const student of students) sessions.push(await ready(student));
  t.grader.taskMs = 20;
  const { run } = await begin();
  await t.until(async () => (await read(run.id)).run.counts.queued === 2, 'a full queue');
  const student = students[5] as Caller;
  const { body } = await student.call<AttemptReply>('POST', `/api/lab-sessions/${sessions[5]}/attempts`, {
    key: 'their-own-press',
  });
  await t.until(async () => {
    const reply = await student.call<AttemptReply>('GET', `/api/attempts/${body.attempt.id}`);
    return reply.body.attempt.status === 'done';
  }, 'their own check');
  expect((await read(run.id)).run.status).toBe('running');
  await ended(run.id);
});

test('a run goes on in the process that comes after', async () => {
  for (const student of students) await ready(student);
  const { run } = await begin();
  await t.until(async () => ((await read(run.id)).run.counts.graded ?? 0) > 0, 'somebody graded');
  await ended(run.id);
  // As if the process had died before it wrote down that the last one had ended.
  await t.db.updateTable('runs').set({ status: 'running', finished_at: null }).execute();
  await t.db
    .updateTable('run_items')
    .set({ status: 'queued' })
    .where('learner', '=', students[2]?.id ?? '')
    .execute();
  await act(run.id, 'pause');
  await act(run.id, 'resume');
  expect((await ended(run.id)).run.counts).toEqual({ graded: 6 });
  expect(t.grader.jobs).toHaveLength(6);
});

test('runs of other cohorts are not found, and labs that are not there neither', async () => {
  const { run } = await begin();
  await ended(run.id);
  expect(await t.local.call('GET', `/api/cohorts/${OTHER}/runs/${run.id}`)).toMatchObject({
    status: 404,
    code: 'RUN_NOT_FOUND',
  });
  expect(await teacher.call('POST', RUNS, { lab: 'no-such-lab' })).toMatchObject({ code: 'LAB_NOT_FOUND' });
  const { body } = await teacher.call<{ entries: { action: string; actor: string }[] }>(
    'GET',
    `/api/cohorts/${COHORT}/audit`,
  );
  expect(body.entries[0]).toMatchObject({ action: 'run.began', actor: 'teacher' });
});

test('whoever follows a run gets all of it, then what changes, until the end', async () => {
  for (const student of students.slice(0, 2)) await ready(student);
  const open = gate();
  const { run } = await begin();
  const told: RunReply[] = [];
  const unsubscribe = t.runs.subscribe(run.id, (reply) => told.push(reply));
  open();
  await ended(run.id);
  await t.until(async () => told.at(-1)?.run.status === 'done', 'the last event');
  unsubscribe();
  const learners = told.flatMap(({ items }) => items.filter(({ status }) => status === 'graded'));
  expect(new Set(learners.map(({ learner }) => learner)).size).toBe(2);
});
