interface Node {
  next: Map<number, Node>;
  /** The value that ends here. */
  value: string | null;
}

const newNode = (): Node => ({ next: new Map(), value: null });

/**
 * Finds which of many values stand in a text, in one walk over it whatever their number: a tree of their letters, entered wherever a
 * word may begin. A value counts only as a word of its own: `a-bm-data-3f-logs` holds `bm-data-3f`, and `xbm-data-3f0` does not.
 */
export class ValueIndex {
  readonly #root = newNode();

  constructor(values: Iterable<string>) {
    for (const value of values) {
      let node = this.#root;
      for (let at = 0; at < value.length; at += 1) {
        const letter = value.charCodeAt(at);
        let next = node.next.get(letter);
        if (!next) {
          next = newNode();
          node.next.set(letter, next);
        }
        node = next;
      }
      node.value = value;
    }
  }

  /** The values that stand in a text, plain or as JSON, each once. */
  find(text: string): Set<string> {
    const found = new Set<string>();
    for (let start = 0; start < text.length; start += 1) {
      let node = this.#root.next.get(text.charCodeAt(start));
      if (!node || !begins(text, start)) continue;
      for (let at = start + 1; node; at += 1) {
        if (node.value !== null && !isWord(text.charCodeAt(at))) found.add(node.value);
        node = node.next.get(text.charCodeAt(at));
      }
    }
    return found;
  }
}

/** May a word begin here? After a letter only where that letter is the end of an escape: `\n` in JSON, `%3A` in an address. */
function begins(text: string, at: number): boolean {
  if (at === 0 || !isWord(text.charCodeAt(at - 1))) return true;
  return text[at - 2] === '\\' || text[at - 3] === '%';
}

/** Letters and digits; not the end of the text, which has no code. */
function isWord(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}
