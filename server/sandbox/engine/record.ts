import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What the next start needs in order to find the engine of this data folder again. */
export interface EngineRecord {
  kind: 'process' | 'url';
  url: string;
  pid: number | null;
  nonce: string;
}

const FILE = 'engine.json';

/** @returns the record, or null when there is none or it is unreadable (then the engine counts as gone) */
export async function readRecord(dataDir: string): Promise<EngineRecord | null> {
  try {
    const value: unknown = JSON.parse(await readFile(join(dataDir, FILE), 'utf8'));
    if (typeof value !== 'object' || value === null) return null;
    const { kind, url, pid, nonce } = value as Record<string, unknown>;
    if ((kind !== 'process' && kind !== 'url') || typeof url !== 'string' || typeof nonce !== 'string')
      return null;
    return { kind, url, nonce, pid: typeof pid === 'number' ? pid : null };
  } catch {
    return null; // absent after a clean stop; a torn file means the same: nothing to adopt
  }
}

export async function writeRecord(dataDir: string, record: EngineRecord): Promise<void> {
  const draft = join(dataDir, `${FILE}.tmp`);
  await writeFile(draft, JSON.stringify(record) + '\n', { mode: 0o600 });
  await rename(draft, join(dataDir, FILE));
}

export async function removeRecord(dataDir: string): Promise<void> {
  await rm(join(dataDir, FILE), { force: true });
}
