// The detective's data from real accounts: what the serving lab begins with, what its reference leaves, and reads that are denied.
import { EKSClient, UpdateNodegroupConfigCommand } from '@aws-sdk/client-eks';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Value } from 'typebox/value';
import { beforeAll, expect, test } from 'vitest';
import { resolveVariables } from '../../graders/engine/index.ts';
import { loadLabForGrading } from '../../server/catalog/lab-manifest.ts';
import { PodsReply } from '../../server/contract/index.ts';
import type { PictureJob } from '../../server/grading/ports.ts';
import { podsPicture } from '../../server/grading/pods-picture.ts';
import type { Sandbox } from '../../server/sandbox/index.ts';
import { readingsOf, stageOf } from '../../web/pages/pod-detective/model.ts';
import { findingOf, sheetOf } from '../../web/pages/pod-detective/sheet.ts';
import { clientOf, sharedSandbox } from '../helpers/sandbox.ts';
import { pictureAccount, type PictureAccount } from '../helpers/server/picture-account.ts';

const root = join(import.meta.dirname, '../..');
const region = 'us-east-1';
const lab = loadLabForGrading(root, 'eks-serving');
const variables = resolveVariables({ lab: lab.manifest, common: lab.common, overrides: { region } });
const cluster = String(variables['cluster']);

let sandbox: Sandbox;
const made = new Map<string, PictureAccount>();

async function make(name: string, scripts: readonly string[]): Promise<void> {
  const { account, job } = await pictureAccount(sandbox, lab, variables, name, scripts);
  // What is handed in each test says itself.
  const { artifacts: _artifacts, ...rest } = job;
  made.set(name, { account, job: { ...rest, today: '2026-11-27' } });
}

const solved = readFileSync(join(lab.folder, 'solution/gpu-pending/gpu-batch.yaml'), 'utf8');
const handedIn = (text: string): Partial<PictureJob> => ({
  artifacts: { 'gpu-pending': [{ name: 'gpu-batch.yaml', bytes: Buffer.from(text) }] },
});
const drawn = async (name: string, over: Partial<PictureJob> = {}): Promise<PodsReply> => {
  const job = made.get(name)?.job;
  const reply = job && (await podsPicture({ ...job, ...over }));
  if (!reply) throw new Error('no picture');
  expect(Value.Check(PodsReply, reply)).toBe(true);
  return reply;
};
const batchOf = (reply: PodsReply) => {
  const reading = readingsOf(reply).find(({ file }) => file.task === 'gpu-pending');
  if (!reading) throw new Error('no batch');
  const stage = stageOf(reading, 'desired');
  const [run] = stage.runs;
  if (!run) throw new Error('no pod');
  return { reading, stage, run };
};

beforeAll(async () => {
  sandbox = await sharedSandbox();
  await make('pods-begun', ['setup']);
  await make('pods-solved', ['setup', 'solution']);
}, 240_000);

test('at first there is a cluster without nodes, and the files are those that the lab hands out', async () => {
  const reply = await drawn('pods-begun');
  expect(reply.cluster).toMatchObject({ name: cluster, state: 'read', version: '1.33' });
  expect([reply.groups, reply.idle, reply.unread]).toEqual([[], [], []]);
  expect(reply.files.map(({ name, state }) => [name, state])).toEqual([
    ['serving.yaml', 'starter'],
    ['gpu-batch.yaml', 'starter'],
  ]);
  const { run, reading, stage } = batchOf(reply);
  expect(run.node).toBeNull();
  expect(sheetOf(reading, stage, run)?.columns).toEqual([]);
});

test('with the reference, the batch as it is handed out waits, and says at which lines', async () => {
  const reply = await drawn('pods-solved');
  expect(reply.groups.map(({ name, desired, zones }) => [name, desired, zones])).toEqual([
    ['cpu', 2, ['us-east-1a', 'us-east-1b']],
    ['gpu', 1, ['us-east-1a', 'us-east-1b']],
  ]);
  const { run, reading, stage } = batchOf(reply);
  const sheet = sheetOf(reading, stage, run);
  const finding = sheet && findingOf(sheet);
  const text = readFileSync(join(lab.folder, 'files/gpu-batch.yaml'), 'utf8').split('\n');
  const lineOf = (words: string): string =>
    `gpu-batch.yaml:${text.findIndex((line) => line.includes(words)) + 1}`;
  expect(run.node).toBeNull();
  // A CPU node lacks the label and room, a GPU node the label and tolerance.
  expect(finding?.lines[0]).toEqual({
    field: 'nodeSelector.accelerator',
    where: lineOf('accelerator:'),
    asked: 'accelerator=nvidia-gpu',
    found: 'no label accelerator',
  });
  const gpu = sheet?.columns.findIndex(({ group }) => group === 'gpu') ?? -1;
  const taint = sheet?.rows.find(({ field }) => field.startsWith('tolerations'));
  expect(taint?.cells[gpu]).toEqual({ ok: false, words: ['nvidia.com/gpu=present:NoSchedule'] });
});

test('a batch that is handed in as in the reference runs on a GPU node', async () => {
  const reply = await drawn('pods-solved', handedIn(solved));
  const { run } = batchOf(reply);
  expect(reply.files.find(({ task }) => task === 'gpu-pending')).toMatchObject({
    state: 'submitted',
    message: '',
  });
  expect(run.node?.group).toBe('gpu');
});

test('a file that is no manifest, one with an unknown field, and one that is no text', async () => {
  const fileOf = async (text: string | Buffer) => {
    const artifacts = { 'gpu-pending': [{ name: 'gpu-batch.yaml', bytes: Buffer.from(text) }] };
    const reply = await drawn('pods-begun', { artifacts });
    return reply.files.find(({ task }) => task === 'gpu-pending');
  };
  expect(await fileOf('a: [')).toMatchObject({
    state: 'submitted',
    objects: [],
    problems: [{ kind: 'syntax' }],
  });
  const misspelt = await fileOf(solved.replace('tolerations:', 'toleration:'));
  expect(misspelt).toMatchObject({
    objects: [],
    others: [{ name: 'Job/night-batch', refused: true }],
    problems: [{ kind: 'field', line: 18, object: 'Job/night-batch' }],
  });
  // A rule that is broken leaves a shape that can be drawn.
  const half = await fileOf(solved.replace('nvidia.com/gpu: 1', 'nvidia.com/gpu: 500m'));
  expect(half?.problems.map(({ kind }) => kind)).toEqual(['rule']);
  expect(half?.objects.map(({ name }) => name)).toEqual(['night-batch']);
  expect(await fileOf(Buffer.from([0xff, 0xfe]))).toMatchObject({ state: 'unreadable' });
});

test('a group that wants no node is kept apart', async () => {
  const account = made.get('pods-solved')?.account;
  if (!account) throw new Error('no account');
  const eks = new EKSClient(clientOf(sandbox, account));
  const scale = async (desiredSize: number) => {
    await eks.send(
      new UpdateNodegroupConfigCommand({
        clusterName: cluster,
        nodegroupName: 'gpu',
        scalingConfig: { minSize: 0, maxSize: 3, desiredSize },
      }),
    );
  };
  await scale(0);
  try {
    const { run, stage, reading } = batchOf(await drawn('pods-solved', handedIn(solved)));
    expect(run.node).toBeNull();
    expect(stage.dormant.map(({ group }) => group.name)).toEqual(['gpu']);
    expect(stageOf(reading, 'max').runs[0]?.node?.group).toBe('gpu');
    const sheet = sheetOf(reading, stage, run);
    expect(sheet && findingOf(sheet)).toMatchObject({ asleep: true, lines: [] });
  } finally {
    await scale(1);
  }
});

test('what could not be read is said, and hides nothing else', async () => {
  const account = made.get('pods-solved')?.account.account ?? '';
  const deny = async (operation: string) => {
    sandbox.faults.add(account, { operation, kind: 'deny', who: 'reader' });
    try {
      return await drawn('pods-solved');
    } finally {
      sandbox.faults.clear(account);
    }
  };
  const list = await deny('eks:ListNodegroups');
  expect(list.cluster.state).toBe('blocked');
  expect(list.cluster.message).toMatch(/^eks:ListNodegroups could not be read: /);
  expect(list.files.length).toBe(2);
  for (const operation of ['eks:DescribeNodegroup', 'ec2:DescribeInstanceTypes', 'ec2:DescribeSubnets']) {
    const reply = await deny(operation);
    expect(reply.cluster.state, operation).toBe('read');
    expect(
      reply.unread.map(({ what }) => what),
      operation,
    ).toEqual(['cpu', 'gpu']);
    expect(reply.unread[0]?.message, operation).toContain(operation);
  }
  const bare = await deny('eks:DescribeCluster');
  expect([bare.cluster.version, bare.groups.length]).toEqual([null, 2]);
});

test('an account without the cluster, and a lab without manifests', async () => {
  const job = made.get('pods-begun')?.job;
  if (!job) throw new Error('no job');
  const missing = await podsPicture({ ...job, variables: { ...variables, cluster: 'nowhere' } });
  expect(missing?.cluster).toMatchObject({
    state: 'missing',
    message: 'There is no cluster nowhere in your account.',
  });
  const s3 = loadLabForGrading(root, 's3-lifecycle');
  expect(await podsPicture({ ...job, lab: s3.manifest, variables: {} })).toBeNull();
});
