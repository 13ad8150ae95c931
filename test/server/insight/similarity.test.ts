import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { SimilarityReply } from '../../../server/contract/index.ts';
import { COHORT, startClassroom, type Caller, type Classroom } from '../../helpers/server/classroom.ts';
import { addAssignment } from '../../helpers/server/cohort-work.ts';

const SIMILARITY = `/api/cohorts/${COHORT}/similarity`;
let t: Classroom;
let teacher: Caller;
let ada: Caller;
let ben: Caller;
beforeAll(async () => {
  t = await startClassroom({ requestsPerMinute: 1_000_000 });
  teacher = await t.user('teacher', { name: 'The teacher' });
  await t.enrol(teacher, 'assistant');
  ada = await t.user('ada');
  ben = await t.user('ben');
  for (const one of [ada, ben]) await t.enrol(one, 'student');
  await addAssignment(t.db, { id: 'assignment-1', kind: 'lab', item: 'tiny-bucket' });
});
beforeEach(async () => {
  await t.clear();
  await t.db.deleteFrom('similarities').execute();
});
afterAll(() => t.close());

async function open(who: Caller): Promise<{ id: string; bucket: string; days: number }> {
  const { body } = await who.call<{ id: string }>('POST', '/api/lab-sessions', { lab: 'tiny-bucket' });
  return await t.until(async () => {
    const { body: now } = await who.call<{ status: string; variables: { bucket: string; days: number } }>(
      'GET',
      `/api/lab-sessions/${body.id}`,
    );
    return now.status === 'ready' && { id: body.id, ...now.variables };
  }, 'a ready session');
}

let presses = 0;
/** Checks, with an account in which `seen` is what a read sees; waits until the attempt was looked at. */
async function check(who: Caller, session: string, seen: unknown): Promise<string> {
  t.grader.reads = [{ read: 's3:GetBucketPolicy', args: {}, observation: { state: 'present', value: seen } }];
  presses += 1;
  const { body } = await who.call<{ attempt: { id: string } }>(
    'POST',
    `/api/lab-sessions/${session}/attempts`,
    {
      key: `press-${String(presses).padStart(4, '0')}`,
    },
  );
  const { id } = body.attempt;
  await t.until(async () => {
    const jobs = await t.db.selectFrom('jobs').select(['kind', 'status']).where('subject', '=', id).execute();
    return jobs.some(({ kind, status }) => kind === 'similarity' && status === 'done');
  }, 'the look at the attempt');
  return id;
}
const list = async (who: Caller = teacher): Promise<SimilarityReply['items']> =>
  (await who.call<SimilarityReply>('GET', SIMILARITY)).body.items;

test('the bucket of another learner in a policy is an item: which value, whose, where; own values are none', async () => {
  const [of, own] = [await open(ada), await open(ben)];
  await check(ada, of.id, { Resource: `arn:aws:s3:::${of.bucket}/*` });
  expect(await list()).toEqual([]);
  const attempt = await check(ben, own.id, {
    Resource: [`arn:aws:s3:::${own.bucket}`, `arn:aws:s3:::${of.bucket}/*`],
  });
  expect(await list()).toMatchObject([
    {
      lab: 'tiny-bucket',
      assignment: 'assignment-1',
      learner: { id: ben.id, name: 'ben' },
      owner: { id: ada.id, name: 'ada' },
      variable: 'bucket',
      value: of.bucket,
      place: 's3:GetBucketPolicy Resource[1]',
      attempt,
      times: 1,
      dismissed: null,
    },
  ]);
});

test('what every learner may have by chance is nothing', async () => {
  const [of, own] = [await open(ada), await open(ben)];
  await check(ben, own.id, {
    days: of.days,
    text: `within ${of.days} days, in us-east-1`,
    cidr: '10.20.0.0/16',
  });
  expect(await list()).toEqual([]);
});

test('the same value again is the same item; dismissed with a reason it stays so, on record', async () => {
  const [of, own] = [await open(ada), await open(ben)];
  await check(ben, own.id, of.bucket);
  const [item] = await list();
  const dismissed = await teacher.call<SimilarityReply>('POST', `${SIMILARITY}/${item?.id}/dismiss`, {
    reason: 'They worked as a pair.',
  });
  expect(dismissed.body.items[0]?.dismissed).toMatchObject({
    by: 'The teacher',
    reason: 'They worked as a pair.',
  });
  await check(ben, own.id, of.bucket);
  expect(await list()).toMatchObject([{ id: item?.id, times: 2, dismissed: { by: 'The teacher' } }]);
  const audit = await t.db
    .selectFrom('audit')
    .selectAll()
    .where('action', '=', 'similarity.dismissed')
    .execute();
  expect(audit).toMatchObject([{ actor: teacher.id, subject: ben.id, cohort: COHORT }]);
  expect(audit[0]?.detail).toContain('They worked as a pair.');
});

test('an attempt that is looked at twice counts once, and no score is touched', async () => {
  const [of, own] = [await open(ada), await open(ben)];
  const id = await check(ben, own.id, of.bucket);
  const before = await t.db.selectFrom('attempts').selectAll().where('id', '=', id).executeTakeFirst();
  await t.db.updateTable('jobs').set({ status: 'waiting' }).where('kind', '=', 'similarity').execute();
  await t.until(async () => {
    const job = await t.db
      .selectFrom('jobs')
      .select('status')
      .where('kind', '=', 'similarity')
      .executeTakeFirst();
    return job?.status === 'done';
  }, 'the second look');
  expect(await list()).toMatchObject([{ times: 1 }]);
  expect(await t.db.selectFrom('attempts').selectAll().where('id', '=', id).executeTakeFirst()).toEqual(
    before,
  );
});

test('students learn nothing of it; another cohort sees nothing; what is not there is not found', async () => {
  const [of, own] = [await open(ada), await open(ben)];
  await check(ben, own.id, of.bucket);
  expect(await ben.call('GET', SIMILARITY)).toMatchObject({ code: 'ROLE_FORBIDS' });
  const { text } = await ben.call('GET', `/api/lab-sessions/${own.id}`);
  expect(text).not.toContain(of.bucket);
  const [item] = await list();
  await t.local.call('POST', '/api/cohorts', { id: 'other-class', title: 'Other', timeZone: 'UTC' });
  const other = await t.local.call<SimilarityReply>('GET', '/api/cohorts/other-class/similarity');
  expect(other.body.items).toEqual([]);
  for (const url of [
    `/api/cohorts/other-class/similarity/${item?.id}/dismiss`,
    `${SIMILARITY}/nosuchid12345678/dismiss`,
  ]) {
    expect(await t.local.call('POST', url, { reason: 'x' })).toMatchObject({
      status: 404,
      code: 'SIMILARITY_NOT_FOUND',
    });
  }
});

test('nobody outside a cohort is compared', async () => {
  const loner = await t.user('loner');
  const session = await open(loner);
  t.grader.reads = undefined;
  const { body } = await loner.call<{ attempt: { id: string } }>(
    'POST',
    `/api/lab-sessions/${session.id}/attempts`,
    {
      key: 'a-press-of-a-loner',
    },
  );
  await t.until(async () => {
    const reply = await loner.call<{ attempt: { status: string } }>(
      'GET',
      `/api/attempts/${body.attempt.id}`,
    );
    return reply.body.attempt.status === 'done';
  }, 'the attempt');
  const jobs = await t.db.selectFrom('jobs').select('kind').where('subject', '=', body.attempt.id).execute();
  expect(jobs).toEqual([{ kind: 'grade' }]);
});
