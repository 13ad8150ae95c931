/**
 * An SDK name as the AWS CLI and boto3 spell it: `PutBucketPolicy` → put-bucket-policy, `VPCId` → vpc-id, `AssociateACLs` →
 * associate-acls. The rule is botocore's `xform_name`; a test compares every operation of our services with botocore's own.
 */
export function xformName(name: string, separator: '-' | '_'): string {
  return (
    name
      .replaceAll('OTel', 'Otel')
      // A plural of capitals at the end is one word.
      .replace(/[A-Z]{2,}s$/, (plural) => `${separator}${plural.toLowerCase()}`)
      .replace(/(.)([A-Z][a-z]+)/g, `$1${separator}$2`)
      .replace(/([a-z0-9])([A-Z])/g, `$1${separator}$2`)
      .toLowerCase()
      .replace(/[-_]{2,}/g, separator)
      .replace(/^[-_]/, '')
  );
}

/** Services whose CLI command is not the service id of our reads. */
const CLI_COMMANDS: Record<string, string> = {
  s3: 's3api',
  servicequotas: 'service-quotas',
  elasticloadbalancing: 'elbv2',
};
export const cliCommand = (service: string): string => CLI_COMMANDS[service] ?? service;

/** Arguments that the CLI calls otherwise than the API, because `--version` and `--endpoint…` are its own. */
const CLI_ARGUMENTS: Record<string, Record<string, string>> = {
  'eks:CreateCluster': { version: 'kubernetes-version' },
  'eks:CreateNodegroup': { version: 'kubernetes-version' },
  'eks:UpdateClusterVersion': { version: 'kubernetes-version' },
  'eks:UpdateNodegroupVersion': { version: 'kubernetes-version' },
  'iam:EnableMFADevice': {
    AuthenticationCode1: 'authentication-code-1',
    AuthenticationCode2: 'authentication-code-2',
  },
  'sns:Subscribe': { Endpoint: 'notification-endpoint' },
};
export const cliArgument = (service: string, operation: string, member: string): string =>
  CLI_ARGUMENTS[`${service}:${operation}`]?.[member] ?? xformName(member, '-');

/** Services whose boto3 client name is not the service id of our reads. */
const BOTO_CLIENTS: Record<string, string> = {
  servicequotas: 'service-quotas',
  elasticloadbalancing: 'elbv2',
};
export const botoClient = (service: string): string => BOTO_CLIENTS[service] ?? service;
