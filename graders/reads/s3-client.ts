import { S3Client } from '@aws-sdk/client-s3';
import type { ClientSpec } from '../kit/index.ts';

/** Emulators have no host name per bucket, so their S3 is asked with the bucket in the path. */
export const s3: ClientSpec<S3Client> = {
  service: 's3',
  create: (config) => new S3Client({ ...config, forcePathStyle: config['endpoint'] !== undefined }),
};

export function bucketArn(bucket: string): string {
  return `arn:aws:s3:::${bucket}`;
}

/** Arguments of every read of one bucket. */
export interface BucketArgs {
  bucket: string;
}
export const onBucket = ({ bucket }: BucketArgs): string[] => [bucketArn(bucket)];
