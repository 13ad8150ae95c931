import { overridesOf, type Executor } from '../store/index.ts';

/** Points that a person gave in place of the grader's. */
export interface Override {
  assignment: string;
  learner: string;
  task: string;
  /** Count as they are: neither hints nor time take anything off. */
  points: number;
}

/** Where overrides come from. */
export type OverrideSource = (db: Executor, cohort: string, learner?: string) => Promise<readonly Override[]>;

/** Those that staff gave and have not taken back (server/corrections). */
export const storedOverrides: OverrideSource = overridesOf;
