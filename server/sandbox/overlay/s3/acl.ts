/**
 * ACLs that may not be set: the engine takes them all. A public ACL in a PutObject is still taken, since its body streams
 * past the overlay.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
import {
  GetBucketOwnershipControlsCommand,
  GetPublicAccessBlockCommand,
  type PutObjectAclCommandInput,
} from '@aws-sdk/client-s3';
import { isPublicAcl, type PublicAccessBlock } from '../../../../graders/semantics/iam/index.ts';
import { AwsError, type OverlayContext, type OverlayHook, type OverlayOperation } from '../../types.ts';
import { engineS3, orAbsent } from './bucket.ts';

/** Settings of a bucket that decide about ACLs; a setting the bucket lacks is undefined. */
export async function accessSettings(
  context: OverlayContext,
  bucket: string,
): Promise<{ objectOwnership: string | undefined; publicAccessBlock: PublicAccessBlock | undefined }> {
  const s3 = engineS3(context);
  const [ownership, block] = await Promise.all([
    orAbsent(s3.send(new GetBucketOwnershipControlsCommand({ Bucket: bucket }))),
    orAbsent(s3.send(new GetPublicAccessBlockCommand({ Bucket: bucket }))),
  ]);
  return {
    objectOwnership: ownership?.OwnershipControls?.Rules?.[0]?.ObjectOwnership,
    publicAccessBlock: block?.PublicAccessBlockConfiguration,
  };
}

const put: OverlayHook = async (context, input) => {
  const asked = input as unknown as PutObjectAclCommandInput;
  const { objectOwnership, publicAccessBlock } = await accessSettings(context, asked.Bucket ?? '');
  if (objectOwnership === 'BucketOwnerEnforced' && asked.ACL !== 'bucket-owner-full-control') {
    throw new AwsError('AccessControlListNotSupported', 'The bucket does not allow ACLs', 400);
  }
  if (publicAccessBlock?.BlockPublicAcls === true && grantsPublicly(asked)) {
    throw new AwsError('AccessDenied', 'Access Denied', 403);
  }
  return context.forward();
};

function grantsPublicly(asked: PutObjectAclCommandInput): boolean {
  if (/^(public-|authenticated-)/.test(asked.ACL ?? '')) return true;
  const { GrantFullControl, GrantRead, GrantReadACP, GrantWrite, GrantWriteACP } = asked;
  const headers = [GrantFullControl, GrantRead, GrantReadACP, GrantWrite, GrantWriteACP];
  const uris = [
    ...headers.flatMap((header) => header?.match(/http:\/\/acs\.amazonaws\.com\/groups\/global\/\w+/g) ?? []),
    ...(asked.AccessControlPolicy?.Grants ?? []).map(({ Grantee: grantee }) => grantee?.URI ?? ''),
  ];
  return isPublicAcl(uris.map((granteeUri) => ({ granteeUri, permission: 'READ' })));
}

export const aclOperations: readonly OverlayOperation[] = [
  { service: 's3', operation: 'PutBucketAcl', hook: put },
  { service: 's3', operation: 'PutObjectAcl', hook: put },
];
