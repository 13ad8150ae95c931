// An account with three VPCs: one that is nearly right, the half-built one, and the default VPC.
import type { NetworkReply } from '../../../server/contract/index.ts';
import type { NetworkDescription, RouteDescription } from '../../../graders/semantics/network/index.ts';

const tags = (name: string, tier?: string) => [
  { Key: 'Name', Value: name },
  ...(tier === undefined ? [] : [{ Key: 'Tier', Value: tier }]),
];
const subnet = (VpcId: string, id: string, zone: string, CidrBlock: string, tier?: string) => ({
  SubnetId: `subnet-${id}`,
  VpcId,
  AvailabilityZone: `us-east-1${zone}`,
  CidrBlock,
  Ipv6CidrBlockAssociationSet: [],
  Tags: tags(id, tier),
});
const table = (VpcId: string, id: string, block: string, subnets: string[], routes: RouteDescription[]) => ({
  RouteTableId: `rtb-${id}`,
  VpcId,
  Associations: [
    ...(id.startsWith('main') ? [{ Main: true, AssociationState: { State: 'associated' } }] : []),
    ...subnets.map((one) => ({ SubnetId: `subnet-${one}`, AssociationState: { State: 'associated' } })),
  ],
  Routes: [{ DestinationCidrBlock: block, GatewayId: 'local', State: 'active' }, ...routes],
  Tags: id.startsWith('main') ? [] : tags(id),
});
const anywhere = (target: Partial<RouteDescription>): RouteDescription => ({
  DestinationCidrBlock: '0.0.0.0/0',
  State: 'active',
  ...target,
});
const nat = (VpcId: string, id: string, subnetId: string) => ({
  NatGatewayId: `nat-${id}`,
  VpcId,
  SubnetId: `subnet-${subnetId}`,
  State: 'available',
  ConnectivityType: 'public',
  NatGatewayAddresses: [{ PublicIp: '198.51.100.7', PrivateIp: '10.20.0.9', Status: 'succeeded' }],
  Tags: tags(id),
});
const entry = (RuleNumber: number, Egress: boolean, RuleAction: string, port?: number) => ({
  RuleNumber,
  Egress,
  Protocol: port === undefined ? '-1' : '6',
  RuleAction,
  CidrBlock: '0.0.0.0/0',
  ...(port === undefined ? {} : { PortRange: { From: port, To: port } }),
});
const open = [
  entry(100, false, 'allow'),
  entry(100, true, 'allow'),
  entry(32_767, false, 'deny'),
  entry(32_767, true, 'deny'),
];
const everything = { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] };

/** The account's network. `private-b` goes out by the other zone, and `data-b` is public whatever its tag says. */
export const description = (): NetworkDescription => ({
  Vpcs: [
    { VpcId: 'vpc-ml', CidrBlock: '10.20.0.0/16', Tags: tags('bm-ml') },
    { VpcId: 'vpc-half', CidrBlock: '10.90.0.0/16', Tags: tags('bm-half') },
    { VpcId: 'vpc-default', CidrBlock: '172.31.0.0/16', Tags: [] },
    { VpcId: 'vpc-bare', CidrBlock: '10.77.0.0/16', Tags: tags('bm-bare') },
  ],
  Subnets: [
    subnet('vpc-ml', 'public-a', 'a', '10.20.0.0/24', 'public'),
    subnet('vpc-ml', 'public-b', 'b', '10.20.1.0/24', 'public'),
    subnet('vpc-ml', 'private-a', 'a', '10.20.64.0/20', 'private'),
    subnet('vpc-ml', 'private-b', 'b', '10.20.80.0/20', 'private'),
    subnet('vpc-ml', 'data-b', 'b', '10.20.96.0/20', 'private'),
    subnet('vpc-ml', 'vault-a', 'a', '10.20.112.0/20'),
    subnet('vpc-half', 'half-public-a', 'a', '10.90.0.0/24'),
    subnet('vpc-half', 'half-private-a', 'a', '10.90.16.0/20'),
    ...['a', 'b', 'c', 'd', 'e', 'f'].map((zone, index) =>
      subnet('vpc-default', `default-${zone}`, zone, `172.31.${index * 16}.0/20`),
    ),
  ],
  RouteTables: [
    table(
      'vpc-ml',
      'public',
      '10.20.0.0/16',
      ['public-a', 'public-b', 'data-b'],
      [anywhere({ GatewayId: 'igw-ml' })],
    ),
    table(
      'vpc-ml',
      'private-a',
      '10.20.0.0/16',
      ['private-a'],
      [
        anywhere({ NatGatewayId: 'nat-a' }),
        { DestinationPrefixListId: 'pl-s3', GatewayId: 'vpce-s3', State: 'active' },
        { DestinationCidrBlock: '10.99.0.0/16', VpcPeeringConnectionId: 'pcx-1', State: 'active' },
      ],
    ),
    table('vpc-ml', 'private-b', '10.20.0.0/16', ['private-b'], [anywhere({ NatGatewayId: 'nat-a' })]),
    table('vpc-ml', 'main-ml', '10.20.0.0/16', [], []),
    table(
      'vpc-half',
      'half-public',
      '10.90.0.0/16',
      ['half-public-a'],
      [anywhere({ GatewayId: 'igw-half' })],
    ),
    table(
      'vpc-half',
      'half-private',
      '10.90.0.0/16',
      ['half-private-a'],
      [anywhere({ NatGatewayId: 'nat-half' })],
    ),
    table('vpc-default', 'main-default', '172.31.0.0/16', [], [anywhere({ GatewayId: 'igw-default' })]),
  ],
  InternetGateways: ['ml', 'half', 'default'].map((id) => ({
    InternetGatewayId: `igw-${id}`,
    Attachments: [{ VpcId: `vpc-${id}`, State: 'available' }],
    Tags: [],
  })),
  EgressOnlyInternetGateways: [],
  NatGateways: [
    nat('vpc-ml', 'a', 'public-a'),
    nat('vpc-ml', 'b', 'public-b'),
    nat('vpc-half', 'half', 'half-public-a'),
  ],
  NetworkAcls: [
    ...['ml', 'half', 'default'].map((id) => ({
      NetworkAclId: `acl-${id}`,
      VpcId: `vpc-${id}`,
      IsDefault: true,
      Entries: open,
      Associations: [],
      Tags: [],
    })),
    {
      NetworkAclId: 'acl-strict',
      VpcId: 'vpc-half',
      IsDefault: false,
      Entries: [entry(100, true, 'allow'), entry(100, false, 'allow', 443)],
      Associations: [{ SubnetId: 'subnet-half-private-a' }],
      Tags: tags('half-private-a'),
    },
  ],
  SecurityGroups: [
    {
      GroupId: 'sg-alb',
      GroupName: 'bm-alb',
      VpcId: 'vpc-ml',
      IpPermissions: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
      IpPermissionsEgress: [everything],
    },
    {
      GroupId: 'sg-app',
      GroupName: 'bm-app',
      VpcId: 'vpc-ml',
      IpPermissions: [
        { IpProtocol: 'tcp', FromPort: 8080, ToPort: 8080, UserIdGroupPairs: [{ GroupId: 'sg-alb' }] },
      ],
      IpPermissionsEgress: [everything],
    },
  ],
  ManagedPrefixLists: [{ PrefixListId: 'pl-s3', Entries: [{ Cidr: '52.216.0.0/15' }] }],
  VpcEndpoints: [
    {
      VpcEndpointId: 'vpce-s3',
      VpcId: 'vpc-ml',
      VpcEndpointType: 'Gateway',
      ServiceName: 'com.amazonaws.us-east-1.s3',
      State: 'available',
      RouteTableIds: ['rtb-private-a'],
      SubnetIds: [],
      Groups: [],
      Tags: tags('bm-s3'),
    },
    ...['ssm', 'ssmmessages'].map((name) => ({
      VpcEndpointId: `vpce-${name}`,
      VpcId: 'vpc-ml',
      VpcEndpointType: 'Interface',
      ServiceName: `com.amazonaws.us-east-1.${name}`,
      State: 'available',
      RouteTableIds: [],
      SubnetIds: ['subnet-private-a', 'subnet-private-b'],
      Groups: [],
      PrivateDnsEnabled: true,
      Tags: [],
    })),
  ],
});

export const networkReply = (): NetworkReply => ({
  region: 'us-east-1',
  vpcs: [
    { id: 'vpc-ml', name: 'bm-ml', role: 'task' },
    { id: 'vpc-half', name: 'bm-half', role: 'task' },
    { id: 'vpc-bare', name: 'bm-bare', role: 'other' },
    { id: 'vpc-default', name: null, role: 'default' },
  ],
  description: { ...description() },
  unread: [],
});
