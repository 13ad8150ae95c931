import type { Executor } from './database.ts';
import type { LessonProgress } from './schema.ts';

export async function lessonProgress(db: Executor, learner: string): Promise<Map<string, LessonProgress>> {
  const rows = await db.selectFrom('lesson_progress').selectAll().where('learner', '=', learner).execute();
  return new Map(rows.map((row) => [row.part, row]));
}

/** Changes what is given and keeps the rest. */
export async function saveLessonProgress(
  db: Executor,
  learner: string,
  part: string,
  change: { done?: boolean | undefined; position?: string | undefined },
  now: number,
): Promise<LessonProgress> {
  const done = change.done === undefined ? undefined : Number(change.done);
  return await db
    .insertInto('lesson_progress')
    .values({ learner, part, done: done ?? 0, position: change.position ?? null, updated_at: now })
    .onConflict((conflict) =>
      conflict.columns(['learner', 'part']).doUpdateSet({
        ...(done === undefined ? {} : { done }),
        ...(change.position === undefined ? {} : { position: change.position }),
        updated_at: now,
      }),
    )
    .returningAll()
    .executeTakeFirstOrThrow();
}
