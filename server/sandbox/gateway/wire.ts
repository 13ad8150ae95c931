import type { IncomingMessage } from 'node:http';
import type { WireRequest } from '../types.ts';

/** A request as it arrived, and as the overlay and the engine are to see it. */
export interface Arrival {
  /** For overlay and engine: a virtual-hosted bucket stands in front of the path. */
  request: WireRequest;
  /** What the client signed: the path and query exactly as sent. */
  sentPath: string;
  sentQuery: string;
  /** All values of every header, by lower-case name, as the signature needs them. */
  headerValues: Map<string, string[]>;
  /** Host header without port, lower case. */
  host: string;
  /** True when the bucket came from the host name. */
  virtualHosted: boolean;
}

const S3 = String.raw`s3(?:[.-][a-z]{2}-[a-z0-9-]+)?\.(?:localhost\.localstack\.cloud|localhost|amazonaws\.com)`;
const BUCKET = String.raw`([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])`;
/** The longer form first: a bucket may have dots, but `bucket.s3` is not the bucket of `bucket.s3.localhost`. */
const BUCKET_HOSTS = [new RegExp(`^${BUCKET}\\.${S3}$`), new RegExp(`^${BUCKET}\\.localhost$`)];

/** Names under `.localhost` that are endpoints of a service, not buckets. */
const ENDPOINT_HOST = new RegExp(`^(?:${S3}|s3-(?:website|control)\\..*)$`);

/** Reads the head of a request. */
export function arrivalOf(incoming: IncomingMessage): Arrival {
  const headerValues = new Map<string, string[]>();
  const raw = incoming.rawHeaders;
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = (raw[i] ?? '').toLowerCase();
    const values = headerValues.get(name);
    if (values) values.push(raw[i + 1] ?? '');
    else headerValues.set(name, [raw[i + 1] ?? '']);
  }
  const headers: Record<string, string> = {};
  for (const [name, values] of headerValues) headers[name] = values.join(',');

  const target = originForm(incoming.url ?? '/');
  const mark = target.indexOf('?');
  const sentPath = mark < 0 ? target : target.slice(0, mark);
  const sentQuery = mark < 0 ? '' : target.slice(mark + 1);
  const host = (headers['host'] ?? '').toLowerCase().replace(/:\d+$/, '');
  const bucket = bucketOf(host);
  const path = bucket === undefined ? sentPath : `/${bucket}${sentPath}`;
  return {
    request: { method: incoming.method ?? 'GET', path, query: sentQuery, headers },
    sentPath,
    sentQuery,
    headerValues,
    host,
    virtualHosted: bucket !== undefined,
  };
}

function bucketOf(host: string): string | undefined {
  if (ENDPOINT_HOST.test(host)) return undefined;
  for (const pattern of BUCKET_HOSTS) {
    const bucket = pattern.exec(host)?.[1];
    if (bucket !== undefined) return bucket;
  }
  return undefined;
}

/** A client that takes us for its proxy sends the whole URL. */
function originForm(url: string): string {
  const absolute = /^https?:\/\/[^/?]*(.*)$/i.exec(url)?.[1];
  const target = absolute ?? url;
  return target.startsWith('/') ? target : `/${target}`;
}

/** Undoes percent-encoding byte by byte; a broken escape stays as it is. */
export function decodeBytes(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8');
  if (!text.includes('%')) return bytes;
  const out = Buffer.alloc(bytes.length);
  let length = 0;
  for (let i = 0; i < bytes.length; i += 1) {
    const hex = bytes[i] === 0x25 ? bytes.toString('latin1', i + 1, i + 3) : '';
    if (/^[0-9a-f]{2}$/i.test(hex)) {
      out[length] = Number.parseInt(hex, 16);
      i += 2;
    } else out[length] = bytes[i] ?? 0;
    length += 1;
  }
  return out.subarray(0, length);
}

/** Undoes percent-encoding for people: invalid UTF-8 becomes replacement characters. */
export function decodeText(text: string): string {
  return decodeBytes(text).toString('utf8');
}

/** Query parameters in order, decoded; a plus is a space. */
export function queryPairs(query: string): [string, string][] {
  if (query === '') return [];
  return query.split('&').map((pair) => {
    const at = pair.indexOf('=');
    const decode = (part: string): string => decodeText(part.replaceAll('+', '%20'));
    return at < 0 ? [decode(pair), ''] : [decode(pair.slice(0, at)), decode(pair.slice(at + 1))];
  });
}
