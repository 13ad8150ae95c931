import { Type } from 'typebox';
import { AttemptChangesReply, ChangesReply, RowId, TimelineReply } from '../contract/index.ts';
import type { App, Services } from '../services.ts';
import { replies } from './replies.ts';

const config = { access: 'learner' } as const;
const Params = Type.Object({ id: RowId });

/** Attempts side by side: what changed, and what happened in the account between them. */
export function compareRoutes(app: App, { changes, timeline }: Services): void {
  app.get(
    '/api/lab-sessions/:id/changes',
    { config, schema: { params: Params, response: replies({ 200: ChangesReply }) } },
    async (request) => await changes.latest(request.learner.id, request.params.id),
  );

  app.get(
    '/api/lab-sessions/:id/timeline',
    { config, schema: { params: Params, response: replies({ 200: TimelineReply }) } },
    async (request) => await timeline.get(request.learner.id, request.params.id),
  );

  app.get(
    '/api/attempts/:id/changes',
    {
      config,
      schema: {
        params: Params,
        querystring: Type.Object({
          since: Type.Optional({ ...RowId, description: 'The earlier attempt; default the one before' }),
        }),
        response: replies({ 200: AttemptChangesReply }),
      },
    },
    async (request) => await changes.between(request.learner.id, request.params.id, request.query.since),
  );
}
