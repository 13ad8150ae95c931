// The model of S3 Lifecycle: pure, browser-safe, used by the checks and by the time machine alike.
export type * from './configuration.ts';
export type * from './types.ts';
export { DEFAULT_PROBE_SIZE, STORAGE_CLASSES, isGone, rank } from './values.ts';
export {
  LATER_UPLOAD_DAYS,
  agreeOnBothUploads,
  possibleStates,
  stateAt,
  stateOnDay,
  timeline,
} from './timeline.ts';
export { lifetime } from './lifetime.ts';
export type { StorageSpan } from './lifetime.ts';
export { explainEffect, explainFinding, explainNote, pageOf, ruleName } from './explain.ts';
