import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { openIdentity } from '../identity.ts';
import { rootUserAt } from '../sandbox-admin.ts';
import { resolveVariables } from '../../../graders/engine/index.ts';
import type { Variables } from '../../../graders/contract/index.ts';
import type { LabForGrading } from '../../catalog/lab-files.ts';
import { mayBeReal } from '../../targets/real-account.ts';
import { repositoryRoot } from '../../root.ts';
import {
  checkSteps,
  composeSteps,
  loadScripts,
  renderApi,
  renderBoto3,
  hourlyCostOf,
  RealAccountRefused,
  renderCli,
  type AccountScript,
  runScript,
  ScriptError,
  type StepFailed,
} from '../../scripts/index.ts';
import { withoutSecrets } from '../report.ts';
import { TARGET_OPTIONS, targetOf } from '../target.ts';
import { labForGrading } from '../lab-for-grading.ts';
import { inWords as costInWords } from './lab-cost.ts';
import { EXIT, parseCommand, parseVariables, UsageError } from '../usage.ts';

const USAGE =
  'groundschool lab apply <lab> [script] [--endpoint-url URL] [--region R] [--seed S] [--var name=value …] [--artifacts-to DIR] [--confirm-account ID] [--confirm-region R] [--most-per-hour USD] [--admin-token T] [--keep-going] [--ca-bundle FILE] [--account ID] [--as cli|boto3|api]';

/** `groundschool lab apply`: runs an account script against a target, or shows it as CLI, boto3 or API calls. */
export default async function run(args: readonly string[]): Promise<number> {
  const { values, words } = parseCommand(
    args,
    {
      ...TARGET_OPTIONS,
      seed: { type: 'string' },
      var: { type: 'string', multiple: true },
      'artifacts-to': { type: 'string' },
      'confirm-account': { type: 'string' },
      'admin-token': { type: 'string' },
      as: { type: 'string' },
      'confirm-region': { type: 'string' },
      'most-per-hour': { type: 'string', default: '5' },
      'keep-going': { type: 'boolean', default: false },
    },
    USAGE,
    { min: 1, max: 2 },
  );
  const root = repositoryRoot();
  const lab = await labForGrading(root, words[0] ?? '');
  const scripts = loadScripts(root, lab.manifest.id);
  const name = (words[1] ?? 'setup').replace(/^.*\//, '').replace(/\.ya?ml$/, '');
  const script = scripts.get(name);
  if (!script)
    throw new UsageError(
      'SCRIPT_NOT_FOUND',
      `Lab ${lab.manifest.id} has no script "${name}". Scripts: ${[...scripts.keys()].join(', ')}.`,
    );
  const overrides = parseVariables(values.var);
  if (values.region !== undefined) overrides['region'] = values.region;
  const variables = resolveVariables({
    lab: lab.manifest,
    common: lab.common,
    ...(values.seed === undefined ? {} : { seed: values.seed }),
    overrides,
  });
  const region = String(variables['region']);

  if (values.as !== undefined) {
    const steps = composeSteps(script, scripts);
    const problems = await checkSteps(steps, variables, lab.folder);
    if (problems.length > 0) throw new ScriptError(problems);
    const options = { variables, labFolder: lab.folder, shownFolder: shown(lab.folder) };
    const rendered: Record<string, () => string | Promise<string>> = {
      cli: () => renderCli(steps, options),
      boto3: () => renderBoto3(steps, options),
      api: () => renderApi(steps, options),
    };
    const render = Object.hasOwn(rendered, values.as) ? rendered[values.as] : undefined;
    if (!render) throw new UsageError('USAGE', `--as is cli, boto3 or api; got "${values.as}".`);
    process.stdout.write(await render());
    return EXIT.ok;
  }

  const target = await targetOf(values, region);
  const account = await openIdentity(target);
  const rootUser =
    target.endpoint === null
      ? undefined
      : rootUserAt({ 'endpoint-url': target.endpoint, 'admin-token': values['admin-token'] }, account);
  const real = await mayBeReal(target.endpoint, account, target.ca);
  if (real) refuseUnlessMeant(lab, script, { scripts, variables, account, region, values });
  const failures: StepFailed[] = [];
  const { calls, artifacts, leftOut } = await runScript(script, {
    scripts,
    labFolder: lab.folder,
    variables,
    target: {
      endpoint: target.endpoint,
      region,
      account,
      credentials: target.credentials,
      ...(target.ca === undefined ? {} : { ca: target.ca }),
      mayBeReal: real,
      ...(rootUser === undefined ? {} : { rootUser }),
    },
    ...(values['confirm-account'] === undefined ? {} : { confirmedAccount: values['confirm-account'] }),
    ...(values['keep-going'] ? { onFailed: (failed: StepFailed) => failures.push(failed) } : {}),
    onStep: (done, total, title) => {
      if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${done}/${total} ${title}`);
    },
  });
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  process.stdout.write(`Ran ${script.file}: ${calls} calls in account ${account}.\n`);
  for (const { message } of failures) process.stderr.write(withoutSecrets(`STEP_FAILED: ${message}\n`));
  if (leftOut.includes('root-user'))
    process.stdout.write(
      'Left out: the root user, whom no API changes. In the sandbox: `groundschool sandbox root --assign-mfa --delete-keys` (it needs the admin token, --admin-token here). At AWS: sign in as root.\n',
    );
  // Reference artifacts whose text holds for one account only (a presigned link, an identity) are made beside the ones in
  // the repository, where --artifacts-from finds them; git ignores them.
  const written = new Set(
    composeSteps(script, scripts).flatMap((step) =>
      step.kind === 'artifact' && 'text' in step.content ? [`${step.task}/${step.name}`] : [],
    ),
  );
  const folder = values['artifacts-to'] ?? (name === 'solution' ? join(lab.folder, 'solution') : undefined);
  for (const [task, files] of artifacts) {
    for (const { name: file, bytes } of files) {
      if (folder === undefined || (values['artifacts-to'] === undefined && !written.has(`${task}/${file}`)))
        continue;
      mkdirSync(join(folder, task), { recursive: true });
      writeFileSync(join(folder, task, file), bytes);
      process.stdout.write(`Wrote ${shown(join(folder, task, file))}\n`);
    }
  }
  return failures.length > 0 ? EXIT.badInput : EXIT.ok;
}

/**
 * What stands between a script and somebody's money. The account's number is asked for last, with what it would cost.
 *
 * @throws UsageError REGION_REFUSED, BUDGET_EXCEEDED; RealAccountRefused
 */
function refuseUnlessMeant(
  lab: LabForGrading,
  script: AccountScript,
  run: {
    scripts: ReadonlyMap<string, AccountScript>;
    variables: Variables;
    account: string;
    region: string;
    values: { 'confirm-account'?: string; 'confirm-region'?: string; 'most-per-hour': string };
  },
): void {
  const { scripts, variables, account, region, values } = run;
  const pinned = String(resolveVariables({ lab: lab.manifest, common: lab.common, overrides: {} })['region']);
  if (region !== pinned && values['confirm-region'] !== region)
    throw new UsageError(
      'REGION_REFUSED',
      `Lab ${lab.manifest.id} is written for ${pinned}: its images and prices are of that Region, and what is left in ${region} is easily forgotten. Nothing was run. If you mean it: --confirm-region ${region}.`,
    );
  const most = Number(values['most-per-hour']);
  if (!(most > 0))
    throw new UsageError('USAGE', `--most-per-hour takes dollars; got "${values['most-per-hour']}".`);
  const cost = hourlyCostOf(composeSteps(script, scripts), variables, new Date().toISOString().slice(0, 10));
  if (cost.known > most)
    throw new UsageError(
      'BUDGET_EXCEEDED',
      `${script.file} would cost $${cost.known.toFixed(2)} an hour, more than --most-per-hour ${most}. Nothing was run.\n${costInWords(script.name, cost)}`,
    );
  if (values['confirm-account'] === account) return;
  const words = `${costInWords(script.name, cost)}\nWhat is still there later: groundschool target leftovers --lab ${lab.manifest.id}`;
  throw new RealAccountRefused(script.file, account, values['confirm-account'], words);
}

/** A path as somebody in this folder would write it. */
function shown(path: string): string {
  const near = relative(process.cwd(), path) || '.';
  return near.startsWith('..') ? path : near;
}
