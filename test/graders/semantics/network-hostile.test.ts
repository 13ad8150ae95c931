/** Input that no account returns: a right answer or an honest unknown, never a throw. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  endpointAdmits,
  explainAnswer,
  explainPath,
  gatewayEndpointsOf,
  internetExposure,
  portsBetween,
  reach,
  readNetwork,
  tierOf,
  vpcPeer,
  worldOpenPorts,
  type End,
  type NetworkDescription,
} from '../../../graders/semantics/network/index.ts';
import { dice, type Dice } from './network-generator.ts';
import {
  address,
  ask,
  cidr,
  entry,
  groups,
  HTTPS,
  INTERNET,
  OPEN,
  ownAcl,
  read,
  setInbound,
  subnet,
  tcp,
  the,
  twoZones,
  VPC,
} from './network-kit.ts';

const ENDS: End[] = [
  INTERNET,
  subnet('pub-a'),
  subnet('priv-a', 'sg-app'),
  groups('sg-alb'),
  address('10.20.16.9', VPC),
  address('8.8.8.8'),
  { kind: 'interface', networkInterfaceId: 'eni-1' },
];

/** Asks everything there is to ask. */
function askAll(description: unknown): string[] {
  const network = readNetwork(description as NetworkDescription);
  const outcomes: string[] = [];
  for (const from of ENDS)
    for (const to of ENDS) {
      const answer = reach(network, from, to, HTTPS, { down: 'us-east-1b' });
      explainAnswer(answer);
      answer.paths.forEach(explainPath);
      outcomes.push(answer.outcome);
    }
  for (const id of ['pub-a', 'priv-a', 'nowhere']) {
    tierOf(network, id);
    internetExposure(network, id);
    gatewayEndpointsOf(network, id, 'com.amazonaws.us-east-1.s3');
  }
  worldOpenPorts(network, 'sg-alb');
  portsBetween(network, vpcPeer(network, VPC, ['sg-alb']), vpcPeer(network, VPC, ['sg-app']), 'tcp');
  for (const endpoint of network.vpcEndpoints.values())
    for (const one of network.subnets.values()) endpointAdmits(network, endpoint, one, 443);
  return outcomes;
}

const JUNK = [
  null,
  undefined,
  0,
  -1,
  1.5,
  '',
  'x',
  '10.0.0.0/99',
  true,
  [],
  {},
  [null],
  ['x'],
  { State: null },
];

/** Replaces, removes or doubles something somewhere. */
function damaged(d: Dice, value: unknown, depth = 0): unknown {
  if (depth > 0 && d.chance(4)) return d.pick(JUNK);
  if (Array.isArray(value)) {
    const items = value.filter(() => !d.chance(4)).map((item) => damaged(d, item, depth + 1));
    return d.chance(4) ? [...items, ...items] : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(() => !d.chance(3))
      .map(([key, item]) => [key, damaged(d, item, depth + 1)]),
  );
}

describe('network: hostile input', () => {
  it.each([
    ['nothing', {}],
    ['null', null],
    ['a text', 'x'],
    ['a list', []],
    ['nulls', Object.fromEntries(Object.keys(twoZones()).map((key) => [key, null]))],
    ['lists of nulls', Object.fromEntries(Object.keys(twoZones()).map((key) => [key, [null, 7, 'x', {}]]))],
    ['texts instead of lists', Object.fromEntries(Object.keys(twoZones()).map((key) => [key, 'x']))],
  ])('%s is unknown', (_name, description) => {
    const outcomes = askAll(description);
    expect(new Set(outcomes)).toEqual(new Set(['unknown']));
  });

  it('empty lists are unknown: the ends are not there', () => {
    expect(new Set(askAll(Object.fromEntries(Object.keys(twoZones()).map((key) => [key, []]))))).toEqual(
      new Set(['unknown']),
    );
  });

  it('damage anywhere never throws', () => {
    const draft = twoZones((d) => {
      d.NetworkInterfaces = [
        {
          NetworkInterfaceId: 'eni-1',
          SubnetId: 'pub-a',
          PrivateIpAddresses: [{ PrivateIpAddress: '10.20.0.30' }],
          Groups: [{ GroupId: 'sg-alb' }],
        },
      ];
    });
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const outcomes = askAll(damaged(dice(seed), draft));
        expect(outcomes.every((one) => ['reach', 'no-reach', 'mixed', 'unknown'].includes(one))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('500 rules in a group: the right verdict, and quickly', () => {
    const many = Array.from({ length: 500 }, (_, i) =>
      tcp(10 * i, 10 * i + 5, cidr(`10.20.${16 + (i % 4)}.${i % 256}/32`)),
    );
    const draft = twoZones((d) => setInbound(d, 'sg-other', ...many, tcp(443, 443, cidr('10.20.16.0/22'))));
    expect(ask(draft, subnet('priv-a'), subnet('priv-b', 'sg-other')).outcome).toBe('reach');
    expect(
      ask(draft, subnet('priv-a'), subnet('priv-b', 'sg-other'), { protocol: 'tcp', port: 440 }).outcome,
    ).toBe('mixed');
    expect(
      ask(draft, subnet('priv-a'), subnet('priv-b', 'sg-other'), { protocol: 'tcp', port: 446 }).outcome,
    ).toBe('no-reach');
    const network = read(draft);
    const found = portsBetween(network, vpcPeer(network, VPC), { groupIds: ['sg-other'] }, 'tcp');
    expect([found.every, found.some.length]).toEqual([[], 500]);
  });

  it('500 entries in an ACL: the lowest number decides', () => {
    const wall = Array.from({ length: 500 }, (_, i) =>
      entry(1000 + i, 'deny', 'in', `10.20.${i % 256}.0/24`),
    );
    const at = (...first: Parameters<typeof ownAcl>[3][]): string =>
      ask(
        twoZones((d) => ownAcl(d, 'acl-x', ['priv-b'], ...wall, ...first, entry(100, 'allow', 'out'))),
        subnet('priv-a'),
        subnet('priv-b'),
      ).outcome;
    expect(at(entry(999, 'allow', 'in'))).toBe('reach');
    expect(at(entry(2000, 'allow', 'in'))).toBe('no-reach');
  });

  it.each([
    [
      'an ACL without entries in the data',
      (d: Draft) => {
        delete the(d.NetworkAcls, 'acl-1').Entries;
      },
      'malformed-acl-entry',
    ],
    [
      'a rule without a number',
      (d: Draft) => ownAcl(d, 'acl-x', ['pub-a'], { ...entry(1, 'deny', 'in'), RuleNumber: null }, ...OPEN),
      'malformed-acl-entry',
    ],
    [
      'a rule without an action',
      (d: Draft) => ownAcl(d, 'acl-x', ['pub-a'], { ...entry(1, 'deny', 'in'), RuleAction: null }, ...OPEN),
      'malformed-acl-entry',
    ],
    [
      'a rule without a direction',
      (d: Draft) => ownAcl(d, 'acl-x', ['pub-a'], { ...entry(1, 'deny', 'in'), Egress: null }, ...OPEN),
      'malformed-acl-entry',
    ],
    [
      'a rule without a block',
      (d: Draft) => ownAcl(d, 'acl-x', ['pub-a'], { ...entry(1, 'deny', 'in'), CidrBlock: null }, ...OPEN),
      'malformed-acl-entry',
    ],
    [
      'a rule with a block that is none',
      (d: Draft) => ownAcl(d, 'acl-x', ['pub-a'], { ...entry(1, 'deny', 'in'), CidrBlock: 'x' }, ...OPEN),
      'malformed-acl-entry',
    ],
    [
      'a rule with a protocol that is none',
      (d: Draft) => ownAcl(d, 'acl-x', ['pub-a'], { ...entry(1, 'deny', 'in'), Protocol: 'gre' }, ...OPEN),
      'malformed-acl-entry',
    ],
    [
      'a rule with ports that are none',
      (d: Draft) => ownAcl(d, 'acl-x', ['pub-a'], entry(1, 'deny', 'in', '0.0.0.0/0', [500, 400]), ...OPEN),
      'malformed-acl-entry',
    ],
    [
      'a rule with ports beyond the last',
      (d: Draft) => ownAcl(d, 'acl-x', ['pub-a'], entry(1, 'deny', 'in', '0.0.0.0/0', [400, 65536]), ...OPEN),
      'malformed-acl-entry',
    ],
    [
      'a rule with ports below the first',
      (d: Draft) => ownAcl(d, 'acl-x', ['pub-a'], entry(1, 'deny', 'in', '0.0.0.0/0', [-1, 500]), ...OPEN),
      'malformed-acl-entry',
    ],
    [
      'two rules of one number that disagree',
      (d: Draft) => ownAcl(d, 'acl-x', ['pub-a'], entry(1, 'deny', 'in'), entry(1, 'allow', 'in'), ...OPEN),
      'acl-rule-numbers',
    ],
    [
      'a subnet without any block',
      (d: Draft) => {
        delete the(d.Subnets, 'pub-a').CidrBlock;
      },
      'subnet-address-block',
    ],
    [
      'a subnet with a block that is none',
      (d: Draft) => {
        the(d.Subnets, 'pub-a').CidrBlock = 'x';
      },
      'subnet-address-block',
    ],
    [
      'a subnet without a VPC',
      (d: Draft) => {
        delete the(d.Subnets, 'pub-a').VpcId;
      },
      'subnet-without-vpc',
    ],
    [
      'a route without a destination',
      (d: Draft) => {
        d.RouteTables.forEach((one) => {
          one.Routes = [...(one.Routes ?? []), { NatGatewayId: 'nat-a' }];
        });
      },
      'malformed-route',
    ],
    [
      'a table without routes in the data',
      (d: Draft) => {
        d.RouteTables.forEach((one) => {
          delete one.Routes;
        });
      },
      'routes',
    ],
    [
      'a group without rules in the data',
      (d: Draft) => {
        delete the(d.SecurityGroups, 'sg-alb').IpPermissions;
      },
      'security-group-rules',
    ],
    [
      'a permission with an address that is none',
      (d: Draft) => setInbound(d, 'sg-alb', tcp(443, 443, { IpRanges: [{ CidrIp: 'x' }] })),
      'malformed-permission',
    ],
    [
      'a permission with an IPv6 address that is none',
      (d: Draft) => setInbound(d, 'sg-alb', tcp(443, 443, { Ipv6Ranges: [{}] })),
      'malformed-permission',
    ],
    [
      'a permission with a list that has no id',
      (d: Draft) => setInbound(d, 'sg-alb', tcp(443, 443, { PrefixListIds: [{}] })),
      'malformed-permission',
    ],
    [
      'a permission with a group that has no name',
      (d: Draft) => setInbound(d, 'sg-alb', tcp(443, 443, { UserIdGroupPairs: [{}] })),
      'malformed-permission',
    ],
    [
      'a permission with a protocol that is none',
      (d: Draft) => setInbound(d, 'sg-alb', { IpProtocol: 'gre', ...cidr('0.0.0.0/0') }),
      'malformed-permission',
    ],
    [
      'a prefix list with an entry that is none',
      (d: Draft) => {
        d.ManagedPrefixLists = [{ PrefixListId: 'pl-x', Entries: [{ Cidr: '0.0.0.0/0' }, { Cidr: 'x' }] }];
        setInbound(d, 'sg-alb', tcp(443, 443, { PrefixListIds: [{ PrefixListId: 'pl-x' }] }));
      },
      'prefix-list-entries',
    ],
  ] as const)('%s leaves the answer open', (_name, change, construct) => {
    const answer = ask(twoZones(change), INTERNET, subnet('pub-a', 'sg-alb'));
    expect(answer.outcome).toBe('unknown');
    expect(answer.doubts.map((one) => one.construct)).toEqual(construct === undefined ? [] : [construct]);
  });

  it.each([
    [
      'a NAT gateway without a state',
      (d: Draft) => {
        delete the(d.NatGateways, 'nat-a').State;
      },
      'nat-gateway-state',
    ],
    [
      'a NAT gateway without a subnet',
      (d: Draft) => {
        delete the(d.NatGateways, 'nat-a').SubnetId;
      },
      'subnet-of-nat-gateway',
    ],
    [
      'NAT gateways that were not read',
      (d: Partial<Draft>) => {
        delete d.NatGateways;
      },
      'not-read:NatGateways',
    ],
    [
      'internet gateways that were not read',
      (d: Partial<Draft>) => {
        delete d.InternetGateways;
      },
      'not-read:InternetGateways',
    ],
    [
      'ACLs that were not read',
      (d: Partial<Draft>) => {
        delete d.NetworkAcls;
      },
      'not-read:NetworkAcls',
    ],
    [
      'no ACL for the subnet at all',
      (d: Draft) => {
        d.NetworkAcls = [];
      },
      'network-acl',
    ],
    [
      'VPCs that were not read',
      (d: Partial<Draft>) => {
        delete d.Vpcs;
      },
      'not-read:Vpcs',
    ],
    [
      'a VPC that is not in the data',
      (d: Draft) => {
        d.Vpcs = [];
      },
      'vpc',
    ],
    [
      'tables that were not read',
      (d: Partial<Draft>) => {
        delete d.RouteTables;
      },
      'not-read:RouteTables',
    ],
    [
      'groups that were not read',
      (d: Partial<Draft>) => {
        delete d.SecurityGroups;
      },
      'not-read:SecurityGroups',
    ],
  ] as const)('%s leaves the way out open', (_name, change, construct) => {
    const draft = twoZones();
    change(draft);
    const answer = ask(draft, subnet('priv-a', 'sg-app'), INTERNET);
    expect(answer.outcome).toBe('unknown');
    expect(new Set(answer.doubts.map((one) => one.construct))).toEqual(new Set([construct]));
  });

  it('endpoints and egress-only gateways that were not read matter where a route leads to them', () => {
    const draft: Partial<Draft> = twoZones((d) => {
      d.ManagedPrefixLists = [{ PrefixListId: 'pl-s3', Entries: [{ Cidr: '52.216.0.0/15' }] }];
    });
    delete draft.VpcEndpoints;
    delete draft.EgressOnlyInternetGateways;
    expect(ask(draft, subnet('priv-a'), address('52.216.1.1')).doubts).toEqual([
      { construct: 'not-read:VpcEndpoints', resource: 'vpce-s3' },
    ]);
    expect(ask(draft, subnet('priv-a'), INTERNET).outcome).toBe('reach');
  });

  it.each([
    ['a port that is none', { protocol: 'tcp' }, 'port'],
    ['a port beyond the last', { protocol: 'tcp', port: 65_536 }, 'port'],
    ['a port below the first', { protocol: 'udp', port: -1 }, 'port'],
    ['half a port', { protocol: 'udp', port: 1.5 }, 'port'],
    ['a protocol that is none', { protocol: 'gre', port: 1 }, 'protocol'],
  ])('a question about %s', (_name, question, construct) => {
    const answer = ask(twoZones(), INTERNET, subnet('pub-a'), question as typeof HTTPS);
    expect(answer).toMatchObject({ outcome: 'unknown', paths: [], doubts: [{ construct }] });
  });

  it.each([
    [{ protocol: 'tcp', port: 0 }, 'reach'],
    [{ protocol: 'tcp', port: 65_535 }, 'reach'],
    [{ protocol: 'icmp' }, 'reach'],
  ] as const)('a question about the edge %j', (question, outcome) => {
    expect(ask(twoZones(), INTERNET, subnet('pub-a'), question).outcome).toBe(outcome);
  });

  it.each([
    ['10.20.16.0/24', 'address'],
    ['x', 'address'],
    ['::1/64', 'address'],
    ['fe80::1', 'link-local-address'],
    ['fd00:ec2::254', 'link-local-address'],
    ['10.20.16.255', undefined],
    ['10.20.19.255', 'reserved-address'],
    ['10.20.16.3', 'reserved-address'],
    ['10.20.16.4', undefined],
  ])('the address %s', (text, construct) => {
    const answer = ask(twoZones(), subnet('priv-b'), address(text));
    expect(answer.doubts.map((one) => one.construct)).toEqual(construct === undefined ? [] : [construct]);
    expect(answer.outcome).toBe(construct === undefined ? 'reach' : 'unknown');
  });

  it('an address that stands in two VPCs needs to be told which', () => {
    const draft = twoZones((d) => {
      d.Subnets.push({
        SubnetId: 'far',
        VpcId: 'vpc-2',
        CidrBlock: '10.20.16.0/22',
        AvailabilityZone: 'us-east-1a',
      });
    });
    expect(ask(draft, address('10.20.16.9'), INTERNET).doubts).toEqual([
      { construct: 'ambiguous-address', resource: '10.20.16.9' },
    ]);
    expect(ask(draft, address('10.20.16.9', VPC), INTERNET).outcome).toBe('reach');
    expect(ask(draft, subnet('priv-b'), address('10.20.16.9')).outcome).toBe('reach');
  });
});

type Draft = ReturnType<typeof twoZones>;
