// The table of cases of the network model. Each names what it proves and the AWS page that says so; network.test.ts
// runs it. Every case changes the same two-zone network of network-kit.ts.
import type {
  End,
  Outcome,
  Question,
  ReachOptions,
  Via,
  Why,
} from '../../../graders/semantics/network/index.ts';
import {
  address,
  addRoute,
  cidr,
  disassociate,
  dualStack,
  entry,
  groups,
  holders,
  igw,
  INTERNET,
  nat,
  OPEN,
  ownAcl,
  setInbound,
  setRoutes,
  subnet,
  table,
  tcp,
  the,
  to4,
  to6,
  toList,
  VPC,
  type Draft,
} from './network-kit.ts';

export interface Case {
  proves: string;
  page: string;
  change?: (draft: Draft) => void;
  from: End;
  to: End;
  /** Default TCP 443. */
  question?: Question;
  options?: ReachOptions;
  outcome: Outcome;
  /** Of the first hop that stops it. */
  why?: Why;
  /** The resource of that hop. */
  at?: string;
  via?: Via[];
  /** Constructs that the outcome depends on. */
  doubts?: string[];
}

const GUIDE = 'https://docs.aws.amazon.com/vpc/latest/userguide/';
const API = 'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/';
const TABLES = `${GUIDE}subnet-route-tables.html`;
const PRIORITY = `${GUIDE}route-tables-priority.html`;
const IGW = `${GUIDE}VPC_Internet_Gateway.html`;
const NAT = `${GUIDE}vpc-nat-gateway.html`;
const NAT_USE = `${GUIDE}nat-gateway-scenarios.html`;
const NAT_TROUBLE = `${GUIDE}nat-gateway-troubleshooting.html`;
const REGIONAL = `${GUIDE}nat-gateways-regional.html`;
const EIGW = `${GUIDE}egress-only-internet-gateway.html`;
const ACL = `${GUIDE}nacl-rules.html`;
const ACLS = `${GUIDE}vpc-network-acls.html`;
const EPHEMERAL = `${GUIDE}custom-network-acl.html`;
const GROUPS = `${GUIDE}security-group-rules.html`;
const TRACKING =
  'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/security-group-connection-tracking.html';
const SIZING = `${GUIDE}subnet-sizing.html`;
const OPTIONS = `${GUIDE}route-table-options.html`;
const EDGE = `${GUIDE}gateway-route-tables.html`;
const BPA = `${API}API_BlockPublicAccessStates.html`;
const ENDPOINT = 'https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html';

const POSTGRES: Question = { protocol: 'tcp', port: 5432 };
const PING: Question = { protocol: 'icmp' };
const BY_IGW: ReachOptions = { via: ['internet-gateway'] };
const BY_NAT: ReachOptions = { via: ['nat-gateway'] };

const routes: Case[] = [
  {
    proves: 'a public subnet reaches the Internet',
    page: IGW,
    from: subnet('pub-a'),
    to: INTERNET,
    options: BY_IGW,
    outcome: 'reach',
    via: ['internet-gateway'],
  },
  {
    proves: 'the Internet reaches a public subnet',
    page: IGW,
    from: INTERNET,
    to: subnet('pub-b'),
    outcome: 'reach',
    via: ['internet-gateway'],
  },
  {
    proves: 'a private subnet goes out through NAT',
    page: NAT_USE,
    from: subnet('priv-a'),
    to: INTERNET,
    options: BY_NAT,
    outcome: 'reach',
    via: ['nat-gateway'],
  },
  {
    proves: 'nobody comes in through NAT',
    page: NAT,
    from: INTERNET,
    to: subnet('priv-a'),
    outcome: 'no-reach',
    why: 'reply-not-by-igw',
    at: 'rtb-a',
  },
  {
    proves: 'without an association the main table rules',
    page: TABLES,
    change: (d) => disassociate(d, 'rtb-public'),
    from: subnet('pub-b'),
    to: INTERNET,
    outcome: 'no-reach',
    why: 'no-route',
    at: 'rtb-main',
  },
  {
    proves: 'a route of the main table counts for every subnet without an association',
    page: TABLES,
    change: (d) => {
      disassociate(d, 'rtb-public');
      addRoute(d, 'rtb-main', to4('0.0.0.0/0', igw()));
    },
    from: INTERNET,
    to: subnet('pub-b'),
    outcome: 'reach',
  },
  {
    proves: 'an explicit association outranks the main table',
    page: TABLES,
    change: (d) => addRoute(d, 'rtb-main', to4('0.0.0.0/0', igw())),
    from: INTERNET,
    to: subnet('priv-a'),
    outcome: 'no-reach',
    why: 'reply-not-by-igw',
  },
  {
    proves: 'an association that is still associating does not count',
    page: `${API}API_RouteTableAssociationState.html`,
    change: (d) => {
      table(d, 'rtb-public').Associations = [
        { SubnetId: 'pub-a', AssociationState: { State: 'associating' } },
      ];
    },
    from: subnet('pub-a'),
    to: INTERNET,
    outcome: 'no-reach',
    why: 'no-route',
    at: 'rtb-main',
  },
  {
    proves: 'an association without a state counts',
    page: `${API}API_RouteTableAssociation.html`,
    change: (d) => {
      table(d, 'rtb-public').Associations = [{ SubnetId: 'pub-a' }];
    },
    from: subnet('pub-a'),
    to: INTERNET,
    outcome: 'reach',
  },
  {
    proves: 'the main table of another VPC does not rule',
    page: TABLES,
    change: (d) => {
      disassociate(d, 'rtb-public');
      table(d, 'rtb-main').VpcId = 'vpc-2';
    },
    from: subnet('pub-a'),
    to: INTERNET,
    outcome: 'unknown',
    doubts: ['route-table'],
  },
  {
    proves: 'the longest prefix wins over the default route',
    page: PRIORITY,
    change: (d) => addRoute(d, 'rtb-a', to4('18.0.0.0/8', igw())),
    from: subnet('priv-a'),
    to: INTERNET,
    options: BY_NAT,
    outcome: 'mixed',
    why: 'wrong-gateway',
    at: 'igw-1',
  },
  {
    proves: 'a more specific blackhole drops what the default route would carry',
    page: `${API}API_Route.html`,
    change: (d) => addRoute(d, 'rtb-public', { ...to4('203.0.113.0/24', nat('nat-x')), State: 'blackhole' }),
    from: subnet('pub-a'),
    to: INTERNET,
    outcome: 'mixed',
    why: 'blackhole',
    at: 'nat-x',
  },
  {
    proves: 'a dead target with the longest prefix drops too, though the emulator calls it active',
    page: PRIORITY,
    change: (d) =>
      addRoute(d, 'rtb-public', to4('0.0.0.0/1', nat('nat-x')), to4('128.0.0.0/1', nat('nat-x'))),
    from: subnet('pub-a'),
    to: INTERNET,
    outcome: 'no-reach',
    why: 'nat-gone',
    at: 'nat-x',
  },
  {
    proves: 'two halves of the Internet are as good as a default route',
    page: PRIORITY,
    change: (d) => setRoutes(d, 'rtb-public', to4('0.0.0.0/1', igw()), to4('128.0.0.0/1', igw())),
    from: subnet('pub-a'),
    to: INTERNET,
    options: BY_IGW,
    outcome: 'reach',
  },
  {
    proves: 'a route to half of the Internet is not a way to it',
    page: PRIORITY,
    change: (d) => setRoutes(d, 'rtb-public', to4('0.0.0.0/1', igw())),
    from: subnet('pub-a'),
    to: INTERNET,
    outcome: 'mixed',
    why: 'no-route',
  },
  {
    proves: 'a static route outranks a propagated one to the same destination',
    page: PRIORITY,
    change: (d) =>
      addRoute(d, 'rtb-public', {
        ...to4('0.0.0.0/0', { GatewayId: 'vgw-1' }),
        Origin: 'EnableVgwRoutePropagation',
      }),
    from: subnet('pub-a'),
    to: INTERNET,
    outcome: 'reach',
  },
  {
    proves: 'a prefix list route outranks a propagated one',
    page: PRIORITY,
    change: (d) => {
      d.ManagedPrefixLists = [{ PrefixListId: 'pl-all', Entries: [{ Cidr: '0.0.0.0/0' }] }];
      setRoutes(d, 'rtb-public', toList('pl-all', igw()), {
        ...to4('0.0.0.0/0', { GatewayId: 'vgw-1' }),
        Origin: 'EnableVgwRoutePropagation',
      });
    },
    from: subnet('pub-a'),
    to: INTERNET,
    outcome: 'reach',
  },
  {
    proves: 'a static route outranks a prefix list with the same entry',
    page: PRIORITY,
    change: (d) => {
      d.ManagedPrefixLists = [{ PrefixListId: 'pl-all', Entries: [{ Cidr: '0.0.0.0/0' }] }];
      addRoute(d, 'rtb-public', toList('pl-all', { TransitGatewayId: 'tgw-1' }));
    },
    from: subnet('pub-a'),
    to: INTERNET,
    outcome: 'reach',
  },
  {
    proves: 'a prefix list route is as long as its entries',
    page: PRIORITY,
    change: (d) => {
      d.ManagedPrefixLists = [
        { PrefixListId: 'pl-x', Entries: [{ Cidr: '18.0.0.0/24' }, { Cidr: '203.0.113.0/24' }] },
      ];
      setRoutes(d, 'rtb-public', toList('pl-x', igw()));
    },
    from: subnet('pub-a'),
    to: INTERNET,
    outcome: 'reach',
  },
  {
    proves: 'between two prefix lists with the same entry AWS chooses at random',
    page: PRIORITY,
    change: (d) => {
      d.ManagedPrefixLists = ['pl-1', 'pl-2'].map((PrefixListId) => ({
        PrefixListId,
        Entries: [{ Cidr: '0.0.0.0/0' }],
      }));
      setRoutes(d, 'rtb-public', toList('pl-1', igw()), toList('pl-2', nat('nat-a')));
    },
    from: subnet('pub-a'),
    to: INTERNET,
    outcome: 'unknown',
    doubts: ['ambiguous-route'],
  },
  {
    proves: 'two prefix lists to the same target are no choice',
    page: PRIORITY,
    change: (d) => {
      d.ManagedPrefixLists = ['pl-1', 'pl-2'].map((PrefixListId) => ({
        PrefixListId,
        Entries: [{ Cidr: '0.0.0.0/0' }],
      }));
      setRoutes(d, 'rtb-public', toList('pl-1', igw()), toList('pl-2', igw()));
    },
    from: subnet('pub-a'),
    to: INTERNET,
    outcome: 'reach',
  },
  {
    proves: 'subnets of one VPC reach each other by the local route',
    page: TABLES,
    from: subnet('priv-a'),
    to: subnet('priv-b'),
    question: POSTGRES,
    outcome: 'reach',
    via: ['local'],
  },
  {
    proves: 'the local route is there although the table does not list it',
    page: TABLES,
    change: (d) => {
      for (const one of d.RouteTables)
        one.Routes = (one.Routes ?? []).filter(({ GatewayId }) => GatewayId !== 'local');
    },
    from: subnet('priv-a'),
    to: subnet('pub-b'),
    outcome: 'reach',
    via: ['local'],
  },
  {
    proves: 'a secondary block is local as well',
    page: `${GUIDE}vpc-cidr-blocks.html`,
    change: (d) => {
      the(d.Vpcs, VPC).CidrBlockAssociationSet = [
        { CidrBlock: '10.20.0.0/16', CidrBlockState: { State: 'associated' } },
        { CidrBlock: '10.21.0.0/16', CidrBlockState: { State: 'associated' } },
      ];
      the(d.Subnets, 'priv-b').CidrBlock = '10.21.0.0/24';
    },
    from: subnet('priv-a'),
    to: subnet('priv-b'),
    outcome: 'reach',
    via: ['local'],
  },
  {
    proves: 'a block that is no longer associated is not local',
    page: `${API}API_VpcCidrBlockState.html`,
    change: (d) => {
      the(d.Vpcs, VPC).CidrBlockAssociationSet = [
        { CidrBlock: '10.21.0.0/16', CidrBlockState: { State: 'disassociated' } },
      ];
      the(d.Subnets, 'pub-b').CidrBlock = '10.21.0.0/24';
    },
    from: subnet('pub-a'),
    to: subnet('pub-b'),
    outcome: 'no-reach',
    why: 'no-route',
  },
  {
    proves: 'a route inside the VPC through an appliance is not evaluated',
    page: OPTIONS,
    change: (d) => addRoute(d, 'rtb-a', to4('10.20.20.0/22', { NetworkInterfaceId: 'eni-1' })),
    from: subnet('priv-a'),
    to: subnet('priv-b'),
    outcome: 'unknown',
    doubts: ['network-interface'],
  },
  {
    proves: 'nor one through a NAT gateway inside the VPC',
    page: `${GUIDE}route-tables-priority.html`,
    change: (d) => addRoute(d, 'rtb-a', to4('10.20.20.0/22', nat('nat-a'))),
    from: subnet('priv-a'),
    to: subnet('priv-b'),
    outcome: 'unknown',
    doubts: ['middlebox-route'],
  },
  {
    proves: 'the reply inside the VPC needs its local route too',
    page: OPTIONS,
    change: (d) =>
      addRoute(d, 'rtb-b', { ...to4('10.20.16.0/22', { NetworkInterfaceId: 'eni-1' }), State: 'blackhole' }),
    from: subnet('priv-a'),
    to: subnet('priv-b'),
    outcome: 'no-reach',
    why: 'blackhole',
    at: 'rtb-b',
  },
];

const gateways: Case[] = [
  {
    proves: 'an internet gateway that is attached to nothing carries nothing',
    page: IGW,
    change: (d) => {
      the(d.InternetGateways, 'igw-1').Attachments = [];
    },
    from: subnet('pub-a'),
    to: INTERNET,
    outcome: 'no-reach',
    why: 'igw-detached',
    at: 'igw-1',
  },
  {
    proves: 'an internet gateway of another VPC carries nothing',
    page: IGW,
    change: (d) => {
      the(d.InternetGateways, 'igw-1').Attachments = [{ VpcId: 'vpc-2', State: 'available' }];
    },
    from: subnet('pub-a'),
    to: INTERNET,
    outcome: 'no-reach',
    why: 'igw-detached',
  },
  {
    proves: 'an internet gateway that is detaching carries nothing',
    page: `${API}API_InternetGatewayAttachment.html`,
    change: (d) => {
      the(d.InternetGateways, 'igw-1').Attachments = [{ VpcId: VPC, State: 'detaching' }];
    },
    from: subnet('pub-a'),
    to: INTERNET,
    outcome: 'no-reach',
    why: 'igw-detached',
  },
  {
    proves: 'the Internet comes in through an attached gateway only',
    page: IGW,
    change: (d) => {
      the(d.InternetGateways, 'igw-1').Attachments = [];
    },
    from: INTERNET,
    to: subnet('pub-a'),
    outcome: 'no-reach',
    why: 'no-internet-gateway',
    at: VPC,
  },
  {
    proves: 'an attached gateway without a route lets nobody in',
    page: IGW,
    change: (d) => setRoutes(d, 'rtb-public'),
    from: INTERNET,
    to: subnet('pub-a'),
    outcome: 'no-reach',
    why: 'no-route',
    at: 'rtb-public',
  },
  {
    proves: 'a gateway that is not in the list is gone',
    page: IGW,
    change: (d) => setRoutes(d, 'rtb-public', to4('0.0.0.0/0', igw('igw-gone'))),
    from: subnet('pub-a'),
    to: INTERNET,
    outcome: 'no-reach',
    why: 'igw-detached',
    at: 'igw-gone',
  },
  {
    proves: 'private-egress: a public subnet does not go through NAT',
    page: NAT_USE,
    from: subnet('pub-a'),
    to: INTERNET,
    options: BY_NAT,
    outcome: 'no-reach',
    why: 'wrong-gateway',
    at: 'igw-1',
  },
  {
    proves: 'public-path: a private subnet does not go through the internet gateway',
    page: NAT_USE,
    from: subnet('priv-a'),
    to: INTERNET,
    options: BY_IGW,
    outcome: 'no-reach',
    why: 'wrong-gateway',
    at: 'nat-a',
  },
  {
    proves: 'a deleted NAT gateway carries nothing',
    page: NAT_TROUBLE,
    change: (d) => {
      the(d.NatGateways, 'nat-a').State = 'deleted';
    },
    from: subnet('priv-a'),
    to: INTERNET,
    outcome: 'no-reach',
    why: 'nat-not-available',
    at: 'nat-a',
  },
  {
    proves: 'a pending NAT gateway carries nothing yet',
    page: NAT_TROUBLE,
    change: (d) => {
      the(d.NatGateways, 'nat-a').State = 'pending';
    },
    from: subnet('priv-a'),
    to: INTERNET,
    outcome: 'no-reach',
    why: 'nat-not-available',
  },
  {
    proves: 'a NAT gateway in a private subnet has no way out',
    page: NAT_TROUBLE,
    change: (d) => {
      the(d.NatGateways, 'nat-a').SubnetId = 'priv-b';
    },
    from: subnet('priv-a'),
    to: INTERNET,
    outcome: 'no-reach',
    why: 'nat-subnet-not-public',
    at: 'rtb-b',
  },
  {
    proves: 'a NAT gateway in its own clients’ subnet has no way out',
    page: NAT_TROUBLE,
    change: (d) => {
      the(d.NatGateways, 'nat-a').SubnetId = 'priv-a';
    },
    from: subnet('priv-a'),
    to: INTERNET,
    outcome: 'no-reach',
    why: 'nat-subnet-not-public',
    at: 'rtb-a',
  },
  {
    proves: 'a NAT gateway in a subnet without a route has no way out',
    page: NAT_TROUBLE,
    change: (d) => setRoutes(d, 'rtb-public'),
    from: subnet('priv-a'),
    to: INTERNET,
    outcome: 'no-reach',
    why: 'no-route',
    at: 'rtb-public',
  },
  {
    proves: 'a NAT gateway behind a detached internet gateway has no way out',
    page: NAT_TROUBLE,
    change: (d) => {
      the(d.InternetGateways, 'igw-1').Attachments = [];
    },
    from: subnet('priv-a'),
    to: INTERNET,
    outcome: 'no-reach',
    why: 'igw-detached',
    at: 'rtb-public',
  },
  {
    proves: 'a private NAT gateway has no way to the Internet',
    page: NAT,
    change: (d) => {
      the(d.NatGateways, 'nat-a').ConnectivityType = 'private';
    },
    from: subnet('priv-a'),
    to: INTERNET,
    outcome: 'no-reach',
    why: 'nat-private',
    at: 'nat-a',
  },
  {
    proves: 'a NAT gateway that says public is the same as one that says nothing',
    page: NAT,
    change: (d) => {
      the(d.NatGateways, 'nat-a').ConnectivityType = 'public';
    },
    from: subnet('priv-a'),
    to: INTERNET,
    outcome: 'reach',
  },
  {
    proves: 'a NAT gateway without an Elastic IP address translates nothing',
    page: NAT,
    change: (d) => {
      the(d.NatGateways, 'nat-a').NatGatewayAddresses = [{ PrivateIp: '10.20.0.9' }];
    },
    from: subnet('priv-a'),
    to: INTERNET,
    outcome: 'no-reach',
    why: 'nat-no-address',
    at: 'nat-a',
  },
  {
    proves: 'an address that could not be associated is none',
    page: `${API}API_NatGatewayAddress.html`,
    change: (d) => {
      the(d.NatGateways, 'nat-a').NatGatewayAddresses = [{ PublicIp: '198.51.100.7', Status: 'failed' }];
    },
    from: subnet('priv-a'),
    to: INTERNET,
    outcome: 'no-reach',
    why: 'nat-no-address',
  },
  {
    proves: 'one good address of several is enough',
    page: `${API}API_NatGatewayAddress.html`,
    change: (d) => {
      the(d.NatGateways, 'nat-a').NatGatewayAddresses = [
        { Status: 'failed' },
        { PublicIp: '198.51.100.7', Status: 'succeeded' },
      ];
    },
    from: subnet('priv-a'),
    to: INTERNET,
    outcome: 'reach',
  },
  {
    proves: 'a NAT gateway of another VPC carries nothing',
    page: NAT,
    change: (d) => {
      the(d.NatGateways, 'nat-a').VpcId = 'vpc-2';
    },
    from: subnet('priv-a'),
    to: INTERNET,
    outcome: 'no-reach',
    why: 'nat-elsewhere',
  },
  {
    proves: 'a regional NAT gateway needs no public subnet',
    page: REGIONAL,
    change: (d) => {
      d.NatGateways = [
        {
          NatGatewayId: 'nat-r',
          VpcId: VPC,
          State: 'available',
          AvailabilityMode: 'regional',
          NatGatewayAddresses: [],
        },
      ];
      setRoutes(d, 'rtb-a', to4('0.0.0.0/0', nat('nat-r')));
      setRoutes(d, 'rtb-public');
    },
    from: subnet('priv-a'),
    to: INTERNET,
    options: BY_NAT,
    outcome: 'reach',
    via: ['nat-gateway'],
  },
  {
    proves: 'a regional NAT gateway needs an attached internet gateway',
    page: REGIONAL,
    change: (d) => {
      d.NatGateways = [
        { NatGatewayId: 'nat-r', VpcId: VPC, State: 'available', AvailabilityMode: 'regional' },
      ];
      setRoutes(d, 'rtb-a', to4('0.0.0.0/0', nat('nat-r')));
      d.InternetGateways = [];
    },
    from: subnet('priv-a'),
    to: INTERNET,
    outcome: 'no-reach',
    why: 'no-internet-gateway',
  },
  {
    proves: 'a gateway endpoint is a route of its own prefixes and no way to the Internet',
    page: ENDPOINT,
    change: (d) => setRoutes(d, 'rtb-a', toList('pl-s3', { GatewayId: 'vpce-s3' })),
    from: subnet('priv-a'),
    to: INTERNET,
    outcome: 'no-reach',
    why: 'no-route',
    at: 'rtb-a',
  },
  {
    proves: 'an address of the service goes through the gateway endpoint',
    page: ENDPOINT,
    change: (d) => {
      d.ManagedPrefixLists = [{ PrefixListId: 'pl-s3', Entries: [{ Cidr: '52.216.0.0/15' }] }];
    },
    from: subnet('priv-a'),
    to: address('52.216.1.1'),
    outcome: 'reach',
    via: ['gateway-endpoint'],
  },
  {
    proves: 'a gateway endpoint that is not available carries nothing',
    page: ENDPOINT,
    change: (d) => {
      d.ManagedPrefixLists = [{ PrefixListId: 'pl-s3', Entries: [{ Cidr: '52.216.0.0/15' }] }];
      the(d.VpcEndpoints, 'vpce-s3').State = 'deleted';
    },
    from: subnet('priv-a'),
    to: address('52.216.1.1'),
    outcome: 'no-reach',
    why: 'endpoint-gone',
    at: 'vpce-s3',
  },
  {
    proves: 'without the entries it is not known which addresses are the service’s',
    page: ENDPOINT,
    from: subnet('priv-a'),
    to: address('52.216.1.1'),
    outcome: 'unknown',
    doubts: ['prefix-list-entries'],
  },
  {
    proves: 'public access blocked both ways stops an internet gateway',
    page: BPA,
    change: (d) => {
      the(d.Vpcs, VPC).BlockPublicAccessStates = { InternetGatewayBlockMode: 'block-bidirectional' };
    },
    from: subnet('pub-a'),
    to: INTERNET,
    outcome: 'no-reach',
    why: 'public-access-blocked',
  },
  {
    proves: 'public access blocked both ways stops NAT too',
    page: BPA,
    change: (d) => {
      the(d.Vpcs, VPC).BlockPublicAccessStates = { InternetGatewayBlockMode: 'block-bidirectional' };
    },
    from: subnet('priv-a'),
    to: INTERNET,
    outcome: 'no-reach',
    why: 'public-access-blocked',
  },
  {
    proves: 'public access blocked inward leaves NAT alone',
    page: BPA,
    change: (d) => {
      the(d.Vpcs, VPC).BlockPublicAccessStates = { InternetGatewayBlockMode: 'block-ingress' };
    },
    from: subnet('priv-a'),
    to: INTERNET,
    outcome: 'reach',
  },
  {
    proves: 'public access blocked inward lets nobody in',
    page: BPA,
    change: (d) => {
      the(d.Vpcs, VPC).BlockPublicAccessStates = { InternetGatewayBlockMode: 'block-ingress' };
    },
    from: INTERNET,
    to: subnet('pub-a'),
    outcome: 'no-reach',
    why: 'public-access-blocked',
  },
  {
    proves: 'an excluded subnet says off and is open',
    page: BPA,
    change: (d) => {
      the(d.Vpcs, VPC).BlockPublicAccessStates = { InternetGatewayBlockMode: 'block-bidirectional' };
      the(d.Subnets, 'pub-a').BlockPublicAccessStates = { InternetGatewayBlockMode: 'off' };
    },
    from: INTERNET,
    to: subnet('pub-a'),
    outcome: 'reach',
  },
  {
    proves: 'a mode of public access that is not known decides nothing',
    page: BPA,
    change: (d) => {
      the(d.Subnets, 'pub-a').BlockPublicAccessStates = { InternetGatewayBlockMode: 'block-sideways' };
    },
    from: INTERNET,
    to: subnet('pub-a'),
    outcome: 'unknown',
    doubts: ['block-public-access'],
  },
  {
    proves: 'a table on the internet gateway may send what enters through an appliance',
    page: EDGE,
    change: (d) => {
      d.RouteTables.push({
        RouteTableId: 'rtb-edge',
        VpcId: VPC,
        Associations: [{ GatewayId: 'igw-1', AssociationState: { State: 'associated' } }],
        Routes: [to4('10.20.0.0/24', { NetworkInterfaceId: 'eni-1' })],
      });
    },
    from: INTERNET,
    to: subnet('pub-a'),
    outcome: 'unknown',
    doubts: ['edge-route-table'],
  },
  {
    proves: 'such a table leaves the other subnets alone',
    page: EDGE,
    change: (d) => {
      d.RouteTables.push({
        RouteTableId: 'rtb-edge',
        VpcId: VPC,
        Associations: [{ GatewayId: 'igw-1', AssociationState: { State: 'associated' } }],
        Routes: [to4('10.20.0.0/24', { NetworkInterfaceId: 'eni-1' })],
      });
    },
    from: INTERNET,
    to: subnet('pub-b'),
    outcome: 'reach',
  },
  {
    proves: 'and a blackhole in it drops what enters',
    page: EDGE,
    change: (d) => {
      d.RouteTables.push({
        RouteTableId: 'rtb-edge',
        VpcId: VPC,
        Associations: [{ GatewayId: 'igw-1', AssociationState: { State: 'associated' } }],
        Routes: [{ ...to4('10.20.0.0/24', { NetworkInterfaceId: 'eni-1' }), State: 'blackhole' }],
      });
    },
    from: subnet('pub-a'),
    to: INTERNET,
    outcome: 'no-reach',
    why: 'blackhole',
    at: 'rtb-edge',
  },
];

const natReply: Case[] = [
  {
    proves: 'the reply through NAT needs the local route of the gateway’s subnet',
    page: OPTIONS,
    change: (d) =>
      addRoute(d, 'rtb-public', {
        ...to4('10.20.16.0/22', { NetworkInterfaceId: 'eni-1' }),
        State: 'blackhole',
      }),
    from: subnet('priv-a'),
    to: INTERNET,
    outcome: 'no-reach',
    why: 'blackhole',
    at: 'rtb-public',
  },
];

const eigw = (d: Draft): void => {
  dualStack(d);
  d.EgressOnlyInternetGateways = [
    { EgressOnlyInternetGatewayId: 'eigw-1', Attachments: [{ VpcId: VPC, State: 'attached' }] },
  ];
  addRoute(d, 'rtb-a', to6('::/0', { EgressOnlyInternetGatewayId: 'eigw-1' }));
};
const mode = (d: Draft, InternetGatewayBlockMode: string): void => {
  the(d.Vpcs, VPC).BlockPublicAccessStates = { InternetGatewayBlockMode };
};
const pingRule = (d: Draft, id: string, inbound: number, outbound: number, CidrBlock = '::/0'): void =>
  ownAcl(
    d,
    id,
    ['pub-a'],
    { ...entry(100, 'allow', 'in', CidrBlock, undefined, '58'), IcmpTypeCode: { Type: inbound, Code: 0 } },
    { ...entry(100, 'allow', 'out', CidrBlock, undefined, '58'), IcmpTypeCode: { Type: outbound, Code: 0 } },
  );
const icmp = (FromPort: number, ToPort: number) => (d: Draft) =>
  setInbound(d, 'sg-other', { IpProtocol: 'icmp', FromPort, ToPort, ...cidr('0.0.0.0/0') });
const secondVpc = (d: Draft): void => {
  dualStack(d);
  d.Vpcs.push({ VpcId: 'vpc-2', CidrBlock: '10.99.0.0/16' });
  d.Subnets.push({
    SubnetId: 'far',
    VpcId: 'vpc-2',
    Ipv6CidrBlockAssociationSet: [{ Ipv6CidrBlock: '2001:db8:9900::/64' }],
  });
  d.RouteTables.push({ RouteTableId: 'rtb-2', VpcId: 'vpc-2', Associations: [{ Main: true }], Routes: [] });
};

const corners: Case[] = [
  {
    proves: 'public access blocked both ways stops an egress-only gateway',
    page: BPA,
    change: (d) => {
      eigw(d);
      mode(d, 'block-bidirectional');
    },
    from: subnet('priv-a'),
    to: INTERNET,
    options: { family: 6 },
    outcome: 'no-reach',
    why: 'public-access-blocked',
  },
  {
    proves: 'public access blocked inward leaves an egress-only gateway alone',
    page: BPA,
    change: (d) => {
      eigw(d);
      mode(d, 'block-ingress');
    },
    from: subnet('priv-a'),
    to: INTERNET,
    options: { family: 6 },
    outcome: 'reach',
  },
  {
    proves: 'public access blocked inward stops what leaves by the internet gateway itself',
    page: BPA,
    change: (d) => mode(d, 'block-ingress'),
    from: subnet('pub-a'),
    to: INTERNET,
    outcome: 'no-reach',
    why: 'public-access-blocked',
    at: 'pub-a',
  },
  {
    proves: 'public access blocked both ways stops a regional NAT gateway',
    page: BPA,
    change: (d) => {
      mode(d, 'block-bidirectional');
      d.NatGateways = [
        { NatGatewayId: 'nat-r', VpcId: VPC, State: 'available', AvailabilityMode: 'regional' },
      ];
      setRoutes(d, 'rtb-a', to4('0.0.0.0/0', nat('nat-r')));
    },
    from: subnet('priv-a'),
    to: INTERNET,
    outcome: 'no-reach',
    why: 'public-access-blocked',
    at: VPC,
  },
  {
    proves: 'an ACL is not what stops clients in the NAT gateway’s own subnet',
    page: ACLS,
    change: (d) => {
      the(d.NatGateways, 'nat-a').SubnetId = 'priv-a';
      ownAcl(d, 'acl-x', ['priv-a'], entry(90, 'deny', 'in', '10.20.16.0/22'), ...OPEN);
    },
    from: subnet('priv-a'),
    to: INTERNET,
    outcome: 'no-reach',
    why: 'nat-subnet-not-public',
  },
  {
    proves: 'a NAT gateway may be named where gateways are',
    page: `${API}API_Route.html`,
    change: (d) => setRoutes(d, 'rtb-a', to4('0.0.0.0/0', { GatewayId: 'nat-a' })),
    from: subnet('priv-a'),
    to: INTERNET,
    options: BY_NAT,
    outcome: 'reach',
  },
  {
    proves: 'so may an egress-only gateway',
    page: `${API}API_Route.html`,
    change: (d) => {
      eigw(d);
      setRoutes(d, 'rtb-a', to6('::/0', { GatewayId: 'eigw-1' }));
    },
    from: subnet('priv-a'),
    to: INTERNET,
    options: { family: 6 },
    outcome: 'reach',
    via: ['egress-only-internet-gateway'],
  },
  {
    proves: 'a local route whose target was replaced is not evaluated',
    page: OPTIONS,
    change: (d) => {
      table(d, 'rtb-a').Routes = [to4('10.20.0.0/16', { NetworkInterfaceId: 'eni-1' })];
    },
    from: subnet('priv-a'),
    to: subnet('priv-b'),
    outcome: 'unknown',
    doubts: ['network-interface'],
  },
  {
    proves: 'two lists with the same entry to two NAT gateways are a choice',
    page: PRIORITY,
    change: (d) => {
      d.ManagedPrefixLists = ['pl-1', 'pl-2'].map((PrefixListId) => ({
        PrefixListId,
        Entries: [{ Cidr: '0.0.0.0/0' }],
      }));
      setRoutes(d, 'rtb-a', toList('pl-1', nat('nat-a')), toList('pl-2', nat('nat-b')));
    },
    from: subnet('priv-a'),
    to: INTERNET,
    outcome: 'unknown',
    doubts: ['ambiguous-route'],
  },
  {
    proves: 'a gateway table that is no longer associated routes nothing',
    page: EDGE,
    change: (d) => {
      d.RouteTables.push({
        RouteTableId: 'rtb-edge',
        VpcId: VPC,
        Associations: [{ GatewayId: 'igw-1', AssociationState: { State: 'disassociated' } }],
        Routes: [to4('10.20.0.0/24', { NetworkInterfaceId: 'eni-1' })],
      });
    },
    from: INTERNET,
    to: subnet('pub-a'),
    outcome: 'reach',
  },
  {
    proves: 'a gateway table with local routes only changes nothing',
    page: EDGE,
    change: (d) => {
      d.RouteTables.push({
        RouteTableId: 'rtb-edge',
        VpcId: VPC,
        Associations: [{ GatewayId: 'igw-1', AssociationState: { State: 'associated' } }],
        Routes: [],
      });
    },
    from: INTERNET,
    to: subnet('pub-a'),
    outcome: 'reach',
  },
  {
    proves: 'a gateway table matters for the reply through NAT too',
    page: EDGE,
    change: (d) => {
      d.RouteTables.push({
        RouteTableId: 'rtb-edge',
        VpcId: VPC,
        Associations: [{ GatewayId: 'igw-1' }],
        Routes: [to4('10.20.0.0/24', { NetworkInterfaceId: 'eni-1' })],
      });
    },
    from: subnet('priv-a'),
    to: INTERNET,
    outcome: 'unknown',
    doubts: ['edge-route-table'],
  },
  {
    proves: 'a ping over IPv6 is type 128, its answer 129',
    page: `${API}API_NetworkAclEntry.html`,
    change: (d) => {
      dualStack(d);
      pingRule(d, 'acl-x', 128, 129);
    },
    from: INTERNET,
    to: subnet('pub-a'),
    question: PING,
    options: { family: 6 },
    outcome: 'reach',
  },
  {
    proves: 'other types of ICMPv6 are not a ping',
    page: `${API}API_NetworkAclEntry.html`,
    change: (d) => {
      dualStack(d);
      pingRule(d, 'acl-x', 129, 128);
    },
    from: INTERNET,
    to: subnet('pub-a'),
    question: PING,
    options: { family: 6 },
    outcome: 'no-reach',
    why: 'acl-denies',
  },
  {
    proves: 'an IPv4 rule for ICMPv6 takes every type and stops no IPv4',
    page: `${API}API_CreateNetworkAclEntry.html`,
    change: (d) =>
      ownAcl(d, 'acl-x', ['pub-a'], entry(90, 'deny', 'in', '0.0.0.0/0', undefined, '58'), ...OPEN),
    from: INTERNET,
    to: subnet('pub-a'),
    question: PING,
    outcome: 'reach',
  },
  {
    proves: 'an IPv6 rule for ICMPv6 without types is one that AWS refuses',
    page: `${API}API_CreateNetworkAclEntry.html`,
    change: (d) => {
      dualStack(d);
      ownAcl(d, 'acl-x', ['pub-a'], entry(90, 'deny', 'in', '::/0', undefined, '58'), ...OPEN);
    },
    from: INTERNET,
    to: subnet('pub-a'),
    question: PING,
    options: { family: 6 },
    outcome: 'unknown',
    doubts: ['malformed-acl-entry'],
  },
  {
    proves: 'an ICMP rule for type 8 and code 0 admits a ping',
    page: `${API}API_IpPermission.html`,
    change: icmp(8, 0),
    from: INTERNET,
    to: subnet('pub-a', 'sg-other'),
    question: PING,
    outcome: 'reach',
  },
  {
    proves: 'an ICMP rule for type 8 and another code does not',
    page: `${API}API_IpPermission.html`,
    change: icmp(8, 3),
    from: INTERNET,
    to: subnet('pub-a', 'sg-other'),
    question: PING,
    outcome: 'no-reach',
    why: 'group-blocks',
  },
  {
    proves: 'an ICMP rule says nothing about TCP',
    page: `${API}API_IpPermission.html`,
    change: icmp(-1, -1),
    from: INTERNET,
    to: subnet('pub-a', 'sg-other'),
    outcome: 'no-reach',
    why: 'group-blocks',
  },
  {
    proves: 'ICMPv6 by number with every type admits a ping over IPv6',
    page: `${API}API_IpPermission.html`,
    change: (d) => {
      dualStack(d);
      setInbound(d, 'sg-other', { IpProtocol: '58', FromPort: -1, ToPort: -1, ...cidr('::/0') });
    },
    from: INTERNET,
    to: subnet('pub-a', 'sg-other'),
    question: PING,
    options: { family: 6 },
    outcome: 'reach',
  },
  {
    proves: 'ICMPv6 for another type does not',
    page: `${API}API_IpPermission.html`,
    change: (d) => {
      dualStack(d);
      setInbound(d, 'sg-other', { IpProtocol: 'icmpv6', FromPort: 135, ToPort: -1, ...cidr('::/0') });
    },
    from: INTERNET,
    to: subnet('pub-a', 'sg-other'),
    question: PING,
    options: { family: 6 },
    outcome: 'no-reach',
    why: 'group-blocks',
  },
  {
    proves: 'a protocol may be a number, and its name in capitals',
    page: `${API}API_IpPermission.html`,
    change: (d) => {
      setInbound(d, 'sg-other', { IpProtocol: 'TCP', FromPort: 443, ToPort: 443, ...cidr('0.0.0.0/0') });
      ownAcl(
        d,
        'acl-x',
        ['pub-a'],
        { ...entry(10, 'allow', 'in', '0.0.0.0/0', [443, 443]), Protocol: 6, RuleAction: 'ALLOW' },
        entry(10, 'allow', 'out'),
      );
    },
    from: INTERNET,
    to: subnet('pub-a', 'sg-other'),
    outcome: 'reach',
  },
  {
    proves: 'a rule for UDP admits UDP',
    page: GROUPS,
    change: (d) =>
      setInbound(d, 'sg-other', { IpProtocol: '17', FromPort: 53, ToPort: 53, ...cidr('0.0.0.0/0') }),
    from: INTERNET,
    to: subnet('pub-a', 'sg-other'),
    question: { protocol: 'udp', port: 53 },
    outcome: 'reach',
  },
  {
    proves: 'a rule for the last protocol there is stops no other',
    page: `${API}API_NetworkAclEntry.html`,
    change: (d) =>
      ownAcl(d, 'acl-x', ['pub-a'], entry(90, 'deny', 'in', '0.0.0.0/0', undefined, '255'), ...OPEN),
    from: INTERNET,
    to: subnet('pub-a'),
    outcome: 'reach',
  },
  {
    proves: 'a rule for a protocol beyond the last may mean anything',
    page: `${API}API_NetworkAclEntry.html`,
    change: (d) =>
      ownAcl(d, 'acl-x', ['pub-a'], entry(90, 'deny', 'in', '0.0.0.0/0', undefined, '256'), ...OPEN),
    from: INTERNET,
    to: subnet('pub-a'),
    outcome: 'unknown',
    doubts: ['malformed-acl-entry'],
  },
  {
    proves: 'a rule for a protocol below -1 may mean anything',
    page: `${API}API_NetworkAclEntry.html`,
    change: (d) =>
      ownAcl(d, 'acl-x', ['pub-a'], entry(90, 'deny', 'in', '0.0.0.0/0', undefined, '-2'), ...OPEN),
    from: INTERNET,
    to: subnet('pub-a'),
    outcome: 'unknown',
    doubts: ['malformed-acl-entry'],
  },
  {
    proves: 'an ICMP rule without a code may mean any',
    page: `${API}API_NetworkAclEntry.html`,
    change: (d) =>
      ownAcl(
        d,
        'acl-x',
        ['pub-a'],
        { ...entry(90, 'deny', 'in', '0.0.0.0/0', undefined, '1'), IcmpTypeCode: { Type: 3 } },
        ...OPEN,
      ),
    from: INTERNET,
    to: subnet('pub-a'),
    question: PING,
    outcome: 'unknown',
    doubts: ['malformed-acl-entry'],
  },
  {
    proves: 'a TCP rule with half a range is one that AWS refuses',
    page: `${API}API_IpPermission.html`,
    change: (d) => setInbound(d, 'sg-other', { IpProtocol: 'tcp', FromPort: 443, ...cidr('0.0.0.0/0') }),
    from: INTERNET,
    to: subnet('pub-a', 'sg-other'),
    outcome: 'unknown',
    doubts: ['malformed-permission'],
  },
  {
    proves: 'two VPCs over the Internet are not evaluated',
    page: IGW,
    change: secondVpc,
    from: subnet('pub-a'),
    to: subnet('far'),
    outcome: 'unknown',
    doubts: ['vpc-to-vpc-over-internet'],
  },
  {
    proves: 'two VPCs without a route are apart over IPv6 as well',
    page: IGW,
    change: secondVpc,
    from: subnet('priv-a'),
    to: subnet('far'),
    outcome: 'no-reach',
    why: 'no-route',
  },
  {
    proves: 'traffic inside a VPC does not go by NAT',
    page: TABLES,
    from: subnet('priv-a'),
    to: subnet('priv-b'),
    options: BY_NAT,
    outcome: 'no-reach',
    why: 'wrong-gateway',
    at: 'priv-a',
  },
  {
    proves: 'traffic from the Internet comes by the internet gateway',
    page: IGW,
    from: INTERNET,
    to: subnet('pub-a'),
    options: BY_NAT,
    outcome: 'no-reach',
    why: 'wrong-gateway',
    at: 'igw-1',
  },
  {
    proves: 'two probes of one address may differ',
    page: ACL,
    change: (d) => ownAcl(d, 'acl-x', ['pub-a'], entry(90, 'deny', 'out', '18.0.0.0/8'), ...OPEN),
    from: address('10.20.0.9'),
    to: INTERNET,
    outcome: 'mixed',
    why: 'acl-denies',
  },
  {
    proves: 'a name of a zone is enough where its id is not known',
    page: `${API}API_Subnet.html`,
    change: (d) => {
      for (const one of d.Subnets) delete one.AvailabilityZoneId;
    },
    from: subnet('priv-a'),
    to: INTERNET,
    options: { down: 'us-east-1b' },
    outcome: 'reach',
  },
  {
    proves: 'a group named by id is not looked up by name',
    page: `${API}API_UserIdGroupPair.html`,
    change: (d) =>
      setInbound(
        d,
        'sg-app',
        tcp(8000, 8000, { UserIdGroupPairs: [{ GroupId: 'sg-far', GroupName: 'bm-alb' }] }),
      ),
    from: subnet('pub-a', 'sg-alb'),
    to: subnet('priv-a', 'sg-app'),
    question: { protocol: 'tcp', port: 8000 },
    outcome: 'no-reach',
    why: 'group-blocks',
  },
  {
    proves: 'a name means a group of the same VPC only',
    page: `${API}API_UserIdGroupPair.html`,
    change: (d) => {
      the(d.SecurityGroups, 'sg-alb').VpcId = 'vpc-2';
      setInbound(d, 'sg-app', tcp(8000, 8000, { UserIdGroupPairs: [{ GroupName: 'bm-alb' }] }));
    },
    from: subnet('pub-a', 'sg-alb'),
    to: subnet('priv-a', 'sg-app'),
    question: { protocol: 'tcp', port: 8000 },
    outcome: 'no-reach',
    why: 'group-blocks',
  },
  {
    proves: 'VPC blocks that were not read may take private addresses',
    page: TABLES,
    change: (d) => {
      d.Vpcs = [];
      for (const one of d.RouteTables)
        one.Routes = (one.Routes ?? []).filter(({ GatewayId }) => GatewayId !== 'local');
    },
    from: subnet('priv-a'),
    to: subnet('priv-b'),
    outcome: 'unknown',
    doubts: ['vpc-blocks'],
  },
  {
    proves: 'a local route in the table says them',
    page: TABLES,
    change: (d) => {
      d.Vpcs = [];
    },
    from: subnet('priv-a'),
    to: subnet('priv-b'),
    outcome: 'reach',
  },
  {
    proves: 'an endpoint of another VPC carries nothing',
    page: ENDPOINT,
    change: (d) => {
      d.ManagedPrefixLists = [{ PrefixListId: 'pl-s3', Entries: [{ Cidr: '52.216.0.0/15' }] }];
      the(d.VpcEndpoints, 'vpce-s3').VpcId = 'vpc-2';
    },
    from: subnet('priv-a'),
    to: address('52.216.1.1'),
    outcome: 'no-reach',
    why: 'endpoint-gone',
  },
  {
    proves: 'an endpoint that does not exist carries nothing',
    page: ENDPOINT,
    change: (d) => {
      d.ManagedPrefixLists = [{ PrefixListId: 'pl-s3', Entries: [{ Cidr: '52.216.0.0/15' }] }];
      d.VpcEndpoints = [];
    },
    from: subnet('priv-a'),
    to: address('52.216.1.1'),
    outcome: 'no-reach',
    why: 'endpoint-gone',
    at: 'vpce-s3',
  },
  {
    proves: 'an egress-only gateway that was not read may carry IPv6',
    page: EIGW,
    change: (d) => {
      eigw(d);
      delete (d as Partial<Draft>).EgressOnlyInternetGateways;
    },
    from: subnet('priv-a'),
    to: INTERNET,
    options: { family: 6 },
    outcome: 'unknown',
    doubts: ['not-read:EgressOnlyInternetGateways'],
  },
  {
    proves: 'an internet gateway that was not read may let the Internet in',
    page: IGW,
    change: (d) => {
      delete (d as Partial<Draft>).InternetGateways;
    },
    from: INTERNET,
    to: subnet('pub-a'),
    outcome: 'unknown',
    doubts: ['not-read:InternetGateways', 'not-read:InternetGateways'],
  },
  {
    proves: 'but not past a table without a route to it',
    page: IGW,
    change: (d) => {
      delete (d as Partial<Draft>).InternetGateways;
    },
    from: INTERNET,
    to: subnet('priv-a'),
    outcome: 'no-reach',
    why: 'reply-not-by-igw',
  },
];

const ipv6: Case[] = [
  {
    proves: 'a dual-stack public subnet reaches both Internets',
    page: IGW,
    change: dualStack,
    from: subnet('pub-a'),
    to: INTERNET,
    outcome: 'reach',
    via: ['internet-gateway', 'internet-gateway'],
  },
  {
    proves: 'an IPv6 block without an IPv6 route reaches half of the probes',
    page: `${GUIDE}vpc-migrate-ipv6.html`,
    change: (d) => {
      dualStack(d);
      setRoutes(d, 'rtb-public', to4('0.0.0.0/0', igw()));
    },
    from: subnet('pub-a'),
    to: INTERNET,
    outcome: 'mixed',
    why: 'no-route',
  },
  {
    proves: 'and all of them when only IPv4 is asked for',
    page: `${GUIDE}vpc-migrate-ipv6.html`,
    change: (d) => {
      dualStack(d);
      setRoutes(d, 'rtb-public', to4('0.0.0.0/0', igw()));
    },
    from: subnet('pub-a'),
    to: INTERNET,
    options: { family: 4 },
    outcome: 'reach',
  },
  {
    proves: 'an egress-only gateway lets IPv6 out',
    page: EIGW,
    change: (d) => {
      dualStack(d);
      d.EgressOnlyInternetGateways = [
        { EgressOnlyInternetGatewayId: 'eigw-1', Attachments: [{ VpcId: VPC, State: 'attached' }] },
      ];
      addRoute(d, 'rtb-a', to6('::/0', { EgressOnlyInternetGatewayId: 'eigw-1' }));
    },
    from: subnet('priv-a'),
    to: INTERNET,
    options: { via: ['nat-gateway', 'egress-only-internet-gateway'] },
    outcome: 'reach',
    via: ['nat-gateway', 'egress-only-internet-gateway'],
  },
  {
    proves: 'an egress-only gateway lets nobody in',
    page: EIGW,
    change: (d) => {
      dualStack(d);
      d.EgressOnlyInternetGateways = [
        { EgressOnlyInternetGatewayId: 'eigw-1', Attachments: [{ VpcId: VPC, State: 'attached' }] },
      ];
      addRoute(d, 'rtb-a', to6('::/0', { EgressOnlyInternetGatewayId: 'eigw-1' }));
    },
    from: INTERNET,
    to: subnet('priv-a'),
    options: { family: 6 },
    outcome: 'no-reach',
    why: 'egress-only-inbound',
    at: 'rtb-a',
  },
  {
    proves: 'an egress-only gateway that is attached elsewhere carries nothing',
    page: EIGW,
    change: (d) => {
      dualStack(d);
      d.EgressOnlyInternetGateways = [
        { EgressOnlyInternetGatewayId: 'eigw-1', Attachments: [{ VpcId: 'vpc-2', State: 'attached' }] },
      ];
      addRoute(d, 'rtb-a', to6('::/0', { EgressOnlyInternetGatewayId: 'eigw-1' }));
    },
    from: subnet('priv-a'),
    to: INTERNET,
    options: { family: 6 },
    outcome: 'no-reach',
    why: 'egress-only-gone',
    at: 'eigw-1',
  },
  {
    proves: 'an egress-only gateway carries no IPv4',
    page: EIGW,
    change: (d) => setRoutes(d, 'rtb-a', to4('0.0.0.0/0', { EgressOnlyInternetGatewayId: 'eigw-1' })),
    from: subnet('priv-a'),
    to: INTERNET,
    outcome: 'no-reach',
    why: 'egress-only-ipv4',
    at: 'eigw-1',
  },
  {
    proves: 'a private subnet with an IPv6 route to the internet gateway is exposed',
    page: IGW,
    change: (d) => {
      dualStack(d);
      addRoute(d, 'rtb-a', to6('::/0', igw()));
    },
    from: INTERNET,
    to: subnet('priv-a'),
    options: { family: 6 },
    outcome: 'reach',
  },
  {
    proves: 'NAT carries no IPv6',
    page: `${GUIDE}nat-gateway-nat64-dns64.html`,
    change: (d) => {
      dualStack(d);
      addRoute(d, 'rtb-a', to6('::/0', nat('nat-a')));
    },
    from: subnet('priv-a'),
    to: INTERNET,
    options: { family: 6 },
    outcome: 'no-reach',
    why: 'nat-ipv6',
    at: 'nat-a',
  },
  {
    proves: 'NAT64 is not evaluated',
    page: `${GUIDE}nat-gateway-nat64-dns64.html`,
    change: (d) => {
      dualStack(d);
      addRoute(d, 'rtb-a', to6('64:ff9b::/96', nat('nat-a')));
    },
    from: subnet('priv-a'),
    to: address('64:ff9b::1200:a'),
    outcome: 'unknown',
    doubts: ['nat64'],
  },
  {
    proves: 'an IPv6-only subnet is probed over IPv6 only',
    page: SIZING,
    change: (d) => {
      dualStack(d);
      delete the(d.Subnets, 'pub-a').CidrBlock;
    },
    from: INTERNET,
    to: subnet('pub-a'),
    outcome: 'reach',
    via: ['internet-gateway'],
  },
  {
    proves: 'an IPv6-only and an IPv4-only subnet cannot talk',
    page: `${GUIDE}vpc-ip-addressing.html`,
    change: (d) => {
      dualStack(d);
      delete the(d.Subnets, 'pub-a').CidrBlock;
      the(d.Subnets, 'pub-b').Ipv6CidrBlockAssociationSet = [];
    },
    from: subnet('pub-a'),
    to: subnet('pub-b'),
    outcome: 'no-reach',
    why: 'no-common-family',
  },
  {
    proves: 'an ACL without IPv6 rules stops IPv6',
    page: ACL,
    change: (d) => {
      dualStack(d);
      the(d.NetworkAcls, 'acl-1').Entries = OPEN.filter(({ CidrBlock }) => CidrBlock != null);
    },
    from: INTERNET,
    to: subnet('pub-a'),
    options: { family: 6 },
    outcome: 'no-reach',
    why: 'acl-denies',
    at: 'acl-1',
  },
  {
    proves: 'a group that admits 0.0.0.0/0 admits no IPv6',
    page: GROUPS,
    change: dualStack,
    from: INTERNET,
    to: subnet('pub-a', 'sg-alb'),
    outcome: 'mixed',
    why: 'group-blocks',
    at: 'sg-alb',
  },
];

const acls: Case[] = [
  {
    proves: 'no rule means deny',
    page: ACL,
    change: (d) => ownAcl(d, 'acl-x', ['priv-b']),
    from: subnet('priv-a'),
    to: subnet('priv-b'),
    question: POSTGRES,
    outcome: 'no-reach',
    why: 'acl-denies',
    at: 'acl-x',
  },
  {
    proves: 'the lowest number decides: deny first',
    page: ACL,
    change: (d) => ownAcl(d, 'acl-x', ['priv-b'], ...OPEN, entry(90, 'deny', 'in', '10.20.16.0/22')),
    from: subnet('priv-a'),
    to: subnet('priv-b'),
    outcome: 'no-reach',
    why: 'acl-denies',
  },
  {
    proves: 'the lowest number decides: allow first',
    page: ACL,
    change: (d) => ownAcl(d, 'acl-x', ['priv-b'], ...OPEN, entry(200, 'deny', 'in', '10.20.16.0/22')),
    from: subnet('priv-a'),
    to: subnet('priv-b'),
    outcome: 'reach',
  },
  {
    proves: 'the reply needs the ephemeral ports out',
    page: EPHEMERAL,
    change: (d) =>
      ownAcl(
        d,
        'acl-x',
        ['pub-a'],
        entry(100, 'allow', 'in'),
        entry(100, 'allow', 'out', '0.0.0.0/0', [443, 443]),
      ),
    from: INTERNET,
    to: subnet('pub-a'),
    outcome: 'no-reach',
    why: 'acl-denies',
    at: 'acl-x',
  },
  {
    proves: 'the reply of one’s own request needs the ephemeral ports in',
    page: EPHEMERAL,
    change: (d) =>
      ownAcl(
        d,
        'acl-x',
        ['pub-a'],
        entry(100, 'allow', 'out'),
        entry(100, 'allow', 'in', '0.0.0.0/0', [443, 443]),
      ),
    from: subnet('pub-a'),
    to: INTERNET,
    outcome: 'no-reach',
    why: 'acl-denies',
  },
  {
    proves: 'all ephemeral ports from 1024 are enough',
    page: EPHEMERAL,
    change: (d) =>
      ownAcl(
        d,
        'acl-x',
        ['pub-a'],
        entry(100, 'allow', 'in', '0.0.0.0/0', [443, 443]),
        entry(100, 'allow', 'out', '0.0.0.0/0', [1024, 65535]),
      ),
    from: INTERNET,
    to: subnet('pub-a'),
    outcome: 'reach',
  },
  {
    proves: 'only the Linux range of ephemeral ports is not enough',
    page: EPHEMERAL,
    change: (d) =>
      ownAcl(
        d,
        'acl-x',
        ['pub-a'],
        entry(100, 'allow', 'in'),
        entry(100, 'allow', 'out', '0.0.0.0/0', [32768, 65535]),
      ),
    from: INTERNET,
    to: subnet('pub-a'),
    outcome: 'no-reach',
    why: 'acl-denies',
  },
  {
    proves: 'a hole in the middle of the ephemeral ports is a hole',
    page: EPHEMERAL,
    change: (d) =>
      ownAcl(d, 'acl-x', ['pub-a'], entry(90, 'deny', 'out', '0.0.0.0/0', [32768, 32768]), ...OPEN),
    from: INTERNET,
    to: subnet('pub-a'),
    outcome: 'no-reach',
    why: 'acl-denies',
  },
  {
    proves: 'a hole at the end of the ephemeral ports is a hole',
    page: EPHEMERAL,
    change: (d) =>
      ownAcl(d, 'acl-x', ['pub-a'], entry(90, 'deny', 'out', '0.0.0.0/0', [65535, 65535]), ...OPEN),
    from: INTERNET,
    to: subnet('pub-a'),
    outcome: 'no-reach',
    why: 'acl-denies',
  },
  {
    proves: 'broken-vpc: in lets everything, out lets only 443, so the answer to 5432 cannot leave',
    page: EPHEMERAL,
    change: (d) =>
      ownAcl(
        d,
        'acl-x',
        ['priv-a'],
        entry(100, 'allow', 'in'),
        entry(100, 'allow', 'out', '0.0.0.0/0', [443, 443]),
      ),
    from: subnet('priv-b'),
    to: subnet('priv-a'),
    question: POSTGRES,
    outcome: 'no-reach',
    why: 'acl-denies',
    at: 'acl-x',
  },
  {
    proves: 'the same ACL still lets its own requests to 443 through NAT',
    page: EPHEMERAL,
    change: (d) =>
      ownAcl(
        d,
        'acl-x',
        ['priv-a'],
        entry(100, 'allow', 'in'),
        entry(100, 'allow', 'out', '0.0.0.0/0', [443, 443]),
      ),
    from: subnet('priv-a'),
    to: INTERNET,
    outcome: 'reach',
  },
  {
    proves: 'traffic inside a subnet meets no ACL',
    page: ACLS,
    change: (d) => ownAcl(d, 'acl-x', ['priv-a']),
    from: subnet('priv-a'),
    to: address('10.20.16.77'),
    question: POSTGRES,
    outcome: 'reach',
    via: ['local'],
  },
  {
    proves: 'at the level of routes ACLs are not asked',
    page: ACLS,
    change: (d) => ownAcl(d, 'acl-x', ['pub-a']),
    from: INTERNET,
    to: subnet('pub-a'),
    options: { level: 'route' },
    outcome: 'reach',
  },
  {
    proves: 'the NAT gateway’s subnet must let the client’s request in',
    page: NAT_USE,
    change: (d) => ownAcl(d, 'acl-x', ['pub-a'], entry(90, 'deny', 'in', '10.20.16.0/22'), ...OPEN),
    from: subnet('priv-a'),
    to: INTERNET,
    outcome: 'no-reach',
    why: 'acl-denies',
    at: 'acl-x',
  },
  {
    proves: 'the NAT gateway’s subnet must let the request out',
    page: NAT_USE,
    change: (d) => ownAcl(d, 'acl-x', ['pub-a'], entry(90, 'deny', 'out', '18.0.0.0/8', [443, 443]), ...OPEN),
    from: subnet('priv-a'),
    to: INTERNET,
    outcome: 'mixed',
    why: 'acl-denies',
    at: 'acl-x',
  },
  {
    proves: 'the NAT gateway’s subnet must let the reply in',
    page: NAT_USE,
    change: (d) =>
      ownAcl(d, 'acl-x', ['pub-a'], entry(100, 'allow', 'in', '10.20.0.0/16'), entry(100, 'allow', 'out')),
    from: subnet('priv-a'),
    to: INTERNET,
    outcome: 'no-reach',
    why: 'acl-denies',
    at: 'acl-x',
  },
  {
    proves: 'the NAT gateway’s subnet must let the reply out to the client',
    page: NAT_USE,
    change: (d) =>
      ownAcl(d, 'acl-x', ['pub-a'], entry(90, 'deny', 'out', '10.20.16.0/22', [1024, 65535]), ...OPEN),
    from: subnet('priv-a'),
    to: INTERNET,
    outcome: 'no-reach',
    why: 'acl-denies',
    at: 'acl-x',
  },
  {
    proves: 'a denial of a part of the subnet stops a part',
    page: ACL,
    change: (d) => ownAcl(d, 'acl-x', ['priv-b'], entry(90, 'deny', 'in', '10.20.16.0/23'), ...OPEN),
    from: subnet('priv-a'),
    to: subnet('priv-b'),
    outcome: 'mixed',
    why: 'acl-denies',
  },
  {
    proves: 'a denial of addresses that AWS keeps stops nobody',
    page: SIZING,
    change: (d) => ownAcl(d, 'acl-x', ['priv-b'], entry(90, 'deny', 'in', '10.20.16.0/30'), ...OPEN),
    from: subnet('priv-a'),
    to: subnet('priv-b'),
    outcome: 'reach',
  },
  {
    proves: 'a rule for UDP says nothing about TCP',
    page: ACL,
    change: (d) =>
      ownAcl(d, 'acl-x', ['pub-a'], entry(90, 'deny', 'in', '0.0.0.0/0', [443, 443], '17'), ...OPEN),
    from: INTERNET,
    to: subnet('pub-a'),
    outcome: 'reach',
  },
  {
    proves: 'protocol names mean the same as numbers',
    page: `${API}API_NetworkAclEntry.html`,
    change: (d) =>
      ownAcl(d, 'acl-x', ['pub-a'], entry(90, 'deny', 'in', '0.0.0.0/0', [443, 443], 'tcp'), ...OPEN),
    from: INTERNET,
    to: subnet('pub-a'),
    outcome: 'no-reach',
    why: 'acl-denies',
  },
  {
    proves: 'protocol -1 takes every port, whatever range is written',
    page: `${API}API_CreateNetworkAclEntry.html`,
    change: (d) =>
      ownAcl(d, 'acl-x', ['pub-a'], { ...entry(90, 'deny', 'in'), PortRange: { From: 22, To: 22 } }, ...OPEN),
    from: INTERNET,
    to: subnet('pub-a'),
    outcome: 'no-reach',
    why: 'acl-denies',
  },
  {
    proves: 'a TCP rule without ports is one that AWS refuses',
    page: `${API}API_CreateNetworkAclEntry.html`,
    change: (d) => ownAcl(d, 'acl-x', ['pub-a'], { ...entry(90, 'deny', 'in'), Protocol: '6' }, ...OPEN),
    from: INTERNET,
    to: subnet('pub-a'),
    outcome: 'unknown',
    doubts: ['malformed-acl-entry'],
  },
  {
    proves: 'a doubtful allow before a certain one decides nothing',
    page: ACL,
    change: (d) => ownAcl(d, 'acl-x', ['pub-a'], { ...entry(90, 'allow', 'in'), Protocol: '6' }, ...OPEN),
    from: INTERNET,
    to: subnet('pub-a'),
    outcome: 'reach',
  },
  {
    proves: 'a doubtful deny after a certain one decides nothing',
    page: ACL,
    change: (d) =>
      ownAcl(d, 'acl-x', ['pub-a'], entry(80, 'deny', 'in'), { ...entry(90, 'deny', 'in'), Protocol: '6' }),
    from: INTERNET,
    to: subnet('pub-a'),
    outcome: 'no-reach',
    why: 'acl-denies',
  },
  {
    proves: 'a ping needs its own types both ways',
    page: `${API}API_NetworkAclEntry.html`,
    change: (d) =>
      ownAcl(
        d,
        'acl-x',
        ['pub-a'],
        { ...entry(100, 'allow', 'in', '0.0.0.0/0', undefined, '1'), IcmpTypeCode: { Type: 8, Code: -1 } },
        { ...entry(100, 'allow', 'out', '0.0.0.0/0', undefined, '1'), IcmpTypeCode: { Type: 0, Code: -1 } },
      ),
    from: INTERNET,
    to: subnet('pub-a'),
    question: PING,
    outcome: 'reach',
  },
  {
    proves: 'a ping whose answer is not let out fails',
    page: `${API}API_NetworkAclEntry.html`,
    change: (d) =>
      ownAcl(
        d,
        'acl-x',
        ['pub-a'],
        { ...entry(100, 'allow', 'in', '0.0.0.0/0', undefined, '1'), IcmpTypeCode: { Type: -1, Code: -1 } },
        { ...entry(100, 'allow', 'out', '0.0.0.0/0', undefined, '1'), IcmpTypeCode: { Type: 8, Code: -1 } },
      ),
    from: INTERNET,
    to: subnet('pub-a'),
    question: PING,
    outcome: 'no-reach',
    why: 'acl-denies',
  },
  {
    proves: 'a subnet that no ACL names has the default one of its VPC',
    page: ACLS,
    change: (d) => {
      the(d.NetworkAcls, 'acl-1').Associations = [];
    },
    from: INTERNET,
    to: subnet('pub-a'),
    outcome: 'reach',
  },
];

const securityGroups: Case[] = [
  {
    proves: 'a group admits by address',
    page: GROUPS,
    from: INTERNET,
    to: subnet('pub-a', 'sg-alb'),
    outcome: 'reach',
  },
  {
    proves: 'a group admits nothing by default',
    page: GROUPS,
    from: INTERNET,
    to: subnet('pub-a', 'sg-other'),
    outcome: 'no-reach',
    why: 'group-blocks',
    at: 'sg-other',
  },
  {
    proves: 'the rules of all groups of an interface are united',
    page: GROUPS,
    from: INTERNET,
    to: subnet('pub-a', 'sg-other', 'sg-alb'),
    outcome: 'reach',
  },
  {
    proves: 'a group as source admits its holders',
    page: GROUPS,
    from: subnet('pub-a', 'sg-alb'),
    to: subnet('priv-a', 'sg-app'),
    question: { protocol: 'tcp', port: 8000 },
    outcome: 'reach',
  },
  {
    proves: 'a group as source admits nobody else',
    page: GROUPS,
    from: subnet('pub-a'),
    to: subnet('priv-a', 'sg-app'),
    question: { protocol: 'tcp', port: 8000 },
    outcome: 'no-reach',
    why: 'group-blocks',
    at: 'sg-app',
  },
  {
    proves: 'one of the sender’s groups is enough',
    page: GROUPS,
    from: subnet('pub-a', 'sg-other', 'sg-alb'),
    to: subnet('priv-a', 'sg-app'),
    question: { protocol: 'tcp', port: 8000 },
    outcome: 'reach',
  },
  {
    proves: 'one port below a range is outside',
    page: GROUPS,
    from: subnet('pub-a', 'sg-alb'),
    to: subnet('priv-a', 'sg-app'),
    question: { protocol: 'tcp', port: 7999 },
    outcome: 'no-reach',
    why: 'group-blocks',
  },
  {
    proves: 'one port above a range is outside',
    page: GROUPS,
    from: subnet('pub-a', 'sg-alb'),
    to: subnet('priv-a', 'sg-app'),
    question: { protocol: 'tcp', port: 8001 },
    outcome: 'no-reach',
    why: 'group-blocks',
  },
  {
    proves: 'a TCP rule says nothing about UDP',
    page: GROUPS,
    from: subnet('pub-a', 'sg-alb'),
    to: subnet('priv-a', 'sg-app'),
    question: { protocol: 'udp', port: 8000 },
    outcome: 'no-reach',
    why: 'group-blocks',
  },
  {
    proves: 'protocol -1 is every protocol and port',
    page: `${API}API_IpPermission.html`,
    change: (d) => setInbound(d, 'sg-app', { IpProtocol: '-1', ...holders('sg-alb') }),
    from: subnet('pub-a', 'sg-alb'),
    to: subnet('priv-a', 'sg-app'),
    question: { protocol: 'udp', port: 9 },
    outcome: 'reach',
  },
  {
    proves: 'groups keep state: the reply needs no rule',
    page: TRACKING,
    change: (d) => {
      the(d.SecurityGroups, 'sg-alb').IpPermissionsEgress = [];
    },
    from: INTERNET,
    to: subnet('pub-a', 'sg-alb'),
    outcome: 'reach',
  },
  {
    proves: 'the sender’s group must let the request out',
    page: GROUPS,
    change: (d) => {
      the(d.SecurityGroups, 'sg-alb').IpPermissionsEgress = [];
    },
    from: subnet('pub-a', 'sg-alb'),
    to: subnet('priv-a', 'sg-app'),
    question: { protocol: 'tcp', port: 8000 },
    outcome: 'no-reach',
    why: 'group-blocks',
    at: 'sg-alb',
  },
  {
    proves: 'a group as destination lets out to its holders',
    page: GROUPS,
    change: (d) => {
      the(d.SecurityGroups, 'sg-alb').IpPermissionsEgress = [tcp(8000, 8000, holders('sg-app'))];
    },
    from: subnet('pub-a', 'sg-alb'),
    to: subnet('priv-a', 'sg-app'),
    question: { protocol: 'tcp', port: 8000 },
    outcome: 'reach',
  },
  {
    proves: 'a group that names itself admits its own holders',
    page: `${GUIDE}default-security-group.html`,
    change: (d) => setInbound(d, 'sg-app', { IpProtocol: '-1', ...holders('sg-app') }),
    from: subnet('priv-b', 'sg-app'),
    to: subnet('priv-a', 'sg-app'),
    question: { protocol: 'tcp', port: 22 },
    outcome: 'reach',
  },
  {
    proves: 'a rule may name a group by its name',
    page: `${API}API_UserIdGroupPair.html`,
    change: (d) => setInbound(d, 'sg-app', tcp(8000, 8000, { UserIdGroupPairs: [{ GroupName: 'bm-alb' }] })),
    from: subnet('pub-a', 'sg-alb'),
    to: subnet('priv-a', 'sg-app'),
    question: { protocol: 'tcp', port: 8000 },
    outcome: 'reach',
  },
  {
    proves: 'a prefix list as source admits its entries',
    page: GROUPS,
    change: (d) => {
      d.ManagedPrefixLists = [
        { PrefixListId: 'pl-x', Entries: [{ Cidr: '18.0.0.0/8' }, { Cidr: '203.0.113.0/24' }] },
      ];
      setInbound(d, 'sg-other', tcp(443, 443, { PrefixListIds: [{ PrefixListId: 'pl-x' }] }));
    },
    from: INTERNET,
    to: subnet('pub-a', 'sg-other'),
    outcome: 'reach',
  },
  {
    proves: 'a prefix list admits nobody but its entries',
    page: GROUPS,
    change: (d) => {
      d.ManagedPrefixLists = [{ PrefixListId: 'pl-x', Entries: [{ Cidr: '18.0.0.0/8' }] }];
      setInbound(d, 'sg-other', tcp(443, 443, { PrefixListIds: [{ PrefixListId: 'pl-x' }] }));
    },
    from: INTERNET,
    to: subnet('pub-a', 'sg-other'),
    outcome: 'mixed',
    why: 'group-blocks',
  },
  {
    proves: 'a prefix list whose entries were not read may admit anybody',
    page: GROUPS,
    change: (d) => setInbound(d, 'sg-other', tcp(443, 443, { PrefixListIds: [{ PrefixListId: 'pl-x' }] })),
    from: INTERNET,
    to: subnet('pub-a', 'sg-other'),
    outcome: 'unknown',
    doubts: ['prefix-list-entries'],
  },
  {
    proves: 'and matters only where nothing else admits',
    page: GROUPS,
    change: (d) =>
      setInbound(
        d,
        'sg-other',
        tcp(443, 443, { PrefixListIds: [{ PrefixListId: 'pl-x' }], ...cidr('0.0.0.0/0') }),
      ),
    from: INTERNET,
    to: subnet('pub-a', 'sg-other'),
    outcome: 'reach',
  },
  {
    proves: 'and only at the ports of its rule',
    page: GROUPS,
    change: (d) => setInbound(d, 'sg-other', tcp(22, 22, { PrefixListIds: [{ PrefixListId: 'pl-x' }] })),
    from: INTERNET,
    to: subnet('pub-a', 'sg-other'),
    outcome: 'no-reach',
    why: 'group-blocks',
  },
  {
    proves: 'an ICMP rule with type and code -1 admits a ping',
    page: `${API}API_IpPermission.html`,
    change: (d) =>
      setInbound(d, 'sg-other', { IpProtocol: 'icmp', FromPort: -1, ToPort: -1, ...cidr('0.0.0.0/0') }),
    from: INTERNET,
    to: subnet('pub-a', 'sg-other'),
    question: PING,
    outcome: 'reach',
  },
  {
    proves: 'an ICMP rule for another type does not',
    page: `${API}API_IpPermission.html`,
    change: (d) =>
      setInbound(d, 'sg-other', { IpProtocol: 'icmp', FromPort: 3, ToPort: 4, ...cidr('0.0.0.0/0') }),
    from: INTERNET,
    to: subnet('pub-a', 'sg-other'),
    question: PING,
    outcome: 'no-reach',
    why: 'group-blocks',
  },
  {
    proves: 'a TCP rule from 0 to 65535 does not admit a ping',
    page: `${API}API_IpPermission.html`,
    change: (d) => setInbound(d, 'sg-other', tcp(0, 65535, cidr('0.0.0.0/0'))),
    from: INTERNET,
    to: subnet('pub-a', 'sg-other'),
    question: PING,
    outcome: 'no-reach',
    why: 'group-blocks',
  },
  {
    proves: 'an ICMPv6 rule without a range admits every type',
    page: `${API}API_IpPermission.html`,
    change: (d) => {
      dualStack(d);
      setInbound(d, 'sg-other', { IpProtocol: 'icmpv6', ...cidr('::/0') });
    },
    from: INTERNET,
    to: subnet('pub-a', 'sg-other'),
    question: PING,
    options: { family: 6 },
    outcome: 'reach',
  },
  {
    proves: 'a TCP rule without ports is one that AWS refuses in a group too',
    page: `${API}API_AuthorizeSecurityGroupIngress.html`,
    change: (d) => setInbound(d, 'sg-other', { IpProtocol: 'tcp', ...cidr('0.0.0.0/0') }),
    from: INTERNET,
    to: subnet('pub-a', 'sg-other'),
    outcome: 'unknown',
    doubts: ['malformed-permission'],
  },
  {
    proves: 'a rule for a part of the subnet admits a part',
    page: GROUPS,
    change: (d) => setInbound(d, 'sg-other', tcp(443, 443, cidr('10.20.16.0/23'))),
    from: subnet('priv-a'),
    to: subnet('priv-b', 'sg-other'),
    outcome: 'mixed',
    why: 'group-blocks',
  },
  {
    proves: 'rules for both halves admit the whole',
    page: GROUPS,
    change: (d) =>
      setInbound(d, 'sg-other', tcp(443, 443, cidr('10.20.16.0/23')), tcp(400, 500, cidr('10.20.18.0/23'))),
    from: subnet('priv-a'),
    to: subnet('priv-b', 'sg-other'),
    outcome: 'reach',
  },
  {
    proves: 'inside a subnet groups are still asked',
    page: GROUPS,
    from: subnet('priv-a'),
    to: subnet('priv-a', 'sg-app'),
    question: { protocol: 'tcp', port: 8000 },
    outcome: 'no-reach',
    why: 'group-blocks',
  },
  {
    proves: 'at the level of ACLs groups are not asked',
    page: GROUPS,
    from: INTERNET,
    to: subnet('pub-a', 'sg-other'),
    options: { level: 'acl' },
    outcome: 'reach',
  },
  {
    proves: 'sg-chain: a holder of one group reaches a holder of another, wherever they are',
    page: GROUPS,
    from: groups('sg-alb'),
    to: groups('sg-app'),
    question: { protocol: 'tcp', port: 8000 },
    outcome: 'reach',
  },
  {
    proves: 'sg-chain: nothing but the application port',
    page: GROUPS,
    from: groups('sg-alb'),
    to: groups('sg-app'),
    outcome: 'no-reach',
    why: 'group-blocks',
    at: 'sg-app',
  },
  {
    proves: 'sg-chain: the application may call out',
    page: GROUPS,
    from: groups('sg-app'),
    to: INTERNET,
    outcome: 'reach',
  },
  {
    proves: 'sg-chain: an egress of one private subnet reaches only those who are there',
    page: GROUPS,
    change: (d) => {
      the(d.SecurityGroups, 'sg-alb').IpPermissionsEgress = [tcp(8000, 8000, cidr('10.20.16.0/22'))];
    },
    from: groups('sg-alb'),
    to: groups('sg-app'),
    question: { protocol: 'tcp', port: 8000 },
    outcome: 'mixed',
    why: 'group-blocks',
    at: 'sg-alb',
  },
  {
    proves: 'and all of them when they are known to be there',
    page: GROUPS,
    change: (d) => {
      the(d.SecurityGroups, 'sg-alb').IpPermissionsEgress = [tcp(8000, 8000, cidr('10.20.16.0/22'))];
    },
    from: groups('sg-alb'),
    to: { kind: 'groups', groupIds: ['sg-app'], subnetIds: ['priv-a'] },
    question: { protocol: 'tcp', port: 8000 },
    outcome: 'reach',
  },
  {
    proves: 'members without a place have no routes to ask',
    page: TABLES,
    from: groups('sg-app'),
    to: INTERNET,
    options: { level: 'acl' },
    outcome: 'unknown',
    doubts: ['groups-without-place'],
  },
  {
    proves: 'a group that is not in the data may allow anything',
    page: GROUPS,
    from: INTERNET,
    to: subnet('pub-a', 'sg-nowhere'),
    outcome: 'unknown',
    doubts: ['security-group'],
  },
  {
    proves: 'an interface with no group at all does not exist on AWS',
    page: GROUPS,
    from: INTERNET,
    to: { kind: 'subnet', subnetId: 'pub-a', groupIds: [] },
    outcome: 'unknown',
    doubts: ['no-security-group'],
  },
];

const zones: Case[] = [
  {
    proves: 'with its own zone down a subnet is gone',
    page: `${GUIDE}configure-subnets.html`,
    from: subnet('priv-a'),
    to: INTERNET,
    options: { down: 'us-east-1a' },
    outcome: 'no-reach',
    why: 'zone-down',
    at: 'priv-a',
  },
  {
    proves: 'with the other zone down a subnet with its own NAT gateway lives',
    page: NAT,
    from: subnet('priv-a'),
    to: INTERNET,
    options: { down: 'us-east-1b' },
    outcome: 'reach',
  },
  {
    proves: 'a subnet that shares the other zone’s NAT gateway dies with it',
    page: NAT,
    change: (d) => setRoutes(d, 'rtb-b', to4('0.0.0.0/0', nat('nat-a'))),
    from: subnet('priv-b'),
    to: INTERNET,
    options: { down: 'us-east-1a' },
    outcome: 'no-reach',
    why: 'zone-down',
    at: 'pub-a',
  },
  {
    proves: 'a zone can be named by its id',
    page: 'https://docs.aws.amazon.com/ram/latest/userguide/working-with-az-ids.html',
    from: subnet('priv-a'),
    to: INTERNET,
    options: { down: 'use1-az6' },
    outcome: 'no-reach',
    why: 'zone-down',
  },
  {
    proves: 'a regional NAT gateway survives any zone',
    page: REGIONAL,
    change: (d) => {
      d.NatGateways = [
        { NatGatewayId: 'nat-r', VpcId: VPC, State: 'available', AvailabilityMode: 'regional' },
      ];
      for (const id of ['rtb-a', 'rtb-b']) setRoutes(d, id, to4('0.0.0.0/0', nat('nat-r')));
    },
    from: subnet('priv-b'),
    to: INTERNET,
    options: { down: 'us-east-1a' },
    outcome: 'reach',
  },
  {
    proves: 'the internet gateway survives any zone',
    page: IGW,
    from: INTERNET,
    to: subnet('pub-b'),
    options: { down: 'us-east-1a' },
    outcome: 'reach',
  },
  {
    proves: 'with its zone down nobody reaches a subnet',
    page: `${GUIDE}configure-subnets.html`,
    from: subnet('priv-a'),
    to: subnet('priv-b'),
    options: { down: 'us-east-1b' },
    outcome: 'no-reach',
    why: 'zone-down',
    at: 'priv-b',
  },
  {
    proves: 'a subnet whose zone is not known may be down',
    page: `${API}API_Subnet.html`,
    change: (d) => {
      const one = the(d.Subnets, 'priv-a');
      delete one.AvailabilityZone;
      delete one.AvailabilityZoneId;
    },
    from: subnet('priv-a'),
    to: INTERNET,
    options: { down: 'us-east-1b' },
    outcome: 'unknown',
    doubts: ['subnet-zone'],
  },
];

const ends: Case[] = [
  {
    proves: 'an address of the VPC stands in its subnet',
    page: SIZING,
    change: (d) => ownAcl(d, 'acl-x', ['priv-b'], entry(90, 'deny', 'in', '10.20.16.0/25'), ...OPEN),
    from: address('10.20.16.50'),
    to: subnet('priv-b'),
    outcome: 'no-reach',
    why: 'acl-denies',
  },
  {
    proves: 'its neighbour beyond the denied block passes',
    page: SIZING,
    change: (d) => ownAcl(d, 'acl-x', ['priv-b'], entry(90, 'deny', 'in', '10.20.16.0/25'), ...OPEN),
    from: address('10.20.16.128'),
    to: subnet('priv-b'),
    outcome: 'reach',
  },
  {
    proves: 'an address of the VPC without a subnet belongs to nobody',
    page: SIZING,
    from: subnet('pub-a'),
    to: address('10.20.200.1'),
    outcome: 'no-reach',
    why: 'vacant-address',
    at: VPC,
  },
  {
    proves: 'the addresses that AWS keeps are not evaluated',
    page: SIZING,
    from: subnet('pub-a'),
    to: address('10.20.16.2'),
    outcome: 'unknown',
    doubts: ['reserved-address'],
  },
  {
    proves: 'link-local addresses are outside routes and ACLs',
    page: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-instance-addressing.html',
    from: subnet('pub-a'),
    to: address('169.254.169.254'),
    outcome: 'unknown',
    doubts: ['link-local-address'],
  },
  {
    proves: 'a private address elsewhere is not on the Internet',
    page: `${GUIDE}vpc-ip-addressing.html`,
    from: subnet('pub-a'),
    to: address('192.168.1.1'),
    outcome: 'no-reach',
    why: 'not-on-internet',
  },
  {
    proves: 'nor behind a NAT gateway',
    page: `${GUIDE}vpc-ip-addressing.html`,
    from: subnet('priv-a'),
    to: address('100.64.0.1'),
    outcome: 'no-reach',
    why: 'not-on-internet',
  },
  {
    proves: 'nor behind a regional NAT gateway',
    page: REGIONAL,
    change: (d) => {
      d.NatGateways = [
        { NatGatewayId: 'nat-r', VpcId: VPC, State: 'available', AvailabilityMode: 'regional' },
      ];
      setRoutes(d, 'rtb-a', to4('0.0.0.0/0', nat('nat-r')));
    },
    from: subnet('priv-a'),
    to: address('172.16.0.1'),
    outcome: 'no-reach',
    why: 'not-on-internet',
  },
  {
    proves: 'a single public address is reached like the Internet',
    page: IGW,
    from: subnet('pub-a'),
    to: address('8.8.8.8'),
    outcome: 'reach',
    via: ['internet-gateway'],
  },
  {
    proves: 'an on-premises address reaches nobody without a way back',
    page: TABLES,
    from: address('192.168.1.1'),
    to: subnet('pub-a'),
    outcome: 'no-reach',
    why: 'not-on-internet',
    at: 'rtb-public',
  },
  {
    proves: 'an interface without a public address has no way through the internet gateway',
    page: IGW,
    change: (d) => {
      d.NetworkInterfaces = [
        {
          NetworkInterfaceId: 'eni-1',
          SubnetId: 'pub-a',
          PrivateIpAddresses: [{ PrivateIpAddress: '10.20.0.30' }],
          Groups: [{ GroupId: 'sg-alb' }],
        },
      ];
    },
    from: { kind: 'interface', networkInterfaceId: 'eni-1' },
    to: INTERNET,
    outcome: 'no-reach',
    why: 'no-public-address',
  },
  {
    proves: 'and nobody reaches it from the Internet',
    page: IGW,
    change: (d) => {
      d.NetworkInterfaces = [
        {
          NetworkInterfaceId: 'eni-1',
          SubnetId: 'pub-a',
          PrivateIpAddresses: [{ PrivateIpAddress: '10.20.0.30' }],
          Groups: [{ GroupId: 'sg-alb' }],
        },
      ];
    },
    from: INTERNET,
    to: { kind: 'interface', networkInterfaceId: 'eni-1' },
    outcome: 'no-reach',
    why: 'no-public-address',
  },
  {
    proves: 'an interface with a public address is reached, through its own groups',
    page: IGW,
    change: (d) => {
      d.NetworkInterfaces = [
        {
          NetworkInterfaceId: 'eni-1',
          SubnetId: 'pub-a',
          PrivateIpAddresses: [{ PrivateIpAddress: '10.20.0.30', Association: { PublicIp: '198.51.100.9' } }],
          Groups: [{ GroupId: 'sg-alb' }],
        },
      ];
    },
    from: INTERNET,
    to: { kind: 'interface', networkInterfaceId: 'eni-1' },
    outcome: 'reach',
  },
  {
    proves: 'two VPCs without a connection cannot talk',
    page: `${GUIDE}vpc-peering.html`,
    change: (d) => {
      d.Vpcs.push({ VpcId: 'vpc-2', CidrBlock: '10.99.0.0/16' });
      d.Subnets.push({
        SubnetId: 'far',
        VpcId: 'vpc-2',
        CidrBlock: '10.99.0.0/24',
        AvailabilityZone: 'us-east-1a',
      });
      d.RouteTables.push({
        RouteTableId: 'rtb-2',
        VpcId: 'vpc-2',
        Associations: [{ Main: true }],
        Routes: [],
      });
    },
    from: subnet('priv-a'),
    to: subnet('far'),
    outcome: 'no-reach',
    why: 'not-on-internet',
  },
  {
    proves: 'a peering connection without a way back carries nothing',
    page: 'https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-routing.html',
    change: (d) => {
      d.Vpcs.push({ VpcId: 'vpc-2', CidrBlock: '10.99.0.0/16' });
      d.Subnets.push({
        SubnetId: 'far',
        VpcId: 'vpc-2',
        CidrBlock: '10.99.0.0/24',
        AvailabilityZone: 'us-east-1a',
      });
      d.RouteTables.push({
        RouteTableId: 'rtb-2',
        VpcId: 'vpc-2',
        Associations: [{ Main: true }],
        Routes: [],
      });
      addRoute(d, 'rtb-a', to4('10.99.0.0/16', { VpcPeeringConnectionId: 'pcx-1' }));
    },
    from: subnet('priv-a'),
    to: subnet('far'),
    options: { level: 'route' },
    outcome: 'no-reach',
    why: 'no-route',
    at: 'rtb-2',
  },
  {
    proves: 'a peering connection with both routes is not evaluated',
    page: 'https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-routing.html',
    change: (d) => {
      d.Vpcs.push({ VpcId: 'vpc-2', CidrBlock: '10.99.0.0/16' });
      d.Subnets.push({
        SubnetId: 'far',
        VpcId: 'vpc-2',
        CidrBlock: '10.99.0.0/24',
        AvailabilityZone: 'us-east-1a',
      });
      d.RouteTables.push({
        RouteTableId: 'rtb-2',
        VpcId: 'vpc-2',
        Associations: [{ Main: true }],
        Routes: [to4('10.20.0.0/16', { VpcPeeringConnectionId: 'pcx-1' })],
      });
      addRoute(d, 'rtb-a', to4('10.99.0.0/16', { VpcPeeringConnectionId: 'pcx-1' }));
    },
    from: subnet('priv-a'),
    to: subnet('far'),
    options: { level: 'route' },
    outcome: 'unknown',
    doubts: ['vpc-peering-connection'],
  },
];

const construct = (kind: string, target: object): Case => ({
  proves: `a default route to ${kind} is not evaluated`,
  page: OPTIONS,
  change: (d) => setRoutes(d, 'rtb-a', to4('0.0.0.0/0', target)),
  from: subnet('priv-a'),
  to: INTERNET,
  outcome: 'unknown',
  doubts: [kind],
});

const unknowns: Case[] = [
  construct('transit-gateway', { TransitGatewayId: 'tgw-1' }),
  construct('vpc-peering-connection', { VpcPeeringConnectionId: 'pcx-1' }),
  construct('virtual-private-gateway', { GatewayId: 'vgw-1' }),
  construct('network-interface', { NetworkInterfaceId: 'eni-1' }),
  construct('instance', { InstanceId: 'i-1', NetworkInterfaceId: 'eni-1' }),
  construct('local-gateway', { LocalGatewayId: 'lgw-1' }),
  construct('carrier-gateway', { CarrierGatewayId: 'cagw-1' }),
  construct('core-network', {
    CoreNetworkArn: 'arn:aws:networkmanager::111122223333:core-network/core-network-1',
  }),
  construct('odb-network', { OdbNetworkArn: 'arn:aws:odb:us-east-1:111122223333:odb-network/odbnet-1' }),
  construct('unknown-target', {}),
  {
    proves: 'a Gateway Load Balancer endpoint is not evaluated',
    page: OPTIONS,
    change: (d) => {
      d.VpcEndpoints.push({
        VpcEndpointId: 'vpce-g',
        VpcEndpointType: 'GatewayLoadBalancer',
        VpcId: VPC,
        State: 'available',
      });
      setRoutes(d, 'rtb-a', to4('0.0.0.0/0', { GatewayId: 'vpce-g' }));
    },
    from: subnet('priv-a'),
    to: INTERNET,
    outcome: 'unknown',
    doubts: ['gatewayloadbalancer-endpoint'],
  },
  {
    proves: 'a route state that is not documented decides nothing',
    page: `${API}API_Route.html`,
    change: (d) => setRoutes(d, 'rtb-a', { ...to4('0.0.0.0/0', nat('nat-a')), State: 'filtered' }),
    from: subnet('priv-a'),
    to: INTERNET,
    outcome: 'unknown',
    doubts: ['route-state-filtered'],
  },
  {
    proves: 'an ACL that stops it anyway settles an unknown route',
    page: ACL,
    change: (d) => {
      setRoutes(d, 'rtb-a', to4('0.0.0.0/0', { TransitGatewayId: 'tgw-1' }));
      ownAcl(d, 'acl-x', ['priv-a'], entry(100, 'allow', 'in'));
    },
    from: subnet('priv-a'),
    to: INTERNET,
    outcome: 'no-reach',
    why: 'acl-denies',
    at: 'acl-x',
  },
  {
    proves: 'so does an ACL that lets no reply in',
    page: EPHEMERAL,
    change: (d) => {
      setRoutes(d, 'rtb-a', to4('0.0.0.0/0', { TransitGatewayId: 'tgw-1' }));
      ownAcl(d, 'acl-x', ['priv-a'], entry(100, 'allow', 'out'));
    },
    from: subnet('priv-a'),
    to: INTERNET,
    outcome: 'no-reach',
    why: 'acl-denies',
    at: 'acl-x',
  },
  {
    proves: 'the Internet to the Internet is no question about a VPC',
    page: IGW,
    from: INTERNET,
    to: INTERNET,
    outcome: 'unknown',
    doubts: ['no-end-in-a-vpc'],
  },
  {
    proves: 'a subnet that is not in the data cannot be judged',
    page: `${API}API_DescribeSubnets.html`,
    from: subnet('nowhere'),
    to: INTERNET,
    outcome: 'unknown',
    doubts: ['subnet'],
  },
  {
    proves: 'an unread prefix list may take the traffic elsewhere',
    page: PRIORITY,
    change: (d) => addRoute(d, 'rtb-a', toList('pl-x', { TransitGatewayId: 'tgw-1' })),
    from: subnet('priv-a'),
    to: INTERNET,
    outcome: 'unknown',
    doubts: ['prefix-list-entries'],
  },
  {
    proves: 'an unread prefix list to the same gateway changes nothing',
    page: PRIORITY,
    change: (d) => addRoute(d, 'rtb-a', toList('pl-x', nat('nat-a'))),
    from: subnet('priv-a'),
    to: INTERNET,
    outcome: 'reach',
  },
];

export const CASES: Case[] = [
  ...routes,
  ...gateways,
  ...natReply,
  ...corners,
  ...ipv6,
  ...acls,
  ...securityGroups,
  ...zones,
  ...ends,
  ...unknowns,
];
