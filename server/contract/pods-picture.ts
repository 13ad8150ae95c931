import { Type, type Static } from 'typebox';

/**
 * GET /api/lab-sessions/:id/pods: manifests that were handed in, and the nodes of the learner's cluster. The page runs
 * graders/semantics/scheduling over them.
 */
export const PodsReply = Type.Object({
  region: Type.String(),
  cluster: Type.Object({
    name: Type.String(),
    state: Type.Enum(['read', 'missing', 'blocked']),
    message: Type.String(),
    version: Type.Union([Type.String(), Type.Null()]),
    /** Nodes that are no managed node groups are not drawn. */
    autoMode: Type.Boolean(),
  }),
  /** Node groups that are ACTIVE, and the machines they start: a NodeGroup and a MachineType of the model each. */
  groups: Type.Array(
    Type.Object({
      name: Type.String(),
      amiType: Type.String(),
      capacityType: Type.String(),
      instanceTypes: Type.Array(Type.String()),
      labels: Type.Record(Type.String(), Type.String()),
      taints: Type.Array(Type.Object({ key: Type.String(), value: Type.String(), effect: Type.String() })),
      min: Type.Number(),
      desired: Type.Number(),
      max: Type.Number(),
      zones: Type.Array(Type.String()),
    }),
  ),
  types: Type.Array(
    Type.Object({
      name: Type.String(),
      vcpus: Type.Number(),
      memoryMib: Type.Number(),
      gpus: Type.Number(),
      arch: Type.String(),
    }),
  ),
  /** Node groups that give no nodes yet, or none any more. */
  idle: Type.Array(Type.Object({ name: Type.String(), status: Type.String() })),
  files: Type.Array(
    Type.Object({
      task: Type.String(),
      title: Type.String(),
      name: Type.String(),
      /** Nothing handed in: then the file that the lab hands out, where there is one. */
      state: Type.Enum(['submitted', 'starter', 'none', 'unreadable']),
      message: Type.String(),
      /** What the API server would refuse. */
      problems: Type.Array(
        Type.Object({
          kind: Type.Enum(['file', 'syntax', 'identity', 'field', 'rule']),
          line: Type.Number(),
          object: Type.String(),
          path: Type.String(),
          message: Type.String(),
        }),
      ),
      /** Objects that make pods, or say how many there are and may go. */
      objects: Type.Array(
        Type.Object({
          apiVersion: Type.String(),
          kind: Type.String(),
          name: Type.String(),
          namespace: Type.String(),
          value: Type.Record(Type.String(), Type.Unknown()),
          /** Line of each field by its path, as JSON; of a field that is not written down that of the nearest parent. */
          lines: Type.Record(Type.String(), Type.Number()),
        }),
      ),
      /** The other objects, and those that are refused so that nothing can be said of their pods. */
      others: Type.Array(Type.Object({ name: Type.String(), refused: Type.Boolean() })),
    }),
  ),
  unread: Type.Array(Type.Object({ what: Type.String(), message: Type.String() })),
});
export type PodsReply = Static<typeof PodsReply>;
