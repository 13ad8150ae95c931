import { sql } from 'kysely';
import { CodedError } from '../errors.ts';
import {
  cohortsOf,
  findUser,
  forGood,
  insertTombstone,
  labSessionsOf,
  TOMBSTONE,
  writeAudit,
  type Db,
  type Executor,
} from '../store/index.ts';
import { MENTIONS, PERSONAL } from './tables.ts';

export interface EraseOptions {
  db: Db;
  now(): number;
  /** Ends what somebody has running in a lab session, and takes away what it keeps outside of the database. */
  clearSession(session: { id: string; account: string | null }): Promise<void>;
}
export interface Erasure {
  actor: string;
  learner: string;
  /** The login, typed by whoever asks: nobody is erased by a slip. */
  login: string;
  /** In which it was asked for; null by an admin. */
  cohort: string | null;
}

/**
 * Erases a learner: what runs is ended, then every row about them goes in one transaction. Rows of others that mention them
 * stay, without saying whom. The audit keeps what was done and when, without the person and without details.
 *
 * @returns how many rows went, by table
 * @throws CodedError LEARNER_NOT_FOUND (also when they have been erased before), ERASE_CONFIRM, ERASE_STAFF
 */
export async function eraseLearner(
  options: EraseOptions,
  { actor, learner, login, cohort }: Erasure,
): Promise<Record<string, number>> {
  const { db, now, clearSession } = options;
  const check = async (tx: Executor): Promise<void> => {
    const user = await findUser(tx, learner);
    if (!user) throw new CodedError('LEARNER_NOT_FOUND', { learner });
    if (user.login !== login.trim().toLowerCase()) throw new CodedError('ERASE_CONFIRM');
    const roles = (await cohortsOf(tx, learner)).map(({ role }) => role);
    if (user.admin === 1 || roles.some((role) => role !== 'student')) throw new CodedError('ERASE_STAFF');
  };
  await check(db);
  for (const session of await labSessionsOf(db, learner)) await clearSession(session);
  return await forGood(db, async (tx) => {
    await check(tx);
    const counts: Record<string, number> = {};
    for (const { table, of } of PERSONAL) {
      // A mention in a row that goes anyway is no hindrance; one that stays must let go of the person first.
      if (table === 'enrolments') await forget(tx, learner, now());
      const { numAffectedRows } = await sql`delete from ${sql.table(table)} where ${of(learner)}`.execute(tx);
      if (Number(numAffectedRows) > 0) counts[table] = Number(numAffectedRows);
    }
    const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
    await writeAudit(tx, { actor, action: 'learner.erased', cohort, detail: { rows } }, now());
    return counts;
  });
}

async function forget(tx: Executor, learner: string, now: number): Promise<void> {
  // What is told of somebody in the audit names them: login, name, reasons.
  await sql`update audit set detail = '{}' where actor = ${learner} or subject = ${learner}`.execute(tx);
  for (const { table, column, keyed } of MENTIONS) {
    const mentions = sql`${sql.ref(column)} = ${learner}`;
    const { rows } = await sql`select 1 from ${sql.table(table)} where ${mentions} limit 1`.execute(tx);
    if (rows.length === 0) continue;
    if (keyed) await insertTombstone(tx, now);
    const put = keyed ? sql`${TOMBSTONE}` : sql`null`;
    await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${put} where ${mentions}`.execute(tx);
  }
}
