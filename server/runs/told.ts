import { findRunById, runCounts, type Executor } from '../store/index.ts';
import { tellWebhooks } from '../webhooks/outbox.ts';

/** Tells the webhooks of its cohort that a run has ended, with how many learners ended how. Call it once the status is written. */
export async function tellEnded(tx: Executor, id: string, now: number): Promise<void> {
  const run = await findRunById(tx, id);
  if (!run) return;
  const { cohort, lab, status } = run;
  const counts = (await runCounts(tx, [id])).map((one) => [one.status, one.count] as const);
  const data = { run: id, lab, status, counts: Object.fromEntries(counts) };
  await tellWebhooks(tx, { cohort, type: 'run.ended', learner: null, data }, now);
}
