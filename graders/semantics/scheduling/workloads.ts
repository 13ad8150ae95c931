import type { Deployment } from 'kubernetes-types/apps/v1';
import type { HorizontalPodAutoscaler } from 'kubernetes-types/autoscaling/v2';
import type { CronJob, Job } from 'kubernetes-types/batch/v1';
import type { Pod as PodObject, PodTemplateSpec } from 'kubernetes-types/core/v1';
import { quantity, type ManifestObject, type Path } from '../manifests/index.ts';
import type { Pod, Workload } from './types.ts';

/** What makes pods among objects, with one of its pods and how many run at once; an autoscaler's bounds count. */
export function workloads(objects: readonly ManifestObject[]): Workload[] {
  return objects.flatMap((object) => {
    const found = podsOf(object);
    if (!found) return [];
    const { template, path, ends, count } = found;
    if (!template?.spec) return [];
    const pod: Pod = {
      namespace: object.namespace,
      labels: template.metadata?.labels ?? {},
      spec: template.spec,
    };
    return [{ object, pod, path, ends, replicas: scaled(object, count, objects) }];
  });
}

interface Found {
  template: PodTemplateSpec | undefined;
  path: Path;
  ends: boolean;
  count: number;
}

function podsOf({ kind, value }: ManifestObject): Found | undefined {
  const path: Path = ['spec', 'template', 'spec'];
  switch (kind) {
    case 'Deployment':
    case 'ReplicaSet':
    case 'StatefulSet':
    case 'DaemonSet': {
      const { spec } = value as Deployment;
      return { template: spec?.template, path, ends: false, count: spec?.replicas ?? 1 };
    }
    case 'Job': {
      const { spec } = value as Job;
      const most = spec?.completions ?? Number.POSITIVE_INFINITY;
      return { template: spec?.template, path, ends: true, count: Math.min(spec?.parallelism ?? 1, most) };
    }
    case 'CronJob': {
      const { spec } = value as CronJob;
      const job = spec?.jobTemplate.spec;
      return {
        template: job?.template,
        path: ['spec', 'jobTemplate', ...path],
        ends: true,
        count: Math.min(job?.parallelism ?? 1, job?.completions ?? Number.POSITIVE_INFINITY),
      };
    }
    case 'Pod': {
      const { metadata, spec } = value as PodObject;
      const template = { ...(metadata ? { metadata } : {}), ...(spec ? { spec } : {}) };
      return {
        template,
        path: ['spec'],
        ends: spec?.restartPolicy !== undefined && spec.restartPolicy !== 'Always',
        count: 1,
      };
    }
    default:
      return undefined;
  }
}

/** A HorizontalPodAutoscaler keeps the number of replicas within its bounds. */
function scaled(object: ManifestObject, count: number, objects: readonly ManifestObject[]): number {
  for (const { kind, namespace, value } of objects) {
    if (kind !== 'HorizontalPodAutoscaler' || namespace !== object.namespace) continue;
    const { spec } = value as HorizontalPodAutoscaler;
    if (spec?.scaleTargetRef.kind !== object.kind || spec.scaleTargetRef.name !== object.name) continue;
    return Math.min(Math.max(count, spec.minReplicas ?? 1), spec.maxReplicas);
  }
  return count;
}

/**
 * What a pod asks of a node: cores, bytes, pieces. Containers add up; an init container counts while it runs alone, unless it
 * stays as a sidecar; a limit without request counts as request. Requests of the whole pod win; its limits count where no container
 * says what it needs.
 * https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#resource-sharing-within-containers
 */
export function podRequests({ spec }: Pod): Record<string, number> {
  const sum: Record<string, number> = {};
  const peak: Record<string, number> = {};
  const add = (to: Record<string, number>, more: Record<string, number>) => {
    for (const [name, value] of Object.entries(more)) to[name] = (to[name] ?? 0) + value;
  };
  for (const init of spec.initContainers ?? []) {
    if (init.restartPolicy === 'Always') add(sum, requestsOf(init.resources));
    else {
      for (const [name, value] of Object.entries(requestsOf(init.resources)))
        peak[name] = Math.max(peak[name] ?? 0, value + (sum[name] ?? 0));
    }
  }
  for (const container of spec.containers) add(sum, requestsOf(container.resources));
  for (const [name, value] of Object.entries(peak)) sum[name] = Math.max(sum[name] ?? 0, value);
  const { resources } = spec as { resources?: Resources };
  return {
    ...requestsOf({ requests: resources?.limits ?? {} }),
    ...sum,
    ...requestsOf({ requests: resources?.requests ?? {} }),
  };
}

export interface Resources {
  requests?: Readonly<Record<string, unknown>>;
  limits?: Readonly<Record<string, unknown>>;
}

export function requestsOf(resources: Resources | undefined): Record<string, number> {
  const all: Record<string, number> = {};
  for (const [name, value] of Object.entries({ ...resources?.limits, ...resources?.requests })) {
    all[name] = quantity(value) ?? 0;
  }
  return all;
}
