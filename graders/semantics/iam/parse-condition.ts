/** The Condition block: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html */
import { OPERATORS, valueProblem } from './operators.ts';
import { isObject, type Problems } from './problems.ts';
import { compileTemplate, type Template } from './template.ts';
import type { ConditionTest, LanguageVersion } from './types.ts';

/** Flattens a condition block to one test per operator and key; all of them must hold. */
export function parseConditions(
  value: unknown,
  path: string,
  version: LanguageVersion,
  problems: Problems,
): ConditionTest[] {
  if (value === undefined) return [];
  if (!isObject(value)) {
    problems.malformed(path, 'Condition', 'Condition is an object of operators.');
    return [];
  }
  const tests: ConditionTest[] = [];
  for (const written of Object.keys(value)) {
    const at = `${path}.${written}`;
    const operator = parseOperator(written);
    const keys = value[written];
    if (!operator)
      problems.unsupported(at, written, `"${written}" is no condition operator${suggestion(written)}.`);
    else if (!isObject(keys))
      problems.malformed(at, written, `${written} holds an object of condition keys.`);
    else
      for (const key of Object.keys(keys)) {
        const values = parseValues(keys[key], `${at}.${key}`, operator.family, version, problems);
        tests.push({ ...operator, operator: written, key, lookup: key.toLowerCase(), values });
      }
  }
  return tests;
}

type Operator = Pick<ConditionTest, 'comparison' | 'family' | 'negated' | 'ifExists' | 'set'>;

/** Splits `ForAnyValue:StringLikeIfExists` into its parts; undefined when the operator does not exist. */
function parseOperator(written: string): Operator | undefined {
  const parts = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/.exec(written);
  if (!parts) return undefined;
  const [, set, comparison = '', ifExists] = parts;
  const known = OPERATORS.get(comparison);
  // Null asks for presence itself, so AWS has no NullIfExists (section "...IfExists condition operators").
  if (!known || (known.family === 'Null' && ifExists !== undefined)) return undefined;
  return {
    comparison,
    family: known.family,
    negated: known.negated,
    ifExists: ifExists !== undefined,
    ...(set === undefined ? {} : { set: set as 'ForAllValues' | 'ForAnyValue' }),
  };
}

function suggestion(written: string): string {
  const bare = written
    .replace(/^.*:/, '')
    .replace(/IfExists$/i, '')
    .toLowerCase();
  const close = [...OPERATORS.keys()].find((name) => name.toLowerCase() === bare);
  return close === undefined ? '' : `; it is spelt ${close}`;
}

function parseValues(
  value: unknown,
  path: string,
  family: ConditionTest['family'],
  version: LanguageVersion,
  problems: Problems,
): Template[] {
  const items = Array.isArray(value) ? (value as unknown[]) : [value];
  const values: Template[] = [];
  items.forEach((item, i) => {
    const at = Array.isArray(value) ? `${path}[${i}]` : path;
    if (typeof item !== 'string' && typeof item !== 'number' && typeof item !== 'boolean') {
      problems.malformed(
        at,
        JSON.stringify(item) ?? 'undefined',
        'A condition value is text, a number or true/false.',
      );
      return;
    }
    const template = compileTemplate(String(item), version);
    const wanted = valueProblem(family, template);
    if (wanted === undefined) values.push(template);
    else problems.malformed(at, String(item), `"${String(item)}" is not ${wanted}.`);
  });
  return values;
}
