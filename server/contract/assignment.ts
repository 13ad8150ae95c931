import { Type, type Static } from 'typebox';
import { Id, Instant, RowId } from './common.ts';

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);

/** A wall-clock time in the cohort's zone, to the minute: what an instructor reads on a calendar. */
export const LocalTime = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}$' });

/** From `afterHours` after the due time on, `percent` of the points count. */
const LateStep = Type.Object(
  {
    afterHours: Type.Number({ minimum: 0, maximum: 8_760 }),
    percent: Type.Number({ minimum: 0, maximum: 100 }),
  },
  { additionalProperties: false },
);
export type LateStep = Static<typeof LateStep>;

/** How an assignment counts. */
export const AssignmentPolicy = Type.Object(
  {
    late: Type.Array(LateStep, {
      maxItems: 20,
      description: 'Hours rise and percents fall; empty: late work counts in full until the close',
    }),
    attemptLimit: nullable(Type.Integer({ minimum: 1, maximum: 1_000 })),
    cooldownMinutes: Type.Integer({ minimum: 0, maximum: 10_080, description: 'Pause between two attempts' }),
    counting: Type.Enum(['best', 'last', 'per-task-best']),
    hiddenUntilReleased: Type.Boolean(),
    answersAtClose: Type.Optional(
      Type.Boolean({ description: 'Reference answers open once nobody of the cohort can hand in any more' }),
    ),
  },
  { additionalProperties: false },
);
export type AssignmentPolicy = Static<typeof AssignmentPolicy>;

const fields = {
  title: Type.String({ minLength: 1, maxLength: 200 }),
  /** Null: open from the start, or, when hidden until released, as soon as somebody releases it. */
  releaseAt: nullable(LocalTime),
  dueAt: nullable(LocalTime),
  /** Nothing is accepted any more from here on. Null: never closes. */
  closeAt: nullable(LocalTime),
  policy: AssignmentPolicy,
};
/** PUT /api/cohorts/:cohort/assignments/:assignment, and what-if: everything that may be changed. */
export const AssignmentBody = Type.Object(fields, { additionalProperties: false });
export type AssignmentBody = Static<typeof AssignmentBody>;
export const AssignmentKind = Type.Enum(['lab', 'quiz']);
/** POST /api/cohorts/:cohort/assignments. `item` is a lab, or a part whose quiz is meant. */
export const CreateAssignmentBody = Type.Object(
  { kind: AssignmentKind, item: Id, ...fields },
  { additionalProperties: false },
);
export type CreateAssignmentBody = Static<typeof CreateAssignmentBody>;

/** Instants that hold for somebody. */
export const AssignmentDates = Type.Object({
  release: nullable(Instant),
  due: nullable(Instant),
  close: nullable(Instant),
});
export type AssignmentDates = Static<typeof AssignmentDates>;

export const AssignmentRow = Type.Object({
  id: RowId,
  kind: AssignmentKind,
  item: Id,
  ...fields,
  released: Type.Boolean(),
  answersOpen: Type.Boolean({ description: 'Students may read the reference answers' }),
  /** The local times as instants. */
  instants: AssignmentDates,
  maxPoints: Type.Number(),
  extensions: Type.Integer({ description: 'Learners with dates of their own' }),
});
export type AssignmentRow = Static<typeof AssignmentRow>;
export const AssignmentsReply = Type.Object({
  timeZone: Type.String(),
  assignments: Type.Array(AssignmentRow),
});
export type AssignmentsReply = Static<typeof AssignmentsReply>;

export const Extension = Type.Object({
  learner: Type.String(),
  name: Type.String(),
  dueAt: nullable(LocalTime),
  extraMinutes: Type.Integer(),
  extraPercent: Type.Integer(),
  extraAttempts: Type.Integer(),
  excused: Type.Boolean(),
  reason: Type.String(),
  by: nullable(Type.String()),
  at: Instant,
  /** What comes of it. */
  due: nullable(Instant),
  close: nullable(Instant),
});
export type Extension = Static<typeof Extension>;
export const ExtensionsReply = Type.Object({ extensions: Type.Array(Extension) });
export type ExtensionsReply = Static<typeof ExtensionsReply>;
/** PUT …/extensions: for learners by id, or for everybody of a group. It replaces what they had. */
export const ExtensionBody = Type.Object(
  {
    learners: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 40 }), { minItems: 1, maxItems: 500 }),
    ),
    group: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    dueAt: Type.Optional(nullable(LocalTime)),
    extraMinutes: Type.Optional(Type.Integer({ minimum: 0, maximum: 525_600 })),
    extraPercent: Type.Optional(Type.Integer({ minimum: 0, maximum: 400 })),
    extraAttempts: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000 })),
    excused: Type.Optional(Type.Boolean()),
    reason: Type.String({ minLength: 1, maxLength: 500 }),
  },
  { additionalProperties: false },
);
export type ExtensionBody = Static<typeof ExtensionBody>;

/** POST …/assignments/:assignment/answers */
export const AnswersBody = Type.Object({ open: Type.Boolean() }, { additionalProperties: false });

export const StandingStatus = Type.Enum(['none', 'started', 'submitted', 'late', 'missing', 'excused']);
export type StandingStatus = Static<typeof StandingStatus>;
/** What one task brings into an assignment's score. */
export const TaskScore = Type.Object({
  task: Type.String(),
  maxPoints: Type.Number(),
  /** What the grader gave in the attempt that counts; null: no attempt of it was judged. */
  automatic: nullable(Type.Number()),
  hintCost: Type.Number(),
  /** Percent of the points that the attempt's time leaves. */
  latePercent: Type.Number(),
  override: nullable(Type.Number()),
  /** What counts in the end. */
  counted: Type.Number(),
  /** The attempt that counts. */
  attempt: nullable(Type.String()),
});
export type TaskScore = Static<typeof TaskScore>;
/** Where a learner stands in an assignment: the score that matrix, gradebook and student see. */
export const AssignmentStanding = Type.Object({
  learner: Type.String(),
  assignment: RowId,
  tasks: Type.Array(TaskScore),
  maxPoints: Type.Number(),
  /** Null: nothing was judged and nobody gave points. That is not zero. */
  score: nullable(Type.Number()),
  scoreBeforeLate: nullable(Type.Number()),
  /** 100 when nothing was lost to the time of submission. */
  latePercent: Type.Number(),
  attemptsUsed: Type.Integer(),
  status: StandingStatus,
  /** Last attempt that counts as one. */
  lastAt: nullable(Instant),
  due: nullable(Instant),
  close: nullable(Instant),
});
export type AssignmentStanding = Static<typeof AssignmentStanding>;

/** POST …/what-if: who would gain or lose; nothing is saved. */
export const WhatIfReply = Type.Object({
  learners: Type.Integer(),
  gain: Type.Integer(),
  lose: Type.Integer(),
  averageBefore: nullable(Type.Number()),
  averageAfter: nullable(Type.Number()),
  changes: Type.Array(
    Type.Object({
      learner: Type.String(),
      name: Type.String(),
      before: nullable(Type.Number()),
      after: nullable(Type.Number()),
      statusBefore: StandingStatus,
      statusAfter: StandingStatus,
    }),
  ),
});
export type WhatIfReply = Static<typeof WhatIfReply>;

/** GET /api/assignments: the caller's own, for the course map and the workbench. */
export const MyAssignment = Type.Object({
  id: RowId,
  cohort: Id,
  cohortTitle: Type.String(),
  timeZone: Type.String(),
  kind: AssignmentKind,
  item: Id,
  title: Type.String(),
  dates: AssignmentDates,
  state: Type.Enum(['upcoming', 'open', 'late', 'closed', 'excused']),
  /** Percent of the points that an attempt would bring now. */
  percentNow: Type.Number(),
  late: Type.Array(LateStep),
  counting: AssignmentPolicy.properties.counting,
  attemptsUsed: Type.Integer(),
  attemptsLeft: nullable(Type.Integer()),
  /** When the pause after the last attempt ends; null: no pause now. */
  nextAttemptAt: nullable(Instant),
  score: nullable(Type.Number()),
  maxPoints: Type.Number(),
  status: StandingStatus,
});
export type MyAssignment = Static<typeof MyAssignment>;
export const MyAssignmentsReply = Type.Object({ assignments: Type.Array(MyAssignment) });
export type MyAssignmentsReply = Static<typeof MyAssignmentsReply>;
