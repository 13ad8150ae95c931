import { Blocked } from './observation.ts';
import type { Finding } from './check.ts';

/**
 * One clause of a judge, in the catalogue's order: a finding when it proves a failure, undefined when it does not apply.
 * It may look at reads; if one of them was blocked the clause is unknown.
 */
export type Clause<K extends string> = () => Finding<K> | undefined;

/**
 * Three-valued logic over the clauses (lab-catalogue §1): the first proven failure is the verdict, whatever the unknown
 * clauses would have said, because every possible answer fails; with nothing proven, one unknown clause blocks; else pass.
 * A clause that builds on an earlier one's truth must return undefined when that truth is missing.
 *
 * @throws Blocked when the outcome depends on a read that could not be made; the engine reports it as blocked.
 */
export function decide<K extends string>(
  clauses: readonly Clause<K>[],
  passed: () => Finding<K>,
): Finding<K> {
  let blocked: Blocked | undefined;
  for (const clause of clauses) {
    try {
      const finding = clause();
      if (finding) return finding;
    } catch (error) {
      if (!(error instanceof Blocked)) throw error;
      blocked ??= error;
    }
  }
  if (blocked) throw blocked;
  return passed();
}
