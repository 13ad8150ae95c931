import type { Executor } from './database.ts';
import type { OneTimeLink } from './schema-classroom.ts';

/** Keeps a link; an older one of the same user, or for the first admin, is void from now on. */
export async function insertOneTimeLink(
  tx: Executor,
  link: { id: string; user: string | null; purpose: string; createdBy: string | null; expiresAt: number },
  now: number,
): Promise<void> {
  const { id, user, purpose, createdBy, expiresAt } = link;
  await tx
    .updateTable('one_time_links')
    .set({ expires_at: now })
    .where('user', user === null ? 'is' : '=', user)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .execute();
  await tx
    .insertInto('one_time_links')
    .values({
      id,
      user,
      purpose,
      created_by: createdBy,
      created_at: now,
      expires_at: expiresAt,
      used_at: null,
    })
    .execute();
}

export async function openOneTimeLink(
  db: Executor,
  id: string,
  now: number,
): Promise<OneTimeLink | undefined> {
  return await db
    .selectFrom('one_time_links')
    .selectAll()
    .where('id', '=', id)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst();
}

/** Uses a link up; false when somebody else was first or it has run out. */
export async function useOneTimeLink(tx: Executor, id: string, now: number): Promise<boolean> {
  const result = await tx
    .updateTable('one_time_links')
    .set({ used_at: now })
    .where('id', '=', id)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return Number(result.numUpdatedRows) > 0;
}
