import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import {
  Kysely,
  Migrator,
  SqliteAdapter,
  SqliteDialect,
  sql,
  type DialectAdapter,
  type Migration,
  type Transaction,
} from 'kysely';
import { migrations } from './migrations/index.ts';
import type { Database } from './schema.ts';

export type Db = Kysely<Database>;
/**
 * A connection or an open transaction. Inside a transaction pass the transaction down: on SQLite the outer connection
 * would wait for ever. Await nothing but the database in there: everyone else waits for its end.
 */
export type Executor = Db | Transaction<Database>;

export interface OpenOptions {
  /** Only for tests of migrations: stop at this one. */
  through?: string;
  migrations?: Readonly<Record<string, Migration>>;
}

/**
 * Opens (and where needed makes) the SQLite database and brings it to the newest version.
 *
 * @throws Error when the file was written by a newer Groundschool, or is no database
 */
export async function openDatabase(file: string, options: OpenOptions = {}): Promise<Db> {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const sqlite = new BetterSqlite(file);
  // WAL: readers do not wait for a writer. NORMAL with WAL survives a killed process; FULL also a power cut, and an
  // accepted attempt must survive that too.
  sqlite.pragma('journal_mode = WAL');
  sqlite.pragma('synchronous = FULL');
  sqlite.pragma('foreign_keys = ON');
  sqlite.pragma('busy_timeout = 5000');
  const db = new Kysely<Database>({ dialect: new Dialect({ database: sqlite }) });
  try {
    await migrate(db, options);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return db;
}

/** SQLite can roll back `create table`; Kysely is not told so, and would leave half a migration behind. */
class Dialect extends SqliteDialect {
  override createAdapter(): DialectAdapter {
    return new TransactionalAdapter();
  }
}
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

async function migrate(db: Db, { through, migrations: given = migrations }: OpenOptions): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve({ ...given }) } });
  const { error } =
    through === undefined ? await migrator.migrateToLatest() : await migrator.migrateTo(through);
  if (error)
    throw error instanceof Error ? error : new Error('The database could not be migrated.', { cause: error });
}

/** Runs several statements as one: all or nothing. */
export function inTransaction<T>(db: Db, work: (tx: Transaction<Database>) => Promise<T>): Promise<T> {
  return db.transaction().execute(work);
}

/**
 * A transaction whose deleted rows are gone from the file too: SQLite otherwise leaves them in free pages, and the log of
 * changes keeps what was there before until it is written back.
 */
export async function forGood<T>(db: Db, work: (tx: Transaction<Database>) => Promise<T>): Promise<T> {
  await sql`pragma secure_delete = on`.execute(db);
  try {
    return await inTransaction(db, work);
  } finally {
    await sql`pragma secure_delete = off`.execute(db);
    await sql`pragma wal_checkpoint(truncate)`.execute(db);
  }
}
