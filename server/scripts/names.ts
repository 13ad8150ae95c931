/**
 * An SDK name as the AWS CLI and boto3 spell it: `PutBucketPolicy` → put-bucket-policy, `VPCId` → vpc-id.
 * The rule is botocore's `xform_name` (https://botocore.amazonaws.com/v1/documentation/api/latest/index.html).
 */
export function xformName(name: string, separator: '-' | '_'): string {
  return name
    .replace(/(.)([A-Z][a-z]+)/g, `$1${separator}$2`)
    .replace(/([a-z0-9])([A-Z])/g, `$1${separator}$2`)
    .toLowerCase()
    .replaceAll(`${separator}${separator}`, separator);
}

/** Services whose CLI command is not the service id of our reads. */
const CLI_COMMANDS: Record<string, string> = {
  s3: 's3api',
  servicequotas: 'service-quotas',
  elasticloadbalancing: 'elbv2',
};
export const cliCommand = (service: string): string => CLI_COMMANDS[service] ?? service;

/** Services whose boto3 client name is not the service id of our reads. */
const BOTO_CLIENTS: Record<string, string> = {
  servicequotas: 'service-quotas',
  elasticloadbalancing: 'elbv2',
};
export const botoClient = (service: string): string => BOTO_CLIENTS[service] ?? service;
