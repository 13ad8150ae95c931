/** Something that keeps a lab from proving itself, and what to do about it. */
export interface LabProblem {
  /** File or case that it is about. */
  where: string;
  message: string;
  remedy: string;
}
