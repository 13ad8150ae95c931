import {
  ApplicationAutoScalingClient,
  paginateDescribeScalableTargets,
  paginateDescribeScalingPolicies,
} from '@aws-sdk/client-application-auto-scaling';
import { defineRead, type ClientSpec } from '../kit/index.ts';

const applicationAutoscaling: ClientSpec<ApplicationAutoScalingClient> = {
  service: 'application-autoscaling',
  create: (config) => new ApplicationAutoScalingClient(config),
};

export interface ScalableTarget {
  ResourceId: string;
  ScalableDimension: string | null;
  MinCapacity: number | null;
  MaxCapacity: number | null;
  SuspendedState: { DynamicScalingInSuspended: boolean; DynamicScalingOutSuspended: boolean };
}

/**
 * What SageMaker AI may scale in this Region.
 * https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DescribeScalableTargets.html
 */
export const sagemakerScalableTargets = defineRead<Record<string, never>, ScalableTarget[]>({
  id: 'application-autoscaling:DescribeScalableTargets',
  resources: () => ['*'],
  call: async ({ client }) => {
    const all: ScalableTarget[] = [];
    const input = { ServiceNamespace: 'sagemaker' as const };
    for await (const page of paginateDescribeScalableTargets(
      { client: client(applicationAutoscaling) },
      input,
    )) {
      for (const target of page.ScalableTargets ?? [])
        all.push({
          ResourceId: target.ResourceId ?? '',
          ScalableDimension: target.ScalableDimension ?? null,
          MinCapacity: target.MinCapacity ?? null,
          MaxCapacity: target.MaxCapacity ?? null,
          SuspendedState: {
            DynamicScalingInSuspended: target.SuspendedState?.DynamicScalingInSuspended === true,
            DynamicScalingOutSuspended: target.SuspendedState?.DynamicScalingOutSuspended === true,
          },
        });
    }
    return all;
  },
});

export interface ScalingPolicy {
  PolicyName: string;
  ResourceId: string;
  ScalableDimension: string | null;
  PolicyType: string | null;
  TargetTracking: {
    TargetValue: number | null;
    DisableScaleIn: boolean;
    PredefinedMetricType: string | null;
    CustomizedMetric: {
      Namespace: string | null;
      MetricName: string | null;
      Dimensions: { Name: string; Value: string }[];
    } | null;
  } | null;
}

/** https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DescribeScalingPolicies.html */
export const sagemakerScalingPolicies = defineRead<Record<string, never>, ScalingPolicy[]>({
  id: 'application-autoscaling:DescribeScalingPolicies',
  resources: () => ['*'],
  call: async ({ client }) => {
    const all: ScalingPolicy[] = [];
    const input = { ServiceNamespace: 'sagemaker' as const };
    for await (const page of paginateDescribeScalingPolicies(
      { client: client(applicationAutoscaling) },
      input,
    )) {
      for (const policy of page.ScalingPolicies ?? []) {
        const tracking = policy.TargetTrackingScalingPolicyConfiguration;
        const custom = tracking?.CustomizedMetricSpecification;
        all.push({
          PolicyName: policy.PolicyName ?? '',
          ResourceId: policy.ResourceId ?? '',
          ScalableDimension: policy.ScalableDimension ?? null,
          PolicyType: policy.PolicyType ?? null,
          TargetTracking: tracking
            ? {
                TargetValue: tracking.TargetValue ?? null,
                DisableScaleIn: tracking.DisableScaleIn === true,
                PredefinedMetricType: tracking.PredefinedMetricSpecification?.PredefinedMetricType ?? null,
                CustomizedMetric: custom
                  ? {
                      Namespace: custom.Namespace ?? null,
                      MetricName: custom.MetricName ?? null,
                      Dimensions: (custom.Dimensions ?? []).map(({ Name, Value }) => ({
                        Name: Name ?? '',
                        Value: Value ?? '',
                      })),
                    }
                  : null,
              }
            : null,
        });
      }
    }
    return all;
  },
});
