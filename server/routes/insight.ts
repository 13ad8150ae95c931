import { Type } from 'typebox';
import {
  AnalysisReply,
  DismissBody,
  Id,
  may,
  RowId,
  SimilarityReply,
  WatchMarkBody,
  WatchReply,
  WatchUnmarkBody,
} from '../contract/index.ts';
import type { App, Services } from '../services.ts';
import { replies } from './replies.ts';

const Params = Type.Object({ cohort: Id });

/** What an instructor learns of a cohort beyond its scores. */
export function insightRoutes(app: App, { insight }: Services): void {
  app.get(
    '/api/cohorts/:cohort/analysis',
    {
      config: { access: 'cohort:design' },
      schema: {
        params: Params,
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

  app.get(
    '/api/cohorts/:cohort/watch',
    {
      config: { access: 'cohort:learners' },
      schema: { params: Params, response: replies({ 200: WatchReply }) },
    },
    async ({ cohort }) => await insight.watch.list(cohort),
  );

  app.put(
    '/api/cohorts/:cohort/watch/marks',
    {
      config: { access: 'cohort:grade' },
      schema: { params: Params, body: WatchMarkBody, response: replies({ 200: WatchReply }) },
    },
    async ({ user, cohort, body }) => await insight.watch.mark(user.id, cohort, body),
  );

  app.delete(
    '/api/cohorts/:cohort/watch/marks',
    {
      config: { access: 'cohort:grade' },
      schema: { params: Params, body: WatchUnmarkBody, response: replies({ 200: WatchReply }) },
    },
    async ({ user, cohort, body }) => await insight.watch.unmark(user.id, cohort, body),
  );

  app.get(
    '/api/cohorts/:cohort/similarity',
    {
      config: { access: 'cohort:grade' },
      schema: { params: Params, response: replies({ 200: SimilarityReply }) },
    },
    async ({ cohort }) => await insight.similarity.list(cohort),
  );

  app.post(
    '/api/cohorts/:cohort/similarity/:similarity/dismiss',
    {
      config: { access: 'cohort:grade' },
      schema: {
        params: Type.Object({ cohort: Id, similarity: RowId }),
        body: DismissBody,
        response: replies({ 200: SimilarityReply }),
      },
    },
    async ({ user, cohort, params, body }) =>
      await insight.similarity.dismiss(user.id, cohort, params.similarity, body.reason),
  );
}
