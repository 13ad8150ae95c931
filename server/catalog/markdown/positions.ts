import type { Token } from 'marked';

/** Where each token begins in its source (offset in characters). */
export type Offsets = Map<Token, number>;

interface Nested {
  raw: string;
  tokens?: Token[];
  /** Of a list or of a directive. */
  items?: Token[];
  answer?: Token[];
  /** Of a table. */
  header?: { tokens: Token[] }[];
  rows?: { tokens: Token[] }[][];
}

/**
 * marked keeps the raw text of every token but not its place. Top-level raws follow each other without gaps; deeper ones
 * are searched for from where the last one ended, and inherit the place of their parent where the raw was re-indented.
 */
export function locate(tokens: readonly Token[], source: string): Offsets {
  const offsets: Offsets = new Map();
  const walk = (list: readonly Token[], start: number, end: number): number => {
    let cursor = start;
    for (const token of list) {
      const found = source.indexOf(token.raw, cursor);
      const known = found >= 0 && found + token.raw.length <= end;
      const at = known ? found : cursor;
      offsets.set(token, at);
      const nested = token as Nested;
      let inner = at;
      const until = known ? at + token.raw.length : end;
      const children = [
        nested.tokens,
        nested.items,
        ...(nested.header ?? []).map((cell) => cell.tokens),
        ...(nested.rows ?? []).flat().map((cell) => cell.tokens),
        nested.answer,
      ];
      for (const child of children) if (child) inner = walk(child, inner, until);
      cursor = known ? at + token.raw.length : Math.max(cursor, inner);
    }
    return cursor;
  };
  walk(tokens, 0, source.length);
  return offsets;
}

/** Every token with its parent, outermost first. */
export function* each(tokens: readonly Token[], parent?: Token): Generator<{ token: Token; parent?: Token }> {
  for (const token of tokens) {
    yield parent ? { token, parent } : { token };
    const nested = token as Nested;
    const children = [nested.tokens, nested.items, nested.answer]
      .concat((nested.header ?? []).map((cell) => cell.tokens))
      .concat((nested.rows ?? []).flat().map((cell) => cell.tokens));
    for (const child of children) if (child) yield* each(child, token);
  }
}
