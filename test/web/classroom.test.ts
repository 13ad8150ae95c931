// The pages of a classroom in their states; and logging in, as the app does it.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import * as contract from '../../server/contract/index.ts';
import { audit, cohort, link, staff, studentCohort, users } from '../../web/gallery/classroom-samples.ts';
import { EXPECTED } from '../helpers/server/routes.ts';
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
  const user = { id: 'user-ada-0001', name: 'Ada Lovelace', admin: true, viewing: false };
  Object.assign(api.session, { mode: 'classroom', learner: { id: user.id, name: user.name }, user });
  api.answer('GET', /^\/api\/cohorts$/, contract.CohortsReply, { cohorts: [cohort], mayCreate: true });
  api.answer('GET', /^\/api\/cohorts\/spring-class$/, contract.CohortReply, cohort);
  api.answer('GET', /\/staff$/, contract.StaffReply, staff);
  api.answer('GET', /\/audit$/, contract.AuditReply, audit);
  api.answer('GET', /^\/api\/users$/, contract.UsersReply, { users });
  api.answer('POST', /\/link$/, contract.OneTimeLinkReply, link, 201);
}
function nobody(api: FakeApi): void {
  Object.assign(api.session, { mode: 'classroom', learner: null, user: null });
}
const refusing = (path: RegExp, code: string, message: string) => (api: FakeApi) => {
  classroom(api);
  api.fail('GET', path, 403, { code, message });
};
const invitation: contract.LinkReply = {
  purpose: 'invite',
  login: 'zoe@uni.example',
  name: 'Zoë Ångström',
  expiresAt: '2026-12-25T09:30:00.000Z',
};

const states: State[] = [
  { name: 'login', path: '/login', prepare: nobody, shows: 'No password yet, or forgotten?' },
  {
    name: 'login, wrong',
    path: '/login',
    prepare: (api) => {
      nobody(api);
      api.fail('POST', /login/, 401, {
        code: 'LOGIN_WRONG',
        message: 'Login and password do not belong together.',
        cure: 'Check both.',
      });
    },
    act: async (page) => {
      await page.getByLabel('Login').fill('ada');
      await page.getByLabel('Password').fill('wrong');
      await page.getByRole('button', { name: 'Log in' }).press('Enter');
    },
    shows: 'Login and password do not belong together.',
  },
  {
    name: 'welcome, an invitation',
    path: '/welcome#Jc2v0o7X1tTn5mQb8yLrK4wZ6hFs3dGa9pEuRiVxNkM',
    prepare: (api) => {
      nobody(api);
      api.answer('POST', /\/look$/, contract.LinkReply, invitation);
    },
    shows: 'Hello Zoë Ångström.',
  },
  {
    name: 'welcome, the first admin',
    path: '/welcome#Jc2v0o7X1tTn5mQb8yLrK4wZ6hFs3dGa9pEuRiVxNkM',
    prepare: (api) => {
      nobody(api);
      api.answer('POST', /\/look$/, contract.LinkReply, {
        ...invitation,
        purpose: 'first-admin',
        login: null,
        name: null,
      });
    },
    shows: 'You become its first admin',
  },
  {
    name: 'welcome, a link that was used',
    path: '/welcome#Jc2v0o7X1tTn5mQb8yLrK4wZ6hFs3dGa9pEuRiVxNkM',
    prepare: (api) => {
      nobody(api);
      api.fail('POST', /\/look$/, 410, { code: 'LINK_INVALID', message: 'This link has been used.' });
    },
    shows: 'This link has been used.',
  },
  {
    name: 'password',
    path: '/password',
    prepare: classroom,
    shows: 'It ends your logins in other browsers.',
  },
  { name: 'users', path: '/users', prepare: classroom, shows: 'has not used the link yet' },
  {
    name: 'users, a link made',
    path: '/users',
    prepare: classroom,
    act: (page) => page.getByRole('button', { name: 'Link for Zoë Ångström' }).click(),
    shows: 'It is shown this once;',
  },
  {
    name: 'users, not for this one',
    path: '/users',
    prepare: refusing(/users/, 'ADMIN_ONLY', 'Only an admin of this server may do that.'),
    shows: 'The users cannot be shown',
  },
  { name: 'cohorts', path: '/cohorts', prepare: classroom, shows: 'Europe/Berlin' },
  {
    name: 'cohorts of a student',
    path: '/cohorts',
    prepare: (api) => {
      classroom(api);
      api.answer('GET', /^\/api\/cohorts$/, contract.CohortsReply, {
        cohorts: [studentCohort],
        mayCreate: false,
      });
    },
    shows: 'student',
  },
  {
    name: 'cohorts, none yet',
    path: '/cohorts',
    prepare: (api) => {
      classroom(api);
      api.answer('GET', /^\/api\/cohorts$/, contract.CohortsReply, { cohorts: [], mayCreate: false });
    },
    shows: 'Your instructor puts you into one.',
  },
  {
    name: 'a cohort that one is not in',
    path: '/cohorts/autumn-class',
    prepare: (api) => {
      classroom(api);
      api.fail('GET', /autumn/, 404, {
        code: 'COHORT_NOT_FOUND',
        message: 'There is no cohort "autumn-class".',
      });
    },
    shows: 'The cohort cannot be shown',
  },
  {
    name: 'staff and audit',
    path: '/cohorts/spring-class/people',
    prepare: classroom,
    shows: 'was assistant',
  },
  {
    name: 'staff, without the audit that an assistant may not see',
    path: '/cohorts/spring-class/people',
    prepare: (api) => {
      classroom(api);
      api.fail('GET', /\/audit$/, 403, { code: 'ROLE_FORBIDS', message: 'Your role does not allow that.' });
    },
    shows: 'Give the role',
  },
  {
    name: 'staff not available',
    path: '/cohorts/spring-class/people',
    prepare: refusing(/\/staff$/, 'ROLE_FORBIDS', 'Your role does not allow that.'),
    shows: 'Staff and audit cannot be shown',
  },
];
test.each(states)('$name', (state) => expectState(browser, root, state));

test('everybody can take along what is stored about them, from the route that gives it', async () => {
  const { page, leave } = await visit(browser, root, '/progress');
  const link = page.getByRole('link', { name: 'Take it along' });
  await link.waitFor();
  const href = await link.getAttribute('href');
  expect(EXPECTED[`GET ${href ?? ''}`]).toBe('learner');
  expect(await link.getAttribute('download')).toMatch(/\.json$/);
  await leave();
});

test('a page that needs a login leads there and back, and a foreign address never', async () => {
  const { page, api, leave } = await visit(browser, root, '/progress', (fake) => {
    nobody(fake);
    fake.fail('GET', /reviews|receipts/, 401, { code: 'LOGIN_REQUIRED', message: 'This needs a login.' });
    fake.answer('POST', /^\/api\/login$/, contract.LoginBody, null, 204);
  });
  await page.waitForURL('**/login?next=%2Fprogress');
  api.failures.length = 0;
  await page.getByLabel('Login').fill('ada');
  await page.getByLabel('Password').fill('correct horse');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/progress');
  for (const evil of ['https://evil.example/', '//evil.example/', '/\\evil.example', 'javascript:alert(1)']) {
    await page.goto(`${api.url}/login?next=${encodeURIComponent(evil)}`);
    await page.getByLabel('Login').fill('ada');
    await page.getByLabel('Password').fill('correct horse');
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.pathname !== '/login');
    expect(page.url()).toBe(`${api.url}/`);
  }
  await leave();
});

test('the token of a link leaves the address bar at once', async () => {
  const { page, api, leave } = await visit(
    browser,
    root,
    `/welcome${link.path.slice('/welcome'.length)}`,
    (fake) => {
      nobody(fake);
      fake.answer('POST', /\/look$/, contract.LinkReply, invitation);
    },
  );
  await page.getByText('Hello Zoë Ångström.').waitFor();
  expect(page.url()).toBe(`${api.url}/welcome`);
  expect(api.requests.filter(({ path }) => path.includes(link.path.slice(10)))).toEqual([]);
  await leave();
});

test('while a student’s pages are looked at, the bar says so and leads back', async () => {
  const { page, api, leave } = await visit(browser, root, '/', (fake) => {
    classroom(fake);
    Object.assign(fake.session, {
      learner: { id: 'user-zoe-0002', name: 'Zoë Ångström' },
      user: { id: 'user-ada-0001', name: 'Ada Lovelace', admin: false, viewing: true },
    });
    fake.answer('POST', /view-as/, contract.LoginBody, null, 204);
  });
  await page.getByText('You are looking at the pages of').waitFor();
  await page.getByRole('button', { name: 'Back to your own' }).click();
  await page.waitForURL('**/cohorts');
  expect(api.requests.some(({ path }) => path === '/api/view-as/end')).toBe(true);
  await leave();
});
