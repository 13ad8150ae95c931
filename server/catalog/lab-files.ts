import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CommonVariables, LabManifest } from '../../graders/contract/index.ts';

/** What grading needs of a lab, without its prose: the command line loads nothing more. */
export interface LabForGrading {
  manifest: LabManifest;
  common: CommonVariables;
  /** First 12 hex digits of SHA-256 over lab.json and the files its parameters name. */
  digest: string;
  folder: string;
}

/** No such lab. `known` lists those there are. */
export class LabNotFound extends Error {
  readonly code = 'LAB_NOT_FOUND';
  readonly known: string[];
  constructor(id: string, known: string[]) {
    super(`There is no lab "${id}". Labs: ${known.join(', ') || 'none'}.`);
    this.name = 'LabNotFound';
    this.known = known;
  }
}

/** Ids of the labs that have a lab.json. */
export function labIds(root: string): string[] {
  if (!existsSync(join(root, 'labs'))) return [];
  return readdirSync(join(root, 'labs'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(root, 'labs', entry.name, 'lab.json')))
    .map((entry) => entry.name)
    .toSorted();
}

/** Version of a lab's grading: of its manifest and of the files that its parameters name. */
export function labDigest(texts: readonly string[]): string {
  return createHash('sha256').update(texts.join('\0')).digest('hex').slice(0, 12);
}

/**
 * Replaces each `{ "$file": "files/…" }` in the checks' parameters by the JSON of that file of the lab folder.
 *
 * @param report called with path and message for a file that is missing or no JSON
 * @returns the manifest with its parameters complete, and the texts that went in (for the digest)
 */
export function withParamFiles(
  manifest: LabManifest,
  folder: string,
  report: (path: (string | number)[], message: string, remedy: string) => void,
): { manifest: LabManifest; texts: string[] } {
  const texts: string[] = [];
  const resolve = (value: unknown, path: (string | number)[]): unknown => {
    if (Array.isArray(value)) return value.map((entry, index) => resolve(entry, [...path, index]));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const [first] = entries;
    if (entries.length !== 1 || first?.[0] !== '$file') {
      return Object.fromEntries(entries.map(([key, entry]) => [key, resolve(entry, [...path, key])]));
    }
    const name = String(first[1]);
    if (name.startsWith('/') || name.split('/').includes('..')) {
      report(path, `${name} lies outside the lab folder`, 'Name a file below the lab folder.');
      return null;
    }
    try {
      const text = readFileSync(join(folder, name), 'utf8');
      texts.push(text);
      return JSON.parse(text) as unknown;
    } catch (error) {
      report(
        path,
        `${name} cannot be read as JSON: ${(error as Error).message}`,
        'Add the file, or correct it.',
      );
      return null;
    }
  };
  const tasks = manifest.tasks.map((task, index) => ({
    ...task,
    checks: task.checks.map((check, at) => ({
      ...check,
      params: resolve(check.params, ['tasks', index, 'checks', at, 'params']) as Record<string, unknown>,
    })),
  }));
  return { manifest: { ...manifest, tasks }, texts };
}
