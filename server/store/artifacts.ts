import { createHash } from 'node:crypto';
import type { Executor } from './database.ts';
import type { Artifact } from './schema.ts';

/** Keeps a submitted file; the last one of a name counts. */
export async function saveArtifact(
  db: Executor,
  { session, task, name, text }: { session: string; task: string; name: string; text: string },
  now: number,
): Promise<Artifact> {
  const bytes = Buffer.byteLength(text, 'utf8');
  const sha256 = createHash('sha256').update(text, 'utf8').digest('hex');
  const change = { body: text, bytes, sha256, submitted_at: now };
  return await db
    .insertInto('artifacts')
    .values({ session, task, name, ...change })
    .onConflict((conflict) => conflict.columns(['session', 'task', 'name']).doUpdateSet(change))
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function artifactsOf(db: Executor, session: string): Promise<Artifact[]> {
  return await db
    .selectFrom('artifacts')
    .selectAll()
    .where('session', '=', session)
    .orderBy('task')
    .orderBy('name')
    .execute();
}
