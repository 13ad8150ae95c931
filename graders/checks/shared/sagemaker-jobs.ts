/**
 * What makes a training job a good one (lab-catalogue §7, spot-training). The registry's and the endpoint's tasks ask for the
 * artifact of such a job, so they judge jobs with the same requirements.
 */
import { Type, type Static } from 'typebox';
import { after, Blocked, each, type Saw, type SawEach } from '../../kit/index.ts';
import { headObject, type ObjectHead } from '../../reads/s3-objects.ts';
import {
  trainingJob,
  trainingJobs,
  type Channel,
  type TrainingJob,
  type TrainingJobSummary,
} from '../../reads/sagemaker-training.ts';
import type { Flaw, Requirement } from './candidates.ts';

export const JobParams = Type.Object({
  jobPrefix: Type.String(),
  bucket: Type.String(),
  role: Type.String(),
  trainType: Type.String(),
  datasetGib: Type.Number({ exclusiveMinimum: 0 }),
});
export type JobParams = Static<typeof JobParams>;

/** Reads of every check that judges training jobs; spread into `reads`, with `bindJobs` in `bind`. */
export const jobReads = { jobs: trainingJobs, details: each(trainingJob) };

interface JobViews {
  jobs: Saw<TrainingJobSummary[]>;
  details: SawEach<{ name: string }, TrainingJob>;
}

/** What completed jobs left in S3; `bindArtifacts` says which objects. */
export const artifactReads = { artifacts: each(headObject) };
interface ArtifactViews {
  artifacts: SawEach<{ bucket: string; key: string }, ObjectHead>;
}

export function bindJobs({ jobPrefix }: JobParams) {
  return {
    jobs: { nameContains: jobPrefix },
    details: after('jobs', (jobs: readonly TrainingJobSummary[] | undefined) =>
      (jobs ?? [])
        .filter(({ TrainingJobName }) => TrainingJobName.startsWith(jobPrefix))
        .map(({ TrainingJobName }) => ({ name: TrainingJobName })),
    ),
  };
}

export function bindArtifacts({ bucket }: JobParams) {
  return {
    artifacts: after(
      'details',
      (entries: ReturnType<JobViews['details']>) =>
        unique(
          entries.flatMap((entry) => {
            const job = unlessBlocked(() => entry.value);
            const place = modelPlace(job?.ModelArtifacts.S3ModelArtifacts ?? null, bucket);
            return job?.TrainingJobStatus === 'Completed' && place ? [place] : [];
          }),
        ),
      anyModel(bucket),
    ),
  };
}

/** Every job whose name begins as the task asks. @throws Blocked when the list could not be read */
export function candidatesOf(saw: JobViews, { jobPrefix }: JobParams): Candidate[] {
  return (saw.jobs() ?? [])
    .filter(({ TrainingJobName }) => TrainingJobName.startsWith(jobPrefix))
    .map(({ TrainingJobName: name }) => ({
      name,
      job: () => saw.details().find(({ args }) => args.name === name)?.value,
    }));
}

export interface Candidate {
  readonly name: string;
  /** @throws Blocked when it could not be described */
  readonly job: () => TrainingJob | undefined;
}

export type JobReason =
  | 'not-yet'
  | 'unhealthy'
  | 'not-completed'
  | 'not-spot'
  | 'no-checkpoints'
  | 'data-wont-fit'
  | 'channels-wrong'
  | 'wrong-type-or-role'
  | 'artifact-missing-in-s3';

const DATA_CHANNELS = ['training', 'validation'];
/** Room for the data and for what is unpacked beside it. */
const ROOM = 1.2;
/** Unset: SageMaker AI's own default. https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_StoppingCondition.html */
const DEFAULT_RUNTIME = 86_400;

/** The requirements of a good job, in the catalogue's order, up to where its model went. */
export function jobRequirements(saw: JobViews, params: JobParams): Requirement<Candidate, JobReason>[] {
  const { bucket, role, trainType, datasetGib } = params;
  const at = ({ name }: Candidate, path: string, expected: unknown, actual: unknown) =>
    saw.details.at({ name }, path, expected, actual);
  const requirement = (
    reason: JobReason,
    look: (job: TrainingJob, candidate: Candidate) => Flaw | undefined,
  ): Requirement<Candidate, JobReason> => ({
    reason,
    flaw: (candidate) => {
      const job = candidate.job();
      const flaw = job && look(job, candidate);
      return flaw && { ...flaw, data: { job: candidate.name, ...flaw.data } };
    },
  });
  const status = (wrong: (status: string) => boolean) => (job: TrainingJob, candidate: Candidate) => {
    const now = job.TrainingJobStatus ?? 'unknown';
    if (!wrong(now)) return undefined;
    return {
      data: { status: now, state: now, failure: job.FailureReason ?? 'no reason given' },
      evidence: [at(candidate, 'TrainingJobStatus', 'Completed', now)],
    };
  };
  return [
    {
      // Listed a moment ago, gone now: as good as missing, and the only thing that can be said of it.
      reason: 'not-completed',
      flaw: (candidate) =>
        candidate.job()
          ? undefined
          : {
              data: { job: candidate.name, status: 'gone' },
              evidence: [at(candidate, 'TrainingJobStatus', 'Completed', 'no such job')],
            },
    },
    requirement(
      'not-yet',
      status((now) => now === 'InProgress' || now === 'Stopping'),
    ),
    requirement(
      'unhealthy',
      status((now) => now === 'Failed'),
    ),
    requirement(
      'not-completed',
      status((now) => now !== 'Completed'),
    ),
    requirement('not-spot', (job, candidate) => {
      const run = job.StoppingCondition.MaxRuntimeInSeconds ?? DEFAULT_RUNTIME;
      const wait = job.StoppingCondition.MaxWaitTimeInSeconds;
      if (!job.EnableManagedSpotTraining) {
        return {
          data: { what: 'is off' },
          evidence: [at(candidate, 'EnableManagedSpotTraining', true, false)],
        };
      }
      if (wait !== null && wait >= run) return undefined;
      return {
        data: { what: `waits ${wait ?? 0} s for a run of ${run} s` },
        evidence: [at(candidate, 'StoppingCondition.MaxWaitTimeInSeconds', `at least ${run}`, wait)],
      };
    }),
    requirement('no-checkpoints', (job, candidate) => {
      const uri = job.CheckpointConfig?.S3Uri ?? null;
      if (isUnder(uri, `s3://${bucket}/`)) return undefined;
      return {
        data: { uri: uri ?? 'nowhere' },
        evidence: [at(candidate, 'CheckpointConfig.S3Uri', `below s3://${bucket}/`, uri)],
      };
    }),
    requirement('data-wont-fit', (job, candidate) => {
      const volume = job.ResourceConfig.VolumeSizeInGB ?? 0;
      const streams = DATA_CHANNELS.every((name) => modeOf(job, name) !== 'File');
      const needed = ROOM * datasetGib;
      if (streams || volume >= needed) return undefined;
      return {
        data: { gib: volume, needed },
        evidence: [at(candidate, 'ResourceConfig.VolumeSizeInGB', `at least ${needed}`, volume)],
      };
    }),
    requirement('channels-wrong', (job, candidate) => {
      const [training, validation] = DATA_CHANNELS.map((name) => channelOf(job, name)?.S3Uri ?? null);
      const below = `s3://${bucket}/datasets/`;
      const bad = [training, validation].some((uri) => !isBelow(uri ?? null, below));
      if (!bad && bare(training ?? '') !== bare(validation ?? '')) return undefined;
      return {
        data: { training: training ?? 'missing', validation: validation ?? 'missing' },
        evidence: [
          at(
            candidate,
            'InputDataConfig',
            `channels training and validation, each its own prefix below ${below}`,
            {
              training,
              validation,
            },
          ),
        ],
      };
    }),
    requirement('wrong-type-or-role', (job, candidate) => {
      const { InstanceTypes: types } = job.ResourceConfig;
      const other = types.find((type) => type !== trainType);
      if (types.length === 0 || other !== undefined) {
        return {
          data: { what: `instance type ${other ?? 'unset'}`, wanted: trainType },
          evidence: [at(candidate, 'ResourceConfig.InstanceType', trainType, other ?? null)],
        };
      }
      if (job.RoleArn?.endsWith(`/${role}`) === true) return undefined;
      return {
        data: { what: `role ${job.RoleArn ?? 'unset'}`, wanted: role },
        evidence: [at(candidate, 'RoleArn', role, job.RoleArn)],
      };
    }),
    requirement('artifact-missing-in-s3', (job, candidate) => {
      const url = job.ModelArtifacts.S3ModelArtifacts;
      const wanted = `s3://${bucket}/models/`;
      if (isBelow(url, wanted) && placeOf(url)) return undefined;
      return {
        data: { url: url ?? 'nothing', wanted },
        evidence: [at(candidate, 'ModelArtifacts.S3ModelArtifacts', `an object below ${wanted}`, url)],
      };
    }),
  ];
}

/** What a good job made has to be there still. The registry's task asks for it in its own words, so it stands apart. */
export function keptRequirement(
  saw: ArtifactViews,
  { bucket }: JobParams,
): Requirement<Candidate, 'artifact-missing-in-s3'> {
  return {
    reason: 'artifact-missing-in-s3',
    flaw: (candidate) => {
      const job = candidate.job();
      const url = job?.ModelArtifacts.S3ModelArtifacts ?? null;
      // What lies elsewhere is flawed already; nobody looks into other buckets of the account.
      const place = modelPlace(url, bucket);
      if (!place || job?.TrainingJobStatus !== 'Completed') return undefined;
      const size = saw.artifacts().find(({ args }) => args.bucket === place.bucket && args.key === place.key)
        ?.value?.ContentLength;
      if (size !== undefined && size > 0) return undefined;
      return {
        data: { job: candidate.name, url, wanted: `s3://${bucket}/models/` },
        evidence: [saw.artifacts.at(place, 'ContentLength', 'more than 0', size ?? 'no such object')],
      };
    },
  };
}

function channelOf({ InputDataConfig }: TrainingJob, name: string): Channel | undefined {
  return InputDataConfig.find(({ ChannelName }) => ChannelName === name);
}

/** A channel's own input mode stands before the job's. https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_Channel.html */
function modeOf(job: TrainingJob, name: string): string {
  return channelOf(job, name)?.InputMode ?? job.TrainingInputMode ?? 'File';
}

const bare = (uri: string): string => uri.replace(/\/+$/, '');

function isUnder(uri: string | null, prefix: string): boolean {
  return uri !== null && `${bare(uri)}/`.startsWith(prefix);
}
function isBelow(uri: string | null, prefix: string): boolean {
  return isUnder(uri, prefix) && bare(uri ?? '').length >= prefix.length;
}

/** Bucket and key of `s3://bucket/key`. */
function placeOf(uri: string | null): { bucket: string; key: string } | undefined {
  const found = /^s3:\/\/([^/]+)\/(.+)$/.exec(uri ?? '');
  return found ? { bucket: found[1] ?? '', key: found[2] ?? '' } : undefined;
}

/** The place of a model below `models/` of the lab's bucket, where a good job leaves it; undefined for every other. */
export function modelPlace(url: string | null, bucket: string): { bucket: string; key: string } | undefined {
  return isBelow(url, `s3://${bucket}/models/`) ? placeOf(url) : undefined;
}

/** What all such places have in common, for the policy. */
export const anyModel = (bucket: string): { bucket: string; key: string } => ({ bucket, key: 'models/*' });

function unique<T>(items: readonly T[]): T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}

/** The value, or undefined where it could not be read: the judge meets the same entry again and says so there. */
export function unlessBlocked<T>(look: () => T | undefined): T | undefined {
  try {
    return look();
  } catch (error) {
    if (error instanceof Blocked) return undefined;
    throw error;
  }
}
