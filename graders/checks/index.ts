import type { AnyCheck } from '../kit/index.ts';

/** Every check, loaded when a lab uses it: a run loads the SDK clients of its own reads and no others. */
export const checks: Record<string, () => Promise<{ default: AnyCheck }>> = {
  'ec2/checkpoint-script': () => import('./ec2/checkpoint-script.ts'),
  'iam/admin-trust': () => import('./iam/admin-trust.ts'),
  'iam/cli-profile': () => import('./iam/cli-profile.ts'),
  'iam/engineer-permissions': () => import('./iam/engineer-permissions.ts'),
  'iam/engineer-trust': () => import('./iam/engineer-trust.ts'),
  'iam/region-guard': () => import('./iam/region-guard.ts'),
  'iam/retire-user': () => import('./iam/retire-user.ts'),
  'iam/root-locked': () => import('./iam/root-locked.ts'),
  'iam/trainer-role': () => import('./iam/trainer-role.ts'),
  's3/attic-fix': () => import('./s3/attic-fix.ts'),
  's3/dataset-sync': () => import('./s3/dataset-sync.ts'),
  's3/inventory-script': () => import('./s3/inventory-script.ts'),
  's3/presigned-link': () => import('./s3/presigned-link.ts'),
  's3/secure-bucket': () => import('./s3/secure-bucket.ts'),
  's3/tiering': () => import('./s3/tiering.ts'),
  's3/tls-only': () => import('./s3/tls-only.ts'),
  's3/version-hygiene': () => import('./s3/version-hygiene.ts'),
  'vpc/flow-logs': () => import('./vpc/flow-logs.ts'),
  'vpc/s3-endpoint': () => import('./vpc/s3-endpoint.ts'),
  'vpc/sg-chain': () => import('./vpc/sg-chain.ts'),
  'vpc/ssm-endpoints': () => import('./vpc/ssm-endpoints.ts'),
};
