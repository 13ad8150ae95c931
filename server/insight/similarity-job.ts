import type { FastifyBaseLogger } from 'fastify';
import type { Variables } from '../../graders/contract/index.ts';
import type { Catalog } from '../catalog/index.ts';
import type { JobKind } from '../grading/job-queue.ts';
import {
  addJob,
  attemptWithEvidence,
  inTransaction,
  isStudent,
  saveSimilarity,
  sessionsOfLab,
  sessionsVersion,
  unpackText,
  type Db,
  type Executor,
} from '../store/index.ts';
import { foreignValues } from './foreign-values.ts';
import { seededValues } from './seeded-values.ts';
import { ValueIndex } from './value-index.ts';

const KIND = 'similarity';

/** What tells the learners of a lab apart. */
interface LabValues {
  version: string;
  index: ValueIndex;
  /** By value. Values that several sessions have tell nobody apart and are left out. */
  owners: ReadonlyMap<string, { learner: string; variable: string }>;
  /** Of each learner, those that others may have as well too. */
  own: ReadonlyMap<string, ReadonlySet<string>>;
}

interface SimilarityJobOptions {
  db: Db;
  catalog: Catalog;
  log: FastifyBaseLogger;
  now(): number;
}

/** Has a student's attempt looked at, once, after whoever waits for a check. Call it in the transaction that ends the attempt. */
export async function lookForSimilarity(
  tx: Executor,
  { attempt, learner }: { attempt: string; learner: string },
  now: number,
): Promise<void> {
  if (await isStudent(tx, learner)) await addJob(tx, { kind: KIND, subject: attempt, lane: 'bulk' }, now);
}

/**
 * Looks for the values of other learners in what an attempt read. The values of a lab are put into an index once and again only when
 * its sessions change; an attempt costs one walk over its evidence, however many learners there are.
 */
export function similarityJob({ db, catalog, log, now }: SimilarityJobOptions): JobKind {
  const labs = new Map<string, LabValues>();
  const valuesOf = async (lab: string): Promise<LabValues | undefined> => {
    const manifest = catalog.labs.get(lab)?.manifest;
    if (!manifest) return undefined;
    const version = await sessionsVersion(db, lab);
    const known = labs.get(lab);
    if (known?.version === version) return known;
    const sessions = (await sessionsOfLab(db, lab)).map(({ learner, variables, account }) => ({
      learner,
      values: seededValues(manifest, catalog.commonVariables, {
        values: JSON.parse(variables) as Variables,
        account,
      }),
    }));
    const made = { version, ...labValues(sessions) };
    labs.set(lab, made);
    return made;
  };
  return {
    async run(id) {
      const attempt = await attemptWithEvidence(db, id);
      if (!attempt || attempt.body === null) return;
      const values = await valuesOf(attempt.lab);
      if (!values) return;
      const { learner, lab } = attempt;
      const own = values.own.get(learner) ?? new Set<string>();
      const found = foreignValues(await unpackText(attempt.body), values.index, own);
      if (found.length === 0) return;
      await inTransaction(db, async (tx) => {
        for (const { value, place } of found) {
          const owner = values.owners.get(value);
          if (!owner) continue;
          const { learner: whose, variable } = owner;
          await saveSimilarity(
            tx,
            { lab, learner, owner: whose, variable, value, place, attempt: id },
            now(),
          );
        }
      });
    },
    giveUp(id, error) {
      // Nobody waits for it, and nothing of the attempt depends on it.
      log.warn({ err: error, attempt: id }, 'An attempt could not be compared with those of others.');
      return Promise.resolve();
    },
  };
}

function labValues(
  sessions: readonly { learner: string; values: readonly { variable: string; value: string }[] }[],
): Omit<LabValues, 'version'> {
  const owners = new Map<string, { learner: string; variable: string } | null>();
  const own = new Map<string, ReadonlySet<string>>();
  for (const { learner, values } of sessions) {
    own.set(learner, new Set(values.map(({ value }) => value)));
    for (const { variable, value } of values) {
      const other = owners.get(value);
      if (other === undefined) owners.set(value, { learner, variable });
      else if (other?.learner !== learner) owners.set(value, null);
    }
  }
  const single = new Map([...owners].flatMap(([value, owner]) => (owner ? [[value, owner] as const] : [])));
  return { owners: single, own, index: new ValueIndex(single.keys()) };
}
