// Looking into answers of AWS that may lack anything: what is not as expected is null or empty, nothing throws.

export const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;

/** The value at the end of a path. */
export const at = (value: unknown, ...path: string[]): unknown => path.reduce(field, value);

/** A text that says something. */
export function text(value: unknown, ...path: string[]): string | null {
  const found = at(value, ...path);
  return typeof found === 'string' && found !== '' ? found : null;
}

export function num(value: unknown, ...path: string[]): number | null {
  const found = at(value, ...path);
  return typeof found === 'number' && Number.isFinite(found) && found >= 0 ? found : null;
}

export function list(value: unknown, ...path: string[]): readonly unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** A state, which AWS shows as a text, or as a `Name` or `Code` inside; in small letters, as its pages disagree on capitals. */
export function stateOf(value: unknown, name = 'State'): string {
  const found = text(value, name) ?? text(value, name, 'Name') ?? text(value, name, 'Code');
  return (found ?? '').toLowerCase();
}

/** Tags as lists of `Key` and `Value`, or as a map, as EKS and CloudWatch Logs have them. */
export function tagsOf(value: unknown): Record<string, string> {
  const map = field(value, 'tags');
  const pairs =
    typeof map === 'object' && map !== null && !Array.isArray(map)
      ? Object.entries(map)
      : list(value, 'Tags').map((tag) => [text(tag, 'Key'), field(tag, 'Value')]);
  return Object.fromEntries(
    pairs.flatMap(([key, tagged]) =>
      typeof key === 'string' && typeof tagged === 'string' ? [[key, tagged]] : [],
    ),
  );
}

/** The tag of that key, in the letters that AWS gives it. */
export const tagOf = (value: unknown, key: string): string | null => text(tagsOf(value), key);
