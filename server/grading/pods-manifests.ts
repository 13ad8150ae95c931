/** A manifest as the pod detective gets it: what is refused, what makes pods, and where each field stands. */
import { objectName } from '../../graders/checks/shared/manifests.ts';
import { readManifests, type ManifestObject, type Path } from '../../graders/semantics/manifests/index.ts';
import type { PodsReply } from '../contract/index.ts';

type File = PodsReply['files'][number];

/** Kinds that the scheduling model looks at. */
const DRAWN: ReadonlySet<string> = new Set([
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'CronJob',
  'Pod',
  'PodDisruptionBudget',
  'HorizontalPodAutoscaler',
]);
/** Fields of one object whose lines are sent; a manifest that people write has fewer. */
const MOST_LINES = 2000;

/** The objects of a file, apart by whether the scheduling model looks at them, and why the API server would refuse any. */
export function contentOf(file: string, text: string): Pick<File, 'problems' | 'objects' | 'others'> {
  const { objects, unknown, problems } = readManifests([{ name: file, text }]);
  // Where a rule is broken the shape holds still, and so its pods can be drawn all the same.
  const shapeless = new Set(
    problems.flatMap(({ kind, object }) => (kind === 'rule' || kind === 'identity' ? [] : object)),
  );
  const drawn = objects.filter((one) => DRAWN.has(one.kind) && !shapeless.has(objectName(one)));
  const others = [...objects.filter((one) => !drawn.includes(one)), ...unknown];
  return {
    problems: problems.map(({ kind, line, object, path, message }) => ({
      kind,
      line,
      object,
      path,
      message,
    })),
    objects: drawn.map((one) => {
      const { apiVersion, kind, name, namespace, value } = one;
      return { apiVersion, kind, name, namespace, value: { ...value }, lines: linesOf(one) };
    }),
    others: others.map((one) => ({ name: objectName(one), refused: shapeless.has(objectName(one)) })),
  };
}

/** Where each field of an object stands. */
function linesOf(object: ManifestObject): Record<string, number> {
  const lines: Record<string, number> = {};
  let left = MOST_LINES;
  const walk = (value: unknown, path: Path): void => {
    if (left <= 0) return;
    left -= 1;
    lines[JSON.stringify(path)] = object.at(path).line;
    if (Array.isArray(value)) value.forEach((item, index) => walk(item, [...path, index]));
    else if (typeof value === 'object' && value !== null)
      for (const [key, item] of Object.entries(value)) walk(item, [...path, key]);
  };
  walk(object.value, []);
  return lines;
}
