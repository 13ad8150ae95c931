import type { Executor } from './database.ts';
import type { Login, LoginFailure } from './schema-classroom.ts';

export async function insertLogin(
  db: Executor,
  login: { id: string; user: string; expiresAt: number },
  now: number,
): Promise<void> {
  const { id, user, expiresAt } = login;
  await db
    .insertInto('logins')
    .values({ id, user, created_at: now, seen_at: now, expires_at: expiresAt, view_as: null })
    .execute();
}

export async function findLogin(db: Executor, id: string, now: number): Promise<Login | undefined> {
  return await db
    .selectFrom('logins')
    .selectAll()
    .where('id', '=', id)
    .where('expires_at', '>', now)
    .executeTakeFirst();
}

export async function changeLogin(
  db: Executor,
  id: string,
  change: Partial<Pick<Login, 'seen_at' | 'expires_at' | 'view_as'>>,
): Promise<void> {
  await db.updateTable('logins').set(change).where('id', '=', id).execute();
}

export async function deleteLogin(db: Executor, id: string): Promise<void> {
  await db.deleteFrom('logins').where('id', '=', id).execute();
}

/** Ends every session of a user, but for one. */
export async function deleteLoginsOf(db: Executor, user: string, but: string | null = null): Promise<void> {
  let query = db.deleteFrom('logins').where('user', '=', user);
  if (but !== null) query = query.where('id', '!=', but);
  await query.execute();
}

export async function dropExpiredLogins(db: Executor, now: number): Promise<void> {
  await db.deleteFrom('logins').where('expires_at', '<=', now).execute();
}

export async function loginFailure(db: Executor, login: string): Promise<LoginFailure | undefined> {
  return await db
    .selectFrom('login_failures')
    .selectAll()
    .where('login', '=', login.toLowerCase())
    .executeTakeFirst();
}

export async function saveLoginFailure(
  db: Executor,
  login: string,
  change: { failures: number; last_at: number; locked_until: number | null },
): Promise<void> {
  await db
    .insertInto('login_failures')
    .values({ login: login.toLowerCase(), ...change })
    .onConflict((conflict) => conflict.column('login').doUpdateSet(change))
    .execute();
}

export async function clearLoginFailures(db: Executor, login: string): Promise<void> {
  await db.deleteFrom('login_failures').where('login', '=', login.toLowerCase()).execute();
}

/** Typed names that nobody came back for. */
export async function dropOldLoginFailures(db: Executor, before: number): Promise<void> {
  await db.deleteFrom('login_failures').where('last_at', '<', before).execute();
}
