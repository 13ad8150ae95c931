import {
  GetAccountSummaryCommand,
  paginateGetAccountAuthorizationDetails,
  type AttachedPermissionsBoundary,
  type AttachedPolicy as SdkAttachedPolicy,
  type GroupDetail,
  type ManagedPolicyDetail,
  type PolicyDetail,
  type RoleDetail,
  type UserDetail,
} from '@aws-sdk/client-iam';
import { defineRead } from '../kit/index.ts';
import { iam, IAM_CONSISTENCY_SECONDS, policyDocument } from './iam-client.ts';

// The shapes are AWS's own, without what no judge needs; documents are decoded and parsed.

export interface InlinePolicy {
  PolicyName: string;
  PolicyDocument: unknown;
}
export interface AttachedPolicy {
  PolicyName: string;
  PolicyArn: string;
}
export interface PermissionsBoundary {
  PermissionsBoundaryArn: string;
}
export interface UserAuthorization {
  UserName: string;
  Arn: string;
  /** Names of groups. */
  GroupList: string[];
  UserPolicyList: InlinePolicy[];
  AttachedManagedPolicies: AttachedPolicy[];
  PermissionsBoundary: PermissionsBoundary | null;
}
export interface GroupAuthorization {
  GroupName: string;
  Arn: string;
  GroupPolicyList: InlinePolicy[];
  AttachedManagedPolicies: AttachedPolicy[];
}
export interface RoleAuthorization {
  RoleName: string;
  Arn: string;
  AssumeRolePolicyDocument: unknown;
  RolePolicyList: InlinePolicy[];
  AttachedManagedPolicies: AttachedPolicy[];
  PermissionsBoundary: PermissionsBoundary | null;
}
/** A customer managed policy with its default version only: the other versions decide nothing. */
export interface LocalPolicy {
  PolicyName: string;
  Arn: string;
  DefaultVersionId: string;
  Document: unknown;
}
export interface AccountAuthorization {
  UserDetailList: UserAuthorization[];
  GroupDetailList: GroupAuthorization[];
  RoleDetailList: RoleAuthorization[];
  Policies: LocalPolicy[];
}

/**
 * Every user, group, role and customer managed policy, all pages. The filter leaves out AWS's own policies, more than a
 * thousand documents; those that are attached are read one by one (getPolicy, getPolicyVersion).
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
 */
export const accountAuthorization = defineRead<Record<string, never>, AccountAuthorization>({
  id: 'iam:GetAccountAuthorizationDetails',
  resources: () => ['*'],
  consistencySeconds: IAM_CONSISTENCY_SECONDS,
  call: async ({ client }) => {
    const all: AccountAuthorization = {
      UserDetailList: [],
      GroupDetailList: [],
      RoleDetailList: [],
      Policies: [],
    };
    const pages = paginateGetAccountAuthorizationDetails(
      { client: client(iam) },
      { Filter: ['User', 'Role', 'Group', 'LocalManagedPolicy'] },
    );
    for await (const page of pages) {
      all.UserDetailList.push(...(page.UserDetailList ?? []).map(user));
      all.GroupDetailList.push(...(page.GroupDetailList ?? []).map(group));
      all.RoleDetailList.push(...(page.RoleDetailList ?? []).map(role));
      all.Policies.push(...(page.Policies ?? []).map(local));
    }
    return all;
  },
});

function user(detail: UserDetail): UserAuthorization {
  return {
    UserName: detail.UserName ?? '',
    Arn: detail.Arn ?? '',
    GroupList: detail.GroupList ?? [],
    UserPolicyList: inline(detail.UserPolicyList),
    AttachedManagedPolicies: attached(detail.AttachedManagedPolicies),
    PermissionsBoundary: boundaryOf(detail.PermissionsBoundary),
  };
}

function group(detail: GroupDetail): GroupAuthorization {
  return {
    GroupName: detail.GroupName ?? '',
    Arn: detail.Arn ?? '',
    GroupPolicyList: inline(detail.GroupPolicyList),
    AttachedManagedPolicies: attached(detail.AttachedManagedPolicies),
  };
}

function role(detail: RoleDetail): RoleAuthorization {
  return {
    RoleName: detail.RoleName ?? '',
    Arn: detail.Arn ?? '',
    AssumeRolePolicyDocument: policyDocument(detail.AssumeRolePolicyDocument),
    RolePolicyList: inline(detail.RolePolicyList),
    AttachedManagedPolicies: attached(detail.AttachedManagedPolicies),
    PermissionsBoundary: boundaryOf(detail.PermissionsBoundary),
  };
}

function local(detail: ManagedPolicyDetail): LocalPolicy {
  const version = detail.PolicyVersionList?.find(({ IsDefaultVersion }) => IsDefaultVersion === true);
  return {
    PolicyName: detail.PolicyName ?? detail.Arn?.split('/').at(-1) ?? '',
    Arn: detail.Arn ?? '',
    DefaultVersionId: detail.DefaultVersionId ?? version?.VersionId ?? '',
    Document: policyDocument(version?.Document),
  };
}

function inline(list: readonly PolicyDetail[] | undefined): InlinePolicy[] {
  return (list ?? []).map(({ PolicyName, PolicyDocument }) => ({
    PolicyName: PolicyName ?? '',
    PolicyDocument: policyDocument(PolicyDocument),
  }));
}

function attached(list: readonly SdkAttachedPolicy[] | undefined): AttachedPolicy[] {
  return (list ?? []).map(({ PolicyName, PolicyArn }) => ({
    PolicyName: PolicyName ?? '',
    PolicyArn: PolicyArn ?? '',
  }));
}

/** No boundary and an empty element of an emulator are the same. */
export function boundaryOf(boundary: AttachedPermissionsBoundary | undefined): PermissionsBoundary | null {
  const arn = boundary?.PermissionsBoundaryArn ?? '';
  return arn === '' ? null : { PermissionsBoundaryArn: arn };
}

export interface AccountSummary {
  /** 1 when the root user has an MFA device. */
  AccountMFAEnabled: number;
  /** 1 when the root user has an access key. */
  AccountAccessKeysPresent: number;
  /** 0 when the root user cannot sign in (credentials managed centrally); null where the target does not say. */
  AccountPasswordPresent: number | null;
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html */
export const accountSummary = defineRead<Record<string, never>, AccountSummary>({
  id: 'iam:GetAccountSummary',
  resources: () => ['*'],
  consistencySeconds: IAM_CONSISTENCY_SECONDS,
  call: async ({ client }) => {
    const { SummaryMap: map = {} } = await client(iam).send(new GetAccountSummaryCommand({}));
    return {
      AccountMFAEnabled: map.AccountMFAEnabled ?? 0,
      AccountAccessKeysPresent: map.AccountAccessKeysPresent ?? 0,
      AccountPasswordPresent: (map as Record<string, number | undefined>)['AccountPasswordPresent'] ?? null,
    };
  },
});
