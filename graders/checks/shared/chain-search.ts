/** What the groups of a VPC are asked about, and how a search over sets of ports and addresses answers. */
import {
  addressText,
  covers,
  portsBetween,
  subtract,
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

export const TCP = 6;
export const UDP = 17;
export const ANY_PROTOCOL = -1;
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

export const single = (port: number): Spans => [{ first: port, last: port }];

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
export function firstOf<T>(searches: Iterable<Search<T>>): Search<T> {
  const doubts: Doubt[] = [];
  for (const search of searches) {
    if (search.found !== undefined) return { found: search.found, doubts: [] };
    doubts.push(...search.doubts);
  }
  return { doubts };
}

/** Ports beyond `allowed` at which `from` reaches `to`, TCP or UDP. */
export function beyond(
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

export const nothingBut = (port: number): Record<PortProtocol, Spans> => ({ tcp: single(port), udp: [] });
export const NOTHING_AT_ALL: Record<PortProtocol, Spans> = { tcp: [], udp: [] };

export function whole<T>(answer: Admission, wanted: Spans, found: (missing: Spans) => T): Search<T> {
  if (covers(answer.sure, wanted)) return { doubts: [] };
  const missing = subtract(wanted, answer.possible);
  return missing.length > 0 ? { found: found(missing), doubts: [] } : { doubts: answer.doubts };
}

/** The TCP or UDP ports of a rule beyond those allowed, in words. */
export function rulePorts(
  { match }: GroupRule,
  allowed: Readonly<Record<PortProtocol, Spans>>,
): string | undefined {
  for (const [name, number] of PROTOCOLS) {
    if (match.protocol !== ANY_PROTOCOL && match.protocol !== number) continue;
    const open = subtract(match.ports === undefined ? ALL_PORTS : [match.ports], allowed[name]);
    if (open.length > 0) return portsInWords(name, open);
  }
  return undefined;
}
