import type { Executor } from './database.ts';

/** Where a learner did something, and when. */
export type LastPlace =
  | { kind: 'lesson'; part: string; position: string | null; at: number }
  | { kind: 'lab'; lab: string; task: string | null; at: number }
  | { kind: 'quiz'; part: string; at: number }
  | { kind: 'review'; at: number };

/** Candidates for "where I was": the last of each kind, the newest first. Lessons that are done and closed quizzes are none. */
export async function lastPlaces(db: Executor, learner: string): Promise<LastPlace[]> {
  const places: LastPlace[] = [];
  const lesson = await db
    .selectFrom('lesson_progress')
    .select(['part', 'position', 'updated_at'])
    .where('learner', '=', learner)
    .where('done', '=', 0)
    .orderBy('updated_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (lesson)
    places.push({
      kind: 'lesson',
      part: lesson.part,
      position: lesson.position,
      at: lesson.updated_at,
    });
  const quiz = await db
    .selectFrom('quiz_attempts')
    .leftJoin('quiz_answers', 'quiz_answers.attempt', 'quiz_attempts.id')
    .select(['part', 'started_at', ({ fn }) => fn.max('answered_at').as('answered')])
    .where('learner', '=', learner)
    .where('open', '=', 1)
    .groupBy(['quiz_attempts.id', 'part', 'started_at'])
    .execute();
  for (const { part, started_at, answered } of quiz)
    places.push({ kind: 'quiz', part, at: answered ?? started_at });
  const review = await db
    .selectFrom('review_sessions')
    .leftJoin('review_answers', 'review_answers.session', 'review_sessions.id')
    .select(['started_at', ({ fn }) => fn.max('answered_at').as('answered')])
    .where('learner', '=', learner)
    .where('open', '=', 1)
    .groupBy(['review_sessions.id', 'started_at'])
    .execute();
  for (const { started_at, answered } of review) places.push({ kind: 'review', at: answered ?? started_at });
  places.push(...(await lastLabPlaces(db, learner)));
  return places.toSorted((a, b) => b.at - a.at);
}

async function lastLabPlaces(db: Executor, learner: string): Promise<LastPlace[]> {
  const sessions = await db
    .selectFrom('lab_sessions')
    .select(['id', 'lab', 'created_at'])
    .where('learner', '=', learner)
    .execute();
  const places: LastPlace[] = [];
  for (const { id, lab, created_at } of sessions) {
    const moments: { task: string | null; at: number }[] = [{ task: null, at: created_at }];
    const newest = async (
      table: 'drafts' | 'artifacts' | 'hint_openings',
      column: 'saved_at' | 'submitted_at' | 'opened_at',
    ): Promise<void> => {
      const row = await db
        .selectFrom(table)
        .select(['task', ({ ref }) => ref(column as 'saved_at').as('at')])
        .where('session', '=', id)
        .orderBy(column as 'saved_at', 'desc')
        .limit(1)
        .executeTakeFirst();
      if (row) moments.push({ task: row.task, at: row.at });
    };
    await newest('drafts', 'saved_at');
    await newest('artifacts', 'submitted_at');
    await newest('hint_openings', 'opened_at');
    const attempt = await db
      .selectFrom('attempts')
      .select(['tasks', 'created_at'])
      .where('session', '=', id)
      .orderBy('number', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (attempt) {
      const tasks = attempt.tasks === null ? [] : (JSON.parse(attempt.tasks) as string[]);
      // A check of one task is work on it; a check of all says nothing about where.
      moments.push({ task: tasks.length === 1 ? (tasks[0] ?? null) : null, at: attempt.created_at });
    }
    const last = moments.reduce((late, moment) => (moment.at > late.at ? moment : late));
    places.push({ kind: 'lab', lab, ...last });
  }
  return places;
}
