import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'groundschool-terminal-';

/** The private folder of this process for doors and kits. What a killed server left behind is removed by the next one. */
export class RunFolder {
  #path: Promise<string> | null = null;

  path(): Promise<string> {
    this.#path ??= removeLeftBehind().then(() => mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`)));
    return this.#path;
  }

  async remove(): Promise<void> {
    if (this.#path !== null) await rm(await this.#path, { recursive: true, force: true });
    this.#path = null;
  }
}

async function removeLeftBehind(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (pid === undefined || isRunning(Number(pid))) continue;
    const path = join(tmpdir(), name);
    // Anybody may write in this folder: only what is ours is removed.
    const stat = await lstat(path).catch(() => null);
    if (stat?.isDirectory() && stat.uid === process.getuid?.())
      await rm(path, { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
