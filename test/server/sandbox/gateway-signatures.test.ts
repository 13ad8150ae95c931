import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox, SandboxAccount } from '../../../server/sandbox/index.ts';
import { sharedSandbox } from '../../helpers/sandbox.ts';
import {
  awsChunked,
  derivedKey,
  presign,
  sendRaw,
  sendSigned,
  signHeaders,
  timestamp,
  type RawReply,
  type SignOptions,
} from '../../helpers/signed-request.ts';

let sandbox: Sandbox;
let account: SandboxAccount;

beforeAll(async () => {
  sandbox = await sharedSandbox();
  account = await sandbox.createAccount('signatures');
  expect((await send({ method: 'PUT', path: '/bucket' })).status).toBe(200);
});

const MINUTES = 60_000;
const ago = (minutes: number): Date => new Date(Date.now() - minutes * MINUTES);

function options(more: Partial<SignOptions>): SignOptions {
  const { accessKeyId, secretAccessKey } = account;
  return { endpoint: sandbox.endpoint, service: 's3', accessKeyId, secretAccessKey, ...more };
}
const send = (more: Partial<SignOptions>, sentBody?: string | Buffer): Promise<RawReply> =>
  sendSigned(options(more), sentBody);
const link = async (more: Partial<SignOptions>, seconds: number): Promise<RawReply> =>
  sendRaw(sandbox.endpoint, more.method ?? 'GET', presign(options(more), seconds), {});

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const iamCall = {
  service: 'iam',
  method: 'POST',
  headers: FORM,
  body: 'Action=ListUsers&Version=2010-05-08',
};
const ec2Call = {
  service: 'ec2',
  method: 'POST',
  headers: FORM,
  body: 'Action=DescribeVpcs&Version=2016-11-15',
};
const jsonCall = {
  service: 'ssm',
  method: 'POST',
  headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AmazonSSM.DescribeParameters' },
  body: '{}',
};
const restJsonCall = { service: 'eks', path: '/clusters' };
const s3Call = { service: 's3', path: '/bucket' };

describe('a request signed in its header', () => {
  it.each([
    ['S3', s3Call],
    ['query', iamCall],
    ['EC2', ec2Call],
    ['JSON', jsonCall],
    ['REST-JSON', restJsonCall],
  ])('is served (%s)', async (_name, call) => {
    expect((await send(call)).status).toBe(200);
  });

  it.each([
    ['S3', s3Call, 403, 'InvalidAccessKeyId'],
    ['query', iamCall, 403, 'InvalidClientTokenId'],
    ['EC2', ec2Call, 401, 'AuthFailure'],
    ['JSON', jsonCall, 400, 'UnrecognizedClientException'],
    ['REST-JSON', restJsonCall, 403, 'UnrecognizedClientException'],
  ])('is refused when its key is unknown (%s)', async (_name, call, status, code) => {
    const before = sandbox.stats().refused[code] ?? 0;
    const reply = await send({ ...call, accessKeyId: 'AKIAUNKNOWNKEY234567' });
    expect(reply).toMatchObject({ status, code });
    expect(sandbox.stats().refused[code]).toBe(before + 1);
  });

  it.each([
    ['S3', s3Call, 403, 'SignatureDoesNotMatch'],
    ['query', iamCall, 403, 'SignatureDoesNotMatch'],
    ['EC2', ec2Call, 403, 'SignatureDoesNotMatch'],
    ['JSON', jsonCall, 400, 'InvalidSignatureException'],
    ['REST-JSON', restJsonCall, 403, 'InvalidSignatureException'],
  ])('is refused when its secret is wrong (%s)', async (_name, call, status, code) => {
    const reply = await send({ ...call, secretAccessKey: account.readerSecretAccessKey });
    expect(reply).toMatchObject({ status, code });
  });

  it.each([
    ['S3', s3Call, 'RequestTimeTooSkewed', 'difference between the request time'],
    ['query', iamCall, 'SignatureDoesNotMatch', 'Signature expired'],
    ['EC2', ec2Call, 'RequestExpired', 'Signature expired'],
    ['JSON', jsonCall, 'InvalidSignatureException', 'Signature expired'],
  ])('is refused after a quarter of an hour (%s)', async (_name, call, code, words) => {
    const reply = await send({ ...call, at: ago(16) });
    expect(reply.code).toBe(code);
    expect(reply.body).toContain(words);
    expect((await send({ ...call, at: ago(14) })).status).toBe(200);
    expect((await send({ ...call, at: ago(-14) })).status).toBe(200);
    expect((await send({ ...call, at: ago(-16) })).code).toBe(code);
  });

  it('is refused when anything signed was changed', async () => {
    const signed = signHeaders(options({ path: '/bucket?prefix=a' }));
    const other = await sendRaw(sandbox.endpoint, 'GET', '/bucket?prefix=b', signed.headers);
    expect(other).toMatchObject({ status: 403, code: 'SignatureDoesNotMatch' });
    const method = await sendRaw(sandbox.endpoint, 'DELETE', '/bucket?prefix=a', signed.headers);
    expect(method.code).toBe('SignatureDoesNotMatch');
    const header = { ...signed.headers, 'x-amz-date': timestamp(ago(1)) };
    expect((await sendRaw(sandbox.endpoint, 'GET', '/bucket?prefix=a', header)).code).toBe(
      'SignatureDoesNotMatch',
    );
    expect((await send(iamCall, 'Action=ListRoles&Version=2010-05-08')).code).toBe('SignatureDoesNotMatch');
  });

  it('must sign the host and every x-amz header', async () => {
    const withoutHost = await send({ ...s3Call, unsigned: ['host'] });
    expect(withoutHost).toMatchObject({ status: 403, code: 'AccessDenied' });
    expect(withoutHost.body).toContain('<HeadersNotSigned>host</HeadersNotSigned>');
    const acl = await send({ ...s3Call, headers: { 'x-amz-acl': 'public-read' }, unsigned: ['x-amz-acl'] });
    expect(acl.code).toBe('AccessDenied');
    expect((await send({ ...iamCall, unsigned: ['host'] })).code).toBe('SignatureDoesNotMatch');
  });

  it('must tell the hash of its payload to S3', async () => {
    expect(await send({ ...s3Call, payload: null })).toMatchObject({ status: 400, code: 'InvalidRequest' });
    const nonsense = await send({ ...s3Call, payload: 'nonsense' });
    expect(nonsense).toMatchObject({ status: 400, code: 'InvalidArgument' });
  });

  it('may leave the payload unsigned', async () => {
    const put = { method: 'PUT', path: '/bucket/unsigned', payload: 'UNSIGNED-PAYLOAD', body: 'free' };
    expect((await send(put)).status).toBe(200);
    expect((await send({ path: '/bucket/unsigned' })).body).toBe('free');
  });

  it.each([
    ['a small body', 'good', 'evil'],
    ['a body that streams', 'g'.repeat(300_000), `${'g'.repeat(299_999)}e`],
  ])('is refused when %s was changed, and nothing is stored', async (_name, body, sent) => {
    const path = `/bucket/tampered-${body.length}`;
    const reply = await send({ method: 'PUT', path, body }, sent);
    expect(reply).toMatchObject({ status: 400, code: 'XAmzContentSHA256Mismatch' });
    expect((await send({ path })).code).toBe('NoSuchKey');
    expect((await send({ method: 'PUT', path, body })).status).toBe(200);
    expect((await send({ path })).body).toBe(body);
  });

  it('is refused when a checksum is wrong', async () => {
    const put = { method: 'PUT', path: '/bucket/checksums', body: 'content' };
    const md5 = (text: string): string => createHash('md5').update(text).digest('base64');
    expect((await send({ ...put, headers: { 'content-md5': md5('content') } })).status).toBe(200);
    expect((await send({ ...put, headers: { 'content-md5': md5('other') } })).code).toBe('BadDigest');
    expect((await send({ ...put, headers: { 'content-md5': 'short' } })).code).toBe('InvalidDigest');
    const wrong = await send({ ...put, headers: { 'x-amz-checksum-crc32': 'AAAAAA==' } });
    expect(wrong).toMatchObject({ status: 400, code: 'BadDigest' });
    expect(wrong.body).toContain('The CRC32 you specified did not match');
  });

  it.each([
    ['S3', 's3', 'AuthorizationHeaderMalformed'],
    ['others', 'iam', 'IncompleteSignature'],
  ])('is refused when its header is malformed (%s)', async (_name, service, code) => {
    const call = service === 's3' ? s3Call : iamCall;
    const { headers } = signHeaders(options(call));
    const broken = { ...headers, authorization: `${headers['authorization']}00` };
    const body = service === 's3' ? [] : [iamCall.body];
    const method = service === 's3' ? 'GET' : 'POST';
    const reply = await sendRaw(sandbox.endpoint, method, service === 's3' ? '/bucket' : '/', broken, body);
    expect(reply).toMatchObject({ status: 400, code });
  });
});

describe('a presigned link', () => {
  it('reads and writes without further headers', async () => {
    const put = presign(options({ method: 'PUT', path: '/bucket/by%20link%2B1' }), 60);
    expect((await sendRaw(sandbox.endpoint, 'PUT', put, {}, ['linked'])).status).toBe(200);
    expect((await link({ path: '/bucket/by%20link%2B1' }, 60)).body).toBe('linked');
    const listed = await link({ path: '/bucket?list-type=2&prefix=by%20link' }, 60);
    expect(listed.body).toContain('<KeyCount>1</KeyCount>');
  });

  it('works for other services', async () => {
    const reply = await link({ service: 'sts', path: '/?Action=GetCallerIdentity&Version=2011-06-15' }, 60);
    expect(reply.status).toBe(200);
    expect(reply.body).toContain(account.account);
  });

  it('expires', async () => {
    const reply = await link({ path: '/bucket', at: ago(2) }, 60);
    expect(reply).toMatchObject({ status: 403, code: 'AccessDenied' });
    expect(reply.body).toContain('Request has expired');
    expect((await link({ path: '/bucket', at: ago(2) }, 180)).status).toBe(200);
    expect((await link({ path: '/bucket', at: ago(30) }, 3600)).status).toBe(200);
    expect((await link({ path: '/bucket', at: ago(-16) }, 60)).code).toBe('RequestTimeTooSkewed');
  });

  it('cannot be valid for more than a week', async () => {
    expect((await link({ path: '/bucket' }, 604_800)).status).toBe(200);
    const reply = await link({ path: '/bucket' }, 604_801);
    expect(reply).toMatchObject({ status: 400, code: 'AuthorizationQueryParametersError' });
  });

  it('cannot be changed', async () => {
    const path = presign(options({ path: '/bucket' }), 60);
    const longer = await sendRaw(sandbox.endpoint, 'GET', path.replace('Expires=60', 'Expires=99'), {});
    expect(longer).toMatchObject({ status: 403, code: 'SignatureDoesNotMatch' });
    const other = await sendRaw(sandbox.endpoint, 'DELETE', path, {});
    expect(other.code).toBe('SignatureDoesNotMatch');
    const more = await sendRaw(sandbox.endpoint, 'GET', path, { 'x-amz-request-payer': 'requester' });
    expect(more.code).toBe('AccessDenied');
  });
});

describe('a streaming payload', () => {
  const CHUNKS = [Buffer.alloc(64 * 1024, 'a'), Buffer.alloc(64 * 1024, 'b'), Buffer.from('the rest')];
  const WHOLE = Buffer.concat(CHUNKS);
  const SHA256 = createHash('sha256').update(WHOLE).digest('base64');

  interface Stream {
    path: string;
    payload: string;
    trailers?: Record<string, string>;
    chunks?: Buffer[];
    tamper?: (body: Buffer) => Buffer;
  }

  async function stream({
    path,
    payload,
    trailers,
    chunks = CHUNKS,
    tamper = (b) => b,
  }: Stream): Promise<RawReply> {
    const at = new Date();
    const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    const headers = {
      'content-encoding': 'aws-chunked',
      'x-amz-decoded-content-length': String(length),
      ...(trailers === undefined ? {} : { 'x-amz-trailer': Object.keys(trailers).join(',') }),
    };
    const signed = signHeaders(options({ method: 'PUT', path, payload, headers, at }));
    const time = timestamp(at);
    const key = derivedKey(account.secretAccessKey, time.slice(0, 8), 's3');
    const signing = payload.includes('UNSIGNED')
      ? null
      : { seed: signed.signature, key, time, service: 's3' };
    const body = tamper(awsChunked(chunks, signing, trailers ?? {}));
    // In odd pieces, so that lines and chunks are cut anywhere.
    const pieces: Buffer[] = [];
    for (let at = 0; at < body.length; at += 9_973) pieces.push(body.subarray(at, at + 9_973));
    return sendRaw(sandbox.endpoint, 'PUT', path, signed.headers, pieces);
  }

  const flip = (text: string) => (body: Buffer) => {
    const at = body.lastIndexOf(text);
    const copy = Buffer.from(body);
    copy[at] = (copy[at] ?? 0) ^ 1;
    return copy;
  };

  const SIGNED = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD';
  it.each([
    ['signed chunks', SIGNED, undefined],
    ['signed chunks and a signed trailer', `${SIGNED}-TRAILER`, { 'x-amz-checksum-sha256': SHA256 }],
    [
      'unsigned chunks and a trailer',
      'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
      { 'x-amz-checksum-sha256': SHA256 },
    ],
  ])('is stored decoded: %s', async (_name, payload, trailers) => {
    const path = `/bucket/streamed-${payload}`;
    expect((await stream({ path, payload, ...(trailers ? { trailers } : {}) })).status).toBe(200);
    const stored = await send({ path });
    expect(stored.body).toBe(WHOLE.toString());
    expect(stored.headers['content-encoding']).toBeUndefined();
  });

  it('may be empty or small', async () => {
    const trailers = { 'x-amz-checksum-crc32': 'AAAAAA==' };
    const empty = {
      path: '/bucket/empty',
      payload: 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
      trailers,
      chunks: [],
    };
    expect((await stream(empty)).status).toBe(200);
    expect((await send({ path: '/bucket/empty' })).headers['content-length']).toBe('0');
    expect(
      (await stream({ path: '/bucket/small', payload: SIGNED, chunks: [Buffer.from('x')] })).status,
    ).toBe(200);
    expect((await send({ path: '/bucket/small' })).body).toBe('x');
  });

  it.each([
    ['the content of a chunk', SIGNED, undefined, flip('bbbb'), 'SignatureDoesNotMatch'],
    ['the content of the last chunk', SIGNED, undefined, flip('the rest'), 'SignatureDoesNotMatch'],
    ['a chunk signature', SIGNED, undefined, flip('chunk-signature='), 'IncompleteBody'],
    [
      'a signed trailer',
      `${SIGNED}-TRAILER`,
      { 'x-amz-checksum-sha256': SHA256 },
      flip(SHA256),
      'SignatureDoesNotMatch',
    ],
    [
      'content under an unsigned trailer',
      'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
      { 'x-amz-checksum-sha256': SHA256 },
      flip('the rest'),
      'BadDigest',
    ],
    [
      'the end',
      'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
      { 'x-amz-checksum-sha256': SHA256 },
      (body: Buffer) => body.subarray(0, 100_000),
      'IncompleteBody',
    ],
  ])(
    'is refused when %s was changed, and nothing is stored',
    async (name, payload, trailers, tamper, code) => {
      const path = `/bucket/changed-${name.replaceAll(' ', '-')}`;
      const reply = await stream({ path, payload, tamper, ...(trailers ? { trailers } : {}) });
      expect(reply.code).toBe(code);
      expect((await send({ path })).code).toBe('NoSuchKey');
    },
  );

  it('must say how long it is decoded', async () => {
    const { headers } = signHeaders(options({ method: 'PUT', path: '/bucket/long', payload: SIGNED }));
    const reply = await sendRaw(sandbox.endpoint, 'PUT', '/bucket/long', headers, ['0\r\n\r\n']);
    expect(reply).toMatchObject({ status: 411, code: 'MissingContentLength' });
  });
});

describe('an unsigned request', () => {
  it.each([
    ['S3', '/bucket', {}, 403, 'AccessDenied'],
    ['query', '/?Action=ListUsers&Version=2010-05-08', {}, 403, 'MissingAuthenticationToken'],
    [
      'JSON',
      '/',
      { 'x-amz-target': 'AmazonSSM.DescribeParameters' },
      400,
      'MissingAuthenticationTokenException',
    ],
  ])('is refused (%s)', async (_name, path, headers, status, code) => {
    const before = sandbox.stats().refused[code] ?? 0;
    expect(await sendRaw(sandbox.endpoint, 'GET', path, headers)).toMatchObject({ status, code });
    expect(sandbox.stats().refused[code]).toBe(before + 1);
  });
});

describe('an unsigned request for a public object', () => {
  const policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::public/open/*' },
    ],
  });

  it('is served by the account whose bucket policy lets everybody in, and stands in its journal', async () => {
    const [owner, other] = [account, await sandbox.createAccount('same bucket name, closed')];
    for (const { accessKeyId, secretAccessKey } of [owner, other]) {
      const keys = { accessKeyId, secretAccessKey };
      expect((await send({ ...keys, method: 'PUT', path: '/public' })).status).toBe(200);
      for (const key of ['open/a', 'closed/b']) {
        expect(
          (await send({ ...keys, method: 'PUT', path: `/public/${key}`, body: accessKeyId })).status,
        ).toBe(200);
      }
    }
    const anonymously = (path: string): Promise<RawReply> => sendRaw(sandbox.endpoint, 'GET', path, {});
    expect((await anonymously('/public/open/a')).code).toBe('AccessDenied');
    expect((await send({ method: 'DELETE', path: '/public?publicAccessBlock' })).status).toBe(204);
    expect((await send({ method: 'PUT', path: '/public?policy', body: policy })).status).toBeLessThan(300);
    expect(await anonymously('/public/open/a')).toMatchObject({ status: 200, body: owner.accessKeyId });
    expect((await anonymously('/public/closed/b')).code).toBe('AccessDenied');
    expect(await sendRaw(sandbox.endpoint, 'PUT', '/public/open/a', {}, ['mine now'])).toMatchObject({
      status: 403,
      code: 'AccessDenied',
    });
    expect(sandbox.journal(owner.account, { limit: 1000 }).at(-1)).toMatchObject({
      who: 'anonymous',
      operation: 'GetObject',
      parameters: { bucket: 'public', key: 'open/a' },
    });
  });
});

describe("the engine's own paths", () => {
  it.each(['/moto-api/reset', '/moto-api/data.json', '/latest/meta-data/iam/', '/favicon.ico'])(
    'cannot be reached: %s',
    async (path) => {
      const method = path.endsWith('reset') ? 'POST' : 'GET';
      expect(await send({ path, method })).toMatchObject({ status: 400, code: 'InvalidBucketName' });
    },
  );

  it('nor can another account be chosen', async () => {
    const other = await sandbox.createAccount('victim');
    const headers = { 'x-moto-account-id': other.account };
    const reply = await send({
      service: 'sts',
      path: '/?Action=GetCallerIdentity&Version=2011-06-15',
      headers,
    });
    expect(reply.body).toContain(account.account);
    expect(reply.body).not.toContain(other.account);
  });
});
