import { lookup as resolve, type LookupAddress } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import { performance } from 'node:perf_hooks';
import { hostOf, isLoopbackAddress, isPublicAddress, urlProblem } from './address.ts';

/** What became of one try. */
export interface Outcome {
  /** HTTP status; null when there was none. */
  status: number | null;
  durationMs: number;
  /** Null when the receiver took it. */
  problem: string | null;
}
export interface PostOptions {
  headers: Readonly<Record<string, string>>;
  body: string;
  /** May it go to this machine, without encryption? */
  loopback: boolean;
  timeoutMs: number;
  /** Ends the try; whoever fired it knows why. */
  signal: AbortSignal;
  /** The resolver; tests put another one in its place. */
  lookup?: typeof resolve;
}

class Refused extends Error {}

/**
 * Sends a body once. It follows no redirect, reads no reply beyond its status, and connects only to an address that was
 * checked: the check stands in the look-up that the connection itself uses, so that a name cannot mean another machine
 * between the two (DNS rebinding).
 */
export async function post(text: string, options: PostOptions): Promise<Outcome> {
  const began = performance.now();
  const took = (): number => Math.round(performance.now() - began);
  try {
    const problem = urlProblem(text, options.loopback);
    if (problem !== undefined) throw new Refused(problem);
    const status = await send(new URL(text), options);
    return { status, durationMs: took(), problem: verdict(status) };
  } catch (error) {
    return { status: null, durationMs: took(), problem: problemOf(error) };
  }
}

function verdict(status: number): string | null {
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400) return `It answered ${status}; redirects are not followed.`;
  return `It answered ${status}.`;
}

function problemOf(error: unknown): string {
  if (error instanceof Refused) return `Refused: ${error.message}.`;
  const { code, message } = error as NodeJS.ErrnoException;
  return code === undefined ? message : `There was no answer: ${code}.`;
}

function send(url: URL, options: PostOptions): Promise<number> {
  const { headers, body, timeoutMs, signal } = options;
  const { request } = url.protocol === 'https:' ? https : http;
  return new Promise<number>((resolved, rejected) => {
    const call = request(url, {
      method: 'POST',
      agent: false,
      hostname: hostOf(url),
      lookup: checkedLookup(url, options),
      signal,
      headers: {
        ...headers,
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(body)),
      },
    });
    // Of the whole try: an idle timeout would let a receiver that drips hold it for ever.
    const late = (): void => void call.destroy(new Error(`There was no answer within ${timeoutMs} ms.`));
    const timer = setTimeout(late, timeoutMs);
    call.on('close', () => clearTimeout(timer));
    call.on('error', rejected);
    call.on('response', (response) => {
      resolved(response.statusCode ?? 0);
      // Whatever it says beyond that is not for us.
      response.destroy();
    });
    call.end(body);
  });
}

/**
 * The look-up of the connection: it gives only what may be reached, and fails when there is anything else. Addresses that
 * stand in the URL itself are not looked up; `urlProblem` has judged those.
 */
function checkedLookup(url: URL, { loopback, lookup = resolve }: PostOptions): LookupFunction {
  const allowed = (address: string): boolean =>
    (isPublicAddress(address) && url.protocol === 'https:') || (loopback && isLoopbackAddress(address));
  return (host, options, callback) => {
    lookup(host, { ...options, all: true }, (error, found) => {
      const addresses: LookupAddress[] = error ? [] : found;
      const bad = addresses.find(({ address }) => !allowed(address));
      if (error) callback(error, []);
      else if (bad) callback(new Refused(`${host} is ${bad.address}, which is not one of the internet`), []);
      else if (options.all === true) callback(null, addresses);
      else callback(null, addresses[0]?.address ?? '', addresses[0]?.family);
    });
  };
}
