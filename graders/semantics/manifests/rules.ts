import type { Deployment } from 'kubernetes-types/apps/v1';
import type { CronJob, JobSpec } from 'kubernetes-types/batch/v1';
import type { PodSpec, PodTemplateSpec, Service } from 'kubernetes-types/core/v1';
import type { ObjectMeta, LabelSelector } from 'kubernetes-types/meta/v1';
import type { Ingress } from 'kubernetes-types/networking/v1';
import type { PodDisruptionBudget } from 'kubernetes-types/policy/v1';
import { checkPod } from './pod-rules.ts';
import type { Report } from './schema.ts';
import type { Path } from './types.ts';
import { isPort, isPortName, LABEL_VALUE, labelKey, NAME, SUBDOMAIN } from './names.ts';

/**
 * What the API server refuses although every field has its type: the rules of `kubectl apply` that decide whether an object
 * comes to be at all. https://kubernetes.io/docs/reference/kubernetes-api/
 */
export function checkRules(kind: string, value: object, report: Report): void {
  checkMeta(value, kind, [], report);
  switch (kind) {
    case 'Deployment':
    case 'ReplicaSet':
    case 'StatefulSet':
    case 'DaemonSet': {
      const { spec } = value as Deployment;
      if (!spec) return report(['spec'], 'is missing');
      // A ReplicaSet's has none in the types, and the server refuses that all the same:
      // https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/#writing-a-replicaset-manifest
      const template = spec.template as PodTemplateSpec | undefined;
      if (!template) return report(['spec', 'template'], 'is missing');
      checkSelector(spec.selector, template, report);
      checkTemplate(template, ['spec', 'template'], ['Always'], report);
      if ((spec.replicas ?? 1) < 0) report(['spec', 'replicas'], 'must not be negative');
      if (kind === 'Deployment') checkStrategy(spec.strategy, report);
      return;
    }
    case 'Job':
      return checkJob((value as { spec?: JobSpec }).spec, ['spec'], report);
    case 'CronJob':
      return checkJob((value as CronJob).spec?.jobTemplate.spec, ['spec', 'jobTemplate', 'spec'], report);
    case 'Pod': {
      const { spec } = value as { spec?: PodSpec };
      if (!spec) return report(['spec'], 'is missing');
      return checkPod(spec, ['spec'], report);
    }
    case 'Service':
      return checkService(value, report);
    case 'Ingress':
      return checkIngress(value, report);
    case 'PodDisruptionBudget': {
      const { spec } = value as PodDisruptionBudget;
      if (spec?.minAvailable !== undefined && spec.maxUnavailable !== undefined) {
        report(['spec'], 'has both minAvailable and maxUnavailable; only one is allowed');
      }
      for (const field of ['minAvailable', 'maxUnavailable'] as const) {
        const given = spec?.[field];
        if (typeof given === 'string' && !/^\d+%$/.test(given)) {
          report(['spec', field], 'must be a whole number or a percentage such as 50%');
        } else if (typeof given === 'string' && Number.parseInt(given, 10) > 100) {
          report(['spec', field], `must not be more than 100%`);
        } else if (typeof given === 'number' && given < 0) report(['spec', field], 'must not be negative');
      }
      return;
    }
    default:
  }
}

function checkMeta(
  { metadata = {} }: { metadata?: ObjectMeta },
  kind: string,
  path: Path,
  report: Report,
): void {
  const at = (...rest: Path): Path => [...path, 'metadata', ...rest];
  const shape = kind === 'Service' || kind === 'Namespace' ? NAME : SUBDOMAIN;
  // Roles may have names with colons.
  if (
    metadata.name !== undefined &&
    metadata.name !== '' &&
    !/Role/.test(kind) &&
    !shape.test(metadata.name)
  ) {
    report(
      at('name'),
      'may hold lower-case letters, digits and hyphens, and must begin and end with a letter or digit',
    );
  }
  checkLabels(metadata.labels, at('labels'), report);
  for (const key of Object.keys(metadata.annotations ?? {})) {
    if (!labelKey(key)) report(at('annotations', key), 'is no valid annotation key');
  }
}

function checkLabels(labels: Record<string, string> | undefined, path: Path, report: Report): void {
  for (const [key, value] of Object.entries(labels ?? {})) {
    if (!labelKey(key)) report([...path, key], 'is no valid label key');
    if (!LABEL_VALUE.test(value)) {
      report([...path, key], 'must be at most 63 letters, digits, dots, hyphens and underscores');
    }
  }
}

/** A workload owns the pods that its selector finds; it must find those that it makes. */
function checkSelector(selector: LabelSelector, template: PodTemplateSpec, report: Report): void {
  const labels = template.metadata?.labels ?? {};
  const wanted = Object.entries(selector.matchLabels ?? {});
  const expressions = selector.matchExpressions ?? [];
  if (wanted.length + expressions.length === 0) return report(['spec', 'selector'], 'is empty');
  for (const [key, value] of wanted) {
    if (labels[key] !== value) {
      report(
        ['spec', 'selector', 'matchLabels', key],
        `asks for ${key}=${value}, and the template's label is ${labels[key] ?? 'missing'}: they must agree`,
      );
    }
  }
  expressions.forEach(({ key, operator, values = [] }, index) => {
    const has = Object.hasOwn(labels, key);
    const listed = has && values.includes(labels[key] ?? '');
    const fits = { In: listed, NotIn: !listed, Exists: has, DoesNotExist: !has }[operator];
    if (fits !== true) {
      report(['spec', 'selector', 'matchExpressions', index], `does not match the labels of the template`);
    }
  });
}

function checkTemplate(
  template: PodTemplateSpec,
  path: Path,
  restarts: readonly string[],
  report: Report,
): void {
  if (!template.spec) return report([...path, 'spec'], 'is missing');
  checkLabels(template.metadata?.labels, [...path, 'metadata', 'labels'], report);
  const { restartPolicy } = template.spec;
  const policy = restartPolicy ?? 'Always';
  if (!restarts.includes(policy)) {
    report([...path, 'spec', 'restartPolicy'], `must be ${restarts.join(' or ')} here, not ${policy}`);
  }
  checkPod(template.spec, [...path, 'spec'], report);
}

function checkJob(spec: JobSpec | undefined, path: Path, report: Report): void {
  if (!spec) return report(path, 'is missing');
  checkTemplate(spec.template, [...path, 'template'], ['Never', 'OnFailure'], report);
  for (const field of ['parallelism', 'completions', 'backoffLimit'] as const) {
    if ((spec[field] ?? 0) < 0) report([...path, field], 'must not be negative');
  }
}

function checkStrategy(strategy: NonNullable<Deployment['spec']>['strategy'], report: Report): void {
  const path: Path = ['spec', 'strategy'];
  const type = strategy?.type ?? 'RollingUpdate';
  if (!['RollingUpdate', 'Recreate'].includes(type)) {
    return report([...path, 'type'], `must be RollingUpdate or Recreate, not ${type}`);
  }
  const { maxSurge, maxUnavailable } = strategy?.rollingUpdate ?? {};
  if (type === 'Recreate' && strategy?.rollingUpdate) {
    report([...path, 'rollingUpdate'], 'has no meaning with the type Recreate');
  }
  const none = (value: number | string | undefined) => value === 0 || value === '0%';
  if (none(maxSurge) && none(maxUnavailable)) {
    report([...path, 'rollingUpdate'], 'allows neither a pod more nor a pod less: no update could begin');
  }
}

function checkService({ spec }: Service, report: Report): void {
  if (!spec) return report(['spec'], 'is missing');
  const type = spec.type ?? 'ClusterIP';
  if (!['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'].includes(type)) {
    report(['spec', 'type'], `${type} is no type of Service`);
  }
  const ports = spec.ports ?? [];
  if (ports.length === 0 && type !== 'ExternalName' && spec.clusterIP !== 'None')
    report(['spec', 'ports'], 'is empty');
  ports.forEach((port, index) => {
    const at = (field: string): Path => ['spec', 'ports', index, field];
    if (!isPort(port.port)) report(at('port'), 'must be between 1 and 65535');
    if (ports.length > 1 && port.name === undefined) {
      report(at('name'), 'is required when there are several ports');
    }
    if (
      ports.findIndex(({ name }) => name !== undefined && name === port.name) < index &&
      port.name !== undefined
    ) {
      report(at('name'), `${port.name} is the name of two ports`);
    }
    if (typeof port.targetPort === 'number' && !isPort(port.targetPort)) {
      report(at('targetPort'), 'must be between 1 and 65535');
    }
    if (typeof port.targetPort === 'string' && !isPortName(port.targetPort)) {
      const number = /^\d+$/.test(port.targetPort) ? ': a number stands without quotes' : '';
      report(at('targetPort'), `"${port.targetPort}" is no name of a port${number}`);
    }
    if (port.nodePort !== undefined && port.nodePort !== 0) {
      if (type === 'ClusterIP') report(at('nodePort'), 'is not allowed with type ClusterIP');
      else if (port.nodePort < 30_000 || port.nodePort > 32_767) {
        report(at('nodePort'), 'must be between 30000 and 32767');
      }
    }
  });
}

function checkIngress({ metadata, spec }: Ingress, report: Report): void {
  if (!spec) return report(['spec'], 'is missing');
  if (!spec.defaultBackend && (spec.rules ?? []).length === 0) {
    report(['spec'], 'has neither rules nor a default backend');
  }
  const annotated = metadata?.annotations?.['kubernetes.io/ingress.class'];
  if (annotated !== undefined && spec.ingressClassName !== undefined && annotated !== spec.ingressClassName) {
    report(
      ['spec', 'ingressClassName'],
      `is ${spec.ingressClassName}, and the annotation kubernetes.io/ingress.class ${annotated}: they must agree`,
    );
  }
  const backend = (
    of: { service?: { port?: { name?: string; number?: number } }; resource?: unknown },
    path: Path,
  ) => {
    if (!of.service && !of.resource) return report(path, 'names neither a service nor a resource');
    const { name, number } = of.service?.port ?? {};
    if (of.service && (name === undefined) === (number === undefined)) {
      report([...path, 'service', 'port'], 'needs either a name or a number');
    }
  };
  if (spec.defaultBackend) backend(spec.defaultBackend, ['spec', 'defaultBackend']);
  (spec.rules ?? []).forEach((rule, index) => {
    (rule.http?.paths ?? []).forEach((entry, at) => {
      const path: Path = ['spec', 'rules', index, 'http', 'paths', at];
      if (!['Exact', 'Prefix', 'ImplementationSpecific'].includes(entry.pathType)) {
        report(
          [...path, 'pathType'],
          `must be Exact, Prefix or ImplementationSpecific, not ${entry.pathType}`,
        );
      }
      const given = entry.path ?? '';
      if (entry.pathType !== 'ImplementationSpecific' && !given.startsWith('/')) {
        report([...path, 'path'], 'must begin with a slash');
      }
      backend(entry.backend, [...path, 'backend']);
    });
  });
}
