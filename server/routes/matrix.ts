import { Type } from 'typebox';
import { Id, MatrixReply } from '../contract/index.ts';
import { matrixOf } from '../runs/index.ts';
import type { App, Services } from '../services.ts';
import { replies } from './replies.ts';

/** Learners × tasks of a cohort. */
export function matrixRoutes(app: App, { db, catalog, now }: Services): void {
  app.get(
    '/api/cohorts/:cohort/matrix',
    {
      config: { access: 'cohort:learners', scope: 'grades:read' },
      schema: {
        params: Type.Object({ cohort: Id }),
        querystring: Type.Object({ since: Type.Optional(Type.String({ maxLength: 300 })) }),
        response: replies({ 200: MatrixReply }),
      },
    },
    async ({ cohort, query }) => await matrixOf(db, catalog, cohort, { since: query.since, now: now() }),
  );
}
