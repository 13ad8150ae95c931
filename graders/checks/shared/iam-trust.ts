/**
 * Who may assume a role (lab-catalogue §2, trust probe): requests of the account's own principals with and without MFA, of
 * strangers, and of services, decided on the trust policy alone.
 */
import type { RunFacts } from '../../kit/index.ts';
import type { AccountAuthorization, RoleAuthorization } from '../../reads/iam.ts';
import {
  mismatchInWords,
  nearestAllow,
  principalText,
  trustAdmits,
  type Decision,
  type Policy,
  type Principal,
  type RequestContext,
  type StatementOutcome,
} from '../../semantics/iam/index.ts';
import { requestContext } from './iam-context.ts';
import { sessionOf } from './iam-holdings.ts';
import { callerChoices, outsiderChoices } from './iam-trust-choices.ts';
import { outsidersOf, servicesOf, type Outsider } from './iam-trust-strangers.ts';
import { policyToJudge } from './policy.ts';

/** With an MFA device AWS sets both keys; the age is in seconds. Without one a long-lived key carries neither. */
export const WITH_MFA: RequestContext = { 'aws:MultiFactorAuthPresent': 'true', 'aws:MultiFactorAuthAge': 1 };
const WITHOUT_MFA: readonly RequestContext[] = [{ 'aws:MultiFactorAuthPresent': 'false' }, {}];

/** A request to assume the role and its answer. */
export interface TrustAnswer {
  readonly decision: Decision;
  /** In one sentence: who, with what, the answer and the statement behind it. */
  readonly words: string;
  /** Index of the deciding statement. */
  readonly statement: number | undefined;
}

export interface Trust {
  /**
   * A principal outside the account, an identity provider, one of these services or any other that the policy names, that may
   * assume the role. Services that are named as sources are meant to.
   */
  admittedStranger: (services: readonly string[]) => TrustAnswer | undefined;
  /** A principal of the account that may assume it without MFA. */
  admittedWithoutMfa: () => TrustAnswer | undefined;
  /** A principal of the account that may assume it, with MFA or without. */
  admittedInsider: () => TrustAnswer | undefined;
  /** Undefined when some principal of the account may assume it with MFA; else the closest refusal. */
  nobodyAdmitted: () => TrustAnswer | undefined;
  /** Undefined when the service may assume it for this account; else the refusal. */
  refusedService: (service: string) => TrustAnswer | undefined;
}

/**
 * The trust policy of a role, ready for questions.
 *
 * @param sourceResource what a service acts for, `<service>:<resource>`, for aws:SourceArn
 * @throws Blocked when the policy holds what the model does not know
 */
export function trustOf(
  role: RoleAuthorization,
  account: AccountAuthorization,
  run: Pick<RunFacts, 'account' | 'region' | 'now'>,
  sources: Readonly<Record<string, string>> = {},
): Trust {
  const policy = policyToJudge(
    role.AssumeRolePolicyDocument,
    'iam:GetAccountAuthorizationDetails',
    `trust policy of ${role.RoleName}`,
  );
  const ask = (principal: Principal, own: RequestContext, action?: Outsider['action']): TrustAnswer =>
    askTrust(
      policy,
      role.Arn,
      principal,
      { ...requestContext(principal, run, role.Arn), ...own },
      own,
      action,
    );
  // What a caller writes into the request is no protection, so each choice that a statement asks for is tried too.
  const anyChoice = (principal: Principal, own: RequestContext): TrustAnswer[] =>
    callerChoices(policy, principal).map((choice) => ask(principal, { ...own, ...choice }));
  const service = (name: string): TrustAnswer[] =>
    anyChoice(
      { type: 'service', name },
      { 'aws:SourceAccount': run.account, 'aws:SourceArn': sources[name] ?? sourceArn(name, run) },
    );
  const insiders = insidersOf(account, run.account);
  const admitted = (answers: readonly TrustAnswer[]): TrustAnswer | undefined =>
    answers.find(({ decision }) => decision.allowed);

  return {
    admittedStranger: (services) =>
      admitted([
        // Without MFA first: the smallest request that gets in is the one to show.
        ...outsidersOf(policy, run.account).flatMap(({ principal, action }) =>
          [{}, WITH_MFA].flatMap((own) =>
            outsiderChoices(policy, principal).map((choice) => ask(principal, { ...own, ...choice }, action)),
          ),
        ),
        ...anyChoice({ type: 'anonymous' }, {}),
        ...[...new Set([...services, ...servicesOf(policy)])]
          .filter((name) => !Object.hasOwn(sources, name))
          .flatMap(service),
      ]),
    admittedWithoutMfa: () =>
      admitted(insiders.flatMap((principal) => WITHOUT_MFA.flatMap((own) => anyChoice(principal, own)))),
    admittedInsider: () =>
      admitted(insiders.flatMap((principal) => [{}, WITH_MFA].flatMap((own) => anyChoice(principal, own)))),
    nobodyAdmitted: () => {
      const answers = insiders.flatMap((principal) => anyChoice(principal, WITH_MFA));
      return admitted(answers) ? undefined : answers[0];
    },
    refusedService: (name) => {
      const answers = service(name);
      return admitted(answers) ? undefined : answers[0];
    },
  };
}

/**
 * Everybody who can ask: a user and a role that stand for any (reached when the policy delegates to the account), and all that
 * exist. Service-linked roles are assumed by their service only and assume nothing.
 */
export function insidersOf(account: AccountAuthorization, number: string): Principal[] {
  const roles = account.RoleDetailList.filter(({ Arn }) => !Arn.includes(':role/aws-service-role/'));
  return [
    { type: 'aws', arn: `arn:aws:iam::${number}:user/anybody` },
    sessionOf({ RoleName: 'anybody', Arn: `arn:aws:iam::${number}:role/anybody` }),
    ...account.UserDetailList.map(({ Arn }): Principal => ({ type: 'aws', arn: Arn })),
    ...roles.map(sessionOf),
  ];
}

export function sourceArn(
  service: string,
  { account, region }: Pick<RunFacts, 'account' | 'region'>,
): string {
  const name = service.split('.')[0] ?? service;
  const resource = name === 'lambda' ? 'function:x' : name === 'ec2' ? 'instance/i-0a1b2c3d4e5f67890' : 'x';
  return `arn:aws:${name}:${region}:${account}:${resource}`;
}

/**
 * One request to a trust policy and its answer in words.
 *
 * @param context everything that AWS knows of the request
 * @param own what of it is worth saying
 */
export function askTrust(
  policy: Policy,
  roleArn: string,
  principal: Principal,
  context: RequestContext,
  own: RequestContext,
  action = 'sts:AssumeRole',
): TrustAnswer {
  const decision = trustAdmits(policy, { principal, roleArn, context, action });
  const who = principal.type === 'anonymous' ? 'Anybody, unsigned,' : principalText(principal);
  const facts = Object.entries(own).map(([key, value]) => `${key} ${String(value)}`);
  const given = facts.length === 0 ? '' : ` with ${facts.join(', ')}`;
  const { deciding } = decision;
  const nearest = deciding ? undefined : nearestAllow(decision);
  const why = deciding
    ? `${nameOf(deciding)} ${deciding.effect === 'Deny' ? 'denies' : 'allows'} it`
    : nearest
      ? `no statement allows it; closest is ${nameOf(nearest)}, but ${nearest.mismatches.map(mismatchInWords).join(', and ')}`
      : 'no statement allows it';
  return {
    decision,
    words: `${who}${given} ${decision.allowed ? 'may' : 'may not'} assume it: ${why}.`,
    statement: deciding?.index,
  };
}

function nameOf({ sid, index }: StatementOutcome): string {
  return `${sid === undefined ? `statement ${index + 1}` : `statement "${sid}"`} of the trust policy`;
}
