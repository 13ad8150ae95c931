/**
 * AssumeRole: makes the session. Whether the caller may become the role was decided before, by its policies and by the
 * role's trust policy. https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
import type { AssumeRoleCommandInput } from '@aws-sdk/client-sts';
import { readPolicy } from '../../iam/directory.ts';
import type { RoleHolder } from '../../iam/types.ts';
import { AwsError, type OverlayHandler, type OverlayOperation } from '../../types.ts';
import { accessOf, duration, invalid } from './request.ts';

/** Characters of an inline session policy. */
const MOST_CHARACTERS = 2_048;
const MOST_POLICIES = 10;
const HOUR = 3_600;

const answer: OverlayHandler = async (context, raw) => {
  const input = raw as unknown as AssumeRoleCommandInput;
  const { RoleArn = '', RoleSessionName = '' } = input;
  const { caller, directory, issue } = accessOf(context);
  if (!/^[\w+=,.@-]{2,64}$/.test(RoleSessionName))
    throw invalid(
      `1 validation error detected: Value '${RoleSessionName}' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*`,
    );
  const before = caller.key.holder.type === 'role' ? caller.key.holder : null;
  const seconds = duration(input.DurationSeconds, HOUR, 43_200);
  const found = await directory();
  const role = found.roleByArn(RoleArn);
  if (role?.Arn === undefined || role.RoleId === undefined || role.RoleName === undefined) {
    const said = `User: ${caller.principal.arn} is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`;
    throw new AwsError('AccessDenied', said, 403);
  }
  if (before !== null && seconds > HOUR)
    throw invalid(
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    );
  if (seconds > (await found.longestSession(role.RoleName)))
    throw invalid('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
  const policies = input.Policy === undefined ? [] : [checkedPolicy(input.Policy)];
  const policyArns = (input.PolicyArns ?? []).flatMap(({ arn }) => (arn === undefined ? [] : [arn]));
  if (policyArns.length > MOST_POLICIES) throw invalid(`At most ${MOST_POLICIES} policies may be given.`);
  const tags = tagsOf(input, before);
  const holder: RoleHolder = {
    type: 'role',
    roleId: role.RoleId,
    roleArn: role.Arn,
    sessionName: RoleSessionName,
    policies,
    policyArns,
    tags,
    transitive: [...new Set([...(before?.transitive ?? []), ...(input.TransitiveTagKeys ?? [])])],
    sourceIdentity: sourceIdentityOf(input, before),
  };
  const now = context.now().getTime();
  return {
    Credentials: issue({ holder, issuedAt: now, expiresAt: now + seconds * 1_000, mfaAt: null }),
    AssumedRoleUser: {
      AssumedRoleId: `${role.RoleId}:${RoleSessionName}`,
      Arn: `arn:aws:sts::${context.account}:assumed-role/${role.RoleName}/${RoleSessionName}`,
    },
    ...(policies.length === 0
      ? {}
      : { PackedPolicySize: Math.ceil((policies.join('').length / MOST_CHARACTERS) * 100) }),
    ...(holder.sourceIdentity === null ? {} : { SourceIdentity: holder.sourceIdentity }),
  };
};

function checkedPolicy(text: string): string {
  if (text.length > MOST_CHARACTERS)
    throw invalid(
      `1 validation error detected: Value at 'policy' failed to satisfy constraint: Member must have length less than or equal to ${MOST_CHARACTERS}`,
    );
  const read = readPolicy('of the session', text);
  if (!read.ok)
    throw new AwsError(
      'MalformedPolicyDocument',
      `This policy contains invalid Json or syntax: ${read.problem}`,
      400,
    );
  return text;
}

/** Tags that a session passes on stay as they are. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html */
function tagsOf({ Tags = [] }: AssumeRoleCommandInput, before: RoleHolder | null): Record<string, string> {
  const inherited = Object.fromEntries(
    (before?.transitive ?? []).map((name) => [name, before?.tags[name] ?? '']),
  );
  const given = Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]));
  const again = Object.keys(given).find((name) => Object.hasOwn(inherited, name));
  if (again !== undefined)
    throw new AwsError(
      'InvalidParameterValue',
      `The session passes on the tag ${again}; it cannot be changed.`,
      400,
    );
  return { ...inherited, ...given };
}

function sourceIdentityOf(
  { SourceIdentity }: AssumeRoleCommandInput,
  before: RoleHolder | null,
): string | null {
  const kept = before?.sourceIdentity ?? null;
  if (kept !== null && SourceIdentity !== undefined && SourceIdentity !== kept)
    throw new AwsError('AccessDenied', `The source identity is ${kept} already and cannot be changed.`, 403);
  return kept ?? SourceIdentity ?? null;
}

export const assumeRole: OverlayOperation = { service: 'sts', operation: 'AssumeRole', answer };
