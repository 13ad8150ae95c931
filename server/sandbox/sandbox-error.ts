/** Why the sandbox (not AWS) could not do something; each code has one cure, said in the message. */
export type SandboxErrorCode =
  | 'ENGINE_UNAVAILABLE'
  | 'SANDBOX_PORT_IN_USE'
  | 'SANDBOX_DATA_IN_USE'
  | 'SANDBOX_KEY_MISMATCH'
  | 'SANDBOX_ACCOUNT_NOT_FOUND'
  | 'SANDBOX_BAD_REQUEST';

export class SandboxError extends Error {
  readonly code: SandboxErrorCode;

  constructor(code: SandboxErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SandboxError';
    this.code = code;
  }
}

/** What went wrong, as one line, whatever was thrown. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
