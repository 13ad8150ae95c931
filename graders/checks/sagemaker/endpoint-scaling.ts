import { Type } from 'typebox';
import {
  sagemakerScalableTargets,
  sagemakerScalingPolicies,
  type ScalingPolicy,
} from '../../reads/application-autoscaling.ts';
import { decide, defineCheck, fail, pass } from '../../kit/index.ts';
import { endpoint } from '../../reads/sagemaker-hosting.ts';
import { weighted } from '../shared/sagemaker-variants.ts';

const DIMENSION = 'sagemaker:variant:DesiredInstanceCount';
const MIN = 2;

export default defineCheck({
  id: 'sagemaker/endpoint-scaling',
  title: 'The endpoint follows its load between two instances and the maximum',
  params: Type.Object({ endpoint: Type.String(), maxInstances: Type.Integer({ minimum: 2 }) }),
  reads: { endpoint, targets: sagemakerScalableTargets, policies: sagemakerScalingPolicies },
  bind: ({ endpoint: name }) => ({ endpoint: { name }, targets: {}, policies: {} }),
  reasons: {
    follows: pass('Every variant of {endpoint} follows its invocations between {min} and {max} instances.'),
    'no-target': fail(
      'Variant {variant} of {endpoint} cannot scale: it is no scalable target.',
      'Register it with register-scalable-target.',
    ),
    'wrong-bounds': fail(
      'Variant {variant} scales between {min} and {max}; the task wants {wantedMin} or more, and {maxInstances}.',
      'Register the target again with the right bounds.',
    ),
    suspended: fail(
      'Scaling of variant {variant} is suspended.',
      'Resume it in the SuspendedState of the target.',
    ),
    'no-policy': fail(
      'No policy tracks the load of variant {variant} up and down.',
      'Put a TargetTrackingScaling policy with a target above 0 and scale-in enabled.',
    ),
    'wrong-metric': fail(
      'The policy of variant {variant} follows {metric}.',
      'Follow SageMakerVariantInvocationsPerInstance of this variant.',
    ),
  },
  judge(saw, { endpoint: name, maxInstances }) {
    const variants = () => {
      const found = saw.endpoint();
      return found ? weighted(found).map(({ VariantName }) => VariantName) : [];
    };
    const idOf = (variant: string) => `endpoint/${name}/variant/${variant}`;
    const targetOf = (variant: string) =>
      (saw.targets() ?? []).find(
        ({ ResourceId, ScalableDimension }) =>
          ResourceId === idOf(variant) && ScalableDimension === DIMENSION,
      );
    const trackers = (variant: string) =>
      (saw.policies() ?? []).filter(
        ({ ResourceId, ScalableDimension, TargetTracking: tracking }) =>
          ResourceId === idOf(variant) &&
          ScalableDimension === DIMENSION &&
          tracking !== null &&
          !tracking.DisableScaleIn &&
          (tracking.TargetValue ?? 0) > 0,
      );
    const target = (variant: string, path: string, expected: unknown, actual: unknown) =>
      saw.targets.at(`ScalableTargets[?ResourceId=='${idOf(variant)}'] | [0].${path}`, expected, actual);
    const policy = (variant: string, expected: unknown, actual: unknown) =>
      saw.policies.at(`ScalingPolicies[?ResourceId=='${idOf(variant)}']`, expected, actual);
    return decide(
      [
        () =>
          variants().length > 0
            ? undefined
            : {
                reason: 'no-target' as const,
                data: { endpoint: name, variant: '(none has traffic)' },
                evidence: [saw.endpoint.at('ProductionVariants[].CurrentWeight', 'above 0', 'none')],
              },
        () => {
          const variant = variants().find((one) => !targetOf(one));
          if (variant === undefined) return undefined;
          return {
            reason: 'no-target' as const,
            data: { endpoint: name, variant },
            evidence: [
              saw.targets.at('ScalableTargets', `${idOf(variant)}, dimension ${DIMENSION}`, 'no such target'),
            ],
          };
        },
        () => {
          for (const variant of variants()) {
            const found = targetOf(variant);
            if (!found || ((found.MinCapacity ?? 0) >= MIN && found.MaxCapacity === maxInstances)) continue;
            const { MinCapacity: min, MaxCapacity: max } = found;
            return {
              reason: 'wrong-bounds' as const,
              data: { variant, min: min ?? 0, max: max ?? 0, wantedMin: MIN, maxInstances },
              evidence: [
                target(variant, 'MinCapacity', `at least ${MIN}`, min),
                target(variant, 'MaxCapacity', maxInstances, max),
              ],
            };
          }
          return undefined;
        },
        () => {
          for (const variant of variants()) {
            const state = targetOf(variant)?.SuspendedState;
            if (!state || (!state.DynamicScalingInSuspended && !state.DynamicScalingOutSuspended)) continue;
            return {
              reason: 'suspended' as const,
              data: { variant },
              evidence: [target(variant, 'SuspendedState', 'nothing dynamic suspended', state)],
            };
          }
          return undefined;
        },
        () => {
          const variant = variants().find((one) => targetOf(one) && trackers(one).length === 0);
          if (variant === undefined) return undefined;
          return {
            reason: 'no-policy' as const,
            data: { variant },
            evidence: [policy(variant, 'a target tracking policy that scales in too', 'none')],
          };
        },
        () => {
          for (const variant of variants()) {
            const own = trackers(variant);
            const [first] = own;
            if (!first || own.some((one) => followsInvocations(one, name, variant))) continue;
            const metric = metricOf(first);
            return {
              reason: 'wrong-metric' as const,
              data: { variant, metric },
              evidence: [policy(variant, 'SageMakerVariantInvocationsPerInstance', metric)],
            };
          }
          return undefined;
        },
      ],
      () => ({
        reason: 'follows' as const,
        data: { endpoint: name, min: MIN, max: maxInstances },
        evidence: variants().map((variant) => target(variant, 'MaxCapacity', maxInstances, maxInstances)),
      }),
    );
  },
});

function metricOf({ TargetTracking: tracking }: ScalingPolicy): string {
  const custom = tracking?.CustomizedMetric;
  return tracking?.PredefinedMetricType ?? (custom ? `${custom.Namespace}/${custom.MetricName}` : 'nothing');
}

/**
 * The predefined metric, or the same one named in full.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-add-code-define.html
 */
function followsInvocations(
  { TargetTracking: tracking }: ScalingPolicy,
  endpointName: string,
  variant: string,
): boolean {
  if (tracking?.PredefinedMetricType === 'SageMakerVariantInvocationsPerInstance') return true;
  const custom = tracking?.CustomizedMetric;
  const dimension = (wanted: string) => custom?.Dimensions.find(({ Name }) => Name === wanted)?.Value;
  return (
    custom?.Namespace === 'AWS/SageMaker' &&
    custom.MetricName === 'InvocationsPerInstance' &&
    dimension('EndpointName') === endpointName &&
    dimension('VariantName') === variant
  );
}
