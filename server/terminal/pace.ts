import type { TerminalLimits } from './limits.ts';
import type { Pty } from './pty.ts';
import type { Viewer } from './terminal.ts';

export interface OutputPaceOptions {
  limits: Pick<
    TerminalLimits,
    'outputBytesPerSecond' | 'unwatchedBytesPerSecond' | 'unreadBytes' | 'unreadMs'
  >;
  pty: Pick<Pty, 'pause' | 'resume'>;
  viewers: ReadonlySet<Viewer>;
  now(): number;
}

/** How often a terminal that waits is looked at. Milliseconds. */
const LOOK_MS = 25;

/**
 * Makes a terminal wait that prints more than its share, or than its pages read. The kernel then makes the program wait:
 * nothing is lost, and the server has time for others.
 */
export class OutputPace {
  readonly #options: OutputPaceOptions;
  /** Bytes that may be printed at once; grows with time up to a quarter of a second's share. */
  #credit: number;
  #since: number;
  #timer: NodeJS.Timeout | undefined;
  readonly #slow = new Map<Viewer, number>();

  constructor(options: OutputPaceOptions) {
    this.#options = options;
    this.#credit = options.limits.outputBytesPerSecond / 4;
    this.#since = options.now();
  }

  /** So much was printed. */
  spent(bytes: number): void {
    this.#refill();
    this.#credit -= bytes;
    if (this.#timer !== undefined || !this.#mustWait()) return;
    this.#options.pty.pause();
    this.#timer = setInterval(() => {
      this.#refill();
      if (this.#mustWait()) return;
      this.close();
      this.#options.pty.resume();
    }, LOOK_MS);
  }

  /** No more looking; a pty that waits is not woken. */
  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #refill(): void {
    const { limits, viewers, now } = this.#options;
    const perSecond = viewers.size > 0 ? limits.outputBytesPerSecond : limits.unwatchedBytesPerSecond;
    const at = now();
    this.#credit = Math.min(this.#credit + ((at - this.#since) / 1_000) * perSecond, perSecond / 4);
    this.#since = at;
  }

  #mustWait(): boolean {
    return this.#isSomebodySlow() || this.#credit < 0;
  }

  #isSomebodySlow(): boolean {
    const { limits, viewers, now } = this.#options;
    let slow = false;
    for (const viewer of viewers) {
      if (viewer.unread() <= limits.unreadBytes) {
        this.#slow.delete(viewer);
        continue;
      }
      slow = true;
      const since = this.#slow.get(viewer) ?? now();
      this.#slow.set(viewer, since);
      if (now() - since < limits.unreadMs) continue;
      this.#slow.delete(viewer);
      viewer.leaveBehind();
    }
    return slow;
  }
}
