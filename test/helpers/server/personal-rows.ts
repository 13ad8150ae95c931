import { sql } from 'kysely';
import { PERSONAL } from '../../../server/privacy/tables.ts';
import { packEvidence, type Db } from '../../../server/store/index.ts';

interface Column {
  name: string;
  type: string;
  notnull: number;
  pk: number;
}
interface Key {
  from: string;
  table: string;
}

export async function tablesOf(db: Db): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select name from sqlite_master
    where type = 'table' and name not like 'kysely%' and name not like 'sqlite%'`.execute(db);
  return rows.map(({ name }) => name).toSorted();
}
export async function keysOf(db: Db, table: string): Promise<Key[]> {
  return (await sql<Key>`select "from", "table" from pragma_foreign_key_list(${table})`.execute(db)).rows;
}

/** Tables that others stand on: made once for everybody. */
const GROUND = ['assignments', 'runs', 'regrades', 'webhooks'];

/**
 * A row about a learner in every table that may have one, `mark` in each of their texts: a table that is new is filled too.
 *
 * @param by who did what others do to them
 */
export async function fillEverything(
  db: Db,
  { learner, mark, by, cohort }: { learner: string; mark: string; by: string; cohort: string },
): Promise<void> {
  const made = new Map<string, unknown>([['cohorts', cohort]]);
  const parents = PERSONAL.map(({ table }) => table as string).toReversed();
  const own = parents.filter((table) => table !== 'learners' && table !== 'users');
  made.set('learners', learner).set('users', learner);
  for (const table of [...GROUND, ...own]) {
    const owner = GROUND.includes(table) ? by : learner;
    made.set(
      table,
      await insert(db, table, { made, learner: owner, mark: owner === by ? 'common' : mark, by }),
    );
  }
}

/** Columns in which staff stands. */
const STAFF = new Set(['author', 'given_by', 'created_by', 'decided_by', 'started_by', 'by', 'view_as']);

async function insert(
  db: Db,
  table: string,
  {
    made,
    learner,
    mark,
    by,
  }: { made: ReadonlyMap<string, unknown>; learner: string; mark: string; by: string },
): Promise<unknown> {
  const { rows: columns } =
    await sql<Column>`select name, type, "notnull", pk from pragma_table_info(${table})`.execute(db);
  const keys = new Map((await keysOf(db, table)).map((key) => [key.from, key.table]));
  const values: [string, unknown][] = [];
  for (const { name, type } of columns) {
    const parent = keys.get(name);
    if (STAFF.has(name)) values.push([name, by]);
    else if (parent === 'learners' || parent === 'users') values.push([name, learner]);
    else if (parent !== undefined) values.push([name, made.get(parent)]);
    else if (table === 'evidence' && name === 'body')
      values.push([name, (await packEvidence({ mark })).body]);
    else if (table === 'jobs' && name === 'subject') values.push([name, made.get('attempts')]);
    else if (table === 'login_failures' && name === 'login') values.push([name, mark.toLowerCase()]);
    else if (type.toLowerCase() === 'text') values.push([name, `${mark} ${table} ${name}`]);
    // Nothing of it is due: no clock comes so far.
    else values.push([name, 9_999_999_999_999]);
  }
  const names = sql.join(values.map(([name]) => sql.ref(name)));
  const cells = sql.join(values.map(([, value]) => sql`${value}`));
  await sql`insert into ${sql.table(table)} (${names}) values (${cells}) on conflict do nothing`.execute(db);
  return values.find(([name]) => name === 'id')?.[1];
}

/** Where a text stands in the database: `table.column`. */
export async function placesOf(db: Db, text: string): Promise<string[]> {
  const found: string[] = [];
  for (const table of await tablesOf(db)) {
    const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(table)}`.execute(db);
    for (const row of rows)
      for (const [column, value] of Object.entries(row))
        if (String(value).includes(text)) found.push(`${table}.${column}`);
  }
  return [...new Set(found)].toSorted();
}
