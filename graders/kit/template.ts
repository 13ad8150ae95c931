/** A `{{name}}` that the scope does not have. `known` lists what it could have been. */
export class UnknownName extends Error {
  readonly unknown: string;
  readonly known: string[];
  constructor(unknown: string, known: string[]) {
    super(`{{${unknown}}} is not known here. Known: ${known.join(', ')}.`);
    this.name = 'UnknownName';
    this.unknown = unknown;
    this.known = known;
  }
}

const PLACE = /\{\{\s*([A-Za-z0-9_.-]+)\s*\}\}/g;
const WHOLE = /^\{\{\s*([A-Za-z0-9_.-]+)\s*\}\}$/;

/** Follows `vpc.Vpc.VpcId` into the scope; own properties only, so that no name reaches a prototype. */
function lookUp(path: string, scope: Readonly<Record<string, unknown>>): unknown {
  let value: unknown = scope;
  for (const step of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) {
      throw new UnknownName(path, Object.keys(scope).toSorted());
    }
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}

/**
 * Fills `{{name}}` and `{{name.member}}` in every string of a JSON value. A string that is one whole template takes the
 * value with its type (`"{{ia_days}}"` becomes the number 30); inside a longer string it becomes text.
 *
 * @throws UnknownName for a name that the scope does not have
 */
export function fillTemplate(value: unknown, scope: Readonly<Record<string, unknown>>): unknown {
  if (typeof value === 'string') {
    const whole = WHOLE.exec(value)?.[1];
    if (whole !== undefined) return lookUp(whole, scope);
    return value.replace(PLACE, (_, path: string) => {
      const found = lookUp(path, scope);
      return typeof found === 'string' ? found : JSON.stringify(found);
    });
  }
  if (Array.isArray(value)) return value.map((entry) => fillTemplate(entry, scope));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, entry]) => [
        fillTemplate(key, scope) as string,
        fillTemplate(entry, scope),
      ]),
    );
  }
  return value;
}

/** The names a JSON value's templates use, each once. */
export function templateNames(value: unknown): string[] {
  const names = new Set<string>();
  const walk = (entry: unknown): void => {
    if (typeof entry === 'string') for (const match of entry.matchAll(PLACE)) names.add(match[1] ?? '');
    else if (Array.isArray(entry)) entry.forEach(walk);
    else if (typeof entry === 'object' && entry !== null)
      Object.entries(entry).forEach(([k, v]) => (walk(k), walk(v)));
  };
  walk(value);
  return [...names];
}
