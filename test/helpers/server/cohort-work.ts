import { insertAssignment, type Db } from '../../../server/store/index.ts';
import { COHORT } from './classroom.ts';

/** Puts a student into the class without a login: who only has work to be looked at. */
export async function addStudent(db: Db, id: string, status = 'active'): Promise<string> {
  await db
    .insertInto('learners')
    .values({ id, name: `Name of ${id}`, seed: id, created_at: 1 })
    .execute();
  await db
    .insertInto('enrolments')
    .values({
      cohort: COHORT,
      learner: id,
      role: 'student',
      student_number: null,
      group_name: null,
      email: null,
      status,
      created_at: 1,
    })
    .execute();
  return id;
}

/** Assigns a lab or quiz to the class, open and without dates unless said. */
export async function addAssignment(
  db: Db,
  {
    id,
    kind,
    item,
    ...dates
  }: { id: string; kind: 'lab' | 'quiz'; item: string; due_at?: string; close_at?: string },
): Promise<void> {
  const policy = {
    late: [],
    attemptLimit: null,
    cooldownMinutes: 0,
    counting: 'per-task-best',
    hiddenUntilReleased: false,
  };
  await insertAssignment(db, {
    id,
    cohort: COHORT,
    kind,
    item,
    title: `Title of ${item}`,
    release_at: null,
    due_at: null,
    close_at: null,
    policy: JSON.stringify(policy),
    released_at: null,
    created_at: 1,
    updated_at: 1,
    ...dates,
  });
}
