import type { Executor } from './database.ts';
import type { Assignment, Extension, NewAssignment, NewExtension } from './schema-assignments.ts';

/** False when the cohort has an assignment of this item. */
export async function insertAssignment(db: Executor, assignment: NewAssignment): Promise<boolean> {
  const result = await db
    .insertInto('assignments')
    .values(assignment)
    .onConflict((conflict) => conflict.columns(['cohort', 'kind', 'item']).doNothing())
    .executeTakeFirstOrThrow();
  return Number(result.numInsertedOrUpdatedRows ?? 0) > 0;
}

/** Of a cohort, by due time; those without one last. */
export async function assignmentsOf(db: Executor, cohort: string): Promise<Assignment[]> {
  const rows = await db
    .selectFrom('assignments')
    .selectAll()
    .where('cohort', '=', cohort)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return rows.toSorted((a, b) => (a.due_at ?? '~').localeCompare(b.due_at ?? '~'));
}

export async function findAssignment(
  db: Executor,
  cohort: string,
  id: string,
): Promise<Assignment | undefined> {
  return await db
    .selectFrom('assignments')
    .selectAll()
    .where('cohort', '=', cohort)
    .where('id', '=', id)
    .executeTakeFirst();
}

export async function changeAssignment(
  db: Executor,
  id: string,
  change: Partial<
    Pick<
      Assignment,
      'title' | 'release_at' | 'due_at' | 'close_at' | 'policy' | 'released_at' | 'answers_at' | 'updated_at'
    >
  >,
): Promise<void> {
  await db.updateTable('assignments').set(change).where('id', '=', id).execute();
}

/** Takes an assignment away with the dates of single learners and points by hand. What learners did stays. */
export async function deleteAssignment(tx: Executor, id: string): Promise<void> {
  await tx.deleteFrom('overrides').where('assignment', '=', id).execute();
  await tx.deleteFrom('extensions').where('assignment', '=', id).execute();
  await tx.deleteFrom('assignments').where('id', '=', id).execute();
}

/** An assignment as a student of a running cohort has it. */
export type StudentAssignment = Assignment & { time_zone: string; cohort_title: string };

/** What is given to a learner as a student, of one item or of all. */
export async function assignmentsForStudent(
  db: Executor,
  learner: string,
  item?: { kind: string; id: string },
): Promise<StudentAssignment[]> {
  let query = db
    .selectFrom('assignments')
    .innerJoin('cohorts', 'cohorts.id', 'assignments.cohort')
    .innerJoin('enrolments', 'enrolments.cohort', 'assignments.cohort')
    .selectAll('assignments')
    .select(['cohorts.time_zone', 'cohorts.title as cohort_title'])
    .where('enrolments.learner', '=', learner)
    .where('enrolments.role', '=', 'student')
    .where('enrolments.status', '=', 'active')
    .where('cohorts.archived_at', 'is', null)
    .orderBy('assignments.created_at');
  if (item) {
    query = query.where('assignments.kind', '=', item.kind).where('assignments.item', '=', item.id);
  }
  return await query.execute();
}

export async function saveExtension(tx: Executor, extension: NewExtension): Promise<void> {
  const { assignment: _assignment, learner: _learner, ...change } = extension;
  await tx
    .insertInto('extensions')
    .values(extension)
    .onConflict((conflict) => conflict.columns(['assignment', 'learner']).doUpdateSet(change))
    .execute();
}

/** False when there was none. */
export async function deleteExtension(tx: Executor, assignment: string, learner: string): Promise<boolean> {
  const result = await tx
    .deleteFrom('extensions')
    .where('assignment', '=', assignment)
    .where('learner', '=', learner)
    .executeTakeFirst();
  return Number(result.numDeletedRows) > 0;
}

/** Of all assignments of a cohort, or of one learner there. */
export async function extensionsOf(db: Executor, cohort: string, learner?: string): Promise<Extension[]> {
  let query = db
    .selectFrom('extensions')
    .innerJoin('assignments', 'assignments.id', 'extensions.assignment')
    .selectAll('extensions')
    .where('assignments.cohort', '=', cohort);
  if (learner !== undefined) query = query.where('extensions.learner', '=', learner);
  return await query.execute();
}

/** Students who have a lab as an assignment of another running cohort. */
export async function taughtElsewhere(db: Executor, cohort: string, lab: string): Promise<Set<string>> {
  const rows = await db
    .selectFrom('assignments')
    .innerJoin('cohorts', 'cohorts.id', 'assignments.cohort')
    .innerJoin('enrolments', 'enrolments.cohort', 'assignments.cohort')
    .select('enrolments.learner')
    .distinct()
    .where('assignments.kind', '=', 'lab')
    .where('assignments.item', '=', lab)
    .where('assignments.cohort', '!=', cohort)
    .where('cohorts.archived_at', 'is', null)
    .where('enrolments.role', '=', 'student')
    .where('enrolments.status', '=', 'active')
    .execute();
  return new Set(rows.map(({ learner }) => learner));
}
