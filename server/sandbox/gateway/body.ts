/**
 * Request bodies: decoded when they come in signed chunks, checked against every hash the client gave, and never held
 * in memory as a whole when they are large. The last piece is kept back until all checks have passed, so an engine that
 * waits for the full Content-Length never sees a tampered object completed.
 */
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { AwsError } from '../types.ts';
import { chunkedPieces, type ChunkedPlan } from './aws-chunked.ts';
import { runningDigest, type RunningDigest } from './checksums.ts';
import { sameText } from './same-text.ts';
import { EMPTY_SHA256, sign, signingKey, type Claim } from './sigv4.ts';
import type { Arrival } from './wire.ts';

export interface BodyPlan {
  /** Length after decoding, in bytes; null when the client gave none (then the body is read whole). */
  length: number | null;
  chunked: ChunkedPlan | null;
  /** Hex hash that the signature promises, or null when the payload is not signed as a whole. */
  sha256: string | null;
  /** Further promises: Content-MD5 and x-amz-checksum-*. */
  promised: { header: string; digest: RunningDigest; expected: string | null }[];
  /** What followed the last chunk; filled when the body has been read. */
  trailers: Map<string, string>;
}

/** What the client says about its payload: a hash or one of S3's literals. Presigned links carry it in the query. */
export function declaredPayload(arrival: Arrival): string | undefined {
  const header = arrival.request.headers['x-amz-content-sha256'];
  return header ?? /(?:^|&)X-Amz-Content-Sha256=([^&]+)/.exec(arrival.sentQuery)?.[1];
}

/**
 * @param claim null for an anonymous request
 * @throws AwsError when the headers contradict each other
 */
export function planBody(arrival: Arrival, claim: Claim | null, secret: string | null): BodyPlan {
  const { headers } = arrival.request;
  const declared = declaredPayload(arrival);
  const isS3 = claim === null || claim.service === 's3';
  const contentLength = wholeNumber(headers['content-length'], 'Content-Length');
  const plan: BodyPlan = {
    length: contentLength,
    chunked: null,
    sha256: null,
    promised: [],
    trailers: new Map(),
  };
  if (contentLength === null && headers['transfer-encoding'] === undefined) plan.length = 0;

  if (isS3 && declared?.startsWith('STREAMING-')) {
    plan.chunked = chunkedPlan(declared, claim, secret, headers['x-amz-trailer']);
    plan.length = wholeNumber(headers['x-amz-decoded-content-length'], 'X-Amz-Decoded-Content-Length');
    if (plan.length === null) {
      throw new AwsError(
        'MissingContentLength',
        'You must provide the x-amz-decoded-content-length HTTP header.',
        411,
      );
    }
  } else if (declared !== undefined && declared !== 'UNSIGNED-PAYLOAD' && claim !== null) {
    if (!/^[0-9a-f]{64}$/.test(declared)) {
      const message =
        'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, a STREAMING type or a valid sha256 value.';
      throw new AwsError('InvalidArgument', message, 400);
    }
    plan.sha256 = declared;
  }
  if (isS3) plan.promised = promisesOf(headers, plan.chunked);
  return plan;
}

function chunkedPlan(
  declared: string,
  claim: Claim | null,
  secret: string | null,
  trailer: string | undefined,
): ChunkedPlan {
  const known = /^STREAMING-(AWS4-HMAC-SHA256-PAYLOAD|UNSIGNED-PAYLOAD)(-TRAILER)?$/.exec(declared);
  if (!known || (known[1] === 'UNSIGNED-PAYLOAD' && !known[2])) {
    throw new AwsError('NotImplemented', `The sandbox does not take payloads of type ${declared}.`, 501);
  }
  const trailers = known[2]
    ? (trailer ?? '')
        .toLowerCase()
        .split(',')
        .map((name) => name.trim())
        .filter(Boolean)
    : null;
  if (known[1] === 'UNSIGNED-PAYLOAD' || claim === null || secret === null) return { signer: null, trailers };
  const key = signingKey(secret, claim);
  return {
    trailers,
    signer: {
      seed: claim.signature,
      ofChunk: (before, hash) =>
        sign(key, 'AWS4-HMAC-SHA256-PAYLOAD', claim.timestamp, claim, before, EMPTY_SHA256, hash),
      ofTrailer: (before, hash) =>
        sign(key, 'AWS4-HMAC-SHA256-TRAILER', claim.timestamp, claim, before, hash),
    },
  };
}

function promisesOf(headers: Record<string, string>, chunked: ChunkedPlan | null): BodyPlan['promised'] {
  const promised: BodyPlan['promised'] = [];
  const add = (header: string, algorithm: string, expected: string | null): void => {
    const digest = runningDigest(algorithm);
    if (digest) promised.push({ header, digest, expected });
  };
  const md5 = headers['content-md5'];
  if (md5 !== undefined) {
    if (Buffer.from(md5, 'base64').length !== 16) {
      throw new AwsError('InvalidDigest', 'The Content-MD5 you specified is not valid.', 400);
    }
    add('content-md5', 'md5', md5);
  }
  for (const [name, value] of Object.entries(headers)) {
    const algorithm = /^x-amz-checksum-(crc32|crc32c|crc64nvme|sha1|sha256)$/.exec(name)?.[1];
    // A multipart upload's final checksum covers the object, not this request's body.
    if (algorithm !== undefined && headers['x-amz-checksum-type'] === undefined) add(name, algorithm, value);
  }
  for (const name of chunked?.trailers ?? []) add(name, name.replace(/^x-amz-checksum-/, ''), null);
  return promised;
}

/** The decoded body, piece by piece. Throws the AwsError that AWS would answer when a promise is broken. */
export async function* checkedPieces(incoming: IncomingMessage, plan: BodyPlan): AsyncGenerator<Buffer> {
  const empty = plan.length === 0 && plan.chunked === null;
  // Most calls have no body; iterating over their stream would cost more than all checks together.
  const source = empty ? [] : (incoming.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>);
  const pieces =
    plan.chunked && !Array.isArray(source) ? chunkedPieces(source, plan.chunked, plan.trailers) : source;
  const whole = plan.sha256 === null ? null : createHash('sha256');
  let held: Buffer | null = null;
  let length = 0;
  for await (const piece of pieces) {
    if (piece.length === 0) continue;
    length += piece.length;
    whole?.update(piece);
    for (const { digest } of plan.promised) digest.update(piece);
    if (held) yield held;
    held = piece;
  }
  if (plan.length !== null && length !== plan.length) {
    const message = 'You did not provide the number of bytes specified by the Content-Length HTTP header';
    throw new AwsError('IncompleteBody', message, 400);
  }
  const computed = whole?.digest('hex');
  if (computed !== undefined && plan.sha256 !== null && !sameText(computed, plan.sha256)) {
    const details = { ClientComputedContentSHA256: plan.sha256, S3ComputedContentSHA256: computed };
    const message = "The provided 'x-amz-content-sha256' header does not match what was computed.";
    throw new AwsError('XAmzContentSHA256Mismatch', message, 400, details);
  }
  for (const { header, digest, expected } of plan.promised) {
    const value = expected ?? plan.trailers.get(header);
    if (value === undefined)
      throw new AwsError('MalformedTrailerError', `The trailer ${header} is missing.`, 400);
    if (value !== digest.base64()) throw badDigest(header, value, digest);
  }
  if (held) yield held;
}

function badDigest(header: string, expected: string, digest: RunningDigest): AwsError {
  const name = header === 'content-md5' ? 'Content-MD5' : header.replace('x-amz-checksum-', '').toUpperCase();
  const message = `The ${name} you specified did not match the calculated checksum.`;
  return new AwsError('BadDigest', message, 400, {
    ExpectedDigest: expected,
    CalculatedDigest: digest.base64(),
  });
}

/** @throws AwsError EntityTooLarge past the limit, and what checkedPieces throws */
export async function readWhole(incoming: IncomingMessage, plan: BodyPlan, limit: number): Promise<Buffer> {
  const tooLarge = (): AwsError =>
    new AwsError('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', 400, {
      MaxSizeAllowed: String(limit),
    });
  if (plan.length !== null && plan.length > limit) throw tooLarge();
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of checkedPieces(incoming, plan)) {
    length += piece.length;
    if (length > limit) throw tooLarge();
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

function wholeNumber(text: string | undefined, name: string): number | null {
  if (text === undefined) return null;
  if (!/^\d{1,15}$/.test(text)) throw new AwsError('InvalidArgument', `${name} must be a whole number.`, 400);
  return Number(text);
}
