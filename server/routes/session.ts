import { SessionReply } from '../contract/index.ts';
import type { App, Services } from '../services.ts';
import { replies } from './replies.ts';

/** Who is here, and the token for changing requests. */
export function sessionRoutes(app: App, { learner, version, engine }: Services): void {
  app.get(
    '/api/session',
    { config: { access: 'learner' }, schema: { response: replies({ 200: SessionReply }) } },
    async (_request, reply) => {
      const csrfToken = reply.generateCsrf();
      void reply.header('cache-control', 'no-store');
      return {
        mode: 'self-study' as const,
        learner: { id: learner.id, name: learner.name },
        csrfToken,
        version,
        engine: engine(),
      };
    },
  );
}
