import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { labIds, loadLabForGrading } from '../../server/catalog/lab-manifest.ts';
import type { LabSessionReply, SolutionReply } from '../../server/contract/index.ts';
import { answerProblems } from '../../server/proof/answers.ts';
import { repositoryRoot } from '../../server/root.ts';
import { answerOf, parseScript, ScriptError, stepTasks } from '../../server/scripts/index.ts';
import type { Outcome } from '../helpers/server/doubles.ts';
import { startTestApp, type TestApp } from '../helpers/server/app.ts';
import { checked, readySession } from '../helpers/server/session-work.ts';

let t: TestApp;
/** What an instructor has opened; the app under test asks this port. */
const released = new Set<string>();
beforeAll(async () => {
  t = await startTestApp({ release: { released: () => Promise.resolve(released) } });
});
afterEach(async () => {
  released.clear();
  await t.clear();
});
afterAll(() => t.close());

const answer = (session: string, task: string) =>
  t.call<SolutionReply & { code: string }>('GET', `/api/lab-sessions/${session}/solution/${task}`);

/** Words that stand in the reference alone. */
const SECRETS = /PutBucketEncryption|put-bucket-encryption|KMSMasterKeyID|forty-two/;

test('before a check, and after every result that is no full pass, the answer is refused', async () => {
  const session = await readySession(t);
  expect((await answer(session, 'make-bucket')).body.code).toBe('SOLUTION_LOCKED');
  for (const outcome of ['fail', 'partial', 'blocked', 'skipped'] satisfies Outcome[]) {
    t.grader.outcomes = { 'make-bucket': outcome };
    await checked(t, session);
    const { status, text, body } = await answer(session, 'make-bucket');
    expect([outcome, status, body.code]).toEqual([outcome, 403, 'SOLUTION_LOCKED']);
    expect(text).not.toMatch(SECRETS);
  }
});

test('nothing that a page can ask for holds the answer before', async () => {
  const session = await readySession(t);
  t.grader.outcomes = { 'make-bucket': 'fail', 'hand-in': 'fail', 'tidy-up': 'fail' };
  const attempt = await checked(t, session);
  const paths = [
    ...['', '/hints', '/artifacts', '/journal', '/attempts', '/changes', '/timeline'].map(
      (rest) => `/api/lab-sessions/${session}${rest}`,
    ),
    ...['', '/evidence'].map((rest) => `/api/attempts/${attempt}${rest}`),
    '/api/labs/tiny-bucket',
    '/api/labs/tiny-bucket/files/../solution.yaml',
    '/api/labs/tiny-bucket/files/..%2fsolution.yaml',
    '/api/labs/tiny-bucket/files/solution.yaml',
    '/labs/tiny-bucket/solution.yaml',
    '/solution.yaml',
  ];
  for (const path of paths) {
    const reply = await t.app.inject({ url: path });
    expect(reply.body, path).not.toMatch(SECRETS);
  }
});

test('a task that has passed shows its own steps in three notations, and later failures take nothing back', async () => {
  const session = await readySession(t);
  t.grader.outcomes = { 'hand-in': 'fail', 'tidy-up': 'fail' };
  await checked(t, session);
  t.grader.outcomes = { 'make-bucket': 'fail', 'hand-in': 'fail', 'tidy-up': 'fail' };
  await checked(t, session);
  const { status, body, text } = await answer(session, 'make-bucket');
  expect(status).toBe(200);
  expect(body.open).toBe('earned');
  expect(body.notations.map(({ id }) => id)).toEqual(['cli', 'boto3', 'api']);
  const [cli, boto3, api] = body.notations.map(({ html }) => plain(html ?? ''));
  expect(cli).toContain('aws s3api put-bucket-encryption');
  expect(boto3).toContain('s3.put_bucket_encryption');
  expect(api).toContain('"s3:PutBucketEncryption"');
  for (const code of [cli, boto3, api]) expect(code).toMatch(/bm-tiny-[0-9a-f]{6}/);
  // The rules answer tidy-up as well, which has not passed: neither they nor that task's own step are shown.
  expect(body.held).toEqual([['tidy-up']]);
  expect(text).not.toMatch(/Lifecycle|lifecycle|where\.txt|forty-two/);
  const { tasks } = (await t.call<LabSessionReply>('GET', `/api/lab-sessions/${session}`)).body;
  expect(tasks.map(({ id, answerOpen }) => [id, answerOpen])).toEqual([
    ['make-bucket', true],
    ['hand-in', false],
    ['tidy-up', false],
  ]);
});

test('with both tasks passed the common step appears, and what comes of another task is named', async () => {
  const session = await readySession(t);
  await checked(t, session);
  const { body } = await answer(session, 'tidy-up');
  expect(body.held).toEqual([]);
  expect(plain(body.notations[0]?.html ?? '')).toContain('put-bucket-lifecycle-configuration');
  expect(body.needs).toEqual([{ name: 'made', tasks: ['make-bucket'], operation: 's3:CreateBucket' }]);
});

test('a task of files shows them beside what the learner handed in', async () => {
  const session = await readySession(t);
  await t.call('PUT', `/api/lab-sessions/${session}/artifacts/hand-in/answer.txt`, { text: 'forty-one\n' });
  await checked(t, session);
  const { body } = await answer(session, 'hand-in');
  expect(body.notations).toEqual([]);
  expect(body.files).toEqual([
    {
      name: 'answer.txt',
      text: 'forty-two\n',
      mine: 'forty-one\n',
      html: expect.stringContaining('forty-two'),
    },
  ]);
});

test('what an instructor releases is open without a pass; a hint’s price closes nothing', async () => {
  const session = await readySession(t);
  released.add('hand-in');
  expect((await answer(session, 'hand-in')).body.open).toBe('released');
  expect((await answer(session, 'tidy-up')).status).toBe(403);
  await t.call('POST', `/api/lab-sessions/${session}/hints`, { task: 'make-bucket', level: 3 });
  await checked(t, session);
  expect((await answer(session, 'make-bucket')).body.open).toBe('earned');
});

test('a task that the lab does not have, and a session that is not there', async () => {
  const session = await readySession(t);
  expect((await answer(session, 'nothing')).body.code).toBe('TASK_NOT_FOUND');
  expect((await answer('nosuchid12345678', 'make-bucket')).body.code).toBe('LAB_SESSION_NOT_FOUND');
});

describe('whose answer a step is', () => {
  const steps = (text: string) => parseScript('solution.yaml', text).add;

  test('is said by the step, or follows from who uses what it found', () => {
    const { owned, problems } = stepTasks(
      steps(`
- ec2:DescribeVpcs: {}
  as: vpc
- ec2:DescribeSubnets: { Filters: [{ Name: vpc-id, Values: ['{{vpc.Vpcs.0.VpcId}}'] }] }
  as: subnets
- ec2:DeleteSubnet: { SubnetId: '{{item.SubnetId}}' }
  forEach: { of: subnets.Subnets }
  task: one
- ec2:CreateTags: { Resources: ['{{vpc.Vpcs.0.VpcId}}'], Tags: [] }
  task: [two, three]
`),
      ['one', 'two', 'three'],
    );
    expect(problems).toEqual([]);
    expect(owned.map(({ tasks }) => tasks)).toEqual([
      ['one', 'two', 'three'],
      ['one'],
      ['one'],
      ['two', 'three'],
    ]);
    const { steps: shown, held } = answerOf('two', owned, new Set(['two']));
    expect(shown.map((step) => step.line)).toEqual([2]);
    expect(held).toEqual([['three']]);
  });

  test('a step of nobody, an unknown task and a task without a step are found, with their lines', () => {
    const { problems } = stepTasks(
      steps(`
- s3:CreateBucket: { Bucket: b }
- s3:DeleteBucket: { Bucket: b }
  task: nowhere
`),
      ['one'],
    );
    expect(problems.map(({ line, message }) => [line, /no task|no step/.exec(message)?.[0]])).toEqual([
      [2, 'no task'],
      [3, 'no task'],
      [1, 'no step'],
    ]);
  });

  test('`task` on an artifact and a `task` that is no id are refused', () => {
    expect(() =>
      parseScript(
        'solution.yaml',
        `
- artifact: { task: one, name: a.txt, text: x }
  task: one
- s3:CreateBucket: { Bucket: b }
  task: 'Not an id'
`,
      ),
    ).toThrow(ScriptError);
  });

  test.each(labIds(repositoryRoot()))('every step of %s belongs to a task', (lab) => {
    const root = repositoryRoot();
    const file = `labs/${lab}/solution.yaml`;
    const script = parseScript(file, readFileSync(join(root, file), 'utf8'));
    expect(answerProblems(loadLabForGrading(root, lab), new Map([['solution', script]]))).toEqual([]);
  });
});

const plain = (html: string): string =>
  html
    .replace(/<[^>]+>/g, '')
    .replaceAll('&quot;', '"')
    .replaceAll('&#x27;', "'")
    .replaceAll('&amp;', '&');
