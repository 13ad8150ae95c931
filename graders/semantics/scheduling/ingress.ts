import type { Ingress } from 'kubernetes-types/networking/v1';
import { isObject, isPort, type ManifestObject, type Path, type UnknownObject } from '../manifests/index.ts';

const PREFIX = 'alb.ingress.kubernetes.io/';
const CLASS = 'kubernetes.io/ingress.class';

/** One way a request takes through an Ingress. */
export interface IngressRoute {
  /** `` for any host. */
  host: string;
  path: string;
  service: string;
  /** Number or name of the Service's port; undefined when an action names none that we can tell. */
  port: number | string | undefined;
  at: Path;
}

export interface AlbListener {
  protocol: 'HTTP' | 'HTTPS';
  port: number;
}

/** What the AWS Load Balancer Controller would make of an Ingress. */
export interface AlbPlan {
  /** Whether the controller takes it: its class is alb. */
  alb: boolean;
  className: string;
  /** `internal` unless it says internet-facing. */
  scheme: string;
  targetType: string;
  listeners: AlbListener[];
  certificates: string[];
  /** Hosts of `spec.tls` and of its rules: the controller looks for certificates that cover them. */
  tlsHosts: string[];
  ruleHosts: string[];
  /** Ids or names; empty: found by their tags. */
  subnets: string[];
  routes: IngressRoute[];
  /** An annotation that cannot be read, with why. */
  problem: { at: Path; message: string } | undefined;
}

const list = (text: string | undefined): string[] =>
  (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/**
 * The load balancer that an Ingress asks for. Annotations win over spec.ingressClassName's defaults; IngressClassParams, which a
 * class may name, win over annotations.
 * https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/
 */
export function albPlan(
  object: ManifestObject,
  objects: readonly ManifestObject[],
  unknown: readonly UnknownObject[],
): AlbPlan {
  const { metadata, spec } = object.value as Ingress;
  const annotations = metadata?.annotations ?? {};
  const annotation = (name: string): string | undefined => annotations[PREFIX + name];
  const className = spec?.ingressClassName ?? annotations[CLASS] ?? '';
  const params = classParams(className, objects, unknown);
  const listeners = listenersOf(annotation('listen-ports'));
  const certificates = list(annotation('certificate-arn'));
  const tlsHosts = (spec?.tls ?? []).flatMap(({ hosts = [] }) => hosts);
  const ruleHosts = (spec?.rules ?? []).flatMap(({ host }) => host ?? []);
  // Without listen-ports only a named certificate makes it HTTPS; hosts under `tls` do not.
  const fallback: AlbListener[] =
    certificates.length > 0 || params.certificates.length > 0
      ? [{ protocol: 'HTTPS', port: 443 }]
      : [{ protocol: 'HTTP', port: 80 }];
  return {
    alb: className === 'alb' || isAlbClass(className, objects),
    className,
    scheme: params.scheme ?? annotation('scheme') ?? 'internal',
    targetType: params.targetType ?? annotation('target-type') ?? 'instance',
    listeners: listeners === undefined ? fallback : listeners.ok,
    certificates: params.certificates.length > 0 ? params.certificates : certificates,
    tlsHosts,
    ruleHosts,
    subnets: params.subnets.length > 0 ? params.subnets : list(annotation('subnets')),
    routes: routesOf(object),
    problem:
      listeners?.problem === undefined
        ? undefined
        : { at: ['metadata', 'annotations', `${PREFIX}listen-ports`], message: listeners.problem },
  };
}

/** A class of another name that belongs to the controller, or to EKS Auto Mode. */
function isAlbClass(className: string, objects: readonly ManifestObject[]): boolean {
  return objects.some(({ kind, name, value }) => {
    const { spec } = value as { spec?: { controller?: string } };
    return (
      kind === 'IngressClass' &&
      name === className &&
      ['ingress.k8s.aws/alb', 'eks.amazonaws.com/alb'].includes(spec?.controller ?? '')
    );
  });
}

function classParams(
  className: string,
  objects: readonly ManifestObject[],
  unknown: readonly UnknownObject[],
) {
  const none = {
    scheme: undefined,
    targetType: undefined,
    certificates: [] as string[],
    subnets: [] as string[],
  };
  const of = objects.find(({ kind, name }) => kind === 'IngressClass' && name === className);
  const { spec } = (of?.value ?? {}) as { spec?: { parameters?: { kind?: string; name?: string } } };
  const params = unknown.find(
    ({ kind, name }) => kind === 'IngressClassParams' && name === spec?.parameters?.name,
  );
  if (!params) return none;
  const given = (params.value['spec'] ?? {}) as Record<string, unknown>;
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
  const texts = (value: unknown): string[] =>
    Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
  const subnets = (given['subnets'] ?? {}) as Record<string, unknown>;
  return {
    scheme: text(given['scheme']),
    targetType: text(given['targetType']),
    certificates: texts(given['certificateARNs'] ?? given['certificateArn']),
    subnets: texts(subnets['ids']),
  };
}

/**
 * `[{"HTTP": 80}, {"HTTPS": 443}]`: a list that is not empty, of ports between 1 and 65535. The controller makes no load balancer
 * of anything else. https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateListener.html
 */
function listenersOf(text: string | undefined): { ok: AlbListener[]; problem?: string } | undefined {
  if (text === undefined) return undefined;
  const problem = (what: string) => ({ ok: [], problem: `listen-ports ${what}` });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return problem('is not JSON such as [{"HTTPS": 443}]');
  }
  if (!Array.isArray(value) || value.length === 0) return problem('is no list such as [{"HTTPS": 443}]');
  const ok: AlbListener[] = [];
  for (const entry of value as unknown[]) {
    if (!isObject(entry)) return problem(`has ${JSON.stringify(entry)}, not a map such as {"HTTPS": 443}`);
    for (const [protocol, port] of Object.entries(entry)) {
      if ((protocol !== 'HTTP' && protocol !== 'HTTPS') || typeof port !== 'number' || !isPort(port))
        return problem(
          `has ${protocol} ${String(port)}; it takes HTTP and HTTPS with a port from 1 to 65535`,
        );
      ok.push({ protocol, port });
    }
  }
  return { ok };
}

function routesOf({ value }: ManifestObject): IngressRoute[] {
  const { metadata, spec } = value as Ingress;
  const annotations = metadata?.annotations ?? {};
  const follow = (
    host: string,
    path: string,
    service: string,
    port: number | string | undefined,
    at: Path,
  ): IngressRoute[] => {
    if (port !== 'use-annotation') return [{ host, path, service, port, at }];
    const key = `${PREFIX}actions.${service}`;
    return actionTargets(annotations[key]).map((target) => ({
      host,
      path,
      ...target,
      at: ['metadata', 'annotations', key],
    }));
  };
  const routes: IngressRoute[] = [];
  const fallback = spec?.defaultBackend?.service;
  if (fallback)
    routes.push(
      ...follow('', '', fallback.name, fallback.port?.number ?? fallback.port?.name, [
        'spec',
        'defaultBackend',
      ]),
    );
  (spec?.rules ?? []).forEach(({ host = '', http }, rule) => {
    (http?.paths ?? []).forEach(({ path = '', backend }, index) => {
      const { service } = backend;
      if (!service) return;
      routes.push(
        ...follow(host, path, service.name, service.port?.number ?? service.port?.name, [
          'spec',
          'rules',
          rule,
          'http',
          'paths',
          index,
          'backend',
        ]),
      );
    });
  });
  return routes;
}

/** Services that a `forward` action sends to; redirects and fixed responses send to none. */
function actionTargets(text: string | undefined): { service: string; port: number | string | undefined }[] {
  let action: unknown;
  try {
    action = JSON.parse(text ?? '{}');
  } catch {
    return [];
  }
  const { type, forwardConfig } = (action ?? {}) as {
    type?: string;
    forwardConfig?: { targetGroups?: unknown };
  };
  const groups: unknown[] = Array.isArray(forwardConfig?.targetGroups) ? forwardConfig.targetGroups : [];
  if (type !== 'forward') return [];
  return groups.flatMap((group) => {
    const {
      serviceName,
      servicePort,
      weight = 1,
    } = (group ?? {}) as { serviceName?: unknown; servicePort?: unknown; weight?: unknown };
    if (typeof serviceName !== 'string' || weight === 0) return [];
    const text2 =
      typeof servicePort === 'string' && /^\d+$/.test(servicePort) ? Number(servicePort) : servicePort;
    return [
      {
        service: serviceName,
        port: typeof text2 === 'string' || typeof text2 === 'number' ? text2 : undefined,
      },
    ];
  });
}
