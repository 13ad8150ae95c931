/** Short forms shared by the tests of the IAM model. */
import {
  evaluate,
  parsePolicy,
  principalFrom,
  type Decision,
  type EvaluateOptions,
  type NamedPolicy,
  type Policy,
  type PolicySet,
  type RequestContext,
} from '../../../graders/semantics/iam/index.ts';

export const ACCOUNT = '111122223333';
export const OTHER = '444455556666';
export const USER = `arn:aws:iam::${ACCOUNT}:user/alice`;
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/trainer`;
export const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/trainer/job-1`;
export const ROOT = `arn:aws:iam::${ACCOUNT}:root`;
export const STRANGER = `arn:aws:iam::${OTHER}:user/mallory`;

export const GUIDE = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/';

/** A policy that must parse; fails loudly with every problem otherwise. */
export function policy(document: unknown): Policy {
  const result = parsePolicy(document);
  if (!result.ok)
    throw new Error(result.problems.map(({ path, message }) => `${path}: ${message}`).join('\n'));
  return result.policy;
}

export type RawStatement = Record<string, unknown>;

/** A 2012-10-17 policy of the given statements, under a name. */
export function named(name: string, ...statements: RawStatement[]): NamedPolicy {
  return { name, policy: policy({ Version: '2012-10-17', Statement: statements }) };
}

export function allow(
  action: string | string[],
  resource: string | string[] = '*',
  rest: RawStatement = {},
): RawStatement {
  return { Effect: 'Allow', Action: action, Resource: resource, ...rest };
}

export function deny(
  action: string | string[],
  resource: string | string[] = '*',
  rest: RawStatement = {},
): RawStatement {
  return { Effect: 'Deny', Action: action, Resource: resource, ...rest };
}

export interface Ask {
  who?: string;
  action?: string;
  resource?: string;
  owner?: string;
  context?: RequestContext;
  options?: EvaluateOptions;
}

/** Decides one request; by default alice of the account reads an object of a bucket in her account. */
export function decide(policies: PolicySet, ask: Ask = {}): Decision {
  return evaluate(
    {
      principal: principalFrom(ask.who ?? USER),
      action: ask.action ?? 's3:GetObject',
      resource: ask.resource ?? 'arn:aws:s3:::data/key',
      resourceAccount: ask.owner ?? ACCOUNT,
      context: ask.context ?? {},
    },
    policies,
    ask.options,
  );
}
