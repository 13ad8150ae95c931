import type { RunFacts } from '../../kit/index.ts';

/** A presigned S3 link taken apart. https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html */
export interface PresignedLink {
  url: string;
  host: string;
  bucket: string | null;
  key: string | null;
  algorithm: string | null;
  /** Seconds; NaN when it says none. */
  expires: number;
  /** Instant of signing in milliseconds, NaN when it says none. */
  signedAt: number;
}

/** The first http address in a text, however it was pasted; null when there is none. */
export function linkIn(text: string): string | null {
  return /https?:\/\/[^\s"'<>]+/.exec(text)?.[0] ?? null;
}

/** Takes a link apart, in path style (`host/bucket/key`) or virtual-hosted style (`bucket.host/key`). */
export function parsePresigned(url: string, run: Pick<RunFacts, 'target' | 'region'>): PresignedLink | null {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    return null;
  }
  // Query names are compared without regard to case, as clients differ in how they write them.
  const query = new Map([...parsed.searchParams].map(([name, value]) => [name.toLowerCase(), value]));
  const date = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(query.get('x-amz-date') ?? '');
  return {
    url,
    host: parsed.host,
    ...place(parsed, run),
    algorithm: query.get('x-amz-algorithm') ?? null,
    expires: /^\d+$/.test(query.get('x-amz-expires') ?? '') ? Number(query.get('x-amz-expires')) : Number.NaN,
    signedAt: date
      ? Date.parse(`${date[1]}-${date[2]}-${date[3]}T${date[4]}:${date[5]}:${date[6]}Z`)
      : Number.NaN,
  };
}

/** Bucket and key, or nulls when the host is neither the endpoint nor an S3 host of the region: nothing else is followed. */
function place(
  url: URL,
  run: Pick<RunFacts, 'target' | 'region'>,
): { bucket: string | null; key: string | null } {
  const path = decode(url.pathname.slice(1));
  if (path === null) return { bucket: null, key: null };
  for (const host of hostsOf(run)) {
    if (host.protocol !== url.protocol) continue;
    if (url.host === host.host) {
      const slash = path.indexOf('/');
      return slash < 0
        ? { bucket: path, key: null }
        : { bucket: path.slice(0, slash), key: path.slice(slash + 1) };
    }
    if (url.host.endsWith(`.${host.host}`))
      return { bucket: url.host.slice(0, -host.host.length - 1), key: path };
  }
  return { bucket: null, key: null };
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

const LOOPBACK = [
  '127.0.0.1',
  'localhost',
  '[::1]',
  's3.localhost.localstack.cloud',
  'localhost.localstack.cloud',
];

/** Hosts a link may point at: the endpoint (under each of its loopback names), or the S3 hosts of the region. */
function hostsOf({
  target,
  region,
}: Pick<RunFacts, 'target' | 'region'>): { protocol: string; host: string }[] {
  if (target.endpoint === null) {
    const names = [`s3.${region}.amazonaws.com`, `s3.dualstack.${region}.amazonaws.com`];
    if (region === 'us-east-1') names.push('s3.amazonaws.com');
    return names.map((host) => ({ protocol: 'https:', host }));
  }
  const { protocol, hostname, port } = new URL(target.endpoint);
  const names = LOOPBACK.includes(hostname) ? LOOPBACK : [hostname];
  return names.map((name) => ({ protocol, host: port === '' ? name : `${name}:${port}` }));
}
