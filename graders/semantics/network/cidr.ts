/**
 * CIDR arithmetic for both families. IPv4 addresses are numbers, IPv6 addresses bigints.
 * https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
 */
import { parseRange } from '../iam/addresses.ts';
import { spansOf, subtract, type Point, type Span, type Spans } from './spans.ts';

export type Family = 4 | 6;

export interface Cidr {
  readonly family: Family;
  /** Prefix length in bits. */
  readonly length: number;
  readonly span: Span;
  /** Canonical, host bits cleared, as AWS stores it. */
  readonly text: string;
}

const BITS: Record<Family, number> = { 4: 32, 6: 128 };

/** Every address of a family. */
export const EVERYWHERE: Record<Family, Spans> = {
  4: [{ first: 0, last: 2 ** 32 - 1 }],
  6: [{ first: 0n, last: 2n ** 128n - 1n }],
};

/** A block such as `10.20.0.0/16`, or a single address; undefined for anything else, whatever its type. */
export function parseCidr(text: unknown): Cidr | undefined {
  const range = typeof text === 'string' ? parseRange(text.trim()) : undefined;
  if (range === undefined) return undefined;
  const { version: family, prefix: length } = range;
  const size = 2n ** BigInt(BITS[family] - length);
  const first = range.address - (range.address % size);
  const span = { first: pointOf(family, first), last: pointOf(family, first + size - 1n) };
  return { family, length, span, text: `${addressText(family, span.first)}/${length}` };
}

function pointOf(family: Family, address: bigint): Point {
  return family === 4 ? Number(address) : address;
}

/** `10.0.0.1`, or IPv6 in its shortest form (RFC 5952). */
export function addressText(family: Family, point: Point): string {
  if (family === 4) {
    const word = Number(point);
    return `${word >>> 24}.${(word >>> 16) & 255}.${(word >>> 8) & 255}.${word & 255}`;
  }
  const bits = BigInt(point);
  const groups = Array.from({ length: 8 }, (_, i) => ((bits >> BigInt(112 - 16 * i)) & 65535n).toString(16));
  const [run] = [...groups.join(':').matchAll(/\b0(?::0)+\b/g)]
    .map((match) => match[0])
    .sort((a, b) => b.length - a.length);
  if (run === undefined) return groups.join(':');
  const [left, right] = splitOnce(`:${groups.join(':')}:`, `:${run}:`);
  return `${left.slice(1)}::${right.slice(0, -1)}`;
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return [text.slice(0, at), text.slice(at + separator.length)];
}

const texts = new WeakMap<Spans, string>();

/** A set in words: `10.0.1.4-10.0.1.254`, or the address alone. Kept for each set, because every hop shows one. */
export function spansText(family: Family, spans: Spans): string {
  const known = texts.get(spans);
  if (known !== undefined) return known;
  const text = spans
    .map(({ first, last }) =>
      first === last
        ? addressText(family, first)
        : `${addressText(family, first)}-${addressText(family, last)}`,
    )
    .join(', ');
  texts.set(spans, text);
  return text;
}

/**
 * The addresses of a subnet that an interface can have: AWS keeps the first four and the last, in both families
 * (subnet-sizing). None in a block that AWS would not accept.
 */
export function usableSpans({ family, span: { first, last } }: Cidr): Spans {
  const usable =
    family === 4
      ? { first: Number(first) + 4, last: Number(last) - 1 }
      : { first: BigInt(first) + 4n, last: BigInt(last) - 1n };
  return usable.first <= usable.last ? [usable] : [];
}

/** How many hosts an IPv4 block holds: 2^(32 − n) − 5, never below 0 (subnet-sizing). */
export function usableAddresses(block: string): number | undefined {
  const cidr = parseCidr(block);
  return cidr?.family === 4 ? Math.max(0, 2 ** (32 - cidr.length) - 5) : undefined;
}

/** Whether every address of block `inner` lies in block `outer`. False when either is no block. */
export function blockContains(outer: string, inner: string): boolean {
  const [a, b] = [parseCidr(outer), parseCidr(inner)];
  if (a === undefined || b === undefined || a.family !== b.family) return false;
  return a.span.first <= b.span.first && b.span.last <= a.span.last;
}

const blocks = (...texts: string[]): Spans => spansOf(texts.flatMap((text) => parseCidr(text)?.span ?? []));

/** RFC 1918 and the shared space of RFC 6598: nobody on the Internet has such an address. */
export const PRIVATE_IPV4 = blocks('10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10');

/** Addresses that an interface uses on its own link (metadata, DNS, time): no route table or ACL sees them. */
export const LINK_LOCAL: Record<Family, Spans> = {
  4: blocks('169.254.0.0/16'),
  6: blocks('fe80::/10', 'fd00:ec2::/32'),
};

/** Where the Internet can answer. The documentation block 203.0.113.0/24 counts, because a probe of the labs is in it. */
export const INTERNET: Record<Family, Spans> = {
  4: subtract(
    EVERYWHERE[4],
    spansOf([...PRIVATE_IPV4, ...blocks('0.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/3')]),
  ),
  6: blocks('2000::/3'),
};

/** The two IPv4 addresses and the IPv6 address that stand for the Internet. */
export const PROBES: Record<Family, Spans> = { 4: blocks('18.0.0.10', '203.0.113.10'), 6: blocks('2600::1') };

/** NAT64: IPv4 addresses as a DNS64 resolver writes them (nat-gateway-nat64-dns64). */
export const NAT64 = blocks('64:ff9b::/96');
