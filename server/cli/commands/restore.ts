import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import type BetterSqlite from 'better-sqlite3';
import { dataFolder, serverRecord } from '../local-server.ts';
import { EXIT, parseCommand, UsageError } from '../usage.ts';

export const usage = 'groundschool restore <file> [--replace]';

/**
 * `groundschool restore`: puts a backup's database into the data folder. Never under a running server, and over data that
 * is there only with --replace, which keeps them beside it. The backup is checked before anything is touched.
 */
export default async function run(args: readonly string[]): Promise<number> {
  const { values, words } = parseCommand(args, { replace: { type: 'boolean', default: false } }, usage, {
    min: 1,
    max: 1,
  });
  const source = resolve(words[0] ?? '');
  const folder = dataFolder();
  const target = join(folder, 'groundschool.sqlite');
  if (!existsSync(source))
    throw new UsageError('BACKUP_NOT_FOUND', `There is no file ${source}. Name a file that backup made.`);
  refuseUnderServer(folder);
  if (existsSync(target) && !values.replace)
    throw new UsageError(
      'DATA_EXISTS',
      `${folder} holds a database already, and it was left alone. Set GROUNDSCHOOL_DATA_DIR to a new folder, or say --replace: the present database is then kept beside the restored one.`,
    );
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const incoming = `${target}.restoring`;
  remove(incoming);
  try {
    await copyChecked(source, incoming);
    const kept = existsSync(target) ? setAside(target) : undefined;
    renameSync(incoming, target);
    syncFolder(folder);
    process.stdout.write(`Restored ${target} from ${source}.\n`);
    if (kept !== undefined) process.stdout.write(`What was there before is ${kept}.\n`);
  } finally {
    remove(incoming);
  }
  if (!existsSync(join(folder, 'records-key.pem'))) process.stdout.write(NO_KEYS);
  return EXIT.ok;
}

const NO_KEYS = `A backup holds the database only. Bring the other files of the old data folder too if you have them: without its signing
key, receipts and certificates from before are no longer known as this server's own.
`;

/** A record whose process is gone is what a killed server leaves behind. */
function refuseUnderServer(folder: string): void {
  const record = serverRecord();
  if (!record || !isAlive(record.pid)) return;
  throw new UsageError(
    'SERVER_RUNNING',
    `A Groundschool server (process ${record.pid}) works with ${folder}. Stop it, then restore; nothing was changed.`,
  );
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives and is somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A copy by SQLite itself, so that a file that has a write-ahead log beside it comes whole. */
async function copyChecked(source: string, copy: string): Promise<void> {
  const [{ default: Database }, { migrations }] = await Promise.all([
    import('better-sqlite3'),
    import('../../store/migrations/index.ts'),
  ]);
  try {
    const from = new Database(source, { readonly: true, fileMustExist: true });
    try {
      await from.backup(copy, { progress: () => 0x7fffffff });
    } finally {
      from.close();
    }
    chmodSync(copy, 0o600);
    const database = new Database(copy);
    try {
      check(database, Object.keys(migrations));
      // One file and no log, so that the rename brings everything.
      database.pragma('journal_mode = DELETE');
    } finally {
      database.close();
    }
    sync(copy);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(
      'BACKUP_BROKEN',
      `${source} is not restored: ${(error as Error).message}. Take another backup; nothing was changed.`,
    );
  }
}

function check(database: BetterSqlite.Database, known: readonly string[]): void {
  const found = database.pragma('integrity_check', { simple: true }) as string;
  if (found !== 'ok') throw new Error(`its integrity check says "${found}"`);
  const orphans = database.pragma('foreign_key_check') as unknown[];
  if (orphans.length > 0) throw new Error(`${orphans.length} of its rows belong to rows that are missing`);
  const isOurs = database.prepare("select 1 from sqlite_master where name = 'kysely_migration'").get();
  if (!isOurs) throw new Error('it is a database, but not one of Groundschool');
  const names = database.prepare('select name from kysely_migration').pluck().all() as string[];
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new UsageError(
      'BACKUP_NEWER',
      `The backup was made by a newer Groundschool (it knows ${unknown.join(', ')}). Restore it with that version; nothing was changed.`,
    );
}

/** @returns where the present database is now; its log goes with it */
function setAside(target: string): string {
  const kept = `${target}.before-${new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '')}`;
  for (const ending of ['-wal', '-shm', ''])
    if (existsSync(`${target}${ending}`)) renameSync(`${target}${ending}`, `${kept}${ending}`);
  return kept;
}

function remove(file: string): void {
  for (const ending of ['', '-journal', '-wal', '-shm']) rmSync(`${file}${ending}`, { force: true });
}

function sync(file: string): void {
  const handle = openSync(file, 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** The rename itself must survive a power cut. Windows cannot open a folder, and needs no such step. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
