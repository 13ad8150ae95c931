import { readManifests } from '../../graders/semantics/manifests/index.ts';
import type { TextProblem } from './problem.ts';

/** What the API server would refuse in a file of manifests: the very words of the check, in the order of the lines. */
export function manifestProblems(name: string, text: string): TextProblem[] {
  if (text.trim() === '') return [];
  return readManifests([{ name, text }])
    .problems.map(({ line, column, object, path, message }) => ({
      line,
      column,
      where: [object, path].filter(Boolean).join(' '),
      message,
    }))
    .toSorted((a, b) => a.line - b.line || a.column - b.column);
}
