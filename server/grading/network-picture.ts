import { fillTemplate, type Observation } from '../../graders/kit/index.ts';
import { vpcEndpoints } from '../../graders/reads/ec2-endpoints.ts';
import { securityGroups, type SecurityGroup } from '../../graders/reads/ec2-groups.ts';
import { networkAcls, routeTables, type RouteTable } from '../../graders/reads/ec2-routing.ts';
import {
  egressOnlyInternetGateways,
  internetGateways,
  managedPrefixListEntries,
  natGateways,
  subnets,
  vpcs,
  type PrefixListEntry,
  type Vpc,
} from '../../graders/reads/ec2-vpc.ts';
import { callerIdentity } from '../../graders/reads/sts.ts';
import type { Collection, ManagedPrefixListDescription } from '../../graders/semantics/network/index.ts';
import type { NetworkReply } from '../contract/index.ts';
import { blockedMessage, withPictureSession, type AskRead } from './picture-session.ts';
import type { PictureJob } from './ports.ts';

/** Collections of the network model and the reads that fill them. */
const COLLECTIONS = {
  Vpcs: vpcs,
  Subnets: subnets,
  RouteTables: routeTables,
  InternetGateways: internetGateways,
  EgressOnlyInternetGateways: egressOnlyInternetGateways,
  NatGateways: natGateways,
  NetworkAcls: networkAcls,
  SecurityGroups: securityGroups,
  VpcEndpoints: vpcEndpoints,
} as const satisfies Partial<Record<Collection, { id: string }>>;
type Drawn = keyof typeof COLLECTIONS;

const READS = [callerIdentity, managedPrefixListEntries, ...Object.values(COLLECTIONS)];

/**
 * Everything that decides where packets go in the Region of the learner's account, read with the graders' reads. The page
 * runs graders/semantics/network over it, so that the map and the verdict cannot disagree.
 *
 * @returns null when no check of the lab is about a VPC
 */
export async function networkPicture(job: PictureJob): Promise<NetworkReply | null> {
  const names = vpcNamesOf(job);
  if (names.length === 0) return null;
  return await withPictureSession(job, READS, async ({ ask }) => {
    const entries = await Promise.all(
      Object.entries(COLLECTIONS).map(
        async ([collection, read]) => [collection as Drawn, await ask<object[]>(read, {})] as const,
      ),
    );
    const seen = new Map(entries);
    const lists = await prefixListsOf(ask, seen);
    const description: Record<string, unknown> = { ManagedPrefixLists: lists.known };
    const unread: NetworkReply['unread'] = lists.unread;
    for (const [collection, observation] of entries)
      if (observation.state === 'blocked') unread.push({ collection, message: blockedMessage(observation) });
      else description[collection] = valueOf(observation) ?? [];
    return {
      region: job.target.region,
      vpcs: choicesOf(valueOf(seen.get('Vpcs')), names),
      description,
      unread,
    };
  });
}

/** The names of VPCs that the lab's checks look for, in the order of its tasks. */
function vpcNamesOf({ lab, variables }: PictureJob): string[] {
  const names = lab.tasks
    .flatMap(({ checks }) => checks)
    .filter(({ use }) => use.startsWith('vpc/'))
    .map(({ params }) => (fillTemplate(params, variables) as { vpcName?: unknown }).vpcName)
    .filter((name) => typeof name === 'string');
  return [...new Set(names)];
}

const valueOf = <T extends object>(observation: Observation<object> | undefined): T | undefined =>
  observation?.state === 'present' ? (observation.value as T) : undefined;

/** Every prefix list that a route or a group's rule names, each once. A list that could not be read is left out. */
async function prefixListsOf(
  ask: AskRead,
  seen: ReadonlyMap<Drawn, Observation<object[]>>,
): Promise<{ known: ManagedPrefixListDescription[]; unread: NetworkReply['unread'] }> {
  const routes = (valueOf<RouteTable[]>(seen.get('RouteTables')) ?? []).flatMap(({ Routes }) => Routes);
  const rules = (valueOf<SecurityGroup[]>(seen.get('SecurityGroups')) ?? []).flatMap((group) => [
    ...group.IpPermissions,
    ...group.IpPermissionsEgress,
  ]);
  const ids = [
    ...routes.map(({ DestinationPrefixListId }) => DestinationPrefixListId),
    ...rules.flatMap(({ PrefixListIds }) => PrefixListIds.map((list) => list.PrefixListId)),
  ];
  const wanted = [...new Set(ids.filter((id) => typeof id === 'string'))].sort();
  const answers = await Promise.all(
    wanted.map(async (prefixListId) => ({
      prefixListId,
      entries: await ask<PrefixListEntry[]>(managedPrefixListEntries, { prefixListId }),
    })),
  );
  return {
    known: answers.flatMap(({ prefixListId, entries }) =>
      entries.state === 'present' ? [{ PrefixListId: prefixListId, Entries: entries.value }] : [],
    ),
    unread: answers.flatMap(({ prefixListId, entries }) =>
      entries.state === 'blocked'
        ? [{ collection: `ManagedPrefixLists ${prefixListId}`, message: blockedMessage(entries) }]
        : [],
    ),
  };
}

/** The VPCs to choose from: those of the tasks in their order, then the others, the default VPC last. */
function choicesOf(all: readonly Vpc[] | undefined, names: readonly string[]): NetworkReply['vpcs'] {
  const choices = (all ?? []).map(({ VpcId, IsDefault, Tags }) => {
    const name = Tags.find(({ Key }) => Key === 'Name')?.Value ?? null;
    const named = name === null || IsDefault ? -1 : names.indexOf(name);
    const role = IsDefault ? ('default' as const) : named >= 0 ? ('task' as const) : ('other' as const);
    return { id: VpcId, name, role, rank: IsDefault ? names.length + 1 : named >= 0 ? named : names.length };
  });
  return choices
    .sort((a, b) => a.rank - b.rank || compare(a.name ?? '', b.name ?? '') || compare(a.id, b.id))
    .map(({ id, name, role }) => ({ id, name, role }));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
