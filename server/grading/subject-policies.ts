/** The policies that somebody of the account holds, as pictures show them: the documents themselves, and what could not be read. */
import {
  awsManaged,
  holdingOf,
  roleOf,
  type Grant,
  type Subject,
} from '../../graders/checks/shared/iam-holdings.ts';
import { requestContext } from '../../graders/checks/shared/iam-context.ts';
import type { Observation } from '../../graders/kit/index.ts';
import { getPolicy, getPolicyVersion, type ManagedPolicy } from '../../graders/reads/iam.ts';
import type { PolicySubject } from '../contract/index.ts';
import type { Facts } from './decision-questions.ts';
import { blockedMessage, type AskRead } from './picture-session.ts';

type Document = PolicySubject['identity'][number];
/** The document of an AWS managed policy; a text is why there is none. */
type ManagedDocuments = (arn: string) => Promise<Document | string>;

export const POLICY_READS = [getPolicy, getPolicyVersion];

/** Whose it is, and for which task. */
export interface Named {
  task: string;
  title: string;
  subject: Subject;
}

const nameOf = (subject: Subject): string => ('role' in subject ? subject.role : subject.user);

/** AWS's own policies, each read once for all subjects. */
export function managedDocuments(ask: AskRead): ManagedDocuments {
  const policies = new Map<string, Promise<Document | string>>();
  return (arn) => {
    const known = policies.get(arn) ?? readManaged(ask, arn);
    policies.set(arn, known);
    return known;
  };
}

/** A subject of which nothing is known but its name. */
export function bareSubject(
  { task, title, subject }: Named,
  state: PolicySubject['state'],
  message: string,
): PolicySubject {
  const kind = 'role' in subject ? 'role' : 'user';
  const nothing = { arn: null, own: null, identity: [], boundary: null, trust: null, unread: [], groups: [] };
  return { task, title, name: nameOf(subject), kind, state, message, ...nothing };
}

/** Everything that the subject holds; the requests are the caller's to add. */
export async function policySubject(
  named: Named,
  facts: Facts,
  managed: ManagedDocuments,
): Promise<PolicySubject> {
  const { authorization } = facts;
  const { subject } = named;
  const holding = holdingOf(authorization, subject);
  const name = nameOf(subject);
  if (!holding) {
    const what = 'role' in subject ? 'role' : 'user';
    return bareSubject(named, 'missing', `There is no ${what} ${name} in your account.`);
  }
  const ofAws = new Set(awsManaged(authorization, subject));
  const documentOf = async ({ name: title, source }: Grant): Promise<Document | string> => {
    if ('document' in source) return { name: title, document: source.document };
    if (ofAws.has(source.arn)) {
      const found = await managed(source.arn);
      return typeof found === 'string' ? found : { ...found, name: title };
    }
    const local = authorization.Policies.find(({ Arn }) => Arn === source.arn);
    return local
      ? { name: title, document: local.Document }
      : `${source.arn} is attached but cannot be found.`;
  };
  const identity = await Promise.all(holding.grants.map(documentOf));
  const boundary = holding.boundary ? await documentOf(holding.boundary) : null;
  const unread: PolicySubject['unread'] = [
    ...identity.flatMap((one) =>
      typeof one === 'string' ? [{ layer: 'identity' as const, message: one }] : [],
    ),
    ...(typeof boundary === 'string' ? [{ layer: 'boundary' as const, message: boundary }] : []),
  ];
  const role = 'role' in subject ? roleOf(authorization, subject.role) : undefined;
  const user = authorization.UserDetailList.find(({ UserName }) => UserName === name);
  return {
    ...bareSubject(named, 'read', ''),
    arn: role?.Arn ?? user?.Arn ?? null,
    own: { principal: holding.principal, context: requestContext(holding.principal, facts, '*') },
    identity: identity.filter((one) => typeof one !== 'string'),
    boundary: typeof boundary === 'string' ? null : boundary,
    trust: role?.AssumeRolePolicyDocument ?? null,
    unread,
  };
}

async function readManaged(ask: AskRead, arn: string): Promise<Document | string> {
  const policy = await ask<ManagedPolicy>(getPolicy, { arn });
  if (policy.state !== 'present') return messageOf(policy);
  const version = await ask<{ Document: unknown }>(getPolicyVersion, {
    arn,
    versionId: policy.value.DefaultVersionId,
  });
  return version.state === 'present' ? { name: arn, document: version.value.Document } : messageOf(version);
}

/** Why there is no value. */
export function messageOf(observation: Observation<unknown>): string {
  if (observation.state === 'blocked') return blockedMessage(observation);
  return observation.state === 'absent' ? `AWS says that there is none: ${observation.code}.` : '';
}
