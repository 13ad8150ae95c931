import type { TaskResult } from '../../graders/contract/index.ts';
import type { Catalog } from '../catalog/index.ts';
import type { RegradeReply, RegradesReply } from '../contract/index.ts';
import { CodedError } from '../errors.ts';
import { tellWebhooks } from '../webhooks/outbox.ts';
import type { JobQueue } from '../grading/job-queue.ts';
import {
  applyChange,
  changeRegrade,
  findRegrade,
  insertRegrade,
  inTransaction,
  newId,
  regradeChanges,
  regradesOf,
  sumAttempt,
  writeAudit,
  type Db,
  type Regrade,
  type RegradeChange,
} from '../store/index.ts';

export interface RegradesOptions {
  db: Db;
  catalog: Catalog;
  queue: JobQueue;
  version: string;
  now(): number;
}

/** A corrected grader over stored attempts: started, looked at, then applied or thrown away. */
export class Regrades {
  readonly #options: RegradesOptions;

  constructor(options: RegradesOptions) {
    this.#options = options;
  }

  /** Begins in the bulk lane. @throws CodedError LAB_NOT_FOUND */
  async start(actor: string, cohort: string, lab: string): Promise<RegradeReply> {
    const { db, catalog, queue, version, now } = this.#options;
    const found = catalog.labs.get(lab);
    if (!found) throw new CodedError('LAB_NOT_FOUND', { lab, known: [...catalog.labs.keys()].join(', ') });
    const id = newId();
    await inTransaction(db, async (tx) => {
      await insertRegrade(tx, { id, cohort, lab, version: `${version}+${found.digest}`, by: actor }, now());
      await writeAudit(tx, { actor, action: 'regrade.started', cohort, detail: { regrade: id, lab } }, now());
      await queue.add(tx, 'regrade', id, 'bulk');
    });
    queue.wake();
    return await this.get(cohort, id);
  }

  async list(cohort: string): Promise<RegradesReply> {
    const rows = await regradesOf(this.#options.db, cohort);
    return { regrades: rows.map((row) => summary(row)) };
  }

  /** With every verdict that would be another one. @throws CodedError REGRADE_NOT_FOUND */
  async get(cohort: string, id: string): Promise<RegradeReply> {
    const regrade = await this.#find(cohort, id);
    const changes = await regradeChanges(this.#options.db, id);
    return { ...summary(regrade), changes: changes.map(changeReply) };
  }

  /**
   * Puts the new verdicts in the place of the old ones, all or none. What would take points away stays as it was unless
   * `allowLower` says otherwise; what was there before stays readable in the regrade.
   *
   * @throws CodedError REGRADE_NOT_FOUND, REGRADE_NOT_READY
   */
  async apply(actor: string, cohort: string, id: string, allowLower: boolean): Promise<RegradeReply> {
    const { db, now } = this.#options;
    const regrade = await this.#find(cohort, id);
    await inTransaction(db, async (tx) => {
      const decided = { status: 'applied', decided_by: actor, decided_at: now() };
      if (!(await changeRegrade(tx, id, 'ready', decided))) {
        throw new CodedError('REGRADE_NOT_READY', { status: regrade.status });
      }
      const changes = await regradeChanges(tx, id);
      const wanted = changes.filter((change) => allowLower || change.points_after >= change.points_before);
      const applied: typeof wanted = [];
      for (const change of wanted) if (await applyChange(tx, change)) applied.push(change);
      for (const attempt of new Set(applied.map((change) => change.attempt))) {
        await sumAttempt(tx, attempt, regrade.version);
      }
      const detail = {
        regrade: id,
        lab: regrade.lab,
        applied: applied.length,
        of: changes.length,
        allowLower,
      };
      await writeAudit(tx, { actor, action: 'regrade.applied', cohort, detail }, now());
      const data = { regrade: id, lab: regrade.lab, applied: applied.length };
      await tellWebhooks(tx, { cohort, type: 'regrade.applied', learner: null, data }, now());
    });
    return await this.get(cohort, id);
  }

  /** @throws CodedError REGRADE_NOT_FOUND, REGRADE_NOT_READY */
  async discard(actor: string, cohort: string, id: string): Promise<RegradeReply> {
    const { db, now } = this.#options;
    const regrade = await this.#find(cohort, id);
    await inTransaction(db, async (tx) => {
      const decided = { status: 'discarded', decided_by: actor, decided_at: now() };
      const done =
        (await changeRegrade(tx, id, 'ready', decided)) || (await changeRegrade(tx, id, 'running', decided));
      if (!done) throw new CodedError('REGRADE_NOT_READY', { status: regrade.status });
      await writeAudit(tx, { actor, action: 'regrade.discarded', cohort, detail: { regrade: id } }, now());
    });
    return await this.get(cohort, id);
  }

  async #find(cohort: string, id: string): Promise<Regrade> {
    const regrade = await findRegrade(this.#options.db, id);
    if (regrade?.cohort !== cohort) throw new CodedError('REGRADE_NOT_FOUND', { id });
    return regrade;
  }
}

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

function summary(row: Regrade): RegradesReply['regrades'][number] {
  return {
    id: row.id,
    lab: row.lab,
    version: row.version,
    status: row.status as RegradeReply['status'],
    problem: row.problem,
    total: row.total,
    done: row.done,
    withoutEvidence: row.without_evidence,
    createdAt: new Date(row.created_at).toISOString(),
    decidedAt: iso(row.decided_at),
  };
}

function changeReply(row: RegradeChange & { name: string; number: number }): RegradeReply['changes'][number] {
  const before = JSON.parse(row.before) as TaskResult;
  const after = JSON.parse(row.after) as TaskResult;
  const verdict = ({ status, points, reason, message }: TaskResult) => ({ status, points, reason, message });
  return {
    attempt: row.attempt,
    number: row.number,
    learner: row.learner,
    name: row.name,
    task: row.task,
    before: verdict(before),
    after: verdict(after),
    applied: row.applied === 1,
  };
}
