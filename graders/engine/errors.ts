import { UnknownName } from '../kit/index.ts';

/** Codes of the errors that a caller of the engine can cause. Everything else is a verdict, not an error. */
export type GraderErrorCode =
  | 'CHECK_UNKNOWN'
  | 'CHECK_PARAMS_INVALID'
  | 'TASK_UNKNOWN'
  | 'TASK_CYCLE'
  | 'VARIABLE_UNKNOWN'
  | 'VARIABLE_INVALID'
  | 'VARIABLE_CYCLE'
  | 'TODAY_INVALID'
  | 'EVIDENCE_UNREADABLE'
  | 'SESSION_POLICY_TOO_LONG'
  | 'GRADE_ABORTED';

/** A coded error: what happened, where, what to do. `problems` lists every problem of the same kind at once. */
export class GraderError extends Error {
  readonly code: GraderErrorCode;
  readonly problems: readonly string[];
  constructor(code: GraderErrorCode, message: string, problems: readonly string[] = []) {
    super(problems.length > 0 ? `${message}\n${problems.map((line) => `  - ${line}`).join('\n')}` : message);
    this.name = 'GraderError';
    this.code = code;
    this.problems = problems;
  }
}

/** Says where an unknown `{{name}}` stands. Use it around `fillTemplate`. */
export function atPlace<T>(where: string, fill: () => T): T {
  try {
    return fill();
  } catch (error) {
    if (!(error instanceof UnknownName)) throw error;
    throw new GraderError(
      'VARIABLE_UNKNOWN',
      `${where} uses {{${error.unknown}}}, which is no variable. Known: ${error.known.join(', ')}.`,
    );
  }
}
