import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Static, TSchema } from 'typebox';
import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import type { Place, ProblemList } from './problems.ts';
import { schemaErrors } from './schema-errors.ts';

type Path = readonly (string | number)[];

/**
 * Where a text stops being JSON, as an offset: the end of the longest beginning that could still become JSON. Not every
 * message of V8 says it.
 */
function brokenAt(text: string): number {
  const couldGoOn = (length: number): boolean => {
    try {
      JSON.parse(text.slice(0, length));
      return true;
    } catch (error) {
      const { message } = error as Error;
      const position = /position (\d+)/.exec(message)?.[1];
      return (
        /end of JSON input|^Unterminated/.test(message) ||
        (position !== undefined && Number(position) >= length)
      );
    }
  };
  let good = 0;
  let bad = text.length + 1;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (couldGoOn(middle)) good = middle;
    else bad = middle;
  }
  return good;
}

/**
 * A YAML or JSON text that remembers where each of its values stands. Parsed with the YAML parser also for JSON, which
 * is a subset of YAML, because that parser keeps positions.
 */
export class SourceDocument {
  readonly file: string;
  /** The plain value; undefined when the text could not be parsed. */
  readonly value: unknown;
  readonly #text: string;
  readonly #firstLine: number;
  readonly #lines = new LineCounter();
  #parsed: Document | undefined;

  /** `firstLine` is the line of the file on which the text begins (front matter begins on line 2). */
  constructor(file: string, text: string, problems: ProblemList, firstLine = 1) {
    this.file = file;
    this.#text = text;
    this.#firstLine = firstLine;
    this.value = file.endsWith('.json') ? this.#json(problems) : this.#yaml(problems);
  }

  /** JSON.parse is a hundred times faster; the parser with positions is asked only when a place is needed. */
  #json(problems: ProblemList): unknown {
    let value: unknown;
    try {
      value = JSON.parse(this.#text);
    } catch (error) {
      const message = (error as Error).message;
      const offset = brokenAt(this.#text);
      const before = this.#text.slice(0, offset).split('\n');
      problems.add(
        { file: this.file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 },
        `this is not JSON: ${decapitalise(message.replace(/( in JSON)?( at position \d+.*|, \.{3}.* is not valid JSON)$/s, ''))}`,
        'Correct the syntax; JSON takes no comments, no trailing commas and only double quotes.',
      );
      return undefined;
    }
    const twice = duplicateKey(this.#text);
    if (twice) return this.#yaml(problems);
    return value;
  }

  #yaml(problems: ProblemList): unknown {
    const { errors } = this.#document;
    for (const error of errors) {
      problems.add(
        this.#at(error.pos[0]),
        decapitalise(firstSentence(error.message)),
        'Correct the syntax; every later check of this file waits for it.',
      );
    }
    return errors.length > 0 ? undefined : this.#toPlain(problems);
  }

  get #document(): Document {
    this.#parsed ??= parseDocument(this.#text, {
      lineCounter: this.#lines,
      prettyErrors: false,
      uniqueKeys: true,
    });
    return this.#parsed;
  }

  /** Where the value at this path stands; the nearest one above it when the path does not exist. */
  place(path: Path): Place {
    let node: unknown = this.#document.contents;
    let found = node;
    for (const step of path) {
      if (isMap(node)) {
        const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step));
        if (!pair) break;
        found = pair.key;
        node = pair.value;
      } else {
        const next: unknown = isSeq(node) ? node.get(step, true) : undefined;
        if (!isNode(next)) break;
        node = next;
        found = next;
      }
    }
    return this.#at((found as Node | null)?.range?.[0] ?? 0);
  }

  /** First line of a multi-line text value: block scalars begin on the line after their key. */
  textPlace(path: Path): Place {
    const node: unknown = this.#document.getIn(path, true);
    if (!isScalar(node) || !node.range) return this.place(path);
    const place = this.#at(node.range[0]);
    const block = node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED';
    return block ? { ...place, line: place.line + 1, column: 1 } : place;
  }

  #at(offset: number): Place {
    const { line, col } = this.#lines.linePos(offset);
    return { file: this.file, line: Math.max(line, 1) + this.#firstLine - 1, column: Math.max(col, 1) };
  }

  #toPlain(problems: ProblemList): unknown {
    try {
      return this.#document.toJS({ maxAliasCount: 100 });
    } catch (error) {
      problems.add(
        this.#at(0),
        `the text cannot be read: ${(error as Error).message}`,
        'Write values out instead of repeating aliases.',
      );
      return undefined;
    }
  }
}

/** JSON.parse keeps the last of two equal keys without a word. True when some object has a key twice. */
function duplicateKey(text: string): boolean {
  const open: (Set<string> | null)[] = [];
  // Strings with what follows them (a colon makes a key), and the brackets around.
  for (const match of text.matchAll(/("(?:[^"\\]|\\.)*")(\s*:)?|[{}[\]]/g)) {
    const [token, string, colon] = match;
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(null);
    else if (token === '}' || token === ']') open.pop();
    else if (string !== undefined && colon !== undefined) {
      const keys = open.at(-1);
      if (keys?.has(string)) return true;
      keys?.add(string);
    }
  }
  return false;
}

function firstSentence(text: string): string {
  return text.split('\n')[0]?.replace(/[.:]$/, '') ?? text;
}
function decapitalise(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** Validates a document; adds a problem per error. Returns the value when it is right, else undefined. */
export function validate<S extends TSchema>(
  document: SourceDocument,
  schema: S,
  problems: ProblemList,
  at: Path = [],
): Static<S> | undefined {
  if (document.value === undefined) return undefined;
  let value: unknown = document.value;
  for (const step of at) value = (value as Record<string | number, unknown>)[step];
  const errors = schemaErrors(schema, value);
  for (const error of errors) {
    const path = [...at, ...error.path];
    problems.add(document.place(path), error.message, error.remedy, pointer(path));
  }
  return errors.length === 0 ? (value as Static<S>) : undefined;
}

export function pointer(path: Path): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** Reads a text file of the course; a missing one is a problem at its first line. */
export function readText(root: string, file: string, problems: ProblemList): string | undefined {
  try {
    return readFileSync(join(root, file), 'utf8').replaceAll('\r\n', '\n');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== 'ENOENT' && code !== 'EISDIR' && code !== 'EACCES') throw error;
    problems.add(
      { file, line: 1, column: 1 },
      code === 'ENOENT' ? 'the file is missing' : `the file cannot be read (${code})`,
      'Create it, or correct what refers to it.',
    );
    return undefined;
  }
}
