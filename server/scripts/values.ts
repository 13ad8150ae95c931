import { readFileSync, statSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { MAX_ZEROS } from './schema.ts';

/** @throws Error for a path that leads out of the lab folder: a script may not name anything outside */
export function labPath(labFolder: string, path: string): string {
  const clean = normalize(path.replaceAll('\\', '/'));
  if (/^(\.\.(\/|$)|\/|[A-Za-z]:)/.test(clean)) throw new Error(`${path} lies outside the lab folder.`);
  return join(labFolder, clean);
}

/** Why a file of the lab folder cannot be sent, or null. */
export function fileProblem(labFolder: string, path: string): string | null {
  try {
    return statSync(labPath(labFolder, path)).isFile() ? null : `${path} is no file.`;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? `${path} does not exist in the lab folder.` : message;
  }
}

/** The entries of a JSON list in the lab folder. @throws Error when it is none */
export function readList(labFolder: string, path: string): unknown[] {
  const text = readFileSync(labPath(labFolder, path), 'utf8');
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch (error) {
    throw new Error(`${path} is no JSON: ${(error as Error).message}.`, { cause: error });
  }
  if (!Array.isArray(list)) throw new Error(`${path} is no JSON list.`);
  return list;
}

/** Turns the special values of a filled input ($json, $text, $zeros, $file) into what the SDK takes. */
export function resolveSpecials(value: unknown, labFolder: string): unknown {
  if (Array.isArray(value)) return value.map((entry) => resolveSpecials(entry, labFolder));
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  const record = value as Record<string, unknown>;
  const [key, ...more] = Object.keys(record);
  if (key?.startsWith('$') && more.length === 0) {
    const content = record[key];
    if (key === '$json') return JSON.stringify(resolveSpecials(content, labFolder));
    if (key === '$text') return Buffer.from(String(content), 'utf8');
    if (key === '$zeros') return zeros(content);
    if (key === '$file') return readFileSync(labPath(labFolder, String(content)));
    throw new Error(`${key} is no special value; known: $json, $text, $zeros, $file.`);
  }
  return Object.fromEntries(
    Object.entries(record).map(([name, entry]) => [name, resolveSpecials(entry, labFolder)]),
  );
}

function zeros(content: unknown): Buffer {
  const size = Number(content);
  if (!Number.isInteger(size) || size < 0 || size > MAX_ZEROS)
    throw new Error(`$zeros is a number of bytes from 0 to ${MAX_ZEROS}; got ${JSON.stringify(content)}.`);
  return Buffer.alloc(size);
}

const memberOf = (entry: unknown, name: string): unknown =>
  (entry as Record<string, unknown> | null | undefined)?.[name];

/** The entries of a list that have these values; all of them where nothing is asked. */
export function entriesWhere(list: readonly unknown[], where: Record<string, unknown> = {}): unknown[] {
  return list.filter((entry) =>
    Object.entries(where).every(([name, value]) => memberOf(entry, name) === value),
  );
}

/** The entry in which a member, a number or a text that is one, is smallest; none of an empty list. */
export function lowestOf(list: readonly unknown[], member: string): unknown[] {
  const number = (entry: unknown): number => Number(memberOf(entry, member));
  return list.toSorted((one, another) => number(one) - number(another)).slice(0, 1);
}
