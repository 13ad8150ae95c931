/** Route tables: destinations expanded and sorted so that the first match is the one AWS takes. */
import { parseCidr, type Cidr } from './cidr.ts';
import { fieldsOf, listOf, namedOf, stateOf, textOf } from './json.ts';
import { compareText } from './read-rules.ts';
import type { OpenRoute, Route, RouteTable, Target, TargetKind, Vpc } from './types.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Where DescribeRouteTables names the target (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Route.html). */
const TARGET_FIELDS: readonly (readonly [field: string, kind: TargetKind])[] = [
  ['NatGatewayId', 'nat-gateway'],
  ['EgressOnlyInternetGatewayId', 'egress-only-internet-gateway'],
  ['TransitGatewayId', 'transit-gateway'],
  ['VpcPeeringConnectionId', 'vpc-peering-connection'],
  ['InstanceId', 'instance'],
  ['NetworkInterfaceId', 'network-interface'],
  ['LocalGatewayId', 'local-gateway'],
  ['CarrierGatewayId', 'carrier-gateway'],
  ['CoreNetworkArn', 'core-network'],
  ['OdbNetworkArn', 'odb-network'],
];

const GATEWAY_PREFIXES: readonly (readonly [prefix: string, kind: TargetKind])[] = [
  ['igw-', 'internet-gateway'],
  ['vgw-', 'virtual-private-gateway'],
  ['vpce-', 'vpc-endpoint'],
  ['nat-', 'nat-gateway'],
  ['eigw-', 'egress-only-internet-gateway'],
];

const LOCAL: Target = { kind: 'local', id: 'local' };

function readTarget(route: Fields): Target {
  const gateway = textOf(route['GatewayId']);
  if (gateway === 'local') return LOCAL;
  for (const [field, kind] of TARGET_FIELDS) {
    const id = textOf(route[field]);
    if (id !== undefined) return { kind, id };
  }
  const known = GATEWAY_PREFIXES.find(([prefix]) => gateway?.startsWith(prefix));
  return { kind: known?.[1] ?? 'unknown-target', id: gateway ?? 'no target' };
}

const PROPAGATED = new Set(['EnableVgwRoutePropagation', 'Advertisement']);

/** Longest prefix first, then static before prefix list before propagated (route-tables-priority). */
function before(a: Route, b: Route): number {
  return (
    b.destination.length - a.destination.length || a.rank - b.rank || compareText(routeKey(a), routeKey(b))
  );
}

function routeKey({ destination, target, state }: Route): string {
  return `${destination.text} ${target.kind} ${target.id} ${state}`;
}

/** One table; `vpc` supplies the local routes, which every table has and nobody can delete (subnet-route-tables). */
export function readRouteTable(
  id: string,
  table: Fields,
  vpc: Vpc | undefined,
  lists: ReadonlyMap<string, readonly Cidr[]>,
): RouteTable {
  const routes: Route[] = [];
  const open: OpenRoute[] = [];
  const given = listOf(table['Routes']);
  if (given === undefined)
    open.push({
      doubt: { construct: 'routes', resource: id },
      target: { kind: 'unknown-target', id: 'not read' },
      state: 'active',
    });
  for (const route of given ?? []) {
    const target = readTarget(route);
    const state = stateOf(route['State']) ?? 'active';
    const rank = PROPAGATED.has(textOf(route['Origin']) ?? '') ? 2 : 0;
    const listId = textOf(route['DestinationPrefixListId']);
    const cidr = parseCidr(route['DestinationCidrBlock'] ?? route['DestinationIpv6CidrBlock']);
    const entries = listId === undefined ? undefined : lists.get(listId);
    if (entries !== undefined && listId !== undefined)
      for (const destination of entries)
        routes.push({ destination, prefixListId: listId, target, state, rank: 1 });
    else if (cidr !== undefined && listId === undefined)
      routes.push({ destination: cidr, target, state, rank });
    else
      open.push({
        doubt:
          listId === undefined
            ? { construct: 'malformed-route', resource: id }
            : { construct: 'prefix-list-entries', resource: listId },
        target,
        state,
      });
  }
  if (vpc === undefined && !routes.some(({ target }) => target.kind === 'local'))
    open.push({
      doubt: { construct: 'vpc-blocks', resource: textOf(table['VpcId']) ?? id },
      target: LOCAL,
      state: 'active',
    });
  const written = new Set(routes.map((route) => route.destination.text));
  for (const destination of vpc?.blocks ?? [])
    if (!written.has(destination.text)) routes.push({ destination, target: LOCAL, state: 'active', rank: 0 });
  const associations = (listOf(table['Associations']) ?? []).map((association) => ({
    main: association['Main'] === true,
    subnetId: textOf(association['SubnetId']),
    gatewayId: textOf(association['GatewayId']),
    state: stateOf(fieldsOf(association['AssociationState'])['State']) ?? 'associated',
  }));
  return {
    ...namedOf(id, table['Tags']),
    vpcId: textOf(table['VpcId']) ?? '',
    main: associations.some(({ main, state }) => main && state === 'associated'),
    routes: routes.sort(before),
    open: open.sort((a, b) => compareText(JSON.stringify(a), JSON.stringify(b))),
    subnets: new Map(
      associations.flatMap(({ subnetId, state }) => (subnetId === undefined ? [] : [[subnetId, state]])),
    ),
    gatewayIds: associations
      .flatMap(({ gatewayId, state }) =>
        gatewayId === undefined || state !== 'associated' ? [] : [gatewayId],
      )
      .sort(),
  };
}
