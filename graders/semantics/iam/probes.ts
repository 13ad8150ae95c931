/** Entry points for checks: one question each, answered by the same evaluator. */
import { indexContext } from './context.ts';
import { evaluate } from './evaluate.ts';
import { matchStatement } from './match.ts';
import type {
  AccessRequest,
  Decision,
  NamedPolicy,
  Policy,
  Principal,
  RequestContext,
  StatementOutcome,
} from './types.ts';

/**
 * The Deny statement of a resource policy that applies to the request, or undefined. An allow elsewhere does not matter:
 * a Deny wins (reference_policies_evaluation-logic).
 */
export function explicitlyDenies(
  policy: Policy,
  request: AccessRequest,
  name = 'policy',
): StatementOutcome | undefined {
  const context = indexContext(request.context);
  for (const statement of policy.statements) {
    if (statement.effect !== 'Deny') continue;
    const outcome = matchStatement(statement, request, context, { layer: 'resource', policy: name });
    if (outcome.applies) return outcome;
  }
  return undefined;
}

/** Whether a resource policy lets an unsigned request through: anonymous callers have no identity policies. */
export function allowsAnonymous(
  policies: readonly NamedPolicy[],
  request: { readonly action: string; readonly resource: string; readonly context: RequestContext },
): Decision {
  return evaluate({ ...request, principal: { type: 'anonymous' } }, { resource: policies });
}

export interface TrustProbe {
  readonly principal: Principal;
  readonly roleArn: string;
  /** Default `sts:AssumeRole`. */
  readonly action?: string;
  readonly context: RequestContext;
}

/**
 * Whether a role's trust policy admits a principal. Only the trust policy is asked: an account entry
 * (`arn:aws:iam::{acct}:root` or `{acct}`) counts for every principal of that account, whose own permission to call
 * sts:AssumeRole is a separate question.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-accounts
 */
export function trustAdmits(trust: Policy, probe: TrustProbe): Decision {
  const request: AccessRequest = {
    principal: probe.principal,
    action: probe.action ?? 'sts:AssumeRole',
    resource: probe.roleArn,
    context: probe.context,
  };
  const decision = evaluate(
    request,
    { resource: [{ name: 'trust policy', policy: trust }] },
    { resourceMustAllow: true },
  );
  if (decision.effect === 'explicit-deny') return decision;
  const grant = decision.statements.find((outcome) => outcome.applies && outcome.effect === 'Allow');
  const { deciding: _deciding, withheldBy: _withheldBy, ...rest } = decision;
  return grant
    ? { ...rest, effect: 'allow', allowed: true, deciding: grant }
    : { ...rest, effect: 'implicit-deny', allowed: false, withheldBy: 'resource' };
}
