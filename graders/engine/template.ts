import type { Variables } from '../contract/index.ts';
import { GraderError } from './errors.ts';

const TEMPLATE = /\{\{\s*([A-Za-z_][A-Za-z0-9_]*)\s*\}\}/g;
const WHOLE = /^\{\{\s*([A-Za-z_][A-Za-z0-9_]*)\s*\}\}$/;

/** Names of the variables that a text uses. */
export function templateNames(text: string): string[] {
  return [...text.matchAll(TEMPLATE)].map((match) => match[1] as string);
}

/**
 * Fills `{{name}}` in every string of a JSON value. A string that is one whole template keeps the type of its value, so
 * that `"{{ia_days}}"` is the number 30.
 *
 * @throws GraderError VARIABLE_UNKNOWN with the known names.
 */
export function fillTemplates(value: unknown, variables: Variables, where: string): unknown {
  if (typeof value === 'string') {
    const whole = WHOLE.exec(value)?.[1];
    if (whole !== undefined) return lookUp(whole, variables, where);
    return value.replace(TEMPLATE, (_match, name: string) => String(lookUp(name, variables, where)));
  }
  if (Array.isArray(value)) return value.map((part) => fillTemplates(part, variables, where));
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value).map(([key, part]) => [key, fillTemplates(part, variables, where)]),
    );
  }
  return value;
}

function lookUp(name: string, variables: Variables, where: string): string | number | boolean {
  const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
  if (value === undefined) {
    throw new GraderError(
      'VARIABLE_UNKNOWN',
      `${where} uses {{${name}}}, which is no variable. Known: ${Object.keys(variables).sort().join(', ')}.`,
    );
  }
  return value;
}

/** Fills `{name}` in a message. A placeholder without a value stays as it is, so that a test can see it. */
export function fillMessage(template: string, data: Readonly<Record<string, unknown>>): string {
  return template.replace(/\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (match, name: string) =>
    Object.hasOwn(data, name) ? show(data[name]) : match,
  );
}

function show(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(show).join(', ');
  return JSON.stringify(value) ?? 'nothing';
}
