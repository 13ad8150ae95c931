// The graph's data from real accounts: what the SageMaker AI lab begins with, what its reference leaves, and policies gone wrong.
import { IAMClient, PutRolePolicyCommand, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import { join } from 'node:path';
import { Value } from 'typebox/value';
import { beforeAll, expect, test } from 'vitest';
import { resolveVariables } from '../../graders/engine/index.ts';
import { loadLabForGrading } from '../../server/catalog/lab-manifest.ts';
import { IdentitiesReply } from '../../server/contract/index.ts';
import { identitiesPicture } from '../../server/grading/identities-picture.ts';
import type { Sandbox } from '../../server/sandbox/index.ts';
import { graphsOf } from '../../web/pages/identities/model.ts';
import { clientOf, sharedSandbox } from '../helpers/sandbox.ts';
import { pictureAccount, type PictureAccount } from '../helpers/server/picture-account.ts';

const root = join(import.meta.dirname, '../..');
const region = 'us-east-1';
const lab = loadLabForGrading(root, 'sagemaker-train-deploy');
const variables = resolveVariables({ lab: lab.manifest, common: lab.common, overrides: { region } });
const role = String(variables['exec_role']);
const bucket = String(variables['bucket']);

let sandbox: Sandbox;
const made = new Map<string, PictureAccount>();

async function make(name: string, scripts: readonly string[]): Promise<void> {
  made.set(name, await pictureAccount(sandbox, lab, variables, name, scripts));
}

const drawn = async (name: string): Promise<IdentitiesReply> => {
  const job = made.get(name)?.job;
  const reply = job && (await identitiesPicture(job));
  if (!reply) throw new Error('no picture');
  expect(Value.Check(IdentitiesReply, reply)).toBe(true);
  return reply;
};
/** Every link of the task's role: place, verb, what the task wants, what is so. */
const linksOf = (reply: IdentitiesReply) => {
  const [graph] = graphsOf(reply);
  if (!graph) throw new Error('no role');
  return [...graph.who, ...graph.reaches].flatMap(({ title, links }) =>
    links.map(({ verb, wanted, actual }) => [title, verb, wanted, actual] as const),
  );
};

beforeAll(async () => {
  sandbox = await sharedSandbox();
  await make('begun', ['setup']);
  await make('solved', ['setup', 'solution']);
}, 240_000);

test('with the reference everything is as the task asks, and jobs and endpoints stand where they belong', async () => {
  const reply = await drawn('solved');
  expect(reply.unread).toEqual([]);
  expect(reply.roles.map(({ subject }) => subject.name)).toEqual([role]);
  for (const [title, verb, wanted, actual] of linksOf(reply)) expect(actual, `${title} ${verb}`).toBe(wanted);
  expect(linksOf(reply).map(([title, verb, , actual]) => [title, verb, actual])).toEqual([
    ['SageMaker AI', 'become it', 'allow'],
    ['Other services', 'become it', 'deny'],
    ['This account', 'become it', 'deny'],
    ['Everybody else', 'become it', 'deny'],
    [`s3://${bucket}/datasets/`, 'list', 'allow'],
    [`s3://${bucket}/datasets/`, 'read', 'allow'],
    [`s3://${bucket}/datasets/`, 'write', 'deny'],
    [`s3://${bucket}/models/`, 'write', 'allow'],
    [`s3://${bucket}/models/`, 'read', 'allow'],
    [`s3://${bucket}/checkpoints/`, 'write', 'allow'],
    [`s3://${bucket}/checkpoints/`, 'read', 'allow'],
    ['s3://my-sagemaker-x/', 'read', 'deny'],
    [`s3://${bucket}/`, 'delete', 'deny'],
    ['/aws/sagemaker/…', 'write', 'allow'],
    ['Deep Learning Containers', 'sign in', 'allow'],
    ['Deep Learning Containers', 'pull', 'allow'],
    ['Other roles', 'pass on', 'deny'],
    ['Endpoints', 'create', 'deny'],
    ['EC2 instances', 'start', 'deny'],
  ]);
  const job = `${variables['job_prefix']}1`;
  expect(reply.workloads.map(({ kind, name, role: runsAs }) => [kind, name, runsAs])).toEqual([
    ['training', job, role],
    ['serving', variables['endpoint'], role],
    ['serving', variables['keeper'], role],
  ]);
  const used = Object.fromEntries(reply.roles[0]?.reaches.map(({ title, usedBy }) => [title, usedBy]) ?? []);
  expect(used[`s3://${bucket}/datasets/`]).toEqual([job]);
  expect(used[`s3://${bucket}/models/`]).toEqual(expect.arrayContaining([job, variables['endpoint']]));
  expect(used[`s3://${bucket}/checkpoints/`]).toEqual([job]);
});

test('full access: the data is out of reach and powers are not', async () => {
  const links = linksOf(await drawn('begun'));
  const is = (title: string, verb: string) => links.find(([at, what]) => at === title && what === verb)?.[3];
  expect(is(`s3://${bucket}/datasets/`, 'read')).toBe('deny');
  expect(is('s3://my-sagemaker-x/', 'read')).toBe('allow');
  expect(is('Endpoints', 'create')).toBe('allow');
  expect(is('SageMaker AI', 'become it')).toBe('allow');
});

test('a trust policy for everybody, and a bucket ARN where objects are meant', async () => {
  const account = made.get('solved')?.account;
  if (!account) throw new Error('no account');
  const iam = new IAMClient(clientOf(sandbox, account));
  const document = (statement: object) =>
    JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] });
  await iam.send(
    new UpdateAssumeRolePolicyCommand({
      RoleName: role,
      PolicyDocument: document({
        Principal: { Service: 'glue.amazonaws.com', AWS: '*' },
        Action: 'sts:AssumeRole',
      }),
    }),
  );
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: role,
      PolicyName: 'train-and-serve',
      PolicyDocument: document({ Action: 's3:*', Resource: `arn:aws:s3:::${bucket}` }),
    }),
  );
  const links = linksOf(await drawn('solved'));
  const is = (title: string, verb: string) => links.find(([at, what]) => at === title && what === verb)?.[3];
  expect(is('SageMaker AI', 'become it')).toBe('allow');
  expect(is('Other services', 'become it')).toBe('allow');
  expect(is('This account', 'become it')).toBe('allow');
  expect(is('Everybody else', 'become it')).toBe('allow');
  expect(is(`s3://${bucket}/datasets/`, 'list')).toBe('allow');
  expect(is(`s3://${bucket}/datasets/`, 'read')).toBe('deny');
  expect(is(`s3://${bucket}/`, 'delete')).toBe('allow');
});

test('what could not be read is said, and no answer is claimed that depends on it', async () => {
  const account = made.get('begun')?.account.account ?? '';
  const deny = async (operation: string) => {
    sandbox.faults.add(account, { operation, kind: 'deny', who: 'reader' });
    try {
      return await drawn('begun');
    } finally {
      sandbox.faults.clear(account);
    }
  };
  const policies = await deny('iam:GetPolicyVersion');
  expect(policies.roles[0]?.subject.unread[0]?.message).toMatch(/^iam:GetPolicyVersion could not be read: /);
  const reads = linksOf(policies).filter(([, verb]) => verb !== 'become it');
  expect(new Set(reads.map(([, , , actual]) => actual))).toEqual(new Set(['unknown']));
  const details = await deny('iam:GetAccountAuthorizationDetails');
  expect(details.roles.map(({ subject }) => subject.state)).toEqual(['blocked']);
  expect(details.workloads.length).toBe(2);
  const models = await deny('sagemaker:DescribeModel');
  expect(models.unread.map(({ what }) => what)).toEqual(['a model']);
});

test('a lab without an execution role has no such picture', async () => {
  const s3 = loadLabForGrading(root, 's3-lifecycle');
  const job = made.get('begun')?.job;
  if (!job) throw new Error('no job');
  expect(await identitiesPicture({ ...job, lab: s3.manifest, variables: {} })).toBeNull();
});
