import { cannotEvaluate } from '../../kit/index.ts';
import { parsePolicy, type Policy } from '../../semantics/iam/index.ts';

/** A policy document as the IAM model takes it; what the model cannot evaluate blocks, naming construct and place. */
export function policyToJudge(document: unknown, operation: string): Policy {
  const parsed = parsePolicy(document);
  if (parsed.ok) return parsed.policy;
  const [problem] = parsed.problems;
  return cannotEvaluate(
    operation,
    problem ? `${problem.path}: ${problem.message}` : 'The policy cannot be read.',
  );
}
