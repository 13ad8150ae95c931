/**
 * Which route table rules a subnet, and which route takes which addresses.
 * https://docs.aws.amazon.com/vpc/latest/userguide/subnet-route-tables.html,
 * https://docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html
 */
import { INTERNET, PROBES, type Cidr, type Family } from './cidr.ts';
import { covers, intersect, NOTHING, overlaps, subtract, unite, type Spans } from './spans.ts';
import type { Doubt, EffectiveTable, Network, OpenRoute, Route, RouteTable, Subnet, Vpc } from './types.ts';

/**
 * The table explicitly associated with a subnet, else the main table of the same VPC. An association counts in state
 * `associated` only.
 */
export function effectiveRouteTable(network: Network, subnet: Subnet): EffectiveTable {
  const construct = network.notRead.has('RouteTables') ? 'not-read:RouteTables' : 'route-table';
  return network.tableOf.get(subnet.id) ?? { how: 'main', doubts: [{ construct, resource: subnet.id }] };
}

/** A part of the addresses and the route that takes it; no route means that AWS drops the packet. */
export interface Branch {
  readonly addresses: Spans;
  readonly route?: Route;
  /** Which route takes these addresses is not certain. */
  readonly doubts: readonly Doubt[];
}

/** Splits addresses by the route that takes them: the longest prefix, whether its target lives or not. */
export function branchesOf(table: RouteTable, family: Family, addresses: Spans): Branch[] {
  const branches: Branch[] = [];
  let left = addresses;
  const open = table.open.filter((route) => mayTake(route, family, addresses));
  table.routes.forEach((route, index) => {
    if (left.length === 0 || route.destination.family !== family) return;
    const taken = intersect(left, [route.destination.span]);
    if (taken.length === 0) return;
    left = subtract(left, taken);
    const doubts = [
      ...(isRivalled(table.routes, index) ? [{ construct: 'ambiguous-route', resource: table.id }] : []),
      ...open
        .filter((other) => !sameWay(other, route) && !staysLocal(other, route))
        .map(({ doubt }) => doubt),
    ];
    branches.push({ addresses: taken, route, doubts });
  });
  if (left.length > 0) branches.push({ addresses: left, doubts: open.map(({ doubt }) => doubt) });
  return branches;
}

/**
 * No probe is in a VPC's own blocks, nor in the list of a gateway endpoint, which holds public addresses of its service.
 */
function mayTake({ target }: OpenRoute, family: Family, addresses: Spans): boolean {
  if (target.kind === 'local') return !covers(PROBES[family], addresses);
  if (target.kind !== 'vpc-endpoint') return true;
  return overlaps(INTERNET[family], addresses) && !covers(PROBES[family], addresses);
}

/** Nor is any address of a VPC's own blocks in the list of a service. */
function staysLocal(other: OpenRoute, { target }: Route): boolean {
  return target.kind === 'local' && other.target.kind === 'vpc-endpoint';
}

function sameWay(a: Pick<Route, 'target' | 'state'>, b: Pick<Route, 'target' | 'state'>): boolean {
  return a.target.kind === b.target.kind && a.target.id === b.target.id && a.state === b.state;
}

/** Between prefix lists with the same entry AWS picks a target at random (route-tables-priority). */
function isRivalled(routes: readonly Route[], index: number): boolean {
  const route = routes[index];
  const rival = routes[index + 1];
  return (
    route !== undefined &&
    rival !== undefined &&
    rival.destination.text === route.destination.text &&
    rival.rank === route.rank &&
    !sameWay(route, rival)
  );
}

/** The route that takes one address, for callers that only want to show it. */
export function routeFor(table: RouteTable, address: Cidr): Route | undefined {
  return branchesOf(table, address.family, [address.span])[0]?.route;
}

/** The addresses of the VPC's own blocks. */
export function vpcSpans(vpc: Vpc | undefined, family: Family): Spans {
  return (vpc?.blocks ?? [])
    .filter((block) => block.family === family)
    .reduce((all, block) => unite(all, [block.span]), NOTHING);
}

/** The routes of a gateway's own table for traffic that enters the VPC (gateway-route-tables). */
export function edgeTableOf(network: Network, gatewayId: string): RouteTable | undefined {
  for (const table of network.routeTables.values()) if (table.gatewayIds.includes(gatewayId)) return table;
  return undefined;
}
