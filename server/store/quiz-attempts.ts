import type { Executor } from './database.ts';
import { newId, newSeed } from './ids.ts';
import type { QuizAttempt } from './schema.ts';

/** The open attempt of a learner at a quiz, or a new one. Two tabs that start at once get the same one. */
export async function openQuizAttempt(
  db: Executor,
  learner: string,
  part: string,
  digest: string,
  now: number,
): Promise<{ attempt: QuizAttempt; created: boolean }> {
  const id = newId();
  await db
    .insertInto('quiz_attempts')
    .values({
      id,
      learner,
      part,
      seed: newSeed(),
      digest,
      open: 1,
      started_at: now,
      finished_at: null,
      score: null,
    })
    .onConflict((conflict) => conflict.columns(['learner', 'part', 'open']).doNothing())
    .execute();
  const attempt = await db
    .selectFrom('quiz_attempts')
    .selectAll()
    .where('learner', '=', learner)
    .where('part', '=', part)
    .where('open', '=', 1)
    .executeTakeFirstOrThrow();
  return { attempt, created: attempt.id === id };
}

/** The attempt that a learner may go on with. */
export async function findOpenQuizAttempt(
  db: Executor,
  learner: string,
  part: string,
): Promise<QuizAttempt | undefined> {
  return await db
    .selectFrom('quiz_attempts')
    .selectAll()
    .where('learner', '=', learner)
    .where('part', '=', part)
    .where('open', '=', 1)
    .executeTakeFirst();
}

export async function findQuizAttempt(
  db: Executor,
  learner: string,
  id: string,
): Promise<QuizAttempt | undefined> {
  return await db
    .selectFrom('quiz_attempts')
    .selectAll()
    .where('id', '=', id)
    .where('learner', '=', learner)
    .executeTakeFirst();
}

/** Closes an attempt; `score` null gives it up (the quiz has changed under it). */
export async function closeQuizAttempt(
  db: Executor,
  id: string,
  score: number | null,
  now: number,
): Promise<void> {
  await db
    .updateTable('quiz_attempts')
    .set({ open: null, finished_at: now, score })
    .where('id', '=', id)
    .where('open', '=', 1)
    .execute();
}

/** Best score of each part among finished attempts. */
export async function bestQuizScores(db: Executor, learner: string): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('quiz_attempts')
    .select(({ fn }) => ['part', fn.max('score').as('best')])
    .where('learner', '=', learner)
    .where('score', 'is not', null)
    .groupBy('part')
    .execute();
  return new Map(rows.map(({ part, best }) => [part, Number(best)]));
}

/** Finished attempts, oldest first: what was reached when. */
export async function finishedQuizzes(
  db: Executor,
  learner: string,
): Promise<{ part: string; score: number; finishedAt: number }[]> {
  const rows = await db
    .selectFrom('quiz_attempts')
    .select(['part', 'score', 'finished_at'])
    .where('learner', '=', learner)
    .where('score', 'is not', null)
    .orderBy('finished_at')
    .execute();
  return rows.map(({ part, score, finished_at }) => ({
    part,
    score: Number(score),
    finishedAt: Number(finished_at),
  }));
}

/** Every attempt of a learner at a quiz, newest first. */
export async function quizAttemptsOf(db: Executor, learner: string, part: string): Promise<QuizAttempt[]> {
  return await db
    .selectFrom('quiz_attempts')
    .selectAll()
    .where('learner', '=', learner)
    .where('part', '=', part)
    .orderBy('started_at', 'desc')
    .orderBy('id')
    .execute();
}
