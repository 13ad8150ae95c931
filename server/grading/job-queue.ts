import { hostname } from 'node:os';
import type { FastifyBaseLogger } from 'fastify';
import {
  addJob,
  claimJob,
  dropOldJobs,
  finishJob,
  inTransaction,
  LANES,
  renewLease,
  returnAllJobs,
  returnJob,
  type Db,
  type Executor,
  type Job,
  type Lane,
} from '../store/index.ts';
import { Precedence } from './precedence.ts';

/** Thrown by a handler: not now, without fault. The job comes back and the try does not count. */
export class NotYet extends Error {
  readonly afterMs: number;
  constructor(message: string, afterMs: number) {
    super(message);
    this.name = 'NotYet';
    this.afterMs = afterMs;
  }
}

export interface JobContext {
  /** Fires when the server closes or the lease was lost: stop, store nothing. */
  signal: AbortSignal;
  /** This try, from 1. */
  tries: number;
  /** Work that somebody waits for goes first: a job of the bulk lane awaits this before each of its steps. */
  standAside(): Promise<void>;
  /** Ends the job in the same transaction as its result, so that a crash leaves both or neither. */
  finish(tx: Executor): Promise<void>;
}

export interface JobKind {
  run(subject: string, context: JobContext): Promise<void>;
  /** After the last try: tell whoever waits. */
  giveUp(subject: string, error: unknown): Promise<void>;
}

export interface JobQueueOptions {
  db: Db;
  log: FastifyBaseLogger;
  now(): number;
  kinds: Readonly<Record<string, JobKind>>;
  workers: number;
  /** How long a worker holds a job without renewing, in milliseconds. */
  leaseMs?: number;
  maxTries?: number;
  /** Wait before another try, in milliseconds, doubled each time. */
  retryMs?: number;
}

const DAY_MS = 86_400_000;

/**
 * Durable jobs: a row per job, taken under a lease by one of some loops in this process. One loop takes interactive jobs
 * only, so that a class graded over night never makes a learner wait.
 */
export class JobQueue {
  readonly #options: Required<JobQueueOptions>;
  readonly #stop = new AbortController();
  readonly #worker = `${hostname()}:${process.pid}`;
  readonly #loops: Promise<void>[] = [];
  readonly #precedence = new Precedence();
  /** Loops that wait for work. */
  readonly #idle = new Set<() => void>();
  /** Jobs may have been added while a loop looked: it then looks again before it sleeps. */
  #added = 0;

  constructor(options: JobQueueOptions) {
    this.#options = { leaseMs: 30_000, maxTries: 4, retryMs: 500, ...options };
  }

  /** Takes back what a process before this one left running, and starts the loops. */
  async start(): Promise<void> {
    const { db, now, workers } = this.#options;
    await returnAllJobs(db, now());
    await dropOldJobs(db, now() - 7 * DAY_MS);
    for (let index = 0; index < workers; index += 1) {
      const lanes: Lane[] = index === 0 ? ['interactive'] : ['interactive', 'bulk'];
      this.#loops.push(this.#loop(workers === 1 ? ['interactive', 'bulk'] : lanes));
    }
  }

  /** Adds a job inside the transaction of what it is about. Call `wake` when that is committed. */
  async add(tx: Executor, kind: string, subject: string, lane: Lane): Promise<void> {
    if (!this.#options.kinds[kind]) throw new Error(`There is no kind of job "${kind}".`);
    await addJob(tx, { kind, subject, lane }, this.#options.now());
  }

  wake(): void {
    this.#added += 1;
    for (const resume of this.#idle) resume();
  }

  /** Stops taking jobs; those that run are aborted and given back. */
  async close(): Promise<void> {
    this.#stop.abort();
    this.wake();
    await Promise.all(this.#loops);
  }

  async #loop(lanes: readonly Lane[]): Promise<void> {
    const { db, log, now, leaseMs } = this.#options;
    while (!this.#stop.signal.aborted) {
      const seen = this.#added;
      try {
        const job = await claimJob(db, { worker: this.#worker, leaseMs, lanes }, now());
        if (job) await this.#run(job);
        else if (seen === this.#added) await this.#sleep();
      } catch (error) {
        log.error({ err: error }, 'The job queue could not go on; it tries again.');
        await this.#sleep();
      }
    }
  }

  /** Until the next job is added, or at most a second: retries and expired leases come due without anybody calling. */
  #sleep(): Promise<void> {
    return new Promise((resolve) => {
      const resume = (): void => {
        clearTimeout(timer);
        this.#idle.delete(resume);
        resolve();
      };
      const timer = setTimeout(resume, 1_000);
      this.#idle.add(resume);
      if (this.#stop.signal.aborted) resume();
    });
  }

  async #run(job: Job): Promise<void> {
    const { db, log, now, kinds, leaseMs, maxTries, retryMs } = this.#options;
    const kind = kinds[job.kind];
    const lost = new AbortController();
    const renewal = setInterval(() => {
      renewLease(db, job, leaseMs, now())
        .then((kept) => {
          if (!kept) lost.abort();
        })
        .catch((error: unknown) => log.warn({ err: error, job: job.id }, 'A lease could not be renewed.'));
    }, leaseMs / 3);
    const signal = AbortSignal.any([this.#stop.signal, lost.signal]);
    const urgent = job.lane === LANES.interactive;
    const ended = urgent ? this.#precedence.begin() : () => undefined;
    const standAside = urgent ? () => Promise.resolve() : this.#precedence.patience();
    let stored = false;
    try {
      if (!kind) throw new Error(`There is no kind of job "${job.kind}".`);
      const finish = async (tx: Executor): Promise<void> => {
        await finishJob(tx, job.id, { status: 'done' }, now());
        stored = true;
      };
      await kind.run(job.subject, { signal, tries: job.tries, standAside, finish });
      if (!stored) await finish(db);
    } catch (error) {
      if (lost.signal.aborted) return;
      if (this.#stop.signal.aborted || error instanceof NotYet) {
        const runAfter = now() + (error instanceof NotYet ? error.afterMs : 0);
        await returnJob(db, job.id, { runAfter, error: null, forgive: true });
        return;
      }
      const message = error instanceof Error ? error.message : String(error);
      if (job.tries < maxTries) {
        log.warn({ err: error, job: job.id, subject: job.subject }, 'A job failed and will be tried again.');
        const runAfter = now() + retryMs * 2 ** (job.tries - 1);
        await returnJob(db, job.id, { runAfter, error: message, forgive: false });
        return;
      }
      log.error({ err: error, job: job.id, subject: job.subject }, 'A job failed for good.');
      await kind?.giveUp(job.subject, error);
      await inTransaction(db, (tx) => finishJob(tx, job.id, { status: 'failed', error: message }, now()));
    } finally {
      ended();
      clearInterval(renewal);
    }
  }
}
