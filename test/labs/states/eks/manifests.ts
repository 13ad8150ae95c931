/** Hand-ins of `eks-serving` and of the capstone: the reference's manifests, changed here and there. */
import { parseAllDocuments, stringify } from 'yaml';
import type { HandIn } from '../state.ts';
import type { Json } from './account.ts';

export type Objects = readonly Json[];
export type Edit = (objects: Objects) => Objects;

const isMap = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A merge patch: maps are merged, null takes a field away, everything else replaces. https://www.rfc-editor.org/rfc/rfc7396 */
export function merge(to: unknown, patch: Json): Json {
  const result: Json = { ...(isMap(to) ? to : {}) };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = isMap(value) ? merge(result[key], value) : value;
  }
  return result;
}

const value = (of: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>((at, key) => (at as Json | undefined)?.[key], of);

/** Changes the objects of a kind. */
export const patch =
  (kind: string, change: Json | ((object: Json) => Json)): Edit =>
  (objects) =>
    objects.map((object) =>
      object['kind'] === kind
        ? merge(object, typeof change === 'function' ? change(object) : change)
        : object,
    );
/** Changes the pods that Deployment or Job makes. */
export const pod =
  (change: Json, kind = 'Deployment'): Edit =>
  (objects) =>
    patch(kind, { spec: { template: { spec: change } } })(objects);
/** Changes the first container. */
export const box =
  (change: Json, kind = 'Deployment'): Edit =>
  (objects) =>
    patch(kind, (object) => {
      const [first, ...others] = value(object, 'spec', 'template', 'spec', 'containers') as Json[];
      return { spec: { template: { spec: { containers: [merge(first, change), ...others] } } } };
    })(objects);
export const add =
  (...more: readonly Json[]): Edit =>
  (objects) => [...objects, ...more];
export const without =
  (kind: string): Edit =>
  (objects) =>
    objects.filter((object) => object['kind'] !== kind);

export const yamlOf = (objects: Objects): string =>
  objects.map((one) => stringify(one, { version: '1.1' })).join('---\n');
export const listOf = (objects: Objects): string =>
  JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }, null, 2);

/** The reference's hand-in of a task after some edits. */
export const changed =
  (task: string, edits: readonly Edit[], render: (objects: Objects) => string = yamlOf): HandIn =>
  ({ reference }) =>
    render(
      edits.reduce<Objects>(
        (objects, edit) => edit(objects),
        parseAllDocuments(reference(task)).map((document) => document.toJS() as Json),
      ),
    );
/** The same as text that is changed as text. */
export const rewritten =
  (task: string, change: (text: string) => string): HandIn =>
  ({ reference }) =>
    change(reference(task));
