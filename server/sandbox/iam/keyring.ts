/** Finds the credentials that a signature names. */
import type { Accounts } from '../account/accounts.ts';
import type { SessionTokens } from './session-tokens.ts';
import type { KnownKey } from './types.ts';

/** `unknown`: no such key. `token`: the session token is missing, forged, or of another key. */
export type Found = { ok: true; key: KnownKey } | { ok: false; why: 'unknown' | 'token' };

/**
 * @param token the request's session token; a long-lived key must come without one, as at AWS
 * @returns the credentials; whether their user, role and account still exist is asked after the signature
 */
export function findKey(
  accounts: Accounts,
  tokens: SessionTokens,
  accessKeyId: string,
  token: string | null,
): Found {
  if (accessKeyId.startsWith('ASIA')) {
    if (token === null) return { ok: false, why: 'unknown' };
    const session = tokens.open(token, accessKeyId);
    if (session === null || !accounts.has(session.account)) return { ok: false, why: 'token' };
    const { account, secret, holder, issuedAt, expiresAt, mfaAt } = session;
    const state = accounts.require(account);
    // A session dies with its account: a reset account has a fresh id and knows nothing of it.
    if (state === 'reset' || state === 'revoked') return { ok: false, why: 'token' };
    if (holder.type === 'user' && accounts.key(holder.keyId) === undefined)
      return { ok: false, why: 'token' };
    return {
      ok: true,
      key: { accessKeyId, secret, account, state, holder, session: { issuedAt, expiresAt, mfaAt } },
    };
  }
  const key = accounts.key(accessKeyId);
  if (key === undefined) return { ok: false, why: 'unknown' };
  return token === null ? { ok: true, key } : { ok: false, why: 'token' };
}

/** The session token of a request: a header, or part of a presigned link (in either signature version's spelling). */
export function sessionTokenOf(
  headers: Record<string, string>,
  query: readonly [string, string][],
): string | null {
  const header = headers['x-amz-security-token'];
  if (header !== undefined) return header;
  return query.find(([name]) => name.toLowerCase() === 'x-amz-security-token')?.[1] ?? null;
}
