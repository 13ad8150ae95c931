import { Type, type Static } from 'typebox';
import { AssignmentDates, AssignmentKind, AssignmentStanding, Extension } from './assignment.ts';
import { Id, Instant, RowId } from './common.ts';
import { OverridesReply, RequestsReply } from './correction.ts';
import { ArtifactReply, GradedFileReply, HintReply } from './lab-session.ts';
import { TimelineReply } from './timeline.ts';

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) =>
  Type.Union([type, Type.Null()]);

/** One assignment as it holds for one learner. */
export const LearnerAssignment = Type.Object({
  id: RowId,
  kind: AssignmentKind,
  item: Id,
  title: Type.String(),
  /** Those of the whole cohort, and those that hold for this learner. */
  planned: AssignmentDates,
  dates: AssignmentDates,
  extension: nullable(Extension),
  attemptLimit: nullable(Type.Integer()),
  standing: AssignmentStanding,
  titles: Type.Record(Type.String(), Type.String(), { description: 'Titles of the tasks by id' }),
  quizAttempts: Type.Array(
    Type.Object({
      id: RowId,
      startedAt: Instant,
      finishedAt: nullable(Instant),
      score: nullable(Type.Number({ description: '0 to 1; null while open, and where it was given up' })),
    }),
    { description: 'Newest first; empty for a lab' },
  ),
});
export type LearnerAssignment = Static<typeof LearnerAssignment>;

/** GET /api/cohorts/:cohort/learners/:learner: a student of the cohort, and only what is assigned there. */
export const LearnerReply = Type.Object({
  learner: Type.Object({
    id: Type.String(),
    name: Type.String(),
    login: nullable(Type.String()),
    studentNumber: nullable(Type.String()),
    group: nullable(Type.String()),
  }),
  timeZone: Type.String(),
  assignments: Type.Array(LearnerAssignment),
  overrides: OverridesReply.properties.overrides,
  requests: RequestsReply.properties.requests,
});
export type LearnerReply = Static<typeof LearnerReply>;

/** GET …/learners/:learner/assignments/:assignment: what was done for an assigned lab. */
export const LearnerLabReply = Type.Object({
  /** Null when the learner never opened the lab, and for a quiz. */
  timeline: nullable(TimelineReply),
  /** Attempts that a grading run of staff made. */
  byStaff: Type.Array(RowId),
  hints: Type.Array(HintReply),
  /** As handed in last, and as the last check of their task judged them. */
  files: Type.Array(ArtifactReply),
  graded: Type.Array(GradedFileReply),
});
export type LearnerLabReply = Static<typeof LearnerLabReply>;
