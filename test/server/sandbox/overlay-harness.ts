/** Lets a real SDK client call the overlay without a socket: request handler in, wire request out. */
import { Readable } from 'node:stream';
import { engineClientConfig } from '../../../server/sandbox/engine/client.ts';
import type { Engine } from '../../../server/sandbox/engine/index.ts';
import { createOverlay } from '../../../server/sandbox/overlay/index.ts';
import { signedService } from '../../../server/sandbox/overlay/wire/protocol.ts';
import type {
  OperationName,
  OverlayContext,
  OverlayOperation,
  OverlayState,
  WireReply,
  WireRequest,
} from '../../../server/sandbox/types.ts';

interface SdkRequest {
  method: string;
  path: string;
  query?: Record<string, string | string[] | null>;
  headers: Record<string, string>;
  body?: unknown;
}

export interface Seen {
  request: WireRequest;
  body: Buffer;
  operation: OperationName | null;
}

export function memoryState(): OverlayState {
  const values = new Map<string, string>();
  return {
    get: (key) => (values.has(key) ? JSON.parse(values.get(key) ?? '') : undefined),
    set: (key, value) => void values.set(key, JSON.stringify(value)),
    delete: (key) => void values.delete(key),
    keys: (prefix) => [...values.keys()].filter((key) => key.startsWith(prefix)),
  };
}

/** A context without an engine: what asks for one fails. */
export function contextWithoutEngine(overrides: Partial<OverlayContext> = {}): OverlayContext {
  const absent = (): never => {
    throw new Error('this test has no engine');
  };
  return {
    requestId: '0123456789ABCDEF',
    account: '123456789012',
    region: 'us-east-1',
    principal: {
      kind: 'learner',
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      arn: 'arn:aws:iam::123456789012:user/learner',
    },
    access: null,
    state: memoryState(),
    now: () => new Date('2026-11-25T12:00:00Z'),
    pace: 'instant',
    forward: absent,
    engineClient: absent,
    ...overrides,
  };
}

/** Takes an SDK request apart as the gateway does. The SDK puts the query into an object. */
export function toWire({ method, path, query, headers, body }: SdkRequest): {
  request: WireRequest;
  body: Buffer;
} {
  const pairs = Object.entries(query ?? {}).flatMap(([name, value]) =>
    [value].flat().map((item) => `${encodeURIComponent(name)}=${encodeURIComponent(item ?? '')}`),
  );
  const lower = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const bytes =
    typeof body === 'string'
      ? Buffer.from(body)
      : body instanceof Uint8Array
        ? Buffer.concat([body])
        : Buffer.alloc(0);
  return { request: { method, path, query: pairs.join('&'), headers: lower }, body: bytes };
}

/**
 * Client options that answer every call by the given overlay operations. `seen` collects what went over the wire;
 * `answerWith` replaces the overlay's answer.
 */
export function overlayClient(
  operations: readonly OverlayOperation[],
  context: OverlayContext = contextWithoutEngine(),
  answerWith?: (seen: Seen) => WireReply,
) {
  const overlay = createOverlay(operations);
  const seen: Seen[] = [];
  const requestHandler = {
    handle: async (sdkRequest: SdkRequest) => {
      const { request, body } = toWire(sdkRequest);
      const operation = await overlay.identify(request, signedService(request), body);
      const entry = { request, body, operation };
      seen.push(entry);
      if (answerWith === undefined && operation === null)
        throw new Error(`not identified: ${request.method} ${request.path}`);
      const reply =
        answerWith === undefined && operation !== null
          ? await overlay.run(operation, request, body, context)
          : (answerWith as (seen: Seen) => WireReply)(entry);
      return {
        response: {
          statusCode: reply.status,
          headers: { ...reply.headers },
          body: Readable.from([reply.body]),
        },
      };
    },
  };
  const options = {
    region: 'us-east-1',
    endpoint: 'http://127.0.0.1:4566',
    credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' },
    maxAttempts: 1,
    requestHandler,
  };
  return { options, seen, overlay };
}

/** Sends a request to the engine as the gateway forwards it. */
async function forwardTo(
  engine: Pick<Engine, 'url' | 'nonce'>,
  account: string,
  request: WireRequest,
  body: Buffer,
): Promise<WireReply> {
  const { host: _host, 'content-length': _length, ...headers } = request.headers;
  const query = request.query === '' ? '' : `?${request.query}`;
  const reply = await fetch(`${engine.url}${request.path}${query}`, {
    method: request.method,
    headers: { ...headers, 'x-moto-account-id': account, 'x-groundschool-nonce': engine.nonce },
    ...(body.length > 0 ? { body: new Uint8Array(body) } : {}),
  });
  return {
    status: reply.status,
    headers: Object.fromEntries(reply.headers),
    body: Buffer.from(await reply.arrayBuffer()),
  };
}

/**
 * Client options for a sandbox account without a gateway: the overlay's operations are answered by it, all others by
 * the engine. `context` is what the overlay saw last.
 */
export function sandboxAccount(
  engine: Pick<Engine, 'url' | 'nonce'>,
  account: string,
  clock: { now: Date } = { now: new Date() },
) {
  const overlay = createOverlay();
  const state = memoryState();
  const contextFor = (request: WireRequest, body: Buffer): OverlayContext =>
    contextWithoutEngine({
      account,
      state,
      now: () => clock.now,
      forward: () => forwardTo(engine, account, request, body),
      engineClient: () => engineClientConfig(engine.url, account, 'us-east-1', engine.nonce),
    });
  const call = async (request: WireRequest, body: Buffer): Promise<WireReply> => {
    const operation = await overlay.identify(request, signedService(request), body);
    return operation !== null && overlay.covers(operation)
      ? overlay.run(operation, request, body, contextFor(request, body))
      : forwardTo(engine, account, request, body);
  };
  const requestHandler = {
    handle: async (sdkRequest: SdkRequest) => {
      const { request, body } = toWire(sdkRequest);
      const reply = await call(request, body);
      return {
        response: {
          statusCode: reply.status,
          headers: { ...reply.headers },
          body: Readable.from([reply.body]),
        },
      };
    },
  };
  const options = {
    region: 'us-east-1',
    endpoint: engine.url,
    forcePathStyle: true,
    credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' },
    maxAttempts: 1,
    requestHandler,
  };
  return { options, state, call, contextFor };
}
