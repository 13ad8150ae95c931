import { S3Client } from '@aws-sdk/client-s3';
import { Absent, type ClientSpec, type Read, type RunFacts } from '../kit/index.ts';
import { partitionOf } from './arn.ts';

/** Emulators have no host name per bucket, so their S3 is asked with the bucket in the path. */
export const s3: ClientSpec<S3Client> = {
  service: 's3',
  create: (config) => {
    const client = new S3Client({ ...config, forcePathStyle: config['endpoint'] !== undefined });
    client.middlewareStack.add(
      (next) => (args) => {
        const { Bucket: bucket } = args.input as { Bucket?: string };
        if (bucket !== undefined && !couldExist(bucket)) throw new Absent('NoSuchBucket');
        return next(args);
      },
      { step: 'initialize', priority: 'high', name: 'groundschoolBucketName' },
    );
    return client;
  },
};

/**
 * False for a name that would make the SDK ask something else than a bucket, or refuse to ask at all: there is no bucket of
 * that name. Nothing stricter, because old buckets have names that are no longer allowed.
 */
function couldExist(bucket: string): boolean {
  return bucket !== '' && !/[/\\?#]|^\.+$|^arn:/.test(bucket);
}

export function bucketArn(bucket: string, { region }: Pick<RunFacts, 'region'>): string {
  return `arn:${partitionOf(region)}:s3:::${bucket}`;
}

/** Arguments of every read of one bucket. */
export interface BucketArgs {
  bucket: string;
}
export const onBucket: Read<BucketArgs>['resources'] = ({ bucket }, run) => [bucketArn(bucket, run)];
