import type { AnyRead } from '../../../graders/kit/index.ts';
import {
  bucketAcl,
  bucketEncryption,
  bucketLifecycle,
  bucketPolicy,
  bucketVersioning,
  headBucket,
  headObject,
  listBuckets,
  listMultipartUploads,
  listObjects,
  ownershipControls,
  publicAccessBlock,
} from '../../../graders/reads/s3.ts';
import { callerIdentity } from '../../../graders/reads/sts.ts';
import { describeKey, listAliases } from '../../../graders/reads/kms.ts';
import type { DoubleReply } from '../../helpers/http-double.ts';

/** One read with an answer of AWS, what the read makes of it, and AWS's word for "there is none". */
export interface ReadCase {
  read: AnyRead;
  args: unknown;
  protocol: 'xml' | 'json' | 'head';
  answer: Exclude<DoubleReply, string>;
  value: unknown;
  /** SageMaker AI says it in words only. */
  absent: { status: number; code: string; message?: string } | null;
  action: string | null;
}

const XML = { 'content-type': 'application/xml' };
const JSON_TYPE = { 'content-type': 'application/x-amz-json-1.1' };
const bucket = { bucket: 'bm-ml-data-000000' };
const xml = (body: string): Exclude<DoubleReply, string> => ({
  status: 200,
  headers: XML,
  body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}`,
});
const json = (value: unknown): Exclude<DoubleReply, string> => ({
  status: 200,
  headers: JSON_TYPE,
  body: JSON.stringify(value),
});
const noSuchBucket = { status: 404, code: 'NoSuchBucket' };

export const READ_CASES: readonly ReadCase[] = [
  {
    read: callerIdentity,
    args: {},
    protocol: 'xml',
    answer: xml(
      '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>' +
        '<Arn>arn:aws:iam::123456789012:user/ml</Arn><UserId>AIDA</UserId><Account>123456789012</Account>' +
        '</GetCallerIdentityResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></GetCallerIdentityResponse>',
    ),
    value: { account: '123456789012', arn: 'arn:aws:iam::123456789012:user/ml' },
    absent: null,
    action: null,
  },
  {
    read: headBucket,
    args: bucket,
    protocol: 'head',
    answer: { status: 200, headers: { 'x-amz-bucket-region': 'eu-west-1' } },
    value: { region: 'eu-west-1', owned: true },
    absent: { status: 404, code: 'NotFound' },
    action: 's3:ListBucket',
  },
  {
    read: listBuckets,
    args: {},
    protocol: 'xml',
    answer: xml(
      '<ListAllMyBucketsResult><Buckets><Bucket><Name>one</Name><BucketRegion>us-east-1</BucketRegion></Bucket>' +
        '<Bucket><Name>two</Name></Bucket></Buckets></ListAllMyBucketsResult>',
    ),
    value: [
      { Name: 'one', BucketRegion: 'us-east-1' },
      { Name: 'two', BucketRegion: null },
    ],
    absent: null,
    action: 's3:ListAllMyBuckets',
  },
  {
    read: publicAccessBlock,
    args: bucket,
    protocol: 'xml',
    answer: xml(
      '<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls><IgnorePublicAcls>true</IgnorePublicAcls>' +
        '<BlockPublicPolicy>false</BlockPublicPolicy></PublicAccessBlockConfiguration>',
    ),
    value: {
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: false,
      RestrictPublicBuckets: false,
    },
    absent: { status: 404, code: 'NoSuchPublicAccessBlockConfiguration' },
    action: 's3:GetBucketPublicAccessBlock',
  },
  {
    read: ownershipControls,
    args: bucket,
    protocol: 'xml',
    answer: xml(
      '<OwnershipControls><Rule><ObjectOwnership>BucketOwnerEnforced</ObjectOwnership></Rule></OwnershipControls>',
    ),
    value: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    absent: { status: 404, code: 'OwnershipControlsNotFoundError' },
    action: 's3:GetBucketOwnershipControls',
  },
  {
    read: bucketEncryption,
    args: bucket,
    protocol: 'xml',
    answer: xml(
      '<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms</SSEAlgorithm>' +
        '<KMSMasterKeyID>alias/bm-data</KMSMasterKeyID></ApplyServerSideEncryptionByDefault>' +
        '<BucketKeyEnabled>true</BucketKeyEnabled></Rule></ServerSideEncryptionConfiguration>',
    ),
    value: { Rules: [{ SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'alias/bm-data', BucketKeyEnabled: true }] },
    absent: { status: 404, code: 'ServerSideEncryptionConfigurationNotFoundError' },
    action: 's3:GetEncryptionConfiguration',
  },
  {
    read: bucketVersioning,
    args: bucket,
    protocol: 'xml',
    answer: xml('<VersioningConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"/>'),
    value: { Status: null },
    absent: noSuchBucket,
    action: 's3:GetBucketVersioning',
  },
  {
    read: bucketPolicy,
    args: bucket,
    protocol: 'json',
    answer: json({ Version: '2012-10-17', Statement: [] }),
    value: { Policy: { Version: '2012-10-17', Statement: [] } },
    absent: { status: 404, code: 'NoSuchBucketPolicy' },
    action: 's3:GetBucketPolicy',
  },
  {
    read: bucketLifecycle,
    args: bucket,
    protocol: 'xml',
    answer: {
      ...xml(
        '<LifecycleConfiguration><Rule><ID>archive</ID><Status>Enabled</Status><Filter><And><Prefix>experiments/</Prefix>' +
          '<Tag><Key>a</Key><Value>b</Value></Tag><ObjectSizeGreaterThan>10</ObjectSizeGreaterThan></And></Filter>' +
          '<Transition><Days>60</Days><StorageClass>DEEP_ARCHIVE</StorageClass></Transition>' +
          '<Expiration><Date>2027-01-01T00:00:00.000Z</Date></Expiration></Rule></LifecycleConfiguration>',
      ),
      headers: {
        ...XML,
        'x-amz-transition-default-minimum-object-size': 'varies_by_storage_class',
      },
    },
    value: {
      Rules: [
        {
          ID: 'archive',
          Status: 'Enabled',
          Filter: {
            And: { Prefix: 'experiments/', Tags: [{ Key: 'a', Value: 'b' }], ObjectSizeGreaterThan: 10 },
          },
          Transitions: [{ Days: 60, StorageClass: 'DEEP_ARCHIVE' }],
          Expiration: { Date: '2027-01-01T00:00:00.000Z' },
        },
      ],
      TransitionDefaultMinimumObjectSize: 'varies_by_storage_class',
    },
    absent: { status: 404, code: 'NoSuchLifecycleConfiguration' },
    action: 's3:GetLifecycleConfiguration',
  },
  {
    read: bucketAcl,
    args: bucket,
    protocol: 'xml',
    answer: xml(
      '<AccessControlPolicy xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Owner><ID>me</ID></Owner><AccessControlList>' +
        '<Grant><Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="Group">' +
        '<URI>http://acs.amazonaws.com/groups/global/AllUsers</URI></Grantee><Permission>READ</Permission></Grant>' +
        '</AccessControlList></AccessControlPolicy>',
    ),
    value: {
      Owner: 'me',
      Grants: [
        {
          Permission: 'READ',
          Type: 'Group',
          URI: 'http://acs.amazonaws.com/groups/global/AllUsers',
          ID: null,
        },
      ],
    },
    absent: noSuchBucket,
    action: 's3:GetBucketAcl',
  },
  {
    read: listObjects,
    args: { ...bucket, prefix: 'datasets/' },
    protocol: 'xml',
    answer: xml(
      '<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>datasets/a &amp; b+c.wav</Key><Size>12</Size>' +
        '</Contents></ListBucketResult>',
    ),
    value: [{ Key: 'datasets/a & b+c.wav', Size: 12 }],
    absent: noSuchBucket,
    action: 's3:ListBucket',
  },
  {
    read: listMultipartUploads,
    args: bucket,
    protocol: 'xml',
    answer: xml(
      '<ListMultipartUploadsResult><IsTruncated>false</IsTruncated><Upload><Key>a</Key><UploadId>u1</UploadId>' +
        '<Initiated>2026-11-01T00:00:00.000Z</Initiated></Upload></ListMultipartUploadsResult>',
    ),
    value: [{ Key: 'a', UploadId: 'u1', Initiated: '2026-11-01T00:00:00.000Z' }],
    absent: noSuchBucket,
    action: 's3:ListBucketMultipartUploads',
  },
  {
    read: headObject,
    args: { ...bucket, key: 'models/v1/model.pth' },
    protocol: 'head',
    answer: {
      status: 200,
      headers: {
        'content-length': '10',
        'x-amz-storage-class': 'INTELLIGENT_TIERING',
        'x-amz-archive-status': 'ARCHIVE_ACCESS',
        'last-modified': 'Wed, 25 Nov 2026 10:00:00 GMT',
      },
    },
    value: {
      ContentLength: 10,
      StorageClass: 'INTELLIGENT_TIERING',
      LastModified: '2026-11-25T10:00:00.000Z',
      ArchiveStatus: 'ARCHIVE_ACCESS',
    },
    absent: { status: 404, code: 'NotFound' },
    action: 's3:GetObject and s3:ListBucket',
  },
  {
    read: describeKey,
    args: { keyId: 'alias/bm-data' },
    protocol: 'json',
    answer: json({
      KeyMetadata: {
        KeyId: 'k1',
        Arn: 'arn:aws:kms:us-east-1:123456789012:key/k1',
        Enabled: true,
        KeyState: 'Enabled',
        KeyManager: 'CUSTOMER',
        CreationDate: 1700000000,
      },
    }),
    value: {
      KeyId: 'k1',
      Arn: 'arn:aws:kms:us-east-1:123456789012:key/k1',
      Enabled: true,
      KeyState: 'Enabled',
      KeyManager: 'CUSTOMER',
    },
    absent: { status: 400, code: 'NotFoundException' },
    action: 'kms:DescribeKey',
  },
  {
    read: listAliases,
    args: {},
    protocol: 'json',
    answer: json({
      Aliases: [{ AliasName: 'alias/bm-data', AliasArn: 'arn:alias', TargetKeyId: 'k1' }],
      Truncated: false,
    }),
    value: [{ AliasName: 'alias/bm-data', AliasArn: 'arn:alias', TargetKeyId: 'k1' }],
    absent: null,
    action: 'kms:ListAliases',
  },
];

/** An error of AWS in the protocol of the read. S3 answers errors of HEAD without a body. */
export function awsError(
  { read, protocol }: ReadCase,
  status: number,
  code: string,
  message = 'm',
): DoubleReply {
  if (protocol === 'head') return { status };
  if (read.id.startsWith('s3:')) {
    return {
      status,
      headers: XML,
      body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>m</Message></Error>`,
    };
  }
  if (protocol === 'xml') {
    return {
      status,
      headers: { 'content-type': 'text/xml' },
      body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>m</Message></Error></ErrorResponse>`,
    };
  }
  return { status, headers: JSON_TYPE, body: JSON.stringify({ __type: code, message }) };
}
