import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import runCohort from '../../../server/cli/commands/cohort.ts';
import { runJunit } from '../../../server/cli/run-report.ts';
import type { MatrixReply, RunReply } from '../../../server/contract/index.ts';
import { insertAssignment } from '../../../server/store/index.ts';
import { TOKEN } from '../../helpers/server/app.ts';
import { COHORT, startClassroom, type Caller, type Classroom } from '../../helpers/server/classroom.ts';
import { addLabWork } from '../../helpers/server/work.ts';

const MATRIX = `/api/cohorts/${COHORT}/matrix`;
const NOW = Date.parse('2026-12-01T12:00:00Z');
let t: Classroom;
let teacher: Caller;
let ada: Caller;
let ben: Caller;
beforeAll(async () => {
  t = await startClassroom({ requestsPerMinute: 1_000_000, now: () => NOW });
  teacher = await t.user('teacher');
  await t.enrol(teacher, 'instructor');
  ada = await t.user('ada');
  ben = await t.user('ben');
  for (const one of [ada, ben]) await t.enrol(one, 'student');
  await insertAssignment(t.db, {
    id: 'assignment-1',
    cohort: COHORT,
    kind: 'lab',
    item: 'tiny-bucket',
    title: 'Tiny bucket',
    release_at: null,
    due_at: null,
    close_at: null,
    policy: JSON.stringify({
      late: [],
      attemptLimit: null,
      cooldownMinutes: 0,
      counting: 'per-task-best',
      hiddenUntilReleased: false,
    }),
    released_at: null,
    created_at: 1,
    updated_at: 1,
  });
});
beforeEach(() => t.clear());
afterAll(() => t.close());

const look = async (since?: string): Promise<MatrixReply> =>
  (
    await teacher.call<MatrixReply>(
      'GET',
      since === undefined ? MATRIX : `${MATRIX}?since=${encodeURIComponent(since)}`,
    )
  ).body;

test('the matrix has everybody and every task; what was not judged is no zero', async () => {
  await addLabWork(t.db, {
    learner: ada.id,
    attempts: [{ at: NOW - 1_000, points: { 'make-bucket': 50, 'hand-in': 0 } }],
  });
  const { matrix } = await look();
  expect(matrix?.learners.name).toEqual(['ada', 'ben']);
  const [assignment] = matrix?.assignments ?? [];
  expect(assignment).toMatchObject({ title: 'Tiny bucket', score: [50, null] });
  expect(assignment?.status.map((place) => matrix?.statuses[place])).toEqual(['submitted', 'none']);
  expect(assignment?.tasks.map(({ id, points }) => ({ id, points }))).toEqual([
    { id: 'make-bucket', points: [50, null] },
    { id: 'hand-in', points: [0, null] },
    { id: 'tidy-up', points: [null, null] },
  ]);
});

test('whoever has the newest version is told so without the scores; work makes another one', async () => {
  const { version } = await look();
  expect(await look(version)).toEqual({ version, matrix: null });
  await addLabWork(t.db, { learner: ben.id, attempts: [{ at: NOW, points: { 'make-bucket': 50 } }] });
  const after = await look(version);
  expect(after.version).not.toBe(version);
  expect(after.matrix?.assignments[0]?.score).toEqual([null, 50]);
});

test('from the command line a class is graded to the end, with one test case per learner', async () => {
  const url = await t.app.listen({ host: '127.0.0.1', port: 0 });
  writeFileSync(join(t.folder, 'server.json'), JSON.stringify({ url, token: TOKEN, pid: process.pid }));
  vi.stubEnv('GROUNDSCHOOL_DATA_DIR', t.folder);
  const written: string[] = [];
  const out = vi.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  const err = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    expect(await runCohort(['grade', COHORT, 'tiny-bucket', '--format', 'junit'])).toBe(3);
    expect(written.join('')).toContain('tests="2" failures="0" errors="0" skipped="2"');
    const { body } = await ada.call<{ id: string }>('POST', '/api/lab-sessions', { lab: 'tiny-bucket' });
    await t.until(async () => {
      const session = await ada.call<{ status: string }>('GET', `/api/lab-sessions/${body.id}`);
      return session.body.status === 'ready';
    }, 'a ready session');
    t.grader.outcomes = { 'make-bucket': 'fail' };
    written.length = 0;
    const code = await runCohort(['grade', COHORT, 'tiny-bucket', '--watch', '--min-score', '80']);
    expect(code).toBe(1);
    expect(written.join('')).toContain('2 of 2, 1 graded, 1 not-started');
    expect(await runCohort(['grade', COHORT, 'tiny-bucket', '--watch', '--min-score', '1'])).toBe(0);
    await expect(runCohort(['grade', COHORT, 'no-such-lab'])).rejects.toMatchObject({
      code: 'LAB_NOT_FOUND',
    });
    await expect(runCohort(['grade', COHORT, 'tiny-bucket', '--format', 'pdf'])).rejects.toMatchObject({
      code: 'USAGE',
    });
  } finally {
    out.mockRestore();
    err.mockRestore();
    vi.unstubAllEnvs();
  }
});

test('JUnit tells the four outcomes apart and escapes names', () => {
  const item = { group: null, attempt: null, checkable: null, problem: null, score: null };
  const reply: RunReply = {
    run: {
      id: 'run-000001',
      lab: 'tiny-bucket',
      title: 'Tiny',
      status: 'done',
      startedBy: null,
      createdAt: '2026-12-01T12:00:00.000Z',
      finishedAt: null,
      total: 4,
      counts: { graded: 2, blocked: 1, 'not-started': 1 },
    },
    items: [
      {
        ...item,
        learner: 'l1',
        name: 'A & <B>',
        studentNumber: '007',
        status: 'graded',
        score: 90,
        checkable: 100,
      },
      { ...item, learner: 'l2', name: 'C', studentNumber: null, status: 'graded', score: 10, checkable: 100 },
      { ...item, learner: 'l3', name: 'D', studentNumber: null, status: 'blocked', problem: '"lost"' },
      { ...item, learner: 'l4', name: 'E', studentNumber: null, status: 'not-started' },
    ],
  };
  const xml = runJunit(reply, 50);
  expect(xml).toContain('tests="4" failures="1" errors="1" skipped="1"');
  expect(xml).toContain('name="A &amp; &lt;B&gt; (007)"/>');
  expect(xml).toContain('message="&quot;lost&quot;"');
});
