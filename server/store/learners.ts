import type { Executor } from './database.ts';
import { newSeed } from './ids.ts';
import type { Learner } from './schema.ts';

/**
 * The one learner of self-study mode, and in a classroom whoever has the local token; made at first use.
 *
 * @param name what pages and records call them
 */
export async function localLearner(db: Executor, now: number, name = 'You'): Promise<Learner> {
  const id = 'local-learner';
  await db
    .insertInto('learners')
    .values({ id, name, seed: newSeed(), created_at: now })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ name }))
    .execute();
  return await db.selectFrom('learners').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
}

export async function findLearner(db: Executor, id: string): Promise<Learner | undefined> {
  return await db.selectFrom('learners').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Whom rows name that have to name somebody, when that person was erased. */
export const TOMBSTONE = 'erased-person';

export async function insertTombstone(tx: Executor, now: number): Promise<void> {
  await tx
    .insertInto('learners')
    .values({ id: TOMBSTONE, name: 'Somebody who was erased', seed: newSeed(), created_at: now })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
}
