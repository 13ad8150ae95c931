import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { reasonOf } from '../sandbox-error.ts';
import { engineFile, venvBin, venvDir } from './paths.ts';
import { findPython, run } from './python.ts';

/** Written last: an environment without it, or with another hash, is not used. */
const MARKER = 'groundschool.json';
const LOCK_WAIT_MS = 10 * 60_000;

export interface VenvOptions {
  /** Where the environment lives; default `.venv` of the repository. */
  venv?: string;
  /** Where to look for Python; default PATH. */
  searchPath?: string;
  /** Called with one line at a time while the environment is being made. */
  onProgress?: (line: string) => void;
}

/** Names what is missing and how to get it. */
export class VenvError extends Error {}

/**
 * Makes sure the project's own Python environment exists and holds exactly the pinned packages; does nothing when it does.
 * It is built beside its final place and moved there when complete, so a killed installation leaves the old one usable.
 *
 * @returns its folder and how long it took to make (0 = it was there)
 * @throws VenvError when there is no Python ≥ 3.10, no venv module, or the packages cannot be fetched
 */
export async function ensureVenv(options: VenvOptions = {}): Promise<{ venv: string; installedMs: number }> {
  const venv = options.venv ?? venvDir();
  const requirements = engineFile('requirements.txt');
  const hash = createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex');
  if (await isCurrent(venv, hash)) return { venv, installedMs: 0 };

  const unlock = await lock(`${venv}.lock`, options.onProgress);
  try {
    if (await isCurrent(venv, hash)) return { venv, installedMs: 0 };
    const started = Date.now();
    await build(venv, requirements, hash, options);
    return { venv, installedMs: Date.now() - started };
  } finally {
    await unlock();
  }
}

async function isCurrent(venv: string, hash: string): Promise<boolean> {
  try {
    const marker: unknown = JSON.parse(await readFile(join(venv, MARKER), 'utf8'));
    await stat(venvBin('python', venv)); // follows the link: an uninstalled Python makes the environment useless
    return (
      typeof marker === 'object' &&
      marker !== null &&
      'requirements' in marker &&
      marker.requirements === hash
    );
  } catch {
    return false; // absent or half made: both are cured by building it
  }
}

async function build(venv: string, requirements: string, hash: string, options: VenvOptions): Promise<void> {
  const say = options.onProgress ?? (() => undefined);
  const python = await findPython(options.searchPath ?? process.env.PATH ?? '');
  if (typeof python === 'string') {
    throw new VenvError(
      `The sandbox needs Python 3.10 or newer with its venv module, but ${python}. Install it (Debian and Ubuntu: apt install python3 python3-venv; macOS: brew install python; Fedora: dnf install python3) and start again.`,
    );
  }
  const draft = `${venv}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    say(
      `Making the sandbox's Python environment with ${python.file} (${python.version}); this happens once.`,
    );
    const made = await run(python.file, ['-m', 'venv', draft]);
    if (made.code !== 0) {
      throw new VenvError(
        `${python.file} could not make a virtual environment: ${lastLine(made)}. Install its venv module (Debian and Ubuntu: apt install python3-venv) and start again.`,
      );
    }
    const pip = ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input'];
    const filled = await run(
      venvBin('python', draft),
      [...pip, '--require-hashes', '--only-binary', ':all:', '-r', requirements],
      (line) => {
        if (/^(Collecting|Installing)/.test(line)) say(line.slice(0, 100));
      },
    );
    if (filled.code !== 0) {
      throw new VenvError(
        `The sandbox's Python packages could not be installed: ${lastLine(filled)}. Check that this machine reaches its Python package index (pip's own settings apply) and start again.`,
      );
    }
    await moveInto(draft, venv, hash, python.version);
    say("The sandbox's Python environment is ready.");
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** Scripts of an environment name their interpreter by its full path, so moving it means rewriting those first lines. */
async function moveInto(draft: string, venv: string, hash: string, python: string): Promise<void> {
  const bin = join(draft, 'bin');
  for (const entry of await readdir(bin, { withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(bin, entry.name);
    const text = await readFile(file, 'latin1');
    if (text.includes(draft)) await writeFile(file, text.replaceAll(draft, venv), 'latin1');
  }
  await writeFile(join(draft, MARKER), JSON.stringify({ requirements: hash, python }) + '\n');
  const old = `${draft}.old`;
  await rename(venv, old).catch((error: unknown) => {
    if (!isMissing(error)) throw error;
  });
  await rename(draft, venv);
  await rm(old, { recursive: true, force: true });
}

function lastLine(finished: { stdout: string; stderr: string }): string {
  const lines = `${finished.stdout}\n${finished.stderr}`.trim().split('\n');
  const error = lines.findLast((line) => /error/i.test(line));
  return (error ?? lines.at(-1) ?? 'no output').trim().slice(0, 300);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** One process makes the environment, the others wait for it. A lock whose owner is gone is taken over. */
async function lock(folder: string, onProgress?: (line: string) => void): Promise<() => Promise<void>> {
  const owner = join(folder, 'pid');
  const deadline = Date.now() + LOCK_WAIT_MS;
  await mkdir(dirname(folder), { recursive: true });
  for (let waits = 0; ; waits += 1) {
    try {
      await mkdir(folder);
      await writeFile(owner, String(process.pid));
      return () => rm(folder, { recursive: true, force: true });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) {
        throw new VenvError(`${folder} cannot be created: ${reasonOf(error)}.`);
      }
    }
    if (waits === 0) onProgress?.('Another process is making the Python environment; waiting for it.');
    const pid = Number(await readFile(owner, 'utf8').catch(() => '0'));
    const age =
      Date.now() -
      (await stat(folder)
        .then((s) => s.mtimeMs)
        .catch(() => Date.now()));
    const abandoned = pid > 0 ? !isRunning(pid) : age > 10_000;
    if (abandoned) await rm(folder, { recursive: true, force: true });
    else if (Date.now() > deadline) throw new VenvError(`${folder} is held by process ${pid} for too long.`);
    else await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/** Is there a process with this id? */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
