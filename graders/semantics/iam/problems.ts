import type { PolicyProblem } from './types.ts';

/** Collects what is wrong while parsing goes on, so that all problems are reported at once. */
export class Problems {
  readonly list: PolicyProblem[] = [];

  malformed(path: string, construct: string, message: string): void {
    this.list.push({ code: 'malformed', construct, path, message });
  }

  unsupported(path: string, construct: string, message: string): void {
    this.list.push({ code: 'unsupported', construct, path, message });
  }
}

/** A JSON object, not an array. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
