import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify from 'fastify';
import { SessionEvents } from '../../../server/grading/events.ts';
import type { SandboxHost } from '../../../server/grading/index.ts';
import {
  Terminals,
  type ExitFrame,
  type Terminal,
  type TerminalsOptions,
} from '../../../server/terminal/index.ts';
import type { Sandbox, SandboxAccount } from '../../../server/sandbox/index.ts';
import type { Lab } from '../../../server/catalog/index.ts';
import type { LabSession } from '../../../server/store/index.ts';
import { CodedError } from '../../../server/errors.ts';

/** What a terminal printed, as text, and how to type into it. */
export interface Typist {
  terminal: Terminal;
  /** Runs a command line and waits for its prompt. @returns what it printed, without colours */
  run(line: string, waitMs?: number): Promise<string>;
  /** Waits until the output has this. */
  until(pattern: RegExp, waitMs?: number): Promise<string>;
  type(text: string): void;
  output(): string;
  ended: Promise<ExitFrame>;
}

export interface TerminalBench {
  terminals: Terminals;
  dataDir: string;
  events: SessionEvents;
  /** A lab session of a learner, with an account of its own. */
  session(learner: string, id: string): Promise<SandboxAccount>;
  open(learner: string, id: string): Promise<Typist>;
  /** Ends the terminals of a lab session and waits until they are gone. */
  end(id: string): Promise<void>;
  close(): Promise<void>;
}

/** Terminals on a real sandbox, without the app around them. */
export async function terminalBench(
  sandbox: Sandbox,
  labFolder: string,
  options: Partial<TerminalsOptions> = {},
): Promise<TerminalBench> {
  const dataDir = mkdtempSync(join(tmpdir(), 'groundschool-terminals-'));
  const sessions = new Map<string, LabSession>();
  const events = new SessionEvents();
  const opened: [session: string, Typist][] = [];
  const { log } = Fastify({ logger: { level: 'silent' } });
  const host: SandboxHost = {
    state: () => ({ status: 'ready', message: '' }),
    sandbox: () => sandbox,
    onChange: () => () => undefined,
    close: () => Promise.resolve(),
  };
  const terminals = new Terminals({
    dataDir,
    limit: 16,
    hidden: [],
    sessions: {
      find: (learner, id) => {
        const found = sessions.get(id);
        if (found?.learner === learner) return Promise.resolve(found);
        return Promise.reject(new CodedError('LAB_SESSION_NOT_FOUND', { id }));
      },
      labOf: () => ({ folder: labFolder }) as Lab,
    },
    events,
    host,
    log,
    now: () => Date.now(),
    ...options,
  });
  return {
    terminals,
    dataDir,
    events,
    async session(learner, id) {
      const account = await sandbox.createAccount(id);
      const session = {
        id,
        learner,
        lab: 'tiny-lab',
        status: 'ready',
        region: 'us-east-1',
        account: account.account,
      };
      sessions.set(id, session as LabSession);
      return account;
    },
    async open(learner, id) {
      const { id: terminal } = await terminals.start(learner, id, { cols: 200, rows: 50 });
      const one = typist(await terminals.find(learner, id, terminal));
      opened.push([id, one]);
      return one;
    },
    async end(id) {
      const mine = opened.filter(([session]) => session === id);
      terminals.endSession(id);
      await Promise.all(mine.map(([, one]) => one.ended));
    },
    async close() {
      await terminals.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Types into a terminal and reads what it shows. */
export function typist(terminal: Terminal): Typist {
  let text = '';
  let heard = (): void => undefined;
  let end: (frame: ExitFrame) => void;
  const ended = new Promise<ExitFrame>((resolve) => {
    end = resolve;
  });
  const viewer = {
    output: (piece: Buffer) => {
      text += piece.toString('utf8');
      heard();
    },
    ended: (frame: ExitFrame) => end(frame),
    unread: () => 0,
    leaveBehind: () => undefined,
  };
  const { end: over } = terminal.attach(viewer, (scrollback) => viewer.output(scrollback));
  if (over) viewer.ended(over);
  const until = async (pattern: RegExp, waitMs = 20_000): Promise<string> => {
    const deadline = Date.now() + waitMs;
    for (;;) {
      const plain = withoutColours(text);
      if (pattern.test(plain)) return plain;
      if (Date.now() > deadline)
        throw new Error(`Waited in vain for ${String(pattern)} in:\n${plain.slice(-2_000)}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 1_000);
        heard = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  };
  let count = 0;
  return {
    terminal,
    until,
    ended,
    output: () => withoutColours(text),
    type: (keys) => void terminal.input(keys),
    async run(line, waitMs) {
      count += 1;
      // The mark is printed in two halves, so that its echo is not taken for it.
      const [from, to] = [`from-${count}-`, `to-${count}-`];
      terminal.input(` echo ${from}''x; ${line}\n echo ${to}''x\n`);
      const plain = await until(new RegExp(`${to}x\\r?\\n`), waitMs);
      const [, after = ''] = plain.split(`${from}x\r\n`);
      const [printed = ''] = after.split(`${to}x`);
      return printed
        .split('\r\n')
        .map((shown) => shown.split('\r').at(-1) ?? '')
        .filter((shown) => !/^\S*:\S*\$ /.test(shown) && shown !== '')
        .join('\n');
    },
  };
}

const [ESC, BEL] = ['\u001b', '\u0007'];
const COLOURS = new RegExp(`${ESC}(?:\\[[0-?]*[ -/]*[@-~]|\\][^${BEL}]*${BEL}|[()].|[=>])`, 'g');

function withoutColours(text: string): string {
  return text.replaceAll(COLOURS, '');
}
