// The page of the learner's own AWS account in its states, and the workbench of a lab that is there.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import * as contract from '../../server/contract/index.ts';
import {
  account,
  calls,
  confirmed,
  labFacts,
  openTest,
  pending,
  role,
  silentTest,
} from '../../web/gallery/account-samples.ts';
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

const showing =
  (registration: contract.AccountRegistration | null, facts: contract.AccountLabReply = labFacts) =>
  (api: FakeApi): void => {
    api.answer('GET', /^\/api\/account$/, contract.AccountReply, account(registration));
    api.answer('GET', /^\/api\/account\/labs\//, contract.AccountLabReply, facts);
    api.answer('GET', /^\/api\/account\/calls/, contract.AccountCallsReply, {
      calls,
      next: '1764291600000-older-calls',
    });
  };
const choose = (page: Page) => page.getByRole('combobox').selectOption('vpc-two-az');

const states: State[] = [
  {
    name: 'nothing registered',
    path: '/account',
    prepare: showing(null),
    shows: 'Register and show the role',
  },
  {
    name: 'a server that reaches no AWS',
    path: '/account',
    prepare: (api) =>
      api.answer('GET', /^\/api\/account$/, contract.AccountReply, {
        ...account(null),
        problem: {
          code: 'ACCOUNTS_UNAVAILABLE',
          message: 'This server cannot reach AWS accounts: it has no credentials.',
          cure: 'Whoever runs it gives it some.',
        },
      }),
    shows: 'it has no credentials',
  },
  {
    name: 'not available',
    path: '/account',
    prepare: (api) =>
      api.fail('GET', /account/, 403, { code: 'VIEWING_AS', message: 'You are looking at other pages.' }),
    shows: 'Your AWS account cannot be shown',
  },
  { name: 'waits for its role', path: '/account', prepare: showing(pending), shows: 'Test and confirm' },
  {
    name: 'a role that opens to anybody',
    path: '/account',
    prepare: (api) => {
      showing({ ...pending, test: openTest, roleArn: confirmed.roleArn })(api);
      api.fail('POST', /confirm/, 409, {
        code: 'ROLE_OPENS_WITHOUT_ID',
        message: 'The role opens without the external id.',
        cure: 'Put the trust policy in.',
        details: ['without-id: bad, AWS gave a session'],
      });
    },
    act: (page) => page.getByRole('button', { name: 'Test and confirm' }).click(),
    shows: 'The role opens without the external id.',
  },
  {
    name: 'a role that could not be tried',
    path: '/account',
    prepare: showing({ ...confirmed, test: silentTest }),
    shows: 'Could not be tried',
  },
  {
    name: 'the calls that were made there, and older ones',
    path: '/account',
    prepare: showing(confirmed),
    act: (page) => page.getByRole('button', { name: 'Show older calls' }).click(),
    shows: `${2 * calls.length} calls`,
  },
  {
    name: 'calls that cannot be shown',
    path: '/account',
    prepare: (api) => {
      showing(confirmed)(api);
      api.fail('GET', /calls/, 503, { code: 'SERVER_BUSY', message: 'The server is busy.' });
    },
    shows: 'The calls cannot be shown',
  },
  { name: 'confirmed', path: '/account', prepare: showing(confirmed), shows: 'Test the role again' },
  {
    name: 'the role as Terraform',
    path: '/account',
    prepare: showing(confirmed),
    act: (page) => page.getByRole('tab', { name: 'Terraform' }).click(),
    shows: 'aws_iam_role',
  },
  {
    name: 'what a lab may cost',
    path: '/account',
    prepare: showing(confirmed),
    act: async (page) => {
      await choose(page);
    },
    shows: 'Begin in account 123456789012',
  },
  {
    name: 'a lab that the role was not made for, from its link',
    path: '/account?lab=cost-control',
    prepare: showing(confirmed, { ...labFacts, lab: 'cost-control', covered: false }),
    shows: 'Your role was not made for this lab.',
  },
  {
    name: 'a lab that is there',
    path: '/account?lab=vpc-two-az',
    prepare: showing(confirmed, { ...labFacts, session: { id: 'session-of-vpc-01', kind: 'aws' } }),
    shows: 'Move it back to the sandbox',
  },
  {
    name: 'the question before a removal',
    path: '/account',
    prepare: showing(confirmed),
    act: (page) => page.getByRole('button', { name: 'Remove the registration' }).first().click(),
    shows: 'Remove account 123456789012?',
  },
  {
    name: 'the workbench of a lab in an account of one’s own',
    path: '/labs/s3-lifecycle',
    prepare: (api) => {
      Object.assign(api.labSession.target, { kind: 'aws', endpoint: null, account: '123456789012' });
    },
    shows: 'Groundschool reads there when you check, and changes nothing.',
  },
  {
    name: 'the workbench while the account is not confirmed any more',
    path: '/labs/s3-lifecycle',
    prepare: (api) => {
      Object.assign(api.labSession.target, { kind: 'aws', endpoint: null, account: '123456789012' });
      Object.assign(api.labSession, { status: 'lost', problem: 'Your AWS account is not confirmed.' });
    },
    shows: 'Your AWS account cannot be used',
  },
];
test.each(states)('$name', (state) => expectState(browser, root, state));

test('from the number of the account to a lab that is there, and the way back', async () => {
  const { page, api, heard, leave } = await visit(browser, root, '/account', showing(null), {
    reducedMotion: 'reduce',
  });
  api.answer('POST', /^\/api\/account$/, contract.AccountReply, account(pending), 201);
  api.answer('POST', /confirm$/, contract.AccountReply, account(confirmed));
  await page.getByLabel('Account number, 12 digits').fill('123456789012');
  await page.getByLabel('Recordings that age well').uncheck();
  await page.getByRole('button', { name: 'Register and show the role' }).click();
  await page.getByText(pending.externalId).first().waitFor();
  await page.getByLabel('ARN of the role').fill(confirmed.roleArn ?? '');
  await page.getByRole('button', { name: 'Test and confirm' }).click();
  await page.getByText('It stays shut').first().waitFor();
  showing(confirmed)(api);
  await choose(page);
  api.answer('POST', /\/target$/, contract.LabSessionReply, api.labSession);
  await page.getByLabel('Type the account’s 12 digits to begin there').fill('123456789012');
  showing(confirmed, { ...labFacts, session: { id: 'session-of-vpc-01', kind: 'aws' } })(api);
  await page.getByRole('button', { name: 'Begin in account 123456789012' }).click();
  await page.getByRole('button', { name: 'Move it back to the sandbox' }).waitFor();
  const sent = api.requests.filter(({ method }) => method === 'POST').map(({ path, body }) => [path, body]);
  expect(sent).toEqual([
    ['/api/account', { account: '123456789012', labs: ['vpc-two-az'] }],
    ['/api/account/confirm', { roleArn: confirmed.roleArn }],
    ['/api/lab-sessions/session-of-vpc-01/target', { kind: 'aws', account: '123456789012' }],
  ]);
  expect(heard).toEqual([]);
  await leave();
});

test('a removal shows the commands that remove the role', async () => {
  const { page, api, leave } = await visit(browser, root, '/account', showing(confirmed));
  api.answer('DELETE', /^\/api\/account$/, contract.RemovedAccountReply, {
    account: '123456789012',
    removal: role.removal,
  });
  await page.getByRole('button', { name: 'Remove the registration' }).first().click();
  showing(null)(api);
  await page.locator('dialog').getByRole('button', { name: 'Remove the registration' }).click();
  await page.getByText('aws iam delete-role --role-name groundschool-grader').waitFor();
  await page.getByText('Register and show the role').waitFor();
  expect(api.requests.filter(({ method }) => method === 'DELETE').map(({ path }) => path)).toEqual([
    '/api/account',
  ]);
  await leave();
});

test('what AWS may not show yet is counted down, and gone with the result', async () => {
  const { page, api, leave } = await visit(browser, root, '/labs/s3-lifecycle', (fake) => {
    Object.assign(fake.labSession.target, { kind: 'aws', endpoint: null, account: '123456789012' });
  });
  await page.getByText('Groundschool reads there when you check').waitFor();
  const [last] = api.labSession.attempts;
  if (!last) throw new Error('no attempt');
  const attempt = {
    ...last,
    id: 'attempt-that-waits',
    number: 99,
    status: 'running' as const,
    finishedAt: null,
  };
  api.push({ type: 'attempt', attempt });
  api.push({ type: 'waiting', attempt: attempt.id, read: 's3:GetBucketPolicy', secondsLeft: 28 });
  const note = page.locator('.checking', { hasText: 'Not visible yet' });
  await note.first().waitFor();
  const seconds = async (): Promise<number> =>
    Number(/(\d+) s/.exec((await note.first().textContent()) ?? '')?.[1]);
  const first = await seconds();
  expect(first).toBeGreaterThan(20);
  await vi.waitFor(async () => expect(await seconds()).toBeLessThan(first), { timeout: 10_000 });
  api.push({
    type: 'attempt',
    attempt: { ...attempt, status: 'done', finishedAt: attempt.createdAt, score: 0, checkable: 0 },
  });
  await note.first().waitFor({ state: 'detached' });
  await leave();
});
