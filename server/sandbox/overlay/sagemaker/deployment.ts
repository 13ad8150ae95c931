/**
 * How long an endpoint takes, and what SageMaker AI refuses in a deployment configuration.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails.html
 */
import { invalid } from './engine.ts';

export interface DeploymentConfig {
  BlueGreenUpdatePolicy?: {
    TrafficRoutingConfiguration?: {
      Type?: string;
      WaitIntervalInSeconds?: number;
      CanarySize?: { Type?: string; Value?: number };
      LinearStepSize?: { Type?: string; Value?: number };
    };
    TerminationWaitInSeconds?: number;
  };
  RollingUpdatePolicy?: {
    MaximumBatchSize?: { Type?: string; Value?: number };
    WaitIntervalInSeconds?: number;
  };
  AutoRollbackConfiguration?: { Alarms?: { AlarmName?: string }[] };
}

/** Time for instances to start and load a model, about what the documentation's examples take. */
export const START_SECONDS = 240;

/** @throws AwsError ValidationException */
export function checkDeployment(config: DeploymentConfig): void {
  const { BlueGreenUpdatePolicy: blueGreen, RollingUpdatePolicy: rolling } = config;
  if (blueGreen && rolling)
    throw invalid(
      'Only one of BlueGreenUpdatePolicy and RollingUpdatePolicy may be given in DeploymentConfig.',
    );
  const traffic = blueGreen?.TrafficRoutingConfiguration;
  if (!traffic) return;
  if (traffic.Type === 'CANARY' && traffic.CanarySize === undefined)
    throw invalid('CanarySize is required when the traffic routing type is CANARY.');
  if (traffic.Type === 'LINEAR' && traffic.LinearStepSize === undefined)
    throw invalid('LinearStepSize is required when the traffic routing type is LINEAR.');
  if (traffic.Type !== 'CANARY' && traffic.CanarySize !== undefined)
    throw invalid('CanarySize may only be given with the traffic routing type CANARY.');
  if (traffic.Type !== 'LINEAR' && traffic.LinearStepSize !== undefined)
    throw invalid('LinearStepSize may only be given with the traffic routing type LINEAR.');
}

/** Seconds from UpdateEndpoint to InService for `instances` instances. */
export function updateSeconds(config: DeploymentConfig | undefined, instances: number): number {
  const rolling = config?.RollingUpdatePolicy;
  if (rolling) {
    const batch = sizeOf(rolling.MaximumBatchSize, instances);
    return Math.ceil(instances / batch) * (START_SECONDS + (rolling.WaitIntervalInSeconds ?? 0));
  }
  const blueGreen = config?.BlueGreenUpdatePolicy;
  const traffic = blueGreen?.TrafficRoutingConfiguration;
  const wait = traffic?.WaitIntervalInSeconds ?? 0;
  const steps =
    traffic?.Type === 'LINEAR'
      ? Math.ceil(instances / sizeOf(traffic.LinearStepSize, instances))
      : traffic?.Type === 'CANARY'
        ? 2
        : 1;
  return START_SECONDS + steps * wait + (blueGreen?.TerminationWaitInSeconds ?? 0);
}

function sizeOf(size: { Type?: string; Value?: number } | undefined, instances: number): number {
  const value = size?.Value ?? 100;
  const count = size?.Type === 'INSTANCE_COUNT' ? value : Math.floor((instances * value) / 100);
  return Math.min(instances, Math.max(1, count));
}
