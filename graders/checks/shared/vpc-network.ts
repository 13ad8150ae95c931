/** The network of a Region as the checks of the VPC lab ask about it: its reads, the solver's view of them, its answers. */
import type { Evidence } from '../../contract/index.ts';
import { after, Blocked, cannotEvaluate, each, type SawOf } from '../../kit/index.ts';
import { networkAcls, routeTables, type RouteTable } from '../../reads/ec2-routing.ts';
import {
  internetGateways,
  managedPrefixListEntries,
  type natGateways,
  subnets,
  vpcs,
} from '../../reads/ec2-vpc.ts';
import {
  explainDoubt,
  explainHop,
  reach,
  readNetwork,
  settles,
  type Collection,
  type Doubt,
  type End,
  type Hop,
  type Level,
  type Named,
  type Network,
  type NetworkDescription,
  type Question,
  type ReachOptions,
} from '../../semantics/network/index.ts';
import { prefixListsOf } from './security-groups.ts';

/**
 * What every question about the Internet needs. Spread these into `reads` of a check, and `networkArgs` into what its
 * `bind` returns; a check adds what it needs besides (NAT gateways, endpoints).
 */
export const networkReads = {
  vpcs,
  subnets,
  routeTables,
  internetGateways,
  networkAcls,
  prefixLists: each(managedPrefixListEntries),
};

export const networkArgs = {
  vpcs: {},
  subnets: {},
  routeTables: {},
  internetGateways: {},
  networkAcls: {},
  prefixLists: after('routeTables', routedListIds),
};

/** The lists that decide where traffic goes. What a gateway endpoint's route names is its service's own, which no probe is in. */
function routedListIds(tables: readonly RouteTable[] | undefined): { prefixListId: string }[] {
  const ids = (tables ?? []).flatMap(({ Routes }) =>
    Routes.flatMap(({ DestinationPrefixListId: id, GatewayId }) =>
      id === undefined || GatewayId?.startsWith('vpce-') ? [] : id,
    ),
  );
  return [...new Set(ids)].sort().map((prefixListId) => ({ prefixListId }));
}

export type SawNetwork = { [S in keyof typeof networkReads]: SawOf<(typeof networkReads)[S]> };

/** A collection of the model and the view of the read that fills it. */
type Source = readonly [collection: Collection, look: () => readonly object[] | undefined];

/** The parsed network, and what keeps an answer from being certain. */
export interface Seen {
  readonly network: Network;
  /** @throws Blocked for the first doubt: with the read that was withheld, else as something the model cannot evaluate. */
  stopAt(doubts: readonly Doubt[]): void;
}

/**
 * Parses what could be read. What could not is left out, so that only the answers that depend on it are in doubt.
 * `further` are the collections that a check reads besides.
 */
export function seeNetwork(saw: SawNetwork, further: readonly Source[] = []): Seen {
  const unread = new Map<string, Blocked>();
  const seen: Partial<Record<Collection, readonly object[]>> = {};
  const sources: readonly Source[] = [
    ['Vpcs', saw.vpcs],
    ['Subnets', saw.subnets],
    ['RouteTables', saw.routeTables],
    ['InternetGateways', saw.internetGateways],
    ['NetworkAcls', saw.networkAcls],
    ...further,
  ];
  for (const [collection, look] of sources)
    try {
      seen[collection] = look() ?? [];
    } catch (error) {
      if (!(error instanceof Blocked)) throw error;
      unread.set(`not-read:${collection}`, error);
    }
  const lists = prefixListsOf(saw.prefixLists);
  if (lists.unread) unread.set('prefix-list-entries', lists.unread);
  const description = { ...seen, ManagedPrefixLists: lists.known } satisfies NetworkDescription;
  return {
    network: readNetwork(description),
    stopAt(doubts) {
      const [first] = doubts;
      if (first === undefined) return;
      const withheld = doubts.find(({ construct }) => unread.has(construct));
      const blocked = withheld && unread.get(withheld.construct);
      if (blocked) throw blocked;
      cannotEvaluate(routeTables.id, explainDoubt(first));
    },
  };
}

/** A question and the outcome that a task wants of it, which is always `reach`. */
export interface Journey {
  readonly from: End;
  readonly to: End;
  readonly question?: Question;
  readonly options: ReachOptions;
}

const HTTPS: Question = { protocol: 'tcp', port: 443 };

/** The journey that fails, and the first hop that stops all or some of it. */
export interface Stop<J extends Journey> {
  readonly journey: J;
  readonly hop: Hop;
}

/**
 * The first journey that certainly fails at a hop that counts; undefined when every one succeeds, or fails elsewhere.
 *
 * @throws Blocked when none does and one of them depends on what was not read or on what the model does not know
 */
export function firstStop<J extends Journey>(
  seen: Seen,
  journeys: readonly J[],
  counts: (hop: Hop) => boolean = () => true,
): Stop<J> | undefined {
  let undecided: readonly Doubt[] | undefined;
  for (const journey of journeys) {
    const { from, to, question = HTTPS, options } = journey;
    const answer = reach(seen.network, from, to, question, options);
    const succeeds = settles(answer, 'reach');
    if (succeeds === false && answer.broken) {
      if (counts(answer.broken)) return { journey, hop: answer.broken };
    } else if (succeeds !== true) undecided ??= answer.doubts;
  }
  if (undecided) seen.stopAt(undecided);
  return undefined;
}

export const isAcl = ({ part }: Hop): boolean => part === 'network-acl';

/** A NAT gateway that is still being made: nothing is wrong, it is too early. */
export const isPending = ({ why, detail }: Hop): boolean =>
  why === 'nat-not-available' && detail === 'pending';

/**
 * From a subnet to the Internet by a way that lets nobody in, with a zone down or none: IPv4 by a NAT gateway, IPv6, where
 * the subnet has it, by an egress-only gateway (https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html).
 */
export function outOnly({ id: subnetId }: Named, level: Level, down?: string): Journey {
  const via = ['nat-gateway', 'egress-only-internet-gateway'] as const;
  return {
    from: { kind: 'subnet', subnetId },
    to: { kind: 'internet' },
    options: { level, via, ...(down === undefined ? {} : { down }) },
  };
}

/** Where a hop was read: the object that stops the journey. */
export function evidenceAt(
  saw: SawNetwork & { natGateways?: SawOf<typeof natGateways> },
  hop: Hop,
  expected: string,
): Evidence {
  const actual = explainHop(hop);
  if (hop.part === 'nat-gateway' && saw.natGateways)
    return saw.natGateways.at(`NatGateways[?NatGatewayId=='${hop.resource}'] | [0]`, expected, actual);
  if (hop.part === 'network-acl')
    return saw.networkAcls.at(
      `NetworkAcls[?NetworkAclId=='${hop.resource}'] | [0].Entries`,
      expected,
      actual,
    );
  if (hop.part === 'internet-gateway') return saw.internetGateways.at('InternetGateways', expected, actual);
  if (hop.part === 'route-table' || hop.part === 'edge-route-table')
    return saw.routeTables.at(`RouteTables[?RouteTableId=='${hop.resource}'] | [0].Routes`, expected, actual);
  return saw.subnets.at(`Subnets[?SubnetId=='${hop.subnetId ?? hop.resource}'] | [0]`, expected, actual);
}

/** `name (id)`, as learners know things and as AWS does. */
export function labelled({ id, name }: Named): string {
  return name === undefined ? id : `${name} (${id})`;
}

/** Every zone in which a VPC has a subnet, ascending: each of them may go dark. */
export function zonesOf({ subnets: all }: Network, vpcId: string): string[] {
  const zones = [...all.values()].flatMap((subnet) => (subnet.vpcId === vpcId ? (subnet.zone ?? []) : []));
  return [...new Set(zones)].sort();
}
