/** Managed node groups as several tasks look at them: which have GPUs, who reaches their nodes, in which zones they are. */
import { after, cannotEvaluate, each, type Saw, type SawEach } from '../../kit/index.ts';
import {
  launchTemplateVersion,
  instanceType,
  type Gpu,
  type LaunchTemplateVersion,
  type TemplateVersion,
} from '../../reads/ec2-templates.ts';
import { nodegroup, nodegroups, type Nodegroup } from '../../reads/eks-nodes.ts';
import type { Subnet } from '../../reads/ec2-vpc.ts';
import { firstFinding, someUnit, unlessBlocked } from './candidates.ts';
import { phaseOf } from './eks-cluster.ts';
import { isPublic, placeArgs, placeReads } from './private-subnets.ts';

/** Reads of the node groups of a cluster alone; `bindGroups` goes with them. */
export const groupReads = { nodegroups, groups: each(nodegroup) };

export function bindGroups(cluster: string) {
  return {
    nodegroups: { cluster },
    groups: after(
      'nodegroups',
      (names: readonly string[] | undefined) => (names ?? []).map((name) => ({ cluster, name })),
      { cluster },
    ),
  };
}

/** Node groups, their instance types and their subnets; `bindNodes` goes with them. */
export const nodeReads = {
  ...groupReads,
  types: each(instanceType),
  templates: each(launchTemplateVersion),
  templateTypes: each(instanceType),
  ...placeReads,
};

type GroupEntries = readonly { readonly value: Nodegroup | undefined }[];
type TemplateEntries = readonly { readonly value: LaunchTemplateVersion | undefined }[];

export function bindNodes(cluster: string) {
  return {
    ...bindGroups(cluster),
    types: after('groups', (entries: GroupEntries) =>
      typeArgs(entries.flatMap((entry) => unlessBlocked(() => entry.value)?.instanceTypes ?? [])),
    ),
    templates: after('groups', (entries: GroupEntries) => {
      const wanted = entries.flatMap((entry) => templateOf(unlessBlocked(() => entry.value)) ?? []);
      return [...new Map(wanted.map((args) => [JSON.stringify(args), args])).values()];
    }),
    templateTypes: after('templates', (entries: TemplateEntries) =>
      typeArgs(entries.flatMap((entry) => unlessBlocked(() => entry.value)?.InstanceType ?? [])),
    ),
    ...placeArgs,
  };
}

const typeArgs = (types: readonly string[]): { type: string }[] =>
  [...new Set(types)].sort().map((type) => ({ type }));

/** The template that says what the group itself does not; undefined where there is none. */
export function templateOf(group: Nodegroup | undefined): TemplateVersion | undefined {
  const { id = null, name = null, version = null } = group?.launchTemplate ?? {};
  if (id !== null) return { id, version: version ?? '$Default' };
  return name === null ? undefined : { name, version: version ?? '$Default' };
}

const sameTemplate = (one: TemplateVersion, other: TemplateVersion): boolean =>
  JSON.stringify(['id' in one ? one.id : one.name, one.version]) ===
  JSON.stringify(['id' in other ? other.id : other.name, other.version]);

export interface GroupViews {
  nodegroups: Saw<string[]>;
  groups: SawEach<{ cluster: string; name: string }, Nodegroup>;
}
type Types = SawEach<{ type: string }, { Gpus: Gpu[] }>;
export interface NodeViews extends GroupViews {
  types: Types;
  templates: SawEach<TemplateVersion, LaunchTemplateVersion>;
  templateTypes: Types;
}

/** A node group that may turn out to be unreadable when it is looked at. */
export interface GroupEntry {
  readonly args: { readonly cluster: string; readonly name: string };
  readonly value: Nodegroup | undefined;
}

/** The value of an entry that is ACTIVE. @throws Blocked when the group could not be read */
export const activeGroup = ({ value }: GroupEntry): Nodegroup | undefined =>
  value && phaseOf(value.status) === 'active' ? value : undefined;

/** Launch templates, however they were read. */
export interface TemplateSource {
  templates(): readonly {
    readonly args: TemplateVersion;
    readonly value: LaunchTemplateVersion | undefined;
  }[];
}

/** The instance types that a group starts: its own, or its launch template's. @throws Blocked when the template could not be read */
export function typesOf(saw: TemplateSource, group: Nodegroup): string[] {
  if (group.instanceTypes.length > 0) return group.instanceTypes;
  const wanted = templateOf(group);
  if (!wanted) return [];
  const entry = saw.templates().find(({ args }) => sameTemplate(args, wanted));
  if (!entry)
    return cannotEvaluate(launchTemplateVersion.id, `the launch template of ${group.nodegroupName}`);
  const type = entry.value?.InstanceType;
  return type ? [type] : [];
}

/**
 * Whether one of a group's types has a GPU, of whichever maker.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GpuInfo.html
 *
 * @throws Blocked when that depends on a type or a template that could not be read
 */
export function hasGpus(saw: NodeViews, group: Nodegroup): boolean {
  return someUnit(typesOf(saw, group), (type) => {
    const entry = [...saw.types(), ...saw.templateTypes()].find(({ args }) => args.type === type);
    if (!entry) return cannotEvaluate(instanceType.id, `type ${type} of ${group.nodegroupName}`);
    return (entry.value?.Gpus ?? []).some(({ Count }) => Count > 0);
  });
}

type PlaceViews = Parameters<typeof isPublic>[0];

/**
 * Who reaches the nodes of a group: a subnet into which the Internet may come, or remote access with a key and without
 * source groups, which AWS opens to everybody.
 * https://docs.aws.amazon.com/eks/latest/APIReference/API_RemoteAccessConfig.html
 *
 * @throws Blocked when a route could not be read and nothing else is open
 */
export function exposureFlaw(
  saw: PlaceViews,
  group: Nodegroup,
): { path: string; finding: string } | undefined {
  const { remoteAccess: access, subnets } = group;
  if (access && access.ec2SshKey !== null && access.sourceSecurityGroups.length === 0)
    return {
      path: 'nodegroup.remoteAccess.sourceSecurityGroups',
      finding: `key ${access.ec2SshKey} without source groups opens SSH to everybody`,
    };
  if (subnets.length === 0) return { path: 'nodegroup.subnets', finding: 'it has no subnet' };
  return firstFinding(subnets, (id) => {
    const path = 'nodegroup.subnets';
    if (!(saw.subnets() ?? []).some(({ SubnetId }) => SubnetId === id))
      return { path, finding: `subnet ${id} is not there` };
    return isPublic(saw, id) ? { path, finding: `subnet ${id} is public` } : undefined;
  });
}

/** The zones that nodes of a group may be in. @throws Blocked when subnets could not be read */
export function groupZones(
  saw: { subnets(): readonly Pick<Subnet, 'SubnetId' | 'AvailabilityZone'>[] | undefined },
  group: Nodegroup,
): string[] {
  const all = saw.subnets() ?? [];
  return group.subnets.flatMap((id) => all.find(({ SubnetId }) => SubnetId === id)?.AvailabilityZone ?? []);
}

/** Whether a taint keeps pods away that do not tolerate it; PREFER_NO_SCHEDULE only asks. */
export const isReserved = ({ taints }: Nodegroup): boolean =>
  taints.some(({ effect }) => effect === 'NO_SCHEDULE' || effect === 'NO_EXECUTE');

/** `{min}–{desired}–{max}`, as messages show it. */
export const sizeText = ({ scalingConfig: { minSize, desiredSize, maxSize } }: Nodegroup): string =>
  [minSize, desiredSize, maxSize].map((size) => size ?? '?').join('–');

/**
 * What is wrong with the ACTIVE node groups of a cluster that is to serve: none, somebody reaches one, fewer than two nodes, or all in
 * one zone.
 *
 * @throws Blocked when that depends on what could not be read
 */
export function nodesFlaw(
  saw: GroupViews & PlaceViews,
): { path: string; expected: string; finding: string } | undefined {
  const active = () => (saw.nodegroups() ? saw.groups().flatMap((entry) => activeGroup(entry) ?? []) : []);
  const desired = ({ scalingConfig }: Nodegroup) => scalingConfig.desiredSize ?? 0;
  const path = 'nodegroups';
  return firstFinding(
    [
      () =>
        active().length > 0
          ? undefined
          : { path, expected: 'a node group', finding: 'it has no ACTIVE node group' },
      () =>
        firstFinding(saw.groups(), (entry) => {
          const group = activeGroup(entry);
          const flaw = group && exposureFlaw(saw, group);
          return (
            flaw && {
              path: flaw.path,
              expected: 'private subnets, and no open SSH',
              finding: `${entry.args.name}: ${flaw.finding}`,
            }
          );
        }),
      () => {
        const nodes = active().reduce((sum, group) => sum + desired(group), 0);
        const finding = nodes === 1 ? 'one node is wanted' : `${nodes} nodes are wanted`;
        return active().length === 0 || nodes >= 2
          ? undefined
          : { path, expected: 'two nodes or more', finding };
      },
      () => {
        const running = active().filter((group) => desired(group) >= 1);
        const zones = [...new Set(running.flatMap((group) => groupZones(saw, group)))].sort();
        return running.length === 0 || zones.length >= 2
          ? undefined
          : { path, expected: 'nodes in two zones', finding: `all are in ${zones.join(', ') || 'no zone'}` };
      },
    ],
    (look) => look(),
  );
}
