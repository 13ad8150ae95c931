import type { Executor } from './database.ts';
import type { HintOpening } from './schema.ts';

/** Opens a level and those below it; levels that are open stay as they were, with the cost of that day. */
export async function openHints(
  db: Executor,
  session: string,
  task: string,
  levels: readonly { level: number; costPercent: number }[],
  now: number,
): Promise<void> {
  await db
    .insertInto('hint_openings')
    .values(
      levels.map(({ level, costPercent }) => ({
        session,
        task,
        level,
        cost_percent: costPercent,
        opened_at: now,
      })),
    )
    .onConflict((conflict) => conflict.columns(['session', 'task', 'level']).doNothing())
    .execute();
}

export async function hintOpenings(db: Executor, session: string): Promise<HintOpening[]> {
  return await db
    .selectFrom('hint_openings')
    .selectAll()
    .where('session', '=', session)
    .orderBy('task')
    .orderBy('level')
    .execute();
}
