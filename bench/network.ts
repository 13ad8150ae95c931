/**
 * All pairs of a 20-subnet VPC in five zones, every subnet with security groups of its own and an ACL of ten rules,
 * beside a floor that the same machine sets in the same run: JSON.parse of the same description. The ratio is
 * comparable between machines.
 *
 *   npx esbuild bench/network.ts --bundle --platform=node --format=esm --log-level=warning | node --input-type=module
 */
import { reach, readNetwork, type End, type NetworkDescription } from '../graders/semantics/network/index.ts';

const TARGET_MS = 100;
const ZONES = ['a', 'b', 'c', 'd', 'e'];
const SUBNETS = 20;
const ROUNDS = 30;

const VpcId = 'vpc-1';
const ids = Array.from({ length: SUBNETS }, (_, i) => `subnet-${i}`);
const zoneOf = (i: number): string => ZONES[i % ZONES.length] ?? 'a';
const isPublic = (i: number): boolean => i < ZONES.length;
const all = { IpRanges: [{ CidrIp: '0.0.0.0/0' }], Ipv6Ranges: [{ CidrIpv6: '::/0' }] };

const entries = [true, false].flatMap((Egress) => [
  ...Array.from({ length: 8 }, (_, i) => ({
    RuleNumber: 10 + i,
    Egress,
    RuleAction: 'deny',
    Protocol: '6',
    CidrBlock: `198.51.${i}.0/24`,
    PortRange: { From: 1, To: 1023 },
  })),
  { RuleNumber: 100, Egress, RuleAction: 'allow', Protocol: '-1', CidrBlock: '0.0.0.0/0' },
  { RuleNumber: 101, Egress, RuleAction: 'allow', Protocol: '-1', Ipv6CidrBlock: '::/0' },
]);

const description: NetworkDescription = {
  Vpcs: [
    {
      VpcId,
      CidrBlock: '10.0.0.0/16',
      Ipv6CidrBlockAssociationSet: [{ Ipv6CidrBlock: '2001:db8:1200::/56' }],
    },
  ],
  Subnets: ids.map((SubnetId, i) => ({
    SubnetId,
    VpcId,
    AvailabilityZone: `us-east-1${zoneOf(i)}`,
    CidrBlock: `10.0.${i * 8}.0/21`,
    Ipv6CidrBlockAssociationSet: [{ Ipv6CidrBlock: `2001:db8:1200:${i.toString(16)}::/64` }],
  })),
  RouteTables: ids.map((id, i) => ({
    RouteTableId: `rtb-${i}`,
    VpcId,
    Associations: [{ SubnetId: id, AssociationState: { State: 'associated' } }],
    Routes: [
      { DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local', State: 'active' },
      isPublic(i)
        ? { DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'igw-1', State: 'active' }
        : { DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: `nat-${i % ZONES.length}`, State: 'active' },
    ],
  })),
  InternetGateways: [{ InternetGatewayId: 'igw-1', Attachments: [{ VpcId, State: 'available' }] }],
  EgressOnlyInternetGateways: [],
  NatGateways: ZONES.map((_, i) => ({
    NatGatewayId: `nat-${i}`,
    VpcId,
    SubnetId: `subnet-${i}`,
    State: 'available',
  })),
  NetworkAcls: ids.map((SubnetId, i) => ({
    NetworkAclId: `acl-${i}`,
    VpcId,
    Entries: entries,
    Associations: [{ SubnetId }],
  })),
  SecurityGroups: ids.map((_, i) => ({
    GroupId: `sg-${i}`,
    VpcId,
    IpPermissions: Array.from({ length: 10 }, (_, port) => ({
      IpProtocol: 'tcp',
      FromPort: 440 + port,
      ToPort: 440 + port,
      UserIdGroupPairs: [{ GroupId: `sg-${(i + port) % SUBNETS}` }],
      IpRanges: [{ CidrIp: `10.0.${port * 8}.0/21` }],
    })),
    IpPermissionsEgress: [{ IpProtocol: '-1', ...all }],
  })),
};

const ends = ids.map((subnetId, i): End => ({ kind: 'subnet', subnetId, groupIds: [`sg-${i}`] }));
const text = JSON.stringify(description);

/** CPU milliseconds of one round, the median of many, so that a busy machine does not lie. */
function cost(round: () => void): number {
  round();
  const times = Array.from({ length: ROUNDS }, () => {
    const start = process.cpuUsage();
    round();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  });
  return times.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? Number.NaN;
}

const counts: Record<string, number> = {};
const pairs = cost(() => {
  const network = readNetwork(description);
  for (const from of ends)
    for (const to of ends) {
      const { outcome } = reach(network, from, to, { protocol: 'tcp', port: 443 });
      counts[outcome] = (counts[outcome] ?? 0) + 1;
    }
});
const internet = cost(() => {
  const network = readNetwork(description);
  for (const from of ends) reach(network, from, { kind: 'internet' }, { protocol: 'tcp', port: 443 });
});
const reading = cost(() => {
  readNetwork(description);
});
const floor = cost(() => {
  JSON.parse(text);
});
if (!counts['reach'] || !counts['no-reach'])
  throw new Error('bench/network: all pairs have one outcome, so they measure nothing.');

const show = (ms: number): string => `${ms.toFixed(2)} ms`.padStart(10);
const share = (name: string): string =>
  `${Math.round(((counts[name] ?? 0) / (ROUNDS + 1) / SUBNETS ** 2) * 100)} %`;
console.log(
  `network               ${SUBNETS} subnets, ${Math.round(text.length / 1024)} KiB of describe output`,
);
console.log(
  `outcomes              reach ${share('reach')}, no-reach ${share('no-reach')}, mixed ${share('mixed')}`,
);
console.log(
  `all ${SUBNETS ** 2} pairs        ${show(pairs)}  (target ${TARGET_MS} ms; ${(pairs / floor).toFixed(1)} times the floor)`,
);
console.log(`every way out         ${show(internet)}`);
console.log(`reading it            ${show(reading)}  (${(reading / floor).toFixed(1)} times the floor)`);
console.log(`floor: JSON.parse     ${show(floor)}`);
if (pairs > TARGET_MS) process.exitCode = 1;
