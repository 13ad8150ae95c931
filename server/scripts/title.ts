import type { Step } from './schema.ts';

/** A step's action as people name it. */
export function titleOf(step: Step): string {
  if (step.kind === 'call') return `${step.service}:${step.operation}`;
  return step.kind === 'artifact' ? `artifact ${step.task}/${step.name}` : step.kind;
}
