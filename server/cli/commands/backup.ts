import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { dataFolder } from '../local-server.ts';
import { EXIT, parseCommand, UsageError } from '../usage.ts';

export const usage = 'groundschool backup <file>';

/** `groundschool backup`: a consistent copy of the database, also while the server writes to it. */
export default async function run(args: readonly string[]): Promise<number> {
  const { words } = parseCommand(args, {}, usage, { min: 1, max: 1 });
  const target = resolve(words[0] ?? '');
  const source = join(dataFolder(), 'groundschool.sqlite');
  if (!existsSync(source))
    throw new UsageError(
      'DATABASE_NOT_FOUND',
      `There is no database at ${source}. Set GROUNDSCHOOL_DATA_DIR to the server's data folder.`,
    );
  if (existsSync(target))
    throw new UsageError('FILE_EXISTS', `${target} exists already and was left alone. Name a new file.`);
  if (!existsSync(dirname(target)))
    throw new UsageError(
      'FOLDER_NOT_FOUND',
      `There is no folder ${dirname(target)}. Make it first; nothing was written.`,
    );
  const { default: Database } = await import('better-sqlite3');
  // What learners wrote is for this user alone, as the data folder is; SQLite keeps the mode of a file that is there.
  writeFileSync(target, '', { flag: 'wx', mode: 0o600 });
  try {
    const database = new Database(source, { readonly: true, fileMustExist: true });
    try {
      // All pages in one step: a write by another process makes SQLite begin again, and a busy server never lets the
      // usual small steps reach the end. Writers go on meanwhile, the database is in WAL mode.
      const { totalPages } = await database.backup(target, { progress: () => 0x7fffffff });
      process.stdout.write(`Copied the database to ${target} (${totalPages} pages).\n`);
    } finally {
      database.close();
    }
  } catch (error) {
    for (const ending of ['', '-journal', '-wal', '-shm']) rmSync(`${target}${ending}`, { force: true });
    throw new UsageError(
      'BACKUP_FAILED',
      `${source} could not be copied to ${target}: ${(error as Error).message}. Nothing was left behind; look at the free space and at the database, then try again.`,
    );
  }
  return EXIT.ok;
}
