/** Who gets to the nodes of a cluster, by security groups alone. */
import type { Instance } from '../../reads/ec2-instances.ts';
import type { SecurityGroup } from '../../reads/ec2-groups.ts';
import {
  admission,
  intersect,
  outsidePeer,
  unite,
  vpcPeer,
  type GroupRule,
  type Network,
  type Spans,
} from '../../semantics/network/index.ts';
import { ANY_PROTOCOL, firstOf, portsInWords, TCP, UDP, whole, type Search } from './chain-search.ts';

const PROTOCOLS: Readonly<Record<number, string>> = { [TCP]: 'tcp', [UDP]: 'udp', 1: 'icmp', 58: 'icmpv6' };

/** The groups of this name, or where none has it of this `Name` tag, outside of default VPCs. */
export function groupsCalled(
  groups: readonly SecurityGroup[],
  name: string,
  defaultVpcs: ReadonlySet<string>,
): SecurityGroup[] {
  const own = groups.filter(({ VpcId }) => VpcId === null || !defaultVpcs.has(VpcId));
  const named = own.filter(({ GroupName }) => GroupName === name);
  if (named.length > 0) return named;
  return own.filter(({ Tags }) => Tags.some(({ Key, Value }) => Key === 'Name' && Value === name));
}

/**
 * Live instances that a cluster whose name begins so has as nodes, by the tags that EKS and its tools set.
 * https://docs.aws.amazon.com/eks/latest/userguide/eks-using-tags.html
 */
export function nodesOf(instances: readonly Instance[], begins: string): Instance[] {
  const isNode = ({ Key, Value }: { Key: string; Value: string }): boolean =>
    (/^(eks:cluster-name|aws:eks:cluster-name|alpha\.eksctl\.io\/cluster-name)$/.test(Key) &&
      Value.startsWith(begins)) ||
    Key.startsWith(`kubernetes.io/cluster/${begins}`);
  return instances.filter(
    ({ State, Tags }) => State !== 'terminated' && State !== 'shutting-down' && Tags.some(isNode),
  );
}

/** An inbound rule that an address outside of the VPC, or the holder of a group of another one, meets. */
export function openToOutside(network: Network, groupId: string): Search<{ range: string; ports: string }> {
  const group = network.securityGroups.get(groupId);
  const vpcId = group?.vpcId ?? '';
  const outside = outsidePeer(network, vpcId).addresses;
  return firstOf(
    (group?.inbound ?? []).map((rule) => {
      const met = ([4, 6] as const).some(
        (family) => intersect(outside?.[family] ?? [], rule.cidr[family]).length > 0,
      );
      const foreign = rule.groupIds.some((id) => network.securityGroups.get(id)?.vpcId !== vpcId);
      if (rule.doubt !== undefined) return { doubts: [rule.doubt] };
      if (!met && !foreign) return { doubts: [] };
      return { found: { range: rule.peers.join(', '), ports: portsOf(rule) }, doubts: [] };
    }),
  );
}

function portsOf({ match }: GroupRule): string {
  if (match.protocol === ANY_PROTOCOL) return 'every port';
  const name = PROTOCOLS[match.protocol] ?? `protocol ${match.protocol}`;
  return match.ports === undefined ? name : portsInWords(name, [match.ports]);
}

/** Does a group let TCP in at a port from wherever a balancer stands? Finds what is left out. */
export function shutToBalancer(
  network: Network,
  groupId: string,
  port: number,
  balancer: { groupIds: readonly string[]; subnetIds: readonly string[] },
): Search<Spans> {
  const vpcId = network.securityGroups.get(groupId)?.vpcId ?? '';
  const stands = balancer.subnetIds.reduce(
    (all, id) => unite(all, network.subnets.get(id)?.usable[4] ?? []),
    [] as Spans,
  );
  const from = stands.length > 0 ? stands : (vpcPeer(network, vpcId).addresses?.[4] ?? []);
  const answer = admission(network, [groupId], 'in', { protocol: TCP, port }, 4, from, balancer.groupIds);
  return whole(answer, from, (missing) => missing);
}
