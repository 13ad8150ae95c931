/**
 * Statements that the sandbox cannot judge, turned to the safe side before the evaluator sees them: an Allow that asks
 * about something unknown allows nothing, a Deny that does so denies. Unknown are condition keys and variables whose value
 * the sandbox does not have, and the resource of a request where `exact` is false.
 */
import type { NamedPolicy, PolicySet, Policy, Statement } from '../../../graders/semantics/iam/index.ts';

type Template = NonNullable<Statement['resource']>['patterns'][number];

/** Keys of every request that the sandbox has, or that no request to it can have, by name in lower case. */
const GLOBAL =
  /^aws:(calledvia|calledviafirst|calledvialast|currenttime|ec2instancesourceprivateipv4|ec2instancesourcevpc|epochtime|federatedprovider|multifactorauth(age|present)|principal(account|arn|isawsservice|orgid|orgpaths|servicename|servicenameslist|tag\/.*|type)|referer|requestedregion|resourceaccount|resourceorgid|resourceorgpaths|securetransport|sourceaccount|sourcearn|sourceidentity|sourceip|sourceorgid|sourceorgpaths|sourcevpc|sourcevpcarn|sourcevpce|tokenissuetime|useragent|userid|username|viaawsservice|vpcsourceip)$/;

export interface Closed {
  policies: PolicySet;
  /** What was unknown, by the statement it was unknown to: `layer policy index`. */
  unknown: ReadonlyMap<string, string>;
}

/**
 * @param knows condition keys of the action and resource beside the global ones
 * @param exact whether the request's resource is known
 */
export function failClosed(policies: PolicySet, knows: RegExp, exact: boolean): Closed {
  const unknown = new Map<string, string>();
  const closed: { -readonly [layer in keyof PolicySet]: readonly NamedPolicy[] } = {};
  for (const layer of ['identity', 'resource', 'boundary', 'session'] as const) {
    const list = policies[layer];
    if (list === undefined) continue;
    closed[layer] = list.map((named) => {
      const statements = named.policy.statements.flatMap((statement) => {
        const what = unknownTo(statement, knows, exact);
        if (what === null) return [statement];
        unknown.set(statementKey({ layer, policy: named.name, index: statement.index }), what);
        return statement.effect === 'Allow' ? [] : [widest(statement, knows, exact)];
      });
      const policy: Policy = { ...named.policy, statements };
      return { name: named.name, policy };
    });
  }
  return { policies: closed, unknown };
}

export function statementKey(of: { layer: string; policy: string; index: number }): string {
  return `${of.layer} ${of.policy} ${of.index}`;
}

/** What a statement asks that the sandbox does not know, in words; null when nothing. */
function unknownTo(statement: Statement, knows: RegExp, exact: boolean): string | null {
  const known = (key: string): boolean => GLOBAL.test(key) || knows.test(key);
  for (const { key, lookup, values } of statement.conditions) {
    if (!known(lookup)) return `the value of ${key}`;
    const variable = values.map((value) => unknownVariable(value, known)).find((found) => found !== null);
    if (variable !== undefined) return `the value of ${variable}`;
  }
  const { resource } = statement;
  if (resource === undefined) return null;
  const variable = resource.patterns
    .map((pattern) => unknownVariable(pattern, known))
    .find((found) => found !== null);
  if (variable !== undefined) return `the value of ${variable}`;
  if (exact || isEverything(resource)) return null;
  // An Allow on some resources does not match `*`, so it allows nothing as it is.
  return statement.effect === 'Deny' || resource.not ? 'the resource of this request' : null;
}

function isEverything(resource: NonNullable<Statement['resource']>): boolean {
  return !resource.not && resource.patterns.some(({ source }) => source === '*');
}

function unknownVariable(template: Template, known: (key: string) => boolean): string | null {
  for (const part of template.parts) if (part.kind === 'variable' && !known(part.lookup)) return part.lookup;
  return null;
}

/** The Deny without what cannot be judged: it denies whenever the rest of it applies. */
function widest(statement: Statement, knows: RegExp, exact: boolean): Statement {
  const known = (key: string): boolean => GLOBAL.test(key) || knows.test(key);
  const conditions = statement.conditions.filter(
    ({ lookup, values }) => known(lookup) && values.every((value) => unknownVariable(value, known) === null),
  );
  const { resource, ...rest } = statement;
  const keeps =
    resource !== undefined &&
    (exact || isEverything(resource)) &&
    resource.patterns.every((pattern) => unknownVariable(pattern, known) === null);
  return { ...rest, conditions, ...(keeps ? { resource } : {}) };
}
