import type { WebSocket } from '@fastify/websocket';
import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  TERMINAL_CLOSE,
  TERMINAL_PROTOCOL,
  type TerminalReply,
  type TerminalsReply,
} from '../../../server/contract/index.ts';
import { pageSession, startTestApp, TOKEN, type TestApp } from '../../helpers/server/app.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

type Socket = WebSocket;
interface Stream {
  socket: Socket;
  /** Text frames, in order. */
  frames: Record<string, unknown>[];
  bytes(): Buffer;
  send(frame: unknown): void;
  until(what: () => boolean): Promise<void>;
  closed: Promise<number>;
}

const HOST = '127.0.0.1:4780';
let t: TestApp;
let page: { cookie: string; token: string };
let session: string;
let url: string;

beforeAll(async () => {
  t = await startTestApp({ terminals: { limits: { helloMs: 300, viewers: 3 } } });
  page = await pageSession(t.app);
  session = await readySession('tiny-bucket');
  url = `/api/lab-sessions/${session}/terminals`;
});
afterAll(() => t.close());

async function readySession(lab: string): Promise<string> {
  const { body } = await t.call<{ id: string }>('POST', '/api/lab-sessions', { lab });
  const ready = async (): Promise<boolean> =>
    (await t.call('GET', `/api/lab-sessions/${body.id}`)).body['status'] === 'ready';
  await t.until(ready, 'a ready session');
  return body.id;
}

async function start(): Promise<TerminalReply> {
  const { status, body } = await t.call<TerminalReply>('POST', url, { cols: 80, rows: 24 });
  expect(status).toBe(201);
  return body;
}
const close = (id: string): Promise<{ status: number }> => t.call('DELETE', `${url}/${id}`);
const list = async (): Promise<TerminalsReply> => (await t.call<TerminalsReply>('GET', url)).body;

/** Headers of a page of ours; `without` leaves some out. */
function headersOf(more: Record<string, string | undefined> = {}): Record<string, string> {
  const all = {
    host: HOST,
    origin: `http://${HOST}`,
    cookie: page.cookie,
    'sec-websocket-protocol': TERMINAL_PROTOCOL,
    ...more,
  };
  const given: Record<string, string> = {};
  for (const [name, value] of Object.entries(all)) if (value !== undefined) given[name] = value;
  return given;
}

async function connect(id: string, more: Record<string, string | undefined> = {}): Promise<Stream> {
  const frames: Record<string, unknown>[] = [];
  const pieces: Buffer[] = [];
  let heard = (): void => undefined;
  let over: (code: number) => void;
  const closed = new Promise<number>((resolve) => {
    over = resolve;
  });
  const context = { headers: headersOf(more), socket: { remoteAddress: '127.0.0.1' } };
  const onInit = (fresh: unknown): void => {
    const made = fresh as Socket;
    made.on('message', (data: Buffer, isBinary: boolean) => {
      if (isBinary) pieces.push(data);
      else frames.push(JSON.parse(data.toString('utf8')) as Record<string, unknown>);
      heard();
    });
    made.on('close', (code: number) => over(code));
    made.on('error', () => undefined);
  };
  const socket = await t.app.injectWS(`${url}/${id}/stream`, context as Partial<IncomingMessage>, { onInit });
  return {
    socket,
    frames,
    closed,
    bytes: () => Buffer.concat(pieces),
    send: (frame) => socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame)),
    async until(what) {
      while (!what()) {
        await new Promise<void>((resolve) => {
          heard = resolve;
        });
      }
    },
  };
}

/** Connected, greeted, and past the scrollback. */
async function greeted(id: string, more: Record<string, string | undefined> = {}): Promise<Stream> {
  const stream = await connect(id, more);
  stream.send({ type: 'hello', csrf: page.token, cols: 80, rows: 24 });
  const early = stream.closed.then((code) =>
    Promise.reject(new Error(`Closed with ${code} before it was ready.`)),
  );
  await Promise.race([stream.until(() => stream.frames.length > 0), early]);
  early.catch(() => undefined);
  return stream;
}

describe('a page at a terminal', () => {
  test('types, reads, resizes, comes back to what it saw, and hears the end', async () => {
    const { id } = await start();
    const first = await greeted(id);
    first.send({ type: 'resize', cols: 101, rows: 31 });
    first.send({ type: 'input', data: 'echo seen-$((40+2)); stty size\r' });
    await first.until(() => first.bytes().includes('31 101'));
    expect(first.bytes().toString()).toContain('seen-42');
    expect(await list()).toMatchObject({
      available: true,
      problem: null,
      limit: 4,
      terminals: [{ id, alive: true }],
    });
    first.socket.close();
    await first.closed;

    const second = await greeted(id);
    expect(second.frames[0]).toEqual({ type: 'ready', replayed: second.bytes().length });
    expect(second.bytes().toString()).toContain('seen-42');
    const third = await greeted(id);
    second.send({ type: 'input', data: 'exit 3\r' });
    for (const stream of [second, third]) {
      expect(await stream.closed).toBe(TERMINAL_CLOSE.ended);
      expect(stream.frames.at(-1)).toEqual({ type: 'exit', code: 3, why: 'exited' });
    }

    // What an ended terminal showed can still be read.
    expect((await list()).terminals).toMatchObject([{ id, alive: false }]);
    const late = await greeted(id);
    expect(await late.closed).toBe(TERMINAL_CLOSE.ended);
    expect(late.bytes().toString()).toContain('seen-42');
    expect(late.frames.map(({ type }) => type)).toEqual(['ready', 'exit']);
    expect((await close(id)).status).toBe(204);
    expect((await list()).terminals).toEqual([]);
    expect((await close(id)).status).toBe(404);
  });

  test('keys that come before the terminal was found are not lost', async () => {
    const { id } = await start();
    const stream = await connect(id);
    stream.send({ type: 'hello', csrf: page.token, cols: 80, rows: 24 });
    // As many as are kept; once they have been taken, there is room for more.
    for (let cols = 60; cols < 91; cols += 1) stream.send({ type: 'resize', cols, rows: 24 });
    stream.send({ type: 'input', data: 'echo early-$((1+1))\r' });
    await stream.until(() => stream.bytes().includes('early-2\r\n'));
    stream.send({ type: 'input', data: 'echo later-$((1+2))\r' });
    await stream.until(() => stream.bytes().includes('later-3\r\n'));
    await close(id);
    expect(await stream.closed).toBe(TERMINAL_CLOSE.ended);
    expect(stream.frames.at(-1)).toEqual({ type: 'exit', code: null, why: 'killed' });
  });

  test('a reset ends the terminals and keeps the home', async () => {
    const { id } = await start();
    const stream = await greeted(id);
    stream.send({ type: 'input', data: 'echo kept >~/kept; echo written-$((1+1))\r' });
    await stream.until(() => stream.bytes().includes('written-2'));
    expect((await t.call('POST', `/api/lab-sessions/${session}/reset`)).status).toBe(200);
    expect(await stream.closed).toBe(TERMINAL_CLOSE.ended);
    expect(stream.frames.at(-1)).toEqual({ type: 'exit', code: null, why: 'session-closed' });
    await readySession('tiny-bucket');
    const again = await start();
    expect(again.number).toBeGreaterThan(1);
    const next = await greeted(again.id);
    next.send({ type: 'input', data: 'echo found-$(cat ~/kept)\r' });
    await next.until(() => next.bytes().includes('found-kept'));
    await close(again.id);
  });

  test('of many that are opened at once, as many as may be are', async () => {
    const size = { cols: 80, rows: 24 };
    const all = await Promise.all(
      Array.from({ length: 7 }, () => t.call<{ id: string; code?: string }>('POST', url, size)),
    );
    expect(all.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      201, 201, 201, 201, 409, 409, 409,
    ]);
    expect(new Set(all.filter(({ status }) => status === 409).map(({ body }) => body.code))).toEqual(
      new Set(['TERMINAL_LIMIT']),
    );
    for (const { status, body } of all) if (status === 201) await close(body.id);
  });
});

describe('who may come in', () => {
  let id: string;
  beforeAll(async () => {
    ({ id } = await start());
  });

  test.each([
    ['another origin', { origin: 'https://evil.example' }, 403],
    ['no origin, but a cookie', { origin: undefined }, 403],
    ['the origin of a sandboxed frame', { origin: 'null' }, 403],
    ['another host', { host: 'evil.example:4780', origin: 'http://evil.example:4780' }, 403],
    ['another site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['a wrong bearer token', { authorization: 'Bearer wrong' }, 401],
    ['no subprotocol', { 'sec-websocket-protocol': undefined }, 400],
    ['another subprotocol', { 'sec-websocket-protocol': 'chat' }, 400],
  ])('not from %s', async (_what, more, status) => {
    await expect(connect(id, more)).rejects.toThrow(`Unexpected server response: ${status}`);
  });

  test('not to a terminal that is not there, nor through another session', async () => {
    await expect(connect('nosuchid12345678')).rejects.toThrow('404');
    const mine = url;
    url = '/api/lab-sessions/nosuchid12345678/terminals';
    await expect(connect(id)).rejects.toThrow('404');
    url = mine;
  });

  test.each([
    ['a wrong token', () => `${page.token}x`],
    ['an empty token', () => ''],
  ])('not with %s', async (_what, token) => {
    const stream = await connect(id);
    stream.send({ type: 'hello', csrf: token(), cols: 80, rows: 24 });
    expect(await stream.closed).toBe(TERMINAL_CLOSE.notAllowed);
    expect(stream.bytes()).toHaveLength(0);
  });

  test('not with the token of another page’s cookie, nor without a cookie', async () => {
    for (const cookie of [(await pageSession(t.app)).cookie, undefined]) {
      const stream = await connect(id, { cookie });
      stream.send({ type: 'hello', csrf: page.token, cols: 80, rows: 24 });
      expect(await stream.closed).toBe(TERMINAL_CLOSE.notAllowed);
    }
  });

  test('not without a hello in time', async () => {
    const stream = await connect(id);
    expect(await stream.closed).toBe(TERMINAL_CLOSE.notAllowed);
  });

  test('programs with the local token need no cookie', async () => {
    const more = { cookie: undefined, origin: undefined, authorization: `Bearer ${TOKEN}` };
    const stream = await greeted(id, more);
    expect(stream.frames[0]).toMatchObject({ type: 'ready' });
    stream.socket.close();
    await stream.closed;
  });

  test('not more pages than may watch', async () => {
    const { id: popular } = await start();
    const streams = [await greeted(popular), await greeted(popular), await greeted(popular)];
    const fourth = await connect(popular);
    fourth.send({ type: 'hello', csrf: page.token, cols: 80, rows: 24 });
    expect(await fourth.closed).toBe(TERMINAL_CLOSE.tooMuch);
    await close(popular);
    await Promise.all(streams.map(({ closed }) => closed));
  });

  test.each([
    ['input before hello', { type: 'input', data: 'x' }],
    ['no JSON', '{"type":'],
    ['null', 'null'],
    ['a list', '[]'],
    ['an unknown type', { type: 'shell' }],
    ['a hello without a size', { type: 'hello', csrf: 'x' }],
    ['a hello with more', { type: 'hello', csrf: 'x', cols: 80, rows: 24, uid: 0 }],
  ])('a first frame that is none: %s', async (_what, frame) => {
    const stream = await connect(id);
    stream.send(frame);
    expect(await stream.closed).toBe(TERMINAL_CLOSE.badFrame);
  });

  test.each([
    ['a second hello', { type: 'hello', csrf: 'x', cols: 80, rows: 24 }],
    ['a size of nothing', { type: 'resize', cols: 0, rows: 0 }],
    ['a huge size', { type: 'resize', cols: 1e6, rows: 1e6 }],
    ['input that is no text', { type: 'input', data: { length: 1 } }],
    ['a huge paste', { type: 'input', data: 'x'.repeat(70_000) }],
  ])('a later frame that is none: %s', async (_what, frame) => {
    const stream = await greeted(id);
    stream.send(frame);
    expect(await stream.closed).toBe(TERMINAL_CLOSE.badFrame);
  });

  test('a binary frame, and one larger than any frame may be', async () => {
    const binary = await greeted(id);
    binary.socket.send(Buffer.from('{"type":"input","data":"x"}'), { binary: true });
    expect(await binary.closed).toBe(TERMINAL_CLOSE.badFrame);
    const huge = await greeted(id);
    huge.send('x'.repeat(300_000));
    // With a socket that is a pipe in memory the code does not always arrive.
    expect([1006, 1009]).toContain(await huge.closed);
    // The terminal lives on.
    expect((await list()).terminals.find((one) => one.id === id)?.alive).toBe(true);
  });
});

test('metrics count terminals and pages', async () => {
  const { id } = await start();
  const stream = await greeted(id);
  const metrics = (await t.app.inject({ method: 'GET', url: '/metrics' })).body;
  expect(metrics).toMatch(/groundschool_terminals\{what="viewers"\} [1-9]/);
  expect(metrics).toMatch(/groundschool_terminals\{what="terminals"\} [1-9]/);
  await close(id);
  await stream.closed;
});

test.each([
  ['too small', { cols: 0, rows: 24 }],
  ['with a shell of the caller', { cols: 80, rows: 24, shell: '/bin/sh' }],
])('a terminal %s is not opened', async (_what, body) => {
  expect((await t.call('POST', url, body)).status).toBe(400);
});
