import { cannotEvaluate } from '../../kit/index.ts';
import { parsePolicy, type Policy } from '../../semantics/iam/index.ts';

/**
 * A policy document as the IAM model takes it; what the model cannot evaluate blocks, naming construct and place.
 *
 * @param name the policy, where the operation alone does not say which one it is
 */
export function policyToJudge(document: unknown, operation: string, name?: string): Policy {
  const parsed = parsePolicy(document);
  if (parsed.ok) return parsed.policy;
  const [problem] = parsed.problems;
  const where = name === undefined ? '' : `policy ${name}, `;
  return cannotEvaluate(
    operation,
    problem ? `${where}${problem.path}: ${problem.message}` : `${where}it cannot be read.`,
  );
}
