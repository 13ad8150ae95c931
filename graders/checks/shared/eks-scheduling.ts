/** The node groups of a cluster as the nodes of the scheduling model. */
import { cannotEvaluate } from '../../kit/index.ts';
import { instanceType, type InstanceTypeInfo } from '../../reads/ec2-templates.ts';
import type { Subnet } from '../../reads/ec2-vpc.ts';
import type { Nodegroup } from '../../reads/eks-nodes.ts';
import type { MachineType, NodeGroup } from '../../semantics/scheduling/index.ts';
import {
  activeGroup,
  bindNodes,
  groupZones,
  nodeReads,
  typesOf,
  type GroupEntry,
  type TemplateSource,
} from './eks-nodes.ts';

/** Reads of the nodes that pods would find; `bindScheduling` goes with them. */
const { nodegroups, groups, types, templates, templateTypes, subnets } = nodeReads;
export const schedulingReads = { nodegroups, groups, types, templates, templateTypes, subnets };

export function bindScheduling(cluster: string) {
  const bound = bindNodes(cluster);
  return {
    nodegroups: bound.nodegroups,
    groups: bound.groups,
    types: bound.types,
    templates: bound.templates,
    templateTypes: bound.templateTypes,
    subnets: bound.subnets,
  };
}

type Types = () => readonly {
  readonly args: { type: string };
  readonly value: InstanceTypeInfo | undefined;
}[];
/** What the nodes are made of, however it was read: a check's views fit, and so does a picture's. */
export interface SchedulingViews extends TemplateSource {
  nodegroups(): unknown;
  groups(): readonly GroupEntry[];
  types: Types;
  templateTypes: Types;
  subnets(): readonly Subnet[] | undefined;
}

/** Instance types by name, and the groups that are ACTIVE. */
export interface NodeFacts {
  groups: NodeGroup[];
  types: Map<string, MachineType>;
}

/**
 * What the ACTIVE managed node groups of a cluster offer to pods.
 * @throws Blocked when a group, a type, a template or the subnets could not be read
 */
export function nodeFacts(saw: SchedulingViews): NodeFacts {
  const types = new Map<string, MachineType>();
  // Without the list of groups nobody knows whether these are all.
  saw.nodegroups();
  const groups = saw.groups().flatMap((entry) => {
    const group = activeGroup(entry);
    if (!group) return [];
    const names = typesOf(saw, group);
    for (const name of names) types.set(name, machineType(saw, name));
    return [nodeGroup(saw, group, names)];
  });
  return { groups, types };
}

function machineType(saw: SchedulingViews, name: string): MachineType {
  const entry = [...saw.types(), ...saw.templateTypes()].find(({ args }) => args.type === name);
  const found = entry?.value;
  const { VCpus = null, MemoryMiB = null, Gpus = [], Architectures = [] } = found ?? {};
  if (VCpus === null || MemoryMiB === null)
    return cannotEvaluate(instanceType.id, `vCPUs and memory of ${name}`);
  return {
    name,
    vcpus: VCpus,
    memoryMib: MemoryMiB,
    gpus: Gpus.reduce((sum, { Count, Manufacturer }) => sum + (Manufacturer === 'NVIDIA' ? Count : 0), 0),
    arch: Architectures.includes('arm64') ? 'arm64' : 'amd64',
  };
}

function nodeGroup(saw: SchedulingViews, group: Nodegroup, instanceTypes: string[]): NodeGroup {
  const { minSize, desiredSize, maxSize } = group.scalingConfig;
  return {
    name: group.nodegroupName,
    amiType: group.amiType ?? '',
    capacityType: group.capacityType ?? 'ON_DEMAND',
    instanceTypes,
    labels: group.labels,
    taints: group.taints.map(({ key, value, effect }) => ({ key, value: value ?? '', effect: effect ?? '' })),
    min: minSize ?? 0,
    desired: desiredSize ?? 0,
    max: maxSize ?? 0,
    zones: [...new Set(groupZones(saw, group))],
  };
}
