// The model of S3 Lifecycle: pure, browser-safe, used by the checks and by the time machine alike.
export type * from './types.ts';
export { DEFAULT_PROBE_SIZE } from './match.ts';
export { STORAGE_CLASSES, TRANSITION_FLOOR_BYTES, isGone, rank } from './plan.ts';
export { LATER_UPLOAD_DAYS, agreeOnBothUploads, stateAt, stateOnDay, timeline } from './timeline.ts';
export type { BothUploads } from './timeline.ts';
