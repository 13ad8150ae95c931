import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { requireEnrolled } from '../classroom/index.ts';
import { EraseBody, EraseReply, Id, LearnerId, RetentionBody, RetentionReply } from '../contract/index.ts';
import type { App, Services } from '../services.ts';
import { replies } from './replies.ts';

const Learner = Type.Object({ cohort: Id, learner: LearnerId });
const Cohort = Type.Object({ cohort: Id });
const User = Type.Object({ user: LearnerId });
const learner = '/api/cohorts/:cohort/learners/:learner';

/** Everything about a learner, as a file or erased: their own, of one's cohort, of everybody by admins. */
export function privacyRoutes(app: App, { privacy, db }: Services): void {
  app.get('/api/export', { config: { access: 'learner', personal: true } }, async ({ user }, reply) =>
    file(reply, await privacy.export(user.id, user.id, null), user.id),
  );

  app.get(
    `${learner}/export`,
    { config: { access: 'cohort:own', personal: true }, schema: { params: Learner } },
    async ({ user, cohort, params }, reply) => {
      await requireEnrolled(db, cohort.id, params.learner);
      const all = await privacy.export(user.id, params.learner, user.admin ? null : cohort.id);
      return file(reply, all, params.learner);
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
    '/api/cohorts/:cohort/retention',
    {
      config: { access: 'cohort:own' },
      schema: {
        params: Cohort,
        querystring: Type.Object({
          /** Tries out so many days; nothing is changed. */
          days: Type.Optional(Type.Integer({ minimum: 1, maximum: 3_650 })),
        }),
        response: replies({ 200: RetentionReply }),
      },
    },
    async ({ cohort, query }) => await privacy.retention(cohort, query.days),
  );

  app.put(
    '/api/cohorts/:cohort/retention',
    {
      config: { access: 'cohort:own' },
      schema: { params: Cohort, body: RetentionBody, response: replies({ 200: RetentionReply }) },
    },
    async ({ user, cohort, body }) => await privacy.setRetention(user.id, cohort, body.days),
  );

  app.get(
    '/api/cohorts/:cohort/pseudonymous.json',
    { config: { access: 'cohort:own', personal: true }, schema: { params: Cohort } },
    async ({ user, cohort }, reply) =>
      file(reply, await privacy.pseudonymous(user.id, cohort), `${cohort.id}-pseudonymous`),
  );

  app.get(
    '/api/users/:user/export',
    { config: { access: 'admin', personal: true }, schema: { params: User } },
    async ({ user, params }, reply) =>
      file(reply, await privacy.export(user.id, params.user, null), params.user),
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

function file(reply: FastifyReply, content: object, name: string): FastifyReply {
  return reply
    .type('application/json; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('content-disposition', `attachment; filename="groundschool-${name}.json"`)
    .send(JSON.stringify(content, null, 2));
}
