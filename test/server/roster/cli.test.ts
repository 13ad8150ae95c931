import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { RosterApplyReply, RosterPreviewReply } from '../../../server/contract/index.ts';
import { commandLine } from '../../helpers/command-line.ts';
import { TOKEN } from '../../helpers/server/app.ts';
import { COHORT, startClassroom, type Classroom } from '../../helpers/server/classroom.ts';

let t: Classroom;
let file: string;
beforeAll(async () => {
  t = await startClassroom();
  const url = await t.app.listen({ host: '127.0.0.1', port: 0 });
  writeFileSync(join(t.folder, 'server.json'), JSON.stringify({ url, token: TOKEN, pid: process.pid }));
  vi.stubEnv('GROUNDSCHOOL_DATA_DIR', t.folder);
  file = join(t.folder, 'roster.csv');
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await t.close();
});

async function run(...args: string[]): Promise<{ code: number; out: string }> {
  const { code, all } = await commandLine('cohort', 'import', ...args);
  return { code, out: all };
}

test('shows what would change, applies it with --apply, and the second time there is nothing to do', async () => {
  writeFileSync(file, '\ufefflogin;name;student_number\r\nann;Ann;007\r\n');
  const seen = await run(COHORT, file);
  expect(seen).toMatchObject({ code: 0, out: expect.stringContaining('--apply') as string });
  const done = await run(COHORT, file, '--apply', '--format', 'json');
  const { preview, applied } = JSON.parse(done.out) as {
    preview: RosterPreviewReply;
    applied: RosterApplyReply;
  };
  expect(preview.separator).toBe(';');
  expect(applied.counts.added).toBe(1);
  expect(applied.invitations[0]?.link.path).toMatch(/^\/welcome#/);
  const again = JSON.parse((await run(COHORT, file, '--format', 'json')).out) as {
    preview: RosterPreviewReply;
  };
  expect(again.preview.counts).toEqual({ added: 0, changed: 0, dropped: 0, unchanged: 1 });
});

test('problems are exit 2, name row and column, and steer no terminal', async () => {
  writeFileSync(file, 'login,name\nben,\u001b[2JBen\n,Nobody\n');
  const { code, out } = await run(COHORT, file, '--apply');
  expect(code).toBe(2);
  expect(out).toContain('row 2, name');
  expect(out).toContain('row 3, login');
  expect(out).not.toContain('\u001b');
  expect((await run(COHORT, file, '--apply', '--skip-bad')).code).toBe(0);
});

test('a cohort that is not there and a file that is not there', async () => {
  expect(await run('no-such-class', file)).toMatchObject({
    code: 2,
    out: expect.stringContaining('COHORT_NOT_FOUND') as string,
  });
  expect(await run(COHORT, join(t.folder, 'no.csv'))).toMatchObject({
    code: 2,
    out: expect.stringContaining('ROSTER_UNREADABLE') as string,
  });
});
