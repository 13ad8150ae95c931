import { Readable } from 'node:stream';
import { Type } from 'typebox';
import { GradebookCsvQuery, GradebookQuery, GradebookReply, Id } from '../contract/index.ts';
import { gradebookCsv, loadGradebook } from '../exports/index.ts';
import type { App, Services } from '../services.ts';
import { replies } from './replies.ts';

const config = { access: 'cohort:grade', scope: 'grades:read' } as const;
const Params = Type.Object({ cohort: Id });

/** The scores of a cohort as a file for another system. */
export function gradebookRoutes(app: App, { db, catalog, now }: Services): void {
  app.get(
    '/api/cohorts/:cohort/gradebook',
    {
      config,
      schema: {
        params: Params,
        querystring: GradebookQuery,
        response: replies({ 200: GradebookReply }),
      },
    },
    async ({ cohort, query }, reply) => {
      void reply.header('cache-control', 'no-store');
      return await loadGradebook(db, catalog, cohort, { now: now(), assignment: query.assignment });
    },
  );

  app.get(
    '/api/cohorts/:cohort/gradebook.csv',
    { config, schema: { params: Params, querystring: GradebookCsvQuery } },
    async ({ cohort, query }, reply) => {
      const { format = 'plain', assignment, bom = 'no' } = query;
      const book = await loadGradebook(db, catalog, cohort, { now: now(), assignment });
      return reply
        .type('text/csv; charset=utf-8')
        .header('cache-control', 'no-store')
        .header('content-disposition', `attachment; filename="${cohort.id}-${format}.csv"`)
        .send(Readable.from(withMark(gradebookCsv(book, format), bom === 'yes')));
    },
  );
}

function* withMark(lines: Iterable<string>, mark: boolean): Generator<string> {
  if (mark) yield '\uFEFF';
  yield* lines;
}
