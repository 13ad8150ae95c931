import { setMaxListeners } from 'node:events';
import { deadline, type ClientSpec } from '../kit/index.ts';
import { answered, unanswered } from './calls.ts';
import { clientConfig } from './client-config.ts';
import { pacer, type Call } from './pace.ts';
import { inspectReply, RefusedOperation } from './replies.ts';
import type { Limits, Target } from './types.ts';

/** What the engine uses of an SDK client; every client of the SDK has this shape. */
interface SdkClient {
  send(command: unknown, options?: { abortSignal?: AbortSignal }): Promise<unknown>;
  destroy(): void;
  config: { protocol?: { getShapeId?(): string } };
  middlewareStack: {
    add(middleware: unknown, options: { step: string; priority: string; name: string }): void;
  };
}
/** What happened so far to one call, for the case that its time runs out between two attempts. */
interface CallState {
  throttled: boolean;
  /** False while it still waits for its turn: adaptive retries hold back the calls of a client that was throttled. */
  sent: boolean;
  /** Waits for the account's own turn (pace.ts). */
  paced: boolean;
}
interface MiddlewareContext {
  commandName?: string;
  groundschoolCall?: CallState;
}
interface HttpReply {
  statusCode: number;
  headers?: Record<string, string>;
  body?: unknown;
}
type Next = (args: unknown) => Promise<{ response: unknown }>;

/** Operations whose answer is a stream that the read itself consumes. */
const STREAMED = new Set(['GetObjectCommand']);
const READ_ONLY = /^(Get|List|Describe|Head|BatchGet)[A-Z]/;

export interface Clients {
  /** @param region where it is not the target's */
  get: <C>(spec: ClientSpec<C>, region?: string) => C;
  /** AWS requests sent so far, retries included. */
  requests(): number;
  close(): void;
}

/**
 * One client per service, Region and attempt: adaptive retries, keep-alive, a limit of time per call, a guard that refuses what no
 * read of this run declares, and an inspection of every answer.
 *
 * @param allowed ids of the reads of this run, `s3:GetBucketPolicy`.
 * @param account whose keys these are, once it is known
 */
export function createClients(
  target: Target,
  limits: Limits,
  allowed: ReadonlySet<string>,
  signal: AbortSignal,
  account: () => string = () => '',
): Clients {
  // Every call in flight listens.
  setMaxListeners(0, signal);
  const made = new Map<string, SdkClient>();
  const calls = new WeakMap<object, CallState>();
  let requests = 0;

  const configure = (service: string, region: string, client: SdkClient): void => {
    /** Was the last answer to any call of this client a throttle? */
    const pace = { throttled: false };
    const guard = (next: Next, context: MiddlewareContext) => async (args: unknown) => {
      refuseUnlessRead(service, context.commandName ?? 'UnknownCommand', allowed);
      const state = calls.get((args as { input: object }).input);
      if (state) context.groundschoolCall = state;
      return next(args);
    };
    const inspect = (next: Next, context: MiddlewareContext) => async (args: unknown) => {
      const command = context.commandName ?? '';
      const call: Call = {
        account: account(),
        region,
        operation: `${service}:${command.replace(/Command$/, '')}`,
      };
      // An emulator is ours or the learner's own; an account at AWS has its owner's tools beside us.
      if (target.kind === 'aws') {
        if (context.groundschoolCall) context.groundschoolCall.paced = true;
        await pacer.take(call);
        if (context.groundschoolCall) context.groundschoolCall.paced = false;
      }
      requests += 1;
      if (context.groundschoolCall) context.groundschoolCall.sent = true;
      const { operation } = call;
      const sent = { operation, region, input: (args as { input: unknown }).input, startedAt: Date.now() };
      let result: Awaited<ReturnType<Next>>;
      try {
        result = await next(args);
      } catch (error) {
        target.onCall?.(unanswered(sent, error));
        throw error;
      }
      const reply = result.response as HttpReply;
      if (STREAMED.has(command) && reply.statusCode < 300) {
        target.onCall?.(answered(sent, reply, ''));
        return result;
      }
      let text: string;
      try {
        const body = await collect(reply.body);
        reply.body = body;
        text = Buffer.from(body).toString('utf8');
      } catch (error) {
        target.onCall?.(unanswered(sent, error));
        throw error;
      }
      target.onCall?.(answered(sent, reply, text));
      pace.throttled = isThrottle(reply.statusCode, text);
      if (target.kind === 'aws') pacer.heard(call, pace.throttled);
      if (context.groundschoolCall) context.groundschoolCall.throttled = pace.throttled;
      inspectReply({
        method: (args as { request: { method: string } }).request.method,
        command,
        status: reply.statusCode,
        body: text,
        protocol: client.config.protocol?.getShapeId?.() ?? '',
      });
      return result;
    };
    client.middlewareStack.add(guard, {
      step: 'initialize',
      priority: 'high',
      name: 'groundschoolReadOnlyGuard',
    });
    // Innermost: once per request that is sent, before the SDK parses the answer.
    client.middlewareStack.add(inspect, {
      step: 'deserialize',
      priority: 'low',
      name: 'groundschoolReplyInspection',
    });
    const send = client.send.bind(client);
    client.send = (command, options) => {
      const state: CallState = { throttled: false, sent: false, paced: false };
      calls.set((command as { input: object }).input, state);
      const time = deadline(limits.callMs, options?.abortSignal ? [signal, options.abortSignal] : [signal]);
      // The SDK does not look at the signal while it waits between two attempts.
      return Promise.race([
        send(command, { ...options, abortSignal: time.signal }),
        rejectOn(time.signal, () => state.paced || state.throttled || (!state.sent && pace.throttled)),
      ]).finally(time.clear);
    };
  };

  return {
    get: <C>({ service, create }: ClientSpec<C>, region = target.region): C => {
      const key = `${service} ${region}`;
      const known = made.get(key);
      if (known) return known as C;
      const client = create({ ...graderConfig(target, limits, service), region }) as SdkClient;
      configure(service, region, client);
      made.set(key, client);
      return client as C;
    },
    requests: () => requests,
    close: () => {
      for (const client of made.values()) client.destroy();
      made.clear();
    },
  };
}

/**
 * Everything that the SDK would otherwise look for in the environment and the shared files of the machine that grades: a setting
 * made there for other programs must not change what is asked, and looking takes longer than many a call.
 */
const SETTLED = {
  authSchemePreference: [],
  defaultsMode: 'standard',
  useDualstackEndpoint: false,
  useFipsEndpoint: false,
  // CloudTrail shows it to the owner of the account.
  userAgentAppId: 'groundschool',
  // S3 alone knows these. A session of S3 Express would be a call that no read declares.
  disableS3ExpressSessionAuth: true,
  requestChecksumCalculation: 'WHEN_REQUIRED',
  responseChecksumValidation: 'WHEN_SUPPORTED',
  useArnRegion: false,
} as const;

function graderConfig(target: Target, limits: Limits, service: string): Record<string, unknown> {
  const credentials = target.credentialsOf?.(service) ?? target.credentials;
  const place = clientConfig({ ...target, credentials }, { sockets: limits.concurrency });
  return { ...SETTLED, ...place, retryMode: 'adaptive', maxAttempts: 3 };
}

function refuseUnlessRead(service: string, command: string, allowed: ReadonlySet<string>): void {
  const name = command.replace(/Command$/, '');
  const operation = `${service}:${name}`;
  if (!READ_ONLY.test(name)) throw new RefusedOperation(operation, 'graders only read');
  if (!allowed.has(operation)) throw new RefusedOperation(operation, 'no read of this run declares it');
}

function rejectOn(signal: AbortSignal, wasThrottled: () => boolean): Promise<never> {
  return new Promise((_resolve, reject) => {
    const give = (): void => {
      const name = wasThrottled() ? 'Throttling' : 'AbortError';
      reject(Object.assign(new Error('The time of this call is up'), { name }));
    };
    if (signal.aborted) give();
    else signal.addEventListener('abort', give, { once: true });
  });
}

function isThrottle(status: number, body: string): boolean {
  if (status < 400) return false;
  return status === 429 || /Throttl|SlowDown|TooManyRequests|RequestLimitExceeded/.test(body.slice(0, 2_000));
}

async function collect(body: unknown): Promise<Uint8Array> {
  if (body === undefined || body === null) return new Uint8Array();
  if (body instanceof Uint8Array) return body;
  if (typeof body === 'string') return Buffer.from(body);
  const parts: Uint8Array[] = [];
  for await (const part of body as AsyncIterable<Uint8Array>) parts.push(part);
  return Buffer.concat(parts);
}
