import { UsageError } from './usage.ts';

export interface JsonRequest {
  method: string;
  url: URL | string;
  token: string;
  body?: unknown;
  /** Milliseconds to wait for the answer; default 30 s. */
  timeoutMs?: number;
}

/**
 * One request with a bearer token, answered in JSON.
 *
 * @param unreachable makes the error for an address where nobody answers
 * @throws UsageError with the answer's own code, or NOT_GROUNDSCHOOL for an answer that is no JSON of ours
 */
export async function requestJson(
  { method, url, token, body, timeoutMs = 30_000 }: JsonRequest,
  unreachable: () => UsageError,
): Promise<unknown> {
  let reply: Response;
  let text: string;
  try {
    reply = await fetch(url, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    text = await reply.text();
  } catch {
    throw unreachable();
  }
  const { origin } = new URL(url);
  let answer: unknown;
  try {
    answer = text === '' ? {} : JSON.parse(text);
  } catch {
    throw new UsageError(
      'NOT_GROUNDSCHOOL',
      `${origin} answers ${reply.status} with something that is no JSON: it is no Groundschool. Name the address that Groundschool printed.`,
    );
  }
  if (reply.ok) return answer;
  // The sandbox's admin API wraps its errors, the server's API does not.
  const { error = answer } = answer as { error?: unknown };
  const { code, message, cure } = error as { code?: unknown; message?: unknown; cure?: unknown };
  if (typeof code !== 'string' || typeof message !== 'string')
    throw new UsageError(
      'NOT_GROUNDSCHOOL',
      `${origin} answers ${reply.status} without saying why. Name the address that Groundschool printed.`,
    );
  throw new UsageError(code, typeof cure === 'string' ? `${message} ${cure}` : message);
}
