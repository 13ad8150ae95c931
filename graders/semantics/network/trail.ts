/**
 * Following traffic from all addresses of one end to all addresses of the other at once. A hop looks at the addresses
 * of one side only, so both sides are narrowed independently: `sure` passes whatever the doubts turn out to be,
 * `possible` passes if they turn out well.
 */
import type { Hop, Path, Settled, Via } from './answer.ts';
import { spansText, type Family } from './cidr.ts';
import { covers, intersect, NOTHING, sizeOf, type Spans } from './spans.ts';
import type { Doubt } from './types.ts';

/** What a hop lets through of the addresses it was asked about. */
export interface Check {
  readonly sure: Spans;
  readonly possible: Spans;
  readonly hop: Omit<Hop, 'result'>;
}

export interface Side {
  readonly all: Spans;
  sure: Spans;
  possible: Spans;
}

export interface Trail {
  readonly family: Family;
  readonly from: Side;
  readonly to: Side;
  readonly hops: Hop[];
  via?: Via;
  assumesPublicAddress: boolean;
}

export function startTrail(family: Family, from: Spans, to: Spans): Trail {
  const side = (all: Spans): Side => ({ all, sure: all, possible: all });
  return { family, from: side(from), to: side(to), hops: [], assumesPublicAddress: false };
}

/** Adds a hop that judged the addresses of one side. */
export function follow(trail: Trail, which: 'from' | 'to', { sure, possible, hop }: Check): void {
  const side = trail[which];
  const result = covers(sure, side.all)
    ? 'pass'
    : intersect(possible, side.all).length === 0
      ? 'stop'
      : covers(sure, intersect(possible, side.all))
        ? 'partial'
        : 'unknown';
  side.sure = intersect(side.sure, sure);
  side.possible = intersect(side.possible, possible);
  trail.hops.push({ ...hop, result });
}

/** A hop whose verdict does not depend on addresses. */
export function verdict(holds: boolean | undefined, over: Spans, hop: Omit<Hop, 'result'>): Check {
  return { sure: holds ? over : NOTHING, possible: holds === false ? NOTHING : over, hop };
}

/** Closes a trail. */
export function pathOf(trail: Trail): Path {
  const { family, from, to, hops } = trail;
  const possible = possibleOutcomes(from, to);
  const [only] = possible;
  return {
    family,
    from: spansText(family, from.all),
    to: spansText(family, to.all),
    via: trail.via,
    outcome: possible.length === 1 && only !== undefined ? only : 'unknown',
    possible,
    assumesPublicAddress: trail.assumesPublicAddress,
    hops,
  };
}

/** Reach needs every pair of addresses, no-reach none of them. */
function possibleOutcomes(from: Side, to: Side): Settled[] {
  const pairs = (a: Spans, b: Spans): bigint => sizeOf(a) * sizeOf(b);
  const all = pairs(from.all, to.all);
  const least = pairs(from.sure, to.sure);
  const most = pairs(from.possible, to.possible);
  return [
    ...(most === all && all > 0n ? ['reach' as const] : []),
    ...(least === 0n ? ['no-reach' as const] : []),
    ...(most > 0n && least < all && all > 1n ? ['mixed' as const] : []),
  ];
}

/** The doubts of hops that could not be told. */
export function doubtsOf(hops: readonly Hop[]): Doubt[] {
  return hops.flatMap((hop) => hop.doubts ?? []);
}
