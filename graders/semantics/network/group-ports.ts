/**
 * Which ports security groups open, and to whom, as sets: every rule boundary starts a new segment of ports, and one
 * port stands for its segment.
 */
import { EVERYWHERE, parseCidr, PROBES, type Family } from './cidr.ts';
import { admission, rulesOf } from './groups.ts';
import { NO_ADDRESSES } from './read-rules.ts';
import { vpcSpans } from './routing.ts';
import { covers, intersect, spansOf, subtract, type Span, type Spans } from './spans.ts';
import { LAST_PORT, TCP, UDP } from './traffic.ts';
import type { Doubt, GroupRule, Network, Traffic } from './types.ts';

export type PortProtocol = 'tcp' | 'udp';

/** Who is on the other side of a group's rules. */
export interface Peer {
  /** Default: every address there is. */
  readonly addresses?: Record<Family, Spans>;
  /** The groups it holds. Undefined: none, and its own rules are not judged. */
  readonly groupIds?: readonly string[];
}

/** An interface in a subnet; without groups it is a member of none. */
export function subnetPeer(network: Network, subnetId: string, groupIds?: readonly string[]): Peer {
  const addresses = network.subnets.get(subnetId)?.usable ?? NO_ADDRESSES;
  return { addresses, groupIds };
}

/** Any address of a VPC's blocks. */
export function vpcPeer(network: Network, vpcId: string, groupIds?: readonly string[]): Peer {
  const vpc = network.vpcs.get(vpcId);
  const addresses = { 4: vpcSpans(vpc, 4), 6: vpcSpans(vpc, 6) };
  return { addresses, groupIds };
}

/** The probes that stand for the Internet, both families. */
export const INTERNET_PEER: Peer = { addresses: PROBES };

/** Every address that is not in the VPC's blocks. */
export function outsidePeer(network: Network, vpcId: string): Peer {
  const vpc = network.vpcs.get(vpcId);
  return {
    addresses: {
      4: subtract(EVERYWHERE[4], vpcSpans(vpc, 4)),
      6: subtract(EVERYWHERE[6], vpcSpans(vpc, 6)),
    },
  };
}

/** The addresses of CIDR blocks; texts that are none are left out. */
export function cidrPeer(...blocks: readonly string[]): Peer {
  const cidrs = blocks.flatMap((block) => parseCidr(block) ?? []);
  const of = (family: Family): Spans =>
    spansOf(cidrs.filter((cidr) => cidr.family === family).map((cidr) => cidr.span));
  return { addresses: { 4: of(4), 6: of(6) } };
}

/** Ports 0 to 65535 as sets: `every` is part of `some`, `some` of `possible`. */
export interface PortAnswer {
  /** Every address of the one reaches every address of the other. */
  readonly every: Spans;
  /** Some address reaches some address. */
  readonly some: Spans;
  /** Some may, if `doubts` turn out so. */
  readonly possible: Spans;
  readonly doubts: readonly Doubt[];
}

/**
 * The ports at which `from` reaches `to`, by security groups alone: what the groups of `from` let out and what the
 * groups of `to` let in. Addresses are compared within a family that both ends have.
 */
export function portsBetween(network: Network, from: Peer, to: Peer, protocol: PortProtocol): PortAnswer {
  const number = protocol === 'tcp' ? TCP : UDP;
  const rules = [
    ...(from.groupIds === undefined ? [] : rulesOf(network, from.groupIds, 'out').rules),
    ...(to.groupIds === undefined ? [] : rulesOf(network, to.groupIds, 'in').rules),
  ];
  const families = ([4, 6] as const).filter(
    (family) => addressesOf(from, family).length > 0 && addressesOf(to, family).length > 0,
  );
  const found = { every: [] as Span[], some: [] as Span[], possible: [] as Span[] };
  const doubts = new Map<string, Doubt>();
  for (const segment of segmentsOf(rules, number)) {
    const traffic = { protocol: number, port: Number(segment.first) };
    const sides = families.map((family) => oneFamily(network, from, to, traffic, family));
    if (sides.length > 0 && sides.every((side) => side.every)) found.every.push(segment);
    if (sides.some((side) => side.some)) found.some.push(segment);
    if (sides.some((side) => side.possible)) found.possible.push(segment);
    for (const doubt of sides.flatMap((side) => side.doubts)) doubts.set(JSON.stringify(doubt), doubt);
  }
  return {
    every: spansOf(found.every),
    some: spansOf(found.some),
    possible: spansOf(found.possible),
    doubts: [...doubts.values()],
  };
}

function addressesOf(peer: Peer, family: Family): Spans {
  return (peer.addresses ?? EVERYWHERE)[family];
}

interface Side {
  readonly every: boolean;
  readonly some: boolean;
  readonly possible: boolean;
  readonly doubts: readonly Doubt[];
}

function oneFamily(network: Network, from: Peer, to: Peer, traffic: Traffic, family: Family): Side {
  const halves = [
    { mine: from, other: to, flow: 'out' as const },
    { mine: to, other: from, flow: 'in' as const },
  ].flatMap(({ mine, other, flow }) => {
    if (mine.groupIds === undefined) return [];
    const others = addressesOf(other, family);
    const found = admission(network, mine.groupIds, flow, traffic, family, others, other.groupIds ?? []);
    return [
      {
        every: covers(found.sure, others),
        some: found.sure.length > 0,
        possible: intersect(found.possible, others).length > 0,
        doubts: found.doubts,
      },
    ];
  });
  return {
    every: halves.every((half) => half.every),
    some: halves.every((half) => half.some),
    possible: halves.every((half) => half.possible),
    doubts: halves.flatMap((half) => half.doubts),
  };
}

/** The ports from 0 to 65535, cut wherever a rule for this protocol starts or ends. */
export function segmentsOf(rules: readonly GroupRule[], protocol: number): Span[] {
  const starts = new Set([0]);
  for (const { match } of rules) {
    if (match.ports === undefined || match.protocol !== protocol) continue;
    starts.add(Number(match.ports.first));
    if (Number(match.ports.last) < LAST_PORT) starts.add(Number(match.ports.last) + 1);
  }
  const sorted = [...starts].sort((a, b) => a - b);
  return sorted.map((first, i) => ({ first, last: (sorted[i + 1] ?? LAST_PORT + 1) - 1 }));
}

/** A rule as a source list: who is admitted at which ports, for messages and tables. */
export interface SourceEntry {
  readonly protocol: number;
  /** All ports when absent. */
  readonly ports?: Span;
  readonly peers: readonly string[];
  readonly doubt?: Doubt;
}

/** The rules of one direction of a group in a fixed order. */
export function rulesIn(network: Network, groupId: string, flow: 'in' | 'out'): SourceEntry[] {
  return rulesOf(network, [groupId], flow).rules.map(({ match, peers, doubt }) => ({
    protocol: match.protocol,
    ports: match.ports,
    peers,
    doubt,
  }));
}
