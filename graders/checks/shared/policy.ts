import { cannotEvaluate } from '../../kit/index.ts';
import { parsePolicy, type ParseResult, type Policy } from '../../semantics/iam/index.ts';

/**
 * A policy document as the IAM model takes it; what the model cannot evaluate blocks, naming construct and place.
 *
 * @param name the policy, where the operation alone does not say which one it is
 */
export function policyToJudge(document: unknown, operation: string, name?: string): Policy {
  const parsed = parsedOnce(document);
  if (parsed.ok) return parsed.policy;
  const [problem] = parsed.problems;
  const where = name === undefined ? '' : `policy ${name}, `;
  return cannotEvaluate(
    operation,
    problem ? `${where}${problem.path}: ${problem.message}` : `${where}it cannot be read.`,
  );
}

/** What a read found is never changed, and several checks of a run look at the same document. */
const known = new WeakMap<object, ParseResult>();

function parsedOnce(document: unknown): ParseResult {
  if (typeof document !== 'object' || document === null) return parsePolicy(document);
  const parsed = known.get(document) ?? parsePolicy(document);
  known.set(document, parsed);
  return parsed;
}
