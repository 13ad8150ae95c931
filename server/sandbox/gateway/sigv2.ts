/**
 * S3's presigned links in Signature Version 2, which `aws s3 presign` and boto3 still make in us-east-1.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html#RESTAuthenticationQueryStringAuth
 */
import { createHmac } from 'node:crypto';
import { sameText } from './same-text.ts';
import { queryPairs, type Arrival } from './wire.ts';

export interface LinkClaim {
  accessKeyId: string;
  signature: string;
  /** Epoch seconds. */
  expires: number;
}

/** Sub-resources and response overrides that the signature covers. */
const SIGNED_PARAMETERS = new Set(
  (
    'accelerate acl analytics cors defaultObjectAcl delete inventory lifecycle location logging metrics notification object-lock ' +
    'partNumber policy replication requestPayment response-cache-control response-content-disposition ' +
    'response-content-encoding response-content-language response-content-type response-expires restore select ' +
    'select-type storageClass tagging torrent uploadId uploads versionId versioning versions website'
  ).split(' '),
);

/** @returns null when the request is not such a link */
export function linkClaimOf(arrival: Arrival): LinkClaim | null {
  if (!arrival.sentQuery.includes('AWSAccessKeyId=')) return null;
  const query = new Map(queryPairs(arrival.sentQuery));
  const [accessKeyId, signature, expires] = ['AWSAccessKeyId', 'Signature', 'Expires'].map((name) =>
    query.get(name),
  );
  if (accessKeyId === undefined || signature === undefined || !/^\d{1,12}$/.test(expires ?? '')) return null;
  return { accessKeyId, signature, expires: Number(expires) };
}

export function isLinkSignatureRight(arrival: Arrival, claim: LinkClaim, secret: string): boolean {
  const right = createHmac('sha1', secret).update(stringToSign(arrival, claim)).digest('base64');
  return sameText(right, claim.signature);
}

export function stringToSign(arrival: Arrival, { expires }: LinkClaim): string {
  const { headers, method, path } = arrival.request;
  const pairs = queryPairs(arrival.sentQuery);
  const query = new Map(pairs);
  // The client moves the headers it signed into the link.
  const signedHeader = (name: string): string => headers[name] ?? query.get(name) ?? '';
  const custom = new Map<string, string>();
  for (const [name, value] of [...pairs, ...Object.entries(headers)]) {
    if (name.startsWith('x-amz-')) custom.set(name, value.trim());
  }
  const parameters = pairs
    .filter(([name]) => SIGNED_PARAMETERS.has(name))
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([name, value]) => (value === '' ? name : `${name}=${value}`));
  return [
    method,
    signedHeader('content-md5'),
    signedHeader('content-type'),
    String(expires),
    ...[...custom].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => `${name}:${value}`),
    path + (parameters.length === 0 ? '' : `?${parameters.join('&')}`),
  ].join('\n');
}
