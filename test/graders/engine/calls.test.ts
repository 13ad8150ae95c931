import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CallRecord } from '../../../graders/engine/index.ts';
import { describeKey } from '../../../graders/reads/kms.ts';
import { bucketPolicy, headObject } from '../../../graders/reads/s3.ts';
import { startDouble, type DoubleReply, type HttpDouble } from '../../helpers/http-double.ts';
import { endpointTarget, testSession } from '../../helpers/session.ts';

let double: HttpDouble;
beforeAll(async () => {
  double = await startDouble(() => ({ status: 500 }));
});
afterAll(() => double.close());

const xml = (status: number, code: string): DoubleReply => ({
  status,
  headers: { 'content-type': 'application/xml', 'x-amz-request-id': `r-${code}` },
  body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>No.</Message></Error>`,
});

/** Calls of one read, while the double answers these in turn and the last of them for ever. */
async function callsOf(
  read: Parameters<typeof testSession>[0]['reads'][number],
  args: object,
  ...replies: DoubleReply[]
) {
  const calls: CallRecord[] = [];
  const queue = [...replies];
  double.answer(() => (queue.length > 1 ? queue.shift() : queue[0]) as DoubleReply);
  const session = testSession({
    target: { ...endpointTarget(double.endpoint), onCall: (call) => calls.push(call) },
    reads: [read],
    // Adaptive retries hold back a client that was throttled for a second and more.
    limits: { callMs: replies.includes('hang') ? 1_000 : 20_000 },
  });
  await session.ask(read, args);
  session.close();
  expect(calls).toHaveLength(double.requests.length);
  expect(session.requests()).toBe(calls.length);
  return calls;
}

describe('the list of calls', () => {
  it('has operation, arguments, answer and the id under which CloudTrail has it', async () => {
    const [call, ...more] = await callsOf(
      bucketPolicy,
      { bucket: 'bm-a' },
      {
        status: 200,
        headers: { 'x-amz-request-id': 'r-1' },
        body: '{}',
      },
    );
    expect(more).toEqual([]);
    expect(call).toMatchObject({
      operation: 's3:GetBucketPolicy',
      region: 'us-east-1',
      input: { Bucket: 'bm-a' },
      status: 200,
      error: null,
      requestId: 'r-1',
    });
    expect(new Date(call?.at ?? '').toISOString()).toBe(call?.at);
  });

  it('has each throttled attempt, and what came of it', async () => {
    const calls = await callsOf(
      bucketPolicy,
      { bucket: 'bm-a' },
      xml(503, 'SlowDown'),
      xml(403, 'AccessDenied'),
    );
    expect(calls.map(({ status, error }) => `${status} ${error}`)).toEqual([
      '503 SlowDown',
      '403 AccessDenied',
    ]);
  });

  it('has denials whose answer has no body, and JSON errors by their plain names', async () => {
    const [head] = await callsOf(headObject, { bucket: 'bm-a', key: 'k' }, { status: 403 });
    expect(head).toMatchObject({ operation: 's3:HeadObject', status: 403, error: 'HTTP 403' });
    const body = JSON.stringify({ __type: 'com.amazonaws.kms#AccessDeniedException', message: 'No.' });
    const [key] = await callsOf(describeKey, { keyId: 'k' }, { status: 400, body });
    expect(key).toMatchObject({ operation: 'kms:DescribeKey', error: 'AccessDeniedException' });
  });

  it.each(['reset', 'hang'] as const)('has calls that got no answer: %s', async (reply) => {
    const calls = await callsOf(bucketPolicy, { bucket: 'bm-a' }, reply);
    expect(calls.length).toBeGreaterThan(0);
    for (const call of calls) expect([call.status, call.error === null]).toEqual([0, false]);
  });
});
