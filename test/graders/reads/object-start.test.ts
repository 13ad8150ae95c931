/** The one read whose answer is a stream: two bytes of it, and every way in which it cannot be had. */
import { describe, expect, it } from 'vitest';
import { objectStart } from '../../../graders/reads/s3.ts';
import { startDouble, type DoubleReply } from '../../helpers/http-double.ts';
import { endpointTarget, testSession } from '../../helpers/session.ts';

const ARGS = { bucket: 'bm-cap-000000', key: 'models/birdsong/v1/model.tar.gz' };

async function ask(reply: DoubleReply, callMs = 5_000) {
  const double = await startDouble(() => reply);
  const session = testSession({
    target: endpointTarget(double.endpoint),
    reads: [objectStart],
    limits: { callMs },
  });
  try {
    return { observation: await session.ask(objectStart, ARGS), requests: double.requests };
  } finally {
    session.close();
    await double.close();
  }
}
const error = (status: number, code: string): DoubleReply => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>m</Message></Error>`,
});

const TAGGED = { etag: '"0123456789abcdef0123456789abcdef"' };

describe('the first bytes of an object', () => {
  it.each<[string, DoubleReply, string]>([
    ['two bytes of a range', { status: 206, headers: TAGGED, body: 'PK' }, '504b'],
    [
      'the whole object, from what ignores the range',
      { status: 200, headers: TAGGED, body: `PK${'x'.repeat(99_999)}` },
      '504b',
    ],
    ['one byte of an object that has no more', { status: 206, headers: TAGGED, body: 'P' }, '50'],
    [
      'a page that somebody has stored',
      { status: 200, headers: TAGGED, body: '<!doctype html><html></html>' },
      '3c21',
    ],
  ])('%s', async (_name, reply, start) => {
    const { observation, requests } = await ask(reply);
    expect(observation).toEqual({ state: 'present', value: { Start: start } });
    expect(requests.map(({ headers }) => headers['range'])).toEqual(['bytes=0-1']);
  });

  it('observes an absence', async () => {
    const { observation } = await ask(error(404, 'NoSuchKey'));
    expect(observation).toEqual({ state: 'absent', code: 'NoSuchKey' });
  });

  it.each<[string, DoubleReply, string]>([
    ['denied', error(403, 'AccessDenied'), 'denied'],
    ['archived', error(403, 'InvalidObjectState'), 'denied'],
    ['throttled', error(503, 'SlowDown'), 'throttled'],
    ['an error page', { status: 404, body: '<!doctype html>\n<html></html>' }, 'unsupported-by-target'],
    ['bytes that S3 did not tag', { status: 200, body: '{"malformed": [1, 2' }, 'unsupported-by-target'],
    ['not known here', error(501, 'NotImplemented'), 'unsupported-by-target'],
  ])('is blocked, never absent or empty: %s', async (_name, reply, reason) => {
    expect((await ask(reply)).observation).toMatchObject({ state: 'blocked', reason });
  });

  it('is blocked when nothing answers', async () => {
    expect((await ask('hang', 400)).observation).toMatchObject({ state: 'blocked', reason: 'timeout' });
  });
});
