import { Absent, Blocked, defineLocalRead, type RunFacts } from '../kit/index.ts';
import { findArtifact, type ArtifactArgs } from './artifact.ts';
import { eksToken } from './eks-token.ts';
import { cluster, type Cluster } from './eks.ts';
import { listAll, NOT_SERVED, type ClusterPlace } from './kubernetes-client.ts';
import { sts } from './sts.ts';

interface Resource {
  kind: string;
  /** Outside every namespace. */
  clusterWide?: true;
  /** A custom resource: a cluster without it has none. */
  custom?: true;
}

/**
 * All that is ever asked of a cluster, each by GET of a list. No Secret and no log is among them. What AmazonEKSViewPolicy allows
 * is the most of it; ingress classes it leaves out.
 * https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html
 */
const RESOURCES = {
  'v1/configmaps': { kind: 'ConfigMap' },
  'v1/serviceaccounts': { kind: 'ServiceAccount' },
  'v1/services': { kind: 'Service' },
  'apps/v1/deployments': { kind: 'Deployment' },
  'autoscaling/v2/horizontalpodautoscalers': { kind: 'HorizontalPodAutoscaler' },
  'batch/v1/cronjobs': { kind: 'CronJob' },
  'batch/v1/jobs': { kind: 'Job' },
  'networking.k8s.io/v1/ingresses': { kind: 'Ingress' },
  'networking.k8s.io/v1/ingressclasses': { kind: 'IngressClass', clusterWide: true },
  'policy/v1/poddisruptionbudgets': { kind: 'PodDisruptionBudget' },
  'elbv2.k8s.aws/v1beta1/ingressclassparams': { kind: 'IngressClassParams', clusterWide: true, custom: true },
  'eks.amazonaws.com/v1/ingressclassparams': { kind: 'IngressClassParams', clusterWide: true, custom: true },
} as const satisfies Record<string, Resource>;
export type KubernetesResource = keyof typeof RESOURCES;

export const kindOf = (resource: KubernetesResource): string => RESOURCES[resource].kind;

export interface KubernetesArgs extends ClusterPlace {
  cluster: string;
  resource: KubernetesResource;
  /** Null for resources outside namespaces. */
  namespace: string | null;
  /** Files that are judged instead when one of them was handed in; then nothing is asked. */
  unless: ArtifactArgs[];
}

/** An object as the API server has it, without what the server adds for itself. */
export type KubernetesObject = Record<string, unknown>;

/**
 * The objects of one resource, from the API of an EKS cluster, as the principal that grades. Owned objects (a Deployment's
 * ReplicaSets) and those that are being deleted are left out. Absent: `HandedIn`, `NotServed` for a custom resource.
 * https://docs.aws.amazon.com/eks/latest/userguide/cluster-auth.html
 */
export const kubernetesObjects = defineLocalRead<KubernetesArgs, KubernetesObject[]>({
  id: 'eks:api',
  source: 'kubernetes',
  evidenceName: ({ resource }) => operationOf(resource),
  call: async ({ run, client, artifacts, callMs, signal }, args) => {
    const { resource, namespace, unless } = args;
    if (unless.some((one) => findArtifact(artifacts(one.task), one))) throw new Absent('HandedIn');
    const operation = operationOf(resource);
    if (!isClusterHost(args.endpoint, run)) throw strange(operation, args.endpoint);
    const found = await listAll({
      ...args,
      path: pathOf(resource, namespace),
      operation,
      token: async () =>
        eksToken({
          cluster: args.cluster,
          region: run.region,
          endpoint: run.target.endpoint,
          keys: await client(sts).config.credentials(),
          now: new Date(),
        }),
      callMs,
      signal,
    });
    if (found !== NOT_SERVED) return found.flatMap((one) => trimmed(resource, one));
    if ('custom' in RESOURCES[resource]) throw new Absent('NotServed');
    throw new Blocked({
      state: 'blocked',
      reason: 'unsupported-by-target',
      operation,
      detail: `the cluster serves no ${resource}`,
      action: null,
    });
  },
});

/**
 * `cluster`, for those who only want to know where its API is: the same call, made once for both. Where a manifest was handed in,
 * or clusters have no API as in the sandbox, nothing hangs on its answer.
 */
export const clusterApi: typeof cluster = { ...cluster, source: 'kubernetes' };

/**
 * Where the objects of a cluster can be asked for, or undefined: it is not there yet, or it is the figment of an emulator, which
 * has no API behind the address that it names.
 */
export function clusterPlace(found: Cluster | undefined, run: RunFacts): ClusterPlace | undefined {
  const { endpoint, certificateAuthority, resourcesVpcConfig } = found ?? {};
  const certificate = certificateAuthority?.data ?? null;
  if (run.target.kind === 'sandbox' || typeof endpoint !== 'string' || certificate === null) return undefined;
  if (run.target.kind === 'endpoint' && !isClusterHost(endpoint, run)) return undefined;
  return { endpoint, certificate, closed: resourcesVpcConfig?.endpointPublicAccess === false };
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]', 'localhost.localstack.cloud']);

/** Only a host of EKS, or that of the emulator, is ever sent a token. https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html */
function isClusterHost(text: string, { target }: Pick<RunFacts, 'target'>): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, port, username, password, pathname } = new URL(text);
  if (protocol !== 'https:' || username !== '' || password !== '' || pathname !== '/') return false;
  if (target.endpoint === null)
    return port === '' && /\.(eks\.amazonaws\.com|eks\.amazonaws\.com\.cn|api\.aws)$/.test(hostname);
  const home = new URL(target.endpoint).hostname;
  return hostname === home || (LOOPBACK.has(home) && LOOPBACK.has(hostname));
}

const operationOf = (resource: KubernetesResource): string => `eks:api ${resource}`;

function pathOf(resource: KubernetesResource, namespace: string | null): string {
  const cut = resource.lastIndexOf('/');
  const group = resource.slice(0, cut);
  const where = namespace === null ? '' : `namespaces/${encodeURIComponent(namespace)}/`;
  return `${group === 'v1' ? '/api' : '/apis'}/${group}/${where}${resource.slice(cut + 1)}`;
}

/** Data of a ConfigMap that is longer is no variable of a container. */
const LONGEST_VALUE = 2_048;

/** An item of a list, which says neither apiVersion nor kind, made whole; status and the server's book-keeping left out. */
export function trimmed(resource: KubernetesResource, item: unknown): KubernetesObject[] {
  if (!isMap(item)) return [];
  const { status: _status, metadata, data, binaryData: _binaryData, ...rest } = item;
  const known = isMap(metadata) ? metadata : {};
  const owners: unknown[] = Array.isArray(known['ownerReferences']) ? known['ownerReferences'] : [];
  if (owners.some((one) => isMap(one) && one['controller'] === true)) return [];
  if (typeof known['deletionTimestamp'] === 'string') return [];
  const kept = ['name', 'namespace', 'labels', 'annotations'].flatMap((key) =>
    known[key] === undefined ? [] : [[key, known[key]]],
  );
  const short = Object.entries(isMap(data) ? data : {}).filter(
    ([, value]) => typeof value === 'string' && value.length <= LONGEST_VALUE,
  );
  return [
    {
      ...rest,
      apiVersion: resource.slice(0, resource.lastIndexOf('/')),
      kind: kindOf(resource),
      metadata: Object.fromEntries(kept) as Record<string, unknown>,
      ...(data === undefined ? {} : { data: Object.fromEntries(short) }),
    },
  ];
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function strange(operation: string, endpoint: string): Blocked {
  return new Blocked({
    state: 'blocked',
    reason: 'unsupported-by-target',
    operation,
    detail: `${endpoint.slice(0, 80)} is no endpoint of Amazon EKS`,
    action: null,
  });
}
