import { Type } from 'typebox';
import { RowId, type SessionEvent } from '../contract/index.ts';
import type { App, Services } from '../services.ts';
import { replies } from './replies.ts';

const HEARTBEAT_MS = 15_000;

/**
 * Live events of a lab session (text/event-stream). Every connection begins with the current state, so nothing hangs on
 * what was missed and Last-Event-ID is not needed. Ends when the server closes, and when its caller may not listen any more.
 */
export function eventRoutes(app: App, { sessions, events }: Services): void {
  const open = new Set<() => void>();
  app.addHook('preClose', async () => {
    for (const end of open) end();
  });

  app.get(
    '/api/lab-sessions/:id/events',
    {
      config: { access: 'learner' },
      schema: {
        params: Type.Object({ id: RowId }),
        response: replies({ 200: Type.String({ description: 'text/event-stream of SessionEvent' }) }),
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const session = await sessions.get(request.learner.id, id);
      sessions.watch(await sessions.find(request.learner.id, id));
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
      const send = (event: SessionEvent): void => {
        raw.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
      };
      // Subscribed before the state is sent: an event in between is told twice rather than never.
      const unsubscribe = events.subscribe(id, send);
      send({ type: 'session', status: session.status, problem: session.problem });
      const [last] = session.attempts;
      for (const attempt of session.attempts.toReversed()) {
        const unfinished = attempt.status === 'queued' || attempt.status === 'running';
        if (unfinished || attempt === last) send({ type: 'attempt', attempt });
      }
      for (const event of events.sofar(id)) send(event);
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
    },
  );
}
