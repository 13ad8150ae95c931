import type { Selectable } from 'kysely';
import type { Fixed } from './column.ts';

/** Tables of bulk runs. As in schema.ts: times are epoch milliseconds, flags 0 or 1, JSON is text. */
export interface RunTables {
  runs: RunTable;
  run_items: RunItemTable;
}

interface RunTable {
  id: Fixed<string>;
  cohort: Fixed<string>;
  lab: Fixed<string>;
  /** running, paused, cancelled or done. */
  status: string;
  started_by: Fixed<string | null>;
  created_at: Fixed<number>;
  finished_at: number | null;
}
export type Run = Selectable<RunTable>;

/** One learner in a run. */
interface RunItemTable {
  run: Fixed<string>;
  learner: Fixed<string>;
  position: Fixed<number>;
  /** waiting → queued → graded, blocked or failed; or waiting → not-started, blocked or cancelled. */
  status: string;
  /** How often it was queued: each time is an attempt of its own. */
  tries: number;
  /** The last attempt that was made for it. */
  attempt: string | null;
  problem: string | null;
}
export type RunItem = Selectable<RunItemTable>;
