/** What the states of `vpc-two-az` are made of: the parts of both networks, found by name, and calls that change them. */
import type { Step } from '../../../../server/scripts/index.ts';
import { call, type AccountState, type Expected } from '../state.ts';

export type Json = Record<string, unknown>;

const find = (what: string, as: string, filters: Readonly<Record<string, string>>): Step =>
  call(
    `ec2:Describe${what}`,
    {
      [what === 'NatGateways' ? 'Filter' : 'Filters']: Object.entries(filters).map(([Name, value]) => ({
        Name,
        Values: [value],
      })),
    },
    as,
  );
const subnetNamed = (as: string, name: string): Step => find('Subnets', as, { 'tag:Name': name });
const tableNamed = (as: string, name: string): Step => find('RouteTables', as, { 'tag:Name': name });
const natNamed = (as: string, name: string): Step => find('NatGateways', as, { 'tag:Name': name });
const group = (as: string, name: string): Step => find('SecurityGroups', as, { 'group-name': name });
const endpoint = (as: string, service: string): Step =>
  find('VpcEndpoints', as, {
    'vpc-id': '{{vpcs.Vpcs.0.VpcId}}',
    'service-name': `com.amazonaws.{{region}}.${service}`,
  });

export const VPC = '{{vpcs.Vpcs.0.VpcId}}';
export const HALF = '{{halves.Vpcs.0.VpcId}}';
const subnet = (as: string): string => `{{${as}.Subnets.0.SubnetId}}`;
const table = (as: string): string => `{{${as}.RouteTables.0.RouteTableId}}`;
const nat = (as: string): string => `{{${as}.NatGateways.0.NatGatewayId}}`;
const link = (as: string): string => `{{${as}.RouteTables.0.Associations.0.RouteTableAssociationId}}`;
export const SUBNET = {
  publicA: subnet('publicA'),
  publicB: subnet('publicB'),
  privateA: subnet('privateA'),
  privateB: subnet('privateB'),
  halfPublicA: subnet('halfPublicA'),
  halfPublicB: subnet('halfPublicB'),
  halfPrivateA: subnet('halfPrivateA'),
  halfPrivateB: subnet('halfPrivateB'),
};
export const TABLE = {
  public: table('tablePublic'),
  a: table('tableA'),
  b: table('tableB'),
  main: table('tableMain'),
  halfPublic: table('tableHalfPublic'),
  halfA: table('tableHalfA'),
  halfB: table('tableHalfB'),
};
export const NAT = { a: nat('natA'), b: nat('natB'), halfA: nat('natHalfA'), halfB: nat('natHalfB') };
export const GATEWAY = '{{gateways.InternetGateways.0.InternetGatewayId}}';
export const HALF_GATEWAY = '{{halfGateways.InternetGateways.0.InternetGatewayId}}';
export const GROUP = {
  alb: '{{alb.SecurityGroups.0.GroupId}}',
  app: '{{app.SecurityGroups.0.GroupId}}',
  endpoints: '{{endpointGroup.SecurityGroups.0.GroupId}}',
};
export const ENDPOINT = {
  s3: '{{s3.VpcEndpoints.0.VpcEndpointId}}',
  ssm: '{{ssm.VpcEndpoints.0.VpcEndpointId}}',
  ssmmessages: '{{ssmmessages.VpcEndpoints.0.VpcEndpointId}}',
  half: '{{halfS3.VpcEndpoints.0.VpcEndpointId}}',
};
/** The association of a table's first subnet. */
export const LINK = { publicFirst: link('tablePublic'), privateB: link('tableB') };

const FIND: readonly Step[] = [
  find('Vpcs', 'vpcs', { 'tag:Name': '{{vpc_name}}' }),
  find('Vpcs', 'halves', { 'tag:Name': '{{broken_vpc}}' }),
  subnetNamed('publicA', '{{vpc_name}}-public-a'),
  subnetNamed('publicB', '{{vpc_name}}-public-b'),
  subnetNamed('privateA', '{{vpc_name}}-private-a'),
  subnetNamed('privateB', '{{vpc_name}}-private-b'),
  subnetNamed('halfPublicA', 'half-public-a'),
  subnetNamed('halfPublicB', 'half-public-b'),
  subnetNamed('halfPrivateA', 'half-private-a'),
  subnetNamed('halfPrivateB', 'half-private-b'),
  tableNamed('tablePublic', '{{vpc_name}}-public'),
  tableNamed('tableA', '{{vpc_name}}-private-a'),
  tableNamed('tableB', '{{vpc_name}}-private-b'),
  find('RouteTables', 'tableMain', { 'vpc-id': VPC, 'association.main': 'true' }),
  tableNamed('tableHalfPublic', 'half-public'),
  tableNamed('tableHalfA', 'half-private-a'),
  tableNamed('tableHalfB', 'half-private-b'),
  natNamed('natA', '{{vpc_name}}-nat-a'),
  natNamed('natB', '{{vpc_name}}-nat-b'),
  natNamed('natHalfA', 'half-nat-a'),
  natNamed('natHalfB', 'half-nat-b'),
  find('InternetGateways', 'gateways', { 'attachment.vpc-id': VPC }),
  find('InternetGateways', 'halfGateways', { 'attachment.vpc-id': HALF }),
  group('alb', '{{alb_group}}'),
  group('app', '{{app_group}}'),
  group('endpointGroup', '{{prefix}}-endpoints'),
  endpoint('s3', 's3'),
  endpoint('ssm', 'ssm'),
  endpoint('ssmmessages', 'ssmmessages'),
  find('VpcEndpoints', 'halfS3', { 'tag:Name': 'half-s3' }),
];

/** States of one task, each in an account of its own: there are too many connections to put all of them back. */
export const statesOf =
  (task: string) =>
  (
    name: string,
    calls: readonly Step[],
    expected: Expected,
    more: Partial<AccountState> = {},
  ): AccountState => ({
    name: `${task}: ${name}`,
    calls: [...FIND, ...calls],
    alone: true,
    expect: { [task]: expected },
    ...more,
  });

export const tag = (id: string, Key: string, Value: string): Step =>
  call('ec2:CreateTags', { Resources: [id], Tags: [{ Key, Value }] });
export const untag = (id: string, Key: string): Step =>
  call('ec2:DeleteTags', { Resources: [id], Tags: [{ Key }] });
export const addSubnet = (CidrBlock: string, AvailabilityZone: string, tier?: string): Step =>
  call('ec2:CreateSubnet', {
    VpcId: VPC,
    CidrBlock,
    AvailabilityZone,
    ...(tier === undefined
      ? {}
      : { TagSpecifications: [{ ResourceType: 'subnet', Tags: [{ Key: 'Tier', Value: tier }] }] }),
  });

/** A destination is an IPv4 block, an IPv6 block, or a prefix list. */
const destination = (text: string): Json =>
  text.startsWith('{{')
    ? { DestinationPrefixListId: text }
    : text.includes(':')
      ? { DestinationIpv6CidrBlock: text }
      : { DestinationCidrBlock: text };
export const DEFAULT = '0.0.0.0/0';
export const route = (RouteTableId: string, to: string, target: Json): Step =>
  call('ec2:CreateRoute', { RouteTableId, ...destination(to), ...target });
export const noRoute = (RouteTableId: string, to = DEFAULT): Step =>
  call('ec2:DeleteRoute', { RouteTableId, ...destination(to) });
export const reroute = (RouteTableId: string, target: Json): Step =>
  call('ec2:ReplaceRoute', { RouteTableId, DestinationCidrBlock: DEFAULT, ...target });
export const byNat = (NatGatewayId: string): Json => ({ NatGatewayId });
export const byGateway = (GatewayId: string): Json => ({ GatewayId });
export const unlink = (AssociationId: string): Step => call('ec2:DisassociateRouteTable', { AssociationId });

type Rule = readonly [number: number, direction: 'in' | 'out', action: 'allow' | 'deny', rest?: Json];
export const tcp = (From: number, To = From): Json => ({ Protocol: '6', PortRange: { From, To } });
export const udp = (From: number, To = From): Json => ({ Protocol: '17', PortRange: { From, To } });

/** A network ACL of these rules (all protocols from everywhere unless a rule says more), around every subnet of the VPC. */
export const acl = (vpc: string, rules: readonly Rule[]): Step[] => [
  call('ec2:CreateNetworkAcl', { VpcId: vpc }, 'made'),
  ...rules.map((rule) => entry('{{made.NetworkAcl.NetworkAclId}}', rule)),
  find('NetworkAcls', 'around', { 'vpc-id': vpc, default: 'true' }),
  {
    ...call('ec2:ReplaceNetworkAclAssociation', {
      AssociationId: '{{item.NetworkAclAssociationId}}',
      NetworkAclId: '{{made.NetworkAcl.NetworkAclId}}',
    }),
    forEach: { of: 'around.NetworkAcls.0.Associations' },
  },
];
const entry = (NetworkAclId: string, [RuleNumber, direction, RuleAction, rest = {}]: Rule): Step =>
  call('ec2:CreateNetworkAclEntry', {
    NetworkAclId,
    RuleNumber,
    RuleAction,
    Egress: direction === 'out',
    Protocol: '-1',
    CidrBlock: DEFAULT,
    ...rest,
  });
/** The ACL around half-private-a with other rules for what goes out than the solution's. */
export const halfAcl = (rules: readonly Rule[]): Step[] => [
  find('NetworkAcls', 'halfAcl', { 'tag:Name': 'half-private-a' }),
  ...[100, 110].map((RuleNumber) =>
    call('ec2:DeleteNetworkAclEntry', { NetworkAclId: HALF_ACL, RuleNumber, Egress: true }),
  ),
  ...rules.map((rule) => entry(HALF_ACL, rule)),
];
const HALF_ACL = '{{halfAcl.NetworkAcls.0.NetworkAclId}}';

export const permit = (GroupId: string, permission: Json, out = false): Step =>
  call(`ec2:AuthorizeSecurityGroup${out ? 'Egress' : 'Ingress'}`, { GroupId, IpPermissions: [permission] });
export const revoke = (GroupId: string, permission: Json, out = false): Step =>
  call(`ec2:RevokeSecurityGroup${out ? 'Egress' : 'Ingress'}`, { GroupId, IpPermissions: [permission] });
/** One permission: protocol, ports, and where from (or to). */
export const permission = (
  IpProtocol: string,
  ports: readonly [unknown, unknown] | null,
  source: string | readonly string[] | { group: string },
): Json => {
  const texts = typeof source === 'string' ? [source] : 'group' in source ? [] : source;
  const v4 = texts.filter((text) => !text.includes(':'));
  const v6 = texts.filter((text) => text.includes(':'));
  return {
    IpProtocol,
    ...(ports === null ? {} : { FromPort: ports[0], ToPort: ports[1] }),
    ...(v4.length === 0 ? {} : { IpRanges: v4.map((CidrIp) => ({ CidrIp })) }),
    ...(v6.length === 0 ? {} : { Ipv6Ranges: v6.map((CidrIpv6) => ({ CidrIpv6 })) }),
    ...(typeof source === 'object' && 'group' in source
      ? { UserIdGroupPairs: [{ GroupId: source.group }] }
      : {}),
  };
};
