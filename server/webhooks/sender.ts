import type { FastifyBaseLogger } from 'fastify';
import type { SecretBox } from '../secret-box.ts';
import {
  changeWebhook,
  claimDelivery,
  dropOldDeliveries,
  findWebhook,
  giveBackDelivery,
  insertTry,
  inTransaction,
  returnDeliveries,
  settleDelivery,
  writeAudit,
  type Db,
  type Webhook,
  type WebhookDelivery,
} from '../store/index.ts';
import { post, type Outcome, type PostOptions } from './post.ts';
import { MOST_TRIES, waitAfter } from './schedule.ts';
import { signatureHeaders } from './signing.ts';

export interface SenderOptions {
  db: Db;
  log: FastifyBaseLogger;
  box: SecretBox;
  version: string;
  /** May webhooks go to this machine, without encryption? */
  loopback: boolean;
  now(): number;
  /** Tests shorten or replace these. */
  timeoutMs?: number;
  lookMs?: number;
  random?: () => number;
  lookup?: PostOptions['lookup'];
}

const DAY_MS = 86_400_000;
const KEPT_MS = 30 * DAY_MS;
/** Nothing arrived for so long, and a delivery was given up: the webhook is disabled. Less than what all tries of one take. */
const SILENCE_MS = DAY_MS / 2;
/** On their way at a time: of all, and of one webhook, so that one that hangs holds up nobody else for long. */
const MOST = 16;
const MOST_OF_ONE = 2;
/** "Gone": the receiver asks for no more. */
const GONE = 410;

/**
 * Sends what is in the outbox. Everything that it knows is in the store: a delivery is taken under a lease, and one whose
 * process died is taken again, so that each arrives at least once; its id stays the same, so that a receiver can tell.
 */
export class Sender {
  readonly #options: SenderOptions;
  readonly #stop = new AbortController();
  readonly #sending = new Map<Promise<void>, string>();
  #working: Promise<void> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #cleanedAt = 0;

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    await returnDeliveries(this.#options.db);
    this.wake();
  }

  /** Ends what is on its way; it is sent again by the next process. */
  async close(): Promise<void> {
    this.#stop.abort();
    clearTimeout(this.#timer);
    await this.#working;
    await Promise.all(this.#sending.keys());
  }

  /** Looks at once. It looks by itself, too, a second after it had nothing to do. */
  wake(): void {
    clearTimeout(this.#timer);
    if (this.#stop.signal.aborted) return;
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined;
      if (this.#stop.signal.aborted) return;
      this.#timer = setTimeout(() => this.wake(), this.#options.lookMs ?? 1_000).unref();
    });
  }

  async #work(): Promise<void> {
    const { db, log, now } = this.#options;
    try {
      if (now() - this.#cleanedAt > DAY_MS) {
        this.#cleanedAt = now();
        await dropOldDeliveries(db, now() - KEPT_MS);
      }
      while (this.#sending.size < MOST && !this.#stop.signal.aborted) {
        const leaseMs = 3 * this.#timeoutMs;
        const delivery = await claimDelivery(db, { leaseMs, busy: this.#busy() }, now());
        if (!delivery) return;
        const sent: Promise<void> = this.#send(delivery)
          .catch((error: unknown) => log.error({ err: error, delivery: delivery.id }, 'A delivery broke.'))
          .finally(() => {
            this.#sending.delete(sent);
            this.wake();
          });
        this.#sending.set(sent, delivery.webhook);
      }
    } catch (error) {
      log.error({ err: error }, 'Webhooks could not be looked at; they are looked at again.');
    }
  }

  get #timeoutMs(): number {
    return this.#options.timeoutMs ?? 10_000;
  }

  #busy(): string[] {
    const webhooks = [...this.#sending.values()];
    return [...new Set(webhooks)].filter(
      (id) => webhooks.filter((other) => other === id).length >= MOST_OF_ONE,
    );
  }

  async #send(delivery: WebhookDelivery): Promise<void> {
    const { db, box, version, loopback, lookup, now } = this.#options;
    const webhook = await findWebhook(db, delivery.webhook);
    if (!webhook) return;
    const at = now();
    const secret = box.open(Buffer.from(webhook.secret, 'base64'), webhook.id);
    const outcome = await post(webhook.url, {
      headers: { ...signatureHeaders(secret, delivery, at), 'user-agent': `Groundschool/${version}` },
      body: delivery.body,
      loopback,
      timeoutMs: this.#timeoutMs,
      signal: this.#stop.signal,
      ...(lookup ? { lookup } : {}),
    });
    if (this.#stop.signal.aborted && outcome.problem !== null) return await giveBackDelivery(db, delivery);
    await this.#settle(webhook, delivery, outcome, at);
  }

  /** The try, what becomes of the delivery and of the webhook, in one. */
  async #settle(webhook: Webhook, delivery: WebhookDelivery, outcome: Outcome, at: number): Promise<void> {
    const { db, now, random = Math.random } = this.#options;
    const { status, durationMs, problem } = outcome;
    const ended = problem === null || delivery.tries >= MOST_TRIES || status === GONE;
    const end = problem === null ? ('delivered' as const) : ended ? ('dead' as const) : ('waiting' as const);
    await inTransaction(db, async (tx) => {
      const nextAt = ended ? delivery.next_at : now() + waitAfter(delivery.tries, random());
      const finishedAt = ended ? now() : null;
      if (!(await settleDelivery(tx, delivery, { status: end, nextAt, finishedAt }))) return;
      await insertTry(tx, { delivery: delivery.id, at, status, duration_ms: durationMs, problem });
      if (problem === null) {
        await changeWebhook(tx, webhook.id, { failing_since: null, last_delivered_at: now() });
        return;
      }
      const since = (await findWebhook(tx, webhook.id))?.failing_since ?? at;
      await changeWebhook(tx, webhook.id, { failing_since: since });
      // One that was given up while others arrived is its own matter; where none did all that time, nobody is there.
      const nobody = end === 'dead' && now() - since >= SILENCE_MS;
      if (!nobody && status !== GONE) return;
      await changeWebhook(tx, webhook.id, { status: 'disabled', problem });
      const detail = { webhook: webhook.id, host: new URL(webhook.url).host, problem };
      const entry = { actor: null, action: 'webhook.disabled', cohort: webhook.cohort, detail };
      await writeAudit(tx, entry, now());
    });
  }
}
