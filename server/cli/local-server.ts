import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ServerRecord } from '../server-record.ts';
import { requestJson, requestText } from './json-reply.ts';
import { UsageError } from './usage.ts';

/** The running server's data folder, as its own configuration finds it. */
export function dataFolder(): string {
  return resolve(process.env['GROUNDSCHOOL_DATA_DIR'] || '.groundschool');
}

/**
 * The record that the server of this folder left for its user, or null when none runs.
 *
 * @throws UsageError SERVER_RECORD_UNREADABLE
 */
export function serverRecord(): ServerRecord | null {
  const file = join(dataFolder(), 'server.json');
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ServerRecord;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new UsageError(
      'SERVER_RECORD_UNREADABLE',
      `${file} cannot be read: ${message}. Only the user who started the server may use it; start it again if the file is broken.`,
    );
  }
}

interface LocalServer {
  get<T>(path: string): Promise<T>;
  /** An answer that is a file, as text. */
  text(path: string): Promise<string>;
  put<T>(path: string, body: unknown): Promise<T>;
  post<T>(path: string, body?: unknown): Promise<T>;
  delete<T>(path: string): Promise<T>;
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
      `No Groundschool server has its data in ${dataFolder()}. Start it with \`npm start\`, or set GROUNDSCHOOL_DATA_DIR to its data folder.`,
    );
  }
  const { url, token } = record;
  const gone = (): UsageError =>
    new UsageError(
      'SERVER_NOT_RUNNING',
      `The server at ${url} does not answer. Start it again with \`npm start\`.`,
    );
  const call = async <T>(method: string, path: string, body?: unknown): Promise<T> =>
    (await requestJson(
      { method, url: new URL(path, url), token, ...(body === undefined ? {} : { body }) },
      gone,
    )) as T;
  return {
    get: (path) => call('GET', path),
    text: (path) => requestText({ method: 'GET', url: new URL(path, url), token }, gone),
    put: (path, body) => call('PUT', path, body),
    post: (path, body) => call('POST', path, body),
    delete: (path) => call('DELETE', path),
  };
}
