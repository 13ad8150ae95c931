import type { Step } from '../../../server/scripts/index.ts';

/** What a task must say: `pass`, `skipped`, or status and reason. */
export type Expected = 'pass' | 'skipped' | `fail/${string}` | `blocked/${string}`;

/** What a link is made with; times in seconds. */
export interface LinkOptions {
  bucket?: string;
  key?: string;
  expiresIn?: number;
  method?: 'GET' | 'PUT' | 'HEAD';
  /** Sign a request for this about the object, instead of the object. */
  subresource?: 'acl';
  /** Seconds before now at which it is signed. */
  ago?: number;
  /** Host and port it is signed for; the sandbox's own when absent. */
  host?: string;
  /** Sign with a secret that is not the account's. */
  forged?: boolean;
}

/** What the text of a hand-in may be made of: places of the run, and links signed on demand. */
export interface HandInFacts {
  host: string;
  bucket: string;
  key: string;
  sign: (options?: LinkOptions) => Promise<string>;
  /** What the reference hands in for a task. */
  reference: (task: string) => string;
}

export type HandIn =
  string | Uint8Array | ((facts: HandInFacts) => string | Uint8Array | Promise<string | Uint8Array>);

/** One state of an account, and what each task must say of it. */
export interface AccountState {
  name: string;
  /** Calls after the reference solution. Settings of buckets are put back afterwards, everything else by `undo`. */
  calls?: readonly Step[];
  undo?: readonly Step[];
  /** Files handed in instead of the reference's, by task, as [name, content] in the order of handing in. */
  files?: Readonly<Record<string, readonly (readonly [string, HandIn])[]>>;
  /** `--var name=value` */
  variables?: Readonly<Record<string, string | number>>;
  /** `--region`; such a state has an account of its own, built there. */
  region?: string;
  /** Reads of the grader that the sandbox breaks. */
  broken?: Readonly<Record<string, 'deny' | 'throttle' | 'timeout' | 'error' | 'malformed' | 'unsupported'>>;
  /** Days from the real today: `--today`. */
  daysLater?: number;
  /** Jobs and endpoints that `calls` begin take their time. */
  pace?: 'gradual';
  /** `setup` leaves the solution out. */
  start?: 'solution' | 'setup';
  /** Takes seconds; not for every day. */
  slow?: boolean;
  /** An account that nothing else uses. */
  alone?: boolean;
  /** Why the answer is this one, where the catalogue leaves room. */
  because?: string;
  expect: Readonly<Record<string, Expected>>;
}

export const BUCKET = '{{bucket}}';
export const ATTIC = '{{attic}}';

/** One SDK call, in the language of account scripts: templates, `$json`, `$text`, `$zeros`. */
export function call(name: `${string}:${string}`, input: Record<string, unknown>, as?: string): Step {
  const at = name.indexOf(':');
  const extras = { file: 'states', line: 1, ...(as === undefined ? {} : { as }) };
  return { kind: 'call', service: name.slice(0, at), operation: name.slice(at + 1), input, ...extras };
}

type Json = Record<string, unknown>;

/** Bucket policy of the bucket (or another one). */
export const policy = (statements: readonly Json[], bucket = BUCKET, version = '2012-10-17'): Step =>
  call('s3:PutBucketPolicy', {
    Bucket: bucket,
    Policy: { $json: { Version: version, Statement: statements } },
  });

/** Lifecycle configuration of the bucket (or another one). */
export const lifecycle = (rules: readonly Json[], bucket = BUCKET, more: Json = {}): Step =>
  call('s3:PutBucketLifecycleConfiguration', {
    Bucket: bucket,
    LifecycleConfiguration: { Rules: rules },
    ...more,
  });

/** An enabled rule; `filter` is a prefix or a whole Filter. */
export const rule = (filter: string | Json, actions: Json): Json => ({
  Status: 'Enabled',
  Filter: typeof filter === 'string' ? { Prefix: filter } : filter,
  ...actions,
});

export const moves = (...steps: readonly (readonly [days: unknown, storageClass: string])[]): Json => ({
  Transitions: steps.map(([Days, StorageClass]) => ({ Days, StorageClass })),
});
export const expires = (Days: unknown): Json => ({ Expiration: { Days } });
export const MARKERS: Json = { Expiration: { ExpiredObjectDeleteMarker: true } };
export const aborts = (DaysAfterInitiation: unknown): Json => ({
  AbortIncompleteMultipartUpload: { DaysAfterInitiation },
});
export const oldVersions = (NoncurrentDays: unknown, NewerNoncurrentVersions?: unknown): Json => ({
  NoncurrentVersionExpiration: {
    NoncurrentDays,
    ...(NewerNoncurrentVersions === undefined ? {} : { NewerNoncurrentVersions }),
  },
});

export const put = (Key: string, bytes: number, Bucket = BUCKET): Step =>
  call('s3:PutObject', { Bucket, Key, Body: { $zeros: bytes } });
export const remove = (Key: string, Bucket = BUCKET): Step => call('s3:DeleteObject', { Bucket, Key });

/** The four flags, those named switched off. */
export const flags = (off: readonly string[], Bucket = BUCKET): Step =>
  call('s3:PutPublicAccessBlock', {
    Bucket,
    PublicAccessBlockConfiguration: Object.fromEntries(
      ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'].map((name) => [
        name,
        !off.includes(name),
      ]),
    ),
  });

export const encryption = (byDefault: Json, BucketKeyEnabled?: boolean, Bucket = BUCKET): Step =>
  call('s3:PutBucketEncryption', {
    Bucket,
    ServerSideEncryptionConfiguration: {
      Rules: [
        {
          ApplyServerSideEncryptionByDefault: byDefault,
          ...(BucketKeyEnabled === undefined ? {} : { BucketKeyEnabled }),
        },
      ],
    },
  });

// The reference's rules, as pieces to build on.
export const MODELS = rule('models/', moves(['{{ia_days}}', 'STANDARD_IA'], ['{{gir_days}}', 'GLACIER_IR']));
export const EXPERIMENTS = rule('experiments/', moves(['{{archive_days}}', 'DEEP_ARCHIVE']));
export const SCRATCH_TAG = { Tag: { Key: 'retention', Value: 'scratch' } };
export const SCRATCH = rule(SCRATCH_TAG, expires('{{scratch_days}}'));
