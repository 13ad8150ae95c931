/** What the network model makes of a description: everything that AWS says, and a doubt that names what it does not. */
import { describe, expect, it, test } from 'vitest';
import {
  explainHop,
  reach,
  readNetwork,
  type Hop,
  type NetworkDescription,
  type Why,
} from '../../../graders/semantics/network/index.ts';
import { entry, HTTPS, INTERNET, subnet, twoZones, VPC } from './network-kit.ts';

/** A description of anything: its types say what AWS sends, and this is about what it does not. */
const read = (description: unknown) => readNetwork(description as NetworkDescription);
const OUT = [subnet('priv-a'), INTERNET] as const;

test('a collection that is no list was not read; an empty one was', () => {
  const all = [
    'EgressOnlyInternetGateways',
    'InternetGateways',
    'ManagedPrefixLists',
    'NatGateways',
    'NetworkAcls',
    'NetworkInterfaces',
    'RouteTables',
    'SecurityGroups',
    'Subnets',
    'VpcEndpoints',
    'Vpcs',
  ];
  expect([...read({}).notRead].sort()).toEqual(all);
  expect([...read(Object.fromEntries(all.map((name) => [name, null]))).notRead].sort()).toEqual(all);
  expect([...read(Object.fromEntries(all.map((name) => [name, 'none']))).notRead].sort()).toEqual(all);
  expect([...read(Object.fromEntries(all.map((name) => [name, []]))).notRead]).toEqual([]);
});

test('items are kept by id, ascending, and those without one are dropped', () => {
  const { vpcs, subnets, natGateways } = read({
    Vpcs: [{ VpcId: 'vpc-b' }, { CidrBlock: '10.0.0.0/16' }, { VpcId: 'vpc-a' }, { VpcId: '' }],
    Subnets: [{ SubnetId: 'subnet-2' }, { SubnetId: 'subnet-1' }, { SubnetId: 7 }],
    NatGateways: [{ NatGatewayId: 'nat-2' }, {}, { NatGatewayId: 'nat-1' }],
  });
  expect([...vpcs.keys()]).toEqual(['vpc-a', 'vpc-b']);
  expect([...subnets.keys()]).toEqual(['subnet-1', 'subnet-2']);
  expect([...natGateways.keys()]).toEqual(['nat-1', 'nat-2']);
});

describe('VPCs and subnets', () => {
  it('have the blocks that are associated, each once', () => {
    const { vpcs, subnets } = read({
      Vpcs: [
        {
          VpcId: 'vpc-1',
          CidrBlock: '10.20.0.0/16',
          CidrBlockAssociationSet: [
            { CidrBlock: '10.20.0.0/16', CidrBlockState: { State: 'associated' } },
            { CidrBlock: '10.21.0.0/16', CidrBlockState: { State: 'associating' } },
            { CidrBlock: '10.22.0.0/16' },
          ],
          Ipv6CidrBlockAssociationSet: [
            { Ipv6CidrBlock: '2600:1f18::/56', Ipv6CidrBlockState: { State: 'associated' } },
            { Ipv6CidrBlock: '2600:1f19::/56', Ipv6CidrBlockState: { State: 'disassociated' } },
          ],
          Tags: [{ Key: 'Name', Value: 'bm' }],
        },
      ],
      Subnets: [
        {
          SubnetId: 'subnet-1',
          VpcId: 'vpc-1',
          CidrBlock: '10.20.0.0/24',
          Ipv6CidrBlockAssociationSet: [
            { Ipv6CidrBlock: '2600:1f18::/64', Ipv6CidrBlockState: { State: 'disassociating' } },
          ],
        },
      ],
    });
    const blocks = (item: { blocks: readonly { text: string }[] } | undefined) =>
      item?.blocks.map(({ text }) => text);
    expect(blocks(vpcs.get('vpc-1'))).toEqual(['10.20.0.0/16', '10.22.0.0/16', '2600:1f18::/56']);
    expect(vpcs.get('vpc-1')).toMatchObject({ id: 'vpc-1', name: 'bm' });
    expect(vpcs.get('vpc-1')).not.toHaveProperty('blockMode');
    expect(blocks(subnets.get('subnet-1'))).toEqual(['10.20.0.0/24']);
  });

  it.each([
    ['no VPC', { CidrBlock: '10.20.0.0/24' }, ['subnet-without-vpc']],
    ['no block', { VpcId: 'vpc-1' }, ['subnet-address-block']],
    ['a block that is none', { VpcId: 'vpc-1', CidrBlock: '10.20.0.0/33' }, ['subnet-address-block']],
    ['neither', {}, ['subnet-address-block', 'subnet-without-vpc']],
    ['both', { VpcId: 'vpc-1', CidrBlock: '10.20.0.0/24' }, []],
  ])('a subnet with %s', (_what, item, constructs) => {
    const found = read({ Subnets: [{ SubnetId: 'subnet-1', ...item }] }).subnets.get('subnet-1');
    expect(found?.doubts).toEqual(constructs.map((construct) => ({ construct, resource: 'subnet-1' })));
    expect(found?.vpcId).toBe('VpcId' in item ? 'vpc-1' : '');
  });
});

test('a prefix list counts when every entry of it can be read', () => {
  const { prefixLists } = read({
    ManagedPrefixLists: [
      { PrefixListId: 'pl-good', Entries: [{ Cidr: '10.0.0.0/8' }, { Cidr: '2600::/16' }] },
      { PrefixListId: 'pl-empty', Entries: [] },
      { PrefixListId: 'pl-odd', Entries: [{ Cidr: '10.0.0.0/8' }, { Cidr: 'ten' }] },
      { PrefixListId: 'pl-unread' },
      { Entries: [{ Cidr: '10.0.0.0/8' }] },
    ],
  });
  expect([...prefixLists].map(([id, blocks]) => [id, blocks.map(({ text }) => text)])).toEqual([
    ['pl-good', ['10.0.0.0/8', '2600::/16']],
    ['pl-empty', []],
  ]);
});

describe('route tables', () => {
  const table = (item: object, vpcs: object[] = [{ VpcId: 'vpc-1', CidrBlock: '10.20.0.0/16' }]) =>
    read({ Vpcs: vpcs, RouteTables: [{ RouteTableId: 'rtb-1', VpcId: 'vpc-1', ...item }] }).routeTables.get(
      'rtb-1',
    );

  it('without a list of routes may send anything anywhere', () => {
    expect(table({})?.open).toEqual([
      {
        doubt: { construct: 'routes', resource: 'rtb-1' },
        target: { kind: 'unknown-target', id: 'not read' },
        state: 'active',
      },
    ]);
    expect(table({ Routes: [] })?.open).toEqual([]);
  });

  it('of a VPC that was not read have a local route nobody knows the blocks of', () => {
    const open = [
      {
        doubt: { construct: 'vpc-blocks', resource: 'vpc-1' },
        target: { kind: 'local', id: 'local' },
        state: 'active',
      },
    ];
    expect(table({ Routes: [] }, [])?.open).toEqual(open);
    expect(table({ Routes: [{ DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'igw-1' }] }, [])?.open).toEqual(
      open,
    );
    expect(table({ Routes: [{ DestinationCidrBlock: '10.0.0.0/8', GatewayId: 'local' }] }, [])?.open).toEqual(
      [],
    );
    expect(table({ Routes: [], VpcId: null }, [])).toMatchObject({
      vpcId: '',
      open: [{ doubt: { construct: 'vpc-blocks', resource: 'rtb-1' } }],
    });
  });

  it.each([
    ['without destination', { GatewayId: 'igw-1' }, 'malformed-route', 'rtb-1'],
    [
      'with a destination that is none',
      { DestinationCidrBlock: 'all', GatewayId: 'igw-1' },
      'malformed-route',
      'rtb-1',
    ],
    [
      'to a list that was not read',
      { DestinationPrefixListId: 'pl-1', GatewayId: 'igw-1' },
      'prefix-list-entries',
      'pl-1',
    ],
    [
      'with a list that was not read and a block',
      { DestinationPrefixListId: 'pl-1', DestinationCidrBlock: '10.0.0.0/8', GatewayId: 'igw-1' },
      'prefix-list-entries',
      'pl-1',
    ],
  ])('a route %s is open', (_what, route, construct, resource) => {
    expect(table({ Routes: [route] })?.open).toEqual([
      {
        doubt: { construct, resource },
        target: { kind: 'internet-gateway', id: 'igw-1' },
        state: 'active',
      },
    ]);
  });

  it.each([
    [{ GatewayId: 'igw-1' }, 'internet-gateway', 'igw-1'],
    [{ GatewayId: 'eigw-1' }, 'egress-only-internet-gateway', 'eigw-1'],
    [{ GatewayId: 'vgw-1' }, 'virtual-private-gateway', 'vgw-1'],
    [{ GatewayId: 'vpce-1' }, 'vpc-endpoint', 'vpce-1'],
    [{ GatewayId: 'nat-1' }, 'nat-gateway', 'nat-1'],
    [{ GatewayId: 'local' }, 'local', 'local'],
    [{ GatewayId: 'thing-1' }, 'unknown-target', 'thing-1'],
    [{}, 'unknown-target', 'no target'],
    [{ NatGatewayId: 'nat-1', GatewayId: '' }, 'nat-gateway', 'nat-1'],
    [{ OdbNetworkArn: 'arn:odb' }, 'odb-network', 'arn:odb'],
  ])('the target of %j', (target, kind, id) => {
    const routes = table({ Routes: [{ DestinationCidrBlock: '0.0.0.0/0', ...target }] })?.routes;
    expect(routes?.find(({ destination }) => destination.text === '0.0.0.0/0')?.target).toEqual({ kind, id });
  });

  it('stand by the longest prefix, then static, by prefix list, propagated', () => {
    const route = (
      Origin: string,
      GatewayId: string,
      more: object = { DestinationCidrBlock: '10.99.0.0/16' },
    ) => ({
      GatewayId,
      Origin,
      ...more,
    });
    const { routeTables } = read({
      Vpcs: [{ VpcId: 'vpc-1', CidrBlock: '10.20.0.0/16' }],
      ManagedPrefixLists: [{ PrefixListId: 'pl-1', Entries: [{ Cidr: '10.99.0.0/16' }] }],
      RouteTables: [
        {
          RouteTableId: 'rtb-1',
          VpcId: 'vpc-1',
          Routes: [
            route('Advertisement', 'vgw-2'),
            route('EnableVgwRoutePropagation', 'vgw-1'),
            route('CreateRoute', 'igw-2', { DestinationPrefixListId: 'pl-1' }),
            route('CreateRoute', 'igw-1'),
            route('CreateRoute', 'igw-0', { DestinationCidrBlock: '0.0.0.0/0' }),
            route('CreateRoute', 'igw-3', { DestinationCidrBlock: '10.99.1.0/24' }),
          ],
        },
      ],
    });
    expect(routeTables.get('rtb-1')?.routes.map(({ target, rank }) => [target.id, rank])).toEqual([
      ['igw-3', 0],
      ['local', 0],
      ['igw-1', 0],
      ['igw-2', 1],
      ['vgw-1', 2],
      ['vgw-2', 2],
      ['igw-0', 0],
    ]);
  });

  it('are main, or rule subnets and gateways, by associations that count', () => {
    const found = table({
      Routes: [],
      Associations: [
        { Main: true },
        { SubnetId: 'subnet-2', AssociationState: { State: 'Associating' } },
        { SubnetId: 'subnet-1' },
        { GatewayId: 'igw-2' },
        { GatewayId: 'igw-1', AssociationState: { State: 'associated' } },
        { GatewayId: 'igw-3', AssociationState: { State: 'failed' } },
      ],
    });
    expect(found?.main).toBe(true);
    expect([...(found?.subnets ?? [])]).toEqual([
      ['subnet-2', 'associating'],
      ['subnet-1', 'associated'],
    ]);
    expect(found?.gatewayIds).toEqual(['igw-1', 'igw-2']);
    expect(
      table({ Routes: [], Associations: [{ Main: true, AssociationState: { State: 'failed' } }] })?.main,
    ).toBe(false);
  });
});

describe('gateways, endpoints and interfaces', () => {
  it('an attachment without a state counts, a detaching one does not', () => {
    const gateways = read({
      InternetGateways: [
        { InternetGatewayId: 'igw-1', Attachments: [{ VpcId: 'vpc-1' }] },
        { InternetGatewayId: 'igw-2', Attachments: [{ VpcId: 'vpc-1', State: 'detaching' }] },
        { InternetGatewayId: 'igw-3', Attachments: [{ State: 'available' }] },
        { InternetGatewayId: 'igw-4' },
        { InternetGatewayId: 'igw-5', Attachments: [{ VpcId: 'vpc-1', State: 'Attached' }] },
      ],
    }).internetGateways;
    expect([...gateways].map(([id, { vpcIds }]) => [id, [...vpcIds]])).toEqual([
      ['igw-1', ['vpc-1']],
      ['igw-2', []],
      ['igw-3', []],
      ['igw-4', []],
      ['igw-5', ['vpc-1']],
    ]);
  });

  it('what a NAT gateway or an endpoint does not say', () => {
    const network = read({
      NatGateways: [{ NatGatewayId: 'nat-1', NatGatewayAddresses: [] }],
      VpcEndpoints: [{ VpcEndpointId: 'vpce-1', PrivateDnsEnabled: 'true' }],
    });
    expect(network.natGateways.get('nat-1')).toMatchObject({
      state: 'unknown',
      isPublic: true,
      regional: false,
      hasPublicAddress: undefined,
    });
    expect(network.vpcEndpoints.get('vpce-1')).toMatchObject({
      type: 'gateway',
      service: '',
      state: 'unknown',
      routeTableIds: undefined,
      subnetIds: [],
      groupIds: [],
      privateDns: false,
    });
  });

  it('an interface has its private and IPv6 addresses, and its name by its own list of tags', () => {
    const { networkInterfaces } = read({
      NetworkInterfaces: [
        {
          NetworkInterfaceId: 'eni-1',
          SubnetId: 'subnet-1',
          PrivateIpAddresses: [
            { PrivateIpAddress: '10.20.0.9', Association: { PublicIp: '198.51.100.7' } },
            { PrivateIpAddress: '10.20.0.5' },
          ],
          Ipv6Addresses: [{ Ipv6Address: '2600:1f18::5' }],
          Groups: [{ GroupId: 'sg-2' }, { GroupId: 'sg-1' }, {}],
          TagSet: [{ Key: 'Name', Value: 'box' }],
        },
        { NetworkInterfaceId: 'eni-2' },
      ],
    });
    expect(networkInterfaces.get('eni-1')).toMatchObject({
      name: 'box',
      subnetId: 'subnet-1',
      hasPublicIpv4: true,
      groupIds: ['sg-1', 'sg-2'],
    });
    expect(networkInterfaces.get('eni-1')?.addresses.map(({ text }) => text)).toEqual([
      '10.20.0.5/32',
      '10.20.0.9/32',
      '2600:1f18::5/128',
    ]);
    expect(networkInterfaces.get('eni-2')).toMatchObject({
      addresses: [],
      hasPublicIpv4: false,
      groupIds: [],
    });
  });
});

describe('rules of groups', () => {
  const inbound = (permissions: unknown) =>
    read({
      SecurityGroups: [{ GroupId: 'sg-1', VpcId: 'vpc-1', IpPermissions: permissions }],
    }).securityGroups.get('sg-1')?.inbound;

  it('that were not read may admit anything', () => {
    expect(inbound(undefined)).toMatchObject([
      {
        groupId: 'sg-1',
        vpcId: 'vpc-1',
        peers: ['sg-1'],
        doubt: { construct: 'security-group-rules', resource: 'sg-1' },
      },
    ]);
    expect(inbound([])).toEqual([]);
  });

  it('list peers in order, and doubt those that nobody can know', () => {
    const rules = inbound([
      {
        IpProtocol: 'tcp',
        FromPort: 443,
        ToPort: 443,
        IpRanges: [{ CidrIp: '10.0.0.0/8' }, { CidrIp: 'ten' }],
        PrefixListIds: [{ PrefixListId: 'pl-unread' }, {}],
        UserIdGroupPairs: [{ GroupId: 'sg-9' }, { GroupId: 'sg-3' }, { GroupName: 'web' }, {}],
      },
    ]);
    expect(rules?.filter(({ doubt }) => doubt === undefined).map(({ peers }) => peers)).toEqual([
      ['10.0.0.0/8', 'sg-3', 'sg-9', 'web'],
    ]);
    expect(rules?.[0]?.groupNames ?? rules?.at(-1)?.groupNames).toBeDefined();
    const doubts = rules?.flatMap(({ doubt }) => doubt ?? []) ?? [];
    expect(doubts.map(({ construct, resource }) => `${construct} ${resource}`).sort()).toEqual([
      'malformed-permission sg-1',
      'malformed-permission sg-1',
      'malformed-permission sg-1',
      'prefix-list-entries pl-unread',
    ]);
  });

  it('stand in one order, however they were listed', () => {
    const permission = (port: number) => ({
      IpProtocol: 'tcp',
      FromPort: port,
      ToPort: port,
      IpRanges: [{ CidrIp: '10.0.0.0/8' }],
    });
    const ports = [8080, 22, 443];
    expect(inbound(ports.map(permission))).toEqual(inbound(ports.toReversed().map(permission)));
  });
});

describe('entries of ACLs', () => {
  const aclOf = (entries: unknown) =>
    read({ NetworkAcls: [{ NetworkAclId: 'acl-1', VpcId: 'vpc-1', Entries: entries }] }).networkAcls.get(
      'acl-1',
    );

  it('stand by number, and a list that was not read is one doubt in either direction', () => {
    const acl = aclOf([entry(200, 'deny', 'in'), entry(100, 'allow', 'in'), entry(100, 'deny', 'out')]);
    expect(acl?.inbound.strict.map(({ number, allow }) => [number, allow])).toEqual([
      [100, true],
      [200, false],
    ]);
    expect(acl?.inbound.generous).toBe(acl?.inbound.strict);
    const unread = aclOf(undefined);
    for (const { strict, generous } of [unread?.inbound, unread?.outbound].flatMap((one) => one ?? [])) {
      expect(strict).toMatchObject([
        {
          allow: false,
          source: 'unreadable',
          doubt: { construct: 'malformed-acl-entry', resource: 'acl-1 rule unnumbered' },
        },
      ]);
      expect(generous).toMatchObject([{ allow: true }]);
    }
  });

  it('of one number that disagree are read against the packet, and in its favour', () => {
    const acl = aclOf([entry(100, 'allow', 'in'), entry(100, 'deny', 'in')]);
    expect(acl?.inbound.strict.map(({ allow }) => allow)).toEqual([false, true]);
    expect(acl?.inbound.generous.map(({ allow }) => allow)).toEqual([true, false]);
  });

  it.each([
    ['no direction', { Egress: undefined }],
    ['no number', { RuleNumber: undefined }],
    ['another action', { RuleAction: 'maybe' }],
    ['no protocol', { Protocol: undefined }],
    ['no block', { CidrBlock: undefined }],
    ['a block that is none', { CidrBlock: 'ten' }],
    ['a good block and one that is none', { Ipv6CidrBlock: 'ten' }],
  ])('with %s are doubted', (_what, change) => {
    const acl = aclOf([{ ...entry(100, 'allow', 'in'), ...change }]);
    const rules = [...(acl?.inbound.strict ?? []), ...(acl?.inbound.generous ?? [])];
    expect(rules[0]?.doubt?.construct).toBe('malformed-acl-entry');
    expect(acl?.inbound.generous).not.toBe(acl?.inbound.strict);
  });

  it('with both blocks, which AWS does not do, name both', () => {
    const acl = aclOf([{ ...entry(100, 'allow', 'in', '10.0.0.0/8'), Ipv6CidrBlock: '2600::/16' }]);
    expect(acl?.inbound.strict[0]).toMatchObject({ source: '10.0.0.0/8, 2600::/16' });
    expect(acl?.inbound.strict[0]?.doubt).toBeUndefined();
  });
});

describe('questions', () => {
  const network = readNetwork(twoZones());
  const ask = (question: object) => reach(network, ...OUT, question as typeof HTTPS);

  it.each([[undefined], [-1], [65_536], [443.5], ['443'], [Number.NaN]])('port %s is none', (port) => {
    expect(ask({ protocol: 'tcp', port })).toMatchObject({
      outcome: 'unknown',
      doubts: [{ construct: 'port', resource: String(port) }],
    });
  });
  it.each([[0], [1], [65_535]])('port %i is one', (port) => {
    expect(ask({ protocol: 'udp', port }).doubts).toEqual([]);
  });
  it('a protocol that the model does not know', () => {
    expect(ask({ protocol: 'sctp', port: 443 })).toMatchObject({
      outcome: 'unknown',
      possible: ['reach', 'no-reach', 'mixed'],
      paths: [],
      doubts: [{ construct: 'protocol', resource: 'sctp' }],
    });
  });
  it('an echo request needs no port', () => {
    expect(ask({ protocol: 'icmp' }).outcome).toBe('reach');
  });

  it.each([
    ['NatGateways', 'not-read:NatGateways'],
    ['InternetGateways', 'not-read:InternetGateways'],
    ['NetworkAcls', 'not-read:NetworkAcls'],
    ['RouteTables', 'not-read:RouteTables'],
  ] as const)('without %s the doubt says so', (collection, construct) => {
    const { [collection]: _unread, ...rest } = twoZones();
    const answer = reach(readNetwork(rest), ...OUT, HTTPS);
    expect(answer.outcome).toBe('unknown');
    expect(answer.doubts.map((doubt) => doubt.construct)).toContain(construct);
  });
  it('a NAT gateway without a state is a doubt, not a wall', () => {
    const draft = twoZones((one) => {
      for (const gateway of one.NatGateways) gateway.State = null;
    });
    expect(reach(readNetwork(draft), ...OUT, HTTPS).doubts).toContainEqual(
      expect.objectContaining({ construct: 'nat-gateway-state' }),
    );
  });
  it('a route to an endpoint that was not read is a doubt', () => {
    const draft = twoZones((one) => {
      for (const table of one.RouteTables)
        for (const route of table.Routes ?? [])
          if (route.NatGatewayId) {
            delete route.NatGatewayId;
            route.GatewayId = 'vpce-firewall';
          }
    });
    const { VpcEndpoints: _unread, ...rest } = draft;
    expect(reach(readNetwork(rest), ...OUT, HTTPS).doubts.map(({ construct }) => construct)).toContain(
      'not-read:VpcEndpoints',
    );
  });
});

describe('hops in words, when they say less than they could', () => {
  const hop = (why: Why, more: Partial<Hop> = {}): string =>
    explainHop({
      part: 'route-table',
      direction: 'request',
      resource: 'rtb-1',
      subnetId: 'subnet-1',
      result: 'stop',
      why,
      ...more,
    });
  it.each<[string, string]>([
    [
      hop('group-blocks', { part: 'security-groups', resource: 'sg-1', traffic: 'tcp 443' }),
      'no rule of security group sg-1 lets tcp 443 out to anywhere',
    ],
    [
      hop('group-admits', { part: 'security-groups', resource: 'sg-1', traffic: 'tcp 443', flow: 'in' }),
      'security group sg-1 lets tcp 443 in, because a rule names it',
    ],
    [
      hop('zone-down', { part: 'subnet', resource: 'subnet-1' }),
      'subnet subnet-1 is gone with its zone unnamed',
    ],
    [hop('no-route'), 'route table rtb-1 of subnet-1 has no route to there'],
    [
      hop('nat-not-available', { part: 'nat-gateway', resource: 'nat-1' }),
      'NAT gateway nat-1 is in state unknown',
    ],
    [
      hop('nat-elsewhere', { part: 'nat-gateway', resource: 'nat-1' }),
      'NAT gateway nat-1 belongs to another VPC (unknown)',
    ],
    [hop('not-on-internet'), 'nobody on the Internet has the address asked for'],
    [
      hop('public-access-blocked', { part: 'block-public-access', resource: VPC }),
      `VPC Block Public Access on ${VPC} is on`,
    ],
    [hop('wrong-gateway', { resource: 'nat-1' }), 'it goes through nat-1, not through the expected gateway'],
    [hop('unknown', { part: 'gateway', resource: 'tgw-1' }), 'gateway tgw-1 cannot be told: '],
    [
      hop('no-public-address', { part: 'address', resource: 'subnet-1' }),
      'the interface in subnet-1 has no public IPv4 address',
    ],
    [
      hop('in-subnet', { part: 'address', resource: 'subnet-1', result: 'pass' }),
      'address behind subnet-1 is up',
    ],
  ])('%s', (said, expected) => {
    expect(said).toBe(expected);
  });
});
