import type { ServerResponse } from 'node:http';
import type { FaultKind } from '../faults.ts';
import type { AwsError } from '../types.ts';
import type { Exchange } from './exchange.ts';
import * as refuse from './refusals.ts';

/** A client that never gives up is cut off after this long. */
const TIMEOUT_MS = 15 * 60_000;

/** The AWS error of a fault that answers with one; null for those that break the transport. */
function faultError(
  kind: FaultKind,
  dialect: refuse.Dialect,
  call: { arn: string; action: string; resource: string },
): AwsError | null {
  switch (kind) {
    case 'deny': {
      const why = `because no identity-based policy allows the ${call.action} action`;
      return refuse.denied(dialect, call.arn, call.action, call.resource, why);
    }
    case 'throttle':
      return refuse.throttled(dialect);
    case 'error':
      return refuse.internalError();
    case 'unsupported':
      return refuse.notImplemented(
        `${call.action} is not implemented by the sandbox (a fault that was asked for).`,
      );
    case 'timeout':
    case 'malformed':
      return null;
  }
}

/** A success that no client can read: cut off in the middle of its own syntax. */
function sendMalformed(outgoing: ServerResponse, dialect: refuse.Dialect, method: string): void {
  if (method === 'HEAD') {
    // Without a body only the head itself can be broken.
    outgoing.socket?.end('HTTP/1.1 malformed\r\n\r\n');
    return;
  }
  const json = dialect === 'json' || dialect === 'rest-json';
  const body = json
    ? '{"malformed": [1, 2'
    : '<?xml version="1.0" encoding="UTF-8"?>\n<Malformed><Unclosed attribute="';
  outgoing.writeHead(200, {
    'content-type': json ? 'application/x-amz-json-1.1' : 'application/xml',
    'content-length': Buffer.byteLength(body),
  });
  outgoing.end(body);
}

/** Answers a call as the fault wants it; returns when the call is over. @throws the fault's AwsError, for the gateway to send */
export async function sendFault(
  exchange: Exchange,
  kind: FaultKind,
  call: { arn: string; action: string; resource: string },
): Promise<void> {
  exchange.source = 'fault';
  exchange.incoming.resume();
  const error = faultError(kind, exchange.dialect, call);
  if (error) throw error;
  if (kind === 'malformed') {
    sendMalformed(exchange.outgoing, exchange.dialect, exchange.arrival.request.method);
    return;
  }
  exchange.errorCode = 'timeout';
  await new Promise<void>((resolve) => {
    const cut = setTimeout(() => exchange.outgoing.destroy(), TIMEOUT_MS);
    cut.unref();
    exchange.outgoing.once('close', () => {
      clearTimeout(cut);
      resolve();
    });
  });
}
