/** A Deployment that serves the model, judged requirement by requirement; the serving lab and the capstone ask the same. */
import type { Container } from 'kubernetes-types/core/v1';
import { cannotEvaluate } from '../../kit/index.ts';
import {
  quantity,
  type ManifestObject,
  type ManifestSet,
  type Path,
} from '../../semantics/manifests/index.ts';
import {
  drain,
  environmentValue,
  killedWhileLoading,
  means,
  nodesOf,
  place,
  probeTarget,
  requestsOf,
  selects,
  workloads,
  type Obstacle,
  type Pod,
  type Resources,
  type Workload,
} from '../../semantics/scheduling/index.ts';
import type { NodeFacts } from './eks-scheduling.ts';

const ZONE = 'topology.kubernetes.io/zone';

/** What is wrong with a field: where, what would be right, what it is. */
export interface FieldFlaw {
  object: ManifestObject;
  path: Path;
  expected: string;
  finding: string;
}

export interface Registry {
  account: string;
  region: string;
  repo: string;
}

/** The addresses of a repository: the classic one and the dual-stack one. https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-requests.html */
const hostsOf = ({ account, region, repo }: Registry): string[] => [
  `${account}.dkr.ecr.${region}.amazonaws.com/${repo}`,
  `${account}.dkr-ecr.${region}.on.aws/${repo}`,
];

/** `repository`, `repository:tag` and `repository@digest` apart. */
export function imageParts(image: string): { repository: string; digest: string | undefined } {
  const [name = '', digest] = image.split('@', 2);
  const slash = name.lastIndexOf('/');
  const colon = name.indexOf(':', slash);
  return { repository: colon < 0 ? name : name.slice(0, colon), digest };
}

/** Whether a container runs an image of the repository, whatever its tag. */
export const runsRepository = ({ image = '' }: Container, registry: Registry): boolean =>
  hostsOf(registry).includes(imageParts(image).repository);

/** Deployments of a namespace that are the server: those that run an image of the repository, else all. */
export function servers(set: ManifestSet, namespace: string, registry: Registry): Workload[] {
  const all = workloads(set.objects).filter(
    ({ object }) => object.kind === 'Deployment' && object.namespace === namespace,
  );
  const own = all.filter(({ pod }) => pod.spec.containers.some((one) => runsRepository(one, registry)));
  return own.length > 0 ? own : all;
}

/** The service account of a workload's pods. */
export const serviceAccountOf = ({ pod: { spec } }: Workload): string =>
  spec.serviceAccountName ?? spec.serviceAccount ?? 'default';

/** The container that serves, and its place below the pod's spec. */
export function serverContainer(
  { pod }: Workload,
  registry: Registry,
): { container: Container; index: number } | undefined {
  const { containers } = pod.spec;
  const index = Math.max(
    0,
    containers.findIndex((one) => runsRepository(one, registry)),
  );
  const container = containers[index];
  return container && { container, index };
}

/** What MODEL_PATH is in the container that serves. */
export const modelPath = (
  container: Container,
  { pod: { namespace } }: Workload,
  objects: readonly ManifestObject[],
): string | undefined => environmentValue(container, 'MODEL_PATH', namespace, objects);

const at = ({ object, path }: Workload, rest: Path, expected: string, finding: string): FieldFlaw => ({
  object,
  path: [...path, ...rest],
  expected,
  finding,
});

/** The first container of the repository whose image is not one that can never change, and is there. */
export function imageFlaw(
  workload: Workload,
  registry: Registry,
  digests: readonly string[],
): FieldFlaw | undefined {
  const { containers } = workload.pod.spec;
  const [host = ''] = hostsOf(registry);
  const expected = `${host}@sha256:…`;
  const own = containers.filter((one) => runsRepository(one, registry));
  const [first] = containers;
  if (own.length === 0) {
    return at(workload, ['containers', 0, 'image'], expected, `runs ${first?.image ?? 'no image'}`);
  }
  for (const container of own) {
    const path: Path = ['containers', containers.indexOf(container), 'image'];
    const { digest } = imageParts(container.image ?? '');
    if (digest === undefined)
      return at(workload, path, expected, `names ${container.image ?? ''} without a digest`);
    if (!digests.includes(digest))
      return at(workload, path, expected, `names ${digest}, which the repository does not hold`);
  }
  return undefined;
}

/** Why the pods of a workload do not get to run in two zones; the words come from the obstacle that decides. */
export function schedulingFlaw(workload: Workload, { groups, types }: NodeFacts): FieldFlaw | undefined {
  const { nodes } = nodesOf(groups, types);
  const expected = 'two replicas that run, in two zones';
  if (nodes.length === 0) return at(workload, [], expected, 'no node group wants a node');
  const pods: Pod[] = Array.from({ length: workload.replicas }, () => workload.pod);
  const { placed, pending } = place(pods, nodes, { stacking: false });
  const zones = new Set(placed.map(({ node }) => node.zone));
  if (placed.length >= 2 && zones.size >= 2) return undefined;
  const obstacle = nearest(pending[0]?.because ?? []);
  if (placed.length === 0 && obstacle) {
    return at(
      workload,
      obstacle.path,
      expected,
      `fits on no node: it asks for ${obstacle.asked}, and the nearest has ${obstacle.found}`,
    );
  }
  const where = [...zones].join(', ');
  if (zones.size === 1) return at(workload, [], expected, `runs in ${where} only`);
  return at(
    workload,
    obstacle?.path ?? [],
    expected,
    `has room for ${placed.length} of ${workload.replicas} replicas`,
  );
}

/** The obstacle of the node that is nearest to taking a pod. */
export function nearest(because: readonly { obstacles: readonly Obstacle[] }[]): Obstacle | undefined {
  return because.toSorted((a, b) => a.obstacles.length - b.obstacles.length)[0]?.obstacles[0];
}

/** A readiness probe that does not ask the port on which the model answers. */
export function readinessFlaw(
  workload: Workload,
  registry: Registry,
  appPort: number,
  operation: string,
): FieldFlaw | undefined {
  const server = serverContainer(workload, registry);
  if (!server) return undefined;
  const { container, index } = server;
  const path: Path = ['containers', index, 'readinessProbe'];
  const expected = `a readinessProbe on port ${appPort}`;
  const target = probeTarget(container.readinessProbe, container);
  if (target.kind === 'none') return at(workload, ['containers', index], expected, 'has no readinessProbe');
  if (target.kind === 'exec') {
    if (new RegExp(`(^|\\D)${appPort}(\\D|$)`).test(target.command)) {
      return cannotEvaluate(operation, `readinessProbe by the command ${target.command}`);
    }
    return at(
      workload,
      [...path, 'exec'],
      expected,
      `readinessProbe runs ${target.command || 'a command'}, which asks no port`,
    );
  }
  if (target.elsewhere)
    return at(workload, path, expected, `readinessProbe asks ${target.text}, another machine`);
  if (target.port === appPort) return undefined;
  return at(workload, path, expected, `readinessProbe asks port ${target.text}`);
}

/** A startup or liveness probe that kills a pod while it loads its model, or that asks where nothing answers. */
export function loadingFlaw(
  workload: Workload,
  registry: Registry,
  appPort: number,
  loadSeconds: number,
): FieldFlaw | undefined {
  const server = serverContainer(workload, registry);
  if (!server) return undefined;
  const { container, index } = server;
  const killed = killedWhileLoading(container, loadSeconds);
  if (killed) {
    return at(
      workload,
      ['containers', index, killed.probe],
      `${loadSeconds} s of patience`,
      `${killed.probe} kills the pod after ${killed.after} s, while it loads its model`,
    );
  }
  const declared = new Set((container.ports ?? []).map(({ containerPort }) => containerPort));
  for (const probe of ['startupProbe', 'livenessProbe'] as const) {
    const target = probeTarget(container[probe], container);
    if (target.kind !== 'port' || target.elsewhere) continue;
    if (target.port === appPort || (target.port !== undefined && declared.has(target.port))) continue;
    return at(
      workload,
      ['containers', index, probe],
      `a port that answers, ${appPort}`,
      `${probe} asks port ${target.text}, where nothing answers, and kills the pod`,
    );
  }
  return undefined;
}

/** The first container without requests for CPU and memory, or without a limit of memory; figures of the whole pod count. */
export function resourcesFlaw(workload: Workload): FieldFlaw | undefined {
  const { spec } = workload.pod;
  const whole = (spec as { resources?: Resources }).resources;
  const limits = (resources: Resources | undefined) => quantity(resources?.limits?.['memory']) ?? 0;
  for (const [index, container] of spec.containers.entries()) {
    const asked = { ...requestsOf(container.resources), ...requestsOf(whole) };
    const lacks = [
      ...['cpu', 'memory'].flatMap((name) => ((asked[name] ?? 0) > 0 ? [] : [`a request for ${name}`])),
      ...(limits(container.resources) > 0 || limits(whole) > 0 ? [] : ['a limit of memory']),
    ];
    if (lacks.length > 0) {
      return at(
        workload,
        ['containers', index, 'resources'],
        'requests for cpu and memory, and a limit of memory',
        `container ${container.name} lacks ${lacks.join(' and ')}`,
      );
    }
  }
  return undefined;
}

/** Nothing that spreads replicas over zones, or something whose selector does not find them. */
export function spreadFlaw(workload: Workload): FieldFlaw | undefined {
  const { pod, replicas } = workload;
  const { affinity, topologySpreadConstraints = [] } = pod.spec;
  const expected = `replicas that are spread over ${ZONE}`;
  const anti = affinity?.podAntiAffinity;
  const terms = [
    ...(anti?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
    ...(anti?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(
      ({ podAffinityTerm }) => podAffinityTerm,
    ),
  ].filter(({ topologyKey }) => topologyKey === ZONE);
  const constraints = topologySpreadConstraints.filter(({ topologyKey }) => topologyKey === ZONE);
  const finds = constraints.filter(({ labelSelector }) => selects(labelSelector, pod.labels));
  // A filter that allows all replicas in one zone filters nothing, and only soft ones order.
  const works = finds.some(
    ({ whenUnsatisfiable, maxSkew }) => whenUnsatisfiable === 'ScheduleAnyway' || maxSkew < replicas,
  );
  if (works || terms.some((term) => means(term, pod, pod))) return undefined;
  if (finds.length > 0) {
    return at(
      workload,
      ['topologySpreadConstraints'],
      expected,
      `a skew of ${finds[0]?.maxSkew ?? 0} lets all ${replicas} replicas be in one zone`,
    );
  }
  const [path, finding]: [Path, string] =
    constraints.length + terms.length === 0
      ? [[], 'nothing spreads the replicas over zones']
      : [
          [constraints.length > 0 ? 'topologySpreadConstraints' : 'affinity'],
          'what spreads over zones has a selector that finds none of these pods',
        ];
  return at(workload, path, expected, finding);
}

/** No budget for the pods, one that lets none go, or one that keeps none. */
export function budgetFlaw(workload: Workload, set: ManifestSet): FieldFlaw | undefined {
  const { evictions, kept, tooMany } = drain(workload, set.objects);
  const expected = 'a budget that lets one pod go and keeps one';
  const { object, replicas } = workload;
  const flaw = (finding: string): FieldFlaw => ({ object, path: [], expected, finding });
  if (evictions === undefined) return flaw('no PodDisruptionBudget of its namespace selects its pods');
  if (tooMany) return flaw('more than one budget selects its pods, and then no eviction is allowed');
  if (evictions < 1) return flaw(`its budget keeps all ${replicas} replicas, so that no node can be drained`);
  if (kept < 1) return flaw('its budget keeps no replica');
  return undefined;
}
