import type { GradeReport, LabManifest, TaskResult, Variables } from '../../graders/contract/index.ts';
import type { Target } from '../../graders/engine/index.ts';
import type { ArtifactFile } from '../../graders/kit/index.ts';
import type {
  BillReply,
  DecisionsReply,
  DeploymentReply,
  IdentitiesReply,
  JournalEntry,
  LifecycleReply,
  NetworkReply,
  PodsReply,
  SpotPricesReply,
} from '../contract/index.ts';
import type { Lab } from '../catalog/index.ts';
import type { Sandbox } from '../sandbox/index.ts';
import type { Executor } from '../store/index.ts';

/** What grading needs of its neighbours. The real ones are wired in main.ts; tests bring small ones of their own. */

/** The running sandbox, as far as lab sessions use it. */
export type SandboxPort = Pick<
  Sandbox,
  | 'endpoint'
  | 'createAccount'
  | 'resetAccount'
  | 'credentials'
  | 'isAlive'
  | 'knows'
  | 'journal'
  | 'onJournal'
  | 'openDoor'
>;

export interface EngineState {
  status: 'ready' | 'starting' | 'unavailable';
  /** Empty when ready; else what is going on or missing, and the cure. */
  message: string;
}

/** The sandbox, which may still be starting: making its Python environment takes a minute the first time. */
export interface SandboxHost {
  state(): EngineState;
  /** @throws CodedError ENGINE_UNAVAILABLE while there is none */
  sandbox(): SandboxPort;
  /** Called when the state changes and when accounts are lost. @returns ends the subscription */
  onChange(listener: () => void): () => void;
  close(): Promise<void>;
}

/** An account of the sandbox, with one of its keys. */
export interface SandboxTarget {
  kind: 'sandbox';
  endpoint: string;
  region: string;
  account: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
}
/** A learner's own account, by sessions of its role. Their keys are in memory alone. */
export interface RealTarget extends Target {
  kind: 'aws';
  account: string;
}
export type GradeTarget = SandboxTarget | RealTarget;

/** Learners' own AWS accounts. Whoever has registrations brings one; without it every lab is in the sandbox. */
export interface RealAccounts {
  /** The learner's registration, when its role has been confirmed. @throws CodedError ACCOUNT_NOT_REGISTERED, ACCOUNT_NOT_CONFIRMED */
  confirmed(learner: string): Promise<{ account: string; region: string; labs: readonly string[] }>;
  /**
   * The account by sessions of its role, narrowed to what the lab reads. Nothing is asked of AWS before the first call.
   *
   * @param of.run tells the run in the owner's CloudTrail
   * @throws CodedError as confirmed(), ACCOUNT_NOT_CONFIRMED also when another account is registered by now
   */
  target(of: {
    learner: string;
    account: string;
    lab: LabManifest;
    variables: Variables;
    run: string;
  }): Promise<RealTarget>;
}

export interface GradeJob {
  lab: LabManifest;
  version: string;
  variables: Variables;
  target: GradeTarget;
  artifacts: Readonly<Record<string, readonly ArtifactFile[]>>;
  tasks: readonly string[] | null;
  today: string | null;
  signal: AbortSignal;
  /** Nobody waits for it: awaited before each read, so that others go first. Absent where somebody does. */
  standAside?: () => Promise<void>;
  /** Told before each further look for what AWS may not show yet. */
  onWait(wait: { read: string; secondsLeft: number }): void;
  onEvent(event: { type: 'task-started'; task: string } | { type: 'task-result'; result: TaskResult }): void;
  onError(error: unknown, where: string): void;
}

/** What a picture of an account is drawn from. */
export interface PictureJob {
  lab: LabManifest;
  variables: Variables;
  target: GradeTarget;
  /** The lab's folder, for the files that it hands out; a picture that shows none may go without. */
  folder?: string;
  /** Files handed in, by task; a picture that needs none may go without. */
  artifacts?: Readonly<Record<string, readonly ArtifactFile[]>>;
  /** The session's call journal; where there is none, pictures have no past. */
  calls?: () => Promise<readonly JournalEntry[]>;
  today: string | null;
}

/** The pictures there are, and what each answers. */
export interface PictureReplies {
  lifecycle: LifecycleReply;
  network: NetworkReply;
  decisions: DecisionsReply;
  deployment: DeploymentReply;
  spot: SpotPricesReply;
  bill: BillReply;
  identities: IdentitiesReply;
  pods: PodsReply;
}
export type PictureKind = keyof PictureReplies;

/** The engine with its checks, identity read and script box. */
export interface Grader {
  grade(job: GradeJob): Promise<{ report: GradeReport; evidence: unknown }>;
  /** Judges an earlier attempt again from what was read then, offline. @throws Error when the evidence is not readable */
  rejudge(job: {
    lab: LabManifest;
    version: string;
    evidence: unknown;
    onError(error: unknown, where: string): void;
  }): Promise<GradeReport>;
  /** What the learner's account holds of a picture; null when no check of the lab is about it. */
  picture<K extends PictureKind>(kind: K, job: PictureJob): Promise<PictureReplies[K] | null>;
}

/** Runs a lab's setup in a fresh account. */
export interface ScriptRunner {
  setup(job: {
    lab: Lab;
    variables: Variables;
    target: SandboxTarget;
  }): Promise<{ artifacts: ReadonlyMap<string, readonly ArtifactFile[]> }>;
}

/** Answers that an instructor has opened. Whoever has cohorts brings one; without it only the learner's own work opens any. */
export interface SolutionRelease {
  /** @returns ids of the tasks of this lab whose answer this learner may read without having passed */
  released(of: { learner: string; lab: string }): Promise<ReadonlySet<string>>;
}

/** When a quiz stops taking a learner's answers, with that time in words; null: never. Whoever has assignments brings one. */
export type QuizClose = (
  db: Executor,
  of: { learner: string; part: string },
) => Promise<{ at: number; clock: string } | null>;

/**
 * May a learner begin an attempt? Asked inside the transaction that inserts it. Whoever has assignments brings one; without
 * it everybody always may.
 *
 * @throws CodedError that says what to wait for or whom to ask
 */
export type AttemptRule = (
  tx: Executor,
  attempt: { learner: string; kind: 'lab' | 'quiz'; item: string },
  now: number,
) => Promise<void>;
