/** Steps that every way shares: subnets and their zones, ACLs, groups, public access, and the wanted gateway. */
import type { Hop, Question, ReachOptions } from './answer.ts';
import { INTERNET, spansText, type Family } from './cidr.ts';
import type { Site } from './ends.ts';
import { aclCheck } from './acl.ts';
import { groupsCheck } from './groups.ts';
import { internetGatewayOf, publicAccess, type PublicGateway } from './gateways.ts';
import { covers, intersect, subtract } from './spans.ts';
import { exchange, type Exchange } from './traffic.ts';
import { follow, verdict, type Trail } from './trail.ts';
import type { Network, Subnet } from './types.ts';

export type Direction = Hop['direction'];
type Which = 'from' | 'to';

/** What stays the same along one walk. */
export interface Walk {
  readonly network: Network;
  readonly from: Site;
  readonly to: Site;
  readonly options: ReachOptions;
  readonly family: Family;
  readonly traffic: Exchange;
}

export function startWalk(
  network: Network,
  [from, to]: readonly [Site, Site],
  { protocol, port }: Question,
  options: ReachOptions,
  family: Family,
): Walk {
  return { network, from, to, options, family, traffic: exchange(protocol, port, family) };
}

/** Whether a subnet's zone is down; undefined when its zone is not known. */
export function isDown(subnet: Subnet, down: string | undefined): boolean | undefined {
  if (down === undefined) return false;
  if (subnet.zone === undefined && subnet.zoneId === undefined) return undefined;
  return subnet.zone === down || subnet.zoneId === down;
}

/** Enters or leaves a subnet. */
export function stepSubnet(walk: Walk, trail: Trail, which: Which, subnet: Subnet, shared = false): void {
  const down = isDown(subnet, walk.options.down);
  const up = shared ? 'same-subnet' : 'in-subnet';
  follow(
    trail,
    which,
    verdict(down === undefined ? undefined : !down, trail[which].all, {
      part: 'subnet',
      direction: 'request',
      resource: subnet.id,
      name: subnet.name,
      subnetId: subnet.id,
      why: down === undefined ? 'unknown' : down ? 'zone-down' : up,
      detail: subnet.zone,
      doubts: down === undefined ? [{ construct: 'subnet-zone', resource: subnet.id }] : undefined,
    }),
  );
}

/** `which` side's addresses the ACL of `subnet` looks at. */
export function stepAcl(
  walk: Walk,
  trail: Trail,
  subnet: Subnet,
  flow: 'in' | 'out',
  direction: Direction,
  which: Which,
): void {
  const { network, traffic, family, options } = walk;
  if (options.level === 'route') return;
  const packets = direction === 'request' ? [traffic.request] : traffic.replies;
  follow(trail, which, aclCheck(network, subnet, flow, direction, packets, family, trail[which].all));
}

/** The groups of the sender, or of the receiver, against the addresses and groups of the other end. */
export function stepGroups(walk: Walk, trail: Trail, end: Which): void {
  const { network, family, traffic, options } = walk;
  const { groups, subnet } = walk[end];
  if ((options.level ?? 'groups') !== 'groups' || groups === undefined) return;
  const other = end === 'from' ? 'to' : 'from';
  const flow = end === 'from' ? 'out' : 'in';
  const others = trail[other].all;
  follow(
    trail,
    other,
    groupsCheck(network, groups, subnet?.id, flow, traffic.request, family, others, walk[other].groups),
  );
}

/** `via`: the way taken must be one that was asked for. Constructs that the model does not know stay unknown. */
export function stepVia({ options }: Walk, trail: Trail): void {
  if (options.via === undefined || trail.via === undefined || options.via.includes(trail.via)) return;
  const taken = trail.hops.find((hop) => hop.part === trail.via) ?? trail.hops[0];
  follow(
    trail,
    'to',
    verdict(false, trail.to.all, {
      part: 'gateway',
      direction: 'request',
      resource: taken?.resource ?? trail.via,
      why: 'wrong-gateway',
      detail: options.via.join(' or '),
    }),
  );
}

export function stepPublicAccess(
  { network }: Walk,
  trail: Trail,
  which: Which,
  vpcId: string,
  subnet: Subnet | undefined,
  through: PublicGateway,
): void {
  const vpc = network.vpcs.get(vpcId);
  const mode = subnet?.blockMode ?? (vpc === undefined ? 'not read' : (vpc.blockMode ?? 'off'));
  const open = publicAccess(mode, through);
  if (open === true) return;
  const missing = network.notRead.has('Vpcs') ? 'not-read:Vpcs' : 'vpc';
  const construct = mode === 'not read' ? missing : 'block-public-access';
  follow(
    trail,
    which,
    verdict(open, trail[which].all, {
      part: 'block-public-access',
      direction: 'request',
      resource: subnet?.id ?? vpcId,
      why: open === false ? 'public-access-blocked' : 'unknown',
      detail: mode,
      doubts: open === undefined ? [{ construct, resource: vpcId }] : undefined,
    }),
  );
}

/** An internet gateway translates public IPv4 addresses; an interface without one has no way through it. */
export function stepPublicAddress(trail: Trail, site: Site, which: Which): void {
  if (trail.family === 6) return;
  if (site.hasPublicIpv4 === undefined) trail.assumesPublicAddress = true;
  if (site.hasPublicIpv4 !== false) return;
  follow(
    trail,
    which,
    verdict(false, trail[which].all, {
      part: 'address',
      direction: 'request',
      resource: site.subnet?.id ?? '',
      why: 'no-public-address',
    }),
  );
}

/** The Internet carries only traffic to addresses of its own. */
export function stepKnownAddress(trail: Trail, gatewayId: string): void {
  const { family, to } = trail;
  const known = intersect(to.all, INTERNET[family]);
  if (covers(known, to.all)) return;
  const peer = spansText(family, subtract(to.all, known));
  follow(trail, 'to', {
    sure: known,
    possible: known,
    hop: { part: 'address', direction: 'request', resource: gatewayId, why: 'not-on-internet', peer },
  });
}

/** The internet gateway of a VPC; returns its id when there is one. */
export function stepAttached(
  { network }: Walk,
  trail: Trail,
  which: Which,
  vpcId: string,
): string | undefined {
  const found = internetGatewayOf(network, vpcId);
  const id = typeof found === 'string' ? found : undefined;
  const live = found === undefined ? false : id === undefined ? undefined : true;
  follow(
    trail,
    which,
    verdict(live, trail[which].all, {
      part: 'internet-gateway',
      direction: 'request',
      resource: id ?? vpcId,
      why: live === undefined ? 'unknown' : live ? 'attached' : 'no-internet-gateway',
      doubts: typeof found === 'object' ? [found] : undefined,
    }),
  );
  return id;
}
