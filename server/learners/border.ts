import { CodedError } from '../errors.ts';
import {
  assignmentsOf,
  enrolmentsOf,
  findAttempt,
  getLabSession,
  type Attempt,
  type Cohort,
  type Enrolled,
  type Executor,
} from '../store/index.ts';

/** An active student of the cohort. @throws CodedError LEARNER_NOT_FOUND */
export async function requireStudent(db: Executor, cohort: Cohort, id: string): Promise<Enrolled> {
  const found = (await enrolmentsOf(db, cohort.id)).find(({ learner }) => learner === id);
  if (found?.role !== 'student' || found.status !== 'active') {
    throw new CodedError('LEARNER_NOT_FOUND', { learner: id });
  }
  return found;
}

/** Does the cohort have this as an assignment? */
export async function isAssigned(
  db: Executor,
  cohort: Cohort,
  of: { kind: 'lab' | 'quiz'; item: string },
): Promise<boolean> {
  const assignments = await assignmentsOf(db, cohort.id);
  return assignments.some(({ kind, item }) => kind === of.kind && item === of.item);
}

/** An attempt of a student at a lab that is assigned here, with that lab. @throws CodedError ATTEMPT_NOT_FOUND, LEARNER_NOT_FOUND */
export async function requireAttempt(
  db: Executor,
  cohort: Cohort,
  id: string,
  attempt: string,
): Promise<{ attempt: Attempt; learner: string; lab: string }> {
  const { learner } = await requireStudent(db, cohort, id);
  const found = await findAttempt(db, learner, attempt);
  const session = found && (await getLabSession(db, found.session));
  if (!session || !(await isAssigned(db, cohort, { kind: 'lab', item: session.lab }))) {
    throw new CodedError('ATTEMPT_NOT_FOUND', { id: attempt });
  }
  return { attempt: found, learner, lab: session.lab };
}
