// Terminals of the stand-in server: a shell that repeats what is typed, over a WebSocket of its own (RFC 6455, the parts
// that a page uses). Every frame of the page is validated against the contract.
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import * as contract from '../../../server/contract/index.ts';
import { AT } from '../../../web/gallery/samples.ts';

const PATH = /^\/api\/lab-sessions\/[^/]+\/terminals(?:\/([^/]+))?(\/stream)?$/;
const MAGIC = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const TEXT = 1;
const BINARY = 2;
const CLOSE = 8;

export interface Line {
  terminal: string;
  send(bytes: string): void;
  tell(frame: contract.TerminalServerFrame): void;
  close(code: number): void;
  /** As when the network goes: no closing frame. */
  drop(): void;
}

export class FakeTerminals {
  reply: contract.TerminalsReply = { available: true, problem: null, limit: 3, terminals: [] };
  /** Everything the page sent, after `hello`. */
  readonly frames: contract.TerminalClientFrame[] = [];
  readonly hellos: contract.TerminalHello[] = [];
  readonly violations: string[] = [];
  /** What each terminal has printed: its scrollback. */
  readonly printed = new Map<string, string>();
  lines: Line[] = [];
  /** Connections that are dropped before they begin. */
  refuse = 0;
  csrf: () => string = () => 'token-1';

  /** Replies to the REST routes, or undefined where the path is none of theirs. */
  answer(method: string, path: string, body: unknown): { status: number; reply: unknown } | undefined {
    const match = PATH.exec(path);
    if (!match) return undefined;
    if (method === 'GET') return { status: 200, reply: this.reply };
    if (method === 'POST') {
      this.#check(contract.StartTerminalBody, body);
      return { status: 201, reply: this.start() };
    }
    const known = this.reply.terminals.length;
    this.reply.terminals = this.reply.terminals.filter(({ id }) => id !== match[1]);
    for (const line of this.lines.filter(({ terminal }) => terminal === match[1])) {
      line.tell({ type: 'exit', code: null, why: 'killed' });
      line.close(1000);
    }
    if (this.reply.terminals.length === known)
      return { status: 404, reply: { code: 'TERMINAL_NOT_FOUND', message: 'There is no such terminal.' } };
    return { status: 204, reply: undefined };
  }

  start(): contract.TerminalReply {
    const number = Math.max(0, ...this.reply.terminals.map((one) => one.number)) + 1;
    const terminal = { id: `te_0000000${number}`, number, startedAt: AT, alive: true };
    this.reply.terminals.push(terminal);
    this.printed.set(terminal.id, '\u001b[?2004h$ ');
    return terminal;
  }

  /** Something a program printed. */
  print(terminal: string, text: string): void {
    this.printed.set(terminal, (this.printed.get(terminal) ?? '') + text);
    for (const line of this.lines.filter((one) => one.terminal === terminal)) line.send(text);
  }

  /** All that was typed or pasted. */
  get typed(): string {
    return this.frames.map((frame) => (frame.type === 'input' ? frame.data : '')).join('');
  }

  upgrade(request: IncomingMessage, socket: Duplex): void {
    const terminal = PATH.exec(request.url ?? '')?.[1] ?? '';
    const known = this.reply.terminals.some(({ id }) => id === terminal);
    socket.on('error', () => socket.destroy());
    if (this.refuse > 0) {
      this.refuse -= 1;
      socket.destroy();
      return;
    }
    const accept = createHash('sha1')
      .update(`${request.headers['sec-websocket-key']}${MAGIC}`)
      .digest('base64');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\nSec-WebSocket-Protocol: ${request.headers['sec-websocket-protocol']}\r\n\r\n`,
    );
    const line: Line = {
      terminal,
      send: (text) => socket.write(frameOf(BINARY, Buffer.from(text))),
      tell: (frame) => socket.write(frameOf(TEXT, Buffer.from(JSON.stringify(frame)))),
      close: (code) => {
        const reason = Buffer.alloc(2);
        reason.writeUInt16BE(code);
        socket.end(frameOf(CLOSE, reason));
      },
      drop: () => socket.destroy(),
    };
    socket.on('close', () => (this.lines = this.lines.filter((one) => one !== line)));
    if (!known) {
      line.close(contract.TERMINAL_CLOSE.notFound);
      return;
    }
    let buffered: Buffer = Buffer.alloc(0);
    socket.on('data', (bytes: Buffer) => {
      buffered = Buffer.concat([buffered, bytes]);
      for (let next = read(buffered); next; next = read(buffered)) {
        buffered = next.rest;
        if (next.opcode === TEXT) this.#hear(line, JSON.parse(next.payload.toString('utf8')));
        else if (next.opcode === CLOSE) socket.end(frameOf(CLOSE, next.payload));
      }
    });
  }

  #hear(line: Line, frame: unknown): void {
    if (!this.lines.includes(line)) {
      this.#check(contract.TerminalHello, frame);
      const hello = frame as contract.TerminalHello;
      if (hello.csrf !== this.csrf()) {
        line.close(contract.TERMINAL_CLOSE.notAllowed);
        return;
      }
      this.hellos.push(hello);
      this.lines.push(line);
      const printed = this.printed.get(line.terminal) ?? '';
      line.send(printed);
      line.tell({ type: 'ready', replayed: Buffer.byteLength(printed) });
      return;
    }
    this.#check(contract.TerminalClientFrame, frame);
    const heard = frame as contract.TerminalClientFrame;
    this.frames.push(heard);
    if (heard.type !== 'input') return;
    if (heard.data === '\u0004') {
      const entry = this.reply.terminals.find(({ id }) => id === line.terminal);
      if (entry) entry.alive = false;
      line.tell({ type: 'exit', code: 0, why: 'exited' });
      line.close(1000);
      return;
    }
    const shown = heard.data
      .replaceAll('\u001b[200~', '')
      .replaceAll('\u001b[201~', '')
      .replaceAll('\r', '\r\n');
    this.print(line.terminal, heard.data === '\r' ? '\r\ndone\r\n$ ' : shown);
  }

  #check(schema: TSchema, value: unknown): void {
    if (!Value.Check(schema, value)) this.violations.push(`a terminal's frame: ${JSON.stringify(value)}`);
  }
}

/** The shortest head for the length: browsers take no other. */
function frameOf(opcode: number, payload: Buffer): Buffer {
  const { length } = payload;
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  head[0] = 0x80 | opcode;
  head[1] = length < 126 ? length : length < 65_536 ? 126 : 127;
  if (head.length === 4) head.writeUInt16BE(length, 2);
  if (head.length === 10) head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
}

/** One whole frame of a browser, which always masks and, at these sizes, never splits. */
function read(bytes: Buffer): { opcode: number; payload: Buffer; rest: Buffer } | null {
  if (bytes.length < 6) return null;
  const short = (bytes[1] ?? 0) & 0x7f;
  const extra = short === 127 ? 8 : short === 126 ? 2 : 0;
  if (bytes.length < 6 + extra) return null;
  const length = extra === 8 ? Number(bytes.readBigUInt64BE(2)) : extra === 2 ? bytes.readUInt16BE(2) : short;
  const start = 6 + extra;
  if (bytes.length < start + length) return null;
  const mask = bytes.subarray(start - 4, start);
  const payload = Buffer.from(bytes.subarray(start, start + length)).map(
    (byte, at) => byte ^ (mask[at % 4] ?? 0),
  );
  return {
    opcode: (bytes[0] ?? 0) & 0x0f,
    payload: Buffer.from(payload),
    rest: bytes.subarray(start + length),
  };
}
