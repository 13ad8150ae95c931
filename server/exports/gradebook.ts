import { assignmentStandings } from '../assignments/index.ts';
import type { Catalog } from '../catalog/index.ts';
import type { AssignmentStanding, GradebookReply } from '../contract/index.ts';
import { CodedError } from '../errors.ts';
import { assignmentsOf, enrolmentsOf, findAssignment, type Cohort, type Executor } from '../store/index.ts';

/** Scores of a cohort, as every format is written from. */
export type Gradebook = GradebookReply;

/**
 * The scores of all active students of a cohort, worked out now.
 *
 * @param options.assignment only this one
 * @throws CodedError ASSIGNMENT_NOT_FOUND
 */
export async function loadGradebook(
  db: Executor,
  catalog: Catalog,
  cohort: Cohort,
  { now, assignment: id }: { now: number; assignment?: string | undefined },
): Promise<Gradebook> {
  const one = id === undefined ? undefined : await findAssignment(db, cohort.id, id);
  if (id !== undefined && !one) throw new CodedError('ASSIGNMENT_NOT_FOUND', { assignment: id });
  const assignments = one ? [one] : await assignmentsOf(db, cohort.id);
  const standings = await assignmentStandings(db, catalog, cohort, { now, assignments });
  const byLearner = new Map<string, AssignmentStanding[]>();
  const maxPoints = new Map<string, number>();
  for (const standing of standings) {
    maxPoints.set(standing.assignment, standing.maxPoints);
    const scores = byLearner.get(standing.learner);
    if (scores) scores.push(standing);
    else byLearner.set(standing.learner, [standing]);
  }
  const enrolled = await enrolmentsOf(db, cohort.id);
  return {
    cohort: cohort.id,
    title: cohort.title,
    at: new Date(now).toISOString(),
    assignments: assignments.map(({ id: assignment, title }) => ({
      id: assignment,
      title,
      maxPoints: maxPoints.get(assignment) ?? null,
    })),
    students: enrolled
      .filter(({ role, status }) => role === 'student' && status === 'active')
      .map((student) => ({
        learner: student.learner,
        name: student.name,
        login: student.login,
        studentNumber: student.student_number,
        email: student.email,
        group: student.group_name,
        scores: byLearner.get(student.learner) ?? [],
      })),
  };
}
