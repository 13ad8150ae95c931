import { execFileSync } from 'node:child_process';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type {
  ArtifactsReply,
  AttemptReply,
  ConnectionReply,
  CourseReply,
  HintReply,
  HintsReply,
  JournalReply,
  LabReply,
  LabSessionReply,
} from '../../server/contract/index.ts';
import { shellExports } from '../../server/grading/connection.ts';
import { startTestApp, type TestApp } from '../helpers/server/app.ts';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
});
afterEach(() => t.clear());
afterAll(() => t.close());

const open = () => t.call<LabSessionReply>('POST', '/api/lab-sessions', { lab: 'tiny-bucket' });
const get = async (id: string) => (await t.call<LabSessionReply>('GET', `/api/lab-sessions/${id}`)).body;
const inState = (id: string, status: string) =>
  t.until(async () => {
    const session = await get(id);
    return session.status === status && session;
  }, `status ${status}`);
const ready = async (): Promise<LabSessionReply> => inState((await open()).body.id, 'ready');
let presses = 0;
const check = async (id: string, tasks?: string[]): Promise<AttemptReply> => {
  presses += 1;
  const { body, status } = await t.call<AttemptReply>('POST', `/api/lab-sessions/${id}/attempts`, {
    key: `press-number-${presses}`,
    ...(tasks ? { tasks } : {}),
  });
  expect(status).toBe(202);
  return await t.until(async () => {
    const reply = (await t.call<AttemptReply>('GET', `/api/attempts/${body.attempt.id}`)).body;
    return ['done', 'failed'].includes(reply.attempt.status) && reply;
  }, 'the attempt');
};

test('a session is made once: its account is prepared in the background with the setup and the learner’s keys', async () => {
  const first = await open();
  expect(first.status).toBe(201);
  expect(first.body).toMatchObject({
    lab: 'tiny-bucket',
    generation: 1,
    score: 0,
    maxScore: 100,
    attempts: [],
  });
  const second = await open();
  expect(second.status).toBe(200);
  expect(second.body.id).toBe(first.body.id);
  const session = await inState(first.body.id, 'ready');
  expect(session.target).toMatchObject({
    kind: 'sandbox',
    endpoint: 'http://127.0.0.1:4566',
    region: 'us-east-1',
  });
  expect(t.scripts.runs).toEqual([
    {
      lab: 'tiny-bucket',
      account: session.target.account,
      accessKeyId: expect.stringMatching(/^AKIALEARNER/),
    },
  ]);
});

test('two presses at the same moment make one session and one account', async () => {
  const replies = await Promise.all([open(), open(), open()]);
  expect(new Set(replies.map(({ body }) => body.id)).size).toBe(1);
  expect(replies.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 200, 201]);
  await inState(replies[0].body.id, 'ready');
  expect(t.sandbox.accounts.size).toBe(1);
});

test('instructions hold the learner’s own variables; the solution, parameters and hints stay on the server', async () => {
  const session = await ready();
  const { bucket, days } = session.variables;
  expect(bucket).toMatch(/^bm-tiny-[0-9a-f]{6}$/);
  const [task] = session.tasks;
  expect(task?.instructionsHtml).toContain(`<code>${bucket}</code> that keeps its objects ${days} days`);
  const lab = await t.call<LabReply>('GET', '/api/labs/tiny-bucket');
  expect(lab.body.tasks.map(({ id, hints }) => [id, hints])).toEqual([
    ['make-bucket', 3],
    ['hand-in', 3],
    ['tidy-up', 3],
  ]);
  for (const text of [lab.text, JSON.stringify(session)]) {
    expect(text).not.toMatch(/HINT-|fixture\/switch|"params"|solution/);
  }
  const file = await t
    .call('GET', '/api/labs/tiny-bucket/files/answer.txt')
    .catch((error: unknown) => String(error));
  expect(file).toContain('SyntaxError');
  const raw = await t.app.inject({ url: '/api/labs/tiny-bucket/files/answer.txt' });
  expect(raw.body).toBe('Write here.\n');
  expect(raw.headers['content-disposition']).toBe('attachment; filename="answer.txt"');
  for (const path of ['../lab.json', '..%2flab.json', 'nope.txt', '%2e%2e/hints.md']) {
    const reply = await t.app.inject({ url: `/api/labs/tiny-bucket/files/${path}` });
    expect([path, reply.statusCode]).toEqual([path, 404]);
  }
});

test('variables are drawn from the learner’s seed, and the seed never leaves', async () => {
  const session = await ready();
  const { seed } = await t.db.selectFrom('learners').select('seed').executeTakeFirstOrThrow();
  expect(JSON.stringify(session)).not.toContain(seed);
  const other = await startTestApp();
  const theirs = (await other.call<LabSessionReply>('POST', '/api/lab-sessions', { lab: 'tiny-bucket' }))
    .body;
  expect(theirs.variables['suffix']).not.toBe(session.variables['suffix']);
  await other.close();
});

test('an unknown lab answers with the known ones', async () => {
  const { status, body } = await t.call('POST', '/api/lab-sessions', { lab: 'nope' });
  expect(status).toBe(404);
  expect(body).toEqual({
    code: 'LAB_NOT_FOUND',
    message: 'There is no lab "nope".',
    cure: 'Labs: tiny-bucket.',
  });
});

describe('preparing', () => {
  test('setup that breaks is tried again, each time in a fresh account', async () => {
    t.scripts.failures = 2;
    const session = await ready();
    expect(t.scripts.runs).toHaveLength(3);
    expect(new Set(t.scripts.runs.map(({ account }) => account)).size).toBe(3);
    expect(t.scripts.runs.at(-1)?.account).toBe(session.target.account);
  });
  test('setup that keeps breaking says why, and a reset begins anew', async () => {
    t.scripts.failures = 4;
    const { id } = (await open()).body;
    const failed = await inState(id, 'failed');
    expect(failed.problem).toMatch(
      /could not be prepared: setup\.yaml:3 s3:CreateBucket failed\. Reset the lab/,
    );
    expect((await t.call('GET', `/api/lab-sessions/${id}/connection`)).body).toMatchObject({
      code: 'LAB_SESSION_NOT_READY',
    });
    expect((await t.call('POST', `/api/lab-sessions/${id}/reset`)).status).toBe(200);
    await inState(id, 'ready');
  });
  test('while the engine is starting it waits', async () => {
    t.sandbox.change({ status: 'starting', message: 'Making a Python environment …' });
    const { id } = (await open()).body;
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect((await get(id)).status).toBe('preparing');
    t.sandbox.change({ status: 'ready', message: '' });
    await inState(id, 'ready');
    expect(t.scripts.runs).toHaveLength(1);
  });
  test('without an engine it fails with the engine’s own words, and lessons go on', async () => {
    t.sandbox.change({
      status: 'unavailable',
      message: 'Python 3.10 or newer is missing. Install python3 and start again.',
    });
    const { id } = (await open()).body;
    expect((await inState(id, 'failed')).problem).toBe(
      'Python 3.10 or newer is missing. Install python3 and start again.',
    );
    expect((await t.call('GET', '/api/lessons/storage')).status).toBe(200);
    expect((await t.call('GET', '/api/health')).body).toMatchObject({
      status: 'degraded',
      engine: 'unavailable',
    });
    expect((await t.call('GET', `/api/lab-sessions/${id}/journal`)).status).toBe(200);
  });
});

describe('reset', () => {
  test('gives a fresh account under the same keys; results, hints and files stay', async () => {
    const session = await ready();
    const before = (await t.call<ConnectionReply>('GET', `/api/lab-sessions/${session.id}/connection`)).body;
    await check(session.id);
    await t.call('PUT', `/api/lab-sessions/${session.id}/artifacts/hand-in/answer.txt`, { text: 'yes' });
    const reset = await t.call<LabSessionReply>('POST', `/api/lab-sessions/${session.id}/reset`);
    expect(reset.body).toMatchObject({ status: 'preparing', generation: 2, score: 100 });
    const again = await inState(session.id, 'ready');
    expect(again.target.account).not.toBe(session.target.account);
    expect(again.attempts).toHaveLength(1);
    const after = (await t.call<ConnectionReply>('GET', `/api/lab-sessions/${session.id}/connection`)).body;
    expect(after.accessKeyId).toBe(before.accessKeyId);
    expect(after.account).toBe(again.target.account);
    const files = (await t.call<ArtifactsReply>('GET', `/api/lab-sessions/${session.id}/artifacts`)).body;
    expect(files.artifacts).toHaveLength(1);
  });
  test('twice at once is one reset', async () => {
    const session = await ready();
    t.scripts.delayMs = 100;
    const url = `/api/lab-sessions/${session.id}/reset`;
    const replies = await Promise.all([t.call('POST', url), t.call('POST', url)]);
    expect(replies.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    expect((await inState(session.id, 'ready')).generation).toBe(2);
  });
  test('while an attempt waits: that attempt ends without a result and says so', async () => {
    const session = await ready();
    t.sandbox.change({ status: 'starting', message: 'Starting.' });
    const { body } = await t.call<AttemptReply>('POST', `/api/lab-sessions/${session.id}/attempts`, {
      key: 'waits-for-it',
    });
    await t.call('POST', `/api/lab-sessions/${session.id}/reset`);
    t.sandbox.change({ status: 'ready', message: '' });
    const reply = await t.until(async () => {
      const now = (await t.call<AttemptReply>('GET', `/api/attempts/${body.attempt.id}`)).body;
      return now.attempt.status === 'failed' && now;
    }, 'failure');
    expect(reply.attempt.problem).toMatch(/was reset before this attempt was checked/);
    expect(t.grader.jobs).toHaveLength(0);
  });
});

test('an account that the engine lost is said to be lost, at the event and at the next look', async () => {
  const session = await ready();
  t.sandbox.lose(session.target.account ?? '');
  const lost = await inState(session.id, 'lost');
  expect(lost.problem).toMatch(/restarted and took this account with it\. Reset the lab/);
  const press = await t.call('POST', `/api/lab-sessions/${session.id}/attempts`, { key: 'press-when-lost' });
  expect(press.status).toBe(409);
  expect(press.body).toMatchObject({ code: 'LAB_SESSION_NOT_READY' });
  await t.call('POST', `/api/lab-sessions/${session.id}/reset`);
  expect((await inState(session.id, 'ready')).generation).toBe(2);
});

describe('connection', () => {
  test('gives the learner’s keys, never the readers’, and is not cached', async () => {
    const session = await ready();
    const reply = await t.app.inject({ url: `/api/lab-sessions/${session.id}/connection` });
    expect(reply.headers['cache-control']).toBe('no-store');
    expect(reply.body).not.toContain('reader');
    const body = reply.json<ConnectionReply>();
    expect(body).toMatchObject({
      endpoint: 'http://127.0.0.1:4566',
      region: 'us-east-1',
      account: session.target.account,
    });
    expect(body.exports.bash).toContain(`export AWS_ACCESS_KEY_ID='${body.accessKeyId}'`);
  });
  test('keys are in no table', async () => {
    const session = await ready();
    await check(session.id);
    const { secretAccessKey } = (
      await t.call<ConnectionReply>('GET', `/api/lab-sessions/${session.id}/connection`)
    ).body;
    for (const table of ['lab_sessions', 'attempts', 'jobs', 'task_results', 'learners'] as const) {
      const rows = JSON.stringify(await t.db.selectFrom(table).selectAll().execute());
      expect(rows).not.toContain(secretAccessKey);
      expect(rows).not.toContain('reader-secret');
    }
  });
  test('exports survive every quote a value could hold', () => {
    const nasty = String.raw`a'b"c $(touch nope) \ ${'`'}x${'`'} $HOME %PATH% ’ ;`;
    const { bash, powershell, fish } = shellExports({ NASTY: nasty });
    const printed = execFileSync(
      'bash',
      ['-c', `export AWS_SESSION_TOKEN=old\n${bash}printf '%s|%s' "$NASTY" "\${AWS_SESSION_TOKEN-none}"`],
      { encoding: 'utf8' },
    );
    expect(printed).toBe(`${nasty}|none`);
    expect(powershell).toContain(`$env:NASTY = 'a''b"c $(touch nope) \\ \`x\` $HOME %PATH% ’’ ;'`);
    expect(fish).toContain(`set -gx NASTY 'a\\'b"c $(touch nope) \\\\ `);
  });
});

test('the journal is served from a sequence number on', async () => {
  const session = await ready();
  for (let index = 0; index < 5; index += 1) t.sandbox.call(session.target.account ?? '', 'PutObject');
  const url = `/api/lab-sessions/${session.id}/journal`;
  const all = (await t.call<JournalReply>('GET', url)).body;
  expect(all.entries.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
  expect(all.lastSeq).toBe(5);
  const some = (await t.call<JournalReply>('GET', `${url}?after=3&limit=1`)).body;
  expect(some.entries.map(({ seq }) => seq)).toEqual([4]);
  expect((await t.call('GET', `${url}?after=-1`)).status).toBe(400);
});

describe('hints', () => {
  test('cost is known before; a level opens those below it; each is charged once and never below zero', async () => {
    const session = await ready();
    const lab = (await t.call<LabReply>('GET', '/api/labs/tiny-bucket')).body;
    expect(lab.hintCosts).toEqual([0, 10, 25]);
    const url = `/api/lab-sessions/${session.id}/hints`;
    expect((await t.call<HintsReply>('GET', url)).body.hints).toEqual([]);
    const first = (await t.call<HintReply>('POST', url, { task: 'make-bucket', level: 1 })).body;
    expect(first).toMatchObject({
      level: 1,
      costPercent: 0,
      html: '<p>Look at HINT-ONE of the console.</p>',
    });
    expect((await get(session.id)).tasks[0]).toMatchObject({ hintCost: 0, hintsOpened: [1] });
    const third = await t.call<HintReply>('POST', url, { task: 'make-bucket', level: 3 });
    expect(third.body.html).toContain('HINT-THREE');
    const twice = await t.call<HintReply>('POST', url, { task: 'make-bucket', level: 3 });
    expect(twice.body.openedAt).toBe(third.body.openedAt);
    const opened = (await t.call<HintsReply>('GET', url)).body.hints;
    expect(opened.map(({ level, costPercent }) => [level, costPercent])).toEqual([
      [1, 0],
      [2, 10],
      [3, 25],
    ]);
    expect((await get(session.id)).tasks[0]).toMatchObject({ best: 0, hintCost: 14 });
    await check(session.id);
    const after = await get(session.id);
    expect(after.tasks[0]).toMatchObject({ best: 26, hintCost: 14 });
    expect(after.score).toBe(86);
  });
  test('of unknown tasks and levels', async () => {
    const session = await ready();
    const url = `/api/lab-sessions/${session.id}/hints`;
    expect((await t.call('POST', url, { task: 'nope', level: 1 })).body).toMatchObject({
      code: 'TASK_NOT_FOUND',
    });
    expect((await t.call('POST', url, { task: 'make-bucket', level: 4 })).status).toBe(400);
  });
});

describe('artifacts', () => {
  const put = (id: string, task: string, name: string, text: string) =>
    t.call('PUT', `/api/lab-sessions/${id}/artifacts/${task}/${encodeURIComponent(name)}`, { text });
  test('the last one counts and reaches the grader; one wanted file takes any name', async () => {
    const session = await ready();
    await put(session.id, 'hand-in', 'answer.txt', 'no');
    const stored = await put(session.id, 'hand-in', 'mine.txt', 'yes ✓');
    expect(stored.body).toMatchObject({ task: 'hand-in', name: 'answer.txt', bytes: 7 });
    const listed = (await t.call<ArtifactsReply>('GET', `/api/lab-sessions/${session.id}/artifacts`)).body;
    expect(listed.artifacts.map(({ name, text }) => [name, text])).toEqual([['answer.txt', 'yes ✓']]);
    await check(session.id);
    const [file] = t.grader.jobs[0]?.artifacts['hand-in'] ?? [];
    expect(Buffer.from(file?.bytes ?? []).toString()).toBe('yes ✓');
  });
  test('too large, no text, wrong task, wrong name', async () => {
    const session = await ready();
    expect((await put(session.id, 'hand-in', 'answer.txt', 'x'.repeat(262_144))).status).toBe(200);
    expect((await put(session.id, 'hand-in', 'answer.txt', 'é'.repeat(200_000))).body).toMatchObject({
      code: 'ARTIFACT_REFUSED',
      message: expect.stringContaining('400000 bytes'),
    });
    expect((await put(session.id, 'hand-in', 'answer.txt', 'x'.repeat(262_145))).status).toBe(400);
    expect((await put(session.id, 'hand-in', 'answer.txt', 'half \uD800 pair')).body).toMatchObject({
      code: 'ARTIFACT_REFUSED',
    });
    expect((await put(session.id, 'make-bucket', 'x.txt', 'x')).body).toMatchObject({
      code: 'ARTIFACT_NOT_WANTED',
    });
    expect((await put(session.id, 'nope', 'x.txt', 'x')).body).toMatchObject({ code: 'TASK_NOT_FOUND' });
    for (const name of ['../x', '.hidden', 'a/b', 'a\nb']) {
      expect([name, (await put(session.id, 'hand-in', name, 'x')).status]).toEqual([name, 400]);
    }
  });
});

describe('drafts', () => {
  const put = (
    id: string,
    what: 'drafts' | 'artifacts',
    text: string,
    task = 'hand-in',
    name = 'answer.txt',
  ) => t.call('PUT', `/api/lab-sessions/${id}/${what}/${task}/${encodeURIComponent(name)}`, { text });
  const list = async (id: string) =>
    (await t.call<ArtifactsReply>('GET', `/api/lab-sessions/${id}/artifacts`)).body;

  test('the last one counts, is not handed in, and is gone once it is', async () => {
    const session = await ready();
    await put(session.id, 'artifacts', 'first');
    await put(session.id, 'drafts', 'half a li');
    const kept = await put(session.id, 'drafts', 'half a line');
    expect(kept).toMatchObject({
      status: 200,
      body: {
        task: 'hand-in',
        name: 'answer.txt',
        text: 'half a line',
        savedAt: expect.stringMatching(/^20/),
      },
    });
    const both = await list(session.id);
    expect(both.artifacts.map(({ text }) => text)).toEqual(['first']);
    expect(both.drafts.map(({ text }) => text)).toEqual(['half a line']);
    await check(session.id);
    const [file] = t.grader.jobs[0]?.artifacts['hand-in'] ?? [];
    expect(Buffer.from(file?.bytes ?? []).toString()).toBe('first');
    await put(session.id, 'artifacts', 'half a line more');
    expect((await list(session.id)).drafts).toEqual([]);
  });
  test('an empty draft is a draft', async () => {
    const session = await ready();
    await put(session.id, 'drafts', '');
    expect((await list(session.id)).drafts.map(({ text }) => text)).toEqual(['']);
  });
  test('a draft survives a reset of the account', async () => {
    const session = await ready();
    await put(session.id, 'drafts', 'kept');
    await t.call('POST', `/api/lab-sessions/${session.id}/reset`);
    await inState(session.id, 'ready');
    expect((await list(session.id)).drafts.map(({ text }) => text)).toEqual(['kept']);
  });
  test('too large, no text, wrong task, wrong name, no such session', async () => {
    const { id } = await ready();
    expect((await put(id, 'drafts', 'é'.repeat(200_000))).body).toMatchObject({ code: 'ARTIFACT_REFUSED' });
    expect((await put(id, 'drafts', 'x'.repeat(262_145))).status).toBe(400);
    expect((await put(id, 'drafts', 'half \uD800 pair')).body).toMatchObject({ code: 'ARTIFACT_REFUSED' });
    expect((await put(id, 'drafts', 'x', 'nope')).body).toMatchObject({ code: 'TASK_NOT_FOUND' });
    expect((await put(id, 'drafts', 'x', 'make-bucket')).body).toMatchObject({ code: 'ARTIFACT_NOT_WANTED' });
    expect((await put(id, 'drafts', 'x', 'hand-in', '../x')).status).toBe(400);
    expect((await put('nosuchid12345678', 'drafts', 'x')).body).toMatchObject({
      code: 'LAB_SESSION_NOT_FOUND',
    });
    expect((await list(id)).drafts).toEqual([]);
  });
  test('the file of the last check of its task is told, also when another is handed in since', async () => {
    const { id } = await ready();
    expect((await list(id)).graded).toEqual([]);
    await put(id, 'artifacts', 'graded');
    await check(id);
    await put(id, 'artifacts', 'handed in since');
    t.grader.outcomes = { 'hand-in': 'blocked' };
    await check(id, ['hand-in']);
    t.grader.outcomes = { 'hand-in': 'fail' };
    await check(id, ['make-bucket']);
    expect((await list(id)).graded).toMatchObject([
      { task: 'hand-in', name: 'answer.txt', text: 'graded', attempt: 1 },
    ]);
    await check(id, ['hand-in']);
    expect((await list(id)).graded).toMatchObject([{ text: 'handed in since', attempt: 4 }]);
  });
});

describe('score', () => {
  test('the best per task counts, a final task counts from the last attempt that judged it', async () => {
    const session = await ready();
    t.grader.outcomes = { 'make-bucket': 'pass', 'hand-in': 'fail', 'tidy-up': 'pass' };
    await check(session.id);
    expect((await get(session.id)).score).toBe(60);
    t.grader.outcomes = { 'make-bucket': 'fail', 'hand-in': 'partial', 'tidy-up': 'fail' };
    await check(session.id);
    const now = await get(session.id);
    expect(now.tasks.map(({ id, best }) => [id, best])).toEqual([
      ['make-bucket', 40],
      ['hand-in', 20],
      ['tidy-up', 0],
    ]);
    expect(now.tasks[0]?.last).toMatchObject({ status: 'fail', points: 0 });
    await check(session.id, ['make-bucket']);
    expect((await get(session.id)).tasks[2]?.last).toMatchObject({ status: 'fail' });
    t.grader.outcomes = {};
    await check(session.id);
    const course = (await t.call<CourseReply>('GET', '/api/course')).body;
    expect(course.parts[1]?.labs[0]).toMatchObject({ score: 100, tasksPassed: 3, tasks: 3 });
  });
  test('blocked costs nothing and keeps what was earned', async () => {
    const session = await ready();
    await check(session.id);
    t.grader.outcomes = { 'make-bucket': 'blocked', 'hand-in': 'blocked', 'tidy-up': 'pass' };
    await check(session.id);
    expect((await get(session.id)).score).toBe(100);
  });
  test('a final task that could not be checked keeps its last judged result', async () => {
    const session = await ready();
    await check(session.id);
    t.grader.outcomes = { 'tidy-up': 'blocked' };
    await check(session.id);
    expect((await get(session.id)).tasks[2]).toMatchObject({ best: 20, last: { status: 'blocked' } });
  });
  test('a failure brings the targeted hint for its reason, with the learner’s values', async () => {
    const session = await ready();
    t.grader.outcomes = { 'make-bucket': 'fail' };
    await check(session.id);
    const { bucket } = session.variables;
    expect((await get(session.id)).tasks[0]?.targetedHintHtml).toBe(
      `<p>The switch for <code>${bucket}</code> is off.</p>`,
    );
    t.grader.outcomes = {};
    await check(session.id);
    expect((await get(session.id)).tasks[0]?.targetedHintHtml).toBeNull();
  });
});

test('the picture of a lab without lifecycle checks is a 404 with its reason', async () => {
  const session = await ready();
  const { status, body } = await t.call('GET', `/api/lab-sessions/${session.id}/lifecycle`);
  expect(status).toBe(404);
  expect(body).toMatchObject({ code: 'NO_LIFECYCLE_PICTURE' });
});

test('the map of a lab without VPC checks is a 404 with its reason', async () => {
  const session = await ready();
  const { status, body } = await t.call('GET', `/api/lab-sessions/${session.id}/network`);
  expect(status).toBe(404);
  expect(body).toMatchObject({ code: 'NO_NETWORK_PICTURE' });
});

test('the matrix of a lab without IAM checks is a 404 with its reason', async () => {
  const session = await ready();
  const { status, body } = await t.call('GET', `/api/lab-sessions/${session.id}/decisions`);
  expect(status).toBe(404);
  expect(body).toMatchObject({ code: 'NO_DECISIONS_PICTURE' });
});

test('the deployment of a lab without an endpoint is a 404 with its reason', async () => {
  const session = await ready();
  const { status, body } = await t.call('GET', `/api/lab-sessions/${session.id}/deployment`);
  expect(status).toBe(404);
  expect(body).toMatchObject({ code: 'NO_DEPLOYMENT_PICTURE' });
});

test('the Spot prices of a lab without Spot checks are a 404 with its reason', async () => {
  const session = await ready();
  const { status, body } = await t.call('GET', `/api/lab-sessions/${session.id}/spot-prices`);
  expect(status).toBe(404);
  expect(body).toMatchObject({ code: 'NO_SPOT_PICTURE' });
});

test('the bill of a Region without prices is a 404 with its reason', async () => {
  const session = await ready();
  const { status, body } = await t.call('GET', `/api/lab-sessions/${session.id}/bill`);
  expect(status).toBe(404);
  expect(body).toMatchObject({ code: 'NO_BILL_PICTURE' });
});

test('the identities of a lab without an execution role are a 404 with their reason', async () => {
  const session = await ready();
  const { status, body } = await t.call('GET', `/api/lab-sessions/${session.id}/identities`);
  expect(status).toBe(404);
  expect(body).toMatchObject({ code: 'NO_IDENTITIES_PICTURE' });
});

test('the pods of a lab without manifests are a 404 with its reason', async () => {
  const session = await ready();
  const { status, body } = await t.call('GET', `/api/lab-sessions/${session.id}/pods`);
  expect(status).toBe(404);
  expect(body).toMatchObject({ code: 'NO_PODS_PICTURE' });
});
