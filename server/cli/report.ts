import { EXIT, UsageError } from './usage.ts';

/** Keys of this process, which no message may show whatever an AWS service echoes. */
const SECRETS = ['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'GROUNDSCHOOL_ADMIN_TOKEN'] as const;

/** A text without this shell's credentials. */
export function withoutSecrets(text: string): string {
  return SECRETS.reduce((clean, name) => {
    const secret = process.env[name];
    return secret === undefined || secret.length < 8 ? clean : clean.replaceAll(secret, `(${name})`);
  }, text);
}

/**
 * Prints an error the way every surface does, `CODE: what, where, cure`; only our own bugs show a stack.
 *
 * @returns the exit code
 */
export function report(error: unknown): number {
  const { code } = (error ?? {}) as { code?: unknown };
  // Node's own codes (ERR_…) and the system's (ENOENT) look alike and are nobody's message.
  const isCoded = typeof code === 'string' && /^[A-Z]+(_[A-Z]+)+$/.test(code) && !code.startsWith('ERR_');
  if (error instanceof UsageError || (error instanceof Error && isCoded)) {
    process.stderr.write(withoutSecrets(`${String(code)}: ${error.message}\n`));
    return EXIT.badInput;
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(
    withoutSecrets(`INTERNAL: this is a bug of Groundschool, nothing you did.\n${detail}\n`),
  );
  return EXIT.badInput;
}

function onStreamError(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(EXIT.ok);
  throw error;
}

/** A reader that closes early (`| head`) is no error of ours. Once is enough, however many commands a process runs. */
export function endQuietlyWithReader(): void {
  for (const stream of [process.stdout, process.stderr]) {
    if (!stream.listeners('error').includes(onStreamError)) stream.on('error', onStreamError);
  }
}
