import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UsageError } from './usage.ts';

/** What the running server leaves in its data folder for the command line (mode 0600). */
export interface ServerRecord {
  url: string;
  token: string;
  pid: number;
  /** Front door of its sandbox, once that runs. */
  sandbox?: { endpoint: string; adminToken: string };
}

/** The record of the server that runs on this machine, or null. */
export function serverRecord(): ServerRecord | null {
  const folder = resolve(process.env['GROUNDSCHOOL_DATA_DIR'] ?? '.groundschool');
  try {
    return JSON.parse(readFileSync(join(folder, 'server.json'), 'utf8')) as ServerRecord;
  } catch {
    return null;
  }
}

interface LocalServer {
  get<T>(path: string): Promise<T>;
  put<T>(path: string, body: unknown): Promise<T>;
  post<T>(path: string, body: unknown): Promise<T>;
}

/**
 * Talks to the running server with the token that only this user can read.
 *
 * @throws UsageError SERVER_NOT_RUNNING; an error reply becomes a UsageError with the server's own code
 */
export function localServer(): LocalServer {
  const record = serverRecord();
  if (!record) {
    throw new UsageError(
      'SERVER_NOT_RUNNING',
      'No Groundschool server runs from this folder. Start it with `npm start`, or set GROUNDSCHOOL_DATA_DIR to its data folder.',
    );
  }
  const { url, token } = record;
  const call = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    let reply: Response;
    try {
      reply = await fetch(new URL(path, url), {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    } catch {
      throw new UsageError(
        'SERVER_NOT_RUNNING',
        `The server at ${url} does not answer. Start it again with \`npm start\`.`,
      );
    }
    const answer: unknown = await reply.json();
    if (!reply.ok) {
      const { code, message, cure } = answer as { code: string; message: string; cure?: string };
      throw new UsageError(code, cure === undefined ? message : `${message} ${cure}`);
    }
    return answer as T;
  };
  return {
    get: (path) => call('GET', path),
    put: (path, body) => call('PUT', path, body),
    post: (path, body) => call('POST', path, body),
  };
}
