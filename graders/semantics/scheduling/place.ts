import { obstacles } from './fit.ts';
import { topologyOf } from './topology.ts';
import type { Node, Obstacle, Pod } from './types.ts';
import { podRequests } from './workloads.ts';

export interface Placed {
  pod: Pod;
  node: Node;
}
export interface Pending {
  pod: Pod;
  /** For each node what keeps the pod off. */
  because: { node: Node; obstacles: Obstacle[] }[];
}
export interface Placement {
  placed: Placed[];
  pending: Pending[];
}

export interface PlaceOptions {
  /** Pods that run already. */
  running?: readonly Placed[];
  /** Whether pods use up a node. Off: each is asked alone whether it fits, as a description of zones without numbers allows. */
  stacking?: boolean;
}

/**
 * Puts pods on nodes one after the other, as the scheduler does: what is required filters, what is preferred orders, then the
 * emptier zone and node win. Pods that fit nowhere are pending, with a reason for each node.
 * https://kubernetes.io/docs/concepts/scheduling-eviction/kube-scheduler/
 */
export function place(
  pods: readonly Pod[],
  nodes: readonly Node[],
  { running = [], stacking = true }: PlaceOptions = {},
): Placement {
  const placed: Placed[] = [...running];
  const pending: Pending[] = [];
  const used = new Map<string, Record<string, number>>();
  // Replicas share their spec: what it asks for is summed once.
  const requests = new Map<Pod['spec'], Record<string, number>>();
  const requestsOf = (pod: Pod) => {
    const known = requests.get(pod.spec) ?? podRequests(pod);
    requests.set(pod.spec, known);
    return known;
  };
  const use = ({ pod, node }: Placed) => {
    const sum = used.get(node.name) ?? {};
    for (const [name, value] of Object.entries(requestsOf(pod))) sum[name] = (sum[name] ?? 0) + value;
    used.set(node.name, sum);
  };
  if (stacking) running.forEach(use);
  for (const pod of pods) {
    const topology = topologyOf(pod, nodes, placed);
    const because: Pending['because'] = [];
    let best: { node: Node; cost: readonly number[] } | undefined;
    for (const node of nodes) {
      const found = [
        ...obstacles(pod, node, stacking ? used.get(node.name) : undefined, requestsOf(pod)),
        ...topology.obstacles(node),
      ];
      if (found.length > 0) because.push({ node, obstacles: found });
      else {
        const cost = topology.cost(node);
        if (!best || lower(cost, best.cost)) best = { node, cost };
      }
    }
    if (!best) pending.push({ pod, because });
    else {
      const one = { pod, node: best.node };
      placed.push(one);
      if (stacking) use(one);
    }
  }
  return { placed: placed.slice(running.length), pending };
}

/**
 * What keeps one more pod off each node, with those that run already; an empty list where it may go. `place` decides the same
 * for every pod that it puts somewhere, and says it only of those that wait.
 */
export function explain(
  pod: Pod,
  nodes: readonly Node[],
  { running = [], stacking = true }: PlaceOptions = {},
): { node: Node; obstacles: Obstacle[] }[] {
  const topology = topologyOf(pod, nodes, running);
  const requests = podRequests(pod);
  return nodes.map((node) => ({
    node,
    obstacles: [
      ...obstacles(pod, node, stacking ? usedOn(node, running) : undefined, requests),
      ...topology.obstacles(node),
    ],
  }));
}

/** What the pods on a node have asked for together. */
export function usedOn(node: Node, running: readonly Placed[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const one of running) {
    if (one.node.name !== node.name) continue;
    for (const [name, value] of Object.entries(podRequests(one.pod))) sum[name] = (sum[name] ?? 0) + value;
  }
  return sum;
}

const lower = (a: readonly number[], b: readonly number[]): boolean => {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at >= 0 && (a[at] ?? 0) < (b[at] ?? 0);
};
