import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { venvBin } from '../../server/sandbox/index.ts';
import { runProgram, type Ran } from './sandbox.ts';

const files = join(import.meta.dirname, 'aws-cli');
let folder: Promise<string> | null = null;

/**
 * The AWS CLI of the project's environment, loaded once for all tests of a file: a call takes a fifth of the processor
 * time that a process of its own takes. `aws-cli.test.ts` compares the two.
 *
 * @returns a folder with a program `aws`, to stand first on a PATH; it goes with the test process
 */
export function residentAws(): Promise<string> {
  folder ??= startResident();
  return folder;
}

async function startResident(): Promise<string> {
  const made = mkdtempSync(join(tmpdir(), 'aws-cli-'));
  const client = `#!${venvBin('python')} -IS\n${readFileSync(join(files, 'client.py'), 'utf8')}`;
  writeFileSync(join(made, 'aws'), client, { mode: 0o755 });
  const child = spawn(venvBin('python'), [join(files, 'resident.py'), made], {
    env: { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', LANG: 'C.UTF-8' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the resident AWS CLI ended with ${code}`)));
    child.stdout.once('data', () => resolve());
  });
  // Its standard input ends with this process, and that ends it; nothing waits for it.
  child.unref();
  (child.stdin as Socket).unref();
  (child.stdout as Socket).unref();
  return made;
}

/** Runs one command of the AWS CLI; a failing one is a result, not an exception. */
export async function runAws(args: string[], env: Record<string, string>, cwd?: string): Promise<Ran> {
  return runProgram(join(await residentAws(), 'aws'), args, env, cwd);
}
