// The matrix's data from real accounts: what the IAM lab begins with and what its reference leaves, asked as the page asks.
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { resolveVariables } from '../../graders/engine/index.ts';
import { loadLabForGrading } from '../../server/catalog/lab-manifest.ts';
import { DecisionsReply } from '../../server/contract/index.ts';
import { decisionsPicture } from '../../server/grading/decisions-picture.ts';
import type { Sandbox } from '../../server/sandbox/index.ts';
import { countsOf, gridOf, readingOf } from '../../web/pages/decision-matrix/model.ts';
import { Value } from 'typebox/value';
import { sharedSandbox } from '../helpers/sandbox.ts';
import { pictureAccount, type PictureAccount } from '../helpers/server/picture-account.ts';

const root = join(import.meta.dirname, '../..');
const region = 'us-east-1';
const lab = loadLabForGrading(root, 'iam-foundations');
const variables = resolveVariables({ lab: lab.manifest, common: lab.common, overrides: { region } });

let sandbox: Sandbox;
const made = new Map<string, PictureAccount>();

async function make(name: string, scripts: readonly string[]): Promise<void> {
  made.set(name, await pictureAccount(sandbox, lab, variables, name, scripts));
}

const pictureOf = async (name: string) => {
  const job = made.get(name)?.job;
  const reply = job && (await decisionsPicture(job));
  if (!reply) throw new Error('no picture');
  expect(Value.Check(DecisionsReply, reply)).toBe(true);
  return reply;
};

beforeAll(async () => {
  sandbox = await sharedSandbox();
  await make('begun', ['setup']);
  await make('solved', ['setup', 'solution']);
}, 240_000);

test('with the reference every answer is as the task asks', async () => {
  const reply = await pictureOf('solved');
  expect(reply.subjects.map(({ task, state }) => [task, state])).toEqual([
    ['engineer-trust', 'read'],
    ['engineer-permissions', 'read'],
    ['region-guard', 'read'],
    ['trainer-role', 'read'],
    ['retire-user', 'read'],
    ['admin-trust', 'read'],
  ]);
  for (const subject of reply.subjects) {
    const groups = gridOf(readingOf(subject, reply.account), false);
    const rows = groups.flatMap((group) => group.rows);
    expect(rows.filter(({ wanted, actual }) => wanted !== actual)).toEqual([]);
    expect(countsOf(groups).right, subject.task).toBeGreaterThan(5);
  }
});

test('at the beginning roles are missing, and what is there answers wrongly', async () => {
  const reply = await pictureOf('begun');
  const subject = (task: string) => reply.subjects.find((one) => one.task === task);
  expect(subject('engineer-permissions')).toMatchObject({
    state: 'missing',
    message: 'There is no role bm-ml-engineer in your account.',
    groups: [],
  });
  const admin = subject('admin-trust');
  if (!admin) throw new Error('no admin');
  const rows = gridOf(readingOf(admin, reply.account), true).flatMap((group) => group.rows);
  expect(rows.map(({ who, wanted, actual }) => [who, wanted, actual])).toContainEqual([
    'Anybody, unsigned',
    'deny',
    'allow',
  ]);
});

test('what could not be read is said, and no answer is claimed that depends on it', async () => {
  const account = made.get('solved')?.account.account ?? '';
  sandbox.faults.add(account, { operation: 'iam:GetPolicyVersion', kind: 'deny', who: 'reader' });
  try {
    const reply = await pictureOf('solved');
    const engineer = reply.subjects.find(({ task }) => task === 'engineer-permissions');
    if (!engineer) throw new Error('no engineer');
    expect(engineer.unread[0]?.message).toMatch(/^iam:GetPolicyVersion could not be read: /);
    const reading = readingOf(engineer, reply.account);
    expect(countsOf(gridOf(reading, false))).toMatchObject({ right: 0, wrong: 0 });
  } finally {
    sandbox.faults.clear(account);
  }
  sandbox.faults.add(account, {
    operation: 'iam:GetAccountAuthorizationDetails',
    kind: 'deny',
    who: 'reader',
  });
  try {
    const reply = await pictureOf('solved');
    expect(new Set(reply.subjects.map(({ state }) => state))).toEqual(new Set(['blocked']));
  } finally {
    sandbox.faults.clear(account);
  }
});

test('a lab without checks of permissions has no matrix', async () => {
  const s3 = loadLabForGrading(root, 's3-lifecycle');
  const job = made.get('solved')?.job;
  if (!job) throw new Error('no job');
  expect(await decisionsPicture({ ...job, lab: s3.manifest, variables: {} })).toBeNull();
});
