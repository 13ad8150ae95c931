/** Submitted Kubernetes manifests, as checks look at them. */
import type { Evidence } from '../../contract/index.ts';
import { cannotEvaluate, fail, type Saw } from '../../kit/index.ts';
import type { Artifact } from '../../reads/artifact.ts';
import {
  pathText,
  readManifests,
  type ManifestObject,
  type ManifestProblem,
  type ManifestSet,
  type Path,
} from '../../semantics/manifests/index.ts';

/** The reason of what the API server would refuse. */
export const manifestReasons = {
  'manifest-invalid': fail(
    '{file}, line {line}: {object} {path} {problem}.',
    'Correct the line; `kubectl apply --dry-run=server -f` says the same.',
  ),
};

/** A file that was handed in, or the objects of a cluster as one (`live-manifests.ts`). */
export interface ManifestSource extends Artifact {
  live?: boolean;
}

/**
 * Files that can be read as text, with what they hold; undefined while one of them is missing.
 * @throws Blocked when an object that the API server holds does not fit the schema: it is newer or older than that
 */
export function manifestsOf(...files: readonly Saw<ManifestSource>[]): ManifestSet | undefined {
  const sources = files.flatMap((file) => {
    const found = file();
    return found === undefined || found.text === null ? [] : [found];
  });
  const [first] = sources;
  if (sources.length < files.length || !first) return undefined;
  const known = read.get(first);
  if (known?.sources.length === sources.length && known.sources.every((one, at) => one === sources[at]))
    return known.set;
  const set = readManifests(
    sources.map(({ name, text, live = false }) => ({ name, text: text ?? '', live })),
  );
  const newer = set.problems.find((problem) =>
    sources.some(({ name, live }) => live === true && name === problem.file),
  );
  if (newer) cannotEvaluate('eks:api', `${newer.object} ${newer.path} ${newer.message}`);
  read.set(first, { sources, set });
  return set;
}

/** A judge looks at the same files once a clause; what they hold is read once. */
const read = new WeakMap<ManifestSource, { sources: readonly ManifestSource[]; set: ManifestSet }>();

interface Unread {
  reason: 'artifact-missing' | 'artifact-unreadable';
  data: Record<string, unknown>;
  evidence: Evidence[];
}

/** Clauses for a file that is not there, no text, or no YAML. */
export function fileClauses(file: Saw<ManifestSource>, name: string): (() => Unread | undefined)[] {
  return [
    () =>
      file()
        ? undefined
        : { reason: 'artifact-missing', data: { name }, evidence: [file.at('', name, 'nothing handed in')] },
    () => {
      const found = file();
      if (!found) return undefined;
      const problem = found.problem ?? yamlProblem(file);
      return problem === undefined
        ? undefined
        : {
            reason: 'artifact-unreadable',
            data: { name: found.name, problem },
            evidence: [file.at('', 'Kubernetes manifests in YAML', problem)],
          };
    },
  ];
}

function yamlProblem(file: Saw<ManifestSource>): string | undefined {
  const first = manifestsOf(file)?.problems.find(isUnreadable);
  return first && `line ${first.line}: ${first.message}`;
}

const isUnreadable = ({ kind }: ManifestProblem): boolean => kind === 'file' || kind === 'syntax';

/** A clause for the first thing in a set that the API server refuses; `except` leaves out what has a reason of its own. */
export function invalidClause(
  file: Saw<ManifestSource>,
  set: () => ManifestSet | undefined,
  except: (problem: ManifestProblem) => boolean = () => false,
) {
  return () => {
    const problem = set()?.problems.find((one) => !isUnreadable(one) && !except(one));
    return problem && invalid(file, problem, 'what the API server takes');
  };
}

/** The finding manifest-invalid about one place. */
export function invalid(
  file: Saw<ManifestSource>,
  { file: name, line, object, path, message }: Omit<ManifestProblem, 'kind' | 'column'>,
  expected: unknown,
) {
  return {
    reason: 'manifest-invalid' as const,
    data: { file: name, line, object, path, problem: message },
    evidence: [file.at(`${object} ${path}`.trim(), expected, message)],
  };
}

/** The same about a field of an object that is well formed. */
export function invalidField(
  file: Saw<ManifestSource>,
  object: ManifestObject,
  path: Path,
  expected: unknown,
  message: string,
) {
  const place = { file: object.file, line: object.at(path).line, object: objectName(object) };
  return invalid(file, { ...place, path: pathText(path), message }, expected);
}

export const objectName = ({ kind, name }: Pick<ManifestObject, 'kind' | 'name'>): string =>
  `${kind}/${name}`;

/**
 * Says that a file holds kinds that the judge does not know where the one that it needs is missing: a custom resource may
 * well do the work. @throws Blocked
 */
export function unlessCustom(set: ManifestSet, operation: string): void {
  // Parameters of a class do no work themselves.
  const first = set.unknown.find(({ kind }) => kind !== 'IngressClassParams');
  if (first) cannotEvaluate(operation, `${objectName(first)} of ${first.apiVersion}`);
}
