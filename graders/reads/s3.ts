export * from './s3-bucket.ts';
export * from './s3-objects.ts';
export type { BucketArgs } from './s3-client.ts';
