/** Something in a text that its reader would refuse, for the mark in the editor and for the list below it. */
export interface TextProblem {
  /** From 1. */
  line: number;
  /** From 1, in UTF-16 units as editors count. */
  column: number;
  /** What it is about: `Deployment/model-server spec.replicas`, or '' for the text itself. */
  where: string;
  message: string;
}
