import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import type { SandboxEvent } from '../../server/sandbox/index.ts';
import { repositoryRoot } from '../../server/sandbox/engine/paths.ts';

export interface SandboxProcess {
  child: ChildProcess;
  endpoint: string;
  adminToken: string;
  enginePid: number;
  /** What it reported before it was ready. */
  events: SandboxEvent[];
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  /** Ends it as Ctrl-C would. */
  stop(): Promise<void>;
}

const MAIN = `
import { startSandbox } from './server/sandbox/index.ts';
const events = [];
const dataDir = process.argv[2] || null;
const sandbox = await startSandbox({ port: 0, dataDir, engine: { moto: '' }, onEvent: (event) => events.push(event) });
process.on('SIGTERM', () => void sandbox.close().then(() => process.exit(0)));
const { endpoint, adminToken } = sandbox;
console.log(JSON.stringify({ endpoint, adminToken, enginePid: sandbox.health().engine.pid, events }));
`;

/** Bundles a program that runs a sandbox, for tests that kill it. @returns its file, and how to remove it */
export async function bundleSandboxProgram(): Promise<{ file: string; remove: () => Promise<void> }> {
  const root = repositoryRoot();
  // Inside the repository, because the program looks for the engine's files above itself.
  const folder = join(root, '.cache', `sandbox-program-${process.pid}`);
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'main.mjs');
  await build({
    stdin: { contents: MAIN, resolveDir: root, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    outfile: file,
    logLevel: 'warning',
  });
  await writeFile(join(folder, 'README'), 'Made by a test; may be removed.\n');
  return { file, remove: () => rm(folder, { recursive: true, force: true }) };
}

export function startSandboxProcess(file: string, dataDir: string | null): Promise<SandboxProcess> {
  const child = spawn(process.execPath, [file, dataDir ?? ''], { stdio: ['ignore', 'pipe', 'inherit'] });
  const end = (signal: NodeJS.Signals) => (): Promise<void> =>
    new Promise((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) return resolve();
      child.once('exit', () => resolve());
      child.kill(signal);
    });
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the sandbox program ended with ${code}`)));
    createInterface({ input: child.stdout }).once('line', (line) => {
      const told = JSON.parse(line) as Omit<SandboxProcess, 'child' | 'kill' | 'stop'>;
      resolve({ child, ...told, kill: end('SIGKILL'), stop: end('SIGTERM') });
    });
  });
}
