import type { Executor } from './database.ts';
import { newSeed } from './ids.ts';
import type { Learner } from './schema.ts';
import type { User } from './schema-classroom.ts';

/** A user with the name that the learner's row holds. */
export type Person = User & Pick<Learner, 'name' | 'seed'>;

/** Makes a person who can log in once a one-time link has set a password. False when the login is taken. */
export async function insertUser(
  tx: Executor,
  user: { id: string; login: string; name: string; admin: boolean },
  now: number,
): Promise<boolean> {
  if (await userByLogin(tx, user.login)) return false;
  await tx
    .insertInto('learners')
    .values({ id: user.id, name: user.name, seed: newSeed(), created_at: now })
    .execute();
  await tx
    .insertInto('users')
    .values({
      id: user.id,
      login: user.login.toLowerCase(),
      password_hash: null,
      admin: user.admin ? 1 : 0,
      disabled: 0,
      created_at: now,
    })
    .execute();
  return true;
}

function people(db: Executor) {
  return db
    .selectFrom('users')
    .innerJoin('learners', 'learners.id', 'users.id')
    .selectAll('users')
    .select(['learners.name', 'learners.seed']);
}

export async function userByLogin(db: Executor, login: string): Promise<Person | undefined> {
  return await people(db).where('users.login', '=', login.toLowerCase()).executeTakeFirst();
}

export async function findUser(db: Executor, id: string): Promise<Person | undefined> {
  return await people(db).where('users.id', '=', id).executeTakeFirst();
}

export async function allUsers(db: Executor): Promise<Person[]> {
  return await people(db).orderBy('learners.name').orderBy('users.login').execute();
}

/** How many may administer and can log in. */
export async function countAdmins(db: Executor): Promise<number> {
  const { count } = await db
    .selectFrom('users')
    .select(({ fn }) => fn.countAll().as('count'))
    .where('admin', '=', 1)
    .where('disabled', '=', 0)
    .where('password_hash', 'is not', null)
    .executeTakeFirstOrThrow();
  return Number(count);
}

export async function changeUser(
  db: Executor,
  id: string,
  {
    name,
    ...change
  }: Partial<Pick<User, 'login' | 'admin' | 'disabled' | 'password_hash'>> & { name?: string },
): Promise<void> {
  if (Object.keys(change).length > 0)
    await db.updateTable('users').set(change).where('id', '=', id).execute();
  if (name !== undefined) await db.updateTable('learners').set({ name }).where('id', '=', id).execute();
}
