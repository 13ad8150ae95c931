import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { InjectOptions } from 'fastify';
import type { RouteEntry } from '../../server/plugins/route-table.ts';
import { pageSession, startTestApp, TOKEN, type TestApp } from '../helpers/server/app.ts';
import { BODIES, EXPECTED, SCOPED, urlOf } from '../helpers/server/routes.ts';

let t: TestApp;
let page: { cookie: string; token: string };
beforeAll(async () => {
  t = await startTestApp();
  page = await pageSession(t.app);
});
afterAll(() => t.close());

async function ask(
  route: string,
  more: Partial<InjectOptions>,
): Promise<{ status: number; code: string | undefined }> {
  const [method = '', url = ''] = route.split(' ');
  const reply = await t.app.inject({
    method: method as 'GET',
    url: urlOf(url),
    ...(BODIES[route] ? { payload: BODIES[route] } : {}),
    ...more,
  });
  const json = String(reply.headers['content-type']).startsWith('application/json');
  return { status: reply.statusCode, code: json ? (reply.json() as { code?: string }).code : undefined };
}

test('every route is in the table, with the access it declares', () => {
  const table: readonly RouteEntry[] = t.app.routeTable;
  const registered = table
    .filter(({ method }) => method !== 'HEAD')
    .map(({ method, url, access }) => [`${method} ${url}`, access] as const);
  expect(Object.fromEntries(registered)).toEqual(EXPECTED);
  const scoped = table.filter(({ scope }) => scope !== undefined);
  expect(Object.fromEntries(scoped.map(({ method, url, scope }) => [`${method} ${url}`, scope]))).toEqual(
    SCOPED,
  );
});

test('a route without config.access cannot be registered', async () => {
  const { default: Fastify } = await import('fastify');
  const { default: cookie } = await import('@fastify/cookie');
  const { default: csrf } = await import('@fastify/csrf-protection');
  const { access } = await import('../../server/plugins/access.ts');
  const app = Fastify();
  await app.register(cookie);
  await app.register(csrf);
  const unasked = (): Promise<never> => Promise.reject(new Error('not asked'));
  const nobody = { identify: async () => null, enter: unasked, note: unasked };
  await app.register(access, { allowedHosts: [], token: 'x', gatekeeper: nobody });
  expect(() => app.get('/forgotten', () => 'x')).toThrow(/GET \/forgotten does not say who may call it/);
  expect(() => app.get('/api/x', { config: { access: 'cohort:grade' } }, () => 'x')).toThrow(
    /names no cohort/,
  );
  expect(() => app.get('/api/y', { config: { access: 'learner', scope: 'grades:read' } }, () => 'x')).toThrow(
    /takes a token but asks for no role/,
  );
  await app.close();
});

describe.each(Object.entries(EXPECTED))('%s', (route, access) => {
  const changing = !route.startsWith('GET ');
  const denied = (code: string, status: number) => ({ status, code });
  /** What a caller who is let in gets: an answer of the route, be it that there is no such thing. */
  const letIn = { status: expect.toSatisfy((status: number) => ![401, 403].includes(status)) };

  test('without cookie and token: reads are open on loopback, changes want the CSRF token', async () => {
    const reply = await ask(route, {});
    if (changing) expect(reply).toEqual(denied('CSRF', 403));
    else expect(reply).toMatchObject(letIn);
  });
  test('with the cookie alone', async () => {
    const reply = await ask(route, { headers: { cookie: page.cookie } });
    if (changing) expect(reply).toEqual(denied('CSRF', 403));
    else expect(reply).toMatchObject(letIn);
  });
  test('with cookie and token of a page', async () => {
    expect(await ask(route, { headers: { cookie: page.cookie, 'x-csrf-token': page.token } })).toMatchObject(
      letIn,
    );
  });
  test('with the local token', async () => {
    expect(await ask(route, { headers: { authorization: `Bearer ${TOKEN}` } })).toMatchObject(letIn);
  });
  test.each([`Bearer ${TOKEN}x`, 'Bearer ', 'Basic dXNlcjpwYXNz', TOKEN])(
    'with a wrong token: %s',
    async (authorization) => {
      expect(await ask(route, { headers: { authorization } })).toEqual(denied('TOKEN_INVALID', 401));
    },
  );
  test('under a foreign host name (DNS rebinding)', async () => {
    const headers = { host: 'evil.example:4780', cookie: page.cookie, 'x-csrf-token': page.token };
    expect(await ask(route, { headers })).toEqual(denied('FOREIGN_HOST', 403));
  });
  test.each(['https://evil.example', 'http://localhost:3000', 'null'])(
    'from the origin %s',
    async (origin) => {
      const headers = { origin, cookie: page.cookie, 'x-csrf-token': page.token };
      expect(await ask(route, { headers })).toEqual(denied('FOREIGN_ORIGIN', 403));
    },
  );
  test('fetched by a page of another site', async () => {
    const headers = { 'sec-fetch-site': 'cross-site', cookie: page.cookie, 'x-csrf-token': page.token };
    const reply = await ask(route, { headers });
    if (route.includes(' /api')) expect(reply).toEqual(denied('FOREIGN_ORIGIN', 403));
    else expect(reply).toMatchObject(letIn);
  });
  test('from another machine', async () => {
    const reply = await ask(route, {
      remoteAddress: '203.0.113.9',
      headers: { cookie: page.cookie, 'x-csrf-token': page.token },
    });
    if (access === 'loopback') expect(reply).toEqual(denied('LOOPBACK_ONLY', 403));
    else expect(reply).toMatchObject(letIn);
  });
});

test('the own origin is let in', async () => {
  const headers = {
    host: '127.0.0.1:4780',
    origin: 'http://127.0.0.1:4780',
    cookie: page.cookie,
    'x-csrf-token': page.token,
  };
  expect((await ask('PUT /api/lessons/:part/progress', { headers })).status).toBe(200);
});

test('cookies are httpOnly and same-site strict', async () => {
  const reply = await t.app.inject({ method: 'GET', url: '/api/session' });
  expect(reply.headers['set-cookie']).toMatch(
    /^groundschool_csrf=[^;]+; Path=\/; HttpOnly; SameSite=Strict$/,
  );
});

test('a host that the configuration names is let in', async () => {
  const other = await startTestApp({ env: { GROUNDSCHOOL_ALLOWED_HOSTS: 'school.example, b.example' } });
  const reply = await other.app.inject({ url: '/api/health', headers: { host: 'School.Example:8080' } });
  expect(reply.statusCode).toBe(200);
  await other.close();
});

test('too many requests are refused with a code and a time', async () => {
  const other = await startTestApp({ requestsPerMinute: 3 });
  const replies = [];
  for (let index = 0; index < 5; index += 1) {
    replies.push(await other.app.inject({ url: '/api/course' }));
  }
  expect(replies.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 429, 429]);
  expect(replies[4]?.json()).toMatchObject({ code: 'RATE_LIMITED', cure: expect.stringContaining('Wait') });
  expect((await other.app.inject({ url: '/api/health' })).statusCode).toBe(200);
  await other.close();
});
