import { Type, type Static } from 'typebox';
import { Instant, RowId } from './common.ts';

/** What a webhook may be told. `webhook.test` is sent when somebody asks for it, whatever the webhook is for. */
export const WebhookEvent = Type.Enum([
  'attempt.graded',
  'run.ended',
  'regrade.applied',
  'override.set',
  'override.removed',
  'request.opened',
]);
export type WebhookEvent = Static<typeof WebhookEvent>;

const url = Type.String({ minLength: 8, maxLength: 1_000 });
const events = Type.Array(WebhookEvent, { minItems: 1, uniqueItems: true });
const withNames = Type.Boolean({ description: 'Send names and student numbers too, not only ids' });

/** POST /api/cohorts/:cohort/webhooks */
export const WebhookBody = Type.Object({ url, events, withNames }, { additionalProperties: false });
export type WebhookBody = Static<typeof WebhookBody>;
/** PUT /api/cohorts/:cohort/webhooks/:webhook. `active` true also ends a disabling. */
export const ChangeWebhookBody = Type.Object(
  {
    events: Type.Optional(events),
    withNames: Type.Optional(withNames),
    active: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);
export type ChangeWebhookBody = Static<typeof ChangeWebhookBody>;

const moment = Type.Union([Instant, Type.Null()]);
export const WebhookRow = Type.Object({
  id: RowId,
  url: Type.String(),
  events: Type.Array(WebhookEvent),
  withNames: Type.Boolean(),
  /** `disabled`: by the server, after nothing had arrived for a day; `problem` says what it met. */
  status: Type.Enum(['active', 'paused', 'disabled']),
  problem: Type.Union([Type.String(), Type.Null()]),
  createdAt: Instant,
  lastDeliveredAt: moment,
  /** Deliveries by what became of them. */
  waiting: Type.Integer(),
  dead: Type.Integer(),
});
export type WebhookRow = Static<typeof WebhookRow>;
export const WebhooksReply = Type.Object({ webhooks: Type.Array(WebhookRow) });
export type WebhooksReply = Static<typeof WebhooksReply>;
/** The secret is in this reply and nowhere else. */
export const CreatedWebhookReply = Type.Object({ secret: Type.String(), row: WebhookRow });
export type CreatedWebhookReply = Static<typeof CreatedWebhookReply>;

export const DeliveryRow = Type.Object({
  /** Sent as `webhook-id`, the same each time: a receiver that has seen it has it already. */
  id: RowId,
  event: Type.String(),
  /** `dead`: given up. */
  status: Type.Enum(['waiting', 'sending', 'delivered', 'dead']),
  createdAt: Instant,
  nextAt: moment,
  tries: Type.Array(
    Type.Object({
      at: Instant,
      /** HTTP status; null when there was no answer. */
      status: Type.Union([Type.Integer(), Type.Null()]),
      durationMs: Type.Integer(),
      problem: Type.Union([Type.String(), Type.Null()]),
    }),
  ),
});
export type DeliveryRow = Static<typeof DeliveryRow>;
/** GET /api/cohorts/:cohort/webhooks/:webhook/deliveries: the newest hundred. */
export const DeliveriesReply = Type.Object({ deliveries: Type.Array(DeliveryRow) });
export type DeliveriesReply = Static<typeof DeliveriesReply>;
