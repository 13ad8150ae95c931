import { fieldsOf, typeOf } from '../../graders/semantics/manifests/index.ts';

type Path = readonly (string | number)[];

/** Where a cursor stands in a manifest. Read from the indentation, because a text that is being typed is seldom YAML. */
export interface YamlPlace {
  apiVersion: string;
  kind: string;
  /** The object whose fields the cursor's line belongs to. */
  path: Path;
  /** Keys that this object has already, without the one being typed. */
  present: readonly string[];
  /** `spec: |`: the key whose value the cursor stands in; null while a key is typed. */
  key: string | null;
  /** What is typed of the key or value, and where in the text that begins. */
  typed: string;
  from: number;
  /** Column of the key, for what is put below it. */
  indent: number;
}

interface Token {
  column: number;
  /** '-' of a list, or a key. */
  key: string | null;
}

const KEY = /^(?:"([^"]*)"|'([^']*)'|([^\s#&*!|>%@`"'[\]{},-][^\s#:,[\]{}]*|-[^\s:]+))\s*:(?=\s|$)/;

/** The dashes and the key of a line. */
function tokensOf(line: string): Token[] {
  const tokens: Token[] = [];
  let column = line.search(/\S/);
  if (column < 0 || line[column] === '#') return [];
  while (/^-(\s|$)/.test(line.slice(column))) {
    tokens.push({ column, key: null });
    const rest = line.slice(column + 1).search(/\S/);
    if (rest < 0) return tokens;
    column += 1 + rest;
  }
  const match = KEY.exec(line.slice(column));
  if (match) tokens.push({ column, key: match[1] ?? match[2] ?? match[3] ?? '' });
  return tokens;
}

/** The place of `offset` in `text`; null in comments, flow collections and beside any object. */
export function placeAt(text: string, offset: number): YamlPlace | null {
  const all = text.split('\n');
  let number = 0;
  let start = 0;
  while (number < all.length - 1 && start + (all[number]?.length ?? 0) < offset) {
    start += (all[number]?.length ?? 0) + 1;
    number += 1;
  }
  const isBreak = (line: string) => /^(---|\.\.\.)(\s|$)/.test(line);
  const first = all.findLastIndex((line, index) => index <= number && isBreak(line)) + 1;
  const after = all.findIndex((line, index) => index > number && isBreak(line));
  const lines = all.slice(first, after < 0 ? all.length : after);
  const row = number - first;
  if (row < 0) return null;
  const before = (all[number] ?? '').slice(0, offset - start);
  if (/(^|\s)#|[{[]/.test(before)) return null;

  const own = tokensOf(before);
  const dashes = own.filter(({ key }) => key === null);
  const ownKey = own.find(({ key }) => key !== null);
  const blank = before.search(/\S/) < 0;
  const typedFrom = ownKey ? ownKey.column : (/^\s*(?:-\s+)*/.exec(before)?.[0].length ?? before.length);
  const line = all[number] ?? '';
  // In the white space before a key one is at that key.
  const indent = blank ? (/\S/.test(line) ? line.search(/\S/) : before.length) : typedFrom;
  if (!ownKey && /^\s*-$/.test(before)) return null;
  const path = pathOf(lines, row, dashes, indent);
  const value = ownKey ? (before.slice(ownKey.column).split(/:\s*/).slice(1).join(': ') ?? '') : '';
  const typed = ownKey ? value : before.slice(typedFrom);
  const head = (name: string) =>
    lines
      .map((line) => new RegExp(`^${name}:\\s*["']?([^\\s"'#]+)`).exec(line)?.[1])
      .find((found) => found !== undefined) ?? '';
  const present = siblings(lines, row, indent, dashes.length > 0);
  const under = ownKey ?? tokensOf(line).find(({ column, key }) => key !== null && column === indent);
  if (!ownKey && under) present.push(under.key ?? '');
  return {
    apiVersion: head('apiVersion'),
    kind: head('kind'),
    path,
    present,
    key: ownKey?.key ?? null,
    typed,
    from: offset - typed.length,
    indent,
  };
}

/** Climbs from a line to the left: what stands above and further left holds it. */
function pathOf(lines: readonly string[], row: number, dashes: readonly Token[], indent: number): Path {
  const path: (string | number)[] = [];
  // A list may stand at the column of its key, so a dash asks for a key at its own column or left of it.
  let keyLimit = indent;
  let dashLimit = indent;
  let counting: { column: number; at: number } | null = null;
  const enter = (column: number) => {
    path.unshift(0);
    counting = { column, at: 0 };
    keyLimit = column + 1;
    dashLimit = column;
  };
  for (const { column } of dashes.toReversed()) enter(column);
  for (let above = row - 1; above >= 0; above -= 1) {
    for (const { column, key } of tokensOf(lines[above] ?? '').toReversed()) {
      const list = counting as { column: number; at: number } | null;
      if (key === null && list?.column === column) {
        path[0] = (path[0] as number) + 1;
      } else if (key === null && column < dashLimit) {
        enter(column);
      } else if (key !== null && column < keyLimit) {
        path.unshift(key);
        counting = null;
        keyLimit = column;
        dashLimit = column;
      }
    }
  }
  return path;
}

/** Keys at the same column in the same object, above and below. */
function siblings(lines: readonly string[], row: number, indent: number, begins: boolean): string[] {
  const found: string[] = [];
  const look = (tokens: readonly Token[]): 'on' | 'end' => {
    if (tokens.length === 0) return 'on';
    const at = tokens.find(({ column, key }) => key !== null && column === indent);
    if (at) found.push(at.key ?? '');
    return tokens.some(({ column }) => column < indent) ? 'end' : 'on';
  };
  // With a dash of its own the line begins the object: nothing of it stands above.
  for (let above = begins ? -1 : row - 1; above >= 0; above -= 1) {
    if (look(tokensOf(lines[above] ?? '')) === 'end') break;
  }
  for (let below = row + 1; below < lines.length; below += 1) {
    const tokens = tokensOf(lines[below] ?? '');
    // A dash left of the column begins the next item, whose keys are not of this object.
    if (tokens.some(({ column }) => column < indent)) break;
    look(tokens);
  }
  return found;
}

/** The schema's type at a path of a kind, or undefined where the schema knows none. */
export function typeAt({
  apiVersion,
  kind,
  path,
}: Pick<YamlPlace, 'apiVersion' | 'kind' | 'path'>): string | undefined {
  let type = typeOf(apiVersion, kind);
  for (const part of path) {
    if (type === undefined) return undefined;
    if (typeof part === 'number') type = type.startsWith('[]') ? type.slice(2) : undefined;
    else if (type.startsWith('{}')) type = type.slice(2);
    else type = fieldOf(type, part)?.replace('!', '');
  }
  return type;
}

function fieldOf(type: string, name: string): string | undefined {
  const fields = fieldsOf(type);
  return fields && Object.hasOwn(fields, name) ? fields[name] : undefined;
}
