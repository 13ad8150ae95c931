import type { Executor } from './database.ts';
import type { StoredComment } from './schema-corrections.ts';

/** A comment with its author's name and the place that it is about. */
export type PlacedComment = StoredComment & { author_name: string; number: number; lab: string };

export async function insertComment(tx: Executor, comment: StoredComment): Promise<void> {
  await tx.insertInto('comments').values(comment).execute();
}

/** Of a learner, in one cohort or in all. Newest first. */
export async function commentsOf(
  db: Executor,
  { learner, cohort }: { learner: string; cohort?: string },
): Promise<PlacedComment[]> {
  let query = db
    .selectFrom('comments')
    .innerJoin('learners', 'learners.id', 'comments.author')
    .innerJoin('attempts', 'attempts.id', 'comments.attempt')
    .innerJoin('lab_sessions', 'lab_sessions.id', 'attempts.session')
    .selectAll('comments')
    .select(['learners.name as author_name', 'attempts.number', 'lab_sessions.lab'])
    .where('comments.learner', '=', learner)
    .orderBy('comments.created_at', 'desc')
    .orderBy('comments.id')
    .limit(500);
  if (cohort !== undefined) query = query.where('comments.cohort', '=', cohort);
  return await query.execute();
}

/** Of a learner of a cohort. */
export async function findComment(
  db: Executor,
  of: { cohort: string; learner: string; id: string },
): Promise<StoredComment | undefined> {
  return await db
    .selectFrom('comments')
    .selectAll()
    .where('id', '=', of.id)
    .where('cohort', '=', of.cohort)
    .where('learner', '=', of.learner)
    .executeTakeFirst();
}

/** Another text: it is new to the learner again. */
export async function changeComment(tx: Executor, id: string, body: string, now: number): Promise<void> {
  await tx
    .updateTable('comments')
    .set({ body, edited_at: now, seen_at: null })
    .where('id', '=', id)
    .execute();
}

export async function deleteComment(tx: Executor, id: string): Promise<void> {
  await tx.deleteFrom('comments').where('id', '=', id).execute();
}

/** The learner has read these; what was read before keeps its time, and other people's are left alone. */
export async function markCommentsSeen(
  db: Executor,
  learner: string,
  ids: readonly string[],
  now: number,
): Promise<void> {
  await db
    .updateTable('comments')
    .set({ seen_at: now })
    .where('learner', '=', learner)
    .where('id', 'in', ids)
    .where('seen_at', 'is', null)
    .execute();
}
