/**
 * IAM's names for operations. Most are called like the operation; these tables hold those that are not.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
import type { OperationName } from '../types.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html */
const S3: Readonly<Record<string, string>> = {
  ListBuckets: 'ListAllMyBuckets',
  HeadBucket: 'ListBucket',
  ListObjects: 'ListBucket',
  ListObjectsV2: 'ListBucket',
  ListObjectVersions: 'ListBucketVersions',
  ListMultipartUploads: 'ListBucketMultipartUploads',
  ListParts: 'ListMultipartUploadParts',
  HeadObject: 'GetObject',
  SelectObjectContent: 'GetObject',
  CopyObject: 'PutObject',
  PostObject: 'PutObject',
  CreateMultipartUpload: 'PutObject',
  UploadPart: 'PutObject',
  UploadPartCopy: 'PutObject',
  CompleteMultipartUpload: 'PutObject',
  DeleteObjects: 'DeleteObject',
  GetObjectLockConfiguration: 'GetBucketObjectLockConfiguration',
  PutObjectLockConfiguration: 'PutBucketObjectLockConfiguration',
  GetPublicAccessBlock: 'GetBucketPublicAccessBlock',
  PutPublicAccessBlock: 'PutBucketPublicAccessBlock',
  DeletePublicAccessBlock: 'PutBucketPublicAccessBlock',
  GetBucketEncryption: 'GetEncryptionConfiguration',
  PutBucketEncryption: 'PutEncryptionConfiguration',
  DeleteBucketEncryption: 'PutEncryptionConfiguration',
  GetBucketLifecycle: 'GetLifecycleConfiguration',
  GetBucketLifecycleConfiguration: 'GetLifecycleConfiguration',
  PutBucketLifecycle: 'PutLifecycleConfiguration',
  PutBucketLifecycleConfiguration: 'PutLifecycleConfiguration',
  DeleteBucketLifecycle: 'PutLifecycleConfiguration',
  DeleteBucketOwnershipControls: 'PutBucketOwnershipControls',
  DeleteBucketTagging: 'PutBucketTagging',
  GetBucketCors: 'GetBucketCORS',
  PutBucketCors: 'PutBucketCORS',
  DeleteBucketCors: 'PutBucketCORS',
  GetBucketReplication: 'GetReplicationConfiguration',
  PutBucketReplication: 'PutReplicationConfiguration',
  DeleteBucketReplication: 'PutReplicationConfiguration',
  GetBucketNotificationConfiguration: 'GetBucketNotification',
  PutBucketNotificationConfiguration: 'PutBucketNotification',
  GetBucketAccelerateConfiguration: 'GetAccelerateConfiguration',
  PutBucketAccelerateConfiguration: 'PutAccelerateConfiguration',
  ...configuration('Analytics'),
  ...configuration('IntelligentTiering'),
  ...configuration('Inventory'),
  ...configuration('Metrics'),
};

function configuration(kind: string): Record<string, string> {
  return {
    [`ListBucket${kind}Configurations`]: `Get${kind}Configuration`,
    [`GetBucket${kind}Configuration`]: `Get${kind}Configuration`,
    [`PutBucket${kind}Configuration`]: `Put${kind}Configuration`,
    [`DeleteBucket${kind}Configuration`]: `Put${kind}Configuration`,
  };
}

/** Object operations that are another action when they name a version. */
const VERSIONED: Readonly<Record<string, string>> = {
  GetObject: 'GetObjectVersion',
  GetObjectAcl: 'GetObjectVersionAcl',
  GetObjectAttributes: 'GetObjectVersionAttributes',
  GetObjectTagging: 'GetObjectVersionTagging',
  PutObjectAcl: 'PutObjectVersionAcl',
  PutObjectTagging: 'PutObjectVersionTagging',
  DeleteObject: 'DeleteObjectVersion',
  DeleteObjectTagging: 'DeleteObjectVersionTagging',
};

/** The action of an S3 operation. @param versioned whether the request names a version of an object */
export function s3Action(operation: string, versioned = false): string {
  const name = Object.hasOwn(S3, operation) ? (S3[operation] ?? operation) : operation;
  return `s3:${versioned && Object.hasOwn(VERSIONED, name) ? VERSIONED[name] : name}`;
}

/** The main action of an operation. Service ids are IAM prefixes already (overlay/services.ts). */
export function iamAction({ service, operation }: OperationName): string {
  if (service === 's3') return s3Action(operation);
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsbudgetservice.html
  if (service === 'budgets' && !/Tag|Action/.test(operation))
    return operation.startsWith('Describe') ? 'budgets:ViewBudget' : 'budgets:ModifyBudget';
  // Classic load balancers have the prefix of the newer ones.
  return `${service === 'elb' ? 'elasticloadbalancing' : service}:${operation}`;
}
