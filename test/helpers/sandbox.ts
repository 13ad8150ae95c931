import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import {
  startSandbox,
  venvBin,
  type Sandbox,
  type SandboxAccount,
  type SandboxOptions,
} from '../../server/sandbox/index.ts';

let shared: Promise<Sandbox> | null = null;

/**
 * One sandbox, with one engine, for all tests of a file. Make an account of your own on it; faults, journal and bucket
 * names are per account, so tests do not see each other. It ends with the test process.
 */
export function sharedSandbox(): Promise<Sandbox> {
  shared ??= freshSandbox();
  return shared;
}

/** A sandbox of one's own, for tests that stop or break it. Close it in the end. */
export function freshSandbox(options: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  // The engine must be the one that the project sets up itself, whatever else this machine has.
  return startSandbox({ port: 0, dataDir: null, ...options, engine: { moto: '', ...options.engine } });
}

/** Options for an SDK client: `new S3Client({ ...clientOf(sandbox, account), forcePathStyle: true })`. */
export function clientOf(
  sandbox: Pick<Sandbox, 'endpoint'>,
  account: SandboxAccount,
  who: 'learner' | 'reader' = 'learner',
): { endpoint: string; region: string; credentials: { accessKeyId: string; secretAccessKey: string } } {
  const credentials =
    who === 'learner'
      ? { accessKeyId: account.accessKeyId, secretAccessKey: account.secretAccessKey }
      : { accessKeyId: account.readerAccessKeyId, secretAccessKey: account.readerSecretAccessKey };
  return { endpoint: sandbox.endpoint, region: 'us-east-1', credentials };
}

/** Environment for programs that speak AWS, cut off from this machine's own settings. */
export function awsEnv(
  sandbox: Pick<Sandbox, 'endpoint'>,
  account: SandboxAccount,
  extra: Record<string, string> = {},
): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    HOME: '/nonexistent',
    AWS_ENDPOINT_URL: sandbox.endpoint,
    AWS_ACCESS_KEY_ID: account.accessKeyId,
    AWS_SECRET_ACCESS_KEY: account.secretAccessKey,
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_MAX_ATTEMPTS: '1',
    AWS_PAGER: '',
    ...extra,
  };
}

export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a program of the project's Python environment (`aws`, `python`); a failing one is a result, not an exception. */
export function runVenv(
  program: string,
  args: string[],
  env: Record<string, string>,
  cwd?: string,
): Promise<Ran> {
  return runProgram(venvBin(program), args, env, cwd);
}

/** As `runVenv`, for a program given by its file. */
export async function runProgram(
  file: string,
  args: string[],
  env: Record<string, string>,
  cwd?: string,
): Promise<Ran> {
  try {
    const options = { env, maxBuffer: 64 * 1024 * 1024, ...(cwd === undefined ? {} : { cwd }) };
    return { code: 0, ...(await promisify(execFile)(file, args, options)) };
  } catch (error) {
    if (!(error instanceof Error) || !('stdout' in error) || !('code' in error)) throw error;
    const { code, stdout, stderr } = error as Error & { code: unknown; stdout: string; stderr: string };
    return { code: typeof code === 'number' ? code : -1, stdout, stderr };
  }
}
