// The same lines seen by resource, by tag or by service.
import { add, compare, ZERO, type Exact } from './exact.ts';
import type { Line } from './types.ts';

export interface Group {
  /** Null: without that tag. */
  key: string | null;
  usd: Exact;
  lines: Line[];
}

/** Groups of lines, the dearest first, equal ones in the order of the bill. The groups sum to the bill. */
export function groupLines(lines: readonly Line[], keyOf: (line: Line) => string | null): Group[] {
  const groups = new Map<string | null, Group>();
  for (const line of lines) {
    const key = keyOf(line);
    const group = groups.get(key) ?? { key, usd: ZERO, lines: [] };
    groups.set(key, { key, usd: add(group.usd, line.usd), lines: group.lines });
    group.lines.push(line);
  }
  return [...groups.values()].toSorted((a, b) => compare(b.usd, a.usd));
}

export const byResource = (lines: readonly Line[]): Group[] => groupLines(lines, ({ resource }) => resource);
export const byService = (lines: readonly Line[]): Group[] =>
  groupLines(lines, ({ price }) => price.slice(0, price.indexOf(' ')));
/** By the value of a tag; keys of tags are case-sensitive, as at AWS. */
export const byTag = (lines: readonly Line[], tag: string): Group[] =>
  groupLines(lines, ({ tags }) => (Object.hasOwn(tags, tag) ? (tags[tag] ?? null) : null));
