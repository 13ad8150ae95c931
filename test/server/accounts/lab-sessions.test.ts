import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type {
  AccountReply,
  AttemptReply,
  LabSessionReply,
  TerminalsReply,
} from '../../../server/contract/index.ts';
import { startClassroom, type Caller, type Classroom } from '../../helpers/server/classroom.ts';
import { opensTo, startSts, type StsDouble } from '../../helpers/sts-double.ts';

const ACCOUNT = '123456789012';
const roleArn = `arn:aws:iam::${ACCOUNT}:role/grader`;
const OWN = { kind: 'aws', account: ACCOUNT } as const;

let sts: StsDouble;
let t: Classroom;
let ada: Caller;
beforeAll(async () => {
  sts = await startSts();
  t = await startClassroom({ awsEndpoint: sts.endpoint });
  ada = await t.user('ada');
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

async function register(): Promise<string> {
  const { body } = await ada.call<AccountReply>('POST', '/api/account', { account: ACCOUNT });
  const id = body.registration?.externalId ?? '';
  sts.roles(opensTo(() => id));
  return id;
}
async function confirmed(): Promise<string> {
  const id = await register();
  expect((await ada.call('POST', '/api/account/confirm', { roleArn })).status).toBe(200);
  return id;
}
const open = (target?: object) =>
  ada.call<LabSessionReply>('POST', '/api/lab-sessions', {
    lab: 'tiny-bucket',
    ...(target ? { target } : {}),
  });
const look = async (id: string): Promise<LabSessionReply> =>
  (await ada.call<LabSessionReply>('GET', `/api/lab-sessions/${id}`)).body;
const move = (id: string, target: object) =>
  ada.call<LabSessionReply>('POST', `/api/lab-sessions/${id}/target`, target);
async function inSandbox(): Promise<LabSessionReply> {
  const { body } = await open();
  return await t.until(async () => {
    const session = await look(body.id);
    return session.status === 'ready' && session;
  }, 'the sandbox');
}
async function check(id: string): Promise<AttemptReply> {
  const { body } = await ada.call<AttemptReply>('POST', `/api/lab-sessions/${id}/attempts`, {
    key: `key-${Math.random()}`.replace('.', '-'),
  });
  return await t.until(async () => {
    const { body: now } = await ada.call<AttemptReply>('GET', `/api/attempts/${body.attempt.id}`);
    return ['done', 'failed'].includes(now.attempt.status) && now;
  }, 'the attempt');
}

describe('a lab in an account of one’s own', () => {
  it('is ready at once, with nothing run in it, and is graded by sessions of the role', async () => {
    await confirmed();
    const { status, body } = await open(OWN);
    expect([status, body.status, body.target]).toEqual([
      201,
      'ready',
      { kind: 'aws', endpoint: null, account: ACCOUNT, region: 'us-east-1' },
    ]);
    const ended = await check(body.id);
    expect(ended.attempt).toMatchObject({ status: 'done', score: 100 });
    const [job] = t.grader.jobs;
    expect(job?.target).toMatchObject({ kind: 'aws', account: ACCOUNT, region: 'us-east-1' });
    const { credentials } = job?.target ?? {};
    expect(typeof credentials, 'keys are fetched when they are needed').toBe('function');
    expect(t.scripts.runs).toEqual([]);
    expect(t.sandbox.accounts.size).toBe(0);
  });

  it.each([
    ['no account is registered', () => Promise.resolve(''), OWN, 404, 'ACCOUNT_NOT_REGISTERED'],
    ['its role is not confirmed', register, OWN, 409, 'ACCOUNT_NOT_CONFIRMED'],
    ['its number was not typed', confirmed, { kind: 'aws' }, 409, 'ACCOUNT_NUMBER_DIFFERS'],
    [
      'another number was typed',
      confirmed,
      { kind: 'aws', account: '210987654321' },
      409,
      'ACCOUNT_NUMBER_DIFFERS',
    ],
    ['the number is none', confirmed, { kind: 'aws', account: '12' }, 400, 'BAD_REQUEST'],
  ])('is not begun while %s', async (_why, prepare, target, status, code) => {
    await prepare();
    expect(await open(target)).toMatchObject({ status, code });
    expect(await t.db.selectFrom('lab_sessions').selectAll().execute()).toEqual([]);
  });

  it('is not begun when the role was made for other labs, or the account is for another Region', async () => {
    await confirmed();
    await t.db
      .updateTable('aws_accounts')
      .set({ labs: '["another-lab"]' } as never)
      .execute();
    expect(await open(OWN)).toMatchObject({ status: 409, code: 'ACCOUNT_LAB_NOT_COVERED' });
    await t.db
      .updateTable('aws_accounts')
      .set({ labs: '["tiny-bucket"]', region: 'eu-west-1' } as never)
      .execute();
    expect(await open(OWN)).toMatchObject({ status: 400, code: 'ACCOUNT_REGION_REFUSED' });
  });

  it('says what only the sandbox has, each with its own way out', async () => {
    await confirmed();
    const { body } = await open(OWN);
    const at = `/api/lab-sessions/${body.id}`;
    for (const [method, url, more] of [
      ['POST', `${at}/reset`, undefined],
      ['GET', `${at}/connection`, undefined],
      ['GET', `${at}/journal`, undefined],
      ['POST', `${at}/terminals`, { cols: 80, rows: 24 }],
    ] as const) {
      const reply = await ada.call<{ cure: string }>(method, url, more);
      expect([url, reply.status, reply.code]).toEqual([url, 409, 'SANDBOX_ONLY']);
      expect(reply.body.cure).not.toBe('');
    }
    const { body: terminals } = await ada.call<TerminalsReply>('GET', `${at}/terminals`);
    expect(terminals.problem?.code).toBe('SANDBOX_ONLY');
    // What is the learner's and not the account's works on.
    expect((await ada.call('GET', `${at}/timeline`)).status).toBe(200);
    expect((await ada.call('GET', `${at}/hints`)).status).toBe(200);
    expect((await ada.call('PUT', `${at}/artifacts/hand-in/answer.txt`, { text: 'yes' })).status).toBe(200);
    expect(await ada.call('GET', `${at}/network`)).toMatchObject({ status: 404, code: 'NO_NETWORK_PICTURE' });
  });

  it('works while the sandbox does not', async () => {
    await confirmed();
    t.sandbox.change({ status: 'unavailable', message: 'There is no Python.' });
    const { body } = await open(OWN);
    expect((await check(body.id)).attempt.status).toBe('done');
  });
});

describe('moving a lab', () => {
  it('keeps results, and gives every place its own generation', async () => {
    await confirmed();
    const session = await inSandbox();
    await check(session.id);
    expect(await open(OWN)).toMatchObject({ status: 409, code: 'LAB_SESSION_ELSEWHERE' });
    const { body: there } = await move(session.id, OWN);
    expect(there).toMatchObject({ status: 'ready', generation: 2, target: { kind: 'aws' }, score: 100 });
    expect((await open()).body.target.kind, 'where it is now').toBe('aws');
    expect((await move(session.id, OWN)).body.generation, 'moved already').toBe(2);
    const { body: back } = await move(session.id, { kind: 'sandbox' });
    expect(back).toMatchObject({
      status: 'preparing',
      generation: 3,
      target: { kind: 'sandbox', account: null },
    });
    await t.until(async () => (await look(session.id)).status === 'ready', 'the sandbox');
    expect((await check(session.id)).attempt.status).toBe('done');
    const kinds = t.grader.jobs.map(({ target }) => target.kind);
    expect(kinds).toEqual(['sandbox', 'sandbox']);
  });

  it('needs the typed number as beginning does', async () => {
    await confirmed();
    const { id } = await inSandbox();
    expect(await move(id, { kind: 'aws' })).toMatchObject({ status: 409, code: 'ACCOUNT_NUMBER_DIFFERS' });
    expect((await look(id)).target.kind).toBe('sandbox');
  });
});

describe('an account that is confirmed no more', () => {
  it('takes its labs with it and brings them back', async () => {
    await confirmed();
    const { body } = await open(OWN);
    sts.roles(() => 'open');
    expect((await ada.call('POST', '/api/account/test')).status).toBe(409);
    expect(await look(body.id)).toMatchObject({
      status: 'lost',
      problem: expect.stringContaining(ACCOUNT) as string,
    });
    const refused = await ada.call('POST', `/api/lab-sessions/${body.id}/attempts`, { key: 'abcdefgh' });
    expect(refused).toMatchObject({ status: 409, code: 'LAB_SESSION_NOT_READY' });
    const { registration } = (await ada.call<AccountReply>('GET', '/api/account')).body;
    sts.roles(opensTo(() => registration?.externalId ?? ''));
    await ada.call('POST', '/api/account/test');
    expect((await look(body.id)).status).toBe('ready');
  });

  it('after it was removed, lets the lab move back to the sandbox', async () => {
    await confirmed();
    const { body } = await open(OWN);
    await ada.call('DELETE', '/api/account');
    expect((await look(body.id)).status).toBe('lost');
    expect((await move(body.id, { kind: 'sandbox' })).body.status).toBe('preparing');
    await t.until(async () => (await look(body.id)).status === 'ready', 'the sandbox');
  });

  it('ends an attempt that waited in the queue, with the cure, and costs nothing', async () => {
    await confirmed();
    const { body } = await open(OWN);
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    t.grader.beforeTask = () => held;
    const press = (key: string) =>
      ada.call<AttemptReply>('POST', `/api/lab-sessions/${body.id}/attempts`, { key });
    // Two workers are busy with these; the third waits.
    const made = [await press('first-key'), await press('second-key'), await press('third-key')];
    await ada.call('DELETE', '/api/account');
    release();
    const last = await t.until(async () => {
      const url = `/api/attempts/${made[2]?.body.attempt.id}`;
      const { body: now } = await ada.call<AttemptReply>('GET', url);
      return now.attempt.status === 'failed' && now.attempt;
    }, 'the attempt');
    expect(last.problem).toContain('/account');
    expect(last.score).toBeNull();
  });
});
