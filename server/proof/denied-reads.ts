import type { LabProblem } from './problem.ts';
import type { ProofBench } from './proof-bench.ts';

/**
 * On a solved account, each AWS read denied in turn: the tasks that use it block with `denied`, the others pass. Where the
 * answer of a read could change nothing (a list that no route names), a task passes without it (lab-catalogue §1); then
 * some alternative has to show that the read is needed at all.
 */
export async function deniedReads(bench: ProofBench, solved: readonly string[]): Promise<LabProblem[]> {
  const problems: LabProblem[] = [];
  let open = await bench.operations();
  for (const name of solved) {
    if (open.size > 0) open = await denyIn(bench, name, open, problems);
  }
  for (const [operation, tasks] of open) {
    for (const task of tasks)
      problems.push({
        where: `labs/${bench.lab.manifest.id}`,
        message: `with ${operation} denied task ${task} passes, in the reference and in every alternative`,
        remedy: 'Drop a read that the judge does not need, or write an alternative that needs it.',
      });
  }
  return problems;
}

/** @returns the reads without which a task passed all the same */
async function denyIn(
  bench: ProofBench,
  name: string,
  operations: ReadonlyMap<string, ReadonlySet<string>>,
  problems: LabProblem[],
): Promise<Map<string, Set<string>>> {
  const { sandbox, onCase } = bench.options;
  const variables = bench.variables(undefined);
  const { account, artifacts } = await bench.account(['setup', name], variables);
  const uses = await bench.operations();
  const open = new Map<string, Set<string>>();
  for (const [operation, tasks] of operations) {
    onCase?.(`${operation} denied in ${name}`);
    sandbox.faults.add(account.account, { operation, kind: 'deny', who: 'reader' });
    const report = await bench.grade(account, variables, artifacts, problems);
    sandbox.faults.clear(account.account);
    for (const { id, status, reason } of report.tasks) {
      const used = uses.get(operation)?.has(id) === true;
      if (used && status === 'blocked' && reason === 'denied') continue;
      if (status === 'pass') {
        if (tasks.has(id)) open.set(operation, new Set([...(open.get(operation) ?? []), id]));
        continue;
      }
      problems.push({
        where: bench.scripts.get(name)?.file ?? name,
        message: `with ${operation} denied task ${id} is ${status} (${reason}), expected ${used ? 'blocked (denied)' : 'pass'}`,
        remedy: 'A read that could not be made must never decide.',
      });
    }
  }
  await sandbox.revokeAccount(account.account);
  return open;
}
