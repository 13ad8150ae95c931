import { execFile } from 'node:child_process';
import { chmod, lchown, lstat, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TerminalLimits } from './limits.ts';

type HomeLimits = Pick<TerminalLimits, 'homeBytes' | 'homeEntries' | 'homeDepth'>;

interface Entry {
  path: string;
  bytes: number;
  /** Time of the last change of the file's node, which no program can set. Milliseconds. */
  changed: number;
}

export interface HomeUsage {
  bytes: number;
  entries: number;
  /** More than the limits allow. */
  over: boolean;
}

/**
 * Makes a home folder that only the box's user may enter.
 *
 * @param owner user id that it shall belong to; null: whoever we are
 */
export async function prepareHome(home: string, owner: number | null): Promise<void> {
  await mkdir(home, { recursive: true, mode: 0o700 });
  await chmod(home, 0o700);
  if (owner === null || (await lstat(home)).uid === owner) return;
  // Another user ran the server before, or the session's files were copied: nobody runs in the box now.
  const entries = await readdir(home, { recursive: true });
  for (const entry of [...entries, '']) await lchown(join(home, entry), owner, owner);
}

/**
 * Adds up a home folder: space on disk, not length, so that a file with holes counts what it takes and a reserved one too.
 * Follows no link. Stops as soon as the limits are passed.
 */
export async function measureHome(home: string, limits: HomeLimits): Promise<HomeUsage> {
  const { bytes, entries, tooDeep } = await walk(home, limits, true);
  const over = bytes > limits.homeBytes || entries.length > limits.homeEntries || tooDeep.size > 0;
  return { bytes, entries: entries.length, over };
}

/**
 * Brings a home folder back below its limits: what is too deep goes, then what was changed last, until the rest fits.
 * Only while nothing of the session runs: a program could swap a folder for a link under our hands.
 *
 * @returns how many entries went
 */
export async function trimHome(home: string, limits: HomeLimits): Promise<number> {
  let removed = 0;
  const deep = await walk(home, limits, false);
  for (const name of deep.tooDeep) {
    // Paths may be longer than the system takes: rm goes down step by step.
    await promisify(execFile)('rm', ['-rf', '--', join(home, name)]);
    removed += 1;
  }
  const { entries, bytes } = await walk(home, limits, false);
  let [left, count] = [bytes, entries.length];
  for (const entry of entries.toSorted((a, b) => b.changed - a.changed)) {
    if (left <= limits.homeBytes && count <= limits.homeEntries) break;
    if ((await lstat(entry.path)).isDirectory()) continue;
    await rm(entry.path, { force: true });
    [left, count, removed] = [left - entry.bytes, count - 1, removed + 1];
  }
  if (count <= limits.homeEntries) return removed;
  // Folders without a file in them, more than there may be: which of them mattered nobody can say.
  for (const name of await readdir(home)) {
    await promisify(execFile)('rm', ['-rf', '--', join(home, name)]);
    removed += 1;
  }
  return removed;
}

async function walk(
  home: string,
  limits: HomeLimits,
  stopEarly: boolean,
): Promise<{ bytes: number; entries: Entry[]; tooDeep: Set<string> }> {
  const entries: Entry[] = [];
  const tooDeep = new Set<string>();
  let bytes = 0;
  const folders = [{ path: home, depth: 0, top: '' }];
  for (let folder = folders.pop(); folder; folder = folders.pop()) {
    for (const name of await names(folder.path)) {
      const path = join(folder.path, name);
      const top = folder.depth === 0 ? name : folder.top;
      const stat = await lstat(path).catch(() => null); // gone meanwhile
      if (stat === null) continue;
      const size = stat.blocks * 512;
      bytes += size;
      entries.push({ path, bytes: size, changed: stat.ctimeMs });
      if (stat.isDirectory()) {
        if (folder.depth + 1 >= limits.homeDepth) tooDeep.add(top);
        else folders.push({ path, depth: folder.depth + 1, top });
      }
      const passed = bytes > limits.homeBytes || entries.length > limits.homeEntries || tooDeep.size > 0;
      if (passed && stopEarly) return { bytes, entries, tooDeep };
    }
  }
  return { bytes, entries, tooDeep };
}

/** Names in a folder. One that its owner closed to themself is opened again: nothing may be hidden from the count. */
async function names(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EACCES') return [];
    await chmod(folder, 0o700).catch(() => undefined); // gone meanwhile
    return await readdir(folder).catch(() => []);
  }
}
