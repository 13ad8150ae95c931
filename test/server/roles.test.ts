import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  PERMISSIONS,
  SCOPES,
  type CreatedTokenReply,
  type Permission,
  type Role,
  type Scope,
} from '../../server/contract/index.ts';
import { COHORT, startClassroom, type Caller, type Classroom } from '../helpers/server/classroom.ts';
import { BODIES, EXPECTED, SCOPED, urlOf } from '../helpers/server/routes.ts';

/** Everybody who may come to a classroom's server, and what they are in the cohort that the addresses name. */
const ROLES = ['owner', 'instructor', 'assistant', 'designer', 'auditor', 'student'] as const;
const CALLERS = ['anonymous', 'stranger', 'dropped', ...ROLES, 'admin', 'local'] as const;

/** Programs: whose token, as what, for what. All but the stranger's are for the cohort that the addresses name. */
const ALL = Object.keys(SCOPES) as Scope[];
const TOKENS: Record<string, { owner: string; role: Role; scopes: Scope[] }> = {
  'an owner with all scopes': { owner: 'owner', role: 'owner', scopes: ALL },
  'an admin with all scopes': { owner: 'admin', role: 'owner', scopes: ALL },
  'an owner, as an auditor': { owner: 'owner', role: 'auditor', scopes: ['grades:read', 'runs:read'] },
  'an assistant for one thing': { owner: 'assistant', role: 'assistant', scopes: ['runs:start'] },
  'a stranger with all scopes': { owner: 'stranger', role: 'owner', scopes: ALL },
};

let t: Classroom;
const callers = new Map<string, Caller>();
const tokens = new Map<string, string>();
beforeAll(async () => {
  t = await startClassroom({ requestsPerMinute: 1_000_000 });
  callers.set('anonymous', t.anonymous);
  callers.set('local', t.local);
  callers.set('admin', await t.user('the-admin', { admin: true }));
  for (const role of ROLES) {
    const person = await t.user(`the-${role}`);
    callers.set(role, person);
    await t.enrol(person, role);
  }
  // In another cohort, where they may everything.
  const stranger = await t.user('a-stranger');
  callers.set('stranger', stranger);
  await t.local.call('POST', '/api/cohorts', { id: 'autumn-class', title: 'Autumn', timeZone: 'UTC' });
  await t.enrol(stranger, 'owner', 'autumn-class');
  // Was an owner here once.
  const dropped = await t.user('the-dropped');
  callers.set('dropped', dropped);
  await t.enrol(dropped, 'owner');
  await t.enrol(dropped, null);
  for (const [name, { owner, role, scopes }] of Object.entries(TOKENS)) {
    const url = `/api/cohorts/${owner === 'stranger' ? 'autumn-class' : COHORT}/tokens`;
    const made = await callers
      .get(owner)
      ?.call<CreatedTokenReply>('POST', url, { name, role, scopes, days: null });
    tokens.set(name, made?.body.token ?? '');
  }
});
afterAll(() => t.close());

/** What each caller must get: a code of refusal, or null where the route itself answers. */
function refusal(access: string, caller: (typeof CALLERS)[number]): string | null {
  if (access === 'public' || access === 'loopback') return null;
  if (caller === 'local') return null;
  if (access === 'token') return 'TOKEN_INVALID';
  if (caller === 'anonymous') return 'LOGIN_REQUIRED';
  if (access === 'learner' || caller === 'admin') return null;
  if (access === 'admin') return 'ADMIN_ONLY';
  if (caller === 'stranger' || caller === 'dropped') return 'COHORT_NOT_FOUND';
  const allowed: readonly Role[] = PERMISSIONS[access.slice('cohort:'.length) as Permission];
  return allowed.includes(caller) ? null : 'ROLE_FORBIDS';
}
/** The same for a program: the person's rights and the token's scopes, whichever is less. */
function tokenRefusal(route: string, access: string, { owner, role, scopes }: (typeof TOKENS)[string]) {
  if (!route.includes(' /api')) return null;
  const scope = SCOPED[route];
  if (scope === undefined) return 'API_TOKEN_NOT_HERE';
  if (!scopes.includes(scope)) return 'API_TOKEN_SCOPE';
  return refusal(access, owner === 'stranger' ? 'stranger' : role);
}
const REFUSALS = [
  'API_TOKEN_INVALID',
  'API_TOKEN_NOT_HERE',
  'API_TOKEN_SCOPE',
  'TOKEN_INVALID',
  'LOGIN_REQUIRED',
  'ADMIN_ONLY',
  'COHORT_NOT_FOUND',
  'ROLE_FORBIDS',
  'CSRF',
];
/** Logging out is let in, and then they would be out. */
const ENDS_THE_LOGIN = 'POST /api/logout';

describe.each(Object.entries(EXPECTED))('%s', (route, access) => {
  test.each(CALLERS)('called by %s', async (name) => {
    if (route === ENDS_THE_LOGIN && name !== 'anonymous') return expect(refusal(access, name)).toBeNull();
    const [method = '', url = ''] = route.split(' ');
    const caller = callers.get(name);
    const reply = await caller?.call(method as 'GET', urlOf(url), BODIES[route]);
    const expected = refusal(access, name);
    if (expected === null) expect(REFUSALS).not.toContain(reply?.code);
    else expect(reply?.code).toBe(expected);
  });

  test.each(Object.keys(TOKENS))('called with the token of %s', async (name) => {
    const token = TOKENS[name];
    if (!token) throw new Error(`There is no token of ${name}.`);
    const [method = '', url = ''] = route.split(' ');
    // The cookie of an owner beside it counts for nothing.
    const cookie = callers.get('owner')?.cookie ?? '';
    const headers = { cookie, authorization: `Bearer ${tokens.get(name)}` };
    const reply = await t.anonymous.call(method as 'GET', urlOf(url), BODIES[route], { headers });
    const expected = tokenRefusal(route, access, token);
    if (expected === null) expect(REFUSALS).not.toContain(reply.code);
    else expect(reply.code).toBe(expected);
  });

  test('changes want the CSRF token of the page, whoever asks', async () => {
    const [method = '', url = ''] = route.split(' ');
    const cookie = callers.get('admin')?.cookie ?? '';
    const reply = await t.anonymous.call(method as 'GET', urlOf(url), BODIES[route], { headers: { cookie } });
    if (method === 'GET') expect(reply.code).not.toBe('CSRF');
    else expect(reply).toMatchObject({ status: 403, code: 'CSRF' });
  });
});

describe('own and other people’s things', () => {
  const OWN = ['', '/journal', '/hints', '/artifacts', '/terminals', '/timeline', '/connection'];
  test.each(OWN)('a lab session%s is found by its owner alone', async (path) => {
    const student = callers.get('student');
    const opened = await student?.call<{ id: string }>('POST', '/api/lab-sessions', { lab: 'tiny-bucket' });
    const url = `/api/lab-sessions/${opened?.body.id}${path}`;
    expect((await student?.call('GET', url))?.status).not.toBe(404);
    for (const name of ['stranger', 'instructor', 'owner', 'admin', 'local'] as const) {
      expect(await callers.get(name)?.call('GET', url), name).toMatchObject({
        status: 404,
        code: 'LAB_SESSION_NOT_FOUND',
      });
    }
  });

  test('a lab session cannot be checked, reset or worked in by others', async () => {
    const opened = await callers
      .get('student')
      ?.call<{ id: string }>('POST', '/api/lab-sessions', { lab: 'tiny-bucket' });
    const session = `/api/lab-sessions/${opened?.body.id}`;
    for (const [route, body] of Object.entries(BODIES)) {
      if (!route.includes('/api/lab-sessions/:id')) continue;
      const [method = '', url = ''] = route.split(' ');
      const own = urlOf(url).replace(/^\/api\/lab-sessions\/[^/]+/, session);
      const reply = await callers.get('stranger')?.call(method as 'POST', own, body);
      expect(reply?.status, route).toBe(404);
    }
    expect((await callers.get('stranger')?.call('POST', `${session}/reset`))?.status).toBe(404);
  });

  test('a cohort that one is not in looks like one that there is not', async () => {
    const other = await callers.get('stranger')?.call('GET', `/api/cohorts/${COHORT}`);
    const none = await callers.get('stranger')?.call('GET', '/api/cohorts/no-such-class');
    expect(other?.text.replaceAll(COHORT, 'X')).toBe(none?.text.replaceAll('no-such-class', 'X'));
  });
});
