import { Type, type Static } from 'typebox';
import { TaskStatus } from '../../graders/contract/index.ts';
import { Id, Instant } from './common.ts';
import { AttemptSummary } from './lab-session.ts';

/** Calls of one operation between two attempts. */
export const CallGroup = Type.Object({
  service: Type.String(),
  operation: Type.String(),
  changes: Type.Boolean({ description: 'False for a read; a read is listed only when it failed' }),
  done: Type.Number({ description: 'Calls that succeeded' }),
  errors: Type.Array(Type.Object({ code: Type.String(), count: Type.Number() })),
  resources: Type.Array(Type.String(), { description: 'What they named, each once, the first few' }),
  moreResources: Type.Number(),
  lastAt: Instant,
});
export type CallGroup = Static<typeof CallGroup>;

/** What the learner did in the account between two moments. */
export const CallSummary = Type.Object({
  groups: Type.Array(CallGroup),
  moreGroups: Type.Number(),
  changes: Type.Number({ description: 'Calls that changed something' }),
  reads: Type.Number(),
  failed: Type.Number(),
  complete: Type.Boolean({ description: 'False when the journal no longer held all calls of this time' }),
});
export type CallSummary = Static<typeof CallSummary>;

const Moved = Type.Object({
  task: Id,
  before: Type.Union([TaskStatus, Type.Null()]),
  after: TaskStatus,
});

/** GET /api/lab-sessions/:id/timeline: attempts, newest first, each with what led to it. */
export const TimelineReply = Type.Object({
  now: Type.Union([CallSummary, Type.Null()], {
    description: 'Since the last attempt; null while the account or the sandbox is not there',
  }),
  attempts: Type.Array(
    Type.Object({
      attempt: AttemptSummary,
      generation: Type.Number(),
      reset: Type.Boolean({ description: 'The account was reset since the attempt before' }),
      calls: Type.Union([CallSummary, Type.Null()], { description: 'Null where nothing was noted' }),
      moved: Type.Array(Moved, { description: 'Tasks whose status this attempt changed' }),
      statuses: Type.Array(Type.Object({ task: Id, status: TaskStatus }), {
        description: 'What this attempt found, in the lab’s order',
      }),
    }),
  ),
});
export type TimelineReply = Static<typeof TimelineReply>;
