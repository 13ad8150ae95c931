import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AccountReply, RemovedAccountReply } from '../../../server/contract/index.ts';
import { startClassroom, type Caller, type Classroom } from '../../helpers/server/classroom.ts';
import {
  opensTo,
  SESSION_SECRET,
  SESSION_TOKEN,
  startSts,
  stsError,
  type StsDouble,
} from '../../helpers/sts-double.ts';

const ACCOUNT = '123456789012';
const roleIn = (account: string): string => `arn:aws:iam::${account}:role/groundschool-grader-tiny-bucket`;

let sts: StsDouble;
let t: Classroom;
let ada: Caller;
let bob: Caller;
beforeAll(async () => {
  sts = await startSts();
  t = await startClassroom({ awsEndpoint: sts.endpoint });
  ada = await t.user('ada');
  bob = await t.user('bob');
});
afterAll(async () => {
  await t.close();
  await sts.close();
});
beforeEach(async () => {
  await t.clear();
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) vi.stubEnv(name, undefined);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAOWN');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 's');
});
afterEach(() => vi.unstubAllEnvs());

const show = async (who: Caller): Promise<AccountReply> => {
  const { status, body } = await who.call<AccountReply>('GET', '/api/account');
  expect(status).toBe(200);
  return body;
};
/** @returns the external id that was issued */
async function begin(who: Caller, account = ACCOUNT): Promise<string> {
  const { status, body, text } = await who.call<AccountReply>('POST', '/api/account', { account });
  expect(status, text).toBe(201);
  return body.registration?.externalId ?? '';
}
const confirm = (who: Caller, account = ACCOUNT) =>
  who.call<AccountReply & { details?: string[] }>('POST', '/api/account/confirm', {
    roleArn: roleIn(account),
  });
async function confirmed(who: Caller, account = ACCOUNT): Promise<string> {
  const id = await begin(who, account);
  sts.roles(opensTo(() => id));
  expect((await confirm(who, account)).status).toBe(200);
  return id;
}

describe('a registration', () => {
  it('begins with an external id of Groundschool’s own and with the role in every form', async () => {
    const id = await begin(ada);
    const { problem, labs, registration } = await show(ada);
    expect(problem).toBeNull();
    expect(labs).toEqual([{ id: 'tiny-bucket', title: expect.any(String) as string, region: 'us-east-1' }]);
    expect(registration).toMatchObject({
      account: ACCOUNT,
      region: 'us-east-1',
      labs: ['tiny-bucket'],
      externalId: id,
      status: 'pending',
      roleArn: null,
      test: null,
    });
    const { role } = registration ?? {};
    expect(role?.principal).toBe('arn:aws:iam::111122223333:user/groundschool');
    expect(role?.trust).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: role?.principal },
          Action: 'sts:AssumeRole',
          Condition: { StringEquals: { 'sts:ExternalId': id } },
        },
      ],
    });
    for (const text of [role?.cloudformation, role?.terraform, role?.cli]) expect(text).toContain(id);
    expect(role?.removal.join('\n')).toContain('delete-role --role-name groundschool-grader-tiny-bucket');
  });

  it('takes no external id from the learner', async () => {
    const { status, code } = await ada.call('POST', '/api/account', {
      account: ACCOUNT,
      externalId: 'gs-mine',
    });
    expect([status, code]).toEqual([400, 'BAD_REQUEST']);
  });

  it('is its owner’s alone', async () => {
    const id = await begin(ada);
    expect((await show(bob)).registration).toBeNull();
    const audit = await t.local.call('GET', '/api/audit');
    expect(audit.text).toContain('account.registered');
    expect(audit.text).not.toContain(id);
  });

  it.each([
    ['no account number', { account: '12345' }, 400, 'BAD_REQUEST'],
    ['a lab that there is not', { account: ACCOUNT, labs: ['nope'] }, 404, 'LAB_NOT_FOUND'],
    ['another Region', { account: ACCOUNT, region: 'eu-west-1' }, 400, 'ACCOUNT_REGION_REFUSED'],
  ])('is refused for %s', async (_what, body, status, code) => {
    expect(await ada.call('POST', '/api/account', body)).toMatchObject({ status, code });
    expect((await show(ada)).registration).toBeNull();
  });

  it('is one for each learner, also when two requests come at once', async () => {
    const both = await Promise.all([1, 2].map(() => ada.call('POST', '/api/account', { account: ACCOUNT })));
    expect(both.map(({ status, code }) => code ?? String(status)).toSorted()).toEqual([
      '201',
      'ACCOUNT_EXISTS',
    ]);
  });
});

describe('confirming', () => {
  it('tests the role and takes it', async () => {
    await confirmed(ada);
    const { registration } = await show(ada);
    expect(registration).toMatchObject({ status: 'confirmed', roleArn: roleIn(ACCOUNT) });
    expect(registration?.test).toMatchObject({ verdict: 'CONFIRMED' });
    expect(registration?.test?.steps.map(({ outcome }) => outcome)).toEqual(Array(4).fill('good'));
    expect(registration?.testedAt).toBe(registration?.test?.at);
  });

  it.each([
    ['opens without the id', () => 'open' as const, 'ROLE_OPENS_WITHOUT_ID'],
    [
      'opens with a wrong id',
      ({ externalId }: { externalId: string | undefined }) =>
        externalId === undefined ? stsError('AccessDenied') : ('open' as const),
      'ROLE_OPENS_WITH_WRONG_ID',
    ],
    ['does not open', () => stsError('AccessDenied'), 'ROLE_DOES_NOT_OPEN'],
  ])('refuses a role that %s, and keeps what was seen', async (_what, roles, code) => {
    await begin(ada);
    sts.roles(roles);
    const reply = await confirm(ada);
    expect(reply).toMatchObject({ status: 409, code });
    expect(reply.body.details).toHaveLength(4);
    expect((await show(ada)).registration).toMatchObject({ status: 'pending', test: { verdict: code } });
  });

  it('asks nothing of a role in another account', async () => {
    await begin(ada);
    sts.roles(() => 'open');
    expect(await confirm(ada, '210987654321')).toMatchObject({ status: 409, code: 'ROLE_OTHER_ACCOUNT' });
    expect(sts.assumed()).toEqual([]);
  });

  it.each([
    'arn:aws:iam::123456789012:user/x',
    'arn:aws:iam::123456789012:role/',
    'role/x',
    'arn:aws:iam::123456789012:role/a b',
  ])('takes %s for no role', async (roleArn) => {
    await begin(ada);
    expect(await ada.call('POST', '/api/account/confirm', { roleArn })).toMatchObject({
      status: 400,
      code: 'BAD_REQUEST',
    });
  });

  it('needs a registration', async () => {
    expect(await confirm(ada)).toMatchObject({ status: 404, code: 'ACCOUNT_NOT_REGISTERED' });
    expect(await ada.call('POST', '/api/account/test')).toMatchObject({ status: 404 });
    await begin(ada);
    expect(await ada.call('POST', '/api/account/test')).toMatchObject({
      status: 409,
      code: 'ACCOUNT_NOT_CONFIRMED',
    });
  });

  it('gives one account to one learner, also when two confirm at once', async () => {
    const ids = new Set([await begin(ada), await begin(bob)]);
    sts.roles(({ externalId }) => (ids.has(externalId ?? '') ? 'open' : stsError('AccessDenied')));
    const both = await Promise.all([confirm(ada), confirm(bob)]);
    expect(both.map(({ status, code }) => code ?? String(status)).toSorted()).toEqual([
      '200',
      'ACCOUNT_TAKEN',
    ]);
    const states = [await show(ada), await show(bob)].map(({ registration }) => String(registration?.status));
    expect(states.toSorted()).toEqual(['confirmed', 'pending']);
  });
});

describe('testing again', () => {
  it('takes the confirmation back from a role that others may open now', async () => {
    await confirmed(ada);
    sts.roles(() => 'open');
    expect(await ada.call('POST', '/api/account/test')).toMatchObject({
      status: 409,
      code: 'ROLE_OPENS_WITHOUT_ID',
    });
    expect((await show(ada)).registration).toMatchObject({ status: 'pending', roleArn: roleIn(ACCOUNT) });
    await confirmed(bob);
  });

  it('leaves it when nothing could be tested, and shows what stood in the way', async () => {
    await confirmed(ada);
    const before = (await show(ada)).registration;
    sts.roles(() => stsError('Throttling', 400));
    const reply = await ada.call('POST', '/api/account/test');
    expect(reply).toMatchObject({ status: 503, code: 'ROLE_NOT_TESTED' });
    expect((await show(ada)).registration).toMatchObject({
      status: 'confirmed',
      testedAt: before?.testedAt,
      test: { verdict: 'ROLE_NOT_TESTED' },
    });
  });

  it('leaves it when a second role is no better than the one that works', async () => {
    const id = await confirmed(ada);
    sts.roles(({ roleArn, externalId }) =>
      roleArn.endsWith('/other') || externalId !== id ? stsError('AccessDenied') : 'open',
    );
    const roleArn = `arn:aws:iam::${ACCOUNT}:role/other`;
    expect(await ada.call('POST', '/api/account/confirm', { roleArn })).toMatchObject({
      code: 'ROLE_DOES_NOT_OPEN',
    });
    expect((await show(ada)).registration).toMatchObject({ status: 'confirmed', roleArn: roleIn(ACCOUNT) });
    expect((await ada.call('POST', '/api/account/test')).status).toBe(200);
  });
});

describe('removing', () => {
  it('tells how to remove the role, frees the account, and the next registration has another id', async () => {
    const id = await confirmed(ada);
    const { status, body } = await ada.call<RemovedAccountReply>('DELETE', '/api/account');
    expect(status).toBe(200);
    expect(body.account).toBe(ACCOUNT);
    expect(body.removal).toEqual([
      'aws iam delete-role-policy --role-name groundschool-grader-tiny-bucket --policy-name read-only',
      'aws iam delete-role --role-name groundschool-grader-tiny-bucket',
    ]);
    expect((await show(ada)).registration).toBeNull();
    await confirmed(bob);
    expect(await begin(ada)).not.toBe(id);
    expect(await confirm(ada)).toMatchObject({ status: 409 });
  });

  it('needs a registration', async () => {
    expect(await ada.call('DELETE', '/api/account')).toMatchObject({
      status: 404,
      code: 'ACCOUNT_NOT_REGISTERED',
    });
  });
});

it('no key of a session is in the database or in an answer, and no external id in the audit', async () => {
  const id = await confirmed(ada);
  const answers = [
    (await ada.call('GET', '/api/account')).text,
    (await ada.call('POST', '/api/account/test')).text,
  ];
  for (const text of answers)
    for (const secret of [SESSION_SECRET, SESSION_TOKEN]) expect(text).not.toContain(secret);
  const bytes = readdirSync(t.folder)
    .filter((name) => name.startsWith('groundschool.sqlite'))
    .map((name) => readFileSync(join(t.folder, name), 'latin1'))
    .join('');
  expect(bytes, 'what is looked through holds the registration').toContain(id);
  for (const secret of [SESSION_SECRET, SESSION_TOKEN]) expect(bytes).not.toContain(secret);
  expect((await t.local.call('GET', '/api/audit')).text).not.toContain(id);
});

it('a server that nobody can trust says so, and what can be done', async () => {
  const bare = await startClassroom({
    env: { GROUNDSCHOOL_PRINCIPAL: '' },
    awsEndpoint: 'http://127.0.0.1:9',
  });
  const eve = await bare.user('eve');
  const { problem, registration } = await show(eve);
  expect(problem?.code).toBe('ACCOUNTS_UNAVAILABLE');
  expect(registration).toBeNull();
  expect(await eve.call('POST', '/api/account', { account: ACCOUNT })).toMatchObject({
    status: 503,
    code: 'ACCOUNTS_UNAVAILABLE',
  });
  await bare.close();
});
