/**
 * What IAM calls need. https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
import type { RoleDetail, UserDetail } from '@aws-sdk/client-iam';
import type { RequestContext } from '../../../../graders/semantics/iam/index.ts';
import type { Call } from '../call.ts';
import { tagRecord } from '../directory.ts';
import { need, requestTags, resourceTags, type NeedsOf, type World } from './need.ts';

const KNOWS =
  /^(iam:(policyarn|permissionsboundary|resourcetag\/.*|awsservicename)|aws:(requesttag\/.*|tagkeys|resourcetag\/.*))$/;

/** Calls about the caller's own user where they name none. */
const OWN_USER =
  /^(GetUser|ChangePassword|(Create|List)AccessKeys?|List(MFADevices|SigningCertificates|SSHPublicKeys|ServiceSpecificCredentials))$/;
/** Policies, which calls about users, groups and roles name only in passing. */
const ABOUT_POLICY =
  /^(Get|Delete|Tag|Untag)Policy$|PolicyVersions?$|^SetDefaultPolicyVersion$|^ListEntitiesForPolicy$|^ListPolicyTags$|^CreatePolicy$/;

export const iamNeeds: NeedsOf = (call, world) => {
  const { operation } = call.operation;
  const { resource, tags, boundary } = subjectOf(call, world);
  const context: RequestContext = {
    ...requestTags(call.tags('Tags')),
    ...(operation.startsWith('Untag') ? { 'aws:TagKeys': call.list('TagKeys.member') } : {}),
    ...resourceTags(tags, 'iam'),
    ...keyOf(call, 'PolicyArn', 'iam:PolicyARN', /^(At|De)tach/),
    // The boundary that the call sets, or that the user or role has on whose policies it works.
    ...(boundary === undefined ? {} : { 'iam:PermissionsBoundary': boundary }),
    ...keyOf(call, 'PermissionsBoundary', 'iam:PermissionsBoundary', /./),
    ...keyOf(call, 'AWSServiceName', 'iam:AWSServiceName', /./),
  };
  const main = need(`iam:${operation}`, resource, { context, knows: KNOWS });
  // The engine would change its copy of AWS's own policy; AWS lets nobody do that.
  if (/:iam::aws:policy\//.test(resource) && !/^(Get|List)/.test(operation))
    return [{ ...main, impossible: 'policies of AWS’s own cannot be changed' }];
  return [main];
};

function keyOf(call: Call, parameter: string, key: string, where: RegExp): RequestContext {
  const value = where.test(call.operation.operation) ? call.text(parameter) : undefined;
  return value === undefined ? {} : { [key]: value };
}

interface SubjectOfCall {
  resource: string;
  tags: Record<string, string>;
  boundary?: string | undefined;
}

/** What a call is about. A name that does not exist (yet) stands under the path that the call gives. */
function subjectOf(call: Call, { directory, caller, keyOwner }: World): SubjectOfCall {
  const { operation } = call.operation;
  const path = call.text('Path') ?? '/';
  const arn = (kind: string, name: string): string => `arn:aws:iam::${call.account}:${kind}${path}${name}`;
  const [user, group, role, policy, profile, policyName] = [
    'UserName',
    'GroupName',
    'RoleName',
    'PolicyArn',
    'InstanceProfileName',
    'PolicyName',
  ].map((name) => call.text(name));
  const plain = (resource: string): SubjectOfCall => ({ resource, tags: {} });
  const known = (found: UserDetail | RoleDetail | undefined, otherwise: string): SubjectOfCall => ({
    resource: found?.Arn ?? otherwise,
    tags: tagRecord(found?.Tags),
    boundary: found?.PermissionsBoundary?.PermissionsBoundaryArn,
  });

  if (ABOUT_POLICY.test(operation)) {
    if (policy !== undefined) return plain(policy);
    if (operation === 'CreatePolicy' && policyName !== undefined) return plain(arn('policy', policyName));
  }
  if (profile !== undefined) return plain(arn('instance-profile', profile));
  if (group !== undefined) return plain(directory.group(group)?.Arn ?? arn('group', group));
  if (role !== undefined) {
    const found = directory.role(role);
    return known(found, arn('role', role));
  }
  const key = call.text('AccessKeyId');
  if (user === undefined && key !== undefined) {
    // Without a user name the engine takes whoever the key belongs to.
    const owner = keyOwner(key);
    return known(
      directory.users.find(({ UserId }) => UserId !== undefined && UserId === owner),
      '*',
    );
  }
  const named = user ?? (OWN_USER.test(operation) ? ownName(caller) : undefined);
  if (named !== undefined) return known(directory.user(named), arn('user', named));
  const service = call.text('AWSServiceName');
  if (operation === 'CreateServiceLinkedRole' && service !== undefined)
    return plain(`arn:aws:iam::${call.account}:role/aws-service-role/${service}/*`);
  const device = call.text('VirtualMFADeviceName');
  if (device !== undefined) return plain(arn('mfa', device));
  for (const name of [
    'SerialNumber',
    'OpenIDConnectProviderArn',
    'SAMLProviderArn',
    'PolicySourceArn',
    'Arn',
  ]) {
    const given = call.text(name);
    if (given?.startsWith('arn:')) return plain(given);
  }
  return plain('*');
}

/** The user name of a caller; sessions of roles have none. */
function ownName(caller: World['caller']): string | undefined {
  const name = caller.subject.context['aws:username'];
  return typeof name === 'string' ? name : undefined;
}
