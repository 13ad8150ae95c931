import { usageOf } from '../../graders/box/index.ts';
import { measureHome } from './home.ts';
import type { TerminalLimits } from './limits.ts';
import type { Terminal } from './terminal.ts';

/** Terminals that write into one home. */
export interface Watched {
  terminals: Map<string, Terminal>;
  /** Ended by the learner and not gone yet. */
  leaving: Set<Terminal>;
  home: string;
}

export interface WatchOptions {
  limits: TerminalLimits;
  desks(): Iterable<Watched>;
  onHomeFull(desk: Watched): void;
}

/** Between two walks through a home lies this many times what one took … */
const WALK_REST = 20;
/** … and at most this while, even if nothing seems to happen. Milliseconds. */
const LONGEST_REST = 10_000;

/**
 * Looks at what terminals use, as the kernel limits each process and not all of them together, and nobody limits the disk.
 * A terminal that rests costs a few file reads of /proc; a home is walked through only while its terminals work.
 */
export class Watch {
  readonly #options: WatchOptions;
  readonly #cpu = new WeakMap<Terminal, number>();
  readonly #walking = new WeakSet<Watched>();
  readonly #walked = new WeakMap<Watched, { at: number; took: number }>();
  /** Something happened since the last walk. */
  readonly #changed = new WeakSet<Watched>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  /** There is something to look at. */
  wake(): void {
    this.#timer ??= setInterval(() => this.#look(), this.#options.limits.watchMs).unref();
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #look(): void {
    let alive = 0;
    for (const desk of this.#options.desks()) {
      let works = false;
      let isLived = false;
      for (const terminal of [...desk.terminals.values(), ...desk.leaving]) {
        if (!terminal.alive) continue;
        alive += 1;
        isLived = true;
        works = this.#lookAt(terminal) || works;
      }
      if (works) this.#changed.add(desk);
      if (isLived) void this.#walk(desk);
    }
    if (alive === 0) this.close();
  }

  /** @returns did its programs do anything since the last look? */
  #lookAt(terminal: Terminal): boolean {
    const { limits } = this.#options;
    const { residentBytes, cpuSeconds } = usageOf(terminal.pid);
    if (residentBytes > limits.totalMemoryBytes) terminal.kill('limit', 'memory');
    else if (cpuSeconds > limits.cpuSeconds) terminal.kill('limit', 'processor');
    else if (terminal.isIdle()) terminal.kill('idle');
    const before = this.#cpu.get(terminal);
    this.#cpu.set(terminal, cpuSeconds);
    return before !== cpuSeconds || terminal.isBusy();
  }

  async #walk(desk: Watched): Promise<void> {
    const started = performance.now();
    const last = this.#walked.get(desk) ?? { at: -Infinity, took: 0 };
    const rest = started - last.at;
    const due = this.#changed.has(desk) ? rest > last.took * WALK_REST : rest > LONGEST_REST;
    if (!due || this.#walking.has(desk)) return;
    this.#walking.add(desk);
    this.#changed.delete(desk);
    try {
      const { over } = await measureHome(desk.home, this.#options.limits);
      if (over) this.#options.onHomeFull(desk);
    } finally {
      this.#walking.delete(desk);
      const at = performance.now();
      this.#walked.set(desk, { at, took: at - started });
    }
  }
}
