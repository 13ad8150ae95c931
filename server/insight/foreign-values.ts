import type { ValueIndex } from './value-index.ts';

/** A value of somebody else, and where it was read. */
export interface ForeignValue {
  value: string;
  /** The read, and the place in what it saw: `s3:GetBucketPolicy Statement[0].Resource`. */
  place: string;
}

interface StoredReads {
  reads?: readonly { read: string; args: unknown; observation: unknown }[];
}

/**
 * Values of others in the evidence of an attempt, each with the first place where it stands. What was asked counts as what was seen:
 * neither names anybody else's things unless somebody wrote them there.
 *
 * @param evidence JSON as it was stored: where nothing is found it is not even parsed
 * @param own the learner's own values
 */
export function foreignValues(evidence: string, index: ValueIndex, own: ReadonlySet<string>): ForeignValue[] {
  const foreign = [...index.find(evidence)].filter((value) => !own.has(value));
  if (foreign.length === 0) return [];
  const { reads = [] } = JSON.parse(evidence) as StoredReads;
  const places = new Map<string, string>();
  for (const { read, args, observation } of reads) {
    const seen = observation as { value?: unknown } | null;
    walk({ args, value: seen?.value ?? observation }, '', (text, path) => {
      for (const value of index.find(text)) {
        if (!places.has(value))
          places.set(value, `${nameOf(read, args)} ${path.replace(/^value\.?/, '')}`.trim());
      }
    });
  }
  // What stands only beside the reads (the account's own facts) was not written by anybody.
  return foreign.flatMap((value) => {
    const place = places.get(value);
    return place === undefined ? [] : [{ value, place }];
  });
}

/** A file that was handed in is known by its task and name, as reports say it. */
function nameOf(read: string, args: unknown): string {
  const { task, name } = (args ?? {}) as { task?: unknown; name?: unknown };
  return read === 'artifact:file' && typeof task === 'string' && typeof name === 'string'
    ? `artifact:${task}/${name}`
    : read;
}

/** Every text of a JSON value, names of fields included, with its place. */
function walk(value: unknown, path: string, visit: (text: string, path: string) => void): void {
  if (typeof value === 'string') visit(value, path);
  else if (Array.isArray(value)) value.forEach((one, index) => walk(one, `${path}[${index}]`, visit));
  else if (typeof value === 'object' && value !== null) {
    for (const [name, one] of Object.entries(value)) {
      const below = path === '' ? name : `${path}.${name}`;
      visit(name, below);
      walk(one, below, visit);
    }
  }
}
