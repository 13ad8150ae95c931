/**
 * Whether an unsigned S3 request may pass. Decided by the IAM model that also grades, from the policy we keep and the
 * settings and ACLs that the engine keeps. https://docs.aws.amazon.com/AmazonS3/latest/userguide/how-s3-evaluates-access-control.html
 */
import { GetBucketAclCommand, GetObjectAclCommand, type Grant } from '@aws-sdk/client-s3';
import {
  anonymousGetObject,
  anonymousListBucket,
  parsePolicy,
  type AclGrant,
  type BucketExposure,
} from '../../../../graders/semantics/iam/index.ts';
import type { OperationName, OverlayContext, WireRequest } from '../../types.ts';
import { accessSettings } from './acl.ts';
import { engineS3, orAbsent } from './bucket.ts';
import { storedPolicy } from './policy.ts';

const readsObject: ReadonlySet<string> = new Set(['GetObject', 'HeadObject']);
const listsBucket: ReadonlySet<string> = new Set(['ListObjects', 'ListObjectsV2', 'HeadBucket']);

/**
 * True when the bucket lets everybody read this object or list its keys. Every other unsigned request is refused: no lab
 * lets the public write. A bucket that does not exist admits nobody, so its absence shows as a denial.
 *
 * @param secure whether the learner's connection counts as TLS (`aws:SecureTransport`)
 */
export async function anonymousMay(
  context: OverlayContext,
  request: WireRequest,
  operation: OperationName,
  secure = true,
): Promise<boolean> {
  const name = operation.service === 's3' ? operation.operation : '';
  const path = decodePath(request.path);
  if (path === null || !(readsObject.has(name) || listsBucket.has(name))) return false;
  const exposure = await exposureOf(context, path.bucket, readsObject.has(name) ? path.key : null);
  if (exposure === null) return false;
  const conditions = { 'aws:SecureTransport': secure, 'aws:CurrentTime': context.now().toISOString() };
  const access = readsObject.has(name)
    ? anonymousGetObject(exposure, path.key, conditions)
    : anonymousListBucket(exposure, conditions);
  return access.allowed;
}

function decodePath(path: string): { bucket: string; key: string } | null {
  const [, bucket = '', ...rest] = path.split('/');
  try {
    return { bucket: decodeURIComponent(bucket), key: decodeURIComponent(rest.join('/')) };
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}

async function exposureOf(
  context: OverlayContext,
  bucket: string,
  key: string | null,
): Promise<BucketExposure | null> {
  const s3 = engineS3(context);
  const [settings, bucketAcl, objectAcl] = await Promise.all([
    accessSettings(context, bucket),
    orAbsent(s3.send(new GetBucketAclCommand({ Bucket: bucket }))),
    key === null ? undefined : orAbsent(s3.send(new GetObjectAclCommand({ Bucket: bucket, Key: key }))),
  ]);
  if (bucketAcl === undefined) return null;
  const document = storedPolicy(context, bucket);
  const parsed = document === undefined ? undefined : parsePolicy(document);
  // A policy beyond the model: refusing is the safe side.
  if (parsed !== undefined && !parsed.ok) return null;
  return {
    bucket,
    ...(parsed === undefined ? {} : { policy: parsed.policy }),
    ...(settings.publicAccessBlock === undefined ? {} : { publicAccessBlock: settings.publicAccessBlock }),
    ...(isOwnership(settings.objectOwnership) ? { objectOwnership: settings.objectOwnership } : {}),
    bucketAcl: grants(bucketAcl.Grants),
    objectAcl: grants(objectAcl?.Grants),
  };
}

function isOwnership(value: string | undefined): value is NonNullable<BucketExposure['objectOwnership']> {
  return value === 'BucketOwnerEnforced' || value === 'BucketOwnerPreferred' || value === 'ObjectWriter';
}

function grants(list: readonly Grant[] | undefined): AclGrant[] {
  return (list ?? []).flatMap(({ Grantee: grantee, Permission: permission }) =>
    permission === undefined || grantee?.URI === undefined ? [] : [{ granteeUri: grantee.URI, permission }],
  );
}
