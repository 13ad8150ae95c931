/** A second way in for one account: a socket in a locked box, which must carry nothing else. */
import { chmod, rm } from 'node:fs/promises';
import http from 'node:http';
import { Exchange } from './exchange.ts';
import { isAdminPath } from './admin.ts';

/** A door that is open. */
export interface Door {
  /** Ends it and every call that is under way through it. */
  close(): Promise<void>;
}

/** A learner's programs need a few; more would be an attempt to keep the gateway busy. */
const CONNECTIONS = 64;

/**
 * Listens on a Unix socket for calls of one account. Keys of other accounts are unknown there, other accounts' public
 * buckets do not exist there, and the admin API is not there at all.
 *
 * @param path of the socket; at most 107 bytes, in a folder that nobody else may enter: the socket itself is open to the
 *   box's user id
 * @param handle the gateway
 */
export async function openDoor(
  account: string,
  path: string,
  now: () => Date,
  handle: (exchange: Exchange) => Promise<void>,
): Promise<Door> {
  const server = http.createServer((incoming, outgoing) => {
    const exchange = new Exchange(incoming, outgoing, now(), account);
    if (!isAdminPath(exchange)) return void handle(exchange);
    incoming.resume();
    const message = 'The admin API is not reached from a terminal.';
    outgoing.writeHead(403, { 'content-type': 'application/json; charset=utf-8' });
    outgoing.end(JSON.stringify({ error: { code: 'FORBIDDEN', message } }));
  });
  server.maxConnections = CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  await chmod(path, 0o666);
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => void rm(path, { force: true }).then(resolve));
        server.closeAllConnections();
      }),
  };
}
