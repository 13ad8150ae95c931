import { checks } from '../../graders/checks/index.ts';
import type { GradeReport, Variables } from '../../graders/contract/index.ts';
import { grade, resolveVariables, type Target } from '../../graders/engine/index.ts';
import type { ArtifactFile, Box, ReadSlot } from '../../graders/kit/index.ts';
import { callerIdentity } from '../../graders/reads/sts.ts';
import type { LabForGrading } from '../catalog/lab-manifest.ts';
import type { JournalEntry, Sandbox, SandboxAccount } from '../sandbox/index.ts';
import { composeSteps, runScript, type AccountScript } from '../scripts/index.ts';
import { LeastPrivilege } from './least-privilege.ts';
import type { LabProblem } from './problem.ts';
import { sandboxTarget } from './sandbox-target.ts';

/** The region of the proof; the sandbox has the same content in every region. */
const REGION = 'us-east-1';

export interface ProofBenchOptions {
  sandbox: Sandbox;
  box: Box;
  /** Called as each case begins. */
  onCase?: ((title: string) => void) | undefined;
}

/** An account that scripts have left behind: what they handed in, and what AWS answered. */
interface ProofAccount {
  account: SandboxAccount;
  artifacts: Map<string, ArtifactFile[]>;
  results: Record<string, unknown>;
}

/** Runs scripts in fresh sandbox accounts and grades them. */
export class ProofBench {
  readonly options: ProofBenchOptions;
  readonly lab: LabForGrading;
  readonly scripts: ReadonlyMap<string, AccountScript>;
  readonly privilege: LeastPrivilege;
  /** Last call of each account that was held against the policy. */
  readonly #seen = new Map<string, number>();

  constructor(options: ProofBenchOptions, lab: LabForGrading, scripts: ReadonlyMap<string, AccountScript>) {
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
