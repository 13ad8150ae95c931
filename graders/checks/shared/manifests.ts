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

/** Files that can be read as text, with what they hold; undefined while one of them is missing. */
export function manifestsOf(...files: readonly Saw<Artifact>[]): ManifestSet | undefined {
  const texts = files.flatMap((file) => {
    const found = file();
    return found?.text === undefined || found.text === null ? [] : [{ name: found.name, text: found.text }];
  });
  return texts.length === files.length ? readManifests(texts) : undefined;
}

interface Unread {
  reason: 'artifact-missing' | 'artifact-unreadable';
  data: Record<string, unknown>;
  evidence: Evidence[];
}

/** Clauses for a file that is not there, no text, or no YAML. */
export function fileClauses(file: Saw<Artifact>, name: string): (() => Unread | undefined)[] {
  return [
    () =>
      file()
        ? undefined
        : { reason: 'artifact-missing', data: { name }, evidence: [file.at('', name, 'nothing handed in')] },
    () => {
      const found = file();
      if (!found) return undefined;
      const problem = found.problem ?? yamlProblem(found);
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

function yamlProblem({ name, text }: Artifact): string | undefined {
  const first = readManifests([{ name, text: text ?? '' }]).problems.find(isUnreadable);
  return first && `line ${first.line}: ${first.message}`;
}

const isUnreadable = ({ kind }: ManifestProblem): boolean => kind === 'file' || kind === 'syntax';

/** A clause for the first thing in a set that the API server refuses; `except` leaves out what has a reason of its own. */
export function invalidClause(
  file: Saw<Artifact>,
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
  file: Saw<Artifact>,
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
  file: Saw<Artifact>,
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
  const [first] = set.unknown;
  if (first) cannotEvaluate(operation, `${objectName(first)} of ${first.apiVersion}`);
}
