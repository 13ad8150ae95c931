import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Absent, Blocked, type BoxResult, type ReadContext } from '../kit/index.ts';
import { findArtifact, type ArtifactArgs } from './artifact.ts';

/** Why a script gave no answer: its own exception, or the limit it met. */
export interface ScriptError {
  /** Python's name of the exception; `Exit`, `Timeout`, `TooManyCalls`, `Protocol` or `Limit` where there is none. */
  type: string;
  message: string;
  /** Line of the learner's file, where known. */
  line: number | null;
}

export type HarnessOutcome<R> = { report: R } | { error: ScriptError };

/**
 * Runs a submitted script (with the files handed in `beside` it) under a harness of `harness/` in the box and returns what
 * the harness reports. The expected
 * answers never enter the box; the report comes on a channel of its own behind a nonce that the script's process never sees.
 *
 * @throws Absent when one of them was not submitted, Blocked `no-runtime` from the box.
 */
export async function runHarness<R>(
  { artifacts, box, signal }: ReadContext,
  args: ArtifactArgs,
  harness: string,
  request: Record<string, unknown>,
  beside: readonly string[] = [],
): Promise<HarnessOutcome<R>> {
  const submitted = artifacts(args.task);
  const file = findArtifact(submitted, args);
  const others = beside.map((name) => [name, findArtifact(submitted, { task: args.task, name })] as const);
  if (!file || others.some(([, other]) => !other)) throw new Absent('NoSuchArtifact');
  const work = Object.fromEntries(
    others.flatMap(([name, other]) => (other ? [[`work/${name}`, other.bytes]] : [])),
  );
  const nonce = randomBytes(16).toString('hex');
  const script = `/box/work/${args.name}`;
  const result = await box.run(
    {
      files: { ...harnessFiles(), ...work, [`work/${args.name}`]: file.bytes },
      argv: [`/box/harness/${harness}.py`],
      stdin: JSON.stringify({ ...request, nonce, script }),
    },
    signal,
  );
  if (signal.aborted) throw new DOMException('Time is up', 'AbortError');
  if (result.report.startsWith(nonce)) return { report: JSON.parse(result.report.slice(nonce.length)) as R };
  return { error: withoutReport(result) };
}

/** The same error in every scenario that met something the harness cannot evaluate. */
export function refuseUnsupported(errors: readonly (ScriptError | null)[], operation: string): void {
  const error = errors.find((one) => one?.type === 'Unsupported');
  if (!error) return;
  throw new Blocked({
    state: 'blocked',
    reason: 'unsupported-construct',
    operation,
    detail: error.message,
    action: null,
  });
}

function withoutReport({ limit, exitCode, signal, stderr }: BoxResult): ScriptError {
  if (limit !== null) {
    const what = { cpu: 'processor time', wall: 'time', output: 'output', memory: 'memory' }[limit];
    return { type: 'Limit', message: `it used more ${what} than a script may`, line: null };
  }
  const how = signal ?? `exit status ${String(exitCode)}`;
  const last = stderr.trim().split('\n').at(-1);
  return {
    type: 'Exit',
    message: last ? `the judge ended with ${how}: ${last}` : `the judge ended with ${how}`,
    line: null,
  };
}

let files: Record<string, Uint8Array> | undefined;

/** All harness files, for `/box/harness`. They are read once. */
function harnessFiles(): Record<string, Uint8Array> {
  files ??= readFolder(harnessFolder());
  return files;
}

function readFolder(root: string): Record<string, Uint8Array> {
  const paths = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.py'))
    .map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(paths.map((path) => [join('harness', relative(root, path)), readFileSync(path)]));
}

/** Beside this file in the sources; a bundle lies elsewhere in the same repository. */
function harnessFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    for (const candidate of [join(folder, 'harness'), join(folder, 'graders', 'reads', 'harness')]) {
      if (existsSync(join(candidate, 'supervise.py'))) return candidate;
    }
    if (dirname(folder) === folder)
      throw new Error('graders/reads/harness is missing from this installation.');
    folder = dirname(folder);
  }
}
