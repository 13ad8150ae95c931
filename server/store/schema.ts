import type { ColumnType, Insertable, Selectable } from 'kysely';
import type { Fixed } from './column.ts';
import type { AccountTables } from './schema-accounts.ts';
import type { AssignmentTables } from './schema-assignments.ts';
import type { ClassroomTables } from './schema-classroom.ts';
import type { ConnectionTables } from './schema-connections.ts';
import type { InsightTables } from './schema-insight.ts';
import type { RunTables } from './schema-runs.ts';
import type { CorrectionTables } from './schema-corrections.ts';

/**
 * The tables. Times are epoch milliseconds and flags 0 or 1: SQLite binds neither Date nor boolean, and PostgreSQL
 * takes both. JSON is text.
 */
export interface Database
  extends
    ClassroomTables,
    AssignmentTables,
    RunTables,
    CorrectionTables,
    ConnectionTables,
    AccountTables,
    InsightTables {
  learners: LearnerTable;
  lab_sessions: LabSessionTable;
  attempts: AttemptTable;
  task_results: TaskResultTable;
  evidence: EvidenceTable;
  attempt_calls: AttemptCallsTable;
  artifacts: ArtifactTable;
  drafts: DraftTable;
  graded_files: GradedFileTable;
  hint_openings: HintOpeningTable;
  lesson_progress: LessonProgressTable;
  quiz_attempts: QuizAttemptTable;
  quiz_answers: QuizAnswerTable;
  review_sessions: ReviewSessionTable;
  review_answers: ReviewAnswerTable;
  receipts: ReceiptTable;
  certificates: CertificateTable;
  jobs: JobTable;
}

interface LearnerTable {
  id: Fixed<string>;
  name: string;
  /** What a learner's variables are drawn from. */
  seed: Fixed<string>;
  created_at: Fixed<number>;
}
export type Learner = Selectable<LearnerTable>;

interface LabSessionTable {
  id: Fixed<string>;
  learner: Fixed<string>;
  lab: Fixed<string>;
  seed: Fixed<string>;
  /** JSON of the variables' values. */
  variables: string;
  target_kind: string;
  endpoint: string | null;
  region: string;
  /** Account of the current generation; null while it is being made. */
  account: string | null;
  generation: number;
  status: string;
  problem: string | null;
  created_at: Fixed<number>;
  updated_at: number;
}
export type LabSession = Selectable<LabSessionTable>;
export type NewLabSession = Insertable<LabSessionTable>;

interface AttemptTable {
  id: Fixed<string>;
  session: Fixed<string>;
  /** Counts from 1 in its session. */
  number: Fixed<number>;
  /** Chosen by the client, one per press of Check. */
  idempotency_key: Fixed<string>;
  /** `learner`, or `bulk` for a run of staff, which uses up nobody's attempts. */
  source: ColumnType<string, string | undefined, never>;
  /** JSON list of the tasks asked for; null for all. */
  tasks: Fixed<string | null>;
  generation: Fixed<number>;
  status: string;
  created_at: Fixed<number>;
  started_at: number | null;
  finished_at: number | null;
  score: number | null;
  checkable: number | null;
  /** JSON of the report without the tasks, which have their own table. */
  report: string | null;
  problem: string | null;
}
export type Attempt = Selectable<AttemptTable>;

interface TaskResultTable {
  attempt: Fixed<string>;
  session: Fixed<string>;
  task: Fixed<string>;
  position: Fixed<number>;
  /** An applied regrade changes the verdict; what it was stays in regrade_changes. */
  status: string;
  points: number;
  max_points: Fixed<number>;
  reason: string;
  /** JSON of the whole TaskResult. */
  result: string;
}
export type StoredTaskResult = Selectable<TaskResultTable>;

interface EvidenceTable {
  attempt: Fixed<string>;
  /** The JSON, compressed, as base64: binary columns differ between the dialects, text does not. */
  body: Fixed<string>;
  encoding: Fixed<string>;
  bytes: Fixed<number>;
  created_at: Fixed<number>;
}

interface AttemptCallsTable {
  id: Fixed<string>;
  session: Fixed<string>;
  /** Null for the mark after setup, from which on calls are the learner's own. */
  attempt: Fixed<string | null>;
  account: Fixed<string>;
  /** Number of the last call of the account's journal that the note has seen. */
  last_seq: Fixed<number>;
  /** JSON of the summary. */
  body: Fixed<string>;
  created_at: Fixed<number>;
}
export type AttemptCalls = Selectable<AttemptCallsTable>;

interface ArtifactTable {
  session: Fixed<string>;
  task: Fixed<string>;
  name: Fixed<string>;
  body: string;
  bytes: number;
  sha256: string;
  submitted_at: number;
}
export type Artifact = Selectable<ArtifactTable>;

interface DraftTable {
  session: Fixed<string>;
  task: Fixed<string>;
  name: Fixed<string>;
  body: string;
  saved_at: number;
}
export type Draft = Selectable<DraftTable>;

interface GradedFileTable {
  session: Fixed<string>;
  task: Fixed<string>;
  name: Fixed<string>;
  body: string;
  attempt: string;
  graded_at: number;
}
export type GradedFile = Selectable<GradedFileTable>;

interface HintOpeningTable {
  session: Fixed<string>;
  task: Fixed<string>;
  level: Fixed<number>;
  cost_percent: Fixed<number>;
  opened_at: Fixed<number>;
}
export type HintOpening = Selectable<HintOpeningTable>;

interface LessonProgressTable {
  learner: Fixed<string>;
  part: Fixed<string>;
  done: number;
  position: string | null;
  updated_at: number;
}
export type LessonProgress = Selectable<LessonProgressTable>;

interface QuizAttemptTable {
  id: Fixed<string>;
  learner: Fixed<string>;
  part: Fixed<string>;
  seed: Fixed<string>;
  /** Digest of the quiz file that the attempt was made from. */
  digest: Fixed<string>;
  /** 1 while it may still be answered; unique per learner and part, so that two tabs resume the same one. */
  open: number | null;
  started_at: Fixed<number>;
  finished_at: number | null;
  score: number | null;
}
export type QuizAttempt = Selectable<QuizAttemptTable>;

interface QuizAnswerTable {
  attempt: Fixed<string>;
  item: Fixed<string>;
  answer: Fixed<string>;
  correct: Fixed<number>;
  credit: Fixed<number>;
  answered_at: Fixed<number>;
}
export type StoredQuizAnswer = Selectable<QuizAnswerTable>;

interface ReviewSessionTable {
  id: Fixed<string>;
  learner: Fixed<string>;
  seed: Fixed<string>;
  /** JSON list of { part, item }: what was due when it began. */
  items: Fixed<string>;
  /** 1 while it may still be answered; unique per learner, so that two tabs resume the same one. */
  open: number | null;
  started_at: Fixed<number>;
  finished_at: number | null;
}
export type ReviewSession = Selectable<ReviewSessionTable>;

interface ReviewAnswerTable {
  session: Fixed<string>;
  part: Fixed<string>;
  item: Fixed<string>;
  answer: Fixed<string>;
  correct: Fixed<number>;
  credit: Fixed<number>;
  answered_at: Fixed<number>;
}
export type StoredReviewAnswer = Selectable<ReviewAnswerTable>;

interface ReceiptTable {
  id: Fixed<string>;
  learner: Fixed<string>;
  session: Fixed<string>;
  attempt: Fixed<string | null>;
  issued_at: Fixed<number>;
  /** JSON of the sealed receipt: what was signed is what is shown. */
  body: Fixed<string>;
}

interface CertificateTable {
  id: Fixed<string>;
  learner: Fixed<string>;
  scope: Fixed<string>;
  issued_at: Fixed<number>;
  body: Fixed<string>;
}

interface JobTable {
  id: Fixed<string>;
  kind: Fixed<string>;
  /** What the job is about: an attempt's or a lab session's id. Unique per kind while the job is not done. */
  subject: Fixed<string>;
  /** 0 interactive, 1 bulk: the lower one first. */
  lane: Fixed<number>;
  status: string;
  tries: number;
  run_after: number;
  /** Until when the worker that took it has it; after that it may be taken again. */
  leased_until: number | null;
  worker: string | null;
  error: string | null;
  created_at: Fixed<number>;
  finished_at: number | null;
}
export type Job = Selectable<JobTable>;
