import type { Executor } from './database.ts';
import { newId, newSeed } from './ids.ts';
import type { ReviewSession, StoredReviewAnswer } from './schema.ts';

export async function openReview(db: Executor, learner: string): Promise<ReviewSession | undefined> {
  return await db
    .selectFrom('review_sessions')
    .selectAll()
    .where('learner', '=', learner)
    .where('open', '=', 1)
    .executeTakeFirst();
}

/** Starts a review, or answers the open one: two tabs that start at once get the same. */
export async function insertReview(
  db: Executor,
  learner: string,
  items: readonly { part: string; item: string }[],
  now: number,
): Promise<{ review: ReviewSession; created: boolean }> {
  const id = newId();
  await db
    .insertInto('review_sessions')
    .values({
      id,
      learner,
      seed: newSeed(),
      items: JSON.stringify(items),
      open: 1,
      started_at: now,
      finished_at: null,
    })
    .onConflict((conflict) => conflict.columns(['learner', 'open']).doNothing())
    .execute();
  const review = await db
    .selectFrom('review_sessions')
    .selectAll()
    .where('learner', '=', learner)
    .where('open', '=', 1)
    .executeTakeFirstOrThrow();
  return { review, created: review.id === id };
}

export async function findReview(
  db: Executor,
  learner: string,
  id: string,
): Promise<ReviewSession | undefined> {
  return await db
    .selectFrom('review_sessions')
    .selectAll()
    .where('id', '=', id)
    .where('learner', '=', learner)
    .executeTakeFirst();
}

export async function closeReview(db: Executor, id: string, now: number): Promise<void> {
  await db
    .updateTable('review_sessions')
    .set({ open: null, finished_at: now })
    .where('id', '=', id)
    .where('open', '=', 1)
    .execute();
}

/** In the order in which they were given. */
export async function reviewAnswers(db: Executor, session: string): Promise<StoredReviewAnswer[]> {
  return await db
    .selectFrom('review_answers')
    .selectAll()
    .where('session', '=', session)
    .orderBy('answered_at')
    .orderBy('item')
    .execute();
}

/** Stores the first answer to an item of a review; false when there is one already. */
export async function addReviewAnswer(
  db: Executor,
  answer: { session: string; part: string; item: string; answer: unknown; correct: boolean; credit: number },
  now: number,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('review_answers')
    .values({
      ...answer,
      answer: JSON.stringify(answer.answer),
      correct: Number(answer.correct),
      answered_at: now,
    })
    .onConflict((conflict) => conflict.columns(['session', 'part', 'item']).doNothing())
    .executeTakeFirstOrThrow();
  return Number(numInsertedOrUpdatedRows ?? 0) > 0;
}

/** Every answer of a learner to a quiz item, in quizzes and reviews, oldest first, without what was answered. */
export async function answerHistory(
  db: Executor,
  learner: string,
): Promise<{ part: string; item: string; correct: boolean; at: number }[]> {
  const rows = await db
    .selectFrom('quiz_answers')
    .innerJoin('quiz_attempts', 'quiz_attempts.id', 'quiz_answers.attempt')
    .select([
      'quiz_attempts.part',
      'quiz_answers.item',
      'quiz_answers.correct',
      'quiz_answers.answered_at as at',
    ])
    .where('quiz_attempts.learner', '=', learner)
    .unionAll(
      db
        .selectFrom('review_answers')
        .innerJoin('review_sessions', 'review_sessions.id', 'review_answers.session')
        .select([
          'review_answers.part',
          'review_answers.item',
          'review_answers.correct',
          'review_answers.answered_at as at',
        ])
        .where('review_sessions.learner', '=', learner),
    )
    .orderBy('at')
    .execute();
  return rows.map(({ part, item, correct, at }) => ({ part, item, correct: correct === 1, at }));
}
