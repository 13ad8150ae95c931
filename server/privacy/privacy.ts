import { CodedError } from '../errors.ts';
import { enrolledElsewhere, findUser, inTransaction, writeAudit, type Db } from '../store/index.ts';
import { eraseLearner, type EraseOptions, type Erasure } from './erase.ts';
import { exportLearner, type LearnerExport } from './export.ts';

export type PrivacyOptions = EraseOptions;

/** What is done with everything about a learner: taken along, erased. Each is on record. */
export class Privacy {
  readonly #options: PrivacyOptions;
  readonly #db: Db;

  constructor(options: PrivacyOptions) {
    this.#options = options;
    this.#db = options.db;
  }

  /**
   * @param cohort in which it is asked for; null for the learner's own and for admins
   * @throws CodedError LEARNER_NOT_FOUND, PRIVACY_ELSEWHERE
   */
  async export(actor: string, learner: string, cohort: string | null): Promise<LearnerExport> {
    await this.#checkBorder(learner, cohort);
    const all = await exportLearner(this.#db, learner, this.#options.now());
    await inTransaction(this.#db, (tx) =>
      writeAudit(tx, { actor, action: 'learner.exported', cohort, subject: learner }, this.#options.now()),
    );
    return all;
  }

  /** @throws CodedError as eraseLearner(), PRIVACY_ELSEWHERE */
  async erase(erasure: Erasure): Promise<Record<string, number>> {
    await this.#checkBorder(erasure.learner, erasure.cohort);
    return await eraseLearner(this.#options, erasure);
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
