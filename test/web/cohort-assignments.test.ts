// Roster and assignments of a cohort in their states.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import * as contract from '../../server/contract/index.ts';
import {
  assignments,
  ownAssignment,
  roster,
  rosterApplied,
  rosterPreview,
  rosterProblems,
  whatIfReply,
} from '../../web/gallery/assignment-samples.ts';
import { cohort, link, studentCohort } from '../../web/gallery/classroom-samples.ts';
import { learnerReply } from '../../web/gallery/learner-samples.ts';
import { readSteps } from '../../web/pages/cohort/assignment-editor.ts';
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
  api.answer('GET', /^\/api\/cohorts\/spring-class$/, contract.CohortReply, cohort);
  api.answer('GET', /\/roster$/, contract.RosterReply, roster);
  api.answer('POST', /\/roster\/preview$/, contract.RosterPreviewReply, rosterPreview);
  api.answer('POST', /\/roster\/apply$/, contract.RosterApplyReply, rosterApplied);
  api.answer('GET', /\/assignments$/, contract.AssignmentsReply, assignments);
  api.answer('GET', /^\/api\/assignments$/, contract.MyAssignmentsReply, { assignments: [] });
  api.answer('POST', /\/what-if$/, contract.WhatIfReply, whatIfReply);
  const extensions = learnerReply.assignments.flatMap(({ extension }) => extension ?? []);
  api.answer('GET', /\/extensions$/, contract.ExtensionsReply, { extensions });
  api.answer('PUT', /\/extensions$/, contract.ExtensionsReply, { extensions });
  api.answer('DELETE', /\/extensions\//, contract.ExtensionsReply, { extensions: [] });
  api.answer('POST', /\/answers$/, contract.AssignmentRow, assignments.assignments[0]);
  api.answer('POST', /\/link$/, contract.OneTimeLinkReply, link, 201);
}
const withProblems = (api: FakeApi): void => {
  classroom(api);
  api.answer('POST', /\/roster\/preview$/, contract.RosterPreviewReply, rosterProblems);
};
const student = (api: FakeApi): void => {
  classroom(api);
  api.answer('GET', /^\/api\/cohorts\/spring-class$/, contract.CohortReply, studentCohort);
  api.answer('GET', /^\/api\/assignments$/, contract.MyAssignmentsReply, { assignments: [ownAssignment] });
  api.fail('GET', /spring-class\/assignments$/, 403, {
    code: 'ROLE_FORBIDS',
    message: 'Your role does not allow that.',
  });
};
const change = (page: Page): Promise<void> =>
  page.getByRole('button', { name: 'Change S3 life cycle' }).press('Enter');
const FILE = { name: 'class.csv', mimeType: 'text/csv', buffer: Buffer.from('login;name\nmei;李 Mei\n') };
const choose = async (page: Page): Promise<void> => {
  await page.getByLabel('or drop it here').setInputFiles(FILE);
  await page.getByText('The difference').waitFor();
};

const states: State[] = [
  { name: 'roster', path: '/cohorts/spring-class/roster', prepare: classroom, shows: 'no password yet' },
  {
    name: 'roster, a file looked at',
    path: '/cohorts/spring-class/roster',
    prepare: classroom,
    act: choose,
    shows: 'Apply to the roster',
  },
  {
    name: 'roster, a file with problems',
    path: '/cohorts/spring-class/roster',
    prepare: withProblems,
    act: choose,
    shows: 'is a number that a spreadsheet has rounded',
  },
  {
    name: 'roster, applied',
    path: '/cohorts/spring-class/roster',
    prepare: classroom,
    act: async (page) => {
      await choose(page);
      await page.getByRole('button', { name: 'Apply to the roster' }).press('Enter');
    },
    shows: 'They are shown this once',
  },
  {
    name: 'roster, of an assistant',
    path: '/cohorts/spring-class/roster',
    prepare: (api) => {
      classroom(api);
      api.answer('GET', /^\/api\/cohorts\/spring-class$/, contract.CohortReply, {
        ...cohort,
        role: 'assistant',
        permissions: ['member', 'learners', 'grade', 'design'],
      });
    },
    shows: 'Look as Zoë Ångström',
  },
  {
    name: 'assignments',
    path: '/cohorts/spring-class/assignments',
    prepare: classroom,
    shows: 'Europe/Berlin',
  },
  {
    name: 'assignments, the editor',
    path: '/cohorts/spring-class/assignments',
    prepare: classroom,
    act: change,
    shows: 'from 48 h late 50 %',
  },
  {
    name: 'assignments, what would change',
    path: '/cohorts/spring-class/assignments',
    prepare: classroom,
    act: async (page) => {
      await change(page);
      await page.getByRole('button', { name: 'What would change?' }).press('Enter');
    },
    shows: 'Of 40 students 0 would gain and 1 would lose.',
  },
  {
    name: 'assignments, a late step that is none',
    path: '/cohorts/spring-class/assignments',
    prepare: classroom,
    act: async (page) => {
      await change(page);
      await page.getByLabel('Late work, as hours: percent').fill('0: 80; 24: 50');
    },
    shows: '“0: 80; 24: 50” is no step',
  },
  {
    name: 'assignments, one is deleted',
    path: '/cohorts/spring-class/assignments',
    prepare: classroom,
    act: (page) => page.getByRole('button', { name: 'Delete S3 life cycle' }).press('Enter'),
    shows: 'Delete S3 life cycle?',
  },
  {
    name: 'assignments, own dates',
    path: '/cohorts/spring-class/assignments',
    prepare: classroom,
    act: (page) => page.getByRole('button', { name: 'with own dates in S3 life cycle' }).press('Enter'),
    shows: 'Ill, with a note.',
  },
  {
    name: 'assignments of a student',
    path: '/cohorts/spring-class/assignments',
    prepare: student,
    shows: 'Due Friday',
  },
  { name: 'the course map of a student', path: '/', prepare: student, shows: '2 attempts left' },
  {
    name: 'the workbench of a student',
    path: '/labs/s3-lifecycle',
    prepare: student,
    shows: '2 attempts left',
  },
];
test.each(states)('$name', (state) => expectState(browser, root, state));

test('what is applied is what was previewed, byte for byte, and bad rows only on purpose', async () => {
  const { page, api, leave } = await visit(browser, root, '/cohorts/spring-class/roster', withProblems);
  await choose(page);
  const apply = page.getByRole('button', { name: 'Apply to the roster' });
  expect(await apply.isDisabled()).toBe(true);
  await page.getByLabel('Leave out bad').check();
  await apply.click();
  await page.getByText('They are shown this once').waitFor();
  const sent = api.requests.filter(({ method }) => method === 'POST').map(({ body }) => body);
  const csv = FILE.buffer.toString('base64');
  expect(sent).toEqual([
    { csv, skipBad: false },
    { csv, skipBad: true },
    { csv, skipBad: true, digest: 'd1' },
  ]);
  await leave();
});

test('an editor says what is in it', async () => {
  const { page, api, leave } = await visit(browser, root, '/cohorts/spring-class/assignments', (fake) => {
    classroom(fake);
    const [row] = assignments.assignments;
    if (row) fake.answer('PUT', /assignment-0001$/, contract.AssignmentRow, row);
  });
  await change(page);
  await page.getByLabel('Late work').fill('0: 90, 24 h: 50 %');
  await page.getByText('from 24 h late 50 %').waitFor();
  await page.getByLabel('Due', { exact: true }).fill('2026-12-05T12:00');
  await page.getByLabel('Attempts allowed').fill('');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Assign a lab or a quiz' }).waitFor();
  const sent = api.requests.find(({ method }) => method === 'PUT');
  expect(sent?.body).toEqual({
    title: 'S3 life cycle',
    releaseAt: '2026-11-20T08:00',
    dueAt: '2026-12-05T12:00',
    closeAt: '2026-12-08T18:00',
    policy: {
      late: [
        { afterHours: 0, percent: 90 },
        { afterHours: 24, percent: 50 },
      ],
      attemptLimit: null,
      cooldownMinutes: 5,
      counting: 'per-task-best',
      hiddenUntilReleased: false,
      answersAtClose: false,
    },
  });
  await leave();
});

test('own dates are given to a group and taken back; answers are opened; a late step that is none is not saved', async () => {
  const { page, api, heard, leave } = await visit(
    browser,
    root,
    '/cohorts/spring-class/assignments',
    classroom,
  );
  await page.getByRole('button', { name: 'Open the answers of S3 life cycle' }).click();
  await page.getByRole('button', { name: 'with own dates in S3 life cycle' }).click();
  await page.getByText('Give a whole group own dates').click();
  await page.getByLabel('Group', { exact: true }).fill('B');
  await page.getByLabel('Attempts more').fill('2');
  await page.getByLabel('Reason, for the record').fill('The network was away.');
  await page.getByRole('button', { name: 'Give them' }).click();
  await page.getByRole('button', { name: 'Take back the own dates of Zoë Ångström' }).click();
  const sent = () =>
    api.requests.filter(({ method }) => method !== 'GET').map(({ method, body }) => [method, body]);
  const given = { dueAt: null, extraMinutes: 0, extraPercent: 0, extraAttempts: 2, excused: false };
  await expect.poll(sent).toEqual([
    ['POST', { open: true }],
    ['PUT', { ...given, reason: 'The network was away.', group: 'B' }],
    ['DELETE', {}],
  ]);
  await change(page);
  const late = page.getByLabel('Late work, as hours: percent');
  await late.fill('0: 80, 24');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect.poll(() => late.evaluate((field) => field.matches(':focus'))).toBe(true);
  expect(sent()).toHaveLength(3);
  expect(heard).toEqual([]);
  expect(api.violations).toEqual([]);
  await leave();
});

test('late steps: what they say, and what is none', () => {
  expect(readSteps(' 0: 80, 24h:50 %,')).toEqual({
    steps: [
      { afterHours: 0, percent: 80 },
      { afterHours: 24, percent: 50 },
    ],
    problems: [],
  });
  expect(readSteps('').steps).toEqual([]);
  expect(readSteps('0: 80, tomorrow: 50, 48: 120')).toMatchObject({
    steps: [{ afterHours: 0, percent: 80 }],
    problems: [expect.stringContaining('tomorrow: 50'), expect.stringContaining('48: 120')],
  });
});
