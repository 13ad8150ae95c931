import { execFile, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { parsePolicy } from '../../graders/semantics/iam/index.ts';
import {
  timeline,
  type LifecycleConfiguration,
  type Probe,
} from '../../graders/semantics/lifecycle/index.ts';
import { lessonBlocks, type LessonBlock } from '../../server/catalog/lesson-blocks.ts';
import { venvBin, type Sandbox, type SandboxAccount } from '../../server/sandbox/index.ts';
import { serviceModule } from '../../server/scripts/clients.ts';
import { unknownMembers } from '../../server/scripts/shapes.ts';
import { residentAws } from './aws-cli.ts';

/** Longest time that one block may take, in milliseconds. */
const BLOCK_MS = 300_000;

export interface LessonRun {
  /** `lessons/s3/lesson.md:120 …`, in the order of the file. */
  failures: string[];
  /** Blocks by what was done with them. */
  counts: Record<'executed' | 'notRun' | 'outputs' | 'validated', number>;
}

export interface LessonPlace {
  /** Folder of `lesson.md`, with `files/` beside it where the lesson has support files. */
  folder: string;
  /** How the file is named in failures: `lessons/s3/lesson.md`. */
  name: string;
  /** An empty directory, deleted by the caller. */
  cwd: string;
  sandbox: Pick<Sandbox, 'endpoint'>;
  account: SandboxAccount;
  blockMs?: number;
  /** `process`: each call of the AWS CLI is a process of its own, as a learner's are. Default: `residentAws`. */
  aws?: 'process';
}

interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Does with the blocks of a lesson what lessons/format.md says, all in order in one directory and one account. */
export async function runLesson(place: LessonPlace): Promise<LessonRun> {
  const { folder, name, cwd } = place;
  const found: { line: number; message: string }[] = [];
  const complain = (line: number, message: string): void => {
    found.push({ line, message });
  };
  const blocks = lessonBlocks(readFileSync(join(folder, 'lesson.md'), 'utf8'), complain);
  const counts: LessonRun['counts'] = { executed: 0, notRun: 0, outputs: 0, validated: 0 };
  if (existsSync(join(folder, 'files'))) cpSync(join(folder, 'files'), cwd, { recursive: true });
  const shell = new LessonShell(
    place,
    place.aws === 'process' ? dirname(venvBin('aws')) : await residentAws(),
  );
  let last: Outcome | undefined;
  for (const block of blocks) {
    if (block.file !== null) writeFileSync(join(cwd, block.file), block.text);
    if (block.kind === 'run' || block.kind === 'expect-error') {
      last = await shell.run(block.text);
      counts.executed += 1;
      const problem = block.kind === 'run' ? failed(last) : notRefused(last, block.argument ?? '');
      if (problem !== null) complain(block.line, problem);
    } else if (block.kind === 'norun') {
      counts.notRun += 1;
    } else if (block.kind === 'output') {
      counts.outputs += 1;
      const problem = last ? unlike(block.text, last) : 'no block before this one was executed';
      if (problem !== null) complain(block.line, problem);
    } else {
      const problems = await invalid(block);
      if (problems) counts.validated += 1;
      for (const problem of problems ?? []) complain(block.line, problem);
    }
  }
  const failures = found
    .toSorted((a, b) => a.line - b.line)
    .map(({ line, message }) => `${name}:${line} ${message}`);
  return { failures, counts };
}

/** A learner's shell: each block a process of its own, files and exported variables carry over. */
class LessonShell {
  readonly #place: LessonPlace;
  readonly #state: string;
  #env: Record<string, string>;

  constructor(place: LessonPlace, aws: string) {
    const { cwd, sandbox, account } = place;
    this.#place = place;
    const home = join(cwd, '.home');
    mkdirSync(home, { recursive: true });
    this.#state = join(home, 'exported');
    this.#env = {
      PATH: [aws, dirname(venvBin('python')), process.env['PATH'] ?? ''].join(':'),
      HOME: home,
      LANG: 'C.UTF-8',
      AWS_ENDPOINT_URL: sandbox.endpoint,
      AWS_ACCESS_KEY_ID: account.accessKeyId,
      AWS_SECRET_ACCESS_KEY: account.secretAccessKey,
      AWS_DEFAULT_REGION: 'us-east-1',
    };
  }

  async run(text: string): Promise<Outcome> {
    const script = `trap 'env -0 > ${JSON.stringify(this.#state)}' EXIT\n${text}`;
    const outcome = await this.#bash(script);
    if (existsSync(this.#state)) {
      const entries = readFileSync(this.#state, 'utf8')
        .split('\0')
        .filter((entry) => entry.includes('='))
        .map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)] as const);
      // What the shell itself exports says where one process was, not what the learner set.
      this.#env = Object.fromEntries(
        entries.filter(([key]) => !['PWD', 'OLDPWD', 'SHLVL', '_'].includes(key)),
      );
    }
    return outcome;
  }

  #bash(script: string): Promise<Outcome> {
    const { cwd, blockMs = BLOCK_MS } = this.#place;
    return new Promise((resolve, reject) => {
      // A group of its own, so that what a block left running ends with it.
      const child = spawn('bash', ['-euo', 'pipefail', '-c', script], {
        cwd,
        env: this.#env,
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
      });
      const endGroup = (): void => {
        try {
          process.kill(-(child.pid ?? 0), 'SIGKILL');
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
        }
      };
      let stdout = '';
      let stderr = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
      child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
      const timer = setTimeout(() => {
        stderr += `${stderr === '' ? '' : '\n'}(stopped after ${blockMs / 1000} s)`;
        endGroup();
      }, blockMs);
      child.on('error', reject);
      child.on('exit', endGroup);
      child.on('close', (code) => {
        clearTimeout(timer);
        resolve({ code, stdout, stderr });
      });
    });
  }
}

const shown = (text: string): string => (text.length > 2_000 ? `${text.slice(0, 2_000)} …` : text).trimEnd();

function failed({ code, stdout, stderr }: Outcome): string | null {
  return code === 0 ? null : `the block ended with ${code ?? 'a signal'}:\n${shown(`${stdout}${stderr}`)}`;
}

function notRefused({ code, stderr }: Outcome, expected: string): string | null {
  if (code === 0) return `the block succeeded, and ${expected} was expected`;
  return stderr.includes(expected)
    ? null
    : `the block ended with ${code ?? 'a signal'} and does not say ${expected}:\n${shown(stderr)}`;
}

/** Compares what a lesson shows with what came: consecutive lines, `…` stands for any text of a line or for any lines. */
export function unlike(
  expected: string,
  { stdout, stderr }: Pick<Outcome, 'stdout' | 'stderr'>,
): string | null {
  const linesOf = (text: string): string[] => text.split(/\r\n|\n|\r/).map((line) => line.trimEnd());
  // A last line without an end is a line too; standard error begins on its own.
  const whole = (text: string): string => (text === '' || /[\r\n]$/.test(text) ? text : `${text}\n`);
  const actual = linesOf(whole(stdout) + whole(stderr)).join('\n');
  const wanted = linesOf(expected);
  if (wanted.at(-1) === '') wanted.pop();
  const pattern = wanted
    .map((line) =>
      line.trim() === '…'
        ? '(?:[^\\n]*\\n)*?'
        : `${line
            .split('…')
            .map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
            .join('[^\\n]*')}\\n`,
    )
    .join('');
  return new RegExp(`^${pattern}`, 'm').test(`${actual}\n`)
    ? null
    : `the output differs; it is:\n${shown(actual)}`;
}

/** What is wrong with a snippet; undefined for a block that nobody validates. */
async function invalid({ language, kind, text }: LessonBlock): Promise<string[] | undefined> {
  if (language === 'python') return pythonProblems(text);
  if (language === 'yaml')
    return parseAllDocuments(text).flatMap(({ errors }) =>
      'message' in errors ? [] : errors.map(({ message }) => message),
    );
  if (language !== 'json') return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return [`no valid JSON: ${(error as Error).message}`];
  }
  if (kind === 'policy') {
    const parsed = parsePolicy(value);
    return parsed.ok ? [] : parsed.problems.map(({ path, message }) => `${path} ${message}`);
  }
  return kind === 'lifecycle' ? lifecycleProblems(value) : [];
}

async function pythonProblems(text: string): Promise<string[]> {
  const program = 'import sys; compile(sys.argv[1], "block", "exec")';
  try {
    await promisify(execFile)(venvBin('python'), ['-I', '-c', program, text]);
    return [];
  } catch (error) {
    return [`no valid Python: ${(error as { stderr: string }).stderr.trim().split('\n').at(-1) ?? ''}`];
  }
}

/** Members that S3 does not have, and what the model that grades cannot evaluate. */
async function lifecycleProblems(value: unknown): Promise<string[]> {
  const shape = (await serviceModule('s3'))?.input('PutBucketLifecycleConfiguration')?.getMemberSchemas()[
    'LifecycleConfiguration'
  ];
  if (!shape) throw new Error('The SDK does not say what a lifecycle configuration is.');
  const unknown = unknownMembers(shape, value).map(
    ({ path, known }) => `${path} is no member; S3 knows ${known.join(', ')}`,
  );
  if (unknown.length > 0) return unknown;
  const config = value as LifecycleConfiguration;
  const findings = (config.Rules ?? []).flatMap(({ Filter, Prefix }) => {
    const prefix = Filter?.And?.Prefix ?? Filter?.Prefix ?? Prefix ?? '';
    const pairs = [...(Filter?.And?.Tags ?? []), ...(Filter?.Tag ? [Filter.Tag] : [])];
    const tags = Object.fromEntries(pairs.map((tag) => [tag.Key ?? '', tag.Value ?? '']));
    const key = `${prefix}object`;
    const probes: Probe[] = [
      { kind: 'current', key, tags },
      { kind: 'noncurrent', key, tags, newerNoncurrentVersions: 100 },
      { kind: 'delete-marker', key },
      { kind: 'multipart-upload', key },
    ];
    return probes.flatMap(
      (probe) => timeline(config, probe, { today: '2026-11-25', untilDay: 10_000 }).unsupported,
    );
  });
  if (!Array.isArray(config.Rules) || config.Rules.length === 0) return ['Rules is no list of rules'];
  return [...new Set(findings.map((finding) => `${finding.path} cannot be evaluated (${finding.code})`))];
}
