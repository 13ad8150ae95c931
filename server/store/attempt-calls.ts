import type { Executor } from './database.ts';
import { newId } from './ids.ts';
import type { AttemptCalls } from './schema.ts';

/** Notes what happened in an account since the note before. `attempt` null marks where the learner's own calls begin. */
export async function insertAttemptCalls(
  db: Executor,
  note: { session: string; attempt: string | null; account: string; lastSeq: number; calls: unknown },
  now: number,
): Promise<void> {
  await db
    .insertInto('attempt_calls')
    .values({
      id: newId(),
      session: note.session,
      attempt: note.attempt,
      account: note.account,
      last_seq: note.lastSeq,
      body: JSON.stringify(note.calls),
      created_at: now,
    })
    .onConflict((conflict) => conflict.column('attempt').doNothing())
    .execute();
}

/** Number of the last call that a note of this account has seen; undefined where there is no note. */
export async function lastNotedCall(
  db: Executor,
  session: string,
  account: string,
): Promise<number | undefined> {
  const { last } = await db
    .selectFrom('attempt_calls')
    .select(({ fn }) => fn.max('last_seq').as('last'))
    .where('session', '=', session)
    .where('account', '=', account)
    .executeTakeFirstOrThrow();
  return last ?? undefined;
}

/** The notes of a session's attempts. */
export async function attemptCallsOf(db: Executor, session: string): Promise<AttemptCalls[]> {
  return await db
    .selectFrom('attempt_calls')
    .selectAll()
    .where('session', '=', session)
    .where('attempt', 'is not', null)
    .execute();
}
