/** Reading JSON that may hold anything: a wrong type reads as absent, and nothing throws. */

type Fields = Readonly<Record<string, unknown>>;

export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

/** The objects of a list; undefined when it is no list. */
export function listOf(value: unknown): readonly Fields[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return (value as unknown[]).filter((item) => typeof item === 'object' && item !== null).map(fieldsOf);
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The texts of a list, ascending. */
export function textsOf(value: unknown): readonly string[] {
  return (Array.isArray(value) ? (value as unknown[]) : [])
    .filter((item): item is string => textOf(item) !== undefined)
    .sort();
}

export function intOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) ? value : undefined;
}

/** A state word in lower case: the API's own pages disagree on `Available` and `available`. */
export function stateOf(value: unknown): string | undefined {
  return textOf(value)?.toLowerCase();
}

/** `{ id, name }`, the name from the Name tag. */
export function namedOf(id: string, tags: unknown): { id: string; name?: string } {
  const name = textOf((listOf(tags) ?? []).find((tag) => tag['Key'] === 'Name')?.['Value']);
  return name === undefined ? { id } : { id, name };
}
