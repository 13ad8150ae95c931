import type { LabManifest } from '../../../graders/contract/index.ts';
import { createBox } from '../../../graders/box/index.ts';
import { checks } from '../../../graders/checks/index.ts';
import {
  explain,
  grade,
  GraderError,
  labSessions,
  resolveVariables,
  type GradeOutcome,
  type Target,
  type TargetGaps,
} from '../../../graders/engine/index.ts';
import { callerIdentity } from '../../../graders/reads/sts.ts';
import { repositoryRoot } from '../../root.ts';
import { identifyEndpoint, isAwsHost } from '../../targets/identify.ts';
import { sessionName } from '../../targets/credentials.ts';
import { gapsOf } from '../../targets/manifests.ts';
import { VERSION } from '../../version.ts';
import { collectArtifacts } from '../artifacts.ts';
import { explainLab, labForGrading } from '../lab-for-grading.ts';
import { withoutSecrets } from '../report.ts';
import { TARGET_OPTIONS, targetOf } from '../target.ts';
import { EXIT, parseCommand, parseVariables, parseWhole, UsageError } from '../usage.ts';

export const usage =
  'groundschool grade <lab> [--endpoint-url URL | --role-arn ARN --external-id ID] [--account ID] [--ca-bundle FILE] [--region R] [--seed S] [--var name=value …] [--task ID …] [--artifact <task id>=path …] [--artifacts-from DIR] [--today YYYY-MM-DD] [--format text|json|junit] [--min-score N] [--call-timeout SECONDS] [--accept-cost USD]';

/** `groundschool grade`: one lab against one account, the report on standard output. */
export default async function run(args: readonly string[]): Promise<number> {
  const { values, words } = parseCommand(
    args,
    {
      ...TARGET_OPTIONS,
      seed: { type: 'string' },
      var: { type: 'string', multiple: true },
      task: { type: 'string', multiple: true },
      artifact: { type: 'string', multiple: true },
      'artifacts-from': { type: 'string' },
      today: { type: 'string' },
      format: { type: 'string', default: 'text' },
      'min-score': { type: 'string' },
      'call-timeout': { type: 'string' },
      'accept-cost': { type: 'string' },
    },
    usage,
    { min: 1, max: 1 },
  );
  const { format } = values;
  if (!['text', 'json', 'junit'].includes(format))
    throw new UsageError('USAGE', `--format is text, json or junit; got "${format}".`);
  const minimum =
    values['min-score'] === undefined ? null : parseWhole('min-score', values['min-score'], 0, 100);
  const callMs =
    values['call-timeout'] === undefined
      ? undefined
      : parseWhole('call-timeout', values['call-timeout'], 1, 120) * 1000;

  const root = repositoryRoot();
  const lab = await labForGrading(root, words[0] ?? '');
  const overrides = parseVariables(values.var);
  if (values.region !== undefined) overrides['region'] = values.region;
  const variables = resolveVariables({
    lab: lab.manifest,
    common: lab.common,
    ...(values.seed === undefined ? {} : { seed: values.seed }),
    overrides,
  });
  const artifacts = collectArtifacts(lab.manifest, values['artifacts-from'], values.artifact);
  const box = createBox();
  // The box tries its locks before it runs a script; that takes as long as reading the account and goes on beside it.
  if (handsInScript(lab.manifest, artifacts)) void box.status();
  const region = String(variables['region']);
  const target = await targetOf(values, region, async (account) => ({
    policies: await labSessions({ lab: lab.manifest, checks, variables, account, region }),
    // The command line numbers no attempts; the second at which it began tells them apart.
    name: sessionName(lab.manifest.id, new Date().toISOString().replace(/[-:]|\.\d+/g, '')),
  }));
  const { report } = await gradeOrExplain(root, {
    lab: lab.manifest,
    version: `${VERSION}+${lab.digest}`,
    variables,
    target,
    gaps: await knownGaps(target, lab.manifest.id),
    ...(values.account === undefined ? {} : { expectedAccount: values.account }),
    checks,
    identity: callerIdentity,
    artifacts,
    box,
    ...(values.task === undefined ? {} : { tasks: values.task }),
    ...(values.today === undefined ? {} : { today: values.today }),
    ...(callMs === undefined ? {} : { limits: { callMs } }),
    acceptedCost: dollars(values['accept-cost']),
    onWait: ({ read, secondsLeft }) => {
      if (process.stderr.isTTY)
        process.stderr.write(`\r\x1b[K${read}: not visible yet, looking for ${secondsLeft} s more`);
    },
    onError: (error, where) => {
      const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
      process.stderr.write(withoutSecrets(`INTERNAL: ${where}: ${detail}\n`));
    },
  });
  const text =
    format === 'json'
      ? `${JSON.stringify(report, null, 2)}\n`
      : format === 'junit'
        ? (await import('../junit.ts')).junit(report)
        : explain(report);
  await written(withoutSecrets(text));
  if (report.checkable === 0) return EXIT.nothingChecked;
  return minimum !== null && report.score < minimum ? EXIT.belowMinimum : EXIT.ok;
}

/** What the owner of the account agrees to pay for reads. @throws UsageError USAGE */
function dollars(text = '0'): number {
  if (!/^\d{1,4}(\.\d{1,4})?$/.test(text))
    throw new UsageError('USAGE', `--accept-cost takes US dollars such as 0.05; got "${text}".`);
  return Number(text);
}

/** What the program behind an endpoint is known not to show. AWS itself is not asked what it is. */
async function knownGaps({ endpoint, ca }: Target, lab: string): Promise<TargetGaps> {
  if (endpoint === null || isAwsHost(endpoint)) return { reads: {}, tasks: {} };
  return gapsOf(await identifyEndpoint(endpoint, ca), lab);
}

function handsInScript({ tasks }: LabManifest, artifacts: Readonly<Record<string, unknown>>): boolean {
  return tasks.some(
    (task) =>
      artifacts[task.id] !== undefined && task.artifacts?.some(({ language }) => language === 'python'),
  );
}

/** Grades; parameters that a check does not take are a problem of the lab, and the lab's own line is named. */
async function gradeOrExplain(root: string, input: Parameters<typeof grade>[0]): Promise<GradeOutcome> {
  try {
    return await grade(input);
  } catch (error) {
    const isOfLab = error instanceof GraderError && !['TASK_UNKNOWN', 'TODAY_INVALID'].includes(error.code);
    if (isOfLab) await explainLab(root, input.lab.id);
    throw error;
  }
}

/** Writes to standard output and waits until it is read, also by a slow pipe. */
function written(text: string): Promise<void> {
  return new Promise((resolve) => {
    process.stdout.write(text, () => resolve());
  });
}
