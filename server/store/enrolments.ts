import type { Executor } from './database.ts';
import type { Cohort, Enrolment, NewEnrolment } from './schema-classroom.ts';

/** Somebody of a cohort with what the roster shows. */
export type Enrolled = Enrolment & { name: string; login: string | null };

/** Enrols, or changes the enrolment that there is. */
export async function saveEnrolment(db: Executor, enrolment: NewEnrolment): Promise<void> {
  const { role, student_number, group_name, status } = enrolment;
  await db
    .insertInto('enrolments')
    .values(enrolment)
    .onConflict((conflict) =>
      conflict.columns(['cohort', 'learner']).doUpdateSet({ role, student_number, group_name, status }),
    )
    .execute();
}

export async function findEnrolment(
  db: Executor,
  cohort: string,
  learner: string,
): Promise<Enrolment | undefined> {
  return await db
    .selectFrom('enrolments')
    .selectAll()
    .where('cohort', '=', cohort)
    .where('learner', '=', learner)
    .executeTakeFirst();
}

/** Everybody of a cohort, those who left included, by name. */
export async function enrolmentsOf(db: Executor, cohort: string): Promise<Enrolled[]> {
  return await db
    .selectFrom('enrolments')
    .innerJoin('learners', 'learners.id', 'enrolments.learner')
    .leftJoin('users', 'users.id', 'enrolments.learner')
    .selectAll('enrolments')
    .select(['learners.name', 'users.login'])
    .where('enrolments.cohort', '=', cohort)
    .orderBy('learners.name')
    .orderBy('enrolments.learner')
    .execute();
}

/** Cohorts in which somebody is active, with the role there. */
export async function cohortsOf(db: Executor, learner: string): Promise<(Cohort & { role: string })[]> {
  return await db
    .selectFrom('enrolments')
    .innerJoin('cohorts', 'cohorts.id', 'enrolments.cohort')
    .selectAll('cohorts')
    .select('enrolments.role')
    .where('enrolments.learner', '=', learner)
    .where('enrolments.status', '=', 'active')
    .orderBy('cohorts.created_at', 'desc')
    .orderBy('cohorts.id')
    .execute();
}
