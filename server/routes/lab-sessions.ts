import { Type } from 'typebox';
import {
  BillReply,
  ConnectionReply,
  CreateLabSessionBody,
  DecisionsReply,
  DeploymentReply,
  IdentitiesReply,
  JournalReply,
  LabSessionReply,
  LabSessionsReply,
  LifecycleReply,
  NetworkReply,
  PodsReply,
  RowId,
  SessionTarget,
  SpotPricesReply,
} from '../contract/index.ts';
import type { App, Services } from '../services.ts';
import { replies } from './replies.ts';

const config = { access: 'learner' } as const;
/** Making an account starts work in the background: some a minute are enough for anybody. */
const costly = { access: 'learner', rateLimit: { max: 60, timeWindow: '1 minute' } } as const;
const Params = Type.Object({ id: RowId });
const JournalQuery = Type.Object({
  after: Type.Optional(Type.Integer({ minimum: 0, description: 'Only calls with a greater number' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
});

/** A learner's session of a lab: its account, its keys, its calls, its reset. */
export function labSessionRoutes(app: App, { sessions, pictures }: Services): void {
  app.post(
    '/api/lab-sessions',
    {
      config: costly,
      schema: {
        body: CreateLabSessionBody,
        response: replies({ 200: LabSessionReply, 201: LabSessionReply }),
      },
    },
    async (request, reply) => {
      const { reply: body, created } = await sessions.open(
        request.learner,
        request.body.lab,
        request.body.target,
      );
      return reply.code(created ? 201 : 200).send(body);
    },
  );

  app.get(
    '/api/lab-sessions',
    { config, schema: { response: replies({ 200: LabSessionsReply }) } },
    async (request) => await sessions.list(request.learner.id),
  );

  app.get(
    '/api/lab-sessions/:id',
    { config, schema: { params: Params, response: replies({ 200: LabSessionReply }) } },
    async (request) => await sessions.get(request.learner.id, request.params.id),
  );

  app.post(
    '/api/lab-sessions/:id/reset',
    { config: costly, schema: { params: Params, response: replies({ 200: LabSessionReply }) } },
    async (request) => await sessions.reset(request.learner.id, request.params.id),
  );

  app.post(
    '/api/lab-sessions/:id/target',
    {
      config: costly,
      schema: { params: Params, body: SessionTarget, response: replies({ 200: LabSessionReply }) },
    },
    async (request) => await sessions.move(request.learner.id, request.params.id, request.body),
  );

  app.get(
    '/api/lab-sessions/:id/connection',
    {
      config: { access: 'learner', personal: true },
      schema: { params: Params, response: replies({ 200: ConnectionReply }) },
    },
    async (request, reply) => {
      void reply.header('cache-control', 'no-store');
      return await sessions.connection(request.learner.id, request.params.id);
    },
  );

  app.get(
    '/api/lab-sessions/:id/journal',
    {
      config,
      schema: { params: Params, querystring: JournalQuery, response: replies({ 200: JournalReply }) },
    },
    async (request) => {
      const { after = 0, limit = 500 } = request.query;
      return await sessions.journal(request.learner.id, request.params.id, after, limit);
    },
  );

  app.get(
    '/api/lab-sessions/:id/lifecycle',
    { config, schema: { params: Params, response: replies({ 200: LifecycleReply }) } },
    async (request) => await pictures.draw('lifecycle', request.learner.id, request.params.id),
  );

  app.get(
    '/api/lab-sessions/:id/network',
    { config, schema: { params: Params, response: replies({ 200: NetworkReply }) } },
    async (request) => await pictures.draw('network', request.learner.id, request.params.id),
  );

  app.get(
    '/api/lab-sessions/:id/decisions',
    { config, schema: { params: Params, response: replies({ 200: DecisionsReply }) } },
    async (request) => await pictures.draw('decisions', request.learner.id, request.params.id),
  );

  app.get(
    '/api/lab-sessions/:id/deployment',
    { config, schema: { params: Params, response: replies({ 200: DeploymentReply }) } },
    async (request) => await pictures.draw('deployment', request.learner.id, request.params.id),
  );

  app.get(
    '/api/lab-sessions/:id/spot-prices',
    { config, schema: { params: Params, response: replies({ 200: SpotPricesReply }) } },
    async (request) => await pictures.draw('spot', request.learner.id, request.params.id),
  );

  app.get(
    '/api/lab-sessions/:id/bill',
    { config, schema: { params: Params, response: replies({ 200: BillReply }) } },
    async (request) => await pictures.draw('bill', request.learner.id, request.params.id),
  );

  app.get(
    '/api/lab-sessions/:id/identities',
    { config, schema: { params: Params, response: replies({ 200: IdentitiesReply }) } },
    async (request) => await pictures.draw('identities', request.learner.id, request.params.id),
  );

  app.get(
    '/api/lab-sessions/:id/pods',
    { config, schema: { params: Params, response: replies({ 200: PodsReply }) } },
    async (request) => await pictures.draw('pods', request.learner.id, request.params.id),
  );
}
