// Item analysis of a cohort in its states, and how it is used.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import * as contract from '../../server/contract/index.ts';
import { cohort } from '../../web/gallery/classroom-samples.ts';
import { analysis, items, similarity, watch, watched } from '../../web/gallery/insight-samples.ts';
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

const at = (page: string): string => `/cohorts/spring-class/${page}`;
function classroom(api: FakeApi): void {
  const user = { id: 'user-ada-0001', name: 'Ada Lovelace', admin: false, viewing: false };
  Object.assign(api.session, { mode: 'classroom', learner: { id: user.id, name: user.name }, user });
  api.answer('GET', /^\/api\/cohorts\/spring-class$/, contract.CohortReply, cohort);
  api.answer('GET', /\/analysis$/, contract.AnalysisReply, analysis);
  api.answer('GET', /\/similarity$/, contract.SimilarityReply, similarity);
  api.answer('POST', /\/dismiss$/, contract.SimilarityReply, { items: similarity.items.slice(1) });
  api.answer('GET', /\/watch$/, contract.WatchReply, watch);
  const marked = { ...watched.stuck, mark: watched.idle.mark, quiet: true };
  api.answer('PUT', /\/watch\/marks$/, contract.WatchReply, { items: [watched.blocked, marked] });
  api.answer('DELETE', /\/watch\/marks$/, contract.WatchReply, watch);
}
const analysed = (reply: contract.AnalysisReply) => (api: FakeApi) => {
  classroom(api);
  api.answer('GET', /\/analysis$/, contract.AnalysisReply, reply);
};
const refusing = (path: RegExp) => (api: FakeApi) => {
  classroom(api);
  api.fail('GET', path, 403, { code: 'ROLE_FORBIDS', message: 'Your role does not allow that.' });
};

const states: State[] = [
  { name: 'analysis', path: at('analysis'), prepare: classroom, shows: '1 item to look at.' },
  {
    name: 'analysis, reasons open',
    path: at('analysis'),
    prepare: classroom,
    act: (page) => page.getByText('Why it was not passed').first().click(),
    shows: 'Bucket … has no lifecycle configuration.',
  },
  {
    name: 'analysis for somebody who may not see learners',
    path: at('analysis'),
    prepare: analysed({
      ...analysis,
      learners: null,
      suppressed: true,
      assignments: analysis.assignments.slice(0, 1).map((one) => ({ ...one, items: [items.withheld] })),
    }),
    shows: 'You see no number that is about fewer than five learners.',
  },
  {
    name: 'analysis, nothing assigned',
    path: at('analysis'),
    prepare: analysed({ ...analysis, assignments: [] }),
    shows: 'Nothing is assigned yet.',
  },
  {
    name: 'analysis not available',
    path: at('analysis'),
    prepare: refusing(/analysis$/),
    shows: 'Analysis cannot be shown',
  },
  { name: 'watch list', path: at('watch'), prepare: classroom, shows: '2 entries' },
  {
    name: 'watch list, those spoken to',
    path: at('watch'),
    prepare: classroom,
    act: (page) => page.getByText('Spoken to or put off: 1').click(),
    shows: 'Has not checked anything yet',
  },
  {
    name: 'watch list, nobody',
    path: at('watch'),
    prepare: (api) => {
      classroom(api);
      api.answer('GET', /\/watch$/, contract.WatchReply, { items: [] });
    },
    shows: 'Nobody stands out',
  },
  {
    name: 'watch list not available',
    path: at('watch'),
    prepare: refusing(/watch$/),
    shows: 'Watch list cannot be shown',
  },
  { name: 'similarity', path: at('similarity'), prepare: classroom, shows: '1 value to look at' },
  {
    name: 'similarity, laid aside',
    path: at('similarity'),
    prepare: classroom,
    act: (page) => page.getByText('Laid aside: 1').click(),
    shows: 'They worked as a pair.',
  },
  {
    name: 'similarity, nothing',
    path: at('similarity'),
    prepare: (api) => {
      classroom(api);
      api.answer('GET', /\/similarity$/, contract.SimilarityReply, { items: [] });
    },
    shows: 'Nothing to look at',
  },
  {
    name: 'similarity not available',
    path: at('similarity'),
    prepare: refusing(/similarity$/),
    shows: 'Similarity cannot be shown',
  },
];
test.each(states)('$name', (state) => expectState(browser, root, state));

test('items are ordered by what to look at; answers open with the keyboard', async () => {
  const { page, heard, leave } = await visit(browser, root, at('analysis'), classroom);
  const first = page.locator('gs-item-statistics').first();
  await first.getByText('The right class on the right day').waitFor();
  await page.getByLabel('Order').selectOption('look');
  await first.getByText('Old versions do not pile up').waitFor();
  await page.getByText('What was answered').focus();
  await page.keyboard.press('Enter');
  await page.getByText('180 days').waitFor();
  expect(heard).toEqual([]);
  await leave();
});

test('somebody who was spoken to leaves the list; evidence leads to the learner’s attempt; keyboard alone', async () => {
  const { page, api, heard, leave } = await visit(browser, root, at('watch'), classroom);
  const evidence = page.getByRole('link', { name: /^check of/ }).last();
  await evidence.waitFor();
  expect(await evidence.getAttribute('href')).toBe(
    '/cohorts/spring-class/learners/user-zoe-0002/assignment-1/attempt-0002#attempt',
  );
  await page.getByRole('button', { name: /^Spoken to.*Zoë/ }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('1 entry').waitFor();
  expect(api.requests.filter(({ method }) => method === 'PUT').map(({ body }) => body)).toEqual([
    {
      learner: 'user-zoe-0002',
      assignment: 'assignment-1',
      rule: 'same-failure',
      task: 'tiering',
      kind: 'spoken',
      days: 2,
    },
  ]);
  await page.getByText('Spoken to or put off: 1').click();
  await page.getByRole('button', { name: /^Back on the list.*Zoë/ }).click();
  await page.getByText('2 entries').waitFor();
  expect(heard).toEqual([]);
  expect(api.violations).toEqual([]);
  await leave();
});

test('a similarity is laid aside with a reason, by keyboard; its evidence leads to the attempt', async () => {
  const { page, api, heard, leave } = await visit(browser, root, at('similarity'), classroom);
  const evidence = page.getByRole('link', { name: /^check of/ }).first();
  await evidence.waitFor();
  expect(await evidence.getAttribute('href')).toBe(
    '/cohorts/spring-class/learners/user-zoe-0002/assignment-1/attempt-0002#attempt',
  );
  await page.getByLabel('Why it does not matter').fill('They worked as a pair.');
  await page.keyboard.press('Enter');
  await page.getByText('Nothing to look at').waitFor();
  expect(api.requests.filter(({ method }) => method === 'POST').map(({ body }) => body)).toEqual([
    { reason: 'They worked as a pair.' },
  ]);
  expect(heard).toEqual([]);
  expect(api.violations).toEqual([]);
  await leave();
});
