import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { GradebookReply } from '../../../server/contract/index.ts';
import { insertAssignment, saveEnrolment } from '../../../server/store/index.ts';
import { commandLine } from '../../helpers/command-line.ts';
import { TOKEN } from '../../helpers/server/app.ts';
import { COHORT, startClassroom, type Caller, type Classroom } from '../../helpers/server/classroom.ts';
import { addLabWork } from '../../helpers/server/work.ts';

let t: Classroom;
let assistant: Caller;
let ada: Caller;
let out: string;
beforeAll(async () => {
  t = await startClassroom();
  [ada, assistant] = [await t.user('ada', { name: '=Ada' }), await t.user('helper')];
  const [ben, gone] = [await t.user('ben'), await t.user('gone')];
  await t.enrol(assistant, 'assistant');
  for (const [person, number, status] of [
    [ada, '0042', 'active'],
    [ben, '0043', 'active'],
    [gone, '0044', 'dropped'],
  ] as const)
    await saveEnrolment(t.db, {
      cohort: COHORT,
      learner: person.id,
      role: 'student',
      student_number: number,
      group_name: null,
      email: null,
      status,
      created_at: 1,
    });
  const policy = {
    late: [],
    attemptLimit: null,
    cooldownMinutes: 0,
    counting: 'best',
    hiddenUntilReleased: false,
  };
  for (const id of ['assignment-1', 'assignment-2'])
    await insertAssignment(t.db, {
      id,
      cohort: COHORT,
      kind: id === 'assignment-1' ? 'lab' : 'quiz',
      item: id === 'assignment-1' ? 'tiny-bucket' : 'part-1',
      title: id,
      release_at: null,
      due_at: null,
      close_at: null,
      policy: JSON.stringify(policy),
      released_at: null,
      created_at: 1,
      updated_at: 1,
    });
  await addLabWork(t.db, { learner: ada.id, attempts: [{ at: 1_000, points: { 'make-bucket': 50 } }] });
  const url = await t.app.listen({ host: '127.0.0.1', port: 0 });
  writeFileSync(join(t.folder, 'server.json'), JSON.stringify({ url, token: TOKEN, pid: process.pid }));
  vi.stubEnv('GROUNDSCHOOL_DATA_DIR', t.folder);
  out = join(t.folder, 'out');
  mkdirSync(out);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await t.close();
});

async function run(...args: string[]): Promise<{ code: number; out: string }> {
  const { code, all } = await commandLine('cohort', 'export', ...args);
  return { code, out: all };
}
const url = `/api/cohorts/${COHORT}/gradebook`;

test('an assistant takes the scores of active students as a file; a student does not', async () => {
  const reply = await assistant.call('GET', `${url}.csv?format=canvas&assignment=assignment-1`);
  expect(parse(reply.text, { record_delimiter: '\r\n' })).toEqual([
    ['Student', 'ID', 'SIS User ID', 'SIS Login ID', 'Section', 'assignment-1'],
    ['    Points Possible', '', '', '', '', '100'],
    ["'=Ada", '', '0042', 'ada', '', '50'],
    ['ben', '', '0043', 'ben', '', ''],
  ]);
  expect(await ada.call('GET', `${url}.csv`)).toMatchObject({ status: 403, code: 'ROLE_FORBIDS' });
});

test('as JSON with every number; an unknown assignment and an unknown format are refused', async () => {
  const { body } = await assistant.call<GradebookReply>('GET', url);
  expect(body.students.map(({ name, scores }) => [name, scores.map(({ score }) => score)])).toEqual([
    ['=Ada', [50, null]],
    ['ben', [null, null]],
  ]);
  expect(await assistant.call('GET', `${url}?assignment=no-such-assignment`)).toMatchObject({
    status: 404,
    code: 'ASSIGNMENT_NOT_FOUND',
  });
  expect((await assistant.call('GET', `${url}.csv?format=xlsx`)).status).toBe(400);
});

test('the byte order mark is there only when asked for', async () => {
  expect((await assistant.call('GET', `${url}.csv`)).text.startsWith('Name,')).toBe(true);
  expect((await assistant.call('GET', `${url}.csv?bom=yes`)).text.startsWith('\uFEFFName,')).toBe(true);
});

test('the command writes the file for its user alone, and never over another', async () => {
  // A file of its own at each try.
  const file = join(out, `moodle-${Date.now()}.csv`);
  expect((await run(COHORT, '--format', 'moodle', '--assignment', 'assignment-1', '--out', file)).code).toBe(
    0,
  );
  const content = readFileSync(file, 'utf8');
  expect(content).toBe("ID number,Full name,assignment-1\r\n0042,'=Ada,50\r\n0043,ben,-\r\n");
  expect(statSync(file).mode & 0o077).toBe(0);
  expect(await run(COHORT, '--out', file)).toMatchObject({
    code: 2,
    out: expect.stringMatching(/^FILE_EXISTS: /) as unknown,
  });
  expect(readFileSync(file, 'utf8')).toBe(content);
});

test('the command prints JSON, marks a file for Excel, and says what is wrong', async () => {
  const json = await run(COHORT, '--format', 'json');
  expect((JSON.parse(json.out) as GradebookReply).students).toHaveLength(2);
  expect((await run(COHORT, '--bom')).out.startsWith('\uFEFFName,')).toBe(true);
  for (const [args, code] of [
    [['no-such-class'], 'COHORT_NOT_FOUND'],
    [[COHORT, '--format', 'xlsx'], 'USAGE'],
    [[COHORT, '--out', join(out, 'none', 'a.csv')], 'EXPORT_FAILED'],
  ] as const) {
    const refused = await run(...args);
    expect([refused.code, refused.out.split(':')[0]]).toEqual([2, code]);
  }
});

test('what is taken away is on record, with the format; the first lines that the page shows are no export', async () => {
  const exported = async (): Promise<unknown[]> => {
    const rows = await t.db
      .selectFrom('audit')
      .select(['actor', 'cohort', 'detail'])
      .where('action', '=', 'gradebook.exported')
      .where('actor', '=', assistant.id)
      .execute();
    return rows.map(({ detail }) => JSON.parse(detail) as unknown);
  };
  const before = (await exported()).length;
  const url = `/api/cohorts/${COHORT}/gradebook`;
  const preview = await assistant.call('GET', `${url}.csv?format=canvas&preview=yes`);
  expect(preview.text).toContain('Points Possible');
  await assistant.call('GET', url);
  expect(await exported()).toHaveLength(before);
  const whole = await assistant.call('GET', `${url}.csv?format=canvas`);
  expect(whole.text.startsWith(preview.text)).toBe(true);
  expect((await exported()).slice(before)).toEqual([{ format: 'canvas' }]);
});
