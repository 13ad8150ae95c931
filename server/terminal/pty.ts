import { chownSync } from 'node:fs';
import type { PtyModule } from './runtime.ts';

/** A shell on a pseudoterminal. */
export interface Pty {
  readonly pid: number;
  /** Bytes that the programs of the box have not read yet. */
  readonly unread: number;
  write(data: string): void;
  resize(cols: number, rows: number): void;
  pause(): void;
  resume(): void;
  /** Ends it at once, with everything in it. */
  kill(): void;
}

export interface PtyEvents {
  onData(piece: Buffer): void;
  onExit(code: number): void;
}

/** What the package has and its types do not tell; the version is pinned. */
interface Untold {
  _socket?: { writableLength?: number };
  ptsName?: string;
}

/**
 * Starts a command on a pseudoterminal of its own.
 *
 * @param owner user id of the box where it is another one than ours: without it /dev/stdin and /dev/stderr would be closed
 *   to the programs in it; null: ours
 */
export function openPty(
  module: PtyModule,
  command: readonly string[],
  env: Record<string, string>,
  size: { cols: number; rows: number },
  owner: number | null,
  events: PtyEvents,
): Pty {
  const [program = '', ...args] = command;
  const options = { ...size, name: 'xterm-256color', cwd: '/', env, encoding: null };
  const pty = module.spawn(program, args, options);
  const untold = pty as unknown as Untold;
  if (owner !== null && untold.ptsName !== undefined) chownSync(untold.ptsName, owner, owner);
  // With encoding null the package hands out bytes, which its types do not say.
  pty.onData((piece: unknown) => events.onData(piece as Buffer));
  pty.onExit(({ exitCode }) => events.onExit(exitCode));
  return {
    pid: pty.pid,
    get unread() {
      return untold._socket?.writableLength ?? 0;
    },
    write: (data) => pty.write(data),
    resize: (cols, rows) => pty.resize(cols, rows),
    pause: () => pty.pause(),
    resume: () => pty.resume(),
    kill: () => pty.kill('SIGKILL'),
  };
}
