import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cliProgram, runCli, type CliRun } from '../helpers/cli.ts';
import { startTestApp } from '../helpers/server/app.ts';

const root = mkdtempSync(join(tmpdir(), 'cli-restore-'));
const folder = (name: string): string => join(root, name);
const backup = folder('copy.sqlite');
beforeAll(async () => {
  await cliProgram();
}, 180_000);
afterAll(() => rmSync(root, { recursive: true, force: true }));

const restore = (file: string, data: string, ...more: string[]): Promise<CliRun> =>
  runCli(['restore', file, ...more], { env: { GROUNDSCHOOL_DATA_DIR: data } });
const refused = (code: string) => ({
  code: 2,
  stderr: expect.stringMatching(new RegExp(`^${code}: `)) as unknown,
});

describe('restore', { timeout: 120_000 }, () => {
  test('what was accepted before a backup is there again, though learners wrote all the time', async () => {
    const data = folder('data');
    mkdirSync(data);
    const t = await startTestApp({ dataDir: data, requestsPerMinute: 1_000_000 });
    const { body: session } = await t.call<{ id: string }>('POST', '/api/lab-sessions', {
      lab: 'tiny-bucket',
    });
    const draft = `/api/lab-sessions/${session.id}/drafts/hand-in/answer.txt`;
    let kept = 0;
    const end = new AbortController();
    const learner = (async () => {
      for (let line = 1; !end.signal.aborted; line += 1) {
        expect((await t.call('PUT', draft, { text: `line ${line}` })).status).toBe(200);
        kept = line;
      }
    })();
    await t.until(() => Promise.resolve(kept > 20), 'some drafts');
    const before = kept;
    const made = await runCli(['backup', backup], { env: { GROUNDSCHOOL_DATA_DIR: data } });
    expect([made.code, made.stderr]).toEqual([0, '']);
    expect(kept).toBeGreaterThan(before);
    end.abort();
    await learner;
    await t.close();

    const other = folder('other');
    const run = await restore(backup, other);
    expect([run.code, run.stderr]).toEqual([0, '']);
    const again = await startTestApp({ dataDir: other });
    const { body } = await again.call<{ drafts: { text: string }[] }>(
      'GET',
      `/api/lab-sessions/${session.id}/artifacts`,
    );
    await again.close();
    const line = Number(/^line (\d+)$/.exec(body.drafts[0]?.text ?? '')?.[1]);
    expect(line).toBeGreaterThanOrEqual(before);
    expect(line).toBeLessThanOrEqual(kept);
  });

  test('data that is there stays, unless it is said, and then it is kept beside', async () => {
    const data = folder('there');
    mkdirSync(data);
    const t = await startTestApp({ dataDir: data });
    await t.close();
    expect(await restore(backup, data)).toMatchObject(refused('DATA_EXISTS'));
    expect((await restore(backup, data, '--replace')).code).toBe(0);
    const files = readdirSync(data);
    expect(files.filter((name) => name.startsWith('groundschool.sqlite.before-'))).not.toEqual([]);
    const db = new Database(join(data, 'groundschool.sqlite'), { readonly: true });
    expect(db.prepare('select count(*) as count from drafts').get()).toEqual({ count: 1 });
    db.close();
  });

  test('never under a server that runs; a record that a killed one left is no hindrance', async () => {
    const data = folder('served');
    mkdirSync(data);
    const record = join(data, 'server.json');
    writeFileSync(record, JSON.stringify({ url: 'http://127.0.0.1:1', token: 'x', pid: process.pid }));
    expect(await restore(backup, data)).toMatchObject(refused('SERVER_RUNNING'));
    // No process has this number: it is past the most that Linux gives.
    writeFileSync(record, JSON.stringify({ url: 'http://127.0.0.1:1', token: 'x', pid: 2 ** 30 }));
    expect((await restore(backup, data)).code).toBe(0);
  });

  test('what is no backup of ours, is broken, or is newer is named, and nothing is touched', async () => {
    const data = folder('untouched');
    expect(await restore(folder('no-such-file'), data)).toMatchObject(refused('BACKUP_NOT_FOUND'));
    const text = folder('notes.txt');
    writeFileSync(text, 'These are notes.'.repeat(100));
    expect(await restore(text, data)).toMatchObject(refused('BACKUP_BROKEN'));
    const foreign = folder('foreign.sqlite');
    const db = new Database(foreign);
    db.exec('create table notes (text)');
    db.close();
    expect(await restore(foreign, data)).toMatchObject(refused('BACKUP_BROKEN'));
    const newer = folder('newer.sqlite');
    writeFileSync(newer, readFileSync(backup));
    const later = new Database(newer);
    later.exec("insert into kysely_migration values ('9999-later', '2030')");
    later.close();
    expect(await restore(newer, data)).toMatchObject(refused('BACKUP_NEWER'));
    const cut = folder('cut.sqlite');
    writeFileSync(cut, readFileSync(backup).subarray(0, 20_000));
    expect(await restore(cut, data)).toMatchObject(refused('BACKUP_BROKEN'));
    expect(readdirSync(root).includes('untouched') ? readdirSync(data) : []).toEqual([]);
  });
});
