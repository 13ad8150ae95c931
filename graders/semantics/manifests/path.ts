import type { Path } from './types.ts';

/** `spec.template.spec.containers[0]`, keys with dots or slashes in brackets, as kubectl prints paths. */
export function pathText(path: Path): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else if (/^[A-Za-z_][\w-]*$/.test(part)) text += text === '' ? part : `.${part}`;
    else text += `[${part}]`;
  }
  return text;
}
