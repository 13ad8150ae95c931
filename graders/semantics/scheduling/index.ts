export {
  allowedEvictions,
  budgetsOf,
  drain,
  rollout,
  share,
  zoneLoss,
  type Drain,
  type Rollout,
} from './disruption.ts';
export { environmentValue } from './environment.ts';
export { amount, obstacles, selectable, taintText, tolerates } from './fit.ts';
export { albPlan, type AlbListener, type AlbPlan, type IngressRoute } from './ingress.ts';
export { bringsNvidia, GPU, nodesOf, taintEffect, type Count, type NodePlan } from './nodes.ts';
export {
  explain,
  place,
  usedOn,
  type Pending,
  type Placed,
  type Placement,
  type PlaceOptions,
} from './place.ts';
export { means } from './topology.ts';
export { requirement, requirementText, selects } from './selectors.ts';
export {
  killedWhileLoading,
  lostHop,
  namedPort,
  patience,
  probeTarget,
  servicePort,
  type Hop,
  type ProbeTarget,
} from './serving.ts';
export { podRequests, requestsOf, workloads, type Resources } from './workloads.ts';
export type { MachineType, Node, NodeGroup, Obstacle, ObstacleKind, Pod, Taint, Workload } from './types.ts';
