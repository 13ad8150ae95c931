import { readFile } from 'node:fs/promises';
import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { EventSink } from '../events.ts';
import { SandboxError } from '../sandbox-error.ts';
import type { EngineOptions } from './index.ts';
import { venvBin } from './paths.ts';
import { run, which } from './python.ts';
import { VenvError, ensureVenv } from './venv.ts';

/** The oldest moto whose answers the sandbox was made for. */
const MINIMUM_MOTO = [5, 1] as const;

export type Discovered =
  { kind: 'python'; python: string; origin: string } | { kind: 'url'; url: string; origin: string };

/**
 * Decides which moto to run: GROUNDSCHOOL_MOTO, else the project's own environment, else a moto_server on PATH, which is
 * looked at only when the environment cannot be made, so that it cannot hide a broken set-up.
 *
 * @throws SandboxError ENGINE_UNAVAILABLE
 */
export async function discoverEngine(options: EngineOptions, onEvent: EventSink): Promise<Discovered> {
  const moto = options.moto ?? process.env.GROUNDSCHOOL_MOTO ?? '';
  if (/^https?:\/\//.test(moto)) {
    return { kind: 'url', url: moto.replace(/\/+$/, ''), origin: `GROUNDSCHOOL_MOTO=${moto}` };
  }
  if (moto !== '') {
    const python = await interpreterOf(moto);
    if (python.ok) return { kind: 'python', python: python.file, origin: `GROUNDSCHOOL_MOTO=${moto}` };
    throw new SandboxError(
      'ENGINE_UNAVAILABLE',
      `GROUNDSCHOOL_MOTO names ${moto}, but ${python.why}. Name the moto_server of an environment made with "pip install 'moto[server]'", or the http URL of one that runs, or unset the variable.`,
    );
  }
  const searchPath = options.searchPath ?? process.env.PATH ?? '';
  try {
    const { venv, installedMs } = await ensureVenv({
      ...(options.venv === undefined ? {} : { venv: options.venv }),
      searchPath,
      onProgress: (line) => onEvent({ type: 'engine-progress', message: line }),
    });
    if (installedMs > 0) {
      onEvent({
        type: 'engine-progress',
        message: `The sandbox's Python environment was made in ${(installedMs / 1000).toFixed(1)} s.`,
        data: { installedMs },
      });
    }
    return { kind: 'python', python: venvBin('python', venv), origin: venv };
  } catch (error) {
    if (!(error instanceof VenvError)) throw error;
    const onPath = which('moto_server', searchPath);
    const python = onPath === null ? null : await interpreterOf(onPath);
    if (onPath !== null && python?.ok) {
      onEvent({ type: 'engine-progress', message: `${error.message} Using ${onPath} meanwhile.` });
      return { kind: 'python', python: python.file, origin: onPath };
    }
    throw new SandboxError('ENGINE_UNAVAILABLE', error.message, { cause: error });
  }
}

type Interpreter = { ok: true; file: string } | { ok: false; why: string };

/** The Python that a moto_server script runs with: its first line's, or the one beside it (pyenv's shims). */
async function interpreterOf(script: string): Promise<Interpreter> {
  let text: string;
  try {
    text = await readFile(script, 'latin1');
  } catch {
    return { ok: false, why: 'it cannot be read' };
  }
  const shebang = /^#!\s*(\/\S*python[\d.]*)\s*$/m.exec(text.slice(0, 300))?.[1];
  const folder = dirname(script);
  const candidates = [shebang, join(folder, 'python3'), join(folder, 'python')];
  let why = 'no Python belongs to it';
  for (const file of candidates) {
    if (file === undefined) continue;
    const probe = await run(file, ['-c', 'import moto, moto.server; print("moto", moto.__version__)']);
    const version = /^moto (\d+)\.(\d+)\S*$/m.exec(probe.stdout);
    if (probe.code !== 0 || !version) {
      if (probe.code !== null) why = `its Python (${safeRealPath(file)}) cannot import moto's server`;
      continue;
    }
    const [major, minor] = [Number(version[1]), Number(version[2])];
    if (major > MINIMUM_MOTO[0] || (major === MINIMUM_MOTO[0] && minor >= MINIMUM_MOTO[1]))
      return { ok: true, file };
    why = `it is ${version[0]}; 5.1 or newer is needed`;
  }
  return { ok: false, why };
}

function safeRealPath(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}
