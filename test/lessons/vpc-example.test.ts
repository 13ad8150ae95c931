import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DescribeInternetGatewaysCommand,
  DescribeNatGatewaysCommand,
  DescribeNetworkAclsCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  effectiveRouteTable,
  endpointAdmits,
  endpointsFor,
  endpointZones,
  gatewayEndpointsOf,
  parseCidr,
  reach,
  readNetwork,
  routeFor,
  tierOf,
  usableAddresses,
  type Answer,
  type End,
  type Network,
  type NetworkDescription,
  type ReachOptions,
} from '../../graders/semantics/network/index.ts';
import { runLesson } from '../helpers/lesson-runner.ts';
import { clientOf, sharedSandbox } from '../helpers/sandbox.ts';

// What the VPC lesson says about its network, asked of the model that grades the lab: the lesson is run as it stands,
// and the account that it leaves behind is read.

type Described = { [Name in keyof NetworkDescription]-?: NonNullable<NetworkDescription[Name]>[number][] };

let left: Described;
let id: Record<'publicC' | 'publicD' | 'privateC' | 'privateD', string>;
const HTTPS = { protocol: 'tcp', port: 443 } as const;
const INTERNET: End = { kind: 'internet' };
const at = (subnetId: string, ...groupIds: string[]): End =>
  groupIds.length > 0 ? { kind: 'subnet', subnetId, groupIds } : { kind: 'subnet', subnetId };

beforeAll(async () => {
  const sandbox = await sharedSandbox();
  const account = await sandbox.createAccount('vpc-example');
  const cwd = mkdtempSync(join(tmpdir(), 'lesson-'));
  try {
    const folder = join(import.meta.dirname, '../../lessons/vpc');
    const { failures } = await runLesson({ folder, name: 'lesson.md', cwd, sandbox, account });
    expect(failures).toEqual([]);
    left = await describeAll(new EC2Client(clientOf(sandbox, account)));
  } finally {
    rmSync(cwd, { recursive: true, force: true });
    await sandbox.revokeAccount(account.account);
  }
  const named = (name: string): string =>
    left.Subnets.find(({ Tags }) => Tags?.some(({ Value }) => Value === name))?.SubnetId ?? name;
  id = {
    publicC: named('public-c'),
    publicD: named('public-d'),
    privateC: named('private-c'),
    privateD: named('private-d'),
  };
}, 300_000);

async function describeAll(client: EC2Client): Promise<Described> {
  const [vpcs, subnets, tables, gateways, nats, acls, groups, endpoints] = await Promise.all([
    client.send(new DescribeVpcsCommand({})),
    client.send(new DescribeSubnetsCommand({})),
    client.send(new DescribeRouteTablesCommand({})),
    client.send(new DescribeInternetGatewaysCommand({})),
    client.send(new DescribeNatGatewaysCommand({})),
    client.send(new DescribeNetworkAclsCommand({})),
    client.send(new DescribeSecurityGroupsCommand({})),
    client.send(new DescribeVpcEndpointsCommand({})),
  ]);
  return {
    Vpcs: vpcs.Vpcs ?? [],
    Subnets: subnets.Subnets ?? [],
    RouteTables: tables.RouteTables ?? [],
    InternetGateways: gateways.InternetGateways ?? [],
    EgressOnlyInternetGateways: [],
    NatGateways: nats.NatGateways ?? [],
    NetworkAcls: acls.NetworkAcls ?? [],
    SecurityGroups: groups.SecurityGroups ?? [],
    ManagedPrefixLists: [],
    VpcEndpoints: endpoints.VpcEndpoints ?? [],
    NetworkInterfaces: [],
  };
}

/** The network as the lesson leaves it, or as it would be after a change. */
function network(change: (state: Described) => void = () => undefined): Network {
  const state = structuredClone(left);
  change(state);
  return readNetwork(state);
}

const ask = (net: Network, from: End, to: End, options: ReachOptions = { level: 'acl' }): Answer =>
  reach(net, from, to, HTTPS, options);
const natIn = (state: Described, subnetId: string): string =>
  state.NatGateways.find((nat) => nat.SubnetId === subnetId)?.NatGatewayId ?? '';
const tableOf = (state: Described, subnetId: string) =>
  state.RouteTables.find(({ Associations }) => Associations?.some((one) => one.SubnetId === subnetId));

/** Sends what leaves a subnet to another NAT gateway. */
function reroute(state: Described, subnetId: string, natGatewayId: string): void {
  for (const route of tableOf(state, subnetId)?.Routes ?? [])
    if (route.NatGatewayId) route.NatGatewayId = natGatewayId;
}

describe('the address plan of the VPC lesson', () => {
  it.each([
    [28, 11],
    [26, 59],
    [24, 251],
    [20, 4091],
    [16, 65_531],
  ])('a /%i has %i addresses to use', (bits, expected) => {
    expect(usableAddresses(`10.48.0.0/${bits}`)).toBe(expected);
  });

  it('eight full nodes fit into a /24 and 136 into a /20', () => {
    expect([Math.floor(251 / 30), Math.floor(4091 / 30)]).toEqual([8, 136]);
  });
});

describe('the routes of the VPC lesson', () => {
  it('make two subnets public and two private', () => {
    const tiers = [id.publicC, id.publicD, id.privateC, id.privateD].map((one) => tierOf(network(), one));
    expect(tiers).toEqual(['public', 'public', 'private', 'private']);
  });

  it('are what the contractor forgot: with the main table alone an attached gateway leads nowhere', () => {
    const bare = network((state) => {
      state.RouteTables = state.RouteTables.filter(({ Associations }) =>
        Associations?.some(({ Main }) => Main),
      );
    });
    expect(bare.internetGateways.size).toBeGreaterThan(0);
    expect([id.publicC, id.privateC].map((one) => tierOf(bare, one))).toEqual(['isolated', 'isolated']);
  });

  it('let the longest prefix take a packet, whether or not its target lives', () => {
    const net = network((state) => {
      const table = tableOf(state, id.privateD);
      const dead = { DestinationCidrBlock: '203.0.113.0/24', NatGatewayId: 'nat-gone', State: 'blackhole' };
      if (table) table.Routes = [...(table.Routes ?? []), dead];
    });
    const subnet = net.subnets.get(id.privateD);
    const table = subnet && effectiveRouteTable(net, subnet).table;
    const target = (address: string) => {
      const block = parseCidr(`${address}/32`);
      return table && block ? routeFor(table, block)?.target.id : undefined;
    };
    expect(['10.48.40.7', '198.51.100.7', '203.0.113.9'].map(target)).toEqual([
      'local',
      natIn(left, id.publicD),
      'nat-gone',
    ]);
    // Of the two addresses that stand for the Internet, one is in that block.
    expect(ask(net, at(id.privateD), INTERNET)).toMatchObject({
      outcome: 'mixed',
      broken: { resource: 'nat-gone' },
    });
  });

  it('a NAT gateway in a private subnet serves nobody', () => {
    const net = network((state) => {
      for (const nat of state.NatGateways) if (nat.SubnetId === id.publicC) nat.SubnetId = id.privateC;
    });
    expect(ask(net, at(id.privateC), INTERNET)).toMatchObject({
      outcome: 'no-reach',
      broken: { why: 'nat-subnet-not-public' },
    });
  });

  it('nobody outside can start a conversation with a private subnet', () => {
    expect(ask(network(), INTERNET, at(id.privateC)).outcome).toBe('no-reach');
    expect(ask(network(), at(id.privateC), INTERNET).outcome).toBe('reach');
  });
});

describe('a zone of the VPC lesson goes dark', () => {
  const out = (net: Network, subnetId: string, down?: string) =>
    ask(net, at(subnetId), INTERNET, { level: 'acl', ...(down === undefined ? {} : { down }) }).outcome;
  const shared = () => network((state) => reroute(state, id.privateD, natIn(state, id.publicC)));

  it('with a gateway and a table for each zone, the other goes on', () => {
    expect(out(network(), id.privateD, 'us-east-1c')).toBe('reach');
    expect(out(network(), id.privateC, 'us-east-1d')).toBe('reach');
    expect(out(network(), id.privateC, 'us-east-1c')).toBe('no-reach');
  });

  it('with one table for both, everything works until then; the second gateway helps nobody', () => {
    expect(out(shared(), id.privateD)).toBe('reach');
    expect(out(shared(), id.privateD, 'us-east-1c')).toBe('no-reach');
  });

  it('with a regional gateway, the other goes on by the same table', () => {
    const regional = network((state) => {
      const [nat] = state.NatGateways;
      if (nat) Object.assign(nat, { AvailabilityMode: 'regional', SubnetId: undefined });
      for (const subnetId of [id.privateC, id.privateD]) reroute(state, subnetId, nat?.NatGatewayId ?? '');
    });
    expect(out(regional, id.privateD, 'us-east-1c')).toBe('reach');
    expect(out(regional, id.privateC, 'us-east-1d')).toBe('reach');
  });
});

describe('the gates of the VPC lesson', () => {
  const groupId = (name: string) =>
    left.SecurityGroups.find(({ GroupName }) => GroupName === name)?.GroupId ?? name;
  const gates = (answer: Answer, part: string) =>
    answer.paths[0]?.hops
      .filter((hop) => hop.part === part)
      .map(({ direction, flow, subnetId }) => {
        const subnet = Object.entries(id).find(([, value]) => value === subnetId)?.[0] ?? '';
        return `${direction} ${flow ?? ''} ${subnet}`.trim();
      });

  it('a request from private-c and its reply meet six ACLs and one group', () => {
    const answer = ask(network(), at(id.privateC, groupId('marsh-model')), INTERNET, { level: 'groups' });
    expect(answer.outcome).toBe('reach');
    expect(gates(answer, 'network-acl')?.toSorted()).toEqual(
      [
        'request out privateC',
        'request in publicC',
        'request out publicC',
        'reply in publicC',
        'reply out publicC',
        'reply in privateC',
      ].toSorted(),
    );
    expect(gates(answer, 'security-groups')).toHaveLength(1);
  });

  it('inside one subnet no ACL is asked', () => {
    const answer = ask(network(), at(id.privateC), at(id.privateC));
    expect([answer.outcome, gates(answer, 'network-acl')]).toEqual(['reach', []]);
  });

  it('the model servers take calls on one port, from the group of the web servers', () => {
    const [web, model] = [groupId('marsh-web'), groupId('marsh-model')];
    const call = (from: End, port: number) =>
      reach(network(), from, at(id.privateD, model), { protocol: 'tcp', port }).outcome;
    expect(call(at(id.privateC, web), 8500)).toBe('reach');
    expect(call(at(id.publicC, web), 8500)).toBe('reach');
    expect(call(at(id.privateC, web), 8501)).toBe('no-reach');
    expect(call(at(id.privateC, model), 8500)).toBe('no-reach');
    expect(call(at(id.privateC), 8500)).toBe('no-reach');
  });

  it('the strict ACL on public-d silences clients and the machines of private-d, both in the reply', () => {
    const net = network((state) => {
      for (const acl of state.NetworkAcls)
        acl.Associations = acl.Associations?.filter(({ SubnetId }) => SubnetId !== id.publicD);
      const strict = state.NetworkAcls.find(({ Associations }) => !Associations?.length);
      if (strict) strict.Associations = [{ SubnetId: id.publicD }];
    });
    const denied = { outcome: 'no-reach', broken: { part: 'network-acl', direction: 'reply' } };
    expect(ask(net, INTERNET, at(id.publicD))).toMatchObject(denied);
    expect(ask(net, at(id.privateD), INTERNET)).toMatchObject(denied);
    expect(ask(net, at(id.privateC), INTERNET).outcome).toBe('reach');
  });
});

describe('the endpoints of the VPC lesson', () => {
  it('S3 is on the tables of both private subnets', () => {
    const used = (subnetId: string) =>
      gatewayEndpointsOf(network(), subnetId, 'com.amazonaws.us-east-1.s3').map(
        ({ available, associated }) => available && associated,
      );
    expect([id.privateC, id.privateD, id.publicC].map(used)).toEqual([[true], [true], [false]]);
  });

  it('the door for logs stands in both zones and opens for the private subnets', () => {
    const net = network();
    const vpcId = net.subnets.get(id.privateC)?.vpcId ?? '';
    const [endpoint, ...more] = endpointsFor(net, vpcId, 'com.amazonaws.us-east-1.logs');
    expect(more).toEqual([]);
    if (!endpoint) throw new Error('The lesson left no endpoint for logs.');
    expect(endpointZones(net, endpoint)).toEqual(['us-east-1c', 'us-east-1d']);
    expect(endpointZones(net, endpoint, 'us-east-1c')).toEqual(['us-east-1d']);
    const admits = (subnetId: string) => {
      const subnet = net.subnets.get(subnetId);
      return subnet && endpointAdmits(net, endpoint, subnet, 443).admits;
    };
    expect([id.privateC, id.privateD, id.publicC].map(admits)).toEqual([true, true, false]);
  });
});
