import type { RunFacts } from '../kit/index.ts';

type Where = Pick<RunFacts, 'account' | 'region'>;

/**
 * The partition that a Region is of: the second part of every ARN there.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/** ARN of something of this account in this Region, in the Region's partition. */
export function regionalArn({ account, region }: Where, service: string, resource: string): string {
  return `arn:${partitionOf(region)}:${service}:${region}:${account}:${resource}`;
}

/** ARN of something of this account that is of no Region: IAM, budgets, dashboards. */
export function globalArn({ account, region }: Where, service: string, resource: string): string {
  return `arn:${partitionOf(region)}:${service}::${account}:${resource}`;
}

/**
 * Resource of a read whose argument is an ARN. Where only another read will tell it, the policy generator puts `*` for it: then
 * it is whatever of this kind the checks can come to ask about, which is less than everything.
 */
export function arnOr(arn: string, kind: string): string {
  return arn === '*' ? kind : arn;
}
