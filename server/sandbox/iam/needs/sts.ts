/**
 * What STS calls need. https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html
 */
import type { RequestContext } from '../../../../graders/semantics/iam/index.ts';
import { tagRecord } from '../directory.ts';
import { need, requestTags, resourceTags, type Need, type NeedsOf, vague } from './need.ts';

const KNOWS =
  /^(sts:(externalid|rolesessionname|sourceidentity|transitivetagkeys)|iam:resourcetag\/.*|aws:(requesttag\/.*|tagkeys|resourcetag\/.*|sourceidentity))$/;

/** Answered to whoever has credentials, whatever policies say. */
const FREE: ReadonlySet<string> = new Set(['GetCallerIdentity', 'GetSessionToken']);

export const stsNeeds: NeedsOf = (call, { directory, caller, mfaShown }) => {
  const { operation } = call.operation;
  if (FREE.has(operation)) return [];
  if (operation !== 'AssumeRole') return [vague(`sts:${operation}`)];
  const arn = call.text('RoleArn') ?? '';
  const role = directory.roleByArn(arn);
  // AWS does not tell an outsider whether a role exists, either.
  if (role === undefined)
    return [
      need('sts:AssumeRole', arn, { impossible: `there is no role ${arn} in account ${call.account}` }),
    ];
  const tags = call.tags('Tags');
  const sourceIdentity = call.text('SourceIdentity');
  const given: RequestContext = {
    ...requestTags(tags),
    ...resourceTags(tagRecord(role.Tags), 'iam'),
    ...withText('sts:ExternalId', call.text('ExternalId')),
    ...withText('sts:RoleSessionName', call.text('RoleSessionName')),
    ...withText('sts:SourceIdentity', sourceIdentity),
    ...withList('sts:TransitiveTagKeys', call.list('TransitiveTagKeys.member')),
    ...(mfaShown ? { 'aws:MultiFactorAuthPresent': 'true', 'aws:MultiFactorAuthAge': '0' } : {}),
  };
  const about = (action: string): Need =>
    need(action, arn, {
      context: given,
      knows: KNOWS,
      resourcePolicy: { kind: 'trust', document: role.AssumeRolePolicyDocument ?? '' },
    });
  const { holder } = caller.key;
  const inherited = holder.type === 'role' ? holder : null;
  return [
    about('sts:AssumeRole'),
    ...(Object.keys(tags).length > 0 || (inherited?.transitive.length ?? 0) > 0
      ? [about('sts:TagSession')]
      : []),
    ...(sourceIdentity === undefined && (inherited?.sourceIdentity ?? null) === null
      ? []
      : [about('sts:SetSourceIdentity')]),
  ];
};

function withText(key: string, value: string | undefined): RequestContext {
  return value === undefined ? {} : { [key]: value };
}

function withList(key: string, values: string[]): RequestContext {
  return values.length === 0 ? {} : { [key]: values };
}
