/** The two ends of a question as places with addresses and groups. */
import type { End } from './answer.ts';
import { LINK_LOCAL, parseCidr, PROBES, type Cidr, type Family } from './cidr.ts';
import { NO_ADDRESSES } from './read-rules.ts';
import { vpcSpans } from './routing.ts';
import { covers, spansOf, type Spans } from './spans.ts';
import type { Doubt, Network, Subnet } from './types.ts';

/**
 * `subnet`: in a subnet of the data. `holders`: members of groups, without a place. `vacant`: inside the VPC, where no
 * subnet is. `outside`: anywhere else.
 */
export interface Site {
  readonly where: 'subnet' | 'holders' | 'internet' | 'outside' | 'vacant';
  readonly subnet?: Subnet;
  readonly vpcId?: string;
  readonly addresses: Record<Family, Spans>;
  /** undefined: this end's groups are not judged, and it is a member of none. */
  readonly groups?: readonly string[];
  /** undefined: not known, so one is assumed where an internet gateway needs it. */
  readonly hasPublicIpv4?: boolean;
  readonly doubts: readonly Doubt[];
}

/** Resolves both ends; an address is looked up in the VPC of the other end. */
export function resolveEnds(network: Network, from: End, to: End): [Site, Site] {
  const a = from.kind === 'address' ? undefined : resolve(network, from);
  const b = to.kind === 'address' ? undefined : resolve(network, to);
  return [
    a ?? resolveAddress(network, from, b?.vpcId ?? vpcOf(to)),
    b ?? resolveAddress(network, to, a?.vpcId ?? vpcOf(from)),
  ];
}

function vpcOf(end: End): string | undefined {
  return end.kind === 'address' ? end.vpcId : undefined;
}

function doubtful(construct: string, resource: string): Site {
  return { where: 'outside', addresses: NO_ADDRESSES, doubts: [{ construct, resource }] };
}

function missing(network: Network, collection: 'Subnets' | 'NetworkInterfaces', id: string): Site {
  const construct = collection === 'Subnets' ? 'subnet' : 'network-interface';
  return doubtful(network.notRead.has(collection) ? `not-read:${collection}` : construct, id);
}

function resolve(network: Network, end: Exclude<End, { kind: 'address' }>): Site {
  if (end.kind === 'internet') return { where: 'internet', addresses: PROBES, doubts: [] };
  if (end.kind === 'groups') return resolveHolders(network, end);
  if (end.kind === 'subnet') {
    const subnet = network.subnets.get(end.subnetId);
    return subnet === undefined
      ? missing(network, 'Subnets', end.subnetId)
      : inSubnet(subnet, subnet.usable, end.groupIds);
  }
  const found = network.networkInterfaces.get(end.networkInterfaceId);
  if (found === undefined) return missing(network, 'NetworkInterfaces', end.networkInterfaceId);
  const subnet = network.subnets.get(found.subnetId ?? '');
  if (subnet === undefined) return missing(network, 'Subnets', found.subnetId ?? found.id);
  const of = (family: Family): Spans =>
    spansOf(found.addresses.filter((one) => one.family === family).map((one) => one.span));
  return {
    ...inSubnet(subnet, { 4: of(4), 6: of(6) }, found.groupIds),
    hasPublicIpv4: found.hasPublicIpv4,
  };
}

function inSubnet(subnet: Subnet, addresses: Record<Family, Spans>, groups?: readonly string[]): Site {
  return {
    where: 'subnet',
    subnet,
    vpcId: subnet.vpcId,
    addresses,
    groups,
    doubts: subnet.doubts,
  };
}

/** Holders may be anywhere in the subnets given, else in the subnets of their VPC, else in its blocks. */
function resolveHolders(network: Network, { groupIds, subnetIds }: End & { kind: 'groups' }): Site {
  const vpcId = groupIds.map((id) => network.securityGroups.get(id)?.vpcId).find((id) => id !== undefined);
  const subnets = [...network.subnets.values()].filter((subnet) =>
    subnetIds === undefined ? subnet.vpcId === vpcId : subnetIds.includes(subnet.id),
  );
  const of = (family: Family): Spans =>
    subnets.length > 0
      ? spansOf(subnets.flatMap((subnet) => subnet.usable[family]))
      : vpcSpans(network.vpcs.get(vpcId ?? ''), family);
  const addresses = { 4: of(4), 6: of(6) };
  const known = addresses[4].length + addresses[6].length > 0;
  return {
    where: 'holders',
    vpcId,
    addresses,
    groups: groupIds,
    doubts: known ? [] : [{ construct: 'addresses-of-holders', resource: groupIds.join(', ') }],
  };
}

function resolveAddress(network: Network, end: End, context: string | undefined): Site {
  if (end.kind !== 'address') return resolve(network, end);
  const { address, groupIds: groups } = end;
  const cidr = parseCidr(address);
  const bits = cidr?.family === 4 ? 32 : 128;
  if (cidr === undefined || cidr.length !== bits) return doubtful('address', address);
  const { family } = cidr;
  const point: Spans = [cidr.span];
  if (covers(LINK_LOCAL[family], point)) return doubtful('link-local-address', address);
  const vpcId = end.vpcId ?? context;
  const addresses = { ...NO_ADDRESSES, [family]: point };
  const holders = [...network.subnets.values()].filter(
    (subnet) =>
      (vpcId === undefined || subnet.vpcId === vpcId) && subnet.blocks.some((block) => inBlock(block, cidr)),
  );
  const [subnet, second] = holders;
  if (second !== undefined) return doubtful('ambiguous-address', address);
  if (subnet !== undefined)
    return covers(subnet.usable[family], point)
      ? inSubnet(subnet, addresses, groups)
      : doubtful('reserved-address', address);
  const vacant = vpcId !== undefined && covers(vpcSpans(network.vpcs.get(vpcId), family), point);
  return {
    where: vacant ? 'vacant' : 'outside',
    vpcId: vacant ? vpcId : undefined,
    addresses,
    groups,
    doubts: [],
  };
}

function inBlock(block: Cidr, { family, span }: Cidr): boolean {
  return block.family === family && covers([block.span], [span]);
}

export function familiesOf(a: Site, b: Site, only: Family | undefined): Family[] {
  return ([4, 6] as const).filter(
    (family) =>
      (only === undefined || only === family) &&
      a.addresses[family].length > 0 &&
      b.addresses[family].length > 0,
  );
}
