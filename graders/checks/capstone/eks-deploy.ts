import { Type } from 'typebox';
import { after, artifactReasons, decide, defineCheck, fail, pass } from '../../kit/index.ts';
import { artifact } from '../../reads/artifact.ts';
import { repositoryImages } from '../../reads/ecr.ts';
import { clusterVersions, type Cluster } from '../../reads/eks.ts';
import type { PodIdentityAssociationSummary } from '../../reads/eks-identity.ts';
import { pathText } from '../../semantics/manifests/index.ts';
import type { Workload } from '../../semantics/scheduling/index.ts';
import { livingCluster, phaseOf, versionFlaw, worldFlaw, type ClusterFlaw } from '../shared/eks-cluster.ts';
import { bindIdentity, identityOf, identityReads } from '../shared/eks-identity.ts';
import { bindNodes, nodeReads, nodesFlaw } from '../shared/eks-nodes.ts';
import { nodeFacts } from '../shared/eks-scheduling.ts';
import { sessionOfPods, trustFlaw } from '../shared/eks-trust.ts';
import { firstFinding } from '../shared/candidates.ts';
import { bindLive, liveReads, objectsView, ofKind, SERVING } from '../shared/live-manifests.ts';
import { firstDeviation, permissionsOf } from '../shared/iam-permissions.ts';
import { modelProbes } from '../shared/model-probes.ts';
import { fileClauses, manifestsOf, objectName, unlessCustom } from '../shared/manifests.ts';
import {
  imageFlaw,
  modelPath,
  readinessFlaw,
  resourcesFlaw,
  schedulingFlaw,
  serverContainer,
  servers,
  serviceAccountOf,
  spreadFlaw,
  type FieldFlaw,
} from '../shared/serving.ts';

const NAME = 'capstone.yaml';
const handIn = (task: string) => ({ task, name: NAME, anyName: true });

export default defineCheck({
  id: 'capstone/eks-deploy',
  title: 'The model is served by pods that may read it and nothing more',
  params: Type.Object({
    cluster: Type.String(),
    namespace: Type.String(),
    repo: Type.String(),
    bucket: Type.String(),
    modelKey: Type.String(),
    appPort: Type.Number(),
  }),
  reads: {
    file: artifact,
    calendar: clusterVersions,
    images: repositoryImages,
    ...liveReads,
    ...nodeReads,
    ...identityReads,
  },
  bind: ({ cluster, namespace, repo }, run, task) => ({
    file: handIn(task),
    calendar: {},
    images: { name: repo },
    ...bindNodes(cluster),
    ...bindIdentity({ cluster, namespace, serviceAccount: '' }, [handIn(task)], run),
    ...bindLive(
      { cluster, namespace, resources: [...SERVING, 'v1/serviceaccounts'], unless: [handIn(task)] },
      run,
    ),
    // Which service account it is stands in the file: those of the namespace are read.
    association: after(
      'associations',
      (all: readonly PodIdentityAssociationSummary[] | undefined) =>
        (all ?? [])
          .filter((one) => one.namespace === namespace)
          .map(({ associationId }) => ({ cluster, id: associationId })),
      { cluster },
    ),
  }),
  reasons: {
    served: pass('{object} serves {model} from {cluster}, as {role}.'),
    'cluster-missing': fail(
      'There is no cluster {cluster}.',
      'Create it, with a version in standard support.',
    ),
    'not-yet': fail('Cluster {cluster} is still {state}.', 'Grade again when it is ACTIVE.'),
    unhealthy: fail('Cluster {cluster} is {state}.', 'Look at the health issues of the cluster.'),
    'cluster-unfit': fail(
      'Cluster {cluster} does not fit: {finding}.',
      'The serving lab says what a cluster needs.',
    ),
    'nodes-unfit': fail(
      'The nodes of {cluster} do not fit: {finding}.',
      'A managed node group in private subnets of two zones, with two nodes or more.',
    ),
    ...artifactReasons,
    'manifest-unfit': fail(
      '{name}, line {line}: {object} {finding}.',
      'The serving lab says what a Deployment needs.',
    ),
    'wrong-model-path': fail(
      '{object} loads {found}, and the trained model is {expected} (line {line}).',
      'Give MODEL_PATH the key of the model that this system trained.',
    ),
    'no-identity': fail(
      'Pods of {object} cannot read the model: {finding}.',
      'A role for their service account that may get this object, and put none.',
    ),
  },
  judge(saw, { cluster, namespace, repo, bucket, modelKey, appPort }, run) {
    const registry = { account: run.account, region: run.region, repo };
    const file = objectsView(saw, run, ofKind('Deployment'));
    const model = `s3://${bucket}/${modelKey}`;
    const found = () => livingCluster(saw.cluster());
    const set = () => manifestsOf(file);
    const valid = () => {
      const all = set();
      return all && all.problems.length === 0 ? all : undefined;
    };
    const deployed = (): Workload[] => {
      const all = valid();
      return all ? servers(all, namespace, registry) : [];
    };
    const stated = (reason: 'not-yet' | 'unhealthy') => () => {
      const one = found();
      const phase = one && phaseOf(one.status);
      if (!one || phase !== (reason === 'not-yet' ? 'coming' : 'unhealthy')) return undefined;
      const state = one.status ?? 'in no state';
      return {
        reason,
        data: { cluster, state },
        evidence: [saw.cluster.at('cluster.status', 'ACTIVE', state)],
      };
    };
    const unfit = (look: (one: Cluster) => ClusterFlaw | undefined) => () => {
      const one = found();
      const flaw = one && look(one);
      return (
        flaw && {
          reason: 'cluster-unfit' as const,
          data: { cluster, finding: flaw.finding },
          evidence: [saw.cluster.at(flaw.path, flaw.expected, flaw.actual)],
        }
      );
    };
    const manifestUnfit = (
      object: string,
      line: number,
      path: string,
      expected: unknown,
      finding: string,
    ) => ({
      reason: 'manifest-unfit' as const,
      data: { name: NAME, object, line, finding: `${path} ${finding}`.trim() },
      evidence: [file.at(`${object} ${path}`.trim(), expected, finding)],
    });
    const first = (look: (workload: Workload) => FieldFlaw | undefined) => () => {
      for (const workload of deployed()) {
        const flaw = look(workload);
        if (!flaw) continue;
        const { object, path, expected, finding } = flaw;
        return manifestUnfit(objectName(object), object.at(path).line, pathText(path), expected, finding);
      }
      return undefined;
    };
    const identity = (workload: Workload) => {
      const pods = { cluster, namespace, serviceAccount: serviceAccountOf(workload) };
      return { pods, ...identityOf(saw, pods, run) };
    };
    const probes = modelProbes(`arn:aws:s3:::${bucket}/${modelKey}`);
    return decide(
      [
        () =>
          found()
            ? undefined
            : {
                reason: 'cluster-missing' as const,
                data: { cluster },
                evidence: [saw.cluster.at('cluster.name', cluster, saw.cluster.absence() ?? 'DELETING')],
              },
        stated('not-yet'),
        stated('unhealthy'),
        unfit((one) => versionFlaw(one, saw.calendar() ?? [], run.today)),
        unfit(worldFlaw),
        () => {
          const flaw = found() ? nodesFlaw(saw) : undefined;
          return (
            flaw && {
              reason: 'nodes-unfit' as const,
              data: { cluster, finding: flaw.finding },
              evidence: [saw.nodegroups.at(flaw.path, flaw.expected, flaw.finding)],
            }
          );
        },
        ...fileClauses(file, NAME),
        () => {
          const problem = set()?.problems.find(({ kind }) => kind !== 'file' && kind !== 'syntax');
          return (
            problem &&
            manifestUnfit(
              problem.object,
              problem.line,
              problem.path,
              'what the API server takes',
              problem.message,
            )
          );
        },
        () => {
          const all = valid();
          if (!all || deployed().length > 0) return undefined;
          unlessCustom(all, NAME);
          return manifestUnfit(
            'the file',
            1,
            '',
            'a Deployment',
            `has no Deployment in namespace ${namespace}`,
          );
        },
        first(({ object, replicas }) =>
          replicas >= 2
            ? undefined
            : {
                object,
                path: ['spec', 'replicas'],
                expected: '2 or more',
                finding: `is ${replicas}`,
              },
        ),
        first((workload) =>
          imageFlaw(
            workload,
            registry,
            (saw.images() ?? []).map(({ imageDigest }) => imageDigest),
          ),
        ),
        first((workload) => readinessFlaw(workload, registry, appPort, NAME)),
        first(resourcesFlaw),
        first(spreadFlaw),
        first((workload) => schedulingFlaw(workload, nodeFacts(saw))),
        () => {
          for (const workload of deployed()) {
            const server = serverContainer(workload, registry);
            const value =
              (server && modelPath(server.container, workload, set()?.objects ?? [])) ?? 'no MODEL_PATH';
            if (!server || value === model) continue;
            const path = [...workload.path, 'containers', server.index, 'env'];
            const object = objectName(workload.object);
            return {
              reason: 'wrong-model-path' as const,
              data: { object, found: value, expected: model, line: workload.object.at(path).line },
              evidence: [file.at(`${object} ${pathText(path)}`, model, value)],
            };
          }
          return undefined;
        },
        () =>
          firstFinding(deployed(), (workload) => {
            const { pods, ...one } = identity(workload);
            const object = objectName(workload.object);
            const none = (
              finding: string,
              evidence = [saw.associations.at('associations', `a role for ${pods.serviceAccount}`, finding)],
            ) => ({
              reason: 'no-identity' as const,
              data: { object, finding },
              evidence,
            });
            if ('finding' in one) return none(one.finding);
            const flaw = trustFlaw(one.identity, pods, run);
            if (flaw)
              return none(
                `${flaw.role} does not trust them: ${flaw.probe}. ${flaw.words}`.replace(/\.$/, ''),
              );
            const own = permissionsOf(
              saw,
              { role: one.identity.role.RoleName },
              run,
              sessionOfPods(one.identity, pods, run),
            );
            const hit = own && firstDeviation(probes, own.decide);
            return (
              hit &&
              none(own.counterExample(hit.probe, hit.decision).replace(/\.$/, ''), [
                own.evidence(hit.probe, hit.decision),
              ])
            );
          }),
      ],
      () => {
        const [workload] = deployed();
        const one = workload && identity(workload);
        const role = one && 'identity' in one ? one.identity.role.RoleName : '';
        const object = workload ? objectName(workload.object) : '';
        return {
          reason: 'served' as const,
          data: { object, cluster, model, role },
          evidence: [file.at(object, 'a Deployment that serves the model', model)],
        };
      },
    );
  },
});
