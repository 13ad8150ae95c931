/**
 * VPC endpoints: gateway endpoints as routes, interface endpoints as interfaces with groups.
 * https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html,
 * https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html
 */
import type { Hop } from './answer.ts';
import { groupsCheck } from './groups.ts';
import { effectiveRouteTable } from './routing.ts';
import { covers, intersect } from './spans.ts';
import { TCP } from './traffic.ts';
import type { Network, Subnet, VpcEndpoint } from './types.ts';
import { isDown } from './walk-steps.ts';

/** The endpoints of a VPC for a full service name such as `com.amazonaws.us-east-1.s3`, any type and state. */
export function endpointsFor(network: Network, vpcId: string, service: string): VpcEndpoint[] {
  return [...network.vpcEndpoints.values()].filter(
    (endpoint) => endpoint.service === service && endpoint.vpcId === vpcId,
  );
}

export interface GatewayEndpointUse {
  readonly endpoint: VpcEndpoint;
  readonly available: boolean;
  /** Whether the subnet's effective route table is one of the endpoint's; undefined when it cannot be told. */
  readonly associated: boolean | undefined;
  readonly routeTableId?: string;
}

/**
 * The gateway endpoints for a service as one subnet sees them. The endpoint's own list of tables counts, not the
 * prefix list routes in them: AWS keeps both equal, emulators do not.
 */
export function gatewayEndpointsOf(
  network: Network,
  subnetId: string,
  service: string,
): GatewayEndpointUse[] {
  const subnet = network.subnets.get(subnetId);
  if (subnet === undefined) return [];
  const { table } = effectiveRouteTable(network, subnet);
  return endpointsFor(network, subnet.vpcId, service)
    .filter(({ type }) => type === 'gateway')
    .map((endpoint) => ({
      endpoint,
      available: endpoint.state === 'available',
      associated: table === undefined ? undefined : isAssociated(endpoint, table.id),
      routeTableId: table?.id,
    }));
}

function isAssociated({ routeTableIds }: VpcEndpoint, tableId: string): boolean | undefined {
  return routeTableIds?.includes(tableId);
}

/** The zones in which an interface endpoint still has an interface, ascending; `down` takes one away. */
export function endpointZones(network: Network, endpoint: VpcEndpoint, down?: string): string[] {
  const zones = endpoint.subnetIds
    .flatMap((id) => network.subnets.get(id) ?? [])
    .filter((subnet) => isDown(subnet, down) === false)
    .flatMap((subnet) => subnet.zone ?? subnet.zoneId ?? []);
  return [...new Set(zones)].sort();
}

/** The endpoint's interfaces that stand in one of these subnets. */
export function endpointSubnets(network: Network, endpoint: VpcEndpoint): Subnet[] {
  return endpoint.subnetIds.flatMap((id) => network.subnets.get(id) ?? []);
}

export interface Admittance {
  /** undefined: it depends on something that cannot be told. */
  readonly admits: boolean | undefined;
  readonly hop: Omit<Hop, 'result'>;
}

/**
 * Whether the groups of an interface endpoint let TCP `port` in from every address of a subnet, whose instances are
 * taken to hold `groupIds`. An endpoint made without groups has the VPC's default group.
 */
export function endpointAdmits(
  network: Network,
  endpoint: VpcEndpoint,
  subnet: Subnet,
  port: number,
  groupIds: readonly string[] = [],
): Admittance {
  const groups = endpoint.groupIds.length > 0 ? endpoint.groupIds : defaultGroup(network, subnet.vpcId);
  const family = subnet.usable[4].length > 0 ? 4 : 6;
  const others = subnet.usable[family];
  const traffic = { protocol: TCP, port };
  const { sure, possible, hop } = groupsCheck(
    network,
    groups,
    undefined,
    'in',
    traffic,
    family,
    others,
    groupIds,
  );
  const every = covers(intersect(possible, others), others);
  return { admits: covers(sure, others) ? true : every ? undefined : false, hop };
}

function defaultGroup(network: Network, vpcId: string): string[] {
  return [...network.securityGroups.values()]
    .filter((group) => group.groupName === 'default' && group.vpcId === vpcId)
    .map(({ id }) => id);
}
