import http from 'node:http';

export interface ControlReply {
  status: number;
  body: string;
}

/**
 * A small request to the engine itself, outside the gateway.
 *
 * @param nonce proves to our launcher that the request is the sandbox's own
 * @throws Error when the engine does not answer within `timeoutMs`
 */
export function request(
  url: string,
  method: string,
  nonce: string,
  timeoutMs = 30_000,
  extra: { headers?: Record<string, string>; body?: string } = {},
): Promise<ControlReply> {
  return new Promise((resolve, reject) => {
    const headers = { 'x-groundschool-nonce': nonce, ...extra.headers };
    const sent = http.request(url, { method, headers, agent: false, timeout: timeoutMs }, (reply) => {
      const parts: Buffer[] = [];
      reply.on('data', (part: Buffer) => parts.push(part));
      reply.on('end', () =>
        resolve({ status: reply.statusCode ?? 0, body: Buffer.concat(parts).toString('utf8') }),
      );
      reply.on('error', reject);
    });
    sent.on('timeout', () => sent.destroy(new Error(`no answer within ${timeoutMs} ms`)));
    sent.on('error', reject);
    sent.end(extra.body);
  });
}
