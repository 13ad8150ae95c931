/** Which policies a user or role of the account holds, and where each of them stands in the reads. */
import type {
  AccountAuthorization,
  AttachedPolicy,
  InlinePolicy,
  RoleAuthorization,
  UserAuthorization,
} from '../../reads/iam.ts';
import type { Principal } from '../../semantics/iam/index.ts';

export type Subject = { readonly role: string } | { readonly user: string };

export function roleOf(
  account: AccountAuthorization | undefined,
  name: string,
): RoleAuthorization | undefined {
  return account?.RoleDetailList.find((role) => role.RoleName === name);
}
export function userOf(
  account: AccountAuthorization | undefined,
  name: string,
): UserAuthorization | undefined {
  return account?.UserDetailList.find((user) => user.UserName === name);
}
/** ARN of a role, with its real path when it exists. */
export function roleArnOf(account: AccountAuthorization | undefined, name: string, number: string): string {
  return roleOf(account, name)?.Arn ?? `arn:aws:iam::${number}:role/${name}`;
}
export function sessionOf(role: Pick<RoleAuthorization, 'RoleName' | 'Arn'>): Principal {
  const [, partition = 'aws', , , account = ''] = role.Arn.split(':');
  return {
    type: 'aws',
    arn: `arn:${partition}:sts::${account}:assumed-role/${role.RoleName}/probe`,
    roleArn: role.Arn,
  };
}

/** A policy of the subject before it is read: inline text, or an ARN. */
export interface Grant {
  name: string;
  path: string;
  source: { document: unknown } | { arn: string };
}
export interface Holding {
  principal: Principal;
  /** Where the subject stands in the authorization details. */
  path: string;
  grants: Grant[];
  boundary: Grant | undefined;
}

export function holdingOf(account: AccountAuthorization, subject: Subject): Holding | undefined {
  if ('role' in subject) {
    const role = roleOf(account, subject.role);
    if (!role) return undefined;
    const path = `RoleDetailList[${account.RoleDetailList.indexOf(role)}]`;
    return {
      principal: sessionOf(role),
      path,
      grants: [
        ...inline(role.RolePolicyList, `${path}.RolePolicyList`),
        ...attached(role.AttachedManagedPolicies, path),
      ],
      boundary: boundary(role.PermissionsBoundary, path),
    };
  }
  const user = userOf(account, subject.user);
  if (!user) return undefined;
  const path = `UserDetailList[${account.UserDetailList.indexOf(user)}]`;
  const groups = account.GroupDetailList.filter(({ GroupName }) => user.GroupList.includes(GroupName));
  return {
    principal: { type: 'aws', arn: user.Arn },
    path,
    grants: [
      ...inline(user.UserPolicyList, `${path}.UserPolicyList`),
      ...attached(user.AttachedManagedPolicies, path),
      ...groups.flatMap((group) => {
        const at = `GroupDetailList[${account.GroupDetailList.indexOf(group)}]`;
        return [
          ...inline(group.GroupPolicyList, `${at}.GroupPolicyList`, group.GroupName),
          ...attached(group.AttachedManagedPolicies, at, group.GroupName),
        ];
      }),
    ],
    boundary: boundary(user.PermissionsBoundary, path),
  };
}

function inline(list: readonly InlinePolicy[], path: string, group?: string): Grant[] {
  const of = group === undefined ? '(inline)' : `(inline, group ${group})`;
  return list.map(({ PolicyName, PolicyDocument }, index) => ({
    name: `${PolicyName} ${of}`,
    path: `${path}[${index}].PolicyDocument`,
    source: { document: PolicyDocument },
  }));
}

function attached(list: readonly AttachedPolicy[], path: string, group?: string): Grant[] {
  const of = group === undefined ? '' : ` (group ${group})`;
  return list.map(({ PolicyName, PolicyArn }, index) => ({
    name: `${PolicyName}${of}`,
    path: `${path}.AttachedManagedPolicies[${index}]`,
    source: { arn: PolicyArn },
  }));
}

function boundary(found: { PermissionsBoundaryArn: string } | null, path: string): Grant | undefined {
  if (!found) return undefined;
  const arn = found.PermissionsBoundaryArn;
  return { name: arn.split('/').at(-1) ?? arn, path: `${path}.PermissionsBoundary`, source: { arn } };
}

/** ARNs of the AWS managed policies that count for the subject, each once. */
export function awsManaged(account: AccountAuthorization, subject: Subject): string[] {
  const holding = holdingOf(account, subject);
  if (!holding) return [];
  const grants = [...holding.grants, ...(holding.boundary ? [holding.boundary] : [])];
  const arns = grants.flatMap(({ source }) => ('arn' in source ? [source.arn] : []));
  return [...new Set(arns.filter((arn) => /^arn:[^:]+:iam::aws:policy\//.test(arn)))];
}
