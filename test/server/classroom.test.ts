import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { People } from '../../server/classroom/index.ts';
import type {
  AuditReply,
  CohortsReply,
  LinkReply,
  OneTimeLinkReply,
  SessionReply,
  UsersReply,
} from '../../server/contract/index.ts';
import {
  COHORT,
  PASSWORD,
  startClassroom,
  type Caller,
  type Classroom,
} from '../helpers/server/classroom.ts';

let t: Classroom;
let clock: number;
beforeEach(async () => {
  clock = Date.parse('2026-11-27T09:00:00Z');
  t = await startClassroom({ now: () => clock });
});
afterEach(() => t.close());

const login = (who: Caller, name: string, password = PASSWORD) =>
  who.call('POST', '/api/login', { login: name, password });
const tokenOf = (link: OneTimeLinkReply): string => link.path.split('#')[1] ?? '';

describe('logging in', () => {
  test('the cookie is http-only and same-site strict, and the session says who is here', async () => {
    const ada = await t.user('ada', { name: 'Ada Lovelace' });
    const reply = await t.app.inject({
      method: 'POST',
      url: '/api/login',
      headers: { cookie: ada.cookie.split(';')[0] ?? '', 'x-csrf-token': 'none' },
      payload: { login: 'ada', password: PASSWORD },
    });
    expect(reply.json()).toMatchObject({ code: 'CSRF' });
    const session = await ada.call<SessionReply>('GET', '/api/session');
    expect(session.body).toMatchObject({
      mode: 'classroom',
      learner: { id: ada.id, name: 'Ada Lovelace' },
      user: { id: ada.id, admin: false, viewing: false },
    });
    const nobody = await t.anonymous.call<SessionReply>('GET', '/api/session');
    expect(nobody.body).toMatchObject({ learner: null, user: null, cohorts: [] });
  });

  test('login names are one in any case; passwords are not', async () => {
    await t.user('ada');
    expect((await login(await t.browser(), ' ADA'.trim())).status).toBe(204);
    expect(await login(await t.browser(), 'ada', PASSWORD.toUpperCase())).toMatchObject({
      status: 401,
      code: 'LOGIN_WRONG',
    });
  });

  test('an unknown login, a disabled one and a wrong password get the same answer', async () => {
    await t.user('ada');
    const gone = await t.user('gone');
    await t.local.call('PUT', `/api/users/${gone.id}`, { disabled: true });
    const replies = [
      await login(t.anonymous, 'ada', 'wrong password'),
      await login(t.anonymous, 'nobody', 'wrong password'),
      await login(t.anonymous, 'gone'),
    ];
    expect(replies.map(({ status }) => status)).toEqual([401, 401, 401]);
    expect(new Set(replies.map(({ text }) => text)).size).toBe(1);
  });

  test('five wrong passwords lock the login, the right one included, whether the user exists or not', async () => {
    await t.user('ada');
    for (const name of ['ada', 'nobody']) {
      for (let count = 0; count < 5; count += 1) {
        expect((await login(t.anonymous, name, 'wrong password')).code).toBe('LOGIN_WRONG');
      }
      expect(await login(t.anonymous, name)).toMatchObject({ status: 429, code: 'LOGIN_LOCKED' });
    }
    clock += 61_000;
    expect((await login(t.anonymous, 'ada', 'wrong password')).code).toBe('LOGIN_WRONG');
    clock += 61_000;
    expect((await login(t.anonymous, 'ada')).code).toBe('LOGIN_LOCKED');
    clock += 60_000;
    expect((await login(t.anonymous, 'ada')).status).toBe(204);
    expect((await login(t.anonymous, 'ada', 'wrong password')).code).toBe('LOGIN_WRONG');
  });

  test('a login that nobody uses for half a day ends, one in use after a week', async () => {
    const ada = await t.user('ada');
    clock += 11 * 3_600_000;
    expect((await ada.call('GET', '/api/course')).status).toBe(200);
    clock += 11 * 3_600_000;
    expect((await ada.call('GET', '/api/course')).status).toBe(200);
    clock += 12 * 3_600_000;
    expect((await ada.call('GET', '/api/course')).code).toBe('LOGIN_REQUIRED');
    const bob = await t.user('bob');
    const end = clock + 7 * 24 * 3_600_000;
    for (; clock < end; clock += 6 * 3_600_000) await bob.call('GET', '/api/course');
    expect((await bob.call('GET', '/api/course')).code).toBe('LOGIN_REQUIRED');
  });

  test('logging out ends this login, a new password all others', async () => {
    const ada = await t.user('ada');
    const body = { current: PASSWORD, next: 'another good password' };
    expect((await ada.call('POST', '/api/password', { ...body, current: 'wrong' })).code).toBe('LOGIN_WRONG');
    expect((await ada.call('POST', '/api/password', { ...body, next: 'short' })).code).toBe(
      'PASSWORD_REFUSED',
    );
    expect((await ada.call('POST', '/api/password', body)).status).toBe(204);
    expect((await ada.call('GET', '/api/course')).status).toBe(200);
    expect((await login(t.anonymous, 'ada')).code).toBe('LOGIN_WRONG');
    expect((await ada.call('POST', '/api/logout')).status).toBe(204);
    expect((await ada.call('GET', '/api/course')).code).toBe('LOGIN_REQUIRED');
  });

  test('requests are counted by login, because a class sits behind one address', async () => {
    const other = await startClassroom({ requestsPerMinute: 40 });
    const [ada, bob] = [await other.user('ada'), await other.user('bob')];
    const course = (who: Caller) => who.call('GET', '/api/course');
    for (let count = 0; count < 40; count += 1) expect((await course(ada)).status).toBe(200);
    expect((await course(ada)).code).toBe('RATE_LIMITED');
    expect((await course(bob)).status).toBe(200);
    await other.close();
  });

  test('no password, token or hash is stored or logged in clear', async () => {
    const ada = await t.user('ada');
    const token = ada.cookie.split('groundschool_login=')[1] ?? '';
    expect(token.length).toBeGreaterThan(30);
    const rows = JSON.stringify([
      await t.db.selectFrom('users').selectAll().execute(),
      await t.db.selectFrom('logins').selectAll().execute(),
      await t.db.selectFrom('one_time_links').selectAll().execute(),
      await t.db.selectFrom('audit').selectAll().execute(),
    ]);
    expect(rows).not.toContain(token);
    expect(rows).not.toContain(PASSWORD);
    expect(rows).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
    expect((await t.local.call('GET', '/api/users')).text).not.toContain('argon2');
  });
});

describe('one-time links', () => {
  test('the first admin chooses login and password, and then no such link is made any more', async () => {
    const people = new People({ db: t.db, now: () => clock });
    const first = await people.firstAdminLink();
    const token = first ? tokenOf(first) : '';
    const browser = await t.browser();
    const look = await browser.call<LinkReply>('POST', '/api/one-time-links/look', { token });
    expect(look.body).toMatchObject({ purpose: 'first-admin', login: null });
    const redeem = (body: object) => browser.call('POST', '/api/one-time-links/redeem', { token, ...body });
    expect((await redeem({ password: PASSWORD, login: 'a b' })).code).toBe('LOGIN_REFUSED');
    expect((await redeem({ password: 'short', login: 'grace' })).code).toBe('PASSWORD_REFUSED');
    expect((await redeem({ password: PASSWORD, login: 'grace', name: 'Grace' })).status).toBe(204);
    expect((await redeem({ password: PASSWORD, login: 'eve' })).code).toBe('LINK_INVALID');
    expect(await people.firstAdminLink()).toBeNull();
    const users = await t.local.call<UsersReply>('GET', '/api/users');
    expect(users.body.users).toMatchObject([{ login: 'grace', admin: true }]);
  });

  test('of two who use a link at once one wins', async () => {
    const ada = await t.user('ada');
    const link = await t.local.call<OneTimeLinkReply>('POST', `/api/users/${ada.id}/link`);
    const token = tokenOf(link.body);
    const replies = await Promise.all(
      ['first password here', 'second password here'].map(async (password) =>
        (await t.browser()).call('POST', '/api/one-time-links/redeem', { token, password }),
      ),
    );
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([204, 410]));
  });

  test('a newer link voids the older, two days end it, and it ends all logins', async () => {
    const ada = await t.user('ada');
    const make = async () =>
      tokenOf((await t.local.call<OneTimeLinkReply>('POST', `/api/users/${ada.id}/link`)).body);
    const older = await make();
    const newer = await make();
    const look = (token: string) => t.anonymous.call('POST', '/api/one-time-links/look', { token });
    expect((await look(older)).code).toBe('LINK_INVALID');
    expect((await look(newer)).body).toMatchObject({ purpose: 'reset', login: 'ada' });
    clock += 2 * 24 * 3_600_000;
    expect((await look(newer)).code).toBe('LINK_INVALID');
    const last = await make();
    const body = { token: last, password: 'another good password' };
    expect((await t.anonymous.call('POST', '/api/one-time-links/redeem', body)).status).toBe(204);
    expect((await ada.call('GET', '/api/course')).code).toBe('LOGIN_REQUIRED');
  });

  test('an instructor makes one for a student, not for staff', async () => {
    const teacher = await t.user('teacher');
    const student = await t.user('student-1');
    const owner = await t.user('owner-1');
    await t.enrol(teacher, 'instructor');
    await t.enrol(student, 'student');
    await t.enrol(owner, 'owner');
    const link = (learner: Caller) =>
      teacher.call('POST', `/api/cohorts/${COHORT}/learners/${learner.id}/link`);
    expect((await link(student)).status).toBe(201);
    expect((await link(owner)).code).toBe('LEARNER_NOT_FOUND');
  });
});

describe('an account is not taken by putting it on a roster', () => {
  test('no link for an admin, nor for somebody of another cohort, through a cohort of one’s own', async () => {
    const thief = await t.user('thief');
    const boss = await t.user('boss', { admin: true });
    const other = await t.user('other');
    await t.local.call('POST', '/api/cohorts', { id: 'other-class', title: 'Other', timeZone: 'UTC' });
    await t.enrol(thief, 'owner');
    await t.enrol(other, 'instructor', 'other-class');
    for (const victim of [boss, other]) {
      await thief.call('PUT', `/api/cohorts/${COHORT}/staff`, { login: victim.login, role: 'student' });
      const url = `/api/cohorts/${COHORT}/learners/${victim.id}/link`;
      expect((await thief.call('POST', url)).code, victim.login).toBe('LINK_NEEDS_ADMIN');
    }
    const view = `/api/cohorts/${COHORT}/learners/${other.id}/view`;
    expect((await thief.call('POST', view)).code).toBe('VIEW_ELSEWHERE');
    // By somebody of both, their pages as a student may be looked at, and nothing that they may as staff.
    await t.enrol(thief, 'auditor', 'other-class');
    expect((await thief.call('POST', view)).status).toBe(204);
    expect((await thief.call('GET', '/api/cohorts/other-class')).status).toBe(200);
    for (const path of ['staff', 'audit', 'roster', 'matrix', 'gradebook'])
      expect((await thief.call('GET', `/api/cohorts/other-class/${path}`)).code, path).toBe('ROLE_FORBIDS');
  });

  test('who has left the cohort is neither looked at nor given a link by its staff', async () => {
    const [teacher, gone] = [await t.user('teacher-2'), await t.user('gone')];
    await t.enrol(teacher, 'owner');
    await t.enrol(gone, 'student');
    await t.enrol(gone, null);
    for (const what of ['view', 'link']) {
      const url = `/api/cohorts/${COHORT}/learners/${gone.id}/${what}`;
      expect((await teacher.call('POST', url)).code, what).toBe('LEARNER_NOT_FOUND');
    }
  });

  test('staff are not looked at', async () => {
    const auditor = await t.user('auditor');
    const owner = await t.user('owner-1');
    await t.enrol(auditor, 'auditor');
    await t.enrol(owner, 'owner');
    const view = `/api/cohorts/${COHORT}/learners/${owner.id}/view`;
    expect((await auditor.call('POST', view)).code).toBe('LEARNER_NOT_FOUND');
  });
});

describe('cohorts and roles', () => {
  test('the list shows one’s own; an admin sees all; each with what one may', async () => {
    const ada = await t.user('ada');
    await t.enrol(ada, 'assistant');
    await t.local.call('POST', '/api/cohorts', { id: 'other-class', title: 'Other', timeZone: 'UTC' });
    const own = await ada.call<CohortsReply>('GET', '/api/cohorts');
    expect(own.body).toMatchObject({ mayCreate: false, cohorts: [{ id: COHORT, role: 'assistant' }] });
    expect(own.body.cohorts[0]?.permissions).toEqual(['member', 'learners', 'grade', 'design']);
    expect((await t.local.call<CohortsReply>('GET', '/api/cohorts')).body.cohorts).toHaveLength(2);
  });

  test('a taken id, a wrong zone and the last owner are refused', async () => {
    const body = { id: COHORT, title: 'Again', timeZone: 'UTC' };
    expect((await t.local.call('POST', '/api/cohorts', body)).code).toBe('COHORT_EXISTS');
    const mars = { id: 'mars', title: 'Mars', timeZone: 'Mars/Olympus' };
    expect((await t.local.call('POST', '/api/cohorts', mars)).code).toBe('TIME_ZONE_UNKNOWN');
    const ada = await t.user('ada');
    await t.enrol(ada, 'owner');
    // The one who made the cohort is its other owner.
    await t.db.deleteFrom('enrolments').where('learner', '!=', ada.id).execute();
    const reply = await ada.call('PUT', `/api/cohorts/${COHORT}/staff`, { login: 'ada', role: 'assistant' });
    expect(reply.code).toBe('LAST_OWNER');
    expect((await ada.call('GET', `/api/cohorts/${COHORT}/staff`)).body).toMatchObject({
      staff: [{ role: 'owner', active: true }],
    });
  });

  test('the last admin stays one', async () => {
    const ada = await t.user('ada', { admin: true });
    for (const change of [{ admin: false }, { disabled: true }]) {
      expect((await ada.call('PUT', `/api/users/${ada.id}`, change)).code).toBe('LAST_ADMIN');
    }
    await t.user('bob', { admin: true });
    expect((await ada.call('PUT', `/api/users/${ada.id}`, { admin: false })).status).toBe(200);
    expect((await ada.call('GET', '/api/users')).code).toBe('ADMIN_ONLY');
  });

  test('a role that is taken away is gone with the next request', async () => {
    const ada = await t.user('ada');
    await t.enrol(ada, 'instructor');
    expect((await ada.call('GET', `/api/cohorts/${COHORT}/audit`)).status).toBe(200);
    await t.enrol(ada, 'student');
    expect((await ada.call('GET', `/api/cohorts/${COHORT}/audit`)).code).toBe('ROLE_FORBIDS');
    await t.enrol(ada, null);
    expect((await ada.call('GET', `/api/cohorts/${COHORT}`)).code).toBe('COHORT_NOT_FOUND');
  });

  test('what was changed is on record, with who did it', async () => {
    const ada = await t.user('ada', { name: 'Ada' });
    await t.enrol(ada, 'owner');
    await ada.call('PUT', `/api/cohorts/${COHORT}`, { title: 'Renamed' });
    const audit = await ada.call<AuditReply>('GET', `/api/cohorts/${COHORT}/audit`);
    const actions = audit.body.entries.map(({ action }) => action).toSorted();
    expect(actions).toEqual(['cohort.changed', 'cohort.created', 'role.set']);
    expect(audit.body.entries.find(({ action }) => action === 'cohort.changed')).toMatchObject({
      actor: 'Ada',
      cohort: COHORT,
      detail: { title: 'Renamed' },
    });
  });
});

describe('looking at a student’s pages', () => {
  test('they are the student’s, nothing can be changed or used, and it is on record', async () => {
    const teacher = await t.user('teacher', { admin: true });
    const student = await t.user('student-1', { name: 'Sam' });
    await t.enrol(teacher, 'instructor');
    await t.enrol(student, 'student');
    const { body: lab } = await student.call<{ id: string }>('POST', '/api/lab-sessions', {
      lab: 'tiny-bucket',
    });
    const view = `/api/cohorts/${COHORT}/learners/${student.id}/view`;
    expect((await teacher.call('POST', view)).status).toBe(204);
    const session = await teacher.call<SessionReply>('GET', '/api/session');
    expect(session.body).toMatchObject({
      learner: { name: 'Sam' },
      user: { id: teacher.id, admin: false, viewing: true },
    });
    expect((await teacher.call('GET', `/api/lab-sessions/${lab.id}`)).status).toBe(200);
    for (const [method, url, body] of [
      ['POST', '/api/lab-sessions', { lab: 'tiny-bucket' }],
      ['POST', `/api/lab-sessions/${lab.id}/reset`, undefined],
      ['POST', `/api/lab-sessions/${lab.id}/attempts`, { key: 'abcdefgh' }],
      ['GET', `/api/lab-sessions/${lab.id}/connection`, undefined],
    ] as const) {
      expect((await teacher.call(method, url, body)).code, url).toBe('VIEWING_AS');
    }
    expect((await teacher.call('GET', '/api/users')).code).toBe('ADMIN_ONLY');
    expect((await teacher.call('GET', `/api/cohorts/${COHORT}/audit`)).code).toBe('ROLE_FORBIDS');
    expect((await teacher.call('POST', '/api/view-as/end')).status).toBe(204);
    const audit = await teacher.call<AuditReply>('GET', `/api/cohorts/${COHORT}/audit`);
    expect(audit.body.entries).toContainEqual(
      expect.objectContaining({ action: 'view.began', subject: 'Sam' }),
    );
  });

  test('not of a student of another class, whose learners the viewer may not see', async () => {
    const teacher = await t.user('teacher-of-one');
    const student = await t.user('student-of-two');
    await t.enrol(teacher, 'instructor');
    await t.enrol(student, 'student');
    await t.local.call('POST', '/api/cohorts', { id: 'evening-class', title: 'Evening', timeZone: 'UTC' });
    await t.enrol(student, 'student', 'evening-class');
    const view = `/api/cohorts/${COHORT}/learners/${student.id}/view`;
    expect(await teacher.call('POST', view)).toMatchObject({ status: 403, code: 'VIEW_ELSEWHERE' });
    // A designer there sees statistics and no learners.
    await t.enrol(teacher, 'designer', 'evening-class');
    expect((await teacher.call('POST', view)).code).toBe('VIEW_ELSEWHERE');
    await t.enrol(teacher, 'auditor', 'evening-class');
    expect((await teacher.call('POST', view)).status).toBe(204);
    await teacher.call('POST', '/api/view-as/end');
  });
});
