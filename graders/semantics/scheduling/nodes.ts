import type { MachineType, Node, NodeGroup } from './types.ts';

/** Share of a machine that is left for pods once kubelet and system have theirs; EKS's own formula gives more or less this. */
const CPU_SHARE = 0.9;
const MEMORY_SHARE = 0.8;
const MIB = 2 ** 20;

/** The resource name of the NVIDIA device plugin. */
export const GPU = 'nvidia.com/gpu';

/** The images of EKS that bring NVIDIA's driver. https://docs.aws.amazon.com/eks/latest/APIReference/API_Nodegroup.html */
export const bringsNvidia = (amiType: string): boolean => /_NVIDIA(_|$)|_GPU$/.test(amiType);

/** EKS's names of taint effects. https://docs.aws.amazon.com/eks/latest/APIReference/API_Taint.html */
export function taintEffect(effect: string): string {
  const names: Readonly<Record<string, string>> = {
    NO_SCHEDULE: 'NoSchedule',
    NO_EXECUTE: 'NoExecute',
    PREFER_NO_SCHEDULE: 'PreferNoSchedule',
  };
  return names[effect] ?? effect;
}

export interface NodePlan {
  nodes: Node[];
  /** Instance types that nothing is known of; groups that have only such are left out. */
  unknownTypes: string[];
}

/** How many nodes of a group are drawn: one for each zone, or as many as it wants, or as many as it may have. */
export type Count = 'per-zone' | 'desired' | 'max';

/**
 * The nodes of managed node groups. A group that wants none has none: nothing scales these clusters up by itself. A group of
 * several instance types counts as its smallest, because EKS may start any.
 */
export function nodesOf(
  groups: readonly NodeGroup[],
  types: ReadonlyMap<string, MachineType>,
  count: Count = 'per-zone',
): NodePlan {
  const nodes: Node[] = [];
  const unknownTypes = new Set<string>();
  for (const group of groups) {
    const known = group.instanceTypes.flatMap((name) => {
      const type = types.get(name);
      if (!type) unknownTypes.add(name);
      return type ?? [];
    });
    const [smallest] = known.toSorted((a, b) => a.vcpus - b.vcpus || a.memoryMib - b.memoryMib);
    if (!smallest) continue;
    const zones = group.zones.toSorted();
    const wanted = {
      'per-zone': group.desired >= 1 ? zones.length : 0,
      desired: group.desired,
      max: group.max,
    }[count];
    for (let index = 0; index < wanted && zones.length > 0; index += 1) {
      const zone = zones[index % zones.length] ?? '';
      nodes.push(node(group, smallest, known, zone, index));
    }
  }
  return { nodes, unknownTypes: [...unknownTypes] };
}

/** Names of before 1.17 that kubelet and the cloud's controller still set. https://kubernetes.io/docs/reference/labels-annotations-taints/ */
function oldNames({ amiType }: NodeGroup, { arch, name }: MachineType, zone: string): Record<string, string> {
  return {
    'beta.kubernetes.io/os': /WINDOWS/.test(amiType) ? 'windows' : 'linux',
    'beta.kubernetes.io/arch': arch,
    'beta.kubernetes.io/instance-type': name,
    'failure-domain.beta.kubernetes.io/zone': zone,
    'failure-domain.beta.kubernetes.io/region': zone.replace(/[a-z]$/, ''),
  };
}

function node(
  group: NodeGroup,
  smallest: MachineType,
  known: readonly MachineType[],
  zone: string,
  index: number,
): Node {
  const least = (of: (type: MachineType) => number): number => Math.min(...known.map(of));
  const gpus = least((type) => type.gpus);
  const name = `${group.name}-${index + 1}`;
  return {
    name,
    group: group.name,
    zone,
    labels: {
      'kubernetes.io/os': /WINDOWS/.test(group.amiType) ? 'windows' : 'linux',
      'kubernetes.io/arch': smallest.arch,
      'kubernetes.io/hostname': name,
      'node.kubernetes.io/instance-type': smallest.name,
      'topology.kubernetes.io/zone': zone,
      'topology.kubernetes.io/region': zone.replace(/[a-z]$/, ''),
      'eks.amazonaws.com/nodegroup': group.name,
      'eks.amazonaws.com/capacityType': group.capacityType,
      ...oldNames(group, smallest, zone),
      ...group.labels,
    },
    taints: group.taints.map((taint) => ({ ...taint, effect: taintEffect(taint.effect) })),
    allocatable: {
      cpu: CPU_SHARE * least((type) => type.vcpus),
      memory: MEMORY_SHARE * least((type) => type.memoryMib) * MIB,
      ...(gpus >= 1 && bringsNvidia(group.amiType) ? { [GPU]: gpus } : {}),
    },
  };
}
