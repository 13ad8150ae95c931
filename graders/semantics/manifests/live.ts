import { fieldsOf, isObject, typeOf } from './schema.ts';

type Json = Record<string, unknown>;

/**
 * What the API server writes into fields that a manifest leaves out, by type. A judge must not see a difference between a manifest
 * and what became of it. https://kubernetes.io/docs/reference/kubernetes-api/
 */
const DEFAULTS: Readonly<Record<string, Json>> = {
  DeploymentSpec: { revisionHistoryLimit: 10, progressDeadlineSeconds: 600 },
  DeploymentStrategy: { type: 'RollingUpdate' },
  RollingUpdateDeployment: { maxSurge: '25%', maxUnavailable: '25%' },
  PodSpec: {
    restartPolicy: 'Always',
    dnsPolicy: 'ClusterFirst',
    schedulerName: 'default-scheduler',
    terminationGracePeriodSeconds: 30,
    enableServiceLinks: true,
    preemptionPolicy: 'PreemptLowerPriority',
  },
  Container: {
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: 'IfNotPresent',
  },
  ContainerPort: { protocol: 'TCP' },
  Probe: { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 },
  HTTPGetAction: { scheme: 'HTTP' },
  GRPCAction: { service: '' },
  ObjectFieldSelector: { apiVersion: 'v1' },
  ConfigMapVolumeSource: { defaultMode: 420 },
  SecretVolumeSource: { defaultMode: 420 },
  ProjectedVolumeSource: { defaultMode: 420 },
  DownwardAPIVolumeSource: { defaultMode: 420 },
  HostPathVolumeSource: { type: '' },
  JobSpec: {
    backoffLimit: 6,
    completionMode: 'NonIndexed',
    suspend: false,
    podReplacementPolicy: 'TerminatingOrFailed',
    manualSelector: false,
  },
  CronJobSpec: {
    concurrencyPolicy: 'Allow',
    suspend: false,
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 1,
  },
  ServiceSpec: {
    type: 'ClusterIP',
    ipFamilyPolicy: 'SingleStack',
    internalTrafficPolicy: 'Cluster',
    externalTrafficPolicy: 'Cluster',
    sessionAffinity: 'None',
    allocateLoadBalancerNodePorts: true,
  },
  ServicePort: { protocol: 'TCP' },
};
/** Maps that the server makes where there was nothing. */
const EMPTY: ReadonlySet<string> = new Set(['securityContext', 'resources', 'strategy', 'rollingUpdate']);
/** What the server and its controllers write beside what was applied. */
const WRITTEN =
  /^(kubectl\.kubernetes\.io\/(last-applied-configuration|restartedAt)|deployment\.kubernetes\.io\/.*|(batch\.kubernetes\.io\/)?(controller-uid|job-name|job-tracking))$/;
const BOOKKEEPING = [
  'creationTimestamp',
  'generation',
  'resourceVersion',
  'uid',
  'selfLink',
  'managedFields',
];

/**
 * An object of the API server as the manifest that would make it: without status, book-keeping, defaults, and fields that this
 * schema does not know, which a newer cluster may have. Kinds that are unknown come back as they are.
 */
export function asManifest(object: Readonly<Json>): Json {
  const { status: _status, ...rest } = object;
  const { apiVersion, kind } = rest;
  const type =
    typeof apiVersion === 'string' && typeof kind === 'string' ? typeOf(apiVersion, kind) : undefined;
  return type === undefined ? rest : (written(type, rest) as Json);
}

/** Live objects as text, one JSON document each: what the readers of manifests take. */
export const manifestText = (objects: readonly Readonly<Json>[]): string =>
  objects.map((one) => JSON.stringify(asManifest(one), null, 2)).join('\n---\n');

function written(type: string, value: unknown): unknown {
  if (type.startsWith('[]')) {
    return Array.isArray(value) ? value.map((item) => written(type.slice(2), item)) : value;
  }
  if (type.startsWith('{}') && isObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, written(type.slice(2), item)]),
    );
  }
  const fields = fieldsOf(type);
  if (!fields || !isObject(value)) return value;
  const own = special(type, value);
  const entries = Object.entries(own).flatMap(([key, item]): [string, unknown][] => {
    const known = Object.hasOwn(fields, key) ? fields[key] : undefined;
    if (known === undefined || item === null) return [];
    if (Object.hasOwn(DEFAULTS[type] ?? {}, key) && DEFAULTS[type]?.[key] === item) return [];
    const inside = written(known.replace('!', ''), item);
    return EMPTY.has(key) && isObject(inside) && Object.keys(inside).length === 0 ? [] : [[key, inside]];
  });
  return Object.fromEntries(entries);
}

/** What depends on other fields of the same object. */
function special(type: string, value: Readonly<Json>): Json {
  const own = { ...value };
  switch (type) {
    case 'ObjectMeta':
      for (const key of BOOKKEEPING) delete own[key];
      for (const key of ['annotations', 'labels']) {
        if (!isObject(own[key])) continue;
        const kept = Object.entries(own[key]).filter(([name]) => !WRITTEN.test(name));
        if (kept.length > 0) own[key] = Object.fromEntries(kept);
        else delete own[key];
      }
      return own;
    case 'PodSpec':
      if (own['serviceAccount'] === own['serviceAccountName']) delete own['serviceAccount'];
      return own;
    case 'Container': {
      // A tag that moves is always pulled.
      const image = typeof own['image'] === 'string' ? own['image'] : '';
      const moves = !image.includes('@') && !/:(?!latest$)[^/:]+$/.test(image);
      if (moves && own['imagePullPolicy'] === 'Always') delete own['imagePullPolicy'];
      return own;
    }
    case 'JobSpec':
      // Without manualSelector the server writes selector and labels.
      if (own['manualSelector'] !== true) delete own['selector'];
      return own;
    case 'ServiceSpec':
      // Addresses that were given out; None is a wish.
      if (own['clusterIP'] !== 'None') {
        delete own['clusterIP'];
        delete own['clusterIPs'];
      }
      delete own['ipFamilies'];
      return own;
    case 'ServicePort':
      delete own['nodePort'];
      return own;
    default:
      return own;
  }
}
