/** The pace of an account: SageMaker AI's states on a clock that the test moves, through the whole sandbox. */
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateBucketCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  CreateTrainingJobCommand,
  DeleteEndpointCommand,
  DescribeEndpointCommand,
  DescribeTrainingJobCommand,
  ListEndpointsCommand,
  ListTrainingJobsCommand,
  SageMakerClient,
  StopTrainingJobCommand,
  UpdateEndpointCommand,
} from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Sandbox, SandboxAccount } from '../../../server/sandbox/index.ts';
import { clientOf, freshSandbox } from '../../helpers/sandbox.ts';

// Signatures allow 15 minutes of difference, so the whole story happens within 14.
const clock = { ms: Date.now() };
const after = (seconds: number): void => void (clock.ms += seconds * 1000);
const IMAGE = '763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch-training:2.6-gpu-py312';
let sandbox: Sandbox;
let account: SandboxAccount;
let sagemaker: SageMakerClient;
let s3: S3Client;
let role: string;

beforeAll(async () => {
  sandbox = await freshSandbox({ now: () => new Date(clock.ms) });
  account = await sandbox.createAccount('pace');
  sagemaker = new SageMakerClient({ ...clientOf(sandbox, account), maxAttempts: 1 });
  s3 = new S3Client({ ...clientOf(sandbox, account), forcePathStyle: true });
  const iam = new IAMClient(clientOf(sandbox, account));
  const Statement = [
    { Effect: 'Allow', Principal: { Service: 'sagemaker.amazonaws.com' }, Action: 'sts:AssumeRole' },
  ];
  const made = await iam.send(
    new CreateRoleCommand({
      RoleName: 'exec',
      AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
    }),
  );
  role = made.Role?.Arn ?? '';
  iam.destroy();
  await s3.send(new CreateBucketCommand({ Bucket: 'gs-pace' }));
  await s3.send(new PutObjectCommand({ Bucket: 'gs-pace', Key: 'datasets/train/a', Body: 'song' }));
  await sagemaker.send(
    new CreateModelCommand({ ModelName: 'm', ExecutionRoleArn: role, PrimaryContainer: { Image: IMAGE } }),
  );
  for (const name of ['one', 'two'])
    await sagemaker.send(
      new CreateEndpointConfigCommand({
        EndpointConfigName: name,
        ProductionVariants: [
          { VariantName: 'main', ModelName: 'm', InstanceType: 'ml.m5.xlarge', InitialInstanceCount: 2 },
        ],
      }),
    );
}, 120_000);
afterAll(async () => {
  sagemaker.destroy();
  s3.destroy();
  await sandbox.close();
});

const train = (name: string, prefix = 'datasets/train/') =>
  sagemaker.send(
    new CreateTrainingJobCommand({
      TrainingJobName: name,
      RoleArn: role,
      AlgorithmSpecification: { TrainingImage: IMAGE, TrainingInputMode: 'File' },
      InputDataConfig: [
        {
          ChannelName: 'training',
          DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: `s3://gs-pace/${prefix}` } },
        },
      ],
      OutputDataConfig: { S3OutputPath: 's3://gs-pace/models/' },
      ResourceConfig: { InstanceType: 'ml.m5.xlarge', InstanceCount: 1, VolumeSizeInGB: 30 },
      StoppingCondition: { MaxRuntimeInSeconds: 3600 },
    }),
  );
const job = (TrainingJobName: string) => sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName }));
const states = async (name: string): Promise<(string | undefined)[]> => {
  const { TrainingJobStatus, SecondaryStatus } = await job(name);
  return [TrainingJobStatus, SecondaryStatus];
};
const model = (name: string) =>
  s3.send(new HeadObjectCommand({ Bucket: 'gs-pace', Key: `models/${name}/output/model.tar.gz` }));
const endpoint = () => sagemaker.send(new DescribeEndpointCommand({ EndpointName: 'e' }));

it('is instant until somebody says otherwise, and gradual only for what begins afterwards', async () => {
  expect(sandbox.pace(account.account)).toBe('instant');
  await train('at-once');
  expect(await states('at-once')).toEqual(['Completed', 'Completed']);
  sandbox.setPace(account.account, 'gradual');
  expect(await states('at-once')).toEqual(['Completed', 'Completed']);
});

it('takes a training job through its states, and the model is there at the end only', async () => {
  sandbox.setPace(account.account, 'gradual');
  await train('slow');
  await train('no-data', 'nothing-here/');
  await train('stopped');
  expect(await states('slow')).toEqual(['InProgress', 'Starting']);
  expect((await job('slow')).TrainingStartTime).toBeUndefined();
  after(100);
  expect(await states('slow')).toEqual(['InProgress', 'Training']);
  expect((await job('no-data')).TrainingJobStatus).toBe('Failed');
  expect((await job('no-data')).FailureReason).toContain('nothing-here');
  await sagemaker.send(new StopTrainingJobCommand({ TrainingJobName: 'stopped' }));
  await expect(
    sagemaker.send(new StopTrainingJobCommand({ TrainingJobName: 'stopped' })),
  ).rejects.toMatchObject({ name: 'ValidationException' });
  after(300);
  expect(await states('slow')).toEqual(['InProgress', 'Uploading']);
  await expect(model('slow')).rejects.toMatchObject({ name: 'NotFound' });
  after(30);
  const done = await job('slow');
  expect([done.TrainingJobStatus, done.TrainingTimeInSeconds]).toEqual(['Completed', 300]);
  expect(done.SecondaryStatusTransitions?.map(({ Status }) => Status)).toEqual([
    'Starting',
    'Training',
    'Uploading',
    'Completed',
  ]);
  expect((await model('slow')).ContentLength).toBeGreaterThan(0);
  expect(await states('stopped')).toEqual(['Stopped', 'Stopped']);
  const { TrainingJobSummaries = [] } = await sagemaker.send(
    new ListTrainingJobsCommand({ StatusEquals: 'Completed' }),
  );
  expect(new Set(TrainingJobSummaries.map(({ TrainingJobName }) => TrainingJobName))).toEqual(
    new Set(['at-once', 'slow']),
  );
});

it('takes an endpoint from Creating to InService, and refuses what AWS refuses on the way', async () => {
  sandbox.setPace(account.account, 'gradual');
  const update = { EndpointName: 'e', EndpointConfigName: 'two' };
  await sagemaker.send(new CreateEndpointCommand({ EndpointName: 'e', EndpointConfigName: 'one' }));
  expect((await endpoint()).EndpointStatus).toBe('Creating');
  for (const refused of [
    sagemaker.send(new UpdateEndpointCommand(update)),
    sagemaker.send(new DeleteEndpointCommand({ EndpointName: 'e' })),
  ])
    await expect(refused).rejects.toMatchObject({ name: 'ValidationException' });
  after(250);
  const live = await endpoint();
  expect([live.EndpointStatus, live.ProductionVariants?.[0]?.CurrentInstanceCount]).toEqual(['InService', 2]);
  await sagemaker.send(new UpdateEndpointCommand(update));
  const moving = await endpoint();
  expect([moving.EndpointStatus, moving.EndpointConfigName]).toEqual(['Updating', 'one']);
  const { Endpoints = [] } = await sagemaker.send(new ListEndpointsCommand({ StatusEquals: 'Updating' }));
  expect(Endpoints).toHaveLength(1);
});

it('is switched by the administrator, and a fresh account is instant again', async () => {
  const url = (id: string): string => `${sandbox.endpoint}/_groundschool/accounts/${id}/pace`;
  const headers = { authorization: `Bearer ${sandbox.adminToken}` };
  const post = (body: string) => fetch(url(account.account), { method: 'POST', headers, body });
  expect((await post('{"pace":"instant"}')).status).toBe(200);
  expect(await (await fetch(url(account.account), { headers })).json()).toEqual({ pace: 'instant' });
  for (const body of ['{"pace":"fast"}', '{}', '[]']) expect((await post(body)).status).toBe(400);
  expect((await fetch(url('000000000000'), { headers })).status).toBe(404);
  sandbox.setPace(account.account, 'gradual');
  const fresh = await sandbox.resetAccount(account.account);
  expect(sandbox.pace(fresh.account)).toBe('instant');
});
