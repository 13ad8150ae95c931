import type { Executor } from './database.ts';
import { newId } from './ids.ts';
import type { AuditEntry } from './schema-classroom.ts';

/** Puts on record who changed what. Call it in the transaction of the change: neither is there without the other. */
export async function writeAudit(
  tx: Executor,
  entry: {
    actor: string | null;
    action: string;
    cohort?: string | null;
    subject?: string | null;
    detail?: Readonly<Record<string, unknown>>;
  },
  now: number,
): Promise<void> {
  const { actor, action, cohort = null, subject = null, detail = {} } = entry;
  await tx
    .insertInto('audit')
    .values({ id: newId(), at: now, actor, action, cohort, subject, detail: JSON.stringify(detail) })
    .execute();
}

/** Newest first; of one cohort, or of everything. */
export async function auditEntries(
  db: Executor,
  { cohort, before, limit }: { cohort: string | null; before: number; limit: number },
): Promise<(AuditEntry & { actor_name: string | null; subject_name: string | null })[]> {
  let query = db
    .selectFrom('audit')
    .leftJoin('learners as actors', 'actors.id', 'audit.actor')
    .leftJoin('learners as subjects', 'subjects.id', 'audit.subject')
    .selectAll('audit')
    .select(['actors.name as actor_name', 'subjects.name as subject_name'])
    .where('at', '<', before)
    .orderBy('at', 'desc')
    .orderBy('audit.id', 'desc')
    .limit(limit);
  if (cohort !== null) query = query.where('cohort', '=', cohort);
  return await query.execute();
}
