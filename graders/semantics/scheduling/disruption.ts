import type { Deployment } from 'kubernetes-types/apps/v1';
import type { PodDisruptionBudget } from 'kubernetes-types/policy/v1';
import type { ManifestObject } from '../manifests/index.ts';
import { place, type Placed } from './place.ts';
import { selects } from './selectors.ts';
import type { Node, Pod, Workload } from './types.ts';

/** A number or percentage of a whole; undefined when it is neither. */
export function share(value: number | string, whole: number, round: 'up' | 'down'): number | undefined {
  if (typeof value === 'number') return value;
  const [, percent] = /^(\d+)%$/.exec(value) ?? [];
  if (percent === undefined) return undefined;
  const exact = (Number(percent) * whole) / 100;
  return round === 'up' ? Math.ceil(exact) : Math.floor(exact);
}

/** The budgets that hold a pod. */
export function budgetsOf(pod: Pod, objects: readonly ManifestObject[]): ManifestObject[] {
  return objects.filter(({ kind, namespace, value }) => {
    if (kind !== 'PodDisruptionBudget' || namespace !== pod.namespace) return false;
    return selects((value as PodDisruptionBudget).spec?.selector, pod.labels);
  });
}

/**
 * How many of so many healthy pods a budget lets go at a time, and how many it keeps. Percentages round up, both ways.
 * https://kubernetes.io/docs/tasks/run-application/configure-pdb/
 */
export function allowedEvictions(
  budget: ManifestObject,
  replicas: number,
): { evictions: number; kept: number } {
  const { spec } = budget.value as PodDisruptionBudget;
  const least =
    spec?.maxUnavailable === undefined
      ? (share(spec?.minAvailable ?? 1, replicas, 'up') ?? 0)
      : replicas - (share(spec.maxUnavailable, replicas, 'up') ?? 0);
  const kept = Math.min(Math.max(least, 0), replicas);
  return { evictions: Math.max(0, replicas - Math.max(least, 0)), kept };
}

export interface Drain {
  /** Pods that may leave at a time; undefined without a budget: all at once. */
  evictions: number | undefined;
  kept: number;
  /** More than one budget for a pod: the eviction API refuses every eviction. */
  tooMany: boolean;
}

/** What a drain of nodes may do to a workload. https://kubernetes.io/docs/concepts/scheduling-eviction/api-eviction/ */
export function drain({ pod, replicas }: Workload, objects: readonly ManifestObject[]): Drain {
  const budgets = budgetsOf(pod, objects);
  const [budget] = budgets;
  if (!budget) return { evictions: undefined, kept: 0, tooMany: false };
  if (budgets.length > 1) return { evictions: 0, kept: replicas, tooMany: true };
  return { ...allowedEvictions(budget, replicas), tooMany: false };
}

/** How many of placed pods are left when a zone is gone, for each zone that has some. */
export function zoneLoss(placed: readonly Placed[]): { zone: string; left: number }[] {
  const zones = [...new Set(placed.map(({ node }) => node.zone))].toSorted();
  return zones.map((zone) => ({ zone, left: placed.filter(({ node }) => node.zone !== zone).length }));
}

export interface Rollout {
  /** Pods that answer at least, during the update. */
  atLeast: number;
  /** A new pod that fits nowhere while no old one may go: the update never ends. */
  stuck: boolean;
  surge: number;
  unavailable: number;
}

/**
 * What an update of a Deployment does: how many pods answer all the while, and whether its first step can be made on these nodes.
 * maxSurge rounds up, maxUnavailable down, 25 % each by default; both zero counts as one unavailable.
 * https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#rolling-update-deployment
 */
export function rollout(
  workload: Workload,
  nodes: readonly Node[],
  running: readonly Placed[],
): Rollout | undefined {
  if (workload.object.kind !== 'Deployment') return undefined;
  const { replicas, pod } = workload;
  const { spec } = workload.object.value as Deployment;
  if (spec?.strategy?.type === 'Recreate')
    return { atLeast: 0, stuck: false, surge: 0, unavailable: replicas };
  const { maxSurge = '25%', maxUnavailable = '25%' } = spec?.strategy?.rollingUpdate ?? {};
  const surge = share(maxSurge, replicas, 'up') ?? 0;
  const given = share(maxUnavailable, replicas, 'down') ?? 0;
  const unavailable = Math.min(replicas, surge === 0 && given === 0 ? 1 : given);
  const missing = replicas - running.length;
  // What is missing already counts as unavailable; only what is left of the allowance may be taken down.
  const mayGo = unavailable - missing > 0;
  const next = place([pod], nodes, { running });
  const stuck = !mayGo && (surge === 0 || next.pending.length > 0);
  return { atLeast: Math.max(0, replicas - unavailable), stuck, surge, unavailable };
}
