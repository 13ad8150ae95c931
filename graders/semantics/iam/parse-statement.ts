/** One statement: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html */
import { isObject, type Problems } from './problems.ts';
import { parseConditions } from './parse-condition.ts';
import { compileAction, compileTemplate, hasVariable, type Template } from './template.ts';
import type {
  Effect,
  LanguageVersion,
  PatternElement,
  PrincipalElement,
  PrincipalKind,
  Statement,
} from './types.ts';
import { compileGlob, globMatches } from './wildcard.ts';

const STATEMENT_ELEMENTS = new Set([
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
]);
const PRINCIPAL_KINDS = new Set(['AWS', 'Service', 'Federated', 'CanonicalUser']);

type Raw = Record<string, unknown>;

/** Parses one statement; undefined when too much is missing, with the problems noted. */
export function parseStatement(
  value: unknown,
  index: number,
  path: string,
  version: LanguageVersion,
  problems: Problems,
): Statement | undefined {
  if (!isObject(value)) {
    problems.malformed(path, typeof value, 'A statement is a JSON object.');
    return undefined;
  }
  for (const name of Object.keys(value)) {
    if (!STATEMENT_ELEMENTS.has(name))
      problems.unsupported(`${path}.${name}`, name, `"${name}" is no element of a statement.`);
  }
  const sid = value['Sid'];
  if (sid !== undefined && typeof sid !== 'string') problems.malformed(`${path}.Sid`, 'Sid', 'Sid is text.');
  const effect = value['Effect'];
  if (effect !== 'Allow' && effect !== 'Deny')
    problems.malformed(
      `${path}.Effect`,
      JSON.stringify(effect) ?? 'Effect',
      'Effect is "Allow" or "Deny", spelt exactly so.',
    );
  const action = parsePatterns(value, 'Action', path, version, problems, checkAction);
  const resource = parsePatterns(value, 'Resource', path, version, problems, checkResource);
  const principal = parsePrincipal(value, path, problems);
  if (!action && !('Action' in value) && !('NotAction' in value))
    problems.malformed(path, 'Action', 'The statement has neither Action nor NotAction.');
  const conditions = parseConditions(value['Condition'], `${path}.Condition`, version, problems);
  if (!action || (effect !== 'Allow' && effect !== 'Deny')) return undefined;
  return {
    index,
    ...(typeof sid === 'string' ? { sid } : {}),
    effect: effect satisfies Effect,
    ...(principal ? { principal } : {}),
    action,
    ...(resource ? { resource } : {}),
    conditions,
  };
}

/** The one of `X`/`NotX` that is present; undefined when neither is, or when both are (noted). */
function either(
  value: Raw,
  name: string,
  path: string,
  problems: Problems,
): { name: string; not: boolean } | undefined {
  const negated = `Not${name}`;
  if (name in value && negated in value) {
    problems.malformed(`${path}.${negated}`, negated, `${name} and ${negated} exclude each other.`);
    return undefined;
  }
  if (name in value) return { name, not: false };
  return negated in value ? { name: negated, not: true } : undefined;
}

type Check = (template: Template) => string | undefined;

function parsePatterns(
  value: Raw,
  name: string,
  path: string,
  version: LanguageVersion,
  problems: Problems,
  check: Check,
): PatternElement | undefined {
  const found = either(value, name, path, problems);
  if (!found) return undefined;
  const patterns: Template[] = [];
  for (const { text, at } of stringList(value[found.name], `${path}.${found.name}`, found.name, problems)) {
    const template = name === 'Action' ? compileAction(text) : compileTemplate(text, version);
    const problem = check(template);
    if (problem === undefined) patterns.push(template);
    else problems.malformed(at, text, problem);
  }
  return { not: found.not, patterns };
}

/** A string or a list of strings, each with its path; anything else is noted. */
function stringList(
  value: unknown,
  path: string,
  name: string,
  problems: Problems,
): { text: string; at: string }[] {
  const items = Array.isArray(value) ? (value as unknown[]) : [value];
  const out: { text: string; at: string }[] = [];
  items.forEach((item, i) => {
    const at = Array.isArray(value) ? `${path}[${i}]` : path;
    if (typeof item === 'string') out.push({ text: item, at });
    else problems.malformed(at, name, `${name} is text or a list of texts.`);
  });
  return out;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html */
function checkAction({ source }: Template): string | undefined {
  if (source === '*' || /^[^:\s]+:[^:\s]+$/.test(source)) return undefined;
  return `Action "${source}" is not of the form service:Operation.`;
}

/**
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html; variables only after the
 * fifth colon: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-resourceelement
 */
function checkResource(template: Template): string | undefined {
  const { source } = template;
  const segments = source.split(':');
  const wild = /[*?]/.test(source);
  if (!globMatches(compileGlob(segments[0] ?? ''), 'arn'))
    return `Resource "${source}" is neither an ARN nor "*".`;
  if (!wild && segments.length < 6)
    return `Resource "${source}" has ${segments.length} of the six parts of an ARN.`;
  if (hasVariable(template) && segments.slice(0, 5).join(':').includes('${'))
    return `Resource "${source}" has a variable before its fifth colon, where AWS allows none.`;
  return undefined;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html */
function parsePrincipal(value: Raw, path: string, problems: Problems): PrincipalElement | undefined {
  const found = either(value, 'Principal', path, problems);
  if (!found) return undefined;
  const raw = value[found.name];
  const at = `${path}.${found.name}`;
  if (raw === '*') return { not: found.not, everyone: true, entries: [] };
  if (!isObject(raw)) {
    problems.malformed(
      at,
      JSON.stringify(raw),
      `${found.name} is "*" or an object such as {"AWS": "123456789012"}.`,
    );
    return undefined;
  }
  let everyone = false;
  const entries: { kind: PrincipalKind; id: string }[] = [];
  for (const kind of Object.keys(raw)) {
    if (!PRINCIPAL_KINDS.has(kind)) {
      problems.unsupported(`${at}.${kind}`, kind, `"${kind}" is no kind of principal.`);
      continue;
    }
    for (const { text, at: where } of stringList(raw[kind], `${at}.${kind}`, kind, problems)) {
      if (kind === 'AWS' && text === '*') everyone = true;
      else if (/[*?]/.test(text) && text !== '*')
        problems.malformed(where, text, `A principal cannot be matched with a wildcard inside: "${text}".`);
      else entries.push({ kind: kind as PrincipalKind, id: text });
    }
  }
  return { not: found.not, everyone, entries };
}
