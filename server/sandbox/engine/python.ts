import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Python ≥ 3.10 is what the pinned packages need. */
export const MINIMUM_PYTHON = [3, 10] as const;

const NAMES = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python'];

export interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
}

/**
 * Python must not be led to other packages than those of the environment it belongs to, and must keep what it compiles:
 * without byte code every start of the engine takes three times as long.
 */
export function pythonEnv(extra: Record<string, string> = {}): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env, PYTHONNOUSERSITE: '1', ...extra };
  for (const name of ['PYTHONHOME', 'PYTHONPATH', 'PYTHONSTARTUP', 'PYTHONDONTWRITEBYTECODE', 'VIRTUAL_ENV'])
    delete env[name];
  return env;
}

/** Runs a program to its end. Never rejects: a program that cannot be started has code null and says why in stderr. */
export function run(file: string, args: string[], onLine?: (line: string) => void): Promise<Finished> {
  return new Promise((resolve) => {
    const child = spawn(file, args, { env: pythonEnv(), stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout = (stdout + text).slice(-64 * 1024);
      for (const line of text.split('\n')) if (line.trim() !== '') onLine?.(line.trim());
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-64 * 1024);
    });
    child.on('error', (error) => resolve({ code: null, stdout, stderr: stderr + error.message }));
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** The first executable file of that name on the search path, or null. */
export function which(name: string, searchPath: string): string | null {
  for (const folder of searchPath.split(delimiter)) {
    if (folder === '') continue;
    const file = join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      if (statSync(file).isFile()) return file;
    } catch {
      continue; // not there, or not executable: look in the next folder
    }
  }
  return null;
}

export interface FoundPython {
  file: string;
  version: string;
}

/** A Python that is new enough, or in words what was found instead. */
export async function findPython(searchPath: string): Promise<FoundPython | string> {
  const seen: string[] = [];
  for (const name of NAMES) {
    const file = which(name, searchPath);
    if (!file) continue;
    const answer = await run(file, ['-c', 'import sys; print("%d.%d.%d" % sys.version_info[:3])']);
    const version = answer.stdout.trim();
    const [major = 0, minor = 0] = version.split('.').map(Number);
    if (answer.code !== 0) seen.push(`${file} does not run`);
    else if (major > MINIMUM_PYTHON[0] || (major === MINIMUM_PYTHON[0] && minor >= MINIMUM_PYTHON[1])) {
      return { file, version };
    } else seen.push(`${file} is ${version}`);
  }
  return seen.length === 0 ? 'no python3 is on the PATH' : seen.join('; ');
}
