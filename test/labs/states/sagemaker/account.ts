/** What the states of `sagemaker-train-deploy` are made of: jobs, packages, models and endpoints beside the reference's. */
import type { Step } from '../../../../server/scripts/index.ts';
import { call, type AccountState, type Expected } from '../state.ts';

export type Json = Record<string, unknown>;

/** The reference's names, whatever variable the state has replaced. */
export const GOOD = {
  role: 'arn:aws:iam::{{acct}}:role/{{prefix}}-sm-exec',
  job: '{{prefix}}-birdsong-1',
  model: '{{prefix}}-birdsong-1',
  package: 'arn:aws:sagemaker:{{region}}:{{acct}}:model-package/{{prefix}}-birdsong/1',
};
const registry = '763104351884.dkr.ecr.{{region}}.amazonaws.com';
const TRAINING_IMAGE = `${registry}/pytorch-training:2.6-gpu-py312`;
export const SERVING_IMAGE = `${registry}/pytorch-inference:2.6-cpu-py312`;

/**
 * States of one task in the shared account. Each replaces a variable by a name of its own, so that none sees another's.
 * @param variable the one that names what the task is about
 */
export const statesOf = (task: string, variable: string) => {
  let number = 0;
  return (
    name: string,
    calls: readonly Step[],
    expected: Expected,
    more: Partial<AccountState> = {},
  ): AccountState => ({
    name: `${task}: ${name}`,
    calls,
    expect: { [task]: expected },
    ...more,
    variables: {
      [variable]: `st-${task}-${++number}${variable === 'job_prefix' ? '-' : ''}`,
      ...more.variables,
    },
  });
};

const channel = (ChannelName: string, S3Uri: string, InputMode?: string): Json => ({
  ChannelName,
  DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri } },
  ...(InputMode === undefined ? {} : { InputMode }),
});
export const DATA = 's3://{{bucket}}/datasets';
export const channels = (training = `${DATA}/train/`, validation = `${DATA}/val/`, mode?: string): Json => ({
  InputDataConfig: [channel('training', training, mode), channel('validation', validation, mode)],
});
export const namedChannels = (
  ...pairs: readonly (readonly [name: string, uri: string, mode?: string])[]
): Json => ({
  InputDataConfig: pairs.map(([name, uri, mode]) => channel(name, uri, mode)),
});
export const runs = (MaxRuntimeInSeconds: number, MaxWaitTimeInSeconds?: number): Json => ({
  StoppingCondition: {
    MaxRuntimeInSeconds,
    ...(MaxWaitTimeInSeconds === undefined ? {} : { MaxWaitTimeInSeconds }),
  },
});
export const on = (InstanceType: string, VolumeSizeInGB = 50, more: Json = {}): Json => ({
  ResourceConfig: { InstanceType, InstanceCount: 1, VolumeSizeInGB, ...more },
});
export const reads = (TrainingInputMode: string): Json => ({
  AlgorithmSpecification: { TrainingImage: TRAINING_IMAGE, TrainingInputMode },
});

/** A training job as the reference starts it, with some members replaced; null leaves one out. */
export const train = (name: string, changes: Json = {}): Step =>
  call('sagemaker:CreateTrainingJob', {
    TrainingJobName: name,
    ...Object.fromEntries(
      Object.entries({
        RoleArn: GOOD.role,
        ...reads('FastFile'),
        ...channels(),
        OutputDataConfig: { S3OutputPath: 's3://{{bucket}}/models/' },
        ...on('{{train_type}}'),
        EnableManagedSpotTraining: true,
        ...runs(3600, 7200),
        CheckpointConfig: { S3Uri: 's3://{{bucket}}/checkpoints/' },
        ...changes,
      }).filter(([, value]) => value !== null),
    ),
  });

export const endpointConfig = (name: string, ...variants: readonly Json[]): Step =>
  call('sagemaker:CreateEndpointConfig', { EndpointConfigName: name, ProductionVariants: variants });
export const variant = (changes: Json = {}): Json => ({
  VariantName: 'main',
  ModelName: GOOD.model,
  InstanceType: '{{endpoint_type}}',
  InitialInstanceCount: 2,
  ...changes,
});
export const endpoint = (name: string, config: string, more: Json = {}): Step =>
  call('sagemaker:CreateEndpoint', { EndpointName: name, EndpointConfigName: config, ...more });
/** `{{endpoint}}` and its configuration. */
export const serve = (...variants: readonly Json[]): Step[] => [
  endpointConfig('{{endpoint}}-a', ...variants),
  endpoint('{{endpoint}}', '{{endpoint}}-a'),
];
export const model = (name: string, container: Json): Step =>
  call('sagemaker:CreateModel', {
    ModelName: name,
    ExecutionRoleArn: GOOD.role,
    PrimaryContainer: container,
  });
