import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, normalize } from 'node:path';
import pLimit from 'p-limit';
import { Blocked, type Box, type BoxJob, type BoxResult } from '../kit/index.ts';
import type { Confinement, Programs } from './closing.ts';
import { BOX_LIMITS, confinedCommand, type BoxLimits } from './confine.ts';
import { findInterpreter, findProgram, type Interpreter } from './interpreter.ts';
import { runConfined } from './spawn.ts';

export type { BoxLimits } from './confine.ts';
// The terminal (server/terminal) closes its box with the same walls.
export * from './closing.ts';
export { usageOf, type Usage } from './usage.ts';
export { findInterpreter, findProgram, type Interpreter } from './interpreter.ts';

export interface BoxOptions {
  /** Where `python3` and `bwrap` are looked for; defaults to this process's PATH and the places where Linux keeps them. */
  searchPath?: string;
  limits?: Partial<BoxLimits>;
  /** Scripts that run at the same time. */
  concurrency?: number;
  /** By how much they yield the processor to others, as `nice` counts; 0 by default. They get more time by the clock for it. */
  niceness?: number;
}

/** What this machine can do for scripts, for the health page and for `groundschool start`. */
export type BoxStatus =
  { ready: true; python: string; confinement: Confinement } | { ready: false; problem: string };

export interface LockedBox extends Box {
  /** Looks for interpreter and confinement once, and tries them. */
  status(): Promise<BoxStatus>;
}

interface Ready {
  /** What the command begins with. */
  before: readonly string[];
  /** By how much the clock's limit grows. */
  patience: number;
  programs: Programs;
  python: Interpreter;
  confinement: Confinement;
}

/**
 * A step of niceness is a share of the processor smaller by 1.25 while others want it (sched(7)). A learner whose script yields to
 * others must not be told that it takes too long: the limit of processor time stays, that of the clock grows.
 */
const SHARE_PER_STEP = 1.25;

/** Proves at first use that the box closes and that a script may start a process of its own. */
const TRIAL =
  'import os, subprocess, sys; subprocess.run([sys.executable, "-I", "-S", "-c", ""], check=True); os.write(3, b"ok")';

/** The locked box for learners' scripts. Nothing is started before the first `run` or `status`. */
export function createBox(options: BoxOptions = {}): LockedBox {
  const limits = { ...BOX_LIMITS, ...options.limits };
  const searchPath =
    options.searchPath ?? `${process.env['PATH'] ?? ''}:/usr/local/bin:/usr/bin:/bin:/usr/sbin`;
  const queue = pLimit(options.concurrency ?? 2);
  let prepared: Promise<Ready | { problem: string }> | undefined;
  const prepare = (): Promise<Ready | { problem: string }> =>
    (prepared ??= findRuntime(searchPath, limits, options.niceness ?? 0));

  return {
    status: async () => {
      const ready = await prepare();
      if ('problem' in ready) return { ready: false, problem: ready.problem };
      return { ready: true, python: ready.python.version, confinement: ready.confinement };
    },
    run: (job, signal) =>
      queue(async () => {
        const ready = await prepare();
        if ('problem' in ready) throw noRuntime(ready.problem);
        return runJob(ready, job, limits, signal);
      }),
  };
}

async function findRuntime(
  searchPath: string,
  limits: BoxLimits,
  niceness: number,
): Promise<Ready | { problem: string }> {
  const [python, bwrap, prlimit, setpriv, nice] = await Promise.all([
    findInterpreter(searchPath),
    findProgram('bwrap', searchPath),
    findProgram('prlimit', searchPath),
    findProgram('setpriv', searchPath),
    findProgram('nice', searchPath),
  ]);
  if ('problem' in python) return python;
  if (!bwrap) return { problem: 'bubblewrap (bwrap) is not installed' };
  if (!prlimit) return { problem: 'prlimit (util-linux) is not installed' };
  const programs = { bwrap, prlimit, setpriv };
  // Where there is no `nice` (coreutils), scripts run like everything else: that is slower for others and nothing worse.
  const before = nice && niceness > 0 ? [nice, '-n', String(niceness)] : [];
  const asRoot = process.getuid?.() === 0;
  if (asRoot && !setpriv) return { problem: 'setpriv (util-linux) is not installed' };
  const patience = SHARE_PER_STEP ** (before.length > 0 ? niceness : 0);
  const ready: Ready = { before, patience, programs, python, confinement: asRoot ? 'root' : 'user' };
  const trial = await runJob(ready, { files: {}, argv: ['-c', TRIAL] }, limits, undefined);
  if (trial.report === 'ok') return ready;
  const why = trial.stderr.trim().split('\n').at(-1) ?? '';
  return {
    problem: `bubblewrap cannot close a box on this machine (${why || `exit ${String(trial.exitCode)}`})`,
  };
}

async function runJob(
  { before, patience, programs, python, confinement }: Ready,
  job: BoxJob,
  limits: BoxLimits,
  signal: AbortSignal | undefined,
): Promise<BoxResult> {
  const own = {
    ...limits,
    cpuSeconds: job.cpuSeconds ?? limits.cpuSeconds,
    wallSeconds: (job.wallSeconds ?? limits.wallSeconds) * patience,
  };
  // The outer folder stays private; only the inner one is shown in the box, where another user reads it.
  const outer = await mkdtemp(join(tmpdir(), 'groundschool-box-'));
  try {
    const files = join(outer, 'files');
    await mkdir(files);
    for (const [name, content] of Object.entries(job.files)) await writeInto(files, name, content);
    await chmod(files, 0o755);
    const command = confinedCommand(confinement, programs, python, files, own, job.argv);
    return await runConfined([...before, ...command], job.stdin ?? '', own, signal);
  } finally {
    await rm(outer, { recursive: true, force: true });
  }
}

async function writeInto(folder: string, name: string, content: Uint8Array | string): Promise<void> {
  const path = normalize(join(folder, name));
  if (!path.startsWith(`${folder}/`)) throw new Error(`The box takes no file outside itself: ${name}`);
  for (let parent = dirname(path); parent.length > folder.length; parent = dirname(parent)) {
    await mkdir(parent, { recursive: true, mode: 0o755 });
  }
  await writeFile(path, content, { mode: 0o644 });
  await chmod(path, 0o644);
}

function noRuntime(problem: string): Blocked {
  return new Blocked({
    state: 'blocked',
    reason: 'no-runtime',
    operation: 'box',
    detail: problem,
    action: null,
  });
}
