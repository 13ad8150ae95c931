import type { Executor } from './database.ts';
import type { WebhookDelivery, WebhookTry } from './schema-connections.ts';

export async function insertDelivery(
  tx: Executor,
  delivery: Pick<WebhookDelivery, 'id' | 'webhook' | 'event' | 'learner' | 'body'>,
  now: number,
): Promise<void> {
  const fresh = { status: 'waiting', tries: 0, next_at: now, leased_until: null, finished_at: null };
  await tx
    .insertInto('webhook_deliveries')
    .values({ ...delivery, ...fresh, created_at: now })
    .execute();
}

/**
 * Takes the next delivery that is due, or whose sender died: one statement, so that no two senders take the same one.
 *
 * @param busy webhooks that have enough on their way
 */
export async function claimDelivery(
  db: Executor,
  { leaseMs, busy }: { leaseMs: number; busy: readonly string[] },
  now: number,
): Promise<WebhookDelivery | undefined> {
  return await db
    .updateTable('webhook_deliveries')
    .set(({ eb }) => ({ status: 'sending', leased_until: now + leaseMs, tries: eb('tries', '+', 1) }))
    .where('id', '=', ({ selectFrom }) => {
      const due = selectFrom('webhook_deliveries')
        .innerJoin('webhooks', 'webhooks.id', 'webhook_deliveries.webhook')
        .select('webhook_deliveries.id')
        .where('webhooks.status', '=', 'active')
        .where(({ eb, or, and }) =>
          or([
            and([eb('webhook_deliveries.status', '=', 'waiting'), eb('next_at', '<=', now)]),
            and([eb('webhook_deliveries.status', '=', 'sending'), eb('leased_until', '<', now)]),
          ]),
        )
        .orderBy('next_at')
        .orderBy('webhook_deliveries.id')
        .limit(1);
      return busy.length === 0 ? due : due.where('webhook', 'not in', [...busy]);
    })
    .returningAll()
    .executeTakeFirst();
}

/** Writes down what became of a try. @returns false when another sender has taken the delivery meanwhile */
export async function settleDelivery(
  tx: Executor,
  { id, tries }: Pick<WebhookDelivery, 'id' | 'tries'>,
  end: { status: 'delivered' | 'dead' | 'waiting'; nextAt: number; finishedAt: number | null },
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('webhook_deliveries')
    .set({ status: end.status, next_at: end.nextAt, finished_at: end.finishedAt, leased_until: null })
    .where('id', '=', id)
    .where('status', '=', 'sending')
    .where('tries', '=', tries)
    .executeTakeFirst();
  return Number(numUpdatedRows) > 0;
}

/** The try counts as never made: the server is closing. */
export async function giveBackDelivery(
  db: Executor,
  { id, tries }: Pick<WebhookDelivery, 'id' | 'tries'>,
): Promise<void> {
  await db
    .updateTable('webhook_deliveries')
    .set({ status: 'waiting', leased_until: null, tries: tries - 1 })
    .where('id', '=', id)
    .where('status', '=', 'sending')
    .where('tries', '=', tries)
    .execute();
}

/** After a start of the only process: whatever was on its way died with the one before. */
export async function returnDeliveries(db: Executor): Promise<void> {
  await db
    .updateTable('webhook_deliveries')
    .set({ status: 'waiting', leased_until: null })
    .where('status', '=', 'sending')
    .execute();
}

/** Under the next number: tries of one that was sent again are counted on. */
export async function insertTry(tx: Executor, one: Omit<WebhookTry, 'number'>): Promise<void> {
  const { last } = await tx
    .selectFrom('webhook_tries')
    .select(({ fn }) => fn.max('number').as('last'))
    .where('delivery', '=', one.delivery)
    .executeTakeFirstOrThrow();
  await tx
    .insertInto('webhook_tries')
    .values({ ...one, number: (last ?? 0) + 1 })
    .execute();
}

/** Newest first, each with its tries in order. */
export async function deliveriesOf(
  db: Executor,
  webhook: string,
  limit: number,
): Promise<(WebhookDelivery & { log: WebhookTry[] })[]> {
  const rows = await db
    .selectFrom('webhook_deliveries')
    .selectAll()
    .where('webhook', '=', webhook)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute();
  if (rows.length === 0) return [];
  const tries = await db
    .selectFrom('webhook_tries')
    .selectAll()
    .where(
      'delivery',
      'in',
      rows.map(({ id }) => id),
    )
    .orderBy('number')
    .execute();
  return rows.map((row) => ({ ...row, log: tries.filter(({ delivery }) => delivery === row.id) }));
}

export async function findDelivery(
  db: Executor,
  webhook: string,
  id: string,
): Promise<WebhookDelivery | undefined> {
  return await db
    .selectFrom('webhook_deliveries')
    .selectAll()
    .where('webhook', '=', webhook)
    .where('id', '=', id)
    .executeTakeFirst();
}

/** Puts an ended delivery into the queue again, with all its tries before it. False when it has not ended. */
export async function sendAgain(tx: Executor, id: string, now: number): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('webhook_deliveries')
    .set({ status: 'waiting', tries: 0, next_at: now, finished_at: null })
    .where('id', '=', id)
    .where('status', 'in', ['delivered', 'dead'])
    .executeTakeFirst();
  return Number(numUpdatedRows) > 0;
}

/** Ended ones tell nobody anything after a while. */
export async function dropOldDeliveries(db: Executor, before: number): Promise<void> {
  const old = db.selectFrom('webhook_deliveries').select('id').where('finished_at', '<', before);
  await db.deleteFrom('webhook_tries').where('delivery', 'in', old).execute();
  await db.deleteFrom('webhook_deliveries').where('finished_at', '<', before).execute();
}
