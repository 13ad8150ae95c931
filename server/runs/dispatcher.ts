import type { FastifyBaseLogger } from 'fastify';
import type { BulkAttempts, SessionEvents } from '../grading/index.ts';
import {
  changeItem,
  endedItems,
  inTransaction,
  nextItem,
  queuedItemCount,
  runningRuns,
  setRunStatus,
  type Attempt,
  type Db,
  type Executor,
  type Run,
} from '../store/index.ts';
import { tellEnded } from './told.ts';
import { afterAttempt } from './states.ts';
import { Turns } from './turns.ts';

export interface DispatcherOptions {
  db: Db;
  bulk: BulkAttempts;
  events: SessionEvents;
  log: FastifyBaseLogger;
  /** Workers of the job queue that take bulk jobs. */
  bulkWorkers: number;
  now(): number;
  /** Told which learners' items of which run have changed. */
  onChange(changed: ReadonlyMap<string, ReadonlySet<string>>): void;
}

/** A look without a call: an end that nobody told about is found within this time. */
const LOOK_MS = 1_000;
/** Items that are decided in one transaction; others get the database in between. */
const BATCH = 50;

type Changed = Map<string, Set<string>>;

/**
 * Feeds the bulk lane from all runs. Only as many attempts are in the queue at a time as keep its workers busy: what
 * waits can still be paused, and the runs of several cohorts take turns. Everything it knows is in the store, so a new
 * process goes on where the last one was.
 */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #turns = new Turns();
  readonly #window: number;
  #unsubscribe: () => void = () => undefined;
  #working: Promise<void> | undefined;
  #again = false;
  #closed = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: DispatcherOptions) {
    this.#options = options;
    this.#window = 2 * Math.max(1, options.bulkWorkers);
  }

  start(): void {
    this.#unsubscribe = this.#options.events.onAttemptEnd(() => this.wake());
    this.wake();
  }

  /** Ends with what is being written; attempts that are queued stay so. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#unsubscribe();
    await this.#working;
  }

  /** Something may have to be done: a run began or went on, or an attempt ended. */
  wake(): void {
    this.#again = true;
    if (this.#closed) return;
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined;
    });
  }

  async #work(): Promise<void> {
    clearTimeout(this.#timer);
    let busy = true;
    try {
      while (this.#again && !this.#closed) {
        this.#again = false;
        busy = await this.#step();
      }
    } catch (error) {
      this.#options.log.error({ err: error }, 'Runs could not go on; they are tried again.');
    }
    if (busy && !this.#closed) this.#timer = setTimeout(() => this.wake(), LOOK_MS).unref();
  }

  /** @returns whether something is under way */
  async #step(): Promise<boolean> {
    const { db, bulk, onChange } = this.#options;
    const changed: Changed = new Map();
    const begun: Attempt[] = [];
    const busy = await inTransaction(db, async (tx) => {
      await settle(tx, changed);
      const more = await this.#fill(tx, changed, begun);
      if (more) this.#again = true;
      return await this.#finish(tx, changed);
    });
    if (begun.length > 0) bulk.begin(begun);
    if (changed.size > 0) onChange(changed);
    return busy;
  }

  /** Puts learners into the queue until it has enough. @returns whether there is more to decide at once */
  async #fill(tx: Executor, changed: Changed, begun: Attempt[]): Promise<boolean> {
    let free = this.#window - (await queuedItemCount(tx));
    if (free <= 0) return false;
    let waiting: Run[] = (await runningRuns(tx)).filter(({ waits }) => waits);
    for (let decided = 0; decided < BATCH; decided += 1) {
      const run = free > 0 ? this.#turns.next(waiting) : undefined;
      if (!run) return false;
      const next = await nextItem(tx, run);
      if (!next) {
        waiting = waiting.filter(({ id }) => id !== run.id);
        continue;
      }
      const { item, session } = next;
      note(changed, item);
      if (!session) {
        await changeItem(tx, item, { status: 'not-started' });
      } else if (session.status !== 'ready') {
        const problem = session.problem ?? `The account of this lab is ${session.status}.`;
        await changeItem(tx, item, { status: 'blocked', problem });
      } else {
        const tries = item.tries + 1;
        const attempt = await this.#options.bulk.add(tx, session, `run-${run.id}-${tries}`);
        await changeItem(tx, item, { status: 'queued', tries, attempt: attempt.id });
        begun.push(attempt);
        free -= 1;
      }
    }
    return true;
  }

  /** Ends the runs in which nobody waits any more. @returns whether others go on */
  async #finish(tx: Executor, changed: Changed): Promise<boolean> {
    let busy = (await queuedItemCount(tx)) > 0;
    for (const { id, waits, queued } of await runningRuns(tx)) {
      busy ||= waits;
      if (waits || queued) continue;
      await setRunStatus(tx, id, 'done', this.#options.now());
      await tellEnded(tx, id, this.#options.now());
      if (!changed.has(id)) changed.set(id, new Set());
    }
    return busy;
  }
}

/** Writes down what became of attempts that have ended. */
async function settle(tx: Executor, changed: Changed): Promise<void> {
  for (const ended of await endedItems(tx)) {
    await changeItem(tx, ended, { status: afterAttempt(ended), problem: ended.problem });
    note(changed, ended);
  }
}

function note(changed: Changed, { run, learner }: { run: string; learner: string }): void {
  changed.set(run, (changed.get(run) ?? new Set()).add(learner));
}
