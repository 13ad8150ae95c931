export { asManifest, manifestText } from './live.ts';
export { isPort } from './names.ts';
export { pathText } from './path.ts';
export { quantity } from './quantity.ts';
export { readManifests } from './read.ts';
export { fieldsOf, isObject, knownKinds, typeOf } from './schema.ts';
export { MAX_BYTES } from './yaml.ts';
export type {
  ManifestFile,
  ManifestObject,
  ManifestProblem,
  ManifestSet,
  Path,
  Position,
  ProblemKind,
  UnknownObject,
} from './types.ts';
