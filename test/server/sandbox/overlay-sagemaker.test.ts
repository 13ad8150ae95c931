/** SageMaker AI through the whole sandbox: what the real client sees of jobs, endpoints and their updates. */
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  AddTagsCommand,
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  CreateTrainingJobCommand,
  DeleteEndpointCommand,
  DeleteEndpointConfigCommand,
  DeleteTagsCommand,
  DescribeEndpointCommand,
  DescribeEndpointConfigCommand,
  DescribeModelCommand,
  DescribeTrainingJobCommand,
  ListEndpointConfigsCommand,
  ListEndpointsCommand,
  ListTagsCommand,
  ListTrainingJobsCommand,
  SageMakerClient,
  StopTrainingJobCommand,
  UpdateEndpointCommand,
  UpdateEndpointWeightsAndCapacitiesCommand,
  type CreateTrainingJobCommandInput,
  type ProductionVariant,
} from '@aws-sdk/client-sagemaker';
import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox, SandboxAccount } from '../../../server/sandbox/index.ts';
import { clientOf, sharedSandbox } from '../../helpers/sandbox.ts';

let sandbox: Sandbox;
let account: SandboxAccount;
let sagemaker: SageMakerClient;
let s3: S3Client;
let role: string;
const IMAGE = '763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch-inference:2.6-cpu-py312';

beforeAll(async () => {
  sandbox = await sharedSandbox();
  account = await sandbox.createAccount('sagemaker');
  sagemaker = new SageMakerClient({ ...clientOf(sandbox, account), maxAttempts: 1 });
  s3 = new S3Client({ ...clientOf(sandbox, account), forcePathStyle: true });
  const iam = new IAMClient(clientOf(sandbox, account));
  const trust = {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { Service: 'sagemaker.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ],
  };
  const made = await iam.send(
    new CreateRoleCommand({ RoleName: 'sm-exec', AssumeRolePolicyDocument: JSON.stringify(trust) }),
  );
  iam.destroy();
  role = made.Role?.Arn ?? '';
  await s3.send(new CreateBucketCommand({ Bucket: 'bm-sm' }));
  await s3.send(new PutObjectCommand({ Bucket: 'bm-sm', Key: 'datasets/train/a.wav', Body: 'song' }));
  for (const name of ['old', 'new'])
    await sagemaker.send(
      new CreateModelCommand({ ModelName: name, ExecutionRoleArn: role, PrimaryContainer: { Image: IMAGE } }),
    );
});
afterAll(() => {
  sagemaker.destroy();
  s3.destroy();
});

const variant = (rest: Partial<ProductionVariant> = {}): ProductionVariant => ({
  VariantName: 'main',
  ModelName: 'old',
  InstanceType: 'ml.g6.xlarge',
  InitialInstanceCount: 2,
  ...rest,
});
const config = (name: string, ...variants: ProductionVariant[]) =>
  sagemaker.send(new CreateEndpointConfigCommand({ EndpointConfigName: name, ProductionVariants: variants }));
const refused = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'accepted',
    (error: unknown) => error,
  );

describe('models', () => {
  it('show a VpcConfig only where they have one', async () => {
    const VpcConfig = { SecurityGroupIds: ['sg-0123456789abcdef0'], Subnets: ['subnet-0123456789abcdef0'] };
    await sagemaker.send(
      new CreateModelCommand({
        ModelName: 'inside',
        ExecutionRoleArn: role,
        PrimaryContainer: { Image: IMAGE },
        VpcConfig,
      }),
    );
    const shown = (ModelName: string) => sagemaker.send(new DescribeModelCommand({ ModelName }));
    expect((await shown('inside')).VpcConfig).toEqual(VpcConfig);
    const outside = await shown('old');
    expect(outside).toMatchObject({ ModelName: 'old', PrimaryContainer: { Image: IMAGE } });
    expect(outside).not.toHaveProperty('VpcConfig');
    await expect(shown('nowhere')).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describe('endpoint configurations', () => {
  it('take instance types of today, and give back what they were given', async () => {
    await config(
      'g6',
      variant(),
      variant({ VariantName: 'other', InstanceType: 'ml.m7i.large', InitialVariantWeight: 0.5 }),
    );
    const found = await sagemaker.send(new DescribeEndpointConfigCommand({ EndpointConfigName: 'g6' }));
    expect(found.EndpointConfigArn).toBe(`arn:aws:sagemaker:us-east-1:${account.account}:endpoint-config/g6`);
    expect(found.ProductionVariants).toEqual([
      { ...variant(), InitialVariantWeight: 1 },
      variant({ VariantName: 'other', InstanceType: 'ml.m7i.large', InitialVariantWeight: 0.5 }),
    ]);
    expect(found.CreationTime).toBeInstanceOf(Date);
  });

  it.each<[string, ProductionVariant[], RegExp]>([
    [
      'bad-type',
      [variant({ InstanceType: 'ml.huge.xlarge' as 'ml.m5.large' })],
      /Value 'ml\.huge\.xlarge'.*enum value set/,
    ],
    [
      'no-model',
      [variant({ ModelName: 'ghost' })],
      /Could not find model "arn:aws:sagemaker:us-east-1:\d{12}:model\/ghost"/,
    ],
    ['twice', [variant(), variant()], /Duplicate variant name/],
    [
      'no-count',
      [{ VariantName: 'v', ModelName: 'old', InstanceType: 'ml.m5.large' }],
      /InitialInstanceCount/,
    ],
    ['Bad_Name', [variant()], /regular expression pattern/],
    ['g6', [variant()], /already existing/],
  ])('%s is refused', async (name, variants, words) => {
    const error = await refused(config(name, ...variants));
    expect(error).toMatchObject({ name: 'ValidationException' });
    expect(String(error)).toMatch(words);
  });

  it('are listed by name and end for good', async () => {
    await config('to-go', variant());
    const list = async () =>
      (await sagemaker.send(new ListEndpointConfigsCommand({ NameContains: 'to-' }))).EndpointConfigs?.map(
        ({ EndpointConfigName }) => EndpointConfigName,
      );
    expect(await list()).toEqual(['to-go']);
    await sagemaker.send(new DeleteEndpointConfigCommand({ EndpointConfigName: 'to-go' }));
    expect(await list()).toEqual([]);
    const gone = await refused(
      sagemaker.send(new DescribeEndpointConfigCommand({ EndpointConfigName: 'to-go' })),
    );
    expect(String(gone)).toMatch(/Could not find endpoint configuration/);
  });
});

describe('endpoints', () => {
  const describeIt = (EndpointName: string) => sagemaker.send(new DescribeEndpointCommand({ EndpointName }));

  it('are in service at once and remember how they were last deployed', async () => {
    await config('v1', variant({ InstanceType: 'ml.m5.xlarge' }));
    await config('v2', variant({ ModelName: 'new', InstanceType: 'ml.m5.xlarge', InitialInstanceCount: 3 }));
    await sagemaker.send(
      new CreateEndpointCommand({
        EndpointName: 'birds',
        EndpointConfigName: 'v1',
        Tags: [{ Key: 'Keep', Value: 'true' }],
      }),
    );
    const first = await describeIt('birds');
    expect(first).toMatchObject({
      EndpointStatus: 'InService',
      EndpointConfigName: 'v1',
      ProductionVariants: [
        {
          VariantName: 'main',
          CurrentInstanceCount: 2,
          DesiredInstanceCount: 2,
          CurrentWeight: 1,
          DeployedImages: [{ SpecifiedImage: IMAGE }],
        },
      ],
    });
    expect(first.LastDeploymentConfig).toBeUndefined();
    const DeploymentConfig = {
      BlueGreenUpdatePolicy: {
        TrafficRoutingConfiguration: {
          Type: 'CANARY' as const,
          CanarySize: { Type: 'INSTANCE_COUNT' as const, Value: 1 },
          WaitIntervalInSeconds: 300,
        },
      },
      AutoRollbackConfiguration: { Alarms: [{ AlarmName: 'bm-5xx' }] },
    };
    await sagemaker.send(
      new UpdateEndpointCommand({ EndpointName: 'birds', EndpointConfigName: 'v2', DeploymentConfig }),
    );
    const second = await describeIt('birds');
    expect(second.LastDeploymentConfig).toEqual(DeploymentConfig);
    expect(second).toMatchObject({
      EndpointConfigName: 'v2',
      ProductionVariants: [{ DesiredInstanceCount: 3 }],
    });
    expect(second.LastModifiedTime?.getTime()).toBeGreaterThanOrEqual(
      first.CreationTime?.getTime() ?? Infinity,
    );
  });

  it('keep capacity and deployment only when asked to', async () => {
    await config('v3', variant({ InitialInstanceCount: 1 }));
    await sagemaker.send(
      new UpdateEndpointWeightsAndCapacitiesCommand({
        EndpointName: 'birds',
        DesiredWeightsAndCapacities: [{ VariantName: 'main', DesiredInstanceCount: 5, DesiredWeight: 2 }],
      }),
    );
    await sagemaker.send(
      new UpdateEndpointCommand({
        EndpointName: 'birds',
        EndpointConfigName: 'v3',
        RetainAllVariantProperties: true,
        ExcludeRetainedVariantProperties: [{ VariantPropertyType: 'DesiredWeight' }],
        RetainDeploymentConfig: true,
      }),
    );
    const kept = await describeIt('birds');
    expect(kept.ProductionVariants).toMatchObject([{ DesiredInstanceCount: 5, DesiredWeight: 1 }]);
    expect(kept.LastDeploymentConfig?.BlueGreenUpdatePolicy).toBeDefined();
    await sagemaker.send(new UpdateEndpointCommand({ EndpointName: 'birds', EndpointConfigName: 'v3' }));
    const fresh = await describeIt('birds');
    expect(fresh.ProductionVariants).toMatchObject([{ DesiredInstanceCount: 1 }]);
    expect(fresh.LastDeploymentConfig).toBeUndefined();
  });

  it('refuse what SageMaker AI refuses', async () => {
    const again = sagemaker.send(
      new CreateEndpointCommand({ EndpointName: 'birds', EndpointConfigName: 'v1' }),
    );
    expect(String(await refused(again))).toMatch(/already existing endpoint/);
    const ghost = sagemaker.send(
      new UpdateEndpointCommand({ EndpointName: 'ghost', EndpointConfigName: 'v1' }),
    );
    expect(String(await refused(ghost))).toMatch(/Could not find endpoint "/);
    const noConfig = sagemaker.send(
      new UpdateEndpointCommand({ EndpointName: 'birds', EndpointConfigName: 'ghost' }),
    );
    expect(String(await refused(noConfig))).toMatch(/Could not find endpoint configuration/);
    const both = sagemaker.send(
      new UpdateEndpointCommand({
        EndpointName: 'birds',
        EndpointConfigName: 'v1',
        DeploymentConfig: {
          BlueGreenUpdatePolicy: {
            TrafficRoutingConfiguration: { Type: 'CANARY', WaitIntervalInSeconds: 60 },
          },
        },
      }),
    );
    expect(String(await refused(both))).toMatch(/CanarySize is required/);
    const unknownVariant = sagemaker.send(
      new UpdateEndpointWeightsAndCapacitiesCommand({
        EndpointName: 'birds',
        DesiredWeightsAndCapacities: [{ VariantName: 'nobody', DesiredInstanceCount: 5 }],
      }),
    );
    expect(String(await refused(unknownVariant))).toMatch(/"nobody" was not found/);
  });

  it('carry tags of their own, models those of the engine', async () => {
    const { EndpointArn: ResourceArn } = await describeIt('birds');
    const tags = async (arn: string | undefined) =>
      (await sagemaker.send(new ListTagsCommand({ ResourceArn: arn }))).Tags;
    expect(await tags(ResourceArn)).toEqual([{ Key: 'Keep', Value: 'true' }]);
    await sagemaker.send(
      new AddTagsCommand({
        ResourceArn,
        Tags: [
          { Key: 'Owner', Value: 'ada' },
          { Key: 'Keep', Value: 'no' },
        ],
      }),
    );
    expect(await tags(ResourceArn)).toEqual([
      { Key: 'Keep', Value: 'no' },
      { Key: 'Owner', Value: 'ada' },
    ]);
    await sagemaker.send(new DeleteTagsCommand({ ResourceArn, TagKeys: ['Keep'] }));
    expect(await tags(ResourceArn)).toEqual([{ Key: 'Owner', Value: 'ada' }]);
    const model = `arn:aws:sagemaker:us-east-1:${account.account}:model/old`;
    await sagemaker.send(new AddTagsCommand({ ResourceArn: model, Tags: [{ Key: 'Owner', Value: 'bo' }] }));
    expect(await tags(model)).toEqual([{ Key: 'Owner', Value: 'bo' }]);
  });

  it('come in pages, latest first, and are gone once deleted', async () => {
    for (const name of ['p-1', 'p-2', 'p-3'])
      await sagemaker.send(new CreateEndpointCommand({ EndpointName: name, EndpointConfigName: 'v1' }));
    const first = await sagemaker.send(
      new ListEndpointsCommand({ NameContains: 'p-', SortBy: 'Name', SortOrder: 'Ascending', MaxResults: 2 }),
    );
    expect(first.Endpoints?.map(({ EndpointName }) => EndpointName)).toEqual(['p-1', 'p-2']);
    const rest = await sagemaker.send(
      new ListEndpointsCommand({
        NameContains: 'p-',
        SortBy: 'Name',
        SortOrder: 'Ascending',
        MaxResults: 2,
        NextToken: first.NextToken,
      }),
    );
    expect(rest.Endpoints?.map(({ EndpointName }) => EndpointName)).toEqual(['p-3']);
    expect(rest.NextToken).toBeUndefined();
    await sagemaker.send(new DeleteEndpointCommand({ EndpointName: 'p-3' }));
    expect(String(await refused(describeIt('p-3')))).toMatch(/Could not find endpoint/);
  });

  it('of another Region and another account are not seen', async () => {
    const elsewhere = new SageMakerClient({ ...clientOf(sandbox, account), region: 'eu-west-1' });
    expect((await elsewhere.send(new ListEndpointsCommand({}))).Endpoints).toEqual([]);
    elsewhere.destroy();
    const other = await sandbox.createAccount('sagemaker-2');
    const theirs = new SageMakerClient(clientOf(sandbox, other));
    expect((await theirs.send(new ListEndpointsCommand({}))).Endpoints).toEqual([]);
    theirs.destroy();
  });
});

describe('training jobs', () => {
  const job = (
    name: string,
    rest: Partial<CreateTrainingJobCommandInput> = {},
  ): CreateTrainingJobCommandInput => ({
    TrainingJobName: name,
    RoleArn: role,
    AlgorithmSpecification: { TrainingImage: IMAGE, TrainingInputMode: 'File' },
    InputDataConfig: [
      {
        ChannelName: 'training',
        DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://bm-sm/datasets/train/' } },
      },
    ],
    OutputDataConfig: { S3OutputPath: 's3://bm-sm/models/' },
    ResourceConfig: { InstanceType: 'ml.g6.xlarge', InstanceCount: 1, VolumeSizeInGB: 200 },
    StoppingCondition: { MaxRuntimeInSeconds: 3600, MaxWaitTimeInSeconds: 7200 },
    EnableManagedSpotTraining: true,
    CheckpointConfig: { S3Uri: 's3://bm-sm/checkpoints/' },
    ...rest,
  });
  const start = (input: CreateTrainingJobCommandInput) => sagemaker.send(new CreateTrainingJobCommand(input));
  const describeIt = (TrainingJobName: string) =>
    sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName }));

  it('complete and leave an archive that tar unpacks where they were told to', async () => {
    await start(job('bm-1', { Tags: [{ Key: 'Project', Value: 'birdsong' }] }));
    const done = await describeIt('bm-1');
    expect(done).toMatchObject({
      TrainingJobStatus: 'Completed',
      SecondaryStatus: 'Completed',
      EnableManagedSpotTraining: true,
      ModelArtifacts: { S3ModelArtifacts: 's3://bm-sm/models/bm-1/output/model.tar.gz' },
      CheckpointConfig: { S3Uri: 's3://bm-sm/checkpoints/' },
      ResourceConfig: { InstanceType: 'ml.g6.xlarge', VolumeSizeInGB: 200 },
    });
    expect(done.BillableTimeInSeconds).toBeLessThanOrEqual(done.TrainingTimeInSeconds ?? 0);
    const model = await s3.send(
      new GetObjectCommand({ Bucket: 'bm-sm', Key: 'models/bm-1/output/model.tar.gz' }),
    );
    const bytes = await model.Body?.transformToByteArray();
    const tar = (flags: string): string =>
      execFileSync('tar', [flags, '-f', '-'], { input: bytes, encoding: 'utf8' });
    expect(tar('-tz')).toBe('model.pth\n');
    expect(tar('-xzO')).toContain('bm-1');
    const tags = await sagemaker.send(new ListTagsCommand({ ResourceArn: done.TrainingJobArn }));
    expect(tags.Tags).toEqual([{ Key: 'Project', Value: 'birdsong' }]);
  });

  it('fail with AWS’s words where there is no data, or no bucket to save to', async () => {
    const nowhere = [
      {
        ChannelName: 'training',
        DataSource: { S3DataSource: { S3DataType: 'S3Prefix' as const, S3Uri: 's3://bm-sm/none/' } },
      },
    ];
    await start(job('bm-no-data', { InputDataConfig: nowhere }));
    const failed = await describeIt('bm-no-data');
    expect(failed.TrainingJobStatus).toBe('Failed');
    expect(failed.FailureReason).toMatch(
      /^ClientError: No S3 objects found under S3 URL "s3:\/\/bm-sm\/none\/"/,
    );
    await start(job('bm-no-bucket', { OutputDataConfig: { S3OutputPath: 's3://bm-ghost/x' } }));
    expect((await describeIt('bm-no-bucket')).FailureReason).toMatch(/The specified bucket does not exist/);
    const { TrainingJobSummaries } = await sagemaker.send(
      new ListTrainingJobsCommand({ StatusEquals: 'Failed' }),
    );
    expect(TrainingJobSummaries?.map(({ TrainingJobName }) => TrainingJobName).toSorted()).toEqual([
      'bm-no-bucket',
      'bm-no-data',
    ]);
  });

  it.each<[string, Partial<CreateTrainingJobCommandInput>, RegExp]>([
    [
      'bm-short',
      { StoppingCondition: { MaxRuntimeInSeconds: 3600, MaxWaitTimeInSeconds: 60 } },
      /MaxWaitTimeInSeconds/,
    ],
    ['bm-none', { StoppingCondition: { MaxRuntimeInSeconds: 3600 } }, /MaxWaitTimeInSeconds/],
    ['bm-not-spot', { EnableManagedSpotTraining: false }, /without EnableManagedSpotTraining/],
    ['bm-role', { RoleArn: 'arn:aws:iam::123456789012:role/ghost' }, /Could not assume role/],
    [
      'bm-type',
      {
        ResourceConfig: { InstanceType: 'ml.zz.large' as 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 1 },
      },
      /enum value set/,
    ],
  ])('%s is refused', async (name, rest, words) => {
    const error = await refused(start(job(name, rest)));
    expect(error).toMatchObject({ name: 'ValidationException' });
    expect(String(error)).toMatch(words);
  });

  it('have one name each', async () => {
    expect(await refused(start(job('bm-1')))).toMatchObject({ name: 'ResourceInUse' });
    expect(String(await refused(describeIt('bm-ghost')))).toMatch(/Requested resource not found/);
    const stop = sagemaker.send(new StopTrainingJobCommand({ TrainingJobName: 'bm-1' }));
    expect(String(await refused(stop))).toMatch(/in status Completed/);
    const head = s3.send(
      new HeadObjectCommand({ Bucket: 'bm-sm', Key: 'models/bm-no-data/output/model.tar.gz' }),
    );
    expect(await refused(head)).toMatchObject({ name: 'NotFound' });
  });
});
