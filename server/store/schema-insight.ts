import type { Selectable } from 'kysely';
import type { Fixed } from './column.ts';

/** Tables of insight. As in schema.ts: times are epoch milliseconds. */
export interface InsightTables {
  watch_marks: WatchMarkTable;
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
