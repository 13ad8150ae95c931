import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MARK = join('server', 'sandbox', 'engine', 'launcher.py');

/**
 * The repository's root: the nearest folder above this module that holds our engine files. Works for the sources and for
 * a bundle anywhere in the repository.
 */
export function repositoryRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, MARK))) {
    const parent = dirname(folder);
    if (parent === folder)
      throw new Error(`No folder above ${fileURLToPath(import.meta.url)} holds ${MARK}.`);
    folder = parent;
  }
  return folder;
}

/** A file beside the engine's sources: launcher.py, amis.json, requirements.txt. */
export function engineFile(name: string): string {
  return join(repositoryRoot(), 'server', 'sandbox', 'engine', name);
}

/** The virtual environment that the project makes for itself. */
export function venvDir(): string {
  return join(repositoryRoot(), '.venv');
}

/** A program of the virtual environment: `aws`, `python` (with boto3) or `moto_server`. It may not be installed yet. */
export function venvBin(name: string, venv: string = venvDir()): string {
  return join(venv, 'bin', name);
}
