import {
  billedJob,
  billedLogGroups,
  bucketUsage,
  dashboards,
  keys,
  loadBalancers,
  notebooks,
} from '../../../graders/reads/costs.ts';
import {
  alarmTags,
  balancerTags,
  bucketTags,
  keyTags,
  logGroupTags,
} from '../../../graders/reads/costs-tags.ts';
import { clusters } from '../../../graders/reads/eks.ts';
import type { ReadCase } from './s3-cases.ts';
import { ARN, json, jsonAnswer, missing, seconds } from './sagemaker-training-cases.ts';

const xml = { protocol: 'xml' as const };
const s3Answer = (body: string): ReadCase['answer'] => ({
  status: 200,
  headers: { 'content-type': 'application/xml' },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}`,
});
const elb = (operation: string, body: string): ReadCase['answer'] => ({
  status: 200,
  headers: { 'content-type': 'text/xml' },
  body: `<${operation}Response xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/"><${operation}Result>${body}</${operation}Result><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></${operation}Response>`,
});
const LB = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/net/bm/1';
const Tags = [{ Key: 'Owner', Value: 'amelia' }];
const noSuchBucket = { status: 404, code: 'NoSuchBucket' };

/** What only the bill reads. */
export const BILL_READ_CASES: readonly ReadCase[] = [
  {
    ...json,
    read: clusters,
    args: {},
    answer: { status: 200, headers: { 'content-type': 'application/json' }, body: '{"clusters":["bm"]}' },
    value: ['bm'],
    absent: null,
    action: 'eks:ListClusters',
  },
  {
    ...xml,
    read: loadBalancers,
    args: {},
    answer: elb(
      'DescribeLoadBalancers',
      `<LoadBalancers><member><LoadBalancerArn>${LB}</LoadBalancerArn><LoadBalancerName>bm</LoadBalancerName><Scheme>internet-facing</Scheme><State><Code>active</Code></State><Type>network</Type><IpAddressType>ipv4</IpAddressType>` +
        '<AvailabilityZones><member><ZoneName>us-east-1a</ZoneName><LoadBalancerAddresses><member><IpAddress>3.0.0.5</IpAddress></member></LoadBalancerAddresses></member><member><ZoneName>us-east-1b</ZoneName></member></AvailabilityZones></member></LoadBalancers>',
    ),
    value: [
      {
        LoadBalancerArn: LB,
        LoadBalancerName: 'bm',
        Scheme: 'internet-facing',
        State: { Code: 'active' },
        Type: 'network',
        IpAddressType: 'ipv4',
        AvailabilityZones: [
          { ZoneName: 'us-east-1a', LoadBalancerAddresses: [{ IpAddress: '3.0.0.5' }] },
          { ZoneName: 'us-east-1b', LoadBalancerAddresses: [] },
        ],
      },
    ],
    absent: null,
    action: 'elasticloadbalancing:DescribeLoadBalancers',
  },
  {
    ...xml,
    read: balancerTags,
    args: { arn: LB },
    answer: elb(
      'DescribeTags',
      `<TagDescriptions><member><ResourceArn>${LB}</ResourceArn><Tags><member><Key>Owner</Key><Value>amelia</Value></member></Tags></member></TagDescriptions>`,
    ),
    value: Tags,
    absent: { status: 400, code: 'LoadBalancerNotFound' },
    action: 'elasticloadbalancing:DescribeTags',
  },
  {
    ...json,
    read: keys,
    args: {},
    answer: jsonAnswer({ Keys: [{ KeyId: 'k1', KeyArn: 'arn:k1' }], Truncated: false }),
    value: ['k1'],
    absent: null,
    action: 'kms:ListKeys',
  },
  {
    ...json,
    read: keyTags,
    args: { keyId: 'k1' },
    answer: jsonAnswer({ Tags: [{ TagKey: 'Owner', TagValue: 'amelia' }], Truncated: false }),
    value: Tags,
    absent: { status: 400, code: 'NotFoundException' },
    action: 'kms:ListResourceTags',
  },
  {
    ...json,
    read: billedLogGroups,
    args: {},
    answer: jsonAnswer({
      logGroups: [{ logGroupName: '/bm/api', storedBytes: 5, retentionInDays: 3 }, { logGroupName: '/bm/b' }],
    }),
    value: [
      { logGroupName: '/bm/api', storedBytes: 5 },
      { logGroupName: '/bm/b', storedBytes: null },
    ],
    absent: null,
    action: 'logs:DescribeLogGroups',
  },
  {
    ...json,
    read: logGroupTags,
    args: { name: '/bm/api' },
    answer: jsonAnswer({ tags: { Owner: 'amelia' } }),
    value: { Owner: 'amelia' },
    absent: { status: 400, code: 'ResourceNotFoundException' },
    action: 'logs:ListTagsForResource',
  },
  {
    ...json,
    read: dashboards,
    args: {},
    answer: jsonAnswer({ DashboardEntries: [{ DashboardName: 'bm', Size: 12 }] }, '1.0'),
    value: [{ DashboardName: 'bm' }],
    absent: null,
    action: 'cloudwatch:ListDashboards',
  },
  {
    ...json,
    read: alarmTags,
    args: { name: 'slow' },
    answer: jsonAnswer({ Tags }, '1.0'),
    value: Tags,
    absent: { status: 404, code: 'ResourceNotFoundException' },
    action: 'cloudwatch:ListTagsForResource',
  },
  {
    ...xml,
    read: bucketUsage,
    args: { bucket: 'bm' },
    answer: s3Answer(
      '<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>bm</Name><IsTruncated>false</IsTruncated>' +
        '<Contents><Key>a</Key><Size>5</Size><StorageClass>STANDARD</StorageClass></Contents><Contents><Key>b</Key><Size>7</Size></Contents>' +
        '<Contents><Key>c</Key><Size>9</Size><StorageClass>GLACIER</StorageClass></Contents></ListBucketResult>',
    ),
    value: {
      Classes: [
        { StorageClass: 'STANDARD', Bytes: 12, Objects: 2 },
        { StorageClass: 'GLACIER', Bytes: 9, Objects: 1 },
      ],
      Complete: true,
    },
    absent: noSuchBucket,
    action: 's3:ListBucket',
  },
  {
    ...xml,
    read: bucketTags,
    args: { bucket: 'bm' },
    answer: s3Answer(
      '<Tagging xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><TagSet><Tag><Key>Owner</Key><Value>amelia</Value></Tag></TagSet></Tagging>',
    ),
    value: Tags,
    absent: { status: 404, code: 'NoSuchTagSet' },
    action: 's3:GetBucketTagging',
  },
  {
    ...json,
    read: notebooks,
    args: {},
    answer: jsonAnswer({
      NotebookInstances: [
        {
          NotebookInstanceName: 'desk',
          NotebookInstanceArn: `${ARN}:notebook-instance/desk`,
          NotebookInstanceStatus: 'Stopped',
          InstanceType: 'ml.t3.medium',
        },
      ],
    }),
    value: [
      {
        NotebookInstanceName: 'desk',
        NotebookInstanceArn: `${ARN}:notebook-instance/desk`,
        NotebookInstanceStatus: 'Stopped',
        InstanceType: 'ml.t3.medium',
      },
    ],
    absent: null,
    action: 'sagemaker:ListNotebookInstances',
  },
  {
    ...json,
    read: billedJob,
    args: { name: 'train-1' },
    answer: jsonAnswer({
      TrainingJobName: 'train-1',
      TrainingJobArn: `${ARN}:training-job/train-1`,
      TrainingJobStatus: 'Completed',
      SecondaryStatus: 'Completed',
      ModelArtifacts: { S3ModelArtifacts: 's3://b/m' },
      StoppingCondition: {},
      CreationTime: seconds,
      BillableTimeInSeconds: 61,
      ResourceConfig: { InstanceType: 'ml.g5.xlarge', InstanceCount: 2, VolumeSizeInGB: 30 },
    }),
    value: {
      TrainingJobName: 'train-1',
      TrainingJobArn: `${ARN}:training-job/train-1`,
      TrainingJobStatus: 'Completed',
      BillableTimeInSeconds: 61,
      ResourceConfig: { InstanceType: 'ml.g5.xlarge', InstanceCount: 2 },
    },
    absent: missing('Requested resource not found.'),
    action: 'sagemaker:DescribeTrainingJob',
  },
];
