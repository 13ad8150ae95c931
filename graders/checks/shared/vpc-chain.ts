/** Who may talk to the balancer and the application, as sets of ports and addresses, by security groups alone. */
import {
  addressText,
  admission,
  intersect,
  INTERNET,
  outsidePeer,
  portsBetween,
  subnetPeer,
  subtract,
  unite,
  vpcPeer,
  covers,
  type Admission,
  type Doubt,
  type Family,
  type GroupRule,
  type Network,
  type Peer,
  type PortProtocol,
  type Spans,
  type Subnet,
} from '../../semantics/network/index.ts';

const TCP = 6;
const UDP = 17;
const ANY = -1;
const ICMP = 1;
const ICMPV6 = 58;
const ALL_PORTS: Spans = [{ first: 0, last: 65_535 }];
const PROTOCOLS = [
  ['tcp', TCP],
  ['udp', UDP],
] as const;

/** What the groups of one VPC are asked about. */
export interface Chain {
  readonly network: Network;
  readonly vpcId: string;
  /** Ids of the balancer's and of the application's group; usually one each. */
  readonly albs: readonly string[];
  readonly apps: readonly string[];
  /** Where balancers and applications stand. */
  readonly albSubnets: readonly Subnet[];
  readonly appSubnets: readonly Subnet[];
  readonly appPort: number;
}

/** Something reaches a group that should not; `port` in words, such as `tcp 22` or `udp 0-65535`. */
export interface Leak {
  readonly groupId: string;
  readonly source: string;
  readonly port: string;
}

/** `found` is certain; without it, `doubts` say that there may be something all the same. */
export interface Search<T> {
  readonly found?: T;
  readonly doubts: readonly Doubt[];
}

const single = (port: number): Spans => [{ first: port, last: port }];

export function portsInWords(protocol: string, ports: Spans): string {
  const words = ports.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`));
  return `${protocol} ${words.join(', ')}`;
}

/** The first ranges of a set of addresses. */
export function spansInWords(family: Family, spans: Spans): string {
  const words = spans
    .slice(0, 3)
    .map(({ first, last }) =>
      first === last
        ? addressText(family, first)
        : `${addressText(family, first)}-${addressText(family, last)}`,
    );
  return spans.length > 3 ? `${words.join(', ')} and ${spans.length - 3} more ranges` : words.join(', ');
}

/** The first certain finding; the doubts of all the others when there is none. */
function firstOf<T>(searches: Iterable<Search<T>>): Search<T> {
  const doubts: Doubt[] = [];
  for (const search of searches) {
    if (search.found !== undefined) return { found: search.found, doubts: [] };
    doubts.push(...search.doubts);
  }
  return { doubts };
}

/** Ports beyond `allowed` at which `from` reaches `to`, TCP or UDP. */
function beyond(
  network: Network,
  from: Peer,
  to: Peer,
  allowed: Readonly<Record<PortProtocol, Spans>>,
): Search<string> {
  return firstOf(
    PROTOCOLS.map(([protocol]) => {
      const answer = portsBetween(network, from, to, protocol);
      const open = subtract(answer.some, allowed[protocol]);
      if (open.length > 0) return { found: portsInWords(protocol, open), doubts: [] };
      const perhaps = subtract(answer.possible, allowed[protocol]);
      return { doubts: perhaps.length > 0 ? answer.doubts : [] };
    }),
  );
}

const nothingBut = (port: number): Record<PortProtocol, Spans> => ({ tcp: single(port), udp: [] });
const NOTHING_AT_ALL: Record<PortProtocol, Spans> = { tcp: [], udp: [] };

/** Which group does not take in TCP 443 from every public IPv4 address. */
export function albClosed({ network, albs }: Chain): Search<{ groupId: string; missing: Spans }> {
  return firstOf(
    albs.map((groupId) => {
      const answer = admission(network, [groupId], 'in', { protocol: TCP, port: 443 }, 4, INTERNET[4]);
      return whole(answer, INTERNET[4], (missing) => ({ groupId, missing }));
    }),
  );
}

function whole<T>(answer: Admission, wanted: Spans, found: (missing: Spans) => T): Search<T> {
  if (covers(answer.sure, wanted)) return { doubts: [] };
  const missing = subtract(wanted, answer.possible);
  return missing.length > 0 ? { found: found(missing), doubts: [] } : { doubts: answer.doubts };
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
  if ([TCP, UDP, ANY].includes(protocol)) return { doubts: [] };
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

/** The TCP or UDP ports of a rule beyond those allowed, in words. */
function rulePorts({ match }: GroupRule, allowed: Readonly<Record<PortProtocol, Spans>>): string | undefined {
  for (const [name, number] of PROTOCOLS) {
    if (match.protocol !== ANY && match.protocol !== number) continue;
    const open = subtract(match.ports === undefined ? ALL_PORTS : [match.ports], allowed[name]);
    if (open.length > 0) return portsInWords(name, open);
  }
  return undefined;
}

/** One of the two halves of the way from balancer to application. */
export interface Half {
  readonly groupId: string;
  readonly flow: 'in' | 'out';
}

/**
 * Which group stops TCP at the application's port on the way from a holder of the balancer's group to every place where
 * an application may stand. IPv6 counts only where there is no IPv4: targets are registered by IPv4 by default.
 */
export function appUnreachable(chain: Chain): Search<Half> {
  const { network, albs, apps, appPort } = chain;
  const traffic = { protocol: TCP, port: appPort };
  const ask = (
    groupId: string,
    flow: 'in' | 'out',
    family: Family,
    others: Spans,
    held: string,
  ): Search<Half> =>
    whole(admission(network, [groupId], flow, traffic, family, others, [held]), others, () => ({
      groupId,
      flow,
    }));
  return firstOf(
    albs.flatMap((alb) =>
      apps.flatMap((app) =>
        lanes(chain).flatMap(({ family, from, to }) => [
          ask(app, 'in', family, from, alb),
          ask(alb, 'out', family, to, app),
        ]),
      ),
    ),
  );
}

interface Lane {
  readonly family: Family;
  readonly from: Spans;
  readonly to: Spans;
}

/** Where balancers and applications are, by family. */
function lanes({ network, vpcId, albSubnets, appSubnets }: Chain): Lane[] {
  const to4 = addressesOf(appSubnets, 4);
  const to6 = addressesOf(
    appSubnets.filter(({ usable }) => usable[4].length === 0),
    6,
  );
  const found = [
    { family: 4 as const, from: addressesOf(albSubnets, 4), to: to4 },
    { family: 6 as const, from: addressesOf(albSubnets, 6), to: to6 },
  ].filter(({ from, to }) => from.length > 0 && to.length > 0);
  if (found.length > 0) return found;
  const vpc = vpcPeer(network, vpcId).addresses?.[4] ?? [];
  return [{ family: 4, from: vpc, to: vpc }];
}

/**
 * Who reaches an application's group and should not: a holder of the balancer's group at another port, an address of a
 * subnet, an address outside the VPC, a holder of any other group.
 */
export function appTooOpen(chain: Chain): Search<Leak> {
  const { network, vpcId, albs, apps, appPort } = chain;
  const named = (groupId: string, source: string, ports: Search<string>): Search<Leak> =>
    ports.found === undefined
      ? { doubts: ports.doubts }
      : { found: { groupId, source, port: ports.found }, doubts: [] };
  const here = somewhere(chain);
  return firstOf(
    apps.flatMap((app) => {
      // Whoever gets in from elsewhere does so by IPv6 too, should the VPC ever have it.
      const holder: Peer = { groupIds: [app] };
      return [
        named(
          app,
          'An address outside the VPC',
          beyond(network, outsidePeer(network, vpcId), holder, NOTHING_AT_ALL),
        ),
        fromSubnets(chain, app, holder),
        ...albs.map((alb) =>
          named(
            app,
            label(network, alb),
            beyond(
              network,
              { addresses: here, groupIds: [alb] },
              { addresses: here, groupIds: [app] },
              nothingBut(appPort),
            ),
          ),
        ),
        ...(network.securityGroups.get(app)?.inbound ?? []).map((rule) => otherGroup(chain, rule, app)),
      ];
    }),
  );
}

function subnetsOf({ network, vpcId }: Chain): Subnet[] {
  return [...network.subnets.values()].filter((subnet) => subnet.vpcId === vpcId);
}

function addressesOf(subnets: readonly Subnet[], family: Family): Spans {
  return subnets.reduce((all, { usable }) => unite(all, usable[family]), [] as Spans);
}

/** Every address that an interface in the VPC can have; without subnets, every address of the VPC. */
function somewhere(chain: Chain): Record<Family, Spans> {
  const subnets = subnetsOf(chain);
  const found = { 4: addressesOf(subnets, 4), 6: addressesOf(subnets, 6) };
  return subnets.length > 0 ? found : (vpcPeer(chain.network, chain.vpcId).addresses ?? found);
}

/** All subnets at once, and one by one only where that finds something: a group may have hundreds of rules. */
function fromSubnets(chain: Chain, groupId: string, to: Peer): Search<Leak> {
  const { network } = chain;
  const anyone: Peer = { addresses: somewhere(chain) };
  const together = beyond(network, anyone, to, NOTHING_AT_ALL);
  if (together.found === undefined) return { doubts: together.doubts };
  for (const { id, name } of subnetsOf(chain)) {
    const port = beyond(network, subnetPeer(network, id), to, NOTHING_AT_ALL).found;
    const source = `An address of subnet ${name ?? id}`;
    if (port !== undefined) return { found: { groupId, source, port }, doubts: [] };
  }
  return { found: { groupId, source: 'An address of a subnet', port: together.found }, doubts: [] };
}

function label(network: Network, groupId: string): string {
  return `A holder of ${network.securityGroups.get(groupId)?.groupName ?? groupId}`;
}

/** A group that is neither the balancer's nor an application's as the source. */
function otherGroup({ network, vpcId, albs, apps }: Chain, rule: GroupRule, app: string): Search<Leak> {
  const ours = [...albs, ...apps];
  const names = new Set(ours.map((id) => network.securityGroups.get(id)?.groupName));
  const other =
    rule.groupIds.find((id) => !ours.includes(id)) ??
    rule.groupNames.find((name) => rule.vpcId !== vpcId || !names.has(name));
  if (other === undefined) return { doubts: [] };
  const port = rulePorts(rule, NOTHING_AT_ALL);
  return port === undefined
    ? { doubts: [] }
    : { found: { groupId: app, source: label(network, other), port }, doubts: [] };
}

/** Which group does not let TCP 443 out to every public address and every address of the VPC. */
export function appNoEgress({ network, vpcId, apps, appSubnets }: Chain): Search<{
  groupId: string;
  missing: Spans;
  family: Family;
}> {
  const family = appSubnets.every(({ usable }) => usable[4].length === 0) && appSubnets.length > 0 ? 6 : 4;
  const anywhere = unite(INTERNET[family], vpcPeer(network, vpcId).addresses?.[family] ?? []);
  return firstOf(
    apps.map((groupId) => {
      const answer = admission(network, [groupId], 'out', { protocol: TCP, port: 443 }, family, anywhere);
      return whole(answer, anywhere, (missing) => ({ groupId, missing, family }));
    }),
  );
}
