import type {
  ChangeUserBody,
  CreatedUserReply,
  LinkReply,
  LoginBody,
  OneTimeLinkReply,
  PasswordBody,
  RedeemBody,
  UserRow,
} from '../contract/index.ts';
import { CodedError } from '../errors.ts';
import {
  allUsers,
  changeUser,
  clearLoginFailures,
  countAdmins,
  deleteLogin,
  deleteLoginsOf,
  dropExpiredLogins,
  dropOldLoginFailures,
  enrolledElsewhere,
  findUser,
  insertLogin,
  insertOneTimeLink,
  insertUser,
  inTransaction,
  newId,
  openOneTimeLink,
  useOneTimeLink,
  userByLogin,
  writeAudit,
  type Db,
  type Executor,
  type Person,
} from '../store/index.ts';
import { LOGIN_IDLE_MS } from './gatekeeper.ts';
import { checkLock, countFailure } from './lockout.ts';
import { checkPassword, digestOf, hashPassword, isPassword, newToken } from './secrets.ts';
import { endTokensBeyond } from './tokens.ts';

const DAY_MS = 86_400_000;
/** How long an invitation holds. */
export const INVITE_MS = 30 * DAY_MS;
const LINK_MS = { 'first-admin': DAY_MS, invite: INVITE_MS, reset: 2 * DAY_MS } as const;
type Purpose = keyof typeof LINK_MS;
const LOGIN = /^[\p{L}\p{N}._+@-]{2,100}$/u;

/** Users: log in and out, set passwords by one-time links, made and changed by admins. */
export class People {
  readonly #db: Db;
  readonly #now: () => number;

  constructor({ db, now }: { db: Db; now(): number }) {
    this.#db = db;
    this.#now = now;
  }

  /**
   * Checks login and password.
   *
   * @returns the token for the cookie
   * @throws CodedError LOGIN_WRONG, the same for an unknown login; LOGIN_LOCKED after too many wrong ones
   */
  async login({ login, password }: LoginBody): Promise<{ token: string; user: string }> {
    const now = this.#now();
    await checkLock(this.#db, login, now);
    const person = await userByLogin(this.#db, login);
    const right = await isPassword(person?.password_hash ?? null, password);
    if (!person || !right || person.disabled === 1) {
      await countFailure(this.#db, login, now);
      throw new CodedError('LOGIN_WRONG');
    }
    return await inTransaction(this.#db, async (tx) => {
      await clearLoginFailures(tx, login);
      await dropExpiredLogins(tx, now);
      await dropOldLoginFailures(tx, now - DAY_MS);
      return { token: await this.#open(tx, person.id), user: person.id };
    });
  }

  async logout(login: string): Promise<void> {
    await deleteLogin(this.#db, login);
  }

  /** The user's own password; every other login of theirs ends. @throws CodedError LOGIN_WRONG, PASSWORD_REFUSED */
  async changePassword(user: string, login: string | null, body: PasswordBody): Promise<void> {
    const person = await this.#person(user);
    await checkLock(this.#db, person.login, this.#now());
    if (!(await isPassword(person.password_hash, body.current))) {
      await countFailure(this.#db, person.login, this.#now());
      throw new CodedError('LOGIN_WRONG');
    }
    checkPassword(body.next, person);
    const hash = await hashPassword(body.next);
    await inTransaction(this.#db, async (tx) => {
      await changeUser(tx, user, { password_hash: hash });
      await deleteLoginsOf(tx, user, login);
      await writeAudit(tx, { actor: user, action: 'password.changed', subject: user }, this.#now());
    });
  }

  /** Whom a link is for. @throws CodedError LINK_INVALID */
  async look(token: string): Promise<LinkReply> {
    const link = await openOneTimeLink(this.#db, digestOf(token), this.#now());
    if (!link) throw new CodedError('LINK_INVALID');
    const person = link.user === null ? undefined : await findUser(this.#db, link.user);
    return {
      purpose: link.purpose as Purpose,
      login: person?.login ?? null,
      name: person?.name ?? null,
      expiresAt: new Date(link.expires_at).toISOString(),
    };
  }

  /**
   * Uses a link up: sets the password, ends all logins, opens a new one. For the first admin it also makes the user.
   *
   * @throws CodedError LINK_INVALID, PASSWORD_REFUSED, LOGIN_REFUSED, LOGIN_TAKEN
   */
  async redeem({ token, password, login, name }: RedeemBody): Promise<{ token: string; user: string }> {
    const id = digestOf(token);
    const link = await openOneTimeLink(this.#db, id, this.#now());
    if (!link) throw new CodedError('LINK_INVALID');
    const known = link.user === null ? undefined : await this.#person(link.user);
    const person = known ?? {
      id: newId(),
      login: checkLogin(login ?? ''),
      name: (name ?? login ?? '').trim(),
    };
    checkPassword(password, person);
    // Hashing takes a while and must not hold the database: the link is used up afterwards, by one of those who try.
    const hash = await hashPassword(password);
    return await inTransaction(this.#db, async (tx) => {
      if (!(await useOneTimeLink(tx, id, this.#now()))) throw new CodedError('LINK_INVALID');
      if (!known && !(await insertUser(tx, { ...person, admin: true }, this.#now()))) {
        throw new CodedError('LOGIN_TAKEN', { login: person.login });
      }
      await changeUser(tx, person.id, { password_hash: hash });
      await deleteLoginsOf(tx, person.id);
      await clearLoginFailures(tx, person.login);
      const action = `link.${link.purpose}`;
      await writeAudit(tx, { actor: person.id, action, subject: person.id }, this.#now());
      return { token: await this.#open(tx, person.id), user: person.id };
    });
  }

  async list(): Promise<UserRow[]> {
    return (await allUsers(this.#db)).map(userRow);
  }

  /** @throws CodedError LOGIN_REFUSED, LOGIN_TAKEN */
  async create(
    actor: string,
    { login, name, admin }: { login: string; name: string; admin: boolean },
  ): Promise<CreatedUserReply> {
    const user = { id: newId(), login: checkLogin(login), name: name.trim(), admin };
    return await inTransaction(this.#db, async (tx) => {
      if (!(await insertUser(tx, user, this.#now())))
        throw new CodedError('LOGIN_TAKEN', { login: user.login });
      const detail = { login: user.login, admin };
      await writeAudit(tx, { actor, action: 'user.created', subject: user.id, detail }, this.#now());
      const link = await this.#link(tx, { user: user.id, purpose: 'invite', actor });
      const made = await findUser(tx, user.id);
      if (!made) throw new Error(`User ${user.id} was inserted and is not there.`);
      return { user: userRow(made), link };
    });
  }

  /** @throws CodedError USER_NOT_FOUND, LAST_ADMIN */
  async change(actor: string, id: string, change: ChangeUserBody): Promise<UserRow> {
    return await inTransaction(this.#db, async (tx) => {
      if (!(await findUser(tx, id))) throw new CodedError('USER_NOT_FOUND', { user: id });
      const admins = await countAdmins(tx);
      await changeUser(tx, id, {
        ...(change.name === undefined ? {} : { name: change.name.trim() }),
        ...(change.admin === undefined ? {} : { admin: change.admin ? 1 : 0 }),
        ...(change.disabled === undefined ? {} : { disabled: change.disabled ? 1 : 0 }),
      });
      if (admins > 0 && (await countAdmins(tx)) === 0) throw new CodedError('LAST_ADMIN');
      if (change.disabled === true) await deleteLoginsOf(tx, id);
      await writeAudit(tx, { actor, action: 'user.changed', subject: id, detail: change }, this.#now());
      await endTokensBeyond(tx, actor, { owner: id }, this.#now());
      const person = await findUser(tx, id);
      if (!person) throw new CodedError('USER_NOT_FOUND', { user: id });
      return userRow(person);
    });
  }

  /**
   * A link with which a user sets a new password, shown once to whoever asked for it. The old password works until then.
   *
   * @param cohort in which the one who asks may do that; null for an admin
   * @throws CodedError USER_NOT_FOUND for somebody without a login; LINK_NEEDS_ADMIN where a cohort asks for somebody who is more
   *   than its student: whoever may put a login on a roster must not get the account that belongs to it
   */
  async resetLink(actor: string, id: string, cohort: string | null): Promise<OneTimeLinkReply> {
    return await inTransaction(this.#db, async (tx) => {
      const person = await findUser(tx, id);
      if (!person) throw new CodedError('USER_NOT_FOUND', { user: id });
      if (cohort !== null && (person.admin === 1 || (await enrolledElsewhere(tx, cohort, [id])).has(id))) {
        throw new CodedError('LINK_NEEDS_ADMIN', { name: person.name });
      }
      const purpose = person.password_hash === null ? 'invite' : 'reset';
      await writeAudit(
        tx,
        { actor, action: `link.issued`, cohort, subject: id, detail: { purpose } },
        this.#now(),
      );
      return await this.#link(tx, { user: id, purpose, actor });
    });
  }

  /** At a start without anybody who could administer: a link for the first one. Null when there is somebody. */
  async firstAdminLink(): Promise<OneTimeLinkReply | null> {
    return await inTransaction(this.#db, async (tx) => {
      if ((await countAdmins(tx)) > 0) return null;
      return await this.#link(tx, { user: null, purpose: 'first-admin', actor: null });
    });
  }

  async #open(tx: Executor, user: string): Promise<string> {
    const token = newToken();
    await insertLogin(tx, { id: digestOf(token), user, expiresAt: this.#now() + LOGIN_IDLE_MS }, this.#now());
    return token;
  }

  async #link(
    tx: Executor,
    { user, purpose, actor }: { user: string | null; purpose: Purpose; actor: string | null },
  ): Promise<OneTimeLinkReply> {
    const token = newToken();
    const expiresAt = this.#now() + LINK_MS[purpose];
    await insertOneTimeLink(
      tx,
      { id: digestOf(token), user, purpose, createdBy: actor, expiresAt },
      this.#now(),
    );
    return { path: `/welcome#${token}`, expiresAt: new Date(expiresAt).toISOString() };
  }

  async #person(id: string): Promise<Person> {
    const person = await findUser(this.#db, id);
    if (!person) throw new CodedError('USER_NOT_FOUND', { user: id });
    return person;
  }
}

/** A login in its stored form. @throws CodedError LOGIN_REFUSED */
export function checkLogin(login: string): string {
  const plain = login.trim().normalize('NFKC').toLowerCase();
  if (LOGIN.test(plain)) return plain;
  const problem =
    plain === '' ? 'it is empty' : `"${plain.slice(0, 100)}" has other characters or another length`;
  throw new CodedError('LOGIN_REFUSED', { problem });
}

function userRow(person: Person): UserRow {
  return {
    id: person.id,
    login: person.login,
    name: person.name,
    admin: person.admin === 1,
    disabled: person.disabled === 1,
    hasPassword: person.password_hash !== null,
    createdAt: new Date(person.created_at).toISOString(),
  };
}
