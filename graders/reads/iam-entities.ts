import {
  GetLoginProfileCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  paginateListAccessKeys,
} from '@aws-sdk/client-iam';
import { defineRead, type Read } from '../kit/index.ts';
import { arnOr, partitionOf } from './arn.ts';
import { boundaryOf, type PermissionsBoundary } from './iam-account.ts';
import { anyPath, iam, IAM_CONSISTENCY_SECONDS, policyDocument } from './iam-client.ts';

export interface ManagedPolicy {
  PolicyName: string;
  Arn: string;
  DefaultVersionId: string;
}

/** AWS's own policies: those of the account stand in its authorization details, and nobody asks for them one by one. */
const awsOwn: Read<{ arn: string }>['resources'] = ({ arn }, { region }) => [
  arnOr(arn, `arn:${partitionOf(region)}:iam::aws:policy/*`),
];

/** Which version of a managed policy counts. https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicy.html */
export const getPolicy = defineRead<{ arn: string }, ManagedPolicy>({
  id: 'iam:GetPolicy',
  resources: awsOwn,
  consistencySeconds: IAM_CONSISTENCY_SECONDS,
  call: async ({ client }, { arn }) => {
    const { Policy: policy } = await client(iam).send(new GetPolicyCommand({ PolicyArn: arn }));
    return {
      PolicyName: policy?.PolicyName ?? '',
      Arn: policy?.Arn ?? '',
      DefaultVersionId: policy?.DefaultVersionId ?? '',
    };
  },
});

/** One version's document. https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicyVersion.html */
export const getPolicyVersion = defineRead<{ arn: string; versionId: string }, { Document: unknown }>({
  id: 'iam:GetPolicyVersion',
  resources: awsOwn,
  consistencySeconds: IAM_CONSISTENCY_SECONDS,
  call: async ({ client }, { arn, versionId }) => {
    const input = { PolicyArn: arn, VersionId: versionId };
    const { PolicyVersion: version } = await client(iam).send(new GetPolicyVersionCommand(input));
    return { Document: policyDocument(version?.Document) };
  },
});

export interface Role {
  RoleName: string;
  Arn: string;
  /** Seconds; AWS's default is 3600. */
  MaxSessionDuration: number;
  PermissionsBoundary: PermissionsBoundary | null;
}

/** What the authorization details leave out. https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html */
export const getRole = defineRead<{ role: string }, Role>({
  id: 'iam:GetRole',
  resources: ({ role }, run) => anyPath(run, 'role', role),
  consistencySeconds: IAM_CONSISTENCY_SECONDS,
  call: async ({ client }, { role }) => {
    const { Role: found } = await client(iam).send(new GetRoleCommand({ RoleName: role }));
    return {
      RoleName: found?.RoleName ?? '',
      Arn: found?.Arn ?? '',
      MaxSessionDuration: found?.MaxSessionDuration ?? 3600,
      PermissionsBoundary: boundaryOf(found?.PermissionsBoundary),
    };
  },
});

export interface AccessKey {
  AccessKeyId: string;
  /** Active, Inactive or Expired. */
  Status: string;
}

/** All access keys of a user. Absent: no such user. */
export const listAccessKeys = defineRead<{ user: string }, AccessKey[]>({
  id: 'iam:ListAccessKeys',
  resources: ({ user }, run) => anyPath(run, 'user', user),
  consistencySeconds: IAM_CONSISTENCY_SECONDS,
  call: async ({ client }, { user }) => {
    const keys: AccessKey[] = [];
    for await (const page of paginateListAccessKeys({ client: client(iam) }, { UserName: user })) {
      for (const { AccessKeyId, Status } of page.AccessKeyMetadata ?? [])
        keys.push({ AccessKeyId: AccessKeyId ?? '', Status: Status ?? '' });
    }
    return keys;
  },
});

/** A user's console password. Absent: NoSuchEntity, it has none or there is no such user. */
export const getLoginProfile = defineRead<{ user: string }, { UserName: string; CreateDate: string | null }>({
  id: 'iam:GetLoginProfile',
  resources: ({ user }, run) => anyPath(run, 'user', user),
  consistencySeconds: IAM_CONSISTENCY_SECONDS,
  call: async ({ client }, { user }) => {
    const { LoginProfile: profile } = await client(iam).send(new GetLoginProfileCommand({ UserName: user }));
    return { UserName: profile?.UserName ?? '', CreateDate: profile?.CreateDate?.toISOString() ?? null };
  },
});
