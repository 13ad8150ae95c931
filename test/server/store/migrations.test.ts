import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { sql, type Migration } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { migrations } from '../../../server/store/migrations/index.ts';
import {
  artifactsOf,
  draftsOf,
  insertLabSession,
  localLearner,
  openDatabase,
  saveArtifact,
  saveDraft,
  type NewLabSession,
} from '../../../server/store/index.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'groundschool-store-'));
  file = join(folder, 'deep', 'groundschool.sqlite');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const labSession = (id: string, learner: string): NewLabSession => ({
  id,
  learner,
  lab: 'tiny-bucket',
  seed: 's',
  variables: '{}',
  target_kind: 'sandbox',
  endpoint: null,
  region: 'us-east-1',
  account: null,
  generation: 1,
  status: 'preparing',
  problem: null,
  created_at: 1,
  updated_at: 1,
});

/** Everything the schema says, whichever way the database came to it. */
function schemaOf(path: string): unknown[] {
  const db = new BetterSqlite(path, { readonly: true });
  const rows = db
    .prepare("select type, name, sql from sqlite_master where name not like 'sqlite_%' order by name")
    .all();
  db.close();
  return rows;
}

test('the first version is what its users have: it does not change any more', async () => {
  const db = await openDatabase(file, { through: '0001-first' });
  const tables = await db.introspection.getTables();
  await db.destroy();
  expect(
    Object.fromEntries(
      tables.map(({ name, columns }) => [name, columns.map((column) => column.name).join(' ')]),
    ),
  ).toEqual({
    artifacts: 'session task name body bytes sha256 submitted_at',
    attempts:
      'id session number idempotency_key tasks generation status created_at started_at finished_at score checkable report problem',
    evidence: 'attempt body encoding bytes created_at',
    hint_openings: 'session task level cost_percent opened_at',
    jobs: 'id kind subject lane status tries run_after leased_until worker error created_at finished_at',
    lab_sessions:
      'id learner lab seed variables target_kind endpoint region account generation status problem created_at updated_at',
    learners: 'id name seed created_at',
    lesson_progress: 'learner part done position updated_at',
    quiz_answers: 'attempt item answer correct credit answered_at',
    quiz_attempts: 'id learner part seed digest open started_at finished_at score',
    task_results: 'attempt session task position status points max_points reason result',
  });
});

test('a database of the first version takes drafts once it is brought forward, beside what was handed in', async () => {
  const old = await openDatabase(file, { through: '0001-first' });
  const learner = await localLearner(old, 1);
  await insertLabSession(old, labSession('session-1', learner.id));
  const file1 = { session: 'session-1', task: 't', name: 'a.yaml', text: 'kind: Pod' };
  const handedIn = await saveArtifact(old, file1, 2);
  await expect(saveDraft(old, file1, 3)).rejects.toThrow(/no such table: drafts/);
  await old.destroy();
  const now = await openDatabase(file);
  await saveDraft(now, { ...file1, text: 'kind: Job' }, 3);
  expect(await artifactsOf(now, 'session-1')).toEqual([handedIn]);
  expect((await draftsOf(now, 'session-1')).map(({ body }) => body)).toEqual(['kind: Job']);
  const tables = await now.introspection.getTables();
  await now.destroy();
  const columns = (table: string) =>
    tables
      .find(({ name }) => name === table)
      ?.columns.map(({ name }) => name)
      .join(' ');
  expect(columns('drafts')).toBe('session task name body saved_at');
  expect(columns('graded_files')).toBe('session task name body attempt graded_at');
});

test('a database of the first version becomes the newest and keeps its rows', async () => {
  const old = await openDatabase(file, { through: '0001-first' });
  const before = await localLearner(old, 1);
  await old.destroy();
  const now = await openDatabase(file);
  expect(await localLearner(now, 2)).toEqual(before);
  await now.destroy();
  const direct = join(folder, 'direct.sqlite');
  await (await openDatabase(direct)).destroy();
  expect(schemaOf(file)).toEqual(schemaOf(direct));
});

test('names count up without a gap and are those of the files, so that the order is the same for everybody', () => {
  const names = Object.keys(migrations);
  expect(names.map((name) => Number(/^(\d{4})-[a-z0-9-]+$/.exec(name)?.[1]))).toEqual(
    names.map((_, index) => index + 1),
  );
  const files = readdirSync(join(import.meta.dirname, '../../../server/store/migrations'));
  expect(files.filter((name) => name !== 'index.ts').toSorted()).toEqual(names.map((name) => `${name}.ts`));
});

test('a migration that fails changes nothing and names itself', async () => {
  await (await openDatabase(file)).destroy();
  const before = schemaOf(file);
  const broken: Migration = {
    async up(db) {
      await sql`create table half (id text)`.execute(db);
      throw new Error('the second step failed');
    },
  };
  await expect(openDatabase(file, { migrations: { ...migrations, '9999-broken': broken } })).rejects.toThrow(
    'the second step failed',
  );
  await (await openDatabase(file)).destroy();
  expect(schemaOf(file).filter((row) => (row as { name: string }).name === 'half')).toEqual([]);
  expect(schemaOf(file)).toEqual(before);
});

test('a database that a newer Groundschool wrote is refused', async () => {
  const next: Migration = { up: async (db) => void (await sql`create table later (id text)`.execute(db)) };
  await (await openDatabase(file, { migrations: { ...migrations, '9999-later': next } })).destroy();
  await expect(openDatabase(file)).rejects.toThrow(/9999-later/);
});

test('a file that is no database is refused', async () => {
  const { writeFileSync } = await import('node:fs');
  const other = join(folder, 'notes.txt');
  writeFileSync(other, 'These are notes, not a database.'.repeat(100));
  await expect(openDatabase(other)).rejects.toThrow(/not a database/);
});

test('WAL, foreign keys and a full sync are on', async () => {
  const db = await openDatabase(file);
  const pragma = async (name: string): Promise<unknown> =>
    Object.values((await sql<Record<string, unknown>>`pragma ${sql.raw(name)}`.execute(db)).rows[0] ?? {})[0];
  expect([await pragma('journal_mode'), await pragma('foreign_keys'), await pragma('synchronous')]).toEqual([
    'wal',
    1,
    2,
  ]);
  await expect(
    db
      .insertInto('lesson_progress')
      .values({ learner: 'nobody', part: 'x', done: 0, position: null, updated_at: 1 })
      .execute(),
  ).rejects.toThrow(/FOREIGN KEY/);
  await db.destroy();
});
