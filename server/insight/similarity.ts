import type { Catalog } from '../catalog/index.ts';
import type { SimilarityReply } from '../contract/index.ts';
import { CodedError } from '../errors.ts';
import {
  dismissSimilarity,
  inTransaction,
  similaritiesOf,
  writeAudit,
  type Cohort,
  type Db,
} from '../store/index.ts';

/** Values of others that were found in a cohort's work, and what people thought of them. */
export class Similarity {
  readonly #db: Db;
  readonly #catalog: Catalog;
  readonly #now: () => number;

  constructor({ db, catalog, now }: { db: Db; catalog: Catalog; now(): number }) {
    this.#db = db;
    this.#catalog = catalog;
    this.#now = now;
  }

  /** Between two students of the cohort, at what is assigned there; those that were dismissed are said to be so. */
  async list(cohort: Cohort): Promise<SimilarityReply> {
    const rows = await similaritiesOf(this.#db, cohort.id);
    return {
      items: rows.map((row) => ({
        id: row.id,
        lab: row.lab,
        assignment: row.assignment,
        title: row.title,
        learner: { id: row.learner, name: row.name },
        owner: { id: row.owner, name: row.owner_name },
        variable: row.variable,
        about: this.#about(row.lab, row.variable),
        value: row.value,
        place: row.place,
        attempt: row.attempt,
        foundAt: iso(row.found_at),
        lastAt: iso(row.last_at),
        times: row.times,
        dismissed:
          row.dismissed_at === null
            ? null
            : {
                by: row.dismissed_by_name ?? row.dismissed_by ?? '',
                at: iso(row.dismissed_at),
                reason: row.dismissed_reason ?? '',
              },
      })),
    };
  }

  /**
   * Lays an item aside, with the reason, on record. It stays so whatever later attempts show of the same pair and value.
   *
   * @throws CodedError SIMILARITY_NOT_FOUND
   */
  async dismiss(actor: string, cohort: Cohort, id: string, reason: string): Promise<SimilarityReply> {
    const at = this.#now();
    await inTransaction(this.#db, async (tx) => {
      const item = (await similaritiesOf(tx, cohort.id)).find((one) => one.id === id);
      if (!item) throw new CodedError('SIMILARITY_NOT_FOUND', { id });
      await dismissSimilarity(tx, id, { by: actor, reason: reason.trim() }, at);
      const { learner, owner, lab, variable } = item;
      const detail = { owner, lab, variable, reason: reason.trim() };
      await writeAudit(
        tx,
        { actor, action: 'similarity.dismissed', cohort: cohort.id, subject: learner, detail },
        at,
      );
    });
    return await this.list(cohort);
  }

  #about(lab: string, variable: string): string | null {
    const specs = { ...this.#catalog.commonVariables, ...this.#catalog.labs.get(lab)?.manifest.variables };
    return specs[variable]?.about ?? null;
  }
}

const iso = (at: number): string => new Date(at).toISOString();
