/**
 * From statements to a decision.
 * One account: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 * Two accounts: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
 * Boundaries: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
import { indexContext } from './context.ts';
import { matchStatement } from './match.ts';
import { accountOf, isAccountRoot } from './principals.ts';
import type { AccessRequest, Decision, Layer, PolicySet, PrincipalMatch, StatementOutcome } from './types.ts';

export interface EvaluateOptions {
  /**
   * The resource policy must allow even inside one account: role trust policies and KMS key policies.
   * Default: true for sts:AssumeRole* and kms:* as soon as a resource policy is given; without one the resource's side
   * is not asked inside one account.
   */
  readonly resourceMustAllow?: boolean;
}

const LAYERS: readonly Layer[] = ['identity', 'resource', 'boundary', 'session'];
const RESOURCE_ONLY: readonly Layer[] = ['resource'];

/**
 * Decides a request. Any Deny wins; without one, what must allow depends on who asks:
 * - inside one account: an identity policy or the resource policy, limited by boundary and session policy, which do not
 *   limit a resource policy that names the user or the session itself;
 * - across accounts: the resource policy and the requester's own side;
 * - anonymous, service, federated and canonical requesters: the resource policy.
 * Service control policies are not modelled.
 */
export function evaluate(
  request: AccessRequest,
  policies: PolicySet,
  options: EvaluateOptions = {},
): Decision {
  const context = indexContext(request.context);
  const own = accountOf(request.principal);
  const bounded = policies.boundary !== undefined;
  const statements: StatementOutcome[] = [];
  // Identity policies, boundaries and session policies belong to users and roles.
  for (const layer of own === undefined ? RESOURCE_ONLY : LAYERS) {
    for (const { name, policy } of policies[layer] ?? []) {
      for (const statement of policy.statements)
        statements.push(matchStatement(statement, request, context, { layer, policy: name, bounded }));
    }
  }
  const crossAccount = own !== undefined && ownerOf(request) !== own;
  const decided = (
    effect: Decision['effect'],
    rest: Pick<Decision, 'deciding' | 'withheldBy'>,
  ): Decision => ({
    effect,
    allowed: effect === 'allow',
    request,
    ...rest,
    crossAccount,
    statements,
  });

  const deny = statements.find((outcome) => outcome.applies && outcome.effect === 'Deny');
  if (deny) return decided('explicit-deny', { deciding: deny });
  const allows = statements.filter((outcome) => outcome.applies && outcome.effect === 'Allow');

  const grants = allows.filter((outcome) => outcome.layer === 'resource');
  if (own === undefined) {
    return grants[0]
      ? decided('allow', { deciding: grants[0] })
      : decided('implicit-deny', { withheldBy: 'resource' });
  }
  const askResource =
    options.resourceMustAllow ??
    (policies.resource !== undefined && /^(sts:AssumeRole|kms:)/i.test(request.action));
  if ((crossAccount || askResource) && grants.length === 0)
    return decided('implicit-deny', { withheldBy: 'resource' });
  const direct = grants.find((grant) => reachesSession(grant.principalMatch));
  if (direct && !crossAccount) return decided('allow', { deciding: direct });
  const identity = allows.find((outcome) => outcome.layer === 'identity');
  const viaRole = crossAccount ? undefined : grants.find((grant) => grant.principalMatch === 'role');
  const root = isAccountRoot(request.principal);
  if (!identity && !viaRole && !root) return decided('implicit-deny', { withheldBy: 'identity' });
  const limit = (['boundary', 'session'] as const).find(
    (layer) => policies[layer] && !allows.some((outcome) => outcome.layer === layer),
  );
  if (limit && !root) return decided('implicit-deny', { withheldBy: limit });
  const grant = crossAccount ? grants[0] : (viaRole ?? identity);
  return decided('allow', grant ? { deciding: grant } : {});
}

/** `*` and an exact ARN reach the user or session itself; a role ARN reaches the role, an account only delegates. */
function reachesSession(match: PrincipalMatch | undefined): boolean {
  return match === 'direct' || match === 'everyone';
}

function ownerOf({ resourceAccount, resource, principal }: AccessRequest): string | undefined {
  if (resourceAccount !== undefined) return resourceAccount;
  const inArn = resource.split(':')[4];
  return inArn !== undefined && /^\d{12}$/.test(inArn) ? inArn : accountOf(principal);
}
