import { fillKnown, type RenderOptions } from './render.ts';
import type { Step } from './schema.ts';

/** Renders steps as the API calls they are, the lab's names filled in, as JSON in the form that scripts are written in. */
export function renderApi(steps: readonly Step[], { variables }: RenderOptions): string {
  const calls = steps.map((step) => {
    const { file: _file, line: _line, tasks: _tasks, ...rest } = step;
    if (rest.kind === 'call') {
      const { kind: _kind, service, operation, input, ...extras } = rest;
      return { [`${service}:${operation}`]: input, ...extras };
    }
    if (rest.kind === 'presign') {
      const { kind: _kind, method, input, expiresIn, ...extras } = rest;
      return { presign: { ...input, Method: method, ExpiresIn: expiresIn }, ...extras };
    }
    if (rest.kind === 'part') {
      const { kind: _kind, of, from, ...extras } = rest;
      return { part: { of, from }, ...extras };
    }
    if (rest.kind === 'root-user') {
      const { kind: _kind, assignMfa, deleteKeys, ...extras } = rest;
      return { 'root-user': { assignMfa, deleteKeys }, ...extras };
    }
    const { kind: _kind, task, name, content, ...extras } = rest;
    return { artifact: { task, name, ...content }, ...extras };
  });
  return `${JSON.stringify(fillKnown(calls, variables), null, 2)}\n`;
}
