import { Type } from 'typebox';
import {
  RowId,
  StartTerminalBody,
  TERMINAL_CLOSE,
  TerminalReply,
  TerminalsReply,
} from '../contract/index.ts';
import type { App, Services } from '../services.ts';
import { checkStreamRequest, serveStream } from '../terminal/stream.ts';
import { replies } from './replies.ts';

const config = { access: 'learner' } as const;
/** A terminal is a dozen processes for a moment: some a minute are enough for anybody. */
const costly = { access: 'learner', rateLimit: { max: 60, timeWindow: '1 minute' } } as const;
const Params = Type.Object({ id: RowId });
const TerminalParams = Type.Object({ id: RowId, terminal: RowId });

/** Terminals of a lab session: shells in a locked box, one door to the session's account. */
export function terminalRoutes(app: App, { terminals }: Services): void {
  app.get(
    '/api/lab-sessions/:id/terminals',
    { config, schema: { params: Params, response: replies({ 200: TerminalsReply }) } },
    async (request) => await terminals.list(request.learner.id, request.params.id),
  );

  app.post(
    '/api/lab-sessions/:id/terminals',
    {
      config: costly,
      schema: { params: Params, body: StartTerminalBody, response: replies({ 201: TerminalReply }) },
    },
    async (request, reply) =>
      reply.code(201).send(await terminals.start(request.learner.id, request.params.id, request.body)),
  );

  app.delete(
    '/api/lab-sessions/:id/terminals/:terminal',
    { config, schema: { params: TerminalParams, response: replies({ 204: Type.Null() }) } },
    async (request, reply) => {
      await terminals.end(request.learner.id, request.params.id, request.params.terminal);
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/api/lab-sessions/:id/terminals/:terminal/stream',
    {
      config: { access: 'learner', personal: true },
      websocket: true,
      schema: { params: TerminalParams },
      // Before the connection becomes a WebSocket, so that what is wrong is an answer of HTTP with a code.
      preHandler: async (request) => {
        const { id, terminal } = request.params;
        checkStreamRequest(request);
        await terminals.find(request.learner.id, id, terminal);
      },
    },
    (socket, request) => {
      const { id, terminal } = request.params;
      // A page that still may takes a new token and comes back; any other is answered over HTTP, with a code.
      const unfollow = app.whileAdmitted(request, () =>
        socket.close(TERMINAL_CLOSE.notAllowed, 'not let in any more'),
      );
      socket.on('close', unfollow);
      serveStream(socket, {
        limits: terminals.limits,
        isAllowed: (token) => request.hasToken || app.isPageToken(request, token),
        find: () => terminals.find(request.learner.id, id, terminal),
      });
    },
  );
}
