import type { WebhookEvent } from '../contract/index.ts';
import {
  findEnrolment,
  findLearner,
  insertDelivery,
  listeningCohorts,
  listeningWebhooks,
  newId,
  type Attempt,
  type Executor,
  type LabSession,
} from '../store/index.ts';

/** What happened: ids and scores. Whoever is told looks the rest up with a token. */
export interface Happening {
  cohort: string;
  type: WebhookEvent;
  /** Whom it is about; null for what is about the whole cohort. */
  learner: string | null;
  data: Readonly<Record<string, unknown>>;
}

/**
 * Puts into the outbox what the webhooks of a cohort are to be told. Called in the transaction of what happened: neither is
 * there without the other, and what is in the outbox is sent although the process dies.
 */
export async function tellWebhooks(tx: Executor, happening: Happening, now: number): Promise<void> {
  const { cohort, type, learner } = happening;
  for (const webhook of await listeningWebhooks(tx, cohort, type)) {
    const person = learner !== null && webhook.with_names === 1 ? await personOf(tx, cohort, learner) : {};
    await queue(tx, { webhook: webhook.id, happening, person }, now);
  }
}

/** An attempt was graded: told in every cohort that has its lab as an assignment. */
export async function tellGraded(
  tx: Executor,
  { attempt, session }: { attempt: Attempt; session: LabSession },
  { score, checkable }: { score: number; checkable: number },
  now: number,
): Promise<void> {
  for (const cohort of await listeningCohorts(tx, session.learner, session.lab)) {
    const { id, number, source } = attempt;
    const data = { lab: session.lab, attempt: id, number, source, score, checkable };
    await tellWebhooks(tx, { cohort, type: 'attempt.graded', learner: session.learner, data }, now);
  }
}

/** One delivery to one webhook. @returns its id */
export async function queue(
  tx: Executor,
  {
    webhook,
    happening: { cohort, type, learner, data },
    person = {},
  }: {
    webhook: string;
    happening: Omit<Happening, 'type'> & { type: WebhookEvent | 'webhook.test' };
    person?: object;
  },
  now: number,
): Promise<string> {
  const id = newId();
  const about = learner === null ? {} : { learner, ...person };
  const body = JSON.stringify({
    type,
    timestamp: new Date(now).toISOString(),
    data: { cohort, ...about, ...data },
  });
  await insertDelivery(tx, { id, webhook, event: type, learner, body }, now);
  return id;
}

async function personOf(tx: Executor, cohort: string, learner: string): Promise<object> {
  const person = await findLearner(tx, learner);
  const enrolment = await findEnrolment(tx, cohort, learner);
  return { name: person?.name ?? null, studentNumber: enrolment?.student_number ?? null };
}
