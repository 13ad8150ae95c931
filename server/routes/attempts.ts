import { Type } from 'typebox';
import { AttemptReply, CreateAttemptBody, EvidenceReply, RowId } from '../contract/index.ts';
import type { App, Services } from '../services.ts';
import { replies } from './replies.ts';

const Params = Type.Object({ id: RowId });

/** Attempts: pressed, looked at, and what was read for them. */
export function attemptRoutes(app: App, { attempts }: Services): void {
  app.post(
    '/api/lab-sessions/:id/attempts',
    {
      config: { access: 'learner', rateLimit: { max: 240, timeWindow: '1 minute' } },
      schema: {
        params: Params,
        body: CreateAttemptBody,
        response: replies({ 200: AttemptReply, 202: AttemptReply }),
      },
    },
    async (request, reply) => {
      const { reply: body, created } = await attempts.create(
        request.learner.id,
        request.params.id,
        request.body,
      );
      return reply.code(created ? 202 : 200).send(body);
    },
  );

  app.get(
    '/api/attempts/:id',
    {
      config: { access: 'learner' },
      schema: { params: Params, response: replies({ 200: AttemptReply }) },
    },
    async (request) => await attempts.get(request.learner.id, request.params.id),
  );

  app.get(
    '/api/attempts/:id/evidence',
    {
      config: { access: 'learner' },
      schema: { params: Params, response: replies({ 200: EvidenceReply }) },
    },
    async (request) => await attempts.evidence(request.learner.id, request.params.id),
  );
}
