import type { RunFacts } from '../../kit/index.ts';
import {
  callerContext,
  defaultContext,
  type Principal,
  type RequestContext,
} from '../../semantics/iam/index.ts';

/**
 * What AWS puts into every request, besides what a probe says about it: the default context, who calls, that no AWS service
 * calls on somebody's behalf, and whose the resource is. A policy that keeps to its own account by these keys is right.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export function requestContext(
  principal: Principal,
  run: Pick<RunFacts, 'account' | 'region' | 'now'>,
  resource: string,
): RequestContext {
  // A public machine image has no account in its ARN: it is somebody else's.
  const isForeign = /^arn:[^:]*:ec2:[^:]*::image\//.test(resource);
  return {
    ...defaultContext(principal, run),
    ...callerContext(principal),
    'aws:ViaAWSService': 'false',
    ...(isForeign ? {} : { 'aws:ResourceAccount': run.account }),
  };
}
