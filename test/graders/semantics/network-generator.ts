/** Random small networks of constructs that the model knows, so that every question has an answer. */
import type {
  End,
  IpPermissionDescription,
  NetworkAclEntryDescription,
  Question,
  ReachOptions,
  RouteDescription,
} from '../../../graders/semantics/network/index.ts';
import { type Draft, VPC } from './network-kit.ts';

export interface Dice {
  /** A whole number from 0, below `sides`. */
  roll(sides: number): number;
  pick<T>(items: readonly T[]): T;
  /** True in `percent` of all cases. */
  chance(percent: number): boolean;
}

/** Mulberry32: small, seeded, good enough to choose test cases. */
export function dice(seed: number): Dice {
  let state = seed >>> 0;
  const roll = (sides: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * sides);
  };
  return {
    roll,
    pick: (items) => {
      if (items.length === 0) throw new Error('nothing to pick from');
      return items[roll(items.length)] as (typeof items)[number];
    },
    chance: (percent) => roll(100) < percent,
  };
}

const SUBNETS = ['s0', 's1', 's2', 's3'];
const GROUPS = ['sg-0', 'sg-1', 'sg-2'];
const v4 = (i: number): string => `10.0.0.${i * 16}/28`;
const v6 = (i: number): string => `2001:db8:0:0:0:0:0:${(i * 16).toString(16)}/124`;

const SOURCES = [
  '0.0.0.0/0',
  '0.0.0.0/0',
  '10.0.0.0/24',
  v4(0),
  v4(1),
  v4(2),
  '10.0.0.8/29',
  '10.0.0.8/29',
  '10.0.0.0/29',
  '10.0.0.40/29',
  '10.0.0.16/29',
  '18.0.0.0/8',
  '203.0.113.0/25',
  '::/0',
  v6(0),
  v6(1),
  '2600::/16',
];
const PORTS: [number, number][] = [
  [443, 443],
  [1024, 65535],
  [0, 65535],
  [32768, 32768],
  [0, 442],
  [444, 65535],
  [65535, 65535],
];

export function randomEntry(d: Dice, number: number): NetworkAclEntryDescription {
  const source = d.pick(SOURCES);
  const protocol = d.pick(['-1', '-1', '6', '6', '17', '1']);
  const [From, To] = d.pick(PORTS);
  return {
    RuleNumber: number,
    Egress: d.chance(50),
    RuleAction: d.chance(65) ? 'allow' : 'deny',
    Protocol: protocol,
    ...(source.includes(':') ? { Ipv6CidrBlock: source } : { CidrBlock: source }),
    ...(protocol === '6' || protocol === '17' ? { PortRange: { From, To } } : {}),
    ...(protocol === '1' ? { IcmpTypeCode: { Type: d.pick([-1, 0, 8]), Code: d.pick([-1, 0]) } } : {}),
  };
}

export function randomPermission(d: Dice): IpPermissionDescription {
  const protocol = d.pick(['-1', 'tcp', 'tcp', '6', 'udp', 'icmp']);
  const [from, to] = d.pick(PORTS);
  const ported = protocol !== '-1' && protocol !== 'icmp';
  const sources = Array.from({ length: d.roll(3) }, () => d.pick(SOURCES));
  return {
    IpProtocol: protocol,
    ...(ported ? { FromPort: from, ToPort: to } : {}),
    ...(protocol === 'icmp' ? { FromPort: d.pick([-1, 8, 3]), ToPort: -1 } : {}),
    IpRanges: sources.filter((text) => !text.includes(':')).map((CidrIp) => ({ CidrIp })),
    Ipv6Ranges: sources.filter((text) => text.includes(':')).map((CidrIpv6) => ({ CidrIpv6 })),
    UserIdGroupPairs: d.chance(40) ? [{ GroupId: d.pick(GROUPS) }] : [],
    PrefixListIds: d.chance(20) ? [{ PrefixListId: 'pl-1' }] : [],
  };
}

const TARGETS: RouteDescription[] = [
  { GatewayId: 'igw-1' },
  { GatewayId: 'igw-1' },
  { GatewayId: 'igw-2' },
  { GatewayId: 'igw-gone' },
  { NatGatewayId: 'nat-0' },
  { NatGatewayId: 'nat-0' },
  { NatGatewayId: 'nat-1' },
  { NatGatewayId: 'nat-gone' },
  { EgressOnlyInternetGatewayId: 'eigw-1' },
];
const DESTINATIONS = [
  '0.0.0.0/0',
  '0.0.0.0/0',
  '0.0.0.0/1',
  '128.0.0.0/1',
  '18.0.0.0/8',
  '18.0.0.10/32',
  '203.0.113.0/24',
  '::/0',
  '::/0',
  '2600::/32',
  'pl-1',
];

function randomRoutes(d: Dice): RouteDescription[] {
  const seen = new Set<string>();
  const routes: RouteDescription[] = [];
  for (let i = d.roll(5); i > 0; i -= 1) {
    const to = d.pick(DESTINATIONS);
    const propagated = d.chance(8) && !to.startsWith('pl-');
    if (seen.has(`${to} ${propagated}`)) continue;
    seen.add(`${to} ${propagated}`);
    routes.push({
      ...(to.startsWith('pl-')
        ? { DestinationPrefixListId: to }
        : to.includes(':')
          ? { DestinationIpv6CidrBlock: to }
          : { DestinationCidrBlock: to }),
      ...d.pick(TARGETS),
      State: d.chance(8) ? 'blackhole' : 'active',
      ...(propagated ? { Origin: 'EnableVgwRoutePropagation' } : {}),
    });
  }
  return routes;
}

export function randomNetwork(d: Dice): Draft {
  const dual = d.chance(50);
  const Subnets = SUBNETS.map((SubnetId, i) => ({
    SubnetId,
    VpcId: VPC,
    AvailabilityZone: i % 2 === 0 ? 'za' : 'zb',
    ...(dual && d.chance(15) ? {} : { CidrBlock: v4(i) }),
    Ipv6CidrBlockAssociationSet: dual ? [{ Ipv6CidrBlock: v6(i) }] : [],
    ...(d.chance(5)
      ? {
          BlockPublicAccessStates: {
            InternetGatewayBlockMode: d.pick(['off', 'block-ingress', 'block-bidirectional']),
          },
        }
      : {}),
  }));
  const tables = ['rtb-0', 'rtb-1'];
  const placed = SUBNETS.map((id) => ({ id, table: d.pick([...tables, 'main']) }));
  return {
    Vpcs: [
      {
        VpcId: VPC,
        CidrBlock: '10.0.0.0/24',
        ...(dual ? { Ipv6CidrBlockAssociationSet: [{ Ipv6CidrBlock: '2001:db8::/112' }] } : {}),
        ...(d.chance(5)
          ? {
              BlockPublicAccessStates: {
                InternetGatewayBlockMode: d.pick(['block-ingress', 'block-bidirectional']),
              },
            }
          : {}),
      },
    ],
    Subnets,
    RouteTables: [
      { RouteTableId: 'rtb-main', VpcId: VPC, Associations: [{ Main: true }], Routes: randomRoutes(d) },
      ...tables.map((RouteTableId) => ({
        RouteTableId,
        VpcId: VPC,
        Associations: placed
          .filter(({ table }) => table === RouteTableId)
          .map(({ id }) => ({
            SubnetId: id,
            AssociationState: { State: d.chance(90) ? 'associated' : 'disassociated' },
          })),
        Routes: randomRoutes(d),
      })),
    ],
    InternetGateways: [
      { InternetGatewayId: 'igw-1', Attachments: d.chance(90) ? [{ VpcId: VPC, State: 'available' }] : [] },
      { InternetGatewayId: 'igw-2', Attachments: [{ VpcId: 'vpc-2', State: 'attached' }] },
    ],
    EgressOnlyInternetGateways: [
      { EgressOnlyInternetGatewayId: 'eigw-1', Attachments: [{ VpcId: VPC, State: 'attached' }] },
    ],
    NatGateways: [0, 1].map((i) => ({
      NatGatewayId: `nat-${i}`,
      VpcId: VPC,
      State: d.chance(90) ? 'available' : 'deleted',
      ...(d.chance(10) ? { ConnectivityType: 'private' } : {}),
      ...(d.chance(15) ? { AvailabilityMode: 'regional' } : { SubnetId: d.pick(SUBNETS) }),
      NatGatewayAddresses: d.chance(90) ? [{ PublicIp: '198.51.100.1' }] : [{ PrivateIp: '10.0.0.5' }],
    })),
    NetworkAcls: [
      {
        NetworkAclId: 'acl-open',
        VpcId: VPC,
        IsDefault: true,
        Associations: [],
        Entries: ['0.0.0.0/0', '::/0'].flatMap((block, i) =>
          [true, false].map((Egress) => ({
            RuleNumber: 100 + i,
            Egress,
            RuleAction: 'allow',
            Protocol: '-1',
            ...(i === 0 ? { CidrBlock: block } : { Ipv6CidrBlock: block }),
          })),
        ),
      },
      ...SUBNETS.filter(() => d.chance(35)).map((id) => ({
        NetworkAclId: `acl-${id}`,
        VpcId: VPC,
        Associations: [{ SubnetId: id }],
        Entries: [
          ...Array.from({ length: d.roll(5) }, (_, i) => randomEntry(d, 10 * (i + 1))),
          ...(d.chance(70)
            ? ['0.0.0.0/0', '::/0'].flatMap((block, i) =>
                [true, false].map((Egress) => ({
                  RuleNumber: 200 + i,
                  Egress,
                  RuleAction: 'allow',
                  Protocol: '-1',
                  ...(i === 0 ? { CidrBlock: block } : { Ipv6CidrBlock: block }),
                })),
              )
            : []),
        ],
      })),
    ],
    SecurityGroups: GROUPS.map((GroupId) => ({
      GroupId,
      VpcId: VPC,
      IpPermissions: Array.from({ length: d.roll(4) }, () => randomPermission(d)),
      IpPermissionsEgress: d.chance(70)
        ? [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }], Ipv6Ranges: [{ CidrIpv6: '::/0' }] }]
        : [randomPermission(d)],
    })),
    ManagedPrefixLists: [
      {
        PrefixListId: 'pl-1',
        Entries: [{ Cidr: '18.0.0.0/16' }, { Cidr: '10.0.0.0/29' }, { Cidr: '2600::/24' }].filter(() =>
          d.chance(70),
        ),
      },
    ],
    VpcEndpoints: [],
    NetworkInterfaces: [],
  };
}

/** Groups must not be asked to send VPC traffic elsewhere: a list that holds VPC addresses is not used in routes. */
export function withoutMiddleboxes(draft: Draft): Draft {
  for (const list of draft.ManagedPrefixLists)
    if (
      draft.RouteTables.some(({ Routes }) =>
        (Routes ?? []).some((route) => route.DestinationPrefixListId === list.PrefixListId),
      )
    )
      list.Entries = (list.Entries ?? []).filter(({ Cidr }) => !Cidr?.startsWith('10.'));
  return draft;
}

export interface RandomQuestion {
  readonly from: End;
  readonly to: End;
  readonly question: Question;
  readonly options: ReachOptions;
}

function randomEnd(d: Dice): End {
  if (d.chance(25)) return { kind: 'internet' };
  const subnetId = d.pick(SUBNETS);
  if (d.chance(50)) return { kind: 'subnet', subnetId };
  const groupIds = [d.pick(GROUPS), ...(d.chance(30) ? [d.pick(GROUPS)] : [])];
  return { kind: 'subnet', subnetId, groupIds };
}

export function randomQuestion(d: Dice): RandomQuestion {
  const from = randomEnd(d);
  const to =
    from.kind === 'internet' ? ({ kind: 'subnet', subnetId: d.pick(SUBNETS) } as const) : randomEnd(d);
  const port = d.pick([443, 443, 22, 1024]);
  const question: Question = d.chance(10)
    ? { protocol: 'icmp' }
    : { protocol: d.chance(85) ? 'tcp' : 'udp', port };
  return {
    from,
    to,
    question,
    options: {
      level: d.pick(['route', 'acl', 'groups', 'groups']),
      ...(d.chance(15) ? { via: [d.pick(['internet-gateway', 'nat-gateway', 'local'] as const)] } : {}),
      ...(d.chance(20) ? { down: d.pick(['za', 'zb']) } : {}),
    },
  };
}
