/**
 * How services are called on the wire, and by us. Our id is the service's IAM prefix, which is also how the lab
 * catalogue and the policies name it.
 */

/** Signing names (the service part of a SigV4 scope) that differ from our id. */
const bySigningName: Readonly<Record<string, string>> = {
  monitoring: 'cloudwatch',
  'application-autoscaling': 'application-autoscaling',
  tagging: 'tag',
  'service-quotas': 'servicequotas',
  s3express: 's3',
};

/** Prefixes of `X-Amz-Target` (before the dot), without their version suffix where one is glued on. */
const byTargetPrefix: Readonly<Record<string, string>> = {
  SageMaker: 'sagemaker',
  AmazonSSM: 'ssm',
  AmazonEC2ContainerRegistry_V20150921: 'ecr',
  TrentService: 'kms',
  AWSBudgetServiceGateway: 'budgets',
  Logs_20140328: 'logs',
  ServiceQuotasV20190624: 'servicequotas',
  GraniteServiceVersion20100801: 'cloudwatch',
  AWSEvents: 'events',
  AnyScaleFrontendService: 'application-autoscaling',
  CertificateManager: 'acm',
  ResourceGroupsTaggingAPI_20170126: 'tag',
  DynamoDB_20120810: 'dynamodb',
  AmazonSQS: 'sqs',
  secretsmanager: 'secretsmanager',
  CloudTrail_20131101: 'cloudtrail',
  'com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101': 'cloudtrail',
  AWSInsightsIndexService: 'ce',
  AWSPriceListService: 'pricing',
  ComputeOptimizerService: 'compute-optimizer',
  AWSStepFunctions: 'states',
  AmazonEC2ContainerServiceV20141113: 'ecs',
  Kinesis_20131202: 'kinesis',
  Firehose_20150804: 'firehose',
  StarlingDoveService: 'config',
  AWSOrganizationsV20161128: 'organizations',
};

/** `Version` parameter of the query protocols: tells services apart when a request carries no signature. */
const byApiVersion: Readonly<Record<string, string>> = {
  '2010-05-08': 'iam',
  '2011-06-15': 'sts',
  '2016-11-15': 'ec2',
  '2015-12-01': 'elasticloadbalancing',
  '2012-06-01': 'elasticloadbalancing',
  '2011-01-01': 'autoscaling',
  '2010-08-01': 'cloudwatch',
  '2010-03-31': 'sns',
  '2010-05-15': 'cloudformation',
  '2012-11-05': 'sqs',
};

function lookUp(table: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** Our id of the service a SigV4 scope names. */
export function serviceOfSigningName(name: string): string {
  return lookUp(bySigningName, name) ?? name;
}

/** Our id of the service that a target prefix belongs to; undefined for a prefix we do not know. */
export function serviceOfTarget(prefix: string): string | undefined {
  return lookUp(byTargetPrefix, prefix);
}

/** Our id of the query service with this API version. */
export function serviceOfApiVersion(version: string): string | undefined {
  return lookUp(byApiVersion, version);
}

/** Services whose operations are routes (method and path), so that naming one needs the service's model. */
export const routedServices: ReadonlySet<string> = new Set(['s3', 'eks', 'scheduler']);

/**
 * The clients we have, each loaded the first time a request needs its model: EC2 alone costs 300 ms and 89 MB.
 * A lab that needs overlay operations of another service adds its client here.
 */
export const clients: Readonly<Record<string, { client: string; load: () => Promise<object> }>> = {
  'application-autoscaling': {
    client: 'ApplicationAutoScalingClient',
    load: () => import('@aws-sdk/client-application-auto-scaling'),
  },
  autoscaling: { client: 'AutoScalingClient', load: () => import('@aws-sdk/client-auto-scaling') },
  budgets: { client: 'BudgetsClient', load: () => import('@aws-sdk/client-budgets') },
  cloudwatch: { client: 'CloudWatchClient', load: () => import('@aws-sdk/client-cloudwatch') },
  ec2: { client: 'EC2Client', load: () => import('@aws-sdk/client-ec2') },
  ecr: { client: 'ECRClient', load: () => import('@aws-sdk/client-ecr') },
  eks: { client: 'EKSClient', load: () => import('@aws-sdk/client-eks') },
  elasticloadbalancing: {
    client: 'ElasticLoadBalancingV2Client',
    load: () => import('@aws-sdk/client-elastic-load-balancing-v2'),
  },
  events: { client: 'EventBridgeClient', load: () => import('@aws-sdk/client-eventbridge') },
  iam: { client: 'IAMClient', load: () => import('@aws-sdk/client-iam') },
  kms: { client: 'KMSClient', load: () => import('@aws-sdk/client-kms') },
  logs: { client: 'CloudWatchLogsClient', load: () => import('@aws-sdk/client-cloudwatch-logs') },
  s3: { client: 'S3Client', load: () => import('@aws-sdk/client-s3') },
  sagemaker: { client: 'SageMakerClient', load: () => import('@aws-sdk/client-sagemaker') },
  scheduler: { client: 'SchedulerClient', load: () => import('@aws-sdk/client-scheduler') },
  servicequotas: { client: 'ServiceQuotasClient', load: () => import('@aws-sdk/client-service-quotas') },
  ssm: { client: 'SSMClient', load: () => import('@aws-sdk/client-ssm') },
  sts: { client: 'STSClient', load: () => import('@aws-sdk/client-sts') },
};
