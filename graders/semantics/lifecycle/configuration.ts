// The lifecycle configuration as the S3 API returns it, in plain JSON (dates as ISO strings). Every field is optional
// and nullable: what a learner's account holds is data to judge, not something to rely on.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLifecycleConfiguration.html

export interface LifecycleTag {
  Key?: string | null;
  Value?: string | null;
}

export interface LifecycleFilterAnd {
  Prefix?: string | null;
  Tags?: readonly LifecycleTag[] | null;
  ObjectSizeGreaterThan?: number | null;
  ObjectSizeLessThan?: number | null;
}

export interface LifecycleFilter {
  Prefix?: string | null;
  Tag?: LifecycleTag | null;
  ObjectSizeGreaterThan?: number | null;
  ObjectSizeLessThan?: number | null;
  And?: LifecycleFilterAnd | null;
}

export interface LifecycleTransition {
  Days?: number | null;
  Date?: string | null;
  StorageClass?: string | null;
}

export interface LifecycleExpiration {
  Days?: number | null;
  Date?: string | null;
  ExpiredObjectDeleteMarker?: boolean | null;
}

export interface LifecycleNoncurrentTransition {
  NoncurrentDays?: number | null;
  NewerNoncurrentVersions?: number | null;
  StorageClass?: string | null;
}

export interface LifecycleNoncurrentExpiration {
  NoncurrentDays?: number | null;
  NewerNoncurrentVersions?: number | null;
}

export interface LifecycleAbort {
  DaysAfterInitiation?: number | null;
}

export interface LifecycleRule {
  ID?: string | null;
  Status?: string | null;
  /** Legacy place of the prefix; today it stands in Filter. */
  Prefix?: string | null;
  Filter?: LifecycleFilter | null;
  Transitions?: readonly LifecycleTransition[] | null;
  Expiration?: LifecycleExpiration | null;
  NoncurrentVersionTransitions?: readonly LifecycleNoncurrentTransition[] | null;
  NoncurrentVersionExpiration?: LifecycleNoncurrentExpiration | null;
  AbortIncompleteMultipartUpload?: LifecycleAbort | null;
}

/** What GetBucketLifecycleConfiguration returns; null stands for a bucket without a configuration. */
export interface LifecycleConfiguration {
  Rules?: readonly LifecycleRule[] | null;
  TransitionDefaultMinimumObjectSize?: string | null;
}
