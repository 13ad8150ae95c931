import type { Executor } from './database.ts';
import { newId } from './ids.ts';
import type { AccountCallRow, NewAccountCall } from './schema-accounts.ts';

/** Adds calls to the list of their account's owner; nothing changes or removes them. */
export async function insertAccountCalls(db: Executor, calls: readonly NewAccountCall[]): Promise<void> {
  if (calls.length === 0) return;
  await db
    .insertInto('account_calls')
    .values(calls.map((call) => ({ id: newId(), ...call })))
    .execute();
}

/** Where a page ended: the next one has what is older. */
export interface CallPlace {
  at: number;
  id: string;
}

/**
 * The learner's calls, newest first.
 *
 * @param options.run of this attempt or picture only
 * @param options.before from here on to older ones
 */
export async function accountCallsOf(
  db: Executor,
  learner: string,
  { limit, run, before }: { limit: number; run?: string | undefined; before?: CallPlace | undefined },
): Promise<AccountCallRow[]> {
  let query = db.selectFrom('account_calls').selectAll().where('learner', '=', learner);
  if (run !== undefined) query = query.where('run', '=', run);
  if (before)
    query = query.where((eb) =>
      eb.or([eb('at', '<', before.at), eb.and([eb('at', '=', before.at), eb('id', '<', before.id)])]),
    );
  return await query.orderBy('at', 'desc').orderBy('id', 'desc').limit(limit).execute();
}
