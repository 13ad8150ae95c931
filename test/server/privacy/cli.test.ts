import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { commandLine } from '../../helpers/command-line.ts';
import { TOKEN } from '../../helpers/server/app.ts';
import { COHORT, startClassroom, type Classroom } from '../../helpers/server/classroom.ts';

let t: Classroom;
beforeAll(async () => {
  t = await startClassroom();
  const url = await t.app.listen({ host: '127.0.0.1', port: 0 });
  writeFileSync(join(t.folder, 'server.json'), JSON.stringify({ url, token: TOKEN, pid: process.pid }));
  vi.stubEnv('GROUNDSCHOOL_DATA_DIR', t.folder);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await t.close();
});

async function run(...args: string[]): Promise<{ code: number; out: string }> {
  const { code, all } = await commandLine('privacy', ...args);
  return { code, out: all };
}

test('a learner is exported to a file of one’s own, then erased by typing the login twice', async () => {
  const sam = await t.user('sam', { name: 'Sam Söder' });
  await t.enrol(sam, 'student');
  const file = join(t.folder, 'sam.json');
  expect(await run('export', 'sam', '--out', file)).toMatchObject({ code: 0 });
  const { learner, tables } = JSON.parse(readFileSync(file, 'utf8')) as {
    learner: string;
    tables: Record<string, { rows: { name?: string }[] }>;
  };
  expect([learner, tables['learners']?.rows[0]?.name]).toEqual([sam.id, 'Sam Söder']);
  expect(await run('export', 'sam', '--out', file)).toMatchObject({
    code: 2,
    out: expect.stringContaining('FILE_EXISTS') as string,
  });
  const refused = [
    [['erase', 'sam'], 'ERASE_CONFIRM'],
    [['erase', 'sam', '--confirm', 'tom'], 'ERASE_CONFIRM'],
    [['erase', 'nobody', '--confirm', 'nobody'], 'USER_NOT_FOUND'],
    [['forget', 'sam'], 'USAGE'],
  ] as const;
  for (const [args, code] of refused)
    expect(await run(...args)).toMatchObject({ code: 2, out: expect.stringContaining(code) as string });
  expect(await run('erase', 'sam', '--confirm', 'sam')).toMatchObject({ code: 0 });
  expect(await run('erase', 'sam', '--confirm', 'sam')).toMatchObject({
    code: 2,
    out: expect.stringContaining('USER_NOT_FOUND') as string,
  });
});

test('how long evidence is kept is looked at, tried out and set; what a cohort did leaves without names', async () => {
  expect(await run('retention', COHORT)).toMatchObject({
    code: 0,
    out: expect.stringContaining('kept for ever, as the server is configured') as string,
  });
  const tried = await run('retention', COHORT, '--days', '30');
  expect(tried.out).toContain('Nothing was changed');
  const set = await run('retention', COHORT, '--days', '30', '--apply');
  expect(set).toMatchObject({ code: 0, out: expect.stringContaining('for 30 days') as string });
  expect((await run('retention', COHORT, '--for-ever', '--apply')).out).toContain('kept for ever.');
  for (const args of [['--days', '0'], ['--days', 'many'], ['--apply'], ['--days', '3', '--for-ever']])
    expect(await run('retention', COHORT, ...args)).toMatchObject({
      code: 2,
      out: expect.stringContaining('USAGE') as string,
    });
  const { code, out } = await run('pseudonymous', COHORT);
  expect([code, (JSON.parse(out) as { format: string }).format]).toEqual([0, 'groundschool-pseudonymous-1']);
});
