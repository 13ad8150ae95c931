/**
 * Bucket policies, kept verbatim and never forwarded: the engine would enforce them without most of their conditions,
 * so that "deny what is not TLS" locks everybody out.
 */
import { GetPublicAccessBlockCommand, type PutBucketPolicyCommandInput } from '@aws-sdk/client-s3';
import { isPublicPolicy, parsePolicy } from '../../../../graders/semantics/iam/index.ts';
import { AwsError, type OverlayContext, type OverlayHandler, type OverlayOperation } from '../../types.ts';
import { engineS3, orAbsent, requireBucket, stateKeys } from './bucket.ts';
import { checkPolicy } from './policy-document.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html */
const put: OverlayHandler = async (context, input) => {
  const { Policy: document = '' } = input as unknown as PutBucketPolicyCommandInput;
  const bucket = await requireBucket(context, input);
  checkPolicy(document, bucket);
  if (isPublic(document) && (await blocksPublicPolicies(context, bucket))) {
    throw new AwsError(
      'AccessDenied',
      `User: ${context.principal.arn} is not authorized to perform: s3:PutBucketPolicy on resource: "arn:aws:s3:::${bucket}" because public policies are blocked by the BlockPublicPolicy block public access setting.`,
      403,
    );
  }
  context.state.set(stateKeys.policy(bucket), document);
  return {};
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicy.html */
const get: OverlayHandler = async (context, input) => ({ Policy: await requirePolicy(context, input) });

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicyStatus.html */
const getStatus: OverlayHandler = async (context, input) => ({
  PolicyStatus: { IsPublic: isPublic(await requirePolicy(context, input)) },
});

/** Deleting what is not there is a success, too. https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketPolicy.html */
const remove: OverlayHandler = async (context, input) => {
  context.state.delete(stateKeys.policy(await requireBucket(context, input)));
  return {};
};

/** The bucket's policy as it was put; undefined when it has none. */
export function storedPolicy(context: OverlayContext, bucket: string): string | undefined {
  return context.state.get<string>(stateKeys.policy(bucket));
}

async function requirePolicy(context: OverlayContext, input: Record<string, unknown>): Promise<string> {
  const bucket = await requireBucket(context, input);
  const policy = storedPolicy(context, bucket);
  if (policy !== undefined) return policy;
  throw new AwsError('NoSuchBucketPolicy', 'The bucket policy does not exist', 404, { BucketName: bucket });
}

/** A policy that the model cannot read is presumed public, as AWS presumes. */
function isPublic(document: string): boolean {
  const parsed = parsePolicy(document);
  return !parsed.ok || isPublicPolicy(parsed.policy).public;
}

async function blocksPublicPolicies(context: OverlayContext, bucket: string): Promise<boolean> {
  const block = await orAbsent(engineS3(context).send(new GetPublicAccessBlockCommand({ Bucket: bucket })));
  return block?.PublicAccessBlockConfiguration?.BlockPublicPolicy === true;
}

export const policyOperations: readonly OverlayOperation[] = [
  { service: 's3', operation: 'PutBucketPolicy', answer: put },
  { service: 's3', operation: 'GetBucketPolicy', answer: get },
  { service: 's3', operation: 'GetBucketPolicyStatus', answer: getStatus },
  { service: 's3', operation: 'DeleteBucketPolicy', answer: remove },
];
