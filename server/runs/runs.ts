import { isHidden } from '../assignments/index.ts';
import type { Catalog } from '../catalog/index.ts';
import type {
  RunAction,
  RunItemReply,
  RunItemStatus,
  RunReply,
  RunsReply,
  RunStatus,
  RunSummary,
} from '../contract/index.ts';
import { CodedError } from '../errors.ts';
import {
  activeRun,
  assignmentsOf,
  enrolmentsOf,
  findCohort,
  findRun,
  findRunById,
  insertRun,
  inTransaction,
  moveItems,
  newId,
  runCounts,
  runItems,
  runsOf,
  setRunStatus,
  taughtElsewhere,
  writeAudit,
  type Db,
  type Executor,
  type NamedRun,
} from '../store/index.ts';
import { Dispatcher, type DispatcherOptions } from './dispatcher.ts';
import { afterAction, RETRIED } from './states.ts';
import { tellEnded } from './told.ts';

export interface RunsOptions extends Omit<DispatcherOptions, 'onChange'> {
  db: Db;
  catalog: Catalog;
}
type Listener = (reply: RunReply) => void;

/** Bulk grading of a lab over the students of a cohort: begun, followed, paused, retried. */
export class Runs {
  readonly #options: RunsOptions;
  readonly #dispatcher: Dispatcher;
  readonly #listeners = new Map<string, Set<Listener>>();

  constructor(options: RunsOptions) {
    this.#options = options;
    this.#dispatcher = new Dispatcher({
      ...options,
      onChange: (changed) => {
        this.#tell(changed).catch((error: unknown) =>
          options.log.error({ err: error }, 'The progress of runs could not be told.'),
        );
      },
    });
  }

  /** Goes on with the runs of the process before. */
  start(): void {
    this.#dispatcher.start();
  }

  async close(): Promise<void> {
    await this.#dispatcher.close();
  }

  /**
   * Begins to grade a lab for everybody who is an active student now.
   *
   * @throws CodedError LAB_NOT_FOUND, RUN_ACTIVE, RUN_HIDDEN
   */
  async begin(actor: string, cohort: string, lab: string): Promise<RunReply> {
    const { db, catalog, now } = this.#options;
    if (!catalog.labs.has(lab)) {
      throw new CodedError('LAB_NOT_FOUND', { lab, known: [...catalog.labs.keys()].join(', ') });
    }
    const id = newId();
    await inTransaction(db, async (tx) => {
      await refuseSecond(tx, cohort, lab);
      await refuseHidden(tx, cohort, lab, now());
      const foreign = await foreignWork(tx, cohort, lab);
      const students = (await enrolmentsOf(tx, cohort))
        .filter(({ role, status }) => role === 'student' && status === 'active')
        .map(({ learner }) => learner)
        .filter((learner) => !foreign.has(learner));
      await insertRun(tx, { id, cohort, lab, started_by: actor }, students, now());
      const detail = { run: id, lab, students: students.length };
      await writeAudit(tx, { actor, action: 'run.began', cohort, detail }, now());
    });
    this.#dispatcher.wake();
    return await this.get(cohort, id);
  }

  async list(cohort: string): Promise<RunsReply> {
    const runs = await runsOf(this.#options.db, cohort);
    return { runs: await this.#summaries(runs) };
  }

  /** @throws CodedError RUN_NOT_FOUND */
  async get(cohort: string, id: string): Promise<RunReply> {
    return await this.#reply(await requireRun(this.#options.db, cohort, id));
  }

  /** @throws CodedError RUN_NOT_FOUND, RUN_STATE; RUN_ACTIVE, RUN_HIDDEN for a retry that could not begin either */
  async act(actor: string, cohort: string, id: string, action: RunAction): Promise<RunReply> {
    const { db, now } = this.#options;
    await inTransaction(db, async (tx) => {
      const run = await requireRun(tx, cohort, id);
      const next = afterAction(run.status as RunStatus, action);
      if (next === undefined) throw new CodedError('RUN_STATE', { status: run.status, action });
      if (action === 'retry') {
        await refuseSecond(tx, cohort, run.lab, id);
        await refuseHidden(tx, cohort, run.lab, now());
        await moveItems(tx, id, RETRIED, 'waiting');
      }
      // Those that are in the queue already are graded to the end.
      if (action === 'cancel') await moveItems(tx, id, ['waiting'], 'cancelled');
      await setRunStatus(tx, id, next, next === 'cancelled' ? now() : null);
      if (next === 'cancelled') await tellEnded(tx, id, now());
      const detail = { run: id, lab: run.lab };
      await writeAudit(tx, { actor, action: `run.${action}`, cohort, detail }, now());
    });
    this.#dispatcher.wake();
    const reply = await this.get(cohort, id);
    for (const listener of this.#listeners.get(id) ?? []) listener(reply);
    return reply;
  }

  /** Follows a run: each time its summary and the items that changed. @returns ends it */
  subscribe(id: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(id) ?? new Set();
    this.#listeners.set(id, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(id) === listeners) this.#listeners.delete(id);
    };
  }

  async #tell(changed: ReadonlyMap<string, ReadonlySet<string>>): Promise<void> {
    for (const [id, learners] of changed) {
      const [listener] = this.#listeners.get(id) ?? [];
      if (!listener) continue;
      const run = await findRunById(this.#options.db, id);
      if (!run) continue;
      const reply = await this.#reply(run, [...learners]);
      for (const told of this.#listeners.get(id) ?? []) told(reply);
    }
  }

  async #reply(run: NamedRun, learners?: readonly string[]): Promise<RunReply> {
    const [summary] = await this.#summaries([run]);
    if (!summary) throw new Error(`Run ${run.id} has no summary.`);
    const items = await runItems(this.#options.db, run.id, learners);
    return {
      run: summary,
      items: items.map((item): RunItemReply => ({
        learner: item.learner,
        name: item.name,
        studentNumber: item.student_number,
        group: item.group_name,
        status: item.status as RunItemStatus,
        attempt: item.attempt,
        score: item.score,
        checkable: item.checkable,
        problem: item.problem,
      })),
    };
  }

  async #summaries(runs: readonly NamedRun[]): Promise<RunSummary[]> {
    const { db, catalog } = this.#options;
    const counts = await runCounts(
      db,
      runs.map(({ id }) => id),
    );
    return runs.map((run) => {
      const own = counts.filter((one) => one.run === run.id);
      return {
        id: run.id,
        lab: run.lab,
        title: catalog.labs.get(run.lab)?.manifest.title ?? run.lab,
        status: run.status as RunStatus,
        startedBy: run.starter,
        createdAt: new Date(run.created_at).toISOString(),
        finishedAt: run.finished_at === null ? null : new Date(run.finished_at).toISOString(),
        total: own.reduce((sum, { count }) => sum + count, 0),
        counts: Object.fromEntries(own.map(({ status, count }) => [status, count])),
      };
    });
  }
}

async function requireRun(db: Executor, cohort: string, id: string): Promise<NamedRun> {
  const run = await findRun(db, cohort, id);
  if (!run) throw new CodedError('RUN_NOT_FOUND', { run: id });
  return run;
}

/**
 * A student sees the verdicts of every attempt in their session, and a hidden assignment is one they do not know of. What is
 * graded before the release counts for nothing anyway.
 */
async function refuseHidden(tx: Executor, cohort: string, lab: string, now: number): Promise<void> {
  const zone = (await findCohort(tx, cohort))?.time_zone ?? 'UTC';
  const assigned = (await assignmentsOf(tx, cohort)).find(({ kind, item }) => kind === 'lab' && item === lab);
  if (assigned && isHidden(assigned, zone, now))
    throw new CodedError('RUN_HIDDEN', { title: assigned.title });
}

/** Whose work at a lab is none of this cohort's business: the lab is another cohort's assignment, and not one here. */
async function foreignWork(tx: Executor, cohort: string, lab: string): Promise<ReadonlySet<string>> {
  const own = await assignmentsOf(tx, cohort);
  if (own.some(({ kind, item }) => kind === 'lab' && item === lab)) return new Set();
  return await taughtElsewhere(tx, cohort, lab);
}

/** Two runs of one lab at a time would grade everybody twice. */
async function refuseSecond(tx: Executor, cohort: string, lab: string, except?: string): Promise<void> {
  const active = await activeRun(tx, cohort, lab);
  if (active && active.id !== except) throw new CodedError('RUN_ACTIVE', { lab, run: active.id });
}
