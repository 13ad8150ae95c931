// The reply as the model reads it, and S3 as an end of a path.
import type { NetworkReply } from '../../../server/contract/index.ts';
import {
  addressText,
  endpointsFor,
  parseCidr,
  readNetwork,
  type Doubt,
  type Network,
  type NetworkDescription,
  type RouteDescription,
  type TagDescription,
} from '../../../graders/semantics/network/index.ts';

export interface Reading {
  region: string;
  description: NetworkDescription;
  network: Network;
  /** The tag `Tier` by subnet, in lower case. */
  tierTags: ReadonlyMap<string, string>;
}

export function readingOf(reply: NetworkReply): Reading {
  const description = reply.description as NetworkDescription;
  const tierTags = new Map<string, string>();
  for (const { SubnetId, Tags } of description.Subnets ?? []) {
    const tier = tagOf(Tags, 'Tier')?.toLowerCase();
    if (SubnetId && tier) tierTags.set(SubnetId, tier);
  }
  return { region: reply.region, description, network: readNetwork(description), tierTags };
}

const tagOf = (tags: readonly TagDescription[] | null | undefined, key: string): string | undefined =>
  tags?.find(({ Key }) => Key === key)?.Value ?? undefined;

/** One of S3's public addresses in us-east-1, where no prefix list says another (https://ip-ranges.amazonaws.com/ip-ranges.json). */
const S3_ADDRESS = '52.216.0.10';

/** The network as S3's addresses see it, the address to ask for, and what keeps an answer from being certain. */
export interface S3View {
  network: Network;
  address: string;
  doubts: readonly Doubt[];
}

/**
 * S3 is asked for by one of its addresses. Which tables a gateway endpoint serves, its own list decides, as in the check
 * (https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html): routes are put in or left out accordingly.
 */
export function s3View({ description, network, region }: Reading, vpcId: string): S3View {
  const all = endpointsFor(network, vpcId, `com.amazonaws.${region}.s3`);
  const gateways = all.filter(({ type }) => type === 'gateway');
  const doubts = network.notRead.has('VpcEndpoints')
    ? [{ construct: 'not-read:VpcEndpoints', resource: vpcId }]
    : all
        .filter(({ type, privateDns, state }) => type === 'interface' && privateDns && state === 'available')
        .map(({ id }) => ({ construct: 's3-by-interface-endpoint', resource: id }));
  const ids = new Set(gateways.map(({ id }) => id));
  const tables = description.RouteTables ?? [];
  const toGateway = ({ GatewayId }: RouteDescription): boolean => ids.has(GatewayId ?? '');
  const listId =
    tables
      .flatMap(({ Routes }) => Routes ?? [])
      .find((route) => toGateway(route) && route.DestinationPrefixListId)?.DestinationPrefixListId ??
    's3-prefix-list';
  const known = description.ManagedPrefixLists?.find(({ PrefixListId }) => PrefixListId === listId)?.Entries;
  const address = firstAddress(known?.map(({ Cidr }) => Cidr)) ?? S3_ADDRESS;
  const RouteTables = tables.map((table) => ({
    ...table,
    Routes: [
      ...(table.Routes ?? []).filter((route) => !toGateway(route)),
      ...gateways
        .filter(
          (endpoint) =>
            endpoint.vpcId === table.VpcId && endpoint.routeTableIds?.includes(table.RouteTableId ?? ''),
        )
        .map(({ id }) => ({
          DestinationPrefixListId: listId,
          GatewayId: id,
          State: 'active',
          Origin: 'CreateRoute',
        })),
    ],
  }));
  const ManagedPrefixLists = [
    ...(description.ManagedPrefixLists ?? []).filter(({ PrefixListId }) => PrefixListId !== listId),
    { PrefixListId: listId, Entries: known ?? [{ Cidr: `${address}/32` }] },
  ];
  const seen = description.RouteTables == null ? {} : { RouteTables };
  return { network: readNetwork({ ...description, ...seen, ManagedPrefixLists }), address, doubts };
}

function firstAddress(blocks: readonly (string | null | undefined)[] | undefined): string | undefined {
  for (const block of blocks ?? []) {
    const cidr = parseCidr(block);
    if (cidr?.family === 4) return addressText(4, cidr.span.first);
  }
  return undefined;
}
