import {
  sagemakerScalableTargets,
  sagemakerScalingPolicies,
} from '../../../graders/reads/application-autoscaling.ts';
import { metricAlarms } from '../../../graders/reads/cloudwatch.ts';
import type { ReadCase } from './s3-cases.ts';
import { json, jsonAnswer, seconds } from './sagemaker-training-cases.ts';

export const SCALING_READ_CASES: readonly ReadCase[] = [
  {
    ...json,
    read: sagemakerScalableTargets,
    args: {},
    answer: jsonAnswer({
      ScalableTargets: [
        {
          ServiceNamespace: 'sagemaker',
          ResourceId: 'endpoint/a/variant/main',
          ScalableDimension: 'sagemaker:variant:DesiredInstanceCount',
          MinCapacity: 2,
          MaxCapacity: 6,
          RoleARN: 'arn:aws:iam::123456789012:role/x',
          CreationTime: seconds,
          SuspendedState: { DynamicScalingInSuspended: true },
        },
      ],
    }),
    value: [
      {
        ResourceId: 'endpoint/a/variant/main',
        ScalableDimension: 'sagemaker:variant:DesiredInstanceCount',
        MinCapacity: 2,
        MaxCapacity: 6,
        SuspendedState: { DynamicScalingInSuspended: true, DynamicScalingOutSuspended: false },
      },
    ],
    absent: null,
    action: 'application-autoscaling:DescribeScalableTargets',
  },
  {
    ...json,
    read: sagemakerScalingPolicies,
    args: {},
    answer: jsonAnswer({
      ScalingPolicies: [
        {
          PolicyName: 'follow',
          ResourceId: 'endpoint/a/variant/main',
          ScalableDimension: 'sagemaker:variant:DesiredInstanceCount',
          PolicyType: 'TargetTrackingScaling',
          TargetTrackingScalingPolicyConfiguration: {
            TargetValue: 70,
            PredefinedMetricSpecification: {
              PredefinedMetricType: 'SageMakerVariantInvocationsPerInstance',
            },
          },
        },
        {
          PolicyName: 'own',
          ResourceId: 'endpoint/a/variant/main',
          ScalableDimension: 'sagemaker:variant:DesiredInstanceCount',
          PolicyType: 'TargetTrackingScaling',
          TargetTrackingScalingPolicyConfiguration: {
            TargetValue: 50,
            DisableScaleIn: true,
            CustomizedMetricSpecification: {
              Namespace: '/aws/sagemaker/Endpoints',
              MetricName: 'CPUUtilization',
              Statistic: 'Average',
              Dimensions: [{ Name: 'EndpointName', Value: 'a' }],
            },
          },
        },
        { PolicyName: 'steps', ResourceId: 'endpoint/a/variant/main', PolicyType: 'StepScaling' },
      ],
    }),
    value: [
      {
        PolicyName: 'follow',
        ResourceId: 'endpoint/a/variant/main',
        ScalableDimension: 'sagemaker:variant:DesiredInstanceCount',
        PolicyType: 'TargetTrackingScaling',
        TargetTracking: {
          TargetValue: 70,
          DisableScaleIn: false,
          PredefinedMetricType: 'SageMakerVariantInvocationsPerInstance',
          CustomizedMetric: null,
        },
      },
      {
        PolicyName: 'own',
        ResourceId: 'endpoint/a/variant/main',
        ScalableDimension: 'sagemaker:variant:DesiredInstanceCount',
        PolicyType: 'TargetTrackingScaling',
        TargetTracking: {
          TargetValue: 50,
          DisableScaleIn: true,
          PredefinedMetricType: null,
          CustomizedMetric: {
            Namespace: '/aws/sagemaker/Endpoints',
            MetricName: 'CPUUtilization',
            Dimensions: [{ Name: 'EndpointName', Value: 'a' }],
          },
        },
      },
      {
        PolicyName: 'steps',
        ResourceId: 'endpoint/a/variant/main',
        ScalableDimension: null,
        PolicyType: 'StepScaling',
        TargetTracking: null,
      },
    ],
    absent: null,
    action: 'application-autoscaling:DescribeScalingPolicies',
  },
  {
    ...json,
    read: metricAlarms,
    args: {},
    answer: jsonAnswer(
      {
        MetricAlarms: [
          {
            AlarmName: 'a-5xx',
            Namespace: 'AWS/SageMaker',
            MetricName: 'Invocation5XXErrors',
            Dimensions: [{ Name: 'EndpointName', Value: 'a' }],
          },
          {
            AlarmName: 'a-rate',
            Metrics: [
              {
                Id: 'm1',
                MetricStat: {
                  Metric: { Namespace: 'AWS/SageMaker', MetricName: 'Invocations' },
                  Period: 60,
                  Stat: 'Sum',
                },
              },
              { Id: 'e1', Expression: 'm1 * 2' },
            ],
          },
          { AlarmName: 'a-query', Metrics: [{ Id: 'q1', Expression: 'SELECT MAX(x) FROM y', Period: 60 }] },
        ],
      },
      '1.0',
    ),
    value: [
      {
        AlarmName: 'a-5xx',
        Metrics: [
          {
            Namespace: 'AWS/SageMaker',
            MetricName: 'Invocation5XXErrors',
            Dimensions: [{ Name: 'EndpointName', Value: 'a' }],
          },
        ],
      },
      {
        AlarmName: 'a-rate',
        Metrics: [{ Namespace: 'AWS/SageMaker', MetricName: 'Invocations', Dimensions: [] }],
      },
      { AlarmName: 'a-query', Metrics: [] },
    ],
    absent: null,
    action: 'cloudwatch:DescribeAlarms',
  },
];
