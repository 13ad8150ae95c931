/** The Kubernetes objects of a task: what was handed in, else what the cluster's own API says. */
import { after, Blocked, each, type RunFacts, type Saw, type SawEach } from '../../kit/index.ts';
import type { Artifact, ArtifactArgs } from '../../reads/artifact.ts';
import type { Cluster } from '../../reads/eks.ts';
import {
  clusterApi,
  clusterPlace,
  kindOf,
  kubernetesObjects,
  type KubernetesArgs,
  type KubernetesObject,
  type KubernetesResource,
} from '../../reads/kubernetes.ts';
import { manifestText } from '../../semantics/manifests/index.ts';
import type { ManifestSource } from './manifests.ts';

export const liveReads = { cluster: clusterApi, live: each(kubernetesObjects) };

/** What pods of a server are made of, and what keeps them. */
export const SERVING: readonly KubernetesResource[] = [
  'apps/v1/deployments',
  'autoscaling/v2/horizontalpodautoscalers',
  'policy/v1/poddisruptionbudgets',
  'v1/configmaps',
];
/** Ways to its pods. The classes say what an Ingress leaves out, and not everybody may read them. */
export const WAYS: readonly KubernetesResource[] = [
  'networking.k8s.io/v1/ingresses',
  'v1/services',
  'networking.k8s.io/v1/ingressclasses',
  'elbv2.k8s.aws/v1beta1/ingressclassparams',
  'eks.amazonaws.com/v1/ingressclassparams',
];
const OPTIONAL: ReadonlySet<string> = new Set(['IngressClass', 'IngressClassParams']);

export interface LiveObjects {
  cluster: string;
  namespace: string;
  resources: readonly KubernetesResource[];
  /** Files that are judged instead when one of them was handed in. */
  unless: ArtifactArgs[];
}

/** Arguments of `liveReads`. Nothing is asked where the target's clusters have no API. */
export function bindLive({ cluster: name, namespace, resources, unless }: LiveObjects, run: RunFacts) {
  return {
    cluster: { name },
    live: after('cluster', (found: Cluster | undefined): KubernetesArgs[] => {
      const place = clusterPlace(found, run);
      if (!place) return [];
      return resources.map((resource) => ({
        ...place,
        cluster: name,
        resource,
        namespace: OPTIONAL.has(kindOf(resource)) ? null : namespace,
        unless,
      }));
    }),
  };
}

type Live = SawEach<KubernetesArgs, KubernetesObject[]>;
/** The views of `liveReads`. */
export interface LiveViews {
  cluster: Saw<Cluster>;
  live: Live;
}

export interface ObjectsView extends Saw<ManifestSource> {
  /** Says that a verdict may hang on what is not everybody's to read. @throws Blocked */
  whole(): void;
}

/**
 * The view of a file that was handed in, or in its stead of the cluster's objects as a manifest: a judge sees no difference. What
 * was handed in wins, so that a learner decides what is judged. A namespace in which no object `matters` counts as nothing handed
 * in: a kind that we do not ask for may do the work, and only a file would tell.
 */
export function objectsView(
  saw: LiveViews & { file: Saw<Artifact> },
  run: Pick<RunFacts, 'target'>,
  matters: (object: KubernetesObject) => boolean,
): ObjectsView {
  const { file, live } = saw;
  let made: { source: ManifestSource | undefined; unread: Blocked | undefined } | undefined;
  const look = () =>
    (made ??= file() ? { source: file(), unread: undefined } : fromCluster(saw, run, matters));
  return Object.assign(() => look().source, {
    absence: () => (look().source ? undefined : file.absence()),
    at: (path: string, expected: unknown, actual: unknown) => {
      const lists = file() ? [] : asked(saw, run);
      const kind = path.slice(0, Math.max(0, path.indexOf('/')));
      const list = lists.find(({ args }) => kindOf(args.resource) === kind) ?? lists[0];
      return list ? live.at(list.args, path, expected, actual) : file.at(path, expected, actual);
    },
    whole: () => {
      const { unread } = look();
      if (unread) throw unread;
    },
  });
}

/**
 * The lists that were asked for. The sandbox's clusters have no API, nor has an emulator that cannot describe one; any other trouble
 * leaves open whether there are objects. @throws Blocked
 */
export function asked(saw: LiveViews, { target }: Pick<RunFacts, 'target'>): ReturnType<Live> {
  try {
    saw.cluster();
    return saw.live();
  } catch (error) {
    if (!(error instanceof Blocked)) throw error;
    const lacks = error.observation.reason === 'unsupported-by-target';
    if (target.kind === 'sandbox' || (target.kind === 'endpoint' && lacks)) return [];
    throw error;
  }
}

function fromCluster(
  saw: LiveViews,
  run: Pick<RunFacts, 'target'>,
  matters: (object: KubernetesObject) => boolean,
) {
  const objects: KubernetesObject[] = [];
  let unread: Blocked | undefined;
  const lists = asked(saw, run);
  for (const entry of lists) {
    try {
      objects.push(...(entry.value ?? []));
    } catch (error) {
      if (!(error instanceof Blocked) || !OPTIONAL.has(kindOf(entry.args.resource))) throw error;
      unread ??= error;
    }
  }
  const [first] = lists;
  if (!first || !objects.some(matters)) return { source: undefined, unread };
  const { cluster: name, namespace } = first.args;
  const text = manifestText(objects);
  const source = {
    name: `${namespace ?? ''} of ${name}`,
    bytes: text.length,
    text,
    problem: null,
    live: true,
  };
  return { source, unread };
}

export const ofKind =
  (...kinds: readonly string[]) =>
  ({ kind }: KubernetesObject): boolean =>
    kinds.includes(String(kind));
