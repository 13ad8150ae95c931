import { describe, expect, it } from 'vitest';
import type { Resource } from '../../../../graders/semantics/pricing/index.ts';
import { eksCalendar, workings } from './kit.ts';

type Row = [what: string, resource: Resource, ...lines: string[]];
const id = 'x';

const ROWS: Row[] = [
  [
    'an instance for a month',
    { id, kind: 'instance', instanceType: 'm5.large', count: 2 },
    'ec2 m5.large | 2 × 730 hours: 1460 × $0.096 per hour = $140.16',
  ],
  ['a stopped instance', { id, kind: 'instance', instanceType: 'm5.large', running: false }],
  [
    'a stopped instance that ran in the month',
    { id, kind: 'instance', instanceType: 'm5.large', running: false, hours: 10 },
    'ec2 m5.large | 10 hours: 10 × $0.096 per hour = $0.96',
  ],
  [
    'a disk for a month',
    { id, kind: 'volume', volumeType: 'gp2', gb: 80 },
    'ebs gp2 | 80 GB: 80 × $0.1 per GB-month = $8.00',
  ],
  [
    'a disk for some hours',
    { id, kind: 'volume', volumeType: 'gp3', gb: 100, hours: 73 },
    'ebs gp3 | 100 GB × 0.1 months: 10 × $0.08 per GB-month = $0.80',
  ],
  [
    'what gp3 has beyond what it includes',
    { id, kind: 'volume', volumeType: 'gp3', gb: 1, iops: 4000, throughput: 225 },
    'ebs gp3 | 1 × $0.08 per GB-month = $0.08',
    'ebs gp3-iops | 1000 IOPS: 1000 × $0.005 per IOPS-month = $5.00',
    'ebs gp3-throughput | 100 MiB/s: 100 × $0.04 per MiB/s-month = $4.00',
  ],
  [
    'what gp3 includes',
    { id, kind: 'volume', volumeType: 'gp3', gb: 1, iops: 3000, throughput: 125 },
    'ebs gp3 | 1 × $0.08 per GB-month = $0.08',
  ],
  [
    'io2, by the IOPS',
    { id, kind: 'volume', volumeType: 'io2', gb: 10, iops: 100, count: 2 },
    'ebs io2 | 2 × 10 GB: 20 × $0.125 per GB-month = $2.50',
    'ebs io2-iops | 2 × 100 IOPS: 200 × $0.065 per IOPS-month = $13.00',
  ],
  [
    'IOPS of a disk that does not sell them',
    { id, kind: 'volume', volumeType: 'gp2', gb: 10, iops: 100 },
    'ebs gp2 | 10 GB: 10 × $0.1 per GB-month = $1.00',
  ],
  [
    'large objects in an infrequent class',
    { id, kind: 's3-storage', storageClass: 'STANDARD_IA', gb: 100, objects: 10 },
    's3 STANDARD_IA storage | 100 GB: 100 × $0.0125 per GB-month = $1.25',
  ],
  [
    'small objects in an infrequent class, billed as 128 KB each',
    { id, kind: 's3-storage', storageClass: 'STANDARD_IA', gb: 1, objects: 81_920 },
    's3 STANDARD_IA storage | 10 GB: 10 × $0.0125 per GB-month = $0.13',
  ],
  [
    'archived objects, with 32 KB of their own and 8 KB at Standard',
    { id, kind: 's3-storage', storageClass: 'GLACIER', gb: 10, objects: 32_768 },
    's3 GLACIER storage | 11 GB: 11 × $0.0036 per GB-month = $0.04',
    's3 STANDARD storage | 0.25 GB: 0.25 × $0.023 per GB-month = $0.01',
  ],
  [
    'Intelligent-Tiering by tier, with monitoring',
    {
      id,
      kind: 's3-storage',
      storageClass: 'INTELLIGENT_TIERING',
      tier: 'infrequent access',
      gb: 100,
      objects: 2000,
    },
    's3 INTELLIGENT_TIERING infrequent access | 100 GB: 100 × $0.0125 per GB-month = $1.25',
    's3 INTELLIGENT_TIERING monitoring | 2000 objects: 2 × $0.0025 per 1,000 objects a month = $0.01',
  ],
  [
    'Intelligent-Tiering without a word about the tier',
    { id, kind: 's3-storage', storageClass: 'INTELLIGENT_TIERING', gb: 100 },
    's3 INTELLIGENT_TIERING frequent access | 100 GB: 100 × $0.023 per GB-month = $2.30',
  ],
  [
    'objects that are just large enough for monitoring',
    {
      id,
      kind: 's3-storage',
      storageClass: 'INTELLIGENT_TIERING',
      tier: 'infrequent access',
      gb: 1,
      objects: 8192,
    },
    's3 INTELLIGENT_TIERING infrequent access | 1 × $0.0125 per GB-month = $0.01',
    's3 INTELLIGENT_TIERING monitoring | 8192 objects: 8.192 × $0.0025 per 1,000 objects a month = $0.02',
  ],
  [
    'objects too small for it stay frequent and unmonitored',
    {
      id,
      kind: 's3-storage',
      storageClass: 'INTELLIGENT_TIERING',
      tier: 'infrequent access',
      gb: 1,
      objects: 8193,
    },
    's3 INTELLIGENT_TIERING frequent access | 1 × $0.023 per GB-month = $0.02',
  ],
  [
    'the rest of a minimum duration',
    { id, kind: 's3-early-delete', storageClass: 'DEEP_ARCHIVE', gb: 73_000, days: 30 },
    's3 DEEP_ARCHIVE storage | 73000 GB × 4.931507 months: 360000 × $0.00099 per GB-month = $356.40',
  ],
  [
    'a minimum duration that is over',
    { id, kind: 's3-early-delete', storageClass: 'GLACIER_IR', gb: 9, days: 90 },
  ],
  ['no minimum duration', { id, kind: 's3-early-delete', storageClass: 'STANDARD', gb: 9, days: 0 }],
  [
    'requests by class',
    { id, kind: 's3-requests', storageClass: 'STANDARD_IA', put: 1000, get: 2000 },
    's3 STANDARD_IA put | 1000 requests: 1 × $0.01 per 1,000 requests = $0.01',
    's3 STANDARD_IA get | 2000 requests: 2 × $0.001 per 1,000 requests = $0.00',
  ],
  [
    'reading back an infrequent class',
    { id, kind: 's3-retrieval', storageClass: 'STANDARD_IA', gb: 50, requests: 3 },
    's3 STANDARD_IA retrieval standard | 50 GB: 50 × $0.01 per GB = $0.50',
  ],
  [
    'a hurried restore',
    { id, kind: 's3-retrieval', storageClass: 'GLACIER', speed: 'expedited', gb: 50, requests: 100 },
    's3 GLACIER retrieval expedited | 50 GB: 50 × $0.03 per GB = $1.50',
    's3 GLACIER restore expedited | 100 requests: 0.1 × $10 per 1,000 requests = $1.00',
  ],
  [
    'a free restore',
    { id, kind: 's3-retrieval', storageClass: 'GLACIER', speed: 'bulk', gb: 50, requests: 100 },
    's3 GLACIER retrieval bulk | 50 GB: 50 × $0 per GB = $0.00',
  ],
  ['reading Standard', { id, kind: 's3-retrieval', storageClass: 'STANDARD', gb: 50 }],
  [
    'moving objects down',
    { id, kind: 's3-transition', storageClass: 'DEEP_ARCHIVE', objects: 20_000 },
    's3 DEEP_ARCHIVE transition | 20000 objects: 20 × $0.05 per 1,000 objects = $1.00',
  ],
  [
    'a NAT gateway',
    { id, kind: 'nat-gateway', gb: 200 },
    'vpc nat-hour | 730 hours: 730 × $0.045 per hour = $32.85',
    'vpc nat-gb | 200 GB: 200 × $0.045 per GB = $9.00',
  ],
  [
    'addresses',
    { id, kind: 'public-ipv4', count: 4 },
    'vpc public-ipv4 | 4 × 730 hours: 2920 × $0.005 per hour = $14.60',
  ],
  [
    'an interface endpoint in two zones',
    { id, kind: 'interface-endpoint', zones: 2, gb: 10 },
    'vpc interface-endpoint-hour | 2 zones × 730 hours: 1460 × $0.01 per hour = $14.60',
    'vpc interface-endpoint-gb | 10 GB: 10 × $0.01 per GB = $0.10',
  ],
  [
    'a network load balancer',
    { id, kind: 'load-balancer', type: 'network', lcu: 1 },
    'elb nlb-hour | 730 hours: 730 × $0.0225 per hour = $16.43',
    'elb nlb-lcu | 730 hours: 730 × $0.006 per NLCU-hour = $4.38',
  ],
  [
    'an application load balancer',
    { id, kind: 'load-balancer', type: 'application', lcu: 2 },
    'elb alb-hour | 730 hours: 730 × $0.0225 per hour = $16.43',
    'elb alb-lcu | 2 LCU × 730 hours: 1460 × $0.008 per LCU-hour = $11.68',
  ],
  [
    'a current cluster',
    { id, kind: 'eks-cluster', version: '1.35' },
    'eks control-plane | 730 hours: 730 × $0.1 per hour = $73.00',
  ],
  [
    'an old cluster',
    { id, kind: 'eks-cluster', version: '1.32' },
    'eks control-plane-extended | 730 hours: 730 × $0.6 per hour = $438.00',
  ],
  [
    'a cluster past its extended support',
    { id, kind: 'eks-cluster', version: '1.28' },
    'eks control-plane-extended | 730 hours: 730 × $0.6 per hour = $438.00',
  ],
  [
    'a cluster that says its support',
    { id, kind: 'eks-cluster', version: '1.28', support: 'standard', hours: 1 },
    'eks control-plane | 1 × $0.1 per hour = $0.10',
  ],
  [
    'an endpoint',
    { id, kind: 'endpoint', instanceType: 'ml.m5.xlarge', count: 2 },
    'sagemaker ml.m5.xlarge | 2 × 730 hours: 1460 × $0.23 per hour = $335.80',
  ],
  [
    'a training job, by its billable hours',
    { id, kind: 'training', instanceType: 'ml.g5.xlarge', hours: 2.5 },
    'sagemaker ml.g5.xlarge | 2.5 hours: 2.5 × $1.408 per hour = $3.52',
  ],
  ['a training job without hours', { id, kind: 'training', instanceType: 'ml.g5.xlarge' }],
  [
    'a notebook that runs',
    { id, kind: 'notebook', instanceType: 'ml.t3.medium' },
    'sagemaker ml.t3.medium | 730 hours: 730 × $0.05 per hour = $36.50',
  ],
  ['a notebook that is stopped', { id, kind: 'notebook', instanceType: 'ml.t3.medium', running: false }],
  ['alarms', { id, kind: 'alarm', count: 12 }, 'cloudwatch alarm | 12: 12 × $0.1 per month = $1.20'],
  [
    'an alarm of high resolution',
    { id, kind: 'alarm', highResolution: true },
    'cloudwatch alarm-high-resolution | 1 × $0.3 per month = $0.30',
  ],
  ['custom metrics', { id, kind: 'metric', count: 5 }, 'cloudwatch metric | 5: 5 × $0.3 per month = $1.50'],
  ['a dashboard', { id, kind: 'dashboard' }, 'cloudwatch dashboard | 1 × $3 per month = $3.00'],
  [
    'logs',
    { id, kind: 'logs', ingestedGb: 20, storedGb: 100 },
    'cloudwatch log-ingest | 20 GB: 20 × $0.5 per GB = $10.00',
    'cloudwatch log-store | 100 GB: 100 × $0.03 per GB-month = $3.00',
  ],
  [
    'a key and its requests',
    { id, kind: 'kms-key', requests: 50_000 },
    'kms key | 1 × $1 per month = $1.00',
    'kms requests | 50000 requests: 5 × $0.03 per 10,000 requests = $0.15',
  ],
  [
    'traffic between zones, paid on both sides',
    { id, kind: 'transfer', route: 'cross-zone', gb: 10 },
    'transfer cross-zone | 10 GB × 2 directions: 20 × $0.01 per GB = $0.20',
  ],
  [
    'traffic to another Region',
    { id, kind: 'transfer', route: 'cross-region', gb: 10 },
    'transfer cross-region | 10 GB: 10 × $0.02 per GB = $0.20',
  ],
  [
    'traffic to the Internet that is free',
    { id, kind: 'transfer', route: 'internet-out', gb: 100 },
    'transfer internet-out | 100 GB: 100 × $0 per GB = $0.00',
  ],
  [
    'traffic through every tier',
    { id, kind: 'transfer', route: 'internet-out', gb: 153_601 },
    'transfer internet-out | 153601 GB: 100 × $0 per GB = $0.00',
    'transfer internet-out | 153601 GB: 10140 × $0.09 per GB = $912.60',
    'transfer internet-out | 153601 GB: 40960 × $0.085 per GB = $3481.60',
    'transfer internet-out | 153601 GB: 102400 × $0.07 per GB = $7168.00',
    'transfer internet-out | 153601 GB: 1 × $0.05 per GB = $0.05',
  ],
  [
    'Standard past its first tier',
    { id, kind: 's3-storage', storageClass: 'STANDARD', gb: 51_300 },
    's3 STANDARD storage | 51300 GB: 51200 × $0.023 per GB-month = $1177.60',
    's3 STANDARD storage | 51300 GB: 100 × $0.022 per GB-month = $2.20',
  ],
];

describe('the lines of one resource', () => {
  it.each(ROWS)('%s', (_what, resource, ...lines) => {
    expect(workings([resource], { today: '2026-11-27', calendar: eksCalendar })).toEqual(lines);
  });
});
