import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';

const ajv = new Ajv({ allErrors: true, strict: false, verbose: true });
const compiled = new WeakMap<TSchema, ValidateFunction>();

export interface SchemaProblem {
  path: (string | number)[];
  message: string;
  remedy: string;
}

/** What is wrong with a value by its schema; the branches of a union are told as one problem. */
export function schemaErrors(schema: TSchema, value: unknown): SchemaProblem[] {
  // Right content is the rule: walking the schema is cheaper than having Ajv compile it, which is done for the words alone.
  if (Value.Check(schema, value)) return [];
  let check = compiled.get(schema);
  if (!check) {
    check = ajv.compile(schema);
    compiled.set(schema, check);
  }
  if (check(value)) return [];
  const errors = check.errors ?? [];
  const unions = errors.filter((error) => error.keyword === 'anyOf').map((error) => error.instancePath);
  return errors
    .filter(
      (error) =>
        error.keyword === 'anyOf' ||
        !unions.some((path) => error.instancePath === path || error.instancePath.startsWith(`${path}/`)),
    )
    .map(describe);
}

function describe(error: ErrorObject): SchemaProblem {
  const path = error.instancePath.split('/').slice(1).map(unescapePointer);
  const params = error.params as Record<string, unknown>;
  switch (error.keyword) {
    case 'additionalProperties': {
      const name = String(params['additionalProperty']);
      const known = Object.keys((error.parentSchema as { properties?: object }).properties ?? {});
      return {
        path: [...path, name],
        message: `unknown field "${name}"`,
        remedy: known.length > 0 ? `Known fields here: ${known.join(', ')}.` : 'Remove it.',
      };
    }
    case 'required':
      return {
        path,
        message: `the field "${String(params['missingProperty'])}" is missing`,
        remedy: 'Add it.',
      };
    case 'enum':
    case 'const':
    case 'anyOf':
      return { path, message: `${show(error.data)} is not allowed here`, remedy: choices(error) };
    default:
      return {
        path,
        message: `${error.message ?? 'is not valid'}, but it is ${show(error.data)}`,
        remedy: describeSchema(error) ?? 'Correct the value.',
      };
  }
}

function choices(error: ErrorObject): string {
  if (error.keyword === 'enum') return `Allowed: ${(error.schema as unknown[]).join(', ')}.`;
  const branches = error.keyword === 'const' ? [{ const: error.schema }] : (error.schema as TSchema[]);
  const words = branches.map((branch) => {
    const {
      const: value,
      required,
      type,
    } = branch as {
      const?: unknown;
      required?: string[];
      type?: string;
    };
    if (value !== undefined) return JSON.stringify(value);
    if (required) return `an object with ${required.join(' and ')}`;
    return type ?? 'another value';
  });
  return `Allowed: ${words.join(', or ')}.`;
}

function describeSchema(error: ErrorObject): string | undefined {
  const text = (error.parentSchema as { description?: string } | undefined)?.description;
  return text === undefined ? undefined : `${text}.`;
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined';
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function unescapePointer(step: string): string | number {
  const text = step.replaceAll('~1', '/').replaceAll('~0', '~');
  return /^\d+$/.test(text) ? Number(text) : text;
}
