import { Type, type Static } from 'typebox';

/**
 * GET /api/lab-sessions/:id/deployment: how the endpoint of the task was last deployed, the alarms that would turn it back, and
 * what became of it over time. The page runs graders/semantics/deployment over the settings.
 */
export const DeploymentReply = Type.Object({
  endpoint: Type.String(),
  now: Type.String(),
  state: Type.Enum(['read', 'missing', 'blocked']),
  message: Type.String(),
  status: Type.Union([Type.String(), Type.Null()]),
  failure: Type.Union([Type.String(), Type.Null()]),
  createdAt: Type.Union([Type.String(), Type.Null()]),
  modifiedAt: Type.Union([Type.String(), Type.Null()]),
  variants: Type.Array(
    Type.Object({
      name: Type.String(),
      weight: Type.Union([Type.Number(), Type.Null()]),
      current: Type.Union([Type.Number(), Type.Null()]),
      desired: Type.Union([Type.Number(), Type.Null()]),
    }),
  ),
  /** DeploymentSettings of the model; null when it was never updated with a deployment configuration. */
  settings: Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()]),
  alarms: Type.Array(
    Type.Object({
      name: Type.String(),
      /** As the check decides it; null where it cannot be told. */
      counts: Type.Union([Type.Boolean(), Type.Null()]),
      problem: Type.String(),
      state: Type.Union([Type.String(), Type.Null()]),
      condition: Type.String(),
      /** How long it needs at least, from the first failing request. */
      seconds: Type.Union([Type.Number(), Type.Null()]),
    }),
  ),
  configs: Type.Array(
    Type.Object({
      name: Type.String(),
      createdAt: Type.Union([Type.String(), Type.Null()]),
      current: Type.Boolean(),
      variants: Type.Array(
        Type.Object({
          name: Type.String(),
          model: Type.Union([Type.String(), Type.Null()]),
          type: Type.Union([Type.String(), Type.Null()]),
          count: Type.Union([Type.Number(), Type.Null()]),
          weight: Type.Union([Type.Number(), Type.Null()]),
        }),
      ),
    }),
  ),
  events: Type.Array(
    Type.Object({
      at: Type.String(),
      kind: Type.Enum(['created', 'updated', 'reweighed', 'deleted']),
      config: Type.Union([Type.String(), Type.Null()]),
      /** Null when the call named none. */
      strategy: Type.Union([Type.Enum(['all-at-once', 'canary', 'linear', 'rolling']), Type.Null()]),
      refused: Type.Union([Type.String(), Type.Null()]),
    }),
  ),
  unread: Type.Array(Type.Object({ what: Type.String(), message: Type.String() })),
});
export type DeploymentReply = Static<typeof DeploymentReply>;
