/**
 * CreateBucket and DeleteBucket, hooks: the engine makes bare buckets, AWS makes them private.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/create-bucket-overview.html
 */
import {
  PutBucketEncryptionCommand,
  PutBucketOwnershipControlsCommand,
  PutPublicAccessBlockCommand,
  type ObjectOwnership,
  type S3Client,
} from '@aws-sdk/client-s3';
import { AwsError, type OverlayHook, type OverlayOperation } from '../../types.ts';
import { bucketExists, engineS3, forgetBucket } from './bucket.ts';

const create: OverlayHook = async (context, input) => {
  const bucket = String(input['Bucket']);
  const ownership = (input['ObjectOwnership'] ?? 'BucketOwnerEnforced') as ObjectOwnership;
  if (!isBucketName(bucket)) {
    throw new AwsError('InvalidBucketName', 'The specified bucket is not valid.', 400, {
      BucketName: bucket,
    });
  }
  if (ownership === 'BucketOwnerEnforced' && grantsByAcl(input)) {
    throw new AwsError(
      'InvalidBucketAclWithObjectOwnership',
      "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
      400,
    );
  }
  // In us-east-1 AWS answers 200 when you create your own bucket again, and leaves its settings alone.
  const existed = await bucketExists(context, bucket);
  const reply = await context.forward();
  if (reply.status >= 300 || existed) return reply;
  forgetBucket(context.state, bucket);
  await applyDefaults(engineS3(context), bucket, ownership);
  return reply;
};

/**
 * All four public-access flags on, one owner for all objects unless asked otherwise, SSE-S3: what every new bucket has
 * since April 2023. https://docs.aws.amazon.com/AmazonS3/latest/userguide/create-bucket-faq.html
 */
async function applyDefaults(s3: S3Client, bucket: string, ownership: ObjectOwnership): Promise<void> {
  await Promise.all([
    s3.send(
      new PutPublicAccessBlockCommand({
        Bucket: bucket,
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          IgnorePublicAcls: true,
          BlockPublicPolicy: true,
          RestrictPublicBuckets: true,
        },
      }),
    ),
    s3.send(
      new PutBucketOwnershipControlsCommand({
        Bucket: bucket,
        OwnershipControls: { Rules: [{ ObjectOwnership: ownership }] },
      }),
    ),
    encryptWithS3Keys(s3, bucket),
  ]);
}

async function encryptWithS3Keys(s3: S3Client, bucket: string): Promise<void> {
  await s3.send(
    new PutBucketEncryptionCommand({
      Bucket: bucket,
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false }],
      },
    }),
  );
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export function isBucketName(name: string): boolean {
  return (
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) &&
    !name.includes('..') &&
    !/^\d+\.\d+\.\d+\.\d+$/.test(name) &&
    !/^(xn--|sthree-|amzn-s3-demo-)/.test(name) &&
    !/(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/.test(name)
  );
}

function grantsByAcl(input: Record<string, unknown>): boolean {
  const acl = input['ACL'];
  const grants = ['GrantFullControl', 'GrantRead', 'GrantReadACP', 'GrantWrite', 'GrantWriteACP'];
  return (acl !== undefined && acl !== 'private') || grants.some((name) => input[name] !== undefined);
}

const remove: OverlayHook = async (context, input) => {
  const reply = await context.forward();
  if (reply.status < 300) forgetBucket(context.state, String(input['Bucket']));
  return reply;
};

/**
 * Deleting the default encryption brings SSE-S3 back; a bucket without any is no longer possible.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketEncryption.html
 */
const resetEncryption: OverlayHook = async (context, input) => {
  const reply = await context.forward();
  if (reply.status < 300) await encryptWithS3Keys(engineS3(context), String(input['Bucket']));
  return reply;
};

export const createBucket: OverlayOperation = { service: 's3', operation: 'CreateBucket', hook: create };
export const deleteBucket: OverlayOperation = { service: 's3', operation: 'DeleteBucket', hook: remove };
export const deleteBucketEncryption: OverlayOperation = {
  service: 's3',
  operation: 'DeleteBucketEncryption',
  hook: resetEncryption,
};
