/** From credentials to the caller: who it is, and which policies speak about it. */
import {
  parsePolicy,
  type NamedPolicy,
  type Policy,
  type RequestContext,
} from '../../../graders/semantics/iam/index.ts';
import type { UserDetail } from '@aws-sdk/client-iam';
import { readPolicy, tagRecord, type Directory, type ReadPolicy } from './directory.ts';
import type { Caller, KnownKey, RoleHolder, Subject } from './types.ts';

/** The caller of a request; null when its user, key or role is gone or switched off. */
export async function callerOf(key: KnownKey, directory: () => Promise<Directory>): Promise<Caller | null> {
  const { holder } = key;
  switch (holder.type) {
    case 'administrator':
      return administrator(
        key,
        'learner',
        `arn:aws:iam::${key.account}:user/learner`,
        `AIDA${stableId(key.account)}`,
      );
    case 'reader': {
      const arn = `arn:aws:sts::${key.account}:assumed-role/groundschool-reader/grader`;
      return administrator(key, 'reader', arn, `AROA${stableId(key.account)}:grader`);
    }
    case 'user':
      return user(key, holder.userId, holder.keyId, await directory());
    case 'role':
      return role(key, holder, await directory());
  }
}

const EVERYTHING = parsed({
  Version: '2012-10-17',
  Statement: { Sid: 'FirstKey', Effect: 'Allow', Action: '*', Resource: '*' },
});

function administrator(key: KnownKey, kind: 'learner' | 'reader', arn: string, userId: string): Caller {
  return {
    key,
    principal: { kind, accessKeyId: key.accessKeyId, arn },
    userId,
    subject: {
      principal: { type: 'aws', arn },
      policies: { identity: [{ name: 'of the account’s first key', policy: EVERYTHING }] },
      problems: [],
      context: { 'aws:userid': userId, ...sessionContext(key) },
    },
  };
}

async function user(
  key: KnownKey,
  userId: string,
  keyId: string,
  directory: Directory,
): Promise<Caller | null> {
  const found = directory.users.find(({ UserId }) => UserId === userId);
  if (found?.Arn === undefined || found.UserName === undefined) return null;
  if ((await directory.isActiveKey(found.UserName, keyId)) !== 'active') return null;
  const arn = found.Arn;
  const policies = await directory.once(`user/${userId}`, () => userPolicies(found, directory));
  return {
    key,
    principal: { kind: 'learner', accessKeyId: key.accessKeyId, arn },
    userId,
    subject: {
      principal: { type: 'aws', arn },
      ...policies,
      context: {
        'aws:userid': userId,
        'aws:username': found.UserName,
        ...principalTags(tagRecord(found.Tags)),
        ...sessionContext(key),
      },
    },
  };
}

type Policies = Pick<Subject, 'policies' | 'problems'>;

async function userPolicies(found: UserDetail, directory: Directory): Promise<Policies> {
  const identity = [
    ...directory.inline(found.UserPolicyList),
    ...(await directory.attached(found.AttachedManagedPolicies)),
  ];
  for (const name of found.GroupList ?? []) {
    const group = directory.group(name);
    identity.push(...directory.inline(group?.GroupPolicyList));
    identity.push(...(await directory.attached(group?.AttachedManagedPolicies)));
  }
  return sorted({ identity, boundary: await boundaryOf(found, directory) });
}

async function role(key: KnownKey, holder: RoleHolder, directory: Directory): Promise<Caller | null> {
  const found = directory.roles.find(({ RoleId }) => RoleId === holder.roleId);
  if (found?.Arn === undefined || found.RoleName === undefined) return null;
  const arn = `arn:aws:sts::${key.account}:assumed-role/${found.RoleName}/${holder.sessionName}`;
  const userId = `${holder.roleId}:${holder.sessionName}`;
  const own = await directory.once(`role/${holder.roleId}`, async () => ({
    identity: [
      ...directory.inline(found.RolePolicyList),
      ...(await directory.attached(found.AttachedManagedPolicies)),
    ],
    boundary: await boundaryOf(found, directory),
  }));
  const limited = holder.policies.length + holder.policyArns.length > 0;
  const session = limited
    ? [
        ...holder.policies.map((text, index) =>
          readPolicy(index === 0 ? 'of the session' : `${index + 1}`, text),
        ),
        ...(await Promise.all(holder.policyArns.map((policyArn) => directory.managed(policyArn)))),
      ]
    : undefined;
  return {
    key,
    principal: { kind: 'learner', accessKeyId: key.accessKeyId, arn },
    userId,
    subject: {
      principal: { type: 'aws', arn, roleArn: found.Arn },
      ...sorted({ ...own, session }),
      context: {
        'aws:userid': userId,
        // Session tags replace the role's own of the same name (reference_policies_condition-keys, aws:PrincipalTag).
        ...principalTags({ ...tagRecord(found.Tags), ...holder.tags }),
        ...(holder.sourceIdentity === null ? {} : { 'aws:SourceIdentity': holder.sourceIdentity }),
        ...sessionContext(key),
      },
    },
  };
}

async function boundaryOf(
  {
    PermissionsBoundary,
  }: { PermissionsBoundary?: { PermissionsBoundaryArn?: string | undefined } | undefined },
  directory: Directory,
): Promise<ReadPolicy[] | undefined> {
  const arn = PermissionsBoundary?.PermissionsBoundaryArn ?? '';
  return arn === '' ? undefined : [await directory.managed(arn)];
}

function sorted(
  layers: Record<'identity', ReadPolicy[]> &
    Partial<Record<'boundary' | 'session', ReadPolicy[] | undefined>>,
): Policies {
  const problems: string[] = [];
  const good = (list: ReadPolicy[]): NamedPolicy[] =>
    list.flatMap((read) => {
      if (read.ok) return [read.policy];
      problems.push(read.problem);
      return [];
    });
  const { identity, boundary, session } = layers;
  return {
    policies: {
      identity: good(identity),
      ...(boundary === undefined ? {} : { boundary: good(boundary) }),
      ...(session === undefined ? {} : { session: good(session) }),
    },
    problems,
  };
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
function sessionContext({ session, holder }: KnownKey): RequestContext {
  if (session === null) return {}; // requests with long-lived keys have no MFA key at all, not even "false"
  const { issuedAt, mfaAt } = session;
  // Sessions of AssumeRole tell nothing of the MFA that their maker showed (id_credentials_mfa_configure-api-require).
  const withMfa = mfaAt !== null && holder.type !== 'role';
  return {
    'aws:TokenIssueTime': new Date(issuedAt).toISOString(),
    'aws:MultiFactorAuthPresent': withMfa ? 'true' : 'false',
  };
}

function principalTags(tags: Record<string, string>): RequestContext {
  return Object.fromEntries(Object.entries(tags).map(([name, value]) => [`aws:PrincipalTag/${name}`, value]));
}

/** 17 characters that are the same for an account each time, as the unique ids of IAM are. */
function stableId(account: string): string {
  return BigInt(account).toString(32).toUpperCase().padStart(17, 'A');
}

function parsed(document: object): Policy {
  const result = parsePolicy(document);
  if (!result.ok) throw new Error(result.problems[0]?.message);
  return result.policy;
}
