/** How an endpoint came to be what it is, for pictures: no check judges the past. */
import {
  DescribeEndpointCommand,
  DescribeEndpointConfigCommand,
  paginateListEndpointConfigs,
  type CapacitySize as SdkSize,
  type DeploymentConfig,
} from '@aws-sdk/client-sagemaker';
import { defineRead } from '../kit/index.ts';
import type { CapacitySize, DeploymentSettings } from '../semantics/deployment/index.ts';
import { orAbsent, sagemaker, sagemakerArn } from './sagemaker-client.ts';

export interface Deployment {
  EndpointName: string;
  EndpointConfigName: string | null;
  EndpointStatus: string | null;
  FailureReason: string | null;
  CreationTime: string | null;
  LastModifiedTime: string | null;
  ProductionVariants: {
    VariantName: string;
    CurrentWeight: number | null;
    CurrentInstanceCount: number | null;
    DesiredInstanceCount: number | null;
  }[];
  LastDeploymentConfig: (DeploymentSettings & { AlarmNames: string[] }) | null;
}

/** One endpoint with its last deployment. https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeEndpoint.html */
export const deployment = defineRead<{ endpoint: string }, Deployment>({
  id: 'sagemaker:DescribeEndpoint',
  resources: ({ endpoint }, run) => [sagemakerArn(run, 'endpoint', endpoint)],
  call: async ({ client }, { endpoint }) => {
    const found = await orAbsent(
      client(sagemaker).send(new DescribeEndpointCommand({ EndpointName: endpoint })),
    );
    return {
      EndpointName: found.EndpointName ?? endpoint,
      EndpointConfigName: found.EndpointConfigName ?? null,
      EndpointStatus: found.EndpointStatus ?? null,
      FailureReason: found.FailureReason ?? null,
      CreationTime: found.CreationTime?.toISOString() ?? null,
      LastModifiedTime: found.LastModifiedTime?.toISOString() ?? null,
      ProductionVariants: (found.ProductionVariants ?? []).map((variant) => ({
        VariantName: variant.VariantName ?? '',
        CurrentWeight: variant.CurrentWeight ?? null,
        CurrentInstanceCount: variant.CurrentInstanceCount ?? null,
        DesiredInstanceCount: variant.DesiredInstanceCount ?? null,
      })),
      LastDeploymentConfig: found.LastDeploymentConfig ? settingsOf(found.LastDeploymentConfig) : null,
    };
  },
});

function settingsOf({
  BlueGreenUpdatePolicy: blueGreen,
  RollingUpdatePolicy: rolling,
  AutoRollbackConfiguration: rollback,
}: DeploymentConfig): NonNullable<Deployment['LastDeploymentConfig']> {
  const traffic = blueGreen?.TrafficRoutingConfiguration;
  return {
    BlueGreenUpdatePolicy: blueGreen
      ? {
          TrafficRoutingConfiguration: traffic
            ? {
                Type: traffic.Type,
                WaitIntervalInSeconds: traffic.WaitIntervalInSeconds,
                CanarySize: sizeOf(traffic.CanarySize),
                LinearStepSize: sizeOf(traffic.LinearStepSize),
              }
            : null,
          TerminationWaitInSeconds: blueGreen.TerminationWaitInSeconds,
          MaximumExecutionTimeoutInSeconds: blueGreen.MaximumExecutionTimeoutInSeconds ?? null,
        }
      : null,
    RollingUpdatePolicy: rolling
      ? {
          MaximumBatchSize: sizeOf(rolling.MaximumBatchSize),
          WaitIntervalInSeconds: rolling.WaitIntervalInSeconds,
          RollbackMaximumBatchSize: sizeOf(rolling.RollbackMaximumBatchSize),
          MaximumExecutionTimeoutInSeconds: rolling.MaximumExecutionTimeoutInSeconds ?? null,
        }
      : null,
    AlarmNames: (rollback?.Alarms ?? []).flatMap(({ AlarmName }) => AlarmName ?? []),
  };
}

const sizeOf = (size: SdkSize | undefined): CapacitySize | null =>
  size ? { Type: size.Type, Value: size.Value } : null;

export interface ConfigSummary {
  EndpointConfigName: string;
  CreationTime: string | null;
}

/**
 * Every endpoint configuration of the Region, oldest first.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ListEndpointConfigs.html
 */
export const endpointConfigs = defineRead<Record<string, never>, ConfigSummary[]>({
  id: 'sagemaker:ListEndpointConfigs',
  resources: () => ['*'],
  call: async ({ client }) => {
    const all: ConfigSummary[] = [];
    for await (const page of paginateListEndpointConfigs({ client: client(sagemaker) }, { MaxResults: 100 }))
      for (const { EndpointConfigName = '', CreationTime } of page.EndpointConfigs ?? [])
        all.push({ EndpointConfigName, CreationTime: CreationTime?.toISOString() ?? null });
    return all.toSorted((a, b) => ((a.CreationTime ?? '') < (b.CreationTime ?? '') ? -1 : 1));
  },
});

export interface DeclaredVariant {
  VariantName: string;
  ModelName: string | null;
  InstanceType: string | null;
  InitialInstanceCount: number | null;
  InitialVariantWeight: number | null;
}

/** What a configuration asks for. https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeEndpointConfig.html */
export const declaredVariants = defineRead<{ config: string }, DeclaredVariant[]>({
  id: 'sagemaker:DescribeEndpointConfig',
  resources: ({ config }, run) => [sagemakerArn(run, 'endpoint-config', config)],
  call: async ({ client }, { config }) => {
    const found = await orAbsent(
      client(sagemaker).send(new DescribeEndpointConfigCommand({ EndpointConfigName: config })),
    );
    return (found.ProductionVariants ?? []).map((variant) => ({
      VariantName: variant.VariantName ?? '',
      ModelName: variant.ModelName ?? null,
      InstanceType: variant.InstanceType ?? null,
      InitialInstanceCount: variant.InitialInstanceCount ?? null,
      InitialVariantWeight: variant.InitialVariantWeight ?? null,
    }));
  },
});
