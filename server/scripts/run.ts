import { readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { fillTemplate, type ArtifactFile } from '../../graders/kit/index.ts';
import { clientConfig } from '../../graders/engine/client-config.ts';
import type { Variables } from '../../graders/contract/index.ts';
import { isAwsHost } from '../targets/identify.ts';
import { checkSteps } from './check-steps.ts';
import { serviceModule, type NamedClient, type ServiceModule } from './clients.ts';
import { composeSteps } from './compose.ts';
import { errorName, RealAccountRefused, ScriptError, StepFailed } from './errors.ts';
import type { AccountScript, Step } from './schema.ts';
import { asTexts } from './shapes.ts';
import { titleOf } from './title.ts';
import { entriesWhere, labPath, lowestOf, readList, resolveSpecials } from './values.ts';

/** The account a script changes. `endpoint` null means AWS itself. */
export interface ScriptTarget {
  endpoint: string | null;
  region: string;
  account: string;
  credentials: unknown;
  /** As in the engine's target. */
  ca?: string;
  /** Set where its keys may belong to an account at AWS, whatever its address is called (`server/targets/real-account.ts`). */
  mayBeReal?: boolean;
  /** What the console does to the root user, where the target offers it: the sandbox. */
  rootUser?: (change: RootUserChange) => void | Promise<void>;
}

export interface RootUserChange {
  assignMfa: boolean;
  deleteKeys: boolean;
}

export interface ScriptResult {
  calls: number;
  /** Artifacts the script handed in, by task. */
  artifacts: Map<string, ArtifactFile[]>;
  /** Steps that this target cannot do and that were left out, by title. */
  leftOut: string[];
  /** Results of the steps that have a name, as AWS answered. */
  results: Record<string, unknown>;
}

/** Is this AWS itself? Then what a script makes costs money. */
export function isAws(endpoint: string | null): boolean {
  return endpoint === null || isAwsHost(endpoint);
}

/**
 * Runs an account script through the SDK, step by step in order.
 *
 * @param options.scripts every script of the lab by name (a composed script needs its base)
 * @param options.labFolder where `$file` and artifact files are found
 * @param options.confirmedAccount for a target at AWS: the account number its owner typed; scripts change things, so without
 *   the very number of the target nothing is run
 * @throws RealAccountRefused; ScriptError with everything that is wrong before the first step runs; StepFailed for the
 *   first step that fails, and what was made before it stays
 */
export async function runScript(
  script: AccountScript,
  options: {
    scripts: ReadonlyMap<string, AccountScript>;
    labFolder: string;
    variables: Variables;
    target: ScriptTarget;
    confirmedAccount?: string;
    /** Results of an earlier run that did all the script's calls: only what the script hands in is made anew. */
    handInOnly?: Record<string, unknown>;
    onStep?: (done: number, total: number, title: string) => void;
    /** Takes a failed step and lets the others go on: what an emulator lacks need not keep the rest from being made. */
    onFailed?: (failed: StepFailed) => void;
  },
): Promise<ScriptResult> {
  const { target, labFolder, variables, confirmedAccount } = options;
  if ((isAws(target.endpoint) || target.mayBeReal === true) && confirmedAccount !== target.account)
    throw new RealAccountRefused(script.file, target.account, confirmedAccount);
  const all = composeSteps(script, options.scripts);
  const problems = await checkSteps(all, variables, labFolder);
  if (problems.length > 0) throw new ScriptError(problems);

  const steps = options.handInOnly ? all.filter(({ kind }) => kind === 'artifact') : all;
  const run = new ScriptRun(target, labFolder, { ...options.handInOnly, ...variables });
  try {
    for (const [index, step] of steps.entries()) {
      options.onStep?.(index, steps.length, titleOf(step));
      try {
        await run.step(step);
      } catch (error) {
        const failed = new StepFailed(step, titleOf(step), error);
        if (!options.onFailed) throw failed;
        options.onFailed(failed);
      }
    }
    options.onStep?.(steps.length, steps.length, '');
    return run.result;
  } finally {
    run.close();
  }
}

class ScriptRun {
  readonly result: ScriptResult = { calls: 0, artifacts: new Map(), leftOut: [], results: {} };
  readonly #target: ScriptTarget;
  readonly #labFolder: string;
  readonly #scope: Record<string, unknown>;
  readonly #clients = new Map<string, NamedClient>();

  constructor(target: ScriptTarget, labFolder: string, variables: Record<string, unknown>) {
    this.#target = target;
    this.#labFolder = labFolder;
    this.#scope = { region: target.region, ...variables, acct: target.account };
  }

  close(): void {
    for (const client of this.#clients.values()) client.destroy();
  }

  /** Runs a step once, or once per entry of its list. */
  async step(step: Step): Promise<void> {
    for (const item of this.#itemsOf(step)) {
      const scope = item === undefined ? this.#scope : { ...this.#scope, item };
      try {
        const value = await this.#once(step, scope);
        if (step.as !== undefined) {
          this.#scope[step.as] = value;
          this.result.results[step.as] = value;
        }
      } catch (error) {
        if (!step.mayFail?.includes(errorName(error))) throw error;
      }
    }
  }

  #itemsOf(step: Step): unknown[] {
    if (!step.forEach) return [undefined];
    if ('list' in step.forEach) {
      const { list, where } = fillTemplate(step.forEach, this.#scope) as typeof step.forEach;
      return entriesWhere(list, where);
    }
    if ('file' in step.forEach) return readList(this.#labFolder, step.forEach.file);
    // AWS leaves an empty list out of its answer, so a missing member is an empty list here.
    let found: unknown = this.#scope;
    for (const name of step.forEach.of.split('.'))
      found = (found as Record<string, unknown> | undefined)?.[name];
    const entries: unknown[] = Array.isArray(found) ? found : [];
    return step.forEach.lowest === undefined ? entries : lowestOf(entries, step.forEach.lowest);
  }

  async #once(step: Step, scope: Record<string, unknown>): Promise<unknown> {
    if (step.kind === 'artifact') return this.#handIn(step, scope);
    if (step.kind === 'root-user') return this.#rootUser(step);
    if (step.kind === 'part') return partOf(step, scope);
    const service = step.kind === 'presign' ? 's3' : step.service;
    const { client, module } = await this.#clientFor(service);
    const operation =
      step.kind === 'presign' ? (step.method === 'GET' ? 'GetObject' : 'PutObject') : step.operation;
    const Command = module.command(operation);
    if (!Command) throw new Error(`${service} has no operation ${operation}.`);
    const filled = asTexts(module.input(operation), fillTemplate(step.input, scope));
    const input = resolveSpecials(filled, this.#labFolder) as Record<string, unknown>;
    if (step.kind === 'presign') {
      const { getSignedUrl } = await import('@aws-sdk/s3-request-presigner');
      const expiresIn = Number(fillTemplate(step.expiresIn, scope));
      return getSignedUrl(client as never, new Command(input) as never, { expiresIn });
    }
    this.result.calls += 1;
    const { $metadata: _metadata, ...answer } = await client.send(new Command(input));
    return answer;
  }

  async #rootUser(step: Extract<Step, { kind: 'root-user' }>): Promise<null> {
    const { assignMfa, deleteKeys } = step;
    if (this.#target.rootUser) await this.#target.rootUser({ assignMfa, deleteKeys });
    else this.result.leftOut.push(titleOf(step));
    return null;
  }

  #handIn(step: Extract<Step, { kind: 'artifact' }>, scope: Record<string, unknown>): { sha256: string } {
    const bytes =
      'text' in step.content
        ? Buffer.from(String(fillTemplate(step.content.text, scope)), 'utf8')
        : readFileSync(labPath(this.#labFolder, String(fillTemplate(step.content.file, scope))));
    const files = this.result.artifacts.get(step.task) ?? [];
    const others = files.filter(({ name }) => name !== step.name);
    this.result.artifacts.set(step.task, [...others, { name: step.name, bytes }]);
    return { sha256: createHash('sha256').update(bytes).digest('hex') };
  }

  async #clientFor(service: string): Promise<{ client: NamedClient; module: ServiceModule }> {
    const module = await serviceModule(service);
    if (!module) throw new Error(`Scripts do not know the service ${service}.`);
    let client = this.#clients.get(service);
    if (!client) {
      client = module.create({
        ...clientConfig(this.#target),
        ...(service === 's3' && !isAws(this.#target.endpoint) ? { forcePathStyle: true } : {}),
      });
      this.#clients.set(service, client);
    }
    return { client, module };
  }
}

/** @throws Error when the text does not hold the beginning that is asked for */
function partOf({ of, from }: Extract<Step, { kind: 'part' }>, scope: Record<string, unknown>): string {
  const text = String(fillTemplate(of, scope));
  const start = text.indexOf(String(fillTemplate(from, scope)));
  if (start < 0) throw new Error(`${text} does not hold ${from}.`);
  return text.slice(start);
}
