import type {
  ChangeWebhookBody,
  CreatedTokenReply,
  CreatedWebhookReply,
  DeliveriesReply,
  TokenBody,
  TokensReply,
  WebhookBody,
  WebhooksReply,
} from '../../server/contract/index.ts';
import { get, send } from './http.ts';

const of = (cohort: string): string => `/api/cohorts/${encodeURIComponent(cohort)}`;
const id = encodeURIComponent;

export const getTokens = (cohort: string): Promise<TokensReply> => get(`${of(cohort)}/tokens`);
export const makeToken = (cohort: string, body: TokenBody): Promise<CreatedTokenReply> =>
  send('POST', `${of(cohort)}/tokens`, body);
export const revokeToken = (cohort: string, token: string): Promise<TokensReply> =>
  send('DELETE', `${of(cohort)}/tokens/${id(token)}`);

export const getWebhooks = (cohort: string): Promise<WebhooksReply> => get(`${of(cohort)}/webhooks`);
export const makeWebhook = (cohort: string, body: WebhookBody): Promise<CreatedWebhookReply> =>
  send('POST', `${of(cohort)}/webhooks`, body);
export const changeWebhook = (
  cohort: string,
  webhook: string,
  body: ChangeWebhookBody,
): Promise<WebhooksReply> => send('PUT', `${of(cohort)}/webhooks/${id(webhook)}`, body);
export const removeWebhook = (cohort: string, webhook: string): Promise<WebhooksReply> =>
  send('DELETE', `${of(cohort)}/webhooks/${id(webhook)}`);
export const testWebhook = (cohort: string, webhook: string): Promise<DeliveriesReply> =>
  send('POST', `${of(cohort)}/webhooks/${id(webhook)}/test`);
export const getDeliveries = (cohort: string, webhook: string): Promise<DeliveriesReply> =>
  get(`${of(cohort)}/webhooks/${id(webhook)}/deliveries`);
export const sendAgain = (cohort: string, webhook: string, delivery: string): Promise<DeliveriesReply> =>
  send('POST', `${of(cohort)}/webhooks/${id(webhook)}/deliveries/${id(delivery)}/again`);
