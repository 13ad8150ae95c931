import { CodedError } from '../errors.ts';
import { inTransaction, loginFailure, saveLoginFailure, type Db } from '../store/index.ts';

/** Wrong passwords in a row that are forgiven; then the login is locked, each time twice as long. */
const FORGIVEN = 5;
const FIRST_LOCK_MS = 60_000;
const LONGEST_LOCK_MS = 15 * 60_000;
/** After so long without a wrong one, counting begins anew. */
const FORGET_MS = 24 * 3_600_000;

/**
 * Refuses a login that is locked. By what was typed, whether such a user exists or not: the answer must not tell.
 *
 * @throws CodedError LOGIN_LOCKED
 */
export async function checkLock(db: Db, login: string, now: number): Promise<void> {
  const failure = await loginFailure(db, login);
  const left = (failure?.locked_until ?? 0) - now;
  if (left <= 0) return;
  const minutes = Math.ceil(left / 60_000);
  throw new CodedError('LOGIN_LOCKED', { minutes: minutes === 1 ? 'a minute' : `${minutes} minutes` });
}

/** Counts a wrong password; from the fifth on it locks. */
export async function countFailure(db: Db, login: string, now: number): Promise<void> {
  await inTransaction(db, async (tx) => {
    const known = await loginFailure(tx, login);
    const failures = known && now - known.last_at < FORGET_MS ? known.failures + 1 : 1;
    const lock = Math.min(LONGEST_LOCK_MS, FIRST_LOCK_MS * 2 ** Math.max(0, failures - FORGIVEN));
    await saveLoginFailure(tx, login, {
      failures,
      last_at: now,
      locked_until: failures >= FORGIVEN ? now + lock : null,
    });
  });
}
