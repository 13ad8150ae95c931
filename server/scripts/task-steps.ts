import { templateNames } from '../../graders/kit/index.ts';
import type { ScriptProblem } from './errors.ts';
import type { Step } from './schema.ts';
import { titleOf } from './title.ts';

/** A step of the reference answer with the tasks that it answers. */
export interface OwnedStep {
  step: Step;
  /** In the order in which they are named; empty only where `problems` says so. */
  tasks: string[];
}

/** One task's part of the reference answer. */
export interface TaskAnswer {
  steps: Step[];
  /** Other tasks that a step left out here answers as well, and that are not open yet. One entry per such step. */
  held: string[][];
  /** Results of other tasks' steps that these steps use. */
  needs: { name: string; tasks: string[]; operation: string }[];
}

const LOOKS = /^(Describe|Get|Head|List)/;

/**
 * Whose answer each step of the reference is. A step says it with `task`, an artifact by its own task; a step that only looks
 * something up, and says nothing, belongs to every task that uses what it found.
 *
 * @param tasks ids of the lab's tasks
 * @returns the steps in their order, and every step without a task, unknown task and task without a step
 */
export function stepTasks(
  steps: readonly Step[],
  tasks: readonly string[],
): { owned: OwnedStep[]; problems: ScriptProblem[] } {
  const owned: OwnedStep[] = [];
  const problems: ScriptProblem[] = [];
  // From the end: whoever uses a result is known before the step that finds it.
  for (let index = steps.length - 1; index >= 0; index -= 1) {
    const step = steps[index] as Step;
    const named = step.kind === 'artifact' ? [step.task] : (step.tasks ?? []);
    const derived = named.length > 0 || !isLookup(step) ? named : usersOf(step, owned);
    owned.unshift({ step, tasks: tasks.filter((id) => derived.includes(id)) });
    const complain = (message: string): void => {
      problems.unshift({ file: step.file, line: step.line, message });
    };
    for (const id of named.filter((one) => !tasks.includes(one)))
      complain(`The lab has no task \`${id}\`. Its tasks: ${tasks.join(', ')}.`);
    if (derived.length === 0)
      complain(`${titleOf(step)} belongs to no task. Add \`task: <task id>\`, so that it is shown with one.`);
  }
  const [first] = steps;
  for (const id of tasks.filter((task) => !owned.some((one) => one.tasks.includes(task))))
    problems.push({
      file: first?.file ?? 'solution.yaml',
      line: 1,
      message: `Task \`${id}\` has no step. Add \`task: ${id}\` to the steps that answer it.`,
    });
  return { owned, problems };
}

/**
 * What may be shown of one task's answer. A step that answers another task as well is held back until that one is open too;
 * a step that only looks something up gives nothing away.
 *
 * @param open tasks whose answer this learner may see; `task` among them
 */
export function answerOf(task: string, owned: readonly OwnedStep[], open: ReadonlySet<string>): TaskAnswer {
  const steps: Step[] = [];
  const held: string[][] = [];
  for (const { step, tasks } of owned) {
    if (!tasks.includes(task)) continue;
    const closed = tasks.filter((id) => !open.has(id));
    if (closed.length === 0 || isLookup(step)) steps.push(step);
    else held.push(closed);
  }
  const made = new Set(steps.map(({ as }) => as));
  const used = new Set(steps.flatMap((step) => namesOf(step)));
  const needs = owned
    .filter(({ step: { as } }) => as !== undefined && used.has(as) && !made.has(as))
    .map(({ step, tasks }) => ({
      name: step.as ?? '',
      tasks,
      operation: tasks.every((id) => open.has(id)) ? titleOf(step) : '',
    }));
  return { steps, held, needs };
}

/** Reads, and what is computed of results: nothing in the account is other after it. */
function isLookup(step: Step): boolean {
  return step.kind === 'call' ? LOOKS.test(step.operation) : step.kind === 'part' || step.kind === 'presign';
}

/** Tasks of the later steps that use this step's result, up to the step that gives the name a new one. */
function usersOf(step: Step, later: readonly OwnedStep[]): string[] {
  if (step.as === undefined) return [];
  const end = later.findIndex((one) => one.step.as === step.as);
  const near = end === -1 ? later : later.slice(0, end + 1);
  return near.filter((one) => namesOf(one.step).includes(step.as ?? '')).flatMap(({ tasks }) => tasks);
}

/** Names whose values a step takes, in its input or as the list that it goes over. */
function namesOf(step: Step): string[] {
  const list = step.forEach && 'of' in step.forEach ? [step.forEach.of] : [];
  return [...templateNames(step), ...list].map((path) => path.split('.')[0] ?? '');
}
