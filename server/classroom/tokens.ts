import {
  isAtMost,
  may,
  SCOPES,
  TOKEN_PREFIX,
  type CreatedTokenReply,
  type Role,
  type Scope,
  type TokenBody,
  type TokenRow,
  type TokensReply,
} from '../contract/index.ts';
import { CodedError } from '../errors.ts';
import {
  endToken,
  findLearner,
  insertApiToken,
  inTransaction,
  liveToken,
  newId,
  openTokens,
  tokensOf,
  tokenUsed,
  writeAudit,
  type Db,
  type Executor,
  type NamedToken,
} from '../store/index.ts';
import { digestOf, newToken } from './secrets.ts';
import { standingOf } from './standing.ts';

const DAY_MS = 86_400_000;
/** A token that is used is written down as such at most this often. */
const USED_EVERY_MS = 60_000;
/** Of one person in one cohort. */
const MOST = 20;
const HINT_LENGTH = 8;

/** A program that acts for a person, within one cohort, a role and some scopes. */
export interface TokenUse {
  id: string;
  name: string;
  cohort: string;
  role: Role;
  scopes: readonly Scope[];
}
/** Who asks about tokens, in a cohort. */
interface Asker {
  person: string;
  cohort: string;
  role: Role;
}

/** Tokens of a cohort: made by people, shown once, ended by hand or with what their owner may. */
export class Tokens {
  readonly #db: Db;
  readonly #now: () => number;

  constructor({ db, now }: { db: Db; now(): number }) {
    this.#db = db;
    this.#now = now;
  }

  async list({ person, cohort, role }: Asker): Promise<TokensReply> {
    const rows = await tokensOf(this.#db, { cohort, ...(may(role, 'manage') ? {} : { owner: person }) });
    return { tokens: rows.map((row) => tokenRow(row, person)) };
  }

  /** @throws CodedError API_TOKEN_ROLE, API_TOKEN_USELESS, API_TOKEN_LIMIT */
  async create({ person, cohort }: Asker, body: TokenBody): Promise<CreatedTokenReply> {
    const { name, role, scopes, days } = body;
    const useless = scopes.filter((scope) => !may(role, SCOPES[scope].permission));
    if (useless.length > 0) throw new CodedError('API_TOKEN_USELESS', { role, scopes: useless.join(', ') });
    const token = `${TOKEN_PREFIX}${newToken()}`;
    const now = this.#now();
    const id = newId();
    return await inTransaction(this.#db, async (tx) => {
      const standing = await standingOf(tx, cohort, person);
      if (!standing || !isAtMost(role, standing)) throw new CodedError('API_TOKEN_ROLE', { role });
      const own = (await openTokens(tx, { owner: person })).filter((one) => one.cohort === cohort);
      const live = own.filter(({ expires_at }) => expires_at === null || expires_at > now);
      if (live.length >= MOST) throw new CodedError('API_TOKEN_LIMIT', { count: live.length });
      const row = {
        id,
        digest: digestOf(token),
        hint: token.slice(0, HINT_LENGTH),
        cohort,
        owner: person,
        name: name.trim(),
        role,
        scopes: JSON.stringify(scopes),
        created_at: now,
        expires_at: days === null ? null : now + days * DAY_MS,
        last_used_at: null,
        ended_at: null,
      };
      await insertApiToken(tx, row);
      const detail = { token: id, name: row.name, role, scopes, days };
      await writeAudit(tx, { actor: person, action: 'token.made', cohort, detail }, now);
      const owner = await findLearner(tx, person);
      return { token, row: tokenRow({ ...row, owner_name: owner?.name ?? person }, person) };
    });
  }

  /** One's own; those who manage the cohort may revoke all. @throws CodedError API_TOKEN_NOT_FOUND */
  async revoke(asker: Asker, id: string): Promise<TokensReply> {
    const { person, cohort, role } = asker;
    await inTransaction(this.#db, async (tx) => {
      const found = (await openTokens(tx, { cohort })).find((one) => one.id === id);
      if (!found || (found.owner !== person && !may(role, 'manage'))) {
        throw new CodedError('API_TOKEN_NOT_FOUND');
      }
      await endToken(tx, id, this.#now());
      const detail = { token: id, name: found.name };
      const entry = { actor: person, action: 'token.revoked', cohort, subject: found.owner, detail };
      await writeAudit(tx, entry, this.#now());
    });
    return await this.list(asker);
  }
}

/**
 * Ends the tokens whose owner may no longer do what they may, for good: a role that comes back brings none back. Called in the
 * transaction that takes a role, an enrolment or a user away.
 */
export async function endTokensBeyond(
  tx: Executor,
  actor: string,
  of: { cohort: string } | { owner: string },
  now: number,
): Promise<void> {
  for (const token of await openTokens(tx, of)) {
    const { id, cohort, owner, name } = token;
    const standing = await standingOf(tx, cohort, owner);
    if (standing && isAtMost(token.role as Role, standing)) continue;
    await endToken(tx, id, now);
    const entry = { actor, action: 'token.ended', cohort, subject: owner, detail: { token: id, name } };
    await writeAudit(tx, entry, now);
  }
}

/**
 * Whose token it is. What its owner may is looked at each time, so that a forgotten call of `endTokensBeyond` opens nothing.
 *
 * @throws CodedError API_TOKEN_INVALID
 */
export async function tokenUse(
  db: Db,
  token: string,
  now: number,
): Promise<{ use: TokenUse; owner: { id: string; name: string; seed: string } }> {
  const found = await liveToken(db, digestOf(token), now);
  const standing = found && (await standingOf(db, found.cohort, found.owner));
  const owner = found && (await findLearner(db, found.owner));
  const role = found?.role as Role;
  if (!found || !owner || !standing || !isAtMost(role, standing)) throw new CodedError('API_TOKEN_INVALID');
  const { id, name, cohort, last_used_at } = found;
  if (now - (last_used_at ?? 0) > USED_EVERY_MS) await tokenUsed(db, id, now);
  return { use: { id, name, cohort, role, scopes: JSON.parse(found.scopes) as Scope[] }, owner };
}

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

function tokenRow(row: NamedToken, person: string): TokenRow {
  return {
    id: row.id,
    cohort: row.cohort,
    name: row.name,
    hint: row.hint,
    role: row.role as Role,
    scopes: JSON.parse(row.scopes) as Scope[],
    owner: row.owner_name,
    own: row.owner === person,
    createdAt: new Date(row.created_at).toISOString(),
    expiresAt: iso(row.expires_at),
    lastUsedAt: iso(row.last_used_at),
    endedAt: iso(row.ended_at),
  };
}
