import { decide, defineCheck, fail, pass } from '../../kit/index.ts';
import { firstGood, nearestMiss } from '../shared/candidates.ts';
import {
  artifactReads,
  bindArtifacts,
  bindJobs,
  candidatesOf,
  JobParams,
  jobReads,
  jobRequirements,
  keptRequirement,
} from '../shared/sagemaker-jobs.ts';

export default defineCheck({
  id: 'sagemaker/spot-training',
  title: 'A training job ran on managed Spot and kept what it made',
  params: JobParams,
  reads: { ...jobReads, ...artifactReads },
  bind: (params) => ({ ...bindJobs(params), ...bindArtifacts(params) }),
  reasons: {
    trained: pass('Training job {job} ran on managed Spot, with checkpoints, and left its model in S3.'),
    'job-missing': fail(
      'There is no training job whose name begins with {jobPrefix}.',
      'Start one with create-training-job.',
    ),
    'not-yet': fail('Training job {job} is still {state}.', 'Grade again when it is ready.'),
    unhealthy: fail('Training job {job} failed: {failure}', 'Repair that, and start another one.'),
    'not-completed': fail(
      'Training job {job} is {status}.',
      'Start another one: a stopped job left no model.',
    ),
    'not-spot': fail(
      'Managed Spot of {job} {what}.',
      'Set EnableManagedSpotTraining, with MaxWaitTimeInSeconds at least MaxRuntimeInSeconds.',
    ),
    'no-checkpoints': fail(
      'Checkpoints of {job} go {uri}, not to bucket {bucket}: an interruption would start it over.',
      'Set CheckpointConfig.S3Uri.',
    ),
    'data-wont-fit': fail(
      '{job} copies {datasetGib} GiB to a volume of {gib} GiB; with room to work it needs {needed}.',
      'Make the volume larger, or stream both channels.',
    ),
    'channels-wrong': fail(
      'Channels of {job}: training from {training}, validation from {validation}.',
      'Give each its own prefix below s3://{bucket}/datasets/.',
    ),
    'wrong-type-or-role': fail('{job} ran with {what}, not {wanted}.', 'Both stand in create-training-job.'),
    'artifact-missing-in-s3': fail(
      'The model of {job} should be an object below {wanted}; {url} is none, or empty.',
      'Set OutputDataConfig.S3OutputPath, and keep what the job writes.',
    ),
  },
  judge(saw, params) {
    const jobs = () => candidatesOf(saw, params);
    const requirements = [...jobRequirements(saw, params), keptRequirement(saw, params)];
    return decide(
      [
        () =>
          jobs().length > 0
            ? undefined
            : {
                reason: 'job-missing' as const,
                data: {},
                evidence: [saw.jobs.at('TrainingJobSummaries', `a job named ${params.jobPrefix}…`, 'none')],
              },
        () => (jobs().length > 0 ? nearestMiss(jobs(), requirements) : undefined),
      ],
      () => {
        const good = firstGood(jobs(), requirements);
        const name = good?.name ?? '';
        return {
          reason: 'trained' as const,
          data: { job: name },
          evidence: [
            saw.details.at({ name }, 'TrainingJobStatus', 'Completed', good?.job()?.TrainingJobStatus),
          ],
        };
      },
    );
  },
});
