/** Which operations can change nothing. The graders' key may call these and no others. */
import type { OperationName } from '../types.ts';

/** Verbs under which AWS names its reads. */
const reading =
  /^(Get|List|Describe|Head|BatchGet|BatchDescribe|BatchCheck|Search|Lookup|Query|Scan|Filter|Simulate)(?![a-z])/;

/** Reads under other names. */
const alsoReading: ReadonlySet<string> = new Set([
  's3:SelectObjectContent',
  'sts:DecodeAuthorizationMessage',
  'logs:TestMetricFilter',
  'events:TestEventPattern',
]);

/**
 * Named like reads, but they hand out credentials (a reader could leave its fence), log in, or take an item away from
 * its owner.
 */
const notReading: ReadonlySet<string> = new Set([
  'sts:GetSessionToken',
  'sts:GetFederationToken',
  'sts:GetWebIdentityToken',
  'sts:GetDelegatedAccessToken',
  'ecr:GetAuthorizationToken',
  'ecr-public:GetAuthorizationToken',
  'sso:GetRoleCredentials',
  'cognito-identity:GetId',
  'cognito-identity:GetCredentialsForIdentity',
  'cognito-identity:GetOpenIdToken',
  'redshift:GetClusterCredentials',
  'redshift:GetClusterCredentialsWithIAM',
  'ssm:GetAccessToken',
  'ec2:GetPasswordData',
  'secretsmanager:GetSecretValue',
  'secretsmanager:BatchGetSecretValue',
]);

/** True when the operation changes nothing and gives no credentials away. Anything unknown counts as a write. */
export function isReadOnly({ service, operation }: OperationName): boolean {
  const name = `${service}:${operation}`;
  if (notReading.has(name)) return false;
  return alsoReading.has(name) || reading.test(operation);
}
