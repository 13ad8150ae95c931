// The matrix of a cohort in its states, and how it is used.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import * as contract from '../../server/contract/index.ts';
import { cohort } from '../../web/gallery/classroom-samples.ts';
import { built, launch } from '../helpers/web/browser.ts';
import type { FakeApi } from '../helpers/web/fake-api.ts';
import { expectState } from '../helpers/web/states.ts';
import { visit } from '../helpers/web/visit.ts';

let root: string;
let browser: Browser;
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
beforeAll(async () => {
  [root, browser] = await Promise.all([built('app'), launch()]);
});
afterAll(() => browser?.close());

const PATH = '/cohorts/spring-class/matrix';
const LEARNERS = 300;
const all = Array.from({ length: LEARNERS }, (_, index) => index);
const points = all.map((index) => (index % 4 === 0 ? null : (index % 4) * 10));
const reply: contract.MatrixReply = {
  version: '1',
  matrix: {
    statuses: ['none', 'started', 'submitted', 'late', 'missing', 'excused'],
    learners: {
      id: all.map((index) => `learner-${index}`),
      name: all.map((index) => `Learner ${String(index).padStart(3, '0')}`),
      studentNumber: all.map((index) => `00${index}`),
      group: all.map(() => null),
    },
    assignments: [
      {
        id: 'assignment-1',
        kind: 'lab',
        item: 'tiny-bucket',
        title: 'Tiny bucket',
        maxPoints: 30,
        score: points,
        status: points.map((one) => (one === null ? 0 : 2)),
        tasks: [{ id: 'make-bucket', title: 'Make the bucket', maxPoints: 30, points }],
      },
    ],
  },
};
function prepare(api: FakeApi, matrix: contract.MatrixReply = reply): void {
  const user = { id: 'user-ada-0001', name: 'Ada Lovelace', admin: true, viewing: false };
  Object.assign(api.session, { mode: 'classroom', learner: { id: user.id, name: user.name }, user });
  api.answer('GET', /^\/api\/cohorts\/spring-class$/, contract.CohortReply, cohort);
  api.answer('GET', /\/matrix/, contract.MatrixReply, matrix);
}

test('the matrix', () =>
  expectState(browser, root, { name: 'matrix', path: PATH, prepare, shows: '300 of 300 learners' }));

test('the matrix of a cohort that has no assignments', () =>
  expectState(browser, root, {
    name: 'empty',
    path: PATH,
    prepare: (api) =>
      prepare(api, { version: '1', matrix: reply.matrix && { ...reply.matrix, assignments: [] } }),
    shows: 'Nothing is assigned yet.',
  }));

/** The same learners with so many tasks in one assignment. */
function wide(tasks: number): contract.MatrixReply {
  const [assignment] = reply.matrix?.assignments ?? [];
  if (!reply.matrix || !assignment) throw new Error('There is no assignment.');
  const many = Array.from({ length: tasks }, (_, index) => ({
    id: `task-${index}`,
    title: `Task ${index} with a title that takes more than a line`,
    maxPoints: 30,
    points,
  }));
  return { version: '1', matrix: { ...reply.matrix, assignments: [{ ...assignment, tasks: many }] } };
}

test('only columns in view are in the page; arrow keys and scrolling bring the others', async () => {
  const { page, leave } = await visit(browser, root, PATH, (api) => prepare(api, wide(80)));
  const grid = page.getByRole('grid', { name: 'Scores' });
  await grid.waitFor();
  expect(await grid.getAttribute('aria-colcount')).toBe('82');
  const inFirstRow = grid.locator('tbody tr:not(.spacer)').first().getByRole('gridcell');
  expect(await inFirstRow.count()).toBeLessThan(30);
  await inFirstRow.first().focus();
  for (let step = 0; step < 40; step += 1) {
    await page.keyboard.press('ArrowRight');
    await expect
      .poll(() => grid.locator('td:focus').getAttribute('aria-colindex'), { interval: 10 })
      .toBe(String(step + 3));
  }
  const names = await grid.getByRole('columnheader', { name: 'Learner' }).boundingBox();
  for (let step = 40; step > 0; step -= 1) {
    await page.keyboard.press('ArrowLeft');
    await expect
      .poll(() => grid.locator('td:focus').getAttribute('aria-colindex'), { interval: 10 })
      .toBe(String(step + 1));
  }
  // What stays in place does not hide the cell with the focus.
  const focused = await grid.locator('td:focus').boundingBox();
  expect(focused?.x).toBeGreaterThanOrEqual((names?.x ?? 0) + (names?.width ?? 0) - 1);
  await page.locator('.grid').evaluate((element) => element.scrollTo(1e6, 0));
  await grid.getByRole('columnheader', { name: /^Task 79/ }).waitFor();
  expect(await inFirstRow.count()).toBeLessThan(30);
  await leave();
});

test('only rows in view are in the page; it filters, sorts, scrolls and takes arrow keys', async () => {
  const { page, leave } = await visit(browser, root, PATH, prepare);
  const grid = page.getByRole('grid', { name: 'Scores' });
  await grid.waitFor();
  expect(await grid.getAttribute('aria-rowcount')).toBe('301');
  expect(await grid.getByRole('rowheader').count()).toBeLessThan(100);
  await page.getByRole('button', { name: 'Tiny bucket' }).click();
  await expect.poll(() => grid.getByRole('rowheader').first().innerText()).toBe('Learner 003');
  await page.locator('.grid').evaluate((element) => element.scrollTo(0, 1e6));
  await grid.getByRole('rowheader', { name: 'Learner 296' }).waitFor();
  await page.getByLabel('Name, number or group').fill('learner 007');
  await page.getByText('1 of 300 learners').waitFor();
  await grid.getByRole('gridcell').first().focus();
  await page.keyboard.press('ArrowRight');
  await expect
    .poll(() =>
      grid
        .getByRole('gridcell')
        .nth(1)
        .evaluate((cell) => cell.matches(':focus')),
    )
    .toBe(true);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/cohorts/spring-class/learners/learner-7/assignment-1#opened');
  await page.goBack();
  await page.getByRole('link', { name: 'Learner 007' }).click();
  await page.waitForURL('**/cohorts/spring-class/learners/learner-7');
  await leave();
});
