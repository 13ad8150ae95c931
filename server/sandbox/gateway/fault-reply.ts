import type { ServerResponse } from 'node:http';
import type { FaultKind } from '../faults.ts';
import type { AwsError } from '../types.ts';
import * as refuse from './refusals.ts';

/** The AWS error of a fault that answers with one; null for those that break the transport. */
export function faultError(
  kind: FaultKind,
  dialect: refuse.Dialect,
  call: { arn: string; action: string; resource: string },
): AwsError | null {
  switch (kind) {
    case 'deny': {
      const why = `no identity-based policy allows the ${call.action} action`;
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
export function sendMalformed(outgoing: ServerResponse, dialect: refuse.Dialect, method: string): void {
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
