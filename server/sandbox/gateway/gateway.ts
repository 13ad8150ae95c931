/** The front door: verifies who calls, and has the call answered by a fault, the overlay or the engine. */
import type { IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Accounts, KnownKey } from '../account/accounts.ts';
import type { Journal } from '../account/journal.ts';
import { engineClientConfig } from '../engine/client.ts';
import type { Engine } from '../engine/index.ts';
import type { EventSink } from '../events.ts';
import type { Faults } from '../faults.ts';
import { reasonOf } from '../sandbox-error.ts';
import {
  AwsError,
  type OperationName,
  type Overlay,
  type OverlayContext,
  type Principal,
  type WireReply,
  type WireRequest,
} from '../types.ts';
import { authenticate, knownKey } from './authenticate.ts';
import { checkedPieces, planBody, readWhole, type BodyPlan } from './body.ts';
import { bucketAndKey, iamAction, keyParameters, resourceOf } from './describe.ts';
import type { Exchange } from './exchange.ts';
import { sendFault } from './fault-reply.ts';
import { EngineUnreachable, collect, forward, replyHeaders } from './forward.ts';
import { engineGap } from './gaps.ts';
import * as refuse from './refusals.ts';
import { claimOf, type Claim, type Scope } from './sigv4.ts';

/** Overlay operations and form calls are small; AWS's own limits are below this. */
const OVERLAY_LIMIT = 1024 * 1024;
/** Calls other than S3's are read whole, because their signature covers a hash of the body. */
const CALL_LIMIT = 8 * 1024 * 1024;
/** S3 bodies up to this size are checked before the engine hears of them; answers up to it are sent in one piece. */
const WHOLE_LIMIT = 64 * 1024;
/** Answers of the engine that are read whole: errors, and those that an overlay hook edits. */
const REPLY_LIMIT = 16 * 1024 * 1024;
/** moto's own paths: whoever reached them could reset every account. */
const ENGINE_PATH = /^\/(moto-api|favicon\.ico$|latest\/(meta-data|api)\/)/i;

export interface GatewayDeps {
  accounts: Accounts;
  journal: Journal;
  faults: Faults;
  overlay: Overlay;
  engine: Engine;
  /** Host and port under which the gateway is reached, for URLs in answers. */
  host: () => string;
  now: () => Date;
  onEvent: EventSink;
  /** Refused requests by AWS error code. */
  refused: Map<string, number>;
  anonymousMay: AnonymousRule;
}

/** Decides about unsigned S3 requests: bucket policies and ACLs may open objects to everybody. */
export type AnonymousRule = (
  context: OverlayContext,
  request: WireRequest,
  operation: OperationName,
) => Promise<boolean>;

/** Makes the handler of every request that is not for the admin API. It answers always and rejects never. */
export function createGateway(deps: GatewayDeps): (exchange: Exchange) => Promise<void> {
  const count = (code: string): void => void deps.refused.set(code, (deps.refused.get(code) ?? 0) + 1);

  return async function handle(exchange) {
    const { outgoing } = exchange;
    outgoing.once('close', () => {
      if (exchange.account !== null) deps.journal.append(exchange.account, exchange.entry());
    });
    try {
      await serve(exchange);
    } catch (error) {
      exchange.incoming.resume(); // what the client still sends is read and dropped, so that it sees the answer
      if (exchange.signal.aborted || outgoing.destroyed) return;
      if (outgoing.headersSent) {
        outgoing.destroy();
        return;
      }
      exchange.reply(errorReply(exchange, error));
    }
  };

  async function serve(exchange: Exchange): Promise<void> {
    const { arrival } = exchange;
    const found = claimOf(arrival);
    if (found.kind === 'malformed') {
      const presigned = arrival.request.headers['authorization'] === undefined;
      throw refusal(refuse.malformedSignature(exchange.dialect, found.why, presigned));
    }
    if (found.kind === 'none') return serveAnonymous(exchange);
    const { claim } = found;
    exchange.addressedTo(claim.service, claim.region);

    const known = knownKey(deps.accounts, claim, exchange.dialect);
    if (!known.ok) throw refusal(known.error);
    exchange.account = known.key.account;
    exchange.who = known.key.principal.kind;
    const plan = planBody(arrival, claim, known.key.secret);
    // An S3 body is covered by a declared hash, so it can stream; all others are hashed here.
    const body = claim.service === 's3' ? null : await readWhole(exchange.incoming, plan, CALL_LIMIT);
    const verdict = authenticate(arrival, claim, known.key, exchange.dialect, body, deps.now());
    if (!verdict.ok) throw refusal(verdict.error);

    exchange.operation = await deps.overlay.identify(arrival.request, claim.service, body);
    exchange.parameters = keyParameters(exchange.operation?.service ?? claim.service, arrival.request, body);
    await answer(exchange, claim, known.key, plan, body);
  }

  /** Bucket names are per account, so an unsigned request is served by the account whose bucket lets it in. */
  async function serveAnonymous(exchange: Exchange): Promise<void> {
    const { request } = exchange.arrival;
    const refused = (): AwsError => refusal(refuse.missingSignature(exchange.dialect));
    if (exchange.dialect !== 's3' || deps.engine.state !== 'running') throw refused();
    exchange.addressedTo('s3', 'us-east-1');
    const operation = await deps.overlay.identify(request, null, null);
    const { bucket } = bucketAndKey(request.path);
    if (operation === null || bucket === '') throw refused();
    exchange.operation = operation;
    const date = deps.now().toISOString().slice(0, 10).replaceAll('-', '');
    const scope = { accessKeyId: 'anonymous', date, region: exchange.region, service: 's3' };
    const principal: Principal = { kind: 'anonymous', accessKeyId: null, arn: '*' };
    for (const account of await deps.engine.ownersOf(bucket)) {
      if (!deps.accounts.isAlive(account)) continue;
      const context = overlayContext(exchange, scope, account, principal, Buffer.alloc(0), 's3');
      if (!(await deps.anonymousMay(context, request, operation))) continue;
      exchange.account = account;
      exchange.parameters = keyParameters('s3', request, null);
      exchange.source = 'engine';
      return forwardStream(exchange, scope, account, planBody(exchange.arrival, null, null), null);
    }
    throw refused();
  }

  async function answer(
    exchange: Exchange,
    claim: Claim,
    key: KnownKey,
    plan: BodyPlan,
    body: Buffer | null,
  ): Promise<void> {
    const { operation, arrival } = exchange;
    const { account, principal } = key;
    if (deps.engine.state !== 'running') throw refuse.unavailable();
    if (key.state !== 'alive') throw refuse.lostAccount(account);
    const action = operation ? iamAction(operation) : `${claim.service}:UnknownOperation`;
    const resource = operation ? resourceOf(operation, arrival.request) : '*';
    if (principal.kind === 'reader' && !(operation && deps.overlay.isReadOnly(operation))) {
      const why = "the graders' key may only read";
      throw refuse.denied(exchange.dialect, principal.arn, action, resource, why);
    }
    const fault = operation ? deps.faults.strike(account, principal.kind, operation) : null;
    if (fault) return sendFault(exchange, fault, { arn: principal.arn, action, resource });
    if (ENGINE_PATH.test(arrival.request.path)) {
      throw new AwsError(
        'InvalidBucketName',
        'The sandbox reserves this name for its engine. Choose another one.',
        400,
      );
    }

    if (operation && deps.overlay.covers(operation)) {
      exchange.source = 'overlay';
      const whole = body ?? (await readWhole(exchange.incoming, plan, OVERLAY_LIMIT));
      if (whole.length > OVERLAY_LIMIT) {
        throw new AwsError('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', 400);
      }
      const context = overlayContext(exchange, claim, account, principal, whole, operation.service);
      exchange.reply(await deps.overlay.run(operation, arrival.request, whole, context));
      return;
    }
    exchange.source = 'engine';
    await forwardStream(exchange, claim, account, plan, body);
  }

  function overlayContext(
    exchange: Exchange,
    scope: Scope,
    account: string,
    principal: Principal,
    body: Buffer,
    service: string,
  ): OverlayContext {
    return {
      requestId: exchange.requestId,
      account,
      region: scope.region,
      principal,
      state: deps.accounts.overlayState(account, service),
      now: deps.now,
      forward: async () => {
        const reply = await toEngine(exchange, scope, account, body);
        return normalised(exchange, await collect(reply, REPLY_LIMIT), reply);
      },
      engineClient: () => engineClientConfig(deps.engine.url, account, scope.region, deps.engine.nonce),
    };
  }

  async function forwardStream(
    exchange: Exchange,
    claim: Scope,
    account: string,
    plan: BodyPlan,
    read: Buffer | null,
  ): Promise<void> {
    const small = plan.length === null || plan.length <= WHOLE_LIMIT;
    const body =
      read ??
      (small
        ? await readWhole(exchange.incoming, plan, CALL_LIMIT)
        : { pieces: checkedPieces(exchange.incoming, plan), length: plan.length ?? 0 });
    const trailers = Object.fromEntries(
      [...plan.trailers].filter(([name]) => name.startsWith('x-amz-checksum-')),
    );
    const reply = await toEngine(exchange, claim, account, body, trailers);
    const status = reply.statusCode ?? 502;
    if (status >= 400 && exchange.arrival.request.method !== 'HEAD') {
      exchange.reply(normalised(exchange, await collect(reply, REPLY_LIMIT), reply));
      return;
    }
    const length = Number(reply.headers['content-length'] ?? Number.NaN);
    if (exchange.arrival.request.method !== 'HEAD' && length <= WHOLE_LIMIT) {
      exchange.reply(await collect(reply, WHOLE_LIMIT)); // head and body in one write: half the latency of a pipeline
      return;
    }
    exchange.begin(status, replyHeaders(reply));
    if (exchange.arrival.request.method === 'HEAD') {
      reply.resume();
      exchange.outgoing.end();
    } else await pipeline(reply, exchange.outgoing);
  }

  function toEngine(
    exchange: Exchange,
    claim: Scope,
    account: string,
    body: Buffer | { pieces: AsyncIterable<Buffer>; length: number },
    addedHeaders: Record<string, string> = {},
  ): Promise<IncomingMessage> {
    const { request } = exchange.arrival;
    const { engine } = deps;
    return forward(
      { request, account, claim, engine, host: deps.host(), body, addedHeaders },
      exchange.signal,
    );
  }

  function normalised(exchange: Exchange, reply: WireReply, raw: IncomingMessage): WireReply {
    const { operation, arrival } = exchange;
    const gap = engineGap(reply, raw.headers, operation, arrival.request.method);
    if (gap === null) return reply;
    return deps.overlay.errorReply(
      refuse.notImplemented(gap),
      arrival.request,
      operation,
      exchange.requestId,
    );
  }

  /** Counts what the front door turns away. */
  function refusal(error: AwsError): AwsError {
    count(error.code);
    return error;
  }

  function errorReply(exchange: Exchange, error: unknown): WireReply {
    const { request } = exchange.arrival;
    let said: AwsError;
    if (error instanceof AwsError) {
      said = error;
      if (isBrokenPromise(error)) count(error.code);
    } else if (error instanceof EngineUnreachable) {
      deps.engine.suspect();
      said = refuse.unavailable();
    } else {
      said = refuse.internalError();
      const data = { requestId: exchange.requestId, stack: error instanceof Error ? error.stack : undefined };
      deps.onEvent({
        type: 'internal-error',
        message: `The sandbox gateway failed: ${reasonOf(error)}`,
        data,
      });
    }
    exchange.errorCode = said.code;
    return deps.overlay.errorReply(said, request, exchange.operation, exchange.requestId);
  }
}

/** A body that is not what its signature or checksum promised. */
function isBrokenPromise({ code }: AwsError): boolean {
  return code === 'XAmzContentSHA256Mismatch' || code === 'BadDigest' || code === 'SignatureDoesNotMatch';
}
