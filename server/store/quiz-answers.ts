import type { Executor } from './database.ts';
import type { StoredQuizAnswer } from './schema.ts';

/** In the order in which they were given. */
export async function quizAnswers(db: Executor, attempt: string): Promise<StoredQuizAnswer[]> {
  return await db
    .selectFrom('quiz_answers')
    .selectAll()
    .where('attempt', '=', attempt)
    .orderBy('answered_at')
    .orderBy('item')
    .execute();
}

/** Stores the first answer to an item; false when there is one already. */
export async function addQuizAnswer(
  db: Executor,
  answer: { attempt: string; item: string; answer: unknown; correct: boolean; credit: number },
  now: number,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('quiz_answers')
    .values({
      attempt: answer.attempt,
      item: answer.item,
      answer: JSON.stringify(answer.answer),
      correct: Number(answer.correct),
      credit: answer.credit,
      answered_at: now,
    })
    .onConflict((conflict) => conflict.columns(['attempt', 'item']).doNothing())
    .executeTakeFirstOrThrow();
  return Number(numInsertedOrUpdatedRows ?? 0) > 0;
}
