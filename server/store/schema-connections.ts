import type { Selectable } from 'kysely';
import type { Fixed } from './column.ts';

/** Tables of programs that talk to us, or that we talk to. As in schema.ts: times are epoch milliseconds, JSON is text. */
export interface ConnectionTables {
  api_tokens: ApiTokenTable;
  retentions: RetentionTable;
  webhooks: WebhookTable;
  webhook_deliveries: WebhookDeliveryTable;
  webhook_tries: WebhookTryTable;
}

interface ApiTokenTable {
  id: Fixed<string>;
  /** SHA-256 of the token, which is nowhere else. */
  digest: Fixed<string>;
  /** The first characters of the token, to tell it by. */
  hint: Fixed<string>;
  cohort: Fixed<string>;
  owner: Fixed<string>;
  name: Fixed<string>;
  role: Fixed<string>;
  /** JSON list of the contract's Scope. */
  scopes: Fixed<string>;
  created_at: Fixed<number>;
  expires_at: Fixed<number | null>;
  last_used_at: number | null;
  /** When it was revoked, or its owner could no longer do what it may. It never comes back. */
  ended_at: number | null;
}
export type ApiToken = Selectable<ApiTokenTable>;

interface WebhookTable {
  id: Fixed<string>;
  cohort: Fixed<string>;
  url: Fixed<string>;
  /** Sealed with the key of the data folder, base64: a copied database signs nothing. */
  secret: Fixed<string>;
  /** JSON list of the contract's WebhookEvent. */
  events: string;
  with_names: number;
  /** active, paused (by somebody) or disabled (by the server). */
  status: string;
  problem: string | null;
  /** Of the first try that failed since one that did not. */
  failing_since: number | null;
  last_delivered_at: number | null;
  created_at: Fixed<number>;
}
export type Webhook = Selectable<WebhookTable>;

interface WebhookDeliveryTable {
  id: Fixed<string>;
  webhook: Fixed<string>;
  event: Fixed<string>;
  /** Whom it is about. */
  learner: Fixed<string | null>;
  /** JSON as it is sent: the same bytes at each try. */
  body: Fixed<string>;
  /** waiting → sending → delivered, or back to waiting, or dead. */
  status: string;
  /** Since it was last put into the queue by somebody. */
  tries: number;
  next_at: number;
  leased_until: number | null;
  created_at: Fixed<number>;
  finished_at: number | null;
}
export type WebhookDelivery = Selectable<WebhookDeliveryTable>;

interface WebhookTryTable {
  delivery: Fixed<string>;
  number: Fixed<number>;
  at: Fixed<number>;
  status: Fixed<number | null>;
  duration_ms: Fixed<number>;
  problem: Fixed<string | null>;
}
export type WebhookTry = Selectable<WebhookTryTable>;

interface RetentionTable {
  cohort: Fixed<string>;
  /** Days that evidence is kept after an assignment has closed; null: for ever. */
  days: number | null;
}
export type Retention = Selectable<RetentionTable>;
