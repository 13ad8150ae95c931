import { readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';

/** A path below the lab folder, or an error: a script may not name anything outside. */
export function labPath(labFolder: string, path: string): string {
  const clean = normalize(path);
  if (clean.startsWith('..') || clean.startsWith('/'))
    throw new Error(`${path} lies outside the lab folder.`);
  return join(labFolder, clean);
}

/** Turns the special values of a filled input ($json, $text, $zeros, $file) into what the SDK takes. */
export function resolveSpecials(value: unknown, labFolder: string): unknown {
  if (Array.isArray(value)) return value.map((entry) => resolveSpecials(entry, labFolder));
  if (typeof value !== 'object' || value === null) return value;
  const record = value as Record<string, unknown>;
  const [key, ...more] = Object.keys(record);
  if (key?.startsWith('$') && more.length === 0) {
    if (key === '$json') return JSON.stringify(record[key]);
    if (key === '$text') return Buffer.from(String(record[key]), 'utf8');
    if (key === '$zeros') return Buffer.alloc(Number(record[key]));
    if (key === '$file') return readFileSync(labPath(labFolder, String(record[key])));
    throw new Error(`${key} is no special value; known: $json, $text, $zeros, $file.`);
  }
  return Object.fromEntries(
    Object.entries(record).map(([name, entry]) => [name, resolveSpecials(entry, labFolder)]),
  );
}
