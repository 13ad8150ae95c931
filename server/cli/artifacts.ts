import { closeSync, openSync, readdirSync, readSync, fstatSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { LabManifest } from '../../graders/contract/index.ts';
import { MAX_ARTIFACT_BYTES, type ArtifactFile } from '../../graders/kit/index.ts';
import { UsageError } from './usage.ts';

/**
 * The artifacts of a run: everything in `DIR/<task id>/` for `--artifacts-from`, then each `--artifact <task id>=path`,
 * which takes the place of the files found for its task before.
 *
 * @throws UsageError ARTIFACT_UNREADABLE or TASK_UNKNOWN
 */
export function collectArtifacts(
  lab: LabManifest,
  from: string | undefined,
  single: readonly string[] = [],
): Record<string, ArtifactFile[]> {
  const tasks = lab.tasks.map((task) => task.id);
  const collected: Record<string, ArtifactFile[]> = {};
  if (from !== undefined) {
    for (const task of directories(from)) {
      if (!tasks.includes(task)) continue;
      const folder = join(from, task);
      collected[task] = readdirSync(folder, { withFileTypes: true })
        .filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.'))
        .map((entry) => readArtifact(join(folder, entry.name)));
    }
  }
  const given = new Set<string>();
  for (const entry of single) {
    const at = entry.indexOf('=');
    const task = entry.slice(0, at);
    if (at < 1) throw new UsageError('USAGE', `--artifact takes <task id>=path; got "${entry}".`);
    if (!tasks.includes(task))
      throw new UsageError(
        'TASK_UNKNOWN',
        `Lab ${lab.id} has no task "${task}". Tasks: ${tasks.join(', ')}.`,
      );
    // Of a task that wants one file the last one counts, whatever their names.
    const wantsOne = lab.tasks.find(({ id }) => id === task)?.artifacts?.length === 1;
    if (wantsOne || !given.has(task)) collected[task] = [];
    given.add(task);
    collected[task]?.push(readArtifact(entry.slice(at + 1)));
  }
  return collected;
}

function directories(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
  } catch (error) {
    throw new UsageError(
      'ARTIFACT_UNREADABLE',
      `--artifacts-from ${folder} cannot be read: ${(error as Error).message}. Name a folder that holds <task id>/<file>.`,
    );
  }
}

/**
 * Reads a file, a pipe too, and of one that is too large only as much as shows that it is: judging says so.
 *
 * @throws UsageError ARTIFACT_UNREADABLE
 */
export function readArtifact(path: string): ArtifactFile {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const stat = fstatSync(file);
    if (stat.isDirectory()) throw new Error('it is a folder');
    const buffer = Buffer.alloc(MAX_ARTIFACT_BYTES + 1);
    let length = 0;
    for (let got = -1; got !== 0 && length < buffer.length; length += got)
      got = readSync(file, buffer, length, buffer.length - length, null);
    const bytes = buffer.subarray(0, length);
    return { name: basename(path), bytes, ...(stat.size > length ? { size: stat.size } : {}) };
  } catch (error) {
    throw new UsageError(
      'ARTIFACT_UNREADABLE',
      `Artifact ${path} cannot be read: ${(error as Error).message}. Name a file that this user may read.`,
    );
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
