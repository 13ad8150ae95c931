import type { Insertable } from 'kysely';
import type { Executor } from './database.ts';
import type { Database } from './schema.ts';
import type { ApiToken } from './schema-connections.ts';

export type NamedToken = ApiToken & { owner_name: string };

export async function insertApiToken(tx: Executor, token: Insertable<Database['api_tokens']>): Promise<void> {
  await tx.insertInto('api_tokens').values(token).execute();
}

/** One that has not ended and has not run out. */
export async function liveToken(db: Executor, digest: string, now: number): Promise<ApiToken | undefined> {
  return await db
    .selectFrom('api_tokens')
    .selectAll()
    .where('digest', '=', digest)
    .where('ended_at', 'is', null)
    .where(({ or, eb }) => or([eb('expires_at', 'is', null), eb('expires_at', '>', now)]))
    .executeTakeFirst();
}

/** Of a cohort, or of one owner there, newest first; those that have ended too. */
export async function tokensOf(
  db: Executor,
  { cohort, owner }: { cohort: string; owner?: string },
): Promise<NamedToken[]> {
  let query = db
    .selectFrom('api_tokens')
    .innerJoin('learners', 'learners.id', 'api_tokens.owner')
    .selectAll('api_tokens')
    .select('learners.name as owner_name')
    .where('cohort', '=', cohort)
    .orderBy('api_tokens.created_at', 'desc')
    .orderBy('api_tokens.id');
  if (owner !== undefined) query = query.where('owner', '=', owner);
  return await query.execute();
}

/** Those that have not ended, of one cohort or of one owner. */
export async function openTokens(
  db: Executor,
  of: { cohort: string } | { owner: string },
): Promise<ApiToken[]> {
  const query = db.selectFrom('api_tokens').selectAll().where('ended_at', 'is', null);
  return await (
    'cohort' in of ? query.where('cohort', '=', of.cohort) : query.where('owner', '=', of.owner)
  ).execute();
}

export async function tokenUsed(db: Executor, id: string, now: number): Promise<void> {
  await db.updateTable('api_tokens').set({ last_used_at: now }).where('id', '=', id).execute();
}

/** Ends it for good. @returns false when it had ended before */
export async function endToken(tx: Executor, id: string, now: number): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('api_tokens')
    .set({ ended_at: now })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return Number(numUpdatedRows) > 0;
}
