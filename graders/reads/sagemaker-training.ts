/** Training jobs, and what became of them in the model registry. */
import {
  DescribeModelPackageCommand,
  DescribeTrainingJobCommand,
  paginateListModelPackages,
  paginateListTrainingJobs,
} from '@aws-sdk/client-sagemaker';
import { defineRead } from '../kit/index.ts';
import { arnOr } from './arn.ts';
import { orAbsent, sagemaker, sagemakerArn } from './sagemaker-client.ts';

export interface TrainingJobSummary {
  TrainingJobName: string;
  TrainingJobStatus: string | null;
}

/**
 * Training jobs whose name contains a text.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ListTrainingJobs.html
 */
export const trainingJobs = defineRead<{ nameContains: string }, TrainingJobSummary[]>({
  id: 'sagemaker:ListTrainingJobs',
  resources: () => ['*'],
  call: async ({ client }, { nameContains }) => {
    const all: TrainingJobSummary[] = [];
    const input = { NameContains: nameContains, MaxResults: 100 };
    for await (const page of paginateListTrainingJobs({ client: client(sagemaker) }, input)) {
      for (const { TrainingJobName, TrainingJobStatus } of page.TrainingJobSummaries ?? [])
        all.push({ TrainingJobName: TrainingJobName ?? '', TrainingJobStatus: TrainingJobStatus ?? null });
    }
    return all;
  },
});

export interface Channel {
  ChannelName: string;
  S3Uri: string | null;
  /** Null means the job's own input mode. */
  InputMode: string | null;
}

export interface TrainingJob {
  TrainingJobName: string;
  TrainingJobStatus: string | null;
  RoleArn: string | null;
  EnableManagedSpotTraining: boolean;
  StoppingCondition: { MaxRuntimeInSeconds: number | null; MaxWaitTimeInSeconds: number | null };
  CheckpointConfig: { S3Uri: string | null } | null;
  /** File, FastFile or Pipe. */
  TrainingInputMode: string | null;
  InputDataConfig: Channel[];
  OutputDataConfig: { S3OutputPath: string | null };
  ResourceConfig: { InstanceTypes: string[]; VolumeSizeInGB: number | null };
  ModelArtifacts: { S3ModelArtifacts: string | null };
  FailureReason: string | null;
}

/** One training job. https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeTrainingJob.html */
export const trainingJob = defineRead<{ name: string }, TrainingJob>({
  id: 'sagemaker:DescribeTrainingJob',
  resources: ({ name }, run) => [sagemakerArn(run, 'training-job', name)],
  call: async ({ client }, { name }) => {
    const job = await orAbsent(
      client(sagemaker).send(new DescribeTrainingJobCommand({ TrainingJobName: name })),
    );
    const { ResourceConfig: resources, StoppingCondition: limits } = job;
    const groups = resources?.InstanceGroups ?? [];
    const types =
      groups.length > 0 ? groups.map(({ InstanceType }) => InstanceType) : [resources?.InstanceType];
    return {
      TrainingJobName: job.TrainingJobName ?? name,
      TrainingJobStatus: job.TrainingJobStatus ?? null,
      RoleArn: job.RoleArn ?? null,
      EnableManagedSpotTraining: job.EnableManagedSpotTraining === true,
      StoppingCondition: {
        MaxRuntimeInSeconds: limits?.MaxRuntimeInSeconds ?? null,
        MaxWaitTimeInSeconds: limits?.MaxWaitTimeInSeconds ?? null,
      },
      CheckpointConfig: job.CheckpointConfig ? { S3Uri: job.CheckpointConfig.S3Uri ?? null } : null,
      TrainingInputMode: job.AlgorithmSpecification?.TrainingInputMode ?? null,
      InputDataConfig: (job.InputDataConfig ?? []).map(({ ChannelName, DataSource, InputMode }) => ({
        ChannelName: ChannelName ?? '',
        S3Uri: DataSource?.S3DataSource?.S3Uri ?? null,
        InputMode: InputMode ?? null,
      })),
      OutputDataConfig: { S3OutputPath: job.OutputDataConfig?.S3OutputPath ?? null },
      ResourceConfig: {
        InstanceTypes: types.flatMap((type) => type ?? []),
        VolumeSizeInGB: resources?.VolumeSizeInGB ?? null,
      },
      ModelArtifacts: { S3ModelArtifacts: job.ModelArtifacts?.S3ModelArtifacts ?? null },
      FailureReason: job.FailureReason ?? null,
    };
  },
});

/** ARN of whatever version of a model package group. */
export function versionsOf(group: string, run: { account: string; region: string }): string {
  return sagemakerArn(run, 'model-package', `${group}/*`);
}

export interface ModelPackageSummary {
  ModelPackageArn: string;
  ModelPackageVersion: number | null;
  ModelPackageStatus: string | null;
  ModelApprovalStatus: string | null;
}

/**
 * The versions of a model package group, newest first.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ListModelPackages.html
 */
export const modelPackages = defineRead<{ group: string }, ModelPackageSummary[]>({
  id: 'sagemaker:ListModelPackages',
  // Asked for one group it is a permission on that group's versions.
  resources: ({ group }, run) => [versionsOf(group, run)],
  call: async ({ client }, { group }) => {
    const all: ModelPackageSummary[] = [];
    const pages = paginateListModelPackages(
      { client: client(sagemaker) },
      { ModelPackageGroupName: group, MaxResults: 100 },
    );
    const collect = async (): Promise<void> => {
      for await (const page of pages) {
        for (const item of page.ModelPackageSummaryList ?? [])
          all.push({
            ModelPackageArn: item.ModelPackageArn ?? '',
            ModelPackageVersion: item.ModelPackageVersion ?? null,
            ModelPackageStatus: item.ModelPackageStatus ?? null,
            ModelApprovalStatus: item.ModelApprovalStatus ?? null,
          });
      }
    };
    await orAbsent(collect());
    return all.toSorted((a, b) => (b.ModelPackageVersion ?? 0) - (a.ModelPackageVersion ?? 0));
  },
});

export interface ModelPackage {
  ModelPackageArn: string;
  ModelPackageVersion: number | null;
  ModelPackageStatus: string | null;
  ModelApprovalStatus: string | null;
  InferenceSpecification: { Containers: { ModelDataUrl: string | null }[] };
}

/** One version of a model. https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeModelPackage.html */
export const modelPackage = defineRead<{ arn: string }, ModelPackage>({
  id: 'sagemaker:DescribeModelPackage',
  resources: ({ arn }, run) => [arnOr(arn, sagemakerArn(run, 'model-package', '*'))],
  call: async ({ client }, { arn }) => {
    const item = await orAbsent(
      client(sagemaker).send(new DescribeModelPackageCommand({ ModelPackageName: arn })),
    );
    return {
      ModelPackageArn: item.ModelPackageArn ?? arn,
      ModelPackageVersion: item.ModelPackageVersion ?? null,
      ModelPackageStatus: item.ModelPackageStatus ?? null,
      ModelApprovalStatus: item.ModelApprovalStatus ?? null,
      InferenceSpecification: {
        Containers: (item.InferenceSpecification?.Containers ?? []).map(
          ({ ModelDataUrl, ModelDataSource }) => ({
            ModelDataUrl: ModelDataUrl ?? ModelDataSource?.S3DataSource?.S3Uri ?? null,
          }),
        ),
      },
    };
  },
});
