import { sql } from 'kysely';
import type { Executor } from './database.ts';
import type { Retention } from './schema-connections.ts';

export async function retentionOf(db: Executor, cohort: string): Promise<Retention | undefined> {
  return await db.selectFrom('retentions').selectAll().where('cohort', '=', cohort).executeTakeFirst();
}

export async function saveRetention(tx: Executor, cohort: string, days: number | null): Promise<void> {
  await tx
    .insertInto('retentions')
    .values({ cohort, days })
    .onConflict((conflict) => conflict.column('cohort').doUpdateSet({ days }))
    .execute();
}

/** Attempts at a lab whose evidence stands for a cohort's students, but for those that a cohort which has not ended needs too. */
function oldAttempts({ cohort, lab, ended }: { cohort: string; lab: string; ended: readonly string[] }) {
  return sql<{ id: string }>`select attempts.id from attempts
    join lab_sessions on lab_sessions.id = attempts.session
    join enrolments on enrolments.learner = lab_sessions.learner
    where lab_sessions.lab = ${lab} and enrolments.cohort = ${cohort} and enrolments.role = 'student'
      and attempts.status in ('done', 'failed')
      and not exists (
        select 1 from enrolments as others join assignments on assignments.cohort = others.cohort
        where others.learner = lab_sessions.learner and others.status = 'active'
          and assignments.kind = 'lab' and assignments.item = ${lab}
          and others.cohort not in (${sql.join(ended)}))`;
}

/** How many attempts at a lab still have evidence that is to go, and how many bytes that is before it was packed. */
export async function oldEvidence(
  db: Executor,
  of: { cohort: string; lab: string; ended: readonly string[] },
): Promise<{ attempts: number; bytes: number }> {
  const { rows } = await sql<{
    attempts: number;
    bytes: number | null;
  }>`select count(*) as attempts, sum(bytes) as bytes
    from evidence where attempt in (${oldAttempts(of)})`.execute(db);
  return { attempts: rows[0]?.attempts ?? 0, bytes: rows[0]?.bytes ?? 0 };
}

/** What was read of accounts goes, and the files as they were graded; verdicts and scores stay. */
export async function dropOldEvidence(
  tx: Executor,
  of: { cohort: string; lab: string; ended: readonly string[] },
): Promise<void> {
  for (const table of ['evidence', 'attempt_calls', 'graded_files'])
    await sql`delete from ${sql.table(table)} where attempt in (${oldAttempts(of)})`.execute(tx);
}
