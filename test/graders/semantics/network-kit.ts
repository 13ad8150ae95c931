/** A two-zone network as DescribeVpcs and its like return it, and short forms to change it. */
import {
  readNetwork,
  reach,
  type Answer,
  type End,
  type IpPermissionDescription,
  type NatGatewayDescription,
  type Network,
  type NetworkAclDescription,
  type NetworkAclEntryDescription,
  type NetworkDescription,
  type Question,
  type ReachOptions,
  type RouteDescription,
  type RouteTableDescription,
  type SecurityGroupDescription,
  type SubnetDescription,
  type VpcDescription,
  type VpcEndpointDescription,
} from '../../../graders/semantics/network/index.ts';

/** A description whose lists can be changed. */
export interface Draft {
  Vpcs: VpcDescription[];
  Subnets: SubnetDescription[];
  RouteTables: RouteTableDescription[];
  InternetGateways: NonNullable<NetworkDescription['InternetGateways']>[number][];
  EgressOnlyInternetGateways: NonNullable<NetworkDescription['EgressOnlyInternetGateways']>[number][];
  NatGateways: NatGatewayDescription[];
  NetworkAcls: NetworkAclDescription[];
  SecurityGroups: SecurityGroupDescription[];
  ManagedPrefixLists: NonNullable<NetworkDescription['ManagedPrefixLists']>[number][];
  VpcEndpoints: VpcEndpointDescription[];
  NetworkInterfaces: NonNullable<NetworkDescription['NetworkInterfaces']>[number][];
}

export const VPC = 'vpc-1';
export const HTTPS: Question = { protocol: 'tcp', port: 443 };

export const INTERNET: End = { kind: 'internet' };
export const subnet = (subnetId: string, ...groupIds: string[]): End =>
  groupIds.length === 0 ? { kind: 'subnet', subnetId } : { kind: 'subnet', subnetId, groupIds };
export const groups = (...groupIds: string[]): End => ({ kind: 'groups', groupIds });
export const address = (text: string, vpcId?: string): End =>
  vpcId === undefined ? { kind: 'address', address: text } : { kind: 'address', address: text, vpcId };

export const to4 = (DestinationCidrBlock: string, target: RouteDescription): RouteDescription => ({
  DestinationCidrBlock,
  Origin: 'CreateRoute',
  State: 'active',
  ...target,
});
export const to6 = (DestinationIpv6CidrBlock: string, target: RouteDescription): RouteDescription => ({
  DestinationIpv6CidrBlock,
  Origin: 'CreateRoute',
  State: 'active',
  ...target,
});
export const toList = (DestinationPrefixListId: string, target: RouteDescription): RouteDescription => ({
  DestinationPrefixListId,
  Origin: 'CreateRoute',
  State: 'active',
  ...target,
});
export const igw = (id = 'igw-1'): RouteDescription => ({ GatewayId: id });
export const nat = (id: string): RouteDescription => ({ NatGatewayId: id });
const local = (block: string): RouteDescription => ({
  DestinationCidrBlock: block,
  GatewayId: 'local',
  Origin: 'CreateRouteTable',
  State: 'active',
});

const associated = { State: 'associated' };
const zone = (id: string): string => (id.endsWith('-a') ? 'us-east-1a' : 'us-east-1b');

function subnetOf(SubnetId: string, CidrBlock: string): SubnetDescription {
  return {
    SubnetId,
    VpcId: VPC,
    CidrBlock,
    AvailabilityZone: zone(SubnetId),
    AvailabilityZoneId: zone(SubnetId) === 'us-east-1a' ? 'use1-az6' : 'use1-az1',
    Ipv6CidrBlockAssociationSet: [],
    Tags: [{ Key: 'Name', Value: `half-${SubnetId}` }],
  };
}

function tableOf(
  RouteTableId: string,
  subnets: string[],
  ...routes: RouteDescription[]
): RouteTableDescription {
  return {
    RouteTableId,
    VpcId: VPC,
    Associations: subnets.map((SubnetId) => ({
      Main: false,
      SubnetId,
      AssociationState: associated,
    })),
    Routes: [local('10.20.0.0/16'), ...routes],
  };
}

function natOf(NatGatewayId: string, SubnetId: string): NatGatewayDescription {
  return {
    NatGatewayId,
    SubnetId,
    VpcId: VPC,
    State: 'available',
    NatGatewayAddresses: [{ PublicIp: '198.51.100.7', PrivateIp: '10.20.0.9' }],
  };
}

export const entry = (
  RuleNumber: number,
  RuleAction: 'allow' | 'deny',
  side: 'in' | 'out',
  CidrBlock = '0.0.0.0/0',
  ports?: [number, number],
  Protocol = ports === undefined ? '-1' : '6',
): NetworkAclEntryDescription => ({
  RuleNumber,
  RuleAction,
  Egress: side === 'out',
  Protocol,
  ...(CidrBlock.includes(':') ? { Ipv6CidrBlock: CidrBlock } : { CidrBlock }),
  ...(ports === undefined ? {} : { PortRange: { From: ports[0], To: ports[1] } }),
});

/** The entries of a default network ACL, IPv6 included. */
export const OPEN: NetworkAclEntryDescription[] = [
  entry(100, 'allow', 'in'),
  entry(100, 'allow', 'out'),
  entry(101, 'allow', 'in', '::/0'),
  entry(101, 'allow', 'out', '::/0'),
  entry(32767, 'deny', 'in'),
  entry(32767, 'deny', 'out'),
  entry(32768, 'deny', 'in', '::/0'),
  entry(32768, 'deny', 'out', '::/0'),
];

export const tcp = (
  from: number,
  to: number,
  peers: Omit<IpPermissionDescription, 'IpProtocol' | 'FromPort' | 'ToPort'>,
): IpPermissionDescription => ({ IpProtocol: 'tcp', FromPort: from, ToPort: to, ...peers });
export const cidr = (...texts: string[]): IpPermissionDescription => ({
  IpRanges: texts.filter((text) => !text.includes(':')).map((CidrIp) => ({ CidrIp })),
  Ipv6Ranges: texts.filter((text) => text.includes(':')).map((CidrIpv6) => ({ CidrIpv6 })),
});
export const holders = (...ids: string[]): IpPermissionDescription => ({
  UserIdGroupPairs: ids.map((GroupId) => ({ GroupId, UserId: '111122223333' })),
});
export const everything = (...texts: string[]): IpPermissionDescription => ({
  IpProtocol: '-1',
  ...cidr(...texts),
});

export function group(
  GroupId: string,
  inbound: IpPermissionDescription[],
  outbound: IpPermissionDescription[] = [everything('0.0.0.0/0', '::/0')],
): SecurityGroupDescription {
  return {
    GroupId,
    GroupName: GroupId.replace('sg-', 'bm-'),
    VpcId: VPC,
    IpPermissions: inbound,
    IpPermissionsEgress: outbound,
  };
}

/** Public and private subnets in two zones, a NAT gateway and a private table for each, endpoints for S3 and SSM. */
export function twoZones(change: (draft: Draft) => void = () => {}): Draft {
  const draft: Draft = {
    Vpcs: [
      {
        VpcId: VPC,
        CidrBlock: '10.20.0.0/16',
        CidrBlockAssociationSet: [{ CidrBlock: '10.20.0.0/16', CidrBlockState: associated }],
      },
    ],
    Subnets: [
      subnetOf('pub-a', '10.20.0.0/24'),
      subnetOf('pub-b', '10.20.1.0/24'),
      subnetOf('priv-a', '10.20.16.0/22'),
      subnetOf('priv-b', '10.20.20.0/22'),
    ],
    RouteTables: [
      {
        RouteTableId: 'rtb-main',
        VpcId: VPC,
        Associations: [{ Main: true, AssociationState: associated }],
        Routes: [local('10.20.0.0/16')],
      },
      tableOf('rtb-public', ['pub-a', 'pub-b'], to4('0.0.0.0/0', igw())),
      tableOf('rtb-a', ['priv-a'], to4('0.0.0.0/0', nat('nat-a')), toList('pl-s3', { GatewayId: 'vpce-s3' })),
      tableOf('rtb-b', ['priv-b'], to4('0.0.0.0/0', nat('nat-b')), toList('pl-s3', { GatewayId: 'vpce-s3' })),
    ],
    InternetGateways: [{ InternetGatewayId: 'igw-1', Attachments: [{ VpcId: VPC, State: 'available' }] }],
    EgressOnlyInternetGateways: [],
    NatGateways: [natOf('nat-a', 'pub-a'), natOf('nat-b', 'pub-b')],
    NetworkAcls: [
      {
        NetworkAclId: 'acl-1',
        VpcId: VPC,
        IsDefault: true,
        Entries: [...OPEN],
        Associations: ['pub-a', 'pub-b', 'priv-a', 'priv-b'].map((SubnetId) => ({ SubnetId })),
      },
    ],
    SecurityGroups: [
      group('sg-alb', [tcp(443, 443, cidr('0.0.0.0/0'))]),
      group('sg-app', [tcp(8000, 8000, holders('sg-alb'))]),
      group('sg-other', []),
    ],
    ManagedPrefixLists: [],
    VpcEndpoints: [
      {
        VpcEndpointId: 'vpce-s3',
        VpcEndpointType: 'Gateway',
        VpcId: VPC,
        ServiceName: 'com.amazonaws.us-east-1.s3',
        State: 'available',
        RouteTableIds: ['rtb-a', 'rtb-b'],
      },
      {
        VpcEndpointId: 'vpce-ssm',
        VpcEndpointType: 'Interface',
        VpcId: VPC,
        ServiceName: 'com.amazonaws.us-east-1.ssm',
        State: 'available',
        SubnetIds: ['priv-a', 'priv-b'],
        Groups: [{ GroupId: 'sg-endpoint' }],
        PrivateDnsEnabled: true,
      },
    ],
    NetworkInterfaces: [],
  };
  draft.SecurityGroups.push(group('sg-endpoint', [tcp(443, 443, cidr('10.20.0.0/16'))]));
  change(draft);
  return draft;
}

/** Gives the VPC and every subnet an IPv6 block, public subnets a route to the internet gateway. */
export function dualStack(draft: Draft): void {
  const set = (Ipv6CidrBlock: string) => [{ Ipv6CidrBlock, Ipv6CidrBlockState: associated }];
  for (const vpc of draft.Vpcs) vpc.Ipv6CidrBlockAssociationSet = set('2001:db8:1200::/56');
  draft.Subnets.forEach((one, i) => {
    one.Ipv6CidrBlockAssociationSet = set(`2001:db8:1200:${i + 1}::/64`);
  });
  addRoute(draft, 'rtb-public', to6('::/0', igw()));
}

/** Finds an item by id; a test that misspells one fails loudly. */
export function the<T extends object>(items: readonly T[], id: string): T {
  const found = items.find((item) => Object.values(item).includes(id));
  if (found === undefined) throw new Error(`no ${id} in the draft`);
  return found;
}

export const table = (draft: Draft, id: string): RouteTableDescription => the(draft.RouteTables, id);

export function addRoute(draft: Draft, tableId: string, ...routes: RouteDescription[]): void {
  const found = table(draft, tableId);
  found.Routes = [...(found.Routes ?? []), ...routes];
}

/** Replaces every route of a table but the local one. */
export function setRoutes(draft: Draft, tableId: string, ...routes: RouteDescription[]): void {
  const found = table(draft, tableId);
  found.Routes = [...(found.Routes ?? []).filter(({ GatewayId }) => GatewayId === 'local'), ...routes];
}

/** Takes away the explicit associations of a table. */
export function disassociate(draft: Draft, tableId: string): void {
  table(draft, tableId).Associations = [];
}

/** Gives some subnets an ACL of their own. */
export function ownAcl(
  draft: Draft,
  id: string,
  subnetIds: string[],
  ...entries: NetworkAclEntryDescription[]
): void {
  for (const acl of draft.NetworkAcls)
    acl.Associations = (acl.Associations ?? []).filter(({ SubnetId }) => !subnetIds.includes(SubnetId ?? ''));
  draft.NetworkAcls.push({
    NetworkAclId: id,
    VpcId: VPC,
    IsDefault: false,
    Entries: entries,
    Associations: subnetIds.map((SubnetId) => ({ SubnetId })),
  });
}

/** Gives a group new inbound rules. */
export function setInbound(draft: Draft, id: string, ...rules: IpPermissionDescription[]): void {
  the(draft.SecurityGroups, id).IpPermissions = rules;
}

/** Reads a network, whatever is in it. */
export const read = (draft: unknown): Network => readNetwork(draft as NetworkDescription);

export function ask(
  draft: unknown,
  from: End,
  to: End,
  question: Question = HTTPS,
  options: ReachOptions = {},
): Answer {
  return reach(read(draft), from, to, question, options);
}
