import type { Container, Probe, Service, ServicePort } from 'kubernetes-types/core/v1';
import type { ManifestObject, Path } from '../manifests/index.ts';
import type { Pod } from './types.ts';

/** Where a request gets lost on its way from a Service to a pod: the field that decides, what it says and what would fit. */
export interface Hop {
  path: Path;
  asked: string;
  found: string;
}

/** A port of a Service, by number or name; undefined when it has none such. */
export function servicePort(service: ManifestObject, port: number | string): ServicePort | undefined {
  const { spec } = service.value as Service;
  return (spec?.ports ?? []).find((one) =>
    typeof port === 'number' ? one.port === port : one.name === port,
  );
}

/**
 * Why a Service's port does not lead to a port of a pod, or undefined when it does: same namespace, a selector that is not empty
 * and that the pod's labels meet, a target port that is the pod's by number or by the name of a container port. A number that no
 * container declares is fine: declaring is documentation.
 * https://kubernetes.io/docs/concepts/services-networking/service/
 */
export function lostHop(
  service: ManifestObject,
  port: ServicePort,
  pod: Pod,
  appPort: number,
): Hop | undefined {
  const { spec } = service.value as Service;
  if (spec?.type === 'ExternalName') {
    return { path: ['spec', 'type'], asked: 'a Service with pods', found: 'ExternalName' };
  }
  if (service.namespace !== pod.namespace) {
    return { path: ['metadata', 'namespace'], asked: pod.namespace, found: service.namespace };
  }
  const selector = Object.entries(spec?.selector ?? {});
  if (selector.length === 0)
    return { path: ['spec', 'selector'], asked: labelsText(pod.labels), found: 'no selector' };
  const miss = selector.find(([key, value]) => pod.labels[key] !== value);
  if (miss) {
    const [key, value] = miss;
    const has = pod.labels[key];
    return {
      path: ['spec', 'selector', key],
      asked: has === undefined ? `a label of the pods` : `${key}=${has}`,
      found: `${key}=${value}`,
    };
  }
  const index = spec?.ports?.indexOf(port) ?? 0;
  const path: Path = [
    'spec',
    'ports',
    Math.max(0, index),
    port.targetPort === undefined ? 'port' : 'targetPort',
  ];
  if ((port.protocol ?? 'TCP') !== 'TCP') {
    return {
      path: ['spec', 'ports', Math.max(0, index), 'protocol'],
      asked: 'TCP',
      found: port.protocol ?? '',
    };
  }
  const target = port.targetPort ?? port.port;
  const number =
    typeof target === 'number' || /^\d+$/.test(target)
      ? Number(target)
      : namedPort(pod.spec.containers, target);
  if (number === appPort) return undefined;
  const found =
    number === undefined
      ? `${target}, which no container port is called`
      : typeof target === 'number'
        ? String(target)
        : `${target} (${number})`;
  return { path, asked: String(appPort), found };
}

/** The number of the container port of that name. */
export function namedPort(containers: readonly Container[], name: string): number | undefined {
  for (const { ports = [] } of containers) {
    const port = ports.find((one) => one.name === name);
    if (port) return port.containerPort;
  }
  return undefined;
}

const labelsText = (labels: Readonly<Record<string, string>>): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ') || 'labels';

export type ProbeTarget =
  | { kind: 'port'; port: number | undefined; text: string; elsewhere: boolean }
  | { kind: 'exec'; command: string }
  | { kind: 'none' };

/** What a probe asks: a port of its own container, or a command in it. */
export function probeTarget(probe: Probe | undefined, container: Container): ProbeTarget {
  if (!probe) return { kind: 'none' };
  if (probe.exec) return { kind: 'exec', command: (probe.exec.command ?? []).join(' ') };
  const port = probe.httpGet?.port ?? probe.tcpSocket?.port ?? probe.grpc?.port;
  if (port === undefined) return { kind: 'none' };
  const number = typeof port === 'number' || /^\d+$/.test(port) ? Number(port) : namedPort([container], port);
  const host = probe.httpGet?.host ?? probe.tcpSocket?.host ?? '';
  const elsewhere = host !== '' && !['localhost', '127.0.0.1'].includes(host);
  return { kind: 'port', port: number, text: elsewhere ? `${host}:${port}` : String(port), elsewhere };
}

/**
 * Seconds that a container may take before a probe that never succeeds has it killed: initialDelaySeconds +
 * failureThreshold × periodSeconds, with the defaults 0, 3 and 10; zero counts as left out.
 * https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
 */
export function patience({ initialDelaySeconds = 0, failureThreshold, periodSeconds }: Probe): number {
  return initialDelaySeconds + (failureThreshold || 3) * (periodSeconds || 10);
}

/** Whether a container that needs some seconds to load is left alone until then; if not, which probe kills it and when. */
export function killedWhileLoading(
  container: Container,
  loadSeconds: number,
): { probe: 'startupProbe' | 'livenessProbe'; after: number } | undefined {
  // Liveness waits for startup to succeed.
  const probe = container.startupProbe ? 'startupProbe' : 'livenessProbe';
  const given = container[probe];
  if (!given) return undefined;
  const after = patience(given);
  return after >= loadSeconds ? undefined : { probe, after };
}
