// Grading runs, corrections and files of a cohort in their states.
import type { Browser } from 'playwright-core';
import { Type } from 'typebox';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import * as contract from '../../server/contract/index.ts';
import { assignments } from '../../web/gallery/assignment-samples.ts';
import { cohort } from '../../web/gallery/classroom-samples.ts';
import {
  gradebook,
  gradebookCsv,
  overrides,
  regrade,
  requests,
  runReply,
  runs,
} from '../../web/gallery/grading-samples.ts';
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

function classroom(api: FakeApi): void {
  const user = { id: 'user-ada-0001', name: 'Ada Lovelace', admin: false, viewing: false };
  Object.assign(api.session, { mode: 'classroom', learner: { id: user.id, name: user.name }, user });
  const { changes: _changes, ...summary } = regrade;
  api.answer('GET', /^\/api\/cohorts\/spring-class$/, contract.CohortReply, cohort);
  api.answer('GET', /\/runs$/, contract.RunsReply, runs);
  api.answer('GET', /\/runs\/[^/]+$/, contract.RunReply, runReply);
  api.answer('POST', /\/runs$/, contract.RunSummary, runReply.run, 201);
  api.answer('POST', /\/runs\/[^/]+\/actions$/, contract.RunSummary, runReply.run);
  api.answer('GET', /spring-class\/requests$/, contract.RequestsReply, requests);
  api.answer('GET', /\/overrides$/, contract.OverridesReply, overrides);
  api.answer('GET', /\/regrades$/, contract.RegradesReply, { regrades: [summary] });
  api.answer('GET', /\/regrades\/[^/]+$/, contract.RegradeReply, regrade);
  api.answer('POST', /\/regrades/, contract.RegradeReply, { ...regrade, status: 'applied' });
  api.answer('POST', /\/messages$/, contract.RequestsReply, requests);
  api.answer('PUT', /\/points$/, contract.OverridesReply, overrides);
  api.answer('GET', /\/assignments$/, contract.AssignmentsReply, assignments);
  api.answer('GET', /^\/api\/assignments$/, contract.MyAssignmentsReply, { assignments: [] });
  api.answer('POST', /\/erase$/, contract.EraseReply, { erased: { learners: 1 } });
  api.answer('GET', /\/gradebook$/, contract.GradebookReply, gradebook);
  api.answer('GET', /\/gradebook\.csv$/, Type.String(), gradebookCsv);
}
const empty = (api: FakeApi): void => {
  classroom(api);
  api.answer('GET', /\/runs$/, contract.RunsReply, { runs: [] });
  api.answer('GET', /spring-class\/requests$/, contract.RequestsReply, { requests: [] });
  api.answer('GET', /\/overrides$/, contract.OverridesReply, { overrides: [] });
  api.answer('GET', /\/regrades$/, contract.RegradesReply, { regrades: [] });
};
const withStudent = (api: FakeApi): void => {
  classroom(api);
  const zoe = { learner: 'user-zoe-0002', name: 'Zoë Ångström', login: 'zoe', studentNumber: null };
  const students = [{ ...zoe, email: null, group: null, scores: [] }];
  api.answer('GET', /\/gradebook$/, contract.GradebookReply, { ...gradebook, students });
};
const refusing = (path: RegExp) => (api: FakeApi) => {
  classroom(api);
  api.fail('GET', path, 403, { code: 'ROLE_FORBIDS', message: 'Your role does not allow that.' });
};

const at = (page: string): string => `/cohorts/spring-class/${page}`;
const states: State[] = [
  { name: 'runs', path: at('runs'), prepare: classroom, shows: '1 have not started the lab' },
  {
    name: 'runs, the learners of one',
    path: at('runs'),
    prepare: classroom,
    act: (page) => page.getByRole('button', { name: /^Show the learners/ }).click(),
    shows: 'could not be checked: The account is not ready.',
  },
  { name: 'runs, none yet', path: at('runs'), prepare: empty, shows: 'No run yet.' },
  {
    name: 'runs not available',
    path: at('runs'),
    prepare: refusing(/\/runs$/),
    shows: 'Grading runs cannot be shown',
  },
  { name: 'corrections', path: at('requests'), prepare: classroom, shows: 'Look again:' },
  {
    name: 'corrections, none',
    path: at('requests'),
    prepare: empty,
    shows: 'Nobody has asked for another look.',
  },
  {
    name: 'corrections not available',
    path: at('requests'),
    prepare: refusing(/overrides/),
    shows: 'Corrections cannot be shown',
  },
  { name: 'files', path: at('files'), prepare: classroom, shows: 'zoe@uni.example' },
  {
    name: 'files, what is stored about a student',
    path: at('files'),
    prepare: withStudent,
    shows: 'To erase Zoë Ångström and all of their work',
  },
  {
    name: 'files not available',
    path: at('files'),
    prepare: refusing(/gradebook$/),
    shows: 'Files cannot be shown',
  },
];
test.each(states)('$name', (state) => expectState(browser, root, state));

test('a regrade is applied without taking points, unless that is said; a request is answered; points are set', async () => {
  const { page, api, heard, leave } = await visit(browser, root, at('requests'), classroom);
  await page.getByText('1 result would gain points').waitFor();
  await page.getByRole('button', { name: 'Apply; nobody loses points' }).click();
  await page.getByRole('button', { name: 'Apply, and take points away' }).click();
  await page.getByLabel('Answer to Zoë Ångström').fill('Corrected.');
  await page.getByLabel('and close the request').check();
  await page.getByRole('button', { name: 'Answer', exact: true }).click();
  const sent = (path: RegExp) => api.requests.filter((one) => one.method !== 'GET' && path.test(one.path));
  await expect
    .poll(() => sent(/messages$/).map(({ body }) => body))
    .toEqual([{ text: 'Corrected.', close: true }]);
  expect(sent(/apply$/).map(({ body }) => body)).toEqual([{ allowLower: false }, { allowLower: true }]);
  expect(heard).toEqual([]);
  expect(api.violations).toEqual([]);
  await leave();
});

test('everybody is graded, and whoever could not be checked once more', async () => {
  const { page, api, leave } = await visit(browser, root, at('runs'), classroom);
  await page.getByRole('button', { name: 'Grade everybody' }).click();
  await page.getByRole('button', { name: /^Try the rest again/ }).click();
  const bodies = () => api.requests.filter(({ method }) => method === 'POST').map(({ body }) => body);
  await expect.poll(bodies).toEqual([{ lab: 's3-lifecycle' }, { action: 'retry' }]);
  await leave();
});

test('everything about a student is one link away; they are erased by typing their login', async () => {
  const { page, api, heard, leave } = await visit(browser, root, at('files'), withStudent);
  const download = page.getByRole('link', { name: 'Download everything' });
  expect(await download.getAttribute('href')).toBe('/api/cohorts/spring-class/learners/user-zoe-0002/export');
  await page.getByLabel(/^To erase/).fill('zoe');
  await page.getByRole('button', { name: 'Erase' }).click();
  const sent = () => api.requests.filter(({ method }) => method === 'POST');
  await expect
    .poll(() => sent().map(({ path, body }) => [path, body]))
    .toEqual([['/api/cohorts/spring-class/learners/user-zoe-0002/erase', { login: 'zoe' }]]);
  expect(heard).toEqual([]);
  await leave();
});
