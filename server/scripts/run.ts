import { readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { fillTemplate, type ArtifactFile } from '../../graders/kit/index.ts';
import type { Variables } from '../../graders/contract/index.ts';
import { SCRIPT_SERVICES, serviceModule, type NamedClient } from './clients.ts';
import type { AccountScript, Step } from './schema.ts';
import { composeSteps } from './parse.ts';
import { labPath, resolveSpecials } from './values.ts';

/** The account a script changes. `endpoint` null means AWS itself. */
export interface ScriptTarget {
  endpoint: string | null;
  region: string;
  account: string;
  credentials: unknown;
}

/** A step that AWS refused or that could not be made. Says where in which file. */
export class StepFailed extends Error {
  readonly file: string;
  readonly line: number;
  readonly code: string;
  constructor(file: string, line: number, action: string, cause: unknown) {
    const code = (cause as { name?: string }).name ?? 'Error';
    super(`${file}:${line} ${action} failed: ${code}: ${(cause as Error).message}`, { cause });
    this.name = 'StepFailed';
    this.file = file;
    this.line = line;
    this.code = code;
  }
}

export interface ScriptResult {
  calls: number;
  /** Artifacts the script handed in, by task. */
  artifacts: Map<string, ArtifactFile[]>;
  /** Results of the steps that have a name, as AWS answered. */
  results: Record<string, unknown>;
}

const isAws = (endpoint: string | null): boolean =>
  endpoint === null || /(^|\.)amazonaws\.com(\.cn)?(:\d+)?$/.test(new URL(endpoint).host);

/**
 * Runs an account script through the SDK, step by step in order.
 *
 * @param options.scripts every script of the lab by name (a composed script needs its base)
 * @param options.labFolder where `$file` and artifact files are found
 * @param options.confirmedAccount for a target at AWS: the account number its owner typed; scripts change things, so without
 *   the very number of the target nothing is run
 * @throws StepFailed for the first step that fails; what was made before it stays
 */
export async function runScript(
  script: AccountScript,
  options: {
    scripts: ReadonlyMap<string, AccountScript>;
    labFolder: string;
    variables: Variables;
    target: ScriptTarget;
    confirmedAccount?: string;
    onStep?: (done: number, total: number, title: string) => void;
  },
): Promise<ScriptResult> {
  const { target, labFolder } = options;
  if (isAws(target.endpoint) && options.confirmedAccount !== target.account) {
    throw new Error(
      `REAL_ACCOUNT: ${script.file} changes AWS account ${target.account}. Nothing was run. Its owner confirms with --confirm-account ${target.account}.`,
    );
  }
  const steps = composeSteps(script, options.scripts);
  const scope: Record<string, unknown> = {
    ...options.variables,
    acct: target.account,
    region: options.variables['region'] ?? target.region,
  };
  const clients = new Map<string, NamedClient>();
  const result: ScriptResult = { calls: 0, artifacts: new Map(), results: {} };
  try {
    for (const [index, step] of steps.entries()) {
      options.onStep?.(index, steps.length, titleOf(step));
      for (const item of itemsOf(step, labFolder, scope)) {
        const local = item === undefined ? scope : { ...scope, item };
        try {
          const value = await runStep(step, local);
          if (step.as !== undefined) {
            scope[step.as] = value;
            result.results[step.as] = value;
          }
        } catch (error) {
          const code = (error as { name?: string }).name ?? '';
          if (!step.mayFail?.includes(code))
            throw new StepFailed(script.file, step.line, titleOf(step), error);
        }
      }
    }
    options.onStep?.(steps.length, steps.length, '');
    return result;
  } finally {
    for (const client of clients.values()) client.destroy();
  }

  async function clientFor(
    service: string,
  ): Promise<{ client: NamedClient; module: NonNullable<Awaited<ReturnType<typeof serviceModule>>> }> {
    const module = await serviceModule(service);
    if (!module)
      throw new Error(`Scripts do not know the service ${service}; known: ${SCRIPT_SERVICES.join(', ')}.`);
    let client = clients.get(service);
    if (!client) {
      client = module.create({
        region: target.region,
        ...(target.endpoint === null ? {} : { endpoint: target.endpoint }),
        credentials: target.credentials,
        ...(service === 's3' && !isAws(target.endpoint) ? { forcePathStyle: true } : {}),
      });
      clients.set(service, client);
    }
    return { client, module };
  }

  async function runStep(step: Step, local: Record<string, unknown>): Promise<unknown> {
    if (step.kind === 'artifact') {
      const bytes =
        'text' in step.content
          ? Buffer.from(String(fillTemplate(step.content.text, local)), 'utf8')
          : readFileSync(labPath(labFolder, step.content.file));
      const files = result.artifacts.get(step.task) ?? [];
      result.artifacts.set(step.task, [
        ...files.filter(({ name }) => name !== step.name),
        { name: step.name, bytes },
      ]);
      return { sha256: createHash('sha256').update(bytes).digest('hex') };
    }
    const service = step.kind === 'presign' ? 's3' : step.service;
    const { client, module } = await clientFor(service);
    const operation =
      step.kind === 'presign' ? (step.method === 'GET' ? 'GetObject' : 'PutObject') : step.operation;
    const Command = module.command(operation);
    if (!Command) throw new Error(`${service} has no operation ${operation}.`);
    const input = resolveSpecials(fillTemplate(step.input, local), labFolder) as Record<string, unknown>;
    if (step.kind === 'presign') {
      const { getSignedUrl } = await import('@aws-sdk/s3-request-presigner');
      const expiresIn = Number(fillTemplate(step.expiresIn, local));
      return getSignedUrl(client as never, new Command(input) as never, { expiresIn });
    }
    result.calls += 1;
    const { $metadata: _metadata, ...answer } = await client.send(new Command(input));
    return answer;
  }
}

/** A step's action as people name it. */
export function titleOf(step: Step): string {
  if (step.kind === 'call') return `${step.service}:${step.operation}`;
  return step.kind === 'presign' ? 'presign' : `artifact ${step.task}/${step.name}`;
}

function itemsOf(step: Step, labFolder: string, scope: Record<string, unknown>): unknown[] {
  if (!step.forEach) return [undefined];
  if ('list' in step.forEach) return step.forEach.list;
  if ('of' in step.forEach) {
    // AWS leaves an empty list out of its answer, so a missing member is an empty list here.
    const [root = '', ...path] = step.forEach.of.split('.');
    let found: unknown = scope[root];
    for (const name of path) found = (found as Record<string, unknown> | undefined)?.[name];
    return Array.isArray(found) ? found : [];
  }
  const list: unknown = JSON.parse(readFileSync(labPath(labFolder, step.forEach.file), 'utf8'));
  if (!Array.isArray(list)) throw new Error(`${step.forEach.file} is no JSON list.`);
  return list;
}
