import type { TerminalReply, TerminalServerFrame } from '../contract/index.ts';
import { newId } from '../store/index.ts';
import { OutputFilter } from './filter.ts';
import type { TerminalLimits } from './limits.ts';
import { OutputPace } from './pace.ts';
import type { Pty, PtyEvents } from './pty.ts';
import { Scrollback } from './scrollback.ts';

export type ExitFrame = Extract<TerminalServerFrame, { type: 'exit' }>;
export type Why = ExitFrame['why'];

/** A page that watches a terminal. */
export interface Viewer {
  output(piece: Buffer): void;
  ended(frame: ExitFrame): void;
  /** Bytes that were handed over and not sent yet. */
  unread(): number;
  /** It was too slow for too long. */
  leaveBehind(): void;
}

export interface TerminalOptions {
  number: number;
  limits: TerminalLimits;
  now(): number;
  /** Starts the shell. */
  open(events: PtyEvents): Pty;
  onEnd(terminal: Terminal): void;
}

/** What a terminal says when it is ended by a limit. */
const WORDS = {
  memory: 'Groundschool ended this terminal: its programs used more memory than a terminal may have.',
  processor: 'Groundschool ended this terminal: its programs used up the processor time of a terminal.',
  home: 'Groundschool ended the terminals of this lab: the home folder held more than it may. What was changed last was removed.',
};

/** One shell: its output to all who watch, their keys to it, until it ends. */
export class Terminal {
  readonly id = newId();
  readonly number: number;
  readonly startedAt: number;
  readonly #options: TerminalOptions;
  readonly #filter = new OutputFilter();
  readonly #scrollback: Scrollback;
  readonly #viewers = new Set<Viewer>();
  readonly #pace: OutputPace;
  readonly #pty: Pty;
  /** Fulfilled when its shell has ended. */
  readonly over: Promise<void>;
  #isOver: () => void = () => undefined;
  #end: ExitFrame | null = null;
  #why: Why | null = null;
  #unwatchedSince: number | null;
  #lastInput: number;
  #busy = false;

  constructor(options: TerminalOptions) {
    const { number, limits, now, open } = options;
    this.#options = options;
    this.over = new Promise((resolve) => {
      this.#isOver = resolve;
    });
    this.number = number;
    this.startedAt = now();
    this.#lastInput = this.startedAt;
    this.#unwatchedSince = this.startedAt;
    this.#scrollback = new Scrollback(limits.scrollbackBytes);
    this.#pty = open({
      onData: (piece) => this.#heard(piece),
      onExit: (code) => this.#exited(code),
    });
    this.#pace = new OutputPace({ limits, pty: this.#pty, viewers: this.#viewers, now });
  }

  get pid(): number {
    return this.#pty.pid;
  }

  get alive(): boolean {
    return this.#end === null;
  }

  get viewers(): number {
    return this.#viewers.size;
  }

  reply(): TerminalReply {
    const { id, number, startedAt, alive } = this;
    return { id, number, startedAt: new Date(startedAt).toISOString(), alive };
  }

  /**
   * Shows the terminal to one more page: first what it wrote so far, then what it writes.
   *
   * @param first is told the scrollback before anything else
   * @returns how the terminal ended, where it has; `detach`
   */
  attach(viewer: Viewer, first: (scrollback: Buffer) => void): { end: ExitFrame | null; detach: () => void } {
    first(this.#scrollback.replay());
    if (this.#end !== null) return { end: this.#end, detach: () => undefined };
    this.#viewers.add(viewer);
    this.#unwatchedSince = null;
    const detach = (): void => {
      this.#viewers.delete(viewer);
      if (this.#viewers.size === 0) this.#unwatchedSince = this.#options.now();
    };
    return { end: null, detach };
  }

  /** Keys. @returns false when the programs of the box have not read what was typed before */
  input(data: string): boolean {
    if (this.#end !== null) return true;
    this.#lastInput = this.#options.now();
    this.#busy = true;
    if (this.#pty.unread > this.#options.limits.inputBytes) return false;
    this.#pty.write(data);
    return true;
  }

  resize(cols: number, rows: number): void {
    if (this.#end === null) this.#pty.resize(cols, rows);
  }

  /** Nobody has watched it, or nobody has typed, for longer than there is patience. */
  isIdle(): boolean {
    const { limits, now } = this.#options;
    const unwatched = this.#unwatchedSince !== null && now() - this.#unwatchedSince > limits.unwatchedMs;
    return unwatched || now() - this.#lastInput > limits.silentMs;
  }

  /** Something was typed or printed since the last question. */
  isBusy(): boolean {
    const busy = this.#busy;
    this.#busy = false;
    return busy;
  }

  /**
   * Ends everything in it. Those who watch are told when it is over.
   *
   * @param limit which one was passed; said in the terminal itself
   */
  kill(why: Exclude<Why, 'exited'>, limit?: keyof typeof WORDS): void {
    if (this.#end !== null || this.#why !== null) return;
    this.#why = why;
    if (limit !== undefined) this.#show(Buffer.from(`\r\n\u001b[0m${WORDS[limit]}\r\n`));
    this.#pty.kill();
  }

  #heard(bytes: Buffer): void {
    this.#busy = true;
    this.#show(this.#filter.push(bytes));
    this.#pace.spent(bytes.length);
  }

  #show(piece: Buffer): void {
    if (piece.length === 0) return;
    this.#scrollback.push(piece);
    for (const viewer of this.#viewers) viewer.output(piece);
  }

  #exited(code: number): void {
    if (this.#end !== null) return;
    this.#pace.close();
    this.#end = { type: 'exit', code: this.#why === null ? code : null, why: this.#why ?? 'exited' };
    for (const viewer of this.#viewers) viewer.ended(this.#end);
    this.#viewers.clear();
    this.#isOver();
    this.#options.onEnd(this);
  }
}
