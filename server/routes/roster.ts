import { Type } from 'typebox';
import {
  Id,
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
      config: { access: 'cohort:learners' },
      schema: { params: Params, response: replies({ 200: RosterReply }) },
    },
    async ({ cohort }) => await roster.list(cohort.id),
  );

  app.post(
    '/api/cohorts/:cohort/roster/preview',
    {
      bodyLimit,
      config: { access: 'cohort:manage' },
      schema: { params: Params, body: RosterPreviewBody, response: replies({ 200: RosterPreviewReply }) },
    },
    async ({ cohort, role, body }) => await roster.preview(cohort.id, role, body),
  );

  app.post(
    '/api/cohorts/:cohort/roster/apply',
    {
      bodyLimit,
      config: { access: 'cohort:manage' },
      schema: { params: Params, body: RosterApplyBody, response: replies({ 200: RosterApplyReply }) },
    },
    async ({ user, cohort, role, body }, reply) => {
      void reply.header('cache-control', 'no-store');
      return await roster.apply(user.id, cohort.id, role, body);
    },
  );
}
