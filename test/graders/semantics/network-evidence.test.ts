/** What an answer shows: hops in the order of the packet, the rule or route that decided, sentences, and open outcomes. */
import { describe, expect, it } from 'vitest';
import {
  explainAnswer,
  explainHop,
  explainPath,
  settles,
  type Answer,
  type Hop,
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
      'egress-only internet gateway eigw-1 is an egress-only gateway and carries IPv6 only',
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
      'route table rtb-a of priv-a leads to eigw-1, which is an egress-only gateway and lets nobody in',
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
