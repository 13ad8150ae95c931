/**
 * What a caller of sts:AssumeRole chooses itself: an external id, a session name, tags. A condition on such a key keeps out
 * nobody who knows the value, so the trust probes try each value that a statement asks for.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservicests.html
 */
import {
  callerContext,
  type ConditionTest,
  type Policy,
  type Principal,
  type RequestContext,
} from '../../semantics/iam/index.ts';

const CHOSEN =
  /^(sts:(externalid|rolesessionname|sourceidentity|durationseconds|transitivetagkeys)|aws:(requesttag\/.+|tagkeys|useragent|referer))$/;

/** What AWS says of a caller or a request, and no outsider can arrange: who it is, whose network it is in. MFA is tried by itself. */
const GIVEN =
  /^aws:(principal(account|arn|type|isawsservice)|username|userid|(vpc)?sourceip|sourcevpc.*|viaawsservice|resourceaccount|requestedregion|securetransport|currenttime|epochtime|multifactorauth.*|source(account|arn))$/;

/** Contexts to try: nothing chosen, then for each Allow what its conditions want of this caller. */
export function callerChoices(policy: Policy, principal: Principal): RequestContext[] {
  return choices(policy, principal, (key) => CHOSEN.test(key));
}

/**
 * The same for somebody outside the account, of whom the account decides nothing: its organization and tags may be whatever a
 * condition asks for.
 */
export function outsiderChoices(policy: Policy, principal: Principal): RequestContext[] {
  return choices(policy, principal, (key) => !GIVEN.test(key));
}

function choices(policy: Policy, principal: Principal, free: (key: string) => boolean): RequestContext[] {
  const username = callerContext(principal)['aws:username'];
  const wishes = policy.statements
    .filter(({ effect }) => effect === 'Allow')
    .map(({ conditions }) => wishesOf(conditions, typeof username === 'string' ? username : undefined, free))
    .filter((context) => Object.keys(context).length > 0);
  return [{}, ...wishes];
}

function wishesOf(
  conditions: readonly ConditionTest[],
  username: string | undefined,
  free: (key: string) => boolean,
): RequestContext {
  const context: Record<string, string | readonly string[]> = {};
  for (const test of conditions) {
    const value = free(test.lookup) ? wish(test, username) : undefined;
    if (value !== undefined) context[test.key] = test.set === undefined ? value : [value];
  }
  return context;
}

/** A value that meets the test; undefined when leaving the key out meets it, or no value is at hand. */
function wish(
  { family, negated, comparison, values }: ConditionTest,
  username: string | undefined,
): string | undefined {
  const [first] = values;
  if (!first || negated) return undefined;
  const { source } = first;
  switch (family) {
    case 'Null':
      return source.toLowerCase() === 'false' ? 'x' : undefined;
    case 'Numeric':
      return String(Number(source) + step(comparison));
    case 'String': {
      // Session names are often tied to the user's own; other variables are not known here.
      const named = username === undefined ? source : source.replace(/\$\{aws:username\}/gi, username);
      return named.includes('${') ? undefined : pick(comparison, named);
    }
    case 'Arn':
      return pick('ArnLike', source);
    default:
      return source;
  }
}

const pick = (comparison: string, source: string): string =>
  comparison.includes('Like') ? source.replaceAll('*', '').replaceAll('?', 'x') || 'x' : source;

const step = (comparison: string): number =>
  comparison === 'NumericLessThan' ? -1 : comparison === 'NumericGreaterThan' ? 1 : 0;
