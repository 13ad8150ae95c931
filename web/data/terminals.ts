import type {
  StartTerminalBody,
  TERMINAL_CLOSE,
  TERMINAL_PROTOCOL,
  TerminalClientFrame,
  TerminalHello,
  TerminalReply,
  TerminalServerFrame,
  TerminalsReply,
} from '../../server/contract/index.ts';
import type { TerminalHandlers, TerminalSize, TerminalTransport } from '../terminal/transport.ts';
import { asApiError, get, getSession, send } from './http.ts';

// The contract's values as types only, so that a change there is an error here.
const PROTOCOL: typeof TERMINAL_PROTOCOL = 'groundschool.terminal.1';
const CLOSE: typeof TERMINAL_CLOSE = {
  ended: 1000,
  goingAway: 1001,
  badFrame: 4400,
  notAllowed: 4401,
  notFound: 4404,
  tooMuch: 4429,
};
const FIRST_WAIT_MS = 300;
const LONGEST_WAIT_MS = 8000;
/** Letters in one frame; the contract allows more, a paste of a megabyte is many frames. */
const PIECE = 16_384;

const url = (session: string, terminal = '') =>
  `/api/lab-sessions/${encodeURIComponent(session)}/terminals${terminal && `/${encodeURIComponent(terminal)}`}`;

export const getTerminals = (session: string): Promise<TerminalsReply> => get(url(session));
export const startTerminal = (session: string, size: StartTerminalBody): Promise<TerminalReply> =>
  send('POST', url(session), size);
export const endTerminal = (session: string, terminal: string): Promise<void> =>
  send('DELETE', url(session, terminal));

const LOST: Record<number, { code: string; message: string; cure: string }> = {
  [CLOSE.badFrame]: {
    code: 'TERMINAL_BAD_FRAME',
    message: 'The server did not understand this page.',
    cure: 'Reload the page: it may be older than the server.',
  },
  [CLOSE.notAllowed]: {
    code: 'TERMINAL_NOT_ALLOWED',
    message: 'The server did not accept this page.',
    cure: 'Reload the page.',
  },
  [CLOSE.notFound]: {
    code: 'TERMINAL_NOT_FOUND',
    message: 'This terminal is no longer there.',
    cure: 'Start another one. Your files are kept.',
  },
  [CLOSE.tooMuch]: {
    code: 'TERMINAL_TOO_MUCH',
    message: 'This terminal is shown in too many places, or this page could not read as fast as it wrote.',
    cure: 'Close it in other windows, then connect again.',
  },
};

/** The line to a running terminal: GET …/terminals/:terminal/stream. Connects again, with growing pauses, until it has ended. */
export function terminalTransport(session: string, terminal: string): TerminalTransport {
  let socket: WebSocket | null = null;
  let size: TerminalSize = { cols: 80, rows: 24 };

  const tell = (frame: TerminalClientFrame | TerminalHello) => {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
  };

  return {
    type(data) {
      for (let at = 0; at < data.length;) {
        // Not between the two halves of a letter outside of the basic plane.
        const high = data.charCodeAt(at + PIECE - 1);
        const length = high >= 0xd800 && high < 0xdc00 ? PIECE - 1 : PIECE;
        tell({ type: 'input', data: data.slice(at, at + length) });
        at += length;
      }
    },
    resize(next) {
      size = { cols: next.cols, rows: next.rows };
      tell({ type: 'resize', ...size });
    },
    follow(handlers, first) {
      size = { cols: first.cols, rows: first.rows };
      return follow(
        `${url(session, terminal)}/stream`,
        handlers,
        (next) => (socket = next),
        (csrf) => tell({ type: 'hello', csrf, ...size }),
      );
    },
  };
}

function follow(
  path: string,
  handlers: TerminalHandlers,
  take: (socket: WebSocket | null) => void,
  hello: (csrf: string) => void,
): () => void {
  let socket: WebSocket | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wait = FIRST_WAIT_MS;
  let renewed = false;
  let over = false;

  const again = () => {
    handlers.onState({ is: 'reconnecting' });
    clearTimeout(timer);
    timer = setTimeout(() => void connect(), wait);
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
  };

  const hear = (data: unknown) => {
    if (data instanceof ArrayBuffer) {
      handlers.onBytes(new Uint8Array(data));
      return;
    }
    const frame = JSON.parse(String(data)) as TerminalServerFrame;
    if (frame.type === 'ready') {
      wait = FIRST_WAIT_MS;
      renewed = false;
      handlers.onReady();
      handlers.onState({ is: 'live' });
    } else {
      over = true;
      handlers.onState({ is: 'ended', why: frame.why, code: frame.code });
    }
  };

  const closed = (code: number) => {
    if (over) return;
    const problem = LOST[code];
    if (code === CLOSE.notAllowed && !renewed) {
      // A restarted server knows no token of before: take a new one, once.
      renewed = true;
      again();
    } else if (problem) {
      over = true;
      handlers.onState({ is: 'lost', problem });
    } else again();
  };

  const connect = async () => {
    clearTimeout(timer);
    if (over || socket) return;
    let csrf: string;
    try {
      csrf = (await getSession(renewed)).csrfToken;
    } catch (error) {
      console.warn('No terminal without a session', asApiError(error).code);
      if (!over) again();
      return;
    }
    // Another attempt may have begun, or the reader may have gone, while the token was asked for.
    if (over || socket) return;
    const address = new URL(path, location.href);
    address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
    const mine = new WebSocket(address, PROTOCOL);
    mine.binaryType = 'arraybuffer';
    socket = mine;
    take(mine);
    mine.onopen = () => {
      handlers.onStart();
      hello(csrf);
    };
    mine.onmessage = (message: MessageEvent<unknown>) => hear(message.data);
    mine.onclose = ({ code }) => {
      if (socket !== mine) return;
      socket = null;
      take(null);
      closed(code);
    };
  };

  const online = () => {
    wait = FIRST_WAIT_MS;
    void connect();
  };
  addEventListener('online', online);
  handlers.onState({ is: 'connecting' });
  void connect();
  return () => {
    over = true;
    clearTimeout(timer);
    removeEventListener('online', online);
    socket?.close();
    socket = null;
    take(null);
  };
}
