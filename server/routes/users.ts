import { Type } from 'typebox';
import {
  AuditReply,
  ChangeUserBody,
  CreatedUserReply,
  CreateUserBody,
  LearnerId,
  OneTimeLinkReply,
  UserRow,
  UsersReply,
} from '../contract/index.ts';
import type { App, Services } from '../services.ts';
import { replies } from './replies.ts';

const config = { access: 'admin' } as const;
const Params = Type.Object({ user: LearnerId });

/** Users of the server, for its admins, and what was changed anywhere. */
export function userRoutes(app: App, { people, cohorts, now }: Services): void {
  app.get('/api/users', { config, schema: { response: replies({ 200: UsersReply }) } }, async () => ({
    users: await people.list(),
  }));

  app.post(
    '/api/users',
    { config, schema: { body: CreateUserBody, response: replies({ 201: CreatedUserReply }) } },
    async (request, reply) => {
      void reply.header('cache-control', 'no-store');
      return reply.code(201).send(await people.create(request.user.id, request.body));
    },
  );

  app.put(
    '/api/users/:user',
    {
      config: { ...config, endsAdmission: true },
      schema: { params: Params, body: ChangeUserBody, response: replies({ 200: UserRow }) },
    },
    async (request) => await people.change(request.user.id, request.params.user, request.body),
  );

  app.post(
    '/api/users/:user/link',
    {
      config: { ...config, endsAdmission: true },
      schema: { params: Params, response: replies({ 201: OneTimeLinkReply }) },
    },
    async (request, reply) => {
      void reply.header('cache-control', 'no-store');
      return reply.code(201).send(await people.resetLink(request.user.id, request.params.user, null));
    },
  );

  app.get(
    '/api/audit',
    {
      config,
      schema: {
        querystring: Type.Object({ before: Type.Optional(Type.String({ format: 'date-time' })) }),
        response: replies({ 200: AuditReply }),
      },
    },
    async (request) => {
      const { before } = request.query;
      return await cohorts.audit(null, before === undefined ? now() + 1 : Date.parse(before));
    },
  );
}
