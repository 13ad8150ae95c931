/** One place in which two JSON values differ; `undefined` where it is not there at all. */
export interface ValueChange {
  path: string;
  before: unknown;
  after: unknown;
}

/** Members by which an entry of an AWS list is known again when the list has another order. */
const NAMES = /^(Arn|ID|Id|Key|Name|Sid|id|key|name)$|(Arn|Id|Key|Name|id|name)$/;

/**
 * The leaves in which two plain JSON values differ, with their paths as evidence writes them: `Rules[ID=models].Status`. Lists
 * of objects are compared by the member that names their entries, where one does in both; else by place.
 */
export function diffValues(before: unknown, after: unknown, path = ''): ValueChange[] {
  if (Object.is(before, after)) return [];
  if (Array.isArray(before) && Array.isArray(after)) return diffLists(before, after, path);
  if (isRecord(before) && isRecord(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return names.flatMap((name) =>
      diffValues(own(before, name), own(after, name), path === '' ? name : `${path}.${name}`),
    );
  }
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ path, before, after }];
}

function diffLists(before: readonly unknown[], after: readonly unknown[], path: string): ValueChange[] {
  const name = nameOf(before, after);
  if (name !== undefined) {
    const olds = new Map(before.map((entry) => [String(own(entry, name)), entry]));
    const news = new Map(after.map((entry) => [String(own(entry, name)), entry]));
    return [...new Set([...olds.keys(), ...news.keys()])].flatMap((key) =>
      diffValues(olds.get(key), news.get(key), `${path}[${name}=${key}]`),
    );
  }
  // A list of plain values is one value: which of them moved says nothing.
  if ([...before, ...after].every((entry) => !isRecord(entry) && !Array.isArray(entry)))
    return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ path, before, after }];
  const longest = Math.max(before.length, after.length);
  return Array.from({ length: longest }, (_, index) => index).flatMap((index) =>
    diffValues(before[index], after[index], `${path}[${index}]`),
  );
}

/** The member that every entry of both lists has, as a text, and each list only once. */
function nameOf(before: readonly unknown[], after: readonly unknown[]): string | undefined {
  const all = [...before, ...after];
  const [first] = all;
  if (!isRecord(first)) return undefined;
  const isUnique = (list: readonly unknown[], name: string): boolean =>
    new Set(list.map((entry) => own(entry, name))).size === list.length;
  return Object.keys(first).find(
    (name) =>
      NAMES.test(name) &&
      all.every((entry) => typeof own(entry, name) === 'string') &&
      isUnique(before, name) &&
      isUnique(after, name),
  );
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const own = (value: unknown, name: string): unknown =>
  isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;

/**
 * The value at a plain path (`Rules[0].Status`, `Contents[Key=a.txt].Size`); undefined where there is none. Paths that only
 * describe a place, as some checks write them, lead nowhere.
 */
export function valueAt(value: unknown, path: string): unknown {
  let found = value;
  for (const [, dotted, list] of path.matchAll(/(?:^|\.)([A-Za-z_][\w-]*)|\[([^\]]+)\]|./g)) {
    if (dotted !== undefined) found = own(found, dotted);
    else if (list !== undefined && Array.isArray(found)) found = entryOf(found, list);
    else return undefined;
  }
  return found;
}

function entryOf(list: readonly unknown[], which: string): unknown {
  if (/^\d+$/.test(which)) return list[Number(which)];
  const [name = '', ...rest] = which.split('=');
  return list.find((entry) => String(own(entry, name)) === rest.join('='));
}
