/** Does a statement apply to a request, and if not, what about it does not fit? */
import { conditionHolds } from './conditions.ts';
import type { Context } from './context.ts';
import { matchPrincipal, principalText } from './principals.ts';
import { renderGlob } from './template.ts';
import type {
  AccessRequest,
  Layer,
  Mismatch,
  PatternElement,
  Principal,
  PrincipalMatch,
  Statement,
  StatementOutcome,
} from './types.ts';
import { globMatches } from './wildcard.ts';

/** Where a statement stands. `bounded`: the requester has a permissions boundary. */
export interface Place {
  readonly layer: Layer;
  readonly policy: string;
  readonly bounded?: boolean;
}

/**
 * Compares one statement with a request. Identity, boundary and session policies speak about the identity they are
 * attached to, so `Principal` counts only in the resource layer (reference_policies_elements_principal).
 */
export function matchStatement(
  statement: Statement,
  request: AccessRequest,
  context: Context,
  { layer, policy, bounded = false }: Place,
): StatementOutcome {
  const mismatches: Mismatch[] = [];
  const match = layer === 'resource' ? meetsPrincipal(statement, request.principal, bounded) : undefined;
  if (layer === 'resource' && match === undefined)
    mismatches.push({
      element: statement.principal?.not ? 'NotPrincipal' : 'Principal',
      wanted: principalNames(statement),
      actual: principalText(request.principal),
    });
  if (!actionFits(statement.action, request.action))
    mismatches.push({
      element: statement.action.not ? 'NotAction' : 'Action',
      wanted: statement.action.patterns.map((pattern) => pattern.source),
      actual: request.action,
    });
  if (statement.resource && !resourceFits(statement.resource, request.resource, context))
    mismatches.push({
      element: statement.resource.not ? 'NotResource' : 'Resource',
      wanted: statement.resource.patterns.map((pattern) => pattern.source),
      actual: request.resource,
    });
  for (const test of statement.conditions) {
    if (!conditionHolds(test, context))
      mismatches.push({
        element: 'Condition',
        operator: test.operator,
        key: test.key,
        wanted: test.values.map((value) => value.source),
        actual: context.get(test.lookup)?.values,
      });
  }
  return {
    layer,
    policy,
    index: statement.index,
    ...(statement.sid === undefined ? {} : { sid: statement.sid }),
    effect: statement.effect,
    applies: mismatches.length === 0,
    ...(match === undefined ? {} : { principalMatch: match }),
    mismatches,
  };
}

/**
 * A Deny with NotPrincipal always hits an IAM user or role that has a permissions boundary, whoever is listed
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html, "Important").
 */
function meetsPrincipal(
  { principal: element, effect }: Statement,
  principal: Principal,
  bounded: boolean,
): PrincipalMatch | undefined {
  if (!element) return undefined;
  if (element.not && effect === 'Deny' && bounded && principal.type === 'aws') return 'everyone';
  return matchPrincipal(element, principal);
}

/** Action names ignore case, service prefix included (reference_policies_elements_action); `NotAction` is the complement. */
export function actionFits(element: PatternElement, action: string): boolean {
  const lower = action.toLowerCase();
  const named = element.patterns.some((pattern) => globMatches(pattern.fixedGlob ?? [], lower));
  return named !== element.not;
}

/** Resource names keep case. A pattern whose variable has no value matches nothing (reference_policies_variables). */
export function resourceFits(element: PatternElement, resource: string, context: Context): boolean {
  const named = element.patterns.some((pattern) => {
    const glob = renderGlob(pattern, context);
    return glob !== undefined && globMatches(glob, resource);
  });
  return named !== element.not;
}

function principalNames({ principal }: Statement): string[] {
  if (!principal) return [];
  return [...(principal.everyone ? ['*'] : []), ...principal.entries.map((entry) => entry.id)];
}
