import { Type } from 'typebox';
import { CreatedTokenReply, Id, RowId, TokenBody, TokensReply } from '../contract/index.ts';
import type { App, Services } from '../services.ts';
import { replies } from './replies.ts';

const config = { access: 'cohort:learners', personal: true } as const;
const Params = Type.Object({ cohort: Id });

/** Tokens with which programs read and grade a cohort. No token opens these. */
export function tokenRoutes(app: App, { tokens }: Services): void {
  app.get(
    '/api/cohorts/:cohort/tokens',
    { config, schema: { params: Params, response: replies({ 200: TokensReply }) } },
    async ({ user, cohort, role }) => await tokens.list({ person: user.id, cohort: cohort.id, role }),
  );

  app.post(
    '/api/cohorts/:cohort/tokens',
    { config, schema: { params: Params, body: TokenBody, response: replies({ 201: CreatedTokenReply }) } },
    async ({ user, cohort, role, body }, reply) => {
      void reply.header('cache-control', 'no-store');
      const made = await tokens.create({ person: user.id, cohort: cohort.id, role }, body);
      return reply.code(201).send(made);
    },
  );

  app.delete(
    '/api/cohorts/:cohort/tokens/:token',
    {
      config: { ...config, endsAdmission: true },
      schema: { params: Type.Object({ cohort: Id, token: RowId }), response: replies({ 200: TokensReply }) },
    },
    async ({ user, cohort, role, params }) =>
      await tokens.revoke({ person: user.id, cohort: cohort.id, role }, params.token),
  );
}
