import type { FastifyBaseLogger } from 'fastify';
import type { TaskResult } from '../../graders/contract/index.ts';
import type { Catalog } from '../catalog/index.ts';
import type { JobKind } from '../grading/job-queue.ts';
import type { Grader } from '../grading/ports.ts';
import {
  attemptsToRegrade,
  changeRegrade,
  findRegrade,
  insertRegradeChanges,
  inTransaction,
  resultsOfAttempts,
  unpackEvidence,
  type Db,
  type Regrade,
} from '../store/index.ts';

const BATCH = 50;

export interface RegradeJobOptions {
  db: Db;
  catalog: Catalog;
  grader: Grader;
  log: FastifyBaseLogger;
  now(): number;
}

/**
 * Judges every stored attempt of a regrade again, offline, and notes what would be another verdict. Nothing of the learners is
 * touched. A batch and the place it reached are one transaction: a restart goes on behind it.
 */
export function regradeJob({ db, catalog, grader, log, now }: RegradeJobOptions): JobKind {
  return {
    async run(id, { signal, standAside }) {
      for (;;) {
        signal.throwIfAborted();
        const regrade = await findRegrade(db, id);
        if (regrade?.status !== 'running') return;
        const lab = catalog.labs.get(regrade.lab)?.manifest;
        if (!lab) throw new Error(`Lab ${regrade.lab} is not part of the course any more.`);
        const batch = await attemptsToRegrade(db, regrade, BATCH);
        const last = batch.at(-1);
        if (!last) {
          await changeRegrade(db, id, 'running', { status: 'ready', finished_at: now() });
          return;
        }
        const before = await resultsOfAttempts(
          db,
          batch.map((attempt) => attempt.id),
        );
        const changes: Parameters<typeof insertRegradeChanges>[1][number][] = [];
        for (const { id: attempt, learner, body } of batch) {
          signal.throwIfAborted();
          if (body === null) continue;
          await standAside();
          const report = await grader.rejudge({
            lab,
            version: regrade.version,
            evidence: await unpackEvidence(body),
            onError: (error, where) => log.error({ err: error, attempt }, `A check broke in ${where}.`),
          });
          changes.push(
            ...differences(before.get(attempt) ?? [], report.tasks).map((one) => ({
              regrade: id,
              attempt,
              learner,
              ...one,
            })),
          );
        }
        await inTransaction(db, async (tx) => {
          await insertRegradeChanges(tx, changes);
          await changeRegrade(tx, id, 'running', progressed(regrade, last.id, batch));
        });
      }
    },
    async giveUp(id, error) {
      const problem = error instanceof Error ? error.message : String(error);
      await changeRegrade(db, id, 'running', { status: 'failed', problem, finished_at: now() });
    },
  };
}

function progressed(
  { done, without_evidence }: Regrade,
  cursor: string,
  batch: readonly { body: string | null }[],
): Partial<Pick<Regrade, 'cursor' | 'done' | 'without_evidence'>> {
  return {
    cursor,
    done: done + batch.length,
    without_evidence: without_evidence + batch.filter(({ body }) => body === null).length,
  };
}

/**
 * The tasks with another verdict: other points, another status or another reason. Where the new grader asks for what was not read
 * then, it says nothing about the attempt, and that is no difference.
 */
export function differences(
  before: readonly TaskResult[],
  after: readonly TaskResult[],
): { task: string; before: string; after: string; points_before: number; points_after: number }[] {
  return before.flatMap((old) => {
    const next = after.find(({ id }) => id === old.id);
    if (!next || next.status === 'blocked') return [];
    if (next.status === old.status && next.points === old.points && next.reason === old.reason) return [];
    return [
      {
        task: old.id,
        before: JSON.stringify(old),
        after: JSON.stringify(next),
        points_before: old.points,
        points_after: next.points,
      },
    ];
  });
}
