/** Endpoints, what they run, and their tags. */
import {
  DescribeEndpointCommand,
  DescribeEndpointConfigCommand,
  DescribeModelCommand,
  paginateListEndpoints,
  paginateListTags,
  type ProductionVariant as Variant,
} from '@aws-sdk/client-sagemaker';
import { defineRead } from '../kit/index.ts';
import { arnOr } from './arn.ts';
import { orAbsent, sagemaker, sagemakerArn } from './sagemaker-client.ts';

export interface EndpointSummary {
  EndpointName: string;
  EndpointArn: string;
  EndpointStatus: string | null;
}

/** Every endpoint of the Region. https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ListEndpoints.html */
export const endpoints = defineRead<Record<string, never>, EndpointSummary[]>({
  id: 'sagemaker:ListEndpoints',
  resources: () => ['*'],
  call: async ({ client }) => {
    const all: EndpointSummary[] = [];
    for await (const page of paginateListEndpoints({ client: client(sagemaker) }, { MaxResults: 100 })) {
      for (const { EndpointName, EndpointArn, EndpointStatus } of page.Endpoints ?? [])
        all.push({
          EndpointName: EndpointName ?? '',
          EndpointArn: EndpointArn ?? '',
          EndpointStatus: EndpointStatus ?? null,
        });
    }
    return all;
  },
});

export interface ProductionVariant {
  VariantName: string;
  CurrentWeight: number | null;
  CurrentInstanceCount: number | null;
  DesiredInstanceCount: number | null;
}
export interface DeploymentConfig {
  BlueGreenUpdatePolicy: { TrafficRoutingType: string | null } | null;
  RollingUpdatePolicy: Record<string, never> | null;
  AutoRollbackConfiguration: { Alarms: { AlarmName: string }[] };
}
export interface Endpoint {
  EndpointName: string;
  EndpointConfigName: string | null;
  EndpointStatus: string | null;
  /** Without shadow variants: they answer nobody. */
  ProductionVariants: ProductionVariant[];
  LastDeploymentConfig: DeploymentConfig | null;
}

/** One endpoint. https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeEndpoint.html */
export const endpoint = defineRead<{ name: string }, Endpoint>({
  id: 'sagemaker:DescribeEndpoint',
  resources: ({ name }, run) => [sagemakerArn(run, 'endpoint', name)],
  call: async ({ client }, { name }) => {
    const found = await orAbsent(client(sagemaker).send(new DescribeEndpointCommand({ EndpointName: name })));
    const deployment = found.LastDeploymentConfig;
    return {
      EndpointName: found.EndpointName ?? name,
      EndpointConfigName: found.EndpointConfigName ?? null,
      EndpointStatus: found.EndpointStatus ?? null,
      ProductionVariants: (found.ProductionVariants ?? []).map((variant) => ({
        VariantName: variant.VariantName ?? '',
        CurrentWeight: variant.CurrentWeight ?? null,
        CurrentInstanceCount: variant.CurrentInstanceCount ?? null,
        DesiredInstanceCount: variant.DesiredInstanceCount ?? null,
      })),
      LastDeploymentConfig: deployment
        ? {
            BlueGreenUpdatePolicy: deployment.BlueGreenUpdatePolicy
              ? {
                  TrafficRoutingType:
                    deployment.BlueGreenUpdatePolicy.TrafficRoutingConfiguration?.Type ?? null,
                }
              : null,
            RollingUpdatePolicy: deployment.RollingUpdatePolicy ? {} : null,
            AutoRollbackConfiguration: {
              Alarms: (deployment.AutoRollbackConfiguration?.Alarms ?? []).map(({ AlarmName }) => ({
                AlarmName: AlarmName ?? '',
              })),
            },
          }
        : null,
    };
  },
});

export interface EndpointConfig {
  EndpointConfigName: string;
  ProductionVariants: DeclaredVariant[];
  ShadowProductionVariants: DeclaredVariant[];
}
interface DeclaredVariant {
  VariantName: string;
  ModelName: string | null;
  InstanceType: string | null;
}

/** What an endpoint was made from. https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeEndpointConfig.html */
export const endpointConfig = defineRead<{ name: string }, EndpointConfig>({
  id: 'sagemaker:DescribeEndpointConfig',
  resources: ({ name }, run) => [sagemakerArn(run, 'endpoint-config', name)],
  call: async ({ client }, { name }) => {
    const found = await orAbsent(
      client(sagemaker).send(new DescribeEndpointConfigCommand({ EndpointConfigName: name })),
    );
    return {
      EndpointConfigName: found.EndpointConfigName ?? name,
      ProductionVariants: (found.ProductionVariants ?? []).map(declared),
      ShadowProductionVariants: (found.ShadowProductionVariants ?? []).map(declared),
    };
  },
});

function declared({ VariantName, ModelName, InstanceType }: Variant): DeclaredVariant {
  return { VariantName: VariantName ?? '', ModelName: ModelName ?? null, InstanceType: InstanceType ?? null };
}

export interface Model {
  ModelName: string;
  ExecutionRoleArn: string | null;
  Containers: { ModelDataUrl: string | null; ModelPackageName: string | null }[];
}

/** One model: its containers, wherever they were declared. https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeModel.html */
export const model = defineRead<{ name: string }, Model>({
  id: 'sagemaker:DescribeModel',
  resources: ({ name }, run) => [sagemakerArn(run, 'model', name)],
  call: async ({ client }, { name }) => {
    const found = await orAbsent(client(sagemaker).send(new DescribeModelCommand({ ModelName: name })));
    const containers = [
      ...(found.PrimaryContainer ? [found.PrimaryContainer] : []),
      ...(found.Containers ?? []),
    ];
    return {
      ModelName: found.ModelName ?? name,
      ExecutionRoleArn: found.ExecutionRoleArn ?? null,
      Containers: containers.map(({ ModelDataUrl, ModelDataSource, ModelPackageName }) => ({
        ModelDataUrl: ModelDataUrl ?? ModelDataSource?.S3DataSource?.S3Uri ?? null,
        ModelPackageName: ModelPackageName ?? null,
      })),
    };
  },
});

/** Tags of one resource. https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ListTags.html */
export const sagemakerTags = defineRead<{ arn: string }, { Key: string; Value: string }[]>({
  id: 'sagemaker:ListTags',
  // What has tags that anybody asks about is an endpoint.
  resources: ({ arn }, run) => [arnOr(arn, sagemakerArn(run, 'endpoint', '*'))],
  call: async ({ client }, { arn }) => {
    const tags: { Key: string; Value: string }[] = [];
    const pages = paginateListTags({ client: client(sagemaker) }, { ResourceArn: arn });
    const collect = async (): Promise<void> => {
      for await (const page of pages)
        tags.push(...(page.Tags ?? []).map(({ Key, Value }) => ({ Key: Key ?? '', Value: Value ?? '' })));
    };
    await orAbsent(collect());
    return tags;
  },
});
