import { fail, type ReasonSpec } from './check.ts';

/** Reasons that several checks share (lab-catalogue §1). Spread them into `reasons` where they rank. */
export const artifactReasons = {
  'artifact-missing': fail(
    'Nothing has been handed in for this task: it needs {name}.',
    'Hand it in with `groundschool submit`, or paste it into the editor of this task.',
  ),
  'artifact-unreadable': fail(
    '{name} cannot be read: {problem}.',
    'Hand in a UTF-8 text file of at most 256 KiB.',
  ),
} satisfies Record<string, ReasonSpec>;

/** Largest artifact, in bytes (lab-catalogue §1). */
export const MAX_ARTIFACT_BYTES = 256 * 1024;
