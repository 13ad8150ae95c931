import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import {
  Id,
  may,
  RosterApplyBody,
  RosterApplyReply,
  RosterPreviewBody,
  RosterPreviewReply,
  RosterReply,
} from '../contract/index.ts';
import type { App, Services } from '../services.ts';
import { replies } from './replies.ts';

const Params = Type.Object({ cohort: Id });
/** A file of 5 MB as base64. */
const bodyLimit = 7_100_000;

/** The roster of a cohort: who is in it, and its import from CSV. */
export function rosterRoutes(app: App, { roster }: Services): void {
  app.get(
    '/api/cohorts/:cohort/roster',
    {
      config: { access: 'cohort:learners', scope: 'roster:read' },
      schema: { params: Params, response: replies({ 200: RosterReply }) },
    },
    async ({ cohort }) => await roster.list(cohort.id),
  );

  app.post(
    '/api/cohorts/:cohort/roster/preview',
    {
      bodyLimit,
      config: { access: 'cohort:manage', scope: 'roster:import' },
      schema: { params: Params, body: RosterPreviewBody, response: replies({ 200: RosterPreviewReply }) },
    },
    async (request) => await roster.preview(request.cohort.id, rights(request), request.body),
  );

  app.post(
    '/api/cohorts/:cohort/roster/apply',
    {
      bodyLimit,
      config: { access: 'cohort:manage', scope: 'roster:import', endsAdmission: true },
      schema: { params: Params, body: RosterApplyBody, response: replies({ 200: RosterApplyReply }) },
    },
    async (request, reply) => {
      const { user, cohort, body } = request;
      void reply.header('cache-control', 'no-store');
      return await roster.apply(user.id, cohort.id, rights(request), body);
    },
  );
}

/** A program makes neither users, whom it would have to hand links, nor others than students, whatever its role is. */
function rights({ user: { token }, role }: FastifyRequest): { giveRoles: boolean; makeUsers: boolean } {
  return { giveRoles: token === null && may(role, 'own'), makeUsers: token === null };
}
