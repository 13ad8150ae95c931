import { pathText } from './path.ts';
import { checkRules } from './rules.ts';
import { checkShape, isObject, typeOf, versionsOf } from './schema.ts';
import type { ManifestFile, ManifestObject, ManifestProblem, ManifestSet, Path, Position } from './types.ts';
import { readYaml } from './yaml.ts';

/** Kinds of which a cluster has one set, outside every namespace. */
const CLUSTER_WIDE: ReadonlySet<string> = new Set([
  'Namespace',
  'PersistentVolume',
  'StorageClass',
  'IngressClass',
  'ClusterRole',
  'ClusterRoleBinding',
  'PriorityClass',
]);

/** Groups whose kinds we know all of: another kind of theirs is a slip, not a custom resource. */
const OWN_GROUPS =
  /^(v1|apps\/.*|batch\/.*|policy\/.*|autoscaling\/.*|extensions\/.*|networking\.k8s\.io\/.*)$/;
/** Kinds of those groups that exist and that no lab needs: taken as they are. */
const LEFT_ALONE: ReadonlySet<string> = new Set([
  'Endpoints',
  'Event',
  'Node',
  'PodTemplate',
  'ReplicationController',
  'Binding',
  'ControllerRevision',
  'IPAddress',
  'ServiceCIDR',
  'Eviction',
  'Scale',
]);

/**
 * The objects of manifests, as the API server would take them: YAML in any number of documents, lists unfolded, every field
 * held to its type and to the rules that the server adds. What it would refuse is a problem with file, line and cure; the
 * objects beside it are read all the same. Kinds that we do not know are handed on as `unknown`, not judged.
 */
export function readManifests(files: readonly ManifestFile[]): ManifestSet {
  const set: ManifestSet = { objects: [], unknown: [], problems: [] };
  for (const { name: file, text, live = false } of files) {
    const { documents, problems } = readYaml(text, live);
    set.problems.push(...problems.map((problem) => ({ file, object: '', path: '', ...problem })));
    for (const { value, at } of documents)
      readDocument(set, { name: file, live }, withoutNulls(value), [], at);
    if (documents.length === 0 && problems.length === 0) {
      set.problems.push({
        kind: 'file',
        file,
        object: '',
        path: '',
        message: 'it is empty',
        line: 1,
        column: 1,
      });
    }
  }
  refuseTwins(set);
  return set;
}

function readDocument(
  set: ManifestSet,
  from: { name: string; live: boolean },
  value: unknown,
  prefix: Path,
  at: (path: Path) => Position,
): void {
  const { name: file, live } = from;
  const report = (kind: ManifestProblem['kind'], object: string, path: Path, message: string) =>
    set.problems.push({ kind, file, object, path: pathText(path), message, ...at([...prefix, ...path]) });

  if (!isObject(value)) {
    report('identity', '', [], 'is no Kubernetes object: it needs apiVersion, kind and metadata');
    return;
  }
  const { apiVersion, kind, metadata } = value;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') {
    report('identity', '', [], `lacks ${typeof apiVersion === 'string' ? 'kind' : 'apiVersion'}`);
    return;
  }
  if (kind === 'List' && apiVersion === 'v1') {
    const items: unknown[] = Array.isArray(value['items']) ? value['items'] : [];
    items.forEach((item, index) => readDocument(set, from, item, [...prefix, 'items', index], at));
    return;
  }
  const meta = isObject(metadata) ? metadata : {};
  const name = typeof meta['name'] === 'string' ? meta['name'] : '';
  const namespace = typeof meta['namespace'] === 'string' ? meta['namespace'] : 'default';
  const object = `${kind}/${name}`;

  const type = typeOf(apiVersion, kind);
  if (type === undefined) {
    const versions = versionsOf(kind);
    if (versions.length > 0 && OWN_GROUPS.test(apiVersion)) {
      report(
        'identity',
        object,
        ['apiVersion'],
        `${apiVersion} has no ${kind}; its version is ${versions.join(' or ')}`,
      );
    } else if (OWN_GROUPS.test(apiVersion) && !LEFT_ALONE.has(kind)) {
      report('identity', object, ['kind'], `${apiVersion} has no kind ${kind}`);
    } else {
      set.unknown.push({ file, apiVersion, kind, name, namespace, value, ...at(prefix) });
    }
    return;
  }
  const before = set.problems.length;
  checkShape(type, value, (path, message) => report('field', object, path, message));
  if (name === '' && meta['generateName'] === undefined)
    report('identity', object, ['metadata', 'name'], 'is missing');
  // The rules read fields whose types hold; of an object with a wrong shape they would complain twice.
  if (set.problems.length === before && !live) {
    checkRules(kind, value, (path, message) => report('rule', object, path, message));
  }
  const entry: ManifestObject = {
    file,
    apiVersion,
    kind,
    name,
    namespace: CLUSTER_WIDE.has(kind) ? '' : namespace,
    value,
    at: (path) => at([...prefix, ...path]),
  };
  set.objects.push(entry);
}

/** Two objects of one kind, namespace and name: the later would overwrite the earlier without a word. */
function refuseTwins(set: ManifestSet): void {
  const seen = new Map<string, ManifestObject>();
  for (const object of set.objects) {
    const key = `${object.apiVersion} ${object.kind} ${object.namespace} ${object.name}`;
    const twin = seen.get(key);
    const same = twin !== undefined && JSON.stringify(twin.value) === JSON.stringify(object.value);
    if (twin && !same && object.name !== '') {
      const { line, column } = object.at(['metadata', 'name']);
      const where = twin.file === object.file ? `line ${twin.at(['metadata', 'name']).line}` : twin.file;
      set.problems.push({
        kind: 'identity',
        file: object.file,
        object: `${object.kind}/${object.name}`,
        path: 'metadata.name',
        message: `is also the name of the one in ${where}, with other content: the later overwrites the earlier`,
        line,
        column,
      });
    }
    seen.set(key, object);
  }
}

/** A field that is null counts as left out; items of lists stay, so that paths still fit. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => (item === null ? [] : [[key, withoutNulls(item)]])),
  );
}
