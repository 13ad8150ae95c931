/**
 * ACLs that may not be set: the engine takes them all.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
import { GetBucketOwnershipControlsCommand, GetPublicAccessBlockCommand } from '@aws-sdk/client-s3';
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
    publicAccessBlock: block?.PublicAccessBlockConfiguration as PublicAccessBlock | undefined,
  };
}

const put: OverlayHook = async (context, input) => {
  const { objectOwnership, publicAccessBlock } = await accessSettings(context, String(input['Bucket']));
  if (objectOwnership === 'BucketOwnerEnforced' && input['ACL'] !== 'bucket-owner-full-control') {
    throw new AwsError('AccessControlListNotSupported', 'The bucket does not allow ACLs', 400);
  }
  if (publicAccessBlock?.BlockPublicAcls === true && grantsPublicly(input)) {
    throw new AwsError('AccessDenied', 'Access Denied', 403);
  }
  return context.forward();
};

function grantsPublicly(input: Record<string, unknown>): boolean {
  if (/^(public-|authenticated-)/.test(String(input['ACL'] ?? ''))) return true;
  const headers = ['GrantFullControl', 'GrantRead', 'GrantReadACP', 'GrantWrite', 'GrantWriteACP'].map(
    (name) => String(input[name] ?? ''),
  );
  const body = input['AccessControlPolicy'] as { Grants?: { Grantee?: { URI?: string } }[] } | undefined;
  const uris = [
    ...headers.flatMap((header) => header.match(/http:\/\/acs\.amazonaws\.com\/groups\/global\/\w+/g) ?? []),
    ...(body?.Grants ?? []).map(({ Grantee: grantee }) => grantee?.URI ?? ''),
  ];
  return isPublicAcl(uris.map((granteeUri) => ({ granteeUri, permission: 'READ' })));
}

export const aclOperations: readonly OverlayOperation[] = [
  { service: 's3', operation: 'PutBucketAcl', hook: put },
  { service: 's3', operation: 'PutObjectAcl', hook: put },
];
