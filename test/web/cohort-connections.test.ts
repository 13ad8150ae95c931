// Tokens and webhooks of a cohort in their states.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import * as contract from '../../server/contract/index.ts';
import { cohort } from '../../web/gallery/classroom-samples.ts';
import {
  deliveries,
  madeToken,
  madeWebhook,
  tokens,
  webhooks,
} from '../../web/gallery/connection-samples.ts';
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

const PATH = '/cohorts/spring-class/connections';
function classroom(api: FakeApi): void {
  const user = { id: 'user-ada-0001', name: 'Ada Lovelace', admin: false, viewing: false };
  Object.assign(api.session, { mode: 'classroom', learner: { id: user.id, name: user.name }, user });
  api.answer('GET', /^\/api\/cohorts\/spring-class$/, contract.CohortReply, cohort);
  api.answer('GET', /\/tokens$/, contract.TokensReply, tokens);
  api.answer('POST', /\/tokens$/, contract.CreatedTokenReply, madeToken, 201);
  api.answer('DELETE', /\/tokens\/[^/]+$/, contract.TokensReply, tokens);
  api.answer('GET', /\/webhooks$/, contract.WebhooksReply, webhooks);
  api.answer('POST', /\/webhooks$/, contract.CreatedWebhookReply, madeWebhook, 201);
  api.answer('PUT', /\/webhooks\/[^/]+$/, contract.WebhooksReply, webhooks);
  api.answer('DELETE', /\/webhooks\/[^/]+$/, contract.WebhooksReply, webhooks);
  api.answer('GET', /\/deliveries$/, contract.DeliveriesReply, deliveries);
  api.answer('POST', /\/(test|again)$/, contract.DeliveriesReply, deliveries);
}
const empty = (api: FakeApi): void => {
  classroom(api);
  api.answer('GET', /\/tokens$/, contract.TokensReply, { tokens: [] });
  api.answer('GET', /\/webhooks$/, contract.WebhooksReply, { webhooks: [] });
};

const states: State[] = [
  { name: 'connections', path: PATH, prepare: classroom, shows: 'as assistant: grades:read, roster:read' },
  { name: 'connections, webhooks', path: PATH, prepare: classroom, shows: 'Disabled by the server:' },
  { name: 'connections, none yet', path: PATH, prepare: empty, shows: 'No webhook yet.' },
  {
    name: 'connections of an assistant, who sees no webhooks',
    path: PATH,
    prepare: (api) => {
      classroom(api);
      api.fail('GET', /\/webhooks$/, 403, {
        code: 'ROLE_FORBIDS',
        message: 'Your role does not allow that.',
      });
    },
    shows: 'as assistant: grades:read, roster:read',
  },
  {
    name: 'connections, the log of a webhook',
    path: PATH,
    prepare: classroom,
    act: (page) => page.getByRole('button', { name: /^Log of hooks\.uni/ }).click(),
    shows: 'It answered 503.',
  },
  {
    name: 'connections, a new webhook',
    path: PATH,
    prepare: classroom,
    act: async (page) => {
      await page.getByLabel('Address').fill('https://hooks.uni.example/groundschool');
      await page.getByLabel('an attempt was graded').check();
      await page.getByRole('button', { name: 'Make the webhook' }).click();
    },
    shows: madeWebhook.secret,
  },
  {
    name: 'connections, a new token',
    path: PATH,
    prepare: classroom,
    act: async (page) => {
      await page.getByLabel('Name', { exact: true }).fill('grade sync');
      await page.getByLabel('read scores').check();
      await page.getByRole('button', { name: 'Make the token' }).click();
    },
    shows: madeToken.token,
  },
  {
    name: 'connections, a token that is refused',
    path: PATH,
    prepare: (api) => {
      classroom(api);
      api.fail('POST', /\/tokens$/, 409, { code: 'API_TOKEN_LIMIT', message: 'You have 20 tokens.' });
    },
    act: async (page) => {
      await page.getByLabel('Name', { exact: true }).fill('one more');
      await page.getByRole('button', { name: 'Make the token' }).click();
    },
    shows: 'You have 20 tokens.',
  },
  {
    name: 'connections not available',
    path: PATH,
    prepare: (api) => {
      classroom(api);
      api.fail('GET', /\/tokens$/, 403, { code: 'ROLE_FORBIDS', message: 'Your role does not allow that.' });
    },
    shows: 'Connections cannot be shown',
  },
];
test.each(states)('$name', (state) => expectState(browser, root, state));

test('a token is made with what was chosen, and revoked', async () => {
  const { page, api, heard, leave } = await visit(browser, root, PATH, classroom);
  await page.getByLabel('Name', { exact: true }).fill('grade sync');
  await page.getByLabel('Role').selectOption('assistant');
  await page.getByLabel('Works for').selectOption('until it is revoked');
  await page.getByLabel('read scores').check();
  await page.getByLabel('read the roster').check();
  await page.getByRole('button', { name: 'Make the token' }).click();
  await page.getByText(madeToken.token).waitFor();
  await page.getByRole('button', { name: 'Revoke grade sync' }).click();
  await expect.poll(() => page.getByText(madeToken.token).count()).toBe(0);
  const sent = api.requests.filter(({ method }) => method !== 'GET');
  expect(sent.map(({ method, path, body }) => [method, path, body])).toEqual([
    [
      'POST',
      '/api/cohorts/spring-class/tokens',
      { name: 'grade sync', role: 'assistant', scopes: ['grades:read', 'roster:read'], days: null },
    ],
    ['DELETE', '/api/cohorts/spring-class/tokens/token-00000001', {}],
  ]);
  expect(heard).toEqual([]);
  expect(api.violations).toEqual([]);
  await leave();
});

test('a webhook is made, tested, paused, sent to again and removed after a question', async () => {
  const { page, api, heard, leave } = await visit(browser, root, PATH, classroom);
  await page.getByLabel('Address').fill('https://hooks.uni.example/groundschool');
  await page.getByLabel('an attempt was graded').check();
  await page.getByLabel('Send names').check();
  await page.getByRole('button', { name: 'Make the webhook' }).click();
  await page.getByText(madeWebhook.secret).waitFor();
  await page.getByRole('button', { name: /^Send a test to hooks/ }).click();
  await page.getByRole('button', { name: 'Send again: attempt.graded delivery-0000002' }).click();
  await page.getByRole('button', { name: /^Pause hooks/ }).click();
  await page.getByRole('button', { name: /^Switch on old/ }).click();
  await page.getByRole('button', { name: /^Remove hooks/ }).click();
  await page.getByRole('button', { name: 'Remove it' }).click();
  const url = '/api/cohorts/spring-class/webhooks';
  const one = `${url}/webhook-00000001`;
  const sent = () =>
    api.requests
      .filter(({ method }) => method !== 'GET')
      .map(({ method, path, body }) => [method, path, body]);
  await expect.poll(sent).toEqual([
    ['POST', url, { url: madeWebhook.row.url, events: ['attempt.graded'], withNames: true }],
    ['POST', `${one}/test`, {}],
    ['POST', `${one}/deliveries/delivery-0000002/again`, {}],
    ['PUT', one, { active: false }],
    ['PUT', `${url}/webhook-00000002`, { active: true }],
    ['DELETE', one, {}],
  ]);
  expect(heard).toEqual([]);
  expect(api.violations).toEqual([]);
  await leave();
});
