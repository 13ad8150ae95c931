import type { WebSocket, WebsocketPluginOptions } from '@fastify/websocket';
import type { FastifyRequest } from 'fastify';
import { Check } from 'typebox/value';
import {
  TERMINAL_CLOSE,
  TERMINAL_PROTOCOL,
  TerminalClientFrame,
  TerminalHello,
  type TerminalServerFrame,
} from '../contract/index.ts';
import { CodedError } from '../errors.ts';
import type { TerminalLimits } from './limits.ts';
import type { Terminal, Viewer } from './terminal.ts';

/** A paste of 64 KiB of characters of three bytes, and its frame; what is larger closes the stream with 1009. */
const FRAME_BYTES = 256 * 1024;
const EARLY_FRAMES = 32;

export const terminalSocketOptions: NonNullable<WebsocketPluginOptions['options']> = {
  maxPayload: FRAME_BYTES,
  // The picture of a terminal is small, and a compressor per stream is not.
  perMessageDeflate: false,
  handleProtocols: (protocols) => (protocols.has(TERMINAL_PROTOCOL) ? TERMINAL_PROTOCOL : false),
};

/**
 * What a request must bring before it may become a stream. Browsers send an Origin with every WebSocket and a page cannot
 * leave it out: a cookie without one comes from something that plays browser.
 *
 * @throws CodedError FOREIGN_ORIGIN, BAD_REQUEST
 */
export function checkStreamRequest(request: FastifyRequest): void {
  if (!request.ws) return;
  const { origin, cookie, 'sec-websocket-protocol': protocols = '' } = request.headers;
  if (cookie !== undefined && origin === undefined && !request.hasToken) {
    throw new CodedError('FOREIGN_ORIGIN', { origin: 'none' });
  }
  if (protocols.split(',').some((name) => name.trim() === TERMINAL_PROTOCOL)) return;
  throw new CodedError('BAD_REQUEST', {}, { details: [`Ask for the subprotocol ${TERMINAL_PROTOCOL}.`] });
}

export interface StreamOptions {
  limits: Pick<TerminalLimits, 'helloMs' | 'viewers'>;
  /** Is this the CSRF token of the page that connects? */
  isAllowed(token: string): boolean;
  /** @throws CodedError when there is no such terminal (any more) */
  find(): Promise<Terminal>;
}

/** One page at one terminal: hello, scrollback, then keys in and picture out until either side ends. */
export function serveStream(socket: WebSocket, { limits, isAllowed, find }: StreamOptions): void {
  let terminal: Terminal | null = null;
  let greeted = false;
  /** What a page sends before its terminal was found. */
  const early: TerminalClientFrame[] = [];
  let detach = (): void => undefined;
  /** Whoever is told to go watches no more, even if they stay. */
  const close = (code: number, reason?: string): void => {
    detach();
    socket.close(code, reason);
  };
  const tooLate = setTimeout(() => close(TERMINAL_CLOSE.notAllowed, 'no hello'), limits.helloMs);
  const send = (frame: TerminalServerFrame): void => socket.send(JSON.stringify(frame));
  const viewer: Viewer = {
    output: (piece) => socket.send(piece, { binary: true }),
    ended: (frame) => {
      send(frame);
      close(TERMINAL_CLOSE.ended);
    },
    unread: () => socket.bufferedAmount,
    // It reads nothing, so it would not read a farewell either.
    leaveBehind: () => socket.terminate(),
  };

  const greet = async ({ csrf, cols, rows }: TerminalHello): Promise<void> => {
    if (!isAllowed(csrf)) return close(TERMINAL_CLOSE.notAllowed, 'wrong token');
    const found = await find().catch(() => null);
    if (found === null) return close(TERMINAL_CLOSE.notFound, 'no such terminal');
    if (found.viewers >= limits.viewers) return close(TERMINAL_CLOSE.tooMuch, 'too many pages');
    if (socket.readyState !== socket.OPEN) return;
    found.resize(cols, rows);
    const attached = found.attach(viewer, (scrollback) => {
      if (scrollback.length > 0) viewer.output(scrollback);
      send({ type: 'ready', replayed: scrollback.length });
    });
    detach = attached.detach;
    terminal = found;
    if (attached.end !== null) viewer.ended(attached.end);
    for (const frame of early.splice(0)) take(found, frame);
  };
  const take = (to: Terminal, frame: TerminalClientFrame): void => {
    if (frame.type === 'resize') to.resize(frame.cols, frame.rows);
    else if (!to.input(frame.data)) close(TERMINAL_CLOSE.tooMuch, 'input is not read');
  };

  socket.on('message', (data: Buffer, isBinary: boolean) => {
    if (socket.readyState !== socket.OPEN) return;
    const frame = isBinary ? undefined : parsed(data);
    if (!greeted && Check(TerminalHello, frame)) {
      greeted = true;
      clearTimeout(tooLate);
      void greet(frame);
    } else if (greeted && early.length < EARLY_FRAMES && Check(TerminalClientFrame, frame)) {
      if (terminal === null) early.push(frame);
      else take(terminal, frame);
    } else {
      clearTimeout(tooLate);
      close(TERMINAL_CLOSE.badFrame, 'not a frame of this protocol');
    }
  });
  // A frame that is too large or broken is an error of the socket, after which it closes by itself.
  socket.on('error', () => detach());
  socket.on('close', () => {
    clearTimeout(tooLate);
    detach();
  });
}

function parsed(data: Buffer): unknown {
  try {
    return JSON.parse(data.toString('utf8'));
  } catch {
    return undefined; // Not JSON: no schema takes it.
  }
}
