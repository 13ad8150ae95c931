import { Type, type Static } from 'typebox';

/**
 * Values that YAML cannot say: `$json` (an object sent as JSON text, as policies are), `$text`, `$zeros` (that many zero
 * bytes) and `$file` (a file of the lab folder) as bodies.
 */
export const SPECIAL_KEYS = ['$json', '$text', '$zeros', '$file'] as const;
export type SpecialKey = (typeof SPECIAL_KEYS)[number];

/** Most zero bytes a script may send: it is held in memory. */
export const MAX_ZEROS = 64 * 1024 * 1024;

/** One step: an API call, a presigned link, part of a result, an artifact that is handed in, or the console's work on the root user. */
export interface CallStep {
  kind: 'call';
  /** As the SDK names them: s3, PutBucketPolicy. */
  service: string;
  operation: string;
  input: Record<string, unknown>;
}
export interface PresignStep {
  kind: 'presign';
  method: 'GET' | 'PUT';
  input: Record<string, unknown>;
  /** Seconds, or a template that gives them. */
  expiresIn: number | string;
}
export interface ArtifactStep {
  kind: 'artifact';
  task: string;
  name: string;
  /** Text (a template), or a file of the lab folder. */
  content: { text: string } | { file: string };
}
/** What only the console does to the root user; no AWS API can. The sandbox offers it, other targets leave the step out. */
export interface RootUserStep {
  kind: 'root-user';
  assignMfa: boolean;
  deleteKeys: boolean;
}
/** The end of a text of an earlier result: CloudWatch wants `app/…` of a balancer's ARN, and no API says it. */
export interface PartStep {
  kind: 'part';
  /** A template. */
  of: string;
  /** Where it begins; the first occurrence counts. */
  from: string;
}
/** Where the runs of a repeated step come from: a JSON file of the lab folder, a list, or a list in an earlier result. */
export type ForEach =
  | { file: string }
  /** `where` keeps the entries whose members have these values: an answer that depends on a variable of the learner. */
  | { list: unknown[]; where?: Record<string, unknown> }
  /** `lowest` keeps the entry in which this member is the smallest number. */
  | { of: string; lowest?: string };
export interface StepExtras {
  /** Name that mistakes use to drop or replace the step; unique in the script. */
  step?: string;
  /** Name under which later steps find the result. */
  as?: string;
  /** One run of the step per entry of a list, found as {{item…}}. */
  forEach?: ForEach;
  /** Error codes that are fine (`NoSuchBucketPolicy` when deleting). */
  mayFail?: string[];
  /** Tasks whose answer the step is part of; only the reference says so. An artifact says it itself. */
  tasks?: string[];
  /** Where the step is written: a composed script has steps of several files. */
  file: string;
  /** 1-based. */
  line: number;
}
export type Step = (CallStep | PresignStep | ArtifactStep | PartStep | RootUserStep) & StepExtras;

/** A script file after parsing. `composed` scripts say how they differ from another one. */
export interface AccountScript {
  /** File name without folder and ending: setup, solution, alternative-…, mistake-… */
  name: string;
  file: string;
  title: string;
  /** Script whose steps come first; null when this file is complete in itself. */
  base: string | null;
  without: { step: string; line: number }[];
  replace: { step: string; with: Step[]; line: number }[];
  add: Step[];
  /** Artifacts of the base that are not handed in, as `<task id>/<file>`. */
  withoutArtifacts: string[];
  /** Verdicts that a mistake must get: task id → reason. Every task not named keeps its verdict or is skipped. */
  expect: Record<string, string>;
  /** For an extra start state, such as `without` setup: true runs setup first. Default true. */
  afterSetup: boolean;
}

/** Written-out form of a script file that is a mapping (a composed script). The other form is a plain list of steps. */
export const ComposedScript = Type.Object(
  {
    title: Type.String(),
    base: Type.Optional(Type.String()),
    without: Type.Optional(Type.Array(Type.String())),
    replace: Type.Optional(Type.Record(Type.String(), Type.Array(Type.Unknown()))),
    add: Type.Optional(Type.Array(Type.Unknown())),
    withoutArtifacts: Type.Optional(Type.Array(Type.String({ pattern: '^[^/]+/[^/]+$' }))),
    expect: Type.Optional(Type.Record(Type.String(), Type.String())),
    afterSetup: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);
export type ComposedScript = Static<typeof ComposedScript>;
