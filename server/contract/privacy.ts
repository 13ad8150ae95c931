import { Type, type Static } from 'typebox';
import { Instant } from './common.ts';

/** POST …/erase: the login of the learner, typed. */
export const EraseBody = Type.Object(
  { login: Type.String({ minLength: 1, maxLength: 200 }) },
  { additionalProperties: false },
);
export type EraseBody = Static<typeof EraseBody>;
/** How many rows went, by table. */
export const EraseReply = Type.Object({ erased: Type.Record(Type.String(), Type.Integer()) });
export type EraseReply = Static<typeof EraseReply>;

const days = Type.Union([Type.Integer({ minimum: 1, maximum: 3_650 }), Type.Null()], {
  description: 'Days after an assignment has closed for the last learner; null for ever',
});
/** PUT /api/cohorts/:cohort/retention; GET takes `days` as a query to try them out. */
export const RetentionBody = Type.Object({ days }, { additionalProperties: false });
export type RetentionBody = Static<typeof RetentionBody>;
export const RetentionReply = Type.Object({
  days,
  /** False: what holds is what the server is configured to. */
  own: Type.Boolean(),
  serverDays: days,
  /** Closed assignments whose evidence goes at the next sweep, which is daily. Scores and verdicts stay. */
  due: Type.Array(
    Type.Object({
      assignment: Type.String(),
      title: Type.String(),
      closedAt: Instant,
      /** Attempts that still have evidence. */
      attempts: Type.Integer(),
      bytes: Type.Integer(),
    }),
  ),
});
export type RetentionReply = Static<typeof RetentionReply>;
