import { describe, it } from 'vitest';
import type { BlockedReason } from '../../../graders/contract/index.ts';
import { startDouble, type DoubleReply } from '../../helpers/http-double.ts';
import { endpointTarget, testSession } from '../../helpers/session.ts';
import { ALL_READ_CASES } from './all-cases.ts';
import { awsError, type ReadCase } from './s3-cases.ts';

const HTML = '<!doctype html>\n<html lang=en>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n';

/** What can go wrong, and what it must be called. `null` = does not apply to this protocol. */
const FAULTS: readonly [
  string,
  (one: ReadCase) => DoubleReply | null,
  (one: ReadCase) => BlockedReason,
  RegExp,
][] = [
  ['AccessDenied', (one) => awsError(one, 403, 'AccessDenied'), () => 'denied', /403/],
  [
    'AccessDeniedException',
    (one) => awsError(one, 400, 'AccessDeniedException'),
    (one) => (one.protocol === 'head' ? 'unsupported-by-target' : 'denied'),
    /400/,
  ],
  ['403 without code', () => ({ status: 403 }), () => 'denied', /403/],
  ['SlowDown', (one) => awsError(one, 503, 'SlowDown'), () => 'throttled', /503/],
  ['ThrottlingException', (one) => awsError(one, 429, 'ThrottlingException'), () => 'throttled', /429/],
  ['no answer', () => 'hang', () => 'timeout', /no answer from .* within 0.4 s/],
  ['broken connection', () => 'reset', () => 'timeout', /broke/],
  ['500', (one) => awsError(one, 500, 'InternalError'), () => 'timeout', /500 3 times/],
  [
    '503 page',
    () => ({ status: 503, body: HTML }),
    (one) => (one.protocol === 'head' ? 'throttled' : 'timeout'),
    /503/,
  ],
  [
    'ExpiredToken',
    (one) => awsError(one, 400, 'ExpiredToken'),
    (one) => (one.protocol === 'head' ? 'unsupported-by-target' : 'credentials-expired'),
    /ExpiredToken|400/,
  ],
  [
    'InvalidAccessKeyId',
    (one) => awsError(one, 403, 'InvalidAccessKeyId'),
    (one) => (one.protocol === 'head' ? 'denied' : 'credentials-expired'),
    /403|InvalidAccessKeyId/,
  ],
  [
    'SignatureDoesNotMatch',
    (one) => awsError(one, 403, 'SignatureDoesNotMatch'),
    (one) => (one.protocol === 'head' ? 'denied' : 'credentials-expired'),
    /403|Signature/,
  ],
  [
    'OptInRequired',
    (one) => awsError(one, 403, 'OptInRequired'),
    (one) => (one.protocol === 'head' ? 'denied' : 'region-disabled'),
    /403|us-east-1/,
  ],
  ['NotImplemented', (one) => awsError(one, 501, 'NotImplemented'), () => 'unsupported-by-target', /501/],
  [
    '404 page',
    (one) =>
      one.protocol === 'head' ? null : { status: 404, headers: { 'content-type': 'text/html' }, body: HTML },
    () => 'unsupported-by-target',
    /HTML/,
  ],
  [
    '500 page',
    (one) => (one.protocol === 'head' ? null : { status: 500, body: HTML }),
    () => 'unsupported-by-target',
    /HTML/,
  ],
  [
    '200 page',
    (one) => (one.protocol === 'head' ? null : { status: 200, body: HTML }),
    () => 'unsupported-by-target',
    /HTML|parse/,
  ],
  [
    '404 without a body',
    (one) => (one.protocol === 'head' ? null : { status: 404 }),
    () => 'unsupported-by-target',
    /404/,
  ],
  [
    'a body cut off',
    (one) =>
      one.protocol === 'head' ? null : { ...one.answer, body: (one.answer.body ?? '').slice(0, -12) },
    () => 'unsupported-by-target',
    /parse/,
  ],
  [
    'an empty body',
    (one) => (one.protocol === 'head' ? null : { status: 200 }),
    () => 'unsupported-by-target',
    /parse/,
  ],
  [
    'nonsense',
    (one) => (one.protocol === 'head' ? null : { status: 200, body: '<<<{"' }),
    () => 'unsupported-by-target',
    /parse/,
  ],
];

describe.concurrent.each(ALL_READ_CASES)('$read.id', (one) => {
  const ask = async (reply: DoubleReply, callMs = 5_000) => {
    const double = await startDouble(() => reply);
    const errors: unknown[] = [];
    const session = testSession({
      target: endpointTarget(double.endpoint),
      reads: [one.read],
      limits: { callMs },
      errors,
    });
    try {
      return { observation: await session.ask(one.read, one.args), errors };
    } finally {
      session.close();
      await double.close();
    }
  };

  it('gives the minimal plain value', async ({ expect }) => {
    const { observation, errors } = await ask(one.answer);
    expect({ observation, errors }).toEqual({
      observation: { state: 'present', value: one.value },
      errors: [],
    });
  });

  it.runIf(one.absent)('observes an absence', async ({ expect }) => {
    const { status, code, message } = one.absent as NonNullable<ReadCase['absent']>;
    const { observation } = await ask(awsError(one, status, code, message));
    expect(observation).toEqual({ state: 'absent', code });
  });

  it.for(FAULTS.filter(([, fault]) => fault(one) !== null))(
    'is blocked, never absent or empty: %s',
    async ([, fault, reason, detail], { expect }) => {
      const reply = fault(one) as DoubleReply;
      const { observation, errors } = await ask(reply, reply === 'hang' ? 400 : 5_000);
      expect(errors).toEqual([]);
      expect(observation).toMatchObject({ state: 'blocked', reason: reason(one), operation: one.read.id });
      const blocked = observation as { detail: string; action: string | null };
      expect(blocked.detail).toMatch(detail);
      expect(blocked.action).toBe(reason(one) === 'denied' ? one.action : null);
    },
  );

  it('is blocked when nothing listens', async ({ expect }) => {
    const gone = await startDouble(() => 'hang');
    await gone.close();
    const session = testSession({ target: endpointTarget(gone.endpoint), reads: [one.read] });
    const observation = await session.ask(one.read, one.args);
    session.close();
    expect(observation).toMatchObject({
      state: 'blocked',
      reason: 'timeout',
      detail: `nothing listens at ${gone.endpoint}`,
    });
  });
});
