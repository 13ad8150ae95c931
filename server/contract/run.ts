import { Type, type Static } from 'typebox';
import { Id, Instant, RowId } from './common.ts';

export const RunStatus = Type.Enum(['running', 'paused', 'cancelled', 'done']);
export type RunStatus = Static<typeof RunStatus>;
/**
 * Where one learner is in a run. `blocked`: something could not be judged, by no fault of the learner. `not-started`: has
 * no session of the lab.
 */
export const RunItemStatus = Type.Enum([
  'waiting',
  'queued',
  'graded',
  'blocked',
  'failed',
  'not-started',
  'cancelled',
]);
export type RunItemStatus = Static<typeof RunItemStatus>;

export const RunSummary = Type.Object({
  id: RowId,
  lab: Id,
  title: Type.String(),
  status: RunStatus,
  startedBy: Type.Union([Type.String(), Type.Null()]),
  createdAt: Instant,
  finishedAt: Type.Union([Instant, Type.Null()]),
  total: Type.Integer(),
  counts: Type.Partial(Type.Record(RunItemStatus, Type.Integer())),
});
export type RunSummary = Static<typeof RunSummary>;

export const RunItemReply = Type.Object({
  learner: Type.String(),
  name: Type.String(),
  studentNumber: Type.Union([Type.String(), Type.Null()]),
  group: Type.Union([Type.String(), Type.Null()]),
  status: RunItemStatus,
  attempt: Type.Union([RowId, Type.Null()]),
  /** Of the attempt that this run made. */
  score: Type.Union([Type.Number(), Type.Null()]),
  checkable: Type.Union([Type.Number(), Type.Null()]),
  problem: Type.Union([Type.String(), Type.Null()]),
});
export type RunItemReply = Static<typeof RunItemReply>;

/** GET /api/cohorts/:cohort/runs: newest first. */
export const RunsReply = Type.Object({ runs: Type.Array(RunSummary) });
export type RunsReply = Static<typeof RunsReply>;
/** GET /api/cohorts/:cohort/runs/:run */
export const RunReply = Type.Object({ run: RunSummary, items: Type.Array(RunItemReply) });
export type RunReply = Static<typeof RunReply>;
/** POST /api/cohorts/:cohort/runs */
export const StartRunBody = Type.Object({ lab: Id }, { additionalProperties: false });
export type StartRunBody = Static<typeof StartRunBody>;
/** POST /api/cohorts/:cohort/runs/:run/actions. `retry` takes whoever was not graded once more. */
export const RunAction = Type.Enum(['pause', 'resume', 'cancel', 'retry']);
export type RunAction = Static<typeof RunAction>;
export const RunActionBody = Type.Object({ action: RunAction }, { additionalProperties: false });
export type RunActionBody = Static<typeof RunActionBody>;
