import { Type, type Static } from 'typebox';

/**
 * GET /api/lab-sessions/:id/lifecycle: the learner's own rules, read from their account with the graders' reads, and the
 * objects to watch. The page runs graders/semantics/lifecycle over them: the model that grades is the model that draws.
 */
export const LifecycleReply = Type.Object({
  today: Type.String(),
  buckets: Type.Array(
    Type.Object({
      name: Type.String(),
      state: Type.Enum(['read', 'no-bucket', 'no-rules', 'blocked']),
      message: Type.String(),
      versioning: Type.Union([Type.String(), Type.Null()]),
      /** As the SDK returns it: { Rules, TransitionDefaultMinimumObjectSize }. */
      configuration: Type.Union([Type.Unknown(), Type.Null()]),
      probes: Type.Array(
        Type.Object({
          label: Type.String(),
          key: Type.String(),
          sizeBytes: Type.Number(),
          tags: Type.Record(Type.String(), Type.String()),
          /** What the task expects on a day: a storage class, `kept` (any class) or `expired`; empty for objects without a demand. */
          expected: Type.Array(Type.Object({ day: Type.Number(), state: Type.String() })),
        }),
      ),
    }),
  ),
});
export type LifecycleReply = Static<typeof LifecycleReply>;

/**
 * GET /api/lab-sessions/:id/network: everything that decides where packets go in the Region, read with the graders' reads.
 * The page runs graders/semantics/network over it.
 */
export const NetworkReply = Type.Object({
  region: Type.String(),
  /** To choose from: the VPCs that tasks ask for, others, the default VPC last. */
  vpcs: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.Union([Type.String(), Type.Null()]),
      role: Type.Enum(['task', 'other', 'default']),
    }),
  ),
  /** A NetworkDescription of the model. A collection that could not be read is left out. */
  description: Type.Record(Type.String(), Type.Unknown()),
  unread: Type.Array(Type.Object({ collection: Type.String(), message: Type.String() })),
});
export type NetworkReply = Static<typeof NetworkReply>;
