import type { GradeReport, LabManifest, TaskResult, Variables } from '../contract/index.ts';
import type { CallRecord } from './calls.ts';
import type { AnyCheck, AnyRead, ArtifactFile, Box, Observation, RunFacts } from '../kit/index.ts';

/** Keys as the SDK takes them: fixed, or a provider that fetches and renews them. */
export type Credentials =
  | { accessKeyId: string; secretAccessKey: string; sessionToken?: string }
  | ((...options: never[]) => Promise<{
      accessKeyId: string;
      secretAccessKey: string;
      sessionToken?: string;
      expiration?: Date;
    }>);

/** How the account is reached. `server/targets` makes one from the options of a request or the command line. */
export interface Target {
  kind: 'sandbox' | 'endpoint' | 'aws';
  /** Base URL of the emulator; null for AWS. */
  endpoint: string | null;
  region: string;
  credentials: Credentials;
  /** Keys of one service's client, where they differ: sessions of a role that hold the reads of some services each. */
  credentialsOf?: (service: string) => Credentials;
  /** Certificates in PEM of the authorities that the endpoint's own certificate may come from; the machine's without them. */
  ca?: string;
  /**
   * Told of each request that was sent there, by whoever uses the target, retries included, as it was answered: what the owner of the
   * account is shown. It must not throw.
   */
  onCall?: (call: CallRecord) => void;
}

/** What a target is known to do otherwise than AWS, so that nothing is judged there that it cannot show. */
export interface TargetGaps {
  /** Reads that answer, but not with what was configured: the reason by operation. They are not asked. */
  reads: Readonly<Record<string, string>>;
  /** Tasks whose end state it cannot take on, by task id: a pass counts, anything else could be its doing and is blocked. */
  tasks: Readonly<Record<string, { operation: string; why: string }>>;
}

export interface Limits {
  /** One SDK call with its retries, in milliseconds. */
  callMs: number;
  /** All reads of one run, in milliseconds. */
  labMs: number;
  /** Reads in flight at the same time. */
  concurrency: number;
  /** How long an absence waits before it is read again on AWS, in milliseconds. */
  absenceMs: number;
}
export const DEFAULT_LIMITS: Limits = { callMs: 6_000, labMs: 60_000, concurrency: 16, absenceMs: 2_000 };

/** `graders/checks/index.ts`: one lazy import per check, so that a run loads only what its lab uses. */
export type CheckMap = Record<string, () => Promise<{ default: AnyCheck }>>;

export type GradeEvent = { type: 'task-started'; task: string } | { type: 'task-result'; result: TaskResult };

/** AWS may still answer with the past: something is missed, and looked for again until its window is over. */
export interface Wait {
  /** Operation as the SDK names it. */
  read: string;
  secondsLeft: number;
}

export interface GradeInput {
  /** A validated manifest (the catalog validates it; the engine trusts its shape). */
  lab: LabManifest;
  /** Version of Groundschool and of the lab, `0.1.0+<digest>`. */
  version: string;
  /** From `resolveVariables`. */
  variables: Variables;
  target: Target;
  checks: CheckMap;
  /** The read that opens every run: `callerIdentity` of graders/reads/sts.ts. The engine itself imports no SDK client. */
  identity: AnyRead;
  /** Refuse to judge any other account than this one (12 digits). */
  expectedAccount?: string;
  /** Submitted files by task id. */
  artifacts?: Readonly<Record<string, readonly ArtifactFile[]>>;
  /** YYYY-MM-DD; defaults to the UTC day of `now`. */
  today?: string;
  /** Start of the attempt; defaults to the clock. */
  now?: Date;
  /** Judge only these tasks and what comes before them. */
  tasks?: readonly string[];
  /** What the target cannot show; nothing by default. */
  gaps?: TargetGaps;
  /** Where learners' scripts run; without one such checks are blocked with `no-runtime`. */
  box?: Box;
  limits?: Partial<Limits>;
  /** US dollars that the owner of the account agrees to pay for reads of this run that AWS charges for; default nothing. */
  acceptedCost?: number;
  /** Gives the run up: `grade` rejects with GRADE_ABORTED. */
  signal?: AbortSignal;
  /** Awaited before each read of a run that can wait, outside of every limit but `labMs`. */
  standAside?: (() => Promise<void>) | undefined;
  onEvent?: (event: GradeEvent) => void;
  /** Told before each further look, so that a page can count down. Only at AWS. */
  onWait?: (wait: Wait) => void;
  /** Called with our own bugs (a judge that threw, a refused operation); they never reach the learner. */
  onError?: (error: unknown, where: string) => void;
}

/** One read as it was made, with SHA-256 of the canonical JSON of its observation. */
export interface StoredRead {
  read: string;
  args: unknown;
  observation: Observation<unknown>;
  digest: string;
}

/** Everything a run saw. Plain JSON: store it compressed, hand it to `rejudge` later. */
export interface StoredEvidence {
  format: 1;
  lab: string;
  version: string;
  run: RunFacts;
  /** Null when the account never became known; then every task is blocked for `identity`'s reason. */
  account: string | null;
  identity: Observation<unknown>;
  variables: Variables;
  /** Tasks asked for, or null for all. */
  tasks: string[] | null;
  /** `TargetGaps.tasks` of the run; left out where there were none. */
  taskGaps?: TargetGaps['tasks'];
  startedAt: string;
  durationMs: number;
  awsCalls: number;
  reads: StoredRead[];
}

export interface GradeOutcome {
  report: GradeReport;
  evidence: StoredEvidence;
}

export interface RejudgeInput {
  evidence: StoredEvidence;
  lab: LabManifest;
  checks: CheckMap;
  /** Version to print on the new report; defaults to the evidence's. */
  version?: string;
  onError?: GradeInput['onError'];
}
