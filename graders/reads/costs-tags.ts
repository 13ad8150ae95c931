/** Tags of what does not show them where it is described. */
import { ListTagsForResourceCommand as ListAlarmTags } from '@aws-sdk/client-cloudwatch';
import { ListTagsForResourceCommand as ListLogTags } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeTagsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { paginateListResourceTags } from '@aws-sdk/client-kms';
import { GetBucketTaggingCommand } from '@aws-sdk/client-s3';
import { defineRead } from '../kit/index.ts';
import { regionalArn } from './arn.ts';
import { cloudwatch } from './cloudwatch-alarms.ts';
import type { Tag } from './ec2-client.ts';
import { elbv2, orAbsent } from './elbv2.ts';
import { kms } from './kms.ts';
import { logs } from './logs.ts';
import { onBucket, s3, type BucketArgs } from './s3-client.ts';

const plain = (
  tags: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined,
): Tag[] => (tags ?? []).map(({ Key = '', Value = '' }) => ({ Key, Value }));

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTags.html */
export const balancerTags = defineRead<{ arn: string }, Tag[]>({
  id: 'elasticloadbalancing:DescribeTags',
  resources: () => ['*'],
  call: async ({ client }, { arn }) => {
    const command = new DescribeTagsCommand({ ResourceArns: [arn] });
    const { TagDescriptions } = await orAbsent(client(elbv2).send(command));
    return plain(TagDescriptions?.[0]?.Tags);
  },
});

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_ListResourceTags.html */
export const keyTags = defineRead<{ keyId: string }, Tag[]>({
  id: 'kms:ListResourceTags',
  resources: ({ keyId }, run) => [regionalArn(run, 'kms', `key/${keyId}`)],
  call: async ({ client }, { keyId }) => {
    const all: Tag[] = [];
    for await (const page of paginateListResourceTags({ client: client(kms) }, { KeyId: keyId }))
      all.push(
        ...(page.Tags ?? []).map(({ TagKey, TagValue }) => ({ Key: TagKey ?? '', Value: TagValue ?? '' })),
      );
    return all;
  },
});

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_ListTagsForResource.html */
export const logGroupTags = defineRead<{ name: string }, Record<string, string>>({
  id: 'logs:ListTagsForResource',
  resources: ({ name }, run) => [regionalArn(run, 'logs', `log-group:${name}`)],
  call: async ({ client, run }, { name }) => {
    const resourceArn = regionalArn(run, 'logs', `log-group:${name}`);
    const { tags } = await client(logs).send(new ListLogTags({ resourceArn }));
    return { ...tags };
  },
});

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListTagsForResource.html */
export const alarmTags = defineRead<{ name: string }, Tag[]>({
  id: 'cloudwatch:ListTagsForResource',
  resources: ({ name }, run) => [regionalArn(run, 'cloudwatch', `alarm:${name}`)],
  call: async ({ client, run }, { name }) => {
    const ResourceARN = regionalArn(run, 'cloudwatch', `alarm:${name}`);
    const { Tags } = await client(cloudwatch).send(new ListAlarmTags({ ResourceARN }));
    return plain(Tags);
  },
});

/** Absent: NoSuchTagSet. https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketTagging.html */
export const bucketTags = defineRead<BucketArgs, Tag[]>({
  id: 's3:GetBucketTagging',
  resources: onBucket,
  call: async ({ client }, { bucket }) => {
    const { TagSet } = await client(s3).send(new GetBucketTaggingCommand({ Bucket: bucket }));
    return plain(TagSet);
  },
});
