/** Does the target of a route live? Emulators keep routes to dead targets `active`, so the target itself is looked at. */
import type { Part, Via, Why } from './answer.ts';
import type { Family } from './cidr.ts';
import type { Doubt, Network, Route, TargetKind } from './types.ts';

export interface TargetVerdict {
  /** undefined: cannot be told. */
  readonly live: boolean | undefined;
  readonly part: Part;
  /** How the traffic would leave, when the kind of target is one the model knows. */
  readonly via?: Via;
  readonly why: Why;
  readonly name?: string;
  readonly detail?: string;
  readonly doubts?: readonly Doubt[];
}

const unknown = (part: Part, construct: string, resource: string, via?: Via): TargetVerdict => ({
  live: undefined,
  part,
  why: 'unknown',
  via,
  doubts: [{ construct, resource }],
});

/** What becomes of traffic that a route of `vpcId` hands to its target. */
export function targetVerdict(network: Network, vpcId: string, route: Route, family: Family): TargetVerdict {
  const { kind, id } = route.target;
  const part = PARTS[kind] ?? 'gateway';
  if (route.state === 'blackhole') return { live: false, part, why: 'blackhole' };
  if (kind === 'local') return { live: true, part, via: 'local', why: 'routed' };
  if (route.state !== 'active') return unknown(part, `route-state-${route.state}`, id);
  if (kind === 'internet-gateway') return internetGateway(network, vpcId, id);
  if (kind === 'egress-only-internet-gateway') return egressOnlyGateway(network, vpcId, id, family);
  if (kind === 'nat-gateway') return natGateway(network, vpcId, id, family);
  if (kind === 'vpc-endpoint') return endpoint(network, vpcId, id);
  return unknown(part, kind, id);
}

const PARTS: Partial<Record<TargetKind, Part>> = {
  local: 'route-table',
  'internet-gateway': 'internet-gateway',
  'nat-gateway': 'nat-gateway',
  'egress-only-internet-gateway': 'egress-only-internet-gateway',
  'vpc-endpoint': 'vpc-endpoint',
};

/** https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html */
function internetGateway(network: Network, vpcId: string, id: string): TargetVerdict {
  const part = 'internet-gateway';
  if (network.notRead.has('InternetGateways')) return unknown(part, 'not-read:InternetGateways', id, part);
  const gateway = network.internetGateways.get(id);
  const live = gateway?.vpcIds.has(vpcId) === true;
  return { live, part, via: part, why: live ? 'attached' : 'igw-detached', name: gateway?.name };
}

/** https://docs.aws.amazon.com/vpc/latest/userguide/egress-only-internet-gateway.html */
function egressOnlyGateway(network: Network, vpcId: string, id: string, family: Family): TargetVerdict {
  const part = 'egress-only-internet-gateway';
  if (family === 4) return { live: false, part, via: part, why: 'egress-only-ipv4' };
  if (network.notRead.has('EgressOnlyInternetGateways'))
    return unknown(part, 'not-read:EgressOnlyInternetGateways', id, part);
  const gateway = network.egressOnlyGateways.get(id);
  const live = gateway?.vpcIds.has(vpcId) === true;
  return { live, part, via: part, why: live ? 'attached' : 'egress-only-gone', name: gateway?.name };
}

/** The gateway itself; its subnet's own path is the caller's. https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html */
function natGateway(network: Network, vpcId: string, id: string, family: Family): TargetVerdict {
  const part = 'nat-gateway';
  const gateway = network.natGateways.get(id);
  const of = { part, via: part, name: gateway?.name } as const;
  if (network.notRead.has('NatGateways')) return unknown(part, 'not-read:NatGateways', id, part);
  if (gateway === undefined) return { ...of, live: false, why: 'nat-gone' };
  if (gateway.state === 'unknown') return unknown(part, 'nat-gateway-state', id, part);
  if (gateway.state !== 'available')
    return { ...of, live: false, why: 'nat-not-available', detail: gateway.state };
  if (gateway.vpcId !== undefined && gateway.vpcId !== vpcId)
    return { ...of, live: false, why: 'nat-elsewhere', detail: gateway.vpcId };
  if (family === 6) return { ...of, live: false, why: 'nat-ipv6' };
  if (!gateway.isPublic) return { ...of, live: false, why: 'nat-private' };
  if (gateway.hasPublicAddress === false && !gateway.regional)
    return { ...of, live: false, why: 'nat-no-address' };
  return { ...of, live: true, why: 'translates' };
}

/** Gateway endpoints are ends of the way; what stands behind a Gateway Load Balancer endpoint is not known. */
function endpoint(network: Network, vpcId: string, id: string): TargetVerdict {
  const part = 'vpc-endpoint';
  if (network.notRead.has('VpcEndpoints')) return unknown(part, 'not-read:VpcEndpoints', id);
  const found = network.vpcEndpoints.get(id);
  if (found === undefined) return { live: false, part, via: 'gateway-endpoint', why: 'endpoint-gone' };
  if (found.type !== 'gateway') return unknown(part, `${found.type}-endpoint`, id);
  const live = found.state === 'available' && (found.vpcId === undefined || found.vpcId === vpcId);
  return {
    live,
    part,
    via: 'gateway-endpoint',
    why: live ? 'endpoint-available' : 'endpoint-gone',
    detail: found.state,
    name: found.name,
  };
}

/** The internet gateway attached to a VPC: its id, `undefined` for none, or a doubt when gateways were not read. */
export function internetGatewayOf(network: Network, vpcId: string): string | Doubt | undefined {
  if (network.notRead.has('InternetGateways'))
    return { construct: 'not-read:InternetGateways', resource: vpcId };
  for (const gateway of network.internetGateways.values()) if (gateway.vpcIds.has(vpcId)) return gateway.id;
  return undefined;
}

export type PublicGateway = 'nat-gateway' | 'egress-only-internet-gateway' | 'internet-gateway';

/**
 * VPC Block Public Access: `block-bidirectional` stops everything; `block-ingress` stops all but what NAT and
 * egress-only gateways start. The subnet's own mode already has exclusions in it.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_BlockPublicAccessStates.html
 */
export function publicAccess(mode: string, through: PublicGateway): boolean | undefined {
  if (mode === 'off') return true;
  if (mode === 'block-bidirectional') return false;
  if (mode === 'block-ingress') return through !== 'internet-gateway';
  return undefined;
}
