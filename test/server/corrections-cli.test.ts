// `groundschool cohort regrade` at the running server.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { AttemptReply, RegradeReply } from '../../server/contract/index.ts';
import { commandLine, type Said } from '../helpers/command-line.ts';
import { TOKEN } from '../helpers/server/app.ts';
import { COHORT, startClassroom, type Caller, type Classroom } from '../helpers/server/classroom.ts';

let t: Classroom;
let ada: Caller;
let attempt: string;
beforeAll(async () => {
  t = await startClassroom();
  const url = await t.app.listen({ host: '127.0.0.1', port: 0 });
  writeFileSync(join(t.folder, 'server.json'), JSON.stringify({ url, token: TOKEN, pid: process.pid }));
  vi.stubEnv('GROUNDSCHOOL_DATA_DIR', t.folder);
  ada = await t.user('ada');
  await t.enrol(ada, 'student');
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await t.close();
});

const run = (...args: string[]): Promise<Said> => commandLine('cohort', 'regrade', ...args);
const points = async (): Promise<number | null | undefined> =>
  (await ada.call<AttemptReply>('GET', `/api/attempts/${attempt}`)).body.report?.score;

test('nothing stored is nothing checked', async () => {
  const { code, out } = await run(COHORT, 'tiny-bucket');
  expect({ code, out }).toMatchObject({ code: 3, out: expect.stringContaining('0 attempts') as string });
});

test('it shows who would gain, changes nothing, and applies what was seen when it is told to', async () => {
  t.grader.outcomes = { 'make-bucket': 'fail' };
  const { body: session } = await ada.call<{ id: string }>('POST', '/api/lab-sessions', {
    lab: 'tiny-bucket',
  });
  const url = `/api/lab-sessions/${session.id}`;
  await t.until(async () => (await ada.call('GET', url)).body['status'] === 'ready', 'a ready session');
  const pressed = await ada.call<AttemptReply>('POST', `${url}/attempts`, { key: 'ada-press-1' });
  attempt = pressed.body.attempt.id;
  await t.until(async () => (await points()) === 60, 'a result');

  t.grader.corrected = {
    'make-bucket': { status: 'pass', points: 40, reason: 'on', message: 'right after all' },
  };
  const seen = await run(COHORT, 'tiny-bucket');
  expect(seen.code).toBe(0);
  expect(seen.out).toContain('ada\tattempt 1\tmake-bucket\t0 → 40 points');
  expect(seen.err).toContain('1 of 1 attempts');
  expect(await points()).toBe(60);

  const [, id = ''] = /--regrade (\S+) --apply/.exec(seen.out) ?? [];
  const applied = await run(COHORT, 'tiny-bucket', '--regrade', id, '--apply', '--format', 'json');
  expect(JSON.parse(applied.out) as RegradeReply).toMatchObject({ id, status: 'applied' });
  expect(await points()).toBe(100);
});

test('it throws away what it found when it is told to', async () => {
  const { code, out } = await run(COHORT, 'tiny-bucket', '--discard', '--format', 'json');
  expect(code).toBe(0);
  expect((JSON.parse(out) as RegradeReply).status).toBe('discarded');
});

test.each([
  [['no-such-class', 'tiny-bucket'], 'COHORT_NOT_FOUND'],
  [[COHORT, 'no-such-lab'], 'LAB_NOT_FOUND'],
  [[COHORT, 'tiny-bucket', '--regrade', 'unknown-regrade-1'], 'REGRADE_NOT_FOUND'],
  [[COHORT, 'tiny-bucket', '--apply', '--discard'], 'USAGE'],
  [[COHORT, 'tiny-bucket', '--allow-lower'], 'USAGE'],
  [[COHORT, 'tiny-bucket', '--format', 'xml'], 'USAGE'],
  [[COHORT], 'USAGE'],
])('%j is refused with %s', async (args, key) => {
  const { code, err } = await run(...args);
  expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining(key) as string });
});
