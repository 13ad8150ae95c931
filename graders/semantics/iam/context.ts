/** The request context: what AWS knows of a request besides principal, action and resource. */
import type { Principal, RequestContext } from './types.ts';
import { accountOf } from './principals.ts';

export interface ContextEntry {
  readonly values: readonly string[];
  readonly multivalued: boolean;
}

/** Keys in lower case: condition keys ignore case (reference_policies_elements_condition). */
export type Context = ReadonlyMap<string, ContextEntry>;

/** Makes a context searchable. An undefined value and an empty list both mean that the key is absent. */
export function indexContext(context: RequestContext): Context {
  const index = new Map<string, ContextEntry>();
  for (const key of Object.keys(context)) {
    const value = context[key];
    if (value === undefined) continue;
    const multivalued = Array.isArray(value);
    const values = multivalued ? value.map(String) : [String(value)];
    if (values.length > 0) index.set(key.toLowerCase(), { values, multivalued });
  }
  return index;
}

/**
 * The context that every probe starts from: aws:RequestedRegion, aws:SecureTransport, aws:CurrentTime and, for a principal
 * of an account, aws:PrincipalAccount and aws:PrincipalArn. Every other key is absent until the probe sets it.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 *
 * @param now ISO 8601 instant; the model has no clock.
 */
export function defaultContext(
  principal: Principal,
  environment: { readonly region: string; readonly now: string },
): RequestContext {
  const account = accountOf(principal);
  return {
    'aws:RequestedRegion': environment.region,
    'aws:SecureTransport': 'true',
    'aws:CurrentTime': environment.now,
    ...(account === undefined ? {} : { 'aws:PrincipalAccount': account }),
    ...(principal.type === 'aws' ? { 'aws:PrincipalArn': principalArn(principal) } : {}),
  };
}

/**
 * Keys that AWS derives from the caller and adds to every signed request, for callers that model a whole request:
 * aws:PrincipalType, aws:username for an IAM user, aws:PrincipalIsAWSService.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable
 */
export function callerContext(principal: Principal): RequestContext {
  const base = { 'aws:PrincipalIsAWSService': principal.type === 'service' ? 'true' : 'false' };
  if (principal.type === 'anonymous') return { ...base, 'aws:PrincipalType': 'Anonymous' };
  if (principal.type !== 'aws') return base;
  const resource = principal.arn.split(':').slice(5).join(':');
  if (resource === 'root') return { ...base, 'aws:PrincipalType': 'Account' };
  if (resource.startsWith('user/'))
    return {
      ...base,
      'aws:PrincipalType': 'User',
      'aws:username': resource.slice(resource.lastIndexOf('/') + 1),
    };
  if (resource.startsWith('federated-user/')) return { ...base, 'aws:PrincipalType': 'FederatedUser' };
  return { ...base, 'aws:PrincipalType': 'AssumedRole' };
}

/** For a role session aws:PrincipalArn is the role's ARN, not the session's (reference_policies_condition-keys, aws:PrincipalArn). */
function principalArn(principal: Principal & { type: 'aws' }): string {
  if (principal.roleArn !== undefined) return principal.roleArn;
  const session = /^arn:([^:]*):sts::(\d{12}):assumed-role\/([^/]+)\//.exec(principal.arn);
  return session ? `arn:${session[1]}:iam::${session[2]}:role/${session[3]}` : principal.arn;
}
