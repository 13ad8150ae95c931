import { HealthReply } from '../contract/index.ts';
import type { App, Services } from '../services.ts';
import { countJobs } from '../store/index.ts';
import { replies } from './replies.ts';

/** Is the server well? Lessons and quizzes work without the engine, so its absence only degrades. */
export function healthRoutes(app: App, { db, engine, version }: Services): void {
  app.get(
    '/api/health',
    {
      config: { access: 'public', rateLimit: false },
      schema: { response: replies({ 200: HealthReply, 503: HealthReply }) },
    },
    async (request, reply) => {
      void reply.header('cache-control', 'no-store');
      const { status } = engine();
      const health: HealthReply = {
        status: status === 'ready' ? 'ok' : 'degraded',
        version,
        database: 'ok',
        engine: status,
        queue: { waiting: 0, running: 0 },
      };
      try {
        return await reply.send({ ...health, queue: await countJobs(db) });
      } catch (error) {
        request.log.error({ err: error }, 'The database does not answer.');
        return await reply.code(503).send({ ...health, status: 'degraded', database: 'failing' });
      }
    },
  );
}
