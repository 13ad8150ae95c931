import { Type } from 'typebox';
import { AnalysisReply, Id, may, RowId } from '../contract/index.ts';
import type { App, Services } from '../services.ts';
import { replies } from './replies.ts';

/** What an instructor learns of a cohort beyond its scores. */
export function insightRoutes(app: App, { insight }: Services): void {
  app.get(
    '/api/cohorts/:cohort/analysis',
    {
      config: { access: 'cohort:design' },
      schema: {
        params: Type.Object({ cohort: Id }),
        querystring: Type.Object({ assignment: Type.Optional(RowId) }),
        response: replies({ 200: AnalysisReply }),
      },
    },
    async ({ cohort, role, query }) =>
      await insight.analysis.of(cohort, {
        assignment: query.assignment,
        seesLearners: may(role, 'learners'),
      }),
  );
}
