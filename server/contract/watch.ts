import { Type, type Static } from 'typebox';
import { AssignmentKind } from './assignment.ts';
import { Id, Instant, RowId } from './common.ts';
import { LearnerId } from './people.ts';

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) =>
  Type.Union([type, Type.Null()]);

export const WatchRule = Type.Enum(['same-failure', 'near-miss', 'regression', 'not-begun', 'blocked']);
export type WatchRule = Static<typeof WatchRule>;
const MarkKind = Type.Enum(['spoken', 'snoozed']);

/** Somebody who may be stuck: why, since when, seen in what, and what could be said next. */
export const WatchItem = Type.Object({
  learner: LearnerId,
  name: Type.String(),
  group: nullable(Type.String()),
  assignment: RowId,
  title: Type.String(),
  kind: AssignmentKind,
  rule: WatchRule,
  task: nullable(Id),
  taskTitle: nullable(Type.String()),
  reason: nullable(Type.String()),
  /** What happened, in a sentence. */
  words: Type.String(),
  since: Instant,
  due: nullable(Instant),
  attempts: Type.Array(Type.Object({ id: RowId, at: Instant }), {
    description: 'The last ten, oldest first',
  }),
  /** 0 to 100. */
  urgency: Type.Number(),
  /** What to say next: a hint of the lab that gives no answer, or our own words. */
  nextWord: Type.Object({ html: Type.String(), from: Type.Enum(['reason', 'first-hint', 'us']) }),
  mark: nullable(Type.Object({ kind: MarkKind, by: Type.String(), at: Instant, until: Instant })),
  /** Off the list for now. */
  quiet: Type.Boolean(),
});
export type WatchItem = Static<typeof WatchItem>;

/** GET /api/cohorts/:cohort/watch: the most urgent first. */
export const WatchReply = Type.Object({ items: Type.Array(WatchItem) });
export type WatchReply = Static<typeof WatchReply>;

const Of = { learner: LearnerId, assignment: RowId, rule: WatchRule, task: nullable(Id) };
/** PUT /api/cohorts/:cohort/watch/marks */
export const WatchMarkBody = Type.Object(
  {
    ...Of,
    kind: MarkKind,
    days: Type.Integer({ minimum: 1, maximum: 30, default: 2, description: 'How long it is put off' }),
  },
  { additionalProperties: false },
);
export type WatchMarkBody = Static<typeof WatchMarkBody>;
/** DELETE /api/cohorts/:cohort/watch/marks */
export const WatchUnmarkBody = Type.Object(Of, { additionalProperties: false });
export type WatchUnmarkBody = Static<typeof WatchUnmarkBody>;
