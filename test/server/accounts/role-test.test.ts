import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { Principal, principalOf } from '../../../server/accounts/principal.ts';
import { newExternalId, testRole } from '../../../server/accounts/role-test.ts';
import { Sts } from '../../../server/accounts/sts.ts';
import { EXTERNAL_ID } from '../../../server/targets/role-templates.ts';
import type { DoubleReply } from '../../helpers/http-double.ts';
import {
  SESSION_SECRET,
  startSts,
  stsError,
  type AskedRole,
  type StsDouble,
} from '../../helpers/sts-double.ts';

let double: StsDouble;
beforeAll(async () => {
  double = await startSts();
});
afterAll(() => double.close());
beforeEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) vi.stubEnv(name, undefined);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAOWN');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 's');
  double.identity((account) => account);
});
afterEach(() => vi.unstubAllEnvs());

const ROLE = 'arn:aws:iam::123456789012:role/groundschool-grader';
const RIGHT = newExternalId();
const tested = () =>
  testRole(new Sts({ endpoint: double.endpoint }), {
    roleArn: ROLE,
    externalId: RIGHT,
    region: 'us-east-1',
  });
const outcomes = async (): Promise<string[]> => {
  const { verdict, steps } = await tested();
  return [verdict, ...steps.map(({ step, outcome }) => `${step} ${outcome}`)];
};
const denied = stsError('AccessDenied');
const only =
  (...ids: (string | undefined)[]) =>
  ({ externalId }: AskedRole): 'open' | DoubleReply =>
    ids.includes(externalId) ? 'open' : denied;
const GOOD = ['without-id good', 'wrong-id good', 'right-id good', 'identity good'];

describe('the test of a role', () => {
  it('confirms one that opens to the right external id alone, in sessions that may do nothing', async () => {
    double.roles(only(RIGHT));
    expect(await outcomes()).toEqual(['CONFIRMED', ...GOOD]);
    const asked = double.assumed();
    const ids = asked.map(({ externalId }) => externalId);
    expect(ids).toHaveLength(3);
    expect(ids).toContain(undefined);
    expect(ids).toContain(RIGHT);
    expect(new Set(ids).size, 'the wrong id is another one').toBe(3);
    expect([...new Set(asked.map(({ policy }) => policy))]).toEqual([
      '{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}',
    ]);
    const bodies = double.requests.map(({ body }) => new URLSearchParams(body));
    expect(bodies.filter((one) => one.get('Action') === 'AssumeRole')).toHaveLength(3);
    expect(bodies.map((one) => one.get('DurationSeconds')).filter(Boolean)).toEqual(Array(3).fill('900'));
  });

  const verdicts: [string, (role: AskedRole) => 'open' | DoubleReply, string[]][] = [
    [
      'opens to everybody',
      () => 'open',
      ['ROLE_OPENS_WITHOUT_ID', 'without-id bad', 'wrong-id bad', 'right-id good', 'identity good'],
    ],
    [
      'opens without an external id and with the right one',
      only(undefined, RIGHT),
      ['ROLE_OPENS_WITHOUT_ID', 'without-id bad', 'wrong-id good', 'right-id good', 'identity good'],
    ],
    [
      'opens to any external id that begins like ours',
      ({ externalId }) => (externalId?.startsWith('gs-') === true ? 'open' : denied),
      ['ROLE_OPENS_WITH_WRONG_ID', 'without-id good', 'wrong-id bad', 'right-id good', 'identity good'],
    ],
    [
      'opens without one while the other answers are missing',
      ({ externalId }) => (externalId === undefined ? 'open' : stsError('ServiceUnavailable', 503)),
      [
        'ROLE_OPENS_WITHOUT_ID',
        'without-id bad',
        'wrong-id untested',
        'right-id untested',
        'identity untested',
      ],
    ],
    [
      'is not there',
      () => denied,
      ['ROLE_DOES_NOT_OPEN', 'without-id good', 'wrong-id good', 'right-id bad', 'identity untested'],
    ],
  ];
  it.each(verdicts)('refuses one that %s', async (_what, roles, wanted) => {
    double.roles(roles);
    expect(await outcomes()).toEqual(wanted);
  });

  it('refuses one whose session is of another account', async () => {
    double.roles(only(RIGHT));
    double.identity(() => '999999999999');
    expect(await outcomes()).toEqual([
      'ROLE_IDENTITY_DIFFERS',
      'without-id good',
      'wrong-id good',
      'right-id good',
      'identity bad',
    ]);
  });

  const silent: [string, DoubleReply][] = [
    ['a throttle', stsError('Throttling', 400, 'Rate exceeded')],
    ['a broken connection', 'reset'],
    ['an answer of 500', stsError('InternalFailure', 500)],
    ['our own keys having ended', stsError('ExpiredToken')],
    ['our own keys being unknown', stsError('InvalidClientTokenId')],
    [
      'a clock that is off',
      stsError('SignatureDoesNotMatch', 403, 'Signature expired: 1 is now earlier than 2'),
    ],
    ['a Region that is not enabled', stsError('RegionDisabledException')],
    [
      'the page of a proxy',
      { status: 403, headers: { 'content-type': 'text/html' }, body: '<h1>Forbidden</h1>' },
    ],
    ['an answer that is no XML', { status: 200, headers: { 'content-type': 'text/xml' }, body: 'hello' }],
  ];
  it.each(silent)('takes %s for no verdict', async (_what, reply) => {
    double.roles(() => reply);
    const { verdict, steps } = await tested();
    expect(verdict).toBe('ROLE_NOT_TESTED');
    expect(steps.map(({ outcome }) => outcome)).toEqual(Array(4).fill('untested'));
    for (const { detail } of steps) expect(detail).not.toBe('');
  });

  it('decides nothing while one of the answers is missing', async () => {
    double.roles(({ externalId }) =>
      externalId === undefined ? stsError('Throttling', 400) : only(RIGHT)({ externalId } as AskedRole),
    );
    expect(await outcomes()).toEqual(['ROLE_NOT_TESTED', 'without-id untested', ...GOOD.slice(1)]);
  });

  it('tells nothing of a session', async () => {
    double.roles(only(RIGHT));
    expect(JSON.stringify(await tested())).not.toContain(SESSION_SECRET);
  });
});

it('external ids are ones that AWS takes, and never the same', () => {
  const ids = Array.from({ length: 100 }, newExternalId);
  expect(new Set(ids).size).toBe(100);
  for (const id of ids) expect(id).toMatch(EXTERNAL_ID);
});

describe('who a role has to trust', () => {
  it.each([
    ['arn:aws:iam::111122223333:user/grading/server', 'arn:aws:iam::111122223333:user/grading/server'],
    ['arn:aws:sts::111122223333:assumed-role/Server/i-0123', 'arn:aws:iam::111122223333:role/Server'],
    ['arn:aws-cn:sts::111122223333:assumed-role/Server/x', 'arn:aws-cn:iam::111122223333:role/Server'],
  ])('%s is %s', (caller, principal) => expect(principalOf(caller)).toBe(principal));

  it.each([
    'arn:aws:iam::111122223333:root',
    'arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/teacher',
    'arn:aws:sts::111122223333:federated-user/teacher',
  ])('%s is nobody', (caller) => {
    expect(() => principalOf(caller)).toThrow(expect.objectContaining({ code: 'ACCOUNTS_UNAVAILABLE' }));
  });

  it('is asked of STS once, and a failure is asked again after a minute', async () => {
    let now = 0;
    let answer: 'untested' | 'known' = 'untested';
    let asked = 0;
    const identity = () => {
      asked += 1;
      const caller = { account: '111122223333', arn: 'arn:aws:iam::111122223333:user/server' };
      return Promise.resolve(
        answer === 'known'
          ? { state: 'known' as const, caller }
          : { state: 'untested' as const, detail: 'x' },
      );
    };
    const principal = new Principal({ configured: null, sts: { identity }, now: () => now });
    await expect(principal.arn()).rejects.toMatchObject({ code: 'ACCOUNTS_UNAVAILABLE' });
    answer = 'known';
    await expect(principal.arn()).rejects.toMatchObject({ code: 'ACCOUNTS_UNAVAILABLE' });
    expect(asked).toBe(1);
    now = 60_000;
    expect([await principal.arn(), await principal.arn()]).toEqual(
      Array(2).fill('arn:aws:iam::111122223333:user/server'),
    );
    expect(asked).toBe(2);
  });
});
