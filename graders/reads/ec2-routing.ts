/** What rules the traffic of a subnet: route tables and network ACLs. */
import {
  paginateDescribeNetworkAcls,
  paginateDescribeRouteTables,
  type NetworkAcl as SdkNetworkAcl,
  type NetworkAclEntry as SdkNetworkAclEntry,
  type Route as SdkRoute,
  type RouteTable as SdkRouteTable,
} from '@aws-sdk/client-ec2';
import { defineRead } from '../kit/index.ts';
import { EC2_CONSISTENCY_SECONDS, ec2, tagsOf, type Tag } from './ec2-client.ts';

/** The fields that a route may have; only those that it has are there. */
const ROUTE_FIELDS = [
  'DestinationCidrBlock',
  'DestinationIpv6CidrBlock',
  'DestinationPrefixListId',
  'GatewayId',
  'NatGatewayId',
  'EgressOnlyInternetGatewayId',
  'TransitGatewayId',
  'VpcPeeringConnectionId',
  'NetworkInterfaceId',
  'InstanceId',
  'LocalGatewayId',
  'CarrierGatewayId',
  'CoreNetworkArn',
  'OdbNetworkArn',
  'Origin',
  'State',
] as const satisfies readonly (keyof SdkRoute)[];

export type Route = Partial<Record<(typeof ROUTE_FIELDS)[number], string>>;

export interface RouteTable {
  RouteTableId: string;
  VpcId: string | null;
  Associations: {
    Main: boolean;
    SubnetId: string | null;
    GatewayId: string | null;
    AssociationState: { State: string | null };
  }[];
  Routes: Route[];
  Tags: Tag[];
}

/** Every route table of the Region. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRouteTables.html */
export const routeTables = defineRead<Record<string, never>, RouteTable[]>({
  id: 'ec2:DescribeRouteTables',
  consistencySeconds: EC2_CONSISTENCY_SECONDS,
  resources: () => ['*'],
  call: async ({ client }) => {
    const all: RouteTable[] = [];
    for await (const page of paginateDescribeRouteTables({ client: client(ec2) }, {}))
      all.push(...(page.RouteTables ?? []).map(table));
    return all;
  },
});

function table(item: SdkRouteTable): RouteTable {
  return {
    RouteTableId: item.RouteTableId ?? '',
    VpcId: item.VpcId ?? null,
    Associations: (item.Associations ?? []).map(({ Main, SubnetId, GatewayId, AssociationState }) => ({
      Main: Main === true,
      SubnetId: SubnetId ?? null,
      GatewayId: GatewayId ?? null,
      // Emulators leave the state out; an association that is listed without one is in force.
      AssociationState: { State: AssociationState?.State ?? 'associated' },
    })),
    Routes: (item.Routes ?? []).map(route),
    Tags: tagsOf(item.Tags),
  };
}

function route(item: SdkRoute): Route {
  const found: Route = {};
  for (const field of ROUTE_FIELDS) {
    const value = item[field];
    if (value !== undefined) found[field] = value;
  }
  return found;
}

export interface NetworkAclEntry {
  RuleNumber: number | null;
  Egress: boolean | null;
  /** A number, `-1` for every protocol. */
  Protocol: string | null;
  RuleAction: string | null;
  CidrBlock: string | null;
  Ipv6CidrBlock: string | null;
  PortRange: { From: number | null; To: number | null } | null;
  IcmpTypeCode: { Type: number | null; Code: number | null } | null;
}
export interface NetworkAcl {
  NetworkAclId: string;
  VpcId: string | null;
  IsDefault: boolean;
  Entries: NetworkAclEntry[];
  Associations: { SubnetId: string | null }[];
  Tags: Tag[];
}

/** Every network ACL of the Region. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeNetworkAcls.html */
export const networkAcls = defineRead<Record<string, never>, NetworkAcl[]>({
  id: 'ec2:DescribeNetworkAcls',
  consistencySeconds: EC2_CONSISTENCY_SECONDS,
  resources: () => ['*'],
  call: async ({ client }) => {
    const all: NetworkAcl[] = [];
    for await (const page of paginateDescribeNetworkAcls({ client: client(ec2) }, {}))
      all.push(...(page.NetworkAcls ?? []).map(acl));
    return all;
  },
});

function acl(item: SdkNetworkAcl): NetworkAcl {
  return {
    NetworkAclId: item.NetworkAclId ?? '',
    VpcId: item.VpcId ?? null,
    IsDefault: item.IsDefault === true,
    Entries: (item.Entries ?? []).map(aclEntry),
    Associations: (item.Associations ?? []).map(({ SubnetId }) => ({ SubnetId: SubnetId ?? null })),
    Tags: tagsOf(item.Tags),
  };
}

function aclEntry(item: SdkNetworkAclEntry): NetworkAclEntry {
  const { PortRange: ports, IcmpTypeCode: icmp } = item;
  return {
    RuleNumber: item.RuleNumber ?? null,
    Egress: item.Egress ?? null,
    Protocol: item.Protocol ?? null,
    RuleAction: item.RuleAction ?? null,
    CidrBlock: item.CidrBlock ?? null,
    Ipv6CidrBlock: item.Ipv6CidrBlock ?? null,
    PortRange: ports ? { From: ports.From ?? null, To: ports.To ?? null } : null,
    IcmpTypeCode: icmp ? { Type: icmp.Type ?? null, Code: icmp.Code ?? null } : null,
  };
}
