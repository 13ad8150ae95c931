/** Sends a verified request on to the engine and streams the answer back. */
import http from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Engine } from '../engine/index.ts';
import { AwsError, type WireReply, type WireRequest } from '../types.ts';
import type { Scope } from './sigv4.ts';

const keepAlive = new http.Agent({ keepAlive: true, maxSockets: 128, maxFreeSockets: 32, timeout: 60_000 });

/** Headers that concern one connection, or that the gateway has dealt with. */
const NOT_FORWARDED = new Set([
  'accept-encoding',
  'authorization',
  'connection',
  'content-length',
  'content-md5',
  'expect',
  'host',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'user-agent',
  'x-amz-content-sha256',
  'x-amz-decoded-content-length',
  'x-amz-security-token',
  'x-amz-trailer',
  'x-groundschool-nonce',
  'x-moto-account-id',
]);
const NOT_RETURNED = new Set(['connection', 'keep-alive', 'transfer-encoding', 'server']);

export interface Forwarded {
  request: WireRequest;
  account: string;
  /** Region and service by which the engine finds its backend. */
  claim: Scope;
  engine: Pick<Engine, 'url' | 'nonce'>;
  /** Host header for the engine, which puts it into the URLs that it hands out. */
  host: string;
  /** Whole, or streamed with its exact length. */
  body: Buffer | { pieces: AsyncIterable<Buffer>; length: number };
  /** Trailer checksums of a body that was read whole. */
  addedHeaders?: Record<string, string>;
}

/** The engine could not be reached, or hung up in the middle. */
export class EngineUnreachable extends Error {}

/**
 * @returns the engine's answer as soon as its head is there
 * @throws EngineUnreachable, or what the body's pieces throw
 */
export async function forward(call: Forwarded, signal: AbortSignal): Promise<http.IncomingMessage> {
  const { body } = call;
  if (Buffer.isBuffer(body)) {
    try {
      return await send(call, body, signal);
    } catch (error) {
      // A kept-alive connection may have been closed by the engine just now; the call never reached it.
      if (error instanceof StaleConnection) return send(call, body, signal);
      throw error;
    }
  }
  return send(call, body, signal);
}

class StaleConnection extends EngineUnreachable {}

function send(call: Forwarded, body: Forwarded['body'], signal: AbortSignal): Promise<http.IncomingMessage> {
  const whole = Buffer.isBuffer(body);
  return new Promise((resolve, reject) => {
    const outgoing = http.request(call.engine.url, {
      method: call.request.method,
      path: enginePath(call.request),
      headers: engineHeaders(call, body.length),
      agent: whole ? keepAlive : false,
      signal,
    });
    outgoing.setNoDelay(true);
    outgoing.on('response', resolve);
    outgoing.on('error', (error) => {
      const stale = outgoing.reusedSocket && 'code' in error && error.code === 'ECONNRESET';
      if (signal.aborted || error instanceof AwsError) reject(error);
      else reject(new (stale ? StaleConnection : EngineUnreachable)(error.message, { cause: error }));
    });
    if (whole) outgoing.end(body.length === 0 ? undefined : body);
    // A broken promise of the body destroys the connection before the last piece, so the engine keeps nothing.
    else pipeline(Readable.from(body.pieces, { objectMode: false }), outgoing).catch(reject);
  });
}

function enginePath({ path, query }: WireRequest): string {
  const link = query.includes('AWSAccessKeyId=');
  const signature = link ? /^(AWSAccessKeyId|Signature|Expires|x-amz-security-token)=/i : /^X-Amz-/;
  const kept = query === '' ? [] : query.split('&').filter((pair) => !signature.test(pair));
  return kept.length === 0 ? path : `${path}?${kept.join('&')}`;
}

function engineHeaders(call: Forwarded, length: number): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(call.request.headers)) {
    if (!NOT_FORWARDED.has(name)) headers[name] = value;
  }
  const encodings = (headers['content-encoding'] ?? '').split(',').map((encoding) => encoding.trim());
  const rest = encodings.filter((encoding) => encoding !== 'aws-chunked' && encoding !== '');
  if (rest.length > 0) headers['content-encoding'] = rest.join(',');
  else delete headers['content-encoding'];
  const { accessKeyId, date, region, service } = call.claim;
  return {
    ...headers,
    ...call.addedHeaders,
    host: call.host,
    'content-length': String(length),
    // The engine reads the scope and never the signature; ours is not its business.
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${date}/${region}/${service}/aws4_request, SignedHeaders=host, Signature=verified`,
    'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
    'x-moto-account-id': call.account,
    'x-groundschool-nonce': call.engine.nonce,
  };
}

/** Headers of the engine's answer that go to the client. */
export function replyHeaders(reply: http.IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(reply.headers)) {
    if (value === undefined || NOT_RETURNED.has(name) || name.startsWith('access-control-')) continue;
    if (name.startsWith('x-groundschool-')) continue;
    headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return headers;
}

/** Reads an answer whole. @throws EngineUnreachable past the limit or when the engine hangs up */
export function collect(reply: http.IncomingMessage, limit: number): Promise<WireReply> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let length = 0;
    const fail = (error: Error): void => reject(new EngineUnreachable(error.message, { cause: error }));
    reply.on('data', (piece: Buffer) => {
      length += piece.length;
      if (length > limit) reply.destroy(new Error(`the answer is longer than ${limit} bytes`));
      else pieces.push(piece);
    });
    reply.on('error', fail);
    reply.on('end', () => {
      const headers = replyHeaders(reply);
      const body = Buffer.concat(pieces);
      if (reply.headers['content-length'] === undefined) headers['content-length'] = String(body.length);
      resolve({ status: reply.statusCode ?? 502, headers, body });
    });
  });
}
