import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { LabManifest } from '../../graders/contract/index.ts';
import type { ArtifactFile } from '../../graders/kit/index.ts';
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
        .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
        .map((entry) => read(join(folder, entry.name)));
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
    if (!given.has(task)) collected[task] = [];
    given.add(task);
    collected[task]?.push(read(entry.slice(at + 1)));
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
      `--artifacts-from ${folder} cannot be read: ${(error as Error).message}.`,
    );
  }
}

function read(path: string): ArtifactFile {
  try {
    // The judge says "too large" for anything over 256 KiB; nothing much larger needs to be in memory for that.
    const { size } = statSync(path);
    if (size > 16 * 1024 * 1024) throw new Error(`it has ${size} bytes; an artifact has at most 262,144`);
    return { name: basename(path), bytes: readFileSync(path) };
  } catch (error) {
    throw new UsageError(
      'ARTIFACT_UNREADABLE',
      `Artifact ${path} cannot be read: ${(error as Error).message}.`,
    );
  }
}
