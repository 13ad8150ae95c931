import type { Executor } from './database.ts';
import type { Draft } from './schema.ts';

/** Keeps a text that is typed and not handed in; the last one of a name counts. */
export async function saveDraft(
  db: Executor,
  { session, task, name, text }: { session: string; task: string; name: string; text: string },
  now: number,
): Promise<Draft> {
  const change = { body: text, saved_at: now };
  return await db
    .insertInto('drafts')
    .values({ session, task, name, ...change })
    .onConflict((conflict) => conflict.columns(['session', 'task', 'name']).doUpdateSet(change))
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function deleteDraft(
  db: Executor,
  { session, task, name }: { session: string; task: string; name: string },
): Promise<void> {
  await db
    .deleteFrom('drafts')
    .where('session', '=', session)
    .where('task', '=', task)
    .where('name', '=', name)
    .execute();
}

export async function draftsOf(db: Executor, session: string): Promise<Draft[]> {
  return await db
    .selectFrom('drafts')
    .selectAll()
    .where('session', '=', session)
    .orderBy('task')
    .orderBy('name')
    .execute();
}
