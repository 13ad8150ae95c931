import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { highlightedBlock } from '../catalog/index.ts';
import type { SolutionReply } from '../contract/index.ts';
import { CodedError } from '../errors.ts';
import type { RenderOptions, Step } from '../scripts/index.ts';
import { artifactsOf, passedTasks, type Db, type LabSession } from '../store/index.ts';
import type { LabSessions } from './lab-sessions.ts';
import type { SolutionRelease } from './ports.ts';
import { variablesOf } from './targets.ts';

const LANGUAGES: Record<string, string> = {
  py: 'python',
  yaml: 'yaml',
  yml: 'yaml',
  json: 'json',
  ini: 'ini',
};

/** Nobody but the learner's own work opens an answer. */
export const NEVER_RELEASED: SolutionRelease = { released: () => Promise.resolve(new Set()) };

/**
 * Tasks whose answer this session may read: those that have passed with all their points at least once (what hints cost plays
 * no part), and those an instructor released.
 */
export async function openSolutions(
  db: Db,
  session: LabSession,
  release: SolutionRelease,
): Promise<Map<string, SolutionReply['open']>> {
  const released = await release.released({ learner: session.learner, lab: session.lab });
  const earned = await passedTasks(db, session.id);
  return new Map([
    ...[...released].map((task) => [task, 'released'] as const),
    ...[...earned].map((task) => [task, 'earned'] as const),
  ]);
}

/** The reference answer, task by task, and only to those who may see it. */
export class Solutions {
  readonly #db: Db;
  readonly #sessions: LabSessions;
  readonly #release: SolutionRelease;

  constructor(db: Db, sessions: LabSessions, release: SolutionRelease) {
    this.#db = db;
    this.#sessions = sessions;
    this.#release = release;
  }

  /** @throws CodedError TASK_NOT_FOUND, SOLUTION_LOCKED, SOLUTION_MISSING */
  async get(learner: string, id: string, task: string): Promise<SolutionReply> {
    const session = await this.#sessions.find(learner, id);
    const lab = this.#sessions.labOf(session);
    const tasks = lab.manifest.tasks.map((one) => one.id);
    if (!tasks.includes(task))
      throw new CodedError('TASK_NOT_FOUND', { lab: session.lab, task, known: tasks.join(', ') });
    const open = await openSolutions(this.#db, session, this.#release);
    const why = open.get(task);
    if (why === undefined) throw new CodedError('SOLUTION_LOCKED', { task });
    const file = join(lab.folder, 'solution.yaml');
    if (!existsSync(file)) throw new CodedError('SOLUTION_MISSING', { lab: session.lab });
    // The SDK's clients come with the scripts: whoever never asks for an answer does not load them.
    const { answerOf, parseScript, renderFiles, stepTasks } = await import('../scripts/index.ts');
    const { add } = parseScript(`labs/${session.lab}/solution.yaml`, readFileSync(file, 'utf8'));
    const { steps, held, needs } = answerOf(task, stepTasks(add, tasks).owned, new Set(open.keys()));
    const options = {
      variables: variablesOf(session),
      labFolder: lab.folder,
      shownFolder: `labs/${basename(lab.folder)}`,
    };
    const mine = await artifactsOf(this.#db, id);
    return {
      task,
      open: why,
      notations: await notations(steps, options),
      files: renderFiles(steps, options, { acct: session.account ?? '' }).map((one) => ({
        ...one,
        html: highlightedBlock(one.text, LANGUAGES[one.name.split('.').at(-1) ?? ''] ?? 'text'),
        mine: mine.find((own) => own.task === task && own.name === one.name)?.body ?? null,
      })),
      held,
      needs,
    };
  }
}

/** The calls in three notations; what is handed in as a file is shown as that file. */
async function notations(
  steps: readonly Step[],
  options: RenderOptions,
): Promise<SolutionReply['notations']> {
  const { isFile, renderApi, renderBoto3, renderCli, ScriptError } = await import('../scripts/index.ts');
  const calls = steps.filter((step) => !isFile(step));
  if (calls.length === 0) return [];
  const forms = [
    ['cli', 'bash', () => renderCli(calls, options)],
    ['boto3', 'python', () => renderBoto3(calls, options)],
    ['api', 'json', () => renderApi(calls, options)],
  ] as const;
  const written: SolutionReply['notations'] = [];
  for (const [id, language, render] of forms) {
    try {
      written.push({ id, html: highlightedBlock(await render(), language), problem: null });
    } catch (error) {
      if (!(error instanceof ScriptError)) throw error;
      written.push({ id, html: null, problem: error.problems.map(({ message }) => message).join(' ') });
    }
  }
  return written;
}
