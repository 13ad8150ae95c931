import type { Executor } from './database.ts';

export async function insertCertificate(
  db: Executor,
  certificate: { id: string; learner: string; scope: string; body: unknown },
  now: number,
): Promise<void> {
  const { body, ...row } = certificate;
  await db
    .insertInto('certificates')
    .values({ ...row, body: JSON.stringify(body), issued_at: now })
    .execute();
}

/** Bodies, newest first. */
export async function certificatesOf(db: Executor, learner: string, limit = 100): Promise<unknown[]> {
  const rows = await db
    .selectFrom('certificates')
    .select('body')
    .where('learner', '=', learner)
    .orderBy('issued_at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(({ body }) => JSON.parse(body) as unknown);
}

export async function findCertificate(db: Executor, learner: string, id: string): Promise<unknown> {
  const row = await db
    .selectFrom('certificates')
    .select('body')
    .where('learner', '=', learner)
    .where('id', '=', id)
    .executeTakeFirst();
  return row && (JSON.parse(row.body) as unknown);
}
