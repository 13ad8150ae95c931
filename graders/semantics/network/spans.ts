/**
 * Sets of whole numbers as closed intervals: addresses (number for IPv4, bigint for IPv6) and ports. A subnet is one
 * span and a rule takes a slice of it, so nothing here ever counts through addresses or through 65,536 ports.
 */

/** All points of one set have the same type. */
export type Point = number | bigint;

export interface Span {
  readonly first: Point;
  /** Included. Never below `first`. */
  readonly last: Point;
}

/** Ascending, disjoint and not touching, so that equal sets are equal lists. */
export type Spans = readonly Span[];

export const NOTHING: Spans = [];

const next = (point: Point): Point => (typeof point === 'bigint' ? point + 1n : point + 1);
const previous = (point: Point): Point => (typeof point === 'bigint' ? point - 1n : point - 1);

/** A set of any spans, in any order, overlapping or not. */
export function spansOf(spans: readonly Span[]): Spans {
  if (spans.length < 2) return spans;
  const sorted = [...spans].sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0));
  const out: Span[] = [];
  for (const span of sorted) {
    const open = out.at(-1);
    if (open === undefined || span.first > next(open.last)) out.push(span);
    else if (span.last > open.last) out[out.length - 1] = { first: open.first, last: span.last };
  }
  return out;
}

export function unite(a: Spans, b: Spans): Spans {
  if (a.length === 0) return b;
  return b.length === 0 ? a : spansOf([...a, ...b]);
}

/** What is in both. Returns `a` itself when all of it is, because callers remember things about a list. */
export function intersect(a: Spans, b: Spans): Spans {
  if (a === b) return a;
  const out: Span[] = [];
  let whole = true;
  let j = 0;
  for (const x of a) {
    for (let y = b[j]; y !== undefined && y.first <= x.last; y = b[j]) {
      if (y.last >= x.first) {
        const inside = y.first <= x.first && x.last <= y.last;
        whole &&= inside;
        out.push(
          inside
            ? x
            : { first: x.first > y.first ? x.first : y.first, last: x.last < y.last ? x.last : y.last },
        );
      }
      if (y.last > x.last) break;
      j += 1;
    }
  }
  return whole && out.length === a.length ? a : out;
}

/** What of `a` is not in `b`. */
export function subtract(a: Spans, b: Spans): Spans {
  if (b.length === 0) return a;
  const out: Span[] = [];
  for (const span of a) {
    let { first } = span;
    let used = false;
    for (const hole of b) {
      if (hole.last < first) continue;
      if (hole.first > span.last) break;
      if (hole.first > first) out.push({ first, last: previous(hole.first) });
      if (hole.last >= span.last) {
        used = true;
        break;
      }
      first = next(hole.last);
    }
    if (!used) out.push({ first, last: span.last });
  }
  return out;
}

/** Whether every point of `inner` is in `outer`. */
export function covers(outer: Spans, inner: Spans): boolean {
  return outer === inner || subtract(inner, outer).length === 0;
}

export function overlaps(a: Spans, b: Spans): boolean {
  return intersect(a, b).length > 0;
}

/** How many points the set has. */
export function sizeOf(spans: Spans): bigint {
  return spans.reduce((sum, { first, last }) => sum + BigInt(last) - BigInt(first) + 1n, 0n);
}
