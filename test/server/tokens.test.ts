import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AuditReply, CreatedTokenReply, Scope, TokensReply } from '../../server/contract/index.ts';
import { COHORT, startClassroom, type Caller, type Classroom } from '../helpers/server/classroom.ts';

const URL = `/api/cohorts/${COHORT}/tokens`;
const DAY = 86_400_000;
let t: Classroom;
let clock = Date.parse('2026-11-20T08:00:00Z');
let owner: Caller;
let assistant: Caller;
beforeAll(async () => {
  t = await startClassroom({ now: () => clock, requestsPerMinute: 100_000 });
  owner = await t.user('olive');
  assistant = await t.user('asa');
  await t.enrol(owner, 'owner');
});
afterAll(() => t.close());
beforeEach(() => t.enrol(assistant, 'assistant'));

const body = { name: 'grade sync', role: 'auditor', scopes: ['roster:read'] as Scope[], days: null };
async function make(person: Caller, change: Record<string, unknown> = {}): Promise<CreatedTokenReply> {
  const reply = await person.call<CreatedTokenReply>('POST', URL, { ...body, ...change });
  if (reply.status !== 201) throw new Error(reply.text);
  return reply.body;
}
const by = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
const read = (token: string, url = `/api/cohorts/${COHORT}/roster`) =>
  t.anonymous.call('GET', url, undefined, by(token));
const dead = { status: 401, code: 'API_TOKEN_INVALID' };

describe('a token', () => {
  test('is shown once, and stored as a digest with its first characters', async () => {
    const { token, row } = await make(assistant);
    expect(token).toMatch(/^gsk_[A-Za-z0-9_-]{43}$/);
    expect(row).toMatchObject({ name: 'grade sync', role: 'auditor', own: true, hint: token.slice(0, 8) });
    const list = await assistant.call<TokensReply>('GET', URL);
    expect(list.text).not.toContain(token);
    const stored = JSON.stringify(await t.db.selectFrom('api_tokens').selectAll().execute());
    const audited = JSON.stringify(await t.db.selectFrom('audit').selectAll().execute());
    expect(stored + audited).not.toContain(token.slice(8));
  });

  test('works as a bearer token alone: not in the address, not as a cookie', async () => {
    const { token } = await make(assistant);
    expect((await read(token)).status).toBe(200);
    const inAddress = await t.anonymous.call('GET', `/api/cohorts/${COHORT}/roster?token=${token}`);
    expect(inAddress.code).toBe('LOGIN_REQUIRED');
    const headers = { cookie: `groundschool_login=${token}` };
    const asCookie = await t.anonymous.call('GET', `/api/cohorts/${COHORT}/roster`, undefined, { headers });
    expect(asCookie.code).toBe('LOGIN_REQUIRED');
  });

  test('says when it was last used', async () => {
    const { token, row } = await make(assistant);
    const seen = async () =>
      (await assistant.call<TokensReply>('GET', URL)).body.tokens.find(({ id }) => id === row.id)?.lastUsedAt;
    expect(await seen()).toBeNull();
    await read(token);
    expect(await seen()).toBe(new Date(clock).toISOString());
  });

  test('runs out', async () => {
    const { token } = await make(assistant, { days: 3 });
    expect((await read(token)).status).toBe(200);
    clock += 3 * DAY;
    expect(await read(token)).toMatchObject(dead);
    clock -= 3 * DAY;
  });

  test.each(['gsk_', `gsk_${'x'.repeat(43)}`])('%s that nobody made is refused', async (token) => {
    expect(await read(token)).toMatchObject(dead);
    expect(await read(token, '/api/health')).toMatchObject(dead);
  });

  test('of another cohort does not tell whether this one exists', async () => {
    await t.local.call('POST', '/api/cohorts', { id: 'other-class', title: 'Other', timeZone: 'UTC' });
    const { token } = await make(assistant);
    expect(await read(token, '/api/cohorts/other-class/roster')).toMatchObject({ code: 'COHORT_NOT_FOUND' });
    expect(await read(token, '/api/cohorts/no-class/roster')).toMatchObject({ code: 'COHORT_NOT_FOUND' });
  });

  test('has a limit of requests of its own', async () => {
    const small = await startClassroom({ requestsPerMinute: 40 });
    const person = await small.user('ida');
    await small.enrol(person, 'assistant');
    const made = await person.call<CreatedTokenReply>('POST', URL, body);
    const ask = () =>
      small.anonymous.call('GET', `/api/cohorts/${COHORT}/roster`, undefined, by(made.body.token));
    const replies = [];
    for (let index = 0; index < 12; index += 1) replies.push((await ask()).status);
    expect(replies.filter((status) => status === 200)).toHaveLength(10);
    expect(replies.filter((status) => status === 429)).toHaveLength(2);
    expect((await person.call('GET', URL)).status).toBe(200);
    await small.close();
  });
});

describe('whoever makes one', () => {
  test('gives it no more than they have', async () => {
    const refused = await assistant.call('POST', URL, { ...body, role: 'instructor' });
    expect(refused).toMatchObject({ status: 403, code: 'API_TOKEN_ROLE' });
    const useless = await assistant.call('POST', URL, {
      ...body,
      role: 'assistant',
      scopes: ['roster:import'],
    });
    expect(useless).toMatchObject({ status: 400, code: 'API_TOKEN_USELESS' });
  });

  test('sees their own; whoever manages the cohort sees and revokes all', async () => {
    const { token, row } = await make(assistant);
    const mine = await make(owner);
    const ids = async (person: Caller) =>
      (await person.call<TokensReply>('GET', URL)).body.tokens.map(({ id }) => id);
    expect(await ids(assistant)).not.toContain(mine.row.id);
    const foreign = await assistant.call('DELETE', `${URL}/${mine.row.id}`);
    expect(foreign).toMatchObject({ status: 404, code: 'API_TOKEN_NOT_FOUND' });
    expect(await ids(owner)).toEqual(expect.arrayContaining([row.id, mine.row.id]));
    expect((await owner.call('DELETE', `${URL}/${row.id}`)).status).toBe(200);
    expect(await read(token)).toMatchObject(dead);
    expect((await owner.call('DELETE', `${URL}/${row.id}`)).code).toBe('API_TOKEN_NOT_FOUND');
  });

  test('has at most twenty that work', async () => {
    const many = await t.user('mandy');
    await t.enrol(many, 'assistant');
    for (let index = 0; index < 20; index += 1) await make(many);
    expect(await many.call('POST', URL, body)).toMatchObject({ status: 409, code: 'API_TOKEN_LIMIT' });
  });

  test('is a person, be it an admin who is not in the cohort; never a program', async () => {
    const { token } = await make(owner, { role: 'owner' });
    const again = await t.anonymous.call('POST', URL, body, by(token));
    expect(again).toMatchObject({ status: 403, code: 'API_TOKEN_NOT_HERE' });
    const admin = await t.user('root-user', { admin: true });
    expect((await read((await make(admin, { role: 'owner' })).token)).status).toBe(200);
  });
});

describe('ends for good with what its owner may', () => {
  const back = {
    lowered: () => t.enrol(assistant, 'designer'),
    dropped: () => t.enrol(assistant, null),
    disabled: () => t.local.call('PUT', `/api/users/${assistant.id}`, { disabled: true }),
  };
  test.each(Object.entries(back))('%s', async (name, take) => {
    const { token } = await make(assistant);
    expect((await read(token)).status).toBe(200);
    await take();
    expect(await read(token)).toMatchObject(dead);
    await t.local.call('PUT', `/api/users/${assistant.id}`, { disabled: false });
    await t.enrol(assistant, 'owner');
    expect(await read(token)).toMatchObject(dead);
    const { body: audit } = await t.local.call<AuditReply>('GET', '/api/audit');
    expect(audit.entries.map(({ action }) => action)).toContain('token.ended');
    assistant = await t.user(`asa-after-${name}`);
  });

  test('a role that is enough still leaves it', async () => {
    const { token } = await make(assistant);
    await t.enrol(assistant, 'instructor');
    expect((await read(token)).status).toBe(200);
  });

  test('a roster that drops its owner', async () => {
    const { token } = await make(assistant, { role: 'student', scopes: ['cohort:read'] });
    await t.enrol(assistant, 'student');
    const csv = Buffer.from(`login,name,role\nolive,olive,owner\n`).toString('base64');
    const reply = await t.local.call('POST', `/api/cohorts/${COHORT}/roster/apply`, { csv, skipBad: false });
    expect(reply.status).toBe(200);
    expect(await read(token, `/api/cohorts/${COHORT}`)).toMatchObject(dead);
  });
});

describe('the roster by a program', () => {
  const apply = (token: string, text: string) =>
    t.anonymous.call(
      'POST',
      `/api/cohorts/${COHORT}/roster/apply`,
      { csv: Buffer.from(text).toString('base64'), skipBad: false },
      by(token),
    );
  test('enrols who has a login, makes nobody and gives no role, and is on record as what it is', async () => {
    const { token, row } = await make(owner, { role: 'owner', scopes: ['roster:import'] });
    await t.user('sam');
    const made = await apply(token, 'login,name\nnewcomer,New Comer\n');
    expect(made).toMatchObject({ status: 403, code: 'API_TOKEN_MAKES_NO_USERS' });
    const role = await apply(token, 'login,name,role\nsam,sam,owner\n');
    expect(role).toMatchObject({ code: 'ROSTER_HAS_PROBLEMS' });
    expect(await apply(token, 'login,name\nsam,sam\n')).toMatchObject({ status: 200 });
    const { body: audit } = await owner.call<AuditReply>('GET', `/api/cohorts/${COHORT}/audit`);
    const used = audit.entries.find(({ action }) => action === 'token.used');
    expect(used).toMatchObject({
      actor: 'olive',
      detail: { token: row.id, call: 'POST /api/cohorts/:cohort/roster/apply' },
    });
  });
});

test('in self-study a token is what it is for, not the one who is everything', async () => {
  const alone = await startClassroom({ env: { GROUNDSCHOOL_MODE: 'self-study' } });
  const made = await alone.anonymous.call<CreatedTokenReply>('POST', URL, body);
  expect(made.status).toBe(201);
  const ask = (url: string) => alone.anonymous.call('GET', url, undefined, by(made.body.token));
  expect((await ask(`/api/cohorts/${COHORT}/roster`)).status).toBe(200);
  expect((await ask('/api/course')).code).toBe('API_TOKEN_NOT_HERE');
  expect((await ask(`/api/cohorts/${COHORT}/gradebook`)).code).toBe('API_TOKEN_SCOPE');
  await alone.close();
});
