import type { ErrorReply, SessionReply } from '../../server/contract/index.ts';

/** A request that did not work, in the words of the server's ErrorReply. `OFFLINE` and `BAD_REPLY` are the client's own. */
export class ApiError extends Error {
  readonly code: string;
  readonly cure: string | undefined;
  readonly details: readonly string[];
  readonly status: number;
  constructor(status: number, reply: ErrorReply) {
    super(reply.message);
    this.name = 'ApiError';
    this.status = status;
    this.code = reply.code;
    this.cure = reply.cure;
    this.details = reply.details ?? [];
  }
}

/** Anything thrown, as an ApiError, so that every surface shows what happened, where, and what to do. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new ApiError(0, {
    code: 'PAGE_FAILED',
    message: `The page could not finish: ${message}.`,
    cure: 'Reload the page. If it happens again, report the code and what you did.',
  });
}

/** Told on the window when the server stops answering, and when it answers again; `detail` says which. */
export const SERVER_EVENT = 'groundschool-server';

/** Told on the window when a request needs a login that there is not (any more). */
export const LOGIN_EVENT = 'groundschool-login';

let answers = true;
function heard(now: boolean): void {
  if (answers === now) return;
  answers = now;
  dispatchEvent(new CustomEvent(SERVER_EVENT, { detail: now }));
}

let session: Promise<SessionReply> | null = null;

/** GET /api/session, once; `fresh` asks again (engine state, or a token that expired). */
export function getSession(fresh = false): Promise<SessionReply> {
  if (fresh || !session) {
    const asked = request<SessionReply>('GET', '/api/session');
    session = asked;
    asked.catch(() => {
      if (session === asked) session = null;
    });
  }
  return session;
}

export function get<T>(path: string): Promise<T> {
  return request<T>('GET', path);
}

export async function send<T>(
  method: 'POST' | 'PUT' | 'DELETE',
  path: string,
  body: unknown = {},
): Promise<T> {
  const { csrfToken } = await getSession();
  try {
    return await request<T>(method, path, body, csrfToken);
  } catch (error) {
    // A restarted server knows neither cookie nor token: take new ones once, then the request is as good as new.
    if (!(error instanceof ApiError) || error.status !== 403 || !/CSRF/.test(error.code)) throw error;
    const renewed = await getSession(true);
    return request<T>(method, path, body, renewed.csrfToken);
  }
}

/** Text of a file that the lab hands out. */
export async function getText(path: string): Promise<string> {
  return (await reach('GET', path)).text();
}

async function request<T>(method: string, path: string, body?: unknown, csrfToken?: string): Promise<T> {
  const response = await reach(method, path, body, csrfToken);
  if (response.status === 204) return undefined as T;
  try {
    return (await response.json()) as T;
  } catch {
    throw new ApiError(response.status, {
      code: 'BAD_REPLY',
      message: `${method} ${path} answered with something that is not JSON.`,
      cure: 'Check that this address is the Groundschool server and not a proxy before it.',
    });
  }
}

async function reach(method: string, path: string, body?: unknown, csrfToken?: string): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (csrfToken) headers['x-csrf-token'] = csrfToken;
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers,
      credentials: 'same-origin',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch {
    heard(false);
    throw new ApiError(0, {
      code: 'OFFLINE',
      message: 'The Groundschool server does not answer.',
      cure: 'Check that `npm start` is still running in its terminal, then try again. Nothing you entered here is lost.',
    });
  }
  heard(true);
  if (response.ok) return response;
  const reply = await errorReply(response, method, path);
  if (reply.code === 'LOGIN_REQUIRED') dispatchEvent(new CustomEvent(LOGIN_EVENT));
  throw new ApiError(response.status, reply);
}

async function errorReply(response: Response, method: string, path: string): Promise<ErrorReply> {
  const text = await response.text().catch(() => '');
  try {
    const reply = JSON.parse(text) as ErrorReply;
    if (typeof reply.code === 'string' && typeof reply.message === 'string') return reply;
  } catch {
    // Not ours: described below.
  }
  return {
    code: `HTTP_${response.status}`,
    message: `${method} ${path} answered ${response.status} ${response.statusText}`.trim() + '.',
    cure: 'Try again. If it keeps happening, look at the log in the terminal that runs Groundschool.',
  };
}
