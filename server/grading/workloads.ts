/** Training jobs and endpoints of an account: which role each runs as, and which objects it reads and writes. */
import type { Observation } from '../../graders/kit/index.ts';
import {
  endpoint,
  endpointConfig,
  endpoints,
  model,
  type Endpoint,
  type EndpointConfig,
  type EndpointSummary,
  type Model,
} from '../../graders/reads/sagemaker-hosting.ts';
import {
  modelPackage,
  trainingJob,
  trainingJobs,
  type ModelPackage,
  type TrainingJob,
  type TrainingJobSummary,
} from '../../graders/reads/sagemaker-training.ts';
import type { IdentitiesReply } from '../contract/index.ts';
import { blockedMessage, type AskRead } from './picture-session.ts';

export const WORKLOAD_READS = [
  trainingJobs,
  trainingJob,
  endpoints,
  endpoint,
  endpointConfig,
  model,
  modelPackage,
];
/** Of each kind; the newest come first. */
const MOST = 8;

export interface Touch {
  verb: 'read' | 'write';
  bucket: string;
  /** A key, or a prefix that ends in a slash. */
  key: string;
}
export interface Workload {
  shown: IdentitiesReply['workloads'][number];
  roleArn: string | null;
  touches: Touch[];
}
export interface Workloads {
  all: Workload[];
  unread: IdentitiesReply['unread'];
}

/** @param jobPrefix what the names of the jobs begin with */
export async function workloadsOf(ask: AskRead, jobPrefix: string): Promise<Workloads> {
  const unread = new Map<string, string>();
  const seen = <T>(what: string, observation: Observation<T>): T | undefined => {
    if (observation.state === 'blocked') unread.set(what, blockedMessage(observation));
    return observation.state === 'present' ? observation.value : undefined;
  };
  const [jobs, hosts] = await Promise.all([
    ask<TrainingJobSummary[]>(trainingJobs, { nameContains: jobPrefix }),
    ask<EndpointSummary[]>(endpoints, {}),
  ]);
  const training = (seen('training jobs', jobs) ?? [])
    .filter(({ TrainingJobName }) => TrainingJobName.startsWith(jobPrefix))
    .slice(0, MOST)
    .map(async ({ TrainingJobName: name }) => {
      const job = seen('a training job', await ask<TrainingJob>(trainingJob, { name }));
      return job ? [jobWorkload(job)] : [];
    });
  const serving = (seen('endpoints', hosts) ?? []).slice(0, MOST).map(async ({ EndpointName: name }) => {
    const found = seen('an endpoint', await ask<Endpoint>(endpoint, { name }));
    const config = found?.EndpointConfigName;
    if (!found || !config) return [];
    const declared = seen(
      'an endpoint configuration',
      await ask<EndpointConfig>(endpointConfig, { name: config }),
    );
    const names = new Set((declared?.ProductionVariants ?? []).flatMap(({ ModelName }) => ModelName ?? []));
    return await Promise.all([...names].map((one) => modelWorkload(found, one)));
  });
  const modelWorkload = async (host: Endpoint, name: string): Promise<Workload> => {
    const found = seen('a model', await ask<Model>(model, { name }));
    const urls = await Promise.all(
      (found?.Containers ?? []).map(async ({ ModelDataUrl, ModelPackageName: arn }) => {
        if (ModelDataUrl !== null || arn === null) return [ModelDataUrl];
        const version = seen('a model package', await ask<ModelPackage>(modelPackage, { arn }));
        return (version?.InferenceSpecification.Containers ?? []).map((container) => container.ModelDataUrl);
      }),
    );
    return {
      shown: {
        kind: 'serving',
        name: host.EndpointName,
        status: host.EndpointStatus ?? 'unknown',
        detail: `model ${name}`,
        role: nameOf(found?.ExecutionRoleArn ?? null),
      },
      roleArn: found?.ExecutionRoleArn ?? null,
      touches: urls.flat().flatMap((url) => touch('read', url)),
    };
  };
  const all = (await Promise.all([...training, ...serving])).flat();
  return { all, unread: [...unread].map(([what, message]) => ({ what, message })) };
}

function jobWorkload(job: TrainingJob): Workload {
  const { CheckpointConfig, InputDataConfig, OutputDataConfig, RoleArn } = job;
  const checkpoints = CheckpointConfig?.S3Uri ?? null;
  return {
    shown: {
      kind: 'training',
      name: job.TrainingJobName,
      status: job.TrainingJobStatus ?? 'unknown',
      detail: job.FailureReason ?? '',
      role: nameOf(RoleArn),
    },
    roleArn: RoleArn,
    touches: [
      ...InputDataConfig.flatMap(({ S3Uri }) => touch('read', S3Uri)),
      ...touch('read', checkpoints),
      ...touch('write', checkpoints),
      ...touch('write', OutputDataConfig.S3OutputPath),
    ],
  };
}

/** The name at the end of a role's ARN. */
const nameOf = (arn: string | null): string | null => arn?.split('/').at(-1) ?? null;

function touch(verb: Touch['verb'], uri: string | null): Touch[] {
  const [, bucket, key = ''] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(uri ?? '') ?? [];
  return bucket === undefined ? [] : [{ verb, bucket, key }];
}
