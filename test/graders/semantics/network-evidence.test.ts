/** What an answer shows: hops in the order of the packet, the rule or route that decided, sentences, and open outcomes. */
import { describe, expect, it } from 'vitest';
import {
  explainAnswer,
  explainHop,
  explainPath,
  pageOf,
  settles,
  type Answer,
  type End,
  type Hop,
  type Why,
} from '../../../graders/semantics/network/index.ts';
import {
  address,
  addRoute,
  ask,
  cidr,
  disassociate,
  dualStack,
  entry,
  groups,
  HTTPS,
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
  twoZones,
  VPC,
} from './network-kit.ts';

const brief = ({ direction, part, flow, resource, result }: Hop): string =>
  [direction === 'reply' ? 'reply' : '', part, flow ?? '', resource, result === 'pass' ? '' : result]
    .filter((word) => word !== '')
    .join(' ');
const hopsOf = (answer: Answer): string[] => answer.paths.flatMap(({ hops }) => hops.map(brief));

describe('network: the path, hop by hop', () => {
  it('out through NAT and back', () => {
    const answer = ask(twoZones(), subnet('priv-a', 'sg-app'), INTERNET);
    expect(hopsOf(answer)).toEqual([
      'subnet priv-a',
      'security-groups out sg-app',
      'network-acl out acl-1',
      'route-table rtb-a',
      'nat-gateway nat-a',
      'subnet pub-a',
      'network-acl in acl-1',
      'network-acl out acl-1',
      'route-table rtb-public',
      'internet-gateway igw-1',
      'reply network-acl in acl-1',
      'reply network-acl out acl-1',
      'reply route-table rtb-public',
      'reply network-acl in acl-1',
    ]);
    expect(answer.paths).toMatchObject([
      {
        family: 4,
        from: '10.20.16.4-10.20.19.254',
        to: '18.0.0.10, 203.0.113.10',
        via: 'nat-gateway',
        outcome: 'reach',
        possible: ['reach'],
        assumesPublicAddress: false,
      },
    ]);
  });

  it('in from the Internet', () => {
    const answer = ask(twoZones(), INTERNET, subnet('pub-a', 'sg-alb'));
    expect(hopsOf(answer)).toEqual([
      'internet-gateway igw-1',
      'subnet pub-a',
      'network-acl in acl-1',
      'security-groups in sg-alb',
      'reply network-acl out acl-1',
      'reply route-table rtb-public',
    ]);
    expect(answer.paths[0]?.assumesPublicAddress).toBe(true);
  });

  it('from subnet to subnet', () => {
    const answer = ask(twoZones(), subnet('pub-a', 'sg-alb'), subnet('priv-b', 'sg-app'), {
      protocol: 'tcp',
      port: 8000,
    });
    expect(hopsOf(answer)).toEqual([
      'subnet pub-a',
      'security-groups out sg-alb',
      'network-acl out acl-1',
      'route-table rtb-public',
      'subnet priv-b',
      'network-acl in acl-1',
      'security-groups in sg-app',
      'reply network-acl out acl-1',
      'reply route-table rtb-b',
      'reply network-acl in acl-1',
    ]);
    expect(answer.paths[0]?.assumesPublicAddress).toBe(false);
  });

  it('inside one subnet', () => {
    const answer = ask(twoZones(), subnet('priv-a', 'sg-alb'), subnet('priv-a', 'sg-app'), {
      protocol: 'tcp',
      port: 8000,
    });
    expect(hopsOf(answer)).toEqual([
      'subnet priv-a',
      'security-groups out sg-alb',
      'security-groups in sg-app',
    ]);
    expect(explainPath(answer.paths[0] ?? never())[0]).toBe(
      'both ends are in subnet half-priv-a (priv-a), so no network ACL and no route table is asked',
    );
  });

  it('out through a regional NAT gateway', () => {
    const answer = ask(
      twoZones((d) => {
        d.NatGateways = [
          { NatGatewayId: 'nat-r', VpcId: VPC, State: 'available', AvailabilityMode: 'regional' },
        ];
        setRoutes(d, 'rtb-a', to4('0.0.0.0/0', nat('nat-r')));
      }),
      subnet('priv-a'),
      INTERNET,
    );
    expect(hopsOf(answer)).toEqual([
      'subnet priv-a',
      'network-acl out acl-1',
      'route-table rtb-a',
      'nat-gateway nat-r',
      'internet-gateway igw-1',
      'reply network-acl in acl-1',
    ]);
  });

  it('between members without a place', () => {
    expect(
      hopsOf(ask(twoZones(), groups('sg-alb'), groups('sg-app'), { protocol: 'tcp', port: 8000 })),
    ).toEqual(['security-groups out sg-alb', 'security-groups in sg-app']);
  });

  it('a wall without a name in it is a gateway that was not read', () => {
    const { InternetGateways: _unread, ...rest } = twoZones();
    const [hop] = ask(rest, INTERNET, subnet('pub-a')).paths[0]?.hops ?? [];
    expect(hop).toMatchObject({
      part: 'internet-gateway',
      resource: VPC,
      why: 'unknown',
      result: 'unknown',
      doubts: [{ construct: 'not-read:InternetGateways', resource: VPC }],
    });
    const [attached] = ask(twoZones(), INTERNET, subnet('pub-a')).paths[0]?.hops ?? [];
    expect(attached).toMatchObject({ why: 'attached', resource: 'igw-1' });
    expect(attached?.doubts).toBeUndefined();
    const blocked = ask(
      twoZones((d) => {
        the(d.Vpcs, VPC).BlockPublicAccessStates = { InternetGatewayBlockMode: 'block-ingress' };
      }),
      INTERNET,
      subnet('pub-a'),
    ).broken;
    expect(blocked?.why).toBe('public-access-blocked');
    expect(blocked?.doubts).toBeUndefined();
  });

  it('subnets on the way are in their zones, unless both ends are in one', () => {
    const whys = (answer: Answer): string[] =>
      answer.paths.flatMap(({ hops }) => hops.filter(({ part }) => part === 'subnet').map(({ why }) => why));
    expect(whys(ask(twoZones(), subnet('priv-a'), INTERNET))).toEqual(['in-subnet', 'in-subnet']);
    expect(whys(ask(twoZones(), INTERNET, subnet('pub-a')))).toEqual(['in-subnet']);
    expect(whys(ask(twoZones(), subnet('priv-a'), subnet('priv-b')))).toEqual(['in-subnet', 'in-subnet']);
    expect(whys(ask(twoZones(), subnet('priv-a'), subnet('priv-a')))).toEqual(['same-subnet']);
  });

  it('at the level of routes', () => {
    expect(hopsOf(ask(twoZones(), subnet('priv-a', 'sg-app'), INTERNET, HTTPS, { level: 'route' }))).toEqual([
      'subnet priv-a',
      'route-table rtb-a',
      'nat-gateway nat-a',
      'subnet pub-a',
      'route-table rtb-public',
      'internet-gateway igw-1',
      'reply route-table rtb-public',
    ]);
  });

  it('a path for each route taken', () => {
    const answer = ask(
      twoZones((d) => {
        dualStack(d);
        addRoute(d, 'rtb-public', to4('18.0.0.0/8', nat('nat-x')));
      }),
      subnet('pub-a'),
      INTERNET,
    );
    expect(answer.paths.map(({ family, to, via, outcome }) => ({ family, to, via, outcome }))).toEqual([
      { family: 4, to: '18.0.0.10', via: 'nat-gateway', outcome: 'no-reach' },
      { family: 4, to: '203.0.113.10', via: 'internet-gateway', outcome: 'reach' },
      { family: 6, to: '2600::1', via: 'internet-gateway', outcome: 'reach' },
    ]);
    expect(answer.outcome).toBe('mixed');
  });
});

const never = (): never => {
  throw new Error('no path');
};

describe('network: the evidence of a hop', () => {
  const brokenBy = (answer: Answer): Hop => answer.broken ?? never();

  it('names the ACL rule by number, the direction and the port that decided', () => {
    const change = (d: Parameters<NonNullable<Parameters<typeof twoZones>[0]>>[0]): void =>
      ownAcl(d, 'acl-x', ['pub-a'], entry(90, 'deny', 'out', '203.0.113.0/24', [32768, 40000]), ...OPEN);
    const hop = brokenBy(ask(twoZones(change), INTERNET, subnet('pub-a')));
    expect(hop).toEqual({
      part: 'network-acl',
      direction: 'reply',
      flow: 'out',
      subnetId: 'pub-a',
      resource: 'acl-x',
      result: 'partial',
      why: 'acl-denies',
      traffic: 'tcp 32768',
      peer: '203.0.113.10',
      rule: { number: 90, allow: false, source: '203.0.113.0/24' },
    });
    expect(explainHop(hop)).toBe(
      'network ACL acl-x stops the reply, tcp 32768 out to 203.0.113.10 at rule 90 (203.0.113.0/24) (some addresses only)',
    );
  });

  it('shows the last rule of a list as an asterisk, written or not', () => {
    const at = (...entries: Parameters<typeof ownAcl>[3][]): Hop =>
      brokenBy(
        ask(
          twoZones((d) => ownAcl(d, 'acl-x', ['pub-a'], ...entries)),
          INTERNET,
          subnet('pub-a'),
        ),
      );
    for (const hop of [at(), at(entry(32767, 'deny', 'in'))]) {
      expect(hop.rule).toMatchObject({ number: '*', allow: false });
      expect(explainHop(hop)).toBe(
        'network ACL acl-x stops tcp 443 in from 18.0.0.10, 203.0.113.10 at the last rule (*), which denies everything else',
      );
    }
    expect(at(entry(32766, 'deny', 'in')).rule?.number).toBe(32766);
  });

  it('names the rule that lets a reply through, and all its ports', () => {
    const [, , , , reply] = ask(twoZones(), INTERNET, subnet('pub-a', 'sg-alb')).paths[0]?.hops ?? [];
    expect(reply).toMatchObject({
      traffic: 'tcp 1024, tcp 32768, tcp 65535',
      rule: { number: 100, allow: true, source: '0.0.0.0/0' },
      why: 'acl-allows',
    });
  });

  it('names the ACL and the subnet by their Name tags', () => {
    const answer = ask(
      twoZones((d) => {
        the(d.NetworkAcls, 'acl-1').Tags = [{ Key: 'Name', Value: 'wall' }];
        the(d.NetworkAcls, 'acl-1').Entries = [];
      }),
      INTERNET,
      subnet('pub-a'),
    );
    expect(explainAnswer(answer)).toBe(
      'it does not get through: network ACL wall (acl-1) stops tcp 443 in from 18.0.0.10, 203.0.113.10 at the last rule (*), which denies everything else',
    );
  });

  it('names the group rule that admits', () => {
    const hop = ask(
      twoZones((d) =>
        setInbound(d, 'sg-alb', tcp(80, 80, cidr('0.0.0.0/0')), tcp(443, 443, cidr('0.0.0.0/0', '::/0'))),
      ),
      INTERNET,
      subnet('pub-a', 'sg-alb'),
    ).paths[0]?.hops[3];
    expect(hop).toMatchObject({
      why: 'group-admits',
      admittedBy: { groupId: 'sg-alb', peers: ['0.0.0.0/0', '::/0'] },
      peer: '18.0.0.10, 203.0.113.10',
      name: 'bm-alb',
    });
    expect(hop && explainHop(hop)).toBe(
      'security group bm-alb (sg-alb) lets tcp 443 in, because a rule names 0.0.0.0/0, ::/0',
    );
  });

  it('names the addresses that a group refuses', () => {
    const hop = brokenBy(
      ask(
        twoZones((d) => setInbound(d, 'sg-other', tcp(443, 443, cidr('10.20.16.0/23')))),
        subnet('priv-a'),
        subnet('priv-b', 'sg-other'),
      ),
    );
    expect(hop).toMatchObject({
      result: 'partial',
      why: 'group-blocks',
      peer: '10.20.18.0-10.20.19.254',
      subnetId: 'priv-b',
      flow: 'in',
    });
    expect(explainHop(hop)).toBe(
      'no rule of security group bm-other (sg-other) lets tcp 443 in from 10.20.18.0-10.20.19.254 (some addresses only)',
    );
    expect(hop.admittedBy).toBeUndefined();
  });

  it('lists several groups in a fixed order', () => {
    expect(brokenBy(ask(twoZones(), INTERNET, subnet('pub-a', 'sg-other', 'sg-app')))).toMatchObject({
      resource: 'sg-app, sg-other',
    });
    expect(brokenBy(ask(twoZones(), INTERNET, subnet('pub-a', 'sg-other', 'sg-app'))).name).toBeUndefined();
  });

  it('names the route, its list, and the main table', () => {
    const main = brokenBy(
      ask(
        twoZones((d) => {
          disassociate(d, 'rtb-public');
          table(d, 'rtb-main').Tags = [{ Key: 'Name', Value: 'main' }];
        }),
        subnet('pub-b'),
        INTERNET,
      ),
    );
    expect(main).toMatchObject({
      why: 'no-route',
      mainTable: true,
      peer: '18.0.0.10, 203.0.113.10',
      subnetId: 'pub-b',
    });
    expect(main.route).toBeUndefined();
    expect(explainHop(main)).toBe(
      'route table main (rtb-main), the main table, of pub-b has no route to 18.0.0.10, 203.0.113.10',
    );
    const listed = ask(
      twoZones((d) => {
        d.ManagedPrefixLists = [{ PrefixListId: 'pl-x', Entries: [{ Cidr: '0.0.0.0/0' }] }];
        setRoutes(d, 'rtb-public', toList('pl-x', igw()));
      }),
      subnet('pub-a'),
      INTERNET,
    ).paths[0]?.hops[2];
    expect(listed).toMatchObject({
      mainTable: false,
      route: { destination: '0.0.0.0/0', prefixListId: 'pl-x', kind: 'internet-gateway', target: 'igw-1' },
    });
    expect(listed && explainHop(listed)).toBe(
      'route table rtb-public sends it by the route 0.0.0.0/0 from pl-x to igw-1',
    );
  });

  it.each([
    [
      'nat-gone',
      'NAT gateway nat-x does not exist',
      (d: Draft) => setRoutes(d, 'rtb-a', to4('0.0.0.0/0', nat('nat-x'))),
    ],
    [
      'nat-not-available',
      'NAT gateway nat-a is in state pending',
      (d: Draft) => {
        the(d.NatGateways, 'nat-a').State = 'pending';
      },
    ],
    [
      'nat-private',
      'NAT gateway way-out (nat-a) is private and has no way to the Internet',
      (d: Draft) => {
        Object.assign(the(d.NatGateways, 'nat-a'), {
          ConnectivityType: 'private',
          Tags: [{ Key: 'Name', Value: 'way-out' }],
        });
      },
    ],
    [
      'nat-no-address',
      'NAT gateway nat-a has no Elastic IP address',
      (d: Draft) => {
        the(d.NatGateways, 'nat-a').NatGatewayAddresses = [{}];
      },
    ],
    [
      'nat-elsewhere',
      'NAT gateway nat-a belongs to another VPC (vpc-2)',
      (d: Draft) => {
        the(d.NatGateways, 'nat-a').VpcId = 'vpc-2';
      },
    ],
    [
      'igw-detached',
      'route table rtb-public of pub-a leads to igw-1, which is not attached to this VPC',
      (d: Draft) => {
        the(d.InternetGateways, 'igw-1').Attachments = [];
      },
    ],
    [
      'blackhole',
      'NAT gateway nat-a is gone, so the route is a blackhole',
      (d: Draft) => setRoutes(d, 'rtb-a', { ...to4('0.0.0.0/0', nat('nat-a')), State: 'blackhole' }),
    ],
    [
      'nat-subnet-not-public',
      'the NAT gateway stands in priv-b, whose route table rtb-b does not lead to an internet gateway (0.0.0.0/0 to nat-b)',
      (d: Draft) => {
        the(d.NatGateways, 'nat-a').SubnetId = 'priv-b';
      },
    ],
    [
      'wrong-gateway',
      'it goes through igw-1, not through the nat-gateway',
      (d: Draft) => setRoutes(d, 'rtb-a', to4('0.0.0.0/0', igw())),
    ],
    [
      'egress-only-ipv4',
      'egress-only internet gateway eigw-1 carries IPv6 only',
      (d: Draft) => setRoutes(d, 'rtb-a', to4('0.0.0.0/0', { EgressOnlyInternetGatewayId: 'eigw-1' })),
    ],
    [
      'no-route',
      'route table rtb-a of priv-a has no route to 18.0.0.10, 203.0.113.10',
      (d: Draft) => setRoutes(d, 'rtb-a'),
    ],
    [
      'public-access-blocked',
      'VPC Block Public Access on pub-a is block-bidirectional',
      (d: Draft) => {
        the(d.Subnets, 'pub-a').BlockPublicAccessStates = { InternetGatewayBlockMode: 'block-bidirectional' };
      },
    ],
  ] as const)('%s in words', (why, words, change) => {
    const hop = brokenBy(ask(twoZones(change), subnet('priv-a'), INTERNET, HTTPS, { via: ['nat-gateway'] }));
    expect(hop.why).toBe(why);
    expect(explainHop(hop)).toBe(words);
  });

  it.each([
    [
      'no internet gateway is attached to vpc-1',
      (d: Draft) => {
        d.InternetGateways = [];
      },
    ],
    [
      'route table rtb-public of pub-a sends the reply elsewhere than to an internet gateway (0.0.0.0/0 to nat-b)',
      (d: Draft) => setRoutes(d, 'rtb-public', to4('0.0.0.0/0', nat('nat-b'))),
    ],
    ['subnet half-pub-a (pub-a) is gone with its zone us-east-1a', () => {}],
  ] as const)('inbound: %s', (words, change) => {
    const down = words.includes('zone') ? { down: 'us-east-1a' } : {};
    const draft = twoZones((d) => {
      change(d);
      // A NAT gateway that works, so that the route itself is what is wrong.
      the(d.NatGateways, 'nat-b').SubnetId = 'pub-b';
      if (words.includes('nat-b'))
        table(d, 'rtb-main').Associations = [{ Main: true }, { SubnetId: 'pub-b' }];
    });
    expect(explainHop(brokenBy(ask(draft, INTERNET, subnet('pub-a'), HTTPS, down)))).toBe(words);
  });

  it('inbound by IPv6 past an egress-only gateway, and other ends, in words', () => {
    const eigw = (d: Draft): void => {
      dualStack(d);
      d.EgressOnlyInternetGateways = [
        { EgressOnlyInternetGatewayId: 'eigw-1', Attachments: [{ VpcId: VPC, State: 'attached' }] },
      ];
      addRoute(d, 'rtb-a', to6('::/0', { EgressOnlyInternetGatewayId: 'eigw-1' }));
    };
    expect(explainHop(brokenBy(ask(twoZones(eigw), INTERNET, subnet('priv-a'), HTTPS, { family: 6 })))).toBe(
      'route table rtb-a of priv-a leads to eigw-1, which lets nobody in',
    );
    expect(explainHop(brokenBy(ask(twoZones(), INTERNET, subnet('pub-a'), HTTPS, { family: 6 })))).toBe(
      'one of the ends has no IPv6 address',
    );
    expect(explainHop(brokenBy(ask(twoZones(), subnet('pub-a'), address('10.20.200.1'))))).toBe(
      'no subnet of vpc-1 holds the address',
    );
    expect(explainHop(brokenBy(ask(twoZones(), subnet('pub-a'), address('192.168.1.1'))))).toBe(
      'nobody on the Internet has the address 192.168.1.1',
    );
    expect(explainAnswer(ask(twoZones(), subnet('pub-a'), address('192.168.1.1')))).toBe(
      'it does not get through: nobody on the Internet has the address 192.168.1.1',
    );
  });

  it('a ping in words', () => {
    const hop = brokenBy(ask(twoZones(), INTERNET, subnet('pub-a', 'sg-alb'), { protocol: 'icmp' }));
    expect(explainHop(hop)).toBe(
      'no rule of security group bm-alb (sg-alb) lets icmp type 8 in from 18.0.0.10, 203.0.113.10',
    );
  });

  it('the answer in one sentence', () => {
    expect(explainAnswer(ask(twoZones(), subnet('priv-a'), INTERNET))).toBe('it gets through by nat-gateway');
    expect(explainAnswer(ask(twoZones(), groups('sg-app'), INTERNET))).toBe('it gets through');
    expect(
      explainAnswer(
        ask(
          twoZones((d) => setRoutes(d, 'rtb-public', to4('0.0.0.0/1', igw()))),
          subnet('pub-a'),
          INTERNET,
        ),
      ),
    ).toBe('only some of it gets through: route table rtb-public of pub-a has no route to 203.0.113.10');
    expect(
      explainAnswer(
        ask(
          twoZones((d) => setRoutes(d, 'rtb-a', to4('0.0.0.0/0', { TransitGatewayId: 'tgw-1' }))),
          subnet('priv-a'),
          INTERNET,
        ),
      ),
    ).toBe('it depends on transit-gateway (tgw-1)');
  });
});

type Draft = Parameters<NonNullable<Parameters<typeof twoZones>[0]>>[0];

describe('network: what a doubt leaves open', () => {
  const tgw = (d: Draft): void => setRoutes(d, 'rtb-a', to4('0.0.0.0/0', { TransitGatewayId: 'tgw-1' }));

  it('nothing is settled behind an unknown route', () => {
    const answer = ask(twoZones(tgw), subnet('priv-a'), INTERNET);
    expect(answer.possible).toEqual(['reach', 'no-reach', 'mixed']);
    expect([settles(answer, 'reach'), settles(answer, 'no-reach'), settles(answer, 'mixed')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('a part that is surely stopped rules out reach', () => {
    const answer = ask(
      twoZones((d) => {
        tgw(d);
        ownAcl(d, 'acl-x', ['priv-a'], entry(90, 'deny', 'out', '18.0.0.0/8'), ...OPEN);
      }),
      subnet('priv-a'),
      INTERNET,
    );
    expect(answer.outcome).toBe('unknown');
    expect(answer.possible).toEqual(['no-reach', 'mixed']);
    expect(settles(answer, 'reach')).toBe(false);
    expect(answer.broken).toMatchObject({ why: 'acl-denies', result: 'partial' });
  });

  it('a part that surely gets through rules out no-reach', () => {
    const answer = ask(
      twoZones((d) => addRoute(d, 'rtb-public', to4('18.0.0.0/8', { TransitGatewayId: 'tgw-1' }))),
      subnet('pub-a'),
      INTERNET,
    );
    expect(answer.possible).toEqual(['reach', 'mixed']);
    expect(settles(answer, 'no-reach')).toBe(false);
    expect(answer.doubts).toEqual([{ construct: 'transit-gateway', resource: 'tgw-1' }]);
  });

  it('a single pair of addresses cannot be mixed', () => {
    const answer = ask(twoZones(tgw), address('10.20.16.9', VPC), address('8.8.8.8'));
    expect(answer.possible).toEqual(['reach', 'no-reach']);
  });

  it('names each doubt once', () => {
    const answer = ask(
      twoZones((d) =>
        setRoutes(
          d,
          'rtb-a',
          to4('0.0.0.0/1', { TransitGatewayId: 'tgw-1' }),
          to4('128.0.0.0/1', { TransitGatewayId: 'tgw-1' }),
        ),
      ),
      subnet('priv-a'),
      INTERNET,
    );
    expect(answer.doubts).toEqual([{ construct: 'transit-gateway', resource: 'tgw-1' }]);
  });

  it('a doubtful ACL entry matters for its own addresses only', () => {
    const draft = twoZones((d) =>
      ownAcl(d, 'acl-x', ['pub-a'], { ...entry(90, 'deny', 'in', '18.0.0.0/8'), Protocol: 'tcp' }, ...OPEN),
    );
    const answer = ask(draft, INTERNET, subnet('pub-a'));
    expect(answer.possible).toEqual(['reach', 'mixed']);
    expect(answer.doubts).toEqual([{ construct: 'malformed-acl-entry', resource: 'acl-x rule 90' }]);
    expect(explainAnswer(answer)).toBe('it depends on malformed-acl-entry (acl-x rule 90)');
  });
});

describe('network: one route hop for several routes', () => {
  const natRoute = (change: (d: Draft) => void): Hop | undefined =>
    ask(twoZones(change), subnet('priv-a'), INTERNET).paths[0]?.hops.find(
      ({ resource, direction }) => resource === 'rtb-public' && direction === 'request',
    );

  it('shows all addresses and the first route when all pass', () => {
    const hop = natRoute((d) =>
      setRoutes(d, 'rtb-public', to4('0.0.0.0/1', igw()), to4('128.0.0.0/1', igw())),
    );
    expect(hop).toMatchObject({
      result: 'pass',
      why: 'routed',
      peer: '18.0.0.10, 203.0.113.10',
      route: { destination: '0.0.0.0/1' },
    });
    expect(hop?.doubts).toBeUndefined();
  });

  it('shows the branch that fails, and its addresses', () => {
    const hop = natRoute((d) =>
      setRoutes(d, 'rtb-public', to4('0.0.0.0/1', igw()), to4('128.0.0.0/1', nat('nat-x'))),
    );
    const parts = ask(
      twoZones((d) => setRoutes(d, 'rtb-public', to4('0.0.0.0/1', igw()), to4('128.0.0.0/1', nat('nat-x')))),
      subnet('priv-a'),
      INTERNET,
    ).paths.flatMap(({ hops }) => hops.map(({ part }) => part));
    expect(parts).not.toContain('internet-gateway');
    expect(hop).toMatchObject({
      result: 'partial',
      why: 'nat-gone',
      peer: '203.0.113.10',
      route: { target: 'nat-x' },
    });
  });

  it('shows a certain failure before a doubt, and a doubt before what passes', () => {
    const tgw = { TransitGatewayId: 'tgw-1' };
    const both = natRoute((d) =>
      setRoutes(d, 'rtb-public', to4('0.0.0.0/1', tgw), to4('128.0.0.0/1', nat('nat-x'))),
    );
    expect(both).toMatchObject({
      result: 'unknown',
      why: 'nat-gone',
      doubts: [{ construct: 'transit-gateway', resource: 'tgw-1' }],
    });
    const one = natRoute((d) => setRoutes(d, 'rtb-public', to4('0.0.0.0/1', igw()), to4('128.0.0.0/1', tgw)));
    expect(one).toMatchObject({
      result: 'unknown',
      why: 'unknown',
      peer: '203.0.113.10',
      doubts: [{ construct: 'transit-gateway' }],
    });
    const twice = natRoute((d) =>
      setRoutes(d, 'rtb-public', to4('0.0.0.0/1', nat('nat-x')), to4('128.0.0.0/1', nat('nat-y'))),
    );
    expect(twice?.route?.target).toBe('nat-x');
    const doubts = natRoute((d) =>
      setRoutes(
        d,
        'rtb-public',
        to4('0.0.0.0/1', tgw),
        to4('128.0.0.0/1', { VpcPeeringConnectionId: 'pcx-1' }),
      ),
    );
    expect(doubts).toMatchObject({
      route: { target: 'tgw-1' },
      doubts: [{ construct: 'transit-gateway' }, { construct: 'vpc-peering-connection' }],
    });
  });

  it('says when no table is known', () => {
    const { RouteTables: _unread, ...rest } = twoZones();
    expect(ask(rest, INTERNET, subnet('pub-a')).paths[0]?.hops.at(-1)).toMatchObject({
      part: 'route-table',
      resource: 'pub-a',
      why: 'unknown',
      doubts: [{ construct: 'not-read:RouteTables', resource: 'pub-a' }],
    });
  });
});

describe('network: doubts in a fixed place and order', () => {
  it('a group that may admit says so, about the addresses it is not sure of', () => {
    const hop = ask(
      twoZones((d) =>
        setInbound(
          d,
          'sg-other',
          tcp(443, 443, { PrefixListIds: [{ PrefixListId: 'pl-x' }], ...cidr('18.0.0.0/8') }),
        ),
      ),
      INTERNET,
      subnet('pub-a', 'sg-other'),
    ).paths[0]?.hops[3];
    expect(hop).toMatchObject({
      part: 'security-groups',
      result: 'unknown',
      why: 'unknown',
      peer: '203.0.113.10',
      doubts: [{ construct: 'prefix-list-entries', resource: 'pl-x' }],
    });
    expect(hop && explainHop(hop)).toBe(
      'security group bm-other (sg-other) cannot be told: prefix-list-entries (pl-x)',
    );
    const sure = ask(twoZones(), INTERNET, subnet('pub-a', 'sg-alb')).paths[0]?.hops[3];
    expect(sure?.doubts).toBeUndefined();
    const blocked = ask(twoZones(), INTERNET, subnet('pub-a', 'sg-other')).broken;
    expect(blocked?.doubts).toBeUndefined();
  });

  it('unread lists in the order of their names, whatever the order of routes', () => {
    const at = (...ids: string[]) =>
      ask(
        twoZones((d) => addRoute(d, 'rtb-a', ...ids.map((id) => toList(id, { TransitGatewayId: 'tgw-1' })))),
        subnet('priv-a'),
        INTERNET,
      ).doubts;
    expect(at('pl-b', 'pl-a')).toEqual([
      { construct: 'prefix-list-entries', resource: 'pl-a' },
      { construct: 'prefix-list-entries', resource: 'pl-b' },
    ]);
    expect(at('pl-a', 'pl-b')).toEqual(at('pl-b', 'pl-a'));
  });

  it('a gateway table whose routes were not read', () => {
    const answer = ask(
      twoZones((d) => {
        d.RouteTables.push({ RouteTableId: 'rtb-edge', VpcId: VPC, Associations: [{ GatewayId: 'igw-1' }] });
      }),
      INTERNET,
      subnet('pub-a'),
    );
    expect(answer.doubts).toEqual([{ construct: 'edge-route-table', resource: 'local' }]);
    expect(answer.paths[0]?.hops[1]).toMatchObject({
      part: 'edge-route-table',
      resource: 'rtb-edge',
      subnetId: 'pub-a',
      why: 'unknown',
      direction: 'request',
    });
  });

  it('unknown blocks of a VPC do not put the way to the Internet in doubt', () => {
    const answer = ask(
      twoZones((d) => {
        d.Vpcs = [];
        for (const one of d.RouteTables)
          one.Routes = (one.Routes ?? []).filter(({ GatewayId }) => GatewayId !== 'local');
      }),
      subnet('pub-a'),
      INTERNET,
    );
    expect(answer.doubts).toEqual([{ construct: 'vpc', resource: VPC }]);
  });

  it('a subnet with one block that is none', () => {
    const answer = ask(
      twoZones((d) => {
        the(d.Subnets, 'pub-a').Ipv6CidrBlockAssociationSet = [{ Ipv6CidrBlock: 'x' }];
      }),
      INTERNET,
      subnet('pub-a'),
    );
    expect(answer.doubts).toEqual([{ construct: 'subnet-address-block', resource: 'pub-a' }]);
  });
});

describe('network: names, and hops of gateways', () => {
  it('the internet gateway behind a NAT gateway, by name', () => {
    const answer = ask(
      twoZones((d) => {
        the(d.InternetGateways, 'igw-1').Tags = [{ Key: 'Name', Value: 'door' }];
      }),
      subnet('priv-a'),
      INTERNET,
    );
    expect(answer.paths[0]?.hops[8]).toMatchObject({
      part: 'internet-gateway',
      resource: 'igw-1',
      name: 'door',
      why: 'attached',
      result: 'pass',
      direction: 'request',
    });
  });

  it('names only tags that are called Name', () => {
    const answer = ask(
      twoZones((d) => {
        the(d.Subnets, 'pub-a').Tags = [
          { Key: 'Tier', Value: 'public' },
          { Key: 'Name', Value: 'front' },
        ];
        the(d.Subnets, 'pub-b').Tags = [{ Key: 'Name', Value: '' }];
      }),
      subnet('pub-a'),
      subnet('pub-b'),
    );
    expect(answer.paths[0]?.hops.filter(({ part }) => part === 'subnet').map(({ name }) => name)).toEqual([
      'front',
      undefined,
    ]);
  });

  it('a NAT gateway whose subnet is not known', () => {
    const gone = ask(
      twoZones((d) => {
        the(d.NatGateways, 'nat-a').SubnetId = 'gone';
      }),
      subnet('priv-a'),
      INTERNET,
    );
    expect(gone.doubts).toEqual([{ construct: 'subnet-of-nat-gateway', resource: 'gone' }]);
    const none = ask(
      twoZones((d) => {
        delete the(d.NatGateways, 'nat-a').SubnetId;
      }),
      subnet('priv-a'),
      INTERNET,
    );
    expect(none.doubts).toEqual([{ construct: 'subnet-of-nat-gateway', resource: 'nat-a' }]);
    expect(none.paths[0]?.hops[4]).toMatchObject({ part: 'subnet', resource: 'nat-a', why: 'unknown' });
  });

  it('what blocks public access, and where', () => {
    const at = (draft: unknown): Hop | undefined => ask(draft, INTERNET, subnet('pub-a')).paths[0]?.hops[1];
    const set = (on: 'vpc' | 'subnet', mode: string) =>
      twoZones((d) => {
        const states = { InternetGatewayBlockMode: mode };
        if (on === 'vpc') the(d.Vpcs, VPC).BlockPublicAccessStates = states;
        else the(d.Subnets, 'pub-a').BlockPublicAccessStates = states;
      });
    expect(at(set('subnet', 'block-ingress'))).toMatchObject({
      part: 'block-public-access',
      resource: 'pub-a',
      detail: 'block-ingress',
      result: 'stop',
      why: 'public-access-blocked',
    });
    expect(at(set('vpc', 'block-sideways'))).toMatchObject({
      detail: 'block-sideways',
      result: 'unknown',
      why: 'unknown',
      doubts: [{ construct: 'block-public-access', resource: VPC }],
    });
    expect(at(set('vpc', 'off'))).toMatchObject({ part: 'subnet' });
    expect(at({ ...twoZones(), Vpcs: [] })).toMatchObject({
      detail: 'not read',
      doubts: [{ construct: 'vpc', resource: VPC }],
    });
  });

  it('the zone of a subnet, and a doubt about it', () => {
    const [hop] =
      ask(
        twoZones((d) => {
          const one = the(d.Subnets, 'priv-a');
          delete one.AvailabilityZone;
          delete one.AvailabilityZoneId;
        }),
        subnet('priv-a'),
        INTERNET,
        HTTPS,
        { down: 'us-east-1b' },
      ).paths[0]?.hops ?? [];
    expect(hop).toMatchObject({
      why: 'unknown',
      result: 'unknown',
      doubts: [{ construct: 'subnet-zone', resource: 'priv-a' }],
    });
    const [fine] = ask(twoZones(), subnet('priv-a'), INTERNET).paths[0]?.hops ?? [];
    expect(fine?.doubts).toBeUndefined();
    expect(fine?.detail).toBe('us-east-1a');
  });

  it('an interface without a public address', () => {
    const eni: End = { kind: 'interface', networkInterfaceId: 'eni-1' };
    const draft = twoZones((d) => {
      dualStack(d);
      d.NetworkInterfaces = [
        {
          NetworkInterfaceId: 'eni-1',
          SubnetId: 'pub-a',
          PrivateIpAddresses: [{ PrivateIpAddress: '10.20.0.30' }],
          Ipv6Addresses: [{ Ipv6Address: '2001:db8:1200:1::30' }],
          Groups: [{ GroupId: 'sg-alb' }],
        },
      ];
    });
    const answer = ask(draft, eni, INTERNET);
    expect(answer.broken).toMatchObject({ why: 'no-public-address', resource: 'pub-a', part: 'address' });
    expect(
      answer.paths.map(({ family, outcome, assumesPublicAddress }) => ({
        family,
        outcome,
        assumesPublicAddress,
      })),
    ).toEqual([
      { family: 4, outcome: 'no-reach', assumesPublicAddress: false },
      { family: 6, outcome: 'reach', assumesPublicAddress: false },
    ]);
    expect(
      ask(twoZones(dualStack), subnet('pub-a'), INTERNET).paths.map((path) => path.assumesPublicAddress),
    ).toEqual([true, false]);
  });

  it('ends without a family in common', () => {
    const draft = twoZones((d) => {
      dualStack(d);
      delete the(d.Subnets, 'pub-a').CidrBlock;
      the(d.Subnets, 'pub-b').Ipv6CidrBlockAssociationSet = [];
    });
    expect(ask(draft, subnet('pub-a'), subnet('pub-b'))).toMatchObject({
      outcome: 'no-reach',
      possible: ['no-reach'],
      paths: [],
      broken: { resource: 'pub-a', result: 'stop', part: 'address' },
      doubts: [],
    });
    expect(ask(twoZones(), INTERNET, subnet('pub-b'), HTTPS, { family: 6 }).broken).toMatchObject({
      resource: 'pub-b',
      detail: 'IPv6',
    });
    expect(ask(draft, subnet('pub-a'), subnet('pub-b')).broken?.detail).toBeUndefined();
  });
});

describe('network: several paths, some in doubt', () => {
  const half = (d: Draft): void => {
    ownAcl(d, 'acl-x', ['pub-a'], entry(90, 'deny', 'in', '10.20.16.0/23'), ...OPEN);
    addRoute(d, 'rtb-a', to4('18.0.0.0/8', { TransitGatewayId: 'tgw-1' }));
  };

  it('a path that is mixed settles it, and no doubt is left', () => {
    const answer = ask(twoZones(half), subnet('priv-a'), INTERNET);
    expect(answer.paths.map(({ outcome }) => outcome)).toEqual(['unknown', 'mixed']);
    expect([answer.outcome, answer.possible, answer.doubts]).toEqual(['mixed', ['mixed'], []]);
  });

  it('only doubts of paths that are open count', () => {
    const answer = ask(
      twoZones((d) => {
        setRoutes(
          d,
          'rtb-a',
          to4('18.0.0.0/8', { TransitGatewayId: 'tgw-1' }),
          to4('0.0.0.0/0', { VpcPeeringConnectionId: 'pcx-1' }),
        );
        ownAcl(d, 'acl-x', ['priv-a'], entry(90, 'deny', 'out', '203.0.113.0/24'), ...OPEN);
      }),
      subnet('priv-a'),
      INTERNET,
    );
    expect(answer.paths.map(({ outcome }) => outcome)).toEqual(['unknown', 'no-reach']);
    expect(answer.doubts).toEqual([{ construct: 'transit-gateway', resource: 'tgw-1' }]);
    expect(answer.possible).toEqual(['no-reach', 'mixed']);
  });
});

describe('network: every reason in words', () => {
  const hop = (more: Partial<Hop>): Hop => ({
    part: 'route-table',
    direction: 'request',
    resource: 'r-1',
    result: 'stop',
    why: 'unknown',
    ...more,
  });
  const route = { destination: '0.0.0.0/0', kind: 'nat-gateway', target: 'nat-1' } as const;
  const at = { subnetId: 's-1', route };
  const nat1 = { part: 'nat-gateway', resource: 'nat-1' } as const;
  const words: Record<Why, [Partial<Hop>, string]> = {
    'in-subnet': [{ part: 'subnet', detail: 'us-east-1a' }, 'subnet r-1 is up in us-east-1a'],
    'same-subnet': [
      { part: 'subnet', name: 'n' },
      'both ends are in subnet n (r-1), so no network ACL and no route table is asked',
    ],
    'group-admits': [
      {
        part: 'security-groups',
        flow: 'out',
        traffic: 'udp 53',
        admittedBy: { groupId: 'r-1', peers: ['a', 'b'] },
      },
      'security group r-1 lets udp 53 out, because a rule names a, b',
    ],
    'acl-allows': [
      {
        part: 'network-acl',
        flow: 'in',
        traffic: 'tcp 1',
        peer: '1.1.1.1',
        rule: { number: 7, allow: true, source: '1.0.0.0/8' },
      },
      'network ACL r-1 lets tcp 1 in from 1.1.1.1 by rule 7 (1.0.0.0/8)',
    ],
    routed: [
      { ...at, mainTable: true },
      'route table r-1, the main table, sends it by the route 0.0.0.0/0 to nat-1',
    ],
    attached: [{ part: 'internet-gateway' }, 'internet gateway r-1 is attached to the VPC'],
    translates: [nat1, 'NAT gateway nat-1 is available and public'],
    'endpoint-available': [{ part: 'vpc-endpoint' }, 'VPC endpoint r-1 is available'],
    'zone-down': [{ part: 'subnet', detail: 'z' }, 'subnet r-1 is gone with its zone z'],
    'no-common-family': [{ part: 'address' }, 'the two ends have no address family in common'],
    'no-public-address': [{ part: 'address' }, 'the interface in r-1 has no public IPv4 address'],
    'vacant-address': [{ part: 'address' }, 'no subnet of r-1 holds the address'],
    'group-blocks': [
      { part: 'security-groups', flow: 'out', traffic: 'tcp 1', peer: '1.1.1.1' },
      'no rule of security group r-1 lets tcp 1 out to 1.1.1.1',
    ],
    'acl-denies': [
      { part: 'network-acl', flow: 'out', direction: 'reply', traffic: 'tcp 1', peer: '1.1.1.1' },
      'network ACL r-1 stops the reply, tcp 1 out to 1.1.1.1 at the last rule (*), which denies everything else',
    ],
    'no-route': [at, 'route table r-1 of s-1 has only the route 0.0.0.0/0 to nat-1'],
    blackhole: [at, 'route table r-1 of s-1 leads to nat-1, which is gone, so the route is a blackhole'],
    'no-internet-gateway': [{ part: 'internet-gateway' }, 'no internet gateway is attached to r-1'],
    'igw-detached': [{ part: 'internet-gateway' }, 'internet gateway r-1 is not attached to this VPC'],
    'egress-only-gone': [
      { part: 'egress-only-internet-gateway' },
      'egress-only internet gateway r-1 is not attached to this VPC',
    ],
    'egress-only-inbound': [at, 'route table r-1 of s-1 leads to nat-1, which lets nobody in'],
    'egress-only-ipv4': [
      { part: 'egress-only-internet-gateway' },
      'egress-only internet gateway r-1 carries IPv6 only',
    ],
    'endpoint-gone': [{ part: 'vpc-endpoint' }, 'VPC endpoint r-1 is not available'],
    'nat-gone': [nat1, 'NAT gateway nat-1 does not exist'],
    'nat-not-available': [{ ...nat1, detail: 'deleting' }, 'NAT gateway nat-1 is in state deleting'],
    'nat-elsewhere': [{ ...nat1, detail: 'vpc-2' }, 'NAT gateway nat-1 belongs to another VPC (vpc-2)'],
    'nat-private': [nat1, 'NAT gateway nat-1 is private and has no way to the Internet'],
    'nat-no-address': [nat1, 'NAT gateway nat-1 has no Elastic IP address'],
    'nat-ipv6': [nat1, 'NAT gateway nat-1 carries no IPv6 traffic'],
    'nat-subnet-not-public': [
      at,
      'the NAT gateway stands in s-1, whose route table r-1 does not lead to an internet gateway (0.0.0.0/0 to nat-1)',
    ],
    'not-on-internet': [
      { part: 'address', peer: '10.9.9.9' },
      'nobody on the Internet has the address 10.9.9.9',
    ],
    'reply-not-by-igw': [
      at,
      'route table r-1 of s-1 sends the reply elsewhere than to an internet gateway (0.0.0.0/0 to nat-1)',
    ],
    'reply-not-local': [at, 'route table r-1 of s-1 does not send the reply back (0.0.0.0/0 to nat-1)'],
    'public-access-blocked': [
      { part: 'block-public-access', detail: 'block-ingress' },
      'VPC Block Public Access on r-1 is block-ingress',
    ],
    'wrong-gateway': [
      { part: 'gateway', detail: 'nat-gateway' },
      'it goes through r-1, not through the nat-gateway',
    ],
    unknown: [
      {
        part: 'gateway',
        doubts: [
          { construct: 'a', resource: 'b' },
          { construct: 'c', resource: 'd' },
        ],
      },
      'gateway r-1 cannot be told: a (b), c (d)',
    ],
  };

  it.each(Object.entries(words))('%s', (why, [more, text]) => {
    expect(explainHop(hop({ ...more, why: why as Why }))).toBe(text);
    expect(explainHop(hop({ ...more, why: why as Why, result: 'partial' }))).toBe(
      `${text} (some addresses only)`,
    );
    expect(pageOf(why as Why)).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/\w[\w/-]+\.html$/);
  });

  it('leaves out what a hop does not say', () => {
    expect(explainHop(hop({ why: 'in-subnet', part: 'subnet' }))).toBe('subnet r-1 is up');
    expect(explainHop(hop({ why: 'no-route', subnetId: 's-1', peer: '1.1.1.1' }))).toBe(
      'route table r-1 of s-1 has no route to 1.1.1.1',
    );
    expect(explainHop(hop({ why: 'no-route', subnetId: 's-1', mainTable: true }))).toBe(
      'route table r-1, the main table, of s-1 has no route to there',
    );
    expect(
      explainHop(
        hop({
          why: 'acl-denies',
          part: 'network-acl',
          flow: 'in',
          traffic: 'tcp 1',
          peer: 'x',
          rule: { number: '*', allow: false, source: 'y' },
        }),
      ),
    ).toBe('network ACL r-1 stops tcp 1 in from x at the last rule (*), which denies everything else');
    expect(explainHop(hop({ why: 'routed', route: { ...route, prefixListId: 'pl-1' } }))).toBe(
      'route table r-1 sends it by the route 0.0.0.0/0 from pl-1 to nat-1',
    );
    expect(explainHop(hop({ why: 'blackhole', part: 'edge-route-table' }))).toBe(
      'gateway route table r-1 is gone, so the route is a blackhole',
    );
  });

  it('marks replies in a path', () => {
    const [path] = ask(twoZones(), INTERNET, subnet('pub-a')).paths;
    expect(path && explainPath(path).map((line) => line.startsWith('reply: '))).toEqual([
      false,
      false,
      false,
      true,
      true,
    ]);
  });

  it('names every way once', () => {
    expect(explainAnswer(ask(twoZones(dualStack), subnet('pub-a'), INTERNET))).toBe(
      'it gets through by internet-gateway',
    );
    const both = twoZones((d) => {
      dualStack(d);
      d.EgressOnlyInternetGateways = [
        { EgressOnlyInternetGatewayId: 'eigw-1', Attachments: [{ VpcId: VPC, State: 'attached' }] },
      ];
      addRoute(d, 'rtb-a', to6('::/0', { EgressOnlyInternetGatewayId: 'eigw-1' }));
    });
    expect(explainAnswer(ask(both, subnet('priv-a'), INTERNET))).toBe(
      'it gets through by nat-gateway and egress-only-internet-gateway',
    );
  });
});

describe('network: the ends of a question', () => {
  const fromTo = (answer: Answer): string[] => answer.paths.map(({ from, to }) => `${from} > ${to}`);

  it('an interface has its own addresses, both families, and groups', () => {
    const draft = twoZones((d) => {
      dualStack(d);
      d.NetworkInterfaces = [
        {
          NetworkInterfaceId: 'eni-1',
          SubnetId: 'pub-a',
          PrivateIpAddresses: [
            { PrivateIpAddress: '10.20.0.30', Association: { PublicIp: '198.51.100.9' } },
            { PrivateIpAddress: '10.20.0.40' },
          ],
          Ipv6Addresses: [{ Ipv6Address: '2001:db8:1200:1::30' }],
          Groups: [{ GroupId: 'sg-alb' }],
        },
      ];
    });
    const eni: End = { kind: 'interface', networkInterfaceId: 'eni-1' };
    const answer = ask(draft, eni, subnet('priv-b', 'sg-app'), { protocol: 'tcp', port: 8000 });
    expect(fromTo(answer)).toEqual([
      '10.20.0.30, 10.20.0.40 > 10.20.20.4-10.20.23.254',
      '2001:db8:1200:1::30 > 2001:db8:1200:4::4-2001:db8:1200:4:ffff:ffff:ffff:fffe',
    ]);
    expect(answer.outcome).toBe('reach');
    const out = ask(draft, eni, INTERNET);
    expect(out.outcome).toBe('reach');
    expect(out.paths.map((path) => path.assumesPublicAddress)).toEqual([false, false]);
  });

  it('an interface that is not in the data, or whose subnet is not', () => {
    const eni: End = { kind: 'interface', networkInterfaceId: 'eni-1' };
    const lost = twoZones((d) => {
      d.NetworkInterfaces = [
        { NetworkInterfaceId: 'eni-1' },
        { NetworkInterfaceId: 'eni-2', SubnetId: 'gone' },
      ];
    });
    expect(ask(twoZones(), eni, INTERNET).doubts).toEqual([
      { construct: 'network-interface', resource: 'eni-1' },
    ]);
    expect(ask(lost, eni, INTERNET).doubts).toEqual([{ construct: 'subnet', resource: 'eni-1' }]);
    expect(ask(lost, { kind: 'interface', networkInterfaceId: 'eni-2' }, INTERNET).doubts).toEqual([
      { construct: 'subnet', resource: 'gone' },
    ]);
    const { NetworkInterfaces: _unread, ...rest } = twoZones();
    expect(ask(rest, eni, INTERNET).doubts).toEqual([
      { construct: 'not-read:NetworkInterfaces', resource: 'eni-1' },
    ]);
    const { Subnets: _gone, ...others } = lost;
    expect(ask(others, eni, subnet('pub-a')).doubts).toEqual([
      { construct: 'not-read:Subnets', resource: 'eni-1' },
      { construct: 'not-read:Subnets', resource: 'pub-a' },
    ]);
  });

  it('holders may be anywhere in their VPC and nowhere else', () => {
    const draft = twoZones((d) => {
      d.Subnets.push({ SubnetId: 'far', VpcId: 'vpc-2', CidrBlock: '10.99.0.0/24' });
    });
    expect(fromTo(ask(draft, groups('sg-alb'), INTERNET))).toEqual([
      '10.20.0.4-10.20.0.254, 10.20.1.4-10.20.1.254, 10.20.16.4-10.20.19.254, 10.20.20.4-10.20.23.254 > 18.0.0.10, 203.0.113.10',
    ]);
    expect(
      fromTo(ask(draft, { kind: 'groups', groupIds: ['sg-alb'], subnetIds: ['pub-a', 'far'] }, INTERNET)),
    ).toEqual(['10.20.0.4-10.20.0.254, 10.99.0.4-10.99.0.254 > 18.0.0.10, 203.0.113.10']);
    expect(fromTo(ask({ ...draft, Subnets: [] }, groups('sg-alb'), INTERNET))).toEqual([
      '10.20.0.0-10.20.255.255 > 18.0.0.10, 203.0.113.10',
    ]);
    expect(ask({ ...draft, Subnets: [], Vpcs: [] }, groups('sg-alb', 'sg-app'), INTERNET).doubts).toEqual([
      { construct: 'addresses-of-holders', resource: 'sg-alb, sg-app' },
    ]);
    expect(fromTo(ask(twoZones(dualStack), groups('sg-nowhere', 'sg-alb'), INTERNET))).toHaveLength(2);
    const sixOnly = twoZones((d) => {
      dualStack(d);
      for (const one of d.Subnets) delete one.CidrBlock;
    });
    expect(ask(sixOnly, groups('sg-app'), INTERNET).outcome).toBe('reach');
  });

  it('names the group or VPC that has no place to be asked about', () => {
    const answer = ask(twoZones(), groups('sg-app'), INTERNET, HTTPS, { level: 'route' });
    expect(answer.doubts).toEqual([{ construct: 'groups-without-place', resource: VPC }]);
    expect(answer.paths[0]?.hops).toMatchObject([{ part: 'security-groups', why: 'unknown' }]);
    expect(ask(twoZones(), INTERNET, INTERNET).doubts).toEqual([
      { construct: 'no-end-in-a-vpc', resource: '' },
    ]);
  });

  it('an address takes the VPC of the other end, whichever end it is', () => {
    const draft = twoZones((d) => {
      dualStack(d);
      d.Subnets.push({ SubnetId: 'far', VpcId: 'vpc-2', CidrBlock: '10.20.16.0/22' });
    });
    expect(ask(draft, address('10.20.16.9'), subnet('priv-b')).outcome).toBe('reach');
    expect(ask(draft, address('10.20.16.9'), address('10.20.20.9', VPC)).outcome).toBe('reach');
    expect(ask(draft, address('10.20.16.9', VPC), address('10.20.20.9')).outcome).toBe('reach');
    expect(ask(draft, address('2001:db8:1200:3::9'), subnet('priv-b')).paths).toMatchObject([
      { family: 6, via: 'local' },
    ]);
  });

  it('an address may hold groups', () => {
    const at = (text: string, groupIds: string[]): Answer =>
      ask(twoZones(), { kind: 'address', address: text, vpcId: VPC, groupIds }, subnet('priv-b', 'sg-app'), {
        protocol: 'tcp',
        port: 8000,
      });
    expect(at('10.20.0.9', ['sg-alb']).outcome).toBe('reach');
    expect(at('10.20.0.9', ['sg-other']).outcome).toBe('no-reach');
    // Outside the VPC the groups are still its own, but there is no way back.
    expect(at('192.168.0.9', ['sg-alb']).broken?.why).toBe('not-on-internet');
  });

  it('a vacant address is vacant on either side', () => {
    expect(ask(twoZones(), address('10.20.200.1', VPC), INTERNET).broken).toMatchObject({
      why: 'vacant-address',
      resource: VPC,
      part: 'address',
    });
    expect(ask(twoZones(), INTERNET, address('10.20.200.1', VPC)).broken).toMatchObject({
      why: 'vacant-address',
      resource: VPC,
    });
    expect(ask(twoZones(), address('8.8.8.8'), address('9.9.9.9')).doubts).toEqual([
      { construct: 'no-end-in-a-vpc', resource: '' },
    ]);
  });

  it('a part that the list ends without denies only that part', () => {
    const hop = ask(
      twoZones((d) =>
        ownAcl(d, 'acl-x', ['pub-a'], entry(10, 'allow', 'in', '18.0.0.0/8'), entry(10, 'allow', 'out')),
      ),
      INTERNET,
      subnet('pub-a'),
    ).broken;
    expect(hop).toMatchObject({ result: 'partial', peer: '203.0.113.10', rule: { number: '*' } });
  });

  it('a doubtful ACL says so', () => {
    const malformed = ask(
      twoZones((d) => ownAcl(d, 'acl-x', ['pub-a'], { ...entry(90, 'deny', 'in'), Protocol: '6' }, ...OPEN)),
      INTERNET,
      subnet('pub-a'),
    ).paths[0]?.hops[2];
    expect(malformed).toMatchObject({
      result: 'unknown',
      why: 'unknown',
      doubts: [{ construct: 'malformed-acl-entry', resource: 'acl-x rule 90' }],
    });
    const twice = ask(
      twoZones((d) =>
        ownAcl(d, 'acl-x', ['pub-a'], entry(1, 'deny', 'in'), entry(1, 'allow', 'in'), ...OPEN),
      ),
      INTERNET,
      subnet('pub-a'),
    );
    expect(twice.doubts).toEqual([{ construct: 'acl-rule-numbers', resource: 'acl-x' }]);
    const unnumbered = ask(
      twoZones((d) =>
        ownAcl(
          d,
          'acl-x',
          ['pub-a'],
          { ...entry(1, 'deny', 'in'), RuleNumber: null },
          { ...entry(2, 'deny', 'in'), RuleAction: null },
          ...OPEN,
        ),
      ),
      INTERNET,
      subnet('pub-a'),
    );
    expect(unnumbered.doubts.map(({ resource }) => resource).sort()).toEqual([
      'acl-x rule 2',
      'acl-x rule unnumbered',
    ]);
  });
});
