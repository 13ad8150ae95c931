import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checks } from '../../graders/checks/index.ts';
import type { GradeReport, TaskResult, Variables } from '../../graders/contract/index.ts';
import { grade, labPolicy, resolveVariables, type Target } from '../../graders/engine/index.ts';
import type { ArtifactFile, Box, ReadSlot, ReasonSpec } from '../../graders/kit/index.ts';
import { callerIdentity } from '../../graders/reads/sts.ts';
import { loadLabForGrading, type LabForGrading } from '../catalog/lab-manifest.ts';
import type { JournalEntry, Sandbox, SandboxAccount } from '../sandbox/index.ts';
import { composeSteps, loadScripts, runScript, type AccountScript } from '../scripts/index.ts';
import { answerProblems } from './answers.ts';
import { LeastPrivilege } from './least-privilege.ts';
import type { LabProblem } from './problem.ts';
import { rememberingBox } from './remembering-box.ts';
import { sandboxTarget } from './sandbox-target.ts';

export interface ProofOptions {
  root: string;
  lab: string;
  sandbox: Sandbox;
  box: Box;
  /** Called as each case begins. */
  onCase?: (title: string) => void;
  /** Cases at the same time; default 4. */
  concurrency?: number;
}

/** The region of the proof; the sandbox has the same content in every region. */
const REGION = 'us-east-1';
/** A learner with other values than the defaults: what holds for one learner has to hold for another. */
const OTHER_SEED = 'another-learner';

/**
 * Proves a lab (design §6): the start state passes nothing, the reference and every alternative score 100 (also with another
 * learner's variables), each mistake fails exactly what it says, each reason is reached by some case, every denied read
 * blocks and never fails, every call is one that a read declares and the policy allows, no read is declared in vain, and the policy
 * is current.
 *
 * @returns every problem at once; an empty list means that the lab proves itself
 * @throws CatalogError, ScriptError or LabNotFound when its files cannot be read
 */
export async function proveLab(options: ProofOptions): Promise<LabProblem[]> {
  const { root, onCase } = options;
  const lab = loadLabForGrading(root, options.lab);
  const scripts = loadScripts(root, options.lab);
  const bench = new ProofBench({ ...options, box: rememberingBox(options.box) }, lab, scripts);
  const problems: LabProblem[] = [];
  for (const name of ['setup', 'solution']) {
    if (!scripts.has(name)) {
      problems.push({
        where: `labs/${options.lab}/${name}.yaml`,
        message: 'is missing',
        remedy: `Write the ${name} script.`,
      });
    }
  }
  if (problems.length > 0) return problems;

  const alternatives = [...scripts.values()].filter(({ name }) => name.startsWith('alternative-'));
  const mistakes = [...scripts.values()].filter(({ name }) => name.startsWith('mistake-'));
  const cases: (() => Promise<LabProblem[]>)[] = [
    () => bench.startState(),
    () => bench.fullScore('solution', undefined),
    () => bench.fullScore('solution', OTHER_SEED),
    () => bench.deniedReads(['solution', ...alternatives.map(({ name }) => name)]),
    ...alternatives.map(
      ({ name }) =>
        () =>
          bench.fullScore(name, undefined),
    ),
    ...mistakes.map((script) => () => bench.mistake(script)),
  ];
  const queue = [...cases];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) problems.push(...(await next()));
  };
  try {
    await Promise.all(Array.from({ length: options.concurrency ?? 4 }, worker));
  } finally {
    await bench.close();
  }

  problems.push(...(await bench.privilege.problems()));
  onCase?.('reasons and policy');
  const reached = new Map<string, Set<string>>();
  for (const task of lab.manifest.tasks) {
    for (const { use } of task.checks) {
      const expected = mistakes.map(({ expect }) => expect[task.id]).filter((reason) => reason !== undefined);
      reached.set(use, new Set([...(reached.get(use) ?? []), ...expected]));
    }
  }
  for (const [use, reasons] of reached) problems.push(...(await missingReasons(root, use, reasons)));
  if (alternatives.length < 2) {
    problems.push({
      where: `fixtures/labs/${options.lab}`,
      message: `has ${alternatives.length} alternative answers`,
      remedy: 'Write at least two alternative-*.yaml that reach 100 in other ways than solution.yaml.',
    });
  }
  problems.push(...answerProblems(lab, scripts), ...(await policyProblems(root, lab)));
  return problems.toSorted((a, b) => a.where.localeCompare(b.where));
}

/** Reasons of a check that neither a mistake of the lab nor a case in fixtures/checks reaches. */
async function missingReasons(
  root: string,
  use: string,
  reached: ReadonlySet<string>,
): Promise<LabProblem[]> {
  const check = (await checks[use]?.())?.default;
  if (!check) return [];
  const folder = join(root, 'fixtures', 'checks', use);
  const cases = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
  const inCases = cases.map((name) => {
    const { expect } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as { expect: { reason: string } };
    return expect.reason;
  });
  const seen = new Set([...reached, ...inCases]);
  return Object.entries(check.reasons as Record<string, ReasonSpec>)
    .filter(([reason, { status }]) => status === 'fail' && !seen.has(reason))
    .map(([reason]) => ({
      where: `graders/checks/${use}.ts`,
      message: `reason \`${reason}\` is reached by no case`,
      remedy: `Add fixtures/checks/${use}/fail-${reason}.json, or a mistake that expects it.`,
    }));
}

/** The policy that the lab's reads need, for the default learner. */
export async function generatePolicy(lab: LabForGrading): Promise<string> {
  const variables = resolveVariables({ lab: lab.manifest, common: lab.common });
  const policy = await labPolicy({
    lab: lab.manifest,
    checks,
    variables,
    region: String(variables['region']),
  });
  return `${JSON.stringify(policy, null, 2)}\n`;
}

async function policyProblems(root: string, lab: LabForGrading): Promise<LabProblem[]> {
  const file = `labs/${lab.manifest.id}/policy.json`;
  const remedy = `Run \`npx groundschool lab policy ${lab.manifest.id} --write\` and commit it.`;
  if (!existsSync(join(root, file))) return [{ where: file, message: 'is missing', remedy }];
  const current = readFileSync(join(root, file), 'utf8') === (await generatePolicy(lab));
  return current ? [] : [{ where: file, message: 'is not what the checks declare today', remedy }];
}

/** An account that scripts have left behind: what they handed in, and what AWS answered. */
interface ProofAccount {
  account: SandboxAccount;
  artifacts: Map<string, ArtifactFile[]>;
  results: Record<string, unknown>;
}

/** Runs scripts in fresh sandbox accounts and grades them. */
class ProofBench {
  readonly options: ProofOptions;
  readonly lab: LabForGrading;
  readonly scripts: ReadonlyMap<string, AccountScript>;
  readonly privilege: LeastPrivilege;
  /** Last call of each account that was held against the policy. */
  readonly #seen = new Map<string, number>();

  constructor(options: ProofOptions, lab: LabForGrading, scripts: ReadonlyMap<string, AccountScript>) {
    this.options = options;
    this.lab = lab;
    this.scripts = scripts;
    this.privilege = new LeastPrivilege(lab);
  }

  /** The account that the reference leaves behind; mistakes that only hand in something else are graded on it. */
  #solved: Promise<ProofAccount> | undefined;

  async close(): Promise<void> {
    const solved = await this.#solved?.catch(() => undefined);
    if (solved) await this.options.sandbox.revokeAccount(solved.account.account);
  }

  variables(seed: string | undefined): Variables {
    return resolveVariables({
      lab: this.lab.manifest,
      common: this.lab.common,
      ...(seed === undefined ? {} : { seed }),
    });
  }

  /** A fresh account in the state that `names` leave behind, one script after the other. */
  async account(names: readonly string[], variables: Variables): Promise<ProofAccount> {
    const { sandbox } = this.options;
    const account = await sandbox.createAccount('proof');
    const artifacts = new Map<string, ArtifactFile[]>();
    const results: Record<string, unknown> = {};
    for (const name of names) {
      const script = this.scripts.get(name);
      if (!script) throw new Error(`No script ${name}.`);
      const result = await runScript(script, {
        scripts: this.scripts,
        labFolder: this.lab.folder,
        variables,
        target: sandboxTarget(sandbox, account, REGION),
      });
      for (const [task, files] of result.artifacts) artifacts.set(task, files);
      Object.assign(results, result.results);
    }
    return { account, artifacts, results };
  }

  /**
   * The account of a mistake: its own, unless it makes the very calls of the reference and only hands in something else. Such
   * mistakes share one account, which grading only reads.
   */
  async accountOf(script: AccountScript, variables: Variables): Promise<ProofAccount & { shared: boolean }> {
    const reference = this.scripts.get('solution');
    const calls = (of: AccountScript): string =>
      JSON.stringify(
        composeSteps(of, this.scripts)
          .filter(({ kind }) => kind !== 'artifact')
          .map(({ file: _file, line: _line, ...step }) => step),
      );
    if (!reference || !script.afterSetup || calls(script) !== calls(reference)) {
      const names = script.afterSetup ? ['setup', script.name] : [script.name];
      return { ...(await this.account(names, variables)), shared: false };
    }
    this.#solved ??= this.account(['setup', 'solution'], variables);
    const { account, results } = await this.#solved;
    const { artifacts } = await runScript(script, {
      scripts: this.scripts,
      labFolder: this.lab.folder,
      variables,
      target: sandboxTarget(this.options.sandbox, account, REGION),
      handInOnly: results,
    });
    return { account, artifacts, results, shared: true };
  }

  async grade(
    account: SandboxAccount,
    variables: Variables,
    artifacts: ReadonlyMap<string, ArtifactFile[]>,
    crashed: LabProblem[],
  ): Promise<GradeReport> {
    const target: Target = {
      kind: 'sandbox',
      endpoint: this.options.sandbox.endpoint,
      region: REGION,
      credentials: { accessKeyId: account.readerAccessKeyId, secretAccessKey: account.readerSecretAccessKey },
    };
    const { report, evidence } = await grade({
      lab: this.lab.manifest,
      version: `proof+${this.lab.digest}`,
      variables,
      target,
      checks,
      identity: callerIdentity,
      expectedAccount: account.account,
      artifacts: Object.fromEntries(artifacts),
      box: this.options.box,
      onError: (error, where) =>
        crashed.push({
          where,
          message: `crashed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
          remedy: 'Repair the check.',
        }),
    });
    await this.privilege.note({ evidence, journal: this.calls(account.account) });
    return report;
  }

  /** What the sandbox has seen in an account since this was asked last. */
  calls(account: string): JournalEntry[] {
    const found: JournalEntry[] = [];
    for (;;) {
      const after = this.#seen.get(account) ?? 0;
      const page = this.options.sandbox.journal(account, { after, limit: 1_000 });
      found.push(...page);
      this.#seen.set(account, page.at(-1)?.seq ?? after);
      if (page.length < 1_000) return found;
    }
  }

  /** One case: scripts, grade, and what `judge` has to say of the report. */
  async case(
    title: string,
    where: string,
    state: readonly string[] | AccountScript,
    seed: string | undefined,
    judge: (task: TaskResult, report: GradeReport) => string | undefined,
  ): Promise<LabProblem[]> {
    this.options.onCase?.(title);
    const problems: LabProblem[] = [];
    const variables = this.variables(seed);
    const { account, artifacts, shared } =
      'name' in state
        ? await this.accountOf(state, variables)
        : { ...(await this.account(state, variables)), shared: false };
    try {
      const report = await this.grade(account, variables, artifacts, problems);
      for (const task of report.tasks) {
        const message = judge(task, report);
        if (message !== undefined)
          problems.push({ where, message: `${title}: ${message}`, remedy: describe(task) });
        const open = task.checks.find((check) => /\{[a-zA-Z]+\}/.test(check.message));
        if (open)
          problems.push({
            where: `graders/checks/${open.use}.ts`,
            message: `reason \`${open.reason}\` leaves a place open: ${open.message}`,
            remedy: 'Give its value in the finding’s data.',
          });
      }
    } finally {
      if (!shared) await this.options.sandbox.revokeAccount(account.account);
    }
    return problems;
  }

  startState(): Promise<LabProblem[]> {
    return this.case(
      'start state',
      `labs/${this.lab.manifest.id}/setup.yaml`,
      ['setup'],
      undefined,
      (task) =>
        task.status === 'fail' || task.status === 'skipped'
          ? undefined
          : `task ${task.id} is ${task.status} before anybody did anything`,
    );
  }

  fullScore(name: string, seed: string | undefined): Promise<LabProblem[]> {
    const title = seed === undefined ? name : `${name} with another learner’s variables`;
    const where = this.scripts.get(name)?.file ?? name;
    return this.case(title, where, ['setup', name], seed, (task) =>
      task.status === 'pass' ? undefined : `task ${task.id} is ${task.status}, expected pass`,
    );
  }

  mistake(script: AccountScript): Promise<LabProblem[]> {
    const expected = Object.entries(script.expect);
    if (expected.length === 0) {
      return Promise.resolve([
        { where: script.file, message: 'expects nothing', remedy: 'Add `expect: { <task id>: <reason> }`.' },
      ]);
    }
    const dependents = this.dependents(Object.keys(script.expect));
    return this.case(script.name, script.file, script, undefined, (task) => {
      const reason = script.expect[task.id];
      if (reason !== undefined) {
        return task.status === 'fail' && task.reason === reason
          ? undefined
          : `task ${task.id} is ${task.status} (${task.reason}), expected fail (${reason})`;
      }
      const wanted = dependents.has(task.id) ? 'skipped' : 'pass';
      return task.status === wanted
        ? undefined
        : `task ${task.id} is ${task.status} (${task.reason}), expected ${wanted}`;
    });
  }

  /** Tasks that come after any of these, directly or not. */
  dependents(ids: readonly string[]): Set<string> {
    const found = new Set<string>();
    for (let size = -1; size !== found.size;) {
      size = found.size;
      for (const task of this.lab.manifest.tasks) {
        if (task.after.some((id) => ids.includes(id) || found.has(id))) found.add(task.id);
      }
    }
    return found;
  }

  /**
   * On a solved account, each AWS read denied in turn: the tasks that use it block with `denied`, the others pass. Where the
   * answer of a read could change nothing (a list that no route names), a task passes without it (lab-catalogue §1); then
   * some alternative has to show that the read is needed at all.
   */
  async deniedReads(solved: readonly string[]): Promise<LabProblem[]> {
    const problems: LabProblem[] = [];
    let open = await this.operations();
    for (const name of solved) {
      if (open.size > 0) open = await this.denyIn(name, open, problems);
    }
    for (const [operation, tasks] of open) {
      for (const task of tasks)
        problems.push({
          where: `labs/${this.lab.manifest.id}`,
          message: `with ${operation} denied task ${task} passes, in the reference and in every alternative`,
          remedy: 'Drop a read that the judge does not need, or write an alternative that needs it.',
        });
    }
    return problems;
  }

  /** @returns the reads without which a task passed all the same */
  async denyIn(
    name: string,
    operations: ReadonlyMap<string, ReadonlySet<string>>,
    problems: LabProblem[],
  ): Promise<Map<string, Set<string>>> {
    const { sandbox, onCase } = this.options;
    const variables = this.variables(undefined);
    const { account, artifacts } = await this.account(['setup', name], variables);
    const uses = await this.operations();
    const open = new Map<string, Set<string>>();
    for (const [operation, tasks] of operations) {
      onCase?.(`${operation} denied in ${name}`);
      sandbox.faults.add(account.account, { operation, kind: 'deny', who: 'reader' });
      const report = await this.grade(account, variables, artifacts, problems);
      sandbox.faults.clear(account.account);
      for (const { id, status, reason } of report.tasks) {
        const used = uses.get(operation)?.has(id) === true;
        if (used && status === 'blocked' && reason === 'denied') continue;
        if (status === 'pass') {
          if (tasks.has(id)) open.set(operation, new Set([...(open.get(operation) ?? []), id]));
          continue;
        }
        problems.push({
          where: this.scripts.get(name)?.file ?? name,
          message: `with ${operation} denied task ${id} is ${status} (${reason}), expected ${used ? 'blocked (denied)' : 'pass'}`,
          remedy: 'A read that could not be made must never decide.',
        });
      }
    }
    await sandbox.revokeAccount(account.account);
    return open;
  }

  /** AWS operations that the lab reads, each with the tasks that need it. */
  async operations(): Promise<Map<string, Set<string>>> {
    const found = new Map<string, Set<string>>();
    for (const task of this.lab.manifest.tasks) {
      for (const { use } of task.checks) {
        const check = (await checks[use]?.())?.default;
        for (const slot of Object.values((check?.reads ?? {}) as Record<string, ReadSlot>)) {
          const read = 'each' in slot ? slot.each : slot;
          if (read.source !== 'aws') continue;
          found.set(read.id, new Set([...(found.get(read.id) ?? []), task.id]));
        }
      }
    }
    return found;
  }
}

function describe(task: TaskResult): string {
  const evidence = task.checks
    .flatMap((check) => check.evidence)
    .map(
      ({ read, path, expected, actual }) =>
        `${read} ${path}: expected ${JSON.stringify(expected)}, read ${JSON.stringify(actual)}`,
    );
  return [`Verdict: ${task.reason}: ${task.message}`, ...evidence].join(' · ');
}
