import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import type * as NodePty from '@lydell/node-pty';
import {
  findInterpreter,
  findProgram,
  walls,
  words,
  systemFolders,
  type Confinement,
  type Interpreter,
  type Programs,
} from '../../graders/box/index.ts';
import { CodedError } from '../errors.ts';
import { venvBin } from '../sandbox/index.ts';

/** What this machine needs for terminals, found and tried once. */
export interface Runtime {
  pty: PtyModule;
  programs: Programs;
  confinement: Confinement;
  bash: string;
  /** Runs the forwarder, `aws` and the learner's own scripts. */
  python: Interpreter;
  /** Packages of the project's environment (boto3, the AWS CLI); null before the sandbox has made it. */
  packages: string | null;
}

export type PtyModule = Pick<typeof NodePty, 'spawn'>;

export interface RuntimeOptions {
  /** Where programs are looked for; default this process's PATH and the places where Linux keeps them. */
  searchPath?: string;
  /** Default: the package, which is optional and may not have been built for this machine. */
  loadPty?: () => Promise<PtyModule>;
}

/**
 * Finds what terminals need and closes a box once to see that this machine can.
 *
 * @throws CodedError TERMINAL_UNAVAILABLE with what is missing and how to get it; there is never a shell without a box
 */
export async function findRuntime(options: RuntimeOptions = {}): Promise<Runtime> {
  if (process.platform !== 'linux') {
    throw unavailable('the locked box needs Linux', 'Use your own terminal with the lines under “Connect”.');
  }
  const searchPath =
    options.searchPath ?? `${process.env['PATH'] ?? ''}:/usr/local/bin:/usr/bin:/bin:/usr/sbin`;
  const pty = await loadPty(options.loadPty ?? (() => import('@lydell/node-pty')));
  const needed = async (program: string, source: string): Promise<string> => {
    const found = await findProgram(program, searchPath);
    if (found !== undefined) return found;
    throw unavailable(`${program} is not installed`, `Install ${source} and start Groundschool again.`);
  };
  const asRoot = process.getuid?.() === 0;
  const programs = {
    bwrap: await needed('bwrap', 'bubblewrap (Debian: apt install bubblewrap)'),
    prlimit: await needed('prlimit', 'util-linux'),
    setpriv: asRoot ? await needed('setpriv', 'util-linux') : undefined,
  };
  const bash = await needed('bash', 'bash');
  const confinement = asRoot ? 'root' : 'user';
  await tryBox(programs, confinement);
  // The environment's own interpreter, because its packages are compiled for it.
  const venv = dirname(venvBin('python3'));
  const python = await findInterpreter(`${venv}:${searchPath}`);
  if ('problem' in python) {
    throw unavailable(python.problem, 'Install Python 3.10 or newer and start Groundschool again.');
  }
  const [major, minor] = python.version.split('.');
  const packages = `${dirname(venv)}/lib/python${major}.${minor}/site-packages`;
  const hasPackages = existsSync(`${packages}/boto3`);
  return { pty, programs, confinement, bash, python, packages: hasPackages ? packages : null };
}

async function loadPty(load: () => Promise<PtyModule>): Promise<PtyModule> {
  try {
    return await load();
  } catch (error) {
    const first = (error as Error).message.split('\n')[0] ?? '';
    throw unavailable(
      `the optional package @lydell/node-pty cannot be loaded (${first})`,
      'Run npm install --include=optional and start Groundschool again.',
      error,
    );
  }
}

async function tryBox(programs: Programs, confinement: Confinement): Promise<void> {
  const { namespaces, takeOver } = walls(confinement, programs, 60_000);
  const args = [
    ...words('--die-with-parent --cap-drop ALL'),
    ...namespaces,
    ...systemFolders(),
    ...words('--proc /proc --dev /dev --tmpfs /tmp --chdir /tmp --'),
    ...takeOver,
    programs.prlimit,
    ...words('--nproc=64 -- true'),
  ];
  try {
    await promisify(execFile)(programs.bwrap, args, { timeout: 10_000, cwd: '/', env: {} });
  } catch (error) {
    const { stderr = '', message } = error as Error & { stderr?: string };
    const why = stderr.trim().split('\n').at(-1) || (message.split('\n')[0] ?? '');
    throw unavailable(
      `bubblewrap cannot close a box on this machine (${why})`,
      'Allow user namespaces (in a container: run it with a seccomp profile that allows them) and start Groundschool again.',
      error,
    );
  }
}

function unavailable(problem: string, cure: string, cause?: unknown): CodedError {
  return new CodedError('TERMINAL_UNAVAILABLE', { problem, cure }, { cause });
}
