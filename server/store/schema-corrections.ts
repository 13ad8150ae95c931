import type { Selectable } from 'kysely';
import type { Fixed } from './column.ts';

/** Tables of corrections. As in schema.ts: times are epoch milliseconds, flags 0 or 1, JSON is text. */
export interface CorrectionTables {
  regrades: RegradeTable;
  regrade_changes: RegradeChangeTable;
  overrides: OverrideTable;
  regrade_requests: RegradeRequestTable;
  request_messages: RequestMessageTable;
  comments: CommentTable;
}

interface RegradeTable {
  id: Fixed<string>;
  cohort: Fixed<string>;
  lab: Fixed<string>;
  /** Of Groundschool and of the lab, that judged again. */
  version: string;
  /** running, ready, applied, discarded or failed. */
  status: string;
  problem: string | null;
  cursor: string;
  total: Fixed<number>;
  done: number;
  without_evidence: number;
  created_by: Fixed<string>;
  created_at: Fixed<number>;
  finished_at: number | null;
  decided_by: string | null;
  decided_at: number | null;
}
export type Regrade = Selectable<RegradeTable>;

interface RegradeChangeTable {
  regrade: Fixed<string>;
  attempt: Fixed<string>;
  task: Fixed<string>;
  learner: Fixed<string>;
  /** JSON of the TaskResult, as it was and as it would be. */
  before: Fixed<string>;
  after: Fixed<string>;
  points_before: Fixed<number>;
  points_after: Fixed<number>;
  applied: number;
}
export type RegradeChange = Selectable<RegradeChangeTable>;

interface OverrideTable {
  id: Fixed<string>;
  assignment: Fixed<string>;
  learner: Fixed<string>;
  task: Fixed<string>;
  points: Fixed<number>;
  reason: Fixed<string>;
  given_by: Fixed<string>;
  given_at: Fixed<number>;
  /** What the grader gave at that time; null before the first check. */
  automatic_points: Fixed<number | null>;
  removed_at: number | null;
  /** 1 while it holds. */
  holds: number | null;
}
export type StoredOverride = Selectable<OverrideTable>;

interface RegradeRequestTable {
  id: Fixed<string>;
  cohort: Fixed<string>;
  learner: Fixed<string>;
  attempt: Fixed<string>;
  task: Fixed<string>;
  /** open, answered or closed. */
  status: string;
  created_at: Fixed<number>;
  updated_at: number;
}
export type RegradeRequest = Selectable<RegradeRequestTable>;

interface RequestMessageTable {
  id: Fixed<string>;
  request: Fixed<string>;
  author: Fixed<string>;
  body: Fixed<string>;
  sent_at: Fixed<number>;
}
export type RequestMessage = Selectable<RequestMessageTable>;

interface CommentTable {
  id: Fixed<string>;
  cohort: Fixed<string>;
  learner: Fixed<string>;
  attempt: Fixed<string>;
  /** Null: about the whole attempt. */
  task: Fixed<string | null>;
  author: Fixed<string>;
  body: string;
  created_at: Fixed<number>;
  edited_at: number | null;
  /** When the learner first had it on the screen. */
  seen_at: number | null;
}
export type StoredComment = Selectable<CommentTable>;
