import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { IMPERSONAL, MENTIONS, PERSONAL } from '../../../server/privacy/tables.ts';
import type { EraseReply } from '../../../server/contract/index.ts';
import { COHORT, startClassroom, type Caller, type Classroom } from '../../helpers/server/classroom.ts';
import { fillEverything, keysOf, placesOf, tablesOf } from '../../helpers/server/personal-rows.ts';

const MARK = 'Zebra-Quagga';
let t: Classroom;
let owner: Caller;
let zebra: Caller;
let other: Caller;
beforeAll(async () => {
  t = await startClassroom({ requestsPerMinute: 100_000 });
  owner = await t.user('olive');
  zebra = await t.user(MARK.toLowerCase(), { name: MARK });
  other = await t.user('otto');
  await t.enrol(owner, 'owner');
  await t.enrol(zebra, 'student');
  await t.enrol(other, 'student');
});
afterAll(() => t.close());

describe('the list of tables', () => {
  test('has every table of the database, once', async () => {
    const listed = [...PERSONAL.map(({ table }) => table), ...IMPERSONAL];
    expect(listed.toSorted()).toEqual(await tablesOf(t.db));
  });

  test('reaches every row that hangs on a learner, by whatever chain; a mention is said to be one', async () => {
    const personal = new Map(PERSONAL.map((one) => [one.table as string, one]));
    const missing: string[] = [];
    for (const table of await tablesOf(t.db)) {
      for (const { from, table: parent } of await keysOf(t.db, table)) {
        if (!personal.has(parent)) continue;
        const mentioned = MENTIONS.some((one) => one.table === table && one.column === from);
        const one = personal.get(table);
        const condition = one?.of('X').compile(t.db).sql ?? '';
        const direct = parent === 'learners' || parent === 'users';
        const reached = direct ? condition.includes(`"${from}" =`) : one !== undefined;
        if (!reached && !mentioned) missing.push(`${table}.${from}`);
      }
    }
    expect(missing).toEqual([]);
  });

  test('deletes children before their parents', async () => {
    const order = PERSONAL.map(({ table }) => table as string);
    const wrong: string[] = [];
    for (const [index, table] of order.entries()) {
      for (const { table: parent } of await keysOf(t.db, table)) {
        const at = order.indexOf(parent);
        if (at >= 0 && at < index) wrong.push(`${table} after ${parent}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

const erase = (person: Caller, login: string, by = owner) =>
  by.call<EraseReply>('POST', `/api/cohorts/${COHORT}/learners/${person.id}/erase`, { login });

describe('a learner who is erased', () => {
  test('is not by a slip, nor while they are staff, nor by one cohort of several', async () => {
    expect((await erase(zebra, 'otto')).code).toBe('ERASE_CONFIRM');
    expect((await erase(owner, 'olive')).code).toBe('ERASE_STAFF');
    await t.local.call('POST', '/api/cohorts', { id: 'autumn-class', title: 'Autumn', timeZone: 'UTC' });
    const both = await t.user('bo');
    await t.enrol(both, 'student');
    await t.enrol(both, 'student', 'autumn-class');
    expect((await erase(both, 'bo')).code).toBe('PRIVACY_ELSEWHERE');
    const all = await owner.call('GET', `/api/cohorts/${COHORT}/learners/${both.id}/export`);
    expect(all.code).toBe('PRIVACY_ELSEWHERE');
    expect((await t.local.call('GET', `/api/users/${both.id}/export`)).status).toBe(200);
    expect((await t.local.call('POST', `/api/users/${both.id}/erase`, { login: 'BO' })).status).toBe(200);
  });

  test('takes everything along first: every table, and nothing that opens something', async () => {
    await fillEverything(t.db, { learner: zebra.id, mark: MARK, by: owner.id, cohort: COHORT });
    const reply = await zebra.call<{ tables: Record<string, { rows: Record<string, unknown>[] }> }>(
      'GET',
      '/api/export',
    );
    expect(reply.status).toBe(200);
    const tables = Object.entries(reply.body.tables);
    expect(tables.filter(([, { rows }]) => rows.length === 0)).toEqual([]);
    expect(tables.map(([name]) => name).toSorted()).toEqual(
      [...PERSONAL.map(({ table }) => table as string), 'audit'].toSorted(),
    );
    expect(reply.body.tables['evidence']?.rows).toMatchObject([{ body: { mark: MARK } }]);
    for (const { table, secret = [] } of PERSONAL)
      for (const row of reply.body.tables[table]?.rows ?? [])
        for (const column of secret) expect(Object.keys(row)).not.toContain(column);
    expect(reply.text).not.toContain('argon2');
    const byOwner = await owner.call('GET', `/api/cohorts/${COHORT}/learners/${zebra.id}/export`);
    expect(byOwner.status).toBe(200);
    const audited = await t.db.selectFrom('audit').select('action').where('subject', '=', zebra.id).execute();
    expect(audited.filter(({ action }) => action === 'learner.exported')).toHaveLength(2);
  });

  test('is nowhere afterwards: in no table, not in the file, not on disk; others keep what is theirs', async () => {
    await fillEverything(t.db, { learner: other.id, mark: 'Otto-Mark', by: zebra.id, cohort: COHORT });
    const homes = join(t.folder, 'terminals');
    const sessions = await t.db
      .selectFrom('lab_sessions')
      .select('id')
      .where('learner', '=', zebra.id)
      .execute();
    for (const { id } of sessions) {
      mkdirSync(join(homes, id), { recursive: true });
      writeFileSync(join(homes, id, 'notes.txt'), MARK);
    }
    expect(sessions).not.toEqual([]);
    const counts = async (): Promise<Record<string, number>> => {
      const all: Record<string, number> = {};
      for (const { table, of } of PERSONAL) {
        const { rows } = await sql<{
          n: number;
        }>`select count(*) as n from ${sql.table(table)} where ${of(other.id)}`.execute(t.db);
        all[table] = Number(rows[0]?.n);
      }
      return all;
    };
    const before = await counts();
    const reply = await erase(zebra, MARK);
    expect(reply.status).toBe(200);
    expect(Object.keys(reply.body.erased)).toEqual(PERSONAL.map(({ table }) => table));

    expect(await placesOf(t.db, zebra.id)).toEqual([]);
    expect(await placesOf(t.db, MARK)).toEqual([]);
    expect(await placesOf(t.db, MARK.toLowerCase())).toEqual([]);
    expect(await counts()).toEqual(before);
    for (const file of readdirSync(t.folder).filter((name) => name.startsWith('groundschool.sqlite'))) {
      const bytes = readFileSync(join(t.folder, file));
      for (const text of [MARK, MARK.toLowerCase(), zebra.id]) expect(bytes.includes(text), file).toBe(false);
    }
    for (const { id } of sessions) expect(existsSync(join(homes, id))).toBe(false);
    const { rows: broken } = await sql`pragma foreign_key_check`.execute(t.db);
    expect(broken).toEqual([]);
  });

  test('cannot be erased a second time, is logged out, and is in the audit without a name', async () => {
    expect((await erase(zebra, MARK)).code).toBe('LEARNER_NOT_FOUND');
    expect((await zebra.call('GET', '/api/course')).code).toBe('LOGIN_REQUIRED');
    const entries = await t.db
      .selectFrom('audit')
      .selectAll()
      .where('action', '=', 'learner.erased')
      .execute();
    expect(entries.at(-1)).toMatchObject({ actor: owner.id, subject: null, cohort: COHORT });
  });

  test('whose attempt is in the queue: the work ends and stores nothing', async () => {
    const kim = await t.user('kim');
    await t.enrol(kim, 'student');
    const { body: session } = await kim.call<{ id: string }>('POST', '/api/lab-sessions', {
      lab: 'tiny-bucket',
    });
    const url = `/api/lab-sessions/${session.id}`;
    await t.until(async () => (await kim.call('GET', url)).body['status'] === 'ready', 'a ready session');
    await kim.call('POST', `${url}/attempts`, { key: 'kim-press-1' });
    expect((await erase(kim, 'kim')).status).toBe(200);
    await t.until(async () => {
      const jobs = await t.db.selectFrom('jobs').select('id').where('status', '=', 'running').execute();
      return jobs.length === 0;
    }, 'the queue to be empty');
    expect(await placesOf(t.db, kim.id)).toEqual([]);
    expect(await placesOf(t.db, session.id)).toEqual([]);
  });
});
