import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { JournalEntry, LabSessionReply, TimelineReply } from '../../server/contract/index.ts';
import { isRead, resourceOf, summariseCalls } from '../../server/grading/call-summary.ts';
import { startTestApp, type TestApp } from '../helpers/server/app.ts';
import { checked, readySession } from '../helpers/server/session-work.ts';

const entry = (operation: string, more: Partial<JournalEntry> = {}): JournalEntry => ({
  seq: 1,
  at: '2026-11-27T10:00:00.000Z',
  who: 'learner',
  principal: null,
  decision: null,
  service: 's3',
  operation,
  parameters: { bucket: 'b' },
  status: 200,
  error: null,
  durationMs: 1,
  ...more,
});

describe('calls in short', () => {
  test('what changed something is grouped, reads are counted, graders are left out', () => {
    const summary = summariseCalls(
      [
        entry('PutObject', { parameters: { bucket: 'b', key: 'a.txt' } }),
        entry('PutObject', { parameters: { bucket: 'b', key: 'b.txt' }, at: '2026-11-27T10:00:01.000Z' }),
        entry('GetObject'),
        entry('PutObject', { who: 'reader' }),
        entry('CreateRole', {
          service: 'iam',
          parameters: { RoleName: 'trainer', 'Tags.member.1.Key': 'x' },
        }),
      ],
      true,
    );
    expect(summary).toMatchObject({ changes: 3, reads: 1, failed: 0, complete: true, moreGroups: 0 });
    expect(
      summary.groups.map(({ service, operation, done, resources }) => [service, operation, done, resources]),
    ).toEqual([
      ['s3', 'PutObject', 2, ['b/a.txt', 'b/b.txt']],
      ['iam', 'CreateRole', 1, ['trainer']],
    ]);
    expect(summary.groups[0]?.lastAt).toBe('2026-11-27T10:00:01.000Z');
  });

  test('failures are named with their codes, those of reads too', () => {
    const { groups, failed, changes } = summariseCalls(
      [
        entry('PutBucketPolicy', { status: 400, error: 'MalformedPolicy' }),
        entry('PutBucketPolicy', { status: 400, error: 'MalformedPolicy' }),
        entry('PutBucketPolicy'),
        entry('GetBucketPolicy', { status: 403, error: 'AccessDenied' }),
        entry('HeadBucket', { status: 404, error: null }),
      ],
      true,
    );
    expect([failed, changes]).toEqual([4, 1]);
    expect(
      groups.map(({ operation, changes: writes, done, errors }) => [operation, writes, done, errors]),
    ).toEqual([
      ['PutBucketPolicy', true, 1, [{ code: 'MalformedPolicy', count: 2 }]],
      ['GetBucketPolicy', false, 0, [{ code: 'AccessDenied', count: 1 }]],
      ['HeadBucket', false, 0, [{ code: 'HTTP 404', count: 1 }]],
    ]);
  });

  test('many things and many operations are cut, with how many more there are', () => {
    const objects = Array.from({ length: 9 }, (_, index) =>
      entry('PutObject', { parameters: { bucket: 'b', key: `k${index}` } }),
    );
    const operations = Array.from({ length: 70 }, (_, index) => entry(`CreateThing${index}`));
    const { groups, moreGroups } = summariseCalls([...objects, ...operations], true);
    expect([groups[0]?.resources.length, groups[0]?.moreResources]).toEqual([5, 4]);
    expect([groups.length, moreGroups]).toEqual([60, 11]);
  });

  test.each([
    ['s3', 'ListObjectsV2', true],
    ['ec2', 'DescribeVpcs', true],
    ['sts', 'AssumeRole', true],
    ['iam', 'SimulatePrincipalPolicy', true],
    ['ecr', 'BatchGetImage', true],
    ['iam', 'CreateRole', false],
    ['ec2', 'RunInstances', false],
    ['s3', 'DeleteObjects', false],
  ])('%s:%s is a read: %s', (service, operation, expected) => {
    expect(isRead({ service, operation })).toBe(expected);
  });

  test.each([
    ['s3', { bucket: 'b', key: 'a/b.txt' }, 'b/a/b.txt'],
    ['ec2', { VpcId: 'vpc-1', CidrBlock: '10.0.0.0/24' }, 'vpc-1'],
    ['ec2', { 'InstanceId.1': 'i-1' }, 'i-1'],
    ['eks', { path: '/clusters/serving/node-groups' }, 'serving'],
    ['iam', { RoleName: 'r', PolicyName: 'p' }, 'r'],
    ['sagemaker', { TrainingJobName: 'job-1', RoleArn: 'arn' }, 'job-1'],
    ['ec2', {}, ''],
  ])('what %s %j is about', (service, parameters, expected) => {
    expect(resourceOf({ service, parameters })).toBe(expected);
  });
});

describe('the time line of a session', () => {
  let t: TestApp;
  beforeAll(async () => {
    t = await startTestApp();
  });
  afterEach(() => t.clear());
  afterAll(() => t.close());

  const timeline = async (app: TestApp, session: string) =>
    (await app.call<TimelineReply>('GET', `/api/lab-sessions/${session}/timeline`)).body;
  const account = async (session: string) =>
    (await t.call<LabSessionReply>('GET', `/api/lab-sessions/${session}`)).body.target.account ?? '';
  const operations = (calls: TimelineReply['now']) => calls?.groups.map(({ operation }) => operation);

  test('each attempt has the calls since the one before, and the statuses that moved with them', async () => {
    const session = await readySession(t);
    const number = await account(session);
    t.sandbox.call(number, 'CreateBucket');
    t.grader.outcomes = { 'make-bucket': 'fail' };
    await checked(t, session);
    t.sandbox.call(number, 'PutBucketVersioning');
    t.sandbox.call(number, 'PutBucketPolicy', { status: 403, errorCode: 'AccessDenied' });
    t.grader.outcomes = {};
    await checked(t, session, ['make-bucket']);
    t.sandbox.call(number, 'DeleteObject');

    const { now, attempts } = await timeline(t, session);
    expect(operations(now)).toEqual(['DeleteObject']);
    expect(attempts.map(({ attempt }) => attempt.number)).toEqual([2, 1]);
    const [second, first] = attempts;
    expect(operations(first?.calls ?? null)).toEqual(['CreateBucket']);
    expect(operations(second?.calls ?? null)).toEqual(['PutBucketVersioning', 'PutBucketPolicy']);
    expect(second?.calls).toMatchObject({ changes: 1, failed: 1, complete: true });
    expect(second?.moved).toEqual([{ task: 'make-bucket', before: 'fail', after: 'pass' }]);
    expect(second?.statuses).toEqual([{ task: 'make-bucket', status: 'pass' }]);
    expect(first?.moved.map(({ before }) => before)).toEqual([null, null, null]);
  });

  test('what setup did is not the learner’s', async () => {
    t.scripts.gate = Promise.resolve().then(() => {
      for (const number of t.sandbox.accounts.keys()) t.sandbox.call(number, 'CreateRole');
    });
    const session = await readySession(t);
    expect(operations((await timeline(t, session)).now)).toEqual([]);
    await checked(t, session);
    expect(operations((await timeline(t, session)).attempts[0]?.calls ?? null)).toEqual([]);
  });

  test('a journal that has forgotten calls is said to be incomplete', async () => {
    const session = await readySession(t);
    const number = await account(session);
    for (const operation of ['CreateBucket', 'PutBucketPolicy', 'PutBucketTagging'])
      t.sandbox.call(number, operation);
    t.sandbox.journals.get(number)?.splice(0, 2);
    await checked(t, session);
    const [attempt] = (await timeline(t, session)).attempts;
    expect(attempt?.calls).toMatchObject({ complete: false, changes: 1 });
  });

  test('a reset begins a new account, and says so', async () => {
    const session = await readySession(t);
    t.sandbox.call(await account(session), 'CreateBucket');
    await checked(t, session);
    await t.call('POST', `/api/lab-sessions/${session}/reset`);
    await readySession(t);
    t.sandbox.call(await account(session), 'PutBucketTagging');
    await checked(t, session);
    const { attempts } = await timeline(t, session);
    expect(attempts.map(({ reset, generation }) => [reset, generation])).toEqual([
      [true, 2],
      [false, 1],
    ]);
    expect(operations(attempts[0]?.calls ?? null)).toEqual(['PutBucketTagging']);
  });

  test('another server on the same data still knows what led to each attempt, though its sandbox knows nothing', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'groundschool-timeline-'));
    const one = await startTestApp({ dataDir });
    const session = await readySession(one);
    const [number = ''] = one.sandbox.accounts.keys();
    one.sandbox.call(number, 'CreateBucket');
    await checked(one, session);
    const before = await timeline(one, session);
    await one.close();

    const two = await startTestApp({ dataDir });
    const after = await timeline(two, session);
    expect(after.attempts).toEqual(before.attempts);
    expect(operations(after.attempts[0]?.calls ?? null)).toEqual(['CreateBucket']);
    expect(after.now).toBeNull();
    await two.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
});
