/** The reads of the SageMaker AI lab against the sandbox: values as they are, and every fault. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BlockedReason } from '../../../graders/contract/index.ts';
import type { AnyRead, Observation } from '../../../graders/kit/index.ts';
import {
  sagemakerScalableTargets,
  sagemakerScalingPolicies,
} from '../../../graders/reads/application-autoscaling.ts';
import { metricAlarms } from '../../../graders/reads/cloudwatch.ts';
import {
  endpoint,
  endpointConfig,
  endpoints,
  model,
  sagemakerTags,
} from '../../../graders/reads/sagemaker-hosting.ts';
import {
  modelPackage,
  modelPackages,
  trainingJob,
  trainingJobs,
} from '../../../graders/reads/sagemaker-training.ts';
import type { FaultKind, Sandbox, SandboxAccount } from '../../../server/sandbox/index.ts';
import { clientOf, sharedSandbox } from '../../helpers/sandbox.ts';
import { testSession, TEST_RUN } from '../../helpers/session.ts';
import { fillAccount, NAMES } from './sagemaker-account.ts';

const { bucket: BUCKET, variant: VARIANT, model: MODEL } = NAMES;
let sandbox: Sandbox;
let account: SandboxAccount;
let packageArn = '';
const arn = (kind: string, name: string) => `arn:aws:sagemaker:us-east-1:${account.account}:${kind}/${name}`;

beforeAll(async () => {
  sandbox = await sharedSandbox();
  account = await sandbox.createAccount('sagemaker-reads');
  packageArn = await fillAccount(clientOf(sandbox, account));
}, 300_000);
afterAll(() => sandbox.faults.clear(account.account));

async function ask(read: AnyRead, args: unknown, callMs = 10_000): Promise<Observation<unknown>> {
  const errors: unknown[] = [];
  const { credentials, endpoint: url, region } = clientOf(sandbox, account, 'reader');
  const target = { kind: 'sandbox' as const, endpoint: url, region, credentials };
  const run = { ...TEST_RUN, account: account.account, target };
  const session = testSession({ target, reads: [read], limits: { callMs }, run, errors });
  const observation = await session.ask(read, args);
  session.close();
  expect(errors).toEqual([]);
  return observation;
}

const like = (fields: object): unknown => expect.objectContaining(fields) as unknown;
const READS: [read: AnyRead, args: () => unknown, value: () => unknown][] = [
  [
    trainingJobs,
    () => ({ nameContains: 'bm-birdsong-' }),
    () => [{ TrainingJobName: 'bm-birdsong-1', TrainingJobStatus: 'Completed' }],
  ],
  [
    trainingJob,
    () => ({ name: 'bm-birdsong-1' }),
    () =>
      like({
        EnableManagedSpotTraining: true,
        TrainingInputMode: 'FastFile',
        StoppingCondition: { MaxRuntimeInSeconds: 3600, MaxWaitTimeInSeconds: 7200 },
        CheckpointConfig: { S3Uri: `s3://${BUCKET}/checkpoints/` },
        ModelArtifacts: { S3ModelArtifacts: MODEL },
      }),
  ],
  [
    modelPackages,
    () => ({ group: 'bm-birdsong' }),
    () => [
      {
        ModelPackageArn: packageArn,
        ModelPackageVersion: 1,
        ModelPackageStatus: 'Completed',
        ModelApprovalStatus: 'Approved',
      },
    ],
  ],
  [
    modelPackage,
    () => ({ arn: packageArn }),
    () => like({ InferenceSpecification: { Containers: [{ ModelDataUrl: MODEL }] } }),
  ],
  [
    endpoints,
    () => ({}),
    () => [
      {
        EndpointName: 'bm-birdsong',
        EndpointArn: arn('endpoint', 'bm-birdsong'),
        EndpointStatus: 'InService',
      },
    ],
  ],
  [
    endpoint,
    () => ({ name: 'bm-birdsong' }),
    () =>
      like({
        EndpointConfigName: 'birdsong-2',
        EndpointStatus: 'InService',
        ProductionVariants: [
          { VariantName: 'main', CurrentWeight: 1, CurrentInstanceCount: 2, DesiredInstanceCount: 2 },
        ],
        LastDeploymentConfig: {
          BlueGreenUpdatePolicy: { TrafficRoutingType: 'CANARY' },
          RollingUpdatePolicy: null,
          AutoRollbackConfiguration: { Alarms: [{ AlarmName: 'bm-5xx' }] },
        },
      }),
  ],
  [
    endpointConfig,
    () => ({ name: 'birdsong-2' }),
    () => ({
      EndpointConfigName: 'birdsong-2',
      ProductionVariants: [{ VariantName: 'main', ModelName: 'birdsong', InstanceType: 'ml.m5.xlarge' }],
      ShadowProductionVariants: [],
    }),
  ],
  [
    model,
    () => ({ name: 'birdsong' }),
    () => like({ ModelName: 'birdsong', Containers: [{ ModelDataUrl: MODEL, ModelPackageName: null }] }),
  ],
  [sagemakerTags, () => ({ arn: arn('endpoint', 'bm-birdsong') }), () => [{ Key: 'Keep', Value: 'true' }]],
  [
    sagemakerScalableTargets,
    () => ({}),
    () => [like({ ResourceId: VARIANT, MinCapacity: 2, MaxCapacity: 6 })],
  ],
  [
    sagemakerScalingPolicies,
    () => ({}),
    () => [
      like({
        ResourceId: VARIANT,
        TargetTracking: like({ PredefinedMetricType: 'SageMakerVariantInvocationsPerInstance' }),
      }),
    ],
  ],
  [
    metricAlarms,
    () => ({}),
    () => [
      like({
        AlarmName: 'bm-5xx',
        Metrics: [
          like({
            Namespace: 'AWS/SageMaker',
            Dimensions: [{ Name: 'EndpointName', Value: 'bm-birdsong' }],
          }),
        ],
      }),
    ],
  ],
];

describe('on the sandbox', () => {
  it.each(READS)('$id is read as it is', async (read, args, value) => {
    expect(await ask(read, args())).toEqual({ state: 'present', value: value() });
  });

  it.each<[AnyRead, () => unknown]>([
    [trainingJob, () => ({ name: 'ghost' })],
    [endpoint, () => ({ name: 'ghost' })],
    [endpointConfig, () => ({ name: 'ghost' })],
    [model, () => ({ name: 'ghost' })],
  ])('what $id does not find is absent', async (read, args) => {
    expect(await ask(read, args())).toMatchObject({ state: 'absent' });
  });
});

const FAULTS: [FaultKind, BlockedReason][] = [
  ['deny', 'denied'],
  ['throttle', 'throttled'],
  ['timeout', 'timeout'],
  ['error', 'timeout'],
  ['malformed', 'unsupported-by-target'],
  ['unsupported', 'unsupported-by-target'],
];
describe('under the fault', () => {
  it.each(FAULTS)('%s every read is blocked, never absent or empty', async (kind, reason) => {
    for (const [read] of READS) sandbox.faults.add(account.account, { operation: read.id, kind });
    const seen = await Promise.all(
      READS.map(async ([read, args]) => {
        const observation = await ask(read, args(), kind === 'timeout' ? 500 : 10_000);
        return [read.id, observation.state === 'blocked' ? observation.reason : observation] as const;
      }),
    );
    sandbox.faults.clear(account.account);
    expect(Object.fromEntries(seen)).toEqual(Object.fromEntries(READS.map(([read]) => [read.id, reason])));
  });
});
