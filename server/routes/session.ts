import { SessionReply, type Role } from '../contract/index.ts';
import type { App, Services } from '../services.ts';
import { cohortsOf } from '../store/index.ts';
import { replies } from './replies.ts';

/** Who is here, and the token for changing requests. Public, because the login needs that token too. */
export function sessionRoutes(app: App, { version, engine, config, db }: Services): void {
  app.get(
    '/api/session',
    { config: { access: 'public' }, schema: { response: replies({ 200: SessionReply }) } },
    async (request, reply) => {
      const csrfToken = reply.generateCsrf();
      void reply.header('cache-control', 'no-store');
      const { isKnown } = request;
      const cohorts = isKnown ? await cohortsOf(db, request.learner.id) : [];
      return {
        mode: config.mode,
        learner: isKnown ? { id: request.learner.id, name: request.learner.name } : null,
        user: isKnown
          ? {
              id: request.user.id,
              name: request.user.name,
              admin: request.user.admin,
              viewing: request.user.viewing,
            }
          : null,
        cohorts: cohorts.map(({ id, title, role }) => ({ id, title, role: role as Role })),
        csrfToken,
        version,
        engine: engine(),
      };
    },
  );
}
