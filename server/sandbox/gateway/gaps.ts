/** Tells an operation that the engine does not have from a genuine AWS error. */
import type { IncomingHttpHeaders } from 'node:http';
import type { OperationName, WireReply } from '../types.ts';

/**
 * Why the engine's answer means "not implemented", in one sentence; null for a genuine answer.
 *
 * moto says it in many ways: HTML pages from Flask (404, 405) and werkzeug (500), an exception (named by our launcher's
 * header), a plain text, or an empty 404. AWS never answers with any of these.
 */
export function engineGap(
  reply: WireReply,
  engineHeaders: IncomingHttpHeaders,
  operation: OperationName | null,
  method: string,
): string | null {
  if (reply.status < 400) return null;
  const name = operation ? `${operation.service}:${operation.operation}` : 'This operation';
  const missing = `${name} is not implemented by the sandbox's engine.`;
  const failure = engineHeaders['x-groundschool-engine-failure'];
  if (typeof failure === 'string') {
    const gap = failure === 'NotImplementedError' || failure === 'ModuleNotFoundError';
    return gap ? missing : `${name} fails in the sandbox's engine when called like this (${failure}).`;
  }
  if (method === 'HEAD') return null;
  const text = reply.body.toString('utf8', 0, 4_096).trim();
  if (/^<(!doctype html|html)\b/i.test(text)) return missing;
  if (/^(<|\{)/.test(text)) return null; // XML or JSON: AWS's own shapes
  if (text === '') return reply.status === 404 && operation?.service !== 's3' ? missing : null;
  return /not (yet )?(been )?implemented/i.test(text) ? missing : null;
}

/** The error code of an AWS error reply in any protocol, or null. */
export function errorCodeOf(reply: Pick<WireReply, 'status' | 'headers' | 'body'>): string | null {
  if (reply.status < 400) return null;
  const header = reply.headers['x-amzn-errortype'] ?? reply.headers['x-amz-error-code'];
  if (header !== undefined) return bare(header);
  const text = reply.body.toString('utf8', 0, 64 * 1024);
  const xml = /<Code>([^<]{1,200})<\/Code>/.exec(text)?.[1];
  if (xml !== undefined) return xml;
  const json = /"(?:__type|code|Code)"\s*:\s*"([^"]{1,200})"/.exec(text)?.[1];
  return json === undefined ? null : bare(json);
}

function bare(code: string): string {
  return code.replace(/^.*#/, '').replace(/:.*$/, '');
}
