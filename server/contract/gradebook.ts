import { Type, type Static } from 'typebox';
import { AssignmentStanding } from './assignment.ts';
import { Id, Instant, RowId } from './common.ts';

/** Column shapes of GET /api/cohorts/:cohort/gradebook.csv. */
export const GradebookFormat = Type.Enum(['plain', 'canvas', 'moodle', 'nbgrader']);
export type GradebookFormat = Static<typeof GradebookFormat>;

export const GradebookQuery = Type.Object({ assignment: Type.Optional(RowId) });
export const GradebookCsvQuery = Type.Object({
  format: Type.Optional(GradebookFormat),
  assignment: Type.Optional(RowId),
  /** Excel needs the mark to see UTF-8; an LMS may take it for a part of the first header. */
  bom: Type.Optional(Type.Enum(['yes', 'no'])),
  preview: Type.Optional(
    Type.Enum(['yes', 'no'], { description: 'Only the first lines; is not an export and not put on record' }),
  ),
});

const text = Type.Union([Type.String(), Type.Null()]);
/** GET /api/cohorts/:cohort/gradebook: active students by name, each with one score per assignment, in that order. */
export const GradebookReply = Type.Object({
  cohort: Id,
  title: Type.String(),
  at: Instant,
  assignments: Type.Array(
    Type.Object({
      id: RowId,
      title: Type.String(),
      /** Null: there is no student to work it out for. */
      maxPoints: Type.Union([Type.Number(), Type.Null()]),
    }),
  ),
  students: Type.Array(
    Type.Object({
      learner: Type.String(),
      name: Type.String(),
      login: text,
      studentNumber: text,
      email: text,
      group: text,
      scores: Type.Array(AssignmentStanding),
    }),
  ),
});
export type GradebookReply = Static<typeof GradebookReply>;
