import { Type } from 'typebox';
import {
  ChangeWebhookBody,
  CreatedWebhookReply,
  DeliveriesReply,
  Id,
  RowId,
  WebhookBody,
  WebhooksReply,
} from '../contract/index.ts';
import type { App, Services } from '../services.ts';
import { replies } from './replies.ts';

const config = { access: 'cohort:manage', personal: true } as const;
const Cohort = Type.Object({ cohort: Id });
const Params = Type.Object({ cohort: Id, webhook: RowId });
const DeliveryParams = Type.Object({ cohort: Id, webhook: RowId, delivery: RowId });
const all = '/api/cohorts/:cohort/webhooks';
const one = `${all}/:webhook`;

/** Addresses that are told what happens in a cohort. */
export function webhookRoutes(app: App, { webhooks }: Services): void {
  app.get(
    all,
    { config, schema: { params: Cohort, response: replies({ 200: WebhooksReply }) } },
    async ({ cohort }) => await webhooks.list(cohort.id),
  );

  app.post(
    all,
    {
      config,
      schema: { params: Cohort, body: WebhookBody, response: replies({ 201: CreatedWebhookReply }) },
    },
    async ({ user, cohort, body }, reply) => {
      void reply.header('cache-control', 'no-store');
      return reply.code(201).send(await webhooks.create(user.id, cohort.id, body));
    },
  );

  app.put(
    one,
    {
      config,
      schema: { params: Params, body: ChangeWebhookBody, response: replies({ 200: WebhooksReply }) },
    },
    async ({ user, cohort, params, body }) => await webhooks.change(user.id, cohort.id, params.webhook, body),
  );

  app.delete(
    one,
    { config, schema: { params: Params, response: replies({ 200: WebhooksReply }) } },
    async ({ user, cohort, params }) => await webhooks.remove(user.id, cohort.id, params.webhook),
  );

  app.post(
    `${one}/test`,
    { config, schema: { params: Params, response: replies({ 200: DeliveriesReply }) } },
    async ({ cohort, params }) => await webhooks.test(cohort.id, params.webhook),
  );

  app.get(
    `${one}/deliveries`,
    { config, schema: { params: Params, response: replies({ 200: DeliveriesReply }) } },
    async ({ cohort, params }) => await webhooks.deliveries(cohort.id, params.webhook),
  );

  app.post(
    `${one}/deliveries/:delivery/again`,
    { config, schema: { params: DeliveryParams, response: replies({ 200: DeliveriesReply }) } },
    async ({ user, cohort, params }) =>
      await webhooks.again(user.id, cohort.id, params.webhook, params.delivery),
  );
}
