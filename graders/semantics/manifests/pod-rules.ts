import type { Container, PodSpec, Probe, Toleration } from 'kubernetes-types/core/v1';
import { isPort, isPortName, labelKey, NAME } from './names.ts';
import { quantity } from './quantity.ts';
import type { Report } from './schema.ts';
import type { Path } from './types.ts';

const EFFECTS: ReadonlySet<string> = new Set(['NoSchedule', 'PreferNoSchedule', 'NoExecute']);
const OPERATORS: ReadonlySet<string> = new Set(['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt']);
/** Resources that a node may promise twice; every other one needs its limit, in whole pieces. */
const OVERCOMMITTED = /^(cpu|memory|ephemeral-storage|(requests\.)?hugepages-.+)$/;

/** The API server's rules for a pod. https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/ */
export function checkPod(spec: PodSpec, path: Path, report: Report): void {
  const all: [Container, Path][] = [
    ...spec.containers.map((one, index): [Container, Path] => [one, [...path, 'containers', index]]),
    ...(spec.initContainers ?? []).map((one, index): [Container, Path] => [
      one,
      [...path, 'initContainers', index],
    ]),
  ];
  if (spec.containers.length === 0) report([...path, 'containers'], 'is empty');
  const names = all.map(([{ name }]) => name);
  const volumes = new Set((spec.volumes ?? []).map(({ name }) => name));
  all.forEach(([container, at], index) => {
    if (!NAME.test(container.name))
      report([...at, 'name'], 'may hold lower-case letters, digits and hyphens');
    if (names.indexOf(container.name) < index)
      report([...at, 'name'], 'is the name of another container too');
    if (container.image === undefined || container.image.trim() === '')
      report([...at, 'image'], 'is missing');
    checkContainer(container, at, report);
    (container.volumeMounts ?? []).forEach(({ name }, mount) => {
      if (!volumes.has(name)) report([...at, 'volumeMounts', mount, 'name'], `no volume is called ${name}`);
    });
  });
  (spec.tolerations ?? []).forEach((one, index) =>
    checkToleration(one, [...path, 'tolerations', index], report),
  );
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  if (required) {
    const terms: Path = [
      ...path,
      'affinity',
      'nodeAffinity',
      'requiredDuringSchedulingIgnoredDuringExecution',
      'nodeSelectorTerms',
    ];
    if (required.nodeSelectorTerms.length === 0) report(terms, 'is empty');
    required.nodeSelectorTerms.forEach(({ matchExpressions = [] }, index) =>
      matchExpressions.forEach(({ operator, values = [] }, at) => {
        const here: Path = [...terms, index, 'matchExpressions', at];
        if (!OPERATORS.has(operator)) report([...here, 'operator'], `${operator} is no operator`);
        else if (/Exists|DoesNotExist/.test(operator) ? values.length > 0 : values.length === 0) {
          report([...here, 'values'], /In/.test(operator) ? 'is empty' : `does not fit ${operator}`);
        }
      }),
    );
  }
  (spec.topologySpreadConstraints ?? []).forEach(({ maxSkew, whenUnsatisfiable, topologyKey }, index) => {
    const at: Path = [...path, 'topologySpreadConstraints', index];
    if (maxSkew < 1) report([...at, 'maxSkew'], 'must be at least 1');
    if (!['DoNotSchedule', 'ScheduleAnyway'].includes(whenUnsatisfiable)) {
      report([...at, 'whenUnsatisfiable'], 'must be DoNotSchedule or ScheduleAnyway');
    }
    if (!labelKey(topologyKey)) report([...at, 'topologyKey'], 'is no label key');
  });
}

function checkContainer(container: Container, path: Path, report: Report): void {
  (container.env ?? []).forEach(({ name, value, valueFrom }, index) => {
    const at: Path = [...path, 'env', index];
    if (name.trim() === '' || name.includes('=')) report([...at, 'name'], 'is no name of a variable');
    if (value !== undefined && value !== '' && valueFrom) report(at, 'has both value and valueFrom');
  });
  const ports = container.ports ?? [];
  ports.forEach(({ containerPort, name, protocol }, index) => {
    const at: Path = [...path, 'ports', index];
    if (!isPort(containerPort)) report([...at, 'containerPort'], 'must be between 1 and 65535');
    if (name !== undefined && !isPortName(name)) {
      report([...at, 'name'], 'may hold at most 15 lower-case letters, digits and hyphens');
    }
    if (name !== undefined && ports.findIndex((other) => other.name === name) < index) {
      report([...at, 'name'], `${name} is the name of two ports`);
    }
    if (protocol !== undefined && !['TCP', 'UDP', 'SCTP'].includes(protocol)) {
      report([...at, 'protocol'], 'must be TCP, UDP or SCTP');
    }
  });
  for (const kind of ['startupProbe', 'readinessProbe', 'livenessProbe'] as const) {
    const probe = container[kind];
    if (probe) checkProbe(probe, kind, [...path, kind], report);
  }
  const { requests = {}, limits = {} } = container.resources ?? {};
  for (const [name, value] of Object.entries(requests)) {
    const at: Path = [...path, 'resources', 'requests', name];
    const limit = limits[name];
    if (limit !== undefined && (quantity(value) ?? 0) > (quantity(limit) ?? 0)) {
      report(at, `asks for ${value}, more than its limit of ${limit}`);
    }
    if (!OVERCOMMITTED.test(name)) {
      if (limit === undefined) report(at, `needs a limit too: ${name} cannot be overcommitted`);
      else if (quantity(limit) !== quantity(value)) report(at, `must equal its limit of ${limit}`);
    }
  }
  for (const [field, list] of Object.entries({ requests, limits })) {
    for (const [name, value] of Object.entries(list)) {
      const number = quantity(value) ?? 0;
      const at: Path = [...path, 'resources', field, name];
      if (number < 0) report(at, 'must not be negative');
      else if (!OVERCOMMITTED.test(name) && !Number.isInteger(number)) {
        report(at, `must be a whole number: ${name} comes in pieces`);
      }
      if (!OVERCOMMITTED.test(name) && !name.includes('/')) report(at, `${name} is no resource`);
    }
  }
}

function checkProbe(probe: Probe, kind: string, path: Path, report: Report): void {
  const handlers = (['exec', 'httpGet', 'tcpSocket', 'grpc'] as const).filter(
    (one) => probe[one] !== undefined,
  );
  if (handlers.length !== 1) {
    report(
      path,
      handlers.length === 0
        ? 'says neither httpGet, tcpSocket, grpc nor exec'
        : 'has more than one way to ask',
    );
  }
  for (const field of ['periodSeconds', 'timeoutSeconds', 'failureThreshold', 'successThreshold'] as const) {
    // Zero means the default; only what is negative is refused.
    if ((probe[field] ?? 1) < 0) report([...path, field], 'must not be negative');
  }
  if ((probe.initialDelaySeconds ?? 0) < 0) report([...path, 'initialDelaySeconds'], 'must not be negative');
  if (kind !== 'readinessProbe' && (probe.successThreshold ?? 1) > 1) {
    report([...path, 'successThreshold'], `must be 1 for a ${kind}`);
  }
  const port = probe.httpGet?.port ?? probe.tcpSocket?.port ?? probe.grpc?.port;
  if (typeof port === 'number' && !isPort(port)) report(path, 'asks a port that is not between 1 and 65535');
  if (typeof port === 'string' && !isPortName(port)) {
    const number = /^\d+$/.test(port) ? ': a number stands without quotes' : '';
    report(path, `asks port "${port}", which is no name of a port${number}`);
  }
}

function checkToleration(
  { key = '', operator = 'Equal', value = '', effect = '', tolerationSeconds }: Toleration,
  path: Path,
  report: Report,
): void {
  if (!['Equal', 'Exists'].includes(operator)) report([...path, 'operator'], 'must be Equal or Exists');
  if (operator === 'Exists' && value !== '') report([...path, 'value'], 'must be left out with Exists');
  if (key === '' && operator !== 'Exists')
    report([...path, 'operator'], 'must be Exists when there is no key');
  if (tolerationSeconds !== undefined && effect !== 'NoExecute')
    report([...path, 'effect'], 'must be NoExecute when tolerationSeconds is set');
  if (effect !== '' && !EFFECTS.has(effect)) {
    report([...path, 'effect'], `must be NoSchedule, PreferNoSchedule or NoExecute, not ${effect}`);
  }
}
