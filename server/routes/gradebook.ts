import { Readable } from 'node:stream';
import { Type } from 'typebox';
import { GradebookCsvQuery, GradebookQuery, GradebookReply, Id } from '../contract/index.ts';
import { gradebookCsv, loadGradebook } from '../exports/index.ts';
import { writeAudit } from '../store/index.ts';
import type { App, Services } from '../services.ts';
import { replies } from './replies.ts';

const config = { access: 'cohort:grade', scope: 'grades:read' } as const;
const PREVIEW_LINES = 6;
const Params = Type.Object({ cohort: Id });

/** The scores of a cohort as a file for another system. */
export function gradebookRoutes(app: App, { db, catalog, now }: Services): void {
  const record = (actor: string, cohort: string, format: string): Promise<void> =>
    writeAudit(db, { actor, action: 'gradebook.exported', cohort, detail: { format } }, now());

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
    async ({ user, cohort, query }, reply) => {
      void reply.header('cache-control', 'no-store');
      // The page of files looks at it each time it is opened; a program that asks takes it away.
      if (user.login === null) await record(user.id, cohort.id, 'json');
      return await loadGradebook(db, catalog, cohort, { now: now(), assignment: query.assignment });
    },
  );

  app.get(
    '/api/cohorts/:cohort/gradebook.csv',
    { config, schema: { params: Params, querystring: GradebookCsvQuery } },
    async ({ user, cohort, query }, reply) => {
      const { format = 'plain', assignment, bom = 'no', preview = 'no' } = query;
      const book = await loadGradebook(db, catalog, cohort, { now: now(), assignment });
      const lines = gradebookCsv(book, format);
      const whole = preview === 'no';
      if (whole) await record(user.id, cohort.id, format);
      return reply
        .type('text/csv; charset=utf-8')
        .header('cache-control', 'no-store')
        .header('content-disposition', `attachment; filename="${cohort.id}-${format}.csv"`)
        .send(Readable.from(withMark(whole ? lines : first(lines, PREVIEW_LINES), bom === 'yes')));
    },
  );
}

function* withMark(lines: Iterable<string>, mark: boolean): Generator<string> {
  if (mark) yield '\uFEFF';
  yield* lines;
}

function* first(lines: Iterable<string>, count: number): Generator<string> {
  let taken = 0;
  for (const line of lines) {
    if (taken === count) return;
    taken += 1;
    yield line;
  }
}
