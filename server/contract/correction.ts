import { Type, type Static } from 'typebox';
import { Id, Instant, RowId } from './common.ts';

const Nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);
const Verdict = Type.Object({
  status: Type.String(),
  points: Type.Number(),
  reason: Type.String(),
  message: Type.String(),
});

const regradeFields = {
  id: RowId,
  lab: Id,
  version: Type.String(),
  status: Type.Enum(['running', 'ready', 'applied', 'discarded', 'failed']),
  problem: Nullable(Type.String()),
  total: Type.Integer(),
  done: Type.Integer(),
  /** Attempts of which nothing was kept: they cannot be judged again and stay as they are. */
  withoutEvidence: Type.Integer(),
  createdAt: Instant,
  decidedAt: Nullable(Instant),
};
export const RegradesReply = Type.Object({ regrades: Type.Array(Type.Object(regradeFields)) });
export type RegradesReply = Static<typeof RegradesReply>;
/** A regrade with every verdict that would be another one. */
export const RegradeReply = Type.Object({
  ...regradeFields,
  changes: Type.Array(
    Type.Object({
      attempt: RowId,
      number: Type.Integer(),
      learner: Type.String(),
      name: Type.String(),
      task: Id,
      before: Verdict,
      after: Verdict,
      applied: Type.Boolean(),
    }),
  ),
});
export type RegradeReply = Static<typeof RegradeReply>;
export const StartRegradeBody = Type.Object({ lab: Id }, { additionalProperties: false });
export const ApplyRegradeBody = Type.Object(
  { allowLower: Type.Boolean({ default: false, description: 'Take points away too' }) },
  { additionalProperties: false },
);

/** PUT …/learners/:learner/points */
export const OverrideBody = Type.Object(
  {
    assignment: RowId,
    task: Id,
    points: Type.Number({ minimum: 0, maximum: 1_000 }),
    reason: Type.String({ minLength: 1, maxLength: 1_000 }),
  },
  { additionalProperties: false },
);
export type OverrideBody = Static<typeof OverrideBody>;
export const TakeBackBody = Type.Object({ assignment: RowId, task: Id }, { additionalProperties: false });
export const OverridesReply = Type.Object({
  overrides: Type.Array(
    Type.Object({
      assignment: RowId,
      title: Type.String(),
      learner: Type.String(),
      name: Type.String(),
      task: Id,
      points: Type.Number(),
      reason: Type.String(),
      by: Type.String(),
      at: Instant,
      /** Points that the grader gave then, and gives now. */
      automatic: Type.Object({ then: Nullable(Type.Number()), now: Nullable(Type.Number()) }),
      /** The grader says something else now: somebody should look again. */
      changed: Type.Boolean(),
    }),
  ),
});
export type OverridesReply = Static<typeof OverridesReply>;

const Text = Type.String({ minLength: 1, maxLength: 4_000 });
/** POST /api/requests */
export const AskBody = Type.Object({ attempt: RowId, task: Id, text: Text }, { additionalProperties: false });
export const AnswerBody = Type.Object(
  { text: Text, close: Type.Boolean({ default: false }) },
  { additionalProperties: false },
);
export const RequestsReply = Type.Object({
  requests: Type.Array(
    Type.Object({
      id: RowId,
      learner: Type.String(),
      name: Type.String(),
      lab: Id,
      attempt: RowId,
      number: Type.Integer(),
      task: Id,
      reason: Nullable(Type.String()),
      points: Nullable(Type.Number()),
      status: Type.Enum(['open', 'answered', 'closed']),
      messages: Type.Array(
        Type.Object({ author: Type.String(), own: Type.Boolean(), text: Type.String(), at: Instant }),
      ),
    }),
  ),
});
export type RequestsReply = Static<typeof RequestsReply>;
