import file from './kubernetes-schema.json' with { type: 'json' };
import { pathText } from './path.ts';
import { quantity } from './quantity.ts';
import type { Path } from './types.ts';

/**
 * Notation of kubernetes-schema.json: a type is `string`, `integer`, `boolean`, `int-or-string`, `quantity`, `any`, or the name
 * of another type; `[]T` is a list, `{}T` a map with string keys; `!` at the end says that the field is required. Our own
 * walker instead of a JSON Schema validator: it needs no `eval`, which the page's Content-Security-Policy forbids, starts at once,
 * and knows what was meant.
 */
type Fields = Readonly<Record<string, string>>;
const types: Readonly<Record<string, Fields>> = file.types;
const kinds: Readonly<Record<string, string>> = file.kinds;

export type Report = (path: Path, message: string) => void;

/** The schema's name of a kind, or undefined for kinds that it does not know. */
export function typeOf(apiVersion: string, kind: string): string | undefined {
  const key = `${apiVersion} ${kind}`;
  return Object.hasOwn(kinds, key) ? kinds[key] : undefined;
}

/** Every kind that is known, with its version: what an editor offers after `kind:`. */
export function knownKinds(): { apiVersion: string; kind: string }[] {
  return Object.keys(kinds).map((key) => {
    const [apiVersion = '', kind = ''] = key.split(' ');
    return { apiVersion, kind };
  });
}

/** The versions under which a kind is known: `['networking.k8s.io/v1']` for Ingress. */
export function versionsOf(kind: string): string[] {
  return Object.keys(kinds).flatMap((key) => {
    const [apiVersion = '', name] = key.split(' ');
    return name === kind ? [apiVersion] : [];
  });
}

/** The fields of a type with their types, for help while typing. */
export function fieldsOf(type: string): Fields | undefined {
  return Object.hasOwn(types, type) ? types[type] : undefined;
}

/** Holds a value to its type, strictly, as `kubectl apply` does: unknown fields are errors, null is absent. */
export function checkShape(root: string, value: unknown, report: Report): void {
  const walk = (type: string, at: unknown, path: Path): void => {
    if (at === null || at === undefined || type === 'any') return;
    if (type.startsWith('[]')) {
      if (!Array.isArray(at)) return report(path, `must be a list, not ${nameOf(at)}`);
      return at.forEach((item: unknown, index) => {
        if (item === null) report([...path, index], 'is empty');
        else walk(type.slice(2), item, [...path, index]);
      });
    }
    if (type.startsWith('{}')) {
      if (!isObject(at)) return report(path, `must be a map, not ${nameOf(at)}`);
      return Object.entries(at).forEach(([key, item]) => walk(type.slice(2), item, [...path, key]));
    }
    const fields = fieldsOf(type);
    if (!fields) return scalar(type, at, path, report);
    if (!isObject(at)) return report(path, `must be a map, not ${nameOf(at)}`);
    for (const [key, item] of Object.entries(at)) {
      const known = Object.hasOwn(fields, key) ? fields[key] : undefined;
      if (known === undefined) report([...path, key], unknownField(root, fields, path, key));
      else walk(known.replace('!', ''), item, [...path, key]);
    }
    for (const [key, known] of Object.entries(fields)) {
      if (known.endsWith('!') && (at[key] === undefined || at[key] === null)) {
        report(path, `lacks ${key}, which is required`);
      }
    }
  };
  walk(root, value, []);
}

function scalar(type: string, at: unknown, path: Path, report: Report): void {
  const is = nameOf(at);
  if (type === 'string' && typeof at !== 'string') {
    report(path, `must be text, not ${is}: put ${JSON.stringify(at)} in quotes`);
  } else if (type === 'boolean' && typeof at !== 'boolean') {
    report(path, `must be true or false, not ${is}`);
  } else if (type === 'integer' && !Number.isSafeInteger(at)) {
    report(
      path,
      `must be a whole number, not ${is}${typeof at === 'string' ? ': take the quotes away' : ''}`,
    );
  } else if (type === 'int-or-string' && typeof at !== 'string' && !Number.isSafeInteger(at)) {
    report(path, `must be a whole number or text, not ${is}`);
  } else if (type === 'quantity' && quantity(at) === undefined) {
    report(path, `must be a quantity such as 500m, 2 or 4Gi, not ${JSON.stringify(at)}`);
  }
}

function unknownField(root: string, fields: Fields, path: Path, key: string): string {
  const close = Object.keys(fields)
    .map((name) => ({ name, far: distance(name.toLowerCase(), key.toLowerCase()) }))
    .filter(({ far }) => far <= 2)
    .toSorted((a, b) => a.far - b.far)[0]?.name;
  if (close !== undefined && key.length > 2) return `is no field; ${close} is`;
  const elsewhere = findField(root, key).toSorted(
    (a, b) => common(b, path) - common(a, path) || a.length - b.length,
  )[0];
  return elsewhere ? `is no field here; it belongs under ${pathText(elsewhere)}` : 'is no field here';
}

/** Paths of the parents under which a root type has a field of that name, not deeper than anybody looks. */
function findField(root: string, key: string): (string | number)[][] {
  const found: (string | number)[][] = [];
  const walk = (type: string, path: (string | number)[], seen: readonly string[]): void => {
    const fields = fieldsOf(type);
    if (!fields || path.length > 7 || seen.includes(type)) return;
    if (Object.hasOwn(fields, key) && path.length > 0) found.push(path);
    for (const [name, of] of Object.entries(fields)) {
      const list = of.startsWith('[]');
      walk(of.replace('!', '').replace(/^\[\]/, ''), list ? [...path, name, 0] : [...path, name], [
        ...seen,
        type,
      ]);
    }
  };
  walk(root, [], []);
  return found;
}

const common = (a: Path, b: Path): number => {
  const at = a.findIndex((part, index) => part !== b[index]);
  return at < 0 ? a.length : at;
};

/** Letters to change, add, drop or swap with the neighbour, to come from one word to the other. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = swapped ? (beforeLast[j - 2] ?? 0) + 1 : Infinity;
      next.push(Math.min(change, swap, (last[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    beforeLast = last;
    last = next;
  }
  return last[b.length] ?? 3;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function nameOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return 'text';
  if (typeof value === 'number') return Number.isInteger(value) ? 'a number' : 'a fraction';
  return typeof value === 'boolean' ? `the boolean ${String(value)}` : 'a map';
}
