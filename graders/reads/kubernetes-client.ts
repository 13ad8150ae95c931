import { X509Certificate } from 'node:crypto';
import { Agent, request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { BlockedReason } from '../contract/index.ts';
import { Blocked, deadline } from '../kit/index.ts';

/** Objects of one list; a namespace of a course has a dozen. */
const MAX_OBJECTS = 2_000;
const PAGE = 250;
/** Bytes of all pages of one list. */
const MAX_BYTES = 8 * 1024 * 1024;
const ATTEMPTS = 3;
const LONGEST_PAUSE_MS = 1_000;

export interface ClusterPlace {
  /** URL of DescribeCluster, `https://….gr7.us-east-1.eks.amazonaws.com`. */
  endpoint: string;
  /** certificateAuthority.data of DescribeCluster: a certificate in PEM, in base64. */
  certificate: string;
  /** Whether only the VPC reaches it. */
  closed: boolean;
}

export interface ListCall extends ClusterPlace {
  /** `/apis/apps/v1/namespaces/serving/deployments` */
  path: string;
  /** Name in evidence, `eks:api apps/v1/deployments`. */
  operation: string;
  /** Gives a token for the next request. */
  token: () => Promise<string>;
  callMs: number;
  signal: AbortSignal;
}

interface Page {
  status: number;
  body: string;
  /** Milliseconds. */
  retryAfter: number;
  /** Which answer of how many this is. */
  attempt: number;
}

/** The cluster serves no such resource: another version of Kubernetes, or a custom resource that nobody installed. */
export const NOT_SERVED = Symbol('not served');

/**
 * Every object of a list of the Kubernetes API, by GET and nothing else: TLS verified against the cluster's own certificate
 * authority, no redirects, pages followed, limits on bytes, objects and time.
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks
 *
 * @throws Blocked for everything that is no answer
 */
export async function listAll(call: ListCall): Promise<unknown[] | typeof NOT_SERVED> {
  const time = deadline(call.callMs, [call.signal]);
  const ca = authority(call);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const place: Place = { call, ca, agent, time: time.signal };
  try {
    let found = await listOnce(place);
    // The list has changed so much that its bookmark is gone: from the beginning, once.
    if (found === EXPIRED) found = await listOnce(place);
    if (found === EXPIRED) throw blocked(call, 'timeout', 'the list kept changing while it was read');
    return found;
  } finally {
    time.clear();
    agent.destroy();
  }
}

interface Place {
  call: ListCall;
  ca: string;
  agent: Agent;
  time: AbortSignal;
}
const EXPIRED = Symbol('expired');

async function listOnce(place: Place): Promise<unknown[] | typeof NOT_SERVED | typeof EXPIRED> {
  const { call } = place;
  const items: unknown[] = [];
  let bytes = 0;
  let bookmark = '';
  do {
    const next = bookmark === '' ? '' : `&continue=${encodeURIComponent(bookmark)}`;
    const page = await getPatiently(place, `${call.path}?limit=${PAGE}${next}`, MAX_BYTES - bytes);
    bytes += page.body.length;
    if (page.status === 410) return EXPIRED;
    if (page.status === 404) return NOT_SERVED;
    if (page.status !== 200) throw refusal(call, page);
    const list = listOf(call, page.body);
    items.push(...list.items);
    if (items.length > MAX_OBJECTS)
      throw blocked(call, 'unsupported-construct', `there are more than ${MAX_OBJECTS} objects`);
    if (list.next !== '' && list.next === bookmark)
      throw blocked(call, 'unsupported-by-target', 'its pages lead to themselves');
    bookmark = list.next;
  } while (bookmark !== '');
  return items;
}

async function getPatiently(place: Place, path: string, room: number): Promise<Page> {
  for (let attempt = 1; ; attempt += 1) {
    const page = { ...(await get(place, path, room)), attempt };
    if ((page.status !== 429 && page.status < 500) || attempt === ATTEMPTS) return page;
    try {
      await pause(Math.min(page.retryAfter, LONGEST_PAUSE_MS), undefined, { signal: place.time });
    } catch {
      // The time is up: what the cluster said last is the reason.
      return page;
    }
  }
}

async function get(
  { call, ca, agent, time }: Place,
  path: string,
  room: number,
): Promise<Omit<Page, 'attempt'>> {
  const { hostname, port, host } = new URL(call.endpoint);
  const name = hostname.replace(/^\[|\]$/g, '');
  const authorization = `Bearer ${await call.token()}`;
  return new Promise((resolve, reject) => {
    const request = httpsRequest(
      {
        method: 'GET',
        host: name,
        port: port === '' ? 443 : Number(port),
        path,
        headers: { authorization, accept: 'application/json', 'user-agent': 'groundschool-grader' },
        agent,
        ca,
        rejectUnauthorized: true,
        minVersion: 'TLSv1.2',
        ...(isIP(name) === 0 ? { servername: name } : {}),
        signal: time,
      },
      (response) => {
        const parts: Buffer[] = [];
        let bytes = 0;
        response.on('data', (part: Buffer) => {
          bytes += part.length;
          if (bytes <= room) return parts.push(part);
          reject(blocked(call, 'unsupported-construct', `the list has more than ${MAX_BYTES} bytes`));
          return request.destroy();
        });
        response.on('end', () => {
          const after = Number(response.headers['retry-after'] ?? 0.2);
          resolve({
            status: response.statusCode ?? 0,
            body: Buffer.concat(parts).toString('utf8'),
            retryAfter: Number.isFinite(after) ? after * 1_000 : LONGEST_PAUSE_MS,
          });
        });
        response.on('error', (error) => reject(unreachable(call, error, host)));
      },
    );
    request.on('error', (error) => reject(unreachable(call, error, host)));
    request.end();
  });
}

function listOf(call: ListCall, body: string): { items: unknown[]; next: string } {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw blocked(call, 'unsupported-by-target', 'its answer is no JSON');
  }
  const { kind, items, metadata } = (value ?? {}) as { kind?: unknown; items?: unknown; metadata?: unknown };
  // An empty list of Go may be null.
  const all: unknown = items ?? [];
  if (typeof kind !== 'string' || !kind.endsWith('List') || !Array.isArray(all))
    throw blocked(call, 'unsupported-by-target', 'its answer is no list of Kubernetes objects');
  const next = (metadata as { continue?: unknown } | undefined)?.continue;
  return { items: all, next: typeof next === 'string' ? next : '' };
}

/** What an answer other than a list means. https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/ */
function refusal(call: ListCall, { status, body, attempt }: Page): Blocked {
  const words = messageOf(body);
  const says = `HTTP ${status}${words === '' ? '' : `, ${words}`}`;
  if (status === 401)
    return blocked(call, 'denied', `${says}: the cluster knows no such principal`, 'an access entry');
  if (status === 403) return blocked(call, 'denied', says, 'list');
  if (status === 429) return blocked(call, 'throttled', says);
  if (status >= 500)
    return blocked(
      call,
      'timeout',
      `the API server answered ${says}${attempt > 1 ? ` ${attempt} times` : ''}`,
    );
  return blocked(call, 'unsupported-by-target', `the API server answered ${says}`);
}

function messageOf(body: string): string {
  try {
    const { kind, message } = JSON.parse(body) as { kind?: unknown; message?: unknown };
    return kind === 'Status' && typeof message === 'string' ? message.slice(0, 240) : '';
  } catch {
    return '';
  }
}

function unreachable(call: ListCall, error: NodeJS.ErrnoException, host: string): unknown {
  if (call.signal.aborted) return error;
  const code = error.code ?? '';
  if (/^(ERR_TLS|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_SSL|EPROTO)/.test(code)) {
    const words = `the TLS certificate of ${host} does not come from the cluster's certificate authority: ${code}`;
    return blocked(call, 'timeout', words);
  }
  if (code.startsWith('HPE_'))
    return blocked(call, 'unsupported-by-target', `its answer is no HTTP: ${code}`);
  const late = error.name === 'AbortError' || error.name === 'TimeoutError';
  const what = late
    ? `no answer from ${host} within ${call.callMs / 1000} s`
    : `${host}: ${code || error.name}`;
  return blocked(
    call,
    'timeout',
    call.closed ? `${what}; the endpoint is private, only its VPC reaches it` : what,
  );
}

function authority(call: ListCall): string {
  const pem = Buffer.from(call.certificate, 'base64').toString('utf8');
  try {
    return new X509Certificate(pem).toString();
  } catch {
    throw blocked(call, 'unsupported-by-target', 'its certificateAuthority is no certificate');
  }
}

function blocked(
  { operation }: ListCall,
  reason: BlockedReason,
  detail: string,
  action: string | null = null,
): Blocked {
  return new Blocked({ state: 'blocked', reason, operation, detail, action });
}
