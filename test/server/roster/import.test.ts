import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { RosterApplyReply, RosterPreviewReply, RosterReply } from '../../../server/contract/index.ts';
import { COHORT, startClassroom, type Caller, type Classroom } from '../../helpers/server/classroom.ts';

let t: Classroom;
let teacher: Caller;
let owner: Caller;
beforeAll(async () => {
  t = await startClassroom();
  teacher = await t.user('teacher');
  owner = await t.user('owner');
  await t.enrol(teacher, 'instructor');
  await t.enrol(owner, 'owner');
});
afterAll(() => t.close());
beforeEach(async () => {
  await t.db.deleteFrom('audit').execute();
  await t.db.deleteFrom('enrolments').where('role', '=', 'student').execute();
  await t.enrol(teacher, 'instructor');
});

const URL = `/api/cohorts/${COHORT}/roster`;
const HEADER = 'login,name,email,student_number,group,role\n';
const bodyOf = (text: string, more: object = {}): object => ({
  csv: Buffer.from(text).toString('base64'),
  ...more,
});
const preview = (text: string, more: object = {}, who = teacher) =>
  who.call<RosterPreviewReply>('POST', `${URL}/preview`, bodyOf(text, more));
const apply = (text: string, more: object = {}, who = teacher) =>
  who.call<RosterApplyReply>('POST', `${URL}/apply`, bodyOf(text, more));
const students = async (): Promise<Record<string, string>> => {
  const { body } = await teacher.call<RosterReply>('GET', URL);
  const shown = body.people.filter(({ role }) => role === 'student');
  return Object.fromEntries(
    shown.map((one) => [
      one.login,
      `${one.active ? '' : 'left '}${one.name}/${one.studentNumber}/${one.group}/${one.email}`,
    ]),
  );
};

test('a preview writes nothing; applied, it is what the preview said; twice is no change', async () => {
  const text = `${HEADER}ann,Ann,ann@example.org,007,Blue,\nbea,Bea,,,,student\n`;
  const seen = await preview(text);
  expect(seen.body).toMatchObject({
    encoding: 'utf-8',
    separator: ',',
    counts: { added: 2, changed: 0, dropped: 0, unchanged: 0 },
    problemCount: 0,
  });
  expect(await students()).toEqual({});
  const done = await apply(text, { digest: seen.body.digest });
  expect(done.body.counts).toEqual(seen.body.counts);
  expect(await students()).toEqual({ ann: 'Ann/007/Blue/ann@example.org', bea: 'Bea/null/null/null' });
  expect((await preview(text)).body.counts).toEqual({ added: 0, changed: 0, dropped: 0, unchanged: 2 });
  const again = await apply(text);
  expect(again.body).toEqual({
    counts: { added: 0, changed: 0, dropped: 0, unchanged: 2 },
    skipped: 0,
    invitations: [],
  });
  const actions = await t.db.selectFrom('audit').select('action').where('cohort', '=', COHORT).execute();
  expect(
    actions
      .map(({ action }) => action)
      .filter((action) => action.startsWith('roster'))
      .toSorted(),
  ).toEqual(['roster.added', 'roster.added', 'roster.imported']);
});

test('changed, dropped and back again; a column that is not there changes nothing', async () => {
  await apply(`${HEADER}chi,Chi,,1,Blue,\ndov,Dov,,2,Blue,\n`);
  const seen = await preview('login,name,group\nchi,Chi Wen,Red\n');
  expect(seen.body.changes).toMatchObject([
    {
      kind: 'changed',
      login: 'chi',
      row: 2,
      fields: [
        { field: 'name', before: 'Chi', after: 'Chi Wen' },
        { field: 'group', before: 'Blue', after: 'Red' },
      ],
    },
    { kind: 'dropped', login: 'dov', row: null },
  ]);
  await apply('login,name,group\nchi,Chi Wen,Red\n');
  expect(await students()).toEqual({ chi: 'Chi Wen/1/Red/null', dov: 'left Dov/2/Blue/null' });
  const back = await apply('login,name\nchi,Chi Wen\ndov,Dov\n');
  expect(back.body).toMatchObject({ counts: { added: 1, unchanged: 1 }, invitations: [] });
  expect(await students()).toMatchObject({ dov: 'Dov/2/Blue/null' });
});

test('an invitation is listed once, works once, and only its digest is stored', async () => {
  const { body } = await apply(`${HEADER}eva,Eva,eva@example.org,,,\n`);
  const [invitation] = body.invitations;
  expect(invitation).toMatchObject({ login: 'eva', name: 'Eva', email: 'eva@example.org' });
  const token = invitation?.link.path.split('#')[1] ?? '';
  const stored = await t.db.selectFrom('one_time_links').selectAll().execute();
  expect(JSON.stringify(stored)).not.toContain(token);
  const visitor = await t.browser();
  const redeem = () =>
    visitor.call('POST', '/api/one-time-links/redeem', { token, password: 'four random words here' });
  expect((await redeem()).status).toBe(204);
  expect((await redeem()).code).toBe('LINK_INVALID');
});

test('one bad row and nothing is written; told by row and column', async () => {
  const text = `${HEADER}fay,Fay,,,,\n,Nobody,,,,\nfay,Again,no mail,,,\n`;
  const refused = await apply(text);
  expect(refused).toMatchObject({ status: 422, code: 'ROSTER_HAS_PROBLEMS' });
  expect(
    (refused.body as unknown as { details: string[] }).details.map((line) =>
      line.split(': ').slice(0, 3).join(' '),
    ),
  ).toEqual(['row 3 login empty', 'row 4 email email', 'row 4 login duplicate']);
  expect(await students()).toEqual({});
});

test('bad rows left out on purpose: whoever they may be about does not leave', async () => {
  await apply(`${HEADER}gus,Gus,,,,\nhal,Hal,,,,\niva,Iva,,,,\n`);
  const known = `${HEADER}gus,Gus,,,,\nhal,Hal,no mail,,,\n`;
  expect((await apply(known, { skipBad: true })).body).toMatchObject({
    counts: { dropped: 1, unchanged: 1 },
    skipped: 1,
  });
  expect(await students()).toMatchObject({ hal: 'Hal/null/null/null', iva: 'left Iva/null/null/null' });
  // A row that does not say whose it is may be anybody's.
  const unknown = await apply(`${HEADER}gus,Gus,,,,\n?,Somebody,,,,\n`, { skipBad: true });
  expect(unknown.body.counts).toMatchObject({ dropped: 0 });
  expect(
    (await preview(`${HEADER}gus,Gus,,,,\n?,Somebody,,,,\n`, { skipBad: true })).body.notes.join(),
  ).toContain('hal');
});

test('a file that cannot be used at all is never skipped over', async () => {
  for (const text of ['name\nAda\n', 'login,name\nada,"Ada\n', '']) {
    expect((await apply(text, { skipBad: true })).code).toBe('ROSTER_HAS_PROBLEMS');
    expect((await preview(text)).body).toMatchObject({ problemCount: 1, counts: { added: 0, dropped: 0 } });
  }
});

test('what was previewed is what is applied, or nothing', async () => {
  const text = `${HEADER}jan,Jan,,,,\n`;
  const { body } = await preview(text);
  await apply(`${HEADER}kim,Kim,,,,\n`);
  expect((await apply(text, { digest: body.digest })).code).toBe('ROSTER_CHANGED');
  expect(Object.keys(await students())).toEqual(['kim']);
});

test('only an owner gives roles by file, and staff that is not in it stays', async () => {
  const text = `${HEADER}leo,Leo,,,,assistant\nteacher,teacher,,,,student\n`;
  const seen = await preview(text);
  expect(seen.body.problems.map(({ row, column, code }) => [row, column, code])).toEqual([
    [2, 'role', 'role-needs-owner'],
    [3, 'role', 'role-needs-owner'],
  ]);
  expect((await apply(text)).code).toBe('ROSTER_HAS_PROBLEMS');
  expect((await apply(`${HEADER}leo,Leo,,,,assistant\n`, {}, owner)).status).toBe(200);
  const { body } = await teacher.call<RosterReply>('GET', URL);
  const roles = Object.fromEntries(body.people.map(({ login, role }) => [login, role]));
  expect(roles).toMatchObject({ leo: 'assistant', teacher: 'instructor', owner: 'owner' });
  // An empty cell leaves a role as it is.
  expect((await preview(`${HEADER}leo,Leo,,,,\n`)).body.counts).toMatchObject({ changed: 0, unchanged: 1 });
});

test('the last owner cannot be imported away', async () => {
  const owners = await t.db.selectFrom('enrolments').selectAll().where('role', '=', 'owner').execute();
  for (const { learner } of owners) {
    if (learner !== owner.id) await t.db.deleteFrom('enrolments').where('learner', '=', learner).execute();
  }
  expect((await apply(`${HEADER}owner,owner,,,,student\n`, {}, owner)).code).toBe('LAST_OWNER');
  expect((await teacher.call<RosterReply>('GET', URL)).body.people.some(({ role }) => role === 'owner')).toBe(
    true,
  );
});

test('a name of somebody who is in another cohort too, or is an admin, stays', async () => {
  const created = await t.local.call('POST', '/api/cohorts', {
    id: 'other-class',
    title: 'O',
    timeZone: 'UTC',
  });
  expect([201, 409]).toContain(created.status);
  const mia = await t.user('mia', { name: 'Mia' });
  await t.enrol(mia, 'student', 'other-class');
  await t.user('root', { name: 'Root', admin: true });
  const text = `${HEADER}mia,Mia Renamed,,,,\nroot,Not Root,,,,\n`;
  expect((await preview(text)).body.notes.join()).toContain('mia, root');
  await apply(text);
  expect(await students()).toMatchObject({ mia: 'Mia/null/null/null', root: 'Root/null/null/null' });
});

test('two thousand at once, in one transaction', async () => {
  const lines = Array.from(
    { length: 2_000 },
    (_, index) => `bulk${index},Name ${index},,${String(index).padStart(6, '0')},G,`,
  );
  const { body } = await apply(`${HEADER}${lines.join('\n')}\n`);
  expect(body.counts.added).toBe(2_000);
  expect(new Set(body.invitations.map(({ link }) => link.path)).size).toBe(2_000);
  expect((await students())['bulk7']).toBe('Name 7/000007/G/null');
});

test('a body that is no base64 and one that is too large are refused in words', async () => {
  expect((await teacher.call('POST', `${URL}/apply`, { csv: '%%%%' })).code).toBe('ROSTER_HAS_PROBLEMS');
  const large = { csv: Buffer.alloc(5_250_000, 0x61).toString('base64') };
  expect((await teacher.call('POST', `${URL}/preview`, large)).status).not.toBe(500);
});
