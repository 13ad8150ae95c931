import type {
  ChangeWebhookBody,
  CreatedWebhookReply,
  DeliveriesReply,
  DeliveryRow,
  WebhookBody,
  WebhookEvent,
  WebhookRow,
  WebhooksReply,
} from '../contract/index.ts';
import { CodedError } from '../errors.ts';
import type { SecretBox } from '../secret-box.ts';
import {
  changeWebhook,
  deleteWebhook,
  deliveriesOf,
  findDelivery,
  findWebhook,
  insertWebhook,
  inTransaction,
  newId,
  sendAgain,
  webhooksOf,
  writeAudit,
  type Db,
  type Executor,
  type Webhook,
} from '../store/index.ts';
import { urlProblem } from './address.ts';
import { queue } from './outbox.ts';
import { Sender, type SenderOptions } from './sender.ts';
import { newSecret } from './signing.ts';

/** Of one cohort. */
const MOST = 10;
const SHOWN = 100;

export type WebhooksOptions = SenderOptions;

/** Webhooks of cohorts: made, changed, removed; what was sent; and the sender. */
export class Webhooks {
  readonly #db: Db;
  readonly #box: SecretBox;
  readonly #loopback: boolean;
  readonly #now: () => number;
  readonly #sender: Sender;

  constructor(options: WebhooksOptions) {
    this.#db = options.db;
    this.#box = options.box;
    this.#loopback = options.loopback;
    this.#now = options.now;
    this.#sender = new Sender(options);
  }

  async start(): Promise<void> {
    await this.#sender.start();
  }

  async close(): Promise<void> {
    await this.#sender.close();
  }

  async list(cohort: string): Promise<WebhooksReply> {
    return { webhooks: (await webhooksOf(this.#db, cohort)).map(webhookRow) };
  }

  /** @throws CodedError WEBHOOK_URL_REFUSED, WEBHOOK_LIMIT */
  async create(actor: string, cohort: string, body: WebhookBody): Promise<CreatedWebhookReply> {
    const problem = urlProblem(body.url, this.#loopback);
    if (problem !== undefined) throw new CodedError('WEBHOOK_URL_REFUSED', { problem });
    const id = newId();
    const secret = newSecret();
    const now = this.#now();
    await inTransaction(this.#db, async (tx) => {
      const others = await webhooksOf(tx, cohort);
      if (others.length >= MOST) throw new CodedError('WEBHOOK_LIMIT', { count: others.length });
      await insertWebhook(tx, {
        id,
        cohort,
        url: body.url,
        secret: this.#box.seal(secret, id).toString('base64'),
        events: JSON.stringify(body.events),
        with_names: body.withNames ? 1 : 0,
        status: 'active',
        problem: null,
        failing_since: null,
        last_delivered_at: null,
        created_at: now,
      });
      // Paths of such addresses are secrets of other services at times.
      const { events, withNames } = body;
      const detail = { webhook: id, host: new URL(body.url).host, events, withNames };
      await writeAudit(tx, { actor, action: 'webhook.made', cohort, detail }, now);
    });
    return { secret, row: await this.#row(cohort, id) };
  }

  /** @throws CodedError WEBHOOK_NOT_FOUND */
  async change(
    actor: string,
    cohort: string,
    id: string,
    { events, withNames, active }: ChangeWebhookBody,
  ): Promise<WebhooksReply> {
    await inTransaction(this.#db, async (tx) => {
      await requireWebhook(tx, cohort, id);
      await changeWebhook(tx, id, {
        ...(events === undefined ? {} : { events: JSON.stringify(events) }),
        ...(withNames === undefined ? {} : { with_names: withNames ? 1 : 0 }),
        ...(active === undefined
          ? {}
          : { status: active ? 'active' : 'paused', problem: null, failing_since: null }),
      });
      const detail = {
        webhook: id,
        ...(events ? { events } : {}),
        ...(withNames === undefined ? {} : { withNames }),
        ...(active === undefined ? {} : { active }),
      };
      await writeAudit(tx, { actor, action: 'webhook.changed', cohort, detail }, this.#now());
    });
    this.#sender.wake();
    return await this.list(cohort);
  }

  /** With everything that was or is to be sent. @throws CodedError WEBHOOK_NOT_FOUND */
  async remove(actor: string, cohort: string, id: string): Promise<WebhooksReply> {
    await inTransaction(this.#db, async (tx) => {
      const { url } = await requireWebhook(tx, cohort, id);
      await deleteWebhook(tx, id);
      const detail = { webhook: id, host: new URL(url).host };
      await writeAudit(tx, { actor, action: 'webhook.removed', cohort, detail }, this.#now());
    });
    return await this.list(cohort);
  }

  /** Sends an event that means nothing. @throws CodedError WEBHOOK_NOT_FOUND */
  async test(cohort: string, id: string): Promise<DeliveriesReply> {
    await inTransaction(this.#db, async (tx) => {
      await requireWebhook(tx, cohort, id);
      const happening = { cohort, type: 'webhook.test' as const, learner: null, data: {} };
      await queue(tx, { webhook: id, happening }, this.#now());
    });
    this.#sender.wake();
    return await this.deliveries(cohort, id);
  }

  /** @throws CodedError WEBHOOK_NOT_FOUND */
  async deliveries(cohort: string, id: string): Promise<DeliveriesReply> {
    await requireWebhook(this.#db, cohort, id);
    return { deliveries: (await deliveriesOf(this.#db, id, SHOWN)).map(deliveryRow) };
  }

  /** The same body under the same id. @throws CodedError WEBHOOK_NOT_FOUND, DELIVERY_NOT_FOUND, DELIVERY_NOT_ENDED */
  async again(actor: string, cohort: string, id: string, delivery: string): Promise<DeliveriesReply> {
    await inTransaction(this.#db, async (tx) => {
      await requireWebhook(tx, cohort, id);
      const found = await findDelivery(tx, id, delivery);
      if (!found) throw new CodedError('DELIVERY_NOT_FOUND', { id: delivery });
      if (!(await sendAgain(tx, delivery, this.#now()))) {
        throw new CodedError('DELIVERY_NOT_ENDED', { status: found.status });
      }
      const detail = { webhook: id, delivery, event: found.event };
      await writeAudit(tx, { actor, action: 'webhook.sent-again', cohort, detail }, this.#now());
    });
    this.#sender.wake();
    return await this.deliveries(cohort, id);
  }

  async #row(cohort: string, id: string): Promise<WebhookRow> {
    const row = (await webhooksOf(this.#db, cohort)).find((one) => one.id === id);
    if (!row) throw new CodedError('WEBHOOK_NOT_FOUND', { id });
    return webhookRow(row);
  }
}

async function requireWebhook(db: Executor, cohort: string, id: string): Promise<Webhook> {
  const webhook = await findWebhook(db, id);
  if (webhook?.cohort !== cohort) throw new CodedError('WEBHOOK_NOT_FOUND', { id });
  return webhook;
}

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

function webhookRow(row: Webhook & { waiting: number; dead: number }): WebhookRow {
  return {
    id: row.id,
    url: row.url,
    events: JSON.parse(row.events) as WebhookEvent[],
    withNames: row.with_names === 1,
    status: row.status as WebhookRow['status'],
    problem: row.problem,
    createdAt: new Date(row.created_at).toISOString(),
    lastDeliveredAt: iso(row.last_delivered_at),
    waiting: row.waiting,
    dead: row.dead,
  };
}

function deliveryRow(row: Awaited<ReturnType<typeof deliveriesOf>>[number]): DeliveryRow {
  return {
    id: row.id,
    event: row.event,
    status: row.status as DeliveryRow['status'],
    createdAt: new Date(row.created_at).toISOString(),
    nextAt: row.status === 'waiting' ? iso(row.next_at) : null,
    tries: row.log.map(({ at, status, duration_ms, problem }) => ({
      at: new Date(at).toISOString(),
      status,
      durationMs: duration_ms,
      problem,
    })),
  };
}
