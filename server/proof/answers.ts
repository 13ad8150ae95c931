import type { LabForGrading } from '../catalog/lab-manifest.ts';
import { stepTasks, type AccountScript } from '../scripts/index.ts';
import type { LabProblem } from './problem.ts';

/** Steps of the reference that would be shown with no task, and tasks that would have nothing to show. */
export function answerProblems(
  lab: Pick<LabForGrading, 'manifest'>,
  scripts: ReadonlyMap<string, AccountScript>,
): LabProblem[] {
  const steps = scripts.get('solution')?.add ?? [];
  const ids = lab.manifest.tasks.map(({ id }) => id);
  return stepTasks(steps, ids).problems.map(({ file, line, message }) => ({
    where: `${file}:${line}`,
    message,
    remedy: 'The page shows a task’s own steps of the reference to whoever has passed it.',
  }));
}
