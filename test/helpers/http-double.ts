import { createServer, type IncomingHttpHeaders, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

export interface DoubleRequest {
  method: string;
  /** Undecoded path with query. */
  url: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A body in two halves: `pauseMs` between them, or null for a second half that never comes. */
export interface Slow {
  pauseMs: number | null;
}

/** What the double does with a request. `hang` never answers; `reset` breaks the connection. */
export type DoubleReply =
  | { status: number; headers?: Record<string, string>; body?: string; delayMs?: number; slow?: Slow }
  | 'hang'
  | 'reset';

export interface HttpDouble {
  endpoint: string;
  requests: DoubleRequest[];
  /** Most requests that were in flight at the same time. */
  peak(): number;
  answer(reply: (request: DoubleRequest) => DoubleReply): void;
  close(): Promise<void>;
}

/**
 * A scripted HTTP server on a free port of the loopback, for answers that no emulator gives on demand.
 *
 * @param tls key and certificate in PEM: then it speaks HTTPS
 */
export async function startDouble(
  reply: (request: DoubleRequest) => DoubleReply,
  tls?: { key: string; cert: string },
): Promise<HttpDouble> {
  let current = reply;
  let inFlight = 0;
  let peak = 0;
  const requests: DoubleRequest[] = [];
  const listen: RequestListener = (message, response) => {
    inFlight += 1;
    peak = Math.max(peak, inFlight);
    response.on('close', () => (inFlight -= 1));
    const parts: Buffer[] = [];
    message.on('data', (part: Buffer) => parts.push(part));
    message.on('end', () => {
      const url = new URL(message.url ?? '/', 'http://double');
      const request: DoubleRequest = {
        method: message.method ?? 'GET',
        url: message.url ?? '/',
        path: url.pathname,
        query: url.searchParams,
        headers: message.headers,
        body: Buffer.concat(parts).toString('utf8'),
      };
      requests.push(request);
      send(response, current(request));
    });
  };
  const server = tls ? createTlsServer(tls, listen) : createServer(listen);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    peak: () => peak,
    answer: (next) => {
      current = next;
      requests.length = 0;
      peak = 0;
    },
    close: () =>
      new Promise((resolve) => {
        // A connection that was on its way comes in after the others are closed, and would keep the server open.
        const sweep = setInterval(() => server.closeAllConnections(), 20);
        server.close(() => {
          clearInterval(sweep);
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function send(response: ServerResponse, reply: DoubleReply): void {
  if (reply === 'hang') return;
  if (reply === 'reset') {
    response.socket?.destroy();
    return;
  }
  const { status, headers = {}, body = '', delayMs = 0, slow } = reply;
  setTimeout(() => {
    response.writeHead(status, headers);
    if (slow === undefined) {
      response.end(body);
      return;
    }
    const half = Math.ceil(body.length / 2);
    response.write(body.slice(0, half));
    if (slow.pauseMs !== null) setTimeout(() => response.end(body.slice(half)), slow.pauseMs);
  }, delayMs);
}
