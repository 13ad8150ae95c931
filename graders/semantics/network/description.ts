/**
 * What the solver reads: EC2 describe output as plain JSON, under the names the API and the SDK use. Only the fields
 * that decide something are listed; more may be there. A collection that is absent or null was not read, which is not
 * the same as empty: an answer that would depend on it is `unknown`.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Types.html
 */

type Maybe<T> = T | null | undefined;
type Text = Maybe<string>;
type List<T> = Maybe<readonly T[]>;

export interface TagDescription {
  Key?: Text;
  Value?: Text;
}

interface BlockState {
  State?: Text;
}

interface BlockPublicAccessStates {
  /** `off`, `block-bidirectional` or `block-ingress`. */
  InternetGatewayBlockMode?: Text;
}

export interface VpcDescription {
  VpcId?: Text;
  CidrBlock?: Text;
  CidrBlockAssociationSet?: List<{ CidrBlock?: Text; CidrBlockState?: Maybe<BlockState> }>;
  Ipv6CidrBlockAssociationSet?: List<{ Ipv6CidrBlock?: Text; Ipv6CidrBlockState?: Maybe<BlockState> }>;
  BlockPublicAccessStates?: Maybe<BlockPublicAccessStates>;
  Tags?: List<TagDescription>;
}

export interface SubnetDescription {
  SubnetId?: Text;
  VpcId?: Text;
  AvailabilityZone?: Text;
  AvailabilityZoneId?: Text;
  /** Absent in an IPv6-only subnet. */
  CidrBlock?: Text;
  Ipv6CidrBlockAssociationSet?: List<{ Ipv6CidrBlock?: Text; Ipv6CidrBlockState?: Maybe<BlockState> }>;
  BlockPublicAccessStates?: Maybe<BlockPublicAccessStates>;
  Tags?: List<TagDescription>;
}

export interface RouteDescription {
  DestinationCidrBlock?: Text;
  DestinationIpv6CidrBlock?: Text;
  DestinationPrefixListId?: Text;
  /** `local`, or an internet gateway, virtual private gateway, gateway endpoint or Gateway Load Balancer endpoint. */
  GatewayId?: Text;
  NatGatewayId?: Text;
  EgressOnlyInternetGatewayId?: Text;
  TransitGatewayId?: Text;
  VpcPeeringConnectionId?: Text;
  NetworkInterfaceId?: Text;
  InstanceId?: Text;
  LocalGatewayId?: Text;
  CarrierGatewayId?: Text;
  CoreNetworkArn?: Text;
  OdbNetworkArn?: Text;
  Origin?: Text;
  State?: Text;
}

export interface RouteTableDescription {
  RouteTableId?: Text;
  VpcId?: Text;
  Associations?: List<{
    Main?: Maybe<boolean>;
    SubnetId?: Text;
    GatewayId?: Text;
    AssociationState?: Maybe<BlockState>;
  }>;
  Routes?: List<RouteDescription>;
  Tags?: List<TagDescription>;
}

interface Attached {
  Attachments?: List<{ VpcId?: Text; State?: Text }>;
  Tags?: List<TagDescription>;
}

export interface InternetGatewayDescription extends Attached {
  InternetGatewayId?: Text;
}

export interface EgressOnlyInternetGatewayDescription extends Attached {
  EgressOnlyInternetGatewayId?: Text;
}

export interface NatGatewayDescription {
  NatGatewayId?: Text;
  VpcId?: Text;
  /** Absent for a regional gateway. */
  SubnetId?: Text;
  State?: Text;
  /** Absent means public. */
  ConnectivityType?: Text;
  /** Absent means zonal. */
  AvailabilityMode?: Text;
  NatGatewayAddresses?: List<{ PublicIp?: Text; PrivateIp?: Text; Status?: Text }>;
  Tags?: List<TagDescription>;
}

export interface NetworkAclEntryDescription {
  RuleNumber?: Maybe<number>;
  Egress?: Maybe<boolean>;
  Protocol?: Maybe<string | number>;
  RuleAction?: Text;
  CidrBlock?: Text;
  Ipv6CidrBlock?: Text;
  PortRange?: Maybe<{ From?: Maybe<number>; To?: Maybe<number> }>;
  IcmpTypeCode?: Maybe<{ Type?: Maybe<number>; Code?: Maybe<number> }>;
}

export interface NetworkAclDescription {
  NetworkAclId?: Text;
  VpcId?: Text;
  IsDefault?: Maybe<boolean>;
  Entries?: List<NetworkAclEntryDescription>;
  Associations?: List<{ SubnetId?: Text }>;
  Tags?: List<TagDescription>;
}

export interface IpPermissionDescription {
  IpProtocol?: Maybe<string | number>;
  FromPort?: Maybe<number>;
  ToPort?: Maybe<number>;
  IpRanges?: List<{ CidrIp?: Text }>;
  Ipv6Ranges?: List<{ CidrIpv6?: Text }>;
  PrefixListIds?: List<{ PrefixListId?: Text }>;
  UserIdGroupPairs?: List<{ GroupId?: Text; GroupName?: Text }>;
}

export interface SecurityGroupDescription {
  GroupId?: Text;
  GroupName?: Text;
  VpcId?: Text;
  IpPermissions?: List<IpPermissionDescription>;
  IpPermissionsEgress?: List<IpPermissionDescription>;
  Tags?: List<TagDescription>;
}

/** GetManagedPrefixListEntries for one list, under its id. Entries that are absent or null were not read. */
export interface ManagedPrefixListDescription {
  PrefixListId?: Text;
  PrefixListName?: Text;
  Entries?: List<{ Cidr?: Text }>;
}

export interface VpcEndpointDescription {
  VpcEndpointId?: Text;
  VpcId?: Text;
  VpcEndpointType?: Text;
  ServiceName?: Text;
  State?: Text;
  RouteTableIds?: List<string>;
  SubnetIds?: List<string>;
  Groups?: List<{ GroupId?: Text }>;
  PrivateDnsEnabled?: Maybe<boolean>;
  PolicyDocument?: Text;
  Tags?: List<TagDescription>;
}

export interface NetworkInterfaceDescription {
  NetworkInterfaceId?: Text;
  SubnetId?: Text;
  PrivateIpAddresses?: List<{
    PrivateIpAddress?: Text;
    Association?: Maybe<{ PublicIp?: Text }>;
  }>;
  Ipv6Addresses?: List<{ Ipv6Address?: Text }>;
  Groups?: List<{ GroupId?: Text }>;
  TagSet?: List<TagDescription>;
}

export interface NetworkDescription {
  Vpcs?: List<VpcDescription>;
  Subnets?: List<SubnetDescription>;
  RouteTables?: List<RouteTableDescription>;
  InternetGateways?: List<InternetGatewayDescription>;
  EgressOnlyInternetGateways?: List<EgressOnlyInternetGatewayDescription>;
  NatGateways?: List<NatGatewayDescription>;
  NetworkAcls?: List<NetworkAclDescription>;
  SecurityGroups?: List<SecurityGroupDescription>;
  ManagedPrefixLists?: List<ManagedPrefixListDescription>;
  VpcEndpoints?: List<VpcEndpointDescription>;
  NetworkInterfaces?: List<NetworkInterfaceDescription>;
}

export type Collection = keyof NetworkDescription;
