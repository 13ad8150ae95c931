import type { Variables } from '../../graders/contract/index.ts';
import { templateNames } from '../../graders/kit/index.ts';
import { serviceModule } from './clients.ts';
import { errorName, type ScriptProblem } from './errors.ts';
import type { Step } from './schema.ts';
import { unknownMembers } from './shapes.ts';
import { titleOf } from './title.ts';
import { fileProblem, readList } from './values.ts';

/** Names that every step may use besides the lab's variables. */
export const GIVEN_NAMES = ['acct', 'region'] as const;

/**
 * Everything that can be known to be wrong with steps before the first of them runs: names that nothing gives, operations
 * that the SDK does not have, files that are not there. A half-run script leaves a half-made account.
 *
 * @param labFolder where `$file`, `forEach: { file }` and artifact files are found
 */
export async function checkSteps(
  steps: readonly Step[],
  variables: Variables,
  labFolder: string,
): Promise<ScriptProblem[]> {
  const problems: ScriptProblem[] = [];
  const names = new Set<string>([...Object.keys(variables), ...GIVEN_NAMES]);
  for (const step of steps) {
    const complain = (message: string): void => {
      problems.push({ file: step.file, line: step.line, message });
    };
    for (const name of usedNames(step)) {
      const known = names.has(name) || (name === 'item' && step.forEach !== undefined);
      if (!known)
        complain(
          `{{${name}}} is given by nothing before this step. Known: ${[...names].toSorted().join(', ')}.`,
        );
    }
    if (step.forEach && 'of' in step.forEach && !names.has(rootOf(step.forEach.of)))
      complain(
        `forEach goes over \`${step.forEach.of}\`, and no step before it has \`as: ${rootOf(step.forEach.of)}\`.`,
      );
    if (step.forEach && 'file' in step.forEach) {
      try {
        readList(labFolder, step.forEach.file);
      } catch (error) {
        complain(
          errorName(error) === 'Error' && (error as NodeJS.ErrnoException).code === 'ENOENT'
            ? `${step.forEach.file} does not exist in the lab folder.`
            : (error as Error).message,
        );
      }
    }
    for (const file of namedFiles(step)) {
      // A name with a template in it is known only when the step runs.
      const problem = file.includes('{{') ? null : fileProblem(labFolder, file);
      if (problem !== null) complain(problem);
    }
    if (step.kind === 'call') {
      const module = await serviceModule(step.service);
      if (!module?.command(step.operation))
        complain(`The SDK's ${step.service} has no operation ${step.operation}.`);
      const shape = module?.input(step.operation);
      for (const { path, known } of shape ? unknownMembers(shape, step.input) : [])
        complain(`${titleOf(step)} has no member ${path}; known there: ${known.join(', ') || 'none'}.`);
    }
    if (step.as !== undefined) names.add(step.as);
  }
  return problems;
}

const rootOf = (path: string): string => path.split('.')[0] ?? '';

function usedNames(step: Step): Set<string> {
  const { input, content, expiresIn, of, from } = step as Partial<
    Record<'input' | 'content' | 'expiresIn' | 'of' | 'from', unknown>
  >;
  const templates = [input, content, expiresIn, of, from].filter((part) => part !== undefined);
  return new Set(templateNames(templates).map(rootOf));
}

function namedFiles(step: Step): string[] {
  if (step.kind === 'artifact') return 'file' in step.content ? [step.content.file] : [];
  if (step.kind === 'root-user' || step.kind === 'part') return [];
  const files: string[] = [];
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(walk);
    else if (typeof value === 'object' && value !== null) {
      for (const [key, entry] of Object.entries(value)) {
        if (key === '$file' && typeof entry === 'string') files.push(entry);
        else walk(entry);
      }
    }
  };
  walk(step.input);
  return files;
}
