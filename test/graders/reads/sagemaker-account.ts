/** An account with one of everything that the SageMaker AI lab reads. */
import {
  ApplicationAutoScalingClient,
  PutScalingPolicyCommand,
  RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  CreateModelPackageCommand,
  CreateModelPackageGroupCommand,
  CreateTrainingJobCommand,
  SageMakerClient,
  UpdateEndpointCommand,
} from '@aws-sdk/client-sagemaker';
import type { clientOf } from '../../helpers/sandbox.ts';

const BUCKET = 'bm-sm-reads';
const IMAGE = '763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch-inference:2.6-cpu-py312';
const VARIANT = 'endpoint/bm-birdsong/variant/main';
const MODEL = `s3://${BUCKET}/models/bm-birdsong-1/output/model.tar.gz`;
export const NAMES = { bucket: BUCKET, variant: VARIANT, model: MODEL };

/** @returns the ARN of the one model package */
export async function fillAccount(config: ReturnType<typeof clientOf>): Promise<string> {
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  for (const part of ['train', 'val'])
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: `datasets/${part}/a.wav`, Body: 'song' }));
  const role = await new IAMClient(config).send(
    new CreateRoleCommand({
      RoleName: 'bm-sm-exec',
      AssumeRolePolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: {
          Effect: 'Allow',
          Principal: { Service: 'sagemaker.amazonaws.com' },
          Action: 'sts:AssumeRole',
        },
      }),
    }),
  );
  const sagemaker = new SageMakerClient(config);
  const packageArn = await train(sagemaker, role.Role?.Arn ?? '');
  await serve(sagemaker, role.Role?.Arn ?? '', new CloudWatchClient(config));
  await scale(new ApplicationAutoScalingClient(config));
  return packageArn;
}

async function train(sagemaker: SageMakerClient, role: string): Promise<string> {
  await sagemaker.send(
    new CreateTrainingJobCommand({
      TrainingJobName: 'bm-birdsong-1',
      RoleArn: role,
      AlgorithmSpecification: { TrainingImage: IMAGE, TrainingInputMode: 'FastFile' },
      InputDataConfig: ['train', 'val'].map((part) => ({
        ChannelName: part === 'val' ? 'validation' : 'training',
        DataSource: {
          S3DataSource: { S3DataType: 'S3Prefix', S3Uri: `s3://${BUCKET}/datasets/${part}/` },
        },
      })),
      OutputDataConfig: { S3OutputPath: `s3://${BUCKET}/models/` },
      ResourceConfig: { InstanceType: 'ml.g5.xlarge', InstanceCount: 1, VolumeSizeInGB: 50 },
      StoppingCondition: { MaxRuntimeInSeconds: 3600, MaxWaitTimeInSeconds: 7200 },
      EnableManagedSpotTraining: true,
      CheckpointConfig: { S3Uri: `s3://${BUCKET}/checkpoints/` },
    }),
  );
  const group = { ModelPackageGroupName: 'bm-birdsong' };
  await sagemaker.send(new CreateModelPackageGroupCommand(group));
  const made = await sagemaker.send(
    new CreateModelPackageCommand({
      ...group,
      ModelApprovalStatus: 'Approved',
      InferenceSpecification: {
        Containers: [{ Image: IMAGE, ModelDataUrl: MODEL }],
        SupportedContentTypes: ['application/json'],
        SupportedResponseMIMETypes: ['application/json'],
      },
    }),
  );
  return made.ModelPackageArn ?? '';
}

async function serve(sagemaker: SageMakerClient, role: string, cloudwatch: CloudWatchClient): Promise<void> {
  await sagemaker.send(
    new CreateModelCommand({
      ModelName: 'birdsong',
      ExecutionRoleArn: role,
      PrimaryContainer: { Image: IMAGE, ModelDataUrl: MODEL },
    }),
  );
  for (const name of ['birdsong-1', 'birdsong-2'])
    await sagemaker.send(
      new CreateEndpointConfigCommand({
        EndpointConfigName: name,
        ProductionVariants: [
          {
            VariantName: 'main',
            ModelName: 'birdsong',
            InstanceType: 'ml.m5.xlarge',
            InitialInstanceCount: 2,
          },
        ],
      }),
    );
  await sagemaker.send(
    new CreateEndpointCommand({
      EndpointName: 'bm-birdsong',
      EndpointConfigName: 'birdsong-1',
      Tags: [{ Key: 'Keep', Value: 'true' }],
    }),
  );
  await cloudwatch.send(
    new PutMetricAlarmCommand({
      AlarmName: 'bm-5xx',
      Namespace: 'AWS/SageMaker',
      MetricName: 'Invocation5XXErrors',
      Dimensions: [{ Name: 'EndpointName', Value: 'bm-birdsong' }],
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    }),
  );
  await sagemaker.send(
    new UpdateEndpointCommand({
      EndpointName: 'bm-birdsong',
      EndpointConfigName: 'birdsong-2',
      DeploymentConfig: {
        BlueGreenUpdatePolicy: {
          TrafficRoutingConfiguration: {
            Type: 'CANARY',
            WaitIntervalInSeconds: 300,
            CanarySize: { Type: 'INSTANCE_COUNT', Value: 1 },
          },
        },
        AutoRollbackConfiguration: { Alarms: [{ AlarmName: 'bm-5xx' }] },
      },
    }),
  );
}

async function scale(autoscaling: ApplicationAutoScalingClient): Promise<void> {
  const target = {
    ServiceNamespace: 'sagemaker' as const,
    ResourceId: VARIANT,
    ScalableDimension: 'sagemaker:variant:DesiredInstanceCount' as const,
  };
  await autoscaling.send(new RegisterScalableTargetCommand({ ...target, MinCapacity: 2, MaxCapacity: 6 }));
  await autoscaling.send(
    new PutScalingPolicyCommand({
      ...target,
      PolicyName: 'follow',
      PolicyType: 'TargetTrackingScaling',
      TargetTrackingScalingPolicyConfiguration: {
        TargetValue: 70,
        PredefinedMetricSpecification: { PredefinedMetricType: 'SageMakerVariantInvocationsPerInstance' },
      },
    }),
  );
}
