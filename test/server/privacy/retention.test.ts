import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RetentionReply } from '../../../server/contract/index.ts';
import {
  insertAssignment,
  insertEvidence,
  packEvidence,
  saveEnrolment,
} from '../../../server/store/index.ts';
import { COHORT, startClassroom, type Classroom } from '../../helpers/server/classroom.ts';
import { addLabWork } from '../../helpers/server/work.ts';

const DAY = 86_400_000;
const CLOSE = '2026-06-30T23:59';
/** 23:59 in Berlin, in summer. */
const CLOSED_AT = Date.parse('2026-06-30T21:59:00Z');
const OTHER = 'autumn-class';
const MARK = 'seen-in-the-account';
let t: Classroom;
let clock = CLOSED_AT;
beforeAll(async () => {
  t = await startClassroom({ now: () => clock });
  await t.local.call('POST', '/api/cohorts', { id: OTHER, title: 'Autumn', timeZone: 'Europe/Berlin' });
  await assign(COHORT, 'assignment-spring', CLOSE);
  await assign(OTHER, 'assignment-autumn', '2026-12-31T23:59');
  await work('ann-learner-0001', [COHORT]);
  // In both: autumn still needs the evidence.
  await work('ben-learner-0002', [COHORT, OTHER]);
});
afterAll(() => t.close());

async function assign(cohort: string, id: string, close: string): Promise<void> {
  const policy = {
    late: [],
    attemptLimit: null,
    cooldownMinutes: 0,
    counting: 'best',
    hiddenUntilReleased: false,
  };
  await insertAssignment(t.db, {
    id,
    cohort,
    kind: 'lab',
    item: 'tiny-bucket',
    title: 'A tiny bucket',
    release_at: null,
    due_at: close,
    close_at: close,
    policy: JSON.stringify(policy),
    released_at: null,
    created_at: 0,
    updated_at: 0,
  });
}

async function work(learner: string, cohorts: string[]): Promise<void> {
  await t.db
    .insertInto('learners')
    .values({ id: learner, name: `Name of ${learner}`, seed: 's', created_at: 1 })
    .execute();
  for (const cohort of cohorts) {
    const student = { student_number: `nr-${learner}`, group_name: 'g', status: 'active', created_at: 1 };
    await saveEnrolment(t.db, { cohort, learner, role: 'student', ...student });
  }
  await addLabWork(t.db, {
    learner,
    attempts: [{ at: CLOSED_AT - DAY, points: { 'make-bucket': 40 } }],
  });
  const attempts = await t.db
    .selectFrom('attempts')
    .innerJoin('lab_sessions', 'lab_sessions.id', 'attempts.session')
    .select('attempts.id')
    .where('learner', '=', learner)
    .execute();
  for (const { id } of attempts) await insertEvidence(t.db, id, await packEvidence({ mark: MARK }), 1);
}

const url = `/api/cohorts/${COHORT}/retention`;
const evidence = async (): Promise<number> =>
  (await t.db.selectFrom('evidence').select('attempt').execute()).length;

describe('how long evidence is kept', () => {
  test('for ever, unless somebody says otherwise; a preview says what would go and changes nothing', async () => {
    clock = CLOSED_AT + 31 * DAY;
    expect((await t.local.call<RetentionReply>('GET', url)).body).toMatchObject({
      days: null,
      own: false,
      due: [],
    });
    const { body } = await t.local.call<RetentionReply>('GET', `${url}?days=30`);
    expect(body.days).toBeNull();
    expect(body.due).toMatchObject([
      { assignment: 'assignment-spring', closedAt: new Date(CLOSED_AT).toISOString(), attempts: 1 },
    ]);
    expect((await t.local.call<RetentionReply>('GET', `${url}?days=32`)).body.due).toEqual([]);
    expect(await t.privacy.sweep()).toEqual({});
    expect(await evidence()).toBe(2);
  });

  test('not a day less than was said, longer for a learner whose close is later; then it goes and scores stay', async () => {
    expect((await t.local.call('PUT', url, { days: 30 })).status).toBe(200);
    clock = CLOSED_AT + 30 * DAY - 1;
    expect(await t.privacy.sweep()).toEqual({});
    const extension = {
      assignment: 'assignment-spring',
      learner: 'ann-learner-0001',
      due_at: null,
      by: null,
      at: 0,
    };
    await t.db
      .insertInto('extensions')
      .values({
        ...extension,
        extra_minutes: 24 * 60,
        extra_percent: 0,
        excused: 0,
        reason: 'ill',
        extra_attempts: 0,
      })
      .execute();
    clock += 1;
    expect(await t.privacy.sweep()).toEqual({});
    clock += DAY;
    expect(await t.privacy.sweep()).toEqual({ [COHORT]: 1 });
    expect(await t.privacy.sweep()).toEqual({});
    // Ben's is needed in autumn.
    expect(await evidence()).toBe(1);
    const verdicts = await t.db.selectFrom('task_results').select('points').execute();
    expect(verdicts).toHaveLength(2);
    const audit = await t.db
      .selectFrom('audit')
      .select(['actor', 'detail'])
      .where('action', '=', 'retention.swept')
      .execute();
    expect(audit.map(({ actor, detail }) => [actor, JSON.parse(detail) as object])).toEqual([
      [null, { assignment: 'assignment-spring', attempts: 1, bytes: expect.any(Number), days: 30 }],
    ]);
  });

  test('until the last cohort needs it no more', async () => {
    await t.local.call('PUT', `/api/cohorts/${OTHER}/retention`, { days: 10 });
    clock = Date.parse('2027-01-10T22:59:00Z');
    expect(Object.values(await t.privacy.sweep())).toEqual([1]);
    expect(await evidence()).toBe(0);
  });
});

test('the pseudonymous export has what was done and nothing that says by whom', async () => {
  const ask = () =>
    t.local.call<{ students: string[]; verdicts: Record<string, unknown>[] }>(
      'GET',
      `/api/cohorts/${COHORT}/pseudonymous.json`,
    );
  const { body, text } = await ask();
  expect(body.students).toHaveLength(2);
  expect(body.verdicts).toHaveLength(2);
  expect(body.verdicts[0]).toEqual({
    student: expect.stringMatching(/^s-[\w-]{12}$/) as string,
    minute: 0,
    lab: 'tiny-bucket',
    attempt: 1,
    source: 'learner',
    task: 'make-bucket',
    status: 'pass',
    reason: expect.any(String) as string,
    points: expect.any(Number) as number,
    maxPoints: expect.any(Number) as number,
  });
  const sessions = await t.db.selectFrom('lab_sessions').select(['id', 'account', 'seed']).execute();
  const secrets = [
    'ann-learner',
    'ben-learner',
    'Name of',
    'nr-',
    MARK,
    ...sessions.flatMap(({ id, account }) => [id, account ?? 'none-of-it']),
  ];
  for (const secret of secrets) expect(text, secret).not.toContain(secret);
  // Another export has other pseudonyms.
  const again = await ask();
  expect(again.body.students.filter((one) => body.students.includes(one))).toEqual([]);
});
