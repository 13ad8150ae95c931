import { Type, type Static } from 'typebox';
import { TargetKind, TaskResult } from '../../graders/contract/index.ts';
import { Id, Instant, RowId } from './common.ts';

/**
 * Where a lab runs. In an account of one's own its number is typed: what the learner makes there costs its owner money. A member of
 * its own instead of a union, so that what is missing is said in one line.
 */
export const SessionTarget = Type.Object(
  {
    kind: Type.Enum(['sandbox', 'aws']),
    account: Type.Optional(
      Type.String({ pattern: '^\\d{12}$', description: 'For `aws`: the number of the registered account' }),
    ),
  },
  { additionalProperties: false },
);
export type SessionTarget = Static<typeof SessionTarget>;

/** POST /api/lab-sessions: in the sandbox, unless `target` says otherwise. */
export const CreateLabSessionBody = Type.Object(
  { lab: Id, target: Type.Optional(SessionTarget) },
  { additionalProperties: false },
);
export type CreateLabSessionBody = Static<typeof CreateLabSessionBody>;

export const LabSessionStatus = Type.Enum(['preparing', 'ready', 'failed', 'lost'], {
  description:
    '`lost`: the engine died and took the account with it; or the AWS account is not confirmed any more',
});

/** Where a learner stands with one task. */
export const TaskState = Type.Object({
  id: Id,
  instructionsHtml: Type.String({
    description: 'Goal, What to do, Done when, with the learner’s own variables filled in',
  }),
  best: Type.Number({ description: 'Points that count, hint costs taken off' }),
  hintCost: Type.Number({ description: 'Points lost to opened hints' }),
  hintsOpened: Type.Array(Type.Number()),
  last: Type.Union([TaskResult, Type.Null()], {
    description: 'Result of the last attempt that judged this task',
  }),
  targetedHintHtml: Type.Union([Type.String(), Type.Null()], {
    description: 'Free word on the reason of the last failure, where the lab has one',
  }),
  answerOpen: Type.Boolean({
    description: 'Passed with all its points once, or released: its reference answer may be read',
  }),
});
export type TaskState = Static<typeof TaskState>;

export const AttemptSummary = Type.Object({
  id: RowId,
  number: Type.Number(),
  status: Type.Enum(['queued', 'running', 'done', 'failed']),
  createdAt: Instant,
  finishedAt: Type.Union([Instant, Type.Null()]),
  score: Type.Union([Type.Number(), Type.Null()]),
  checkable: Type.Union([Type.Number(), Type.Null()]),
  tasks: Type.Union([Type.Array(Id), Type.Null()], { description: 'Tasks asked for; null for all' }),
  problem: Type.Optional(Type.String({ description: 'Why a failed attempt has no result, and the cure' })),
});
export type AttemptSummary = Static<typeof AttemptSummary>;

/** GET /api/lab-sessions/:id; POST /api/lab-sessions answers the same (201 new, 200 already there). */
export const LabSessionReply = Type.Object({
  id: RowId,
  lab: Id,
  status: LabSessionStatus,
  problem: Type.Union([Type.String(), Type.Null()], {
    description: 'Why it failed or was lost, and the cure',
  }),
  createdAt: Instant,
  generation: Type.Number({ description: 'Counts resets, from 1' }),
  variables: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()])),
  target: Type.Object({
    kind: TargetKind,
    endpoint: Type.Union([Type.String(), Type.Null()]),
    account: Type.Union([Type.String(), Type.Null()]),
    region: Type.String(),
  }),
  score: Type.Number({ description: 'Best per task, hint costs taken off' }),
  maxScore: Type.Number(),
  tasks: Type.Array(TaskState),
  attempts: Type.Array(AttemptSummary, { description: 'Newest first' }),
});
export type LabSessionReply = Static<typeof LabSessionReply>;

/** GET /api/lab-sessions: the learner's sessions, newest first. */
export const LabSessionsReply = Type.Object({
  sessions: Type.Array(Type.Object({ id: RowId, lab: Id, status: LabSessionStatus, createdAt: Instant })),
});
export type LabSessionsReply = Static<typeof LabSessionsReply>;

/** GET /api/lab-sessions/:id/connection: keys of the sandbox, worthless at AWS. Never cached, never logged. */
export const ConnectionReply = Type.Object({
  endpoint: Type.String(),
  region: Type.String(),
  account: Type.String(),
  accessKeyId: Type.String(),
  secretAccessKey: Type.String(),
  exports: Type.Object({ bash: Type.String(), fish: Type.String(), powershell: Type.String() }),
});
export type ConnectionReply = Static<typeof ConnectionReply>;

/** One line of the account's call journal (the sandbox's CloudTrail). */
export const JournalEntry = Type.Object({
  seq: Type.Number(),
  at: Instant,
  who: Type.Enum(['learner', 'reader', 'anonymous']),
  /** ARN of the caller; null without a good signature. */
  principal: Type.Union([Type.String(), Type.Null()]),
  /** For a call that policies denied: the deciding statement, or what did not allow it. */
  decision: Type.Union([Type.String(), Type.Null()]),
  service: Type.String(),
  operation: Type.String(),
  parameters: Type.Record(Type.String(), Type.Unknown()),
  status: Type.Number(),
  error: Type.Union([Type.String(), Type.Null()]),
  durationMs: Type.Number(),
});
export type JournalEntry = Static<typeof JournalEntry>;
export const JournalReply = Type.Object({ entries: Type.Array(JournalEntry), lastSeq: Type.Number() });
export type JournalReply = Static<typeof JournalReply>;

/** Files handed in for a task; the last one of a name counts. */
export const ArtifactReply = Type.Object({
  task: Id,
  name: Type.String(),
  bytes: Type.Number(),
  sha256: Type.String(),
  submittedAt: Instant,
  text: Type.Union([Type.String(), Type.Null()]),
});
export type ArtifactReply = Static<typeof ArtifactReply>;
/** A text that is typed and not handed in. Gone once it is. */
export const DraftReply = Type.Object({
  task: Id,
  name: Type.String(),
  text: Type.String(),
  savedAt: Instant,
});
export type DraftReply = Static<typeof DraftReply>;
/** A file as the last check of its task judged it. */
export const GradedFileReply = Type.Object({
  task: Id,
  name: Type.String(),
  text: Type.String(),
  attempt: Type.Number({ description: 'Number of the attempt' }),
  gradedAt: Instant,
});
export type GradedFileReply = Static<typeof GradedFileReply>;
/** GET /api/lab-sessions/:id/artifacts */
export const ArtifactsReply = Type.Object({
  artifacts: Type.Array(ArtifactReply),
  drafts: Type.Array(DraftReply),
  graded: Type.Array(GradedFileReply),
});
export type ArtifactsReply = Static<typeof ArtifactsReply>;
/** PUT /api/lab-sessions/:id/artifacts/:task/:name and …/drafts/:task/:name */
export const ArtifactBody = Type.Object(
  { text: Type.String({ maxLength: 262144 }) },
  { additionalProperties: false },
);
export type ArtifactBody = Static<typeof ArtifactBody>;

/** POST /api/lab-sessions/:id/hints opens one level (levels below it are opened with it, and charged only once). */
export const OpenHintBody = Type.Object(
  { task: Id, level: Type.Integer({ minimum: 1, maximum: 3 }) },
  { additionalProperties: false },
);
export type OpenHintBody = Static<typeof OpenHintBody>;
export const HintReply = Type.Object({
  task: Id,
  level: Type.Number(),
  html: Type.String(),
  costPercent: Type.Number(),
  openedAt: Instant,
});
export type HintReply = Static<typeof HintReply>;
export const HintsReply = Type.Object({ hints: Type.Array(HintReply) });
export type HintsReply = Static<typeof HintsReply>;
