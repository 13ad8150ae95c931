import type { GradeReport, TaskResult } from '../../graders/contract/index.ts';
import type { AccountScript } from '../scripts/index.ts';
import type { LabProblem } from './problem.ts';
import type { ProofBench } from './proof-bench.ts';

/** One case: scripts, grade, and what `judge` has to say of the report. */
async function gradeCase(
  bench: ProofBench,
  title: string,
  where: string,
  state: readonly string[] | AccountScript,
  seed: string | undefined,
  judge: (task: TaskResult, report: GradeReport) => string | undefined,
): Promise<LabProblem[]> {
  bench.options.onCase?.(title);
  const problems: LabProblem[] = [];
  const variables = bench.variables(seed);
  const { account, artifacts, shared } =
    'name' in state
      ? await bench.accountOf(state, variables)
      : { ...(await bench.account(state, variables)), shared: false };
  try {
    const report = await bench.grade(account, variables, artifacts, problems);
    for (const task of report.tasks) {
      const message = judge(task, report);
      if (message !== undefined)
        problems.push({ where, message: `${title}: ${message}`, remedy: describe(task) });
      const open = task.checks.find((check) => /\{[a-zA-Z]+\}/.test(check.message));
      if (open)
        problems.push({
          where: `graders/checks/${open.use}.ts`,
          message: `reason \`${open.reason}\` leaves a place open: ${open.message}`,
          remedy: 'Give its value in the finding’s data.',
        });
    }
  } finally {
    if (!shared) await bench.options.sandbox.revokeAccount(account.account);
  }
  return problems;
}

export function startState(bench: ProofBench): Promise<LabProblem[]> {
  return gradeCase(
    bench,
    'start state',
    `labs/${bench.lab.manifest.id}/setup.yaml`,
    ['setup'],
    undefined,
    (task) =>
      task.status === 'fail' || task.status === 'skipped'
        ? undefined
        : `task ${task.id} is ${task.status} before anybody did anything`,
  );
}

export function fullScore(bench: ProofBench, name: string, seed: string | undefined): Promise<LabProblem[]> {
  const title = seed === undefined ? name : `${name} with another learner’s variables`;
  const where = bench.scripts.get(name)?.file ?? name;
  return gradeCase(bench, title, where, ['setup', name], seed, (task) =>
    task.status === 'pass' ? undefined : `task ${task.id} is ${task.status}, expected pass`,
  );
}

export function mistake(bench: ProofBench, script: AccountScript): Promise<LabProblem[]> {
  const expected = Object.entries(script.expect);
  if (expected.length === 0) {
    return Promise.resolve([
      { where: script.file, message: 'expects nothing', remedy: 'Add `expect: { <task id>: <reason> }`.' },
    ]);
  }
  const dependents = dependentsOf(bench, Object.keys(script.expect));
  return gradeCase(bench, script.name, script.file, script, undefined, (task) => {
    const reason = script.expect[task.id];
    if (reason !== undefined) {
      return task.status === 'fail' && task.reason === reason
        ? undefined
        : `task ${task.id} is ${task.status} (${task.reason}), expected fail (${reason})`;
    }
    const wanted = dependents.has(task.id) ? 'skipped' : 'pass';
    return task.status === wanted
      ? undefined
      : `task ${task.id} is ${task.status} (${task.reason}), expected ${wanted}`;
  });
}

/** Tasks that come after any of these, directly or not. */
function dependentsOf(bench: ProofBench, ids: readonly string[]): Set<string> {
  const found = new Set<string>();
  for (let size = -1; size !== found.size;) {
    size = found.size;
    for (const task of bench.lab.manifest.tasks) {
      if (task.after.some((id) => ids.includes(id) || found.has(id))) found.add(task.id);
    }
  }
  return found;
}

function describe(task: TaskResult): string {
  const evidence = task.checks
    .flatMap((check) => check.evidence)
    .map(
      ({ read, path, expected, actual }) =>
        `${read} ${path}: expected ${JSON.stringify(expected)}, read ${JSON.stringify(actual)}`,
    );
  return [`Verdict: ${task.reason}: ${task.message}`, ...evidence].join(' · ');
}
