import { Type } from 'typebox';
import {
  ReviewAnswerBody,
  ReviewAnswerReply,
  ReviewOverviewReply,
  ReviewReply,
  RowId,
} from '../contract/index.ts';
import type { App, Services } from '../services.ts';
import { replies } from './replies.ts';

const access = { access: 'learner' } as const;
const Params = Type.Object({ id: RowId });

/** Reviews: how each objective stands, and the items that are due, asked again. */
export function reviewRoutes(app: App, { reviews }: Services): void {
  app.get(
    '/api/reviews',
    { config: access, schema: { response: replies({ 200: ReviewOverviewReply }) } },
    async (request) => await reviews.overview(request.learner.id),
  );

  app.post(
    '/api/reviews',
    { config: access, schema: { response: replies({ 200: ReviewReply, 201: ReviewReply }) } },
    async (request, reply) => {
      const started = await reviews.start(request.learner.id);
      return reply.code(started.created ? 201 : 200).send(started.reply);
    },
  );

  app.get(
    '/api/reviews/:id',
    { config: access, schema: { params: Params, response: replies({ 200: ReviewReply }) } },
    async (request) => await reviews.get(request.learner.id, request.params.id),
  );

  app.post(
    '/api/reviews/:id/answers',
    {
      config: access,
      schema: { params: Params, body: ReviewAnswerBody, response: replies({ 200: ReviewAnswerReply }) },
    },
    async (request) => await reviews.answer(request.learner.id, request.params.id, request.body),
  );
}
