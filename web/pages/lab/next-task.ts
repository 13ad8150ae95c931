import type { LabReply, LabSessionReply } from '../../../server/contract/index.ts';

type Task = LabReply['tasks'][number];

/** Where to go after a task has passed: the next one in the lab's order that has not, from there around; null when all have. */
export function nextTask(
  lab: LabReply,
  session: LabSessionReply,
  task: Task,
): { title: string; href: string } | null {
  const at = lab.tasks.indexOf(task);
  const passed = new Set(session.tasks.filter(({ last }) => last?.status === 'pass').map(({ id }) => id));
  const next = [...lab.tasks.slice(at + 1), ...lab.tasks.slice(0, Math.max(at, 0))].find(
    ({ id }) => !passed.has(id),
  );
  return next ? { title: next.title, href: `/labs/${lab.id}/${next.id}` } : null;
}
