import {
  modelPackage,
  modelPackages,
  trainingJob,
  trainingJobs,
} from '../../../graders/reads/sagemaker-training.ts';
import type { ReadCase } from './s3-cases.ts';

export const jsonAnswer = (value: unknown, version = '1.1'): ReadCase['answer'] => ({
  status: 200,
  headers: { 'content-type': `application/x-amz-json-${version}` },
  body: JSON.stringify(value),
});
export const ARN = 'arn:aws:sagemaker:us-east-1:123456789012';
export const json = { protocol: 'json' as const };
export const missing = (message: string) => ({ status: 400, code: 'ValidationException', message });
export const seconds = 1_780_000_000;

export const SAGEMAKER_TRAINING_READ_CASES: readonly ReadCase[] = [
  {
    ...json,
    read: trainingJobs,
    args: { nameContains: 'bm-birdsong-' },
    answer: jsonAnswer({
      TrainingJobSummaries: [
        {
          TrainingJobName: 'bm-birdsong-1',
          TrainingJobArn: `${ARN}:training-job/bm-birdsong-1`,
          CreationTime: seconds,
          TrainingJobStatus: 'Completed',
        },
      ],
    }),
    value: [{ TrainingJobName: 'bm-birdsong-1', TrainingJobStatus: 'Completed' }],
    absent: null,
    action: 'sagemaker:ListTrainingJobs',
  },
  {
    ...json,
    read: trainingJob,
    args: { name: 'bm-birdsong-1' },
    answer: jsonAnswer({
      TrainingJobName: 'bm-birdsong-1',
      TrainingJobArn: `${ARN}:training-job/bm-birdsong-1`,
      ModelArtifacts: { S3ModelArtifacts: 's3://b/models/bm-birdsong-1/output/model.tar.gz' },
      TrainingJobStatus: 'Completed',
      SecondaryStatus: 'Completed',
      RoleArn: 'arn:aws:iam::123456789012:role/bm-sm-exec',
      AlgorithmSpecification: { TrainingInputMode: 'File' },
      InputDataConfig: [
        {
          ChannelName: 'training',
          DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://b/datasets/train/' } },
          InputMode: 'FastFile',
        },
        {
          ChannelName: 'validation',
          DataSource: { FileSystemDataSource: { FileSystemId: 'fs-01234567890' } },
        },
      ],
      OutputDataConfig: { S3OutputPath: 's3://b/models/' },
      ResourceConfig: { InstanceType: 'ml.g5.xlarge', InstanceCount: 1, VolumeSizeInGB: 50 },
      StoppingCondition: { MaxRuntimeInSeconds: 3600, MaxWaitTimeInSeconds: 7200 },
      EnableManagedSpotTraining: true,
      CheckpointConfig: { S3Uri: 's3://b/checkpoints/' },
    }),
    value: {
      TrainingJobName: 'bm-birdsong-1',
      TrainingJobStatus: 'Completed',
      RoleArn: 'arn:aws:iam::123456789012:role/bm-sm-exec',
      EnableManagedSpotTraining: true,
      StoppingCondition: { MaxRuntimeInSeconds: 3600, MaxWaitTimeInSeconds: 7200 },
      CheckpointConfig: { S3Uri: 's3://b/checkpoints/' },
      TrainingInputMode: 'File',
      InputDataConfig: [
        { ChannelName: 'training', S3Uri: 's3://b/datasets/train/', InputMode: 'FastFile' },
        { ChannelName: 'validation', S3Uri: null, InputMode: null },
      ],
      OutputDataConfig: { S3OutputPath: 's3://b/models/' },
      ResourceConfig: { InstanceTypes: ['ml.g5.xlarge'], VolumeSizeInGB: 50 },
      ModelArtifacts: { S3ModelArtifacts: 's3://b/models/bm-birdsong-1/output/model.tar.gz' },
      FailureReason: null,
    },
    absent: missing('Requested resource not found.'),
    action: 'sagemaker:DescribeTrainingJob',
  },
  {
    ...json,
    read: modelPackages,
    args: { group: 'bm-birdsong' },
    answer: jsonAnswer({
      ModelPackageSummaryList: [1, 2].map((version) => ({
        ModelPackageArn: `${ARN}:model-package/bm-birdsong/${version}`,
        ModelPackageGroupName: 'bm-birdsong',
        ModelPackageVersion: version,
        CreationTime: seconds,
        ModelPackageStatus: 'Completed',
        ...(version === 1 ? { ModelApprovalStatus: 'Approved' } : {}),
      })),
    }),
    value: [
      {
        ModelPackageArn: `${ARN}:model-package/bm-birdsong/2`,
        ModelPackageVersion: 2,
        ModelPackageStatus: 'Completed',
        ModelApprovalStatus: null,
      },
      {
        ModelPackageArn: `${ARN}:model-package/bm-birdsong/1`,
        ModelPackageVersion: 1,
        ModelPackageStatus: 'Completed',
        ModelApprovalStatus: 'Approved',
      },
    ],
    absent: missing('Model Package Group bm-birdsong does not exist.'),
    action: 'sagemaker:ListModelPackages',
  },
  {
    ...json,
    read: modelPackage,
    args: { arn: `${ARN}:model-package/bm-birdsong/1` },
    answer: jsonAnswer({
      ModelPackageArn: `${ARN}:model-package/bm-birdsong/1`,
      ModelPackageVersion: 1,
      ModelPackageStatus: 'Completed',
      ModelApprovalStatus: 'Approved',
      InferenceSpecification: {
        Containers: [
          { Image: 'i', ModelDataUrl: 's3://b/model.tar.gz' },
          {
            Image: 'i',
            ModelDataSource: {
              S3DataSource: { S3Uri: 's3://b/raw/', S3DataType: 'S3Prefix', CompressionType: 'None' },
            },
          },
          { Image: 'i' },
        ],
      },
    }),
    value: {
      ModelPackageArn: `${ARN}:model-package/bm-birdsong/1`,
      ModelPackageVersion: 1,
      ModelPackageStatus: 'Completed',
      ModelApprovalStatus: 'Approved',
      InferenceSpecification: {
        Containers: [
          { ModelDataUrl: 's3://b/model.tar.gz' },
          { ModelDataUrl: 's3://b/raw/' },
          { ModelDataUrl: null },
        ],
      },
    },
    absent: missing(`Could not find model package "${ARN}:model-package/bm-birdsong/1".`),
    action: 'sagemaker:DescribeModelPackage',
  },
];
