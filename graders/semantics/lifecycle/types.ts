// What goes into the lifecycle model and what comes out of it; the configuration itself is in configuration.ts.

/** A storage class that S3 Lifecycle can reason about. API_Transition.html lists the targets (all but STANDARD). */
export type StorageClass =
  | 'STANDARD'
  | 'STANDARD_IA'
  | 'INTELLIGENT_TIERING'
  | 'ONEZONE_IA'
  | 'GLACIER_IR'
  | 'GLACIER'
  | 'DEEP_ARCHIVE';

/** GetBucketVersioning's Status; null or undefined for a bucket that was never versioned. */
export type Versioning = 'Enabled' | 'Suspended' | null | undefined;

interface ObjectFacts {
  key: string;
  /** Bytes; 5 MiB when absent. */
  size?: number;
  tags?: Readonly<Record<string, string>>;
  /** Class the object was written to; STANDARD when absent. */
  uploadClass?: StorageClass;
}

/** The current version of an object; its age counts from the upload. */
export interface CurrentProbe extends ObjectFacts {
  kind: 'current';
  /** ISO date of the upload; the `today` of the question when absent. */
  uploadedOn?: string;
}

/** A noncurrent version; its age counts from the day it became noncurrent. */
export interface NoncurrentProbe extends ObjectFacts {
  kind: 'noncurrent';
  /** How many noncurrent versions of the key are newer than this one; 0 when absent. */
  newerNoncurrentVersions?: number;
}

/** A delete marker without any version behind it; its age counts from its creation. */
export interface MarkerProbe {
  kind: 'delete-marker';
  key: string;
}

/** A multipart upload that was never completed; its age counts from its initiation. */
export interface UploadProbe {
  kind: 'multipart-upload';
  key: string;
}

export type Probe = CurrentProbe | NoncurrentProbe | MarkerProbe | UploadProbe;

/** Where a probe is: a class for versions; kept or removed for a marker; kept or aborted for an upload. */
export type ProbeState = StorageClass | 'expired' | 'removed' | 'aborted' | 'kept';

/** The action of a rule, in the API's own words. */
export type ActionName =
  | 'Transition'
  | 'Expiration'
  | 'ExpiredObjectDeleteMarker'
  | 'NoncurrentVersionTransition'
  | 'NoncurrentVersionExpiration'
  | 'AbortIncompleteMultipartUpload';

/** Names a rule for people: its ID, or its place in the list (from 0) when it has none. */
export interface RuleRef {
  index: number;
  id: string | null;
}

/** One thing a rule does to a probe: from day `day` of its age on, the probe is `to`. */
export interface Effect {
  day: number;
  to: Exclude<ProbeState, 'kept'>;
  rule: RuleRef;
  action: ActionName;
  /** ISO day of a date-based action; absent for day-based ones. */
  date?: string;
}

/** Why a rule, or one action of it, is not what put the probe where it is. */
export type Why =
  | 'disabled'
  | 'prefix-mismatch'
  | 'prefix-leading-slash'
  | 'prefix-wildcard'
  | 'tag-missing'
  | 'tag-differs'
  | 'size-not-greater'
  | 'size-not-less'
  | 'tag-or-size-filter'
  | 'no-such-action'
  | 'below-size-floor'
  | 'not-colder'
  | 'too-few-newer-versions'
  | 'not-yet'
  | 'outdone'
  | 'expiration-wins'
  | 'unsupported';

export interface RuleNote {
  rule: RuleRef;
  /** The action that did not decide; null when the whole rule is out. */
  action: ActionName | null;
  why: Why;
  /** What the rule asked for: a prefix, tag, size, day, class or count. */
  wanted?: string | number;
  /** What the probe has instead. */
  found?: string | number | null;
}

/** Something the model cannot evaluate, because AWS would refuse it or because it is newer than the model. */
export type FindingCode =
  | 'rules-malformed'
  | 'rule-malformed'
  | 'rule-unknown-element'
  | 'status-unknown'
  | 'prefix-and-filter'
  | 'filter-malformed'
  | 'filter-several-conditions'
  | 'action-malformed'
  | 'days-invalid'
  | 'date-invalid'
  | 'time-missing'
  | 'days-and-date'
  | 'storage-class-unknown'
  | 'minimum-size-unknown'
  | 'newer-versions-invalid'
  | 'probe-class-unknown';

export interface Finding {
  code: FindingCode;
  /** Where in the configuration, such as `Rules[1].Transitions[0].StorageClass`. */
  path: string;
  /** The offending value as short text. */
  value: string;
  /** First day of the probe's age on which this could change the answer. */
  day: number;
  /** What the action would do if the rule meant it; null when even that is unknown. */
  to: Effect['to'] | null;
}

export interface Question {
  /** ISO date; the day on which the probe was uploaded unless the probe says otherwise. */
  today: string;
  /** Age of the probe in whole days, counted as its kind says. */
  ageDays: number;
  versioning?: Versioning;
}

export interface StateResult {
  state: ProbeState;
  /** The action that put the probe there; null when nothing moved it. */
  decidedBy: Effect | null;
  /** Every other rule or action, in the order of the configuration. */
  notes: RuleNote[];
  /**
   * True when `expired` only means a delete marker on top: the bytes stay as a noncurrent version. False in a bucket
   * with suspended versioning, where the marker replaces the null version.
   */
  hiddenByMarker: boolean;
  /** Not empty: the state is not reliable, a judge answers blocked(unsupported-construct). */
  unsupported: Finding[];
}

export interface Change {
  day: number;
  from: ProbeState;
  to: ProbeState;
  by: Effect;
}

export interface Timeline {
  /** State before any rule acts. */
  start: ProbeState;
  /** Strictly ascending by day; at most one change a day. */
  changes: Change[];
  /** State on the last day asked for. */
  end: ProbeState;
  hiddenByMarker: boolean;
  notes: RuleNote[];
  unsupported: Finding[];
}
