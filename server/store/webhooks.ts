import { sql, type Insertable } from 'kysely';
import type { Executor } from './database.ts';
import type { Database } from './schema.ts';
import type { Webhook } from './schema-connections.ts';

export async function insertWebhook(tx: Executor, webhook: Insertable<Database['webhooks']>): Promise<void> {
  await tx.insertInto('webhooks').values(webhook).execute();
}

export async function findWebhook(db: Executor, id: string): Promise<Webhook | undefined> {
  return await db.selectFrom('webhooks').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Of a cohort, with how many deliveries wait and how many were given up. */
export async function webhooksOf(
  db: Executor,
  cohort: string,
): Promise<(Webhook & { waiting: number; dead: number })[]> {
  const rows = await db
    .selectFrom('webhooks')
    .selectAll()
    .where('cohort', '=', cohort)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  const counts = await db
    .selectFrom('webhook_deliveries')
    .innerJoin('webhooks', 'webhooks.id', 'webhook_deliveries.webhook')
    .select(({ fn }) => ['webhook', 'webhook_deliveries.status', fn.countAll().as('count')])
    .where('cohort', '=', cohort)
    .groupBy(['webhook', 'webhook_deliveries.status'])
    .execute();
  const count = (webhook: string, ...statuses: string[]): number =>
    counts
      .filter((one) => one.webhook === webhook && statuses.includes(one.status))
      .reduce((sum, one) => sum + Number(one.count), 0);
  return rows.map((row) => ({
    ...row,
    waiting: count(row.id, 'waiting', 'sending'),
    dead: count(row.id, 'dead'),
  }));
}

/** Those of a cohort that want to hear of an event. */
export async function listeningWebhooks(tx: Executor, cohort: string, event: string): Promise<Webhook[]> {
  return await tx
    .selectFrom('webhooks')
    .selectAll()
    .where('cohort', '=', cohort)
    .where('status', '=', 'active')
    // Names of events have nothing in them that JSON or LIKE would read otherwise.
    .where('events', 'like', `%"${event}"%`)
    .execute();
}

/** Cohorts with active webhooks in which somebody learns and has this lab as an assignment. */
export async function listeningCohorts(tx: Executor, learner: string, lab: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('enrolments')
    .innerJoin('assignments', 'assignments.cohort', 'enrolments.cohort')
    .select('enrolments.cohort')
    .distinct()
    .where('enrolments.learner', '=', learner)
    .where('enrolments.role', '=', 'student')
    .where('enrolments.status', '=', 'active')
    .where('assignments.kind', '=', 'lab')
    .where('assignments.item', '=', lab)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('webhooks')
          .select(sql`1`.as('one'))
          .whereRef('webhooks.cohort', '=', 'enrolments.cohort')
          .where('webhooks.status', '=', 'active'),
      ),
    )
    .execute();
  return rows.map(({ cohort }) => cohort);
}

export async function changeWebhook(
  tx: Executor,
  id: string,
  change: Partial<
    Pick<Webhook, 'events' | 'with_names' | 'status' | 'problem' | 'failing_since' | 'last_delivered_at'>
  >,
): Promise<void> {
  if (Object.keys(change).length === 0) return;
  await tx.updateTable('webhooks').set(change).where('id', '=', id).execute();
}

/** With its deliveries. */
export async function deleteWebhook(tx: Executor, id: string): Promise<void> {
  const own = tx.selectFrom('webhook_deliveries').select('id').where('webhook', '=', id);
  await tx.deleteFrom('webhook_tries').where('delivery', 'in', own).execute();
  await tx.deleteFrom('webhook_deliveries').where('webhook', '=', id).execute();
  await tx.deleteFrom('webhooks').where('id', '=', id).execute();
}
