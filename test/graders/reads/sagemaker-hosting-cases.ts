import {
  endpoint,
  endpointConfig,
  endpoints,
  model,
  sagemakerTags,
} from '../../../graders/reads/sagemaker-hosting.ts';
import type { ReadCase } from './s3-cases.ts';
import { ARN, json, jsonAnswer, missing, seconds } from './sagemaker-training-cases.ts';

export const SAGEMAKER_HOSTING_READ_CASES: readonly ReadCase[] = [
  {
    ...json,
    read: endpoints,
    args: {},
    answer: jsonAnswer({
      Endpoints: [
        {
          EndpointName: 'a',
          EndpointArn: `${ARN}:endpoint/a`,
          CreationTime: seconds,
          LastModifiedTime: seconds,
          EndpointStatus: 'InService',
        },
      ],
    }),
    value: [{ EndpointName: 'a', EndpointArn: `${ARN}:endpoint/a`, EndpointStatus: 'InService' }],
    absent: null,
    action: 'sagemaker:ListEndpoints',
  },
  {
    ...json,
    read: endpoint,
    args: { name: 'a' },
    answer: jsonAnswer({
      EndpointName: 'a',
      EndpointArn: `${ARN}:endpoint/a`,
      EndpointConfigName: 'a-2',
      EndpointStatus: 'InService',
      ProductionVariants: [
        { VariantName: 'main', CurrentWeight: 1, CurrentInstanceCount: 2, DesiredInstanceCount: 2 },
        { VariantName: 'serverless' },
      ],
      ShadowProductionVariants: [{ VariantName: 'shadow', CurrentWeight: 1 }],
      LastDeploymentConfig: {
        BlueGreenUpdatePolicy: {
          TrafficRoutingConfiguration: { Type: 'CANARY', WaitIntervalInSeconds: 300 },
        },
        AutoRollbackConfiguration: { Alarms: [{ AlarmName: 'a-5xx' }] },
      },
    }),
    value: {
      EndpointName: 'a',
      EndpointConfigName: 'a-2',
      EndpointStatus: 'InService',
      ProductionVariants: [
        { VariantName: 'main', CurrentWeight: 1, CurrentInstanceCount: 2, DesiredInstanceCount: 2 },
        {
          VariantName: 'serverless',
          CurrentWeight: null,
          CurrentInstanceCount: null,
          DesiredInstanceCount: null,
        },
      ],
      LastDeploymentConfig: {
        BlueGreenUpdatePolicy: { TrafficRoutingType: 'CANARY' },
        RollingUpdatePolicy: null,
        AutoRollbackConfiguration: { Alarms: [{ AlarmName: 'a-5xx' }] },
      },
    },
    absent: missing(`Could not find endpoint "${ARN}:endpoint/a".`),
    action: 'sagemaker:DescribeEndpoint',
  },
  {
    ...json,
    read: endpointConfig,
    args: { name: 'a-2' },
    answer: jsonAnswer({
      EndpointConfigName: 'a-2',
      ProductionVariants: [
        { VariantName: 'main', ModelName: 'm', InstanceType: 'ml.m5.xlarge' },
        { VariantName: 's' },
      ],
      ShadowProductionVariants: [{ VariantName: 'shadow', ModelName: 'm', InstanceType: 'ml.g5.xlarge' }],
    }),
    value: {
      EndpointConfigName: 'a-2',
      ProductionVariants: [
        { VariantName: 'main', ModelName: 'm', InstanceType: 'ml.m5.xlarge' },
        { VariantName: 's', ModelName: null, InstanceType: null },
      ],
      ShadowProductionVariants: [{ VariantName: 'shadow', ModelName: 'm', InstanceType: 'ml.g5.xlarge' }],
    },
    absent: missing(`Could not find endpoint configuration "${ARN}:endpoint-config/a-2".`),
    action: 'sagemaker:DescribeEndpointConfig',
  },
  {
    ...json,
    read: model,
    args: { name: 'm' },
    answer: jsonAnswer({
      ModelName: 'm',
      ExecutionRoleArn: 'arn:aws:iam::123456789012:role/bm-sm-exec',
      PrimaryContainer: { ModelPackageName: `${ARN}:model-package/bm-birdsong/1` },
      Containers: [{ Image: 'i', ModelDataUrl: 's3://b/model.tar.gz' }],
    }),
    value: {
      ModelName: 'm',
      ExecutionRoleArn: 'arn:aws:iam::123456789012:role/bm-sm-exec',
      Containers: [
        { ModelDataUrl: null, ModelPackageName: `${ARN}:model-package/bm-birdsong/1` },
        { ModelDataUrl: 's3://b/model.tar.gz', ModelPackageName: null },
      ],
    },
    absent: missing(`Could not find model "${ARN}:model/m".`),
    action: 'sagemaker:DescribeModel',
  },
  {
    ...json,
    read: sagemakerTags,
    args: { arn: `${ARN}:endpoint/a` },
    answer: jsonAnswer({ Tags: [{ Key: 'Keep', Value: 'true' }] }),
    value: [{ Key: 'Keep', Value: 'true' }],
    absent: missing(`Could not find endpoint "${ARN}:endpoint/a".`),
    action: 'sagemaker:ListTags',
  },
];
