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
export async function requestJson(request: JsonRequest, unreachable: () => UsageError): Promise<unknown> {
  const { reply, text } = await exchange(request, unreachable);
  const answer = parsed(text, reply, request.url);
  if (!reply.ok) throw refusal(answer, reply, request.url);
  return answer;
}

/** The same for an answer that is a file of text. */
export async function requestText(request: JsonRequest, unreachable: () => UsageError): Promise<string> {
  const { reply, text } = await exchange(request, unreachable);
  if (!reply.ok) throw refusal(parsed(text, reply, request.url), reply, request.url);
  return text;
}

async function exchange(
  { method, url, token, body, timeoutMs = 30_000 }: JsonRequest,
  unreachable: () => UsageError,
): Promise<{ reply: Response; text: string }> {
  try {
    const reply = await fetch(url, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { reply, text: await reply.text() };
  } catch {
    throw unreachable();
  }
}

function parsed(text: string, { status }: Response, url: URL | string): unknown {
  try {
    return text === '' ? {} : (JSON.parse(text) as unknown);
  } catch {
    throw new UsageError(
      'NOT_GROUNDSCHOOL',
      `${new URL(url).origin} answers ${status} with something that is no JSON: it is no Groundschool. Name the address that Groundschool printed.`,
    );
  }
}

function refusal(answer: unknown, { status }: Response, url: URL | string): UsageError {
  // The sandbox's admin API wraps its errors, the server's API does not.
  const { error = answer } = answer as { error?: unknown };
  const { code, message, cure } = error as { code?: unknown; message?: unknown; cure?: unknown };
  if (typeof code !== 'string' || typeof message !== 'string')
    return new UsageError(
      'NOT_GROUNDSCHOOL',
      `${new URL(url).origin} answers ${status} without saying why. Name the address that Groundschool printed.`,
    );
  return new UsageError(code, typeof cure === 'string' ? `${message} ${cure}` : message);
}
