/** What a VPC is made of: its blocks, subnets and gateways. Route tables and network ACLs are in ec2-routing.ts. */
import {
  paginateDescribeEgressOnlyInternetGateways,
  paginateDescribeInternetGateways,
  paginateDescribeNatGateways,
  paginateDescribeSubnets,
  paginateDescribeVpcs,
  paginateGetManagedPrefixListEntries,
  type InternetGatewayAttachment,
  type NatGateway as SdkNatGateway,
  type Subnet as SdkSubnet,
  type SubnetIpv6CidrBlockAssociation,
  type Vpc as SdkVpc,
  type VpcIpv6CidrBlockAssociation,
} from '@aws-sdk/client-ec2';
import { defineRead } from '../kit/index.ts';
import { regionalArn } from './arn.ts';
import { EC2_CONSISTENCY_SECONDS, ec2, tagsOf, type Tag } from './ec2-client.ts';

interface State {
  State: string | null;
}
interface Ipv6Block {
  Ipv6CidrBlock: string | null;
  Ipv6CidrBlockState: State;
}
interface BlockPublicAccessStates {
  InternetGatewayBlockMode: string | null;
}

export interface Vpc {
  VpcId: string;
  State: string | null;
  IsDefault: boolean;
  /** The primary block. */
  CidrBlock: string | null;
  CidrBlockAssociationSet: { CidrBlock: string | null; CidrBlockState: State }[];
  Ipv6CidrBlockAssociationSet: Ipv6Block[];
  BlockPublicAccessStates: BlockPublicAccessStates | null;
  Tags: Tag[];
}

/** Every VPC of the Region. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcs.html */
export const vpcs = defineRead<Record<string, never>, Vpc[]>({
  id: 'ec2:DescribeVpcs',
  consistencySeconds: EC2_CONSISTENCY_SECONDS,
  resources: () => ['*'],
  call: async ({ client }) => {
    const all: Vpc[] = [];
    for await (const page of paginateDescribeVpcs({ client: client(ec2) }, {}))
      all.push(...(page.Vpcs ?? []).map(vpc));
    return all;
  },
});

function vpc(item: SdkVpc): Vpc {
  return {
    VpcId: item.VpcId ?? '',
    State: item.State ?? null,
    IsDefault: item.IsDefault === true,
    CidrBlock: item.CidrBlock ?? null,
    CidrBlockAssociationSet: (item.CidrBlockAssociationSet ?? []).map(({ CidrBlock, CidrBlockState }) => ({
      CidrBlock: CidrBlock ?? null,
      CidrBlockState: { State: CidrBlockState?.State ?? null },
    })),
    Ipv6CidrBlockAssociationSet: ipv6(item.Ipv6CidrBlockAssociationSet),
    BlockPublicAccessStates: blockMode(item.BlockPublicAccessStates),
    Tags: tagsOf(item.Tags),
  };
}

function ipv6(
  list: readonly (VpcIpv6CidrBlockAssociation | SubnetIpv6CidrBlockAssociation)[] | undefined,
): Ipv6Block[] {
  return (list ?? []).map(({ Ipv6CidrBlock, Ipv6CidrBlockState }) => ({
    Ipv6CidrBlock: Ipv6CidrBlock ?? null,
    Ipv6CidrBlockState: { State: Ipv6CidrBlockState?.State ?? null },
  }));
}

function blockMode(
  states: { InternetGatewayBlockMode?: string | undefined } | undefined,
): BlockPublicAccessStates | null {
  return states ? { InternetGatewayBlockMode: states.InternetGatewayBlockMode ?? null } : null;
}

export interface Subnet {
  SubnetId: string;
  VpcId: string | null;
  State: string | null;
  AvailabilityZone: string | null;
  AvailabilityZoneId: string | null;
  /** Null in an IPv6-only subnet. */
  CidrBlock: string | null;
  Ipv6CidrBlockAssociationSet: Ipv6Block[];
  BlockPublicAccessStates: BlockPublicAccessStates | null;
  Tags: Tag[];
}

/** Every subnet of the Region. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSubnets.html */
export const subnets = defineRead<Record<string, never>, Subnet[]>({
  id: 'ec2:DescribeSubnets',
  consistencySeconds: EC2_CONSISTENCY_SECONDS,
  resources: () => ['*'],
  call: async ({ client }) => {
    const all: Subnet[] = [];
    for await (const page of paginateDescribeSubnets({ client: client(ec2) }, {}))
      all.push(...(page.Subnets ?? []).map(subnet));
    return all;
  },
});

function subnet(item: SdkSubnet): Subnet {
  return {
    SubnetId: item.SubnetId ?? '',
    VpcId: item.VpcId ?? null,
    State: item.State ?? null,
    AvailabilityZone: item.AvailabilityZone ?? null,
    AvailabilityZoneId: item.AvailabilityZoneId ?? null,
    CidrBlock: item.CidrBlock ?? null,
    Ipv6CidrBlockAssociationSet: ipv6(item.Ipv6CidrBlockAssociationSet),
    BlockPublicAccessStates: blockMode(item.BlockPublicAccessStates),
    Tags: tagsOf(item.Tags),
  };
}

interface Attachment {
  VpcId: string | null;
  State: string | null;
}
export interface InternetGateway {
  InternetGatewayId: string;
  Attachments: Attachment[];
  Tags: Tag[];
}
export interface EgressOnlyInternetGateway {
  EgressOnlyInternetGatewayId: string;
  Attachments: Attachment[];
  Tags: Tag[];
}

function attachments(list: readonly InternetGatewayAttachment[] | undefined): Attachment[] {
  return (list ?? []).map(({ VpcId, State }) => ({ VpcId: VpcId ?? null, State: State ?? null }));
}

/** Every internet gateway. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInternetGateways.html */
export const internetGateways = defineRead<Record<string, never>, InternetGateway[]>({
  id: 'ec2:DescribeInternetGateways',
  consistencySeconds: EC2_CONSISTENCY_SECONDS,
  resources: () => ['*'],
  call: async ({ client }) => {
    const all: InternetGateway[] = [];
    for await (const page of paginateDescribeInternetGateways({ client: client(ec2) }, {})) {
      for (const { InternetGatewayId, Attachments, Tags } of page.InternetGateways ?? [])
        all.push({
          InternetGatewayId: InternetGatewayId ?? '',
          Attachments: attachments(Attachments),
          Tags: tagsOf(Tags),
        });
    }
    return all;
  },
});

/** Every egress-only internet gateway. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeEgressOnlyInternetGateways.html */
export const egressOnlyInternetGateways = defineRead<Record<string, never>, EgressOnlyInternetGateway[]>({
  id: 'ec2:DescribeEgressOnlyInternetGateways',
  consistencySeconds: EC2_CONSISTENCY_SECONDS,
  resources: () => ['*'],
  call: async ({ client }) => {
    const all: EgressOnlyInternetGateway[] = [];
    for await (const page of paginateDescribeEgressOnlyInternetGateways({ client: client(ec2) }, {})) {
      for (const { EgressOnlyInternetGatewayId, Attachments, Tags } of page.EgressOnlyInternetGateways ?? [])
        all.push({
          EgressOnlyInternetGatewayId: EgressOnlyInternetGatewayId ?? '',
          Attachments: attachments(Attachments),
          Tags: tagsOf(Tags),
        });
    }
    return all;
  },
});

export interface NatGateway {
  NatGatewayId: string;
  VpcId: string | null;
  /** Null for a regional gateway. */
  SubnetId: string | null;
  State: string | null;
  /** Null means public. */
  ConnectivityType: string | null;
  /** Null means zonal. */
  AvailabilityMode: string | null;
  NatGatewayAddresses: {
    PublicIp: string | null;
    PrivateIp: string | null;
    Status: string | null;
    NetworkInterfaceId: string | null;
  }[];
  Tags: Tag[];
}

/** Every NAT gateway, deleted ones too. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeNatGateways.html */
export const natGateways = defineRead<Record<string, never>, NatGateway[]>({
  id: 'ec2:DescribeNatGateways',
  consistencySeconds: EC2_CONSISTENCY_SECONDS,
  resources: () => ['*'],
  call: async ({ client }) => {
    const all: NatGateway[] = [];
    for await (const page of paginateDescribeNatGateways({ client: client(ec2) }, {}))
      all.push(...(page.NatGateways ?? []).map(nat));
    return all;
  },
});

function nat(item: SdkNatGateway): NatGateway {
  return {
    NatGatewayId: item.NatGatewayId ?? '',
    VpcId: item.VpcId ?? null,
    SubnetId: item.SubnetId ?? null,
    State: item.State ?? null,
    ConnectivityType: item.ConnectivityType ?? null,
    AvailabilityMode: item.AvailabilityMode ?? null,
    NatGatewayAddresses: (item.NatGatewayAddresses ?? []).map((address) => ({
      PublicIp: address.PublicIp ?? null,
      PrivateIp: address.PrivateIp ?? null,
      Status: address.Status ?? null,
      NetworkInterfaceId: address.NetworkInterfaceId ?? null,
    })),
    Tags: tagsOf(item.Tags),
  };
}

export interface PrefixListEntry {
  Cidr: string;
}

/** The blocks of one prefix list, the customer's or AWS's own. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetManagedPrefixListEntries.html */
export const managedPrefixListEntries = defineRead<{ prefixListId: string }, PrefixListEntry[]>({
  id: 'ec2:GetManagedPrefixListEntries',
  // AWS's own lists are of no account.
  resources: ({ prefixListId }, { region }) => [
    // AWS's own lists are of the account `aws`.
    regionalArn({ account: '*', region }, 'ec2', `prefix-list/${prefixListId}`),
  ],
  call: async ({ client }, { prefixListId }) => {
    const all: PrefixListEntry[] = [];
    const pages = paginateGetManagedPrefixListEntries(
      { client: client(ec2) },
      { PrefixListId: prefixListId },
    );
    for await (const page of pages)
      all.push(...(page.Entries ?? []).map(({ Cidr }) => ({ Cidr: Cidr ?? '' })));
    return all;
  },
});
