import { ScriptError, type ScriptProblem } from './errors.ts';
import type { AccountScript, Step } from './schema.ts';

/**
 * The steps a script runs: its base's steps without the dropped, with the replaced, then its own.
 *
 * @param scripts every script of the lab by name
 * @throws ScriptError with every name in it that does not exist: base, steps, artifacts
 */
export function composeSteps(script: AccountScript, scripts: ReadonlyMap<string, AccountScript>): Step[] {
  return compose(script, scripts, []);
}

function compose(
  script: AccountScript,
  scripts: ReadonlyMap<string, AccountScript>,
  before: readonly string[],
): Step[] {
  if (script.base === null) return script.add;
  const path = [...before, script.name];
  const problems: ScriptProblem[] = [];
  const complain = (line: number, message: string): void => {
    problems.push({ file: script.file, line, message });
  };
  const base = scripts.get(script.base);
  if (!base) complain(1, `Base script \`${script.base}\` does not exist in this lab.`);
  else if (path.includes(base.name))
    complain(1, `Scripts build on each other in a circle: ${[...path, base.name].join(' → ')}.`);
  if (!base || problems.length > 0) throw new ScriptError(problems);

  let steps = compose(base, scripts, path);
  const known = steps.map((step) => step.step).filter((step) => step !== undefined);
  for (const { step, line } of [...script.without, ...script.replace]) {
    if (!known.includes(step))
      complain(
        line,
        `\`${script.base}\` has no step named \`${step}\`. Named steps: ${known.join(', ') || 'none'}.`,
      );
  }
  const handedIn = steps.flatMap((step) => (step.kind === 'artifact' ? [`${step.task}/${step.name}`] : []));
  for (const artifact of script.withoutArtifacts) {
    if (!handedIn.includes(artifact))
      complain(
        1,
        `\`${script.base}\` hands in no artifact \`${artifact}\`. Artifacts: ${handedIn.join(', ') || 'none'}.`,
      );
  }
  if (problems.length > 0) throw new ScriptError(problems);

  const dropped = new Set(script.without.map(({ step }) => step));
  const replaced = new Map(script.replace.map((entry) => [entry.step, entry.with]));
  const artifacts = new Set(script.withoutArtifacts);
  steps = steps.filter((step) => step.step === undefined || !dropped.has(step.step));
  steps = steps.flatMap((step) => (step.step !== undefined && replaced.get(step.step)) || [step]);
  steps = steps.filter((step) => step.kind !== 'artifact' || !artifacts.has(`${step.task}/${step.name}`));
  return [...steps, ...script.add];
}
