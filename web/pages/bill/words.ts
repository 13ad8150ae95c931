// What the things of a bill are called.
import type { Kind, Resource } from '../../../graders/semantics/pricing/index.ts';
import { formatBytes, formatInteger, plural } from '../../format.ts';

const KINDS: Readonly<Record<Kind, string>> = {
  instance: 'EC2 instance',
  volume: 'EBS volume',
  's3-storage': 'S3 objects',
  's3-early-delete': 'S3 objects removed early',
  's3-requests': 'S3 requests',
  's3-retrieval': 'S3 retrieval',
  's3-transition': 'S3 transition',
  'nat-gateway': 'NAT gateway',
  'public-ipv4': 'public IPv4 address',
  'interface-endpoint': 'interface endpoint',
  'load-balancer': 'load balancer',
  'eks-cluster': 'EKS cluster',
  training: 'training job',
  endpoint: 'SageMaker AI endpoint',
  notebook: 'notebook instance',
  alarm: 'CloudWatch alarm',
  metric: 'custom metric',
  dashboard: 'dashboard',
  logs: 'log group',
  'kms-key': 'KMS key',
  transfer: 'data transfer',
  unpriced: '',
};
const kindWords = (kind: Kind): string => KINDS[kind];

const SERVICES: Readonly<Record<string, string>> = {
  ec2: 'EC2 on demand',
  'ec2-spot': 'EC2 Spot',
  'ec2-savings-plan': 'EC2 Savings Plans',
  ebs: 'EBS volumes',
  s3: 'S3',
  vpc: 'VPC: gateways, endpoints, addresses',
  elb: 'Load balancers',
  eks: 'EKS control planes',
  sagemaker: 'SageMaker AI',
  cloudwatch: 'CloudWatch',
  kms: 'KMS',
  transfer: 'Data transfer',
};
export const serviceWords = (key: string): string => SERVICES[key] ?? key;

const FIELDS: Readonly<Record<string, string>> = {
  count: 'How many',
  hours: 'Hours of the month',
  gb: 'Gigabytes',
  iops: 'IOPS, of which gp3 includes 3,000',
  throughput: 'MiB/s, of which gp3 includes 125',
  objects: 'Objects',
  put: 'PUT and LIST requests',
  get: 'GET requests',
  requests: 'Requests',
  days: 'Days in the class',
  zones: 'Zones',
  lcu: 'Capacity units in each hour (LCU)',
  ingestedGb: 'Gigabytes written',
  storedGb: 'Gigabytes kept',
  instanceType: 'Instance type',
  volumeType: 'Volume type',
  storageClass: 'Storage class',
};
export const fieldWords = (field: string): string => FIELDS[field] ?? field;

const GIB = 1024 ** 3;
const many = (count: number | undefined): string =>
  count === undefined || count === 1 ? '' : `${formatInteger(count)} × `;

/** A resource in a few words: what it is and what decides its price. */
export function describeResource(resource: Resource): string {
  const kind = kindWords(resource.kind);
  const off = resource.running === false ? ', stopped' : '';
  switch (resource.kind) {
    case 'instance':
      return `${many(resource.count)}${resource.instanceType}${resource.purchase === 'spot' ? ' on Spot' : ''}${off}`;
    case 'volume':
      return `${many(resource.count)}${formatInteger(resource.gb)} GB ${resource.volumeType} volume`;
    case 's3-storage':
      return `${formatBytes(resource.gb * GIB)} in ${plural(resource.objects ?? 0, 'object')}`;
    case 'endpoint':
    case 'notebook':
    case 'training':
      return `${kind}, ${many(resource.count)}${resource.instanceType}${resource.kind === 'training' ? '' : off}`;
    case 'eks-cluster':
      return `${kind}${resource.version === undefined ? '' : `, version ${resource.version}`}`;
    case 'load-balancer':
      return `${resource.type} ${kind}`;
    case 'interface-endpoint':
      return `${kind} in ${plural(resource.zones, 'zone')}`;
    case 'public-ipv4':
    case 'nat-gateway':
      return `${many(resource.count)}${kind}`;
    case 'unpriced':
      return resource.what;
    default:
      return kind;
  }
}
