/** The front door: verifies who calls, and has the call answered by a fault, the overlay or the engine. */
import { pipeline } from 'node:stream/promises';
import type { Accounts } from '../account/accounts.ts';
import type { Journal } from '../account/journal.ts';
import type { Engine } from '../engine/index.ts';
import type { EventSink } from '../events.ts';
import type { Faults } from '../faults.ts';
import { iamAction } from '../iam/actions.ts';
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
import type { Admission, Admitted } from './admission.ts';
import { authenticate } from './authenticate.ts';
import { checkedPieces, planBody, readWhole, type BodyPlan } from './body.ts';
import { bucketAndKey, keyParameters, resourceOf } from './describe.ts';
import type { Exchange } from './exchange.ts';
import { REPLY_LIMIT, normalised, overlayContext, toEngine } from './engine-call.ts';
import { sendFault } from './fault-reply.ts';
import { errorCodeOf } from './gaps.ts';
import { EngineUnreachable, collect, replyHeaders } from './forward.ts';
import * as refuse from './refusals.ts';
import { claimOf, type Claim, type Scope } from './sigv4.ts';

/** Overlay operations and form calls are small; AWS's own limits are below this. */
const OVERLAY_LIMIT = 1024 * 1024;
/** Calls other than S3's are read whole, because their signature covers a hash of the body. */
const CALL_LIMIT = 8 * 1024 * 1024;
/** S3 bodies up to this size are checked before the engine hears of them; answers up to it are sent in one piece. */
const WHOLE_LIMIT = 64 * 1024;
/** moto's own paths: whoever reached them could reset every account. */
const ENGINE_PATH = /^\/(moto-api|favicon\.ico$|latest\/(meta-data|api)\/)/i;

export interface GatewayDeps {
  accounts: Accounts;
  journal: Journal;
  faults: Faults;
  overlay: Overlay;
  engine: Engine;
  admission: Admission;
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

    const key = counted(() => deps.admission.keyOf(exchange, claim));
    exchange.account = key.account;
    exchange.who = key.holder.type === 'reader' ? 'reader' : 'learner';
    const plan = planBody(arrival, claim, key.secret);
    // An S3 body is covered by a declared hash, so it can stream; all others are hashed here.
    let body = claim.service === 's3' ? null : await readWhole(exchange.incoming, plan, CALL_LIMIT);
    const error = authenticate(arrival, claim, key, exchange.dialect, body, deps.now());
    if (error) throw refusal(error);

    exchange.operation = await deps.overlay.identify(arrival.request, claim.service, body);
    exchange.parameters = keyParameters(exchange.operation?.service ?? claim.service, arrival.request, body);
    if (deps.engine.state !== 'running') throw refuse.unavailable();
    if (key.state !== 'alive') throw refuse.lostAccount(key.account);
    // The keys that are to be deleted stand in the body, and each has to be allowed.
    if (claim.service === 's3' && exchange.operation?.operation === 'DeleteObjects')
      body = await readWhole(exchange.incoming, plan, CALL_LIMIT);
    const admitted = await deps.admission.admit(exchange, claim, key, body);
    await answer(exchange, claim, admitted, plan, body);
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
      if (!deps.accounts.isAlive(account) || (exchange.only ?? account) !== account) continue;
      const from = { account, principal, access: null };
      const context = overlayContext(deps, exchange, scope, from, Buffer.alloc(0), 's3');
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
    admitted: Admitted,
    plan: BodyPlan,
    body: Buffer | null,
  ): Promise<void> {
    const { operation, arrival } = exchange;
    const { principal, key } = admitted.caller;
    const { account, holder } = key;
    // The engine finds the user of a session by the key that the session was made with.
    const scope: Scope = holder.type === 'user' ? { ...claim, accessKeyId: holder.keyId } : claim;
    const fault = operation ? deps.faults.strike(account, principal.kind, operation) : null;
    if (operation && fault) {
      const [action, resource] = [iamAction(operation), resourceOf(operation, arrival.request)];
      return sendFault(exchange, fault, { arn: principal.arn, action, resource });
    }
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
      const from = { account, principal, access: deps.admission.accessOf(admitted) };
      const context = overlayContext(deps, exchange, scope, from, whole, operation.service);
      exchange.reply(await settling(exchange, deps.overlay.run(operation, arrival.request, whole, context)));
      return;
    }
    exchange.source = 'engine';
    await forwardStream(exchange, scope, account, plan, body, admitted.absent);
  }

  /** Waits for an answer and takes notice of what it may have changed, before anybody hears of it. */
  async function settling<T>(exchange: Exchange, answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } finally {
      deps.admission.settled(exchange);
    }
  }

  async function forwardStream(
    exchange: Exchange,
    claim: Scope,
    account: string,
    plan: BodyPlan,
    read: Buffer | null,
    absent: Admitted['absent'] = () => null,
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
    const reply = await settling(exchange, toEngine(deps, exchange, claim, account, body, trailers));
    const status = reply.statusCode ?? 502;
    const isHead = exchange.arrival.request.method === 'HEAD';
    if (status >= 400 && !isHead) {
      const said = normalised(deps, exchange, await collect(reply, REPLY_LIMIT), reply);
      const denied = errorCodeOf(said) === 'NoSuchKey' ? absent() : null;
      if (denied) throw denied;
      exchange.reply(said);
      return;
    }
    const denied = status === 404 ? absent() : null;
    if (denied) {
      reply.resume();
      throw denied;
    }
    const length = Number(reply.headers['content-length'] ?? Number.NaN);
    if (!isHead && length <= WHOLE_LIMIT) {
      exchange.reply(await collect(reply, WHOLE_LIMIT)); // head and body in one write: half the latency of a pipeline
      return;
    }
    exchange.begin(status, replyHeaders(reply));
    if (isHead) {
      reply.resume();
      exchange.outgoing.end();
    } else await pipeline(reply, exchange.outgoing);
  }

  /** Counts a refusal that was thrown. */
  function counted<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw error instanceof AwsError ? refusal(error) : error;
    }
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
