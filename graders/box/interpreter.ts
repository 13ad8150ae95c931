import { execFile } from 'node:child_process';
import { access, constants, realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

/** A Python ≥ 3.10 that the box can show to a script. */
export interface Interpreter {
  /** The real binary, not a shim or a link of a virtual environment. */
  executable: string;
  /** Folder that holds its standard library; shown read-only. */
  prefix: string;
  version: string;
}

const QUESTION =
  'import json, os, sys; print(json.dumps({"version": list(sys.version_info[:3]), "prefix": sys.base_prefix, ' +
  '"executable": os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable)}))';
const OLDEST: readonly [number, number] = [3, 10];

/**
 * The first usable `python3` of a search path. Shims (pyenv) and virtual
 * environments are followed to the interpreter behind them, because only its own prefix is shown in the box.
 *
 * @returns the interpreter, or what was found instead, for the message.
 */
export async function findInterpreter(searchPath: string): Promise<Interpreter | { problem: string }> {
  const seen: string[] = [];
  for (const folder of new Set(searchPath.split(delimiter).filter(Boolean))) {
    const candidate = join(folder, 'python3');
    if (!(await isExecutable(candidate))) continue;
    const found = await ask(candidate);
    if ('problem' in found) seen.push(`${candidate}: ${found.problem}`);
    else return found;
  }
  return { problem: seen.length > 0 ? `no usable Python (${seen.join('; ')})` : 'no python3 on the PATH' };
}

/** Full path of a program on the search path, or undefined. */
export async function findProgram(name: string, searchPath: string): Promise<string | undefined> {
  for (const folder of searchPath.split(delimiter).filter(Boolean)) {
    const candidate = join(folder, name);
    if (await isExecutable(candidate)) return candidate;
  }
  return undefined;
}

async function ask(candidate: string): Promise<Interpreter | { problem: string }> {
  try {
    const answer = JSON.parse(await output(candidate, ['-I', '-c', QUESTION])) as {
      version: [number, number, number];
      prefix: string;
      executable: string;
    };
    const version = answer.version.join('.');
    const [major, minor] = answer.version;
    if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
      return { problem: `version ${version} is older than ${OLDEST.join('.')}` };
    }
    const prefix = await realpath(answer.prefix);
    if (tooMuch().includes(prefix))
      return { problem: `its prefix ${prefix} would show too much of this machine` };
    return { executable: await realpath(answer.executable), prefix, version };
  } catch (error) {
    return { problem: `does not answer (${(error as Error).message.split('\n')[0] ?? ''})` };
  }
}

/** Folders that hold far more than a Python. */
function tooMuch(): string[] {
  const folders = ['/', '/root', '/home', '/etc', '/var'];
  try {
    return [...folders, homedir(), dirname(homedir())];
  } catch {
    return folders; // A user id without an entry in passwd and without HOME, as in many containers.
  }
}

function output(command: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(command, args, { timeout: 10_000, cwd: '/' }, (error, stdout) =>
      error ? reject(error instanceof Error ? error : new Error('failed')) : resolve(stdout),
    );
  });
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
