import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const root = join(import.meta.dirname, '../..');

export interface CliRun {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface CliOptions {
  /** Environment besides PATH and HOME; nothing of this machine's own AWS settings gets through. */
  env?: Record<string, string>;
  cwd?: string;
  /** The program; default the one of this checkout. */
  program?: string;
}

let built: Promise<string> | undefined;

const folders: string[] = [];
// The process that runs a test file is not always given the time for an exit handler.
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/**
 * Bundles the command line once for the tests of a file, beside `dist` so that a server that runs from there is left alone.
 *
 * @returns the program that `node` runs; it chooses the bundle as bin.js does
 */
export function cliProgram(): Promise<string> {
  built ??= bundleCli(join(root, '.cache', `cli-${process.pid}`));
  return built;
}

/** Bundles the command line into a folder, which goes when the test file that asks for it is through. */
export async function bundleCli(folder: string): Promise<string> {
  const { build } = await import('../../server/cli/build.js');
  mkdirSync(folder, { recursive: true });
  folders.push(folder);
  await build({ web: false, quiet: true, outdir: join(folder, 'server') });
  const program = join(folder, 'groundschool.mjs');
  writeFileSync(
    program,
    `const grade = process.argv[2] === 'grade';
const { main } = await import(grade ? './server/grade.js' : './server/cli.js');
process.exitCode = await main(process.argv.slice(2));\n`,
  );
  return program;
}

/** Starts the command line as a process of its own. */
export async function startCli(args: readonly string[], options: CliOptions = {}): Promise<ChildProcess> {
  return spawn(process.execPath, [options.program ?? (await cliProgram()), ...args], {
    cwd: options.cwd ?? root,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: '/nonexistent',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Runs the command line to its end. */
export async function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliRun> {
  const child = await startCli(args, options);
  return new Promise((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}
