/** What every S3 operation of the overlay needs: the engine's view of a bucket, and where its state is kept. */
import { HeadBucketCommand, S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { AwsError, type OverlayContext, type OverlayState } from '../../types.ts';

/** Making a client costs milliseconds, and one account makes many calls in a row. */
const clients = new Map<string, S3Client>();
const maxClients = 64;

/** An S3 client that talks to the engine as this account. */
export function engineS3(context: OverlayContext): S3Client {
  const options = context.engineClient();
  const key = `${options.endpoint} ${context.account} ${options.region}`;
  const known = clients.get(key);
  if (known !== undefined) return known;
  const client = new S3Client({ ...options, forcePathStyle: true } as S3ClientConfig);
  const [oldest] = clients.keys();
  if (clients.size >= maxClients && oldest !== undefined) clients.delete(oldest);
  clients.set(key, client);
  return client;
}

/** The status of an SDK error's reply; undefined for anything else. */
function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return undefined;
  const metadata = error.$metadata as { httpStatusCode?: number } | undefined;
  return metadata?.httpStatusCode;
}

/** Waits for a read; undefined when the engine says that there is no such thing. */
export async function orAbsent<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

export async function bucketExists(context: OverlayContext, bucket: string): Promise<boolean> {
  return (await orAbsent(engineS3(context).send(new HeadBucketCommand({ Bucket: bucket })))) !== undefined;
}

/**
 * The bucket that the input names. Throws NoSuchBucket, and AccessDenied when the caller expects another owner.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html
 */
export async function requireBucket(
  context: OverlayContext,
  input: Record<string, unknown>,
): Promise<string> {
  const bucket = String(input['Bucket']);
  if (!(await bucketExists(context, bucket))) throw noSuchBucket(bucket);
  const expected = input['ExpectedBucketOwner'];
  if (expected !== undefined && expected !== context.account)
    throw new AwsError('AccessDenied', 'Access Denied', 403);
  return bucket;
}

export function noSuchBucket(bucket: string): AwsError {
  return new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404, { BucketName: bucket });
}

/** Keys of the S3 overlay's state. */
export const stateKeys = {
  policy: (bucket: string): string => `policy/${bucket}`,
  lifecycle: (bucket: string): string => `lifecycle/${bucket}`,
  uploads: (bucket: string): string => `upload/${bucket}/`,
} as const;

/** Forgets what the overlay keeps for a bucket that no longer exists. */
export function forgetBucket(state: OverlayState, bucket: string): void {
  state.delete(stateKeys.policy(bucket));
  state.delete(stateKeys.lifecycle(bucket));
  for (const key of state.keys(stateKeys.uploads(bucket))) state.delete(key);
}
