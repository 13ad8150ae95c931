import type { Executor } from './database.ts';
import { newId } from './ids.ts';
import type { SimilarityItem } from './schema-insight.ts';

/** Sessions of a lab with what tells whose they are. */
export async function sessionsOfLab(
  db: Executor,
  lab: string,
): Promise<{ learner: string; variables: string; account: string | null }[]> {
  return await db
    .selectFrom('lab_sessions')
    .select(['learner', 'variables', 'account'])
    .where('lab', '=', lab)
    .execute();
}

/** Changes with the sessions of a lab: a new one, or another account. */
export async function sessionsVersion(db: Executor, lab: string): Promise<string> {
  const { count, last } = await db
    .selectFrom('lab_sessions')
    .select(({ fn }) => [fn.countAll().as('count'), fn.max('updated_at').as('last')])
    .where('lab', '=', lab)
    .executeTakeFirstOrThrow();
  return `${count}-${last}`;
}

/** An attempt with its stored evidence, for whoever looks at it again. */
export async function attemptWithEvidence(
  db: Executor,
  attempt: string,
): Promise<{ learner: string; lab: string; at: number; body: string | null } | undefined> {
  return await db
    .selectFrom('attempts')
    .innerJoin('lab_sessions', 'lab_sessions.id', 'attempts.session')
    .leftJoin('evidence', 'evidence.attempt', 'attempts.id')
    .select(['lab_sessions.learner', 'lab_sessions.lab', 'attempts.created_at as at', 'evidence.body'])
    .where('attempts.id', '=', attempt)
    .executeTakeFirst();
}

/** Is somebody a student anywhere? */
export async function isStudent(db: Executor, learner: string): Promise<boolean> {
  const row = await db
    .selectFrom('enrolments')
    .select('cohort')
    .where('learner', '=', learner)
    .where('role', '=', 'student')
    .where('status', '=', 'active')
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * Notes that a value of somebody else was found. The same pair and value is one item, whatever was decided about it: a later attempt
 * only adds to it. The same attempt again adds nothing.
 */
export async function saveSimilarity(
  tx: Executor,
  item: Pick<SimilarityItem, 'lab' | 'learner' | 'owner' | 'variable' | 'value' | 'place' | 'attempt'>,
  at: number,
): Promise<void> {
  await tx
    .insertInto('similarities')
    .values({
      id: newId(),
      ...item,
      found_at: at,
      last_attempt: item.attempt,
      last_at: at,
      times: 1,
      dismissed_by: null,
      dismissed_at: null,
      dismissed_reason: null,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['lab', 'learner', 'owner', 'value'])
        .doUpdateSet(({ eb }) => ({
          last_attempt: item.attempt,
          last_at: at,
          times: eb('similarities.times', '+', 1),
        }))
        .where('similarities.last_attempt', '!=', item.attempt),
    )
    .execute();
}

/** Items between two students of a cohort at labs that are assigned there, the latest first. */
export async function similaritiesOf(db: Executor, cohort: string) {
  return await db
    .selectFrom('similarities')
    .innerJoin('learners', 'learners.id', 'similarities.learner')
    .innerJoin('learners as owners', 'owners.id', 'similarities.owner')
    .innerJoin('assignments', 'assignments.item', 'similarities.lab')
    .innerJoin('enrolments as there', 'there.learner', 'similarities.learner')
    .innerJoin('enrolments as theirs', 'theirs.learner', 'similarities.owner')
    .leftJoin('learners as judges', 'judges.id', 'similarities.dismissed_by')
    .selectAll('similarities')
    .select([
      'learners.name',
      'owners.name as owner_name',
      'judges.name as dismissed_by_name',
      'assignments.id as assignment',
      'assignments.title',
    ])
    .where('assignments.cohort', '=', cohort)
    .where('assignments.kind', '=', 'lab')
    .where('there.cohort', '=', cohort)
    .where('there.role', '=', 'student')
    .where('theirs.cohort', '=', cohort)
    .where('theirs.role', '=', 'student')
    .orderBy('similarities.last_at', 'desc')
    .orderBy('similarities.id')
    .execute();
}

export async function dismissSimilarity(
  tx: Executor,
  id: string,
  { by, reason }: { by: string; reason: string },
  now: number,
): Promise<void> {
  await tx
    .updateTable('similarities')
    .set({ dismissed_by: by, dismissed_at: now, dismissed_reason: reason })
    .where('id', '=', id)
    .execute();
}
