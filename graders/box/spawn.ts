import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Readable } from 'node:stream';
import type { BoxResult } from '../kit/index.ts';
import type { BoxLimits } from './confine.ts';
import { usageOf } from './usage.ts';

const WATCH_MS = 100;

/**
 * Runs a confined command to its end or to the first limit it meets. Killing the outer bwrap ends every process of the box:
 * its first process dies with it, and the kernel clears the namespace.
 */
export async function runConfined(
  command: readonly string[],
  stdin: string,
  limits: BoxLimits,
  signal: AbortSignal | undefined,
): Promise<BoxResult> {
  const [program, ...args] = command as [string, ...string[]];
  const child = spawn(program, args, { env: {}, cwd: '/', stdio: ['pipe', 'pipe', 'pipe', 'pipe'] });
  let limit: BoxResult['limit'] = null;
  const end = (reached: BoxResult['limit']): void => {
    limit ??= reached;
    child.kill('SIGKILL');
  };

  const output = { bytes: 0 };
  const stdout = gather(child.stdout, output, limits.outputBytes, () => end('output'));
  const stderr = gather(child.stderr, output, limits.outputBytes, () => end('output'));
  const report = gather(child.stdio[3] as Readable, { bytes: 0 }, limits.reportBytes, () => end('output'));
  child.stdin.on('error', () => undefined); // The script need not read it.
  child.stdin.end(stdin);

  const wall = setTimeout(() => end('wall'), limits.wallSeconds * 1000);
  const watch = setInterval(() => {
    if (usageOf(child.pid).residentBytes > limits.totalMemoryBytes) end('memory');
  }, WATCH_MS);
  const aborted = (): void => end('wall');
  if (signal?.aborted) aborted();
  signal?.addEventListener('abort', aborted, { once: true });

  try {
    const exit = await new Promise<{ code: number | null; signal: NodeJS.Signals | null }>(
      (resolve, reject) => {
        child.once('error', reject);
        child.once('close', (code, by) => resolve({ code, signal: by }));
      },
    );
    const ended = exitOf(exit.code, exit.signal);
    const text = { stdout: stdout(), stderr: stderr() };
    return { ...ended, ...text, report: report(), limit: limit ?? ownLimit(ended.signal, text.stderr) };
  } finally {
    clearTimeout(wall);
    clearInterval(watch);
    signal?.removeEventListener('abort', aborted);
  }
}

function gather(stream: Readable, total: { bytes: number }, most: number, full: () => void): () => string {
  const parts: Buffer[] = [];
  stream.on('error', () => undefined); // The other end may be killed at any moment.
  stream.on('data', (part: Buffer) => {
    const room = most - total.bytes;
    total.bytes += part.length;
    if (room > 0) parts.push(part.subarray(0, room));
    if (part.length > room) full();
  });
  return () => Buffer.concat(parts).toString('utf8');
}

/** bwrap ends with 128 + n when its command was killed by signal n. */
function exitOf(
  code: number | null,
  signal: NodeJS.Signals | null,
): { exitCode: number | null; signal: string | null } {
  if (code === null || code <= 128) return { exitCode: code, signal };
  const number = code - 128;
  const name = Object.entries(constants.signals).find(([, value]) => value === number)?.[0];
  return name === undefined ? { exitCode: code, signal } : { exitCode: null, signal: name };
}

/** A limit that the kernel enforced inside the box. */
function ownLimit(signal: string | null, stderr: string): BoxResult['limit'] {
  if (signal === 'SIGXCPU') return 'cpu';
  return /^MemoryError\b/m.test(stderr) ? 'memory' : null;
}
