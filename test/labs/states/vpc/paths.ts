import { call, type AccountState } from '../state.ts';
import {
  acl,
  addSubnet,
  byGateway,
  byNat,
  DEFAULT,
  GATEWAY,
  LINK,
  NAT,
  noRoute,
  reroute,
  route,
  statesOf,
  SUBNET,
  TABLE,
  tag,
  tcp,
  udp,
  unlink,
  untag,
  VPC,
} from './network.ts';

const plan = statesOf('vpc-plan');
const named = (CidrBlock: string, name: string) =>
  call('ec2:CreateVpc', {
    CidrBlock,
    TagSpecifications: [{ ResourceType: 'vpc', Tags: [{ Key: 'Name', Value: name }] }],
  });
const dns = (attribute: string) =>
  call('ec2:ModifyVpcAttribute', { VpcId: VPC, [attribute]: { Value: false } });
const secondBlock = call('ec2:AssociateVpcCidrBlock', { VpcId: VPC, CidrBlock: '100.64.0.0/16' });

export const vpcPlan: readonly AccountState[] = [
  plan(
    'tiers in capitals',
    [tag(SUBNET.publicA, 'Tier', 'PUBLIC'), tag(SUBNET.privateA, 'Tier', 'Private')],
    'pass',
  ),
  plan('another VPC whose name differs by its case', [named('10.44.0.0/16', 'BM-ML')], 'pass'),
  plan('a second block beside the first', [secondBlock], 'pass'),
  plan('a subnet without a tier in a third zone', [addSubnet('{{net}}.2.0/28', 'us-east-1f')], 'pass'),
  plan(
    'the smallest that may be',
    [addSubnet('{{net}}.2.0/27', '{{az_a}}', 'public'), addSubnet('{{net}}.96.0/22', '{{az_b}}', 'private')],
    'pass',
  ),
  plan('zones told in the other order', [], 'pass', { variables: { azs: 'us-east-1b,us-east-1a' } }),
  plan('another VPC of that name', [named('10.44.0.0/16', '{{vpc_name}}')], 'fail/vpc-missing'),
  plan('the name in capitals', [tag(VPC, 'Name', 'BM-ML')], 'fail/vpc-missing'),
  plan(
    'the name under the key name',
    [untag(VPC, 'Name'), tag(VPC, 'name', '{{vpc_name}}')],
    'fail/vpc-missing',
  ),
  plan('another block', [], 'fail/wrong-cidr', { variables: { cidr: '10.60.0.0/16' } }),
  plan('the block is only the second one', [secondBlock], 'fail/wrong-cidr', {
    variables: { cidr: '100.64.0.0/16', net: '10.20' },
  }),
  plan('host names off', [dns('EnableDnsHostnames')], 'fail/dns-off'),
  plan('resolution off', [dns('EnableDnsSupport')], 'fail/dns-off'),
  plan('no tier on a subnet', [untag(SUBNET.publicB, 'Tier')], 'fail/tier-missing'),
  plan('a tier misspelt', [tag(SUBNET.privateB, 'Tier', 'privat')], 'fail/tier-missing'),
  plan(
    'the key of the tag in small letters',
    [untag(SUBNET.privateA, 'Tier'), tag(SUBNET.privateA, 'tier', 'private')],
    'fail/tier-missing',
  ),
  plan(
    'a private subnet in a third zone',
    [addSubnet('{{net}}.96.0/20', 'us-east-1f', 'private')],
    'fail/tier-missing',
  ),
  plan('other zones', [], 'fail/tier-missing', { variables: { azs: 'us-east-1a,us-east-1d' } }),
  plan(
    'a private /23 beside the large ones',
    [addSubnet('{{net}}.96.0/23', '{{az_a}}', 'private')],
    'fail/subnet-too-small',
  ),
  plan(
    'a public /28 beside the large ones',
    [addSubnet('{{net}}.2.0/28', '{{az_b}}', 'public')],
    'fail/subnet-too-small',
  ),
];

const HALVES = ['0.0.0.0/1', '128.0.0.0/1'];
const EPHEMERAL = tcp(1024, 65535);
/** What public subnets and NAT gateways need and no more: HTTPS both ways, and the replies to it. */
const ENOUGH = [
  [100, 'in', 'allow', tcp(443)],
  [110, 'in', 'allow', EPHEMERAL],
  [100, 'out', 'allow', tcp(443)],
  [110, 'out', 'allow', EPHEMERAL],
] as const;

const open = statesOf('public-path');
const otherNetwork = [
  call('ec2:CreateVpc', { CidrBlock: '10.44.0.0/16' }, 'other'),
  call('ec2:DetachInternetGateway', { InternetGatewayId: GATEWAY, VpcId: VPC }),
];

export const publicPath: readonly AccountState[] = [
  open(
    'two halves of the Internet',
    [noRoute(TABLE.public), ...HALVES.map((to) => route(TABLE.public, to, byGateway(GATEWAY)))],
    'pass',
  ),
  open(
    'one of the subnets by the main table',
    [route(TABLE.main, DEFAULT, byGateway(GATEWAY)), unlink(LINK.publicFirst)],
    'pass',
  ),
  open('an ACL of just what is needed', acl(VPC, ENOUGH), 'pass'),
  open(
    'an ACL that denies another port first',
    acl(VPC, [
      [50, 'in', 'deny', tcp(22)],
      [100, 'in', 'allow'],
      [100, 'out', 'allow'],
    ]),
    'pass',
  ),
  open('a subnet without a tier and without a way', [addSubnet('{{net}}.2.0/24', '{{az_a}}')], 'pass'),
  open('the gateway is detached', otherNetwork.slice(1), 'fail/no-igw'),
  open(
    'the gateway serves another network',
    [
      ...otherNetwork,
      call('ec2:AttachInternetGateway', { InternetGatewayId: GATEWAY, VpcId: '{{other.Vpc.VpcId}}' }),
    ],
    'fail/no-igw',
  ),
  open('no route', [noRoute(TABLE.public)], 'fail/no-default-route'),
  open('the route leads to a NAT gateway', [reroute(TABLE.public, byNat(NAT.a))], 'fail/no-default-route'),
  open(
    'one block goes another way',
    [route(TABLE.public, '203.0.113.0/24', byNat(NAT.a))],
    'fail/no-default-route',
  ),
  open(
    'the upper half only',
    [noRoute(TABLE.public), route(TABLE.public, '128.0.0.0/1', byGateway(GATEWAY))],
    'fail/no-default-route',
  ),
  open('one association gone', [unlink(LINK.publicFirst)], 'fail/not-associated'),
  open('an ACL without a rule', acl(VPC, []), 'fail/acl-blocks'),
  open(
    'an ACL that denies 443 first',
    acl(VPC, [
      [50, 'in', 'deny', tcp(443)],
      [100, 'in', 'allow'],
      [100, 'out', 'allow'],
    ]),
    'fail/acl-blocks',
  ),
  open(
    'an ACL whose replies end at 60999',
    acl(VPC, [
      [100, 'in', 'allow'],
      [100, 'out', 'allow', tcp(443)],
      [110, 'out', 'allow', tcp(1024, 60999)],
    ]),
    'fail/acl-blocks',
  ),
  open(
    'an ACL for datagrams',
    acl(VPC, [
      [100, 'in', 'allow', udp(443)],
      [110, 'in', 'allow', EPHEMERAL],
      [100, 'out', 'allow'],
    ]),
    'fail/acl-blocks',
  ),
];

const out = statesOf('private-egress');
const REGIONAL = call('ec2:CreateNatGateway', { VpcId: VPC, AvailabilityMode: 'regional' }, 'regional');
const EVERYWHERE = byNat('{{regional.NatGateway.NatGatewayId}}');
const ofA = (...targets: readonly ReturnType<typeof route>[]) => [noRoute(TABLE.a), ...targets];

export const privateEgress: readonly AccountState[] = [
  out(
    'one regional NAT gateway',
    [REGIONAL, reroute(TABLE.a, EVERYWHERE), reroute(TABLE.b, EVERYWHERE)],
    'pass',
  ),
  out('a regional one for one zone', [REGIONAL, reroute(TABLE.b, EVERYWHERE)], 'pass'),
  out('two halves of the Internet', ofA(...HALVES.map((to) => route(TABLE.a, to, byNat(NAT.a)))), 'pass'),
  out(
    'one of the subnets by the main table',
    [route(TABLE.main, DEFAULT, byNat(NAT.b)), unlink(LINK.privateB)],
    'pass',
  ),
  out('an ACL of just what is needed', acl(VPC, ENOUGH), 'pass'),
  out('another way for what nobody asks', [route(TABLE.a, '198.18.0.0/15', byNat(NAT.b))], 'pass'),
  out(
    'IPv4 of one block to the gateway',
    [route(TABLE.a, '198.51.100.0/24', byGateway(GATEWAY))],
    'fail/exposed',
  ),
  out('IPv6 to the gateway', [route(TABLE.b, '::/0', byGateway(GATEWAY))], 'fail/exposed'),
  out(
    'the public table for a private subnet',
    [
      unlink(LINK.privateB),
      call('ec2:AssociateRouteTable', { RouteTableId: TABLE.public, SubnetId: SUBNET.privateB }),
    ],
    'fail/exposed',
  ),
  out('no route', ofA(), 'fail/no-egress'),
  out('no association', [unlink(LINK.privateB)], 'fail/no-egress'),
  out('half of the Internet', ofA(route(TABLE.a, '128.0.0.0/1', byNat(NAT.a))), 'fail/no-egress'),
  out(
    'both gateways deleted',
    [NAT.a, NAT.b].map((NatGatewayId) => call('ec2:DeleteNatGateway', { NatGatewayId })),
    'fail/no-egress',
  ),
  out('crossed', [reroute(TABLE.a, byNat(NAT.b)), reroute(TABLE.b, byNat(NAT.a))], 'fail/zone-dependent'),
  out('both by the second', [reroute(TABLE.a, byNat(NAT.b))], 'fail/zone-dependent'),
  out(
    'one half of the Internet by the other zone',
    [...ofA(), route(TABLE.a, '0.0.0.0/1', byNat(NAT.a)), route(TABLE.a, '128.0.0.0/1', byNat(NAT.b))],
    'fail/zone-dependent',
  ),
  out(
    'an ACL that refuses the private tier',
    acl(VPC, [
      [50, 'in', 'deny', { CidrBlock: '{{net}}.64.0/18' }],
      [100, 'in', 'allow'],
      [100, 'out', 'allow'],
    ]),
    'fail/acl-blocks',
    {
      because:
        'The NAT gateways’ subnets refuse what comes from the private ones; the public subnets are as reachable as before.',
    },
  ),
];
