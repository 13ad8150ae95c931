/**
 * Policy text to a typed policy, or to every problem found, each with its JSON path.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
import { parseStatement } from './parse-statement.ts';
import { isObject, Problems } from './problems.ts';
import type { LanguageVersion, ParseResult, Policy, Statement } from './types.ts';

const POLICY_ELEMENTS = new Set(['Version', 'Id', 'Statement']);

/**
 * Parses a policy document given as JSON text, as percent-encoded JSON text (the form in which IAM returns documents,
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicyVersion.html) or as an already parsed object.
 */
export function parsePolicy(document: unknown): ParseResult {
  let value = document;
  if (typeof document === 'string') {
    try {
      value = JSON.parse(/^\s*%7B/i.test(document) ? decodeURIComponent(document) : document);
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      const message = `The policy is not valid JSON: ${detail}`;
      return { ok: false, problems: [{ code: 'not-json', construct: 'JSON', path: '$', message }] };
    }
  }
  const problems = new Problems();
  const policy = parseDocument(value, problems);
  return policy && problems.list.length === 0 ? { ok: true, policy } : { ok: false, problems: problems.list };
}

function parseDocument(value: unknown, problems: Problems): Policy | undefined {
  if (!isObject(value)) {
    problems.malformed('$', typeof value, 'A policy is a JSON object with a Statement.');
    return undefined;
  }
  for (const name of Object.keys(value)) {
    if (!POLICY_ELEMENTS.has(name))
      problems.unsupported(`$.${name}`, name, `"${name}" is no element of a policy document.`);
  }
  const version = parseVersion(value['Version'], problems);
  const list = Array.isArray(value['Statement']) ? (value['Statement'] as unknown[]) : [value['Statement']];
  const statements: Statement[] = [];
  if (value['Statement'] === undefined)
    problems.malformed('$.Statement', 'Statement', 'The policy has no Statement.');
  else
    list.forEach((item, index) => {
      const path = Array.isArray(value['Statement']) ? `$.Statement[${index}]` : '$.Statement';
      const statement = parseStatement(item, index, path, version, problems);
      if (statement) statements.push(statement);
    });
  return { version, ...(typeof value['Id'] === 'string' ? { id: value['Id'] } : {}), statements };
}

/** Without a Version the older language applies (reference_policies_elements_version). */
function parseVersion(value: unknown, problems: Problems): LanguageVersion {
  if (value === undefined) return '2008-10-17';
  if (value === '2008-10-17' || value === '2012-10-17') return value;
  const written = JSON.stringify(value);
  problems.malformed('$.Version', written, `Version ${written} does not exist; use "2012-10-17".`);
  return '2012-10-17';
}
