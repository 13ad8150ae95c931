/** The parts of the network model that checks and pages call on their own. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  blockContains,
  cidrPeer,
  covers,
  effectiveRouteTable,
  endpointAdmits,
  endpointsFor,
  endpointSubnets,
  endpointZones,
  gatewayEndpointsOf,
  internetExposure,
  INTERNET_PEER,
  intersect,
  isPublicSubnet,
  networkAclOf,
  outsidePeer,
  overlaps,
  parseCidr,
  portsBetween,
  routeFor,
  rulesIn,
  sizeOf,
  subnetPeer,
  subtract,
  tierOf,
  unite,
  usableAddresses,
  vpcPeer,
  worldOpenPorts,
  type Network,
  type Span,
  type Subnet,
} from '../../../graders/semantics/network/index.ts';
import {
  addressText,
  EVERYWHERE,
  PRIVATE_IPV4,
  usableSpans,
} from '../../../graders/semantics/network/cidr.ts';
import { spansOf } from '../../../graders/semantics/network/spans.ts';
import { bits, hostsOf } from './network-oracle.ts';
import {
  addRoute,
  cidr,
  disassociate,
  dualStack,
  everything,
  group,
  holders,
  igw,
  nat,
  ownAcl,
  read,
  setInbound,
  setRoutes,
  table,
  tcp,
  the,
  to4,
  to6,
  toList,
  twoZones,
  VPC,
} from './network-kit.ts';

const subnetOf = (network: Network, id: string): Subnet => {
  const found = network.subnets.get(id);
  if (found === undefined) throw new Error(`no subnet ${id}`);
  return found;
};

describe('CIDR arithmetic', () => {
  it.each([
    ['10.20.0.0/16', 4, 16, '10.20.0.0/16'],
    ['10.20.3.7/16', 4, 16, '10.20.0.0/16'],
    [' 10.20.3.7/32 ', 4, 32, '10.20.3.7/32'],
    ['0.0.0.0/0', 4, 0, '0.0.0.0/0'],
    ['255.255.255.255', 4, 32, '255.255.255.255/32'],
    ['::/0', 6, 0, '::/0'],
    ['2001:DB8:0:0:1:0:0:1/128', 6, 128, '2001:db8::1:0:0:1/128'],
    ['2001:db8:0:1:1:1:1:1', 6, 128, '2001:db8:0:1:1:1:1:1/128'],
    ['1:0:0:2:0:0:0:3/128', 6, 128, '1:0:0:2::3/128'],
    ['::1', 6, 128, '::1/128'],
    ['2600::/16', 6, 16, '2600::/16'],
    ['10:0:0:10::/64', 6, 64, '10:0:0:10::/64'],
    ['::ffff:1.2.3.4', 6, 128, '::ffff:102:304/128'],
  ] as const)('reads %s', (text, family, length, canonical) => {
    expect(parseCidr(text)).toMatchObject({ family, length, text: canonical });
  });

  it.each(['', 'x', '10.0.0/16', '10.0.0.256/8', '10.0.0.0/33', '::/129', 'g::/16', ':::/0', null, 7, {}])(
    'refuses %j',
    (text) => {
      expect(parseCidr(text)).toBeUndefined();
    },
  );

  it('spans exactly the addresses of the block', () => {
    const found = parseCidr('10.0.0.16/28');
    expect(found?.span).toEqual({ first: 10 * 2 ** 24 + 16, last: 10 * 2 ** 24 + 31 });
    expect(parseCidr('2001:db8::/127')?.span).toEqual({
      first: 0x20010db8n << 96n,
      last: (0x20010db8n << 96n) + 1n,
    });
  });

  it('keeps IPv4 in numbers and IPv6 in bigints, from the first address to the last', () => {
    expect([parseCidr('0.0.0.0/0')?.span]).toEqual(EVERYWHERE[4]);
    expect([parseCidr('::/0')?.span]).toEqual(EVERYWHERE[6]);
    const [four, six] = [parseCidr('10.0.0.16/28'), parseCidr('::10/124')];
    expect(four && usableSpans(four)).toEqual([{ first: 10 * 2 ** 24 + 20, last: 10 * 2 ** 24 + 30 }]);
    expect(six && usableSpans(six)).toEqual([{ first: 20n, last: 30n }]);
  });

  it('keeps four addresses at the start and one at the end', () => {
    for (const text of ['10.0.0.16/28', '2001:db8:0:0:0:0:0:10/124']) {
      const block = parseCidr(text);
      if (block === undefined) throw new Error(text);
      const [span, ...more] = usableSpans(block);
      expect(more).toEqual([]);
      const [first, last] = [hostsOf(text)[0] ?? '', hostsOf(text).at(-1) ?? ''];
      expect(bits(addressText(block.family, span?.first ?? 0))).toBe(bits(first));
      expect(bits(addressText(block.family, span?.last ?? 0))).toBe(bits(last));
    }
  });

  it.each([
    ['10.0.0.0/16', 65_531],
    ['10.0.0.0/22', 1_019],
    ['10.0.0.0/24', 251],
    ['10.0.0.0/27', 27],
    ['10.0.0.0/28', 11],
    ['10.0.0.0/29', 3],
    ['10.0.0.0/30', 0],
    ['10.0.0.0/32', 0],
    ['2001:db8::/64', undefined],
    ['nonsense', undefined],
  ])('%s holds %s hosts', (block, count) => {
    expect(usableAddresses(block)).toBe(count);
  });

  it('gives a block too small for AWS no usable address', () => {
    const sizes = ['10.0.0.0/30', '10.0.0.0/32', '::/126', '::/128'].map((text) => {
      const block = parseCidr(text);
      return block === undefined ? undefined : usableSpans(block).length;
    });
    expect(sizes).toEqual([0, 0, 0, 0]);
    const three = parseCidr('10.0.0.0/29');
    expect(three && sizeOf(usableSpans(three))).toBe(3n);
    const six = parseCidr('::/125');
    expect(six && sizeOf(usableSpans(six))).toBe(3n);
  });

  it('says which block lies in which', () => {
    expect(blockContains('10.0.0.0/8', '10.20.0.0/16')).toBe(true);
    expect(blockContains('10.20.0.0/16', '10.20.0.0/16')).toBe(true);
    expect(blockContains('10.20.0.0/16', '10.0.0.0/8')).toBe(false);
    expect(blockContains('10.20.0.0/16', '10.21.0.0/16')).toBe(false);
    expect(blockContains('10.20.0.0/16', '10.19.0.0/16')).toBe(false);
    expect(blockContains('::/0', '10.0.0.0/8')).toBe(false);
    expect(blockContains('nonsense', '10.0.0.0/8')).toBe(false);
    expect(blockContains('10.0.0.0/8', 'nonsense')).toBe(false);
  });

  it('knows the private blocks to the last address', () => {
    const at = (text: string): boolean => {
      const found = parseCidr(text);
      return found !== undefined && covers(PRIVATE_IPV4, [found.span]);
    };
    for (const inside of [
      '10.0.0.0',
      '10.255.255.255',
      '172.16.0.0',
      '172.31.255.255',
      '192.168.0.0',
      '192.168.255.255',
      '100.64.0.0',
      '100.127.255.255',
    ])
      expect(at(inside)).toBe(true);
    for (const outside of [
      '9.255.255.255',
      '11.0.0.0',
      '172.15.255.255',
      '172.32.0.0',
      '192.167.255.255',
      '192.169.0.0',
      '100.63.255.255',
      '100.128.0.0',
    ])
      expect(at(outside)).toBe(false);
  });
});

describe('interval sets agree with sets of numbers', () => {
  const span = fc.tuple(fc.nat(40), fc.nat(8)).map(([first, more]) => ({ first, last: first + more }));
  const spans = fc.array(span, { maxLength: 6 });
  const points = (items: readonly Span[]): number[] =>
    [
      ...new Set(
        items.flatMap(({ first, last }) =>
          Array.from({ length: Number(last) - Number(first) + 1 }, (_, i) => Number(first) + i),
        ),
      ),
    ].sort((a, b) => a - b);
  const big = (items: readonly Span[]): Span[] =>
    items.map(({ first, last }) => ({ first: BigInt(first), last: BigInt(last) }));

  it('in every operation, for numbers and bigints', () => {
    fc.assert(
      fc.property(spans, spans, (x, y) => {
        const [p, q] = [points(x), points(y)];
        for (const of of [(items: readonly Span[]) => items, big]) {
          const [a, b] = [spansOf(of(x)), spansOf(of(y))];
          expect(points(a)).toEqual(p);
          expect(points(unite(a, b))).toEqual([...new Set([...p, ...q])].sort((m, n) => m - n));
          expect(points(intersect(a, b))).toEqual(p.filter((n) => q.includes(n)));
          expect(points(subtract(a, b))).toEqual(p.filter((n) => !q.includes(n)));
          expect(covers(a, b)).toBe(q.every((n) => p.includes(n)));
          expect(overlaps(a, b)).toBe(p.some((n) => q.includes(n)));
          expect(sizeOf(a)).toBe(BigInt(p.length));
          // Canonical: ascending with gaps, so that equal sets are equal lists.
          for (const set of [a, unite(a, b), intersect(a, b), subtract(a, b)])
            set.forEach((one, i) => {
              const before = set[i - 1];
              if (before) expect(Number(one.first)).toBeGreaterThan(Number(before.last) + 1);
            });
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe('effective route tables', () => {
  it('is the explicit one, else the main one, and says which', () => {
    const network = read(twoZones((d) => disassociate(d, 'rtb-public')));
    expect(effectiveRouteTable(network, subnetOf(network, 'priv-a'))).toMatchObject({
      how: 'explicit',
      table: { id: 'rtb-a' },
    });
    expect(effectiveRouteTable(network, subnetOf(network, 'pub-a'))).toMatchObject({
      how: 'main',
      table: { id: 'rtb-main' },
      doubts: [],
    });
  });

  it('names an association that is under way', () => {
    const network = read(
      twoZones((d) => {
        table(d, 'rtb-a').Associations = [{ SubnetId: 'priv-a', AssociationState: { State: 'associating' } }];
      }),
    );
    expect(effectiveRouteTable(network, subnetOf(network, 'priv-a'))).toMatchObject({
      how: 'main',
      pending: 'associating',
    });
    expect(effectiveRouteTable(network, subnetOf(network, 'priv-b')).pending).toBeUndefined();
    const plain = read(twoZones((d) => disassociate(d, 'rtb-a')));
    expect(effectiveRouteTable(plain, subnetOf(plain, 'priv-a')).pending).toBeUndefined();
    const both = read(
      twoZones((d) => {
        table(d, 'rtb-main').Associations = [
          { Main: true },
          { SubnetId: 'priv-a', AssociationState: { State: 'associating' } },
        ];
      }),
    );
    expect(effectiveRouteTable(both, subnetOf(both, 'priv-a'))).toMatchObject({
      how: 'explicit',
      pending: undefined,
    });
  });

  it('does not take a main association that is gone', () => {
    const network = read(
      twoZones((d) => {
        disassociate(d, 'rtb-public');
        table(d, 'rtb-main').Associations = [{ Main: true, AssociationState: { State: 'disassociated' } }];
      }),
    );
    const found = effectiveRouteTable(network, subnetOf(network, 'pub-a'));
    expect(found.table).toBeUndefined();
    expect(found.doubts).toEqual([{ construct: 'route-table', resource: 'pub-a' }]);
  });

  it('says when tables were not read', () => {
    const { RouteTables: _unread, ...rest } = twoZones();
    const network = read(rest);
    expect(effectiveRouteTable(network, subnetOf(network, 'pub-a')).doubts).toEqual([
      { construct: 'not-read:RouteTables', resource: 'pub-a' },
    ]);
  });

  it('knows no table for a subnet that is not in the data', () => {
    const other = { ...subnetOf(read(twoZones()), 'pub-a'), id: 'far' };
    expect(effectiveRouteTable(read(twoZones()), other)).toEqual({
      how: 'main',
      doubts: [{ construct: 'route-table', resource: 'far' }],
    });
    expect(effectiveRouteTable(read({}), other)).toEqual({
      how: 'main',
      doubts: [{ construct: 'not-read:RouteTables', resource: 'far' }],
    });
  });

  it('shows the route of one address', () => {
    const network = read(twoZones((d) => addRoute(d, 'rtb-a', to4('18.0.0.0/8', igw()))));
    const routes = network.routeTables.get('rtb-a');
    const at = (text: string) => {
      const address = parseCidr(text);
      return routes && address ? routeFor(routes, address)?.target.id : undefined;
    };
    expect([at('18.1.1.1'), at('19.1.1.1'), at('10.20.9.9'), at('2600::1')]).toEqual([
      'igw-1',
      'nat-a',
      'local',
      undefined,
    ]);
  });

  it('finds the ACL of a subnet, else the default of its VPC and of no other', () => {
    const draft = twoZones((d) => {
      ownAcl(d, 'acl-x', ['priv-a']);
      the(d.NetworkAcls, 'acl-1').Associations = [];
      d.NetworkAcls.unshift({ NetworkAclId: 'acl-0', VpcId: 'vpc-2', IsDefault: true, Entries: [] });
      d.NetworkAcls.push({ NetworkAclId: 'acl-00', VpcId: VPC, IsDefault: false, Entries: [] });
    });
    const network = read(draft);
    expect(networkAclOf(network, subnetOf(network, 'priv-a'))?.id).toBe('acl-x');
    expect(networkAclOf(network, subnetOf(network, 'priv-b'))?.id).toBe('acl-1');
  });
});

describe('what a subnet is', () => {
  it('by effect, not by name', () => {
    const network = read(twoZones((d) => setRoutes(d, 'rtb-b')));
    expect(['pub-a', 'priv-a', 'priv-b', 'nowhere'].map((id) => tierOf(network, id))).toEqual([
      'public',
      'private',
      'isolated',
      'unknown',
    ]);
    expect(['pub-a', 'priv-a', 'nowhere'].map((id) => isPublicSubnet(network, id))).toEqual([
      true,
      false,
      undefined,
    ]);
  });

  it('with a zone down', () => {
    const network = read(twoZones((d) => setRoutes(d, 'rtb-b', to4('0.0.0.0/0', nat('nat-a')))));
    expect(tierOf(network, 'priv-b')).toBe('private');
    expect(tierOf(network, 'priv-b', 'us-east-1a')).toBe('isolated');
  });

  it('public by IPv6 alone, private by an egress-only gateway alone, unknown behind a transit gateway', () => {
    const network = read(
      twoZones((d) => {
        dualStack(d);
        d.EgressOnlyInternetGateways = [
          { EgressOnlyInternetGatewayId: 'eigw-1', Attachments: [{ VpcId: VPC, State: 'attached' }] },
        ];
        setRoutes(d, 'rtb-a', to6('::/0', igw()));
        setRoutes(d, 'rtb-b', to6('::/0', { EgressOnlyInternetGatewayId: 'eigw-1' }));
        addRoute(d, 'rtb-main', to4('0.0.0.0/0', { TransitGatewayId: 'tgw-1' }));
        table(d, 'rtb-public').Associations = [{ SubnetId: 'pub-a' }];
      }),
    );
    expect(['priv-a', 'priv-b', 'pub-b'].map((id) => tierOf(network, id))).toEqual([
      'public',
      'private',
      'unknown',
    ]);
  });

  it('unknown where a part of the way back is', () => {
    const network = read(
      twoZones((d) => {
        addRoute(d, 'rtb-a', to4('18.0.0.0/8', { TransitGatewayId: 'tgw-1' }));
        disassociate(d, 'rtb-b');
        addRoute(
          d,
          'rtb-main',
          to4('18.0.0.0/8', { TransitGatewayId: 'tgw-1' }),
          to4('203.0.113.0/24', igw()),
        );
      }),
    );
    expect(tierOf(network, 'priv-a')).toBe('unknown');
    // One probe gets in for certain, whatever becomes of the other.
    expect(tierOf(network, 'priv-b')).toBe('public');
    const out = read(
      twoZones((d) => {
        d.InternetGateways = [];
        setRoutes(d, 'rtb-a', to4('0.0.0.0/0', { TransitGatewayId: 'tgw-1' }));
      }),
    );
    expect(tierOf(out, 'priv-a')).toBe('unknown');
  });

  it('public by half of the Internet', () => {
    const network = read(twoZones((d) => setRoutes(d, 'rtb-a', to4('18.0.0.0/8', igw()))));
    expect(tierOf(network, 'priv-a')).toBe('public');
  });
});

describe('exposure: any living route to an internet gateway', () => {
  it('finds the route, whatever its destination', () => {
    const network = read(twoZones((d) => addRoute(d, 'rtb-a', to4('198.51.100.0/24', igw()))));
    const found = internetExposure(network, 'priv-a');
    expect(found).toMatchObject({ exposed: true, doubts: [] });
    expect(found.routes.map((route) => route.destination.text)).toEqual(['198.51.100.0/24']);
    expect(internetExposure(network, 'priv-b')).toEqual({ exposed: false, routes: [], doubts: [] });
  });

  it('counts IPv6, and no dead route', () => {
    const at = (route: Parameters<typeof addRoute>[2], state = 'available') =>
      internetExposure(
        read(
          twoZones((d) => {
            addRoute(d, 'rtb-a', route);
            the(d.InternetGateways, 'igw-1').Attachments = [{ VpcId: VPC, State: state }];
          }),
        ),
        'priv-a',
      ).exposed;
    expect(at(to6('::/0', igw()))).toBe(true);
    expect(at(to6('::/0', igw()), 'detached')).toBe(false);
    expect(at({ ...to4('0.0.0.0/1', igw()), State: 'blackhole' })).toBe(false);
    expect(at(to4('0.0.0.0/1', nat('nat-b')))).toBe(false);
  });

  it('cannot tell without a table', () => {
    const lost = read(
      twoZones((d) => {
        d.RouteTables = [];
      }),
    );
    expect(internetExposure(lost, 'priv-a')).toEqual({
      exposed: undefined,
      routes: [],
      doubts: [{ construct: 'route-table', resource: 'priv-a' }],
    });
  });

  it('leaves destinations inside the VPC out', () => {
    const network = read(twoZones((d) => addRoute(d, 'rtb-a', to4('10.20.1.0/24', igw()))));
    expect(internetExposure(network, 'priv-a').exposed).toBe(false);
  });

  it('cannot tell what was not read', () => {
    const { InternetGateways: _unread, ...rest } = twoZones((d) =>
      addRoute(d, 'rtb-a', to4('18.0.0.0/8', igw())),
    );
    expect(internetExposure(read(rest), 'priv-a')).toEqual({
      exposed: undefined,
      routes: [],
      doubts: [{ construct: 'not-read:InternetGateways', resource: 'igw-1' }],
    });
    expect(internetExposure(read(rest), 'priv-b').exposed).toBe(false);
    expect(internetExposure(read(rest), 'nowhere')).toEqual({
      exposed: undefined,
      routes: [],
      doubts: [{ construct: 'subnet', resource: 'nowhere' }],
    });
    expect(internetExposure(read({}), 'priv-a').doubts).toEqual([
      { construct: 'not-read:Subnets', resource: 'priv-a' },
    ]);
    const listed = read(
      twoZones((d) => addRoute(d, 'rtb-a', toList('pl-x', igw()), toList('pl-y', nat('nat-a')))),
    );
    expect(internetExposure(listed, 'priv-a')).toEqual({
      exposed: undefined,
      routes: [],
      doubts: [{ construct: 'prefix-list-entries', resource: 'pl-x' }],
    });
    const both = read(twoZones((d) => addRoute(d, 'rtb-a', toList('pl-x', igw()), to4('18.0.0.0/8', igw()))));
    expect(internetExposure(both, 'priv-a')).toMatchObject({ exposed: true, doubts: [] });
  });
});

describe('ports between groups', () => {
  const ports = (spans: readonly Span[]): string[] => spans.map(({ first, last }) => `${first}-${last}`);
  const network = read(twoZones());

  it('sg-chain: one port and nothing else', () => {
    const found = portsBetween(
      network,
      vpcPeer(network, VPC, ['sg-alb']),
      vpcPeer(network, VPC, ['sg-app']),
      'tcp',
    );
    expect([ports(found.every), ports(found.some), ports(found.possible)]).toEqual([
      ['8000-8000'],
      ['8000-8000'],
      ['8000-8000'],
    ]);
    expect(
      portsBetween(network, vpcPeer(network, VPC, ['sg-alb']), vpcPeer(network, VPC, ['sg-app']), 'udp')
        .possible,
    ).toEqual([]);
  });

  it('sg-chain: nobody without the group, from subnets and from the Internet', () => {
    for (const peer of [
      subnetPeer(network, 'pub-a'),
      subnetPeer(network, 'priv-b'),
      INTERNET_PEER,
      outsidePeer(network, VPC),
    ])
      for (const protocol of ['tcp', 'udp'] as const)
        expect(portsBetween(network, peer, { groupIds: ['sg-app'] }, protocol).possible).toEqual([]);
    const alb = portsBetween(network, INTERNET_PEER, { groupIds: ['sg-alb'] }, 'tcp');
    // 0.0.0.0/0 admits both IPv4 probes and not the IPv6 one.
    expect([ports(alb.every), ports(alb.some)]).toEqual([[], ['443-443']]);
  });

  it('sees ::/0 although the VPC has no IPv6, and a range from anywhere outside', () => {
    const open = read(
      twoZones((d) => setInbound(d, 'sg-app', tcp(100, 200, cidr('::/0')), tcp(7, 9, cidr('8.8.8.8/32')))),
    );
    expect(ports(portsBetween(open, INTERNET_PEER, { groupIds: ['sg-app'] }, 'tcp').some)).toEqual([
      '100-200',
    ]);
    expect(ports(portsBetween(open, outsidePeer(open, VPC), { groupIds: ['sg-app'] }, 'tcp').some)).toEqual([
      '7-9',
      '100-200',
    ]);
  });

  it('joins overlapping and touching ranges, and takes protocol -1 as all', () => {
    const open = read(
      twoZones((d) => {
        setInbound(
          d,
          'sg-app',
          tcp(10, 20, cidr('10.20.0.0/16')),
          tcp(15, 30, cidr('10.20.0.0/16')),
          tcp(31, 40, cidr('10.20.0.0/17')),
        );
        setInbound(d, 'sg-other', everything('10.20.0.0/24'));
      }),
    );
    const from = vpcPeer(open, VPC);
    const app = portsBetween(open, from, { groupIds: ['sg-app'] }, 'tcp');
    expect([ports(app.every), ports(app.some)]).toEqual([['10-30'], ['10-40']]);
    expect(
      ports(portsBetween(open, subnetPeer(open, 'pub-a'), { groupIds: ['sg-other'] }, 'udp').every),
    ).toEqual(['0-65535']);
    expect(ports(portsBetween(open, from, { groupIds: ['sg-other'] }, 'udp').every)).toEqual([]);
  });

  it('keeps ports to the first and the last', () => {
    const open = read(
      twoZones((d) =>
        setInbound(d, 'sg-app', tcp(0, 0, cidr('0.0.0.0/0')), tcp(65535, 65535, cidr('0.0.0.0/0'))),
      ),
    );
    expect(ports(portsBetween(open, cidrPeer('9.9.9.9/32'), { groupIds: ['sg-app'] }, 'tcp').every)).toEqual([
      '0-0',
      '65535-65535',
    ]);
  });

  it('asks the sender’s groups as well', () => {
    const shut = read(
      twoZones((d) => {
        the(d.SecurityGroups, 'sg-alb').IpPermissionsEgress = [tcp(1, 7999, cidr('0.0.0.0/0'))];
      }),
    );
    expect(
      portsBetween(shut, vpcPeer(shut, VPC, ['sg-alb']), vpcPeer(shut, VPC, ['sg-app']), 'tcp').possible,
    ).toEqual([]);
    expect(
      ports(portsBetween(shut, vpcPeer(shut, VPC, ['sg-alb']), cidrPeer('8.8.8.8/32'), 'tcp').every),
    ).toEqual(['1-7999']);
  });

  it('tells certain from possible', () => {
    const doubt = read(
      twoZones((d) =>
        setInbound(
          d,
          'sg-app',
          tcp(80, 90, { PrefixListIds: [{ PrefixListId: 'pl-x' }] }),
          tcp(85, 85, cidr('0.0.0.0/0')),
        ),
      ),
    );
    const found = portsBetween(doubt, cidrPeer('9.9.9.9/32'), { groupIds: ['sg-app'] }, 'tcp');
    expect([ports(found.every), ports(found.some), ports(found.possible)]).toEqual([
      ['85-85'],
      ['85-85'],
      ['80-90'],
    ]);
    expect(found.doubts).toEqual([{ construct: 'prefix-list-entries', resource: 'pl-x' }]);
    const gone = portsBetween(doubt, cidrPeer('9.9.9.9/32'), { groupIds: ['sg-nowhere'] }, 'tcp');
    expect([gone.every, gone.some, ports(gone.possible)]).toEqual([[], [], ['0-65535']]);
    expect(gone.doubts).toEqual([{ construct: 'security-group', resource: 'sg-nowhere' }]);
  });

  it('compares both families of a dual-stack VPC', () => {
    const dual = read(
      twoZones((d) => {
        dualStack(d);
        setInbound(
          d,
          'sg-app',
          tcp(80, 80, cidr('0.0.0.0/0')),
          tcp(90, 90, cidr('0.0.0.0/0', '::/0')),
          tcp(95, 95, cidr('2001:db8:1200::/56')),
        );
      }),
    );
    const from = vpcPeer(dual, VPC);
    const found = portsBetween(dual, from, { groupIds: ['sg-app'] }, 'tcp');
    expect([ports(found.every), ports(found.some)]).toEqual([['90-90'], ['80-80', '90-90', '95-95']]);
    expect(ports(portsBetween(dual, outsidePeer(dual, VPC), { groupIds: ['sg-app'] }, 'tcp').some)).toEqual([
      '80-80',
      '90-90',
    ]);
    expect(
      ports(portsBetween(dual, cidrPeer('2001:db8:1200::/64'), { groupIds: ['sg-app'] }, 'tcp').every),
    ).toEqual(['90-90', '95-95']);
    const four = portsBetween(dual, from, { ...cidrPeer('10.20.0.0/16'), groupIds: ['sg-app'] }, 'tcp');
    expect(ports(four.every)).toEqual(['80-80', '90-90']);
    expect(
      ports(
        portsBetween(dual, subnetPeer(dual, 'priv-a', ['sg-alb']), { groupIds: ['sg-app'] }, 'tcp').every,
      ),
    ).toEqual(['90-90']);
    expect(portsBetween(dual, subnetPeer(dual, 'nowhere'), { groupIds: ['sg-app'] }, 'tcp').possible).toEqual(
      [],
    );
  });

  it('names peers in a fixed order', () => {
    const at = (...ids: string[]) =>
      rulesIn(
        read(
          twoZones((d) =>
            setInbound(
              d,
              'sg-app',
              tcp(80, 80, {
                UserIdGroupPairs: [
                  ...ids.map((GroupId) => ({ GroupId })),
                  { GroupName: 'b' },
                  { GroupName: 'a' },
                ],
                ...cidr('10.0.0.0/8'),
              }),
            ),
          ),
        ),
        'sg-app',
        'in',
      );
    expect(at('sg-2', 'sg-1')).toEqual([
      { protocol: 6, ports: { first: 80, last: 80 }, peers: ['10.0.0.0/8', 'a', 'b', 'sg-1', 'sg-2'] },
    ]);
  });

  it('outside is everything but the VPC', () => {
    const inner = read(
      twoZones((d) => {
        dualStack(d);
        setInbound(d, 'sg-app', tcp(80, 80, cidr('10.20.0.0/16', '2001:db8:1200::/56')));
      }),
    );
    expect(portsBetween(inner, outsidePeer(inner, VPC), { groupIds: ['sg-app'] }, 'tcp').possible).toEqual(
      [],
    );
    const wider = read(twoZones((d) => setInbound(d, 'sg-app', tcp(80, 80, cidr('10.20.0.0/15')))));
    expect(ports(portsBetween(wider, outsidePeer(wider, VPC), { groupIds: ['sg-app'] }, 'tcp').some)).toEqual(
      ['80-80'],
    );
  });

  it('takes the groups of a subnet’s interface as its own', () => {
    const chain = portsBetween(
      network,
      subnetPeer(network, 'pub-a', ['sg-alb']),
      vpcPeer(network, VPC, ['sg-app']),
      'tcp',
    );
    expect(ports(chain.every)).toEqual(['8000-8000']);
  });

  it('cuts only where a rule of the protocol asked for does', () => {
    const mixed = read(
      twoZones((d) =>
        setInbound(
          d,
          'sg-app',
          tcp(80, 80, cidr('0.0.0.0/0')),
          { IpProtocol: 'udp', FromPort: 53, ToPort: 53, ...cidr('0.0.0.0/0') },
          { IpProtocol: 'icmp', FromPort: 8, ToPort: -1, ...cidr('0.0.0.0/0') },
        ),
      ),
    );
    const at = (protocol: 'tcp' | 'udp') =>
      ports(portsBetween(mixed, cidrPeer('9.9.9.9/32'), { groupIds: ['sg-app'] }, protocol).every);
    expect([at('tcp'), at('udp')]).toEqual([['80-80'], ['53-53']]);
  });

  it('has no answer for ends without a family in common', () => {
    expect(
      portsBetween(network, cidrPeer('::/0'), { ...cidrPeer('10.0.0.0/8'), groupIds: ['sg-alb'] }, 'tcp'),
    ).toEqual({ every: [], some: [], possible: [], doubts: [] });
  });

  it('lists rules in a fixed order for messages', () => {
    const open = read(
      twoZones((d) =>
        setInbound(
          d,
          'sg-app',
          tcp(80, 81, { ...cidr('10.0.0.0/8'), ...holders('sg-alb') }),
          everything('::/0'),
        ),
      ),
    );
    expect(rulesIn(open, 'sg-app', 'in')).toEqual([
      { protocol: -1, peers: ['::/0'] },
      { protocol: 6, ports: { first: 80, last: 81 }, peers: ['10.0.0.0/8', 'sg-alb'] },
    ]);
    expect(rulesIn(open, 'sg-app', 'out')).toEqual([{ protocol: -1, peers: ['0.0.0.0/0', '::/0'] }]);
    const doubt = read(
      twoZones((d) => setInbound(d, 'sg-app', tcp(80, 81, { PrefixListIds: [{ PrefixListId: 'pl-x' }] }))),
    );
    expect(rulesIn(doubt, 'sg-app', 'in')).toEqual([
      {
        protocol: 6,
        ports: { first: 80, last: 81 },
        peers: ['pl-x'],
        doubt: { construct: 'prefix-list-entries', resource: 'pl-x' },
      },
    ]);
  });
});

describe('world-open', () => {
  const SSH: Span = { first: 22, last: 22 };
  const open = (...rules: Parameters<typeof setInbound>[2][]) =>
    read(
      twoZones((d) => {
        d.ManagedPrefixLists = [{ PrefixListId: 'pl-x', Entries: [{ Cidr: '52.0.0.0/8' }] }];
        setInbound(d, 'sg-other', ...rules);
      }),
    );
  const isOpen = (...rules: Parameters<typeof setInbound>[2][]): boolean =>
    worldOpenPorts(open(...rules), 'sg-other', SSH).open.length > 0;

  it.each([
    ['0.0.0.0/0', true],
    ['8.8.8.0/24', false],
    ['8.8.8.0/23', true],
    ['8.8.8.8/32', false],
    ['10.0.0.0/8', false],
    ['172.16.0.0/12', false],
    ['192.168.0.0/16', false],
    ['100.64.0.0/10', false],
    ['172.0.0.0/8', true],
    ['::/0', true],
    ['2001:db8::/63', true],
    ['2001:db8::/64', false],
    ['2001:db8::1/128', false],
  ])('from %s: %s', (source, expected) => {
    expect(isOpen(tcp(22, 22, cidr(source)))).toBe(expected);
  });

  it('unites the rules of a group before it counts', () => {
    expect(isOpen(tcp(22, 22, cidr('8.8.8.0/24')), tcp(20, 30, cidr('8.8.9.0/32')))).toBe(true);
    expect(isOpen(tcp(22, 22, cidr('8.8.8.0/24')), tcp(20, 30, cidr('8.8.8.0/25')))).toBe(false);
    expect(isOpen(tcp(22, 22, cidr('8.8.8.0/24')), tcp(23, 30, cidr('8.8.9.0/32')))).toBe(false);
  });

  it('expands prefix lists, and knows protocol -1 and ranges that contain the port', () => {
    expect(isOpen(tcp(22, 22, { PrefixListIds: [{ PrefixListId: 'pl-x' }] }))).toBe(true);
    expect(isOpen(everything('0.0.0.0/0'))).toBe(true);
    expect(isOpen(tcp(0, 65535, cidr('0.0.0.0/0')))).toBe(true);
    expect(isOpen(tcp(23, 65535, cidr('0.0.0.0/0')), tcp(0, 21, cidr('0.0.0.0/0')))).toBe(false);
  });

  it('leaves UDP and groups as sources out', () => {
    expect(isOpen({ IpProtocol: 'udp', FromPort: 22, ToPort: 22, ...cidr('0.0.0.0/0') })).toBe(false);
    expect(isOpen(tcp(22, 22, holders('sg-alb')))).toBe(false);
  });

  it('says how wide it is, and cuts the ports to those asked for', () => {
    const { open: found } = worldOpenPorts(
      open(tcp(8000, 9000, cidr('8.0.0.0/8', '2001:db8:1::/48', '2001:db8::/32', '2001:db8:2::/40'))),
      'sg-other',
      { first: 8500, last: 8888 },
    );
    expect(found).toEqual([
      { ports: { first: 8500, last: 8888 }, ipv4Addresses: 2n ** 24n, ipv6Source: '2001:db8::/32' },
    ]);
    expect(
      worldOpenPorts(open(tcp(1, 2, cidr('8.0.0.0/8'))), 'sg-other').open.map(({ ports }) => ports),
    ).toEqual([{ first: 1, last: 2 }]);
  });

  it('may be open where entries were not read', () => {
    const found = worldOpenPorts(
      open(tcp(22, 22, { PrefixListIds: [{ PrefixListId: 'pl-y' }] })),
      'sg-other',
      { first: 0, last: 100 },
    );
    expect(found).toEqual({
      open: [],
      possible: [SSH],
      doubts: [{ construct: 'prefix-list-entries', resource: 'pl-y' }],
    });
    expect(worldOpenPorts(open(), 'sg-gone', SSH)).toEqual({
      open: [],
      possible: [SSH],
      doubts: [{ construct: 'security-group', resource: 'sg-gone' }],
    });
    expect(
      worldOpenPorts(open({ IpProtocol: 'tcp', ...cidr('8.8.8.8/32', '2001:db8::/64') }), 'sg-other', SSH),
    ).toMatchObject({ open: [], possible: [] });
    expect(
      worldOpenPorts(open({ IpProtocol: 'tcp', ...cidr('2001:db8::/63') }), 'sg-other', SSH),
    ).toMatchObject({ open: [], possible: [SSH] });
    const exactly = open({ IpProtocol: 'tcp', ...cidr('8.8.8.0/24') });
    expect(worldOpenPorts(exactly, 'sg-other', SSH).possible).toEqual([]);
    const zero = worldOpenPorts(open(tcp(0, 0, cidr('0.0.0.0/0'))), 'sg-other');
    expect(zero.open.map(({ ports }) => ports)).toEqual([{ first: 0, last: 0 }]);
    expect(
      worldOpenPorts(
        open({ IpProtocol: 'tcp', ...cidr('8.8.9.0/32') }, tcp(22, 22, cidr('8.8.8.0/24'))),
        'sg-other',
        SSH,
      ),
    ).toMatchObject({ open: [], possible: [SSH] });
  });
});

describe('VPC endpoints', () => {
  const S3 = 'com.amazonaws.us-east-1.s3';
  const SSM = 'com.amazonaws.us-east-1.ssm';

  it('sees a gateway endpoint through the effective table of a subnet', () => {
    const network = read(
      twoZones((d) => {
        the(d.VpcEndpoints, 'vpce-s3').RouteTableIds = ['rtb-a'];
      }),
    );
    const at = (id: string) =>
      gatewayEndpointsOf(network, id, S3).map(({ available, associated, routeTableId }) => ({
        available,
        associated,
        routeTableId,
      }));
    expect(at('priv-a')).toEqual([{ available: true, associated: true, routeTableId: 'rtb-a' }]);
    // The table still has the route, as an emulator leaves it; the endpoint does not name the table.
    expect(at('priv-b')).toEqual([{ available: true, associated: false, routeTableId: 'rtb-b' }]);
    expect(at('nowhere')).toEqual([]);
    expect(gatewayEndpointsOf(network, 'priv-a', SSM)).toEqual([]);
    expect(endpointsFor(network, VPC, SSM).map(({ id }) => id)).toEqual(['vpce-ssm']);
    expect(endpointsFor(network, 'vpc-2', S3)).toEqual([]);
  });

  it('knows states and what cannot be told', () => {
    const network = read(
      twoZones((d) => {
        const one = the(d.VpcEndpoints, 'vpce-s3');
        one.State = 'Pending';
        delete one.RouteTableIds;
      }),
    );
    expect(gatewayEndpointsOf(network, 'priv-a', S3)).toMatchObject([
      { available: false, associated: undefined },
    ]);
    const capital = read(
      twoZones((d) => {
        the(d.VpcEndpoints, 'vpce-s3').State = 'Available';
      }),
    );
    expect(gatewayEndpointsOf(capital, 'priv-a', S3)).toMatchObject([{ available: true }]);
    const lost = read(
      twoZones((d) => {
        d.RouteTables = [];
      }),
    );
    expect(gatewayEndpointsOf(lost, 'priv-a', S3)).toMatchObject([{ associated: undefined }]);
  });

  it('counts the zones of an interface endpoint', () => {
    const network = read(twoZones());
    const [endpoint] = endpointsFor(network, VPC, SSM);
    if (endpoint === undefined) throw new Error('no endpoint');
    expect(endpointZones(network, endpoint)).toEqual(['us-east-1a', 'us-east-1b']);
    expect(endpointZones(network, endpoint, 'us-east-1a')).toEqual(['us-east-1b']);
    expect(endpointZones(network, endpoint, 'use1-az1')).toEqual(['us-east-1a']);
    const crossed = read(
      twoZones((d) => {
        the(d.VpcEndpoints, 'vpce-ssm').SubnetIds = ['pub-b', 'priv-b', 'priv-a'];
        the(d.Subnets, 'priv-a').AvailabilityZone = 'us-east-1c';
        the(d.Subnets, 'priv-b').AvailabilityZone = 'us-east-1a';
      }),
    );
    const [again] = endpointsFor(crossed, VPC, SSM);
    expect(again && endpointZones(crossed, again)).toEqual(['us-east-1a', 'us-east-1b', 'us-east-1c']);
    const unzoned = read(
      twoZones((d) => {
        for (const one of d.Subnets) delete one.AvailabilityZone;
        delete the(d.Subnets, 'priv-b').AvailabilityZoneId;
      }),
    );
    const [last] = endpointsFor(unzoned, VPC, SSM);
    expect(last && [endpointZones(unzoned, last), endpointZones(unzoned, last, 'x')]).toEqual([
      ['use1-az6'],
      ['use1-az6'],
    ]);
    expect(endpointSubnets(network, endpoint).map(({ id }) => id)).toEqual(['priv-a', 'priv-b']);
    expect(endpoint).toMatchObject({ privateDns: true, type: 'interface', state: 'available' });
  });

  it('ssm-endpoints: its groups admit 443 from the whole subnet, or from a group that is assumed', () => {
    const admits = (
      rules: Parameters<typeof setInbound>[2][],
      assumed: string[] = [],
    ): boolean | undefined => {
      const network = read(twoZones((d) => setInbound(d, 'sg-endpoint', ...rules)));
      const [endpoint] = endpointsFor(network, VPC, SSM);
      return endpoint && endpointAdmits(network, endpoint, subnetOf(network, 'priv-a'), 443, assumed).admits;
    };
    expect(admits([tcp(443, 443, cidr('10.20.0.0/16'))])).toBe(true);
    expect(admits([tcp(443, 443, cidr('10.20.16.0/22'))])).toBe(true);
    expect(admits([tcp(443, 443, cidr('10.20.16.0/23'))])).toBe(false);
    expect(admits([tcp(443, 443, cidr('10.20.16.0/23')), tcp(443, 443, cidr('10.20.18.0/23'))])).toBe(true);
    expect(admits([tcp(443, 443, cidr('10.20.20.0/22'))])).toBe(false);
    expect(admits([tcp(444, 444, cidr('10.20.0.0/16'))])).toBe(false);
    expect(admits([])).toBe(false);
    expect(admits([tcp(443, 443, holders('sg-app'))])).toBe(false);
    expect(admits([tcp(443, 443, holders('sg-app'))], ['sg-app'])).toBe(true);
    expect(admits([tcp(443, 443, { PrefixListIds: [{ PrefixListId: 'pl-x' }] })])).toBeUndefined();
  });

  it('an endpoint made without groups has the default group of the VPC', () => {
    const build = (rule: Parameters<typeof group>[1]) =>
      read(
        twoZones((d) => {
          the(d.VpcEndpoints, 'vpce-ssm').Groups = [];
          d.SecurityGroups.push(
            { ...group('sg-default', rule), GroupName: 'default' },
            { ...group('sg-far', [everything('0.0.0.0/0')]), GroupName: 'default', VpcId: 'vpc-2' },
          );
        }),
      );
    const ask = (network: Network) => {
      const [endpoint] = endpointsFor(network, VPC, SSM);
      return endpoint && endpointAdmits(network, endpoint, subnetOf(network, 'priv-a'), 443).admits;
    };
    expect(ask(build([{ IpProtocol: '-1', ...holders('sg-default') }]))).toBe(false);
    expect(ask(build([everything('10.20.0.0/16')]))).toBe(true);
  });

  it('asks over IPv6 in an IPv6-only subnet', () => {
    const network = read(
      twoZones((d) => {
        dualStack(d);
        delete the(d.Subnets, 'priv-a').CidrBlock;
        setInbound(d, 'sg-endpoint', tcp(443, 443, cidr('::/0')));
      }),
    );
    const [endpoint] = endpointsFor(network, VPC, SSM);
    expect(endpoint && endpointAdmits(network, endpoint, subnetOf(network, 'priv-a'), 443).admits).toBe(true);
    const four = read(
      twoZones((d) => {
        dualStack(d);
        delete the(d.Subnets, 'priv-a').CidrBlock;
        setInbound(d, 'sg-endpoint', tcp(443, 443, cidr('0.0.0.0/0')));
      }),
    );
    expect(endpoint && endpointAdmits(four, endpoint, subnetOf(four, 'priv-a'), 443).admits).toBe(false);
    const dual = read(
      twoZones((d) => {
        dualStack(d);
        setInbound(d, 'sg-endpoint', tcp(443, 443, cidr('0.0.0.0/0')));
      }),
    );
    expect(endpoint && endpointAdmits(dual, endpoint, subnetOf(dual, 'priv-a'), 443).admits).toBe(true);
  });

  it('hands the policy on as it is', () => {
    const network = read(
      twoZones((d) => {
        the(d.VpcEndpoints, 'vpce-s3').PolicyDocument = '{}';
      }),
    );
    expect(endpointsFor(network, VPC, S3).map(({ policy }) => policy)).toEqual(['{}']);
  });
});
