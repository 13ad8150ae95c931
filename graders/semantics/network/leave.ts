/** Ways out of a VPC: internet, NAT and egress-only gateways, gateway endpoints. */
import { covers } from './spans.ts';
import { NAT64 } from './cidr.ts';
import type { Hop } from './answer.ts';
import type { PublicGateway } from './gateways.ts';
import type { Branch } from './routing.ts';
import { branchesFrom, localOnly, routeCheck, routeHop, stepEdge, targetOf } from './route-steps.ts';
import { follow, startTrail, verdict, type Trail } from './trail.ts';
import type { Subnet } from './types.ts';
import {
  stepAcl,
  stepAttached,
  stepGroups,
  stepKnownAddress,
  stepPublicAccess,
  stepPublicAddress,
  stepSubnet,
  stepVia,
  type Walk,
} from './walk-steps.ts';

/** From a subnet to addresses outside its VPC: a trail for each route that takes some of them. */
export function walkOut(walk: Walk, source: Subnet, arrive?: (trail: Trail) => void): Trail[] {
  const { family, from, to } = walk;
  return branchesFrom(walk, source, to.addresses[family]).map((branch) => {
    const trail = startTrail(family, from.addresses[family], branch.addresses);
    stepSubnet(walk, trail, 'from', source);
    stepGroups(walk, trail, 'from');
    stepAcl(walk, trail, source, 'out', 'request', 'to');
    stepRouteOut(walk, trail, source, branch);
    arrive?.(trail);
    stepAcl(walk, trail, source, 'in', 'reply', 'to');
    stepVia(walk, trail);
    return trail;
  });
}

function stepRouteOut(walk: Walk, trail: Trail, source: Subnet, branch: Branch): void {
  const { route, doubts } = branch;
  const over = trail.to.all;
  const step = (live: boolean | undefined, hop: Omit<Hop, 'result'>): void =>
    follow(trail, 'to', verdict(live, over, hop));
  const shown = routeHop(walk, source, 'request', branch);
  if (doubts.length > 0) return step(undefined, { ...shown, why: 'unknown', doubts });
  if (route === undefined) return step(false, { ...shown, why: 'no-route' });
  step(true, { ...shown, why: 'routed' });
  const { target } = route;
  const { live, via, ...found } = targetOf(walk, source, route);
  if (via !== undefined) trail.via = via;
  const hop = { direction: 'request', resource: target.id, ...found } as const;
  if (found.why === 'nat-ipv6' && covers(NAT64, over))
    return step(undefined, { ...hop, why: 'unknown', doubts: [{ construct: 'nat64', resource: target.id }] });
  step(live, hop);
  if (live !== true) return;
  if (via === 'nat-gateway') stepNat(walk, trail, source, target.id);
  else if (via === 'internet-gateway' || via === 'egress-only-internet-gateway') {
    stepInternet(walk, trail, source, via, target.id);
    stepPublicAddress(trail, walk.from, 'from');
  }
}

/** Past the last gateway: public access, a destination that the Internet knows, and the way back in. */
function stepInternet(
  walk: Walk,
  trail: Trail,
  subnet: Subnet,
  through: PublicGateway,
  gatewayId: string,
): void {
  stepPublicAccess(walk, trail, 'to', subnet.vpcId, subnet, through);
  stepKnownAddress(trail, gatewayId);
  stepEdge(walk, trail, 'to', gatewayId, subnet, 'reply');
}

/**
 * Through a NAT gateway: its own subnet, ACL and route, both ways
 * (https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-scenarios.html).
 */
function stepNat(walk: Walk, trail: Trail, source: Subnet, natId: string): void {
  const { network } = walk;
  const nat = network.natGateways.get(natId);
  if (nat?.regional === true) return stepRegionalNat(walk, trail, source.vpcId, natId);
  const subnet = network.subnets.get(nat?.subnetId ?? '');
  if (subnet === undefined) return stepUnknownSubnet(trail, nat?.subnetId ?? natId);
  const shared = subnet.id === source.id;
  stepSubnet(walk, trail, 'to', subnet);
  if (!shared) stepAcl(walk, trail, subnet, 'in', 'request', 'from');
  stepAcl(walk, trail, subnet, 'out', 'request', 'to');
  const route = routeCheck(walk, subnet, 'request', trail.to.all, ({ via }) =>
    via === 'internet-gateway' ? undefined : 'nat-subnet-not-public',
  );
  follow(trail, 'to', route);
  const gatewayId = route.hop.route?.target;
  if (covers(route.sure, trail.to.all) && gatewayId !== undefined) {
    stepGateway(walk, trail, gatewayId);
    stepInternet(walk, trail, subnet, 'nat-gateway', gatewayId);
  }
  stepAcl(walk, trail, subnet, 'in', 'reply', 'to');
  if (shared) return;
  stepAcl(walk, trail, subnet, 'out', 'reply', 'from');
  follow(trail, 'from', routeCheck(walk, subnet, 'reply', trail.from.all, localOnly('reply-not-local')));
}

/** The route has already been judged; this is the gateway at its end, for whoever draws the path. */
function stepGateway({ network }: Walk, trail: Trail, id: string): void {
  const name = network.internetGateways.get(id)?.name;
  const hop = {
    part: 'internet-gateway',
    direction: 'request',
    resource: id,
    name,
    why: 'attached',
  } as const;
  follow(trail, 'to', verdict(true, trail.to.all, hop));
}

function stepUnknownSubnet(trail: Trail, resource: string): void {
  follow(
    trail,
    'to',
    verdict(undefined, trail.to.all, {
      part: 'subnet',
      direction: 'request',
      resource,
      why: 'unknown',
      doubts: [{ construct: 'subnet-of-nat-gateway', resource }],
    }),
  );
}

/**
 * A regional NAT gateway stands in no subnet: it needs an attached internet gateway and survives any zone
 * (https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html).
 */
function stepRegionalNat(walk: Walk, trail: Trail, vpcId: string, natId: string): void {
  stepAttached(walk, trail, 'to', vpcId);
  stepPublicAccess(walk, trail, 'to', vpcId, undefined, 'nat-gateway');
  stepKnownAddress(trail, natId);
}
