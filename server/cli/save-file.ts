import { writeFileSync } from 'node:fs';
import { UsageError } from './usage.ts';

/**
 * Writes what a command has fetched. Names and grades are for this user alone; a file that is there is somebody's and stays.
 *
 * @throws UsageError FILE_EXISTS, EXPORT_FAILED
 */
export function saveFile(path: string, content: string): void {
  try {
    writeFileSync(path, content, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST')
      throw new UsageError('FILE_EXISTS', `${path} exists already and was left alone. Name a new file.`);
    throw new UsageError('EXPORT_FAILED', `${path} cannot be written: ${message}. Name another file.`);
  }
  process.stdout.write(`Wrote ${path}.\n`);
}
