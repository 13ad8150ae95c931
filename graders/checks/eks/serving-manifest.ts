import { Type } from 'typebox';
import { artifactReasons, decide, defineCheck, fail, pass } from '../../kit/index.ts';
import { artifact } from '../../reads/artifact.ts';
import { repositoryImages } from '../../reads/ecr.ts';
import { bindLive, liveReads, objectsView, ofKind, SERVING } from '../shared/live-manifests.ts';
import { bindScheduling, nodeFacts, schedulingReads } from '../shared/eks-scheduling.ts';
import {
  fileClauses,
  invalid,
  invalidClause,
  invalidField,
  manifestReasons,
  manifestsOf,
  objectName,
  unlessCustom,
} from '../shared/manifests.ts';
import {
  budgetFlaw,
  imageFlaw,
  loadingFlaw,
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
import { pathText } from '../../semantics/manifests/index.ts';
import type { Workload } from '../../semantics/scheduling/index.ts';

const NAME = 'serving.yaml';
const REPLICAS = 2;

export default defineCheck({
  id: 'eks/serving-manifest',
  title: 'Replicas that load in peace, spread and survive',
  params: Type.Object({
    cluster: Type.String(),
    namespace: Type.String(),
    serviceAccount: Type.String(),
    repo: Type.String(),
    /** Where MODEL_PATH begins: `s3://bucket/models/`. */
    models: Type.String(),
    appPort: Type.Number(),
    loadSeconds: Type.Number(),
  }),
  reads: { file: artifact, images: repositoryImages, ...liveReads, ...schedulingReads },
  bind: ({ cluster, namespace, repo }, run, task) => ({
    file: { task, name: NAME, anyName: true },
    images: { name: repo },
    ...bindLive(
      { cluster, namespace, resources: SERVING, unless: [{ task, name: NAME, anyName: true }] },
      run,
    ),
    ...bindScheduling(cluster),
  }),
  reasons: {
    survives: pass(
      '{object} runs {replicas} replicas in {zones} zones, answers once it has loaded, and goes on when a zone or a node is lost.',
    ),
    ...artifactReasons,
    ...manifestReasons,
    'not-schedulable': fail(
      'Pods of {object} do not get to run: {finding} (line {line}, {path}).',
      'Compare what the pod asks for with labels, taints and room of the node groups.',
    ),
    'image-not-pinned': fail(
      '{object} {finding} (line {line}).',
      'Name the image by its digest: repository@sha256:…',
    ),
    'probe-wrong': fail(
      '{object}: {finding} (line {line}).',
      'Readiness asks the port of the application; a startup probe gives it time to load.',
    ),
    'no-resources': fail(
      '{object}: {finding} (line {line}).',
      'Say what a container needs, and where its memory ends.',
    ),
    'single-zone': fail(
      '{object}: {finding} (line {line}).',
      'Spread over topology.kubernetes.io/zone, with the labels of these pods.',
    ),
    'budget-wrong': fail(
      '{object}: {finding}.',
      'A PodDisruptionBudget with minAvailable below the replicas.',
    ),
  },
  judge(saw, { namespace, serviceAccount, repo, models, appPort, loadSeconds }, run) {
    const registry = { account: run.account, region: run.region, repo };
    const file = objectsView(saw, run, ofKind('Deployment'));
    const set = () => manifestsOf(file);
    const valid = () => {
      const found = set();
      return found && found.problems.length === 0 ? found : undefined;
    };
    const all = (): Workload[] => {
      const found = valid();
      return found ? servers(found, namespace, registry) : [];
    };
    const wrongField = (look: (workload: Workload) => FieldFlaw | undefined) => () => {
      for (const workload of all()) {
        const flaw = look(workload);
        if (flaw) return invalidField(file, flaw.object, flaw.path, flaw.expected, flaw.finding);
      }
      return undefined;
    };
    const first =
      <K extends string>(reason: K, look: (workload: Workload) => FieldFlaw | undefined) =>
      () => {
        for (const workload of all()) {
          const flaw = look(workload);
          if (!flaw) continue;
          const object = objectName(flaw.object);
          const path = pathText(flaw.path);
          const data = { object, path, line: flaw.object.at(flaw.path).line, finding: flaw.finding };
          return {
            reason,
            data,
            evidence: [file.at(`${object} ${path}`.trim(), flaw.expected, flaw.finding)],
          };
        }
        return undefined;
      };
    return decide(
      [
        ...fileClauses(file, NAME),
        invalidClause(file, set),
        () => {
          const found = valid();
          if (!found || all().length > 0) return undefined;
          unlessCustom(found, NAME);
          const other = found.objects.find(({ kind }) => kind === 'Deployment');
          if (other) {
            return invalidField(
              file,
              other,
              ['metadata', 'namespace'],
              namespace,
              `is ${other.namespace}, not ${namespace}`,
            );
          }
          const place = { file: NAME, line: 1, object: 'the file', path: '' };
          return invalid(
            file,
            { ...place, message: `has no Deployment in namespace ${namespace}` },
            'a Deployment',
          );
        },
        wrongField(({ object, replicas }) =>
          replicas >= REPLICAS
            ? undefined
            : {
                object,
                path: ['spec', 'replicas'],
                expected: `${REPLICAS} or more`,
                finding: `is ${replicas}: one replica survives nothing`,
              },
        ),
        wrongField((workload) => {
          const { object, path } = workload;
          const name = serviceAccountOf(workload);
          return name === serviceAccount
            ? undefined
            : {
                object,
                path: [...path, 'serviceAccountName'],
                expected: serviceAccount,
                finding: `is ${name}, not ${serviceAccount}`,
              };
        }),
        wrongField((workload) => {
          const server = serverContainer(workload, registry);
          const value = (server && modelPath(server.container, workload, valid()?.objects ?? [])) ?? '';
          const variable = server?.container.env?.some(({ name }) => name === 'MODEL_PATH') === true;
          if (!server || (value.startsWith(models) && value.length > models.length)) return undefined;
          const finding =
            variable || value !== ''
              ? `MODEL_PATH is ${value || 'not a value that the file shows'}`
              : 'has no MODEL_PATH';
          return {
            object: workload.object,
            path: [...workload.path, 'containers', server.index, 'env'],
            expected: `MODEL_PATH below ${models}`,
            finding,
          };
        }),
        first('not-schedulable', (workload) => schedulingFlaw(workload, nodeFacts(saw))),
        first('image-not-pinned', (workload) =>
          imageFlaw(
            workload,
            registry,
            (saw.images() ?? []).map(({ imageDigest }) => imageDigest),
          ),
        ),
        first('probe-wrong', (workload) => readinessFlaw(workload, registry, appPort, NAME)),
        first('probe-wrong', (workload) => loadingFlaw(workload, registry, appPort, loadSeconds)),
        first('no-resources', resourcesFlaw),
        first('single-zone', spreadFlaw),
        first('budget-wrong', (workload) => {
          const found = valid();
          return found && budgetFlaw(workload, found);
        }),
      ],
      () => {
        const [workload] = all();
        const object = workload ? objectName(workload.object) : '';
        const zones = new Set(
          nodeFacts(saw).groups.flatMap((group) => (group.desired > 0 ? group.zones : [])),
        ).size;
        return {
          reason: 'survives' as const,
          data: { object, replicas: workload?.replicas ?? 0, zones },
          evidence: [file.at(object, 'replicas that survive', `${workload?.replicas ?? 0} replicas`)],
        };
      },
    );
  },
});
