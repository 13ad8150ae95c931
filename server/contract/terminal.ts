import { Type, type Static } from 'typebox';
import { ErrorReply, Instant, RowId } from './common.ts';

/** Subprotocol of the stream; a client that does not ask for it is refused. */
export const TERMINAL_PROTOCOL = 'groundschool.terminal.1';

/** Reasons with which the server closes the stream; 1000 follows an `exit` frame. */
export const TERMINAL_CLOSE = {
  ended: 1000,
  /** The server goes away; connect again. */
  goingAway: 1001,
  /** A frame that the protocol does not know, or one that is too large. */
  badFrame: 4400,
  /** No `hello` in time, or one without a valid CSRF token. */
  notAllowed: 4401,
  /** There is no such terminal (any more). */
  notFound: 4404,
  /** The client reads too slowly or watches too often. */
  tooMuch: 4429,
} as const;

const Columns = Type.Integer({ minimum: 2, maximum: 500 });
const Rows = Type.Integer({ minimum: 1, maximum: 300 });

/** POST /api/lab-sessions/:id/terminals: the size of the window, in characters. */
export const StartTerminalBody = Type.Object({ cols: Columns, rows: Rows }, { additionalProperties: false });
export type StartTerminalBody = Static<typeof StartTerminalBody>;

export const TerminalReply = Type.Object({
  id: RowId,
  number: Type.Integer({ description: 'Counts the terminals of the lab session, from 1; the tab’s name' }),
  startedAt: Instant,
  alive: Type.Boolean({
    description: 'False for one whose shell has ended; its scrollback can still be read',
  }),
});
export type TerminalReply = Static<typeof TerminalReply>;

/** GET /api/lab-sessions/:id/terminals */
export const TerminalsReply = Type.Object({
  available: Type.Boolean({ description: 'Can this server open a terminal at all?' }),
  problem: Type.Union([ErrorReply, Type.Null()], {
    description:
      'Why no terminal can be opened now, and the cure; TERMINAL_UNAVAILABLE or LAB_SESSION_NOT_READY',
  }),
  limit: Type.Integer({ description: 'Terminals of one lab session at the same time' }),
  terminals: Type.Array(TerminalReply, { description: 'Oldest first' }),
});
export type TerminalsReply = Static<typeof TerminalsReply>;

/** The first frame of a client: shows that it is a page of ours. */
export const TerminalHello = Type.Object(
  {
    type: Type.Literal('hello'),
    csrf: Type.String({ maxLength: 200, description: 'The token of GET /api/session' }),
    cols: Columns,
    rows: Rows,
  },
  { additionalProperties: false },
);
export type TerminalHello = Static<typeof TerminalHello>;

/** Every later text frame of a client. */
export const TerminalClientFrame = Type.Union([
  Type.Object(
    { type: Type.Literal('input'), data: Type.String({ minLength: 1, maxLength: 65536 }) },
    { additionalProperties: false },
  ),
  Type.Object({ type: Type.Literal('resize'), cols: Columns, rows: Rows }, { additionalProperties: false }),
]);
export type TerminalClientFrame = Static<typeof TerminalClientFrame>;

/** Text frames of the server. Binary frames are what the terminal wrote: first the scrollback, then live. */
export const TerminalServerFrame = Type.Union([
  Type.Object({
    type: Type.Literal('ready'),
    replayed: Type.Integer({ description: 'Bytes of scrollback sent before this frame' }),
  }),
  Type.Object({
    type: Type.Literal('exit'),
    code: Type.Union([Type.Integer(), Type.Null()], { description: 'Exit code; null when it was ended' }),
    why: Type.Enum(['exited', 'killed', 'limit', 'session-closed', 'idle'], {
      description: '`limit`: memory, disk or time; `session-closed`: reset, a lost account or a server stop',
    }),
  }),
]);
export type TerminalServerFrame = Static<typeof TerminalServerFrame>;
