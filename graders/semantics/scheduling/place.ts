import type { PodAffinityTerm, TopologySpreadConstraint } from 'kubernetes-types/core/v1';
import type { Path } from '../manifests/index.ts';
import { obstacles, selectable, tolerates } from './fit.ts';
import { selects } from './selectors.ts';
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
  const use = ({ pod, node }: Placed) => {
    const sum = used.get(node.name) ?? {};
    for (const [name, value] of Object.entries(podRequests(pod))) sum[name] = (sum[name] ?? 0) + value;
    used.set(node.name, sum);
  };
  if (stacking) running.forEach(use);
  for (const pod of pods) {
    const topology = topologyOf(pod, nodes, placed);
    const because: Pending['because'] = [];
    let best: { node: Node; cost: readonly number[] } | undefined;
    for (const node of nodes) {
      const found = [
        ...obstacles(pod, node, stacking ? used.get(node.name) : undefined),
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

const lower = (a: readonly number[], b: readonly number[]): boolean => {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at >= 0 && (a[at] ?? 0) < (b[at] ?? 0);
};

interface Topology {
  obstacles(node: Node): Obstacle[];
  /** Lower is better. */
  cost(node: Node): readonly number[];
}

const ZONE = 'topology.kubernetes.io/zone';

/** What the pods that run already mean for one more. */
function topologyOf(pod: Pod, nodes: readonly Node[], placed: readonly Placed[]): Topology {
  const { affinity, topologySpreadConstraints = [] } = pod.spec;
  const spreads = topologySpreadConstraints.map((constraint, index) => ({
    constraint,
    index,
    tally: tally(constraint, pod, nodes, placed),
  }));
  const against = affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  const towards = affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  const dislikes = affinity?.podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  const likes = affinity?.podAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];

  /** How many running pods that a term means share a node's domain. */
  const sharing = (term: PodAffinityTerm, node: Node, owner: Pod = pod): number => {
    const domain = node.labels[term.topologyKey];
    if (domain === undefined) return 0;
    return placed.filter(
      (other) => other.node.labels[term.topologyKey] === domain && means(term, owner, other.pod),
    ).length;
  };
  const against2 = (base: string, list: readonly PodAffinityTerm[], node: Node): Obstacle[] =>
    list.flatMap((term, index) => {
      const count = sharing(term, node);
      if (count === 0) return [];
      return [
        {
          kind: 'anti-affinity' as const,
          path: ['affinity', base, 'requiredDuringSchedulingIgnoredDuringExecution', index] satisfies Path,
          asked: `no such pod in the same ${term.topologyKey}`,
          found: `${count} in ${node.labels[term.topologyKey] ?? ''}`,
        },
      ];
    });

  return {
    obstacles(node) {
      const found: Obstacle[] = [];
      for (const { constraint, index, tally: counts } of spreads) {
        if (constraint.whenUnsatisfiable !== 'DoNotSchedule') continue;
        const problem = counts.problem(node);
        if (problem !== undefined) {
          found.push({
            kind: 'spread',
            path: ['topologySpreadConstraints', index],
            asked: `skew of at most ${constraint.maxSkew} over ${constraint.topologyKey}`,
            found: problem,
          });
        }
      }
      found.push(...against2('podAntiAffinity', against, node));
      towards.forEach((term, index) => {
        if (sharing(term, node) > 0) return;
        // The first pod of a group that wants to be together may go anywhere.
        const first = means(term, pod, pod) && !placed.some((other) => means(term, pod, other.pod));
        if (first && node.labels[term.topologyKey] !== undefined) return;
        found.push({
          kind: 'pod-affinity',
          path: ['affinity', 'podAffinity', 'requiredDuringSchedulingIgnoredDuringExecution', index],
          asked: `such a pod in the same ${term.topologyKey}`,
          found: `none in ${node.labels[term.topologyKey] ?? node.name}`,
        });
      });
      // Pods that run already may refuse the newcomer.
      for (const other of placed) {
        for (const term of other.pod.spec.affinity?.podAntiAffinity
          ?.requiredDuringSchedulingIgnoredDuringExecution ?? []) {
          const domain = other.node.labels[term.topologyKey];
          if (
            other.pod.spec !== pod.spec &&
            domain !== undefined &&
            domain === node.labels[term.topologyKey] &&
            means(term, other.pod, pod)
          ) {
            found.push({
              kind: 'anti-affinity',
              path: ['affinity'],
              asked: 'a place beside pods that want none like it',
              found: other.node.name,
            });
          }
        }
      }
      return found;
    },
    cost(node) {
      const soft = spreads.reduce(
        (sum, { constraint, tally: counts }) =>
          sum + counts.count(node) * (constraint.topologyKey === ZONE ? 2 : 1),
        0,
      );
      const unwanted = dislikes.reduce(
        (sum, { weight, podAffinityTerm }) => sum + weight * sharing(podAffinityTerm, node),
        0,
      );
      const wanted = likes.reduce(
        (sum, { weight, podAffinityTerm }) => sum + weight * Math.min(1, sharing(podAffinityTerm, node)),
        0,
      );
      const disfavoured = node.taints.filter(
        (taint) =>
          taint.effect === 'PreferNoSchedule' &&
          !(pod.spec.tolerations ?? []).some((one) => tolerates(one, taint)),
      ).length;
      const alike = placed.filter((other) => other.node.name === node.name).length;
      return [soft, unwanted - wanted, disfavoured, alike];
    },
  };
}

/** Whether a term of a pod's affinity means another pod: namespaces, then labels. */
export function means(term: PodAffinityTerm, owner: Pod, other: Pod): boolean {
  const namespaces = term.namespaces ?? [];
  const everywhere = term.namespaceSelector !== undefined && Object.keys(term.namespaceSelector).length === 0;
  const here =
    namespaces.length === 0 && term.namespaceSelector === undefined ? [owner.namespace] : namespaces;
  return (everywhere || here.includes(other.namespace)) && selects(term.labelSelector, other.labels);
}

/** Pods that a spread constraint counts, by domain. https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/ */
function tally(
  constraint: TopologySpreadConstraint,
  pod: Pod,
  nodes: readonly Node[],
  placed: readonly Placed[],
) {
  const {
    topologyKey,
    maxSkew,
    minDomains,
    labelSelector,
    nodeAffinityPolicy = 'Honor',
    nodeTaintsPolicy = 'Ignore',
  } = constraint;
  const counts = new Map<string, number>();
  const eligible = (node: Node): boolean =>
    (nodeAffinityPolicy === 'Ignore' || selectable(pod, node)) &&
    (nodeTaintsPolicy === 'Ignore' ||
      node.taints.every(
        (taint) =>
          taint.effect === 'PreferNoSchedule' ||
          (pod.spec.tolerations ?? []).some((one) => tolerates(one, taint)),
      ));
  for (const node of nodes) {
    const domain = node.labels[topologyKey];
    if (domain !== undefined && eligible(node)) counts.set(domain, counts.get(domain) ?? 0);
  }
  for (const { pod: other, node } of placed) {
    const domain = node.labels[topologyKey];
    if (domain === undefined || !counts.has(domain)) continue;
    if (other.namespace === pod.namespace && selects(labelSelector, other.labels))
      counts.set(domain, (counts.get(domain) ?? 0) + 1);
  }
  const least =
    minDomains !== undefined && counts.size < minDomains
      ? 0
      : Math.min(...counts.values(), Number.POSITIVE_INFINITY);
  const self = selects(labelSelector, pod.labels) ? 1 : 0;
  return {
    count: (node: Node): number => counts.get(node.labels[topologyKey] ?? '') ?? 0,
    problem(node: Node): string | undefined {
      const domain = node.labels[topologyKey];
      if (domain === undefined) return `no label ${topologyKey}`;
      const count = counts.get(domain);
      if (count === undefined) return undefined;
      const skew = count + self - least;
      return skew > maxSkew ? `${count} in ${domain}, ${least} in the emptiest` : undefined;
    },
  };
}
