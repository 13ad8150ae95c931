/**
 * How long a key takes from a page's WebSocket through server, pseudoterminal, box, shell and back, on loopback; beside
 * it, in the same run, the floor: a bare bash on a pseudoterminal in this process. Prints median and p95 in milliseconds
 * and the ratio. The target is a median under 50 ms.
 *
 *   npx esbuild bench/terminal.ts --bundle --platform=node --format=esm --packages=external --log-level=warning \
 *     --outfile=.cache/bench-terminal.mjs && node .cache/bench-terminal.mjs
 */
import { randomBytes } from 'node:crypto';
import http from 'node:http';
import type { Socket } from 'node:net';
import { spawn } from '@lydell/node-pty';
import { TERMINAL_PROTOCOL } from '../server/contract/index.ts';
import { startTestApp } from '../test/helpers/server/app.ts';

const ROUNDS = 400;

/** Types one letter at a time and waits for its echo. @returns milliseconds, sorted */
async function echoes(
  type: (key: string) => void,
  onOutput: (listener: (text: string) => void) => void,
): Promise<number[]> {
  let heard = (_text: string): void => undefined;
  onOutput((text) => heard(text));
  const took: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    // A new line now and then, as a long one is drawn again and again.
    const key = round % 40 === 39 ? '\u0015' : 'abcdefghij'.charAt(round % 10);
    const started = performance.now();
    const echoed = new Promise<void>((resolve) => {
      heard = (text) => {
        if (key === '\u0015' || text.includes(key)) resolve();
      };
    });
    type(key);
    await echoed;
    if (key !== '\u0015') took.push(performance.now() - started);
  }
  return took.toSorted((a, b) => a - b);
}

function at(sorted: readonly number[], part: number): number {
  return sorted[Math.floor(sorted.length * part)] ?? Number.NaN;
}

/** A text frame of a client: short, final, masked. https://www.rfc-editor.org/rfc/rfc6455#section-5.2 */
function frame(text: string): Buffer {
  const body = Buffer.from(text);
  const mask = randomBytes(4);
  const head =
    body.length < 126 ? [0x81, 0x80 | body.length] : [0x81, 0xfe, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from(head), mask, body.map((byte, i) => byte ^ (mask[i % 4] ?? 0))]);
}

const t = await startTestApp();
try {
  const { body: session } = await t.call<{ id: string }>('POST', '/api/lab-sessions', { lab: 'tiny-bucket' });
  const url = `/api/lab-sessions/${session.id}`;
  await t.until(async () => (await t.call('GET', url)).body['status'] === 'ready', 'a ready session');
  const began = performance.now();
  const { body: terminal } = await t.call<{ id: string }>('POST', `${url}/terminals`, { cols: 80, rows: 24 });
  const origin = await t.app.listen({ host: '127.0.0.1', port: 0 });
  const page = await fetch(`${origin}/api/session`);
  const { csrfToken } = (await page.json()) as { csrfToken: string };
  const request = http.get(`${origin}${url}/terminals/${terminal.id}/stream`, {
    headers: {
      origin,
      cookie: String(page.headers.get('set-cookie')).split(';')[0] ?? '',
      connection: 'upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': randomBytes(16).toString('base64'),
      'sec-websocket-protocol': TERMINAL_PROTOCOL,
    },
  });
  const socket = await new Promise<Socket>((resolve, reject) => {
    request.once('upgrade', (_reply, upgraded: Socket) => resolve(upgraded));
    request.once('response', (reply) =>
      reject(new Error(`The server answered ${String(reply.statusCode)}.`)),
    );
  });
  socket.setNoDelay(true);
  socket.write(frame(JSON.stringify({ type: 'hello', csrf: csrfToken, cols: 80, rows: 24 })));
  await new Promise<void>((resolve) => {
    socket.on('data', (piece: Buffer) => {
      if (piece.includes('$ ')) resolve();
    });
  });
  console.log(`A terminal with its prompt: ${(performance.now() - began).toFixed(0)} ms`);

  const bare = spawn('bash', ['--norc', '-i'], {
    cols: 80,
    rows: 24,
    env: { PATH: '/usr/bin:/bin', PS1: '$ ', TERM: 'xterm-256color' },
  });
  await new Promise<void>((resolve) => {
    bare.onData((text) => {
      if (text.includes('$ ')) resolve();
    });
  });
  const floor = await echoes(
    (key) => bare.write(key),
    (listener) => void bare.onData(listener),
  );
  const ours = await echoes(
    (key) => void socket.write(frame(JSON.stringify({ type: 'input', data: key }))),
    // Heads of frames are two bytes here and no letters.
    (listener) => void socket.on('data', (piece: Buffer) => listener(piece.toString('latin1'))),
  );
  const show = (name: string, times: readonly number[]): void =>
    console.log(`${name}: median ${at(times, 0.5).toFixed(2)} ms, p95 ${at(times, 0.95).toFixed(2)} ms`);
  show('Floor, a bare pseudoterminal', floor);
  show('Terminal in the box, over its WebSocket', ours);
  console.log(`Ratio of the medians: ${(at(ours, 0.5) / at(floor, 0.5)).toFixed(2)}`);
  bare.kill('SIGKILL');
  socket.destroy();
  if (at(ours, 0.5) >= 50) process.exitCode = 1;
} finally {
  await t.close();
}
