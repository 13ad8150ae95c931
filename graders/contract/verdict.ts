import { Type, type Static } from 'typebox';

/**
 * Why something could not be checked. A closed list (lab-catalogue §1): whoever meets a new cause must decide which of
 * these it is, so that every surface can name whose move it is. `check-crashed` is ours: a judge threw.
 */
export const BLOCKED_REASONS = [
  'denied',
  'throttled',
  'timeout',
  'credentials-expired',
  'region-disabled',
  'unsupported-by-target',
  'no-runtime',
  'costs-money',
  'price-missing',
  'unsupported-construct',
  'check-crashed',
] as const;
export const BlockedReason = Type.Union(BLOCKED_REASONS.map((reason) => Type.Literal(reason)));
export type BlockedReason = (typeof BLOCKED_REASONS)[number];

/** One thing that was read: the operation as the SDK names it, where in its answer, what the task wants, what is there. */
export const Evidence = Type.Object({
  read: Type.String({ description: '`s3:GetBucketPolicy`, or `artifact:<task id>/<file>`' }),
  path: Type.String({
    description: 'Place in the answer, such as `Rules[1].Filter.Prefix`; empty for the whole answer',
  }),
  expected: Type.Unknown(),
  actual: Type.Unknown(),
});
export type Evidence = Static<typeof Evidence>;

export const CheckStatus = Type.Union([Type.Literal('pass'), Type.Literal('fail'), Type.Literal('blocked')]);
export type CheckStatus = Static<typeof CheckStatus>;

/** What a check found. `reason` is a key of the check's reasons, of the common reasons, or a BlockedReason. */
export const Verdict = Type.Object({
  use: Type.String({ description: 'Check id, such as `s3/tiering`' }),
  status: CheckStatus,
  reason: Type.String(),
  message: Type.String(),
  evidence: Type.Array(Evidence),
  data: Type.Record(Type.String(), Type.Unknown(), { description: 'Values that fill the message' }),
});
export type Verdict = Static<typeof Verdict>;

export const TaskStatus = Type.Union([
  Type.Literal('pass'),
  Type.Literal('partial'),
  Type.Literal('fail'),
  Type.Literal('blocked'),
  Type.Literal('skipped'),
]);
export type TaskStatus = Static<typeof TaskStatus>;

export const TaskResult = Type.Object({
  id: Type.String(),
  title: Type.String(),
  status: TaskStatus,
  points: Type.Number({ description: 'Earned' }),
  maxPoints: Type.Number(),
  reason: Type.String({
    description: 'Reason of the deciding check; for skipped the task that has to come first',
  }),
  message: Type.String(),
  checks: Type.Array(Verdict),
});
export type TaskResult = Static<typeof TaskResult>;

export const TargetKind = Type.Union([
  Type.Literal('sandbox'),
  Type.Literal('endpoint'),
  Type.Literal('aws'),
]);
export type TargetKind = Static<typeof TargetKind>;

/** What `groundschool grade --format json` prints (design §10, contract). */
export const GradeReport = Type.Object({
  lab: Type.String(),
  version: Type.String({ description: 'Version of Groundschool and of the lab, `0.1.0+<digest>`' }),
  target: Type.Object({
    kind: TargetKind,
    endpoint: Type.Union([Type.String(), Type.Null()]),
    account: Type.Union([Type.String(), Type.Null()]),
    region: Type.String(),
  }),
  startedAt: Type.String({ format: 'date-time' }),
  durationMs: Type.Number(),
  awsCalls: Type.Number({ description: 'AWS API requests that were sent, retries included' }),
  score: Type.Number(),
  checkable: Type.Number({ description: 'Points that could be judged' }),
  maxScore: Type.Number(),
  tasks: Type.Array(TaskResult),
});
export type GradeReport = Static<typeof GradeReport>;
