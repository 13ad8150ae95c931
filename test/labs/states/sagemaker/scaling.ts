/** States of `endpoint-scaling` and `orphan-endpoint`. */
import type { Step } from '../../../../server/scripts/index.ts';
import { call, type AccountState, type Expected } from '../state.ts';
import { endpoint, endpointConfig, serve, statesOf, variant, type Json } from './account.ts';

const scales = statesOf('endpoint-scaling', 'endpoint');
const DIMENSION = 'sagemaker:variant:DesiredInstanceCount';
const of = (name: string): Json => ({
  ServiceNamespace: 'sagemaker',
  ResourceId: `endpoint/{{endpoint}}/variant/${name}`,
  ScalableDimension: DIMENSION,
});
const target = (changes: Json = {}, name = 'main'): Step =>
  call('application-autoscaling:RegisterScalableTarget', {
    ...of(name),
    MinCapacity: 2,
    MaxCapacity: '{{max_instances}}',
    ...changes,
  });
const PREDEFINED = {
  PredefinedMetricSpecification: { PredefinedMetricType: 'SageMakerVariantInvocationsPerInstance' },
};
const named = (
  MetricName: string,
  Dimensions: readonly (readonly [string, string])[],
  Namespace = 'AWS/SageMaker',
): Json => ({
  CustomizedMetricSpecification: {
    MetricName,
    Namespace,
    Dimensions: Dimensions.map(([Name, Value]) => ({ Name, Value })),
    Statistic: 'Sum',
  },
});
const BOTH = [
  ['EndpointName', '{{endpoint}}'],
  ['VariantName', 'main'],
] as const;
const tracks = (configuration: Json = {}, name = 'main', PolicyName = 'follow'): Step =>
  call('application-autoscaling:PutScalingPolicy', {
    ...of(name),
    PolicyName,
    PolicyType: 'TargetTrackingScaling',
    TargetTrackingScalingPolicyConfiguration: { TargetValue: 70, ...PREDEFINED, ...configuration },
  });
const steps = call('application-autoscaling:PutScalingPolicy', {
  ...of('main'),
  PolicyName: 'steps',
  PolicyType: 'StepScaling',
  StepScalingPolicyConfiguration: {
    AdjustmentType: 'ChangeInCapacity',
    StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 1 }],
  },
});
const UNTRACKED = { PredefinedMetricSpecification: undefined };
const scaled = (name: string, calls: readonly Step[], expected: Expected, more: Partial<AccountState> = {}) =>
  scales(name, [...serve(variant()), ...calls], expected, more);
const second = (changes: Json = {}): Json => variant({ VariantName: 'second', ...changes });

export const endpointScaling: readonly AccountState[] = [
  scaled('as the reference', [target(), tracks()], 'pass'),
  scaled('at least three', [target({ MinCapacity: 3 }), tracks()], 'pass'),
  scaled('bounds corrected', [target({ MaxCapacity: 3 }), target(), tracks()], 'pass'),
  scaled(
    'a metric of its own, said in full',
    [target(), tracks({ ...UNTRACKED, ...named('InvocationsPerInstance', BOTH) })],
    'pass',
  ),
  scaled('steps beside it', [target(), steps, tracks()], 'pass'),
  scaled(
    'processor load beside it',
    [
      target(),
      tracks(),
      tracks({ ...UNTRACKED, ...named('CPUUtilization', BOTH, '/aws/sagemaker/Endpoints') }, 'main', 'cpu'),
    ],
    'pass',
  ),
  scaled(
    'scheduled scaling suspended',
    [target({ SuspendedState: { ScheduledScalingSuspended: true } }), tracks()],
    'pass',
  ),
  scales(
    'two variants',
    [
      ...serve(variant(), second()),
      ...['main', 'second'].flatMap((name) => [target({}, name), tracks({}, name)]),
    ],
    'pass',
  ),
  scales(
    'a variant without traffic is left alone',
    [...serve(variant(), second({ InitialVariantWeight: 0 })), target(), tracks()],
    'pass',
  ),
  scaled('nothing', [], 'fail/no-target'),
  scaled(
    'registered and taken off',
    [target(), tracks(), call('application-autoscaling:DeregisterScalableTarget', of('main'))],
    'fail/no-target',
  ),
  scales('one variant of two', [...serve(variant(), second()), target(), tracks()], 'fail/no-target'),
  scales(
    'the variant of another endpoint',
    [
      ...serve(variant()),
      endpointConfig('{{endpoint}}-z', variant()),
      endpoint('{{endpoint}}-z', '{{endpoint}}-z'),
      target({ ResourceId: 'endpoint/{{endpoint}}-z/variant/main' }),
    ],
    'fail/no-target',
  ),
  scaled('down to one', [target({ MinCapacity: 1 }), tracks()], 'fail/wrong-bounds'),
  scaled('down to none', [target({ MinCapacity: 0 }), tracks()], 'fail/wrong-bounds'),
  scaled('one too many', [target({ MaxCapacity: 7 }), tracks()], 'fail/wrong-bounds'),
  scaled('one too few', [target({ MaxCapacity: 5 }), tracks()], 'fail/wrong-bounds'),
  scales(
    'one variant of two with other bounds',
    [
      ...serve(variant(), second()),
      target(),
      tracks(),
      target({ MaxCapacity: 2 }, 'second'),
      tracks({}, 'second'),
    ],
    'fail/wrong-bounds',
  ),
  scaled(
    'suspended altogether',
    [
      target({ SuspendedState: { DynamicScalingInSuspended: true, DynamicScalingOutSuspended: true } }),
      tracks(),
    ],
    'fail/suspended',
  ),
  scaled(
    'scaling in suspended',
    [target({ SuspendedState: { DynamicScalingInSuspended: true } }), tracks()],
    'fail/suspended',
  ),
  scaled(
    'scaling out suspended',
    [target({ SuspendedState: { DynamicScalingOutSuspended: true } }), tracks()],
    'fail/suspended',
  ),
  scaled('no policy', [target()], 'fail/no-policy'),
  scaled('steps only', [target(), steps], 'fail/no-policy'),
  scaled('only ever grows', [target(), tracks({ DisableScaleIn: true })], 'fail/no-policy'),
  scaled(
    'the policy deleted',
    [
      target(),
      tracks(),
      call('application-autoscaling:DeleteScalingPolicy', { ...of('main'), PolicyName: 'follow' }),
    ],
    'fail/no-policy',
  ),
  scaled(
    'processor load',
    [target(), tracks({ ...UNTRACKED, ...named('CPUUtilization', BOTH, '/aws/sagemaker/Endpoints') })],
    'fail/wrong-metric',
  ),
  scaled(
    'invocations, not per instance',
    [target(), tracks({ ...UNTRACKED, ...named('Invocations', BOTH) })],
    'fail/wrong-metric',
  ),
  scaled(
    'the metric of another endpoint',
    [
      target(),
      tracks({
        ...UNTRACKED,
        ...named('InvocationsPerInstance', [
          ['EndpointName', '{{keeper}}'],
          ['VariantName', 'main'],
        ]),
      }),
    ],
    'fail/wrong-metric',
  ),
  scaled(
    'the metric of another variant',
    [
      target(),
      tracks({
        ...UNTRACKED,
        ...named('InvocationsPerInstance', [
          ['EndpointName', '{{endpoint}}'],
          ['VariantName', 'second'],
        ]),
      }),
    ],
    'fail/wrong-metric',
  ),
  scaled('policies cannot be described', [target(), tracks()], 'blocked/denied', {
    broken: { 'application-autoscaling:DescribeScalingPolicies': 'deny' },
  }),
];

/** Other endpoints are what this task is about, so each state has an account of its own. */
const orphan = (
  name: string,
  calls: readonly Step[],
  expected: Expected,
  more: Partial<AccountState> = {},
): AccountState => ({
  name: `orphan-endpoint: ${name}`,
  calls,
  alone: true,
  expect: { 'orphan-endpoint': expected },
  ...more,
});
const another = (InstanceType: string, ...Tags: readonly Json[]): Step[] => [
  endpointConfig('another', variant({ ModelName: '{{keeper}}', InstanceType, InitialInstanceCount: 1 })),
  endpoint('another', 'another', Tags.length > 0 ? { Tags } : {}),
];
const KEEP = { Key: 'Keep', Value: 'true' };
const gone = (name: string): Step => call('sagemaker:DeleteEndpoint', { EndpointName: name });
const arn = (name: string): string => `arn:aws:sagemaker:{{region}}:{{acct}}:endpoint/${name}`;

export const orphanEndpoint: readonly AccountState[] = [
  orphan('as it was', [], 'fail/orphan-alive', { start: 'setup' }),
  orphan('deleted, all else as it was', [gone('{{orphan}}')], 'pass', { start: 'setup' }),
  orphan(
    'its configuration deleted only',
    [call('sagemaker:DeleteEndpointConfig', { EndpointConfigName: 'resnet-config' })],
    'fail/orphan-alive',
    { start: 'setup' },
  ),
  orphan(
    'one of the same name, again',
    [endpointConfig('resnet-2', variant()), endpoint('{{orphan}}', 'resnet-2')],
    'fail/orphan-alive',
  ),
  orphan('both deleted', [gone('{{keeper}}')], 'fail/keeper-deleted'),
  orphan('the needed one deleted, the forgotten one alive', [gone('{{keeper}}')], 'fail/orphan-alive', {
    start: 'setup',
  }),
  orphan(
    'the needed one deleted and made again',
    [gone('{{keeper}}'), endpoint('{{keeper}}', '{{keeper}}', { Tags: [KEEP] })],
    'pass',
  ),
  orphan('another on a GPU', another('ml.g5.xlarge'), 'fail/gpu-endpoint'),
  orphan('another on a large GPU', another('ml.p3.2xlarge'), 'fail/gpu-endpoint'),
  orphan('another on a GPU that is kept', another('ml.g5.xlarge', KEEP), 'pass'),
  orphan('another tag', another('ml.g5.xlarge', { Key: 'Owner', Value: 'survey' }), 'fail/gpu-endpoint'),
  orphan('not to be kept', another('ml.g5.xlarge', { Key: 'Keep', Value: 'false' }), 'fail/gpu-endpoint'),
  orphan(
    'the tag in small letters',
    another('ml.g5.xlarge', { Key: 'keep', Value: 'true' }),
    'fail/gpu-endpoint',
  ),
  orphan(
    'tagged afterwards',
    [...another('ml.g5.xlarge'), call('sagemaker:AddTags', { ResourceArn: arn('another'), Tags: [KEEP] })],
    'pass',
  ),
  orphan('another on a CPU', another('ml.c5.xlarge'), 'pass'),
  orphan('another on Inferentia', another('ml.inf1.xlarge'), 'pass'),
  orphan(
    'the tag of the needed one removed',
    [call('sagemaker:DeleteTags', { ResourceArn: arn('{{keeper}}'), TagKeys: ['Keep'] })],
    'fail/gpu-endpoint',
    {
      because:
        'the needed endpoint runs on a GPU as well, and without its tag it is one that nobody speaks for',
    },
  ),
  orphan('endpoints cannot be listed', [], 'blocked/denied', {
    broken: { 'sagemaker:ListEndpoints': 'deny' },
  }),
];
