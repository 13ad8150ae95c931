import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { Blocked, deadline, defineLocalRead, type RunFacts } from '../kit/index.ts';

/** A presigned S3 URL taken apart. Times in seconds; null where the URL does not say, or says nonsense. */
export interface S3Link {
  url: string;
  protocol: string;
  /** Host with port, as the URL has it. */
  host: string;
  /** Is that the sandbox, the endpoint, or an S3 host of the region: the only places that are ever fetched. */
  hostAllowed: boolean;
  bucket: string | null;
  key: string | null;
  algorithm: string | null;
  /** ISO instant of X-Amz-Date. */
  signedAt: string | null;
  expiresSeconds: number | null;
  /** ISO instant at which it stops working. */
  expiresAt: string | null;
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]', 'localhost.localstack.cloud']);

/**
 * Reads a presigned URL without fetching it. Path style and virtual-hosted style; an emulator is recognised by the
 * endpoint's host and port, all names of the loopback being the same place. Null when the text is no http(s) URL.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 */
export function parseS3Link(text: string, run: Pick<RunFacts, 'region' | 'target'>): S3Link | null {
  const trimmed = text.trim();
  if (!/^https?:\/\/\S+$/.test(trimmed) || !URL.canParse(trimmed)) return null;
  const url = new URL(trimmed);
  const place =
    run.target.endpoint === null ? awsPlace(url, run.region) : endpointPlace(url, run.target.endpoint);
  const path = rawPath(trimmed);
  const [bucket, key] =
    place === null || place.bucket === null ? splitPath(path) : [place.bucket, decode(path.slice(1))];
  const parameter = (name: string): string | null => {
    const found = [...url.searchParams].find(([known]) => known.toLowerCase() === name.toLowerCase());
    return found?.[1] ?? null;
  };
  const signedAt = instantOf(parameter('X-Amz-Date'));
  const seconds = parameter('X-Amz-Expires');
  const expiresSeconds = seconds !== null && /^\d{1,9}$/.test(seconds) ? Number(seconds) : null;
  return {
    url: trimmed,
    protocol: url.protocol,
    host: url.host,
    hostAllowed: place !== null && url.username === '' && url.password === '',
    bucket: bucket === '' ? null : bucket,
    key: key === '' ? null : key,
    algorithm: parameter('X-Amz-Algorithm'),
    signedAt: signedAt?.toISOString() ?? null,
    expiresSeconds,
    expiresAt:
      signedAt && expiresSeconds !== null
        ? new Date(signedAt.getTime() + expiresSeconds * 1000).toISOString()
        : null,
  };
}

export interface LinkAnswer {
  status: number;
  /** S3's error code, when it refused. */
  code: string | null;
}

/**
 * One ranged GET of a presigned link, without redirects. A host that is neither the endpoint nor S3 is never contacted:
 * bind it with `after` and give null for such a link.
 */
export const followLink = defineLocalRead<{ url: string }, LinkAnswer>({
  id: 'link:get',
  source: 'link',
  evidenceName: () => 'link:get',
  call: async ({ run, ca, signal }, { url }) => {
    const link = parseS3Link(url, run);
    if (!link?.hostAllowed) throw refused(url);
    const time = deadline(FOLLOW_MS, [signal]);
    const answer = await get(link, { endpoint: run.target.endpoint, ca }, time.signal).finally(time.clear);
    // A refusal is an answer about the link; trouble of the server says nothing about it.
    if (answer.status < 500) return answer;
    throw Object.assign(new Error('The server failed'), {
      name: answer.code ?? 'UnknownError',
      $metadata: { httpStatusCode: answer.status },
    });
  },
});

const FOLLOW_MS = 6_000;
const MOST_BYTES = 4_096;

function get(
  link: S3Link,
  { endpoint, ca }: { endpoint: string | null; ca: string | undefined },
  signal: AbortSignal,
): Promise<LinkAnswer> {
  const url = new URL(link.url);
  const place = endpoint === null ? url : new URL(endpoint);
  // As it was written and signed; what Node would not send is encoded by URL.
  const written = rawPath(link.url);
  const path = /^[\x21-\x7e]*$/.test(written) ? written : url.pathname;
  const send = place.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const request = send(
      {
        hostname: place.hostname.replace(/^\[|\]$/g, ''),
        port: place.port,
        path: `${path}${url.search}`,
        headers: { host: url.host, range: 'bytes=0-0' },
        signal,
        agent: false,
        ...(ca === undefined ? {} : { ca }),
      },
      (response) => {
        const parts: Buffer[] = [];
        let bytes = 0;
        const finish = (): void => {
          const code =
            /<Code>([A-Za-z0-9]+)<\/Code>/.exec(Buffer.concat(parts).toString('utf8'))?.[1] ?? null;
          resolve({ status: response.statusCode ?? 0, code });
          response.destroy();
        };
        response.on('data', (part: Buffer) => {
          parts.push(part);
          bytes += part.length;
          if (bytes >= MOST_BYTES) finish();
        });
        response.on('end', finish);
        response.on('error', reject);
      },
    );
    request.on('error', reject);
    request.end();
  });
}

function refused(url: string): Blocked {
  return new Blocked({
    state: 'blocked',
    reason: 'unsupported-construct',
    operation: 'link:get',
    detail: `${url.slice(0, 80)} is neither the endpoint nor S3 of this region`,
    action: null,
  });
}

interface Place {
  /** From the host name, in virtual-hosted style. */
  bucket: string | null;
}

function endpointPlace(url: URL, endpoint: string): Place | null {
  const home = new URL(endpoint);
  if (portOf(url) !== portOf(home)) return null;
  const names = LOOPBACK.has(home.hostname) ? [...LOOPBACK] : [home.hostname];
  for (const name of names) {
    if (url.hostname === name || url.hostname === `s3.${name}`) return { bucket: null };
    for (const suffix of [`.s3.${name}`, `.${name}`]) {
      if (url.hostname.endsWith(suffix)) return { bucket: url.hostname.slice(0, -suffix.length) };
    }
  }
  return null;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html */
function awsPlace(url: URL, region: string): Place | null {
  if (url.port !== '') return null;
  const hosts = [
    `s3.${region}.amazonaws.com`,
    `s3-${region}.amazonaws.com`,
    `s3.dualstack.${region}.amazonaws.com`,
  ];
  // The global name leads to us-east-1 and from there by redirect, which is not followed.
  if (region === 'us-east-1') hosts.push('s3.amazonaws.com');
  for (const host of hosts) {
    if (url.hostname === host) return { bucket: null };
    if (url.hostname.endsWith(`.${host}`)) return { bucket: url.hostname.slice(0, -host.length - 1) };
  }
  return null;
}

function portOf(url: URL): string {
  return url.port || (url.protocol === 'https:' ? '443' : '80');
}

/** The path as written: URL would fold `/../`, which S3 keeps. */
function rawPath(text: string): string {
  return /^https?:\/\/[^/?#]*([^?#]*)/.exec(text)?.[1] || '/';
}

function splitPath(path: string): [string, string] {
  const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/s.exec(path) ?? [];
  return [decode(bucket), decode(key)];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** 20261125T101500Z */
function instantOf(text: string | null): Date | null {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text ?? '');
  if (!parts) return null;
  const [, year, month, day, hour, minute, second] = parts;
  const instant = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(instant.getTime()) ? null : instant;
}
