import http from 'node:http';
import { Readable } from 'node:stream';
import type { EngineClientConfig } from '../types.ts';

const agent = new http.Agent({ keepAlive: true, maxSockets: 64, timeout: 60_000 });

interface SdkRequest {
  method: string;
  protocol: string;
  hostname: string;
  port?: number;
  path: string;
  query?: Record<string, string | string[] | null>;
  headers: Record<string, string>;
  body?: unknown;
}

interface SdkReply {
  statusCode: number;
  reason: string;
  headers: Record<string, string>;
  body: http.IncomingMessage;
}

/**
 * Options for an SDK client that talks to the engine as one account, past the gateway's signature check and journal.
 *
 * @param nonce of an engine that the sandbox started itself; it answers nobody else
 */
export function engineClientConfig(
  engineUrl: string,
  account: string,
  region: string,
  nonce = '',
): EngineClientConfig {
  return {
    endpoint: engineUrl,
    region,
    credentials: { accessKeyId: 'groundschool', secretAccessKey: 'groundschool' },
    requestHandler: {
      metadata: { handlerProtocol: 'http/1.1' },
      handle: (request: SdkRequest): Promise<{ response: SdkReply }> => send(request, account, nonce),
      destroy: (): void => undefined,
      updateHttpClientConfig: (): void => undefined,
      httpHandlerConfigs: (): Record<string, never> => ({}),
    },
  };
}

function send(request: SdkRequest, account: string, nonce: string): Promise<{ response: SdkReply }> {
  return new Promise((resolve, reject) => {
    const outgoing = http.request(
      {
        agent,
        method: request.method,
        host: request.hostname,
        port: request.port ?? 80,
        path: request.path + queryString(request.query ?? {}),
        headers: { ...request.headers, 'x-moto-account-id': account, 'x-groundschool-nonce': nonce },
      },
      (reply) => {
        const headers: Record<string, string> = {};
        for (const [name, value] of Object.entries(reply.headers)) {
          if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
        }
        const statusCode = reply.statusCode ?? 0;
        resolve({ response: { statusCode, reason: reply.statusMessage ?? '', headers, body: reply } });
      },
    );
    outgoing.on('error', reject);
    const { body } = request;
    if (body instanceof Readable) body.on('error', reject).pipe(outgoing);
    else if (typeof body === 'string' || body instanceof Uint8Array) outgoing.end(body);
    else outgoing.end();
  });
}

function queryString(query: NonNullable<SdkRequest['query']>): string {
  const pairs: string[] = [];
  for (const [key, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      pairs.push(
        one === null ? encodeURIComponent(key) : `${encodeURIComponent(key)}=${encodeURIComponent(one)}`,
      );
    }
  }
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}
