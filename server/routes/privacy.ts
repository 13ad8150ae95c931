import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { requireEnrolled } from '../classroom/index.ts';
import { EraseBody, EraseReply, Id, LearnerId } from '../contract/index.ts';
import type { App, Services } from '../services.ts';
import { replies } from './replies.ts';

const Learner = Type.Object({ cohort: Id, learner: LearnerId });
const User = Type.Object({ user: LearnerId });
const learner = '/api/cohorts/:cohort/learners/:learner';

/** Everything about a learner, as a file or erased: their own, of one's cohort, of everybody by admins. */
export function privacyRoutes(app: App, { privacy, db }: Services): void {
  app.get('/api/export', { config: { access: 'learner', personal: true } }, async ({ user }, reply) =>
    file(reply, await privacy.export(user.id, user.id, null)),
  );

  app.get(
    `${learner}/export`,
    { config: { access: 'cohort:own', personal: true }, schema: { params: Learner } },
    async ({ user, cohort, params }, reply) => {
      await requireEnrolled(db, cohort.id, params.learner);
      return file(reply, await privacy.export(user.id, params.learner, user.admin ? null : cohort.id));
    },
  );

  app.post(
    `${learner}/erase`,
    {
      config: { access: 'cohort:own', personal: true },
      schema: { params: Learner, body: EraseBody, response: replies({ 200: EraseReply }) },
    },
    async ({ user, cohort, params, body }) => {
      await requireEnrolled(db, cohort.id, params.learner);
      const from = user.admin ? null : cohort.id;
      return { erased: await privacy.erase({ actor: user.id, ...params, ...body, cohort: from }) };
    },
  );

  app.get(
    '/api/users/:user/export',
    { config: { access: 'admin', personal: true }, schema: { params: User } },
    async ({ user, params }, reply) => file(reply, await privacy.export(user.id, params.user, null)),
  );

  app.post(
    '/api/users/:user/erase',
    {
      config: { access: 'admin', personal: true },
      schema: { params: User, body: EraseBody, response: replies({ 200: EraseReply }) },
    },
    async ({ user, params, body }) => {
      const erasure = { actor: user.id, learner: params.user, cohort: null };
      return { erased: await privacy.erase({ ...erasure, login: body.login }) };
    },
  );
}

function file(reply: FastifyReply, content: { learner: string }): FastifyReply {
  return reply
    .type('application/json; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('content-disposition', `attachment; filename="groundschool-${content.learner}.json"`)
    .send(JSON.stringify(content, null, 2));
}
