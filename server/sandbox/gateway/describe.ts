/** What a call was about, for the journal and for denials: key parameters without secrets, and the resource. */
import type { OperationName, WireRequest } from '../types.ts';
import { decodeText, queryPairs } from './wire.ts';

const SECRET_NAME =
  /secret|password|passphrase|token|credential|private|plaintext|userdata|keymaterial|signature|authorization|ciphertext/i;
const SECRET_VALUE = /AKIA[A-Z2-7]{16}|-----BEGIN|(?<![A-Za-z0-9/+])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/;
const VALUE_LIMIT = 256;
const COUNT_LIMIT = 32;
export const REDACTED = '[redacted]';

/** Headers of S3 that change what a call does. */
const TELLING_HEADERS = [
  'x-amz-storage-class',
  'x-amz-tagging',
  'x-amz-acl',
  'x-amz-copy-source',
  'x-amz-server-side-encryption',
  'range',
  'if-match',
  'if-none-match',
];

/** Key parameters of a call. @param body of query and JSON calls; never given for S3, whose bodies are content */
export function keyParameters(
  service: string | null,
  request: WireRequest,
  body: Buffer | null,
): Record<string, string> {
  const found: [string, unknown][] = [];
  if (service === 's3') {
    const { bucket, key } = bucketAndKey(request.path);
    if (bucket !== '') found.push(['bucket', bucket]);
    if (key !== '') found.push(['key', key]);
    for (const name of TELLING_HEADERS)
      if (request.headers[name] !== undefined) found.push([name, request.headers[name]]);
  } else if (request.path !== '/') found.push(['path', decodeText(request.path)]);
  for (const [name, value] of queryPairs(request.query)) {
    if (!/^X-Amz-|^x-id$|^Action$|^Version$|^AWSAccessKeyId$/.test(name)) found.push([name, value]);
  }
  if (service !== 's3' && body !== null) found.push(...bodyParameters(request, body));
  const parameters: Record<string, string> = {};
  for (const [name, value] of found.slice(0, COUNT_LIMIT))
    parameters[name.slice(0, 128)] = shown(name, value);
  if (found.length > COUNT_LIMIT) parameters['…'] = `${found.length - COUNT_LIMIT} more`;
  return parameters;
}

function bodyParameters(request: WireRequest, body: Buffer): [string, unknown][] {
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('application/x-www-form-urlencoded')) {
    return queryPairs(body.toString('utf8')).filter(([name]) => name !== 'Action' && name !== 'Version');
  }
  if (!type.includes('json')) return [];
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
  } catch {
    return []; // the service answers with its own parse error, which is in the journal
  }
}

function shown(name: string, value: unknown): string {
  if (SECRET_NAME.test(name)) return REDACTED;
  const text = typeof value === 'string' ? value : JSON.stringify(value, redact);
  if (typeof value === 'string' && SECRET_VALUE.test(value)) return REDACTED;
  return text.length > VALUE_LIMIT ? `${text.slice(0, VALUE_LIMIT)}…` : text;
}

function redact(name: string, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  return SECRET_NAME.test(name) || SECRET_VALUE.test(value) ? REDACTED : value;
}

export function bucketAndKey(path: string): { bucket: string; key: string } {
  const at = path.indexOf('/', 1);
  return at < 0
    ? { bucket: decodeText(path.slice(1)), key: '' }
    : { bucket: decodeText(path.slice(1, at)), key: decodeText(path.slice(at + 1)) };
}

/** ARN of what an S3 call touches; `*` for everything else, whose resources are in shapes we do not parse. */
export function resourceOf({ service }: OperationName, request: WireRequest): string {
  if (service !== 's3') return '*';
  const { bucket, key } = bucketAndKey(request.path);
  if (bucket === '') return '*';
  return key === '' ? `arn:aws:s3:::${bucket}` : `arn:aws:s3:::${bucket}/${key}`;
}
