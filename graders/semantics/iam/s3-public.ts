/**
 * Public access to S3: what an unsigned request may read, and what AWS calls a public bucket policy.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html
 */
import { parseRange } from './addresses.ts';
import { allowsAnonymous } from './probes.ts';
import { hasVariable } from './template.ts';
import type { ConditionTest, Decision, Policy, RequestContext, Statement } from './types.ts';

/** The bucket's own settings; a bucket without a configuration has all four off. */
export interface PublicAccessBlock {
  readonly BlockPublicAcls?: boolean;
  readonly IgnorePublicAcls?: boolean;
  readonly BlockPublicPolicy?: boolean;
  readonly RestrictPublicBuckets?: boolean;
}

export interface AclGrant {
  /** Group URI of the grantee, for example `http://acs.amazonaws.com/groups/global/AllUsers`. */
  readonly granteeUri?: string;
  readonly permission: 'READ' | 'WRITE' | 'READ_ACP' | 'WRITE_ACP' | 'FULL_CONTROL';
}

export interface BucketExposure {
  readonly bucket: string;
  readonly policy?: Policy;
  readonly publicAccessBlock?: PublicAccessBlock;
  /** ObjectOwnership; under BucketOwnerEnforced ACLs have no effect. Absent: no ownership controls, ACLs count. */
  readonly objectOwnership?: 'BucketOwnerEnforced' | 'BucketOwnerPreferred' | 'ObjectWriter';
  /** Grants on the bucket: READ lists its objects. */
  readonly bucketAcl?: readonly AclGrant[];
  /** Grants on the object: READ reads it. */
  readonly objectAcl?: readonly AclGrant[];
}

export interface AnonymousAccess {
  readonly allowed: boolean;
  readonly via?: 'policy' | 'acl';
  /** What the bucket policy says by itself, before the public access block. */
  readonly policyDecision?: Decision;
  /** The setting that took effect, when it is what stops the request. */
  readonly stoppedBy?: 'RestrictPublicBuckets' | 'IgnorePublicAcls' | 'BucketOwnerEnforced' | 'policy-deny';
}

const ALL_USERS = 'http://acs.amazonaws.com/groups/global/AllUsers';
const AUTHENTICATED_USERS = 'http://acs.amazonaws.com/groups/global/AuthenticatedUsers';

/** Whether an unsigned GetObject of `key` succeeds. `context` should hold aws:SecureTransport and whatever the probe sets. */
export function anonymousGetObject(
  exposure: BucketExposure,
  key: string,
  context: RequestContext,
): AnonymousAccess {
  const resource = `arn:aws:s3:::${exposure.bucket}/${key}`;
  return anonymousAccess(exposure, { action: 's3:GetObject', resource, context }, exposure.objectAcl ?? []);
}

/** Whether an unsigned ListObjects of the bucket succeeds. */
export function anonymousListBucket(exposure: BucketExposure, context: RequestContext): AnonymousAccess {
  const resource = `arn:aws:s3:::${exposure.bucket}`;
  return anonymousAccess(exposure, { action: 's3:ListBucket', resource, context }, exposure.bucketAcl ?? []);
}

function anonymousAccess(
  exposure: BucketExposure,
  request: { readonly action: string; readonly resource: string; readonly context: RequestContext },
  grants: readonly AclGrant[],
): AnonymousAccess {
  const { policy, publicAccessBlock: block = {} } = exposure;
  const said = policy && allowsAnonymous([{ name: 'bucket policy', policy }], request);
  const seen = said === undefined ? {} : { policyDecision: said };
  if (said?.effect === 'explicit-deny') return { allowed: false, ...seen, stoppedBy: 'policy-deny' };
  const restricted =
    block.RestrictPublicBuckets === true && policy !== undefined && isPublicPolicy(policy).public;
  if (said?.allowed && !restricted) return { allowed: true, via: 'policy', ...seen };
  const granted = grants.some(
    (grant) =>
      grant.granteeUri === ALL_USERS && (grant.permission === 'READ' || grant.permission === 'FULL_CONTROL'),
  );
  const aclStop =
    exposure.objectOwnership === 'BucketOwnerEnforced'
      ? ('BucketOwnerEnforced' as const)
      : block.IgnorePublicAcls === true
        ? ('IgnorePublicAcls' as const)
        : undefined;
  if (granted && aclStop === undefined && !restricted) return { allowed: true, via: 'acl', ...seen };
  if (restricted && (said?.allowed || granted))
    return { allowed: false, ...seen, stoppedBy: 'RestrictPublicBuckets' };
  return { allowed: false, ...seen, ...(granted && aclStop ? { stoppedBy: aclStop } : {}) };
}

/** An ACL is public if it grants anything to AllUsers or AuthenticatedUsers (section "The meaning of public", ACLs). */
export function isPublicAcl(grants: readonly AclGrant[]): boolean {
  return grants.some(({ granteeUri }) => granteeUri === ALL_USERS || granteeUri === AUTHENTICATED_USERS);
}

/**
 * Whether AWS counts a bucket policy as public (section "The meaning of public", Bucket policies): presumed public until
 * every Allow grants only to fixed principals, or only under a listed condition key with fixed values.
 * BlockPublicPolicy refuses such a policy, RestrictPublicBuckets neutralises it, GetBucketPolicyStatus reports it.
 */
export function isPublicPolicy(policy: Policy): { readonly public: boolean; readonly statement?: Statement } {
  const statement = policy.statements.find(
    (candidate) =>
      candidate.effect === 'Allow' &&
      !namesFixedPrincipals(candidate) &&
      !candidate.conditions.some(isFixing),
  );
  return statement ? { public: true, statement } : { public: false };
}

/** Accounts, users, roles, services and canonical users are fixed; an identity provider admits whoever it knows. */
function namesFixedPrincipals({ principal }: Statement): boolean {
  return (
    principal !== undefined &&
    !principal.not &&
    !principal.everyone &&
    principal.entries.every(({ kind, id }) => kind !== 'Federated' && id !== '*')
  );
}

const FIXING_KEYS = new Set([
  'aws:principalorgid',
  'aws:principalarn',
  'aws:principalaccount',
  'aws:principalorgpaths',
  'aws:sourcearn',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:sourceowner',
  'aws:sourceaccount',
  'aws:userid',
  's3:x-amz-server-side-encryption-aws-kms-key-id',
  's3:dataaccesspointarn',
  's3:dataaccesspointaccount',
]);

/** A condition fixes the requesters if an absent key fails it and every value is fixed. */
function isFixing(test: ConditionTest): boolean {
  if (test.negated || test.ifExists || test.set === 'ForAllValues' || test.values.length === 0) return false;
  if (test.values.some(hasVariable)) return false;
  const values = test.values.map((value) => value.source);
  if (test.lookup === 'aws:sourceip') return test.family === 'Ip' && values.every(isNarrowRange);
  if (!FIXING_KEYS.has(test.lookup)) return false;
  if (test.family !== 'String' && test.family !== 'Arn') return false;
  const wildcardsLive = test.comparison === 'StringLike' || test.family === 'Arn';
  return values.every((value) => !wildcardsLive || isFixedValue(test.lookup, value));
}

function isFixedValue(key: string, value: string): boolean {
  if (!/[*?]/.test(value)) return true;
  // Any access point of a fixed account is fixed enough.
  return key === 's3:dataaccesspointarn' && /^arn:[^:*?]+:s3:[^:*?]+:\d{12}:accesspoint\//.test(value);
}

/** Wider than /8 (IPv4) or /32 (IPv6) counts as the whole Internet; no private range is that wide. */
function isNarrowRange(text: string): boolean {
  const range = parseRange(text);
  if (!range) return false;
  return range.prefix >= (range.version === 6 ? 32 : 8);
}
