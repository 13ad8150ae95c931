import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning } from '../engine/venv.ts';
import { SandboxError } from '../sandbox-error.ts';

/**
 * One process at a time may use a data folder: two would fight over the engine. A lock left by a killed process is
 * taken over.
 *
 * @returns gives the folder free
 * @throws SandboxError SANDBOX_DATA_IN_USE
 */
export function lockData(dataDir: string): () => void {
  const file = join(dataDir, 'sandbox.pid');
  for (let attempt = 0; ; attempt += 1) {
    try {
      writeFileSync(file, `${process.pid}\n`, { flag: 'wx', mode: 0o600 });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    // Our own id means a container that was killed and started again: there everybody is process 1.
    const owner = ownerOf(file);
    if (attempt > 0 || (owner !== null && owner !== process.pid && isRunning(owner))) {
      throw new SandboxError(
        'SANDBOX_DATA_IN_USE',
        `Process ${owner ?? '(unknown)'} uses the data folder ${dataDir} already. Stop it, or choose another folder.`,
      );
    }
    rmSync(file, { force: true });
  }
}

function ownerOf(file: string): number | null {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    return Number.isInteger(pid) && pid > 0 ? pid : null;
  } catch {
    return null; // its owner has just given it free
  }
}
