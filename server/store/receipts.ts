import type { Executor } from './database.ts';

/** Stores a sealed receipt. Call it in the transaction that accepts or ends what it is for. */
export async function insertReceipt(
  tx: Executor,
  receipt: { id: string; learner: string; session: string; attempt: string | null; body: unknown },
  now: number,
): Promise<void> {
  const { body, ...row } = receipt;
  await tx
    .insertInto('receipts')
    .values({ ...row, body: JSON.stringify(body), issued_at: now })
    .execute();
}

/** Bodies, newest first. */
export async function receiptsOf(
  db: Executor,
  learner: string,
  { session, limit = 200 }: { session?: string | undefined; limit?: number } = {},
): Promise<unknown[]> {
  const rows = await db
    .selectFrom('receipts')
    .select('body')
    .where('learner', '=', learner)
    .$if(session !== undefined, (query) => query.where('session', '=', session ?? ''))
    .orderBy('issued_at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(({ body }) => JSON.parse(body) as unknown);
}

/** By its own id or by that of its attempt. */
export async function findReceipt(db: Executor, learner: string, id: string): Promise<unknown> {
  const row = await db
    .selectFrom('receipts')
    .select('body')
    .where('learner', '=', learner)
    .where(({ eb, or }) => or([eb('id', '=', id), eb('attempt', '=', id)]))
    .executeTakeFirst();
  return row && (JSON.parse(row.body) as unknown);
}
