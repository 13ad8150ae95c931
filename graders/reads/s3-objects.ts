import {
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  paginateListObjectsV2,
  type ListMultipartUploadsCommandInput,
  type ListMultipartUploadsCommandOutput,
} from '@aws-sdk/client-s3';
import { defineRead } from '../kit/index.ts';
import { bucketArn, onBucket, s3, type BucketArgs } from './s3-client.ts';

/** All current objects below a prefix (`""` for all), in key order. */
export const listObjects = defineRead<BucketArgs & { prefix: string }, { Key: string; Size: number }[]>({
  id: 's3:ListObjectsV2',
  actions: ['s3:ListBucket'],
  resources: onBucket,
  call: async ({ client }, { bucket, prefix }) => {
    const objects: { Key: string; Size: number }[] = [];
    const input = { Bucket: bucket, Prefix: prefix };
    for await (const page of paginateListObjectsV2({ client: client(s3) }, input)) {
      for (const { Key, Size } of page.Contents ?? []) objects.push({ Key: Key ?? '', Size: Size ?? 0 });
    }
    return objects;
  },
});

export interface MultipartUpload {
  Key: string;
  UploadId: string;
  /** ISO instant. */
  Initiated: string | null;
}

type Marker = Partial<Pick<ListMultipartUploadsCommandInput, 'KeyMarker' | 'UploadIdMarker'>>;

/** All uploads that were begun and neither completed nor aborted. */
export const listMultipartUploads = defineRead<BucketArgs, MultipartUpload[]>({
  id: 's3:ListMultipartUploads',
  actions: ['s3:ListBucketMultipartUploads'],
  resources: onBucket,
  call: async ({ client }, { bucket }) => {
    const uploads: MultipartUpload[] = [];
    // The SDK has no paginator for this operation.
    for (let from: Marker | undefined = {}; from !== undefined;) {
      const input: ListMultipartUploadsCommandInput = { Bucket: bucket, ...from };
      const page: ListMultipartUploadsCommandOutput = await client(s3).send(
        new ListMultipartUploadsCommand(input),
      );
      for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
        uploads.push({
          Key: Key ?? '',
          UploadId: UploadId ?? '',
          Initiated: Initiated?.toISOString() ?? null,
        });
      }
      from = undefined;
      if (page.IsTruncated === true && page.NextKeyMarker !== undefined) {
        from = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
      }
    }
    return uploads;
  },
});

export interface ObjectHead {
  ContentLength: number;
  /** STANDARD unless said otherwise. */
  StorageClass: string;
}

/**
 * One object's size and class. Without s3:ListBucket a missing object answers 403 instead of 404.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
 */
export const headObject = defineRead<BucketArgs & { key: string }, ObjectHead>({
  id: 's3:HeadObject',
  actions: ['s3:GetObject', 's3:ListBucket'],
  resources: ({ bucket, key }, _run, action) => [
    action === 's3:GetObject' ? `${bucketArn(bucket)}/${key}` : bucketArn(bucket),
  ],
  call: async ({ client }, { bucket, key }) => {
    const answer = await client(s3).send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
    return { ContentLength: answer.ContentLength ?? 0, StorageClass: answer.StorageClass ?? 'STANDARD' };
  },
});
