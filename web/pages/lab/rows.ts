import type { HintReply, LabReply, LabSessionReply } from '../../../server/contract/index.ts';
import type { HintRung } from '../../elements/hints.ts';
import type { StatusName } from '../../elements/status.ts';
import type { TaskRow } from '../../elements/task-list.ts';

type Task = LabReply['tasks'][number];

/** The list of tasks, each with where it stands and what it waits for. */
export function taskRows(
  lab: LabReply,
  session: LabSessionReply,
  status: (task: Task) => StatusName,
): TaskRow[] {
  return lab.tasks.map((task) => {
    const state = session.tasks.find((one) => one.id === task.id);
    const waits = task.after.filter(
      (id) => session.tasks.find((one) => one.id === id)?.last?.status !== 'pass',
    );
    return {
      id: task.id,
      title: task.title,
      kind: task.kind,
      href: `/labs/${lab.id}/${task.id}`,
      status: status(task),
      best: state?.best ?? 0,
      points: task.points,
      hintCost: state?.hintCost ?? 0,
      waitsFor: waits.map((id) => `task ${lab.tasks.findIndex((one) => one.id === id) + 1}`),
    };
  });
}

/** The hints of a task as a ladder: the price of each, and the text of those that were opened. */
export function hintRungs(lab: LabReply, task: Task, hints: readonly HintReply[]): HintRung[] {
  return Array.from({ length: task.hints }, (_, index) => {
    const level = index + 1;
    const percent = lab.hintCosts[index] ?? 0;
    const opened = hints.find((hint) => hint.task === task.id && hint.level === level);
    return { level, percent, price: (task.points * percent) / 100, html: opened?.html ?? null };
  });
}
