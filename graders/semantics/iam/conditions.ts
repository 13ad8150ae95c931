/**
 * Does one line of a condition block hold?
 * Operators and absent keys: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 * Sets: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
import type { Context } from './context.ts';
import { OPERATORS } from './operators.ts';
import type { ConditionTest } from './types.ts';

/**
 * Absent key: `Null: true`, `...IfExists`, `ForAllValues:` and negated operators hold; positive operators and
 * `ForAnyValue:` do not. Present: the policy's values are joined by OR, under a negated operator by NOR.
 */
export function conditionHolds(test: ConditionTest, context: Context): boolean {
  const entry = context.get(test.lookup);
  // AWS calls an empty string a null data set: it satisfies ForAllValues and Null, and never ForAnyValue.
  const hasData = entry !== undefined && entry.values.some((value) => value !== '');
  if (test.family === 'Null')
    return test.values.some((value) => value.source.toLowerCase() === String(!hasData));
  if (entry === undefined && test.ifExists) return true;
  if (test.set !== undefined && !hasData) return test.set === 'ForAllValues';
  if (entry === undefined) return test.negated;
  const holds = (actual: string): boolean => meetsAny(test, actual, context) !== test.negated;
  if (test.set === 'ForAllValues') return entry.values.every(holds);
  if (test.set === 'ForAnyValue') return entry.values.some(holds);
  // AWS demands a set operator for a key with several values; without one, "not" stays the negation of its counterpart.
  return test.negated ? entry.values.every(holds) : entry.values.some(holds);
}

function meetsAny(test: ConditionTest, actual: string, context: Context): boolean {
  const meets = OPERATORS.get(test.comparison)?.meets;
  return meets !== undefined && test.values.some((wanted) => meets(actual, wanted, context));
}
