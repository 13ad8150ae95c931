import {
  GetBucketAclCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  paginateListBuckets,
  type LifecycleRule,
  type S3Client,
} from '@aws-sdk/client-s3';
import { defineRead } from '../kit/index.ts';
import { onBucket, s3, type BucketArgs } from './s3-client.ts';

// The shapes are AWS's own, so that a path in the evidence can be followed in the answer of the AWS CLI.

export interface BucketHead {
  /** Region of the bucket, wherever it was asked; null when the target does not say. */
  region: string | null;
  /** False when the bucket exists in somebody else's account. */
  owned: boolean;
}

/**
 * Does a bucket exist, where, and is it this account's. AWS answers 403 for somebody else's bucket just as for a missing
 * permission. So it is asked with the expected owner; where that is refused, without; and where only that is allowed, with
 * the owner once more, because a refusal that does not last proves nothing.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html
 */
export const headBucket = defineRead<BucketArgs, BucketHead>({
  id: 's3:HeadBucket',
  actions: ['s3:ListBucket'],
  resources: onBucket,
  call: async ({ client, run }, { bucket }) => {
    const owned = await ask(client(s3), bucket, run.account);
    if (owned.status !== 403) return { region: regionOf(owned), owned: true };
    const anyones = regionOf(await ask(client(s3), bucket, undefined));
    const again = await ask(client(s3), bucket, run.account);
    return again.status === 403
      ? { region: anyones, owned: false }
      : { region: regionOf(again), owned: true };
  },
});

interface HeadAnswer {
  status: number | undefined;
  region: string | null;
  error: unknown;
}

async function ask(client: S3Client, bucket: string, owner: string | undefined): Promise<HeadAnswer> {
  try {
    const command = new HeadBucketCommand({ Bucket: bucket, ExpectedBucketOwner: owner });
    return { status: 200, region: (await client.send(command)).BucketRegion ?? null, error: null };
  } catch (error) {
    const answer = error as {
      $metadata?: { httpStatusCode?: number };
      $response?: { headers?: Record<string, string> };
    };
    const region = answer.$response?.headers?.['x-amz-bucket-region'] ?? null;
    return { status: answer.$metadata?.httpStatusCode, region, error };
  }
}

/** A bucket of another region answers 301, or 400 where signatures differ, and names its region in a header. */
function regionOf({ status, region, error }: HeadAnswer): string | null {
  const elsewhere = (status === 301 || status === 400) && region !== null;
  if (error === null || elsewhere) return region;
  throw error;
}

/** The account's own buckets, all of them. */
export const listBuckets = defineRead<Record<string, never>, { Name: string; BucketRegion: string | null }[]>(
  {
    id: 's3:ListBuckets',
    actions: ['s3:ListAllMyBuckets'],
    resources: () => ['*'],
    call: async ({ client }) => {
      const buckets: { Name: string; BucketRegion: string | null }[] = [];
      for await (const page of paginateListBuckets({ client: client(s3), pageSize: 1000 }, {})) {
        for (const { Name, BucketRegion } of page.Buckets ?? []) {
          buckets.push({ Name: Name ?? '', BucketRegion: BucketRegion ?? null });
        }
      }
      return buckets;
    },
  },
);

export interface PublicAccessBlock {
  BlockPublicAcls: boolean;
  IgnorePublicAcls: boolean;
  BlockPublicPolicy: boolean;
  RestrictPublicBuckets: boolean;
}

/** The bucket's own four flags. Absent: NoSuchPublicAccessBlockConfiguration, which means that all four are off. */
export const publicAccessBlock = defineRead<BucketArgs, PublicAccessBlock>({
  id: 's3:GetPublicAccessBlock',
  actions: ['s3:GetBucketPublicAccessBlock'],
  resources: onBucket,
  call: async ({ client }, { bucket }) => {
    const answer = await client(s3).send(new GetPublicAccessBlockCommand({ Bucket: bucket }));
    const flags = answer.PublicAccessBlockConfiguration ?? {};
    return {
      BlockPublicAcls: flags.BlockPublicAcls === true,
      IgnorePublicAcls: flags.IgnorePublicAcls === true,
      BlockPublicPolicy: flags.BlockPublicPolicy === true,
      RestrictPublicBuckets: flags.RestrictPublicBuckets === true,
    };
  },
});

/** Absent: OwnershipControlsNotFoundError, which means ObjectWriter (ACLs count). */
export const ownershipControls = defineRead<BucketArgs, { Rules: { ObjectOwnership: string }[] }>({
  id: 's3:GetBucketOwnershipControls',
  resources: onBucket,
  call: async ({ client }, { bucket }) => {
    const answer = await client(s3).send(new GetBucketOwnershipControlsCommand({ Bucket: bucket }));
    const rules = answer.OwnershipControls?.Rules ?? [];
    return { Rules: rules.map((rule) => ({ ObjectOwnership: rule.ObjectOwnership ?? '' })) };
  },
});

export interface EncryptionRule {
  /** AES256, aws:kms or aws:kms:dsse; null when the rule names none. */
  SSEAlgorithm: string | null;
  /** Key id, key ARN, alias name or alias ARN; null means the AWS-managed key. */
  KMSMasterKeyID: string | null;
  BucketKeyEnabled: boolean;
}

/** Default encryption. Absent: ServerSideEncryptionConfigurationNotFoundError (emulators; AWS always has SSE-S3). */
export const bucketEncryption = defineRead<BucketArgs, { Rules: EncryptionRule[] }>({
  id: 's3:GetBucketEncryption',
  actions: ['s3:GetEncryptionConfiguration'],
  resources: onBucket,
  call: async ({ client }, { bucket }) => {
    const answer = await client(s3).send(new GetBucketEncryptionCommand({ Bucket: bucket }));
    const rules = answer.ServerSideEncryptionConfiguration?.Rules ?? [];
    return {
      Rules: rules.map(({ ApplyServerSideEncryptionByDefault: byDefault, BucketKeyEnabled }) => ({
        SSEAlgorithm: byDefault?.SSEAlgorithm ?? null,
        KMSMasterKeyID: byDefault?.KMSMasterKeyID ?? null,
        BucketKeyEnabled: BucketKeyEnabled === true,
      })),
    };
  },
});

/** `Status` is null for a bucket that was never versioned. */
export const bucketVersioning = defineRead<BucketArgs, { Status: string | null }>({
  id: 's3:GetBucketVersioning',
  resources: onBucket,
  call: async ({ client }, { bucket }) => {
    const answer = await client(s3).send(new GetBucketVersioningCommand({ Bucket: bucket }));
    return { Status: answer.Status ?? null };
  },
});

/** The policy document, parsed. Absent: NoSuchBucketPolicy. */
export const bucketPolicy = defineRead<BucketArgs, { Policy: unknown }>({
  id: 's3:GetBucketPolicy',
  resources: onBucket,
  call: async ({ client }, { bucket }) => {
    const answer = await client(s3).send(new GetBucketPolicyCommand({ Bucket: bucket }));
    return { Policy: JSON.parse(answer.Policy ?? '') as unknown };
  },
});

export interface LifecycleConfiguration {
  /** As the API gives them, dates as ISO strings. */
  Rules: unknown[];
  /** all_storage_classes_128K unless the bucket says varies_by_storage_class. */
  TransitionDefaultMinimumObjectSize: string | null;
}

/** Absent: NoSuchLifecycleConfiguration. */
export const bucketLifecycle = defineRead<BucketArgs, LifecycleConfiguration>({
  id: 's3:GetBucketLifecycleConfiguration',
  actions: ['s3:GetLifecycleConfiguration'],
  resources: onBucket,
  call: async ({ client }, { bucket }) => {
    const answer = await client(s3).send(new GetBucketLifecycleConfigurationCommand({ Bucket: bucket }));
    return {
      Rules: (answer.Rules ?? []) satisfies LifecycleRule[],
      TransitionDefaultMinimumObjectSize: answer.TransitionDefaultMinimumObjectSize ?? null,
    };
  },
});

export interface BucketAcl {
  /** Canonical user id. */
  Owner: string | null;
  Grants: { Permission: string; Type: string; URI: string | null; ID: string | null }[];
}

/** Grants to the groups AllUsers and AuthenticatedUsers are what makes a bucket public by ACL. */
export const bucketAcl = defineRead<BucketArgs, BucketAcl>({
  id: 's3:GetBucketAcl',
  resources: onBucket,
  call: async ({ client }, { bucket }) => {
    const answer = await client(s3).send(new GetBucketAclCommand({ Bucket: bucket }));
    return {
      Owner: answer.Owner?.ID ?? null,
      Grants: (answer.Grants ?? []).map(({ Permission, Grantee }) => ({
        Permission: Permission ?? '',
        Type: Grantee?.Type ?? '',
        URI: Grantee?.URI ?? null,
        ID: Grantee?.ID ?? null,
      })),
    };
  },
});
