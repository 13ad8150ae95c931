/** Steps through route tables: of subnets, and of the internet gateway itself. */
import type { Hop, Why } from './answer.ts';
import { spansText } from './cidr.ts';
import { targetVerdict, type TargetVerdict } from './gateways.ts';
import { branchesOf, edgeTableOf, effectiveRouteTable, vpcSpans, type Branch } from './routing.ts';
import { covers, NOTHING, unite, type Spans } from './spans.ts';
import { follow, verdict, type Check, type Trail } from './trail.ts';
import type { Doubt, Route, Subnet } from './types.ts';
import type { Direction, Walk } from './walk-steps.ts';

/** The branches of a subnet's table for some addresses, or the doubt that there is no table. */
export function branchesFrom(walk: Walk, subnet: Subnet, addresses: Spans): Branch[] {
  const { table, doubts } = effectiveRouteTable(walk.network, subnet);
  return table === undefined ? [{ addresses, doubts }] : branchesOf(table, walk.family, addresses);
}

/** What the route hop of a subnet shows. */
export function routeHop(
  walk: Walk,
  subnet: Subnet,
  direction: Direction,
  { addresses, route }: Branch,
): Omit<Hop, 'result' | 'why'> {
  const { table, how } = effectiveRouteTable(walk.network, subnet);
  return {
    part: 'route-table',
    direction,
    resource: table?.id ?? subnet.id,
    name: table?.name,
    subnetId: subnet.id,
    peer: spansText(walk.family, addresses),
    mainTable: how === 'main',
    route:
      route === undefined
        ? undefined
        : {
            destination: route.destination.text,
            prefixListId: route.prefixListId,
            kind: route.target.kind,
            target: route.target.id,
          },
  };
}

/** Inside the VPC only `local` is ordinary; anything more specific sends traffic through something in the middle. */
export function targetOf(walk: Walk, subnet: Subnet, route: Route): TargetVerdict {
  const found = targetVerdict(walk.network, subnet.vpcId, route, walk.family);
  if (found.live !== true || found.via === 'local') return found;
  const inside = vpcSpans(walk.network.vpcs.get(subnet.vpcId), walk.family);
  if (!covers(inside, [route.destination.span])) return found;
  return {
    live: undefined,
    part: found.part,
    why: 'unknown',
    doubts: [{ construct: 'middlebox-route', resource: route.target.id }],
  };
}

/** Names why a living target will not do; undefined when it does. */
export type Accept = (found: TargetVerdict) => Why | undefined;

/** Inside the VPC nothing but the local route will do. */
export const localOnly =
  (why: 'no-route' | 'reply-not-local'): Accept =>
  ({ via }) =>
    via === 'local' ? undefined : why;

interface Judged {
  readonly branch: Branch;
  readonly passes: boolean | undefined;
  readonly why: Why;
  readonly doubts: readonly Doubt[];
}

function judgeBranch(walk: Walk, subnet: Subnet, branch: Branch, accept: Accept): Judged {
  const { route, doubts } = branch;
  if (doubts.length > 0) return { branch, passes: undefined, why: 'unknown', doubts };
  if (route === undefined) return { branch, passes: false, why: 'no-route', doubts };
  const found = targetOf(walk, subnet, route);
  if (found.live === undefined)
    return { branch, passes: undefined, why: 'unknown', doubts: found.doubts ?? [] };
  const refusal = found.live ? accept(found) : found.why;
  return { branch, passes: refusal === undefined, why: refusal ?? 'routed', doubts };
}

/** Do all `addresses` leave `subnet` by a route that is wanted? One hop for the whole set; it shows what fails first. */
export function routeCheck(
  walk: Walk,
  subnet: Subnet,
  direction: Direction,
  addresses: Spans,
  accept: Accept,
): Check {
  const judged = branchesFrom(walk, subnet, addresses).map((branch) =>
    judgeBranch(walk, subnet, branch, accept),
  );
  const where = (wanted: (passes: boolean | undefined) => boolean): Spans =>
    judged
      .filter(({ passes }) => wanted(passes))
      .reduce((all, { branch }) => unite(all, branch.addresses), NOTHING);
  const shown =
    judged.find(({ passes }) => passes === false) ??
    judged.find(({ passes }) => passes === undefined) ??
    judged[0];
  const branch = shown?.branch ?? { addresses, doubts: [] };
  const doubts = judged.flatMap((one) => (one.passes === undefined ? one.doubts : []));
  return {
    sure: where((passes) => passes === true),
    possible: where((passes) => passes !== false),
    hop: {
      ...routeHop(walk, subnet, direction, shown?.passes === true ? { ...branch, addresses } : branch),
      why: shown?.why ?? 'no-route',
      doubts: doubts.length > 0 ? doubts : undefined,
    },
  };
}

/**
 * A route table on the internet gateway can send what enters the VPC through an appliance
 * (https://docs.aws.amazon.com/vpc/latest/userguide/gateway-route-tables.html).
 */
export function stepEdge(
  walk: Walk,
  trail: Trail,
  which: 'from' | 'to',
  gatewayId: string,
  subnet: Subnet,
  direction: Direction,
): void {
  const table = edgeTableOf(walk.network, gatewayId);
  if (table === undefined) return;
  const turned = branchesOf(table, walk.family, subnet.usable[walk.family]).find(
    ({ route, doubts }) => doubts.length > 0 || route?.target.kind !== 'local',
  );
  if (turned === undefined) return;
  const drops = turned.doubts.length === 0 && (turned.route?.state ?? 'blackhole') === 'blackhole';
  const doubt = { construct: 'edge-route-table', resource: turned.route?.target.id ?? table.id };
  follow(
    trail,
    which,
    verdict(drops ? false : undefined, trail[which].all, {
      part: 'edge-route-table',
      direction,
      resource: table.id,
      subnetId: subnet.id,
      why: drops ? 'blackhole' : 'unknown',
      doubts: drops ? undefined : [doubt],
    }),
  );
}
