import {
  awsManaged,
  holdingOf,
  roleOf,
  type Grant,
  type Subject,
} from '../../graders/checks/shared/iam-holdings.ts';
import { requestContext } from '../../graders/checks/shared/iam-context.ts';
import { fillTemplate, type Observation } from '../../graders/kit/index.ts';
import {
  accountAuthorization,
  getPolicy,
  getPolicyVersion,
  type AccountAuthorization,
  type ManagedPolicy,
} from '../../graders/reads/iam.ts';
import { callerIdentity } from '../../graders/reads/sts.ts';
import type { DecisionsReply } from '../contract/index.ts';
import { QUESTIONS, type Facts } from './decision-questions.ts';
import { blockedMessage, withPictureSession, type AskRead } from './picture-session.ts';
import type { PictureJob } from './ports.ts';

type Drawn = DecisionsReply['subjects'][number];
type Document = Drawn['identity'][number];

const READS = [callerIdentity, accountAuthorization, getPolicy, getPolicyVersion];

/** A task about permissions, with its check's own parameters. */
interface Asked {
  task: string;
  title: string;
  use: string;
  params: Record<string, string>;
  subject: Subject;
}

/**
 * Whose permissions the tasks are about, with the policies that they hold, and the requests that the tasks ask for. The page
 * runs the graders' model over them, so that the matrix and the verdict cannot disagree.
 *
 * @returns null when no check of the lab is about permissions
 */
export async function decisionsPicture(job: PictureJob): Promise<DecisionsReply | null> {
  const asked = askedOf(job);
  if (asked.length === 0) return null;
  const { account, region } = job.target;
  return await withPictureSession(job, READS, async ({ ask }) => {
    const authorization = await ask<AccountAuthorization>(accountAuthorization, {});
    const policies = new Map<string, Promise<Document | string>>();
    /** The document of an AWS managed policy, once for all subjects; a text is why there is none. */
    const managed = (arn: string): Promise<Document | string> => {
      const known = policies.get(arn) ?? readManaged(ask, arn);
      policies.set(arn, known);
      return known;
    };
    const now = new Date().toISOString();
    const subjects = await Promise.all(
      asked.map(async (one) =>
        authorization.state === 'present'
          ? await drawnOf(one, { account, region, now, authorization: authorization.value }, managed)
          : bare(one, 'blocked', messageOf(authorization)),
      ),
    );
    return { account, region, subjects };
  });
}

function askedOf({ lab, variables }: PictureJob): Asked[] {
  return lab.tasks.flatMap(({ id, title, checks }) =>
    checks.flatMap(({ use, params }) => {
      const question = Object.hasOwn(QUESTIONS, use) ? QUESTIONS[use] : undefined;
      if (!question) return [];
      const filled = fillTemplate(params, variables) as Record<string, string>;
      return [{ task: id, title, use, params: filled, subject: question.subject(filled) }];
    }),
  );
}

const nameOf = (subject: Subject): string => ('role' in subject ? subject.role : subject.user);

function bare({ task, title, subject }: Asked, state: Drawn['state'], message: string): Drawn {
  const kind = 'role' in subject ? 'role' : 'user';
  const nothing = { arn: null, own: null, identity: [], boundary: null, trust: null, unread: [], groups: [] };
  return { task, title, name: nameOf(subject), kind, state, message, ...nothing };
}

async function drawnOf(
  asked: Asked,
  facts: Facts,
  managed: (arn: string) => Promise<Document | string>,
): Promise<Drawn> {
  const { authorization } = facts;
  const { subject, use, params } = asked;
  const holding = holdingOf(authorization, subject);
  const name = nameOf(subject);
  if (!holding) {
    const what = 'role' in subject ? 'role' : 'user';
    return bare(asked, 'missing', `There is no ${what} ${name} in your account.`);
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
  const unread: Drawn['unread'] = [
    ...identity.flatMap((one) =>
      typeof one === 'string' ? [{ layer: 'identity' as const, message: one }] : [],
    ),
    ...(typeof boundary === 'string' ? [{ layer: 'boundary' as const, message: boundary }] : []),
  ];
  const role = 'role' in subject ? roleOf(authorization, subject.role) : undefined;
  const user = authorization.UserDetailList.find(({ UserName }) => UserName === name);
  return {
    ...bare(asked, 'read', ''),
    arn: role?.Arn ?? user?.Arn ?? null,
    own: { principal: holding.principal, context: requestContext(holding.principal, facts, '*') },
    identity: identity.filter((one) => typeof one !== 'string'),
    boundary: typeof boundary === 'string' ? null : boundary,
    trust: role?.AssumeRolePolicyDocument ?? null,
    unread,
    groups: QUESTIONS[use]?.groups(params, facts, holding.principal) ?? [],
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

function messageOf(observation: Observation<unknown>): string {
  if (observation.state === 'blocked') return blockedMessage(observation);
  return observation.state === 'absent' ? `AWS says that there is none: ${observation.code}.` : '';
}
