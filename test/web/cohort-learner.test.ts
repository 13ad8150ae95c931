// The page of one learner of a cohort in its states, and how one gets there and works with it.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import * as contract from '../../server/contract/index.ts';
import { cohort } from '../../web/gallery/classroom-samples.ts';
import { comparison } from '../../web/gallery/feedback-samples.ts';
import { overrides, requests } from '../../web/gallery/grading-samples.ts';
import {
  learnerAttempt,
  learnerComments,
  learnerEvidence,
  learnerLab,
  learnerQuiz,
  learnerReply,
} from '../../web/gallery/learner-samples.ts';
import { billReply } from '../helpers/web/bill-fixture.ts';
import { built, launch } from '../helpers/web/browser.ts';
import type { FakeApi } from '../helpers/web/fake-api.ts';
import { expectState, type State } from '../helpers/web/states.ts';
import { visit } from '../helpers/web/visit.ts';

let root: string;
let browser: Browser;
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
beforeAll(async () => {
  [root, browser] = await Promise.all([built('app'), launch()]);
});
afterAll(() => browser?.close());

const PAGE = '/cohorts/spring-class/learners/user-zoe-0002';
const LAB = `${PAGE}/assignment-0001`;
const QUIZ = `${PAGE}/assignment-0002`;

function prepare(api: FakeApi): void {
  const user = { id: 'user-ada-0001', name: 'Ada Lovelace', admin: false, viewing: false };
  Object.assign(api.session, { mode: 'classroom', learner: { id: user.id, name: user.name }, user });
  const at = '/learners/user-zoe-0002';
  api.answer('GET', /^\/api\/cohorts\/spring-class$/, contract.CohortReply, cohort);
  api.answer('GET', new RegExp(`${at}$`), contract.LearnerReply, learnerReply);
  api.answer('GET', new RegExp(`${at}/assignments/[^/]+$`), contract.LearnerLabReply, learnerLab);
  api.answer('GET', new RegExp(`${at}/assignments/.*/bill$`), contract.BillReply, billReply());
  api.answer('GET', new RegExp(`${at}/attempts/[^/]+$`), contract.AttemptReply, learnerAttempt);
  api.answer('GET', new RegExp(`${at}/attempts/.*/changes$`), contract.AttemptChangesReply, comparison);
  api.answer('GET', new RegExp(`${at}/attempts/.*/evidence$`), contract.EvidenceReply, learnerEvidence);
  api.answer('GET', new RegExp(`${at}/quiz-attempts/`), contract.QuizAttemptReply, learnerQuiz);
  api.answer('GET', new RegExp(`${at}/comments$`), contract.CommentsReply, learnerComments);
  api.answer('POST', new RegExp(`${at}/attempts/.*/comments$`), contract.CommentsReply, learnerComments, 201);
  api.answer('PUT', new RegExp(`${at}/comments/`), contract.CommentsReply, learnerComments);
  api.answer('DELETE', new RegExp(`${at}/comments/`), contract.CommentsReply, learnerComments);
  const extensions = { extensions: [] };
  api.answer('PUT', /\/extensions$/, contract.ExtensionsReply, extensions);
  api.answer('DELETE', /\/extensions\//, contract.ExtensionsReply, extensions);
  api.answer('PUT', /\/points$/, contract.OverridesReply, overrides);
  api.answer('DELETE', /\/points$/, contract.OverridesReply, overrides);
  api.answer('POST', /\/messages$/, contract.RequestsReply, requests);
}
/** As somebody who may look and not grade. */
function auditor(api: FakeApi): void {
  prepare(api);
  const permissions: contract.Permission[] = ['member', 'learners', 'design'];
  api.answer('GET', /^\/api\/cohorts\/spring-class$/, contract.CohortReply, { ...cohort, permissions });
}

const states: State[] = [
  { name: 'a learner', path: PAGE, prepare, shows: 'zoe@uni.example, number 007, group B' },
  {
    name: 'a learner with nothing assigned',
    path: PAGE,
    prepare: (api) => {
      prepare(api);
      const none = { ...learnerReply, assignments: [], overrides: [], requests: [] };
      api.answer('GET', /\/learners\/user-zoe-0002$/, contract.LearnerReply, none);
    },
    shows: 'Nothing is assigned in this cohort yet.',
  },
  { name: 'an assigned lab', path: LAB, prepare, shows: 'All tasks, by a grading run of staff' },
  { name: 'an assigned lab, for an auditor', path: LAB, prepare: auditor, shows: 'Hints opened' },
  {
    name: 'an assigned lab that was not opened',
    path: LAB,
    prepare: (api) => {
      prepare(api);
      const none = { timeline: null, byStaff: [], hints: [], files: [], graded: [] };
      api.answer('GET', /\/assignments\//, contract.LearnerLabReply, none);
    },
    shows: 'The lab was not opened yet.',
  },
  { name: 'an attempt', path: `${LAB}/at_00000004`, prepare, shows: 'Attempt 4: 16 of 36 decided' },
  {
    name: 'a first attempt has nothing before it',
    path: `${LAB}/at_00000004`,
    prepare: (api) => {
      prepare(api);
      api.fail('GET', /\/changes$/, 409, { code: 'NOTHING_TO_COMPARE', message: 'There is none before.' });
    },
    shows: 'Attempt 4: 16 of 36 decided',
  },
  {
    name: 'the cost still running in an assigned lab',
    path: LAB,
    prepare,
    act: (page) => page.getByRole('button', { name: 'Read the account now' }).press('Enter'),
    shows: 'at list prices. Read',
  },
  {
    name: 'an account that cannot be read',
    path: LAB,
    prepare: (api) => {
      prepare(api);
      api.fail('GET', /\/bill$/, 409, { code: 'LAB_SESSION_NOT_READY', message: 'The account is lost.' });
    },
    act: (page) => page.getByRole('button', { name: 'Read the account now' }).press('Enter'),
    shows: 'The account is lost.',
  },
  { name: 'an assigned quiz', path: QUIZ, prepare, shows: 'begun' },
  {
    name: 'an attempt at a quiz',
    path: `${QUIZ}/quiz-at-0001`,
    prepare,
    shows: 'choice of Zoë Ångström',
  },
  {
    name: 'somebody who is not there',
    path: PAGE,
    prepare: (api) => {
      prepare(api);
      const reply = { code: 'LEARNER_NOT_FOUND', message: 'Nobody with this id is in this cohort.' };
      api.fail('GET', /\/learners\/user-zoe-0002$/, 404, reply);
    },
    shows: 'Learner cannot be shown',
  },
];
test.each(states)('$name', (state) => expectState(browser, root, state));

test('from the overview to an attempt, its reads, and a comparison of two', async () => {
  const { page, api, heard, leave } = await visit(browser, root, PAGE, prepare);
  await page.getByRole('link', { name: 'S3 life cycle' }).click();
  await page.getByRole('button', { name: 'Results of attempt 4' }).click();
  await page.waitForURL(`**${LAB}/at_00000004#attempt`);
  await page.getByRole('article', { name: 'Result: Failed' }).waitFor();
  await page.getByText('Everything that was read for this attempt').click();
  await page.getByText('s3:GetBucketLifecycleConfiguration {').waitFor();
  await page.getByRole('button', { name: 'Compare' }).click();
  await page.getByRole('region', { name: 'What changed between attempts 1 and 4' }).waitFor();
  const asked = api.requests.filter(({ path }) => path.endsWith('/changes')).length;
  expect(asked).toBe(2);
  expect(heard).toEqual([]);
  expect(api.violations).toEqual([]);
  await leave();
});

test('points are set and taken back, and a request is answered, from here', async () => {
  const { page, api, heard, leave } = await visit(browser, root, LAB, prepare);
  const title = 'The right class at the right age';
  await page.getByText(`Set the points of ${title}`).first().click();
  const row = page.getByRole('row', { name: new RegExp(`^${title}`) });
  await row.getByLabel('Points', { exact: true }).fill('12.5');
  await row.getByLabel('Reason, for the record').fill('Seen in the lab.');
  await page.getByRole('button', { name: `Set the points of ${title}` }).click();
  const sent = () =>
    api.requests.filter(({ method }) => method !== 'GET').map(({ method, body }) => [method, body]);
  const of = { assignment: 'assignment-0001', task: 'tiering' };
  await expect.poll(sent).toEqual([['PUT', { ...of, points: 12.5, reason: 'Seen in the lab.' }]]);
  await page.getByRole('button', { name: `Take back the points of ${title}` }).click();
  await page.getByLabel('Answer to Zoë Ångström').fill('Corrected.');
  await page.getByRole('button', { name: 'Answer', exact: true }).click();
  await expect
    .poll(() => sent().slice(1))
    .toEqual([
      ['DELETE', of],
      ['POST', { text: 'Corrected.', close: false }],
    ]);
  expect(heard).toEqual([]);
  expect(api.violations).toEqual([]);
  await leave();
});

test('a comment is written on an attempt, said in other words, and one of others removed', async () => {
  const { page, api, heard, leave } = await visit(browser, root, `${LAB}/at_00000004`, prepare);
  await page.getByLabel('About').selectOption({ label: 'The right class at the right age' });
  await page.getByLabel('Comment on attempt 4, for the student to read').fill('Look at day 91.');
  await page.getByRole('button', { name: 'Comment', exact: true }).click();
  const sent = () =>
    api.requests.filter(({ method }) => method !== 'GET').map(({ method, body }) => [method, body]);
  await expect.poll(sent).toEqual([['POST', { task: 'tiering', text: 'Look at day 91.' }]]);
  await page.getByRole('button', { name: 'Change the comment of Ada Lovelace on attempt 4' }).click();
  await page.getByLabel('Comment', { exact: true }).fill('Right.');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Remove the comment of Olaf Dole on attempt 1' }).click();
  await expect
    .poll(() => sent().slice(1))
    .toEqual([
      ['PUT', { text: 'Right.' }],
      ['DELETE', {}],
    ]);
  expect(heard).toEqual([]);
  expect(api.violations).toEqual([]);
  await leave();
});

test.each([
  ['a student', false, [{ comments: ['comment-0002'] }]],
  ['somebody who looks as the student', true, []],
])('the workbench says that there is a new comment; once %s has seen it', async (_who, viewing, marks) => {
  const { page, api, heard, leave } = await visit(browser, root, '/labs/s3-lifecycle', (fake) => {
    const user = { id: 'user-zoe-0002', name: 'Zoë', admin: false, viewing };
    Object.assign(fake.session, { mode: 'classroom', learner: { id: user.id, name: user.name }, user });
    fake.answer('GET', /^\/api\/assignments$/, contract.MyAssignmentsReply, { assignments: [] });
    fake.answer('GET', /^\/api\/comments$/, contract.CommentsReply, learnerComments);
    fake.answer('POST', /^\/api\/comments\/seen$/, contract.CommentsReply, learnerComments);
  });
  await page.getByRole('tab', { name: /1 new comment/ }).click();
  await page.getByText('Look at the day.').waitFor();
  await page.getByRole('tab', { name: /new comment/ }).waitFor({ state: 'detached' });
  const posts = () =>
    api.requests.filter(({ path }) => path === '/api/comments/seen').map(({ body }) => body);
  await expect.poll(posts).toEqual(marks);
  expect(heard).toEqual([]);
  expect(api.violations).toEqual([]);
  await leave();
});

test('own dates are given and taken back here', async () => {
  const { page, api, heard, leave } = await visit(browser, root, LAB, prepare);
  await page.getByText('Give other dates or attempts').click();
  await page.getByLabel('Minutes more').fill('120');
  await page.getByLabel('Reason, for the record').filter({ visible: true }).fill('Ill for longer.');
  await page.getByRole('button', { name: 'Give', exact: true }).click();
  const sent = () =>
    api.requests.filter(({ method }) => method !== 'GET').map(({ method, body }) => [method, body]);
  await expect
    .poll(sent)
    .toMatchObject([
      ['PUT', { learners: ['user-zoe-0002'], extraMinutes: 120, dueAt: null, excused: false }],
    ]);
  await page.getByRole('button', { name: 'Take the own dates back' }).click();
  await expect.poll(() => sent().length).toBe(2);
  expect(heard).toEqual([]);
  expect(api.violations).toEqual([]);
  await leave();
});

test.each([
  [90, 'what is not answered by then does not count'],
  [10, 'in 10 minutes'],
  [-1, 'Answers are not accepted any more; 0 of 6 questions are answered.'],
])('a quiz that closes in %s minutes says so while one answers', (minutes, shows) =>
  expectState(browser, root, {
    name: 'a quiz that closes',
    path: '/quizzes/s3',
    prepare: (api) => {
      api.quiz.closesAt = new Date(Date.now() + minutes * 60_000).toISOString();
    },
    shows,
  }),
);
