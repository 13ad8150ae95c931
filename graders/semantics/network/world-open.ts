/** Which ports a group opens to the world, counted in addresses rather than compared with `0.0.0.0/0`. */
import { PRIVATE_IPV4 } from './cidr.ts';
import { segmentsOf } from './group-ports.ts';
import { rulesOf } from './groups.ts';
import { intersect, sizeOf, spansOf, subtract, type Span, type Spans } from './spans.ts';
import { LAST_PORT, matchesTraffic, TCP } from './traffic.ts';
import type { Doubt, GroupRule, Network } from './types.ts';

/** More public IPv4 addresses than this, or an IPv6 source wider than this prefix, is the world. */
const WORLD = { addresses: 256n, prefix: 64 };

export interface WorldOpen {
  readonly ports: Span;
  /** Public IPv4 addresses that the rules admit together. */
  readonly ipv4Addresses: bigint;
  /** The widest IPv6 source, when it is wider than /64. */
  readonly ipv6Source?: string;
}

export interface WorldOpenAnswer {
  readonly open: readonly WorldOpen[];
  /** Ports that may be open to the world as well, if `doubts` turn out so. */
  readonly possible: Spans;
  readonly doubts: readonly Doubt[];
}

/**
 * The TCP ports of `within` that a group opens to the world: its rules united, prefix lists expanded, private ranges
 * left out. UDP does not count.
 */
export function worldOpenPorts(
  network: Network,
  groupId: string,
  within: Span = { first: 0, last: LAST_PORT },
): WorldOpenAnswer {
  const { rules, doubts } = rulesOf(network, [groupId], 'in');
  const open: WorldOpen[] = [];
  const possible: Span[] = doubts.length > 0 ? [within] : [];
  for (const whole of segmentsOf(rules, TCP)) {
    const [ports] = intersect([whole], [within]);
    if (ports === undefined) continue;
    const traffic = { protocol: TCP, port: Number(ports.first) };
    const matching = rules.filter((rule) => matchesTraffic(rule.match, traffic));
    const certain = matching.filter(({ doubt }) => doubt === undefined);
    const sources = spansOf(certain.flatMap(({ cidr }) => cidr[4]));
    const ipv4Addresses = sizeOf(subtract(sources, PRIVATE_IPV4));
    const [widest] = certain
      .flatMap(({ cidrs }) => cidrs.filter(({ family, length }) => family === 6 && length < WORLD.prefix))
      .sort((a, b) => a.length - b.length);
    if (ipv4Addresses > WORLD.addresses || widest !== undefined)
      open.push({ ports, ipv4Addresses, ipv6Source: widest?.text });
    else if (mayBeWorld(matching)) {
      possible.push(ports);
      doubts.push(...matching.flatMap(({ doubt }) => doubt ?? []));
    }
  }
  return { open, possible: spansOf(possible), doubts };
}

/** Whether the doubtful rules, taken as they may be at worst, open it. */
function mayBeWorld(matching: readonly GroupRule[]): boolean {
  const ipv4 = subtract(spansOf(matching.flatMap(({ cidr }) => cidr[4])), PRIVATE_IPV4);
  const wide = (spans: Spans): boolean => sizeOf(spans) > 2n ** BigInt(128 - WORLD.prefix);
  return (
    sizeOf(ipv4) > WORLD.addresses || matching.some(({ doubt, cidr }) => doubt !== undefined && wide(cidr[6]))
  );
}
