/** What only a bill asks of an account: everything of a service, with what its price depends on. */
import { paginateDescribeLogGroups } from '@aws-sdk/client-cloudwatch-logs';
import { paginateListDashboards } from '@aws-sdk/client-cloudwatch';
import { paginateDescribeLoadBalancers } from '@aws-sdk/client-elastic-load-balancing-v2';
import { paginateListKeys } from '@aws-sdk/client-kms';
import { paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { DescribeTrainingJobCommand, paginateListNotebookInstances } from '@aws-sdk/client-sagemaker';
import { defineRead } from '../kit/index.ts';
import { regionalArn } from './arn.ts';
import { cloudwatch } from './cloudwatch-alarms.ts';
import { allOf, elbv2 } from './elbv2.ts';
import { kms } from './kms.ts';
import { logs } from './logs.ts';
import { onBucket, s3, type BucketArgs } from './s3-client.ts';
import { orAbsent, sagemaker, sagemakerArn } from './sagemaker-client.ts';

type None = Record<string, never>;

export interface BilledBalancer {
  LoadBalancerArn: string;
  LoadBalancerName: string;
  Scheme: string | null;
  State: { Code: string | null };
  Type: string | null;
  IpAddressType: string | null;
  AvailabilityZones: { ZoneName: string | null; LoadBalancerAddresses: { IpAddress: string | null }[] }[];
}

/**
 * Every load balancer of the Region.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeLoadBalancers.html
 */
export const loadBalancers = defineRead<None, BilledBalancer[]>({
  id: 'elasticloadbalancing:DescribeLoadBalancers',
  resources: () => ['*'],
  call: async ({ client }) => {
    const pages = paginateDescribeLoadBalancers({ client: client(elbv2) }, {});
    const all = await allOf(pages, (page) => page.LoadBalancers);
    return all.map((one) => ({
      LoadBalancerArn: one.LoadBalancerArn ?? '',
      LoadBalancerName: one.LoadBalancerName ?? '',
      Scheme: one.Scheme ?? null,
      State: { Code: one.State?.Code ?? null },
      Type: one.Type ?? null,
      IpAddressType: one.IpAddressType ?? null,
      AvailabilityZones: (one.AvailabilityZones ?? []).map(({ ZoneName, LoadBalancerAddresses }) => ({
        ZoneName: ZoneName ?? null,
        LoadBalancerAddresses: (LoadBalancerAddresses ?? []).map(({ IpAddress }) => ({
          IpAddress: IpAddress ?? null,
        })),
      })),
    }));
  },
});

/** The ids of all keys, AWS's own too. https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeys.html */
export const keys = defineRead<None, string[]>({
  id: 'kms:ListKeys',
  resources: () => ['*'],
  call: async ({ client }) => {
    const all: string[] = [];
    for await (const page of paginateListKeys({ client: client(kms) }, {}))
      all.push(...(page.Keys ?? []).flatMap(({ KeyId }) => KeyId ?? []));
    return all;
  },
});

export interface BilledLogGroup {
  logGroupName: string;
  /** Bytes; null where the target does not say. */
  storedBytes: number | null;
}

/**
 * Every log group of the Region with its size.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html
 */
export const billedLogGroups = defineRead<None, BilledLogGroup[]>({
  id: 'logs:DescribeLogGroups',
  resources: (_args, run) => [regionalArn(run, 'logs', 'log-group:*')],
  call: async ({ client }) => {
    const all: BilledLogGroup[] = [];
    for await (const page of paginateDescribeLogGroups({ client: client(logs) }, {}))
      for (const { logGroupName, storedBytes } of page.logGroups ?? [])
        all.push({ logGroupName: logGroupName ?? '', storedBytes: storedBytes ?? null });
    return all;
  },
});

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListDashboards.html */
export const dashboards = defineRead<None, { DashboardName: string }[]>({
  id: 'cloudwatch:ListDashboards',
  resources: () => ['*'],
  call: async ({ client }) => {
    const all: { DashboardName: string }[] = [];
    for await (const page of paginateListDashboards({ client: client(cloudwatch) }, {}))
      for (const { DashboardName } of page.DashboardEntries ?? [])
        all.push({ DashboardName: DashboardName ?? '' });
    return all;
  },
});

/** Objects of a bucket by class. */
export interface BucketUsage {
  Classes: { StorageClass: string; Bytes: number; Objects: number }[];
  /** False when the bucket has more objects than were counted. */
  Complete: boolean;
}
/** Twenty pages: a larger bucket is not counted to its end for a picture. */
const MOST_OBJECTS = 20_000;

/** What a bucket holds. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
export const bucketUsage = defineRead<BucketArgs, BucketUsage>({
  id: 's3:ListObjectsV2',
  actions: ['s3:ListBucket'],
  resources: onBucket,
  call: async ({ client }, { bucket }) => {
    const classes = new Map<string, BucketUsage['Classes'][number]>();
    let seen = 0;
    for await (const page of paginateListObjectsV2({ client: client(s3) }, { Bucket: bucket })) {
      for (const { Size = 0, StorageClass = 'STANDARD' } of page.Contents ?? []) {
        const one = classes.get(StorageClass) ?? { StorageClass, Bytes: 0, Objects: 0 };
        classes.set(StorageClass, { StorageClass, Bytes: one.Bytes + Size, Objects: one.Objects + 1 });
      }
      seen += page.Contents?.length ?? 0;
      if (seen >= MOST_OBJECTS && page.IsTruncated === true)
        return { Classes: [...classes.values()], Complete: false };
    }
    return { Classes: [...classes.values()], Complete: true };
  },
});

export interface BilledNotebook {
  NotebookInstanceName: string;
  NotebookInstanceArn: string;
  NotebookInstanceStatus: string | null;
  InstanceType: string | null;
}

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ListNotebookInstances.html */
export const notebooks = defineRead<None, BilledNotebook[]>({
  id: 'sagemaker:ListNotebookInstances',
  resources: () => ['*'],
  call: async ({ client }) => {
    const all: BilledNotebook[] = [];
    const pages = paginateListNotebookInstances({ client: client(sagemaker) }, { MaxResults: 100 });
    for await (const page of pages)
      for (const one of page.NotebookInstances ?? [])
        all.push({
          NotebookInstanceName: one.NotebookInstanceName ?? '',
          NotebookInstanceArn: one.NotebookInstanceArn ?? '',
          NotebookInstanceStatus: one.NotebookInstanceStatus ?? null,
          InstanceType: one.InstanceType ?? null,
        });
    return all;
  },
});

export interface BilledJob {
  TrainingJobName: string;
  TrainingJobArn: string;
  TrainingJobStatus: string | null;
  /** Null while it has not ended, or where the target does not say. */
  BillableTimeInSeconds: number | null;
  /** Null for a job with groups of different instances. */
  ResourceConfig: { InstanceType: string | null; InstanceCount: number | null };
}

/** What a training job is billed. https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeTrainingJob.html */
export const billedJob = defineRead<{ name: string }, BilledJob>({
  id: 'sagemaker:DescribeTrainingJob',
  resources: ({ name }, run) => [sagemakerArn(run, 'training-job', name)],
  call: async ({ client }, { name }) => {
    const job = await orAbsent(
      client(sagemaker).send(new DescribeTrainingJobCommand({ TrainingJobName: name })),
    );
    return {
      TrainingJobName: job.TrainingJobName ?? name,
      TrainingJobArn: job.TrainingJobArn ?? '',
      TrainingJobStatus: job.TrainingJobStatus ?? null,
      BillableTimeInSeconds: job.BillableTimeInSeconds ?? null,
      ResourceConfig: {
        InstanceType: job.ResourceConfig?.InstanceType ?? null,
        InstanceCount: job.ResourceConfig?.InstanceCount ?? null,
      },
    };
  },
});
