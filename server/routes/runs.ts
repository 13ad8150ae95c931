import { Type } from 'typebox';
import { Id, RowId, RunActionBody, RunReply, RunsReply, StartRunBody } from '../contract/index.ts';
import type { App, Services } from '../services.ts';
import { replies } from './replies.ts';

const HEARTBEAT_MS = 15_000;
const Params = Type.Object({ cohort: Id });
const RunParams = Type.Object({ cohort: Id, run: RowId });

/** Bulk grading of a lab over a cohort. */
export function runRoutes(app: App, { runs }: Services): void {
  const open = new Set<() => void>();
  app.addHook('preClose', async () => {
    for (const end of open) end();
  });

  app.get(
    '/api/cohorts/:cohort/runs',
    {
      config: { access: 'cohort:learners', scope: 'runs:read' },
      schema: { params: Params, response: replies({ 200: RunsReply }) },
    },
    async ({ cohort }) => await runs.list(cohort.id),
  );

  app.post(
    '/api/cohorts/:cohort/runs',
    {
      config: { access: 'cohort:grade', scope: 'runs:start' },
      schema: { params: Params, body: StartRunBody, response: replies({ 201: RunReply }) },
    },
    async ({ user, cohort, body }, reply) =>
      reply.code(201).send(await runs.begin(user.id, cohort.id, body.lab)),
  );

  app.get(
    '/api/cohorts/:cohort/runs/:run',
    {
      config: { access: 'cohort:learners', scope: 'runs:read' },
      schema: { params: RunParams, response: replies({ 200: RunReply }) },
    },
    async ({ cohort, params }) => await runs.get(cohort.id, params.run),
  );

  app.post(
    '/api/cohorts/:cohort/runs/:run/actions',
    {
      config: { access: 'cohort:grade', scope: 'runs:start' },
      schema: { params: RunParams, body: RunActionBody, response: replies({ 200: RunReply }) },
    },
    async ({ user, cohort, params, body }) => await runs.act(user.id, cohort.id, params.run, body.action),
  );

  app.get(
    '/api/cohorts/:cohort/runs/:run/events',
    {
      // No token: a stream would go on after it was revoked. Programs ask again.
      config: { access: 'cohort:learners' },
      schema: {
        params: RunParams,
        response: replies({
          200: Type.String({
            description: 'text/event-stream of RunReply: first all items, then those that changed',
          }),
        }),
      },
    },
    async (request, reply) => {
      const { run } = request.params;
      const { cohort } = request;
      await runs.get(cohort.id, run);
      const { raw } = reply;
      for (const [name, value] of Object.entries(reply.getHeaders())) {
        if (value !== undefined) raw.setHeader(name, value);
      }
      raw.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      });
      reply.hijack();
      const send = (event: RunReply): void => {
        raw.write(`event: run\ndata: ${JSON.stringify(event)}\n\n`);
      };
      // Subscribed before the state is read: a change in between is told twice rather than never.
      const unsubscribe = runs.subscribe(run, send);
      const heartbeat = setInterval(() => raw.write(': still here\n\n'), HEARTBEAT_MS);
      const end = (): void => {
        open.delete(end);
        unfollow();
        clearInterval(heartbeat);
        unsubscribe();
        raw.end();
      };
      const unfollow = app.whileAdmitted(request, end);
      open.add(end);
      raw.on('close', end);
      send(await runs.get(cohort.id, run));
    },
  );
}
