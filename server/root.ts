import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The folder that holds labs/, lessons/ and fixtures/: the nearest one above this file with both package.json and lessons/.
 * Works from the sources and from the bundle in dist/.
 */
export function repositoryRoot(start = dirname(fileURLToPath(import.meta.url))): string {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json')) && existsSync(join(folder, 'lessons'))) return folder;
    if (folder === dirname(folder)) throw new Error(`No Groundschool checkout above ${start}.`);
  }
}
