import { describe, expect, it } from 'vitest';
import { runningDigest } from '../../../server/sandbox/gateway/checksums.ts';
import { canonicalPath, claimOf, isSignatureRight, timeOf } from '../../../server/sandbox/gateway/sigv4.ts';
import type { Arrival } from '../../../server/sandbox/gateway/wire.ts';

const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

function arrival(method: string, path: string, query: string, headers: Record<string, string>): Arrival {
  return {
    request: { method, path, query, headers },
    sentPath: path,
    sentQuery: query,
    headerValues: new Map(Object.entries(headers).map(([name, value]) => [name, [value]])),
    host: headers['host'] ?? '',
    virtualHosted: false,
  };
}

function verify(request: Arrival, payload: string): boolean {
  const found = claimOf(request);
  if (found.kind !== 'claim') throw new Error(`no signature was found: ${JSON.stringify(found)}`);
  return isSignatureRight(request, found.claim, SECRET, payload);
}

// The worked examples of https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
// and https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
describe("AWS's own examples", () => {
  const scope = 'AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request';

  it('verifies the header-signed GET with a range', () => {
    const headers = {
      host: 'examplebucket.s3.amazonaws.com',
      range: 'bytes=0-9',
      'x-amz-content-sha256': EMPTY,
      'x-amz-date': '20130524T000000Z',
      authorization: `AWS4-HMAC-SHA256 Credential=${scope},SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41`,
    };
    expect(verify(arrival('GET', '/test.txt', '', headers), EMPTY)).toBe(true);
    expect(verify(arrival('GET', '/test.txt', '', { ...headers, range: 'bytes=0-8' }), EMPTY)).toBe(false);
    expect(verify(arrival('GET', '/test.tx', '', headers), EMPTY)).toBe(false);
  });

  it('verifies a query parameter without a value', () => {
    const headers = {
      host: 'examplebucket.s3.amazonaws.com',
      'x-amz-content-sha256': EMPTY,
      'x-amz-date': '20130524T000000Z',
      authorization: `AWS4-HMAC-SHA256 Credential=${scope},SignedHeaders=host;x-amz-content-sha256;x-amz-date,Signature=fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543`,
    };
    expect(verify(arrival('GET', '/', 'lifecycle', headers), EMPTY)).toBe(true);
    expect(verify(arrival('GET', '/', 'policy', headers), EMPTY)).toBe(false);
  });

  it('verifies the presigned GET', () => {
    const query = `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${encodeURIComponent(scope)}&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404`;
    const request = arrival('GET', '/test.txt', query, { host: 'examplebucket.s3.amazonaws.com' });
    expect(verify(request, 'UNSIGNED-PAYLOAD')).toBe(true);
    const longer = { ...request, sentQuery: query.replace('=86400', '=86401') };
    expect(verify(longer, 'UNSIGNED-PAYLOAD')).toBe(false);
  });
});

describe('canonical paths', () => {
  it.each([
    ['/a/../b', true, '/a/../b'],
    ['/a/../b', false, '/b'],
    ['/a%20b', true, '/a%20b'],
    ['/a%20b', false, '/a%2520b'],
    ['/a//b/', true, '/a//b/'],
    ['/a//b/', false, '/a/b/'],
    ["/it's(here)", true, '/it%27s%28here%29'],
    ['/%zz', true, '/%25zz'],
    ['/', false, '/'],
  ])('%s (S3: %s) is %s', (path, s3, expected) => {
    expect(canonicalPath(path, s3)).toBe(expected);
  });
});

describe('claims', () => {
  const at = (authorization: string, date = '20130524T000000Z'): string => {
    const found = claimOf(arrival('GET', '/', '', { host: 'h', 'x-amz-date': date, authorization }));
    return found.kind === 'malformed' ? found.why : found.kind;
  };
  const signature = 'a'.repeat(64);

  it.each([
    ['AWS AKIA:abc', 'authorization mechanism'],
    [
      'AWS4-HMAC-SHA256 Credential=AKIA/20130524/us-east-1/s3, SignedHeaders=host, Signature=x',
      'Credential is mal-formed',
    ],
    [
      `AWS4-HMAC-SHA256 Credential=AKIA/20130524/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=x`,
      '64 hexadecimal',
    ],
    [
      `AWS4-HMAC-SHA256 Credential=AKIA/20130523/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=${signature}`,
      'does not match',
    ],
    [
      `AWS4-HMAC-SHA256 Credential=AKIA/20130524/us-east-1/s3/aws4_request, SignedHeaders=Host, Signature=${signature}`,
      'lower-case',
    ],
  ])('explains what is wrong with %s', (authorization, why) => {
    expect(at(authorization)).toContain(why);
  });

  it('accepts an HTTP date in place of x-amz-date', () => {
    const authorization = `AWS4-HMAC-SHA256 Credential=AKIA/20130524/us-east-1/s3/aws4_request, SignedHeaders=date;host, Signature=${signature}`;
    const found = claimOf(
      arrival('GET', '/', '', { host: 'h', date: 'Fri, 24 May 2013 00:00:00 GMT', authorization }),
    );
    expect(found).toMatchObject({ kind: 'claim', claim: { timestamp: '20130524T000000Z' } });
  });

  it('reads time stamps', () => {
    expect(timeOf('20130524T010203Z')).toBe(Date.UTC(2013, 4, 24, 1, 2, 3));
    expect(timeOf('20131399T010203Z')).toBeNaN();
  });
});

describe('checksums', () => {
  // Check values of the CRC catalogue and of RFC 3174 / FIPS 180 for "123456789".
  it.each([
    ['crc32', 'cbf43926'],
    ['crc32c', 'e3069283'],
    ['crc64nvme', 'ae8b14860a799888'],
    ['sha1', 'f7c3bc1d808e04732adf679965ccc34ca7ae3441'],
    ['sha256', '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225'],
    ['md5', '25f9e794323b453885f5181f1b624d0b'],
  ])('%s', (algorithm, hex) => {
    const whole = runningDigest(algorithm);
    whole?.update(Buffer.from('123456789'));
    expect(whole?.hex()).toBe(hex);
    const pieces = runningDigest(algorithm);
    for (const piece of ['1234', '', '56789']) pieces?.update(Buffer.from(piece));
    expect(pieces?.base64()).toBe(Buffer.from(hex, 'hex').toString('base64'));
  });

  it('does not pretend to know others', () => {
    expect(runningDigest('xxhash')).toBeNull();
  });
});
