/** A place in a file; both count from 1. */
export interface Position {
  line: number;
  column: number;
}

export type ProblemKind =
  /** The file is too large, not YAML, a template, a bomb of aliases, or holds nothing. */
  | 'file'
  /** The YAML is not well formed. */
  | 'syntax'
  /** An object has no apiVersion, kind or name, or a version that the API server dropped. */
  | 'identity'
  /** A field that does not exist, has another type, or is missing. */
  | 'field'
  /** The fields fit their types and the API server refuses them all the same. */
  | 'rule';

/** Why the API server would refuse a file or one of its objects. */
export interface ManifestProblem extends Position {
  kind: ProblemKind;
  file: string;
  /** `Deployment/model-server`, or '' where no object is known. */
  object: string;
  /** `spec.template.spec.containers[0].ports`, or '' for the whole. */
  path: string;
  message: string;
}

export type Path = readonly (string | number)[];

/** An object of a kind that we know. Its value fits the schema unless a problem names the object. */
export interface ManifestObject {
  file: string;
  apiVersion: string;
  kind: string;
  name: string;
  /** `default` when it names none; '' for kinds that live outside namespaces. */
  namespace: string;
  value: Readonly<Record<string, unknown>>;
  /** Where a field stands, or the nearest of its parents that is written down. */
  at(path: Path): Position;
}

/** An object of a kind that we do not know: a custom resource, or something newer. */
export interface UnknownObject extends Position {
  file: string;
  apiVersion: string;
  kind: string;
  name: string;
  namespace: string;
  value: Readonly<Record<string, unknown>>;
}

export interface ManifestSet {
  objects: ManifestObject[];
  unknown: UnknownObject[];
  problems: ManifestProblem[];
}

export interface ManifestFile {
  name: string;
  text: string;
  /** Objects that an API server has taken already (`manifestText`): no template, however it looks, and no rule is broken. */
  live?: boolean;
}
