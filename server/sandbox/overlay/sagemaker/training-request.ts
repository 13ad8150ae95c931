/** What SageMaker AI asks of a new training job before and while it starts. */
import { GetRoleCommand, IAMClient, type IAMClientConfig } from '@aws-sdk/client-iam';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { OverlayContext } from '../../types.ts';
import { bucketExists, engineS3 } from '../s3/bucket.ts';
import { invalid, sagemakerSdk } from './engine.ts';
import type { Tag } from './tag-state.ts';

/** The members of CreateTrainingJob that are looked at; every other one is given back as it was sent. */
export interface Asked {
  TrainingJobName: string;
  RoleArn: string;
  AlgorithmSpecification: { TrainingImage?: string; AlgorithmName?: string; TrainingInputMode?: string };
  InputDataConfig?: { ChannelName: string; DataSource?: { S3DataSource?: { S3Uri: string } } }[];
  OutputDataConfig: { S3OutputPath: string };
  ResourceConfig: {
    InstanceType?: string;
    InstanceCount?: number;
    InstanceGroups?: { InstanceType: string }[];
  };
  StoppingCondition?: { MaxRuntimeInSeconds?: number; MaxWaitTimeInSeconds?: number };
  EnableManagedSpotTraining?: boolean;
  CheckpointConfig?: { S3Uri: string };
  Tags?: Tag[];
}

/** @throws AwsError ValidationException for what SageMaker AI refuses at once */
export async function checkAsked(context: OverlayContext, asked: Omit<Asked, 'Tags'>): Promise<void> {
  const { StoppingCondition: limits = {}, ResourceConfig: resources } = asked;
  const { MaxRuntimeInSeconds: run = 86_400, MaxWaitTimeInSeconds: wait } = limits;
  if (asked.EnableManagedSpotTraining === true) {
    if (wait === undefined || wait < run) {
      throw invalid(
        `Invalid MaxWaitTimeInSeconds. It must be present and be greater than or equal to MaxRuntimeInSeconds when EnableManagedSpotTraining is set to true.`,
      );
    }
  } else if (wait !== undefined) {
    throw invalid(
      'MaxWaitTimeInSeconds above 0 is not supported for a job without EnableManagedSpotTraining.',
    );
  }
  const { TrainingInstanceType } = await sagemakerSdk();
  const known = new Set<string>(Object.values(TrainingInstanceType));
  const types = resources.InstanceGroups?.map(({ InstanceType }) => InstanceType) ?? [
    resources.InstanceType ?? '',
  ];
  const unknown = types.find((type) => !known.has(type));
  if (unknown !== undefined) {
    throw invalid(
      `1 validation error detected: Value '${unknown}' at 'resourceConfig.instanceType' failed to satisfy constraint: Member must satisfy enum value set: [${[...known].join(', ')}]`,
    );
  }
  const channels = (asked.InputDataConfig ?? []).map(({ ChannelName }) => ChannelName);
  if (new Set(channels).size < channels.length)
    throw invalid('Channel names must be unique within a training job.');
  if (!(await roleExists(context, asked.RoleArn))) {
    throw invalid(
      `Could not assume role ${asked.RoleArn}. Please ensure that the role exists and allows principal 'sagemaker.amazonaws.com' to assume the role.`,
    );
  }
}

async function roleExists(context: OverlayContext, arn: string): Promise<boolean> {
  const found = /^arn:aws:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(arn);
  if (found?.[1] !== context.account) return false;
  const client = new IAMClient(context.engineClient() as IAMClientConfig);
  try {
    await client.send(new GetRoleCommand({ RoleName: found[2] }));
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchEntityException') return false;
    throw error;
  } finally {
    client.destroy();
  }
}

/** What the job would meet as soon as it starts; undefined when it finds its data and its output bucket. */
export async function whyItFails(
  context: OverlayContext,
  asked: Omit<Asked, 'Tags'>,
): Promise<string | undefined> {
  for (const channel of asked.InputDataConfig ?? []) {
    const uri = channel.DataSource?.S3DataSource?.S3Uri;
    const place = uri === undefined ? undefined : placeOf(uri);
    if (uri === undefined) continue;
    // oxlint-disable-next-line no-await-in-loop -- the first channel without data is the one that AWS names
    if (place === undefined || !(await hasObjects(context, place))) {
      return `ClientError: No S3 objects found under S3 URL "${uri}" given in input data source. Please ensure that the bucket exists in the selected region (${context.region}), that objects exist under that S3 prefix, and that the role "${asked.RoleArn}" has "s3:ListBucket" permissions on bucket "${place?.bucket ?? ''}".`;
    }
  }
  const output = placeOf(asked.OutputDataConfig.S3OutputPath);
  if (output === undefined || !(await bucketExists(context, output.bucket)))
    return `ClientError: Failed to upload to "${asked.OutputDataConfig.S3OutputPath}": The specified bucket does not exist.`;
  return undefined;
}

interface Place {
  bucket: string;
  key: string;
}

/** Bucket and key of `s3://bucket/key`. */
export function placeOf(uri: string): Place | undefined {
  const found = /^s3:\/\/([^/]+)\/?(.*)$/.exec(uri);
  return found ? { bucket: found[1] ?? '', key: found[2] ?? '' } : undefined;
}

async function hasObjects(context: OverlayContext, { bucket, key }: Place): Promise<boolean> {
  if (!(await bucketExists(context, bucket))) return false;
  const { KeyCount } = await engineS3(context).send(
    new ListObjectsV2Command({ Bucket: bucket, Prefix: key, MaxKeys: 1 }),
  );
  return (KeyCount ?? 0) > 0;
}
