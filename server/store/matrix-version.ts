import { sql } from 'kysely';
import type { Executor } from './database.ts';

/**
 * A text that changes with everything that scores of a cohort are made of, at the price of one query: whoever polls
 * learns cheaply that nothing happened. It may change without need (work in another cohort), never miss a change.
 */
export async function matrixVersion(db: Executor, cohort: string): Promise<string> {
  const { rows } = await sql<{ version: string }>`select
    (select coalesce(max(created_at), 0) || '.' || coalesce(max(finished_at), 0) || '.' || count(*) from attempts)
    || '-' || (select count(*) from lab_sessions)
    || '-' || (select coalesce(max(finished_at), 0) || '.' || count(*) from quiz_attempts)
    || '-' || (select count(*) from hint_openings)
    || '-' || (select coalesce(max(decided_at), 0) from regrades)
    || '-' || (select coalesce(max(updated_at), 0) || '.' || count(*) from assignments where cohort = ${cohort})
    || '-' || (select coalesce(max(at), 0) || '.' || count(*) from audit where cohort = ${cohort}) as version`.execute(
    db,
  );
  return rows[0]?.version ?? '';
}
