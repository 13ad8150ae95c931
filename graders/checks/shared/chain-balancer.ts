/** What a balancer’s group takes in, by security groups alone. */
import {
  admission,
  intersect,
  INTERNET,
  outsidePeer,
  unite,
  type GroupRule,
  type Peer,
  type PortProtocol,
  type Spans,
} from '../../semantics/network/index.ts';
import {
  ANY_PROTOCOL,
  beyond,
  firstOf,
  rulePorts,
  single,
  TCP,
  UDP,
  whole,
  type Chain,
  type Leak,
  type Search,
} from './chain-search.ts';

const ICMP = 1;
const ICMPV6 = 58;

/** Which group does not take in TCP 443 from every public IPv4 address. */
export function albClosed({ network, albs }: Chain): Search<{ groupId: string; missing: Spans }> {
  return firstOf(
    albs.map((groupId) => {
      const answer = admission(network, [groupId], 'in', { protocol: TCP, port: 443 }, 4, INTERNET[4]);
      return whole(answer, INTERNET[4], (missing) => ({ groupId, missing }));
    }),
  );
}

/** What a balancer's group takes in from outside the VPC besides TCP 443 and 80. */
export function albTooOpen(chain: Chain): Search<Leak> {
  const { network, vpcId, albs } = chain;
  const allowed = { tcp: unite(single(80), single(443)), udp: [] };
  const outside = outsidePeer(network, vpcId);
  return firstOf(
    albs.flatMap((groupId) => {
      const ports = beyond(network, outside, { groupIds: [groupId] }, allowed);
      const source = 'an address outside the VPC';
      const byAddress: Search<Leak> =
        ports.found === undefined
          ? { doubts: ports.doubts }
          : { found: { groupId, source, port: ports.found }, doubts: [] };
      const rules = network.securityGroups.get(groupId)?.inbound ?? [];
      return [
        byAddress,
        ...rules.map((rule) => otherProtocol(rule, groupId, outside)),
        ...rules.map((rule) => foreignGroup(chain, rule, groupId, allowed)),
      ];
    }),
  );
}

/**
 * A rule of neither TCP nor UDP that an address outside the VPC meets. Path MTU discovery is not counted: AWS asks for it
 * at a load balancer, and it opens no port.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-update-security-groups.html
 */
function otherProtocol(
  { match, cidr, doubt, peers }: GroupRule,
  groupId: string,
  outside: Peer,
): Search<Leak> {
  const { protocol, icmp } = match;
  if ([TCP, UDP, ANY_PROTOCOL].includes(protocol)) return { doubts: [] };
  if (protocol === ICMP && icmp?.type === 3) return { doubts: [] };
  if (protocol === ICMPV6 && icmp?.type === 2) return { doubts: [] };
  const met = ([4, 6] as const).some(
    (family) => intersect(outside.addresses?.[family] ?? [], cidr[family]).length > 0,
  );
  if (!met) return { doubts: [] };
  if (doubt !== undefined) return { doubts: [doubt] };
  return { found: { groupId, source: peers.join(', '), port: protocolInWords(protocol) }, doubts: [] };
}

function protocolInWords(protocol: number): string {
  return protocol === ICMP ? 'icmp' : protocol === ICMPV6 ? 'icmpv6' : `protocol ${protocol}`;
}

/** A group of another VPC as the source: its holders are outside. */
function foreignGroup(
  { network, vpcId }: Chain,
  rule: GroupRule,
  groupId: string,
  allowed: Readonly<Record<PortProtocol, Spans>>,
): Search<Leak> {
  const source = rule.groupIds.find((id) => network.securityGroups.get(id)?.vpcId !== vpcId);
  if (source === undefined) return { doubts: [] };
  const port = rulePorts(rule, allowed);
  return port === undefined ? { doubts: [] } : { found: { groupId, source, port }, doubts: [] };
}
