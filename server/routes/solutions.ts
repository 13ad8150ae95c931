import { Type } from 'typebox';
import { Id, RowId, SolutionReply } from '../contract/index.ts';
import type { App, Services } from '../services.ts';
import { replies } from './replies.ts';

/** The reference answer of a task, once it is earned or released. */
export function solutionRoutes(app: App, { solutions }: Services): void {
  app.get(
    '/api/lab-sessions/:id/solution/:task',
    {
      config: { access: 'learner' },
      schema: {
        params: Type.Object({ id: RowId, task: Id }),
        response: replies({ 200: SolutionReply }),
      },
    },
    async (request, reply) => {
      void reply.header('cache-control', 'no-store');
      return await solutions.get(request.learner.id, request.params.id, request.params.task);
    },
  );
}
