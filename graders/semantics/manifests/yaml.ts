import {
  isAlias,
  isCollection,
  isNode,
  isPair,
  LineCounter,
  parseAllDocuments,
  visit,
  type Document,
} from 'yaml';
import type { Path, Position } from './types.ts';

/** Past this a manifest is no manifest: etcd refuses objects of more than 1.5 MiB. */
export const MAX_BYTES = 1_048_576;
const MAX_DEPTH = 64;
/** Values that a document may have once its aliases are followed. */
const MAX_VALUES = 100_000;

/** Tags of YAML 1.1 that kubectl's decoder does not know: they would turn `22:22` into 1342 and a date into an object. */
const FOREIGN = new Set(['timestamp', 'intTime', 'floatTime', 'binary', 'omap', 'pairs', 'set']);

export interface YamlDocument {
  value: unknown;
  at(path: Path): Position;
}
export interface YamlProblem extends Position {
  kind: 'file' | 'syntax';
  message: string;
}

const START: Position = { line: 1, column: 1 };

/**
 * The documents of a YAML file as kubectl decodes them: YAML 1.1 (`on` and `yes` are booleans, 0644 is octal), duplicate keys
 * refused, anchors and merge keys followed. JSON is YAML. Empty documents are left out. Live objects are no template and may be
 * many: only the single document has a limit.
 * https://pkg.go.dev/sigs.k8s.io/yaml
 */
export function readYaml(text: string, live = false): { documents: YamlDocument[]; problems: YamlProblem[] } {
  const refuse = (message: string, at: Position = START) => ({
    documents: [],
    problems: [{ kind: 'file' as const, message, ...at }],
  });
  if (text.length > MAX_BYTES && !live) {
    return refuse(`it has ${text.length} characters; a manifest has less than ${MAX_BYTES}`);
  }
  const template = live ? undefined : templateAt(text);
  if (template)
    return refuse('it is a template ({{ … }}): render it first, as `helm template` does', template);

  const lines = new LineCounter();
  let parsed: Document[];
  try {
    const all = parseAllDocuments(text, {
      version: '1.1',
      merge: true,
      lineCounter: lines,
      prettyErrors: false,
      logLevel: 'silent',
      customTags: (tags) =>
        tags.filter((tag) => {
          if (typeof tag === 'string') return !FOREIGN.has(tag);
          return !FOREIGN.has(tag.tag.replace('tag:yaml.org,2002:', '')) && tag.format !== 'TIME';
        }),
    });
    parsed = Array.isArray(all) ? all : [];
  } catch (error) {
    return refuse(
      error instanceof RangeError ? 'it is nested too deeply' : `it cannot be read: ${String(error)}`,
    );
  }
  const position = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };

  const documents: YamlDocument[] = [];
  const problems: YamlProblem[] = [];
  for (const document of parsed) {
    const [error] = document.errors;
    if (error) {
      problems.push({ kind: 'syntax', message: inWords(error.message), ...position(error.pos[0]) });
      continue;
    }
    if (document.contents === null) continue;
    const start = position(document.contents.range?.[0] ?? 0);
    const excess = tooMuch(document);
    if (excess !== undefined) {
      problems.push({
        kind: 'file',
        message: excess.message,
        ...(excess.offset === undefined ? start : position(excess.offset)),
      });
      continue;
    }
    const value: unknown = document.toJS({ maxAliasCount: -1 });
    if (value !== null) documents.push({ value, at: (path) => locate(document, path, position) });
  }
  return { documents, problems };
}

/** The first `{{` outside comments, unless the braces are quoted. */
function templateAt(text: string): Position | undefined {
  let line = 0;
  for (const row of text.split('\n')) {
    line += 1;
    const at = row.search(/\{\{-?\s*[.$\w("/]/);
    if (at < 0 || /^\s*#/.test(row)) continue;
    const before = row.slice(0, at);
    const quotes = (mark: string) => before.split(mark).length % 2 === 0;
    if (/^\s*\{\{/.test(row) || !(quotes('"') || quotes("'"))) return { line, column: at + 1 };
    // A quoted template is a template still, when it is all that is quoted.
    if (/["']\{\{[^}]*\}\}["']\s*$/.test(row)) return { line, column: at + 1 };
  }
  return undefined;
}

/** Counts what a document becomes when its aliases are followed, without following them into memory. */
function tooMuch(document: Document): { message: string; offset?: number } | undefined {
  const sizes = new Map<string, number>();
  let problem: { message: string; offset?: number } | undefined;
  const size = (node: unknown, depth: number): number => {
    if (problem !== undefined) return 0;
    if (depth > MAX_DEPTH) {
      problem = { message: 'it is nested too deeply' };
      return 0;
    }
    if (isAlias(node)) {
      const known = sizes.get(node.source);
      if (known === undefined) {
        problem ??= {
          message: `its alias *${node.source} names no anchor above it`,
          ...(node.range ? { offset: node.range[0] } : {}),
        };
      }
      return known ?? 0;
    }
    let sum = 1;
    if (isPair(node)) sum = size(node.key, depth + 1) + size(node.value, depth + 1);
    else if (isCollection(node)) for (const item of node.items) sum += size(item, depth + 1);
    if (sum > MAX_VALUES) problem ??= { message: `its aliases unfold into more than ${MAX_VALUES} values` };
    if (isNode(node) && 'anchor' in node && node.anchor !== undefined) sizes.set(node.anchor, sum);
    return sum;
  };
  size(document.contents, 0);
  if (problem === undefined && sizes.size > 0) {
    // An anchor inside its own value would never end.
    visit(document, {
      Alias: (_key, node, path) => {
        if (path.some((parent) => isNode(parent) && 'anchor' in parent && parent.anchor === node.source))
          problem ??= { message: `its alias *${node.source} holds itself` };
      },
    });
  }
  return problem;
}

/** Where a path stands: through aliases, and for what is not written down at its nearest parent. */
function locate(document: Document, path: Path, position: (offset: number) => Position): Position {
  let node: unknown = document.contents;
  let offset = document.contents?.range?.[0] ?? 0;
  for (const part of path) {
    if (isAlias(node)) node = node.resolve(document);
    if (!isCollection(node)) break;
    const pair = node.items.find(
      (item, index) =>
        (isPair(item) &&
          String(isNode(item.key) && 'value' in item.key ? item.key.value : item.key) === String(part)) ||
        (!isPair(item) && index === part),
    );
    if (pair === undefined) break;
    const holder = isPair(pair) ? pair.key : pair;
    if (isNode(holder) && holder.range) [offset] = holder.range;
    node = isPair(pair) ? pair.value : pair;
  }
  return position(offset);
}

/** The parser's messages for the slips that are frequent, in words a learner understands. */
function inWords(message: string): string {
  if (/tab/i.test(message)) return 'a tab indents this line: YAML wants spaces';
  if (/Map keys must be unique/.test(message)) return 'this key stands twice in the same object';
  if (/Nested mappings are not allowed in compact mappings/.test(message))
    return 'a colon and a space inside a plain value: put the value in quotes';
  if (
    /All mapping items must start at the same column|Implicit keys need to be on a single line/.test(message)
  )
    return 'this line is not indented as the lines around it';
  return message.split('\n', 1)[0] ?? message;
}
