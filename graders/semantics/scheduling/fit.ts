import type { NodeSelectorTerm, Toleration } from 'kubernetes-types/core/v1';
import type { Path } from '../manifests/index.ts';
import { requirement, requirementText } from './selectors.ts';
import type { Node, Obstacle, Pod, Taint } from './types.ts';
import { podRequests } from './workloads.ts';

/**
 * Everything about one pod and one node, looked at alone, that keeps the pod off: name, selector, required affinity, taints,
 * resources. Empty: it fits. `used` is what other pods on the node have asked for.
 * https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/
 */
export function obstacles(
  pod: Pod,
  node: Node,
  used: Readonly<Record<string, number>> = {},
  requests: Readonly<Record<string, number>> = podRequests(pod),
): Obstacle[] {
  const found: Obstacle[] = [];
  const { spec } = pod;
  // https://kubernetes.io/docs/concepts/scheduling-eviction/pod-scheduling-readiness/
  const gates = (spec as { schedulingGates?: { name: string }[] }).schedulingGates ?? [];
  if (gates.length > 0) {
    const names = gates.map(({ name }) => name).join(', ');
    found.push({
      kind: 'gate',
      path: ['schedulingGates'],
      asked: `${names} to be lifted`,
      found: 'no say in it',
    });
  }
  if (spec.nodeName !== undefined && spec.nodeName !== '' && spec.nodeName !== node.name) {
    found.push({ kind: 'node-name', path: ['nodeName'], asked: spec.nodeName, found: node.name });
  }
  for (const [key, value] of Object.entries(spec.nodeSelector ?? {})) {
    if (node.labels[key] === value) continue;
    found.push({
      kind: 'selector',
      path: ['nodeSelector', key],
      asked: `${key}=${value}`,
      found: key in node.labels ? `${key}=${node.labels[key]}` : `no label ${key}`,
    });
  }
  const affinity = affinityObstacle(pod, node);
  if (affinity) found.push(affinity);
  for (const taint of node.taints) {
    if (taint.effect === 'PreferNoSchedule') continue;
    const tolerations = spec.tolerations ?? [];
    if (tolerations.some((one) => tolerates(one, taint))) continue;
    found.push({
      kind: 'taint',
      path: nearestToleration(tolerations, taint),
      asked: wordsOf(tolerations),
      found: taintText(taint),
    });
  }
  for (const [resource, asked] of Object.entries(requests)) {
    const free = (node.allocatable[resource] ?? 0) - (used[resource] ?? 0);
    // What no lab's node model knows of (ephemeral storage, huge pages) is not held against a pod.
    if (!(resource in node.allocatable) && !resource.includes('/')) continue;
    if (asked > free + 1e-9) {
      found.push({
        kind: 'resource',
        resource,
        path: resourcePath(pod, resource),
        asked: amount(resource, asked),
        found: amount(resource, Math.max(0, free)),
      });
    }
  }
  return found;
}

function affinityObstacle({ spec }: Pod, node: Node): Obstacle | undefined {
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  if (!required || required.nodeSelectorTerms.some((term) => termFits(term, node))) return undefined;
  const path: Path = [
    'affinity',
    'nodeAffinity',
    'requiredDuringSchedulingIgnoredDuringExecution',
    'nodeSelectorTerms',
  ];
  const asked = required.nodeSelectorTerms
    .map(({ matchExpressions = [], matchFields = [] }) =>
      [...matchExpressions, ...matchFields].map(requirementText).join(' and '),
    )
    .join(', or ');
  const first = required.nodeSelectorTerms[0]?.matchExpressions?.find(
    ({ key, operator, values }) => !requirement(node.labels, key, operator, values ?? []),
  );
  const has =
    first && (first.key in node.labels ? `${first.key}=${node.labels[first.key]}` : `no label ${first.key}`);
  return { kind: 'affinity', path, asked, found: has ?? node.name };
}

/** Requirements of a term must all hold; an empty term finds nothing. */
function termFits({ matchExpressions = [], matchFields = [] }: NodeSelectorTerm, node: Node): boolean {
  if (matchExpressions.length + matchFields.length === 0) return false;
  return (
    matchExpressions.every(({ key, operator, values }) =>
      requirement(node.labels, key, operator, values ?? []),
    ) &&
    matchFields.every(({ key, operator, values }) =>
      requirement({ 'metadata.name': node.name }, key, operator, values ?? []),
    )
  );
}

/** Whether a node meets a pod's selector and required affinity, taints and resources aside. */
export function selectable(pod: Pod, node: Node): boolean {
  return (
    Object.entries(pod.spec.nodeSelector ?? {}).every(([key, value]) => node.labels[key] === value) &&
    affinityObstacle(pod, node) === undefined
  );
}

/** https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/ */
export function tolerates(
  { key = '', operator = 'Equal', value = '', effect = '' }: Toleration,
  taint: Taint,
): boolean {
  if (effect !== '' && effect !== taint.effect) return false;
  if (key === '') return operator === 'Exists';
  if (key !== taint.key) return false;
  return operator === 'Exists' || (operator === 'Equal' && value === taint.value);
}

export function taintText({ key, value, effect }: Taint): string {
  return `${key}${value === '' ? '' : `=${value}`}:${effect}`;
}

function wordsOf(tolerations: readonly Toleration[]): string {
  if (tolerations.length === 0) return 'no toleration';
  return tolerations
    .map(({ key = '', operator = 'Equal', value = '', effect = '' }) => {
      const what = key === '' ? 'everything' : operator === 'Exists' ? key : `${key}=${value}`;
      return effect === '' ? what : `${what}:${effect}`;
    })
    .join(', ');
}

/** The toleration that was meant for a taint: the one of its key. */
function nearestToleration(tolerations: readonly Toleration[], taint: Taint): Path {
  const index = tolerations.findIndex(({ key }) => key === taint.key);
  return index < 0 ? ['tolerations'] : ['tolerations', index];
}

function resourcePath({ spec }: Pod, resource: string): Path {
  const index = spec.containers.findIndex(
    ({ resources }) =>
      resources?.requests?.[resource] !== undefined || resources?.limits?.[resource] !== undefined,
  );
  if (index < 0) return ['resources', 'requests', resource];
  const field = spec.containers[index]?.resources?.requests?.[resource] === undefined ? 'limits' : 'requests';
  return ['containers', index, 'resources', field, resource];
}

/** An amount of a resource as people write it: 1.5 CPU, 3.2 GiB, 1 nvidia.com/gpu. */
export function amount(resource: string, value: number): string {
  const short = (number: number) => String(Number(number.toFixed(2)));
  if (resource === 'cpu') return `${short(value)} CPU`;
  if (resource === 'memory' || resource === 'ephemeral-storage') {
    return value >= 2 ** 30 ? `${short(value / 2 ** 30)} GiB` : `${short(value / 2 ** 20)} MiB`;
  }
  return `${short(value)} ${resource}`;
}
