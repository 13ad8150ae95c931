/** Having the engine answer: one verified request, or whatever an overlay operation asks for. */
import type { IncomingMessage } from 'node:http';
import type { Accounts } from '../account/accounts.ts';
import { engineClientConfig } from '../engine/client.ts';
import type { Engine } from '../engine/index.ts';
import type { Overlay, OverlayContext, WireReply } from '../types.ts';
import type { Exchange } from './exchange.ts';
import { collect, forward } from './forward.ts';
import { engineGap } from './gaps.ts';
import * as refuse from './refusals.ts';
import type { Scope } from './sigv4.ts';

/** Answers of the engine that are read whole: errors, and those that an overlay hook edits. */
export const REPLY_LIMIT = 16 * 1024 * 1024;

interface Deps {
  accounts: Accounts;
  overlay: Overlay;
  engine: Engine;
  host: () => string;
  now: () => Date;
}

/** What an overlay operation works with. @param body the whole body of the request */
export function overlayContext(
  deps: Deps,
  exchange: Exchange,
  scope: Scope,
  from: Pick<OverlayContext, 'account' | 'principal' | 'access'>,
  body: Buffer,
  service: string,
): OverlayContext {
  const { account } = from;
  return {
    ...from,
    requestId: exchange.requestId,
    region: scope.region,
    state: deps.accounts.overlayState(account, service),
    now: deps.now,
    pace: deps.accounts.pace(account),
    forward: async () => {
      const reply = await toEngine(deps, exchange, scope, account, body);
      return normalised(deps, exchange, await collect(reply, REPLY_LIMIT), reply);
    },
    engineClient: () => engineClientConfig(deps.engine.url, account, scope.region, deps.engine.nonce),
  };
}

/** Sends a request on. @throws EngineUnreachable, or what the body's pieces throw */
export function toEngine(
  { engine, host }: Deps,
  exchange: Exchange,
  claim: Scope,
  account: string,
  body: Buffer | { pieces: AsyncIterable<Buffer>; length: number },
  addedHeaders: Record<string, string> = {},
): Promise<IncomingMessage> {
  const { request } = exchange.arrival;
  return forward({ request, account, claim, engine, host: host(), body, addedHeaders }, exchange.signal);
}

/** The engine's answer; one that means "I do not have this" becomes AWS's NotImplemented. */
export function normalised(
  { overlay }: Deps,
  exchange: Exchange,
  reply: WireReply,
  raw: IncomingMessage,
): WireReply {
  const { operation, arrival } = exchange;
  const gap = engineGap(reply, raw.headers, operation, arrival.request.method);
  if (gap === null) return reply;
  return overlay.errorReply(refuse.notImplemented(gap), arrival.request, operation, exchange.requestId);
}
