import { afterAll, beforeAll, expect, test } from 'vitest';
import { COHORT, startClassroom, type Caller, type Classroom } from '../../helpers/server/classroom.ts';
import { BODIES, EXPECTED, urlOf } from '../../helpers/server/routes.ts';

const TITLE = 'The secret examination of December';
const DATES = { releaseAt: '2031-12-04T08:00', dueAt: '2031-12-05T09:17', closeAt: '2031-12-06T10:23' };
const policy = {
  late: [],
  attemptLimit: 3,
  cooldownMinutes: 0,
  counting: 'best',
  hiddenUntilReleased: true,
};

let t: Classroom;
let teacher: Caller;
let ada: Caller;
let session: string;
const ids: string[] = [];
beforeAll(async () => {
  t = await startClassroom({ requestsPerMinute: 100_000 });
  [teacher, ada] = [await t.user('teacher'), await t.user('ada')];
  await t.enrol(teacher, 'instructor');
  await t.enrol(ada, 'student');
  const opened = await ada.call<{ id: string }>('POST', '/api/lab-sessions', { lab: 'tiny-bucket' });
  session = opened.body.id;
  const url = `/api/lab-sessions/${session}`;
  await t.until(async () => (await ada.call('GET', url)).body['status'] === 'ready', 'a ready session');
  // Work from before it was assigned.
  await ada.call('POST', `${url}/attempts`, { key: 'before-anything' });
  await t.until(async () => (await ada.call('GET', url)).text.includes('"done"'), 'a result');
  for (const [kind, item] of [
    ['lab', 'tiny-bucket'],
    ['quiz', 'storage'],
  ]) {
    const body = { kind, item, title: TITLE, ...DATES, policy };
    const made = await teacher.call<{ id: string }>('POST', `/api/cohorts/${COHORT}/assignments`, body);
    expect(made.status).toBe(201);
    ids.push(made.body.id);
  }
});
afterAll(() => t.close());

const STREAMS = /\/events$|\/stream$/;
/** Every address that a student may call, about things of their own where there are any. */
const routes = Object.entries(EXPECTED)
  .filter(([, access]) => ['public', 'learner', 'cohort:member'].includes(access))
  .map(([route]) => route)
  .filter(
    (route) => !STREAMS.test(route) && !['POST /api/logout', 'GET /*', 'GET /assets/*'].includes(route),
  );

test('no reply to a student tells that there is such an assignment, by its title, its id or its dates', async () => {
  const attempts = await t.db.selectFrom('attempts').select('id').where('session', '=', session).execute();
  const own = (url: string): string =>
    urlOf(
      url
        .replace('/api/lab-sessions/:id', `/api/lab-sessions/${session}`)
        .replace('/api/attempts/:id', `/api/attempts/${attempts[0]?.id}`),
    );
  const body = (route: string): object | undefined =>
    route === 'POST /api/requests'
      ? { attempt: attempts[0]?.id, task: 'make-bucket', text: 'Why?' }
      : BODIES[route];
  expect(routes.length).toBeGreaterThan(50);
  for (const route of routes) {
    const [method = '', url = ''] = route.split(' ');
    const { text } = await ada.call(method as 'GET', own(url), body(route));
    for (const secret of [TITLE, ...ids, ...Object.values(DATES), '2031-12']) {
      expect(text.includes(secret), `${route} says ${secret}: ${text.slice(0, 300)}`).toBe(false);
    }
  }
});

test('what is refused before the release is refused without a word about it', async () => {
  const check = await ada.call('POST', `/api/lab-sessions/${session}/attempts`, { key: 'too-early-1' });
  expect(check).toMatchObject({ status: 409, code: 'ASSIGNMENT_NOT_OPEN' });
  const quiz = await ada.call('POST', '/api/quizzes/storage/attempts');
  expect(quiz).toMatchObject({ status: 409, code: 'ASSIGNMENT_NOT_OPEN' });
  const attempt = await t.db
    .selectFrom('attempts')
    .select('id')
    .where('session', '=', session)
    .executeTakeFirstOrThrow();
  const ask = { attempt: attempt.id, task: 'make-bucket', text: 'Why?' };
  expect((await ada.call('POST', '/api/requests', ask)).code).toBe('REQUEST_WITHOUT_COHORT');
});

test('staff start no run that would show its verdicts; released, all of it is there', async () => {
  const run = () => teacher.call('POST', `/api/cohorts/${COHORT}/runs`, { lab: 'tiny-bucket' });
  expect((await run()).code).toBe('RUN_HIDDEN');
  const [lab] = ids;
  await teacher.call('POST', `/api/cohorts/${COHORT}/assignments/${lab}/release`);
  expect((await ada.call('GET', '/api/assignments')).text).toContain(TITLE);
  expect((await run()).status).toBe(201);
  const check = await ada.call('POST', `/api/lab-sessions/${session}/attempts`, { key: 'in-time-at-last' });
  expect(check.status).toBe(202);
});
