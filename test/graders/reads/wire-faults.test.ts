import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checks } from '../../../graders/checks/index.ts';
import { blockedMessage } from '../../../graders/engine/cures.ts';
import type { Credentials, Target } from '../../../graders/engine/index.ts';
import type { AnyRead, Observation, ReadSlot } from '../../../graders/kit/index.ts';
import { objectStart } from '../../../graders/reads/s3-objects.ts';
import { BILL_READS } from '../../../server/grading/bill-reads.ts';
import { makeAuthority, type Authority } from '../../helpers/certificates.ts';
import {
  startDouble,
  type DoubleReply,
  type DoubleRequest,
  type HttpDouble,
} from '../../helpers/http-double.ts';
import { endpointTarget, testSession, TEST_RUN } from '../../helpers/session.ts';
import { ALL_READ_CASES } from './all-cases.ts';
import { awsError, type ReadCase } from './s3-cases.ts';

type Blocked = Extract<Observation<unknown>, { state: 'blocked' }>;

/** Asks one read at a target; our own bugs fail the test. */
async function askAt(
  target: Target,
  one: Pick<ReadCase, 'read' | 'args'>,
  callMs = 5_000,
): Promise<Observation<unknown>> {
  const errors: unknown[] = [];
  const session = testSession({ target, reads: [one.read], limits: { callMs }, errors });
  const seen = await session.ask(one.read, one.args);
  session.close();
  expect(errors).toEqual([]);
  return seen;
}

async function askWith(
  reply: (request: DoubleRequest) => DoubleReply,
  one: ReadCase,
  callMs?: number,
): Promise<Observation<unknown>> {
  const double = await startDouble(reply);
  try {
    return await askAt(endpointTarget(double.endpoint), one, callMs);
  } finally {
    await double.close();
  }
}

/** The one read whose body is the object itself: no format could be wrong with it. */
const STREAMED = objectStart;

describe(STREAMED.id, () => {
  const xmlError = (code: string): string => `<Error><Code>${code}</Code></Error>`;
  it.each<[string, DoubleReply, string]>([
    ['a denial', { status: 403, body: xmlError('AccessDenied') }, 'denied'],
    ['a throttle', { status: 503, body: xmlError('SlowDown') }, 'throttled'],
    ['expired keys', { status: 400, body: xmlError('ExpiredToken') }, 'credentials-expired'],
    ['a clock that is off', { status: 403, body: xmlError('RequestTimeTooSkewed') }, 'credentials-expired'],
    ['trouble', { status: 500, body: xmlError('InternalError') }, 'timeout'],
    ['what it does not have', { status: 501, body: xmlError('NotImplemented') }, 'unsupported-by-target'],
    ['a page', { status: 404, body: '<!doctype html><html></html>' }, 'unsupported-by-target'],
    ['no answer', 'hang', 'timeout'],
    ['a broken connection', 'reset', 'timeout'],
    [
      'a body that never ends',
      { status: 200, headers: { etag: '"1"' }, body: 'ab', slow: { pauseMs: null } },
      'timeout',
    ],
  ])('is blocked by %s', async (what, reply, reason) => {
    const one = { read: STREAMED, args: { bucket: 'b', key: 'k' } } as unknown as ReadCase;
    expect(
      await askWith(() => reply, one, reply === 'hang' || what.includes('never') ? 500 : 3_000),
    ).toMatchObject({
      state: 'blocked',
      reason,
    });
  });
});

it('every read of a check and of the bill has a case here', async () => {
  const all = new Set<AnyRead>(BILL_READS);
  for (const load of Object.values(checks))
    for (const slot of Object.values((await load()).default.reads as Record<string, ReadSlot>))
      all.add('each' in slot ? slot.each : slot);
  const tried = new Set([STREAMED.id, ...ALL_READ_CASES.map(({ read }) => read.id)]);
  const missing = [...all].filter(({ source, id }) => source === 'aws' && !tried.has(id));
  expect(missing.map(({ id }) => id)).toEqual([]);
});

describe.concurrent.each(ALL_READ_CASES)('$read.id', (one) => {
  const isHead = one.protocol === 'head';

  it('is read from a body that comes slowly', async ({ expect }) => {
    const seen = await askWith(() => ({ ...one.answer, slow: { pauseMs: 150 } }), one);
    expect(seen).toEqual({ state: 'present', value: one.value });
  });

  it.runIf(!isHead)('is blocked by a body that never ends', async ({ expect }) => {
    const seen = await askWith(() => ({ ...one.answer, slow: { pauseMs: null } }), one, 500);
    expect(seen).toMatchObject({ state: 'blocked', reason: 'timeout', operation: one.read.id });
  });

  it.runIf(!isHead).for(['RequestTimeTooSkewed', 'RequestExpired', 'ExpiredTokenException'])(
    'is blocked by %s',
    async (code, { expect }) => {
      const seen = await askWith(() => awsError(one, code.endsWith('Exception') ? 400 : 403, code), one);
      expect(seen).toMatchObject({ state: 'blocked', reason: 'credentials-expired', operation: one.read.id });
    },
  );

  it('is blocked when its keys expire in mid-run', async ({ expect }) => {
    // The first answer is good, as it was for the identity; whatever this read asks then is refused.
    const double = await startDouble(() => one.answer);
    const session = testSession({
      target: endpointTarget(double.endpoint),
      reads: [one.read],
      limits: { callMs: 5_000 },
    });
    const before = await session.ask(one.read, one.args);
    double.answer(() => awsError(one, 403, 'ExpiredToken'));
    const args = { ...(one.args as object), again: true };
    const after = (await session.ask(one.read, args)) as Blocked;
    session.close();
    await double.close();
    expect(before.state).toBe('present');
    // HEAD has no body that could name a code.
    expect(after).toMatchObject({ state: 'blocked', reason: isHead ? 'denied' : 'credentials-expired' });
  });
});

describe('a clock that is off', () => {
  const one = ALL_READ_CASES.find(({ read }) => read.id === 'ec2:DescribeVpcs') as ReadCase;
  it.each([
    ['RequestTimeTooSkewed', 'm'],
    ['SignatureDoesNotMatch', 'Signature expired: 20261127T100000Z is now earlier than 20261127T101500Z'],
    [
      'InvalidSignatureException',
      'Signature not yet current: 20261127T102000Z is still later than 20261127T100500Z',
    ],
  ])('is what %s is cured as', async (code, message) => {
    const body = `<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors></Response>`;
    const seen = (await askWith(() => ({ status: 403, body }), one)) as Blocked;
    expect(seen).toMatchObject({ state: 'blocked', reason: 'credentials-expired' });
    expect(blockedMessage(seen, TEST_RUN)).toContain('Set the clock of the machine that grades');
  });

  it('is corrected where the answer says what time it is', async () => {
    const skewMs = 20 * 60_000;
    const seen = await askWith(({ headers }) => {
      const sent = String(headers['x-amz-date']).replace(
        /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/,
        '$1-$2-$3T$4:$5:$6Z',
      );
      const now = Date.now() + skewMs;
      const date = { date: new Date(now).toUTCString() };
      return Math.abs(Date.parse(sent) - now) < 5 * 60_000
        ? { ...one.answer, headers: { ...one.answer.headers, ...date } }
        : { ...(awsError(one, 403, 'RequestTimeTooSkewed') as Exclude<DoubleReply, string>), headers: date };
    }, one);
    expect(seen).toEqual({ state: 'present', value: one.value });
  });
});

describe('keys of a role that run out in mid-run', () => {
  it('are renewed, and no read is lost', async () => {
    const one = ALL_READ_CASES.find(({ read }) => read.id === 'ec2:DescribeVpcs') as ReadCase;
    let issued = 0;
    const credentials: Credentials = () => {
      issued += 1;
      return Promise.resolve({
        accessKeyId: `ASIA${issued}`,
        secretAccessKey: 's',
        sessionToken: 't',
        expiration: new Date(Date.now() + 400),
      });
    };
    const double = await startDouble(({ headers }) => {
      const key = /Credential=ASIA(\d+)\//.exec(headers.authorization ?? '')?.[1];
      return key === String(issued) ? one.answer : awsError(one, 403, 'ExpiredToken');
    });
    const session = testSession({
      target: { ...endpointTarget(double.endpoint), credentials },
      reads: [one.read],
    });
    const seen: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      seen.push((await session.ask(one.read, { round })).state);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    session.close();
    await double.close();
    expect(seen).toEqual(['present', 'present', 'present']);
    expect(issued).toBeGreaterThan(1);
  });
});

describe('TLS', () => {
  let authority: Authority;
  let unknown: HttpDouble;
  beforeAll(async () => {
    authority = makeAuthority();
    unknown = await startDouble(() => ({ status: 500 }), authority.issue('127.0.0.1'));
  });
  afterAll(() => unknown.close());

  it.concurrent.each(ALL_READ_CASES)('$read.id is blocked by a certificate of nobody known', async (one) => {
    const seen = await askAt(endpointTarget(unknown.endpoint), one);
    expect(seen).toMatchObject({ state: 'blocked', reason: 'timeout', operation: one.read.id });
    expect((seen as Blocked).detail).toMatch(/^the TLS certificate of https:.* cannot be verified: [A-Z_]+$/);
    expect(blockedMessage(seen as Blocked, TEST_RUN)).toContain('--ca-bundle FILE');
  });

  const one = ALL_READ_CASES.find(({ read }) => read.id === 'ec2:DescribeVpcs') as ReadCase;
  it.each([
    ['of another host', 'emulator.example', 1, /ERR_TLS_CERT_ALTNAME_INVALID/],
    ['that is over', '127.0.0.1', 0, /CERT_HAS_EXPIRED/],
  ])('a certificate %s blocks, although its authority is known', async (_what, host, days, detail) => {
    const double = await startDouble(() => one.answer, authority.issue(host, days));
    const seen = await askAt({ ...endpointTarget(double.endpoint), ca: authority.ca }, one);
    await double.close();
    expect(seen).toMatchObject({ state: 'blocked', reason: 'timeout' });
    expect((seen as Blocked).detail).toMatch(detail);
  });

  it('a known authority lets everything through', async () => {
    const double = await startDouble(() => one.answer, authority.issue('127.0.0.1'));
    const seen = await askAt({ ...endpointTarget(double.endpoint), ca: authority.ca }, one);
    await double.close();
    expect(seen).toEqual({ state: 'present', value: one.value });
  });

  it('HTTP where HTTPS was meant, and the other way round, are blocked', async () => {
    const plain = await startDouble(() => one.answer);
    const spoken = await askAt(endpointTarget(plain.endpoint.replace('http:', 'https:')), one);
    const unspoken = await askAt(endpointTarget(unknown.endpoint.replace('https:', 'http:')), one);
    await plain.close();
    expect([spoken.state, unspoken.state]).toEqual(['blocked', 'blocked']);
  });
});
