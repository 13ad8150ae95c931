import { Type } from 'typebox';
import { Id, QuizAnswerBody, QuizAttemptReply, QuizFeedback, RowId } from '../contract/index.ts';
import type { App, Services } from '../services.ts';
import { replies } from './replies.ts';

const access = { access: 'learner' } as const;

/** Quiz attempts: started or resumed, read, answered item by item. */
export function quizRoutes(app: App, { quizzes }: Services): void {
  app.post(
    '/api/quizzes/:part/attempts',
    {
      config: access,
      schema: {
        params: Type.Object({ part: Id }),
        response: replies({ 200: QuizAttemptReply, 201: QuizAttemptReply }),
      },
    },
    async (request, reply) => {
      const started = await quizzes.start(request.learner.id, request.params.part);
      return reply.code(started.created ? 201 : 200).send(started.reply);
    },
  );

  app.get(
    '/api/quiz-attempts/:id',
    {
      config: access,
      schema: { params: Type.Object({ id: RowId }), response: replies({ 200: QuizAttemptReply }) },
    },
    async (request) => await quizzes.get(request.learner.id, request.params.id),
  );

  app.post(
    '/api/quiz-attempts/:id/answers',
    {
      config: access,
      schema: {
        params: Type.Object({ id: RowId }),
        body: QuizAnswerBody,
        response: replies({ 200: QuizFeedback }),
      },
    },
    async (request) => {
      const { item, answer } = request.body;
      return await quizzes.answer(request.learner.id, request.params.id, item, answer);
    },
  );
}
