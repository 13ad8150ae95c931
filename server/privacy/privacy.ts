import type { FastifyBaseLogger } from 'fastify';
import type { RetentionReply } from '../contract/index.ts';
import { CodedError } from '../errors.ts';
import {
  enrolledElsewhere,
  findUser,
  inTransaction,
  writeAudit,
  type Cohort,
  type Db,
} from '../store/index.ts';
import { eraseLearner, type EraseOptions, type Erasure } from './erase.ts';
import { exportLearner, type LearnerExport } from './export.ts';
import { pseudonymousExport, type PseudonymousExport } from './pseudonymous.ts';
import { retentionReply, setRetention, sweep, type RetentionOptions } from './retention.ts';

export interface PrivacyOptions extends EraseOptions, RetentionOptions {
  log: FastifyBaseLogger;
}

const DAY_MS = 86_400_000;

/** What is done with what is stored about learners: taken along, erased, kept for so long. Each is on record. */
export class Privacy {
  readonly #options: PrivacyOptions;
  readonly #db: Db;
  #timer: ReturnType<typeof setInterval> | undefined;
  #sweeping: Promise<unknown> | undefined;

  constructor(options: PrivacyOptions) {
    this.#options = options;
    this.#db = options.db;
  }

  /** Sweeps now and every day. */
  start(): void {
    const run = (): void => {
      this.#sweeping = this.sweep().catch((error: unknown) =>
        this.#options.log.error(
          { err: error },
          'Old evidence could not be taken away; it is tried again tomorrow.',
        ),
      );
    };
    this.#timer = setInterval(run, DAY_MS).unref();
    run();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#sweeping;
  }

  /**
   * @param cohort in which it is asked for; null for the learner's own and for admins
   * @throws CodedError LEARNER_NOT_FOUND, PRIVACY_ELSEWHERE
   */
  async export(actor: string, learner: string, cohort: string | null): Promise<LearnerExport> {
    await this.#checkBorder(learner, cohort);
    const all = await exportLearner(this.#db, learner, this.#options.now());
    await this.#record({ actor, action: 'learner.exported', cohort, subject: learner });
    return all;
  }

  /** @throws CodedError as eraseLearner(), PRIVACY_ELSEWHERE */
  async erase(erasure: Erasure): Promise<Record<string, number>> {
    await this.#checkBorder(erasure.learner, erasure.cohort);
    return await eraseLearner(this.#options, erasure);
  }

  /** What a cohort did, without whom. */
  async pseudonymous(actor: string, cohort: Cohort): Promise<PseudonymousExport> {
    const all = await pseudonymousExport(this.#db, cohort);
    const detail = { students: all.students.length };
    await this.#record({ actor, action: 'cohort.exported-pseudonymous', cohort: cohort.id, detail });
    return all;
  }

  /** What a cohort keeps, and what would go; `days` tries others out. */
  async retention(cohort: Cohort, days?: number | null): Promise<RetentionReply> {
    return await retentionReply(this.#options, cohort, days);
  }

  async setRetention(actor: string, cohort: Cohort, days: number | null): Promise<RetentionReply> {
    return await setRetention(this.#options, actor, cohort, days);
  }

  /** @returns attempts whose evidence went, by cohort */
  async sweep(): Promise<Record<string, number>> {
    return await sweep(this.#options);
  }

  async #record(entry: Parameters<typeof writeAudit>[1]): Promise<void> {
    await inTransaction(this.#db, (tx) => writeAudit(tx, entry, this.#options.now()));
  }

  /** What there is about a learner is of all their cohorts: one of them does not decide, or look, for the others. */
  async #checkBorder(learner: string, cohort: string | null): Promise<void> {
    if (cohort === null) return;
    const elsewhere = (await enrolledElsewhere(this.#db, cohort, [learner])).has(learner);
    if (elsewhere || (await findUser(this.#db, learner))?.admin === 1) {
      throw new CodedError('PRIVACY_ELSEWHERE');
    }
  }
}
