import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { followLink, parseS3Link } from '../../../graders/reads/link.ts';
import { startDouble, type HttpDouble } from '../../helpers/http-double.ts';
import { endpointTarget, testSession, TEST_RUN } from '../../helpers/session.ts';

const SIGNED =
  '?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20261125T101500Z&X-Amz-Expires=3600&X-Amz-Signature=0';
const sandbox = {
  region: 'us-east-1',
  target: { kind: 'sandbox' as const, endpoint: 'http://127.0.0.1:4566' },
};
const aws = (region: string) => ({ region, target: { kind: 'aws' as const, endpoint: null } });

describe('a presigned link', () => {
  it('is taken apart', () => {
    expect(
      parseS3Link(` http://localhost:4566/my-bucket/models/v1/a%20b%2Bc.pth${SIGNED}\n`, sandbox),
    ).toEqual({
      url: `http://localhost:4566/my-bucket/models/v1/a%20b%2Bc.pth${SIGNED}`,
      protocol: 'http:',
      host: 'localhost:4566',
      hostAllowed: true,
      bucket: 'my-bucket',
      key: 'models/v1/a b+c.pth',
      algorithm: 'AWS4-HMAC-SHA256',
      signedAt: '2026-11-25T10:15:00.000Z',
      expiresSeconds: 3600,
      expiresAt: '2026-11-25T11:15:00.000Z',
    });
  });

  it.each([
    ['http://my-bucket.localhost:4566/k', sandbox, 'my-bucket', 'k'],
    ['http://my-bucket.s3.localhost.localstack.cloud:4566/k', sandbox, 'my-bucket', 'k'],
    ['http://s3.localhost.localstack.cloud:4566/my-bucket/k', sandbox, 'my-bucket', 'k'],
    ['http://[::1]:4566/my-bucket/k', sandbox, 'my-bucket', 'k'],
    ['https://my-bucket.s3.eu-west-1.amazonaws.com/k/../x', aws('eu-west-1'), 'my-bucket', 'k/../x'],
    ['https://s3.eu-west-1.amazonaws.com/my-bucket/k', aws('eu-west-1'), 'my-bucket', 'k'],
    ['https://my.dotted.bucket.s3.us-east-1.amazonaws.com/k', aws('us-east-1'), 'my.dotted.bucket', 'k'],
    ['https://my-bucket.s3.amazonaws.com/k', aws('us-east-1'), 'my-bucket', 'k'],
    ['https://s3.dualstack.eu-west-1.amazonaws.com/my-bucket/k', aws('eu-west-1'), 'my-bucket', 'k'],
  ])('%s leads to S3', (url, run, bucket, key) => {
    expect(parseS3Link(`${url}${SIGNED}`, run)).toMatchObject({ hostAllowed: true, bucket, key });
  });

  it.each([
    ['http://localhost:4567/my-bucket/k', sandbox],
    ['http://example.com:4566/my-bucket/k', sandbox],
    ['http://localhost:4566@example.com/my-bucket/k', sandbox],
    ['http://user:pass@localhost:4566/my-bucket/k', sandbox],
    ['https://my-bucket.s3.amazonaws.com/k', sandbox],
    ['http://localhost:4566/my-bucket/k', aws('us-east-1')],
    ['https://my-bucket.s3.eu-west-1.amazonaws.com/k', aws('us-east-1')],
    ['https://my-bucket.s3.amazonaws.com/k', aws('eu-west-1')],
    ['https://my-bucket.s3.us-east-1.amazonaws.com.example.com/k', aws('us-east-1')],
    ['https://my-bucket.s3.us-east-1.amazonaws.com:8443/k', aws('us-east-1')],
    ['http://169.254.169.254/latest/meta-data', aws('us-east-1')],
  ])('%s leads elsewhere and is never fetched', async (url, run) => {
    expect(parseS3Link(url, run)?.hostAllowed).toBe(false);
    const session = testSession({
      target: { ...endpointTarget('x'), ...run.target },
      reads: [followLink],
      run: { ...TEST_RUN, ...run },
    });
    expect(await session.ask(followLink, { url })).toMatchObject({
      state: 'blocked',
      reason: 'unsupported-construct',
    });
    session.close();
  });

  it.each(['', 'not a link', 'ftp://localhost:4566/b/k', 'file:///etc/passwd', 'http://', 's3://bucket/key'])(
    '%j is no link',
    (text) => {
      expect(parseS3Link(text, sandbox)).toBeNull();
    },
  );

  it.each(['', 'X-Amz-Expires=1e3&X-Amz-Date=20261345T101500Z', 'X-Amz-Expires=-5'])(
    'says nothing where the query is %j',
    (query) => {
      expect(parseS3Link(`http://localhost:4566/b/k?${query}`, sandbox)).toMatchObject({
        expiresSeconds: null,
        signedAt: null,
        expiresAt: null,
      });
    },
  );
});

describe('following a link', () => {
  let double: HttpDouble;
  beforeAll(async () => {
    double = await startDouble(() => ({ status: 206, body: 'x' }));
  });
  afterAll(() => double.close());

  const follow = async (url: string, callMs = 6_000) => {
    const errors: unknown[] = [];
    const session = testSession({
      target: endpointTarget(double.endpoint),
      reads: [followLink],
      limits: { callMs, labMs: 1_500 },
      errors,
    });
    const observation = await session.ask(followLink, { url });
    session.close();
    expect(errors).toEqual([]);
    return observation;
  };

  it('sends one ranged GET, to the endpoint, as it was signed', async () => {
    double.answer(() => ({ status: 206, body: 'x' }));
    const port = new URL(double.endpoint).port;
    const observation = await follow(`http://my-bucket.localhost:${port}/a/../b%20c+d${SIGNED}`);
    expect(observation).toEqual({ state: 'present', value: { status: 206, code: null } });
    expect(double.requests).toMatchObject([
      {
        method: 'GET',
        url: `/a/../b%20c+d${SIGNED}`,
        headers: { range: 'bytes=0-0', host: `my-bucket.localhost:${port}` },
      },
    ]);
  });

  it('reports a refusal with its code, and follows no redirect', async () => {
    double.answer(() => ({ status: 403, body: '<Error><Code>SignatureDoesNotMatch</Code></Error>' }));
    expect(await follow(`${double.endpoint}/b/k`)).toEqual({
      state: 'present',
      value: { status: 403, code: 'SignatureDoesNotMatch' },
    });
    double.answer(() => ({ status: 307, headers: { location: 'http://169.254.169.254/' } }));
    expect(await follow(`${double.endpoint}/b/k`)).toEqual({
      state: 'present',
      value: { status: 307, code: null },
    });
    expect(double.requests).toHaveLength(1);
  });

  it('takes a little of a long answer', async () => {
    double.answer(() => ({ status: 200, body: 'x'.repeat(5_000_000) }));
    expect(await follow(`${double.endpoint}/b/k`)).toEqual({
      state: 'present',
      value: { status: 200, code: null },
    });
  });

  it.each([
    ['hang' as const, 'timeout'],
    ['reset' as const, 'timeout'],
    [{ status: 503, body: '<Error><Code>SlowDown</Code></Error>' }, 'throttled'],
    [{ status: 500 }, 'timeout'],
    [{ status: 501 }, 'unsupported-by-target'],
  ])('is blocked by %j', async (reply, reason) => {
    double.answer(() => reply);
    expect(await follow(`${double.endpoint}/b/k`)).toMatchObject({
      state: 'blocked',
      reason,
      operation: 'link:get',
    });
  });
});
