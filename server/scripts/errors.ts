/** A problem in a content file, ready to print as `file:line message`. */
export interface ScriptProblem {
  file: string;
  line: number;
  message: string;
}

/** Account scripts cannot be used. Holds every problem; nothing was run. */
export class ScriptError extends Error {
  readonly code = 'SCRIPT_INVALID';
  readonly problems: ScriptProblem[];
  constructor(problems: ScriptProblem[]) {
    const count = problems.length === 1 ? 'One problem' : `${problems.length} problems`;
    super(
      `${count} in account scripts; nothing was run.\n${problems.map(({ file, line, message }) => `${file}:${line} ${message}`).join('\n')}`,
    );
    this.name = 'ScriptError';
    this.problems = problems;
  }
}

/** A step that AWS refused or that could not be made. Says where in which file; `cause` is the SDK's error. */
export class StepFailed extends Error {
  readonly code = 'STEP_FAILED';
  readonly file: string;
  readonly line: number;
  /** What AWS or the SDK called the error: `NoSuchBucket`. */
  readonly awsCode: string;
  constructor(step: { file: string; line: number }, action: string, cause: unknown) {
    const awsCode = errorName(cause);
    const said = cause instanceof Error ? cause.message : String(cause);
    super(
      `${step.file}:${step.line} ${action} failed: ${awsCode === 'Error' ? '' : `${awsCode}: `}${said} What the steps before it made is still there.`,
      { cause },
    );
    this.name = 'StepFailed';
    this.file = step.file;
    this.line = step.line;
    this.awsCode = awsCode;
  }
}

/** What AWS called an error. */
export function errorName(error: unknown): string {
  return error instanceof Error ? error.name : 'Error';
}

/** A script would have changed an AWS account whose owner has not confirmed it. Nothing was run. */
export class RealAccountRefused extends Error {
  readonly code = 'REAL_ACCOUNT';
  /** @param cost what the script would cost, in words */
  constructor(file: string, account: string, confirmed: string | undefined, cost = '') {
    const typed = confirmed === undefined ? '' : ` The number that was confirmed is ${confirmed}.`;
    super(
      `${file} changes AWS account ${account}.${typed} Nothing was run. The account's owner confirms it with --confirm-account ${account}.${cost === '' ? '' : `\n${cost}`}`,
    );
    this.name = 'RealAccountRefused';
  }
}
