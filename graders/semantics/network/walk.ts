/** The ways traffic can take, hop by hop in the order of the packet: request first, then its reply. */
import { INTERNET } from './cidr.ts';
import { walkOut } from './leave.ts';
import { localOnly, routeCheck, stepEdge, type Accept } from './route-steps.ts';
import { covers } from './spans.ts';
import { follow, startTrail, verdict, type Trail } from './trail.ts';
import type { Subnet } from './types.ts';
import {
  stepAcl,
  stepAttached,
  stepGroups,
  stepPublicAccess,
  stepPublicAddress,
  stepSubnet,
  stepVia,
  type Walk,
} from './walk-steps.ts';

function begin({ family, from, to }: Walk): Trail {
  return startTrail(family, from.addresses[family], to.addresses[family]);
}

/**
 * Sender and receiver in subnets of one VPC. Traffic inside one subnet meets neither ACL nor route table
 * (https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html).
 */
export function walkInside(walk: Walk, source: Subnet, target: Subnet): Trail[] {
  const trail = begin(walk);
  const shared = source.id === target.id;
  trail.via = 'local';
  stepSubnet(walk, trail, 'from', source, shared);
  stepGroups(walk, trail, 'from');
  if (!shared) {
    stepAcl(walk, trail, source, 'out', 'request', 'to');
    follow(trail, 'to', routeCheck(walk, source, 'request', trail.to.all, localOnly('no-route')));
    stepSubnet(walk, trail, 'to', target);
    stepAcl(walk, trail, target, 'in', 'request', 'from');
  }
  stepGroups(walk, trail, 'to');
  if (!shared) {
    stepAcl(walk, trail, target, 'out', 'reply', 'from');
    follow(trail, 'from', routeCheck(walk, target, 'reply', trail.from.all, localOnly('reply-not-local')));
    stepAcl(walk, trail, source, 'in', 'reply', 'to');
  }
  stepVia(walk, trail);
  return [trail];
}

/** Members of groups without a place: only the groups are judged. */
export function walkGroups(walk: Walk): Trail[] {
  const trail = begin(walk);
  stepGroups(walk, trail, 'from');
  stepGroups(walk, trail, 'to');
  return [trail];
}

/** From outside the VPC into a subnet. The reply must go back the way the request came. */
export function walkIn(walk: Walk, target: Subnet): Trail[] {
  const trail = begin(walk);
  const fromInternet = covers(INTERNET[walk.family], trail.from.all);
  if (fromInternet) {
    trail.via = 'internet-gateway';
    const gatewayId = stepAttached(walk, trail, 'from', target.vpcId);
    stepPublicAccess(walk, trail, 'from', target.vpcId, target, 'internet-gateway');
    stepPublicAddress(trail, walk.to, 'to');
    if (gatewayId !== undefined) stepEdge(walk, trail, 'to', gatewayId, target, 'request');
  }
  stepArrival(walk, trail, target, fromInternet ? backByGateway : nowhere);
  stepVia(walk, trail);
  return [trail];
}

const backByGateway: Accept = ({ via }) => {
  if (via === 'internet-gateway') return undefined;
  return via === 'egress-only-internet-gateway' ? 'egress-only-inbound' : 'reply-not-by-igw';
};

/** Private addresses elsewhere are behind constructs that the model does not know; a known gateway never leads there. */
const nowhere: Accept = () => 'not-on-internet';

/** The receiver's half: subnet, ACL, groups, and the reply's way out. */
function stepArrival(walk: Walk, trail: Trail, target: Subnet, accept: Accept): void {
  stepSubnet(walk, trail, 'to', target);
  stepAcl(walk, trail, target, 'in', 'request', 'from');
  stepGroups(walk, trail, 'to');
  stepAcl(walk, trail, target, 'out', 'reply', 'from');
  follow(trail, 'from', routeCheck(walk, target, 'reply', trail.from.all, accept));
}

/**
 * Between two VPCs: only constructs that the model does not know can carry it, but either side alone can stop it, for
 * instance a table without a way back. Over the Internet the two would meet under other addresses.
 */
export function walkBetween(walk: Walk, source: Subnet, target: Subnet): Trail[] {
  const routable = covers(INTERNET[walk.family], walk.to.addresses[walk.family]);
  return walkOut(walk, source, (trail) => {
    if (routable && trail.via !== undefined) stepOverInternet(trail, target);
    else stepArrival(walk, trail, target, nowhere);
  });
}

function stepOverInternet(trail: Trail, { vpcId }: Subnet): void {
  follow(
    trail,
    'to',
    verdict(undefined, trail.to.all, {
      part: 'gateway',
      direction: 'request',
      resource: vpcId,
      why: 'unknown',
      doubts: [{ construct: 'vpc-to-vpc-over-internet', resource: vpcId }],
    }),
  );
}
