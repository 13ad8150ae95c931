import type { Executor } from './database.ts';
import type { GradedFile } from './schema.ts';

/** Notes the files that an attempt judged, in place of those of the attempt before. */
export async function saveGradedFiles(
  db: Executor,
  { session, attempt }: { session: string; attempt: string },
  files: readonly { task: string; name: string; text: string }[],
  now: number,
): Promise<void> {
  for (const { task, name, text } of files) {
    const change = { body: text, attempt, graded_at: now };
    await db
      .insertInto('graded_files')
      .values({ session, task, name, ...change })
      .onConflict((conflict) => conflict.columns(['session', 'task', 'name']).doUpdateSet(change))
      .execute();
  }
}

/** The files as the last check of their task judged them, with that attempt's number. */
export async function gradedFilesOf(
  db: Executor,
  session: string,
): Promise<(GradedFile & { number: number })[]> {
  return await db
    .selectFrom('graded_files')
    .innerJoin('attempts', 'attempts.id', 'graded_files.attempt')
    .selectAll('graded_files')
    .select('attempts.number')
    .where('graded_files.session', '=', session)
    .orderBy('task')
    .orderBy('name')
    .execute();
}
