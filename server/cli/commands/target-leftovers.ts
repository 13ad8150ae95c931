import { resolveVariables } from '../../../graders/engine/index.ts';
import { callerIdentity } from '../../../graders/reads/sts.ts';
import { BILL_READS, BillReader } from '../../grading/bill-reads.ts';
import { withPictureSession } from '../../grading/picture-session.ts';
import { repositoryRoot } from '../../root.ts';
import { leftoversOf, namesOfLab, type Leftovers } from '../../targets/leftovers.ts';
import { openIdentity } from '../identity.ts';
import { labForGrading } from '../lab-for-grading.ts';
import { withoutSecrets } from '../report.ts';
import { TARGET_OPTIONS, targetOf } from '../target.ts';
import { EXIT, parseCommand, parseVariables, UsageError } from '../usage.ts';
import { TARGET_USAGE } from './target-usage.ts';

/** `groundschool target leftovers`: what still costs money, and the commands that end it. It deletes nothing itself. */
export default async function run(args: readonly string[]): Promise<number> {
  const { values } = parseCommand(
    args,
    {
      ...TARGET_OPTIONS,
      lab: { type: 'string' },
      seed: { type: 'string' },
      var: { type: 'string', multiple: true },
      format: { type: 'string', default: 'text' },
    },
    TARGET_USAGE,
    { min: 0, max: 0 },
  );
  if (!['text', 'json'].includes(values.format))
    throw new UsageError('USAGE', `--format is text or json; got "${values.format}".`);
  const lab = values.lab === undefined ? null : await labForGrading(repositoryRoot(), values.lab);
  const variables =
    lab &&
    resolveVariables({
      lab: lab.manifest,
      common: lab.common,
      ...(values.seed === undefined ? {} : { seed: values.seed }),
      overrides: parseVariables(values.var),
    });
  const region = values.region ?? String(variables?.['region'] ?? 'us-east-1');
  const target = await targetOf(values, region);
  const account = await openIdentity(target);
  if (values.account !== undefined && values.account !== account)
    throw new UsageError('USAGE', `These keys belong to account ${account}, not to ${values.account}.`);
  const found = await withPictureSession(
    { target: { ...target, account }, today: null },
    [callerIdentity, ...BILL_READS],
    async ({ ask, day }) => {
      const reader = new BillReader(ask, region);
      const names = variables && namesOfLab(variables);
      const left = leftoversOf(await reader.account(), { region, today: day, names });
      return { account, region, ...left, unread: reader.unread };
    },
  );
  const text = values.format === 'json' ? `${JSON.stringify(found, null, 2)}\n` : inWords(found);
  process.stdout.write(withoutSecrets(text));
  return EXIT.ok;
}

const NO_COMMAND = '# No command: it goes with something above. Look again when that is gone.';

type Found = Leftovers & { account: string; region: string; unread: { what: string; message: string }[] };

function inWords({ account, region, resources, usdPerHour, missing, pricesOf, unread }: Found): string {
  const lines =
    resources.length === 0
      ? [`Nothing that costs money by the hour was found in account ${account}, ${region}.`]
      : [
          `Account ${account}, ${region}: ${resources.length} things cost at least $${usdPerHour} an hour (prices of ${pricesOf}).`,
        ];
  for (const { id, kind, name, usdPerHour: usd, ofLab, cleanUp } of resources) {
    const cost = usd === null ? 'no price known' : `$${usd}/h`;
    const mark = ofLab === true ? ' · of this lab' : '';
    lines.push(
      '',
      `# ${kind} ${id}${name === null || name === id ? '' : ` (${name})`} · ${cost}${mark}`,
      ...(cleanUp.length > 0 ? cleanUp : [NO_COMMAND]),
    );
  }
  if (missing.length > 0) lines.push('', 'Without a price:', ...missing.map((one) => `  ${one}`));
  if (unread.length > 0) {
    lines.push('', 'Not seen, and so perhaps still there:');
    lines.push(...unread.map(({ what, message }) => `  ${what}: ${message}`));
  }
  if (region !== 'us-east-1' || resources.length === 0)
    lines.push('', 'Other Regions were not looked at: run this once for each that you used (--region).');
  return `${lines.join('\n')}\n`;
}
