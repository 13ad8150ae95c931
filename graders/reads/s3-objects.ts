import type { Readable } from 'node:stream';
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  paginateListObjectsV2,
  type ListMultipartUploadsCommandInput,
  type ListMultipartUploadsCommandOutput,
} from '@aws-sdk/client-s3';
import { deadline, cannotEvaluate, defineRead } from '../kit/index.ts';
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
  /** ISO instant. */
  LastModified: string | null;
  /** Set where S3 Intelligent-Tiering has archived it: ARCHIVE_ACCESS or DEEP_ARCHIVE_ACCESS. */
  ArchiveStatus: string | null;
}

/**
 * The current version of an object; a delete marker is an absence. Without s3:ListBucket a missing object answers 403 instead
 * of 404.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
 */
export const headObject = defineRead<BucketArgs & { key: string }, ObjectHead>({
  id: 's3:HeadObject',
  actions: ['s3:GetObject', 's3:ListBucket'],
  resources: ({ bucket, key }, run, action) => [
    action === 's3:GetObject' ? `${bucketArn(bucket, run)}/${key}` : bucketArn(bucket, run),
  ],
  call: async ({ client }, { bucket, key }) => {
    const answer = await client(s3).send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
    return {
      ContentLength: answer.ContentLength ?? 0,
      StorageClass: answer.StorageClass ?? 'STANDARD',
      LastModified: answer.LastModified?.toISOString() ?? null,
      ArchiveStatus: answer.ArchiveStatus ?? null,
    };
  },
});

/**
 * The first two bytes of an object, in hexadecimal; fewer where it has fewer. Not for an empty or an archived one, which S3
 * refuses. https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
export const objectStart = defineRead<BucketArgs & { key: string }, { Start: string }>({
  id: 's3:GetObject',
  resources: ({ bucket, key }, run) => [`${bucketArn(bucket, run)}/${key}`],
  call: async ({ client, callMs, signal }, { bucket, key }) => {
    const command = new GetObjectCommand({ Bucket: bucket, Key: key, Range: 'bytes=0-1' });
    const { Body, ETag } = await client(s3).send(command);
    // Any bytes could be an object's: what S3 sends has an entity tag, a broken reply has none.
    if (ETag === undefined) cannotEvaluate('s3:GetObject', 'the answer has no ETag', 'unsupported-by-target');
    const parts: Uint8Array[] = [];
    let length = 0;
    // The client's own limit ends with the headers.
    const time = deadline(callMs, [signal]);
    const body = Body as Readable | undefined;
    time.signal.addEventListener('abort', () => body?.destroy(time.signal.reason as Error));
    // Not to its end: what ignores the range would send all of a model.
    try {
      for await (const part of (body ?? []) as AsyncIterable<Uint8Array>) {
        parts.push(part);
        length += part.byteLength;
        if (length >= 2) break;
      }
    } finally {
      time.clear();
    }
    return { Start: Buffer.concat(parts).subarray(0, 2).toString('hex') };
  },
});
