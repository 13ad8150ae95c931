import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JournalEntry } from '../account/journal.ts';
import type { OperationName, PrincipalKind, WireReply } from '../types.ts';
import { errorCodeOf } from './gaps.ts';
import { dialectOf, type Dialect } from './refusals.ts';
import { arrivalOf, type Arrival } from './wire.ts';

/** Characters of a denial's reason: statements may be long. */
const DECISION_LIMIT = 800;

/** One call from arrival to answer, and what the journal will say about it. */
export class Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly arrival: Arrival;
  readonly at: Date;
  /** The one account that the way in is for; null: all. */
  readonly only: string | null;
  /** Aborted when the client goes away before it has its answer. */
  readonly signal: AbortSignal;
  requestId: string;
  dialect: Dialect;
  account: string | null = null;
  who: PrincipalKind = 'anonymous';
  /** ARN of the caller, once its key and signature were found good. */
  caller: string | null = null;
  /** Why policies denied the call. */
  decision: string | null = null;
  operation: OperationName | null = null;
  /** Service of the signing scope, for calls whose operation is unknown. */
  service: string | null = null;
  region = 'us-east-1';
  parameters: Record<string, string> = {};
  source: JournalEntry['source'] = 'gateway';
  errorCode: string | null = null;
  readonly #started = performance.now();

  constructor(incoming: IncomingMessage, outgoing: ServerResponse, at: Date, only: string | null = null) {
    this.only = only;
    this.incoming = incoming;
    this.outgoing = outgoing;
    this.at = at;
    this.arrival = arrivalOf(incoming);
    this.dialect = dialectOf(this.arrival.request, null);
    this.requestId = randomUUID();
    const gone = new AbortController();
    this.signal = gone.signal;
    outgoing.once('close', () => {
      if (!outgoing.writableFinished) gone.abort();
    });
  }

  /** Takes over what the signature says the call is for. */
  addressedTo(service: string, region: string): void {
    this.service = service;
    this.region = region;
    this.dialect = dialectOf(this.arrival.request, service);
    if (service === 's3') this.requestId = this.requestId.replaceAll('-', '').slice(0, 16).toUpperCase();
  }

  /** Sends a whole answer. */
  reply({ status, headers, body }: WireReply): void {
    this.errorCode ??= errorCodeOf({ status, headers, body });
    this.#head(status, headers);
    this.outgoing.end(body);
  }

  /** Begins an answer whose body follows as a stream. */
  begin(status: number, headers: Record<string, string>): void {
    if (status >= 400) this.errorCode ??= String(status);
    this.#head(status, headers);
  }

  #head(status: number, headers: Record<string, string>): void {
    const { outgoing, requestId } = this;
    const own = this.dialect === 's3' ? 'x-amz-request-id' : 'x-amzn-requestid';
    outgoing.writeHead(status, { [own]: requestId, ...headers });
  }

  /** What the journal keeps. `status` 0 = the client left before an answer. */
  entry(): Omit<JournalEntry, 'seq'> {
    const sent = this.outgoing.headersSent;
    return {
      at: this.at.toISOString(),
      who: this.who,
      principal: this.caller,
      decision: this.decision?.slice(0, DECISION_LIMIT) ?? null,
      service: this.operation?.service ?? this.service,
      operation: this.operation?.operation ?? null,
      region: this.region,
      parameters: this.parameters,
      status: sent ? this.outgoing.statusCode : 0,
      errorCode: this.errorCode,
      source: this.source,
      durationMs: Math.round((performance.now() - this.#started) * 10) / 10,
      requestId: this.requestId,
    };
  }
}
