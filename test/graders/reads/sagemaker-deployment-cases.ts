/** What the picture of a deployment reads: the endpoint with its settings, configurations, and how fast alarms are. */
import { alarmTimings } from '../../../graders/reads/cloudwatch.ts';
import {
  declaredVariants,
  deployment,
  endpointConfigs,
} from '../../../graders/reads/sagemaker-deployments.ts';
import type { ReadCase } from './s3-cases.ts';
import { ARN, json, jsonAnswer, missing, seconds } from './sagemaker-training-cases.ts';

const at = new Date(seconds * 1000).toISOString();
const size = { Type: 'INSTANCE_COUNT', Value: 1 };

export const SAGEMAKER_DEPLOYMENT_READ_CASES: readonly ReadCase[] = [
  {
    ...json,
    read: deployment,
    args: { endpoint: 'a' },
    answer: jsonAnswer({
      EndpointName: 'a',
      EndpointArn: `${ARN}:endpoint/a`,
      EndpointConfigName: 'a-2',
      EndpointStatus: 'InService',
      CreationTime: seconds,
      LastModifiedTime: seconds,
      ProductionVariants: [
        { VariantName: 'main', CurrentWeight: 1, CurrentInstanceCount: 2, DesiredInstanceCount: 2 },
      ],
      LastDeploymentConfig: {
        BlueGreenUpdatePolicy: {
          TrafficRoutingConfiguration: { Type: 'CANARY', CanarySize: size, WaitIntervalInSeconds: 300 },
          TerminationWaitInSeconds: 60,
        },
        AutoRollbackConfiguration: { Alarms: [{ AlarmName: 'a-errors' }] },
      },
    }),
    value: {
      EndpointName: 'a',
      EndpointConfigName: 'a-2',
      EndpointStatus: 'InService',
      FailureReason: null,
      CreationTime: at,
      LastModifiedTime: at,
      ProductionVariants: [
        { VariantName: 'main', CurrentWeight: 1, CurrentInstanceCount: 2, DesiredInstanceCount: 2 },
      ],
      LastDeploymentConfig: {
        BlueGreenUpdatePolicy: {
          TrafficRoutingConfiguration: {
            Type: 'CANARY',
            WaitIntervalInSeconds: 300,
            CanarySize: size,
            LinearStepSize: null,
          },
          TerminationWaitInSeconds: 60,
          MaximumExecutionTimeoutInSeconds: null,
        },
        RollingUpdatePolicy: null,
        AlarmNames: ['a-errors'],
      },
    },
    absent: missing(`Could not find endpoint "${ARN}:endpoint/a".`),
    action: 'sagemaker:DescribeEndpoint',
  },
  {
    ...json,
    read: endpointConfigs,
    args: {},
    answer: jsonAnswer({
      EndpointConfigs: [
        { EndpointConfigName: 'late', EndpointConfigArn: 'x', CreationTime: seconds + 60 },
        { EndpointConfigName: 'early', EndpointConfigArn: 'x', CreationTime: seconds },
      ],
    }),
    value: [
      { EndpointConfigName: 'early', CreationTime: at },
      { EndpointConfigName: 'late', CreationTime: new Date((seconds + 60) * 1000).toISOString() },
    ],
    absent: null,
    action: 'sagemaker:ListEndpointConfigs',
  },
  {
    ...json,
    read: declaredVariants,
    args: { config: 'a-2' },
    answer: jsonAnswer({
      EndpointConfigName: 'a-2',
      ProductionVariants: [
        { VariantName: 'main', ModelName: 'm', InstanceType: 'ml.m5.xlarge', InitialInstanceCount: 2 },
      ],
    }),
    value: [
      {
        VariantName: 'main',
        ModelName: 'm',
        InstanceType: 'ml.m5.xlarge',
        InitialInstanceCount: 2,
        InitialVariantWeight: null,
      },
    ],
    absent: missing(`Could not find endpoint configuration "${ARN}:endpoint-config/a-2".`),
    action: 'sagemaker:DescribeEndpointConfig',
  },
  {
    ...json,
    read: alarmTimings,
    args: { names: ['a-errors', 'a-rate'] },
    answer: jsonAnswer(
      {
        MetricAlarms: [
          {
            AlarmName: 'a-errors',
            Namespace: 'AWS/SageMaker',
            MetricName: 'Invocation5XXErrors',
            Dimensions: [{ Name: 'EndpointName', Value: 'a' }],
            Period: 60,
            EvaluationPeriods: 5,
            DatapointsToAlarm: 3,
            Threshold: 1,
            ComparisonOperator: 'GreaterThanThreshold',
            StateValue: 'OK',
          },
          {
            AlarmName: 'a-rate',
            EvaluationPeriods: 2,
            Metrics: [
              {
                Id: 'm1',
                MetricStat: {
                  Metric: { Namespace: 'AWS/SageMaker', MetricName: 'Invocations' },
                  Period: 300,
                  Stat: 'Sum',
                },
              },
              { Id: 'e1', Expression: 'm1 * 2' },
            ],
          },
        ],
      },
      '1.0',
    ),
    value: [
      {
        AlarmName: 'a-errors',
        Metrics: [
          {
            Namespace: 'AWS/SageMaker',
            MetricName: 'Invocation5XXErrors',
            Dimensions: [{ Name: 'EndpointName', Value: 'a' }],
          },
        ],
        StateValue: 'OK',
        Period: 60,
        Datapoints: 3,
        Condition: 'Invocation5XXErrors GreaterThanThreshold 1',
      },
      {
        AlarmName: 'a-rate',
        Metrics: [{ Namespace: 'AWS/SageMaker', MetricName: 'Invocations', Dimensions: [] }],
        StateValue: null,
        Period: 300,
        Datapoints: 2,
        Condition: 'metric math',
      },
    ],
    absent: null,
    action: 'cloudwatch:DescribeAlarms',
  },
];
