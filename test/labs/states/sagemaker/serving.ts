/** States of `endpoint-live` and `safe-update`. */
import type { Step } from '../../../../server/scripts/index.ts';
import { call, type AccountState } from '../state.ts';
import {
  endpoint,
  endpointConfig,
  GOOD,
  model,
  serve,
  SERVING_IMAGE,
  statesOf,
  variant,
  type Json,
} from './account.ts';

const live = statesOf('endpoint-live', 'endpoint');
const OLD_MODEL = 'resnet-again';
const old = (name: string): Step =>
  model(name, { Image: SERVING_IMAGE, ModelDataUrl: 's3://{{bucket}}/models/resnet/model.tar.gz' });
const ARTIFACT = `s3://{{bucket}}/models/${GOOD.job}/output/model.tar.gz`;
const second = (changes: Json = {}): Json => variant({ VariantName: 'second', ...changes });

export const endpointLive: readonly AccountState[] = [
  live('no endpoint', [], 'fail/endpoint-missing'),
  live(
    'made and deleted',
    [...serve(variant()), call('sagemaker:DeleteEndpoint', { EndpointName: '{{endpoint}}' })],
    'fail/endpoint-missing',
  ),
  live('under way', serve(variant()), 'fail/not-yet', { pace: 'gradual' }),
  live('as the reference', serve(variant()), 'pass'),
  live('more than two instances', serve(variant({ InitialInstanceCount: 4 })), 'pass'),
  live('a variant of another name', serve(variant({ VariantName: 'AllTraffic' })), 'pass'),
  live('two variants that serve it', serve(variant(), second()), 'pass'),
  live(
    'the artifact instead of the version',
    [
      model('{{endpoint}}-m', { Image: SERVING_IMAGE, ModelDataUrl: ARTIFACT }),
      ...serve(variant({ ModelName: '{{endpoint}}-m' })),
    ],
    'pass',
  ),
  live(
    'the version as the only container',
    [
      model('{{endpoint}}-m', { ModelPackageName: GOOD.package }),
      ...serve(variant({ ModelName: '{{endpoint}}-m' })),
    ],
    'pass',
  ),
  live(
    'the old model without traffic',
    [
      old(`{{endpoint}}-${OLD_MODEL}`),
      ...serve(
        variant(),
        second({
          ModelName: `{{endpoint}}-${OLD_MODEL}`,
          InitialVariantWeight: 0,
          InitialInstanceCount: 1,
          InstanceType: 'ml.c5.large',
        }),
      ),
    ],
    'pass',
  ),
  live(
    'the old model in the shadow',
    [
      old('{{endpoint}}-old'),
      call('sagemaker:CreateEndpointConfig', {
        EndpointConfigName: '{{endpoint}}-a',
        ProductionVariants: [variant({ InitialVariantWeight: 1 })],
        ShadowProductionVariants: [
          second({
            VariantName: 'shadow',
            ModelName: '{{endpoint}}-old',
            InitialInstanceCount: 1,
            InitialVariantWeight: 1,
          }),
        ],
      }),
      endpoint('{{endpoint}}', '{{endpoint}}-a'),
    ],
    'pass',
  ),
  live(
    'grown from one to two',
    [
      ...serve(variant({ InitialInstanceCount: 1 })),
      call('sagemaker:UpdateEndpointWeightsAndCapacities', {
        EndpointName: '{{endpoint}}',
        DesiredWeightsAndCapacities: [{ VariantName: 'main', DesiredInstanceCount: 2 }],
      }),
    ],
    'pass',
  ),
  live(
    'the old model, its weight taken',
    [
      old('{{endpoint}}-old'),
      ...serve(variant(), second({ ModelName: '{{endpoint}}-old' })),
      call('sagemaker:UpdateEndpointWeightsAndCapacities', {
        EndpointName: '{{endpoint}}',
        DesiredWeightsAndCapacities: [{ VariantName: 'second', DesiredWeight: 0 }],
      }),
    ],
    'pass',
  ),
  live(
    'updated to the right model',
    [
      old('{{endpoint}}-old'),
      ...serve(variant({ ModelName: '{{endpoint}}-old' })),
      endpointConfig('{{endpoint}}-b', variant()),
      call('sagemaker:UpdateEndpoint', {
        EndpointName: '{{endpoint}}',
        EndpointConfigName: '{{endpoint}}-b',
      }),
    ],
    'pass',
  ),
  live(
    'the old model',
    [old('{{endpoint}}-old'), ...serve(variant({ ModelName: '{{endpoint}}-old' }))],
    'fail/wrong-model',
  ),
  live(
    'the old model with half of the traffic',
    [old('{{endpoint}}-old'), ...serve(variant(), second({ ModelName: '{{endpoint}}-old' }))],
    'fail/wrong-model',
  ),
  live(
    'the old model with a hundredth of it',
    [
      old('{{endpoint}}-old'),
      ...serve(
        variant({ InitialVariantWeight: 0.99 }),
        second({ ModelName: '{{endpoint}}-old', InitialVariantWeight: 0.01 }),
      ),
    ],
    'fail/wrong-model',
  ),
  live('no traffic at all', serve(variant({ InitialVariantWeight: 0 })), 'fail/wrong-model'),
  live(
    'an artifact of a similar name',
    [
      model('{{endpoint}}-m', { Image: SERVING_IMAGE, ModelDataUrl: `${ARTIFACT}.bak` }),
      ...serve(variant({ ModelName: '{{endpoint}}-m' })),
    ],
    'fail/wrong-model',
  ),
  live('one instance', serve(variant({ InitialInstanceCount: 1 })), 'fail/single-instance'),
  live(
    'one variant of two has one instance',
    serve(variant(), second({ InitialInstanceCount: 1 })),
    'fail/single-instance',
  ),
  live(
    'shrunk to one',
    [
      ...serve(variant()),
      call('sagemaker:UpdateEndpointWeightsAndCapacities', {
        EndpointName: '{{endpoint}}',
        DesiredWeightsAndCapacities: [{ VariantName: 'main', DesiredInstanceCount: 1 }],
      }),
    ],
    'fail/single-instance',
  ),
  live(
    'serverless',
    serve({
      VariantName: 'main',
      ModelName: GOOD.model,
      ServerlessConfig: { MemorySizeInMB: 2048, MaxConcurrency: 5 },
    }),
    'fail/single-instance',
  ),
  live('another type', serve(variant({ InstanceType: 'ml.t2.medium' })), 'fail/wrong-type'),
  live(
    'one variant of two on another type',
    serve(variant(), second({ InstanceType: 'ml.c5.xlarge' })),
    'fail/wrong-type',
  ),
  live(
    'one instance of another type: the first in the list',
    serve(variant({ InitialInstanceCount: 1, InstanceType: 'ml.t2.medium' })),
    'fail/single-instance',
  ),
  live('models cannot be described', serve(variant()), 'blocked/denied', {
    broken: { 'sagemaker:DescribeModel': 'deny' },
  }),
];

const safe = statesOf('safe-update', 'endpoint');
const ALARM = '{{endpoint}}-errors';
const watches = (...names: readonly (readonly [name: string, value: string])[]): Json[] =>
  names.map(([Name, Value]) => ({ Name, Value }));
const OWN = watches(['EndpointName', '{{endpoint}}'], ['VariantName', 'main']);
const alarm = (changes: Json = {}): Step =>
  call('cloudwatch:PutMetricAlarm', {
    AlarmName: ALARM,
    Namespace: 'AWS/SageMaker',
    MetricName: 'Invocation5XXErrors',
    Dimensions: OWN,
    Statistic: 'Sum',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    ...changes,
  });
const metric = (Id: string, Namespace: string, Dimensions: readonly Json[]): Json => ({
  Id,
  ReturnData: false,
  MetricStat: { Metric: { Namespace, MetricName: 'Invocations', Dimensions }, Period: 60, Stat: 'Sum' },
});
/** An alarm on the ratio of two metrics. */
const math = (...metrics: readonly Json[]): Step =>
  call('cloudwatch:PutMetricAlarm', {
    AlarmName: ALARM,
    Metrics: [...metrics, { Id: 'ratio', Expression: 'a/b', ReturnData: true }],
    EvaluationPeriods: 1,
    Threshold: 0.1,
    ComparisonOperator: 'GreaterThanThreshold',
  });
const rollback = (...names: string[]): Json => ({
  AutoRollbackConfiguration: { Alarms: names.map((AlarmName) => ({ AlarmName })) },
});
const blueGreen = (routing: Json): Json => ({
  BlueGreenUpdatePolicy: { TrafficRoutingConfiguration: { WaitIntervalInSeconds: 300, ...routing } },
});
const CANARY = blueGreen({ Type: 'CANARY', CanarySize: { Type: 'INSTANCE_COUNT', Value: 1 } });
const LINEAR = blueGreen({ Type: 'LINEAR', LinearStepSize: { Type: 'CAPACITY_PERCENT', Value: 50 } });
const ROLLING = {
  RollingUpdatePolicy: {
    MaximumBatchSize: { Type: 'CAPACITY_PERCENT', Value: 50 },
    WaitIntervalInSeconds: 300,
  },
};
const update = (DeploymentConfig: Json | null, to = 'b'): Step[] => [
  endpointConfig(`{{endpoint}}-${to}`, variant()),
  call('sagemaker:UpdateEndpoint', {
    EndpointName: '{{endpoint}}',
    EndpointConfigName: `{{endpoint}}-${to}`,
    ...(DeploymentConfig === null ? {} : { DeploymentConfig }),
  }),
];
const updated = (
  name: string,
  first: readonly Step[],
  deployment: Json,
  expected: AccountState['expect'][string],
) => safe(name, [...serve(variant()), ...first, ...update(deployment)], expected);

export const safeUpdate: readonly AccountState[] = [
  updated('canary', [alarm()], { ...CANARY, ...rollback(ALARM) }, 'pass'),
  updated('linear', [alarm()], { ...LINEAR, ...rollback(ALARM) }, 'pass'),
  updated('rolling', [alarm()], { ...ROLLING, ...rollback(ALARM) }, 'pass'),
  updated(
    'two alarms',
    [alarm(), alarm({ AlarmName: '{{endpoint}}-slow', MetricName: 'ModelLatency', Statistic: 'Average' })],
    { ...CANARY, ...rollback(ALARM, '{{endpoint}}-slow') },
    'pass',
  ),
  updated(
    'an alarm on the whole endpoint',
    [alarm({ Dimensions: watches(['EndpointName', '{{endpoint}}']) })],
    { ...CANARY, ...rollback(ALARM) },
    'pass',
  ),
  updated(
    'metric math of two of its metrics',
    [math(metric('a', 'AWS/SageMaker', OWN), metric('b', 'AWS/SageMaker', OWN))],
    { ...CANARY, ...rollback(ALARM) },
    'pass',
  ),
  safe(
    'safe after an update at once',
    [...serve(variant()), alarm(), ...update(null), ...update({ ...CANARY, ...rollback(ALARM) }, 'c')],
    'pass',
  ),
  safe(
    'the configuration of the update before kept',
    [
      ...serve(variant()),
      alarm(),
      ...update({ ...CANARY, ...rollback(ALARM) }),
      endpointConfig('{{endpoint}}-c', variant()),
      call('sagemaker:UpdateEndpoint', {
        EndpointName: '{{endpoint}}',
        EndpointConfigName: '{{endpoint}}-c',
        RetainDeploymentConfig: true,
      }),
    ],
    'pass',
  ),
  safe('under way', [...serve(variant()), alarm()], 'skipped', { pace: 'gradual' }),
  safe('never updated', serve(variant()), 'fail/never-updated'),
  safe('updated plainly', [...serve(variant()), ...update(null)], 'fail/never-updated'),
  safe(
    'a plain update after a safe one',
    [...serve(variant()), alarm(), ...update({ ...CANARY, ...rollback(ALARM) }), ...update(null, 'c')],
    'fail/never-updated',
  ),
  updated(
    'all at once',
    [alarm()],
    { ...blueGreen({ Type: 'ALL_AT_ONCE' }), ...rollback(ALARM) },
    'fail/all-at-once',
  ),
  updated('an alarm and nothing about traffic', [alarm()], rollback(ALARM), 'fail/all-at-once'),
  updated('canary without an alarm', [], CANARY, 'fail/no-rollback'),
  updated(
    'rolling with an empty list of alarms',
    [],
    { ...ROLLING, AutoRollbackConfiguration: { Alarms: [] } },
    'fail/no-rollback',
  ),
  updated('an alarm that is not there', [], { ...CANARY, ...rollback('nobody') }, 'fail/alarm-wrong'),
  updated(
    'one alarm of two is not there',
    [alarm()],
    { ...CANARY, ...rollback(ALARM, 'nobody') },
    'fail/alarm-wrong',
  ),
  updated(
    'an alarm of another endpoint',
    [alarm({ Dimensions: watches(['EndpointName', '{{keeper}}']) })],
    { ...LINEAR, ...rollback(ALARM) },
    'fail/alarm-wrong',
  ),
  updated(
    'an alarm of an endpoint whose name begins alike',
    [alarm({ Dimensions: watches(['EndpointName', '{{endpoint}}-2']) })],
    { ...LINEAR, ...rollback(ALARM) },
    'fail/alarm-wrong',
  ),
  updated(
    'an alarm on EC2',
    [alarm({ Namespace: 'AWS/EC2', MetricName: 'CPUUtilization' })],
    { ...CANARY, ...rollback(ALARM) },
    'fail/alarm-wrong',
  ),
  updated(
    'an alarm without dimensions',
    [alarm({ Dimensions: [] })],
    { ...CANARY, ...rollback(ALARM) },
    'fail/alarm-wrong',
  ),
  updated(
    'an alarm on the name of the variant',
    [alarm({ Dimensions: watches(['VariantName', 'main']) })],
    { ...CANARY, ...rollback(ALARM) },
    'fail/alarm-wrong',
  ),
  updated(
    'metric math with another endpoint',
    [
      math(
        metric('a', 'AWS/SageMaker', OWN),
        metric('b', 'AWS/SageMaker', watches(['EndpointName', '{{keeper}}'])),
      ),
    ],
    { ...CANARY, ...rollback(ALARM) },
    'fail/alarm-wrong',
  ),
  updated(
    'an alarm deleted afterwards',
    [alarm()],
    { ...CANARY, ...rollback('{{endpoint}}-errors', '{{endpoint}}-gone') },
    'fail/alarm-wrong',
  ),
  safe(
    'alarms cannot be described',
    [...serve(variant()), alarm(), ...update({ ...CANARY, ...rollback(ALARM) })],
    'blocked/denied',
    {
      broken: { 'cloudwatch:DescribeAlarms': 'deny' },
    },
  ),
];
