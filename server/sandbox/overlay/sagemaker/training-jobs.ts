/**
 * Training jobs, kept here: the engine completes every job at once, whatever it is given, and writes no model.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTrainingJob.html
 */
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { AwsError, type OverlayContext, type OverlayHandler, type OverlayOperation } from '../../types.ts';
import { engineS3 } from '../s3/bucket.ts';
import { checkName } from './endpoint-configs.ts';
import { arnOf, invalid } from './engine.ts';
import { modelArchive } from './model-archive.ts';
import { pageOf } from './pages.ts';
import { setTags } from './tag-state.ts';
import { checkAsked, placeOf, whyItFails, type Asked } from './training-request.ts';

interface JobRecord {
  name: string;
  createdAt: string;
  asked: Omit<Asked, 'Tags'>;
  /** Seconds after creation at which the job is Training, Uploading and ended; all 0 when it is instant. */
  phases: { training: number; uploading: number; ended: number };
  failure?: string;
  stoppedAt?: string;
  written?: boolean;
}

interface Phase {
  Status: string;
  from: number;
  until?: number;
  StatusMessage: string;
}

const KIND = 'training-job';
const keyOf = (context: OverlayContext, name: string): string => `job/${context.region}/${name}`;
/** Managed Spot training bills about this share of the time; the figure varies on AWS. */
const SPOT_BILLED = 0.3;

const create: OverlayHandler = async (context, input) => {
  const { Tags, ...asked } = input as unknown as Asked;
  const name = asked.TrainingJobName;
  const arn = arnOf(context, KIND, name);
  checkName(name, 'trainingJobName');
  if (context.state.get(keyOf(context, name)) !== undefined) {
    throw new AwsError(
      'ResourceInUse',
      `Training job names must be unique within an AWS account and region, and a training job with this name already exists (${arn})`,
      400,
    );
  }
  await checkAsked(context, asked);
  const failure = await whyItFails(context, asked);
  const gradual = context.pace === 'gradual';
  const record: JobRecord = {
    name,
    createdAt: context.now().toISOString(),
    asked,
    phases: gradual ? { training: 90, uploading: 390, ended: 420 } : { training: 0, uploading: 0, ended: 0 },
    ...(failure === undefined ? {} : { failure }),
  };
  await writeModelWhenDone(context, record);
  setTags(context, arn, Tags ?? []);
  return { TrainingJobArn: arn };
};

function artifactOf({ asked, name }: JobRecord): string {
  return `${asked.OutputDataConfig.S3OutputPath.replace(/\/+$/, '')}/${name}/output/model.tar.gz`;
}

function elapsed(context: OverlayContext, { createdAt, stoppedAt }: JobRecord): number {
  const until = stoppedAt === undefined ? context.now() : new Date(stoppedAt);
  return (until.getTime() - new Date(createdAt).getTime()) / 1000;
}

function statusOf(context: OverlayContext, record: JobRecord): string {
  const { phases, failure, stoppedAt } = record;
  const passed = elapsed(context, record);
  if (passed >= phases.training && failure !== undefined) return 'Failed';
  if (passed >= phases.ended) return 'Completed';
  return stoppedAt === undefined ? 'InProgress' : 'Stopped';
}

/** Saves the record, with the model where a finished job leaves it. */
async function writeModelWhenDone(context: OverlayContext, record: JobRecord): Promise<JobRecord> {
  let saved = record;
  const place = placeOf(artifactOf(record));
  if (record.written !== true && statusOf(context, record) === 'Completed' && place !== undefined) {
    await engineS3(context).send(
      new PutObjectCommand({ Bucket: place.bucket, Key: place.key, Body: modelArchive(record.name) }),
    );
    saved = { ...record, written: true };
  }
  context.state.set(keyOf(context, record.name), saved);
  return saved;
}

async function jobOf(context: OverlayContext, name: string): Promise<JobRecord> {
  const found = context.state.get<JobRecord>(keyOf(context, name));
  if (found === undefined) throw invalid('Requested resource not found.');
  return found.written === true || statusOf(context, found) !== 'Completed'
    ? found
    : writeModelWhenDone(context, found);
}

function transitions(context: OverlayContext, record: JobRecord): Phase[] {
  const { training, uploading, ended } = record.phases;
  const status = statusOf(context, record);
  const passed = elapsed(context, record);
  const all: Phase[] = [
    { Status: 'Starting', from: 0, until: training, StatusMessage: 'Preparing the instances for training' },
    ...(record.failure === undefined
      ? [
          {
            Status: 'Training',
            from: training,
            until: uploading,
            StatusMessage: 'Training image download completed. Training in progress.',
          },
          {
            Status: 'Uploading',
            from: uploading,
            until: ended,
            StatusMessage: 'Uploading generated training model',
          },
          { Status: 'Completed', from: ended, until: ended, StatusMessage: 'Training job completed' },
        ]
      : [{ Status: 'Failed', from: training, until: training, StatusMessage: 'Training job failed' }]),
  ];
  const reached = all
    .filter(({ from }) => from <= passed)
    .map((phase) => {
      const { until, ...open } = phase;
      return until !== undefined && until <= passed ? phase : open;
    });
  return status === 'Stopped'
    ? [...reached, { Status: 'Stopped', from: passed, until: passed, StatusMessage: 'Training job stopped' }]
    : reached;
}

const describe: OverlayHandler = async (context, input) => {
  const record = await jobOf(context, String(input['TrainingJobName']));
  const start = new Date(record.createdAt).getTime();
  const at = (seconds: number): Date => new Date(start + seconds * 1000);
  const status = statusOf(context, record);
  const phases = transitions(context, record);
  const { training, uploading, ended } = record.phases;
  const passed = elapsed(context, record);
  const over = status === 'InProgress' ? undefined : status === 'Completed' ? ended : Math.min(passed, ended);
  const trained = Math.max(1, Math.round(Math.min(passed, uploading) - training));
  const spot = record.asked.EnableManagedSpotTraining === true;
  return {
    ...record.asked,
    TrainingJobArn: arnOf(context, KIND, record.name),
    TrainingJobStatus: status,
    SecondaryStatus: phases.at(-1)?.Status ?? 'Starting',
    SecondaryStatusTransitions: phases.map(({ Status, StatusMessage, from, until }) => ({
      Status,
      StatusMessage,
      StartTime: at(from),
      ...(until === undefined ? {} : { EndTime: at(until) }),
    })),
    ...(record.failure !== undefined && status === 'Failed' ? { FailureReason: record.failure } : {}),
    ModelArtifacts: { S3ModelArtifacts: status === 'Failed' ? '' : artifactOf(record) },
    CreationTime: at(0),
    ...(passed >= training ? { TrainingStartTime: at(training) } : {}),
    ...(over === undefined
      ? {}
      : {
          TrainingEndTime: at(over),
          TrainingTimeInSeconds: trained,
          BillableTimeInSeconds: spot ? Math.max(1, Math.round(trained * SPOT_BILLED)) : trained,
        }),
    LastModifiedTime: at(over ?? Math.min(passed, ended)),
  };
};

const list: OverlayHandler = (context, input) => {
  const wanted = input['StatusEquals'] as string | undefined;
  const all = context.state
    .keys(`job/${context.region}/`)
    .flatMap((key) => context.state.get<JobRecord>(key) ?? [])
    .filter((record) => wanted === undefined || statusOf(context, record) === wanted);
  const { items, next } = pageOf(all, input);
  return Promise.resolve({
    TrainingJobSummaries: items.map((record) => ({
      TrainingJobName: record.name,
      TrainingJobArn: arnOf(context, KIND, record.name),
      CreationTime: new Date(record.createdAt),
      LastModifiedTime: new Date(record.createdAt),
      TrainingJobStatus: statusOf(context, record),
    })),
    ...next,
  });
};

const stop: OverlayHandler = async (context, input) => {
  const record = await jobOf(context, String(input['TrainingJobName']));
  if (statusOf(context, record) !== 'InProgress') {
    throw invalid(
      `The request was rejected because the training job is in status ${statusOf(context, record)}.`,
    );
  }
  context.state.set(keyOf(context, record.name), { ...record, stoppedAt: context.now().toISOString() });
  return {};
};

export const trainingJobOperations: readonly OverlayOperation[] = [
  { service: 'sagemaker', operation: 'CreateTrainingJob', answer: create },
  { service: 'sagemaker', operation: 'DescribeTrainingJob', answer: describe },
  { service: 'sagemaker', operation: 'ListTrainingJobs', answer: list },
  { service: 'sagemaker', operation: 'StopTrainingJob', answer: stop },
];
