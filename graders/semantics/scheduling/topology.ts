import type { PodAffinityTerm, TopologySpreadConstraint } from 'kubernetes-types/core/v1';
import { selectable, tolerates } from './fit.ts';
import type { Placed } from './place.ts';
import { selects } from './selectors.ts';
import type { Node, Obstacle, Pod } from './types.ts';

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

export interface Topology {
  obstacles(node: Node): Obstacle[];
  /** Lower is better. */
  cost(node: Node): readonly number[];
}

/** What the pods that run already mean for one more, on any node. Counts once, so that asking for each node is cheap. */
export function topologyOf(pod: Pod, nodes: readonly Node[], placed: readonly Placed[]): Topology {
  const { affinity, topologySpreadConstraints = [], tolerations = [] } = pod.spec;
  const spreads = topologySpreadConstraints.map((constraint) => tally(constraint, pod, nodes, placed));
  const counted = (term: PodAffinityTerm) => sharing(term, pod, placed);
  const against = (affinity?.podAntiAffinity?.[REQUIRED] ?? []).map(counted);
  const towards = (affinity?.podAffinity?.[REQUIRED] ?? []).map(counted);
  const weighed = (list: { weight: number; podAffinityTerm: PodAffinityTerm }[] = []) =>
    list.map(({ weight, podAffinityTerm }) => ({ weight, count: counted(podAffinityTerm).count }));
  const dislikes = weighed(affinity?.podAntiAffinity?.[PREFERRED]);
  const likes = weighed(affinity?.podAffinity?.[PREFERRED]);
  const refusals = refusalsOf(pod, placed);
  // The scheduler's own defaults: pods go where fewer are, by zone and by node.
  const inZone = new Map<string, number>();
  const onNode = new Map<string, number>();
  const countIn = (map: Map<string, number>, key: string) => map.set(key, (map.get(key) ?? 0) + 1);
  for (const { node } of placed) {
    countIn(inZone, node.zone);
    countIn(onNode, node.name);
  }

  return {
    obstacles(node) {
      const found: Obstacle[] = [];
      spreads.forEach(({ constraint, problem }, index) => {
        const words = constraint.whenUnsatisfiable === 'DoNotSchedule' ? problem(node) : undefined;
        if (words === undefined) return;
        found.push({
          kind: 'spread',
          path: ['topologySpreadConstraints', index],
          asked: `skew of at most ${constraint.maxSkew} over ${constraint.topologyKey}`,
          found: words,
        });
      });
      against.forEach(({ term, count }, index) => {
        const others = count(node);
        if (others === 0) return;
        found.push({
          kind: 'anti-affinity',
          path: ['affinity', 'podAntiAffinity', REQUIRED, index],
          asked: `no such pod in the same ${term.topologyKey}`,
          found: `${others} in ${node.labels[term.topologyKey] ?? ''}`,
        });
      });
      towards.forEach(({ term, count, total }, index) => {
        if (count(node) > 0) return;
        // The first pod of a group that wants to be together may go anywhere.
        if (total === 0 && means(term, pod, pod) && node.labels[term.topologyKey] !== undefined) return;
        found.push({
          kind: 'pod-affinity',
          path: ['affinity', 'podAffinity', REQUIRED, index],
          asked: `such a pod in the same ${term.topologyKey}`,
          found: `none in ${node.labels[term.topologyKey] ?? node.name}`,
        });
      });
      for (const { key, domains } of refusals) {
        const by = domains.get(node.labels[key] ?? '');
        if (by === undefined) continue;
        found.push({
          kind: 'anti-affinity',
          path: ['affinity'],
          asked: 'a place beside pods that want none like it',
          found: by,
        });
      }
      return found;
    },
    cost(node) {
      const soft = spreads.reduce((sum, { constraint, count }) => {
        const weight = constraint.topologyKey === 'topology.kubernetes.io/zone' ? 2 : 1;
        return sum + count(node) * weight;
      }, 0);
      const unwanted = dislikes.reduce((sum, { weight, count }) => sum + weight * count(node), 0);
      const wanted = likes.reduce((sum, { weight, count }) => sum + weight * Math.min(1, count(node)), 0);
      const disfavoured = node.taints.filter(
        (taint) => taint.effect === 'PreferNoSchedule' && !tolerations.some((one) => tolerates(one, taint)),
      ).length;
      return [soft, unwanted - wanted, disfavoured, inZone.get(node.zone) ?? 0, onNode.get(node.name) ?? 0];
    },
  };
}

/** How many running pods that a term means share a node's domain. */
function sharing(term: PodAffinityTerm, owner: Pod, placed: readonly Placed[]) {
  const counts = new Map<string, number>();
  let total = 0;
  for (const { pod, node } of placed) {
    if (!means(term, owner, pod)) continue;
    total += 1;
    const domain = node.labels[term.topologyKey];
    if (domain !== undefined) counts.set(domain, (counts.get(domain) ?? 0) + 1);
  }
  const count = (node: Node): number => counts.get(node.labels[term.topologyKey] ?? '') ?? 0;
  return { term, total, count };
}

/** Domains where pods run that refuse the newcomer, with the node of one of them. Its own replicas it refuses itself. */
function refusalsOf(pod: Pod, placed: readonly Placed[]): { key: string; domains: Map<string, string> }[] {
  const byKey = new Map<string, Map<string, string>>();
  for (const other of placed) {
    if (other.pod.spec === pod.spec) continue;
    for (const term of other.pod.spec.affinity?.podAntiAffinity?.[REQUIRED] ?? []) {
      const domain = other.node.labels[term.topologyKey];
      if (domain === undefined || !means(term, other.pod, pod)) continue;
      const domains = byKey.get(term.topologyKey) ?? new Map<string, string>();
      domains.set(domain, other.node.name);
      byKey.set(term.topologyKey, domains);
    }
  }
  return [...byKey].map(([key, domains]) => ({ key, domains }));
}

/** Whether a term of a pod's affinity means another pod: namespaces, then labels. */
export function means(term: PodAffinityTerm, owner: Pod, other: Pod): boolean {
  const namespaces = term.namespaces ?? [];
  // The label that every namespace has; what else a namespace carries no manifest of a pod shows.
  const chosen = selects(term.namespaceSelector, { 'kubernetes.io/metadata.name': other.namespace });
  const here =
    namespaces.length === 0 && term.namespaceSelector === undefined ? [owner.namespace] : namespaces;
  return (chosen || here.includes(other.namespace)) && selects(term.labelSelector, other.labels);
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
    constraint,
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
