// Roster and assignments of a cohort in their states.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import * as contract from '../../server/contract/index.ts';
import {
  roster,
  rosterApplied,
  rosterPreview,
  rosterProblems,
} from '../../web/gallery/assignment-samples.ts';
import { cohort, link } from '../../web/gallery/classroom-samples.ts';
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
  api.answer('POST', /\/link$/, contract.OneTimeLinkReply, link, 201);
}
const withProblems = (api: FakeApi): void => {
  classroom(api);
  api.answer('POST', /\/roster\/preview$/, contract.RosterPreviewReply, rosterProblems);
};
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
