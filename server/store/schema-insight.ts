import type { Selectable } from 'kysely';
import type { Fixed } from './column.ts';

/** Tables of insight. As in schema.ts: times are epoch milliseconds. */
export interface InsightTables {
  watch_marks: WatchMarkTable;
  similarities: SimilarityTable;
}

/** What somebody did about a finding of the watch list. */
interface WatchMarkTable {
  assignment: Fixed<string>;
  learner: Fixed<string>;
  rule: Fixed<string>;
  /** Empty where the finding is about no task. */
  task: Fixed<string>;
  /** spoken or snoozed. */
  kind: string;
  until: number;
  by: string;
  at: number;
}
export type WatchMark = Selectable<WatchMarkTable>;

/** A value of another learner that was found in somebody's evidence: for people to look at, never a penalty. */
interface SimilarityTable {
  id: Fixed<string>;
  lab: Fixed<string>;
  /** In whose evidence it was found. */
  learner: Fixed<string>;
  /** Whose value it is. */
  owner: Fixed<string>;
  variable: Fixed<string>;
  value: Fixed<string>;
  /** The read and the place in it, of the first time. */
  place: Fixed<string>;
  attempt: Fixed<string>;
  found_at: Fixed<number>;
  last_attempt: string;
  last_at: number;
  /** Attempts in which it was found. */
  times: number;
  dismissed_by: string | null;
  dismissed_at: number | null;
  dismissed_reason: string | null;
}
export type SimilarityItem = Selectable<SimilarityTable>;
