import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import type { AccountReply } from '../../../server/contract/index.ts';
import { commandLine, type Said } from '../../helpers/command-line.ts';
import { startTestApp, TOKEN, type TestApp } from '../../helpers/server/app.ts';
import { opensTo, startSts, stsError, type StsDouble } from '../../helpers/sts-double.ts';

const ACCOUNT = '123456789012';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/grader`;
let sts: StsDouble;
let t: TestApp;
beforeAll(async () => {
  sts = await startSts();
  t = await startTestApp({ awsEndpoint: sts.endpoint });
  const url = await t.app.listen({ host: '127.0.0.1', port: 0 });
  writeFileSync(join(t.folder, 'server.json'), JSON.stringify({ url, token: TOKEN, pid: process.pid }));
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
  vi.stubEnv('GROUNDSCHOOL_DATA_DIR', t.folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

const run = (...args: string[]): Promise<Said> => commandLine('account', ...args);
const registration = async (): Promise<NonNullable<AccountReply['registration']>> => {
  const { registration: found } = (await t.call<AccountReply>('GET', '/api/account')).body;
  if (!found) throw new Error('no registration');
  return found;
};

it('registers, shows the role in each form, and confirms it', async () => {
  const begun = await run('register', ACCOUNT, '--lab', 'tiny-bucket');
  expect(begun).toMatchObject({ code: 0, err: '' });
  const { externalId } = await registration();
  for (const wanted of [ACCOUNT, externalId, 'aws iam create-role', 'groundschool account confirm'])
    expect(begun.out).toContain(wanted);
  const template = parse((await run('show', '--format', 'cloudformation')).out) as { Resources: object };
  expect(Object.keys(template.Resources)).toEqual(['GraderRole']);
  expect((await run('show', '--format', 'terraform')).out).toContain('resource "aws_iam_role"');
  sts.roles(opensTo(() => externalId));
  const confirmed = await run('confirm', ROLE);
  expect(confirmed.code).toBe(0);
  expect(confirmed.out).toContain(`Account ${ACCOUNT} is confirmed.`);
  expect((await registration()).status).toBe('confirmed');
  expect(JSON.parse((await run('show', '--format', 'json')).out)).toMatchObject({
    registration: { status: 'confirmed', roleArn: ROLE },
  });
});

it('shows the steps of a test that was not passed, and says why', async () => {
  await run('register', ACCOUNT);
  sts.roles(() => 'open');
  const open = await run('confirm', ROLE);
  expect(open.code).toBe(2);
  expect(open.err).toMatch(/^ROLE_OPENS_WITHOUT_ID: /);
  expect(open.out).toMatch(/Without an external id it refuses: NO/);
  sts.roles(() => stsError('Throttling', 400));
  const silent = await run('test');
  expect(silent.err).toMatch(/^ROLE_NOT_TESTED: /);
  expect(silent.out).toMatch(/With yours it opens: not known/);
});

it('says what a lab may cost, and begins it only when the number was typed', async () => {
  await run('register', ACCOUNT);
  const { externalId } = await registration();
  sts.roles(opensTo(() => externalId));
  await run('confirm', ROLE);
  const asked = await run('lab', 'tiny-bucket');
  expect(asked.code).toBe(2);
  expect(asked.err).toMatch(new RegExp(`^ACCOUNT_NOT_TYPED: .*--confirm-account ${ACCOUNT}`));
  expect(asked.out).toContain('groundschool target leftovers --lab tiny-bucket');
  expect((await run('lab', 'tiny-bucket', '--confirm-account', '210987654321')).err).toMatch(
    /^ACCOUNT_NUMBER_DIFFERS: /,
  );
  expect(await t.db.selectFrom('lab_sessions').selectAll().execute()).toEqual([]);
  expect((await run('lab', 'tiny-bucket', '--confirm-account', ACCOUNT)).code).toBe(0);
  const where = async () =>
    (await t.db.selectFrom('lab_sessions').selectAll().executeTakeFirstOrThrow()).target_kind;
  expect(await where()).toBe('aws');
  expect((await run('lab', 'tiny-bucket', '--sandbox')).code).toBe(0);
  expect(await where()).toBe('sandbox');
  await t.until(
    async () =>
      (await t.db.selectFrom('lab_sessions').selectAll().executeTakeFirstOrThrow()).status === 'ready',
    'the sandbox',
  );
  expect((await run('lab', 'tiny-bucket', '--confirm-account', ACCOUNT)).code).toBe(0);
  expect(await where()).toBe('aws');
});

it('removes, and tells how the role goes', async () => {
  await run('register', ACCOUNT);
  const removed = await run('remove');
  expect(removed).toMatchObject({ code: 0, err: '' });
  expect(removed.out).toContain('aws iam delete-role --role-name groundschool-grader-tiny-bucket');
  expect((await run('remove')).err).toMatch(/^ACCOUNT_NOT_REGISTERED: /);
  expect((await run('show', '--format', 'cli')).err).toMatch(/^ACCOUNT_NOT_REGISTERED: /);
});

it.each([
  [[], /^USAGE: Say what to do/],
  [['delete'], /^USAGE: Say what to do/],
  [['register'], /^USAGE: /],
  [['register', '123'], /^USAGE: An account has 12 digits/],
  [['show', '--format', 'xml'], /^USAGE: --format is/],
  [['confirm'], /^USAGE: /],
  [['confirm', 'no-role'], /^(BAD_REQUEST|ACCOUNT_NOT_REGISTERED): /],
] as [string[], RegExp][])('refuses %j', async (args, wanted) => {
  const { code, out, err } = await run(...args);
  expect([code, out]).toEqual([2, '']);
  expect(err).toMatch(wanted);
});
