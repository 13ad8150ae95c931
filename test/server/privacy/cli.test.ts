import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { main } from '../../../server/cli/main.ts';
import { TOKEN } from '../../helpers/server/app.ts';
import { startClassroom, type Classroom } from '../../helpers/server/classroom.ts';

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
afterEach(() => vi.restoreAllMocks());

async function run(...args: string[]): Promise<{ code: number; out: string }> {
  let out = '';
  const take = (chunk: unknown): boolean => {
    out += String(chunk);
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(take);
  vi.spyOn(process.stderr, 'write').mockImplementation(take);
  const code = await main(['privacy', ...args]);
  vi.restoreAllMocks();
  return { code, out };
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
