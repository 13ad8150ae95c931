/**
 * AWS Signature Version 4, the verifying side.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 */
import { createHash, createHmac } from 'node:crypto';
import { sameText } from './same-text.ts';
import { linkClaimOf, type LinkClaim } from './sigv2.ts';
import { decodeBytes, queryPairs, type Arrival } from './wire.ts';

export const ALGORITHM = 'AWS4-HMAC-SHA256';
export const EMPTY_SHA256 = createHash('sha256').digest('hex');

export interface Scope {
  accessKeyId: string;
  /** YYYYMMDD */
  date: string;
  region: string;
  service: string;
}

/** What a request says about its own signature. */
export interface Claim extends Scope {
  kind: 'header' | 'presigned' | 'link';
  signedHeaders: string[];
  signature: string;
  /** YYYYMMDDTHHMMSSZ */
  timestamp: string;
  /** Presigned only: seconds of validity. */
  expires: number | null;
  /** Set for `link`: an S3 link in Signature Version 2. */
  link: LinkClaim | null;
}

/** Not signed; or what is wrong with the form of the signature. */
export type ClaimResult =
  { kind: 'none' } | { kind: 'malformed'; why: string } | { kind: 'claim'; claim: Claim };

/** Finds the signature of a request: in the Authorization header or in the query string. */
export function claimOf(arrival: Arrival): ClaimResult {
  const authorization = arrival.request.headers['authorization'];
  const query = new Map(arrival.sentQuery.includes('X-Amz-') ? queryPairs(arrival.sentQuery) : []);
  if (authorization !== undefined) return headerClaim(authorization, arrival);
  if (!query.has('X-Amz-Algorithm') && !query.has('X-Amz-Signature')) {
    const link = linkClaimOf(arrival);
    return link ? { kind: 'claim', claim: linkAsClaim(link) } : { kind: 'none' };
  }
  if (query.get('X-Amz-Algorithm') !== ALGORITHM)
    return malformed('X-Amz-Algorithm only supports "AWS4-HMAC-SHA256"');
  const scope = scopeOf(query.get('X-Amz-Credential') ?? '');
  if (!scope)
    return malformed(
      'the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request"',
    );
  const expires = query.get('X-Amz-Expires') ?? (scope.service === 's3' ? '' : '900');
  if (!/^\d{1,7}$/.test(expires) || Number(expires) > 604_800) {
    return malformed('X-Amz-Expires must be a number of seconds, at most a week (604800)');
  }
  return claim(scope, 'presigned', {
    signedHeaders: query.get('X-Amz-SignedHeaders') ?? '',
    signature: query.get('X-Amz-Signature') ?? '',
    timestamp: query.get('X-Amz-Date') ?? '',
    expires: Number(expires),
  });
}

function headerClaim(authorization: string, arrival: Arrival): ClaimResult {
  if (!authorization.startsWith(`${ALGORITHM} `)) {
    return malformed('the authorization mechanism is not supported; use AWS4-HMAC-SHA256');
  }
  const parts = new Map(
    authorization
      .slice(ALGORITHM.length + 1)
      .split(',')
      .map((part): [string, string] => {
        const at = part.indexOf('=');
        return [part.slice(0, at).trim(), part.slice(at + 1).trim()];
      }),
  );
  const scope = scopeOf(parts.get('Credential') ?? '');
  if (!scope)
    return malformed(
      'the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request"',
    );
  return claim(scope, 'header', {
    signedHeaders: parts.get('SignedHeaders') ?? '',
    signature: parts.get('Signature') ?? '',
    timestamp: arrival.request.headers['x-amz-date'] ?? compactDate(arrival.request.headers['date'] ?? ''),
    expires: null,
  });
}

function claim(
  scope: Scope,
  kind: Claim['kind'],
  rest: { signedHeaders: string; signature: string; timestamp: string; expires: number | null },
): ClaimResult {
  if (!/^[0-9a-f]{64}$/.test(rest.signature)) return malformed('the Signature must be 64 hexadecimal digits');
  if (!/^\d{8}T\d{6}Z$/.test(rest.timestamp))
    return malformed('the date must be given as YYYYMMDDTHHMMSSZ in X-Amz-Date');
  if (!rest.timestamp.startsWith(scope.date))
    return malformed(`the date in the Credential scope, ${scope.date}, does not match ${rest.timestamp}`);
  const signedHeaders = rest.signedHeaders.split(';');
  if (signedHeaders.some((name) => !/^[!-9<-@[-~]+$/.test(name) || name !== name.toLowerCase())) {
    return malformed('SignedHeaders must be lower-case header names, separated by ";"');
  }
  return { kind: 'claim', claim: { ...scope, kind, ...rest, signedHeaders, link: null } };
}

/** The old signature has no scope; such links are made for us-east-1 only. */
function linkAsClaim(link: LinkClaim): Claim {
  const { accessKeyId, signature, expires } = link;
  const scope = { accessKeyId, date: '20060301', region: 'us-east-1', service: 's3' };
  return { ...scope, kind: 'link', signedHeaders: ['host'], signature, timestamp: '', expires, link };
}

function scopeOf(credential: string): Scope | null {
  const found = /^([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request$/.exec(credential);
  if (!found) return null;
  const [, accessKeyId = '', date = '', region = '', service = ''] = found;
  return { accessKeyId, date, region, service };
}

function malformed(why: string): ClaimResult {
  return { kind: 'malformed', why };
}

/** Milliseconds since the epoch of a SigV4 time stamp; NaN when it names no day. */
export function timeOf(timestamp: string): number {
  return Date.parse(timestamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}

function compactDate(date: string): string {
  const time = Date.parse(date);
  return Number.isNaN(time) ? '' : new Date(time).toISOString().replace(/[-:]|\.\d{3}/g, '');
}

/** The headers that must be signed but are not. https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html */
export function unsignedHeaders(arrival: Arrival, { signedHeaders }: Claim): string[] {
  const signed = new Set(signedHeaders);
  return [...arrival.headerValues.keys()].filter(
    (name) => (name === 'host' || name.startsWith('x-amz-')) && !signed.has(name),
  );
}

/** @param payloadHash lower-case hex, or one of S3's literals such as UNSIGNED-PAYLOAD */
export function canonicalRequest(arrival: Arrival, claim: Claim, payloadHash: string): string {
  const headers = claim.signedHeaders
    .map(
      (name) =>
        `${name}:${(arrival.headerValues.get(name) ?? []).map((v) => v.trim().replace(/\s+/g, ' ')).join(',')}\n`,
    )
    .join('');
  return [
    arrival.request.method,
    canonicalPath(arrival.sentPath, claim.service === 's3'),
    canonicalQuery(arrival.sentQuery, claim.kind === 'presigned'),
    headers,
    claim.signedHeaders.join(';'),
    payloadHash,
  ].join('\n');
}

/** S3 takes the key as it is, encoded once; all others normalise the path and encode what was sent once more. */
export function canonicalPath(path: string, s3: boolean): string {
  if (s3)
    return path
      .split('/')
      .map((segment) => encode(decodeBytes(segment)))
      .join('/');
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(encode(Buffer.from(segment)));
  }
  const end = segments.length > 0 && path.endsWith('/') ? '/' : '';
  return `/${segments.join('/')}${end}`;
}

function canonicalQuery(query: string, presigned: boolean): string {
  if (query === '') return '';
  const pairs = query
    .split('&')
    .map((pair): [string, string] => {
      const at = pair.indexOf('=');
      const again = (part: string): string => encode(decodeBytes(part.replaceAll('+', '%20')));
      return at < 0 ? [again(pair), ''] : [again(pair.slice(0, at)), again(pair.slice(at + 1))];
    })
    .filter(([name]) => name !== '' && !(presigned && name === 'X-Amz-Signature'));
  pairs.sort(([a, x], [b, y]) => (a === b ? compare(x, y) : compare(a, b)));
  return pairs.map(([name, value]) => `${name}=${value}`).join('&');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const KEPT = new Set(Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~'));

function encode(bytes: Buffer): string {
  let out = '';
  for (const byte of bytes) {
    out += KEPT.has(byte)
      ? String.fromCharCode(byte)
      : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return out;
}

const signingKeys = new Map<string, Buffer>();

/** The key derived from the secret for one day, region and service; the last few hundred are remembered. */
export function signingKey(secret: string, { date, region, service }: Scope): Buffer {
  const name = `${secret}/${date}/${region}/${service}`;
  let key = signingKeys.get(name);
  if (!key) {
    key = hmac(hmac(hmac(hmac(`AWS4${secret}`, date), region), service), 'aws4_request');
    if (signingKeys.size >= 500) signingKeys.clear();
    signingKeys.set(name, key);
  }
  return key;
}

/** @returns lower-case hex of the signature over one of SigV4's strings to sign */
export function sign(key: Buffer, kind: string, timestamp: string, scope: Scope, ...rest: string[]): string {
  const named = `${scope.date}/${scope.region}/${scope.service}/aws4_request`;
  return hmac(key, [kind, timestamp, named, ...rest].join('\n')).toString('hex');
}

export function isSignatureRight(
  arrival: Arrival,
  claim: Claim,
  secret: string,
  payloadHash: string,
): boolean {
  const request = sha256(canonicalRequest(arrival, claim, payloadHash));
  return sameText(
    sign(signingKey(secret, claim), ALGORITHM, claim.timestamp, claim, request),
    claim.signature,
  );
}

export function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
