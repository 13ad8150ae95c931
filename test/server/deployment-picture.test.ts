// The deployment's data from real accounts: what the SageMaker AI lab begins with, what its reference leaves, and updates gone wrong.
import { UpdateEndpointCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { join } from 'node:path';
import { Value } from 'typebox/value';
import { beforeAll, expect, test } from 'vitest';
import { resolveVariables } from '../../graders/engine/index.ts';
import { planOf } from '../../graders/semantics/deployment/index.ts';
import { loadLabForGrading } from '../../server/catalog/lab-manifest.ts';
import { DeploymentReply } from '../../server/contract/index.ts';
import { deploymentPicture } from '../../server/grading/deployment-picture.ts';
import { journalEntry } from '../../server/grading/lab-sessions.ts';
import type { Sandbox } from '../../server/sandbox/index.ts';
import { clientOf, sharedSandbox } from '../helpers/sandbox.ts';
import { pictureAccount, type PictureAccount } from '../helpers/server/picture-account.ts';

const root = join(import.meta.dirname, '../..');
const region = 'us-east-1';
const lab = loadLabForGrading(root, 'sagemaker-train-deploy');
const variables = resolveVariables({ lab: lab.manifest, common: lab.common, overrides: { region } });
const endpoint = String(variables['endpoint']);

let sandbox: Sandbox;
const made = new Map<string, PictureAccount>();

async function make(name: string, scripts: readonly string[]): Promise<void> {
  const one = await pictureAccount(sandbox, lab, variables, name, scripts);
  const calls = () => {
    const entries = sandbox.journal(one.account.account, { after: 0, limit: 1000 });
    return Promise.resolve(entries.map(journalEntry));
  };
  made.set(name, { ...one, job: { ...one.job, calls } });
}

const drawn = async (name: string): Promise<DeploymentReply> => {
  const job = made.get(name)?.job;
  const reply = job && (await deploymentPicture(job));
  if (!reply) throw new Error('no picture');
  expect(Value.Check(DeploymentReply, reply)).toBe(true);
  return reply;
};

beforeAll(async () => {
  sandbox = await sharedSandbox();
  await make('begun', ['setup']);
  await make('solved', ['setup', 'solution']);
}, 240_000);

test('at the beginning there is no endpoint, and nothing is claimed of one', async () => {
  expect(await drawn('begun')).toMatchObject({
    state: 'missing',
    message: `There is no endpoint ${endpoint} in your account.`,
    settings: null,
    alarms: [],
    configs: [],
    events: [],
    unread: [],
  });
});

test('with the reference: two configurations, two calls, a canary and an alarm of a minute that counts', async () => {
  const reply = await drawn('solved');
  expect(reply).toMatchObject({ state: 'read', status: 'InService', unread: [] });
  expect(reply.variants).toEqual([{ name: 'main', weight: 1, current: 2, desired: 2 }]);
  expect(reply.alarms).toMatchObject([
    { name: `${endpoint}-errors`, counts: true, problem: '', seconds: 60 },
  ]);
  expect(reply.configs.map(({ name, current, variants }) => [name, current, variants[0]?.count])).toEqual([
    [`${endpoint}-1`, false, 2],
    [`${endpoint}-2`, true, 2],
  ]);
  expect(
    reply.events.map(({ kind, config, strategy, refused }) => [kind, config, strategy, refused]),
  ).toEqual([
    ['created', `${endpoint}-1`, null, null],
    ['updated', `${endpoint}-2`, 'canary', null],
  ]);
  const plan = planOf(reply.settings, 2, 240);
  expect([plan.strategy, plan.steps, plan.seconds]).toEqual(['canary', 2, 240 + 300 + 300 + 300]);
});

test('an update without settings forgets them, and one that is refused is told', async () => {
  const account = made.get('solved')?.account;
  if (!account) throw new Error('no account');
  const client = new SageMakerClient(clientOf(sandbox, account));
  const update = (EndpointConfigName: string) =>
    client.send(new UpdateEndpointCommand({ EndpointName: endpoint, EndpointConfigName }));
  await update(`${endpoint}-1`);
  await expect(update('nowhere')).rejects.toThrow(/Could not find endpoint configuration/);
  const reply = await drawn('solved');
  expect(reply).toMatchObject({ settings: null, alarms: [] });
  expect(reply.events.slice(2)).toMatchObject([
    { kind: 'updated', config: `${endpoint}-1`, strategy: null, refused: null },
    { kind: 'updated', config: 'nowhere', refused: 'ValidationException' },
  ]);
});

test('what could not be read is said', async () => {
  const account = made.get('solved')?.account.account ?? '';
  const deny = async (operation: string) => {
    sandbox.faults.add(account, { operation, kind: 'deny', who: 'reader' });
    try {
      return await drawn('solved');
    } finally {
      sandbox.faults.clear(account);
    }
  };
  expect(await deny('sagemaker:DescribeEndpoint')).toMatchObject({
    state: 'blocked',
    message: expect.stringMatching(/^sagemaker:DescribeEndpoint could not be read: /) as string,
  });
  expect((await deny('sagemaker:ListEndpointConfigs')).unread.map(({ what }) => what)).toEqual([
    'endpoint configurations',
  ]);
});

test('a lab without an endpoint has no such picture', async () => {
  const s3 = loadLabForGrading(root, 's3-lifecycle');
  const job = made.get('begun')?.job;
  if (!job) throw new Error('no job');
  expect(await deploymentPicture({ ...job, lab: s3.manifest, variables: {} })).toBeNull();
});
