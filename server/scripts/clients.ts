import { NormalizedSchema } from '@smithy/core/schema';

/** A client whose operation is known by name only at run time. */
export interface NamedClient {
  send(command: object): Promise<Record<string, unknown>>;
  destroy(): void;
}
export interface ServiceModule {
  create(config: Record<string, unknown>): NamedClient;
  command(operation: string): (new (input: Record<string, unknown>) => object) | undefined;
  /** Shape of an operation's input. */
  input(operation: string): NormalizedSchema | undefined;
}

/** Where to find each service that account scripts may call. A new lab adds its services here. */
const MODULES: Record<string, () => Promise<[module: object, client: string]>> = {
  acm: async () => [await import('@aws-sdk/client-acm'), 'ACMClient'],
  'application-autoscaling': async () => [
    await import('@aws-sdk/client-application-auto-scaling'),
    'ApplicationAutoScalingClient',
  ],
  autoscaling: async () => [await import('@aws-sdk/client-auto-scaling'), 'AutoScalingClient'],
  budgets: async () => [await import('@aws-sdk/client-budgets'), 'BudgetsClient'],
  cloudwatch: async () => [await import('@aws-sdk/client-cloudwatch'), 'CloudWatchClient'],
  ec2: async () => [await import('@aws-sdk/client-ec2'), 'EC2Client'],
  ecr: async () => [await import('@aws-sdk/client-ecr'), 'ECRClient'],
  eks: async () => [await import('@aws-sdk/client-eks'), 'EKSClient'],
  elasticloadbalancing: async () => [
    await import('@aws-sdk/client-elastic-load-balancing-v2'),
    'ElasticLoadBalancingV2Client',
  ],
  events: async () => [await import('@aws-sdk/client-eventbridge'), 'EventBridgeClient'],
  iam: async () => [await import('@aws-sdk/client-iam'), 'IAMClient'],
  kms: async () => [await import('@aws-sdk/client-kms'), 'KMSClient'],
  logs: async () => [await import('@aws-sdk/client-cloudwatch-logs'), 'CloudWatchLogsClient'],
  s3: async () => [await import('@aws-sdk/client-s3'), 'S3Client'],
  sagemaker: async () => [await import('@aws-sdk/client-sagemaker'), 'SageMakerClient'],
  scheduler: async () => [await import('@aws-sdk/client-scheduler'), 'SchedulerClient'],
  servicequotas: async () => [await import('@aws-sdk/client-service-quotas'), 'ServiceQuotasClient'],
  sns: async () => [await import('@aws-sdk/client-sns'), 'SNSClient'],
  ssm: async () => [await import('@aws-sdk/client-ssm'), 'SSMClient'],
  sts: async () => [await import('@aws-sdk/client-sts'), 'STSClient'],
};

/** Services that account scripts may call. */
export const SCRIPT_SERVICES: readonly string[] = Object.keys(MODULES);

/** Loads a service's SDK module, or undefined for a service that scripts do not know. */
export async function serviceModule(service: string): Promise<ServiceModule | undefined> {
  const load = MODULES[service];
  if (!load) return undefined;
  const [loaded, clientName] = await load();
  const exports = loaded as Record<string, unknown>;
  return {
    create: (config) => new (exports[clientName] as new (config: object) => NamedClient)(config),
    command: (operation) => {
      const found = exports[`${operation}Command`];
      return typeof found === 'function'
        ? (found as new (input: Record<string, unknown>) => object)
        : undefined;
    },
    input: (operation) => {
      const schema = exports[`${operation}$`];
      // An operation's schema holds its kind (9), name and traits, then its input and its output.
      return Array.isArray(schema) && schema[0] === 9
        ? NormalizedSchema.of(schema[4] as Parameters<typeof NormalizedSchema.of>[0])
        : undefined;
    },
  };
}
