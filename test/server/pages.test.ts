import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../helpers/server/app.ts';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
});
afterAll(() => t.close());

test.each(['/', '/lessons/storage', '/labs/tiny-bucket/make-bucket', '/quizzes/storage', '/index.html'])(
  '%s is the page of the app, with the nonce of its own policy',
  async (url) => {
    const first = await t.app.inject({ url });
    const second = await t.app.inject({ url });
    expect(first.statusCode).toBe(200);
    expect(first.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(first.headers['cache-control']).toBe('no-cache');
    const nonce = /nonce="([^"]+)"/.exec(first.body)?.[1];
    expect(nonce).toMatch(/^[A-Za-z0-9+/]{22}==$/);
    expect(first.headers['content-security-policy']).toContain(`style-src 'self' 'nonce-${nonce}'`);
    expect(/nonce="([^"]+)"/.exec(second.body)?.[1]).not.toBe(nonce);
  },
);

test('the policy runs no inline script, no inline style and loads from nowhere else', async () => {
  const policy = String((await t.app.inject({ url: '/' })).headers['content-security-policy']);
  const directives = Object.fromEntries(
    policy.split(';').map((directive) => {
      const [name = '', ...values] = directive.split(' ');
      return [name, values.join(' ').replace(/'nonce-[^']+'/, 'NONCE')];
    }),
  );
  expect(directives).toEqual({
    'default-src': "'none'",
    'script-src': "'self'",
    'script-src-attr': "'none'",
    'style-src': "'self' NONCE",
    'style-src-attr': "'none'",
    'img-src': "'self' data:",
    'font-src': "'self'",
    'connect-src': "'self'",
    'worker-src': "'self'",
    'manifest-src': "'self'",
    'form-action': "'self'",
    'base-uri': "'none'",
    'frame-ancestors': "'none'",
    'object-src': "'none'",
  });
});

test('security headers are on pages, API replies and errors alike', async () => {
  for (const url of ['/', '/api/health', '/api/nope', '/assets/none.js']) {
    const { headers } = await t.app.inject({ url });
    expect(headers, url).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
    });
  }
});

test('hashed assets are kept for ever, other files are checked each time', async () => {
  const asset = await t.app.inject({ url: '/assets/main-1a2b3c.js' });
  expect(asset.statusCode).toBe(200);
  expect(asset.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  expect(asset.headers['content-type']).toMatch(/javascript/);
  const plain = await t.app.inject({ url: '/theme.js' });
  expect(plain.headers['cache-control']).toBe('no-cache');
  expect(plain.body).toBe('void 0;\n');
});

test.each([
  '/missing.js',
  '/assets/missing.js',
  '/assets/../../package.json',
  '/..%2f..%2fpackage.json',
  '/%2e%2e/package.json',
])('%s is not found, and leads nowhere', async (url) => {
  const reply = await t.app.inject({ url });
  expect(reply.statusCode).toBe(404);
  expect(reply.json()).toMatchObject({ code: 'NOT_FOUND' });
});

test('an unknown address of the API is a coded 404, a known one with another method a 405', async () => {
  const unknown = await t.app.inject({ method: 'GET', url: '/api/nope?x=1' });
  expect(unknown.statusCode).toBe(404);
  expect(unknown.json()).toMatchObject({ code: 'NOT_FOUND', message: 'There is no GET /api/nope.' });
  const wrong = await t.app.inject({ method: 'DELETE', url: '/api/lessons/storage' });
  expect(wrong.statusCode).toBe(405);
  expect(wrong.json()).toMatchObject({ code: 'METHOD_NOT_ALLOWED' });
  expect(wrong.headers['allow']).toBe('GET');
});

test('a web app that was not built says how to build it', async () => {
  const other = await startTestApp({ env: { GROUNDSCHOOL_WEB_DIR: '/nowhere/at/all' } });
  const reply = await other.app.inject({ url: '/' });
  expect(reply.statusCode).toBe(503);
  expect(reply.json()).toMatchObject({
    code: 'PAGE_NOT_BUILT',
    cure: expect.stringContaining('npm run build'),
  });
  await other.close();
});

test('large replies are compressed', async () => {
  const reply = await t.app.inject({ url: '/api/lessons/storage', headers: { 'accept-encoding': 'gzip' } });
  expect(reply.headers['content-encoding']).toBe('gzip');
});

test('bad bodies get a code and the place of each problem', async () => {
  const { call, app } = t;
  const wrong = await call('PUT', '/api/lessons/storage/progress', { done: 'yes', extra: 1 });
  expect(wrong.status).toBe(400);
  expect(wrong.body).toMatchObject({
    code: 'BAD_REQUEST',
    details: ['body must NOT have additional properties ("extra")', 'body/done must be boolean'],
  });
  const headers = { authorization: 'Bearer the-local-token-of-this-test' };
  const broken = await app.inject({
    method: 'PUT',
    url: '/api/lessons/storage/progress',
    headers: { ...headers, 'content-type': 'application/json' },
    payload: '{"done": tru',
  });
  expect(broken.json()).toMatchObject({ code: 'BAD_JSON' });
  const text = await app.inject({
    method: 'PUT',
    url: '/api/lessons/storage/progress',
    headers: { ...headers, 'content-type': 'text/csv' },
    payload: 'a,b',
  });
  expect(text.statusCode).toBe(415);
  const large = await app.inject({
    method: 'PUT',
    url: '/api/lessons/storage/progress',
    headers,
    payload: { position: 'x'.repeat(600_000) },
  });
  expect(large.statusCode).toBe(413);
  expect(large.json()).toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
});

test('metrics name the routes', async () => {
  await t.app.inject({ url: '/api/course' });
  const reply = await t.app.inject({ url: '/metrics' });
  expect(reply.body).toMatch(
    /groundschool_http_request_seconds_count\{method="GET",route="\/api\/course",status="200"\} \d+/,
  );
  expect(reply.body).toContain('groundschool_jobs{state="waiting"} 0');
});
