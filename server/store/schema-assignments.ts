import type { Generated, Insertable, Selectable } from 'kysely';
import type { Fixed } from './column.ts';

/** Tables of assignments. As in schema.ts: times are epoch milliseconds, flags 0 or 1, JSON is text. */
export interface AssignmentTables {
  assignments: AssignmentTable;
  extensions: ExtensionTable;
}

interface AssignmentTable {
  id: Fixed<string>;
  cohort: Fixed<string>;
  /** lab or quiz. */
  kind: Fixed<string>;
  /** The lab's id, or that of the part whose quiz it is. */
  item: Fixed<string>;
  title: string;
  /** Wall-clock times in the cohort's zone, `YYYY-MM-DDTHH:mm`: they stay what they are when a clock or a zone's law changes. */
  release_at: string | null;
  due_at: string | null;
  close_at: string | null;
  /** JSON of the contract's AssignmentPolicy. */
  policy: string;
  /** When somebody released it by hand. */
  released_at: number | null;
  /** When somebody opened the reference answers by hand. */
  answers_at: number | null;
  created_at: Fixed<number>;
  updated_at: number;
}
export type Assignment = Selectable<AssignmentTable>;
export type NewAssignment = Insertable<AssignmentTable>;

/** Dates of one learner's own. */
interface ExtensionTable {
  assignment: Fixed<string>;
  learner: Fixed<string>;
  /** Wall-clock time in the cohort's zone. */
  due_at: string | null;
  extra_minutes: number;
  /** Of the time from release to due. */
  extra_percent: number;
  /** Beyond the limit of the assignment. */
  extra_attempts: Generated<number>;
  /** 1: the assignment does not count for this learner. */
  excused: number;
  reason: string;
  by: string | null;
  at: number;
}
export type Extension = Selectable<ExtensionTable>;
export type NewExtension = Insertable<ExtensionTable>;
