import { Type } from 'typebox';
import { artifactReasons, decide, defineCheck, fail, pass } from '../../kit/index.ts';
import { artifact } from '../../reads/artifact.ts';
import type { KubernetesObject } from '../../reads/kubernetes.ts';
import { pathText, quantity, type ManifestProblem, type Path } from '../../semantics/manifests/index.ts';
import {
  amount,
  GPU,
  nodesOf,
  obstacles,
  podRequests,
  workloads,
  type Node,
  type Obstacle,
  type ObstacleKind,
  type Workload,
} from '../../semantics/scheduling/index.ts';
import { bindLive, liveReads, objectsView, ofKind } from '../shared/live-manifests.ts';
import { bindScheduling, nodeFacts, schedulingReads } from '../shared/eks-scheduling.ts';
import {
  fileClauses,
  invalid,
  invalidClause,
  manifestReasons,
  manifestsOf,
  objectName,
  unlessCustom,
} from '../shared/manifests.ts';

const NAME = 'gpu-batch.yaml';
const BATCH = ['batch/v1/jobs', 'batch/v1/cronjobs', 'apps/v1/deployments'] as const;
const isBatch = ofKind('Job', 'CronJob');
const nameOf = ({ metadata }: KubernetesObject): unknown =>
  (metadata as { name?: unknown } | undefined)?.name;
/** What the API server says of GPUs has a reason of its own. */
const ofGpus = ({ kind, path }: ManifestProblem): boolean => kind === 'rule' && path.endsWith(`[${GPU}]`);

export default defineCheck({
  id: 'eks/gpu-pending',
  title: 'A batch that finds its GPU node',
  params: Type.Object({
    cluster: Type.String(),
    /** Where the batch runs, when it is looked for in the cluster. */
    namespace: Type.String(),
    /** Its name there; other Jobs of the namespace count only when there is none of this name. */
    batch: Type.String(),
  }),
  reads: { file: artifact, ...liveReads, ...schedulingReads },
  bind: ({ cluster, namespace }, run, task) => ({
    file: { task, name: NAME, anyName: true },
    ...bindLive({ cluster, namespace, resources: BATCH, unless: [{ task, name: NAME, anyName: true }] }, run),
    ...bindScheduling(cluster),
  }),
  reasons: {
    schedules: pass(
      '{object} fits on a node of {group}, and all {pods} of its pods on what the group may grow to.',
    ),
    ...artifactReasons,
    ...manifestReasons,
    'taint-not-tolerated': fail(
      'Pods of {object} tolerate {asked}; GPU nodes carry {found} (line {line}, {path}).',
      'A toleration has to match key, value and effect of the taint; Exists needs no value.',
    ),
    'label-mismatch': fail(
      'Pods of {object} want {asked}; GPU nodes have {found} (line {line}, {path}).',
      'Compare with the labels of the node group.',
    ),
    'no-gpu-asked': fail('{object} {finding} (line {line}).', `Ask for whole GPUs under limits, as ${GPU}.`),
    'does-not-fit': fail(
      '{object} does not fit: it asks for {asked}, and there is room for {found} of {resource}.',
      'Ask for less, or for fewer pods at a time.',
    ),
  },
  judge(saw, { batch }, run) {
    const file = objectsView(saw, run, (object) => isBatch(object) || nameOf(object) === batch);
    const set = () => manifestsOf(file);
    const valid = () => {
      const found = set();
      return found?.problems.every(ofGpus) === true ? found : undefined;
    };
    const all = (): Workload[] => {
      const found = workloads(valid()?.objects ?? []);
      if (file()?.live !== true) return found;
      const named = found.filter(({ object }) => object.name === batch);
      return named.length > 0 ? named : found.filter(({ object: { kind } }) => isBatch({ kind }));
    };
    const gpuNodes = (): Node[] => {
      const { groups, types } = nodeFacts(saw);
      return nodesOf(groups, types).nodes.filter(({ allocatable }) => (allocatable[GPU] ?? 0) > 0);
    };
    /** What keeps pods of a workload off the GPU node that is nearest to taking them. */
    const obstaclesOf = ({ pod }: Workload): Obstacle[] =>
      gpuNodes()
        .map((node) => obstacles(pod, node))
        .toSorted((a, b) => a.length - b.length)[0] ?? [];
    const place = ({ object }: Workload, path: Path) => ({
      object: objectName(object),
      path: pathText(path),
      line: object.at(path).line,
    });
    const blocks =
      <K extends string>(reason: K, kinds: readonly ObstacleKind[]) =>
      () => {
        for (const workload of all()) {
          const found = obstaclesOf(workload).find(({ kind }) => kinds.includes(kind));
          if (!found) continue;
          const where = place(workload, [...workload.path, ...found.path]);
          const data = { ...where, asked: found.asked, found: found.found, resource: found.resource ?? '' };
          return {
            reason,
            data,
            evidence: [file.at(`${where.object} ${where.path}`, found.found, found.asked)],
          };
        }
        return undefined;
      };
    /** GPUs of all nodes that the groups may grow to, as far as they take some of the pods. */
    const whole = () => {
      const { groups, types } = nodeFacts(saw);
      return nodesOf(groups, types, 'max')
        .nodes.filter((node) => all().some(({ pod }) => obstacles(pod, node).length === 0))
        .reduce((sum, { allocatable }) => sum + (allocatable[GPU] ?? 0), 0);
    };
    const gpus = () =>
      all().reduce((sum, { pod, replicas }) => sum + (podRequests(pod)[GPU] ?? 0) * replicas, 0);

    return decide(
      [
        ...fileClauses(file, NAME),
        invalidClause(file, set, ofGpus),
        () => {
          const found = valid();
          if (!found || all().length > 0) return undefined;
          unlessCustom(found, NAME);
          const where = { file: NAME, line: 1, object: 'the file', path: '' };
          return invalid(
            file,
            { ...where, message: 'has nothing that makes pods' },
            'a Job, Deployment or Pod',
          );
        },
        blocks('taint-not-tolerated', ['taint']),
        blocks('label-mismatch', ['selector', 'affinity', 'node-name', 'gate']),
        () => {
          for (const workload of all()) {
            const flaw = gpuFlaw(workload);
            if (!flaw) continue;
            const where = place(workload, [...workload.path, ...flaw.path]);
            return {
              reason: 'no-gpu-asked' as const,
              data: { ...where, finding: flaw.finding },
              evidence: [
                file.at(
                  `${where.object} ${where.path}`,
                  `a whole number of ${GPU} under limits`,
                  flaw.finding,
                ),
              ],
            };
          }
          return undefined;
        },
        () => {
          const [workload] = all();
          if (!workload || gpuNodes().length > 0) return undefined;
          const object = objectName(workload.object);
          return {
            reason: 'does-not-fit' as const,
            data: { object, asked: amount(GPU, gpus()), found: 'none', resource: GPU },
            evidence: [
              saw.groups().length === 0
                ? saw.nodegroups.at('nodegroups', 'a group with GPUs', saw.nodegroups() ?? 'no such cluster')
                : file.at(object, 'a node with a GPU', 'no node group with GPUs wants a node'),
            ],
          };
        },
        blocks('does-not-fit', ['resource']),
        () => {
          const [workload] = all();
          if (!workload || gpus() <= whole()) return undefined;
          const object = all()
            .map((one) => objectName(one.object))
            .join(', ');
          return {
            reason: 'does-not-fit' as const,
            data: { object, asked: `${amount(GPU, gpus())} at the same time`, found: whole(), resource: GPU },
            evidence: [file.at(object, `at most ${whole()} ${GPU} at the same time`, gpus())],
          };
        },
      ],
      () => {
        const [workload] = all();
        const object = all()
          .map((one) => objectName(one.object))
          .join(', ');
        const node = workload && gpuNodes().find((one) => obstacles(workload.pod, one).length === 0);
        return {
          reason: 'schedules' as const,
          data: {
            object,
            group: node?.group ?? '',
            pods: all().reduce((sum, { replicas }) => sum + replicas, 0),
          },
          evidence: [file.at(object, 'a GPU node that takes its pods', node?.name ?? '')],
        };
      },
    );
  },
});

/** Whether no container asks for a whole GPU by its limit, and how it asks instead. */
function gpuFlaw({ pod: { spec } }: Workload): { path: Path; finding: string } | undefined {
  const boxes = [
    ...spec.containers.map((container, index) => ({ container, path: ['containers', index] satisfies Path })),
    ...(spec.initContainers ?? []).map((container, index) => ({
      container,
      path: ['initContainers', index] satisfies Path,
    })),
  ];
  const asked = boxes.flatMap(({ container: { resources }, path }) => {
    const limit = quantity(resources?.limits?.[GPU]);
    const request = quantity(resources?.requests?.[GPU]);
    return limit === undefined && request === undefined
      ? []
      : [{ limit, request, path: [...path, 'resources'] satisfies Path }];
  });
  if (asked.length === 0) return { path: ['containers', 0, 'resources'], finding: 'asks for no GPU' };
  for (const { limit, request, path } of asked) {
    if (limit === undefined)
      return { path: [...path, 'requests', GPU], finding: 'only requests its GPU, and sets no limit' };
    if (!Number.isInteger(limit))
      return { path: [...path, 'limits', GPU], finding: `asks for ${limit} GPUs: they come whole` };
    if (request !== undefined && request !== limit) {
      return {
        path: [...path, 'requests', GPU],
        finding: `requests ${request} GPUs and limits ${limit}: they must be equal`,
      };
    }
  }
  if (asked.every(({ limit }) => (limit ?? 0) < 1))
    return { path: asked[0]?.path ?? [], finding: 'asks for 0 GPUs' };
  return undefined;
}
