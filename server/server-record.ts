import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the running server tells the command line of the same user: `<data folder>/server.json`, mode 0600. */
export interface ServerRecord {
  url: string;
  token: string;
  pid: number;
  /** Front door of its sandbox, once that runs. */
  sandbox?: { endpoint: string; adminToken: string };
}

export function writeServerRecord(dataDir: string, record: ServerRecord): void {
  const file = fileIn(dataDir);
  // A file that is there keeps its mode when it is overwritten, so it goes first.
  rmSync(file, { force: true });
  writeFileSync(file, `${JSON.stringify(record)}\n`, { mode: 0o600 });
}

/** Removes the record, unless another server has written its own meanwhile. */
export function removeServerRecord(dataDir: string, token: string): void {
  const file = fileIn(dataDir);
  try {
    if ((JSON.parse(readFileSync(file, 'utf8')) as ServerRecord).token !== token) return;
    rmSync(file, { force: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

function fileIn(dataDir: string): string {
  return join(dataDir, 'server.json');
}
