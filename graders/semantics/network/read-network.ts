/** From describe output to the parsed network: one pass, ids indexed, every list in a fixed order. */
import { parseCidr, usableSpans, type Cidr, type Family } from './cidr.ts';
import type { Collection, NetworkDescription } from './description.ts';
import { fieldsOf, listOf, namedOf, stateOf, textOf } from './json.ts';
import {
  readAcl,
  readAttached,
  readEndpoint,
  readGroup,
  readInterface,
  readNat,
  uniqueBlocks,
} from './read-items.ts';
import { readRouteTable } from './read-routes.ts';
import { aclsBySubnet, tablesBySubnet } from './subnet-rulers.ts';
import { compareText } from './read-rules.ts';
import { spansOf, type Spans } from './spans.ts';
import type { Doubt, Network, Subnet, Vpc } from './types.ts';

type Fields = Readonly<Record<string, unknown>>;

const COLLECTIONS: readonly Collection[] = [
  'Vpcs',
  'Subnets',
  'RouteTables',
  'InternetGateways',
  'EgressOnlyInternetGateways',
  'NatGateways',
  'NetworkAcls',
  'SecurityGroups',
  'ManagedPrefixLists',
  'VpcEndpoints',
  'NetworkInterfaces',
];

/**
 * Parses describe output. Never throws: what cannot be read is kept as a doubt, and a collection that is no list
 * counts as not read. Items without an id are dropped, because nothing can refer to them.
 */
export function readNetwork(description: NetworkDescription): Network {
  const given = fieldsOf(description);
  const each = <T>(
    collection: Collection,
    idField: string,
    read: (id: string, item: Fields) => T,
  ): ReadonlyMap<string, T> =>
    new Map(
      (listOf(given[collection]) ?? [])
        .flatMap((item) => {
          const id = textOf(item[idField]);
          return id === undefined ? [] : [{ id, item }];
        })
        .sort((a, b) => compareText(a.id, b.id))
        .map(({ id, item }) => [id, read(id, item)]),
    );
  const lists = new Map<string, readonly Cidr[]>();
  for (const item of listOf(given['ManagedPrefixLists']) ?? []) {
    const id = textOf(item['PrefixListId']);
    const entries = listOf(item['Entries'])?.map((entry) => parseCidr(entry['Cidr']));
    const cidrs = entries?.filter((entry) => entry !== undefined);
    if (id !== undefined && cidrs !== undefined && cidrs.length === entries?.length) lists.set(id, cidrs);
  }
  const vpcs = each('Vpcs', 'VpcId', readVpc);
  const subnets = each('Subnets', 'SubnetId', readSubnet);
  const routeTables = each('RouteTables', 'RouteTableId', (id, item) =>
    readRouteTable(id, item, vpcs.get(textOf(item['VpcId']) ?? ''), lists),
  );
  const networkAcls = each('NetworkAcls', 'NetworkAclId', readAcl);
  const notRead = new Set(COLLECTIONS.filter((name) => listOf(given[name]) === undefined));
  return {
    vpcs,
    subnets,
    routeTables,
    internetGateways: each('InternetGateways', 'InternetGatewayId', readAttached),
    egressOnlyGateways: each('EgressOnlyInternetGateways', 'EgressOnlyInternetGatewayId', readAttached),
    natGateways: each('NatGateways', 'NatGatewayId', readNat),
    networkAcls,
    securityGroups: each('SecurityGroups', 'GroupId', (id, item) => readGroup(id, item, lists)),
    prefixLists: lists,
    vpcEndpoints: each('VpcEndpoints', 'VpcEndpointId', readEndpoint),
    networkInterfaces: each('NetworkInterfaces', 'NetworkInterfaceId', readInterface),
    notRead,
    tableOf: tablesBySubnet(subnets, routeTables, notRead.has('RouteTables')),
    aclOf: aclsBySubnet(subnets, networkAcls),
  };
}

/** Blocks whose association is complete, each once. */
function associatedBlocks(associations: unknown, block: string, state: string): unknown[] {
  return (listOf(associations) ?? [])
    .filter((item) => (stateOf(fieldsOf(item[state])['State']) ?? 'associated') === 'associated')
    .map((item) => item[block]);
}

function blockMode(item: Fields): { blockMode?: string } {
  const mode = stateOf(fieldsOf(item['BlockPublicAccessStates'])['InternetGatewayBlockMode']);
  return mode === undefined ? {} : { blockMode: mode };
}

function readVpc(id: string, item: Fields): Vpc {
  return {
    ...namedOf(id, item['Tags']),
    blocks: uniqueBlocks([
      item['CidrBlock'],
      ...associatedBlocks(item['CidrBlockAssociationSet'], 'CidrBlock', 'CidrBlockState'),
      ...associatedBlocks(item['Ipv6CidrBlockAssociationSet'], 'Ipv6CidrBlock', 'Ipv6CidrBlockState'),
    ]),
    ...blockMode(item),
  };
}

function readSubnet(id: string, item: Fields): Subnet {
  const texts = [
    ...(item['CidrBlock'] == null ? [] : [item['CidrBlock']]),
    ...associatedBlocks(item['Ipv6CidrBlockAssociationSet'], 'Ipv6CidrBlock', 'Ipv6CidrBlockState'),
  ];
  const blocks = uniqueBlocks(texts);
  const usable = (family: Family): Spans =>
    spansOf(blocks.filter((block) => block.family === family).flatMap(usableSpans));
  const vpcId = textOf(item['VpcId']);
  const zone = textOf(item['AvailabilityZone']);
  const zoneId = textOf(item['AvailabilityZoneId']);
  const unreadable = texts.some((text) => parseCidr(text) === undefined);
  const doubts: Doubt[] = [
    ...(blocks.length === 0 || unreadable ? [{ construct: 'subnet-address-block', resource: id }] : []),
    ...(vpcId === undefined ? [{ construct: 'subnet-without-vpc', resource: id }] : []),
  ];
  return {
    ...namedOf(id, item['Tags']),
    vpcId: vpcId ?? '',
    zone,
    zoneId,
    blocks,
    usable: { 4: usable(4), 6: usable(6) },
    ...blockMode(item),
    doubts,
  };
}
