/**
 * Protocols, ports and ICMP types of rules.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html,
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NetworkAclEntry.html
 */
import { intOf } from './json.ts';
import type { Traffic, TrafficMatch } from './types.ts';
import type { Family } from './cidr.ts';

export const ANY_PROTOCOL = -1;
export const ICMP = 1;
export const TCP = 6;
export const UDP = 17;
export const ICMPV6 = 58;
export const LAST_PORT = 65_535;

/** Ports at which a client may wait for the reply: start of the NAT range, of the Linux range, and the end of both. */
export const REPLY_PORTS = [1024, 32_768, LAST_PORT] as const;

const NAMES: Record<string, number> = {
  all: ANY_PROTOCOL,
  tcp: TCP,
  udp: UDP,
  icmp: ICMP,
  icmpv6: ICMPV6,
};

/** `tcp`, `"6"`, `6`, `"-1"` and the like; undefined for anything else. */
export function protocolNumber(value: unknown): number | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string') return undefined;
  const named = NAMES[text.toLowerCase()];
  if (named !== undefined) return named;
  const number = /^-?\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
  return number >= ANY_PROTOCOL && number <= 255 ? number : undefined;
}

const TEXTS = new Map(Object.entries(NAMES).map(([name, number]) => [number, name]));

export function protocolText(protocol: number): string {
  return TEXTS.get(protocol) ?? `protocol ${protocol}`;
}

/**
 * The part of a rule that selects traffic, or undefined when it is not one that AWS would store: TCP and UDP need both
 * ends of the port range. Protocol -1 and every other number take all ports, whatever range is written.
 */
export function trafficMatch(
  protocol: number | undefined,
  from: unknown,
  to: unknown,
): TrafficMatch | undefined {
  if (protocol === undefined) return undefined;
  if (protocol !== TCP && protocol !== UDP) return { protocol };
  const [first, last] = [intOf(from), intOf(to)];
  if (first === undefined || last === undefined || first < 0 || last > LAST_PORT || first > last)
    return undefined;
  return { protocol, ports: { first, last } };
}

/** The same for ICMP: -1 is every type or code. */
export function icmpMatch(protocol: number, type: unknown, code: unknown): TrafficMatch | undefined {
  const [t, c] = [intOf(type), intOf(code)];
  if (t === undefined || c === undefined) return undefined;
  return { protocol, icmp: { type: t, code: c } };
}

export function matchesTraffic({ protocol, ports, icmp }: TrafficMatch, traffic: Traffic): boolean {
  if (protocol === ANY_PROTOCOL) return true;
  if (protocol !== traffic.protocol) return false;
  if (ports !== undefined)
    return traffic.port !== undefined && ports.first <= traffic.port && traffic.port <= ports.last;
  if (icmp !== undefined)
    return (
      (icmp.type === -1 || icmp.type === traffic.icmp?.type) &&
      (icmp.code === -1 || icmp.code === traffic.icmp?.code)
    );
  return true;
}

/** A question's protocol: `icmp` is a ping. */
export type ProtocolName = 'tcp' | 'udp' | 'icmp';

const ECHO: Record<Family, { protocol: number; request: number; reply: number }> = {
  4: { protocol: ICMP, request: 8, reply: 0 },
  6: { protocol: ICMPV6, request: 128, reply: 129 },
};

/** What travels: the request, and the replies that must all get back. */
export interface Exchange {
  readonly request: Traffic;
  readonly replies: readonly Traffic[];
}

const repliesOf = (protocol: number): readonly Traffic[] => REPLY_PORTS.map((port) => ({ protocol, port }));
const REPLIES = { tcp: repliesOf(TCP), udp: repliesOf(UDP) };

/**
 * A connection attempt and its replies. ACLs are stateless, so the reply is a packet to a port of the client's choice
 * (https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html#nacl-ephemeral-ports).
 */
export function exchange(name: ProtocolName, port: number | undefined, family: Family): Exchange {
  if (name === 'icmp') {
    const { protocol, request, reply } = ECHO[family];
    return {
      request: { protocol, icmp: { type: request, code: 0 } },
      replies: [{ protocol, icmp: { type: reply, code: 0 } }],
    };
  }
  const protocol = name === 'tcp' ? TCP : UDP;
  return { request: { protocol, port }, replies: REPLIES[name] };
}

/** `tcp 443`, `icmp type 8`. */
export function trafficText({ protocol, port, icmp }: Traffic): string {
  if (port !== undefined) return `${protocolText(protocol)} ${port}`;
  return icmp === undefined ? protocolText(protocol) : `${protocolText(protocol)} type ${icmp.type}`;
}

const lists = new WeakMap<readonly Traffic[], string>();

/** Several at once; kept for each list, because every hop shows one. */
export function trafficsText(traffics: readonly Traffic[]): string {
  const known = lists.get(traffics) ?? traffics.map(trafficText).join(', ');
  lists.set(traffics, known);
  return known;
}
