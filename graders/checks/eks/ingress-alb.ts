import { Type } from 'typebox';
import { after, artifactReasons, decide, defineCheck, each, fail, pass } from '../../kit/index.ts';
import { certificate, certificates, type CertificateSummary } from '../../reads/acm.ts';
import { artifact } from '../../reads/artifact.ts';
import type { Subnet } from '../../reads/ec2-vpc.ts';
import type { KubernetesObject } from '../../reads/kubernetes.ts';
import { pathText, type ManifestObject, type Path } from '../../semantics/manifests/index.ts';
import { albPlan, lostHop, servicePort, type AlbPlan } from '../../semantics/scheduling/index.ts';
import { nearestMiss, type Requirement } from '../shared/candidates.ts';
import { certificateFor } from '../shared/certificates.ts';
import {
  fileClauses,
  invalidClause,
  manifestReasons,
  manifestsOf,
  objectName,
  unlessCustom,
} from '../shared/manifests.ts';
import { bindLive, liveReads, objectsView, SERVING as PODS, WAYS } from '../shared/live-manifests.ts';
import { isPublic, placeArgs, placeReads } from '../shared/private-subnets.ts';
import { servers } from '../shared/serving.ts';
import { vpcsNamed } from '../shared/vpc.ts';

const NAME = 'ingress.yaml';
const SERVING = 'serving.yaml';
const ROLE = 'kubernetes.io/role/elb';
type Reason = 'backend-unwired' | 'internal-only' | 'no-tls' | 'wrong-target-type' | 'no-subnets';
/** What makes a balancer, of whatever kind. */
const opens = ({ kind, spec }: KubernetesObject): boolean =>
  kind === 'Ingress' ||
  (kind === 'Service' && (spec as { type?: unknown } | undefined)?.type === 'LoadBalancer');
interface Candidate {
  readonly object: ManifestObject;
  readonly plan: AlbPlan;
}

export default defineCheck({
  id: 'eks/ingress-alb',
  title: 'An Application Load Balancer that reaches the pods over TLS',
  params: Type.Object({
    cluster: Type.String(),
    namespace: Type.String(),
    repo: Type.String(),
    appPort: Type.Number(),
    vpc: Type.String(),
    /** Task whose serving.yaml has the Deployment. */
    servingTask: Type.String(),
  }),
  reads: {
    file: artifact,
    serving: artifact,
    certificates,
    details: each(certificate),
    ...liveReads,
    ...placeReads,
  },
  bind: ({ cluster, namespace, servingTask }, run, task) => ({
    file: { task, name: NAME, anyName: true },
    ...bindLive(
      {
        cluster,
        namespace,
        resources: [...PODS, ...WAYS],
        unless: [{ task, name: NAME, anyName: true }],
      },
      run,
    ),
    serving: { task: servingTask, name: SERVING, anyName: true },
    certificates: {},
    details: after('certificates', (all: readonly CertificateSummary[] | undefined) =>
      (all ?? []).map(({ CertificateArn }) => ({ arn: CertificateArn })),
    ),
    ...placeArgs,
  }),
  reasons: {
    reached: pass(
      '{object} makes an ALB in {zones} that takes HTTPS and reaches the pods through {service}.',
    ),
    ...artifactReasons,
    ...manifestReasons,
    'no-ingress': fail(
      'Nothing makes an Application Load Balancer: {finding}.',
      'An Ingress of class alb does; a Service of type LoadBalancer makes another kind.',
    ),
    'backend-unwired': fail('{object} reaches no pod: {hop}.', 'Follow Ingress → Service → port of the pod.'),
    'internal-only': fail(
      '{object} makes a balancer that is {scheme}.',
      'Say internet-facing; internal is the default.',
    ),
    'no-tls': fail(
      '{object} takes no HTTPS on port 443: {finding}.',
      'Listen on HTTPS 443 with an issued certificate of this account.',
    ),
    'wrong-target-type': fail(
      '{object} sends to nodes, and Service {service} is {type}: no node listens for it.',
      'Target the addresses of the pods: target-type ip.',
    ),
    'no-subnets': fail(
      '{object} finds no place for its balancer: {finding}.',
      'It needs public subnets in two Availability Zones.',
    ),
  },
  judge(saw, { namespace, repo, appPort, vpc }, run) {
    const { account, region } = run;
    const file = objectsView(saw, run, opens);
    // The cluster knows the Deployment as well as the Ingress.
    const set = () =>
      (file()?.live === true ? undefined : manifestsOf(file, saw.serving)) ?? manifestsOf(file);
    const valid = () => {
      const found = set();
      return found && found.problems.every((problem) => problem.file !== file()?.name) ? found : undefined;
    };
    const candidates = (): Candidate[] => {
      const found = valid();
      if (!found) return [];
      return found.objects
        .filter((object) => object.kind === 'Ingress' && object.namespace === namespace)
        .map((object) => ({ object, plan: albPlan(object, found.objects, found.unknown) }))
        .filter(({ plan }) => plan.alb);
    };
    const flaw = (
      { object }: Candidate,
      path: Path,
      expected: unknown,
      actual: unknown,
      data: Record<string, unknown>,
    ) => ({
      data: { object: objectName(object), ...data },
      evidence: [file.at(`${objectName(object)} ${pathText(path)}`.trim(), expected, actual)],
    });
    const wired = (candidate: Candidate) => wiring(candidate.plan, valid()?.objects ?? [], namespace);
    /** The first route that arrives, or the first hop where one is lost. */
    function wiring(plan: AlbPlan, objects: readonly ManifestObject[], here: string) {
      const found = valid();
      const pods = found ? servers(found, here, { account, region, repo }) : [];
      let lost =
        plan.problem?.message ??
        (plan.routes.length === 0 ? 'no rule forwards to a Service' : `no Deployment in ${here}`);
      let first = true;
      for (const route of plan.routes) {
        const service = objects.find(
          ({ kind, name, namespace: of }) => kind === 'Service' && name === route.service && of === here,
        );
        const port = service && route.port !== undefined ? servicePort(service, route.port) : undefined;
        for (const { pod } of pods) {
          const hop = service && port ? lostHop(service, port, pod, appPort) : undefined;
          if (service && port && !hop) return { service };
          const words = !service
            ? `there is no Service ${route.service} in ${here}`
            : !port
              ? `Service ${route.service} has no port ${route.port ?? 'that the rule names'}`
              : `${objectName(service)} ${pathText(hop?.path ?? [])} is ${hop?.found ?? ''}, and should be ${hop?.asked ?? ''}`;
          if (first) lost = words;
          first = false;
        }
      }
      return { lost };
    }
    const placing = ({ plan }: Candidate): { zones: string[]; finding: string | undefined } => {
      const ids = new Set(vpcsNamed(saw.vpcs() ?? [], vpc).map(({ VpcId }) => VpcId));
      const mine = (saw.subnets() ?? []).filter(({ VpcId }) => VpcId !== null && ids.has(VpcId));
      const named = ({ SubnetId, Tags }: Subnet, name: string) =>
        SubnetId === name || Tags.some(({ Key, Value }) => Key === 'Name' && Value === name);
      const unknown = plan.subnets.find((name) => !mine.some((subnet) => named(subnet, name)));
      if (unknown !== undefined) return { zones: [], finding: `${vpc} has no subnet ${unknown}` };
      const chosen =
        plan.subnets.length > 0
          ? mine.filter((subnet) => plan.subnets.some((name) => named(subnet, name)))
          : mine.filter(({ Tags }) =>
              Tags.some(({ Key, Value }) => Key === ROLE && ['1', ''].includes(Value)),
            );
      const closed = chosen.find(({ SubnetId }) => plan.subnets.length > 0 && !isPublic(saw, SubnetId));
      if (closed) return { zones: [], finding: `${closed.SubnetId} is not public` };
      const zones = [...new Set(chosen.map(({ AvailabilityZone }) => AvailabilityZone ?? ''))].sort();
      const how = plan.subnets.length > 0 ? 'its subnets' : `subnets with the tag ${ROLE}`;
      return {
        zones,
        finding: zones.length >= 2 ? undefined : `${how} are in ${zones.join(', ') || 'no zone'}`,
      };
    };
    const requirements: readonly Requirement<Candidate, Reason>[] = [
      {
        reason: 'backend-unwired',
        flaw: (one) => {
          const { lost } = wired(one);
          return lost === undefined
            ? undefined
            : flaw(one, ['spec'], `pods on port ${appPort}`, lost, { hop: lost });
        },
      },
      {
        reason: 'internal-only',
        flaw: (one) =>
          one.plan.scheme === 'internet-facing'
            ? undefined
            : flaw(one, ['metadata', 'annotations'], 'internet-facing', one.plan.scheme, {
                scheme: one.plan.scheme,
              }),
      },
      {
        reason: 'no-tls',
        flaw: (one) => {
          const { plan } = one;
          const listens = plan.listeners.some(({ protocol, port }) => protocol === 'HTTPS' && port === 443);
          const list =
            plan.listeners.map(({ protocol, port }) => `${protocol} ${port}`).join(', ') || 'nothing';
          const finding = listens ? certificateFor(saw, plan) : `it listens on ${list}`;
          return finding === undefined
            ? undefined
            : flaw(one, ['metadata', 'annotations'], 'HTTPS 443 with an issued certificate', finding, {
                finding,
              });
        },
      },
      {
        reason: 'wrong-target-type',
        flaw: (one) => {
          const { service } = wired(one);
          const { spec } = (service?.value ?? {}) as { spec?: { type?: string } };
          const type = spec?.type ?? 'ClusterIP';
          if (!service || one.plan.targetType === 'ip' || ['NodePort', 'LoadBalancer'].includes(type))
            return undefined;
          return flaw(one, ['metadata', 'annotations'], 'ip', one.plan.targetType, {
            service: service.name,
            type,
          });
        },
      },
      {
        reason: 'no-subnets',
        flaw: (one) => {
          const { finding } = placing(one);
          return finding === undefined
            ? undefined
            : flaw(one, ['metadata', 'annotations'], 'public subnets in two zones', finding, { finding });
        },
      },
    ];
    const miss = (reason: Reason) => () => {
      const found = candidates();
      const nearest = found.length === 0 ? undefined : nearestMiss(found, requirements);
      if (nearest?.reason !== reason) return undefined;
      // The class of an Ingress may say what the Ingress leaves out, but not where it leads.
      if (reason !== 'backend-unwired') file.whole();
      return { reason, data: nearest.data, evidence: nearest.evidence };
    };
    return decide(
      [
        ...fileClauses(file, NAME),
        invalidClause(file, () => (file() ? manifestsOf(file) : undefined)),
        () => {
          const found = valid();
          if (!found || candidates().length > 0) return undefined;
          const ingress = found.objects.find(({ kind }) => kind === 'Ingress');
          const balanced = found.objects.find(
            ({ kind, value }) =>
              kind === 'Service' && (value as { spec?: { type?: string } }).spec?.type === 'LoadBalancer',
          );
          if (!ingress && !balanced) unlessCustom(found, NAME);
          if (ingress) file.whole();
          const finding = ingress
            ? ingress.namespace === namespace
              ? `${objectName(ingress)} is of class ${albPlan(ingress, found.objects, found.unknown).className || 'none'}`
              : `${objectName(ingress)} is in namespace ${ingress.namespace}`
            : balanced
              ? `${objectName(balanced)} is of type LoadBalancer, and there is no Ingress`
              : `there is no Ingress in namespace ${namespace}`;
          return {
            reason: 'no-ingress' as const,
            data: { finding },
            evidence: [file.at('', `an Ingress of class alb in ${namespace}`, finding)],
          };
        },
        miss('backend-unwired'),
        miss('internal-only'),
        miss('no-tls'),
        miss('wrong-target-type'),
        miss('no-subnets'),
      ],
      () => {
        const good = candidates().find((one) =>
          requirements.every(({ flaw: wrong }) => wrong(one) === undefined),
        );
        const object = good ? objectName(good.object) : '';
        const zones = good ? placing(good).zones.join(' and ') : '';
        const service = (good && wired(good).service?.name) ?? '';
        return {
          reason: 'reached' as const,
          data: { object, zones, service },
          evidence: [file.at(object, 'an ALB that reaches the pods', zones)],
        };
      },
    );
  },
});
