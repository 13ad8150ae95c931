/**
 * Does a Principal element mean the requester?
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
import type { Principal, PrincipalElement, PrincipalMatch } from './types.ts';

/** A principal from its usual spelling: `anonymous`, an ARN, a 12-digit account (its root), or a service such as `ec2.amazonaws.com`. */
export function principalFrom(text: string): Principal {
  if (text === 'anonymous' || text === '*') return { type: 'anonymous' };
  if (/^\d{12}$/.test(text)) return { type: 'aws', arn: `arn:aws:iam::${text}:root` };
  if (/^arn:[^:]*:iam::\d{12}:(saml|oidc)-provider\//.test(text))
    return { type: 'federated', provider: text };
  if (text.startsWith('arn:')) return { type: 'aws', arn: text };
  return { type: 'service', name: text };
}

/** The requester in one string, for messages. */
export function principalText(principal: Principal): string {
  switch (principal.type) {
    case 'anonymous':
      return 'anonymous';
    case 'aws':
      return principal.arn;
    case 'service':
      return principal.name;
    case 'federated':
      return principal.provider;
    case 'canonical':
      return principal.id;
  }
}

/** The 12-digit account of an AWS principal; services, anonymous and canonical users have none. */
export function accountOf(principal: Principal): string | undefined {
  return principal.type === 'aws' ? principal.arn.split(':')[4] : undefined;
}

/** The root user of an account has full access to its own account (reference_policies_evaluation-logic). */
export function isAccountRoot(principal: Principal): boolean {
  return principal.type === 'aws' && /^arn:[^:]*:iam::\d{12}:root$/.test(principal.arn);
}

/**
 * The closest way in which the element names the requester, or undefined when it does not.
 * For `NotPrincipal` the answer is `everyone` when no entry names the requester.
 */
export function matchPrincipal(element: PrincipalElement, principal: Principal): PrincipalMatch | undefined {
  let best: PrincipalMatch | undefined = element.everyone ? 'everyone' : undefined;
  for (const entry of element.entries) {
    const match = matchEntry(entry.kind, entry.id, principal);
    if (match !== undefined && (best === undefined || CLOSENESS[match] > CLOSENESS[best])) best = match;
  }
  if (element.not) return best === undefined ? 'everyone' : undefined;
  return best;
}

// "everyone" and "direct" both reach the session itself; an account entry only delegates to the account.
const CLOSENESS: Record<PrincipalMatch, number> = { account: 0, role: 1, everyone: 2, direct: 3 };

function matchEntry(kind: string, id: string, principal: Principal): PrincipalMatch | undefined {
  switch (kind) {
    case 'Service':
      return principal.type === 'service' && (id === '*' || id === principal.name) ? 'direct' : undefined;
    case 'Federated':
      return principal.type === 'federated' && (id === '*' || id === principal.provider)
        ? 'direct'
        : undefined;
    case 'CanonicalUser':
      return principal.type === 'canonical' && id === principal.id ? 'direct' : undefined;
    default:
      return principal.type === 'aws' ? matchArn(id, principal) : undefined;
  }
}

function matchArn(id: string, principal: Principal & { type: 'aws' }): PrincipalMatch | undefined {
  // Naming a role reaches its sessions, but leaves them limited by boundary and session policy.
  if (id === principal.arn) return /^arn:[^:]*:iam::\d{12}:role\//.test(id) ? 'role' : 'direct';
  const account = accountOf(principal);
  const delegated = /^(?:arn:[^:]*:iam::)?(\d{12})(?::root)?$/.exec(id);
  if (delegated) return delegated[1] === account ? 'account' : undefined;
  const session = /^arn:([^:]*):sts::(\d{12}):assumed-role\/([^/]+)\//.exec(principal.arn);
  if (!session) return undefined;
  if (principal.roleArn !== undefined) return id === principal.roleArn ? 'role' : undefined;
  // A session ARN drops the role's path, and role names are unique in an account, so the name settles it.
  const role = /^arn:([^:]*):iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(id);
  return role && role[1] === session[1] && role[2] === session[2] && role[3] === session[3]
    ? 'role'
    : undefined;
}
